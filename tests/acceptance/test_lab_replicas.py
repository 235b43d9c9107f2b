# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself: what it says of replicas is what AWS says."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.lab.asking import back_up, client_of, described, make_rich_table, restore, said, when_active
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.settings import AT_ONCE

LONG = 600.0
HERE, THERE, FAR = "us-east-1", "eu-west-1", "ap-southeast-2"
STREAM = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
KEY = f"arn:aws:kms:{THERE}:123456789012:key/0123abcd-0000-4000-8000-000000000001"
INFREQUENT = "STANDARD_INFREQUENT_ACCESS"
IN_USE = "ResourceInUseException: Attempt to change a resource which is still in use: Table is being updated: orders"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}]}


@pytest.fixture(name="aws")
def a_client(orders: LabClient) -> t.Any:
    """A client for the first region; there is a table ``orders``, whose changes take no time until a test says otherwise."""
    # What is asked here is each answer; how long things last is asked in test_lab_profile.py.
    orders.settings(speed=AT_ONCE)
    return client_of(orders)


def change(client: t.Any, action: str, region: str = THERE, table: str = "orders", **more: t.Any) -> dict[str, t.Any]:
    """The answer to an UpdateTable that creates, updates or deletes a replica."""
    return client.update_table(TableName=table, ReplicaUpdates=[{action: {"RegionName": region, **more}}])["TableDescription"]


def replicas(client: t.Any, table: str = "orders") -> list[dict[str, t.Any]]:
    """The table's replicas."""
    return list(described(client, table).get("Replicas", []))


def regions(lab: LabClient) -> list[str]:
    """Where there is a table ``orders``."""
    return [table["region"] for table in lab.tables()]


def test_a_replica_takes_its_time(orders: LabClient, aws: t.Any) -> None:
    orders.settings(replica_creating_seconds=LONG)
    answer, other = change(aws, "Create"), client_of(orders, THERE)
    assert "Replicas" not in answer and answer["TableStatus"] == "UPDATING"
    assert replicas(aws) == [{"RegionName": THERE, "ReplicaStatus": "CREATING"}] and described(other, "orders")["TableStatus"] == "CREATING"
    assert described(aws, "orders")["TableStatus"] == "UPDATING" and said(aws.delete_table, TableName="orders") == IN_USE
    orders.settings(clock_offset=LONG)
    assert replicas(aws) == [{"RegionName": THERE, "ReplicaStatus": "ACTIVE"}] and described(aws, "orders")["TableStatus"] == "ACTIVE"
    ours, theirs = described(aws, "orders"), described(other, "orders")
    assert theirs["TableStatus"] == "ACTIVE" and theirs["Replicas"] == [{"RegionName": HERE, "ReplicaStatus": "ACTIVE"}]
    assert theirs["TableId"] != ours["TableId"] and theirs["TableArn"] == ours["TableArn"].replace(HERE, THERE) and theirs["KeySchema"] == ours["KeySchema"]


def test_while_a_replica_is_created_most_is_admitted_but_no_update(orders: LabClient, aws: t.Any) -> None:
    arn = described(aws, "orders")["TableArn"]
    orders.settings(replica_creating_seconds=LONG)
    change(aws, "Create")
    for other in (
        {"DeletionProtectionEnabled": True},
        {"StreamSpecification": STREAM},
        {"SSESpecification": {"Enabled": True}},
        {"ReplicaUpdates": [{"Create": {"RegionName": FAR}}]},
        {"ReplicaUpdates": [{"Delete": {"RegionName": THERE}}]},
    ):
        assert said(aws.update_table, TableName="orders", **other) == IN_USE
    asked = {"TableName": "orders", "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "until"}}
    answer = said(aws.update_time_to_live, **asked)
    assert answer.startswith("ValidationException: ") and answer.endswith("not allowed while the replica is being added")
    aws.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    aws.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    aws.put_resource_policy(ResourceArn=arn, Policy=json.dumps(POLICY))
    aws.update_contributor_insights(TableName="orders", ContributorInsightsAction="ENABLE")
    assert back_up(aws)
    orders.settings(clock_offset=LONG)
    aws.update_time_to_live(**asked)


def test_a_replica_that_is_created_is_only_described(orders: LabClient, aws: t.Any) -> None:
    orders.settings(replica_creating_seconds=LONG)
    change(aws, "Create")
    other = client_of(orders, THERE)
    arn = described(other, "orders")["TableArn"]
    for request, asked in (
        (other.scan, {"TableName": "orders"}),
        (other.list_tags_of_resource, {"ResourceArn": arn}),
        (other.describe_time_to_live, {"TableName": "orders"}),
        (other.get_resource_policy, {"ResourceArn": arn}),
        (other.describe_contributor_insights, {"TableName": "orders"}),
        (other.tag_resource, {"ResourceArn": arn, "Tags": []}),
    ):
        assert said(request, **asked).startswith("ResourceNotFoundException: ")
    assert said(other.describe_continuous_backups, TableName="orders").startswith("TableNotFoundException: ")
    assert said(other.delete_table, TableName="orders").startswith("ResourceInUseException: ")


@pytest.mark.parametrize("before, view", [(None, "NEW_AND_OLD_IMAGES"), (STREAM, "KEYS_ONLY")])
def test_a_replica_needs_no_stream_but_has_one_that_stays(aws: t.Any, before: dict[str, t.Any] | None, view: str) -> None:
    if before:
        aws.update_table(TableName="orders", StreamSpecification=before)
    change(aws, "Create")
    assert described(aws, "orders")["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": view}
    for wanted in (STREAM, {"StreamEnabled": False}):
        assert said(aws.update_table, TableName="orders", StreamSpecification=wanted).startswith("ValidationException: ")
    change(aws, "Delete")
    aws.update_table(TableName="orders", StreamSpecification={"StreamEnabled": False})


def test_a_replica_has_the_items_and_its_own_settings(orders: LabClient, aws: t.Any) -> None:
    aws.update_table(TableName="orders", DeletionProtectionEnabled=True)
    arn = described(aws, "orders")["TableArn"]
    aws.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    change(aws, "Create")
    other = client_of(orders, THERE)
    table = described(other, "orders")
    assert table["DeletionProtectionEnabled"] is False and other.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"] == []
    other.tag_resource(ResourceArn=table["TableArn"], Tags=[{"Key": "c", "Value": "d"}])
    other.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    other.update_contributor_insights(TableName="orders", ContributorInsightsAction="ENABLE")
    assert aws.list_tags_of_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "b"}]
    recovery = aws.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery == {"PointInTimeRecoveryStatus": "DISABLED"}
    assert aws.describe_contributor_insights(TableName="orders")["ContributorInsightsStatus"] == "DISABLED"
    other.put_item(TableName="orders", Item={"id": {"S": "from-there"}})
    assert aws.get_item(TableName="orders", Key={"id": {"S": "from-there"}})["Item"] and other.scan(TableName="orders")["Count"] == 4


def test_the_time_to_live_is_that_of_the_group(orders: LabClient, aws: t.Any) -> None:
    asked = {"TableName": "orders", "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "until"}}
    aws.update_time_to_live(**asked)
    change(aws, "Create")
    other = client_of(orders, THERE)
    assert other.describe_time_to_live(TableName="orders")["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}
    other.update_time_to_live(**{**asked, "TimeToLiveSpecification": {"Enabled": False, "AttributeName": "until"}})
    assert aws.describe_time_to_live(TableName="orders")["TimeToLiveDescription"] == {"TimeToLiveStatus": "DISABLED"}
    orders.settings(ttl_cooldown_seconds=LONG)
    assert said(aws.update_time_to_live, **asked).endswith("within a fixed interval")


def test_a_replica_has_its_key_and_its_class(orders: LabClient, aws: t.Any) -> None:
    change(aws, "Create", KMSMasterKeyId=KEY.rpartition("/")[2], TableClassOverride=INFREQUENT)
    entry = {"RegionName": THERE, "ReplicaStatus": "ACTIVE", "KMSMasterKeyId": KEY, "ReplicaTableClassSummary": {"TableClass": INFREQUENT}}
    table = described(client_of(orders, THERE), "orders")
    assert replicas(aws) == [entry] and table["SSEDescription"]["KMSMasterKeyArn"] == KEY and table["TableClassSummary"]["TableClass"] == INFREQUENT
    change(aws, "Create", FAR)
    orders.settings(table_updating_seconds=LONG)
    change(aws, "Update", FAR, TableClassOverride=INFREQUENT)
    assert {each["RegionName"]: each["ReplicaStatus"] for each in replicas(aws)} == {THERE: "ACTIVE", FAR: "UPDATING"}
    assert said(change, aws, "Update", FAR, TableClassOverride="STANDARD") == IN_USE
    orders.settings(clock_offset=LONG)
    assert replicas(aws)[1] == {"RegionName": FAR, "ReplicaStatus": "ACTIVE", "ReplicaTableClassSummary": {"TableClass": INFREQUENT}}


@pytest.mark.parametrize(
    "updates, expected",
    [
        ([{"Create": {"RegionName": THERE}}, {"Create": {"RegionName": FAR}}], "exactly one action"),
        ([{"Create": {"RegionName": THERE}, "Delete": {"RegionName": FAR}}], "exactly one action"),
        ([{"Create": {"RegionName": HERE}}], "Cannot add or delete the local region through ReplicaUpdates"),
        ([{"Delete": {"RegionName": HERE}}], "Cannot add or delete the local region through ReplicaUpdates"),
        ([{"Create": {"RegionName": "xx-nowhere-9"}}], "Valid regions: af-south-1, "),
        ([{"Create": {"RegionName": "eu-central-1"}}], "one or more replicas already existed as tables"),
        ([{"Delete": {"RegionName": "eu-central-1"}}], "not part of the global table"),
        ([{"Delete": {"RegionName": FAR}}], "not part of the global table"),
        ([{"Update": {"RegionName": FAR, "TableClassOverride": INFREQUENT}}], "not part of the global table"),
        ([{"Create": {"RegionName": FAR, "KMSMasterKeyId": KEY}}], "KMS key is not in region"),
        ([{"Create": {"RegionName": FAR, "KMSMasterKeyId": "alias/missing"}}], "does not exist"),
    ],
)
def test_what_cannot_be_a_replica(orders: LabClient, aws: t.Any, updates: list[dict[str, t.Any]], expected: str) -> None:
    orders.make_table(region="eu-central-1")
    answer = said(aws.update_table, TableName="orders", ReplicaUpdates=updates)
    assert answer.startswith("ValidationException: ") and expected in answer and sorted(regions(orders)) == ["eu-central-1", HERE]


def test_a_member_is_not_created_again(aws: t.Any) -> None:
    change(aws, "Create")
    assert said(change, aws, "Create").endswith("because one or more replicas already existed as tables.")


def test_a_provisioned_table_has_no_replicas(aws: t.Any) -> None:
    make_rich_table(aws)
    assert said(change, aws, "Create", table="rich") == "ValidationException: Table write capacity should either be Pay-Per-Request or AutoScaled."


def test_a_group_may_have_several_members_and_changed_from_any(orders: LabClient, aws: t.Any) -> None:
    change(aws, "Create")
    other = client_of(orders, THERE)
    change(other, "Create", FAR)
    assert sorted(regions(orders)) == sorted([HERE, THERE, FAR])
    assert [each["RegionName"] for each in replicas(aws)] == [THERE, FAR] and [each["RegionName"] for each in replicas(other)] == [HERE, FAR]
    orders.settings(replica_deleting_seconds=LONG)
    change(other, "Delete", FAR)
    assert {each["RegionName"]: each["ReplicaStatus"] for each in replicas(aws)} == {THERE: "ACTIVE", FAR: "DELETING"}
    assert said(change, aws, "Delete") == IN_USE


def test_a_replica_goes_with_its_table(orders: LabClient, aws: t.Any) -> None:
    change(aws, "Create")
    orders.settings(replica_deleting_seconds=LONG)
    answer, other = change(aws, "Delete"), client_of(orders, THERE)
    assert answer["Replicas"] == [{"RegionName": THERE, "ReplicaStatus": "ACTIVE"}]
    assert replicas(aws) == [{"RegionName": THERE, "ReplicaStatus": "DELETING"}] and described(other, "orders")["TableStatus"] == "DELETING"
    orders.settings(clock_offset=LONG)
    assert replicas(aws) == [] and said(described, other, "orders").startswith("ResourceNotFoundException: ") and regions(orders) == [HERE]
    orders.make_table(region=THERE)
    assert replicas(aws) == [] and replicas(other) == [] and other.scan(TableName="orders")["Count"] == 3


def test_what_must_not_be_deleted(orders: LabClient, aws: t.Any) -> None:
    change(aws, "Create")
    other = client_of(orders, THERE)
    other.update_table(TableName="orders", DeletionProtectionEnabled=True)
    assert "currently protected against deletion" in said(change, aws, "Delete")
    answer = said(aws.delete_table, TableName="orders")
    assert answer.startswith("ValidationException: ") and THERE in answer
    assert HERE in said(other.delete_table, TableName="orders") and sorted(regions(orders)) == [THERE, HERE]


def test_a_restored_table_has_no_replicas(orders: LabClient, aws: t.Any) -> None:
    change(aws, "Create")
    restore(aws, back_up(aws))
    table = when_active(aws)
    assert "Replicas" not in table and "StreamSpecification" not in table


def test_indexes_and_capacity_are_those_of_the_group(orders: LabClient, aws: t.Any) -> None:
    change(aws, "Create")
    aws.update_table(
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("id", "day")],
        GlobalSecondaryIndexUpdates=[
            {"Create": {"IndexName": "by-day", "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}
        ],
    )
    assert [index["IndexName"] for index in described(client_of(orders, THERE), "orders")["GlobalSecondaryIndexes"]] == ["by-day"]
