# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Global secondary indexes that are added to a table: CREATING for minutes, of which the table is UPDATING for the first seconds alone.

Measured by the aws-controllers-k8s project (docs/api-quirks, DDB-TABLE-116, 148): Backfilling is false while the table is UPDATING and true afterwards;
contributor insights do not know the index for the first 20 s; one index at a time (DDB-TABLE-443).
"""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.warm_throughput import WarmThroughput
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError

ACTIVE = "ACTIVE"


class Indexes(Room[dict[str, float]]):
    """When which index was added, of all tables."""

    def __init__(self, ground: Ground, warm: WarmThroughput) -> None:
        super().__init__(ground, dict)
        self._warm = warm
        # Those that are DELETING, as they are told, and until when, by the id of the table.
        self._leaving: dict[str, dict[str, tuple[float, dict[str, t.Any]]]] = {}
        ground.tables.tellers.append(self.told)

    def settle(self) -> None:
        """Every index is ACTIVE."""
        for added in self._kept.values():
            added.clear()
        self._leaving.clear()

    def told(self, table: Table) -> dict[str, t.Any]:
        """GlobalSecondaryIndexes, with the status of each."""
        found = [
            {**index.describe(), **self._state(table, index.name), "WarmThroughput": self._warm.of(table, index.name)} for index in table.model.global_indexes
        ]
        found += [{**told, "IndexStatus": "DELETING"} for told in self._going(table)]
        return {"GlobalSecondaryIndexes": found} if found else {}

    def _going(self, table: Table) -> list[dict[str, t.Any]]:
        now = self._clock.now()
        return [told for until, told in self._leaving.get(table.state.id, {}).values() if now < until]

    def _state(self, table: Table, name: str) -> dict[str, t.Any]:
        if self.status(table, name) == ACTIVE:
            return {"IndexStatus": ACTIVE}
        return {"IndexStatus": "CREATING", "Backfilling": self._age(table, name) >= self._settings.index_allocating_seconds}

    def status(self, table: Table, name: str) -> str:
        """IndexStatus at this moment."""
        return "CREATING" if self._age(table, name) < self._settings.index_adding_seconds else ACTIVE

    def is_known(self, table: Table, name: str) -> bool:
        """Whether contributor insights know the index."""
        there = name in [index.name for index in table.model.global_indexes]
        return there and self._age(table, name) >= min(self._settings.index_unknown_seconds, self._settings.index_adding_seconds)

    def check(self, table: Table, updates: list[dict[str, t.Any]]) -> None:
        """Raises LimitExceededException where an index is being added already."""
        busy = any(self.status(table, name) != ACTIVE for name in self.kept(table)) or self._going(table)
        if busy and any("Create" in each or "Delete" in each for each in updates):
            raise AwsError("LimitExceededException", "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table")

    def leave(self, table: Table, updates: list[dict[str, t.Any]]) -> None:
        """Keeps what is told of the indexes that moto is about to delete."""
        deleted = [each["Delete"]["IndexName"] for each in updates if "Delete" in each]
        until = self._clock.now() + self._settings.index_deleting_seconds
        for index in self.told(table).get("GlobalSecondaryIndexes", ()):
            if index["IndexName"] in deleted:
                self._leaving.setdefault(table.state.id, {})[index["IndexName"]] = (until, index)
                self.kept(table).pop(index["IndexName"], None)

    def begin(self, table: Table, updates: list[dict[str, t.Any]]) -> bool:
        """Takes over what moto has carried out; whether an index is being added."""
        added = [each["Create"]["IndexName"] for each in updates if "Create" in each]
        self.kept(table).update(dict.fromkeys(added, self._clock.now()))
        return bool(added)

    def _age(self, table: Table, name: str) -> float:
        return self._clock.now() - self.kept(table).get(name, float("-inf"))
