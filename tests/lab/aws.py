# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DynamoDB's operations in the lab: what moto lacks is done here, all else is moto's."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import wire
from ansible_collections.dynaops.dynamodb.tests.lab.backups import Backups
from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.rates import Rates
from ansible_collections.dynaops.dynamodb.tests.lab.tables import ACCOUNT, Tables
from moto.dynamodb.models import dynamodb_backends

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")


@dataclasses.dataclass
class Settings:
    """How the lab behaves; every number is in seconds. C(allowed) lists the only actions that are permitted (None: all)."""

    backup_seconds: float = 0.05
    table_creating_seconds: float = 0.0
    backups_enabled_after: float = 0.0
    allowed: list[str] | None = None


@dataclasses.dataclass(frozen=True)
class Request:
    """One request to DynamoDB."""

    operation: str
    region: str
    body: dict[str, t.Any]
    forward: t.Callable[[dict[str, t.Any]], wire.Answer]


class Aws:
    """One AWS account with its tables and backups."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.clock = LabClock()
        self.rates = Rates()
        self.tables = Tables(self.clock)
        self.backups = Backups(self.clock)
        for backend in dynamodb_backends[ACCOUNT].values():
            backend.reset()

    def answer(self, request: Request) -> wire.Answer:
        """Carries out a request and answers it, with AWS's refusal where there is reason for one."""
        try:
            self._permit(request)
            self.rates.spend(request.operation, request.region)
            handler = getattr(self, f"_{request.operation}", None)
            return handler(_with_table_name(request)) if handler else request.forward(request.body)
        except wire.AwsError as error:
            return wire.refusal(error)

    def _permit(self, request: Request) -> None:
        action = f"dynamodb:{request.operation}"
        if self.settings.allowed is not None and action not in self.settings.allowed:
            raise wire.AwsError(
                "AccessDeniedException",
                f"User: arn:aws:iam::{ACCOUNT}:user/lab is not authorized to perform: {action} because no identity-based policy allows the {action} action",
            )

    def _CreateTable(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        _validate("tableName", request.body.get("TableName", ""))
        answer = request.forward(request.body)
        if answer.status == 200:
            settings = self.settings
            self.tables.add(request.region, request.body["TableName"], settings.table_creating_seconds, settings.backups_enabled_after)
        return self._told(request, answer, "TableDescription")

    def _DescribeTable(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        return self._told(request, request.forward(request.body), "Table")

    def _DeleteTable(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        answer = request.forward(request.body)
        if answer.status == 200:
            self.tables.drop(request.region, request.body["TableName"])
        return answer

    def _told(self, request: Request, answer: wire.Answer, key: str) -> wire.Answer:
        """moto's answer with the table as the lab knows it."""
        if answer.status != 200:
            return answer
        content = json.loads(answer.body)
        content[key] = self.tables.describe(request.region, request.body["TableName"], content[key])
        return wire.answer(content)

    def _CreateBackup(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        name = request.body["TableName"]
        _validate("backupName", request.body.get("BackupName", ""))
        model = self.tables.model(request.region, name)
        now = self.clock.now()
        table = self.tables.get(request.region, name) if model else None
        # AWS answers alike for a table that is not there and for one that is not there yet.
        if not table or table.status(now) == "CREATING":
            raise wire.AwsError("TableNotFoundException", f"Table not found: {name}")
        if now < table.backups_enabled_at:
            raise wire.AwsError("ContinuousBackupsUnavailableException", f"Backups are being enabled for the table: {name}. Please retry later")
        state = self.backups.create(request.region, request.body["BackupName"], model, table, self.settings.backup_seconds)
        return wire.answer({"BackupDetails": {**state.details(now), "BackupStatus": "CREATING"}})

    def _DescribeBackup(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        state = self.backups.get(request.region, request.body["BackupArn"])
        return wire.answer({"BackupDescription": state.description(self.clock.now())})

    def _ListBackups(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        if not 1 <= request.body.get("Limit", 100) <= 100:
            raise wire.AwsError("ValidationException", "1 validation error detected: Value at 'limit' failed to satisfy constraint")
        return wire.answer(self.backups.page(request.region, request.body))

    def _DeleteBackup(self, request: Request) -> wire.Answer:  # pylint: disable=invalid-name
        state = self.backups.get(request.region, request.body["BackupArn"])
        description = state.description(self.clock.now())
        self.backups.drop(state.arn)
        description["BackupDetails"]["BackupStatus"] = "DELETED"
        return wire.answer({"BackupDescription": description})


def _with_table_name(request: Request) -> Request:
    """The request with the table's name where it gave the table's ARN."""
    given = request.body.get("TableName", "")
    match = re.fullmatch(r"arn:aws[a-z-]*:dynamodb:([^:]+):(\d{12}):table/(.+)", given)
    if not match:
        return request
    if match[1] != request.region:
        raise wire.AwsError("ValidationException", f"Invalid region in ARN: {given}")
    if match[2] != ACCOUNT:
        raise wire.AwsError("AccessDeniedException", f"User is not authorized to perform: dynamodb:{request.operation} on resource: {given}")
    return dataclasses.replace(request, body={**request.body, "TableName": match[3]})


def _validate(member: str, value: str) -> None:
    if not _NAME.fullmatch(value):
        raise wire.AwsError(
            "ValidationException",
            f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ and have a length of 3 to 255",
        )
