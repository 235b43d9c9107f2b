# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab reads items in batches and segments as AWS does. What other projects established on AWS is in tests/truth/items.yml."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from botocore.exceptions import ClientError

KEYS: list[dict[str, t.Any]] = [{"id": {"S": f"order-{number:05d}"}} for number in range(3)]


def asked(keys: list[dict[str, t.Any]], table: str = "orders") -> dict[str, t.Any]:
    """The parameters of a BatchGetItem of these keys."""
    return {"RequestItems": {table: {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": "id"}}}


def test_what_a_batch_leaves_unprocessed_can_be_sent_again_as_it_is(orders: LabClient) -> None:
    client = orders.dynamodb()
    orders.settings(batch_reads_at_once=2)
    first = client.batch_get_item(**asked(KEYS))
    assert first["UnprocessedKeys"] == asked(KEYS[2:])["RequestItems"] and first["Responses"] == {"orders": KEYS[1::-1]}
    second = client.batch_get_item(RequestItems=first["UnprocessedKeys"])
    assert second["UnprocessedKeys"] == {} and second["Responses"] == {"orders": KEYS[2:]} and "ConsumedCapacity" not in second
    orders.settings(batch_reads_at_once=0)
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException):
        client.batch_get_item(**asked(KEYS))


def test_a_batch_has_16_megabytes_at_most(lab: LabClient) -> None:
    lab.make_table("orders", items=0)
    client = lab.dynamodb()
    keys = [{"id": {"S": f"large-{number}"}} for number in range(45)]
    for key in keys:
        client.put_item(TableName="orders", Item={**key, "text": {"S": "x" * 390_000}})
    told = client.batch_get_item(RequestItems={"orders": {"Keys": keys}})
    # 43 of 390 kB, in any order.
    assert len(told["Responses"]["orders"]) == 43 and len(told["UnprocessedKeys"]["orders"]["Keys"]) == 2


def test_a_batch_takes_arns_and_refuses_other_keys_and_tables(orders: LabClient) -> None:
    client = orders.dynamodb()
    arn = client.describe_table(TableName="orders")["Table"]["TableArn"]
    told = client.batch_get_item(**asked(KEYS, arn), ReturnConsumedCapacity="TOTAL")
    assert list(told["Responses"]) == [arn] and len(told["Responses"][arn]) == 3 and told["ConsumedCapacity"]
    for key in ({"id": {"N": "1"}}, {"number": {"S": "a"}}, {**KEYS[0], "day": {"S": "a"}}):
        with pytest.raises(ClientError, match=r"ValidationException.*The provided key element does not match the schema"):
            client.batch_get_item(**asked([key]))
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.batch_get_item(**asked(KEYS, "ordres"))
    with pytest.raises(ClientError, match="less than or equal to 100"):
        client.batch_get_item(**asked([{"id": {"S": str(number)}} for number in range(101)]))


def test_a_full_page_names_its_last_item_though_no_other_follows(orders: LabClient) -> None:
    client = orders.dynamodb()
    full = client.scan(TableName="orders", Limit=3)
    assert full["LastEvaluatedKey"] == {"id": full["Items"][-1]["id"]}
    rest = client.scan(TableName="orders", Limit=3, ExclusiveStartKey=full["LastEvaluatedKey"])
    assert rest["Items"] == [] and "LastEvaluatedKey" not in rest and "LastEvaluatedKey" not in client.scan(TableName="orders", Limit=4)
