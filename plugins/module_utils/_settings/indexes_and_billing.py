# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Billing mode, capacity and indexes of a table, planned and changed as its settings are: one request at a time, each waited for.

AWS adds or deletes one index in a request and at a time; a change to PROVISIONED brings the capacity of the table and of each global index in the same
request (API reference of UpdateTable).
"""

from __future__ import annotations

import typing as t

from .._tables import definition, indexes, keys
from .setting import DEFINITION, FORESEEN, Change, Reading, Setting, Source, Value

# In results and reports: the part of the plan that is the table itself.
NAME = "table"
_UPDATES = "GlobalSecondaryIndexUpdates"


def _read(source: Source) -> Reading:
    statuses = [status for status in indexes.statuses(source.described).values() if status != "ACTIVE"]
    return Reading(definition.described(source.described), passing=source.busy() or (f"index {statuses[0]}" if statuses else ""))


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    return definition.target(wanted, current, purge)


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    before, after = current["indexes"], wanted["indexes"]
    again = [name for name in before if name in after and indexes.differences(after[name], before[name])]
    removed = [name for name in before if name not in after or name in again]
    added = [name for name in after if name not in before or name in again]
    kept = [name for name in after if name not in added and indexes.is_global(after[name])]
    found = [_removal(source, name) for name in removed]
    if wanted["billing_mode"] != current["billing_mode"]:
        found.append(_billing(source, wanted, kept))
    else:
        if indexes.capacity("", wanted) != indexes.capacity("", current):
            found.append(_capacity(source, wanted))
        found += [_index_capacity(source, name, after[name]) for name in kept if after[name] != before[name]]
    return found + [_addition(source, name, after[name]) for name in added]


def _change(source: Source, text: str, parameters: t.Mapping[str, t.Any], done: t.Callable[[Value], bool], part: str = "") -> Change:
    return Change(NAME, text, "UpdateTable", {**source.named(), **parameters}, done, DEFINITION, part=part)


def _removal(source: Source, name: str) -> Change:
    return _change(source, f"indexes: delete {name}", {_UPDATES: [{"Delete": {"IndexName": name}}]}, lambda value: name not in value["indexes"])


def _addition(source: Source, name: str, index: indexes.Index) -> Change:
    def late(now: Source) -> dict[str, t.Any]:
        # Of the whole table as it is then: attributes that no key uses any more are refused.
        shown = definition.described(now.described)
        return {"AttributeDefinitions": keys.definitions([shown, *shown["indexes"].values(), index])}

    text = f"indexes: create {name} ({index['type']}, {keys.text(index)})"
    parameters = {**source.named(), _UPDATES: [{"Create": indexes.member(name, index)}]}
    return Change(
        NAME, text, "UpdateTable", parameters, lambda value: not indexes.differences(index, value["indexes"].get(name, {"type": ""})), DEFINITION, late=late
    )


def _billing(source: Source, wanted: Value, kept: t.Sequence[str]) -> Change:
    mode = wanted["billing_mode"]
    updates = [_capacity_update(name, wanted["indexes"][name]) for name in kept] if mode == definition.PROVISIONED else []
    parameters = {"BillingMode": mode, **indexes.throughput(wanted), **({_UPDATES: updates} if updates else {})}
    words = f" with {indexes.units_text(wanted)}" if mode == definition.PROVISIONED else ""
    return _change(source, f"billing_mode: change to {mode}{words}", parameters, lambda value: value["billing_mode"] == mode)


def _capacity(source: Source, wanted: Value) -> Change:
    units = indexes.capacity("", wanted)
    return _change(source, f"capacity: change to {indexes.units_text(wanted)}", indexes.throughput(wanted), lambda value: indexes.capacity("", value) == units)


def _index_capacity(source: Source, name: str, index: indexes.Index) -> Change:
    units = indexes.capacity("", index)
    text = f"indexes: change the capacity of {name} to {indexes.units_text(index)}"

    def done(value: Value) -> bool:
        return indexes.capacity("", value["indexes"].get(name, {})) == units

    return _change(source, text, {_UPDATES: [_capacity_update(name, index)]}, done)


def _capacity_update(name: str, index: indexes.Index) -> dict[str, t.Any]:
    return {"Update": {"IndexName": name, **indexes.throughput(index)}}


def foreseen(described: t.Mapping[str, t.Any], current: Value, wanted: Value) -> dict[str, t.Any]:
    """The TableDescription as the other settings find it when these changes are made: those are planned before."""
    shown = {each["IndexName"]: each for each in described.get("GlobalSecondaryIndexes", ())}
    found = []
    for name, index in wanted["indexes"].items():
        if not indexes.is_global(index):
            continue
        is_kept = name in shown and name in current["indexes"] and not indexes.differences(index, current["indexes"][name])
        found.append(shown[name] if is_kept else {"IndexName": name, "IndexStatus": FORESEEN, "WarmThroughput": definition.warm(index)})
    return {**described, "BillingModeSummary": {"BillingMode": wanted["billing_mode"]}, "GlobalSecondaryIndexes": found}


SETTING = Setting(NAME, {}, _read, _complete, _changes)
