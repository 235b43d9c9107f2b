# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rooms of the lab share: each is one part of DynamoDB's API, beside moto where moto is unlike AWS."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.settings import Settings
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table, Tables

Kept = t.TypeVar("Kept")
Operation = t.Callable[[Request], dict[str, t.Any]]


@dataclasses.dataclass(frozen=True)
class Ground:
    """What every room stands on."""

    settings: Settings
    clock: LabClock
    tables: Tables
    # All rooms that stand on it.
    rooms: list[Room[t.Any]] = dataclasses.field(default_factory=list)


class Room(t.Generic[Kept]):
    """Keeps something of each table. It goes by the table's id, so that a new table of the same name begins with nothing."""

    def __init__(self, ground: Ground, new: t.Callable[[], Kept]) -> None:
        self._settings = ground.settings
        self._clock = ground.clock
        self._tables = ground.tables
        self._new = new
        self._kept: dict[str, Kept] = {}
        ground.rooms.append(self)

    def operations(self) -> dict[str, Operation]:
        """DynamoDB's operations that are carried out here: what each answers to a request."""
        return {}

    def settle(self) -> None:
        """Ends what passes by itself: what is under way, is read late, or keeps the next change waiting. Quotas stay as they are."""

    def kept(self, table: Table) -> Kept:
        """What is kept of a table."""
        return self._kept.setdefault(table.state.id, self._new())

    def table(self, request: Request) -> Table:
        """The table that the request names; raises ResourceNotFoundException when there is none."""
        return self._tables.find(request.region, request.body["TableName"])


def moment(seconds: float) -> str:
    """A moment as AWS writes it in its messages."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%a %b %d %H:%M:%S UTC %Y")
