# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The limits of a table in billing mode PAY_PER_REQUEST; AWS shows -1 for no limit."""

from __future__ import annotations

import typing as t

from .setting import BEFORE_ALL, Change, Reading, Setting, Source, Value, overlaid

NAME = "on_demand_throughput"
_LIMIT = {"type": "int", "example": 100}
OPTION = {"type": "dict", "options": {"max_read_request_units": _LIMIT, "max_write_request_units": _LIMIT}}
_MEMBERS = {"max_read_request_units": "MaxReadRequestUnits", "max_write_request_units": "MaxWriteRequestUnits"}
_NONE = -1


def _check(wanted: Value) -> None:
    for name, limit in wanted.items():
        if limit < 1 and limit != _NONE:
            raise ValueError(f"settings.{NAME}.{name} must be at least 1, or -1 for no limit (got {limit}).")


def check_billing(settings: t.Mapping[str, Value], billing_mode: str) -> None:
    """Raises ValueError for limits beside a billing mode that has none."""
    if billing_mode != "PAY_PER_REQUEST" and any(limit != _NONE for limit in settings.get(NAME, {}).values()):
        raise ValueError(f"settings.{NAME} requires the billing mode PAY_PER_REQUEST (it is {billing_mode}).")


def _read(source: Source) -> Reading:
    shown = source.described.get("OnDemandThroughput", {})
    return Reading({name: shown.get(member, _NONE) for name, member in _MEMBERS.items()}, passing=source.busy())


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    # AWS merges member by member: only members that change are sent.
    limits = {_MEMBERS[name]: limit for name, limit in wanted.items() if limit != current[name]}
    text = ", ".join(f"{name} {'none' if limit == _NONE else limit}" for name, limit in wanted.items() if limit != current[name])
    return [Change(NAME, f"{NAME}: {text}", "UpdateTable", {**source.named(), "OnDemandThroughput": limits}, lambda value: value == wanted, BEFORE_ALL)]


SETTING = Setting(
    NAME,
    OPTION,
    _read,
    overlaid,
    _changes,
    _check,
    needs=lambda wanted: [("UpdateTable", {"OnDemandThroughput": {_MEMBERS[name]: limit for name, limit in wanted.items()}})],
    shown=("DescribeTable", "Table", "OnDemandThroughput"),
)
