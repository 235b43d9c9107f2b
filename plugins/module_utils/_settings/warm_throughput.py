# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Warm throughput: the reads and writes a second that the table, and each global secondary index, can serve at once.

AWS always shows it. It grows with use, and is never lowered. Raising it takes minutes, in which the table stays ACTIVE (aws-controllers-k8s, docs/api-quirks,
DDB-TABLE-061, 155, 179), and AWS bills for it (developer guide).
"""

from __future__ import annotations

import typing as t

from .setting import FORESEEN, LAST, Change, Reading, Request, Setting, Source, Value

NAME = "warm_throughput"
_MEMBERS = {"read_units_per_second": "ReadUnitsPerSecond", "write_units_per_second": "WriteUnitsPerSecond"}
OPTION = {"type": "dict", "options": {**{name: {"type": "int"} for name in _MEMBERS}, "indexes": {"type": "dict"}}}
_MEMBER = "WarmThroughput"
# The part that is the table itself: no index has such a name.
_TABLE = ""


def _check(wanted: Value) -> None:
    _check_units(wanted, f"settings.{NAME}")
    for index, units in wanted.get("indexes", {}).items():
        where = f"settings.{NAME}.indexes.{index}"
        if not isinstance(units, dict) or set(units) - set(_MEMBERS):
            raise ValueError(f"{where} may have {' and '.join(_MEMBERS)}, and nothing else.")
        _check_units(units, where)


def _check_units(units: Value, where: str) -> None:
    for name in _MEMBERS:
        number = units.get(name, 1)
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise ValueError(f"{where}.{name} must be a whole number of at least 1 (got {number}).")


def _read(source: Source) -> Reading:
    shown = {index: units for index, units in _shown(source).items() if units}
    value = {**_units(shown.get(_TABLE, {})), "indexes": {index: _units(units) for index, units in sorted(shown.items()) if index != _TABLE}}
    passing = next((units["Status"] for units in shown.values() if units.get("Status") not in (None, "ACTIVE")), source.busy())
    return Reading(value, passing=passing)


def _shown(source: Source) -> dict[str, t.Mapping[str, t.Any]]:
    # An index that is being added is CREATING, whatever its throughput is.
    ready = [each for each in source.described.get("GlobalSecondaryIndexes", ()) if each.get("IndexStatus") in ("ACTIVE", FORESEEN)]
    indexes = {each["IndexName"]: each.get(_MEMBER, {}) for each in ready}
    return {_TABLE: source.described.get(_MEMBER, {}), **indexes}


def _units(shown: t.Mapping[str, t.Any]) -> dict[str, int]:
    return {name: shown[member] for name, member in _MEMBERS.items() if shown.get(member)}


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    indexes = {index: _raised(units, current["indexes"].get(index, {})) for index, units in wanted.get("indexes", {}).items()}
    return {**_raised(wanted, current), "indexes": {**current["indexes"], **indexes}}


def _raised(wanted: Value, current: Value) -> dict[str, int]:
    """AWS never lowers it: less than there is changes nothing."""
    named = {name: max(wanted.get(name, 0), current.get(name, 0)) for name in _MEMBERS}
    return {name: number for name, number in named.items() if number}


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    unknown = sorted(set(wanted["indexes"]) - set(current["indexes"]))
    if unknown:
        raise ValueError(f"settings.{NAME}.indexes names what is no ACTIVE global secondary index of table {source.table.name}: {', '.join(unknown)}.")
    parts = {_TABLE: (_of(current, _TABLE), _of(wanted, _TABLE)), **{index: (current["indexes"][index], units) for index, units in wanted["indexes"].items()}}
    return [_change(source, index, after) for index, (before, after) in parts.items() if after != before]


def _of(value: Value, index: str) -> dict[str, int]:
    return dict(value["indexes"].get(index, {})) if index else {name: value[name] for name in _MEMBERS if name in value}


def _change(source: Source, index: str, after: dict[str, int]) -> Change:
    units = {_MEMBERS[name]: number for name, number in after.items()}
    update = {"GlobalSecondaryIndexUpdates": [{"Update": {"IndexName": index, _MEMBER: units}}]} if index else {_MEMBER: units}
    words = ", ".join(f"{name} {number}" for name, number in after.items())

    def done(value: Value) -> bool:
        # More than that is what use has made of it since.
        now = _of(value, index)
        return all(now.get(name, 0) >= number for name, number in after.items())

    return Change(NAME, f"{NAME}{f' of index {index}' if index else ''}: raise to {words}", "UpdateTable", {**source.named(), **update}, done, LAST, part=index)


def _needs(wanted: Value) -> list[Request]:
    return [("UpdateTable", {_MEMBER: {_MEMBERS[name]: wanted[name] for name in _MEMBERS if name in wanted}})]


SETTING = Setting(NAME, OPTION, _read, _complete, _changes, _check, needs=_needs)
