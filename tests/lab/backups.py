# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups as AWS makes them: CREATING for a time, named as asked, found by table, name, type and time, page by page."""

from __future__ import annotations

import dataclasses
import datetime
import re
import time
import typing as t
import uuid

from ansible_collections.dynaops.dynamodb.tests.lab import names, sources
from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT
from ansible_collections.dynaops.dynamodb.tests.lab.sources import Source
from ansible_collections.dynaops.dynamodb.tests.lab.tables import TableState
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Backup as MotoBackup

TYPES = ("USER", "SYSTEM", "AWS_BACKUP", "ALL")


@dataclasses.dataclass
class BackupState:
    """What the lab knows of a backup. moto keeps a copy of its table under the same ARN, to restore from."""

    arn: str
    name: str
    region: str
    source: Source
    created: float
    available_at: float = 0.0
    listed_at: float = 0.0
    type: str = "USER"
    forced: str = ""

    def status(self, now: float) -> str:
        """The backup's status at this moment."""
        return self.forced or ("CREATING" if now < self.available_at else "AVAILABLE")

    def position(self) -> tuple[int, str]:
        """Its place in a list: by time, then ARN."""
        return round(self.created * 1000), self.arn

    def expires(self) -> float:
        """When AWS takes it away, if it is AWS's own."""
        return self.created + 35 * 86400

    def details(self, now: float) -> dict[str, t.Any]:
        """BackupDetails."""
        details = {
            "BackupArn": self.arn,
            "BackupName": self.name,
            "BackupStatus": self.status(now),
            "BackupType": self.type,
            "BackupCreationDateTime": self.created,
            "BackupSizeBytes": self.source.size if self.status(now) == "AVAILABLE" else 0,
        }
        if self.type == "SYSTEM":
            details["BackupExpiryDateTime"] = self.expires()
        return details

    def summary(self, now: float) -> dict[str, t.Any]:
        """BackupSummary."""
        return {**self.details(now), "TableName": self.source.name, "TableArn": self.source.arn, "TableId": self.source.id}

    def description(self, now: float, given_arn: str) -> dict[str, t.Any]:
        """BackupDescription; it repeats the ARN that was asked for."""
        return {
            "BackupDetails": {**self.details(now), "BackupArn": given_arn},
            "SourceTableDetails": self.source.details(),
            "SourceTableFeatureDetails": {} if self.type == "SYSTEM" else self.source.features,
        }


class Backups:
    """All backups of an account."""

    def __init__(self, clock: LabClock, account: str = ACCOUNT) -> None:
        self.account = account
        self._clock = clock
        self._states: dict[str, BackupState] = {}

    def create(self, region: str, name: str, model: t.Any, table: TableState, seconds: float, list_lag: float = 0.0) -> BackupState:
        """Makes a backup that is AVAILABLE after so many seconds, and shown by ListBackups after ``list_lag``."""
        now = round(self._clock.now(), 3)
        copy = MotoBackup(self.account, region, name, model)
        copy.creation_date_time = datetime.datetime.fromtimestamp(now, datetime.UTC).replace(tzinfo=None)
        copy.identifier = f"{round(now * 1000):014d}-{uuid.uuid4().hex[:8]}"
        source = sources.of_table(copy.table, table)
        return self.put(BackupState(copy.arn, name, region, source, created=now, available_at=now + seconds, listed_at=now + list_lag), copy)

    def keep_deleted(self, region: str, model: t.Any, table: TableState) -> BackupState:
        """Makes the backup that AWS makes of a table with point-in-time recovery when it is deleted."""
        now = round(self._clock.now(), 3)
        copy = MotoBackup(self.account, region, f"{model.name}$DeletedTableBackup", model)
        copy.creation_date_time = datetime.datetime.fromtimestamp(now, datetime.UTC).replace(tzinfo=None)
        copy.identifier = f"{round(now * 1000):014d}-{uuid.uuid4().hex[:8]}"
        source = sources.of_table(copy.table, table)
        return self.put(BackupState(copy.arn, copy.name, region, source, created=now, type="SYSTEM"), copy)

    def put(self, state: BackupState, copy: MotoBackup | None) -> BackupState:
        """Keeps a backup, and moto's copy of its table if there is one to restore from."""
        if state.arn in self._states:
            raise ValueError(f"there is such a backup already: {state.arn}")
        if copy:
            dynamodb_backends[self.account][state.region].backups[state.arn] = copy
        self._states[state.arn] = state
        return state

    def find(self, arn: str) -> BackupState:
        """The backup of exactly this ARN."""
        state = self._states.get(arn)
        if not state:
            raise AwsError("BackupNotFoundException", f"Backup not found: {arn}")
        return state

    def get(self, region: str, arn: str) -> BackupState:
        """The backup that this region's endpoint means by the ARN, of whose region AWS asks only that there is one of that name."""
        given = names.region_of_backup(arn, self.account)
        meant = arn.replace(f":{given}:", f":{region}:", 1) if names.is_region(given) else arn
        state = self._states.get(meant)
        if not state or state.region != region:
            raise AwsError("BackupNotFoundException", f"Backup not found: {arn}")
        return state

    def delete(self, region: str, arn: str, fed_by: t.Callable[[str], bool]) -> dict[str, t.Any]:
        """Deletes a backup and answers its BackupDescription; ``fed_by`` tells whether a table is being restored from it."""
        state = self.get(region, arn)
        now = self._clock.now()
        if state.type == "SYSTEM":
            expiry = time.strftime("%a %b %d %H:%M:%S UTC %Y", time.gmtime(state.expires()))
            raise AwsError("ValidationException", f"User is not allowed to delete the system backup with arn {arn}. It will automatically expire on {expiry}")
        if fed_by(state.arn):
            raise AwsError("BackupInUseException", f"Backup is being used to restore table: {arn}")
        if state.status(now) == "CREATING":
            raise AwsError("BackupInUseException", f"Backup is being created: {arn}")
        description = state.description(now, arn)
        description["BackupDetails"]["BackupStatus"] = "DELETED"
        self._states.pop(state.arn, None)
        dynamodb_backends[self.account][region].backups.pop(state.arn, None)
        return description

    def settle(self) -> None:
        """Every backup is AVAILABLE and listed, unless its status was forced."""
        for state in self._states.values():
            state.available_at, state.listed_at = 0.0, 0.0

    def all(self) -> list[BackupState]:
        """All of them, in the order in which they came to be here."""
        return list(self._states.values())

    def page(self, region: str, wanted: dict[str, t.Any]) -> dict[str, t.Any]:
        """What ListBackups answers: at most ``Limit`` summaries, and where to go on."""
        _validate(wanted)
        now = self._clock.now()
        chosen = [state for state in self.all() if state.region == region and state.listed_at <= now and _matches(state, wanted)]
        chosen.sort(key=BackupState.position)
        after = wanted.get("ExclusiveStartBackupArn")
        if after:
            start = self._position(after)
            chosen = [state for state in chosen if state.position() > start]
        limit = wanted.get("Limit") or 100
        answer: dict[str, t.Any] = {"BackupSummaries": [state.summary(now) for state in chosen[:limit]]}
        if len(chosen) > limit:
            answer["LastEvaluatedBackupArn"] = chosen[limit - 1].arn
        return answer

    def _position(self, arn: str) -> tuple[int, str]:
        """The place of a backup in a list, also of one that was deleted: its ARN tells when it was made."""
        if arn in self._states:
            return self._states[arn].position()
        match = re.search(r"/backup/(\d+)-", arn)
        if not match:
            raise AwsError("ValidationException", "Invalid Backup ARN")
        return int(match[1]), arn


def _validate(wanted: dict[str, t.Any]) -> None:
    if not 1 <= wanted.get("Limit", 100) <= 100:
        raise AwsError("ValidationException", "1 validation error detected: Value at 'limit' failed to satisfy constraint")
    kind = wanted.get("BackupType", "USER")
    if kind not in TYPES:
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value '{kind}' at 'backupType' failed to satisfy constraint: "
            f"Member must satisfy enum value set: [{', '.join(TYPES)}]",
        )
    if wanted.get("TimeRangeLowerBound", float("-inf")) > wanted.get("TimeRangeUpperBound", float("inf")):
        raise AwsError("ValidationException", "Time range lower bound must be less than or equal to upper bound")


def _matches(state: BackupState, wanted: dict[str, t.Any]) -> bool:
    kind = wanted.get("BackupType", "USER")
    return (
        wanted.get("TableName") in (None, state.source.name)
        # Those of AWS Backup are shown only to those who ask for them.
        and (kind == state.type or kind == "ALL" and state.type != "AWS_BACKUP")
        and state.created >= wanted.get("TimeRangeLowerBound", float("-inf"))
        and state.created < wanted.get("TimeRangeUpperBound", float("inf"))
    )
