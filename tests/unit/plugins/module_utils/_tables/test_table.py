# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A table as a result: all that DescribeTable shows, under AWS's own names."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._names import parse_table
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import table

ORDERS = parse_table("orders")
PLAIN: dict[str, t.Any] = {
    "TableName": "orders",
    "TableArn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
    "TableId": "8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e",
    "TableStatus": "ACTIVE",
    "TableSizeBytes": 0,
    "ItemCount": 0,
    "CreationDateTime": datetime.datetime(2026, 11, 21, 2, tzinfo=datetime.UTC),
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "ProvisionedThroughput": {"NumberOfDecreasesToday": 1, "ReadCapacityUnits": 5, "WriteCapacityUnits": 4},
    "DeletionProtectionEnabled": False,
}


def test_a_plain_table_has_all_that_every_table_has_and_all_that_aws_shows() -> None:
    assert table.details(PLAIN, ORDERS) == {
        "table_name": "orders",
        "table_arn": PLAIN["TableArn"],
        "table_id": PLAIN["TableId"],
        "table_status": "ACTIVE",
        "table_size_bytes": 0,
        "item_count": 0,
        "creation_date_time": "2026-11-21T02:00:00+00:00",
        "key_schema": [{"attribute_name": "id", "key_type": "HASH"}],
        "attribute_definitions": [{"attribute_name": "id", "attribute_type": "S"}],
        "billing_mode": "PROVISIONED",
        "provisioned_throughput": {"number_of_decreases_today": 1, "read_capacity_units": 5, "write_capacity_units": 4},
        "deletion_protection_enabled": False,
        "table_class": "STANDARD",
        "global_secondary_indexes": [],
        "local_secondary_indexes": [],
        "vector_indexes": [],
        "latest_stream_arn": None,
        "latest_stream_label": None,
    }


@pytest.mark.parametrize(
    ("member", "value", "shown"),
    [
        ("SSEDescription", {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "some"}, {"sse_description": {"kms_master_key_arn": "some"}}),
        ("TableClassSummary", {"TableClass": "STANDARD_INFREQUENT_ACCESS"}, {"table_class": "STANDARD_INFREQUENT_ACCESS"}),
        ("BillingModeSummary", {"BillingMode": "PAY_PER_REQUEST"}, {"billing_mode": "PAY_PER_REQUEST"}),
        ("GlobalSecondaryIndexes", [{"IndexName": "ByStatus"}], {"global_secondary_indexes": [{"index_name": "ByStatus"}]}),
        ("LocalSecondaryIndexes", [{"IndexName": "ByDay"}], {"local_secondary_indexes": [{"index_name": "ByDay"}]}),
        ("StreamSpecification", {"StreamEnabled": True}, {"stream_specification": {"stream_enabled": True}}),
        ("LatestStreamArn", "some", {"latest_stream_arn": "some"}),
        ("Replicas", [{"RegionName": "eu-west-1"}], {"replicas": [{"region_name": "eu-west-1"}]}),
        ("RestoreSummary", {"RestoreInProgress": True}, {"restore_summary": {"restore_in_progress": True}}),
    ],
)
def test_what_some_tables_have(member: str, value: t.Any, shown: dict[str, t.Any]) -> None:
    ((name, expected),) = shown.items()
    found = table.details({**PLAIN, member: value}, ORDERS)[name]
    assert {**expected, **found} == found if isinstance(expected, dict) and isinstance(found, dict) else found == expected
    assert "replicas" not in table.details(PLAIN, ORDERS) and "sse_description" not in table.details(PLAIN, ORDERS)
