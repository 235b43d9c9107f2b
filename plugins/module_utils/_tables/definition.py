# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a table is made of: keys, billing mode, capacity and indexes; as a task names it, as AWS describes it, and what is wanted of the two. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from . import indexes as index_options
from . import keys as key_options
from .indexes import CAPACITY, Index

ON_DEMAND, PROVISIONED = "PAY_PER_REQUEST", "PROVISIONED"
OPTIONS: dict[str, dict[str, t.Any]] = {
    **key_options.OPTIONS,
    "billing_mode": {"type": "str", "choices": [PROVISIONED, ON_DEMAND]},
    **index_options.CAPACITY_OPTIONS,
    "indexes": index_options.OPTION,
}
# What AWS gives a table or an index on demand; one with a capacity gets that (aws-controllers-k8s, docs/api-quirks, DDB-TABLE-061).
_WARM_ON_DEMAND = {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000}

# A definition under the names of the options, whole; its indexes by name.
Value = t.Dict[str, t.Any]


@dataclass(frozen=True)
class Definition:
    """What a task names of a table; what it does not name is not changed."""

    keys: key_options.Keys = field(default_factory=dict)
    billing_mode: str | None = None
    capacity: t.Mapping[str, int] = field(default_factory=dict)
    indexes: t.Mapping[str, Index] | None = None


def from_options(options: t.Mapping[str, t.Any]) -> Definition:
    """The definition that these options name. Raises ValueError for what no table can be."""
    keys, indexes = key_options.given(options), options.get("indexes")
    key_options.check("", keys)
    named = None if indexes is None else index_options.named(indexes)
    _types(keys, named or {})
    for name, index in (named or {}).items():
        if not index_options.is_global(index) and keys.get("hash_key_name") and index.get("hash_key_name"):
            index_options.check_local_key(name, index, keys)
    return Definition(keys, options.get("billing_mode"), index_options.capacity("", options), named)


def _types(keys: key_options.Keys, indexes: t.Mapping[str, Index]) -> dict[str, str]:
    return key_options.types_of([("the table", keys), *((f"index {name}", index) for name, index in indexes.items())])


def described(table: t.Mapping[str, t.Any]) -> Value:
    """The definition of a TableDescription."""
    attributes = key_options.attribute_types(table)
    mode = table.get("BillingModeSummary", {}).get("BillingMode") or PROVISIONED
    return {
        **key_options.described(table.get("KeySchema", ()), attributes),
        "billing_mode": mode,
        **(index_options.shown_capacity(table) if mode == PROVISIONED else {}),
        "indexes": index_options.described(table, attributes),
    }


def new(wanted: Definition) -> Value:
    """The definition of a table that is to be created. Raises ValueError for what it lacks."""
    if not wanted.keys.get("hash_key_name"):
        raise ValueError("hash_key_name is required to create a table")
    named = wanted.indexes or {}
    types = _types(wanted.keys, named)
    keys = key_options.with_types(wanted.keys, types)
    types.update(_types(keys, {}))
    mode = wanted.billing_mode or PROVISIONED
    local_key = {"hash_key_name": keys["hash_key_name"]}
    whole = {
        name: _new_index(name, index if index_options.is_global(index) else {**local_key, **index}, mode, types, keys) for name, index in sorted(named.items())
    }
    _types(keys, whole)
    return {**keys, "billing_mode": mode, **({**_least(), **wanted.capacity} if mode == PROVISIONED else {}), "indexes": whole}


def _least() -> dict[str, int]:
    return dict.fromkeys(CAPACITY, 1)


def _new_index(name: str, index: Index, mode: str, types: t.Mapping[str, str], table_keys: key_options.Keys) -> dict[str, t.Any]:
    whole = {**index, **key_options.with_types(key_options.given(index), types)}
    index_options.check_new(name, whole, table_keys)
    has_capacity = mode == PROVISIONED and index_options.is_global(index)
    return {**_without_capacity(whole), **({name: whole.get(name, 1) for name in CAPACITY} if has_capacity else {})}


def _without_capacity(owner: Index) -> dict[str, t.Any]:
    return {name: value for name, value in owner.items() if name not in CAPACITY}


def target(wanted: Definition, current: Value, purge: bool) -> Value:
    """All that is wanted of an existing table; with ``purge``, global indexes that the task does not name are removed, and those that differ are made again.

    Raises ValueError for what AWS cannot change.
    """
    mode = wanted.billing_mode or current["billing_mode"]
    if mode == ON_DEMAND and wanted.capacity and not wanted.billing_mode:
        raise ValueError(
            f"{' and '.join(sorted(wanted.capacity))} cannot be set: the billing mode of the table is {ON_DEMAND}. "
            f"Set billing_mode to {PROVISIONED} to change it, or omit the capacity."
        )
    table_keys = key_options.given(current)
    attributes = _types(table_keys, current["indexes"])
    named, found = wanted.indexes or {}, t.cast("t.Dict[str, t.Dict[str, t.Any]]", {})
    for name, index in current["indexes"].items():
        if name in named:
            found[name] = _existing_index(name, named[name], index, attributes, purge)
        elif not purge or wanted.indexes is None or not index_options.is_global(index):
            found[name] = dict(index)
    for name, index in named.items():
        if name not in found:
            if not index_options.is_global(index):
                raise ValueError(f"Local index {name} does not exist, and AWS creates local indexes only together with the table. Make it a global index.")
            found[name] = _new_index(name, index, mode, attributes, table_keys)
    _types(table_keys, found)
    whole = {name: _with_capacity(f"index {name}", index, mode) if index_options.is_global(index) else index for name, index in sorted(found.items())}
    table = _with_capacity("the table", {**{name: current[name] for name in CAPACITY if name in current}, **wanted.capacity}, mode)
    return {**table_keys, "billing_mode": mode, **table, "indexes": whole}


def _existing_index(name: str, wanted: Index, current: Index, types: t.Mapping[str, str], purge: bool) -> dict[str, t.Any]:
    differences = index_options.differences(wanted, current)
    if not differences:
        return {**current, **{part: wanted[part] for part in CAPACITY if part in wanted}}
    text = f"Index {name} cannot be changed in place: {'; '.join(differences)}."
    if not index_options.is_global(current):
        raise ValueError(f"{text} AWS never changes a local index. Use another index, or give it as it is.")
    if not index_options.is_global(wanted):
        raise ValueError(f"{text} AWS creates local indexes only together with the table.")
    if not purge:
        raise ValueError(f"{text} Set purge_indexes=true to delete it and to create it again, or choose another name for the new index.")
    renamed = [part for part in key_options.PARTS if wanted.get(f"{part}_key_name", current.get(f"{part}_key_name")) != current.get(f"{part}_key_name")]
    stale = {f"{part}_key_type" for part in renamed} | ({"includes"} if not wanted["type"].endswith("include") else set())
    merged = {**{part: value for part, value in current.items() if part not in stale}, **wanted}
    return {**merged, **key_options.with_types(key_options.given(merged), types)}


def _with_capacity(what: str, owner: Index, mode: str) -> dict[str, t.Any]:
    if mode == ON_DEMAND:
        return _without_capacity(owner)
    missing = [name for name in CAPACITY if name not in owner]
    if missing:
        raise ValueError(f"{' and '.join(missing)} of {what} must be set to change the billing mode to {PROVISIONED}.")
    return dict(owner)


def members(value: Value) -> dict[str, t.Any]:
    """The members of CreateTable."""
    local = [index_options.member(name, index) for name, index in value["indexes"].items() if not index_options.is_global(index)]
    everywhere = [index_options.member(name, index) for name, index in value["indexes"].items() if index_options.is_global(index)]
    return {
        "KeySchema": key_options.schema(value),
        "AttributeDefinitions": key_options.definitions([value, *value["indexes"].values()]),
        "BillingMode": value["billing_mode"],
        **index_options.throughput(value),
        **({"LocalSecondaryIndexes": local} if local else {}),
        **({"GlobalSecondaryIndexes": everywhere} if everywhere else {}),
    }


def warm(owner: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The WarmThroughput that AWS gives a table or an index of this definition when it is new."""
    units = {"ReadUnitsPerSecond": owner["read_capacity"], "WriteUnitsPerSecond": owner["write_capacity"]} if "read_capacity" in owner else _WARM_ON_DEMAND
    return {**units, "Status": "ACTIVE"}
