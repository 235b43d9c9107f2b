# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a restore drill has shown: how a restored table differs from its source, and the verdict for people and programs. Pure."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._names import RESTORE_MARK
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.options import parse_moment

from . import junit

Facts = t.Mapping[str, t.Any]

_INDEXES = ("global_secondary_indexes", "local_secondary_indexes", "vector_indexes")
# Of an index, what a restore must bring back. Vector indexes have the last ones.
_OF_INDEX = ("key_schema", "projection", "vector_attribute", "search_schema", "dimensions", "distance_function")
# The tag of the source with the scratch table that a drill is about to make: its time and its name.
STARTED_TAG = "restore-drill-scratch"
# AWS has created a scratch table by so long after the tag was added. A later table of the name is somebody else's, and so is an earlier one.
_CREATED_WITHIN = datetime.timedelta(minutes=15)
# How far the clock of the host may be ahead of AWS's.
_CLOCKS = datetime.timedelta(minutes=1)
# The most characters of a failure's message in JUnit XML, which build servers show in one line; its text has all.
_MESSAGE = 300
# A tag's value has 256 characters at most, and a table's name up to 255.
_NAME_END = 200


def differences(source: Facts, restored: Facts) -> list[str]:
    """How the restored table differs from its source, a sentence each; both are results of dynamodb_table_settings_info."""
    mine, other = source.get("table") or {}, restored.get("table") or {}
    found: list[str] = []
    if _sorted(mine.get("key_schema")) != _sorted(other.get("key_schema")):
        found.append(f"The keys are {_keys(other)}, and those of the source are {_keys(mine)}.")
    types, other_types = _types(mine), _types(other)
    for name in sorted(set(types) & set(other_types)):
        if types[name] != other_types[name]:
            found.append(f"Attribute {name} has type {other_types[name]}, and type {types[name]} in the source.")
    for member in _INDEXES:
        found += _index_differences(_indexes(mine, member), _indexes(other, member))
    if mine.get("billing_mode") != other.get("billing_mode"):
        found.append(f"The billing mode is {other.get('billing_mode')}, and {mine.get('billing_mode')} in the source.")
    return found


def _index_differences(mine: t.Mapping[str, Facts], other: t.Mapping[str, Facts]) -> list[str]:
    found = [f"Index {name} is missing." for name in sorted(set(mine) - set(other))]
    found += [f"Index {name} is not in the source." for name in sorted(set(other) - set(mine))]
    for name in sorted(set(mine) & set(other)):
        found += [f"Index {name} differs from that of the source in its {part}." for part in _OF_INDEX if _plain(mine[name], part) != _plain(other[name], part)]
    return found


def setting_differences(source: Facts, restored: Facts, wanted: t.Sequence[str]) -> list[str]:
    """The settings of these names that the restored table has otherwise than its source, a sentence each."""
    mine, other = source.get("settings") or {}, restored.get("settings") or {}
    return [f"Setting {name} differs from that of the source." for name in wanted if mine.get(name) != other.get(name)]


def count_differences(source: int, restored: int, tolerance_percent: float) -> list[str]:
    """The numbers of items that differ by more than so many percent, as a sentence."""
    if abs(restored - source) * 100 <= tolerance_percent * source:
        return []
    return [f"The restored table has {restored} items, and the source has {source}."]


def sample_differences(sample: Facts, tolerance_percent: float) -> list[str]:
    """Items of a sample that are otherwise in the source, or not there, when they are more than so many percent of it, as a sentence.

    ``sample`` is a result of dynamodb_compare_items_info, read from the restored table; empty for none.
    """
    compared, different, missing = (sample.get(name, 0) for name in ("compared", "different", "missing"))
    if (different + missing) * 100 <= tolerance_percent * compared:
        return []
    return [f"Of a sample of {compared} restored items, {different} have other contents in the source, and {missing} are not in the source."]


def time_differences(elapsed: float, rto: float) -> list[str]:
    """A restore that took longer than the recovery time objective (seconds; 0 for none), as a sentence."""
    return [f"The restore took {elapsed:g} s, which is longer than the recovery time objective (rto) of {rto:g} s."] if rto and elapsed > rto else []


def leftover(source: Facts, found: Facts, scratch_name: str) -> str:
    """The id of a scratch table that an interrupted drill of this source left; empty for any other table, and for none.

    A drill notes the scratch table on its source when no table of that name exists. The table is its own when it was created right after that, with the
    keys of the source, and is not known to be restored from anything else.
    """
    table, tags = found.get("table") or {}, (source.get("settings") or {}).get("tags") or {}
    moment, unused, name = str(tags.get(STARTED_TAG, "")).partition(" ")
    if not table.get("table_id") or name != scratch_name[-_NAME_END:]:
        return ""
    mine = source.get("table") or {}
    try:
        age = parse_moment("created", str(table["creation_date_time"])) - parse_moment(STARTED_TAG, moment)
    except (KeyError, ValueError):
        return ""
    mark = (table.get("tags") or {}).get(RESTORE_MARK)
    is_of_source = mark is None or mark.startswith((f"{mine.get('table_arn')}/backup/", f"{mine.get('table_arn')}@"))
    # AWS restores no protection: a drill sets it after the mark.
    is_guarded = mark is None and bool(table.get("deletion_protection_enabled"))
    is_in_time = -_CLOCKS <= age <= _CREATED_WITHIN
    is_ours = is_in_time and is_of_source and not is_guarded and _sorted(mine.get("key_schema")) == _sorted(table.get("key_schema"))
    return str(table["table_id"]) if is_ours else ""


def as_junit(verdicts: t.Sequence[Facts]) -> str:
    """The verdicts as JUnit XML: a test case for each table, with its differences as the failure, and its figures as what it printed."""
    return junit.document([junit.Suite("restore_drill", [_case(each) for each in verdicts])], "DynamoDB restore drills")


def _case(verdict: Facts) -> junit.Case:
    text = "" if verdict["passed"] else " ".join(verdict["differences"])
    return junit.Case(
        f"restore_drill.{verdict.get('place', 'localhost')}",
        str(verdict["table_name"]),
        "" if verdict["passed"] else junit.FAILURE,
        text[:_MESSAGE],
        text,
        seconds=float(verdict.get("elapsed") or 0),
        output=" ".join(filter(None, [str(verdict.get("source") or ""), _figures(verdict)])),
    )


def _figures(verdict: Facts) -> str:
    """The numbers of a verdict in words; empty for one that has none, because the drill failed before."""
    if "compared_items" not in verdict:
        return ""
    return (
        f"Items: {verdict['restored_items']} restored, {verdict['source_items']} in the source. Sample: {verdict['compared_items']} compared, "
        f"{verdict['different_items']} different, {verdict['missing_items']} missing in the source."
    )


def _sorted(schema: t.Any) -> list[tuple[str, str]]:
    return sorted((each["key_type"], each["attribute_name"]) for each in schema or ())


def _keys(table: Facts) -> str:
    return ", ".join(f"{name} ({kind})" for kind, name in _sorted(table.get("key_schema"))) or "not known"


def _types(table: Facts) -> dict[str, str]:
    return {each["attribute_name"]: each["attribute_type"] for each in table.get("attribute_definitions") or ()}


def _indexes(table: Facts, member: str) -> dict[str, Facts]:
    return {each["index_name"]: each for each in table.get(member) or ()}


def _plain(index: Facts, part: str) -> t.Any:
    value = index.get(part)
    if part == "key_schema":
        return _sorted(value)
    if part == "projection" and value:
        return {**value, "non_key_attributes": sorted(value.get("non_key_attributes") or ())}
    return value
