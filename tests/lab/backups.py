# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups as AWS makes them: CREATING for a time, named as asked, found by table, name, type and time, page by page."""

from __future__ import annotations

import dataclasses
import datetime
import re
import typing as t
import uuid

from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.tables import ACCOUNT, TableState, size_of
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Backup as MotoBackup


@dataclasses.dataclass
class BackupState:
    """What the lab knows of a backup. moto keeps a copy of its table under the same ARN, to restore from."""

    arn: str
    name: str
    table_name: str
    table_arn: str
    table_id: str
    table_created: float
    keys: list[dict[str, t.Any]]
    size: int
    items: int
    created: float
    available_at: float
    type: str = "USER"
    forced: str = ""

    def status(self, now: float) -> str:
        """The backup's status at this moment."""
        return self.forced or ("CREATING" if now < self.available_at else "AVAILABLE")

    def details(self, now: float) -> dict[str, t.Any]:
        """BackupDetails."""
        details = {
            "BackupArn": self.arn,
            "BackupName": self.name,
            "BackupStatus": self.status(now),
            "BackupType": self.type,
            "BackupCreationDateTime": self.created,
            "BackupSizeBytes": self.size if self.status(now) == "AVAILABLE" else 0,
        }
        if self.type == "SYSTEM":
            details["BackupExpiryDateTime"] = self.created + 35 * 86400
        return details

    def summary(self, now: float) -> dict[str, t.Any]:
        """BackupSummary."""
        return {**self.details(now), "TableName": self.table_name, "TableArn": self.table_arn, "TableId": self.table_id}

    def description(self, now: float) -> dict[str, t.Any]:
        """BackupDescription."""
        source = {
            "TableName": self.table_name, "TableArn": self.table_arn, "TableId": self.table_id, "TableSizeBytes": self.size,
            "ItemCount": self.items, "KeySchema": self.keys, "TableCreationDateTime": self.table_created,
        }
        return {"BackupDetails": self.details(now), "SourceTableDetails": source}


class Backups:
    """All backups of the account."""

    def __init__(self, clock: LabClock) -> None:
        self._clock = clock
        self._states: dict[str, BackupState] = {}

    def create(self, region: str, name: str, model: t.Any, table: TableState, seconds: float) -> BackupState:
        """Makes a backup that is AVAILABLE after so many seconds."""
        now = round(self._clock.now(), 3)
        copy = MotoBackup(ACCOUNT, region, name, model)
        copy.creation_date_time = datetime.datetime.fromtimestamp(now, datetime.timezone.utc).replace(tzinfo=None)
        copy.identifier = f"{round(now * 1000):014d}-{uuid.uuid4().hex[:8]}"
        dynamodb_backends[ACCOUNT][region].backups[copy.arn] = copy
        state = BackupState(
            arn=copy.arn, name=name, table_name=model.name, table_arn=model.table_arn, table_id=table.id, table_created=table.created,
            keys=model.schema, size=size_of(model), items=len(list(model.all_items())), created=now, available_at=now + seconds,
        )
        self._states[state.arn] = state
        return state

    def get(self, region: str, arn: str) -> BackupState:
        """The backup; raises as AWS does when it is not of this region or account."""
        match = re.fullmatch(r"arn:aws[a-z-]*:dynamodb:([^:]+):(\d{12}):table/[^/]+/backup/.+", arn)
        if match and match[2] != ACCOUNT:
            raise AwsError("AccessDeniedException", f"User is not authorized to perform the operation on resource: {arn}")
        state = self._states.get(arn)
        if not state or not match or match[1] != region:
            raise AwsError("BackupNotFoundException", f"Backup not found: {arn}")
        return state

    def drop(self, arn: str) -> None:
        """Forgets a backup, here and in moto."""
        state = self._states.pop(arn)
        dynamodb_backends[ACCOUNT][arn.split(":")[3]].backups.pop(state.arn, None)

    def all(self) -> list[BackupState]:
        """All of them, in the order of their creation."""
        return list(self._states.values())

    def page(self, region: str, wanted: dict[str, t.Any]) -> dict[str, t.Any]:
        """What ListBackups answers: at most C(Limit) summaries, and where to go on."""
        chosen = [state for state in self._states.values() if f":{region}:" in state.arn and _matches(state, wanted)]
        after = wanted.get("ExclusiveStartBackupArn")
        if after:
            arns = [state.arn for state in chosen]
            chosen = chosen[arns.index(after) + 1:] if after in arns else []
        limit = wanted.get("Limit") or 100
        now = self._clock.now()
        answer: dict[str, t.Any] = {"BackupSummaries": [state.summary(now) for state in chosen[:limit]]}
        if len(chosen) > limit:
            answer["LastEvaluatedBackupArn"] = chosen[limit - 1].arn
        return answer


def _matches(state: BackupState, wanted: dict[str, t.Any]) -> bool:
    kind = wanted.get("BackupType", "USER")
    return (
        wanted.get("TableName") in (None, state.table_name)
        and kind in ("ALL", state.type)
        and state.created >= wanted.get("TimeRangeLowerBound", float("-inf"))
        and state.created < wanted.get("TimeRangeUpperBound", float("inf"))
    )
