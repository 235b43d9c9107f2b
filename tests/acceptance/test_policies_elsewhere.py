# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource policies outside of the partition aws: what is sent is what was given, and what is compared is of the table's own partition."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import re
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import TABLE_SETTINGS
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import apply_settings
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings import catalogue
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings.apply_changes import Desired
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

PLUGINS = pathlib.Path(__file__).resolve().parents[2] / "plugins"
ACCOUNT = "123456789012"


def policy(principal: t.Any, region: str, partition: str) -> dict[str, t.Any]:
    """A policy of a table orders there."""
    resource = f"arn:{partition}:dynamodb:{region}:{ACCOUNT}:table/orders"
    statement = {"Sid": "Readers", "Effect": "Allow", "Principal": {"AWS": principal}, "Action": "dynamodb:GetItem", "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def apply(lab: LabClient, region: str, wanted: t.Any, check_mode: bool = False) -> dict[str, t.Any]:
    """What dynamodb_table_settings does there."""
    task = dataclasses.replace(task_at(lab, region=region, permissions=TABLE_SETTINGS), client_of=lab.dynamodb)
    outcome = apply_settings.Outcome(with_diff=True)
    request = apply_settings.Request(names.parse_table("orders"), Desired(catalogue.named({"resource_policy": wanted})), check_mode)
    apply_settings.run(task, request, outcome)
    return outcome.as_result()


@pytest.mark.parametrize(("region", "partition"), [("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn"), ("us-east-1", "aws")])
def test_s5_a_principal_is_sent_as_given_and_compared_in_the_tables_own_partition(lab: LabClient, region: str, partition: str) -> None:
    lab.dynamodb(region).create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    root = f"arn:{partition}:iam::{ACCOUNT}:root"
    given = policy(ACCOUNT, region, partition)
    assert apply(lab, region, given)["changed"]
    sent = json.loads(lab.requests("PutResourcePolicy")[0]["body"]["Policy"])
    assert sent["Statement"][0]["Principal"] == {"AWS": ACCOUNT}
    for same in (ACCOUNT, root, [ACCOUNT], [root, ACCOUNT]):
        foreseen, done = apply(lab, region, policy(same, region, partition), check_mode=True), apply(lab, region, policy(same, region, partition))
        assert not foreseen["changed"] and not done["changed"] and foreseen["diff"]["before"] == foreseen["diff"]["after"], same
        assert done["settings"]["resource_policy"]["Statement"][0]["Principal"] == {"AWS": root}
    assert len(lab.requests("PutResourcePolicy")) == 1
    assert apply(lab, region, policy([ACCOUNT, "210987654321"], region, partition))["changed"]


def test_s5_no_partition_is_written_into_the_product() -> None:
    # Patterns that take every partition, forms shown to users, and examples alone.
    shown = r"arn:aws:(dynamodb|kms|iam|cloudwatch|backup):[a-z0-9-]*:(123456789012|210987654321|444455556666):"
    allowed = re.compile(rf"arn:aws\(-\[a-z\]\+\)\*:|arn:aws\[a-z-\]\*:|Its form is arn:aws:|{shown}")
    for file in sorted(PLUGINS.rglob("*.py")):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert "arn:aws" not in allowed.sub("", line), (file.name, line)
