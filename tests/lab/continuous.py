# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Point-in-time recovery: on and off at once, over 1 to 35 days; and the items as they were in every second of it."""

from __future__ import annotations

import copy
import dataclasses
import math
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Operation, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid

_LONGEST = 35
# How far behind the present the latest moment is that can be restored.
_BEHIND = 300
# What changes items, and which of that does not name its tables.
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")
_STATEMENTS = ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction")


@dataclasses.dataclass
class Recovery:
    """Since when a table can be restored to any point in time; None: it cannot. ``versions`` are items, each with the moment until which they were so."""

    since: float | None = None
    days: int = _LONGEST
    versions: list[tuple[float, t.Any]] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Window:
    """From when to when a table can be restored, in seconds since 1970."""

    earliest: float
    latest: float


class Continuous(Room[Recovery]):
    """The continuous backups of all tables."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, Recovery)

    def operations(self) -> dict[str, Operation]:
        """Those for continuous backups."""
        return {"DescribeContinuousBackups": self.describe, "UpdateContinuousBackups": self.update}

    def enabled(self, table: Table) -> bool:
        """Whether the table can be restored to a point in time."""
        return self.kept(table).since is not None

    def window(self, table: Table) -> Window | None:
        """The moments to which the table can be restored; None when that is not enabled. AWS tells them in whole seconds (measured, Q 086 and 100)."""
        state = self.kept(table)
        if state.since is None:
            return None
        now = self._clock.now()
        earliest = float(math.floor(max(state.since, now - state.days * 86400)))
        return Window(earliest, max(earliest, float(math.floor(now - _BEHIND))))

    def before_write(self, request: Request) -> None:
        """Keeps the items of the tables that a request changes as they are; those of moments within one second are not told apart, as in AWS."""
        if request.operation not in (*_WRITES, *_STATEMENTS):
            return
        named = request.tables()
        for table in self._tables.of_region(request.region):
            state = self.kept(table)
            if state.since is None or (request.operation in _WRITES and table.name not in named):
                continue
            now = self._clock.now()
            if not state.versions or math.floor(state.versions[-1][0]) != math.floor(now):
                state.versions.append((now, copy.deepcopy(table.model.items)))

    def items_at(self, table: Table, moment: float) -> t.Any:
        """The table's items as they were at the moment."""
        return next((items for until, items in self.kept(table).versions if until > moment), table.model.items)

    def describe(self, request: Request) -> dict[str, t.Any]:
        """What DescribeContinuousBackups answers, also before backups are enabled (measured, Q 83 and 115)."""
        return self._told(self._seen(request))

    def update(self, request: Request) -> dict[str, t.Any]:
        """What UpdateContinuousBackups answers."""
        table = self._seen(request)
        if not table.state.backups_enabled(self._clock.now()):
            raise AwsError("ContinuousBackupsUnavailableException", f"Backups are being enabled for the table: {table.name}. Please retry later")
        wanted = request.body["PointInTimeRecoverySpecification"]
        days = wanted.get("RecoveryPeriodInDays")
        if days is not None and not 1 <= days <= _LONGEST:
            raise invalid(
                f"1 validation error detected: Value '{days}' at 'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to satisfy constraint: "
                f"Member must have value between 1 and {_LONGEST}"
            )
        state = self.kept(table)
        if not wanted["PointInTimeRecoveryEnabled"]:
            if days is not None:
                raise invalid("Invalid Request: RecoveryPeriodInDays cannot be given when PointInTimeRecoveryEnabled is false")
            state.since, state.days, state.versions = None, _LONGEST, []
        else:
            state.since = self._clock.now() if state.since is None else state.since
            state.days = days or state.days
        return self._told(table)

    def _told(self, table: Table) -> dict[str, t.Any]:
        window = self.window(table)
        told: dict[str, t.Any] = {"PointInTimeRecoveryStatus": "DISABLED"}
        if window is not None:
            told = {
                "PointInTimeRecoveryStatus": "ENABLED",
                "RecoveryPeriodInDays": self.kept(table).days,
                "EarliestRestorableDateTime": window.earliest,
                "LatestRestorableDateTime": window.latest,
            }
        # It says whether backups can be made, not whether the table can be restored to a point in time.
        enabled = "ENABLED" if table.state.backups_enabled(self._clock.now()) else "DISABLED"
        return {"ContinuousBackupsDescription": {"ContinuousBackupsStatus": enabled, "PointInTimeRecoveryDescription": told}}

    def _seen(self, request: Request) -> Table:
        """The table; raises as long as there is none, or none that AWS knows of."""
        name = request.body["TableName"]
        if not self._tables.model(request.region, name) or self.table(request).state.unseen(self._clock.now()):
            raise AwsError("TableNotFoundException", f"Table not found: {name}")
        return self.table(request)
