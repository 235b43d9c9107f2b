# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups as they might have come about over months, made at once and without any request to DynamoDB."""

from __future__ import annotations

import copy
import dataclasses
import typing as t
import uuid

from ansible_collections.dynaops.dynamodb.tests.lab import sources
from ansible_collections.dynaops.dynamodb.tests.lab.backups import Backups, BackupState
from ansible_collections.dynaops.dynamodb.tests.lab.names import partition_of
from ansible_collections.dynaops.dynamodb.tests.lab.sources import Source
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Tables
from moto.dynamodb.models.table import Backup as MotoBackup


@dataclasses.dataclass(frozen=True)
class Entry:
    """A backup to make; ``created`` is in seconds since 1970. A ``status`` stays as it is given."""

    table: str
    name: str
    created: float
    table_id: str | None = None
    type: str = "USER"
    status: str = "AVAILABLE"
    region: str = "us-east-1"


# What several backups of one table have in common: copying the table for each would take seconds.
Origin = tuple[Source, MotoBackup | None]


class History:
    """Makes backups of the past."""

    def __init__(self, tables: Tables, backups: Backups) -> None:
        self._tables = tables
        self._backups = backups
        self._lost_ids: dict[tuple[str, str], str] = {}

    def add(self, wanted: list[dict[str, t.Any]]) -> list[str]:
        """Makes these backups and answers their ARNs; one of a table that exists can be restored, and has its present items."""
        origins: dict[tuple[str, str, str | None], Origin] = {}
        return [self._add(Entry(**entry), origins).arn for entry in wanted]

    def _add(self, entry: Entry, origins: dict[tuple[str, str, str | None], Origin]) -> BackupState:
        key = (entry.region, entry.table, entry.table_id)
        if key not in origins:
            origins[key] = self._origin(entry)
        source, shared = origins[key]
        millis = round(entry.created * 1000)
        suffix = "00000000" if entry.type == "SYSTEM" else uuid.uuid4().hex[:8]
        arn = f"arn:{partition_of(entry.region)}:dynamodb:{entry.region}:{self._tables.account}:table/{entry.table}/backup/{millis:014d}-{suffix}"
        # AVAILABLE is left to change with time: the backup may be forced into another status later.
        forced = "" if entry.status == "AVAILABLE" else entry.status
        state = BackupState(arn, entry.name, entry.region, source, created=millis / 1000, type=entry.type, forced=forced)
        return self._backups.put(state, _copy(shared, arn) if shared else None)

    def _origin(self, entry: Entry) -> Origin:
        model = self._tables.model(entry.region, entry.table)
        if not model:
            table_id = entry.table_id or self._lost_ids.setdefault((entry.region, entry.table), str(uuid.uuid4()))
            return sources.of_lost_table(self._tables.account, entry.region, entry.table, table_id, entry.created), None
        source = sources.of_table(model, self._tables.get(entry.region, entry.table))
        if entry.table_id:
            source = dataclasses.replace(source, id=entry.table_id)
        return source, MotoBackup(self._tables.account, entry.region, entry.name, model)


def _copy(shared: MotoBackup, arn: str) -> MotoBackup:
    """moto's backup under another ARN; both share the copy of the table, which a restore copies again."""
    other = copy.copy(shared)
    other.identifier = arn.rpartition("/")[2]
    return other
