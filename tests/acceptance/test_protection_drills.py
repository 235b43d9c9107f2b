# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_protection_info with restore_drills: when each table last passed a restore drill, as its tag says, with no request that is not needed."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables.tags import last_drill
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils.protection_report import as_csv, as_json, report_of
from ansible_collections.dynaops.dynamodb.tests.acceptance.backup_plans import make_plan, make_role
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_protection_info import arn, check
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
    """The last drill of each table."""
    return {each["table_name"]: each.get("last_restore_drill") for each in check(lab, **options)["tables"]}


def test_p1_the_last_restore_drill_is_shown_and_changes_no_verdict(tables: LabClient) -> None:
    assert drills(tables, restore_drills=True) == {"orders": SHOWN, "carts": None}
    assert {each["verdict"] for each in check(tables, restore_drills=True)["tables"]} == {"unprotected"}


def test_p1_without_the_option_no_tag_is_read_for_drills(tables: LabClient) -> None:
    assert drills(tables) == {"orders": None, "carts": None} and tables.requests("ListTagsOfResource") == []


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


def test_p2_the_last_restore_drill_is_in_csv_and_json(tables: LabClient) -> None:
    report = report_of([{"place": "localhost", "result": check(tables, restore_drills=True)}])
    header, *rows = (line.split(",") for line in as_csv(report).splitlines())
    column = header.index("last_restore_drill")
    assert {row[header.index("table_name")]: row[column] for row in rows} == {"orders": SHOWN, "carts": ""}
    assert f'"last_restore_drill": "{SHOWN}"' in as_json(report)


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
