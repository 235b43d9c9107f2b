# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas, which moto lacks: a table in another region with the same items and settings of its own."""

from __future__ import annotations

import copy
import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import names
from ansible_collections.dynaops.dynamodb.tests.lab.encryption import key_arn, key_of, specification
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Room
from ansible_collections.dynaops.dynamodb.tests.lab.streams import Streams, view_of
from ansible_collections.dynaops.dynamodb.tests.lab.table_class import Classes
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import in_use, invalid
from moto.dynamodb.models import dynamodb_backends

_ACTIONS = ("Create", "Update", "Delete")
_VERSION = "2019.11.21"


@dataclasses.dataclass
class Member:
    """One table of a group; ``passing`` is its status until that moment."""

    region: str
    table_id: str
    passing: str = "ACTIVE"
    until: float = 0.0
    key: str | None = None
    table_class: str | None = None

    def status(self, now: float) -> str:
        """ReplicaStatus at this moment."""
        return self.passing if now < self.until else "ACTIVE"

    def gone(self, now: float) -> bool:
        """Whether it has been deleted."""
        return self.passing == "DELETING" and now >= self.until

    def told(self, now: float) -> dict[str, t.Any]:
        """ReplicaDescription."""
        told = {"RegionName": self.region, "ReplicaStatus": self.status(now), "KMSMasterKeyId": self.key}
        summary = {"ReplicaTableClassSummary": {"TableClass": self.table_class} if self.table_class else None}
        return {name: value for name, value in {**told, **summary}.items() if value}


Group = dict[str, Member]


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
        return {"Replicas": others, "GlobalTableVersion": _VERSION} if others else {"Replicas": None}

    def busy(self, table: Table) -> bool:
        """Whether a replica is being added, changed or taken away at this moment."""
        return any(member.status(self._clock.now()) != "ACTIVE" for member in list(self._group(table).values()))

    def adding(self, table: Table) -> bool:
        """Whether a replica is being added at this moment."""
        return any(member.status(self._clock.now()) == "CREATING" for member in list(self._group(table).values()))

    def peers(self, table: Table) -> list[Table]:
        """The table and its replicas."""
        return [table, *(self._tables.find(member.region, table.name) for member in self._others(table))]

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

    def check(self, updates: list[dict[str, t.Any]]) -> None:
        """Raises ValidationException unless there is exactly one thing to do."""
        if len(updates) != 1 or len(updates[0]) != 1 or next(iter(updates[0])) not in _ACTIONS:
            raise invalid("One or more parameter values were invalid: ReplicaUpdates must hold exactly one action")

    def change(self, table: Table, updates: list[dict[str, t.Any]]) -> dict[str, t.Any]:
        """Begins to add, change or take away a replica; answers what UpdateTable tells of it: the replicas as they were."""
        ((action, wanted),) = updates[0].items()
        region, before = wanted["RegionName"], self.told(table)
        if region == table.region:
            raise invalid("Cannot add or delete the local region through ReplicaUpdates")
        if not names.is_region(region):
            raise invalid(f"Invalid region name: {region}. Valid regions: {', '.join(sorted(dynamodb_backends[ACCOUNT].regions))}")
        if action == "Create":
            seconds = self._create(table, region, wanted)
        else:
            member = self._group(table).get(region)
            if not member:
                raise invalid(f"Replica specified in the replica update or replica delete action of the request was not part of the global table: {region}")
            seconds = self._delete(table, member) if action == "Delete" else self._update(table, member, wanted)
        self._tables.update(table, seconds)
        return {"TableStatus": "UPDATING", "Replicas": before["Replicas"]}

    def _create(self, table: Table, region: str, wanted: dict[str, t.Any]) -> float:
        settings = self._settings
        if self._tables.model(region, table.name):
            raise invalid(f"Failed to create a new replica of table with name: '{table.name}' because one or more replicas already existed as tables.")
        if table.model.billing_mode != "PAY_PER_REQUEST":
            raise invalid("Table write capacity should either be Pay-Per-Request or AutoScaled.")
        given = wanted.get("KMSMasterKeyId")
        key = key_arn(region, given) if given or key_of(table.model) else None
        if not view_of(table.model):
            self._streams.enable(table.model, "NEW_AND_OLD_IMAGES")
        seconds = settings.replica_creating_seconds
        state = self._tables.add(region, table.name, seconds, settings.backups_enabled_after)
        state.joining = True
        dynamodb_backends[ACCOUNT][region].tables[table.name] = self._image(table, region, key)
        made = self._tables.find(region, table.name)
        self._classes.begin(made, wanted.get("TableClassOverride") or self._classes.of(table))
        group = self._group(table)
        if not group:
            group[table.region] = Member(table.region, table.state.id)
            self._groups.append(group)
        group[region] = Member(region, state.id, "CREATING", self._clock.now() + seconds, key if given else None, wanted.get("TableClassOverride"))
        return seconds

    def _image(self, table: Table, region: str, key: str | None) -> t.Any:
        """moto's table for the other region. Both have the same items, also those that are yet to come."""
        model = copy.copy(table.model)
        model.region_name, model.table_arn = region, table.model.table_arn.replace(f":{table.region}:", f":{region}:", 1)
        for member in ("indexes", "global_indexes", "throughput", "ttl"):
            setattr(model, member, copy.deepcopy(getattr(table.model, member)))
        model.tags, model.deletion_protection_enabled, model.lambda_event_source_mappings = [], False, {}
        model.sse_specification = specification(key)
        self._streams.enable(model, str(view_of(table.model)))
        return model

    def _delete(self, table: Table, member: Member) -> float:
        replica = self._tables.find(member.region, table.name)
        if replica.model.deletion_protection_enabled:
            raise invalid(f"Replica {member.region} cannot be deleted as it is currently protected against deletion. Disable deletion protection first.")
        if replica.state.status(self._clock.now()) != "ACTIVE":
            raise in_use(f"Table is being updated: {table.name} in {member.region}")
        seconds = self._settings.replica_deleting_seconds
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
                return group
        return {}
