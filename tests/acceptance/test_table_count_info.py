# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_table_count_info: the number of items, counted over all pages."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import count_items
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_table_count_info
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_table_count_info"


def test_counts_over_pages_through_lost_answers(lab: LabClient, here: ModulesHere) -> None:
    lab.make_table("orders", items=30)
    client = lab.dynamodb()
    for number in range(9):
        # Pages end at 1 MB.
        client.put_item(TableName="orders", Item={"id": {"S": f"large-{number}"}, "text": {"S": "x" * 390_000}})
    lab.fault("Scan", "cut", when="after", skip=1)
    lab.fault("Scan", "error", code="ProvisionedThroughputExceededException", message="Slow down")
    run = here.adhoc(MODULE, table_name="orders")
    assert run.code == 0 and run.result["changed"] is False and run.result["item_count"] == 39, run.output
    assert run.result["table"]["key_schema"] == [{"attribute_name": "id", "key_type": "HASH"}]
    scans = lab.requests("Scan")
    assert len([each for each in scans if not each["fault"]]) >= 2 and all(each["body"]["Select"] == "COUNT" for each in scans)
    assert all(each["body"]["ConsistentRead"] is True for each in scans)


def test_past_the_timeout_it_ends(lab: LabClient) -> None:
    lab.make_table("orders")
    for number in range(9):
        lab.dynamodb().put_item(TableName="orders", Item={"id": {"S": f"large-{number}"}, "text": {"S": "x" * 390_000}})
    lab.fault("Scan", "delay", seconds=2.5, times=0)
    with pytest.raises(errors.Timeout, match="before all items of table orders were counted"):
        perform(task_at(lab, 2), dynamodb_table_count_info, count_items, table_name="orders")
    assert len(lab.requests("Scan")) <= 1


def test_no_item_is_in_the_result(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.adhoc(MODULE, "-vvv", table_name="orders", consistent_read=False)
    assert run.code == 0 and run.result["item_count"] == 3 and "order-0000" not in run.output
    assert orders.requests("Scan")[0]["body"]["ConsistentRead"] is False


def test_a_table_that_is_not_there(lab: LabClient, here: ModulesHere) -> None:
    run = here.adhoc(MODULE, table_name="ordres")
    assert run.code != 0 and "DynamoDB table ordres was not found in region us-east-1" in run.msg and "item_count" not in run.result


def test_without_permission(orders: LabClient, here: ModulesHere) -> None:
    orders.settings(allowed=["dynamodb:DescribeTable"])
    run = here.adhoc(MODULE, table_name="orders")
    assert run.code != 0 and "Permissions needed: dynamodb:DescribeTable, dynamodb:Scan." in run.msg
