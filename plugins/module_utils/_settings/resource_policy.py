# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table's resource policy; an empty one stands for none.

Policies are compared in the form in which AWS shows them, which is not that in which they are sent; a read lags a write by seconds, and
between two writes AWS wants 15 s (aws-controllers-k8s, docs/api-quirks, DDB-TABLE-206, DDB-TABLE-208, DDB-TABLE-346).
"""

from __future__ import annotations

import json
import re
import typing as t

from .._aws import errors
from .._aws.calls import read
from .setting import LAST, Change, Reading, Setting, Source, Value

NAME = "resource_policy"
OPTION = {"type": "json"}
_LONGEST = 20480


def _parsed(wanted: t.Any) -> Value:
    return json.loads(wanted or "{}") if isinstance(wanted, str) else wanted


def check(wanted: Value, name: str = NAME) -> None:
    """Raises ValueError, which calls it by this name, for what is no policy."""
    try:
        policy = _parsed(wanted)
    except ValueError as error:
        raise ValueError(f"settings.{name} is not JSON: {error}.") from error
    if not isinstance(policy, dict) or (policy and not {"Version", "Statement"} <= set(policy)):
        # Without a Version AWS shows another one than it compares with: every run would write it again.
        raise ValueError(f"settings.{name} must have Version and Statement, or be empty for no policy.")
    if len(json.dumps(policy)) > _LONGEST:
        raise ValueError(f"settings.{name} must be {_LONGEST} characters or less.")


def canonical(policy: Value) -> Value:
    """The policy in the form in which two of the same meaning are equal, as far as AWS takes them to be."""
    if not policy:
        return {}
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    return {**policy, "Statement": [_statement(each) for each in statements]}


def _statement(statement: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    found = {key: _single(value) for key, value in statement.items()}
    for key in ("Principal", "NotPrincipal"):
        if isinstance(found.get(key), dict):
            found[key] = {kind: _single(_principals(who)) for kind, who in found[key].items()}
    return found


def _single(value: t.Any) -> t.Any:
    """AWS shows a list of one as that one, and the order of several means nothing."""
    if isinstance(value, list):
        return value[0] if len(value) == 1 else sorted(value, key=str)
    return value


def _principals(who: t.Any) -> t.Any:
    """An account's id stands for its root."""
    several = who if isinstance(who, list) else [who]
    return sorted({re.sub(r"^(\d{12})$", r"arn:aws:iam::\1:root", str(each)) for each in several})


def _read(source: Source) -> Reading:
    try:
        answer = read(source.task, source.subject("GetResourcePolicy"), None, patient=True, ResourceArn=source.arn)
    except errors.PolicyNotFound:
        return Reading({})
    return Reading(canonical(json.loads(answer["Policy"])))


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    return canonical(_parsed(wanted))


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    if wanted:
        parameters = {"ResourceArn": source.arn, "Policy": json.dumps(wanted)}
        return [Change(NAME, f"{NAME}: put", "PutResourcePolicy", parameters, lambda value: value == wanted, LAST)]
    return [Change(NAME, f"{NAME}: delete", "DeleteResourcePolicy", {"ResourceArn": source.arn}, lambda value: not value, LAST)]


SETTING = Setting(NAME, OPTION, _read, _complete, _changes, check)
