# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time to live: one attribute a table, the same in all its replicas, and not changed twice within a time."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.replicas import Replicas
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Operation, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import invalid

_LONGEST = 255


@dataclasses.dataclass
class Changed:
    """When a table's time to live was changed, or never."""

    at: float = float("-inf")


class TimeToLive(Room[Changed]):
    """The time to live of all tables; moto's table knows the attribute."""

    def __init__(self, ground: Ground, replicas: Replicas) -> None:
        super().__init__(ground, Changed)
        self._replicas = replicas

    def operations(self) -> dict[str, Operation]:
        """Those for the time to live."""
        return {"DescribeTimeToLive": self.describe, "UpdateTimeToLive": self.update}

    def settle(self) -> None:
        """Every table may be changed again."""
        for state in self._kept.values():
            state.at = float("-inf")

    def describe(self, request: Request) -> dict[str, t.Any]:
        """What DescribeTimeToLive answers."""
        table = self.table(request)
        status = table.state.status(self._clock.now())
        if status in ("CREATING", "DELETING"):
            # Measured by the aws-controllers-k8s project, docs/api-quirks, DDB-TABLE-115 and 118.
            raise invalid(f"Cannot describe time to live while table is in {status} state: Current table state is {status}")
        return {"TimeToLiveDescription": dict(table.model.ttl)}

    def update(self, request: Request) -> dict[str, t.Any]:
        """What UpdateTimeToLive answers."""
        table, wanted = self.table(request), request.body["TimeToLiveSpecification"]
        attribute, enabled = wanted.get("AttributeName") or "", wanted.get("Enabled")
        if enabled is None or not 1 <= len(attribute) <= _LONGEST:
            raise invalid(f"One or more parameter values were invalid: Enabled and an AttributeName of 1 to {_LONGEST} characters are needed")
        if self._replicas.adding(table):
            raise invalid(f"Updating the time to live of table {table.name} is not allowed while the replica is being added")
        self._refuse_needless(table, attribute, enabled)
        now = self._clock.now()
        if now < self.kept(table).at + self._settings.ttl_cooldown_seconds:
            raise invalid("Time to live has been modified multiple times within a fixed interval")
        for peer in self._replicas.peers(table):
            self.kept(peer).at = now
            peer.model.ttl = {"TimeToLiveStatus": "ENABLED", "AttributeName": attribute} if enabled else {"TimeToLiveStatus": "DISABLED"}
        return {"TimeToLiveSpecification": {"Enabled": enabled, "AttributeName": attribute}}

    def _refuse_needless(self, table: Table, attribute: str, enabled: bool) -> None:
        """Raises for what is so already, and for what is about an attribute that does not count."""
        present = table.model.ttl.get("AttributeName") if table.model.ttl["TimeToLiveStatus"] == "ENABLED" else None
        if not present:
            if not enabled:
                raise invalid("TimeToLive is already disabled")
        elif present != attribute:
            raise invalid(f"TimeToLive is active on a different AttributeName: current AttributeName is {present}")
        elif enabled:
            raise invalid("TimeToLive is already enabled")
