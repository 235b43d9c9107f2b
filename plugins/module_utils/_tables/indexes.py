# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Local and global secondary indexes: as tasks write them, as AWS describes them, and what differs. Pure.

The options and their values are those of community.aws.dynamodb_table. What AWS takes is in its API model and in the API reference of CreateTable and
UpdateTable.
"""

from __future__ import annotations

import typing as t

from .. import _names as names
from . import keys as key_options

GLOBAL, LOCAL = "global_", ""
_PROJECTIONS = {"all": "ALL", "include": "INCLUDE", "keys_only": "KEYS_ONLY"}
TYPES = [f"{kind}{projection}" for kind in (LOCAL, GLOBAL) for projection in _PROJECTIONS]
CAPACITY = {"read_capacity": "ReadCapacityUnits", "write_capacity": "WriteCapacityUnits"}
CAPACITY_OPTIONS: dict[str, dict[str, t.Any]] = {name: {"type": "int", "example": 5} for name in CAPACITY}
OPTION: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "name": {"type": "str", "required": True, "example": "ByStatus"},
        "type": {"type": "str", "required": True, "choices": sorted(TYPES), "example": "global_all"},
        **key_options.OPTIONS,
        "includes": {"type": "list", "elements": "str"},
        **CAPACITY_OPTIONS,
    },
}
# Of one table (AWS developer guide, "Quotas"; that of global indexes can be raised), and of one index (AWS's API model).
_MOST_LOCAL, _MOST_INCLUDES = 5, 20

# An index under the names of its option, less those that are not given or that there are not.
Index = t.Mapping[str, t.Any]


def named(given: t.Sequence[Index]) -> dict[str, dict[str, t.Any]]:
    """The indexes that a task names, by name, checked as far as that is possible without the table. Raises ValueError for the first that is invalid."""
    found: dict[str, dict[str, t.Any]] = {}
    for number, each in enumerate(given):
        where = f"indexes[{number}]."
        name = names.check_table_name(f"{where}name", each["name"])
        if name in found:
            raise ValueError(f"indexes names {name} twice.")
        found[name] = _checked(where, each)
    if len([each for each in found.values() if not is_global(each)]) > _MOST_LOCAL:
        raise ValueError(f"indexes must have {_MOST_LOCAL} local indexes or fewer: AWS accepts no more for a table.")
    return found


def _checked(where: str, each: Index) -> dict[str, t.Any]:
    kept = {"type": each["type"], **key_options.given(each)}
    key_options.check(where, kept)
    includes = sorted(set(each.get("includes") or ()))
    if includes:
        if _projection_type(each) != "INCLUDE":
            raise ValueError(f"{where}includes cannot be combined with {where}type={each['type']}. Set type to include or global_include, or omit includes.")
        if len(includes) > _MOST_INCLUDES or "" in includes:
            raise ValueError(f"{where}includes must have 1 to {_MOST_INCLUDES} names of attributes (got {len(includes)}).")
        kept["includes"] = includes
    units = capacity(where, each)
    # A local index uses the capacity of the table.
    return {**kept, **units} if is_global(each) else kept


def capacity(where: str, options: t.Mapping[str, t.Any]) -> dict[str, int]:
    """The capacity that is given; 0 counts as omitted. Raises ValueError for less than that."""
    found = {name: options[name] for name in CAPACITY if options.get(name)}
    for name, units in found.items():
        if units < 1:
            raise ValueError(f"{where}{name} must be at least 1 (got {units}).")
    return found


def is_global(index: Index) -> bool:
    """Whether it is a global index."""
    return bool(index["type"].startswith(GLOBAL))


def _projection_type(index: Index) -> str:
    return _PROJECTIONS[index["type"].replace(GLOBAL, "", 1)]


def described(table: t.Mapping[str, t.Any], attributes: t.Mapping[str, str]) -> dict[str, dict[str, t.Any]]:
    """The indexes of a TableDescription, by name; a global one that is being deleted is left out."""
    found = {}
    for member, kind in (("LocalSecondaryIndexes", LOCAL), ("GlobalSecondaryIndexes", GLOBAL)):
        for each in table.get(member, ()):
            if each.get("IndexStatus") != "DELETING":
                found[each["IndexName"]] = _described(each, kind, attributes)
    return dict(sorted(found.items()))


def _described(each: t.Mapping[str, t.Any], kind: str, attributes: t.Mapping[str, str]) -> dict[str, t.Any]:
    projection = each.get("Projection", {})
    includes = sorted(projection.get("NonKeyAttributes", ()))
    return {
        "type": kind + projection.get("ProjectionType", "ALL").lower(),
        **key_options.described(each.get("KeySchema", ()), attributes),
        **({"includes": includes} if includes else {}),
        **shown_capacity(each),
    }


def shown_capacity(owner: t.Mapping[str, t.Any]) -> dict[str, int]:
    """The capacity of a table or an index that AWS describes; none for one on demand, of which AWS says 0."""
    shown = owner.get("ProvisionedThroughput", {})
    return {name: shown[member] for name, member in CAPACITY.items() if shown.get(member)}


def statuses(table: t.Mapping[str, t.Any]) -> dict[str, str]:
    """The status of each global index of a TableDescription."""
    return {each["IndexName"]: each.get("IndexStatus", "ACTIVE") for each in table.get("GlobalSecondaryIndexes", ())}


def differences(wanted: Index, current: Index) -> list[str]:
    """What of an index cannot be changed in place and is otherwise now. What the task does not name is not compared."""
    found = [] if wanted["type"] == current["type"] else [f"type is {current['type']}, not {wanted['type']}"]
    found += key_options.differences(key_options.given(wanted), current)
    if "includes" in wanted and wanted["includes"] != current.get("includes"):
        found.append(f"includes is {', '.join(current.get('includes', ())) or 'none'}, not {', '.join(wanted['includes'])}")
    return found


def check_new(name: str, index: Index, table_keys: key_options.Keys) -> None:
    """Raises ValueError for an index that cannot be created with a table of these keys."""
    if not index.get("hash_key_name"):
        raise ValueError(f"Index {name} does not exist: hash_key_name is required to create it.")
    if _projection_type(index) == "INCLUDE" and not index.get("includes"):
        raise ValueError(f"Index {name} does not exist: includes is required to create an index of type {index['type']}.")
    if is_global(index):
        return
    if not table_keys.get("range_key_name"):
        raise ValueError(f"Local index {name} requires a table with a range key: set range_key_name, or make it a global index.")
    if not index.get("range_key_name"):
        raise ValueError(f"Local index {name} requires range_key_name.")
    check_local_key(name, index, table_keys)


def check_local_key(name: str, index: Index, table_keys: key_options.Keys) -> None:
    """Raises ValueError for a local index with another hash key than the table."""
    if index["hash_key_name"] != table_keys["hash_key_name"]:
        raise ValueError(
            f"Local index {name} must have the hash key of the table, {table_keys['hash_key_name']} (got {index['hash_key_name']}). "
            "Omit its hash_key_name, or make it a global index."
        )


def member(name: str, index: Index) -> dict[str, t.Any]:
    """The index as CreateTable, and the Create of UpdateTable, take it; a capacity only where the index has one."""
    projection: dict[str, t.Any] = {"ProjectionType": _projection_type(index)}
    if index.get("includes"):
        projection["NonKeyAttributes"] = list(index["includes"])
    return {"IndexName": name, "KeySchema": key_options.schema(index), "Projection": projection, **throughput(index)}


def throughput(owner: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The member ProvisionedThroughput of a table or an index that has a capacity."""
    units = {there: owner[name] for name, there in CAPACITY.items() if name in owner}
    return {"ProvisionedThroughput": units} if units else {}


def units_text(owner: t.Mapping[str, t.Any]) -> str:
    """A capacity in words."""
    return f"{owner['read_capacity']} read and {owner['write_capacity']} write units"
