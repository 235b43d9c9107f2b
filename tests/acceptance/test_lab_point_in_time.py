# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RestoreTableToPointInTime in the lab answers as AWS was seen to (aws-controllers-k8s, docs/api-quirks, DDB-TABLE-086, 100, 272 and 350)."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.lab.asking import client_of, described, said
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
AGO = NOW - datetime.timedelta(days=1)
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
LATEST = {"SourceTableName": "orders", "TargetTableName": "copy", "UseLatestRestorableTime": True}


@pytest.fixture(name="client")
def two_tables(orders: LabClient) -> t.Any:
    """A client that sees the tables orders and taken."""
    orders.make_table("taken")
    return client_of(orders)


def enable(client: t.Any) -> None:
    """Enables point-in-time recovery of the table orders."""
    client.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})


def window(client: t.Any) -> tuple[datetime.datetime, datetime.datetime]:
    """The recovery window of the table orders."""
    told = client.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    return told["EarliestRestorableDateTime"], told["LatestRestorableDateTime"]


def without(name: str, **more: object) -> dict[str, object]:
    """The request less one member, with others."""
    return {**{key: value for key, value in LATEST.items() if key != name}, **more}


@pytest.mark.parametrize(
    "asked, answer",
    [
        ({**LATEST, "RestoreDateTime": NOW}, "ValidationException: Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set"),
        (without("UseLatestRestorableTime"), "ValidationException: Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be"),
        ({**LATEST, "UseLatestRestorableTime": False}, "ValidationException: Invalid Request: Either one of RestoreDateTime or"),
        ({**LATEST, "SourceTableArn": ARN}, "ValidationException: Must provide exactly one of: sourceTableArn, sourceTableName"),
        (without("SourceTableName"), "ValidationException: The parameter 'TableName' is required"),
        (without("SourceTableName", SourceTableArn="orders"), "ValidationException: sourceTableArn is not a valid ARN"),
        (without("SourceTableName", SourceTableArn=ARN.replace("123456789012", "210987654321")), "ValidationException: This action is only supported by"),
        (without("SourceTableName", SourceTableArn=ARN.replace("east", "west")), "ValidationException: Invalid Request: sseSpecificationOverride must be"),
        ({**LATEST, "SourceTableName": "missing", "TargetTableName": "taken"}, "TableNotFoundException: Table not found: missing"),
        ({**LATEST, "TargetTableName": "taken"}, "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table 'orders'"),
        (without("UseLatestRestorableTime", RestoreDateTime=AGO), "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled"),
    ],
)
def test_what_is_refused_without_recovery(orders: LabClient, client: t.Any, asked: dict[str, object], answer: str) -> None:
    assert said(client.restore_table_to_point_in_time, **asked).startswith(answer) and len(orders.tables()) == 2


def test_what_is_refused_with_it(orders: LabClient, client: t.Any) -> None:
    enable(client)
    earliest, latest = window(client)
    assert earliest == latest and not earliest.microsecond
    restore = client.restore_table_to_point_in_time
    for moment in (AGO, latest + datetime.timedelta(seconds=1)):
        answer = said(restore, **without("UseLatestRestorableTime", RestoreDateTime=moment, TargetTableName="taken"))
        assert answer.startswith("InvalidRestoreTimeException: RestoreDateTime '") and latest.strftime("'%Y-%m-%dT%H:%M:%SZ'") in answer
    assert said(restore, **{**LATEST, "TargetTableName": "taken"}) == "TableAlreadyExistsException: Table already exists: taken"
    assert said(restore, **{**LATEST, "TargetTableName": "orders"}) == "TableAlreadyExistsException: Table already exists: orders"
    assert len(orders.tables()) == 2


def test_a_restore_that_is_under_way(orders: LabClient, client: t.Any) -> None:
    enable(client)
    orders.settings(restore_seconds=60, restore_hidden_seconds=0)
    told = client.restore_table_to_point_in_time(**LATEST)["TableDescription"]
    summary = described(client)["RestoreSummary"]
    assert told["TableStatus"] == "CREATING" and summary == {"SourceTableArn": ARN, "RestoreDateTime": window(client)[0], "RestoreInProgress": True}
    assert said(client.restore_table_to_point_in_time, **LATEST) == "TableInUseException: Table: copy is already being restored"
    orders.settle()
    assert "RestoreSummary" not in described(client)


def test_a_table_that_is_being_deleted_has_no_point_in_time(orders: LabClient, client: t.Any) -> None:
    enable(client)
    orders.settings(table_deleting_seconds=60)
    client.delete_table(TableName="orders")
    assert said(client.restore_table_to_point_in_time, **LATEST) == "TableNotFoundException: Table not found: orders"


def test_fifty_restores_at_once(orders: LabClient, client: t.Any) -> None:
    enable(client)
    orders.settings(restore_seconds=60, rates={"RestoreTableToPointInTime": 0})
    for number in range(50):
        client.restore_table_to_point_in_time(**{**LATEST, "TargetTableName": f"copy-{number}"})
    assert said(client.restore_table_to_point_in_time, **LATEST) == "LimitExceededException: Only 50 restore operations"
    backup = client.create_backup(TableName="orders", BackupName="first")["BackupDetails"]["BackupArn"]
    orders.settle()
    client.restore_table_from_backup(BackupArn=backup, TargetTableName="copy")


def test_writes_within_one_second_are_not_told_apart_and_others_are(orders: LabClient, client: t.Any) -> None:
    orders.settings(clock_stands=True)
    enable(client)
    # The clock stands somewhere in the second that begins here.
    start = window(client)[0].timestamp()
    found = []
    for second in range(3):
        orders.settings(clock_offset=10 + second)
        client.put_item(TableName="orders", Item={"id": {"S": f"second-{second}"}})
        client.update_item(
            TableName="orders",
            Key={"id": {"S": f"second-{second}"}},
            UpdateExpression="SET note = :note",
            ExpressionAttributeValues={":note": {"S": "changed"}},
        )
    orders.settings(clock_offset=3600)
    earliest, latest = window(client)
    assert (latest - earliest).total_seconds() > 3000
    for second in range(4):
        moment = datetime.datetime.fromtimestamp(start + 9 + second, datetime.UTC)
        client.restore_table_to_point_in_time(**without("UseLatestRestorableTime", RestoreDateTime=moment, TargetTableName=f"copy-{second}"))
        orders.settle()
        read = client.scan(TableName=f"copy-{second}")["Items"]
        found.append((len(read), sum("note" in each for each in read)))
    assert found == [(3, 0), (3, 0), (4, 1), (5, 2)]
