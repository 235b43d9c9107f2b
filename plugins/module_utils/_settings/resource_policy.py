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
from .._task import shape, trees
from .setting import LAST, Change, Reading, Request, Setting, Source, Value

NAME = "resource_policy"
OPTION = {"type": "json"}
_LONGEST = 20480
_MEMBERS = ("Version", "Id", "Statement")
_STATEMENT = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition")
_EFFECTS = ("Allow", "Deny")
_ACCOUNT = re.compile(r"[0-9]{12}")


def _parsed(wanted: t.Any) -> Value:
    return json.loads(wanted) if isinstance(wanted, str) else wanted


def check(wanted: Value, name: str = NAME) -> None:
    """Raises ValueError, which calls it by this name, for what is no policy."""
    path = f"settings.{name}"
    if isinstance(wanted, str) and not wanted.strip():
        # As a survey sends it for a question left open: it must not remove a policy.
        raise ValueError(f"{path} is an empty text. Write {{}} to remove the policy, or leave it out.")
    try:
        policy = _parsed(wanted)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not JSON: {error}.") from error
    if not isinstance(policy, dict) or (policy and not {"Version", "Statement"} <= set(policy)):
        # Without a Version AWS shows another one than it compares with: every run would write it again.
        raise ValueError(f"{path} must have Version and Statement, or be empty for no policy.")
    trees.check_depth(path, policy)
    if len(json.dumps(policy)) > _LONGEST:
        raise ValueError(f"{path} must be {_LONGEST} characters or less.")
    _check_members(path, policy, _MEMBERS)
    for member in ("Version", "Id"):
        if not isinstance(policy.get(member, ""), str):
            raise ValueError(f"{path}.{member} must be text. Write it in quotes.")
    for place, statement in _statements(path, policy):
        _check_statement(place, statement)


def _statements(path: str, policy: Value) -> list[tuple[str, Value]]:
    found = policy.get("Statement", [])
    return [(f"{path}.Statement[{number}]", each) for number, each in enumerate(found)] if isinstance(found, list) else [(f"{path}.Statement", found)]


def _check_statement(path: str, statement: Value) -> None:
    if not isinstance(statement, dict):
        raise ValueError(f"{path} must be a dictionary with Effect, Principal, Action and Resource.")
    _check_members(path, statement, _STATEMENT)
    if statement.get("Effect") not in _EFFECTS:
        raise ValueError(f"{path}.Effect must be one of {', '.join(_EFFECTS)}.")
    for name, value in statement.items():
        where = trees.at(path, name)
        if name in ("Principal", "NotPrincipal") and isinstance(value, dict):
            for kind, who in value.items():
                _check_words(trees.at(where, kind), who)
        elif name != "Condition":
            _check_words(where, value)
        elif not isinstance(value, dict) or not all(isinstance(each, dict) for each in value.values()):
            raise ValueError(f"{where} must be a dictionary of operators such as {{StringEquals: {{aws:PrincipalOrgID: o-1}}}}.")
        else:
            for operator, keys in value.items():
                for key, each in keys.items():
                    _check_words(trees.at(trees.at(where, operator), key), each)


def _check_members(path: str, given: Value, known: t.Sequence[str]) -> None:
    for name in given:
        if name not in known:
            raise ValueError(f"{trees.at(path, name)} is unknown: {path} takes {', '.join(known)}.")


def _check_words(path: str, value: t.Any) -> None:
    """Raises ValueError for what is neither text (or what YAML makes of text without quotes) nor a list of it."""
    for number, each in enumerate(value if isinstance(value, list) else [value]):
        shape.checked(f"{path}[{number}]" if isinstance(value, list) else path, {"type": "scalar"}, each)


def canonical(policy: Value) -> Value:
    """The policy in the form in which AWS shows one member and a list of that one alike, and in which the order of lists means nothing."""
    if not policy:
        return {}
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    return {**policy, "Statement": [_statement(each, _single) for each in statements]}


def _meaning(policy: Value, partition: str) -> Value:
    """The policy in the form in which two of the same meaning are equal, as far as AWS takes them to be: an account's id stands for its root."""

    def principals(who: t.Any) -> t.Any:
        several = who if isinstance(who, list) else [who]
        return _single(sorted({f"arn:{partition}:iam::{each}:root" if _ACCOUNT.fullmatch(str(each)) else str(each) for each in several}))

    whole = canonical(policy)
    return {**whole, "Statement": [_statement(each, principals) for each in whole["Statement"]]} if whole else {}


def _statement(statement: t.Mapping[str, t.Any], principals: t.Callable[[t.Any], t.Any]) -> dict[str, t.Any]:
    found = {key: _single(value) for key, value in statement.items()}
    for key in ("Principal", "NotPrincipal"):
        if isinstance(found.get(key), dict):
            found[key] = {kind: principals(who) for kind, who in found[key].items()}
    return found


def _single(value: t.Any) -> t.Any:
    """AWS shows a list of one as that one, and the order of several means nothing."""
    if isinstance(value, list):
        return value[0] if len(value) == 1 else sorted(value, key=str)
    return value


def needs(wanted: Value) -> list[Request]:
    """The requests that a policy may take. Pure."""
    call = "PutResourcePolicy" if _parsed(wanted) else "DeleteResourcePolicy"
    return [("GetResourcePolicy", {}), (call, {"ResourceArn": ""})]


def same(source: Source, current: Value, wanted: Value) -> bool:
    """Whether two policies mean the same for AWS, in the partition of the table."""
    partition = source.arn.split(":")[1]
    return bool(_meaning(current, partition) == _meaning(wanted, partition))


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
        return [Change(NAME, f"{NAME}: put", "PutResourcePolicy", parameters, lambda value: same(source, value, wanted), LAST)]
    return [Change(NAME, f"{NAME}: delete", "DeleteResourcePolicy", {"ResourceArn": source.arn}, lambda value: not value, LAST)]


SETTING = Setting(NAME, OPTION, _read, _complete, _changes, check, same=same, needs=needs, shown=("GetResourcePolicy",), initial=lambda source: {})
