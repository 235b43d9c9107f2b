# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""UpdateTable: which changes go together, when a table takes one, and who carries it out."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import schemas
from ansible_collections.dynaops.dynamodb.tests.lab.capacity import Capacity
from ansible_collections.dynaops.dynamodb.tests.lab.encryption import Encryptions, asked_for, specification
from ansible_collections.dynaops.dynamodb.tests.lab.indexes import Indexes
from ansible_collections.dynaops.dynamodb.tests.lab.protection import Protection
from ansible_collections.dynaops.dynamodb.tests.lab.replicas import Replicas
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Operation, Room
from ansible_collections.dynaops.dynamodb.tests.lab.settings_replication import SettingsReplication
from ansible_collections.dynaops.dynamodb.tests.lab.streams import Streams
from ansible_collections.dynaops.dynamodb.tests.lab.table_class import Classes
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.warm_throughput import WarmThroughput
from ansible_collections.dynaops.dynamodb.tests.lab.wire import in_use, invalid

# Each of these must be alone in a request; so must be a change of the stream.
_MODE = "GlobalTableSettingsReplicationMode"
_ALONE = ("DeletionProtectionEnabled", "SSESpecification", "TableClass", "ReplicaUpdates", _MODE)
_STREAM = "StreamSpecification"
_LIMITS = "OnDemandThroughput"
_WARM = "WarmThroughput"
_INDEXES = "GlobalSecondaryIndexUpdates"
_CAPACITY = ("BillingMode", "ProvisionedThroughput", _INDEXES, _WARM, _LIMITS)
_WRONG = "One or more parameter values were invalid: "


class TableUpdates(Room[None]):
    """Carries out UpdateTable, and what CreateTable says of the same settings."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, lambda: None)
        self.streams = Streams(ground)
        self.encryptions = Encryptions(ground)
        self.classes = Classes(ground)
        self.protection = Protection(ground)
        self.warm = WarmThroughput(ground)
        self.indexes = Indexes(ground, self.warm)
        self.capacity = Capacity(ground, self.indexes)
        self.replicas = Replicas(ground, self.streams, self.classes)
        self.settings_replication = SettingsReplication(ground, self.replicas)

    def operations(self) -> dict[str, Operation]:
        """UpdateTable."""
        return {"UpdateTable": self.update}

    def update(self, request: Request) -> dict[str, t.Any]:
        """Carries out the one change of a request."""
        table = self.table(request)
        asked = _asked(request.body)
        self._refuse_ill_formed(request.body)
        self._refuse_busy(table, asked)
        schemas.check_index_updates(table, request.body)
        told = self._change(table, asked, request)
        shown = {**self._tables.description(table), **told}
        return {"TableDescription": {name: value for name, value in shown.items() if value is not None}}

    def _change(self, table: Table, asked: list[str], request: Request) -> dict[str, t.Any]:
        body, (first, *_others) = request.body, asked
        if first == "DeletionProtectionEnabled":
            return self.protection.change(table, body[first])
        if first == "SSESpecification":
            return self.encryptions.change(table, body[first])
        if first == "TableClass":
            return self.classes.change(table, body[first])
        if first == "ReplicaUpdates":
            return self.replicas.change(table, body)
        if first == _STREAM:
            self.replicas.refuse_stream_change(table)
            return self.streams.change(table, body[first])
        if first == _MODE:
            return self.settings_replication.change(table, body[first])
        if asked == [_WARM]:
            return self.warm.change(table, body[_WARM])
        if asked == [_INDEXES] and all(set(each.get("Update", ())) == {"IndexName", _WARM} for each in body[_INDEXES]):
            for each in body[_INDEXES]:
                self.warm.change(table, each["Update"][_WARM], each["Update"]["IndexName"])
            return {}
        told = self.capacity.change(table, request)
        self.replicas.share_capacity(table)
        return told

    def _refuse_ill_formed(self, body: dict[str, t.Any]) -> None:
        if _STREAM in body:
            self.streams.check(body[_STREAM])
        if "TableClass" in body:
            self.classes.check(body["TableClass"])
        if "ReplicaUpdates" in body:
            self.replicas.check(body)

    def _refuse_busy(self, table: Table, asked: list[str]) -> None:
        status = table.state.status(self._clock.now())
        if status == "ACTIVE" and not self.replicas.busy(table):
            return
        if asked == ["DeletionProtectionEnabled"] and status == "UPDATING" and not self.replicas.busy(table):
            return
        doing = {"CREATING": "created", "DELETING": "deleted"}.get(status, "updated")
        raise in_use(f"Table is being {doing}: {table.name}")

    def check_new(self, request: Request) -> None:
        """Raises for settings of a CreateTable that moto would not look at."""
        body = request.body
        schemas.check_new(body)
        self._refuse_ill_formed(body)
        if body.get("SSESpecification"):
            asked_for(request.region, body["SSESpecification"])
        self.capacity.check(body.get(_LIMITS), body.get("BillingMode", "PROVISIONED"))

    def begin(self, table: Table, body: dict[str, t.Any]) -> None:
        """Gives a table that was just created the settings of its CreateTable."""
        if body.get("SSESpecification"):
            table.model.sse_specification = specification(asked_for(table.region, body["SSESpecification"]))
        if (body.get(_STREAM) or {}).get("StreamEnabled"):
            self.streams.enable(table.model, body[_STREAM]["StreamViewType"])
        if body.get("TableClass"):
            self.classes.begin(table, body["TableClass"])
        if body.get(_LIMITS):
            self.capacity.limit(table, body[_LIMITS])
        if body.get(_WARM):
            self.warm.begin(table, body[_WARM])
        for index in body.get("GlobalSecondaryIndexes") or []:
            if index.get(_WARM):
                self.warm.begin(table, index[_WARM], index["IndexName"])
        # moto keeps it with the table, and so in the copies that are its backups.
        table.model.vector_indexes = body.get("VectorIndexes") or []

    def refuse_delete(self, table: Table) -> None:
        """Raises for a table that cannot be deleted now."""
        if table.state.status(self._clock.now()) == "UPDATING":
            raise in_use(f"Table is being updated: {table.name}")
        self.replicas.refuse_delete(table)
        self.protection.refuse(table)


def _asked(body: dict[str, t.Any]) -> list[str]:
    """The members of a request that change something; raises ValidationException when there is none, or when they do not go together."""
    asked = [name for name in (*_ALONE, _STREAM, *_CAPACITY) if body.get(name) not in (None, [])]
    if not asked:
        raise invalid(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification "
            "or ReplicaUpdates is required"
        )
    if len(asked) == 1:
        return asked
    if asked[0] in _ALONE:
        raise invalid(f"{_WRONG}{asked[0]} must be the only operation in the request")
    if asked[0] == _STREAM:
        raise invalid(f"{_WRONG}a stream and {', '.join(asked[1:])} cannot be changed in the same request")
    if _LIMITS in asked and set(asked) != {_LIMITS, "BillingMode"}:
        raise invalid(f"{_WRONG}OnDemandThroughput can only be changed together with BillingMode")
    return asked
