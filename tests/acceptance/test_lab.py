# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself: what it says of restores, deletions and lists is what AWS says."""

from __future__ import annotations

import contextlib
import email.utils
import http.client
import json
import re
import threading
import time
import typing as t
import urllib.error
import zlib

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import await_that
from ansible_collections.dynaops.dynamodb.tests.lab.asking import (
    BY_DAY,
    BY_TOTAL,
    UNITS,
    back_up,
    client_of,
    described,
    make_rich_table,
    raw,
    restore,
    said,
    struck,
    when_active,
)
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.settings import AT_ONCE
from botocore.exceptions import ClientError

LONG = 600.0
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
TTL = {"Enabled": True, "AttributeName": "until"}
INVENTED = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01700000000000-0123abcd"
ABROAD = INVENTED.replace("us-east-1", "eu-west-1")
FOREIGN = INVENTED.replace("123456789012", "210987654321")
NO_MATCH = "does not match a secondary index that existed in the source table and cannot be created during the restore operation"
STRANGE = INVENTED.replace("/backup/", "/stream/")


@pytest.fixture
def aws(orders: LabClient) -> t.Any:
    """A client; there is a table ``orders``, nothing takes time until a test says otherwise, and there is no limit to the requests a second."""
    # What is asked here is each answer; how long things last is asked in test_lab_profile.py.
    orders.settings(speed=AT_ONCE, rates={operation: 0 for operation in ("DescribeBackup", "DeleteBackup", "ListBackups", "RestoreTableFromBackup")})
    return client_of(orders)


def test_a_restore_takes_its_time_and_its_summary_goes_with_it(orders: LabClient, aws: t.Any) -> None:
    orders.settings(restore_seconds=LONG)
    source, arn = described(aws, "orders"), back_up(aws)
    aws.put_item(TableName="orders", Item={"id": {"S": "later"}})
    made = restore(aws, arn)
    assert made["TableStatus"] == "CREATING" and made["TableName"] == "copy" and made["TableId"] not in ("", source["TableId"])
    summary = described(aws)["RestoreSummary"]
    assert summary == made["RestoreSummary"] and summary["RestoreInProgress"] is True
    assert summary["SourceBackupArn"] == arn and summary["SourceTableArn"] == source["TableArn"]
    assert summary["RestoreDateTime"] == aws.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupCreationDateTime"]
    orders.settings(clock_offset=LONG)
    table = described(aws)
    assert table["TableStatus"] == "ACTIVE" and "RestoreSummary" not in table and table["TableId"] == made["TableId"]
    assert sorted(item["id"]["S"] for item in aws.scan(TableName="copy")["Items"]) == ["order-00000", "order-00001", "order-00002"]


def test_a_restore_is_creating_first_however_short_it_is(orders: LabClient, aws: t.Any) -> None:
    orders.settings(restore_seconds=0)
    made = restore(aws, back_up(aws))
    assert made["TableStatus"] == "CREATING" and "RestoreSummary" in made and described(aws)["TableStatus"] == "ACTIVE"


def test_a_restore_keeps_keys_indexes_capacity_and_encryption_and_drops_the_rest(aws: t.Any) -> None:
    make_rich_table(aws, StreamSpecification=STREAM, Tags=[{"Key": "a", "Value": "b"}], SSESpecification={"Enabled": True}, DeletionProtectionEnabled=True)
    aws.update_time_to_live(TableName="rich", TimeToLiveSpecification=TTL)
    restore(aws, back_up(aws, "rich"))
    table = when_active(aws)
    assert "BillingModeSummary" not in table and table["ProvisionedThroughput"]["ReadCapacityUnits"] == 3
    assert table["GlobalSecondaryIndexes"][0]["IndexName"] == "by-day" and table["LocalSecondaryIndexes"][0]["IndexName"] == "by-total"
    assert table["SSEDescription"]["Status"] == "ENABLED" and table["DeletionProtectionEnabled"] is False
    assert "StreamSpecification" not in table and "LatestStreamArn" not in table
    assert aws.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"] == []
    assert aws.describe_time_to_live(TableName="copy")["TimeToLiveDescription"]["TimeToLiveStatus"] == "DISABLED"


@pytest.mark.parametrize(
    "arn, target, more, expected",
    [
        ("x" * 40, "a/b", {}, "ValidationException: 1 validation error detected: Value 'a/b' at 'targetTableName'"),
        ("x" * 40, "x" * 256, {}, "ValidationException: 1 validation error detected: Value 'xxx"),
        (STRANGE, "orders", {}, "ValidationException: Invalid Backup ARN"),
        ("x" * 40, "orders", {}, "ValidationException: Invalid Backup ARN"),
        (FOREIGN, "orders", {}, "AccessDeniedException: "),
        (ABROAD, "orders", {}, "ValidationException: Invalid Request: sseSpecificationOverride must be provided for cross-region restores"),
        (ABROAD, "orders", {"SSESpecificationOverride": {"Enabled": True}}, "ValidationException: cross-region restores are not part of this lab"),
        (INVENTED, "orders", {"BillingModeOverride": "PROVISIONED"}, f"BackupNotFoundException: Backup not found: {INVENTED}"),
    ],
)
def test_a_restore_refuses_a_target_then_an_arn(aws: t.Any, arn: str, target: str, more: dict[str, t.Any], expected: str) -> None:
    assert said(restore, aws, arn, target, **more).startswith(expected)


@pytest.mark.parametrize(
    "overrides, expected",
    [
        ({"ProvisionedThroughputOverride": UNITS}, "Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED"),
        ({"BillingModeOverride": "PROVISIONED"}, "Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED"),
        ({"GlobalSecondaryIndexOverride": [BY_DAY]}, f"Index by-day {NO_MATCH}"),
        ({"LocalSecondaryIndexOverride": [BY_TOTAL]}, f"Index by-total {NO_MATCH}"),
    ],
)
def test_a_restore_refuses_overrides_that_do_not_fit_before_it_looks_at_the_target(aws: t.Any, overrides: dict[str, t.Any], expected: str) -> None:
    assert said(restore, aws, back_up(aws), "orders", **overrides) == f"ValidationException: {expected}"


def test_a_restore_with_overrides_makes_what_was_asked_for(aws: t.Any) -> None:
    more = {"ReadCapacityUnits": 9, "WriteCapacityUnits": 8}
    restore(aws, back_up(aws), BillingModeOverride="PROVISIONED", ProvisionedThroughputOverride=more, SSESpecificationOverride={"Enabled": True})
    table = when_active(aws)
    assert "BillingModeSummary" not in table and table["SSEDescription"]["Status"] == "ENABLED"
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 9 and table["ProvisionedThroughput"]["WriteCapacityUnits"] == 8


def test_the_billing_mode_that_counts_is_the_new_one(aws: t.Any) -> None:
    make_rich_table(aws)
    arn, on_demand = back_up(aws, "rich"), {"BillingModeOverride": "PAY_PER_REQUEST"}
    assert said(restore, aws, arn, ProvisionedThroughputOverride=UNITS, **on_demand).startswith("ValidationException: Cannot override Prov")
    restore(aws, arn, **on_demand)
    table = when_active(aws)
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST" and table["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    assert table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"] == 0


def test_a_restore_with_index_lists_makes_those_alone_by_whatever_name(aws: t.Any) -> None:
    make_rich_table(aws)
    arn = back_up(aws, "rich")
    assert said(restore, aws, arn, GlobalSecondaryIndexOverride=[{**BY_DAY, "Projection": {"ProjectionType": "KEYS_ONLY"}}]).endswith(NO_MATCH)
    restore(aws, arn, GlobalSecondaryIndexOverride=[], LocalSecondaryIndexOverride=[])
    table = when_active(aws)
    assert not table.get("GlobalSecondaryIndexes") and not table.get("LocalSecondaryIndexes")
    restore(aws, arn, "other", GlobalSecondaryIndexOverride=[{**BY_DAY, "IndexName": "daily", "ProvisionedThroughput": UNITS}])
    table = when_active(aws, "other")
    assert [index["IndexName"] for index in table["GlobalSecondaryIndexes"]] == ["daily"]
    assert [index["IndexName"] for index in table["LocalSecondaryIndexes"]] == ["by-total"]


def test_a_target_that_is_being_restored_is_in_use_with_the_backup_it_comes_from(orders: LabClient, aws: t.Any) -> None:
    orders.settings(restore_seconds=LONG)
    first, second = back_up(aws), back_up(aws)
    restore(aws, first)
    expected = f"TableInUseException: Table: copy is already being restored from backup: {first}"
    assert said(restore, aws, second) == expected and said(restore, aws, first) == expected


def test_a_target_that_exists_already_exists_even_while_it_is_deleted(orders: LabClient, aws: t.Any) -> None:
    arn, expected = back_up(aws), "TableAlreadyExistsException: Table already exists: orders"
    assert said(restore, aws, arn, "orders") == expected
    orders.settings(table_deleting_seconds=LONG)
    aws.delete_table(TableName="orders")
    assert said(restore, aws, arn, "orders") == expected


def test_a_backup_feeds_one_restore_at_a_time_when_it_is_available(orders: LabClient, aws: t.Any) -> None:
    arn = back_up(aws)
    orders.settings(backup_seconds=LONG, restore_seconds=LONG)
    assert said(restore, aws, back_up(aws)).startswith("BackupInUseException: ") and [table["name"] for table in orders.tables()] == ["orders"]
    restore(aws, arn)
    assert said(restore, aws, arn, "other") == f"BackupInUseException: Backup is being used to restore another table: {arn}"
    orders.settings(clock_offset=LONG)
    assert restore(aws, arn, "other")["TableStatus"] == "CREATING"


def test_an_empty_on_demand_override_restores_and_says_that_it_does_not(orders: LabClient, aws: t.Any) -> None:
    arn = back_up(aws)
    answer = said(restore, aws, arn, OnDemandThroughputOverride={})
    assert answer == f"TableInUseException: Table: copy is already being restored from backup: {arn}"
    assert when_active(aws)["ItemCount"] == 3


def test_a_table_that_is_being_restored_is_only_described(orders: LabClient, aws: t.Any) -> None:
    orders.settings(restore_seconds=LONG)
    table = restore(aws, back_up(aws))
    key, unseen = {"id": {"S": "order-00000"}}, "ResourceNotFoundException: Requested resource not found: Table: copy not found"
    assert said(aws.delete_table, TableName="copy") == (
        "ResourceInUseException: Attempt to change a resource which is still in use: Table is being created: copy"
    )
    assert said(orders.make_table, "copy") == "ResourceInUseException: Table is being used: copy"
    assert said(back_up, aws, "copy").startswith("TableNotFoundException: ")
    for request, asked in (
        (aws.tag_resource, {"ResourceArn": table["TableArn"], "Tags": [{"Key": "a", "Value": "b"}]}),
        (aws.list_tags_of_resource, {"ResourceArn": table["TableArn"]}),
        (aws.scan, {"TableName": "copy"}),
        (aws.query, {"TableName": "copy", "KeyConditionExpression": "id = :i", "ExpressionAttributeValues": {":i": {"S": "x"}}}),
        (aws.put_item, {"TableName": "copy", "Item": key}),
        (aws.get_item, {"TableName": "copy", "Key": key}),
        (aws.update_table, {"TableName": "copy", "BillingMode": "PAY_PER_REQUEST"}),
        (aws.describe_time_to_live, {"TableName": "copy"}),
        (aws.update_time_to_live, {"TableName": "copy", "TimeToLiveSpecification": TTL}),
        (aws.scan, {"TableName": table["TableArn"]}),
    ):
        assert said(request, **asked) == unseen
    assert described(aws)["TableStatus"] == "CREATING"


# Documented (API reference, ResourceNotFoundException): "its status might not be ACTIVE".
def test_a_table_that_is_being_created_has_no_items(orders: LabClient, aws: t.Any) -> None:
    orders.settings(table_creating_seconds=LONG)
    orders.make_table("slow", settled=False)
    assert described(aws, "slow")["TableStatus"] == "CREATING" and "RestoreSummary" not in described(aws, "slow")
    for request, asked in ((aws.scan, {}), (aws.put_item, {"Item": {"id": {"S": "x"}}}), (aws.get_item, {"Key": {"id": {"S": "x"}}})):
        assert said(request, TableName="slow", **asked) == "ResourceNotFoundException: Requested resource not found"
    puts = [{"PutRequest": {"Item": {"id": {"S": "x"}}}}]
    assert said(aws.batch_write_item, RequestItems={"slow": puts, "orders": puts}) == "ResourceNotFoundException: Requested resource not found"
    assert "Item" not in aws.get_item(TableName="orders", Key={"id": {"S": "x"}})
    orders.settle()
    assert aws.scan(TableName="slow")["Count"] == 0
    aws.delete_table(TableName="slow")


def test_the_description_of_a_backup_tells_what_the_table_had(aws: t.Any) -> None:
    make_rich_table(aws, StreamSpecification=STREAM, SSESpecification={"Enabled": True})
    aws.update_time_to_live(TableName="rich", TimeToLiveSpecification=TTL)
    told = aws.describe_backup(BackupArn=back_up(aws, "rich"))["BackupDescription"]
    assert told["SourceTableDetails"]["BillingMode"] == "PROVISIONED" and told["SourceTableDetails"]["ProvisionedThroughput"] == UNITS
    features = told["SourceTableFeatureDetails"]
    assert features["SSEDescription"].pop("KMSMasterKeyArn")
    assert features == {
        "GlobalSecondaryIndexes": [{**BY_DAY, "ProvisionedThroughput": UNITS}],
        "LocalSecondaryIndexes": [BY_TOTAL],
        "StreamDescription": STREAM,
        "TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"},
        "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS"},
    }


def test_the_description_of_a_plain_table_or_a_system_backup_has_no_features(orders: LabClient, aws: t.Any) -> None:
    make_rich_table(aws)
    plain, system = back_up(aws), back_up(aws, "rich")
    orders.backup(system, type="SYSTEM")
    aws.update_time_to_live(TableName="orders", TimeToLiveSpecification=TTL)
    for arn, billing_mode in ((plain, "PAY_PER_REQUEST"), (system, "PROVISIONED")):
        told = aws.describe_backup(BackupArn=arn)["BackupDescription"]
        assert told["SourceTableFeatureDetails"] == {} and told["SourceTableDetails"]["BillingMode"] == billing_mode


def test_only_the_endpoint_decides_on_the_region_of_a_backup(orders: LabClient, aws: t.Any) -> None:
    arn, other = back_up(aws), client_of(orders, "eu-west-1")
    elsewhere, nowhere = arn.replace("us-east-1", "eu-west-1"), arn.replace("us-east-1", "xx-nowhere-9")
    assert aws.describe_backup(BackupArn=elsewhere)["BackupDescription"]["BackupDetails"]["BackupArn"] == elsewhere
    for request, asked in ((other.describe_backup, arn), (other.describe_backup, elsewhere), (other.delete_backup, elsewhere), (aws.describe_backup, nowhere)):
        assert said(request, BackupArn=asked) == f"BackupNotFoundException: Backup not found: {asked}"
    for request in (aws.describe_backup, aws.delete_backup):
        assert said(request, BackupArn=STRANGE) == "ValidationException: Invalid Backup ARN"
        assert said(request, BackupArn=FOREIGN).startswith("AccessDeniedException: ")
    deleted = aws.delete_backup(BackupArn=elsewhere)["BackupDescription"]["BackupDetails"]
    assert deleted["BackupArn"] == elsewhere and deleted["BackupStatus"] == "DELETED" and orders.backups() == []


def test_a_system_backup_cannot_be_deleted(orders: LabClient, aws: t.Any) -> None:
    (arn,) = orders.history([{"table": "orders", "name": "orders$DeletedTableBackup", "created": 1.7e9, "type": "SYSTEM"}])
    answer = said(aws.delete_backup, BackupArn=arn)
    assert answer.startswith(f"ValidationException: User is not allowed to delete the system backup with arn {arn}. It will automatically expire on ")
    assert "Dec 19" in answer and len(orders.backups()) == 1


def test_a_backup_in_use_cannot_be_deleted(orders: LabClient, aws: t.Any) -> None:
    arn = back_up(aws)
    orders.settings(backup_seconds=2 * LONG, restore_seconds=LONG)
    fresh = back_up(aws)
    assert said(aws.delete_backup, BackupArn=fresh) == f"BackupInUseException: Backup is being created: {fresh}"
    restore(aws, arn)
    assert said(aws.delete_backup, BackupArn=arn) == f"BackupInUseException: Backup is being used to restore table: {arn}"
    orders.settings(clock_offset=LONG)
    aws.delete_backup(BackupArn=arn)
    assert [made["BackupArn"] for made in orders.backups()] == [fresh]


def test_a_table_is_deleting_for_a_time(orders: LabClient, aws: t.Any) -> None:
    orders.settings(table_deleting_seconds=LONG)
    assert aws.delete_table(TableName="orders")["TableDescription"]["TableStatus"] == "DELETING"
    assert described(aws, "orders")["TableStatus"] == "DELETING" and orders.tables()[0]["status"] == "DELETING"
    assert said(orders.make_table).startswith("ResourceInUseException: ")
    assert said(aws.delete_table, TableName="orders").endswith("Table is being deleted: orders")
    orders.settings(clock_offset=LONG, table_deleting_seconds=0)
    assert said(described, aws, "orders").startswith("ResourceNotFoundException: ") and orders.tables() == []
    orders.make_table()
    aws.delete_table(TableName="orders")
    assert said(described, aws, "orders").startswith("ResourceNotFoundException: ")


def test_backups_are_listed_by_time_then_arn(orders: LabClient, aws: t.Any) -> None:
    arns = orders.history([{"table": table, "name": "first", "created": at} for table in ("orders", "carts") for at in (3.0, 1.0, 2.0)])
    wanted = [arns[place] for place in (4, 1, 5, 2, 3, 0)]
    assert [made["BackupArn"] for made in aws.list_backups()["BackupSummaries"]] == wanted
    orders.backup(wanted[0], created=4.0)
    assert [made["BackupArn"] for made in aws.list_backups()["BackupSummaries"]] == [*wanted[1:], wanted[0]]


def test_the_start_of_a_page_may_have_been_deleted(orders: LabClient, aws: t.Any) -> None:
    arns = orders.history([{"table": "orders", "name": "first", "created": 1.7e9 + number} for number in range(5)])
    page = aws.list_backups(Limit=2)
    assert page["LastEvaluatedBackupArn"] == arns[1]
    aws.delete_backup(BackupArn=arns[1])
    aws.delete_backup(BackupArn=arns[2])
    rest = aws.list_backups(ExclusiveStartBackupArn=arns[1])
    assert [made["BackupArn"] for made in rest["BackupSummaries"]] == arns[3:] and "LastEvaluatedBackupArn" not in rest


def test_a_list_knows_its_types_and_ranges(orders: LabClient, aws: t.Any) -> None:
    kinds = ("USER", "SYSTEM", "AWS_BACKUP")
    orders.history([{"table": "orders", "name": kind, "created": 1.7e9, "type": kind} for kind in kinds])
    shown = {kind: [made["BackupName"] for made in aws.list_backups(BackupType=kind)["BackupSummaries"]] for kind in (*kinds, "ALL")}
    assert all(shown[kind] == [kind] for kind in kinds) and sorted(shown["ALL"]) == ["SYSTEM", "USER"]
    assert said(aws.list_backups, BackupType="MINE").startswith("ValidationException: ")
    answer = said(aws.list_backups, TimeRangeLowerBound=20, TimeRangeUpperBound=10)
    assert answer == "ValidationException: Time range lower bound must be less than or equal to upper bound"
    assert aws.list_backups(TimeRangeLowerBound=20, TimeRangeUpperBound=20)["BackupSummaries"] == []


def test_two_thousand_backups_are_made_and_listed_quickly(orders: LabClient, aws: t.Any) -> None:
    # Of a table with items, as each backup has a copy of them.
    began = time.monotonic()
    arns = orders.history([{"table": "orders", "name": f"night-{number}", "created": 1.7e9 + number * 3600} for number in range(2000)])
    made = time.monotonic() - began
    listed = [one["BackupArn"] for page in aws.get_paginator("list_backups").paginate() for one in page["BackupSummaries"]]
    assert listed == arns and orders.operations() == ["ListBackups"] * 20
    assert made < 2 and time.monotonic() - began - made < 3


def test_history_is_as_it_was_told(orders: LabClient, aws: t.Any) -> None:
    ours = described(aws, "orders")["TableId"]
    assert orders.tables() == [{"account": "123456789012", "region": "us-east-1", "name": "orders", "id": ours, "status": "ACTIVE"}]
    arns = orders.history(
        [
            {"table": "orders", "name": "first", "created": 1700000000.123},
            {"table": "orders", "name": "second", "created": 1.7e9, "table_id": "an-earlier-one"},
            {"table": "lost", "name": "third", "created": 1.7e9},
            {"table": "lost", "name": "fourth", "created": 1.6e9, "status": "CREATING"},
            {"table": "orders", "name": "fifth", "created": 1.7e9, "type": "SYSTEM"},
            {"table": "orders", "name": "sixth", "created": 1.7e9, "region": "eu-west-1"},
        ]
    )
    assert re.fullmatch(r"arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01700000000123-[0-9a-f]{8}", arns[0])
    assert arns[4].endswith("-00000000") and ":eu-west-1:" in arns[5]
    kept = {made["BackupName"]: made for made in orders.backups()}
    assert [kept[name]["TableId"] for name in ("first", "second", "fifth")] == [ours, "an-earlier-one", ours]
    assert kept["third"]["TableId"] == kept["fourth"]["TableId"] and kept["sixth"]["TableId"] not in (ours, kept["third"]["TableId"])
    assert kept["fourth"]["BackupStatus"] == "CREATING" and kept["third"]["BackupStatus"] == "AVAILABLE"
    assert [made["BackupName"] for made in client_of(orders, "eu-west-1").list_backups()["BackupSummaries"]] == ["sixth"]
    details = aws.describe_backup(BackupArn=arns[0])["BackupDescription"]["BackupDetails"]
    assert details["BackupCreationDateTime"].timestamp() == pytest.approx(1700000000.123, abs=0.0005)


def test_history_of_a_table_that_exists_can_be_restored(orders: LabClient, aws: t.Any) -> None:
    ours, lost = orders.history([{"table": table, "name": "first", "created": 1.7e9} for table in ("orders", "lost")])
    restore(aws, ours)
    assert when_active(aws)["ItemCount"] == 3
    assert said(restore, aws, lost, "other").startswith("InternalServerError: ")


def test_a_fault_may_strike_by_chance(orders: LabClient, aws: t.Any) -> None:
    orders.fault("*", "cut", when="after", times=0, chance=0.1)
    assert 8 <= len(struck(aws, 200)) <= 35 and len(orders.requests("DescribeTable")) == 200


def test_chance_has_a_seed_and_uses_up_only_what_it_strikes(orders: LabClient, aws: t.Any) -> None:
    for _again in range(2):
        orders.fault("DescribeTable", "cut", skip=3, times=2, chance=0.2, seed=1)
        # With this seed the first chance and the ninth strike; the script has none for those that it skips.
        assert struck(aws, 30) == [3, 11]


@pytest.mark.parametrize("kind", ["truncated", "bad_crc"])
@pytest.mark.parametrize("operation, when", [("RestoreTableFromBackup", "before"), ("RestoreTableFromBackup", "after"), ("ListTagsOfResource", "after")])
def test_damage_fits_any_operation(orders: LabClient, aws: t.Any, operation: str, when: str, kind: str) -> None:
    # boto3 without retries sees neither: what is on the wire is looked at.
    orders.fault(operation, kind, when=when)
    asked = {"ResourceArn": described(aws, "orders")["TableArn"]}
    if operation == "RestoreTableFromBackup":
        asked = {"TargetTableName": "copy", "BackupArn": back_up(aws)}
    answer = raw(orders, operation, asked)
    if kind == "truncated":
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
    else:
        body = answer.read()
        assert isinstance(json.loads(body), dict) and str(zlib.crc32(body)) != answer.headers["x-amz-crc32"]
    assert ("copy" in [table["name"] for table in orders.tables()]) == (operation == "RestoreTableFromBackup" and when == "after")


@pytest.mark.parametrize(
    "code, expected",
    [
        (
            "AccessDeniedException",
            "User: arn:aws:iam::123456789012:user/ops is not authorized to perform: dynamodb:CreateBackup on resource: "
            "arn:aws:dynamodb:us-east-1:123456789012:table/orders because no identity-based policy allows the dynamodb:CreateBackup action",
        ),
        ("ThrottlingException", "Rate exceeded"),
        ("ExpiredTokenException", "The security token included in the request is expired"),
        ("TableNotFoundException", "Table not found: orders"),
        ("InternalServerError", "Internal server error"),
        ("SomethingNew", "SomethingNew"),
    ],
)
def test_an_error_says_what_aws_says(orders: LabClient, aws: t.Any, code: str, expected: str) -> None:
    orders.fault("CreateBackup", "error", code=code)
    assert said(back_up, aws) == f"{code}: {expected}"
    orders.fault("CreateBackup", "error", code=code, message="Another text")
    assert said(back_up, aws) == f"{code}: Another text"


def test_an_error_is_about_the_backup_that_was_asked_for(orders: LabClient, aws: t.Any) -> None:
    for code, expected in (("BackupNotFoundException", f"Backup not found: {INVENTED}"), ("AccessDeniedException", f" on resource: {INVENTED} because ")):
        orders.fault("DescribeBackup", "error", code=code)
        assert expected in said(aws.describe_backup, BackupArn=INVENTED)


@pytest.mark.parametrize("code, status", [("RequestAbortedException", 400), ("RequestTimeoutException", 408), ("ServiceUnavailable", 503)])
def test_an_error_has_the_status_that_aws_gives_it(orders: LabClient, code: str, status: int) -> None:
    orders.fault("CreateBackup", "error", code=code, when="after")
    with pytest.raises(urllib.error.HTTPError) as refused:
        raw(orders, "CreateBackup", {"TableName": "orders", "BackupName": "first"})
    assert refused.value.code == status and len(orders.backups()) == 1


# Sources are in tests/lab/wire.py.
@pytest.mark.parametrize(
    ("space", "codes"),
    [
        ("com.amazon.coral.validate", ["ValidationException"]),
        ("com.amazon.coral.availability", ["ThrottlingException"]),
        ("com.amazon.coral.service", ["AccessDeniedException", "ExpiredTokenException", "UnrecognizedClientException", "ServiceUnavailable"]),
        ("com.amazonaws.dynamodb.v20120810", ["BackupInUseException", "InternalServerError", "LimitExceededException"]),
    ],
)
def test_an_error_has_the_namespace_that_aws_gives_it(orders: LabClient, space: str, codes: list[str]) -> None:
    for code in codes:
        orders.fault("CreateBackup", "error", code=code)
        with pytest.raises(urllib.error.HTTPError) as refused:
            raw(orders, "CreateBackup", {"TableName": "orders", "BackupName": "first"})
        told = json.load(refused.value)
        assert told["__type"] == f"{space}#{code}" and told["Message" if code == "AccessDeniedException" else "message"]


def test_what_moto_refuses_has_it_too(orders: LabClient) -> None:
    asked = {"TableName": "orders", "Item": {"total": {"N": "1"}}}
    with pytest.raises(urllib.error.HTTPError) as refused:
        raw(orders, "PutItem", asked)
    assert json.load(refused.value)["__type"] == "com.amazon.coral.validate#ValidationException"
    with pytest.raises(urllib.error.HTTPError) as refused:
        raw(orders, "PutItem", {**asked, "TableName": "nothing"})
    assert json.load(refused.value)["__type"] == "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"


@pytest.mark.parametrize("status", [301, 302, 307, 403, 404, 413, 429])
@pytest.mark.parametrize("when, made", [("before", 0), ("after", 1)])
def test_a_page_is_nothing_of_dynamodbs(orders: LabClient, aws: t.Any, status: int, when: str, made: int) -> None:
    orders.fault("CreateBackup", "page", when=when, status=status)
    with pytest.raises(ClientError) as refused:
        back_up(aws)
    told = refused.value.response
    assert told["ResponseMetadata"]["HTTPStatusCode"] == status and told["Error"]["Code"] == str(status)
    assert ("location" in told["ResponseMetadata"]["HTTPHeaders"]) == (status < 400) and len(orders.backups()) == made


def test_the_date_header_alone_may_be_wrong(orders: LabClient, aws: t.Any) -> None:
    for offset in (-600, 0, 600):
        orders.settings(date_offset=offset)
        told = raw(orders, "DescribeTable", {"TableName": "orders"}).headers["Date"]
        assert abs(email.utils.parsedate_to_datetime(told).timestamp() - time.time() - offset) < 60
    back_up(aws)
    assert abs(orders.backups()[0]["BackupCreationDateTime"] - time.time()) < 60


def test_the_date_header_may_be_missing(orders: LabClient) -> None:
    orders.settings(date_header=False)
    assert "Date" not in raw(orders, "DescribeTable", {"TableName": "orders"}).headers
    orders.settings(date_header=True)
    assert raw(orders, "DescribeTable", {"TableName": "orders"}).headers["Date"]


def test_a_list_may_lag_behind(orders: LabClient, aws: t.Any) -> None:
    orders.settings(list_lag_seconds=LONG)
    arn = back_up(aws)
    assert aws.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupArn"] == arn
    assert aws.list_backups()["BackupSummaries"] == [] and [made["BackupArn"] for made in orders.backups()] == [arn]
    orders.settings(clock_offset=LONG + 1)
    assert [made["BackupArn"] for made in aws.list_backups()["BackupSummaries"]] == [arn]


@pytest.mark.parametrize("kind", ["late", "delay"])
def test_a_request_that_a_fault_holds_back_does_not_reach_the_next_test(orders: LabClient, kind: str) -> None:
    orders.fault("CreateBackup", kind, seconds=1, when="before")

    def ask() -> None:
        with contextlib.suppress(urllib.error.URLError, http.client.HTTPException, ConnectionError):
            raw(orders, "CreateBackup", {"TableName": "orders", "BackupName": "of-an-earlier-test"})

    threading.Thread(target=ask, daemon=True).start()
    await_that(lambda: bool(orders.requests("CreateBackup")))
    orders.reset()
    orders.make_table("orders")
    time.sleep(1.5)
    assert not orders.backups()
