# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_table_info: one, several or all tables as AWS describes them, whatever becomes of one of them."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import TABLE_INFO
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import describe_tables
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_table_info
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import ALL_ON, make_indexed_table, prepare, read
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_table_info"
DENIED = {"code": "AccessDeniedException", "message": "no"}


def info(lab: LabClient, time: LabTime | None = None, timeout: float = 600, **options: object) -> dict[str, t.Any]:
    """What the module returns."""

    def task(region: str) -> Task:
        return task_at(lab, timeout, region, TABLE_INFO, time=time)

    whole = dataclasses.replace(task("us-east-1"), client_of=lambda region: task(region).client)
    return t.cast("dict[str, t.Any]", perform(whole, dynamodb_table_info, describe_tables, **options).as_result())


def names(result: dict[str, t.Any]) -> list[str]:
    """The names of the tables that were found."""
    return [each["table_name"] for each in result["tables"]]


@pytest.fixture(name="shop")
def some_tables(lab: LabClient) -> LabClient:
    """Four tables, of which one has an index, and one a tag."""
    make_indexed_table(lab)
    for name in ("carts", "carts-archive", "users"):
        lab.make_table(name)
    arn = lab.dynamodb().describe_table(TableName="users")["Table"]["TableArn"]
    lab.dynamodb().tag_resource(ResourceArn=arn, Tags=[{"Key": "Owner", "Value": "operations"}])
    lab.settle()
    return lab


def test_t7_one_table_with_all_that_aws_describes_through_ansible(shop: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.adhoc(MODULE, table_name="orders")
    assert run.code == 0 and run.result["changed"] is False and run.msg == "Described 1 table in region us-east-1.", run.output
    found = run.result["table"]
    assert run.result["tables"] == [found] and run.result["failed_tables"] == run.result["missing_tables"] == []
    shown = shop.dynamodb().describe_table(TableName="orders")["Table"]
    (index,) = found["global_secondary_indexes"]
    assert index["index_name"] == "ByStatus" and index["key_schema"] == [{"attribute_name": "status", "key_type": "HASH"}]
    assert {each["attribute_name"]: each["attribute_type"] for each in found["attribute_definitions"]} == {"id": "S", "status": "S"}
    assert found["table_arn"] == shown["TableArn"] and found["table_id"] == shown["TableId"] and found["table_status"] == "ACTIVE"
    assert found["creation_date_time"].endswith("+00:00") and found["billing_mode"] == "PAY_PER_REQUEST" and found["table_class"] == "STANDARD"
    assert found["deletion_protection_enabled"] is False and "tags" not in found and "settings" not in found and found["failed"] is False


def test_t7_a_task_for_the_module_of_community_aws_works_unchanged(shop: LabClient, here: ModulesHere) -> None:
    found = here.adhoc(MODULE, name="orders")
    assert found.code == 0 and found.result["table"]["table_name"] == "orders", found.output
    missing = here.adhoc(MODULE, name="ordres")
    assert missing.code == 0 and missing.result["table"] == {} and missing.result["tables"] == [], missing.output
    assert missing.result["missing_tables"] == ["ordres"] and missing.msg == "Described 0 tables in region us-east-1. No table of this name: ordres."


def test_t7_v2_without_a_selection_all_tables_and_with_one_those(shop: LabClient) -> None:
    assert names(info(shop)) == names(info(shop, all_tables=True)) == ["carts", "carts-archive", "orders", "users"]
    assert names(info(shop, table_name_patterns=["carts*", "!*-archive"])) == ["carts"]
    assert names(info(shop, table_tags={"Owner": "operations"})) == ["users"]
    several = info(shop, table_names=["users", "ordres", "orders"])
    assert names(several) == ["users", "orders"] and several["missing_tables"] == ["ordres"] and "table" not in several
    arn = several["tables"][1]["table_arn"]
    assert info(shop, table_name=arn)["table"]["table_id"] == several["tables"][1]["table_id"]
    nobody = info(shop, table_name_patterns=["none-*"])
    assert nobody["tables"] == nobody["missing_tables"] == []


@pytest.mark.parametrize(
    "options", [{"table_name": "a", "all_tables": True}, {"table_names": []}, {"table_name_patterns": ["!a"]}, {"table_tags": {}}, {"table_name": "a b"}]
)
def test_t7_what_selects_nothing_or_twice_is_refused_before_any_request(lab: LabClient, in_module: t.Any, options: dict[str, t.Any]) -> None:
    result = in_module(dynamodb_table_info, **options)
    assert result["failed"] and result["error"]["code"] == "InvalidArgument" and result["tables"] == [] and lab.requests() == []


def test_t7_tags_and_settings_are_read_on_request(shop: LabClient, time: LabTime) -> None:
    prepare(shop, ALL_ON)
    tagged = info(shop, time, table_names=["orders", "users", "carts"], include_tags=True)
    assert [each["tags"] for each in tagged["tables"]] == [ALL_ON["tags"], {"Owner": "operations"}, {}]
    assert all("settings" not in each for each in tagged["tables"])
    (orders,) = info(shop, time, table_name="orders", include_settings=True)["tables"]
    assert orders["settings"] == read(shop) and "tags" not in orders
    assert orders["settings"]["time_to_live"] == ALL_ON["time_to_live"] and orders["stream_specification"]["stream_view_type"] == "NEW_IMAGE"
    assert [each["region_name"] for each in orders["replicas"]] == ["eu-west-1"] and orders["table_class"] == "STANDARD_INFREQUENT_ACCESS"


def test_t7_a_table_that_is_being_created_is_described_without_its_settings(shop: LabClient, time: LabTime) -> None:
    shop.make_table("new", settled=False)
    task = task_at(shop, time=time)
    found = perform(task, dynamodb_table_info, describe_tables, table_names=["new", "carts"], include_settings=True).as_result()
    new, carts = found["tables"]
    assert new["table_status"] == "CREATING" and "settings" not in new and new["failed"] is False and "settings" in carts
    assert task.progress.warnings == ["The settings of table new in region us-east-1 were not read: its status is CREATING."]
    assert time.now == 0


def test_t7_one_table_that_fails_hides_none(shop: LabClient) -> None:
    shop.fault("ListTagsOfResource", "error", **DENIED)
    with pytest.raises(errors.NotRead) as raised:
        info(shop, include_tags=True)
    result = raised.value.outcome.as_result()  # type: ignore[attr-defined]
    (failed,) = [each for each in result["tables"] if each["failed"]]
    assert names(result) == ["carts", "carts-archive", "orders", "users"] and result["failed_tables"] == [failed["table_name"]]
    assert failed["error"] == DENIED and "ListTagsOfResource" in failed["msg"] and failed["table_status"] == "ACTIVE" and "tags" not in failed
    assert all("tags" in each for each in result["tables"] if not each["failed"])
    said = str(raised.value)
    assert said.startswith(f"1 of 4 tables in region us-east-1 could not be read. {failed['table_name']}: ") and "dynamodb:ListTagsOfResource" in said


def test_t7_of_many_failures_the_first_are_told_and_all_are_in_the_result(lab: LabClient) -> None:
    for number in range(8):
        lab.make_table(f"table-{number}")
    lab.fault("DescribeTable", "error", times=0, **DENIED)
    with pytest.raises(errors.NotRead, match="8 of 8 tables .* And 3 more; see `failed_tables`.") as raised:
        info(lab)
    result = raised.value.outcome.as_result()  # type: ignore[attr-defined]
    assert len(result["failed_tables"]) == 8 and all(each["error"]["code"] == "AccessDeniedException" for each in result["tables"])


def test_t7_one_table_alone_fails_with_its_own_reason(orders: LabClient, here: ModulesHere) -> None:
    orders.fault("DescribeTable", "error", times=0, **DENIED)
    run = here.adhoc(MODULE, table_name="orders")
    assert run.code != 0 and run.result["error"] == DENIED and "dynamodb:DescribeTable" in run.msg, run.output
    assert run.result["failed_tables"] == ["orders"] and run.result["table"]["table_name"] == "orders" and "table_status" not in run.result["table"]


def test_t7_lost_answers_and_throttling_change_nothing(shop: LabClient, time: LabTime) -> None:
    before = info(shop, time, include_tags=True, include_settings=True)
    shop.fault("DescribeTable", "error", code="ThrottlingException", message="Rate exceeded", times=20)
    for operation in ("ListTagsOfResource", "DescribeContinuousBackups", "DescribeTimeToLive", "DescribeTable"):
        shop.fault(operation, "cut", when="after", times=2)
    assert info(shop, time, include_tags=True, include_settings=True) == before


def test_t7_when_the_time_is_over_what_was_read_is_told(lab: LabClient) -> None:
    for number in range(12):
        lab.make_table(f"table-{number:02}")
    lab.fault("DescribeTable", "delay", seconds=1.5, times=0)
    with pytest.raises(errors.NotRead, match=r"expired before table table-\d+ was described") as raised:
        info(lab, timeout=1)
    result = raised.value.outcome.as_result()  # type: ignore[attr-defined]
    late = [each for each in result["tables"] if each["failed"]]
    assert len(result["tables"]) == 12 and {each["error"]["code"] for each in late} == {"Timeout"} and 0 < len(late) < 12


def test_t7_the_rates_of_aws_hold_for_all_threads_together(lab: LabClient) -> None:
    for number in range(25):
        lab.make_table(f"table-{number:02}", items=0)
    found = info(lab, include_tags=True)
    assert len(found["tables"]) == 25 and all(each["tags"] == {} for each in found["tables"])
    # The lab throttles as AWS does.
    assert {entry["status"] for entry in lab.requests("ListTagsOfResource")} == {200} and len(lab.requests("ListTagsOfResource")) == 25
