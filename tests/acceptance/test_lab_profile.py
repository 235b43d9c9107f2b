# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long things last in the lab: as long as in AWS, unless somebody chooses otherwise. Each duration has its source in tests/lab/settings.py."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime
from ansible_collections.dynaops.dynamodb.tests.lab.asking import back_up, client_of, described, restore, said
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.settings import AT_ONCE, SPEED, Settings, aws_seconds, sources

KEY = {"id": {"S": "order-1"}}
BUSY = "ResourceInUseException: Attempt to change a resource which is still in use: "
UNSEEN = "TableNotFoundException: Table not found: new"
ENABLING = "ContinuousBackupsUnavailableException: Backups are being enabled for the table: new. Please retry later"


@pytest.fixture
def aws(orders: LabClient, time: LabTime) -> t.Any:
    """A client that sends each request once, to a lab in which all lasts as long as in AWS."""
    orders.settings(clock_stands=True)
    return client_of(orders)


def passes(time: LabTime, after: float, seen: t.Callable[[], object], before: object, then: object) -> None:
    """Asserts that something changes after so many seconds, neither a tenth of a second earlier nor later."""
    time.sleep(after - 0.1)
    assert seen() == before
    time.sleep(0.101)
    assert seen() == then


def policy_of(arn: str) -> str:
    """A policy that lets everybody read."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": arn}]})


def test_every_duration_has_a_source_and_goes_by_the_speed(lab: LabClient) -> None:
    assert all(source.startswith(("measured, Q", "documented", "assumed: ", "inferred")) for source in sources().values())
    kept, seconds = Settings(), aws_seconds()
    assert all(getattr(kept, name) == seconds[name] / SPEED for name in seconds) and seconds["restore_seconds"] == 81
    kept.change({"restore_seconds": 5, "speed": 10})
    assert kept.restore_seconds == 5 and kept.table_creating_seconds == 0.6
    kept.change({"speed": 1})
    assert kept.restore_seconds == 5 and kept.table_creating_seconds == 6
    kept.change({"speed": AT_ONCE})
    assert kept.restore_seconds == 5 and kept.table_creating_seconds == 0 == kept.ttl_cooldown_seconds
    with pytest.raises(ValueError, match="no such settings: years"):
        kept.change({"years": 1})


def test_the_speed_is_a_setting_of_the_lab_until_it_is_reset(lab: LabClient) -> None:
    assert lab.settings(speed=1)["table_creating_seconds"] == 6 and lab.settings()["table_creating_seconds"] == 6
    assert lab.settings(speed=AT_ONCE)["table_creating_seconds"] == 0
    lab.reset()
    assert lab.settings()["speed"] == SPEED


# Measured, Q 115; that there are no items before a table is ACTIVE is documented (API reference, ResourceNotFoundException).
def test_a_new_table_is_creating_for_6_seconds(orders: LabClient, time: LabTime, aws: t.Any) -> None:
    orders.make_table("new", settled=False)
    assert said(aws.put_item, TableName="new", Item=KEY) == "ResourceNotFoundException: Requested resource not found"
    passes(time, 6, lambda: described(aws, "new")["TableStatus"], "CREATING", "ACTIVE")
    assert said(aws.put_item, TableName="new", Item=KEY) == ""


# Measured, Q 83, 111 and 115: found after 2.6 s, enabled 1.4 to 6 s after ACTIVE; ContinuousBackupsStatus is read all the while.
def test_backups_are_enabled_some_seconds_after_a_table_is_active(orders: LabClient, time: LabTime, aws: t.Any) -> None:
    recovery = {"PointInTimeRecoveryEnabled": True}

    def asked() -> tuple[str, ...]:
        told = said(aws.describe_continuous_backups, TableName="new")
        if not told:
            shown = aws.describe_continuous_backups(TableName="new")["ContinuousBackupsDescription"]
            assert shown["PointInTimeRecoveryDescription"] == {"PointInTimeRecoveryStatus": "DISABLED"}
            told = shown["ContinuousBackupsStatus"]
        return told, said(back_up, aws, "new")

    orders.make_table("new", settled=False)
    assert said(aws.update_continuous_backups, TableName="new", PointInTimeRecoverySpecification=recovery) == UNSEEN
    passes(time, 2.6, asked, (UNSEEN, UNSEEN), ("DISABLED", ENABLING))
    assert said(aws.update_continuous_backups, TableName="new", PointInTimeRecoverySpecification=recovery) == ENABLING
    passes(time, 9.4, asked, ("DISABLED", ENABLING), ("ENABLED", ""))
    shown = aws.update_continuous_backups(TableName="new", PointInTimeRecoverySpecification=recovery)["ContinuousBackupsDescription"]
    assert shown["ContinuousBackupsStatus"] == "ENABLED"
    aws.update_continuous_backups(TableName="new", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    # It says whether backups can be made, and stays.
    assert aws.describe_continuous_backups(TableName="new")["ContinuousBackupsDescription"]["ContinuousBackupsStatus"] == "ENABLED"


# Measured, Q: 4 to 6 s.
def test_a_table_is_deleting_for_6_seconds(orders: LabClient, time: LabTime, aws: t.Any) -> None:
    assert aws.delete_table(TableName="orders")["TableDescription"]["TableStatus"] == "DELETING"
    gone = "ResourceNotFoundException: Requested resource not found: Table: orders not found"
    passes(time, 6, lambda: said(described, aws, "orders"), "", gone)


# Measured, Q: a stream 4 to 5 s, a class 4 to 6 s.
@pytest.mark.parametrize(
    "change",
    [{"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}}, {"TableClass": "STANDARD_INFREQUENT_ACCESS"}],
    ids=["stream", "class"],
)
def test_a_change_of_stream_or_class_takes_6_seconds(time: LabTime, aws: t.Any, change: dict[str, t.Any]) -> None:
    assert aws.update_table(TableName="orders", **change)["TableDescription"]["TableStatus"] == "UPDATING"
    assert said(aws.update_table, TableName="orders", BillingMode="PAY_PER_REQUEST").startswith(BUSY)
    passes(time, 6, lambda: described(aws, "orders")["TableStatus"], "UPDATING", "ACTIVE")


# Measured, Q.
def test_a_key_takes_22_seconds_and_the_table_is_active_meanwhile(time: LabTime, aws: t.Any) -> None:
    aws.update_table(TableName="orders", SSESpecification={"Enabled": True})
    assert described(aws, "orders")["TableStatus"] == "ACTIVE"
    passes(time, 22, lambda: described(aws, "orders")["SSEDescription"]["Status"], "UPDATING", "ENABLED")


# Measured, Q: 1 to 16 s.
def test_contributor_insights_take_16_seconds(time: LabTime, aws: t.Any) -> None:
    aws.update_contributor_insights(TableName="orders", ContributorInsightsAction="ENABLE")
    passes(time, 16, lambda: aws.describe_contributor_insights(TableName="orders")["ContributorInsightsStatus"], "ENABLING", "ENABLED")


# Measured, Q: about 31 minutes; 15 s; 15 s, and read 1 to 2.7 s late.
def test_what_was_just_changed_is_refused_for_a_while(time: LabTime, aws: t.Any) -> None:
    def live(enabled: bool) -> str:
        return said(aws.update_time_to_live, TableName="orders", TimeToLiveSpecification={"Enabled": enabled, "AttributeName": "until"}).partition(":")[0]

    def protect(enabled: bool) -> str:
        return said(aws.update_table, TableName="orders", DeletionProtectionEnabled=enabled).partition(":")[0]

    assert live(True) == protect(True) == ""
    passes(time, 15, lambda: protect(False), "ThrottlingException", "")
    passes(time, 1845, lambda: live(False), "ValidationException", "")


def test_a_resource_policy_is_read_late_and_locked_for_15_seconds(time: LabTime, aws: t.Any) -> None:
    arn = described(aws, "orders")["TableArn"]
    aws.put_resource_policy(ResourceArn=arn, Policy=policy_of(arn))
    passes(time, 2.7, lambda: said(aws.get_resource_policy, ResourceArn=arn).partition(":")[0], "PolicyNotFoundException", "")
    passes(time, 12.3, lambda: said(aws.delete_resource_policy, ResourceArn=arn).partition(":")[0], "ThrottlingException", "")


# Measured, Q: 15 to 50 s when empty; removed in 2 to 4 minutes.
def test_a_replica_takes_50_seconds_and_its_removal_4_minutes(time: LabTime, aws: t.Any) -> None:
    def replica() -> str:
        return next((each["ReplicaStatus"] for each in described(aws, "orders").get("Replicas", [])), "none")

    aws.update_table(TableName="orders", ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
    passes(time, 50, replica, "CREATING", "ACTIVE")
    time.sleep(6)
    aws.update_table(TableName="orders", ReplicaUpdates=[{"Delete": {"RegionName": "eu-west-1"}}])
    passes(time, 240, replica, "DELETING", "none")


# Measured, Q: 81 s for an empty table, and not found for a moment after acceptance (how long is assumed).
def test_a_restore_is_not_found_at_first_and_takes_81_seconds(orders: LabClient, time: LabTime, aws: t.Any) -> None:
    arn = back_up(aws)
    orders.settle()
    assert restore(aws, arn)["TableStatus"] == "CREATING"
    hidden = "ResourceNotFoundException: Requested resource not found: Table: copy not found"
    passes(time, 1, lambda: said(described, aws), hidden, "")
    assert said(restore, aws, arn).startswith("TableInUseException: ")
    passes(time, 80, lambda: described(aws)["TableStatus"], "CREATING", "ACTIVE")


# Measured, Q: AVAILABLE some 50 ms after the answer. How late a list is, nobody has measured: assumed.
def test_a_backup_is_available_at_once_and_listed_late(time: LabTime, aws: t.Any) -> None:
    made = aws.create_backup(TableName="orders", BackupName="first")["BackupDetails"]
    assert made["BackupStatus"] == "CREATING"
    # Its moment is in whole milliseconds.
    time.sleep(0.051)
    assert aws.describe_backup(BackupArn=made["BackupArn"])["BackupDescription"]["BackupDetails"]["BackupStatus"] == "AVAILABLE"
    passes(time, 0.95, lambda: len(aws.list_backups()["BackupSummaries"]), 0, 1)


def test_what_a_test_prepares_is_settled_in_no_time(orders: LabClient, time: LabTime, aws: t.Any) -> None:
    arn = described(aws, "orders")["TableArn"]
    recovery = {"PointInTimeRecoveryEnabled": True}
    orders.make_table("new", settled=False)
    back_up(aws)
    aws.update_table(TableName="orders", TableClass="STANDARD_INFREQUENT_ACCESS")
    aws.update_time_to_live(TableName="orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"})
    aws.update_contributor_insights(TableName="orders", ContributorInsightsAction="ENABLE")
    orders.settle()
    assert aws.update_continuous_backups(TableName="new", PointInTimeRecoverySpecification=recovery)
    aws.put_resource_policy(ResourceArn=arn, Policy=policy_of(arn))
    aws.update_table(TableName="orders", DeletionProtectionEnabled=True)
    aws.update_table(TableName="orders", SSESpecification={"Enabled": True})
    orders.settle()
    table = described(aws, "orders")
    assert table["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS" and table["SSEDescription"]["Status"] == "ENABLED"
    assert len(aws.list_backups()["BackupSummaries"]) == 1
    assert aws.describe_contributor_insights(TableName="orders")["ContributorInsightsStatus"] == "ENABLED"
    assert aws.get_resource_policy(ResourceArn=arn) and aws.delete_resource_policy(ResourceArn=arn)
    aws.update_table(TableName="orders", DeletionProtectionEnabled=False)
    aws.update_time_to_live(TableName="orders", TimeToLiveSpecification={"Enabled": False, "AttributeName": "until"})
    aws.update_table(TableName="orders", ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
    orders.settle()
    assert described(aws, "orders")["Replicas"][0]["ReplicaStatus"] == "ACTIVE" == described(client_of(orders, "eu-west-1"), "orders")["TableStatus"]
    aws.update_table(TableName="orders", ReplicaUpdates=[{"Delete": {"RegionName": "eu-west-1"}}])
    orders.settle()
    assert "Replicas" not in described(aws, "orders")
    aws.delete_table(TableName="orders")
    orders.settle()
    assert [table["name"] for table in orders.tables()] == ["new"] and time.now == 0
