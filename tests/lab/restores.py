# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restores as AWS carries them out: refused in AWS's order, then CREATING for a time. moto copies the items.

AWS's order and texts: docs/api-quirks of aws-controllers-k8s/dynamodb-controller, measured in 2026-10 (DDB-TABLE-100, 219, 272, 350 and 463).
"""

from __future__ import annotations

import datetime
import math
import re
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import names, overrides, sources
from ansible_collections.dynaops.dynamodb.tests.lab.backups import Backups, BackupState
from ansible_collections.dynaops.dynamodb.tests.lab.capacity import Capacity
from ansible_collections.dynaops.dynamodb.tests.lab.continuous import Continuous, Window
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground
from ansible_collections.dynaops.dynamodb.tests.lab.sources import Source
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Backup as MotoBackup
from moto.dynamodb.models.table import RestoredTable

Asked = dict[str, t.Any]

_TABLE_ARN = re.compile(r"arn:aws[a-z-]*:dynamodb:([^:]+):(\d{12}):table/([^/]+)")


class Restores:
    """Makes tables from backups, and from tables as they were."""

    def __init__(self, ground: Ground, backups: Backups, capacity: Capacity, continuous: Continuous) -> None:
        self._settings = ground.settings
        self._clock = ground.clock
        self._tables = ground.tables
        self._backups = backups
        self._capacity = capacity
        self._continuous = continuous

    def from_backup(self, region: str, asked: Asked) -> dict[str, t.Any]:
        """Makes a table that is ACTIVE after some time; answers its TableDescription."""
        target, arn = asked["TargetTableName"], asked["BackupArn"]
        names.validate("targetTableName", target)
        _refuse_elsewhere(names.region_of_backup(arn, self._tables.account), region, asked)
        backup = self._backups.find(arn)
        overrides.check(backup.source, asked)
        self._refuse_taken(region, target)
        self._refuse_busy(backup)
        self._refuse_too_many()
        copy = dynamodb_backends[self._tables.account][region].backups.get(arn)
        if not copy:
            raise AwsError("InternalServerError", f"The lab has no items of this backup: {arn}", 500)
        summary = {"SourceBackupArn": arn, "SourceTableArn": backup.source.arn, "RestoreDateTime": backup.created}
        return self._make(region, asked, copy, backup.source, summary)

    def to_point_in_time(self, region: str, asked: Asked) -> dict[str, t.Any]:
        """Makes a table with the items of a moment and all else as its source is now; answers its TableDescription."""
        target, latest, moment = asked["TargetTableName"], asked.get("UseLatestRestorableTime"), asked.get("RestoreDateTime")
        _refuse_unclear(latest, moment)
        name = self._source_name(region, asked)
        names.validate("targetTableName", target)
        table = self._restorable(region, name)
        window = self._continuous.window(table)
        if window is None:
            raise AwsError("PointInTimeRecoveryUnavailableException", f"Point in time recovery is not enabled for table '{name}'")
        moment = window.latest if latest else float(t.cast(float, moment))
        _refuse_outside(moment, window)
        kept = sources.of_table(table.model, table.state)
        overrides.check(kept, asked)
        self._refuse_taken(region, target)
        self._refuse_too_many()
        copy = MotoBackup(self._tables.account, region, name, table.model)
        copy.table.items = self._continuous.items_at(table, moment)
        return self._make(region, asked, copy, kept, {"SourceTableArn": kept.arn, "RestoreDateTime": moment})

    def _make(self, region: str, asked: Asked, copy: MotoBackup, kept: Source, summary: dict[str, t.Any]) -> dict[str, t.Any]:
        target, settings = asked["TargetTableName"], self._settings
        # The lab must know the table before moto shows it, or it would be ACTIVE for a moment; the time counts from the copying on.
        state = self._tables.add(region, target, math.inf, 0)
        state.restore = summary
        backend = dynamodb_backends[self._tables.account][region]
        model = backend.tables[target] = RestoredTable(target, self._tables.account, region, copy)
        overrides.apply(model, copy.table, kept, asked)
        restored = self._tables.find(region, target)
        on_demand = asked.get("OnDemandThroughputOverride")
        if on_demand:
            self._capacity.limit(restored, on_demand)
        description = self._tables.description(restored)
        now = self._clock.now()
        state.hidden_until = now + min(settings.restore_hidden_seconds, settings.restore_seconds)
        state.active_at = now + settings.restore_seconds
        state.backups_enabled_at = state.active_at + settings.backups_enabled_after
        if on_demand == {}:
            # A quirk of AWS's: it says so, and restores all the same.
            raise _already_being_restored(target, summary)
        return description

    def _source_name(self, region: str, asked: Asked) -> str:
        name, arn = asked.get("SourceTableName"), asked.get("SourceTableArn")
        if bool(name) == bool(arn):
            raise invalid("Must provide exactly one of: sourceTableArn, sourceTableName" if name else "The parameter 'TableName' is required")
        if not arn:
            return str(name)
        match = _TABLE_ARN.fullmatch(arn)
        if not match:
            raise invalid("sourceTableArn is not a valid ARN")
        if match[2] != self._tables.account:
            raise invalid("This action is only supported by accounts that match the resource owner's account")
        _refuse_elsewhere(match[1], region, asked)
        return match[3]

    def _restorable(self, region: str, name: str) -> Table:
        """The source. AWS knows one that is DELETING for about a second more; here it is gone at once."""
        table = self._tables.find(region, name) if self._tables.model(region, name) else None
        now = self._clock.now()
        if table is None or table.state.unseen(now) or table.state.status(now) == "DELETING":
            raise AwsError("TableNotFoundException", f"Table not found: {name}")
        return table

    def _refuse_taken(self, region: str, target: str) -> None:
        if not self._tables.model(region, target):
            return
        state = self._tables.get(region, target)
        if state.restore and state.restoring(self._clock.now()):
            raise _already_being_restored(target, state.restore)
        raise AwsError("TableAlreadyExistsException", f"Table already exists: {target}")

    def _refuse_busy(self, backup: BackupState) -> None:
        status = backup.status(self._clock.now())
        if status != "AVAILABLE":
            raise AwsError("BackupInUseException", f"Backup is being {'created' if status == 'CREATING' else 'deleted'}: {backup.arn}")
        if self._tables.fed_by(backup.arn):
            raise AwsError("BackupInUseException", f"Backup is being used to restore another table: {backup.arn}")

    def _refuse_too_many(self) -> None:
        most = self._settings.restores_at_once
        if self._tables.being_restored() >= most:
            raise AwsError("LimitExceededException", f"Only {most} restore operations")


def _refuse_unclear(latest: bool | None, moment: float | None) -> None:
    if latest and moment is not None:
        raise invalid("Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore request.")
    if not latest and moment is None:
        raise invalid("Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both")


def _refuse_outside(moment: float, window: Window) -> None:
    if window.earliest <= moment <= window.latest:
        return
    told, earliest, latest = (
        datetime.datetime.fromtimestamp(each, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for each in (moment, window.earliest, window.latest)
    )
    raise AwsError(
        "InvalidRestoreTimeException",
        f"RestoreDateTime '{told}' must be within EarliestRestorableDateTime '{earliest}' and LatestRestorableDateTime '{latest}'",
    )


def _refuse_elsewhere(named: str, region: str, asked: Asked) -> None:
    if named == region:
        return
    if "SSESpecificationOverride" in asked:
        raise invalid("cross-region restores are not part of this lab")
    raise invalid("Invalid Request: sseSpecificationOverride must be provided for cross-region restores")


def _already_being_restored(target: str, summary: dict[str, t.Any]) -> AwsError:
    """Of a restore to a point in time the text is inferred."""
    source = f" from backup: {summary['SourceBackupArn']}" if "SourceBackupArn" in summary else ""
    return AwsError("TableInUseException", f"Table: {target} is already being restored{source}")
