# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RestoreTableFromBackup as AWS carries it out: refused in AWS's order, then CREATING for a time. moto copies the items."""

from __future__ import annotations

import math
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import names, overrides
from ansible_collections.dynaops.dynamodb.tests.lab.backups import Backups, BackupState
from ansible_collections.dynaops.dynamodb.tests.lab.capacity import Capacity
from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.settings import Settings
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Tables
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError
from moto.dynamodb.models import dynamodb_backends


class Restores:
    """Makes tables from backups."""

    def __init__(self, clock: LabClock, tables: Tables, backups: Backups, capacity: Capacity) -> None:
        self._clock = clock
        self._tables = tables
        self._backups = backups
        self._capacity = capacity

    def start(self, region: str, asked: dict[str, t.Any], settings: Settings) -> dict[str, t.Any]:
        """Makes a table that is ACTIVE after some time; answers its TableDescription."""
        target, arn = asked["TargetTableName"], asked["BackupArn"]
        names.validate("targetTableName", target)
        _refuse_elsewhere(region, asked, self._tables.account)
        backup = self._backups.find(arn)
        overrides.check(backup.source, asked)
        self._refuse_taken(region, target)
        self._refuse_busy(backup)
        copy = dynamodb_backends[self._tables.account][region].backups.get(arn)
        if not copy:
            raise AwsError("InternalServerError", f"The lab has no items of this backup: {arn}", 500)
        # The lab must know the table before moto shows it, or it would be ACTIVE for a moment; the time counts from the copying on.
        state = self._tables.add(region, target, math.inf, 0)
        state.restore = {"SourceBackupArn": arn, "SourceTableArn": backup.source.arn, "RestoreDateTime": backup.created}
        model = dynamodb_backends[self._tables.account][region].restore_table_from_backup(target, arn)
        overrides.apply(model, copy.table, backup.source, asked)
        on_demand = asked.get("OnDemandThroughputOverride")
        if on_demand:
            self._capacity.limit(self._tables.find(region, target), on_demand)
        description = self._tables.description(region, target)
        now = self._clock.now()
        state.hidden_until = now + min(settings.restore_hidden_seconds, settings.restore_seconds)
        state.active_at = now + settings.restore_seconds
        state.backups_enabled_at = state.active_at + settings.backups_enabled_after
        if on_demand == {}:
            # A quirk of AWS's: it says so, and restores all the same.
            raise _already_being_restored(target, arn)
        return description

    def _refuse_taken(self, region: str, target: str) -> None:
        if not self._tables.model(region, target):
            return
        state = self._tables.get(region, target)
        if state.restore and state.restoring(self._clock.now()):
            raise _already_being_restored(target, state.restore["SourceBackupArn"])
        raise AwsError("TableAlreadyExistsException", f"Table already exists: {target}")

    def _refuse_busy(self, backup: BackupState) -> None:
        status = backup.status(self._clock.now())
        if status != "AVAILABLE":
            raise AwsError("BackupInUseException", f"Backup is being {'created' if status == 'CREATING' else 'deleted'}: {backup.arn}")
        if self._tables.fed_by(backup.arn):
            raise AwsError("BackupInUseException", f"Backup is being used to restore another table: {backup.arn}")


def _refuse_elsewhere(region: str, asked: dict[str, t.Any], account: str) -> None:
    if names.region_of_backup(asked["BackupArn"], account) == region:
        return
    if "SSESpecificationOverride" in asked:
        raise AwsError("ValidationException", "cross-region restores are not part of this lab")
    raise AwsError("ValidationException", "Invalid Request: sseSpecificationOverride must be provided for cross-region restores")


def _already_being_restored(target: str, arn: str) -> AwsError:
    return AwsError("TableInUseException", f"Table: {target} is already being restored from backup: {arn}")
