# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_protection_info with schedules: which plans of AWS Backup select a table, when they run next, and that no plan changes a verdict."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._protection.plans import Selection
from ansible_collections.dynaops.dynamodb.tests.acceptance.backup_plans import make_plan, make_role
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_protection_info import arn, check, enable_pitr
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

OF_PLANS = ("ListBackupPlans", "GetBackupPlan", "ListBackupSelections", "GetBackupSelection", "DescribeRegionSettings")


@pytest.fixture(name="tables")
def three_tables(lab: LabClient) -> LabClient:
    """orders, of which the tag stage is prod; carts, of which it is test; and users without tags. A role for AWS Backup."""
    for name, stage in (("orders", "prod"), ("carts", "test"), ("users", "")):
        lab.make_table(name)
        if stage:
            lab.dynamodb().tag_resource(ResourceArn=arn(name), Tags=[{"Key": "stage", "Value": stage}])
    lab.settle()
    make_role(lab)
    return lab


def plans(lab: LabClient) -> dict[str, list[str]]:
    """The plans of each table."""
    return {each["table_name"]: [plan["backup_plan_name"] for plan in each["backup_plans"]] for each in check(lab, schedules=True)["tables"]}


def test_each_table_has_the_plans_that_select_it(tables: LabClient) -> None:
    make_plan(tables, "one-table", Resources=[arn("orders")])
    make_plan(tables, "some-tables", Resources=["arn:aws:dynamodb:*:*:table/*"], NotResources=[arn("users")])
    make_plan(tables, "any-tag", ListOfTags=[{"ConditionType": "STRINGEQUALS", "ConditionKey": "stage", "ConditionValue": each} for each in ("prod", "test")])
    condition = {"ConditionKey": "aws:ResourceTag/stage", "ConditionValue": "pr*"}
    make_plan(tables, "conditions", Resources=["*"], Conditions={"StringLike": [condition]})
    make_plan(tables, "volumes", Resources=["arn:aws:ec2:*:*:volume/*"])
    assert plans(tables) == {"orders": ["one-table", "some-tables", "any-tag", "conditions"], "carts": ["some-tables", "any-tag"], "users": []}


@pytest.mark.newer_boto
def test_the_next_run_is_told_and_changes_no_verdict(tables: LabClient) -> None:
    make_plan(tables, "nightly", schedule="cron(30 5 ? * * *)", Resources=[arn("orders")])
    enable_pitr(tables, "carts")
    result = {each["table_name"]: each for each in check(tables, schedules=True)["tables"]}
    (found,) = result["orders"]["backup_plans"]
    now = datetime.datetime.now(datetime.UTC)
    due = now.replace(hour=5, minute=30, second=0, microsecond=0)
    assert datetime.datetime.fromisoformat(found["next_execution_time"]) in (due, due + datetime.timedelta(days=1))
    assert found["rules"][0]["schedule_expression"] == "cron(30 5 ? * * *)" and found["selection_name"] == "nightly-selection"
    assert found["rules"][0]["next_execution_time"] == found["next_execution_time"] and "last_execution_date" not in found
    assert {name: each["verdict"] for name, each in result.items()} == {"orders": "unprotected", "carts": "protected", "users": "unprotected"}
    assert result["orders"]["reasons"][-1] == f"Backup plan of AWS Backup that selects the table: nightly (next run {found['next_execution_time']})."
    assert result["users"]["reasons"][-1] == "No backup plan of AWS Backup selects the table." and "plan" not in " ".join(result["carts"]["reasons"])


def test_tags_are_read_only_where_a_plan_selects_by_them(tables: LabClient) -> None:
    make_plan(tables, "one-table", Resources=[arn("orders")])
    assert plans(tables)["orders"] == ["one-table"] and tables.requests("ListTagsOfResource") == []


def test_without_schedules_no_plan_is_asked_for(tables: LabClient) -> None:
    assert "backup_plans" not in check(tables)["tables"][0]
    assert not {entry["operation"] for entry in tables.requests(service="backup")} & set(OF_PLANS)


def test_a_region_that_has_not_opted_in_backs_up_only_what_is_named(tables: LabClient) -> None:
    make_plan(tables, "all", Resources=["*"])
    make_plan(tables, "named", Resources=["arn:aws:dynamodb:*:*:table/orders"])
    tables.settings(backup_opted_in=False)
    assert plans(tables) == {"orders": ["named"], "carts": [], "users": []}


@pytest.mark.parametrize("operation", OF_PLANS)
def test_plans_that_cannot_be_read_are_unknown_and_not_none(tables: LabClient, operation: str) -> None:
    make_plan(tables, "one-table", Resources=[arn("orders")])
    tables.fault(operation, "error", code="AccessDeniedException", message="no", times=0)
    for each in check(tables, schedules=True)["tables"]:
        assert "backup_plans" not in each and each["verdict"] == "unprotected"
        assert [(failed["call"], failed["code"]) for failed in each["failed_calls"]] == [("ListBackupPlans", "AccessDeniedException")]
        assert each["reasons"][-1].startswith(f"It is not known which backup plans of AWS Backup select the table: {operation} ")


@pytest.mark.parametrize(
    ("selection", "tags", "taken"),
    [
        (Selection("s"), {}, True),
        (Selection("s", any_tags=(("a", "1"), ("b", "2"))), {"b": "2"}, True),
        (Selection("s", any_tags=(("a", "1"),)), {"a": "2"}, False),
        (Selection("s", conditions=(("StringEquals", "a", "1"), ("StringLike", "b", "x*"))), {"a": "1", "b": "xyz"}, True),
        (Selection("s", conditions=(("StringEquals", "a", "1"), ("StringLike", "b", "x*"))), {"a": "1"}, False),
        (Selection("s", conditions=(("StringNotEquals", "a", "1"),)), {"a": "2"}, True),
        (Selection("s", conditions=(("StringNotEquals", "a", "1"),)), {}, False),
        (Selection("s", conditions=(("StringNotLike", "a", "1*"),)), {"a": "12"}, False),
        (Selection("s", resources=("arn:aws:dynamodb:us-east-1:123456789012:table/ord*",)), {}, True),
        (Selection("s", resources=("arn:aws:dynamodb:us-east-1:123456789012:table/[o]rders",)), {}, False),
        (Selection("s", resources=("*",), excluded=("*orders",)), {}, False),
    ],
)
def test_what_a_selection_takes(selection: Selection, tags: dict[str, str], taken: bool) -> None:
    assert selection.takes(arn("orders"), tags) is taken
