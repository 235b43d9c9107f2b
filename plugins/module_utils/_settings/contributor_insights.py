# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contributor insights: CloudWatch's view of the most used keys, for the table and for each global secondary index.

An index that is being added is CREATING for 8 to 17 minutes. For the first 20 s AWS answers that it is not found, and refuses to enable them until it is
ACTIVE (aws-controllers-k8s, docs/api-quirks, DDB-TABLE-116 and 148): so they are disabled for it, whatever is asked.
"""

from __future__ import annotations

from .._aws import errors
from .._aws.calls import read
from .setting import FORESEEN, Change, Reading, Request, Setting, Source, Value, enabled, switch

NAME = "contributor_insights"
MODES = ("ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS")
_MODE = {"type": "str", "choices": list(MODES)}
OPTION = switch(mode=_MODE, indexes={"type": "dict", "values": switch(mode=_MODE)})
_PASSING = ("ENABLING", "DISABLING")
# The part that is the table itself: no index has such a name.
_TABLE = ""


def _read(source: Source) -> Reading:
    parts = {index: _read_one(source, index) for index in (_TABLE, *indexes(source))}
    value = {**parts[_TABLE].value, "indexes": {index: part.value for index, part in parts.items() if index != _TABLE}}
    failed = {index: why for part in parts.values() for index, why in part.failed.items()}
    not_ready = {index: status for part in parts.values() for index, status in part.not_ready.items()}
    return Reading(value, passing=next((part.passing for part in parts.values() if part.passing), ""), failed=failed, not_ready=not_ready)


def indexes(source: Source) -> list[str]:
    """The names of the table's global secondary indexes, less those that are being deleted."""
    return sorted(name for name, status in _statuses(source).items() if status != "DELETING")


def _statuses(source: Source) -> dict[str, str]:
    return {each["IndexName"]: each.get("IndexStatus", "") for each in source.described.get("GlobalSecondaryIndexes", ())}


def _read_one(source: Source, index: str) -> Reading:
    part = {"IndexName": index} if index else {}
    status = _statuses(source).get(index, "")
    if status in ("CREATING", FORESEEN):
        return _not_ready(index, status)
    try:
        shown = read(source.task, source.subject("DescribeContributorInsights"), "ContributorInsightsStatus", patient=True, **source.named(), **part)
    except errors.IndexNotReady:
        return _not_ready(index, "not ACTIVE yet")
    status = shown["ContributorInsightsStatus"]
    mode = {"mode": shown.get("ContributorInsightsMode", MODES[0])} if source.shows("DescribeContributorInsights", "ContributorInsightsMode") else {}
    on = {"enabled": True, **mode} if enabled(status) else {"enabled": False}
    failure = shown.get("FailureException", {})
    why = f"{failure.get('ExceptionName', 'no reason given')}: {failure.get('ExceptionDescription', '')}".rstrip(": ")
    return Reading(on, passing=status if status in _PASSING else "", failed={index: why} if status == "FAILED" else {})


def _not_ready(index: str, status: str) -> Reading:
    return Reading({"enabled": False}, not_ready={index: status})


def _notes(source: Source, reading: Reading, wanted: Value, named: Value) -> list[str]:
    """The indexes for which they cannot be enabled yet; none for a task that changes them, which waits for the indexes that it names."""
    if named is not None:
        return []
    return [
        f"Index {index} of table {source.table.name} in region {source.task.region} is {status}: "
        f"{NAME} are disabled for it, and can be enabled when it is ACTIVE."
        for index, status in reading.not_ready.items()
    ]


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    indexes = {index: _complete_one(value, current["indexes"].get(index, {})) for index, value in wanted.get("indexes", {}).items()}
    return {**_complete_one(wanted, current), "indexes": {**current["indexes"], **indexes}}


def _complete_one(wanted: Value, current: Value) -> Value:
    if not wanted["enabled"]:
        return {"enabled": False}
    # When the mode is not given, AWS keeps the current one, and uses the first one when they are enabled.
    mode = wanted.get("mode") or current.get("mode")
    return {"enabled": True, **({"mode": mode} if mode else {})}


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    unknown = sorted(set(wanted["indexes"]) - set(current["indexes"]))
    if unknown:
        raise ValueError(f"settings.{NAME}.indexes names indexes that are not global secondary indexes of table {source.table.name}: {', '.join(unknown)}.")
    found = [] if _complete_one(wanted, {}) == _complete_one(current, {}) else [_change(source, _TABLE, wanted)]
    return found + [_change(source, index, value) for index, value in wanted["indexes"].items() if value != current["indexes"].get(index)]


def _change(source: Source, index: str, wanted: Value) -> Change:
    parameters = {**source.named(), **({"IndexName": index} if index else {}), **_asked(wanted)}
    words = "enable" if wanted["enabled"] else "disable"
    after = _complete_one(wanted, {})

    def done(value: Value) -> bool:
        found = _complete_one(value["indexes"].get(index, {"enabled": False}) if index else value, {})
        return bool({**found, **after} == found)

    words = f"{words} with {after['mode']}" if "mode" in after else words
    return Change(NAME, f"{NAME}{f' of index {index}' if index else ''}: {words}", "UpdateContributorInsights", parameters, done, part=index)


def _asked(wanted: Value) -> dict[str, str]:
    if not wanted["enabled"]:
        return {"ContributorInsightsAction": "DISABLE"}
    return {"ContributorInsightsAction": "ENABLE", **({"ContributorInsightsMode": wanted["mode"]} if "mode" in wanted else {})}


def _needs(wanted: Value) -> list[Request]:
    return [("UpdateContributorInsights", _asked(each)) for each in (wanted, *wanted.get("indexes", {}).values())]


def _initial(source: Source) -> Value:
    return {"enabled": False, "indexes": {index: {"enabled": False} for index in indexes(source)}}


SETTING = Setting(NAME, OPTION, _read, _complete, _changes, notes=_notes, needs=_needs, initial=_initial)
