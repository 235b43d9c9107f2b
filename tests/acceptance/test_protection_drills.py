# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_protection_info with restore_drills: when each table last passed a restore drill, as its tag says, with no request that is not needed."""

from __future__ import annotations

import csv
import io
import json

import pytest
from ansible_collections.dynaops.dynamodb.plugins.filter.protection_report import write
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables.tags import last_drill
from ansible_collections.dynaops.dynamodb.tests.acceptance.backup_plans import make_plan, make_role
from ansible_collections.dynaops.dynamodb.tests.acceptance.protection_results import AT, result, table
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_protection_info import arn, check
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_protection_report import Page, samples
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

PASSED, SHOWN = "2026-11-20T03:00:00Z", "2026-11-20T03:00:00+00:00"


@pytest.fixture(name="tables")
def drilled_and_not(lab: LabClient) -> LabClient:
    """orders, which passed a drill, and carts, which did not. Both have the tag stage."""
    for name, tags in (("orders", {"stage": "prod", "last-restore-drill": PASSED}), ("carts", {"stage": "prod"})):
        lab.make_table(name)
        lab.dynamodb().tag_resource(ResourceArn=arn(name), Tags=[{"Key": key, "Value": value} for key, value in tags.items()])
    lab.settle()
    return lab


def drills(lab: LabClient, **options: object) -> dict[str, object]:
    """The last drill of each table, as far as it was read."""
    return {each["table_name"]: each["last_restore_drill"] for each in check(lab, **options)["tables"] if "last_restore_drill" in each}


def cells(results: list[dict[str, object]]) -> dict[str, str]:
    """What the page shows of the drill of each table; empty where it has no such column."""
    page = Page(write(results, "html"))
    labels = [attributes.get("data-label") for tag, attributes in page.tags if tag == "td"]
    named = [attributes.get("class") == "name" for tag, attributes in page.tags if tag == "td"]
    names = [cell for cell, is_name in zip(page.cells, named) if is_name]
    told = [cell for cell, label in zip(page.cells, labels) if label == "Last restore drill"]
    return dict(zip(names, told)) if told else {}


def test_p1_the_last_restore_drill_is_shown_and_changes_no_verdict(tables: LabClient) -> None:
    tables.make_table("users")  # without any tag
    assert drills(tables, restore_drills=True) == {"orders": SHOWN, "carts": None, "users": None}
    assert {each["verdict"] for each in check(tables, restore_drills=True)["tables"]} == {"unprotected"}


def test_p1_without_the_option_no_tag_is_read_for_drills(tables: LabClient) -> None:
    assert drills(tables) == {} and tables.requests("ListTagsOfResource") == []


def test_p1_tags_that_are_read_already_are_read_once(tables: LabClient) -> None:
    assert drills(tables, table_tags={"stage": "prod"}) == {"orders": SHOWN, "carts": None}
    make_role(tables)
    make_plan(tables, "any-tag", ListOfTags=[{"ConditionType": "STRINGEQUALS", "ConditionKey": "stage", "ConditionValue": "prod"}])
    assert drills(tables, table_tags={"stage": "prod"}, restore_drills=True, schedules=True)["orders"] == SHOWN
    assert drills(tables, restore_drills=True, schedules=True)["orders"] == SHOWN
    assert drills(tables, schedules=True)["orders"] == SHOWN
    # Once for each of two tables in each of these four.
    assert len(tables.requests("ListTagsOfResource")) == 8


@pytest.mark.parametrize("schedules", [False, True])
def test_p1_tags_that_cannot_be_read_are_named_and_change_no_verdict(tables: LabClient, schedules: bool) -> None:
    make_role(tables)
    make_plan(tables, "any-tag", ListOfTags=[{"ConditionType": "STRINGEQUALS", "ConditionKey": "stage", "ConditionValue": "prod"}])
    tables.fault("ListTagsOfResource", "error", code="AccessDeniedException", message="no", times=0)
    for each in check(tables, restore_drills=True, schedules=schedules)["tables"]:
        assert "last_restore_drill" not in each and each["verdict"] == "unprotected" and "backup_plans" not in each
        assert [failed["call"] for failed in each["failed_calls"]] == ["ListTagsOfResource", *(["ListBackupPlans"] if schedules else [])]
    assert len(tables.requests("ListTagsOfResource")) == 2


def test_p2_the_last_restore_drill_is_in_every_form_that_has_room_for_it(tables: LabClient) -> None:
    results = [{"place": "localhost", "result": {**check(tables, restore_drills=True), "checked_at": "2026-11-27T03:00:00+00:00"}}]
    assert cells(results) == {"orders": "7 days ago2026-11-20 03:00 UTC", "carts": "never"}
    rows = csv.DictReader(io.StringIO(write(results, "csv")))
    assert {row["table_name"]: row["last_restore_drill"] for row in rows} == {"orders": SHOWN, "carts": "never"}
    found = json.loads(write(results, "json"))["tables"]
    assert {each["table_name"]: each["last_restore_drill"] for each in found} == {"orders": SHOWN, "carts": None}
    seconds = samples(write(results, "prometheus"))["dynamodb_table_last_restore_drill_timestamp_seconds"]
    assert {labels["table_name"]: value for labels, value in seconds} == {"orders": 1795143600, "carts": 0}


def test_p2_what_was_not_read_is_not_called_never(tables: LabClient) -> None:
    unread = [{"place": "localhost", "result": check(tables)}]
    assert cells(unread) == {} and "Last restore drill" not in write(unread, "html") and "last_restore_drill" not in write(unread, "prometheus")
    assert {row["last_restore_drill"] for row in csv.DictReader(io.StringIO(write(unread, "csv")))} == {""}
    # The tags were refused in one place; another one has a table that never passed a drill.
    tables.fault("ListTagsOfResource", "error", code="AccessDeniedException", message="no", times=0)
    other = result(table("users", "protected", last_restore_drill=None))
    both = [{"place": "one", "result": check(tables, restore_drills=True)}, {"place": "two", "result": other}]
    assert cells(both) == {"orders": "not known", "carts": "not known", "users": "never"}
    assert [labels["table_name"] for labels, value in samples(write(both, "prometheus"))["dynamodb_table_last_restore_drill_timestamp_seconds"]] == ["users"]


def test_p2_a_drill_after_the_check_is_no_time_ago() -> None:
    later = "2026-11-27T00:00:01+00:00"
    assert later > AT
    assert cells([{"place": "one", "result": result(table("orders", "protected", last_restore_drill=later))}])["orders"].startswith("0 seconds ago")


@pytest.mark.parametrize(
    "value, shown",
    [
        (PASSED, SHOWN),
        ("2026-11-20T05:00:00+02:00", SHOWN),
        ("2026-11-20", "2026-11-20T00:00:00+00:00"),
        ("yesterday", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_a_tag_that_is_no_time_is_no_drill(value: str, shown: str | None) -> None:
    assert last_drill({"last-restore-drill": value}) == shown and last_drill({}) is None
