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
from . import point_in_time_recovery as recovery
from . import table_class
from .encryption import same_key
from .setting import BEFORE_ALL, REPLICA_PARTS, REPLICAS, Change, Reading, Request, Setting, Source, Value

NAME = "replicas"
OPTION = {
    "type": "list",
    "elements": "dict",
    "options": {
        "region_name": {"type": "str", "required": True, "example": "eu-west-1"},
        recovery.NAME: recovery.OPTION,
        "kms_master_key_id": {"type": "str"},
        table_class.NAME: {"type": "str", "choices": list(table_class.CHOICES)},
    },
}
_PASSING = ("CREATING", "UPDATING", "DELETING")
_BROKEN = ("CREATION_FAILED", "REGION_DISABLED", "REPLICATION_NOT_AUTHORIZED")


def _check(wanted: Value) -> None:
    regions = [each["region_name"] for each in wanted]
    for region in regions:
        names.check_region(region)
    if len(set(regions)) < len(regions):
        raise ValueError(f"settings.{NAME} names a region twice: {', '.join(regions)}.")
    for each in wanted:
        recovery.check(each.get(recovery.NAME, {}), f"settings.{NAME} ({each['region_name']}): {recovery.NAME}")


def elsewhere(source: Source, region: str) -> Source:
    """The replica of the table in this region."""
    there = dataclasses.replace(source.task, client=source.task.client_for(region), region=region)
    name = source.table.name
    return Source(there, names.TableRef(given=name, name=name), source.described)


def _read(source: Source) -> Reading:
    own = source.task.region
    members = [each for each in source.described.get("Replicas", ()) if each["RegionName"] != own]
    passing = next((each["ReplicaStatus"] for each in members if each.get("ReplicaStatus") in _PASSING), source.busy())
    failed = {each["RegionName"]: f"the replica is {each['ReplicaStatus']}" for each in members if each.get("ReplicaStatus") in _BROKEN}
    value = [_one(source, each) for each in members if each.get("ReplicaStatus") not in ("CREATING", "DELETING")]
    return Reading(sorted(value, key=lambda each: each["region_name"]), passing=passing, failed=failed)


def _one(source: Source, shown: t.Mapping[str, t.Any]) -> Value:
    region = shown["RegionName"]
    base = table_class.shown_class(source.described.get("TableClassSummary"))
    key = {"kms_master_key_id": shown["KMSMasterKeyId"]} if shown.get("KMSMasterKeyId") else {}
    return {
        "region_name": region,
        recovery.NAME: recovery.read_value(elsewhere(source, region)),
        table_class.NAME: table_class.shown_class(shown.get("ReplicaTableClassSummary"), base),
        **key,
    }


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    there = {each["region_name"]: each for each in current}
    named = {each["region_name"]: _complete_one(each, there.get(each["region_name"], {})) for each in wanted}
    whole = named if purge else {**there, **named}
    return [whole[region] for region in sorted(whole)]


def _complete_one(wanted: Value, current: Value) -> Value:
    had = current.get(recovery.NAME, {"enabled": False})
    whole = {**current, **wanted, recovery.NAME: recovery.complete(wanted[recovery.NAME], had) if recovery.NAME in wanted else had}
    key = wanted.get("kms_master_key_id")
    if key and same_key(key, current.get("kms_master_key_id")):
        whole["kms_master_key_id"] = current["kms_master_key_id"]
    return whole


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    there = {each["region_name"]: each for each in current}
    named = {each["region_name"]: each for each in wanted}
    if source.task.region in named:
        raise ValueError(f"settings.{NAME} names {source.task.region}, the region of the table itself. Replicas must be in other regions.")
    found = [_removed(source, region) for region in there if region not in named]
    for region, value in named.items():
        had = there.get(region)
        if had is None:
            found.append(_created(source, value))
        else:
            found += _altered(source, had, value)
        if value[recovery.NAME] != (had or {}).get(recovery.NAME, {"enabled": False}):
            found.append(_recovery(source, region, value[recovery.NAME]))
    return found


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
    key, kind = value.get("kms_master_key_id"), value.get(table_class.NAME)
    return {"RegionName": value["region_name"], **({"KMSMasterKeyId": key} if key else {}), **({"TableClassOverride": kind} if kind else {})}


def _removed(source: Source, region: str) -> Change:
    parameters = _update(source, {"Delete": {"RegionName": region}})
    return Change(NAME, f"{NAME}: remove {region}", "UpdateTable", parameters, lambda value: _of(value, region) is None, BEFORE_ALL)


def _created(source: Source, value: Value) -> Change:
    region = value["region_name"]
    parameters = _update(source, {"Create": _new(value)})
    return Change(NAME, f"{NAME}: create {region}", "UpdateTable", parameters, lambda value: _of(value, region) is not None, REPLICAS, part=region)


def _altered(source: Source, had: Value, value: Value) -> list[Change]:
    region, kind, key = value["region_name"], value[table_class.NAME], value.get("kms_master_key_id")
    if key != had.get("kms_master_key_id"):
        raise ValueError(f"The key of the replica in {region} cannot be changed from this region: change server_side_encryption with region={region}.")
    if kind == had[table_class.NAME]:
        return []
    parameters = _update(source, {"Update": {"RegionName": region, "TableClassOverride": kind}})
    text = f"{NAME}: change {region} to {kind}"
    return [Change(NAME, text, "UpdateTable", parameters, lambda value: (_of(value, region) or {}).get(table_class.NAME) == kind, REPLICAS)]


def _recovery(source: Source, region: str, wanted: Value) -> Change:
    parameters = {"TableName": source.table.name, "PointInTimeRecoverySpecification": recovery.specification(wanted)}
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


SETTING = Setting(NAME, OPTION, _read, _complete, _changes, _check, needs=_needs)
