# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as AWS shows them: TableId, a status that takes time, backups that are enabled some seconds after the creation.

moto keeps the keys, the items and the indexes; this adds what it lacks.
"""

from __future__ import annotations

import dataclasses
import json
import typing as t
import uuid

from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

ACCOUNT = DEFAULT_ACCOUNT_ID


@dataclasses.dataclass
class TableState:
    """What the lab knows of a table beside moto."""

    created: float
    id: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))
    active_at: float = 0.0
    passing: str = "CREATING"
    forced: str = ""
    extra: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    backups_enabled_at: float = 0.0

    def status(self, now: float) -> str:
        """The table's status at this moment."""
        return self.forced or (self.passing if now < self.active_at else "ACTIVE")


class Tables:
    """The states of all tables, by region and name."""

    def __init__(self, clock: LabClock) -> None:
        self._clock = clock
        self._states: dict[tuple[str, str], TableState] = {}

    def get(self, region: str, name: str) -> TableState:
        """The state of a table that moto has; made up when the table came another way than CreateTable."""
        return self._states.setdefault((region, name), TableState(created=self._clock.now()))

    def add(self, region: str, name: str, creating_seconds: float, backups_after: float) -> TableState:
        """A new table, with an id of its own."""
        now = self._clock.now()
        state = TableState(created=now, active_at=now + creating_seconds, backups_enabled_at=now + creating_seconds + backups_after)
        self._states[region, name] = state
        return state

    def drop(self, region: str, name: str) -> None:
        """Forgets a table: the next one of its name has another id."""
        self._states.pop((region, name), None)

    def model(self, region: str, name: str) -> t.Any:
        """moto's table, or None."""
        return dynamodb_backends[ACCOUNT][region].tables.get(name)

    def describe(self, region: str, name: str, description: dict[str, t.Any]) -> dict[str, t.Any]:
        """moto's description of a table, made true."""
        state = self.get(region, name)
        model = self.model(region, name)
        size = size_of(model) if model else 0
        return {**description, "TableId": state.id, "TableStatus": state.status(self._clock.now()), "TableSizeBytes": size, **state.extra}


def size_of(model: t.Any) -> int:
    """The size of a table's items in bytes, near enough."""
    return sum(len(json.dumps(item.to_json())) for item in model.all_items())
