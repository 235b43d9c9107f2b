# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself: what a change of tags locks, and for how long it is not told.

Measured by the aws-controllers-k8s project (docs/api-quirks, DDB-TABLE-103, 172, 406, 440, 441, 110); the same in scylladb, test/alternator/test_tag.py.
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.lab.asking import client_of, described, said
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.settings import AT_ONCE

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
LOCKED = "LimitExceededException: Subscriber limit exceeded: Table tags are being updated: orders"


@pytest.fixture(name="aws")
def a_client(orders: LabClient) -> t.Any:
    """A client; there is a table ``orders``, and time stands still as far as its tags are concerned."""
    # What is asked here is each answer; how long things last is asked in test_lab_profile.py.
    orders.settings(speed=AT_ONCE, tag_lock_seconds=170, tag_lag_seconds=230)
    return client_of(orders)


def put(aws: t.Any, **tags: str) -> str:
    """What TagResource is refused with."""
    return said(aws.tag_resource, ResourceArn=ARN, Tags=[{"Key": key, "Value": value} for key, value in tags.items()])


def take(aws: t.Any, *keys: str) -> str:
    """What UntagResource is refused with."""
    return said(aws.untag_resource, ResourceArn=ARN, TagKeys=list(keys))


def told(aws: t.Any) -> dict[str, str]:
    """The tags as they are read."""
    return {each["Key"]: each["Value"] for each in aws.list_tags_of_resource(ResourceArn=ARN)["Tags"]}


def test_s1_a_change_locks_the_tags_for_a_time(orders: LabClient, aws: t.Any) -> None:
    assert put(aws, a="1") == ""
    assert put(aws, b="1") == put(aws, a="2") == take(aws, "a") == take(aws, "nothing") == LOCKED
    orders.settings(clock_offset=171)
    assert put(aws, b="1") == "" and take(aws, "a") == LOCKED
    orders.settings(clock_offset=342)
    assert take(aws, "a") == "" and take(aws, "nothing") == put(aws, b="1") == LOCKED


def test_s1_a_superset_of_what_is_under_way_passes(aws: t.Any) -> None:
    assert put(aws, a="1") == "" and put(aws, a="1") == "" and put(aws, a="1", b="2") == ""
    assert put(aws, b="2") == put(aws, a="1") == LOCKED


def test_s1_what_changes_nothing_locks_nothing(orders: LabClient, aws: t.Any) -> None:
    assert put(aws, a="1") == ""
    orders.settings(clock_offset=171)
    assert put(aws, a="1") == take(aws, "nothing") == put(aws, b="1") == ""


def test_s1_a_change_is_read_late(orders: LabClient, aws: t.Any) -> None:
    put(aws, a="1")
    orders.settings(clock_offset=171)
    put(aws, b="1")
    assert told(aws) == {}
    orders.settings(clock_offset=231)
    assert told(aws) == {"a": "1"}
    orders.settings(clock_offset=402)
    assert told(aws) == {"a": "1", "b": "1"}


def test_s1_a_table_whose_tags_are_changed_is_not_deleted_and_else_free(orders: LabClient, aws: t.Any) -> None:
    put(aws, a="1")
    refusal = "ResourceInUseException: Attempt to change a resource which is still in use: Table tags are being updated: orders"
    assert said(aws.delete_table, TableName="orders") == refusal
    assert aws.update_table(TableName="orders", DeletionProtectionEnabled=True)
    aws.update_table(TableName="orders", DeletionProtectionEnabled=False)
    orders.settings(clock_offset=171)
    assert said(aws.delete_table, TableName="orders") == ""


def test_s1_the_tags_of_a_new_table_lock_nothing(aws: t.Any) -> None:
    key = [{"AttributeName": "id", "KeyType": "HASH"}]
    kinds = [{"AttributeName": "id", "AttributeType": "S"}]
    aws.create_table(TableName="new", BillingMode="PAY_PER_REQUEST", KeySchema=key, AttributeDefinitions=kinds, Tags=[{"Key": "a", "Value": "1"}])
    arn = described(aws, "new")["TableArn"]
    assert aws.list_tags_of_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "1"}]
    assert said(aws.untag_resource, ResourceArn=arn, TagKeys=["a"]) == ""


def test_s4_the_fifty_first_tag_is_refused(orders: LabClient, aws: t.Any) -> None:
    """DDB-TABLE-108: counted with those that there are, and not as a limit but as invalid."""
    assert put(aws, **{f"key-{number}": "1" for number in range(50)}) == ""
    orders.settings(clock_offset=171)
    assert put(aws, more="1") == "ValidationException: Number of Tags exceed the current limit for the provided ResourceArn"
    assert put(aws, **{f"key-{number}": "2" for number in range(50)}) == ""
