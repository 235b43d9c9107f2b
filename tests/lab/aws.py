# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DynamoDB's operations in the lab: what moto lacks is done here, all else is moto's."""

from __future__ import annotations

import threading
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import batch_reads, forms, items, names, wire
from ansible_collections.dynaops.dynamodb.tests.lab.backups import Backups
from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.continuous import Continuous
from ansible_collections.dynaops.dynamodb.tests.lab.history import History
from ansible_collections.dynaops.dynamodb.tests.lab.insights import ContributorInsights
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT
from ansible_collections.dynaops.dynamodb.tests.lab.policies import Policies
from ansible_collections.dynaops.dynamodb.tests.lab.rates import Rates
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.restores import Restores
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Operation, Room
from ansible_collections.dynaops.dynamodb.tests.lab.settings import Settings
from ansible_collections.dynaops.dynamodb.tests.lab.table_updates import TableUpdates
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Tables
from ansible_collections.dynaops.dynamodb.tests.lab.tags import Tags
from ansible_collections.dynaops.dynamodb.tests.lab.time_to_live import TimeToLive
from moto.dynamodb.models import dynamodb_backends

# These answer with an empty body: scylladb, test_tags_return_empty_body.
_SILENT = ("TagResource", "UntagResource")


class Aws:
    """One AWS account with its tables and backups."""

    def __init__(self, settings: Settings, clock: LabClock, limits: dict[str, float], account: str = ACCOUNT) -> None:
        self.settings = settings
        self.clock = clock
        self.rates = Rates(limits)
        self.tables = Tables(clock, account)
        self.backups = Backups(clock, account)
        self._ground = ground = Ground(self.settings, self.clock, self.tables)
        self.updates = TableUpdates(ground)
        self.continuous = Continuous(ground)
        self.tags = Tags(ground)
        self.policies = Policies(ground)
        rooms: list[Room[t.Any]] = [
            self.updates,
            self.continuous,
            TimeToLive(ground, self.updates.replicas),
            ContributorInsights(ground, self.updates.indexes),
            self.policies,
            self.tags,
        ]
        self._rooms: dict[str, Operation] = {name: done for room in rooms for name, done in room.operations().items()}
        self.restores = Restores(ground, self.backups, self.updates.capacity, self.continuous)
        self.history = History(self.tables, self.backups)
        # Nothing may come between the checks of a request and what it does.
        self._alone = threading.Lock()
        for backend in dynamodb_backends[account].values():
            backend.reset()

    def settle(self, table: str | None = None) -> None:
        """Lets everything that passes by itself have passed; with a name only that the tables of it come or go."""
        with self._alone:
            self.tables.settle(table)
            if table:
                return
            self.backups.settle()
            for room in self._ground.rooms:
                room.settle()

    def answer(self, request: Request) -> wire.Answer:
        """Carries out a request and answers it, with AWS's refusal where there is reason for one."""
        try:
            self._permit(request)
            forms.check(request.operation, request.body)
            self.rates.spend(request.operation, request.region)
            self.tables.sweep()
            for name in request.tables():
                self.tables.refuse_unfit(request.operation, request.region, name)
            self.updates.replicas.refuse_fresh(request)
            return self._carry_out(request)
        except wire.AwsError as error:
            return wire.refusal(error)

    def _carry_out(self, request: Request) -> wire.Answer:
        operation = self._rooms.get(request.operation)
        if operation:
            with self._alone:
                told = operation(request.with_table_name())
                return wire.NOTHING if request.operation in _SILENT else wire.answer(told)
        handler: t.Callable[[Request], wire.Answer] | None = getattr(self, f"_{request.operation}", None)
        if not handler:
            with self._alone:
                self.continuous.before_write(request)
        return handler(request.with_table_name()) if handler else items.answer(request)

    def _permit(self, request: Request) -> None:
        action = f"dynamodb:{request.operation}"
        if request.region in self.settings.disabled_regions:
            # What AWS answers in a region that is not enabled (me-south-1, public reports).
            raise wire.AwsError("UnrecognizedClientException", "The security token included in the request is invalid.")
        if request.region in self.settings.denied_regions or (self.settings.allowed is not None and action not in self.settings.allowed):
            raise wire.AwsError(
                "AccessDeniedException",
                f"User: {request.caller} is not authorized to perform: {action} because no identity-based policy allows the {action} action",
            )

    def _CreateTable(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        names.validate("tableName", request.body.get("TableName", ""))
        self.updates.check_new(request)
        answer = request.forward(request.body)
        if answer.status != 200:
            return answer
        settings, name = self.settings, request.body["TableName"]
        state = self.tables.add(request.region, name, settings.table_creating_seconds, settings.backups_enabled_after)
        state.unseen_until = state.created + settings.table_unseen_seconds
        made = self.tables.find(request.region, name)
        self.updates.begin(made, request.body)
        if request.body.get("ResourcePolicy"):
            self.policies.begin(made, request.body["ResourcePolicy"])
        return wire.answer({"TableDescription": self.tables.description(made)})

    def _DescribeTable(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        table = self.tables.find(request.region, request.body["TableName"])
        if self.clock.now() < table.state.hidden_until:
            raise wire.AwsError("ResourceNotFoundException", f"Requested resource not found: Table: {table.name} not found")
        return wire.answer({"Table": self.tables.description(table)})

    def _DeleteTable(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        region, name, seconds = request.region, request.body["TableName"], self.settings.table_deleting_seconds
        with self._alone:
            table = self.tables.find(region, name)
            self.updates.refuse_delete(table)
            self.tags.refuse_delete(table)
            if self.continuous.enabled(table):
                self.backups.keep_deleted(region, table.model, table.state)
            self.tables.leave(region, name, seconds)
            told = wire.answer({"TableDescription": self.tables.description(table)})
            self.tables.sweep()
        return told

    def _CreateBackup(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        name = request.body["TableName"]
        names.validate("backupName", request.body.get("BackupName", ""))
        model = self.tables.model(request.region, name)
        now = self.clock.now()
        table = self.tables.get(request.region, name) if model else None
        # AWS answers alike for a table that is not there and for one that it does not know of yet.
        if not table or table.unseen(now):
            raise wire.AwsError("TableNotFoundException", f"Table not found: {name}")
        if not table.backups_enabled(now):
            raise wire.AwsError("ContinuousBackupsUnavailableException", f"Backups are being enabled for the table: {name}. Please retry later")
        settings = self.settings
        state = self.backups.create(request.region, request.body["BackupName"], model, table, settings.backup_seconds, settings.list_lag_seconds)
        return wire.answer({"BackupDetails": {**state.details(now), "BackupStatus": "CREATING"}})

    def _DescribeBackup(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        arn = request.body["BackupArn"]
        return wire.answer({"BackupDescription": self.backups.get(request.region, arn).description(self.clock.now(), arn)})

    def _BatchGetItem(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        return batch_reads.answer(request, self.tables, self.settings.batch_reads_at_once)

    def _ListBackups(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        return wire.answer(self.backups.page(request.region, request.body))

    def _DeleteBackup(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        with self._alone:
            return wire.answer({"BackupDescription": self.backups.delete(request.region, request.body["BackupArn"], self.tables.fed_by)})

    def _RestoreTableFromBackup(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        with self._alone:
            return wire.answer({"TableDescription": self.restores.from_backup(request.region, request.body)})

    def _RestoreTableToPointInTime(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        with self._alone:
            return wire.answer({"TableDescription": self.restores.to_point_in_time(request.region, request.body)})
