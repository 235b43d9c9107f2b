# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of table settings share: settings that are all on, settings that can't be, and the two modules' work in this process."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import TABLE_SETTINGS
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import apply_settings, read_settings
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings import catalogue
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings.apply_changes import Desired
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import task_at, time_of
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.settings import AT_ONCE

POLICY: dict[str, t.Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Readers",
            "Effect": "Allow",
            "Principal": {"AWS": "123456789012"},
            "Action": "dynamodb:GetItem",
            "Resource": "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
        }
    ],
}
# Each differs from what a new table has.
ALL_ON: dict[str, t.Any] = {
    "contributor_insights": {"enabled": True, "mode": "ACCESSED_AND_THROTTLED_KEYS", "indexes": {"ByStatus": {"enabled": True, "mode": "THROTTLED_KEYS"}}},
    "deletion_protection": {"enabled": True},
    "on_demand_throughput": {"max_read_request_units": 40, "max_write_request_units": 20},
    "point_in_time_recovery": {"enabled": True, "recovery_period_in_days": 7},
    "replicas": [{"region_name": "eu-west-1", "point_in_time_recovery": {"enabled": True, "recovery_period_in_days": 14}}],
    "resource_policy": POLICY,
    "server_side_encryption": {"enabled": True},
    "stream": {"enabled": True, "view_type": "NEW_IMAGE"},
    "table_class": "STANDARD_INFREQUENT_ACCESS",
    "tags": {"Environment": "prod", "Owner": "operations"},
    "time_to_live": {"enabled": True, "attribute_name": "expires"},
    "warm_throughput": {"read_units_per_second": 13000, "write_units_per_second": 5000},
}
_ON = {"enabled": True}
# Settings that can't be, and what the refusal says.
REFUSALS: list[tuple[dict[str, t.Any], str]] = [
    ({"stream": {**_ON, "view_type": "SOME"}}, "SOME"),
    ({"time_to_live": _ON}, "settings.time_to_live.attribute_name is required"),
    ({"time_to_live": {**_ON, "attribute_name": "x" * 256}}, "255 characters or less (got 256)"),
    ({"point_in_time_recovery": {**_ON, "recovery_period_in_days": 36}}, "must be from 1 to 35 (got 36)"),
    ({"point_in_time_recovery": {}}, "enabled"),
    ({"server_side_encryption": {**_ON, "kms_master_key_id": "alias/mine"}}, "not an alias (got alias/mine)"),
    ({"server_side_encryption": {**_ON, "kms_master_key_id": "alias/aws/dynamodb"}}, "not an alias"),
    ({"on_demand_throughput": {"max_read_request_units": 0}}, "must be at least 1, or -1 for no limit (got 0)"),
    ({"table_class": "GLACIER"}, "GLACIER"),
    ({"tags": {"aws:mine": "1"}}, "aws:mine cannot be set"),
    ({"tags": {"dynaops.dynamodb:restored-from": "1"}}, "the prefix is reserved"),
    ({"tags": {"": "1"}}, "1 to 128 characters"),
    ({"tags": {str(number): "1" for number in range(51)}}, "50 or fewer (got 51)"),
    ({"tags": {"list": [1]}}, "settings.tags.list must be text"),
    ({"resource_policy": "{no json"}, "resource_policy is not JSON"),
    ({"resource_policy": " "}, "settings.resource_policy is an empty text. Write {} to remove the policy, or leave it out."),
    ({"stream_resource_policy": ""}, "settings.stream_resource_policy is an empty text."),
    ({"resource_policy": {"Statement": []}}, "must have Version and Statement"),
    ({"resource_policy": {"Version": "2012-10-17", "Statement": ["x" * 20480]}}, "20480 characters or less"),
    ({"replicas": [{"region_name": "eu-west-1"}, {"region_name": "eu west"}]}, "settings.replicas[1].region_name must be a valid AWS region identifier"),
    ({"replicas": [{"region_name": "eu-west-1"}, {"region_name": "eu-west-1"}]}, "names a region twice"),
    ({"replicas": [{"region_name": "eu-west-1", "point_in_time_recovery": {**_ON, "recovery_period_in_days": 0}}]}, "(eu-west-1)"),
    ({"contributor_insights": {**_ON, "indexes": {"ByStatus": True}}}, "settings.contributor_insights.indexes.ByStatus must be a dictionary such as"),
    ({"contributor_insights": {**_ON, "indexes": {"ByStatus": {**_ON, "mode": "ALL"}}}}, "must be one of"),
]


def make_indexed_table(lab: LabClient, name: str = "orders", settled: bool = True) -> None:
    """A table with the key ``id`` and the global secondary index ``ByStatus``; one that is not ``settled`` is CREATING."""
    lab.dynamodb().create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "status", "AttributeType": "S"}],
        GlobalSecondaryIndexes=[
            {"IndexName": "ByStatus", "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
        ],
    )
    if settled:
        lab.settle()


def task(lab: LabClient, timeout: float = 3600) -> Task:
    """A task like the module's own, in the lab's time, with clients for other regions."""

    def at(region: str) -> Task:
        return task_at(lab, timeout, region, TABLE_SETTINGS, time=time_of(lab))

    return dataclasses.replace(at("us-east-1"), client_of=lambda region: at(region).client)


def apply(lab: LabClient, settings: dict[str, t.Any], **words: t.Any) -> dict[str, t.Any]:
    """What dynamodb_table_settings does, less Ansible: the result. Raises TaskError with the outcome as ``outcome``."""
    purges = {name: words.pop(name) for name in ("purge_tags", "purge_replicas") if name in words}
    with_diff, check_mode, table = words.pop("with_diff", False), words.pop("check_mode", False), words.pop("table_name", "orders")
    outcome = apply_settings.Outcome(with_diff=with_diff)
    request = apply_settings.Request(names.parse_table(table), Desired(catalogue.named(settings), **purges), check_mode)
    try:
        apply_settings.run(task(lab, **words), request, outcome)
    except Exception as error:
        error.outcome = outcome  # type: ignore[attr-defined]
        raise
    return outcome.as_result()


def prepare(lab: LabClient, settings: dict[str, t.Any], **words: t.Any) -> None:
    """Gives a table settings that a test begins with: what takes minutes in AWS is done at once, for this time."""
    time_of(lab)
    lab.settings(speed=AT_ONCE)
    apply(lab, settings, **words)
    lab.settle()
    lab.settings(speed=1)


def read(lab: LabClient, table: str = "orders") -> dict[str, t.Any]:
    """What dynamodb_table_settings_info reads."""
    outcome = read_settings.Outcome()
    read_settings.run(task(lab), read_settings.Request(names.parse_table(table)), outcome)
    return t.cast("dict[str, t.Any]", outcome.settings)


def writes(lab: LabClient) -> list[dict[str, t.Any]]:
    """The requests seen that change a table's settings."""
    return [entry for entry in lab.work() if entry["operation"].startswith(("Update", "Tag", "Untag", "Put", "Delete"))]
