# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource policy of the table's stream; an empty one stands for none.

It belongs to one stream: a new stream has another ARN and no policy (developer guide, "Attach a resource-based policy to a stream"). So a policy that
names a stream of the table is compared without the stream's label, and set with the label of the stream that exists then.
"""

from __future__ import annotations

import json
import re
import typing as t

from .._aws import errors
from .._aws.calls import read
from . import resource_policy
from .setting import Change, Reading, Setting, Source, Value

NAME = "stream_resource_policy"
# A stream's ARN ends with its label, a moment.
_STREAM = re.compile(r"(arn:[^/]+:table/[^/]+/stream/)[^/*]+")


def is_lost(before: Value, after: Value) -> bool:
    """Whether a change of the setting ``stream`` takes the stream away, or puts another one in its place."""
    return bool(before["enabled"] and after != before)


def _read(source: Source) -> Reading:
    arn = _stream_of(source)
    if not arn:
        return Reading({})
    try:
        answer = read(source.task, source.subject("GetResourcePolicy"), None, patient=True, ResourceArn=arn)
    except (errors.PolicyNotFound, errors.TableNotFound):
        return Reading({})
    return Reading(resource_policy.canonical(json.loads(answer["Policy"])))


def _stream_of(source: Source) -> str:
    """The ARN of the stream, empty where there is none; AWS continues to show that of a former one."""
    on = source.described.get("StreamSpecification", {}).get("StreamEnabled")
    return str(source.described.get("LatestStreamArn") or "") if on else ""


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    return resource_policy.SETTING.complete(wanted, current, purge)


def _same(source: Source, one: Value, other: Value) -> bool:
    return resource_policy.same(source, _with_label(one, "latest"), _with_label(other, "latest"))


def _with_label(value: Value, label: str) -> Value:
    """The policy with this label in the ARN of every stream."""
    if isinstance(value, dict):
        return {key: _with_label(each, label) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_label(each, label) for each in value]
    match = _STREAM.fullmatch(value) if isinstance(value, str) else None
    return match[1] + label if match else value


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    if not wanted:
        return [Change(NAME, f"{NAME}: delete", "DeleteResourcePolicy", {}, lambda value: not value, late=lambda now: {"ResourceArn": _stream_of(now)})]

    def late(now: Source) -> dict[str, t.Any]:
        arn = _stream_of(now)
        return {"ResourceArn": arn, "Policy": json.dumps(_with_label(wanted, arn.rpartition("/")[2]))}

    return [Change(NAME, f"{NAME}: put", "PutResourcePolicy", {}, lambda value: _same(source, value, wanted), late=late)]


SETTING = Setting(
    NAME,
    resource_policy.OPTION,
    _read,
    _complete,
    _changes,
    lambda wanted: resource_policy.check(wanted, NAME),
    same=_same,
    needs=resource_policy.needs,
    shown=("GetResourcePolicy",),
    initial=lambda source: {},
)
