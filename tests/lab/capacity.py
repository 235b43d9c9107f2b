# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The capacity of a table: billing mode, throughput and indexes, which moto changes, and the limits on demand, which it does not know."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.indexes import Indexes
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid

ON_DEMAND = "PAY_PER_REQUEST"
_LIMITS = ("MaxReadRequestUnits", "MaxWriteRequestUnits")
_NONE = -1

Limits = dict[str, int]


class Capacity(Room[Limits]):
    """The capacity of all tables; what is kept are the limits on demand."""

    def __init__(self, ground: Ground, indexes: Indexes) -> None:
        super().__init__(ground, dict)
        # Since when a table is on demand that was not made so, by its id.
        self._on_demand_since: dict[str, float] = {}
        self._indexes = indexes
        ground.tables.tellers.append(self.told)

    def told(self, table: Table) -> dict[str, t.Any]:
        """OnDemandThroughput, absent when there is no limit; BillingModeSummary, which has the moment as soon as it is carried out."""
        mode, since = table.model.billing_mode, self._on_demand_since.get(table.state.id)
        summary = {"BillingMode": mode}
        if mode == ON_DEMAND and table.state.status(self._clock.now()) not in ("CREATING", "UPDATING") or mode != ON_DEMAND and since:
            summary["LastUpdateToPayPerRequestDateTime"] = round(since or table.state.created, 3)
        vectors = [{**index, "IndexStatus": "ACTIVE"} for index in getattr(table.model, "vector_indexes", [])]
        return {"OnDemandThroughput": dict(self.kept(table)) or None, "VectorIndexes": vectors or None, "BillingModeSummary": summary}

    def check(self, wanted: Limits | None, billing_mode: str) -> None:
        """Raises for limits that are none, or that do not go with the billing mode."""
        if wanted is None:
            return
        if not wanted:
            raise AwsError("InternalFailure", "The request processing has failed because of an unknown error, exception or failure.", 500)
        if billing_mode != ON_DEMAND:
            raise invalid("One or more parameter values were invalid: OnDemandThroughput can only be given when BillingMode is PAY_PER_REQUEST")
        for name, value in wanted.items():
            if name not in _LIMITS or value != _NONE and value < 1:
                raise invalid(f"One or more parameter values were invalid: {name} must be -1 or at least 1")

    def limit(self, table: Table, wanted: Limits) -> None:
        """Takes over the limits that are named, and leaves the others."""
        merged = {**self.kept(table), **wanted}
        self._kept[table.state.id] = {name: merged[name] for name in _LIMITS if merged.get(name, _NONE) != _NONE}

    def change(self, table: Table, request: Request) -> dict[str, t.Any]:
        """Changes what the request names; answers what UpdateTable tells of it beside the table."""
        mode = request.body.get("BillingMode") or table.model.billing_mode or "PROVISIONED"
        before = table.model.billing_mode
        limits = request.body.get("OnDemandThroughput")
        throughput = request.body.get("ProvisionedThroughput")
        self.check(limits, mode)
        if throughput and mode == ON_DEMAND:
            raise invalid("One or more parameter values were invalid: ProvisionedThroughput cannot be given when BillingMode is PAY_PER_REQUEST")
        if mode != ON_DEMAND and table.model.billing_mode == ON_DEMAND and not throughput:
            raise invalid("One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
        told: dict[str, t.Any] = {}
        updates = request.body.get("GlobalSecondaryIndexUpdates") or []
        self._indexes.check(table, updates)
        self._indexes.leave(table, updates)
        if set(request.body) - {"TableName", "OnDemandThroughput"}:
            request.moto({name: value for name, value in request.body.items() if name != "OnDemandThroughput"})
            adding = self._indexes.begin(table, updates)
            self._tables.update(table, self._settings.index_allocating_seconds if adding else self._settings.table_updating_seconds)
            told = {"TableStatus": "UPDATING"}
        if mode != before:
            self._on_demand_since[table.state.id] = self._clock.now() if mode == ON_DEMAND else self._on_demand_since.get(table.state.id, table.state.created)
        if mode == ON_DEMAND:
            for owner in (table.model, *table.model.global_indexes):
                owner.throughput = {**(owner.throughput or {}), "ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
        else:
            self.kept(table).clear()
        if limits:
            self.limit(table, limits)
        return told
