# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself: indexes that are being added, warm throughput, vector indexes, settings replication, and the policies of streams."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import make_indexed_table
from ansible_collections.dynaops.dynamodb.tests.lab.asking import back_up, client_of, described, restore, said, when_active
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.settings import AT_ONCE

BY_DAY = {"IndexName": "ByDay", "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
VECTORS = {
    "IndexName": "ByMeaning",
    "VectorAttribute": {"AttributeName": "meaning"},
    "Dimensions": 4,
    "DistanceFunction": "COSINE",
    "Projection": {"ProjectionType": "ALL"},
}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetRecords", "Resource": "*"}]}


@pytest.fixture(name="aws")
def a_client(lab: LabClient) -> t.Any:
    """A client; there is a table ``orders`` with an index ``ByStatus``."""
    make_indexed_table(lab)
    # What is asked here is each answer; how long things last is asked in test_lab_profile.py.
    lab.settings(speed=AT_ONCE)
    return client_of(lab)


def add_index(aws: t.Any, name: str = "ByDay") -> None:
    """UpdateTable."""
    kinds = [{"AttributeName": each, "AttributeType": "S"} for each in ("id", "status", "day")]
    aws.update_table(TableName="orders", AttributeDefinitions=kinds, GlobalSecondaryIndexUpdates=[{"Create": {**BY_DAY, "IndexName": name}}])


def by_day(aws: t.Any) -> tuple[str, str, bool | None]:
    """The table's status, the new index's, and whether it is backfilling."""
    table = described(aws, "orders")
    (index,) = [each for each in table["GlobalSecondaryIndexes"] if each["IndexName"] == "ByDay"]
    return table["TableStatus"], index["IndexStatus"], index.get("Backfilling")


def test_s7_an_index_is_added_for_minutes(lab: LabClient, aws: t.Any) -> None:
    lab.settings(index_allocating_seconds=420, index_unknown_seconds=200, index_adding_seconds=5100)
    add_index(aws)
    asked = {"TableName": "orders", "IndexName": "ByDay"}
    unknown = "ResourceNotFoundException: Requested resource not found: Index: ByDay not found for table: orders"
    assert by_day(aws) == ("UPDATING", "CREATING", False)
    assert said(aws.describe_contributor_insights, **asked) == unknown
    assert said(aws.update_contributor_insights, **asked, ContributorInsightsAction="ENABLE") == unknown
    lab.settings(clock_offset=210)
    assert aws.describe_contributor_insights(**asked)["ContributorInsightsStatus"] == "DISABLED"
    lab.settings(clock_offset=430)
    assert by_day(aws) == ("ACTIVE", "CREATING", True)
    assert "IndexStatus must be ACTIVE" in said(aws.update_contributor_insights, **asked, ContributorInsightsAction="ENABLE")
    assert said(add_index, aws, "Another").startswith("LimitExceededException: Subscriber limit exceeded: Only 1 online index")
    lab.settings(clock_offset=5110)
    assert by_day(aws) == ("ACTIVE", "ACTIVE", None) and aws.update_contributor_insights(**asked, ContributorInsightsAction="ENABLE")


@pytest.mark.parametrize("status", ["CREATING", "DELETING"])
def test_s7_time_to_live_is_not_told_of_every_table(lab: LabClient, aws: t.Any, status: str) -> None:
    lab.table("orders", status)
    text = f"ValidationException: Cannot describe time to live while table is in {status} state: Current table state is {status}"
    assert said(aws.describe_time_to_live, TableName="orders") == text


def test_s8_warm_throughput_is_told_and_only_raised(lab: LabClient, aws: t.Any) -> None:
    lab.settings(warm_updating_seconds=390)
    first = {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000}
    assert described(aws, "orders")["WarmThroughput"] == {**first, "Status": "ACTIVE"}
    told = aws.update_table(TableName="orders", WarmThroughput={"ReadUnitsPerSecond": 12001})["TableDescription"]
    assert told["TableStatus"] == "ACTIVE" and told["WarmThroughput"] == described(aws, "orders")["WarmThroughput"] == {**first, "Status": "UPDATING"}
    lab.settings(clock_offset=400)
    assert described(aws, "orders")["WarmThroughput"] == {**first, "ReadUnitsPerSecond": 12001, "Status": "ACTIVE"}
    assert "decreasing WarmThroughput is not supported" in said(aws.update_table, TableName="orders", WarmThroughput=first)
    update = {"Update": {"IndexName": "ByStatus", "WarmThroughput": {"WriteUnitsPerSecond": 5000}}}
    aws.update_table(TableName="orders", GlobalSecondaryIndexUpdates=[update])
    lab.settings(clock_offset=800)
    assert described(aws, "orders")["GlobalSecondaryIndexes"][0]["WarmThroughput"] == {**first, "WriteUnitsPerSecond": 5000, "Status": "ACTIVE"}
    restore(aws, back_up(aws))
    assert when_active(aws)["WarmThroughput"] == {**first, "Status": "ACTIVE"}


def test_s8_vector_indexes_come_back_or_not(aws: t.Any) -> None:
    aws.create_table(
        TableName="texts",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        VectorIndexes=[VECTORS],
    )
    assert described(aws, "texts")["VectorIndexes"] == [{**VECTORS, "IndexStatus": "ACTIVE"}]
    arn = back_up(aws, "texts")
    assert aws.describe_backup(BackupArn=arn)["BackupDescription"]["SourceTableFeatureDetails"]["VectorIndexes"] == [VECTORS]
    restore(aws, arn)
    assert len(when_active(aws)["VectorIndexes"]) == 1
    restore(aws, arn, "without", VectorIndexOverride=[])
    assert "VectorIndexes" not in when_active(aws, "without")
    assert "does not match a vector index" in said(restore, aws, arn, "other", VectorIndexOverride=[{**VECTORS, "Dimensions": 5}])


def test_s8_settings_replication_is_of_a_table_without_replicas(aws: t.Any) -> None:
    mode = "GlobalTableSettingsReplicationMode"
    assert mode not in described(aws, "orders")
    aws.update_table(TableName="orders", **{mode: "ENABLED"})
    assert described(aws, "orders")[mode] == "ENABLED"
    assert said(aws.update_table, TableName="orders", **{mode: "ENABLED_WITH_OVERRIDES"}).startswith("ValidationException: ")


def test_s8_a_stream_has_a_policy_of_its_own(aws: t.Any) -> None:
    table = aws.update_table(TableName="orders", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})["TableDescription"]
    first = table["LatestStreamArn"]
    aws.put_resource_policy(ResourceArn=first, Policy=json.dumps(POLICY))
    assert json.loads(aws.get_resource_policy(ResourceArn=first)["Policy"])["Statement"]
    assert said(aws.get_resource_policy, ResourceArn=table["TableArn"]).startswith("PolicyNotFoundException: ")
    for change in ({"StreamEnabled": False}, {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}):
        aws.update_table(TableName="orders", StreamSpecification=change)
    second = described(aws, "orders")["LatestStreamArn"]
    assert second != first and said(aws.get_resource_policy, ResourceArn=second).startswith("PolicyNotFoundException: ")
