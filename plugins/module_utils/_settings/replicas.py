# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas: the same table in other regions, each with its own point-in-time recovery.

AWS makes or removes one at a time, and refuses all other changes of the table meanwhile (aws-controllers-k8s, docs/api-quirks, DDB-TABLE-224).
"""

from __future__ import annotations

import dataclasses
import typing as t

from .. import _names as names
from .._aws import errors
from .._tables import table as tables
from .._tables.table import shown_class
from . import point_in_time_recovery as recovery
from . import strong_consistency, table_class, unread_replicas
from .encryption import same_key
from .setting import BEFORE_ALL, REPLICA_PARTS, REPLICAS, Change, Reading, Request, Setting, Source, Value
from .unread_replicas import NOT_READ

NAME = "replicas"
_KEY = "kms_master_key_id"
OPTION = {
    "type": "list",
    "elements": "dict",
    "options": {
        "region_name": {"type": "str", "required": True, "example": "eu-west-1"},
        recovery.NAME: recovery.OPTION,
        _KEY: {"type": "str"},
        table_class.NAME: {"type": "str", "choices": list(table_class.CHOICES)},
        # These can be given back as they were read, and are not to be changed.
        **strong_consistency.OPTIONS,
        NOT_READ: {"type": "dict"},
    },
}
_PASSING = ("CREATING", "UPDATING", "DELETING")


def _check(wanted: Value) -> None:
    regions = [each["region_name"] for each in wanted]
    for number, region in enumerate(regions):
        names.check_region(region, f"settings.{NAME}[{number}].region_name")
    if len(set(regions)) < len(regions):
        raise ValueError(f"settings.{NAME} names a region twice: {', '.join(regions)}.")
    for each in wanted:
        recovery.check(each.get(recovery.NAME, {}), f"settings.{NAME} ({each['region_name']}): {recovery.NAME}")


def elsewhere(source: Source, region: str) -> Source:
    """The replica of the table in this region."""
    there = dataclasses.replace(source.task, client=source.task.client_for(region), region=region)
    return Source(there, _named_in(source, region), source.described)


def _named_in(source: Source, region: str) -> names.TableRef:
    """The replica as the user names the table: by an ARN where that is an ARN, since it may be another account's."""
    table = source.table
    given = table.given.replace(f":dynamodb:{table.region}:", f":dynamodb:{region}:", 1) if table.region else table.given
    return dataclasses.replace(table, given=given, region=region if table.region else None)


def _read(source: Source) -> Reading:
    own = source.task.region
    members = [each for each in source.described.get("Replicas", ()) if each["RegionName"] != own]
    passing = next((each["ReplicaStatus"] for each in members if each.get("ReplicaStatus") in _PASSING), source.busy())
    failed = {each["RegionName"]: unread_replicas.state(each) for each in members if each.get("ReplicaStatus") in unread_replicas.BROKEN}
    # AWS demands a key of each replica or of none, so where it shows one of another replica it has left this one's out (terraform-provider-aws 35629).
    keyed = any(each.get("KMSMasterKeyId") for each in members)
    value = [_one(source, each, keyed) for each in members if each.get("ReplicaStatus") != "DELETING"]
    return Reading(sorted(value, key=lambda each: each["region_name"]), passing=passing, failed=failed)


def _one(source: Source, shown: t.Mapping[str, t.Any], keyed: bool) -> Value:
    region, key = shown["RegionName"], shown.get("KMSMasterKeyId")
    base = shown_class(source.described.get("TableClassSummary"))
    own: dict[str, t.Any] = {}
    why = unread_replicas.reason_not_to_ask(source, shown)
    if not why:
        try:
            there = elsewhere(source, region)
            own[recovery.NAME] = recovery.read_value(there)
            if not key and (keyed or _KEY in source.needed.get(region, ())):
                key = tables.described(there.task, there.table).get("SSEDescription", {}).get("KMSMasterKeyArn")
        except errors.TaskError as failure:
            why = unread_replicas.reason_of(source, shown, failure)
    return {
        "region_name": region,
        **own,
        table_class.NAME: shown_class(shown.get("ReplicaTableClassSummary"), base),
        **({_KEY: key} if key else {}),
        **strong_consistency.shown(source.described),
        **(unread_replicas.marked(shown, why) if why else {}),
    }


def _regions(wanted: Value) -> dict[str, t.Collection[str]]:
    return {each["region_name"]: set(each) for each in wanted if NOT_READ not in each and (recovery.NAME in each or _KEY in each)}


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    there = {each["region_name"]: each for each in current}
    named = {each["region_name"]: _complete_one(each, there.get(each["region_name"], {})) for each in wanted if NOT_READ not in each}
    as_it_is = {each["region_name"]: there[each["region_name"]] for each in wanted if NOT_READ in each and each["region_name"] in there}
    whole = {**({} if purge else there), **named, **as_it_is}
    return [whole[region] for region in sorted(whole)]


def _complete_one(wanted: Value, current: Value) -> Value:
    had = current.get(recovery.NAME, {"enabled": False})
    fixed = (strong_consistency.NAME, strong_consistency.WITNESS)
    whole = {name: value for name, value in {**current, **wanted}.items() if name not in fixed}
    whole.update(strong_consistency.completed(wanted, current))
    if recovery.NAME in wanted or NOT_READ not in current:
        whole[recovery.NAME] = recovery.complete(wanted[recovery.NAME], had) if recovery.NAME in wanted else had
    if unread_replicas.has_failed(current):
        # There is none, and it is wanted.
        del whole[NOT_READ]
    key = wanted.get(_KEY)
    if key and same_key(key, current.get(_KEY)):
        whole[_KEY] = current[_KEY]
    return whole


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    there = {each["region_name"]: each for each in current}
    named = {each["region_name"]: each for each in wanted}
    if source.task.region in named:
        raise ValueError(f"settings.{NAME} names {source.task.region}, the region of the table itself. Replicas must be in other regions.")
    strong_consistency.check_unchanged(source.table.name, current, wanted)
    found = [_removed(source, region) for region in there if region not in named]
    for region, value in named.items():
        had = there.get(region)
        if had and NOT_READ in had:
            _check_left_alone(had, value)
            continue
        if had is None:
            found.append(_created(source, value))
        else:
            found += _altered(source, had, value)
        if value[recovery.NAME] != (had or {}).get(recovery.NAME, {"enabled": False}):
            found.append(_recovery(source, region, value[recovery.NAME]))
    return found


def _check_left_alone(had: Value, value: Value) -> None:
    """Raises ValueError when something is wanted of a replica of which nothing is known."""
    if had == value:
        return
    region, why = had["region_name"], unread_replicas.why(had)
    advice = f"Give its region_name alone, or {NOT_READ} with it"
    if unread_replicas.has_failed(had):
        advice = "Remove it first: leave it out, with purge_replicas=true"
    raise ValueError(f"settings.{NAME}: the replica in {region} cannot be changed: {why}. {advice}.")


def _update(source: Source, action: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {**source.named(), "ReplicaUpdates": [action]}


def _needs(wanted: Value) -> list[Request]:
    return [
        request
        for each in wanted
        for request in (("UpdateTable", {"ReplicaUpdates": [{"Create": _new(each)}]}), *recovery.needs(each.get(recovery.NAME, {"enabled": False})))
    ]


def _new(value: Value) -> dict[str, t.Any]:
    """The member of ReplicaUpdates that makes a replica."""
    key, kind = value.get(_KEY), value.get(table_class.NAME)
    return {"RegionName": value["region_name"], **({"KMSMasterKeyId": key} if key else {}), **({"TableClassOverride": kind} if kind else {})}


def _removed(source: Source, region: str) -> Change:
    parameters = _update(source, {"Delete": {"RegionName": region}})
    return Change(NAME, f"{NAME}: remove {region}", "UpdateTable", parameters, lambda value: _of(value, region) is None, BEFORE_ALL)


def _created(source: Source, value: Value) -> Change:
    region = value["region_name"]
    parameters = _update(source, {"Create": _new(value)})

    def done(now: Value) -> bool:
        made = _of(now, region)
        return made is not None and NOT_READ not in made

    return Change(NAME, f"{NAME}: create {region}", "UpdateTable", parameters, done, REPLICAS, part=region)


def _altered(source: Source, had: Value, value: Value) -> list[Change]:
    region, kind, key = value["region_name"], value[table_class.NAME], value.get(_KEY)
    if key != had.get(_KEY):
        raise ValueError(f"The key of the replica in {region} cannot be changed from this region: change server_side_encryption with region={region}.")
    if kind == had[table_class.NAME]:
        return []
    parameters = _update(source, {"Update": {"RegionName": region, "TableClassOverride": kind}})
    text = f"{NAME}: change {region} to {kind}"
    return [Change(NAME, text, "UpdateTable", parameters, lambda value: (_of(value, region) or {}).get(table_class.NAME) == kind, REPLICAS)]


def _recovery(source: Source, region: str, wanted: Value) -> Change:
    parameters = {"TableName": _named_in(source, region).given, "PointInTimeRecoverySpecification": recovery.specification(wanted)}
    text = f"{NAME}: {recovery.text(wanted)} {recovery.NAME} in {region}"
    return Change(
        NAME,
        text,
        "UpdateContinuousBackups",
        parameters,
        lambda value: recovery.agrees((_of(value, region) or {}).get(recovery.NAME, {}), wanted),
        REPLICA_PARTS,
        region,
    )


def _of(value: Value, region: str) -> Value | None:
    return next((each for each in value if each["region_name"] == region), None)


SETTING = Setting(NAME, OPTION, _read, _complete, _changes, _check, regions=_regions, notes=unread_replicas.notes, needs=_needs)
