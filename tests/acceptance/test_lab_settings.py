# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself: what it says of UpdateTable, point-in-time recovery, time to live and deletions is what AWS says."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.lab.asking import UNITS, back_up, client_of, described, make_rich_table, raw, restore, said, when_active
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.settings import AT_ONCE

LONG = 600.0
HOUR, DAY = 3600.0, 86400.0
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
NO_STREAM = {"StreamEnabled": False}
INFREQUENT = "STANDARD_INFREQUENT_ACCESS"
KEY = "arn:aws:kms:us-east-1:123456789012:key/0123abcd-0000-4000-8000-000000000001"
IN_USE = "ResourceInUseException: Attempt to change a resource which is still in use: Table is being"
INVALID = "ValidationException: "


@pytest.fixture(name="aws")
def a_client(orders: LabClient) -> t.Any:
    """A client; there is a table ``orders``, whose changes take no time until a test says otherwise."""
    # What is asked here is each answer; how long things last is asked in test_lab_profile.py.
    orders.settings(speed=AT_ONCE, rates={"DescribeContinuousBackups": 0})
    return client_of(orders)


def update(client: t.Any, name: str = "orders", **change: t.Any) -> dict[str, t.Any]:
    """The answer to UpdateTable."""
    return client.update_table(TableName=name, **change)["TableDescription"]


def encrypt(client: t.Any, **wanted: t.Any) -> dict[str, t.Any]:
    """The answer to UpdateTable for this SSESpecification."""
    return update(client, SSESpecification=wanted)


def recover(client: t.Any, enabled: bool = True, **more: t.Any) -> dict[str, t.Any]:
    """What UpdateContinuousBackups tells of point-in-time recovery."""
    asked = {"PointInTimeRecoveryEnabled": enabled, **more}
    told = client.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification=asked)["ContinuousBackupsDescription"]
    assert told["ContinuousBackupsStatus"] == "ENABLED"
    return told["PointInTimeRecoveryDescription"]


def live(client: t.Any, enabled: bool = True, attribute: str = "until") -> dict[str, t.Any]:
    """The answer to UpdateTimeToLive."""
    return client.update_time_to_live(TableName="orders", TimeToLiveSpecification={"Enabled": enabled, "AttributeName": attribute})


@pytest.mark.parametrize(
    "change, said_of_it",
    [
        ({}, "At least one of ProvisionedThroughput, BillingMode"),
        ({"DeletionProtectionEnabled": True, "TableClass": INFREQUENT}, "DeletionProtectionEnabled must be the only operation in the request"),
        ({"SSESpecification": {"Enabled": True}, "StreamSpecification": STREAM}, "SSESpecification must be the only operation in the request"),
        ({"TableClass": INFREQUENT, "BillingMode": "PAY_PER_REQUEST"}, "TableClass must be the only operation in the request"),
        ({"ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}], "StreamSpecification": STREAM}, "ReplicaUpdates must be the only operation"),
        ({"StreamSpecification": STREAM, "ProvisionedThroughput": UNITS, "BillingMode": "PROVISIONED"}, "a stream and BillingMode, Provisioned"),
        ({"OnDemandThroughput": {"MaxReadRequestUnits": 5}, "StreamSpecification": STREAM}, "a stream and OnDemandThroughput cannot"),
        ({"OnDemandThroughput": {"MaxReadRequestUnits": 5}, "ProvisionedThroughput": UNITS}, "OnDemandThroughput can only be changed together with Bil"),
        ({"TableClass": "COLD"}, "Value 'COLD' at 'tableClass' failed to satisfy constraint"),
    ],
)
def test_an_update_is_of_one_thing(orders: LabClient, aws: t.Any, change: dict[str, t.Any], said_of_it: str) -> None:
    before = described(aws, "orders")
    answer = said(update, aws, **change)
    assert answer.startswith(INVALID) and said_of_it in answer and described(aws, "orders") == before


def test_an_update_of_no_table(aws: t.Any) -> None:
    assert said(update, aws, "nothing", DeletionProtectionEnabled=True).startswith("ResourceNotFoundException: ")


@pytest.mark.parametrize(
    "change", [{"StreamSpecification": STREAM}, {"TableClass": INFREQUENT}, {"BillingMode": "PROVISIONED", "ProvisionedThroughput": UNITS}]
)
def test_a_table_that_is_updating_takes_no_more_of_its_kind(orders: LabClient, aws: t.Any, change: dict[str, t.Any]) -> None:
    orders.settings(table_updating_seconds=LONG)
    assert update(aws, **change)["TableStatus"] == "UPDATING" and described(aws, "orders")["TableStatus"] == "UPDATING"
    for other in (
        {"StreamSpecification": STREAM},
        {"TableClass": INFREQUENT},
        {"ProvisionedThroughput": UNITS},
        {"OnDemandThroughput": {"MaxReadRequestUnits": 5}},
    ):
        assert said(update, aws, **other) == f"{IN_USE} updated: orders"
    assert said(aws.delete_table, TableName="orders") == f"{IN_USE} updated: orders"
    assert update(aws, DeletionProtectionEnabled=True)["TableStatus"] == "UPDATING" and live(aws) and recover(aws) and back_up(aws)
    arn = described(aws, "orders")["TableArn"]
    aws.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    aws.put_resource_policy(ResourceArn=arn, Policy=json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}))
    aws.update_contributor_insights(TableName="orders", ContributorInsightsAction="ENABLE")
    orders.settings(clock_offset=LONG)
    assert described(aws, "orders")["TableStatus"] == "ACTIVE" and described(aws, "orders")["DeletionProtectionEnabled"] is True


def test_a_table_that_is_being_created_is_not_changed(orders: LabClient, aws: t.Any) -> None:
    orders.settings(table_creating_seconds=LONG)
    orders.make_table("slow", settled=False)
    arn = described(aws, "slow")["TableArn"]
    for request, asked in (
        (aws.update_table, {"TableName": "slow", "DeletionProtectionEnabled": True}),
        (aws.update_time_to_live, {"TableName": "slow", "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "until"}}),
        (aws.tag_resource, {"ResourceArn": arn, "Tags": [{"Key": "a", "Value": "b"}]}),
        (aws.untag_resource, {"ResourceArn": arn, "TagKeys": ["a"]}),
        (aws.put_resource_policy, {"ResourceArn": arn, "Policy": "{}"}),
        (aws.delete_resource_policy, {"ResourceArn": arn}),
    ):
        assert said(request, **asked) == f"{IN_USE} created: slow"
    insights = said(aws.update_contributor_insights, TableName=arn, ContributorInsightsAction="ENABLE")
    assert insights == "ResourceNotFoundException: Requested resource not found: Table: slow not found"
    assert said(aws.describe_time_to_live, TableName="slow").startswith(INVALID)
    # Measured, Q 115: it is read all the same, once AWS knows of the table.
    told = aws.describe_continuous_backups(TableName="slow")["ContinuousBackupsDescription"]
    assert told == {"ContinuousBackupsStatus": "DISABLED", "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}
    recovery = {"PointInTimeRecoveryEnabled": True}
    refused = said(aws.update_continuous_backups, TableName="slow", PointInTimeRecoverySpecification=recovery)
    assert refused.startswith("ContinuousBackupsUnavailableException: ")


def test_a_stream_goes_on_and_off(orders: LabClient, aws: t.Any) -> None:
    assert update(aws, StreamSpecification=STREAM)["StreamSpecification"] == STREAM
    first = described(aws, "orders")
    assert first["StreamSpecification"] == STREAM and first["LatestStreamArn"] == f"{first['TableArn']}/stream/{first['LatestStreamLabel']}"
    for again in (STREAM, {**STREAM, "StreamViewType": "KEYS_ONLY"}):
        assert said(update, aws, StreamSpecification=again) == f"{INVALID}Table already has an enabled stream: TableName: orders"
    update(aws, StreamSpecification=NO_STREAM)
    off = described(aws, "orders")
    assert "StreamSpecification" not in off and off["LatestStreamArn"] == first["LatestStreamArn"]
    aws.put_item(TableName="orders", Item={"id": {"S": "later"}})
    assert said(update, aws, StreamSpecification=NO_STREAM) == f"{INVALID}Table has no stream to disable: TableName: orders"
    update(aws, StreamSpecification=STREAM)
    assert described(aws, "orders")["LatestStreamLabel"] > first["LatestStreamLabel"]


def test_a_stream_says_its_view_when_it_is_enabled_only(aws: t.Any) -> None:
    for wanted in ({"StreamEnabled": True}, {**NO_STREAM, "StreamViewType": "NEW_IMAGE"}):
        assert said(update, aws, StreamSpecification=wanted).startswith(f"{INVALID}One or more parameter values were invalid: StreamViewType")
    unknown = said(update, aws, StreamSpecification={**STREAM, "StreamViewType": "ALL"})
    assert unknown.startswith(f"{INVALID}1 validation error detected: Value 'ALL' at 'streamSpecification.streamViewType' failed to satisfy constraint")


def test_encryption_is_awss_own_key_then_a_managed_one_then_a_given_one(orders: LabClient, aws: t.Any) -> None:
    assert "SSEDescription" not in described(aws, "orders")
    orders.settings(sse_updating_seconds=LONG)
    answer = encrypt(aws, Enabled=True)
    managed = answer["SSEDescription"]["KMSMasterKeyArn"]
    assert answer["TableStatus"] == "ACTIVE" and answer["SSEDescription"] == {"Status": "UPDATING", "SSEType": "KMS", "KMSMasterKeyArn": managed}
    assert described(aws, "orders")["SSEDescription"] == answer["SSEDescription"] and managed.startswith("arn:aws:kms:us-east-1:123456789012:key/")
    assert said(encrypt, aws, Enabled=True, KMSMasterKeyId=KEY) == f"{IN_USE} updated: orders"
    orders.settings(clock_offset=LONG, sse_updating_seconds=0)
    assert described(aws, "orders")["SSEDescription"]["Status"] == "ENABLED"
    encrypt(aws, Enabled=True, KMSMasterKeyId=KEY, SSEType="KMS")
    assert described(aws, "orders")["SSEDescription"] == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY}
    orders.settings(sse_updating_seconds=LONG)
    assert encrypt(aws, Enabled=False)["SSEDescription"]["Status"] == "UPDATING"
    orders.settings(clock_offset=2 * LONG)
    assert "SSEDescription" not in described(aws, "orders")


def test_the_key_is_told_by_its_arn(aws: t.Any) -> None:
    for given, arn in ((KEY.rpartition("/")[2], KEY), ("alias/ours", None), ("arn:aws:kms:us-east-1:123456789012:alias/ours", None)):
        encrypt(aws, Enabled=True, KMSMasterKeyId=given)
        told = described(aws, "orders")["SSEDescription"]["KMSMasterKeyArn"]
        assert arn in (None, told) and told.startswith("arn:aws:kms:us-east-1:123456789012:key/")
    ours = described(aws, "orders")["SSEDescription"]["KMSMasterKeyArn"]
    encrypt(aws, Enabled=True, KMSMasterKeyId="alias/aws/dynamodb")
    assert described(aws, "orders")["SSEDescription"]["KMSMasterKeyArn"] not in (ours, KEY)


@pytest.mark.parametrize(
    "wanted, said_of_it",
    [
        ({"Enabled": False}, "Table is already decrypted"),
        ({"Enabled": False, "SSEType": "KMS"}, "must not be given when SSE is not enabled"),
        ({"Enabled": False, "KMSMasterKeyId": KEY}, "must not be given when SSE is not enabled"),
        ({"Enabled": True, "SSEType": "AES256"}, "is not supported"),
        ({"Enabled": True, "KMSMasterKeyId": f"{KEY}-missing"}, "does not exist"),
        ({"Enabled": True, "KMSMasterKeyId": "alias/disabled"}, "is disabled"),
        ({"Enabled": True, "KMSMasterKeyId": KEY.replace("us-east-1", "eu-west-1")}, "KMS key is not in region us-east-1"),
    ],
)
def test_encryption_that_is_refused(aws: t.Any, wanted: dict[str, t.Any], said_of_it: str) -> None:
    answer = said(encrypt, aws, **wanted)
    assert answer.startswith(INVALID) and said_of_it in answer and "SSEDescription" not in described(aws, "orders")


def test_the_same_key_by_its_arn_is_refused_and_otherwise_counts(orders: LabClient, aws: t.Any) -> None:
    encrypt(aws, Enabled=True, KMSMasterKeyId=KEY)
    answer = f"{INVALID}One or more parameter values were invalid: Table is already encrypted by given KMSMasterKey"
    assert said(encrypt, aws, Enabled=True, KMSMasterKeyId=KEY) == answer
    encrypt(aws, Enabled=True, KMSMasterKeyId=KEY.rpartition("/")[2])
    for _again in range(2):
        assert encrypt(aws, Enabled=True)["SSEDescription"]["Status"] == "UPDATING"
    for offset in (0, DAY - HOUR):
        orders.settings(clock_offset=offset)
        assert said(encrypt, aws, Enabled=False).startswith("LimitExceededException: ")
    orders.settings(clock_offset=DAY + HOUR)
    assert encrypt(aws, Enabled=False)


def test_a_class_is_the_old_one_until_the_table_is_active(orders: LabClient, aws: t.Any) -> None:
    orders.settings(table_updating_seconds=LONG)
    assert "TableClassSummary" not in described(aws, "orders")
    answer = update(aws, TableClass=INFREQUENT)
    assert answer["TableStatus"] == "UPDATING" and "TableClassSummary" not in answer and "TableClassSummary" not in described(aws, "orders")
    orders.settings(clock_offset=LONG)
    assert described(aws, "orders")["TableClassSummary"]["TableClass"] == INFREQUENT
    answer = update(aws, TableClass="STANDARD")
    assert answer["TableClassSummary"]["TableClass"] == described(aws, "orders")["TableClassSummary"]["TableClass"] == INFREQUENT
    orders.settings(clock_offset=2 * LONG)
    assert described(aws, "orders")["TableClassSummary"]["TableClass"] == "STANDARD"
    assert update(aws, TableClass="STANDARD")["TableStatus"] == "ACTIVE"
    orders.settings(clock_offset=29 * DAY)
    assert said(update, aws, TableClass=INFREQUENT).startswith("LimitExceededException: ")
    orders.settings(clock_offset=31 * DAY)
    assert update(aws, TableClass=INFREQUENT)["TableStatus"] == "UPDATING"


def test_deletion_protection_is_synchronous_and_may_not_flap(orders: LabClient, aws: t.Any) -> None:
    orders.settings(protection_cooldown_seconds=LONG)
    answer = update(aws, DeletionProtectionEnabled=True)
    assert answer["TableStatus"] == "ACTIVE" and answer["DeletionProtectionEnabled"] is True
    assert update(aws, DeletionProtectionEnabled=True)
    assert said(aws.delete_table, TableName="orders") == (
        f"{INVALID}Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."
    )
    refusal = said(update, aws, DeletionProtectionEnabled=False)
    assert refusal.startswith("ThrottlingException: ") and "Please try again after" in refusal
    orders.settings(clock_offset=LONG)
    assert update(aws, DeletionProtectionEnabled=False)["DeletionProtectionEnabled"] is False
    aws.delete_table(TableName="orders")


def test_limits_on_demand_are_merged(aws: t.Any) -> None:
    def limit(**wanted: int) -> t.Any:
        answer = update(aws, OnDemandThroughput=wanted)
        assert answer["TableStatus"] == "ACTIVE" and answer.get("OnDemandThroughput") == described(aws, "orders").get("OnDemandThroughput")
        return answer.get("OnDemandThroughput")

    assert limit(MaxReadRequestUnits=100) == {"MaxReadRequestUnits": 100}
    assert limit(MaxWriteRequestUnits=50) == {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 50}
    assert limit(MaxReadRequestUnits=-1) == {"MaxWriteRequestUnits": 50} and limit(MaxWriteRequestUnits=-1) is None
    for value in (0, -2):
        assert said(limit, MaxReadRequestUnits=value).startswith(INVALID)
    assert said(limit).startswith("InternalFailure: ")


def test_limits_on_demand_need_that_billing_mode(aws: t.Any) -> None:
    make_rich_table(aws)
    limits = {"MaxReadRequestUnits": 10}
    assert said(update, aws, "rich", OnDemandThroughput=limits).startswith(f"{INVALID}One or more parameter values were invalid: OnDemandThroughput can only")
    answer = update(aws, "rich", OnDemandThroughput=limits, BillingMode="PAY_PER_REQUEST")
    assert answer["TableStatus"] == "UPDATING" and answer["OnDemandThroughput"] == limits
    assert described(aws, "rich")["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    assert said(update, aws, "rich", BillingMode="PROVISIONED").startswith(INVALID)
    update(aws, "rich", BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
    assert "OnDemandThroughput" not in described(aws, "rich") and described(aws, "rich")["ProvisionedThroughput"]["ReadCapacityUnits"] == 3


def test_a_new_table_has_what_it_was_made_with(aws: t.Any) -> None:
    keys = {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}
    more = {"TableClass": INFREQUENT, "OnDemandThroughput": {"MaxReadRequestUnits": 7}, "SSESpecification": {"Enabled": True, "KMSMasterKeyId": KEY[-36:]}}
    aws.create_table(TableName="made", BillingMode="PAY_PER_REQUEST", **keys, **more)
    table = described(aws, "made")
    assert table["TableClassSummary"] == {"TableClass": INFREQUENT} and table["OnDemandThroughput"] == {"MaxReadRequestUnits": 7}
    assert table["SSEDescription"] == {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY}


def test_point_in_time_recovery_is_on_and_off_at_once(aws: t.Any) -> None:
    assert aws.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"] == {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"},
    }
    first, again = recover(aws), recover(aws)
    assert first["PointInTimeRecoveryStatus"] == "ENABLED" and first["RecoveryPeriodInDays"] == 35
    assert again["EarliestRestorableDateTime"] == first["EarliestRestorableDateTime"] <= again["LatestRestorableDateTime"]
    assert recover(aws, RecoveryPeriodInDays=7)["RecoveryPeriodInDays"] == 7 and recover(aws)["RecoveryPeriodInDays"] == 7
    for days in (36, 99):
        assert said(recover, aws, RecoveryPeriodInDays=days).startswith(INVALID)
    assert said(recover, aws, False, RecoveryPeriodInDays=7).startswith(INVALID)
    assert recover(aws, False) == recover(aws, False) == {"PointInTimeRecoveryStatus": "DISABLED"}
    assert recover(aws)["RecoveryPeriodInDays"] == 35


def test_point_in_time_recovery_looks_back_as_far_as_it_may(orders: LabClient, aws: t.Any) -> None:
    recover(aws, RecoveryPeriodInDays=2)
    orders.settings(clock_offset=10 * DAY)
    told = recover(aws)
    window = told["LatestRestorableDateTime"] - told["EarliestRestorableDateTime"]
    assert window.total_seconds() == pytest.approx(2 * DAY - 300, abs=1)


def test_continuous_backups_of_a_table_that_is_not_there_or_too_new(orders: LabClient, aws: t.Any) -> None:
    assert said(aws.describe_continuous_backups, TableName="nothing") == "TableNotFoundException: Table not found: nothing"
    orders.settings(backups_enabled_after=LONG)
    aws.delete_table(TableName="orders")
    orders.make_table(settled=False)
    assert said(recover, aws).startswith("ContinuousBackupsUnavailableException: ")
    orders.settings(clock_offset=LONG)
    assert recover(aws)["PointInTimeRecoveryStatus"] == "ENABLED"


def test_time_to_live_is_checked_before_it_is_too_soon(orders: LabClient, aws: t.Any) -> None:
    orders.settings(ttl_cooldown_seconds=HOUR)
    off = {"TimeToLiveStatus": "DISABLED"}
    assert aws.describe_time_to_live(TableName="orders")["TimeToLiveDescription"] == off
    assert said(live, aws, False) == f"{INVALID}TimeToLive is already disabled"
    assert live(aws)["TimeToLiveSpecification"] == {"Enabled": True, "AttributeName": "until"}
    assert aws.describe_time_to_live(TableName="orders")["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}
    assert said(live, aws) == f"{INVALID}TimeToLive is already enabled"
    assert said(live, aws, True, "end") == f"{INVALID}TimeToLive is active on a different AttributeName: current AttributeName is until"
    assert said(live, aws, False) == f"{INVALID}Time to live has been modified multiple times within a fixed interval"
    orders.settings(clock_offset=HOUR)
    live(aws, False)
    assert aws.describe_time_to_live(TableName="orders")["TimeToLiveDescription"] == off
    assert said(live, aws, False) == f"{INVALID}TimeToLive is already disabled"
    assert said(live, aws, True, "end").endswith("within a fixed interval")
    for request, more in ((aws.describe_time_to_live, {}), (aws.update_time_to_live, {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": "x"}})):
        assert said(request, TableName="nothing", **more).startswith("ResourceNotFoundException: ")


def test_a_deleted_table_is_forgotten_and_leaves_a_backup_if_it_had_recovery(orders: LabClient, aws: t.Any) -> None:
    update(aws, StreamSpecification=STREAM)
    update(aws, TableClass=INFREQUENT)
    encrypt(aws, Enabled=True)
    update(aws, OnDemandThroughput={"MaxReadRequestUnits": 100})
    live(aws)
    aws.delete_table(TableName="orders")
    assert orders.backups() == []
    orders.make_table()
    table = described(aws, "orders")
    assert not {"StreamSpecification", "LatestStreamArn", "TableClassSummary", "SSEDescription", "OnDemandThroughput", "Replicas"} & set(table)
    assert live(aws) and recover(aws, False) == {"PointInTimeRecoveryStatus": "DISABLED"}
    recover(aws)
    orders.settings(table_deleting_seconds=LONG)
    aws.delete_table(TableName="orders")
    (left,) = aws.list_backups(BackupType="SYSTEM")["BackupSummaries"]
    assert left["BackupName"] == "orders$DeletedTableBackup" and left["TableId"] == table["TableId"] and left["BackupStatus"] == "AVAILABLE"
    assert said(aws.delete_table, TableName="orders").endswith("Table is being deleted: orders") and len(orders.backups()) == 1


def test_a_restored_table_has_no_settings_but_its_encryption(orders: LabClient, aws: t.Any) -> None:
    update(aws, StreamSpecification=STREAM)
    update(aws, TableClass=INFREQUENT)
    update(aws, OnDemandThroughput={"MaxReadRequestUnits": 100})
    update(aws, DeletionProtectionEnabled=True)
    recover(aws)
    restore(aws, back_up(aws))
    table = when_active(aws)
    assert not {"StreamSpecification", "LatestStreamArn", "TableClassSummary", "OnDemandThroughput", "SSEDescription"} & set(table)
    assert table["DeletionProtectionEnabled"] is False
    assert aws.describe_continuous_backups(TableName="copy")["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"] == {
        "PointInTimeRecoveryStatus": "DISABLED"
    }
    assert raw(orders, "DescribeTable", {"TableName": "copy"}).status == 200
