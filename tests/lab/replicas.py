# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas, which moto lacks: a table in another region with the same items and settings of its own.

What a strongly consistent group takes is what the developer guide says of it ("How DynamoDB global tables work"); the texts of the refusals are
inferred. That a replica may be missing for a moment after it was ACTIVE is inferred as well.
"""

from __future__ import annotations

import copy
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import names
from ansible_collections.dynaops.dynamodb.tests.lab.encryption import key_arn, key_of, specification
from ansible_collections.dynaops.dynamodb.tests.lab.replica_groups import STATUSES, STRONG, Group, Member
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Room
from ansible_collections.dynaops.dynamodb.tests.lab.streams import Streams, view_of
from ansible_collections.dynaops.dynamodb.tests.lab.table_class import Classes
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, in_use, invalid
from moto.dynamodb.models import dynamodb_backends

_ACTIONS = ("Create", "Update", "Delete")
_VERSION = "2019.11.21"
# The regions of a strongly consistent group are all of one of these sets.
_REGION_SETS = (
    {"us-east-1", "us-east-2", "us-west-2"},
    {"eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"},
    {"ap-northeast-1", "ap-northeast-2", "ap-northeast-3"},
)
_MEMBERS = 3


class Replicas(Room[None]):
    """The groups of tables that are one."""

    def __init__(self, ground: Ground, streams: Streams, classes: Classes) -> None:
        super().__init__(ground, lambda: None)
        self._streams = streams
        self._classes = classes
        self._groups: list[Group] = []
        ground.tables.tellers.append(self.told)

    def told(self, table: Table) -> dict[str, t.Any]:
        """The replicas of a table, absent when it has none; it is not one of its own."""
        now = self._clock.now()
        others = [member.told(now) for member in self._others(table)]
        if not others:
            return {"Replicas": None}
        return {"Replicas": others, "GlobalTableVersion": _VERSION, **self._told_of_consistency(self._group(table), now)}

    def _told_of_consistency(self, group: Group, now: float) -> dict[str, t.Any]:
        witness = group.witness
        told = [{"RegionName": witness.region, "WitnessStatus": witness.status(now)}] if witness else None
        return {"MultiRegionConsistency": STRONG if group.strong else None, "GlobalTableWitnesses": told}

    def force(self, table: Table, region: str, wanted: dict[str, t.Any]) -> None:
        """Gives the replica of this region a status, a description of it or another account, or takes its key out of descriptions.

        One whose creation failed, and one of another account, have no table of this account in their region.
        """
        member = self._group(table)[region]
        if wanted.get("status", "ACTIVE") not in STATUSES:
            raise ValueError(f"no such status: {wanted['status']}")
        member.forced = wanted.get("status", member.forced)
        if member.passing != "DELETING":
            member.until = 0.0
        member.description = wanted.get("description", member.description)
        member.key_told = wanted.get("key_told", member.key_told)
        if wanted.get("account"):
            member.arn = table.model.table_arn.replace(f":{table.region}:{self._tables.account}:", f":{region}:{wanted['account']}:", 1)
        if not member.has_table():
            self._without_table(member, table.name)

    def _without_table(self, member: Member, name: str) -> None:
        dynamodb_backends[self._tables.account][member.region].tables.pop(name, None)
        self._tables.drop(member.region, name)

    def refuse_fresh(self, request: Request) -> None:
        """Raises as AWS may do for a moment after a replica was seen ACTIVE: not found, but for DescribeTable."""
        name = request.table()
        if request.operation == "DescribeTable" or not name or not self._tables.model(request.region, name):
            return
        state = self._tables.get(request.region, name)
        if state.joining and self._clock.now() < state.active_at + self._settings.replica_not_found_seconds:
            backups = request.operation in ("CreateBackup", "DescribeContinuousBackups", "UpdateContinuousBackups")
            code = "TableNotFoundException" if backups else "ResourceNotFoundException"
            raise AwsError(code, f"Table not found: {name}" if backups else f"Requested resource not found: Table: {name} not found")

    def settle(self) -> None:
        """Every replica is ACTIVE, or gone."""
        for member in (member for group in self._groups for member in (*group.values(), group.witness) if member):
            member.until = min(member.until, self._clock.now())

    def busy(self, table: Table) -> bool:
        """Whether a replica is being added, changed or taken away at this moment."""
        return any(member.status(self._clock.now()) in ("CREATING", "UPDATING", "DELETING") for member in list(self._group(table).values()))

    def adding(self, table: Table) -> bool:
        """Whether a replica is being added at this moment."""
        return any(member.status(self._clock.now()) == "CREATING" for member in list(self._group(table).values()))

    def peers(self, table: Table) -> list[Table]:
        """The table and its replicas."""
        return [table, *(self._tables.find(member.region, table.name) for member in self._others(table) if member.has_table())]

    def refuse_stream_change(self, table: Table) -> None:
        """Raises ValidationException for a table with replicas: they live by its stream."""
        if self._others(table):
            raise invalid(f"One or more parameter values were invalid: the stream of table {table.name} cannot be changed as long as it has replicas")

    def refuse_delete(self, table: Table) -> None:
        """Raises ValidationException for a table with replicas."""
        regions = ", ".join(member.region for member in self._others(table))
        if regions:
            raise invalid(f"Table {table.name} cannot be deleted as long as it has replicas in: {regions}")

    def share_capacity(self, table: Table) -> None:
        """Gives all replicas the billing mode, throughput and indexes of a table that has just changed."""
        for peer in self.peers(table)[1:]:
            for member in ("billing_mode", "throughput", "attr", "global_indexes"):
                setattr(peer.model, member, copy.deepcopy(getattr(table.model, member)))
            self._tables.update(peer, self._settings.table_updating_seconds)

    def check(self, body: dict[str, t.Any]) -> None:
        """Raises ValidationException unless there is exactly one thing to do, or all that makes or ends a strongly consistent group."""
        updates = body["ReplicaUpdates"]
        several = body.get("MultiRegionConsistency") == STRONG or body.get("GlobalTableWitnessUpdates") or _all(updates, "Delete")
        if any(len(update) != 1 or next(iter(update)) not in _ACTIONS for update in updates) or not updates or (len(updates) > 1 and not several):
            raise invalid("One or more parameter values were invalid: ReplicaUpdates must hold exactly one action")
        if body.get("MultiRegionConsistency") and not _all(updates, "Create"):
            raise invalid("One or more parameter values were invalid: MultiRegionConsistency can only be specified when a global table is created")

    def change(self, table: Table, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Begins to add, change or take away replicas; answers what UpdateTable tells of it: the replicas as they were."""
        updates, group, before = body["ReplicaUpdates"], self._group(table), self.told(table)
        witnesses = body.get("GlobalTableWitnessUpdates") or []
        strong = body.get("MultiRegionConsistency") == STRONG
        if strong:
            self._refuse_strong(table, updates, witnesses)
        elif witnesses or group.strong:
            self._refuse_part(table, updates, witnesses)
        elif len(updates) > 1:
            raise invalid("One or more parameter values were invalid: ReplicaUpdates must hold exactly one action")
        seconds = max(self._do(table, *next(iter(update.items())), strong) for update in updates)
        self._tables.update(table, seconds)
        group = self._group(table)
        if strong:
            group.strong = True
        for update in witnesses:
            ((action, wanted),) = update.items()
            if action == "Create":
                group.witness = Member(wanted["RegionName"], "", "CREATING", self._clock.now() + seconds)
            elif group.witness:
                group.witness.passing, group.witness.until = "DELETING", self._clock.now() + seconds
        return {"TableStatus": "UPDATING", "Replicas": before["Replicas"]}

    def _do(self, table: Table, action: str, wanted: dict[str, t.Any], strong: bool) -> float:
        region = wanted["RegionName"]
        if region == table.region:
            raise invalid("Cannot add or delete the local region through ReplicaUpdates")
        if not names.is_region(region):
            raise invalid(f"Invalid region name: {region}. Valid regions: {', '.join(sorted(dynamodb_backends[self._tables.account].regions))}")
        if action == "Create":
            return self._create(table, region, wanted, strong)
        member = self._group(table).get(region)
        if not member:
            raise invalid(f"Replica specified in the replica update or replica delete action of the request was not part of the global table: {region}")
        return self._delete(table, member) if action == "Delete" else self._update(table, member, wanted)

    def _refuse_strong(self, table: Table, updates: list[dict[str, t.Any]], witnesses: list[dict[str, t.Any]]) -> None:
        """Raises for what cannot become a strongly consistent group."""
        if self._group(table):
            raise invalid("One or more parameter values were invalid: MultiRegionConsistency of a global table cannot be changed")
        regions = {table.region, *(update["Create"]["RegionName"] for update in updates), *(each["Create"]["RegionName"] for each in witnesses)}
        if len(regions) != _MEMBERS or len(updates) + len(witnesses) != _MEMBERS - 1 or len(witnesses) > 1:
            raise invalid("One or more parameter values were invalid: a STRONG global table has three replicas, or two replicas and a witness")
        if not any(regions <= each for each in _REGION_SETS):
            raise invalid(f"One or more parameter values were invalid: these are not regions of one set: {', '.join(sorted(regions))}")
        if list(table.model.all_items()):
            raise invalid(f"Table {table.name} must be empty to become a STRONG global table")

    def _refuse_part(self, table: Table, updates: list[dict[str, t.Any]], witnesses: list[dict[str, t.Any]]) -> None:
        """Raises for a change of a strongly consistent group that does not end it: all others go in one request, and nothing comes later."""
        group = self._group(table)
        if _all(updates, "Update") and not witnesses:
            return
        others = {member.region for member in self._others(table)} | ({group.witness.region} if group.witness else set())
        gone = {update["Delete"]["RegionName"] for update in (*updates, *witnesses) if "Delete" in update}
        if not group.strong or not _all([*updates, *witnesses], "Delete") or gone != others:
            raise invalid("One or more parameter values were invalid: replicas and witness of a STRONG global table are created and removed in one request")

    def _create(self, table: Table, region: str, wanted: dict[str, t.Any], strong: bool) -> float:
        settings = self._settings
        if self._tables.model(region, table.name):
            raise invalid(f"Failed to create a new replica of table with name: '{table.name}' because one or more replicas already existed as tables.")
        if table.model.billing_mode != "PAY_PER_REQUEST":
            raise invalid("Table write capacity should either be Pay-Per-Request or AutoScaled.")
        given = wanted.get("KMSMasterKeyId")
        key = key_arn(region, given) if given or key_of(table.model) else None
        if not strong and not view_of(table.model):
            self._streams.enable(table.model, "NEW_AND_OLD_IMAGES")
        seconds = settings.replica_creating_seconds
        state = self._tables.add(region, table.name, seconds, settings.backups_enabled_after)
        state.joining = True
        dynamodb_backends[self._tables.account][region].tables[table.name] = self._image(table, region, key)
        made = self._tables.find(region, table.name)
        self._classes.begin(made, wanted.get("TableClassOverride") or self._classes.of(table))
        group = self._group(table)
        if not group:
            group[table.region] = Member(table.region, table.state.id)
            self._groups.append(group)
        member = group[region] = Member(region, state.id, "CREATING", self._clock.now() + seconds, key if given else None, wanted.get("TableClassOverride"))
        if settings.replica_creation_failure:
            member.forced, member.description = "CREATION_FAILED", settings.replica_creation_failure
            self._without_table(member, table.name)
        return seconds

    def _image(self, table: Table, region: str, key: str | None) -> t.Any:
        """moto's table for the other region. Both have the same items, also those that are yet to come."""
        model = copy.copy(table.model)
        model.region_name, model.table_arn = region, table.model.table_arn.replace(f":{table.region}:", f":{region}:", 1)
        for member in ("indexes", "global_indexes", "throughput", "ttl"):
            setattr(model, member, copy.deepcopy(getattr(table.model, member)))
        model.tags, model.deletion_protection_enabled, model.lambda_event_source_mappings = [], False, {}
        model.sse_specification = specification(key)
        view = view_of(table.model)
        if view:
            self._streams.enable(model, view)
        return model

    def _delete(self, table: Table, member: Member) -> float:
        seconds = self._settings.replica_deleting_seconds
        if not member.has_table():
            member.passing, member.until = "DELETING", self._clock.now() + seconds
            return seconds
        replica = self._tables.find(member.region, table.name)
        if replica.model.deletion_protection_enabled:
            raise invalid(f"Replica {member.region} cannot be deleted as it is currently protected against deletion. Disable deletion protection first.")
        if replica.state.status(self._clock.now()) != "ACTIVE":
            raise in_use(f"Table is being updated: {table.name} in {member.region}")
        member.passing, member.until = "DELETING", self._clock.now() + seconds
        self._tables.leave(member.region, table.name, seconds)
        return seconds

    def _update(self, table: Table, member: Member, wanted: dict[str, t.Any]) -> float:
        replica = self._tables.find(member.region, table.name)
        if wanted.get("KMSMasterKeyId"):
            member.key = key_arn(member.region, wanted["KMSMasterKeyId"])
            replica.model.sse_specification = specification(member.key)
        if wanted.get("TableClassOverride"):
            member.table_class = wanted["TableClassOverride"]
            self._classes.begin(replica, wanted["TableClassOverride"])
        seconds = self._settings.table_updating_seconds
        member.passing, member.until = "UPDATING", self._clock.now() + seconds
        return seconds

    def _others(self, table: Table) -> list[Member]:
        return [member for member in list(self._group(table).values()) if member.region != table.region]

    def _group(self, table: Table) -> Group:
        """The group of a table, less those that are gone; empty when there is none."""
        for group in self._groups:
            member = group.get(table.region)
            if member and member.table_id == table.state.id:
                now = self._clock.now()
                for gone in [other.region for other in list(group.values()) if other.gone(now)]:
                    group.pop(gone, None)
                if group.witness and group.witness.gone(now):
                    group.witness = None
                if len(group) > 1:
                    return group
                # The last one is a table of its own again.
                self._groups.remove(group)
                return Group()
        return Group()


def _all(updates: list[dict[str, t.Any]], action: str) -> bool:
    """Whether there are some, and each does this."""
    return bool(updates) and all(action in update for update in updates)
