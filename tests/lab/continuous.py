# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Point-in-time recovery: on and off at once, over 1 to 35 days."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Operation, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid

_LONGEST = 35
# How far behind the present the latest moment is that can be restored.
_BEHIND = 300


@dataclasses.dataclass
class Recovery:
    """Since when a table can be restored to any point in time; None: it cannot."""

    since: float | None = None
    days: int = _LONGEST


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
            state.since, state.days = None, _LONGEST
        else:
            state.since = self._clock.now() if state.since is None else state.since
            state.days = days or state.days
        return self._told(table)

    def _told(self, table: Table) -> dict[str, t.Any]:
        state = self.kept(table)
        told: dict[str, t.Any] = {"PointInTimeRecoveryStatus": "DISABLED"}
        if state.since is not None:
            now = self._clock.now()
            earliest = max(state.since, now - state.days * 86400)
            told = {
                "PointInTimeRecoveryStatus": "ENABLED",
                "RecoveryPeriodInDays": state.days,
                "EarliestRestorableDateTime": round(earliest, 3),
                "LatestRestorableDateTime": round(max(earliest, now - _BEHIND), 3),
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
