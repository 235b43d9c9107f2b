# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of a table that is not whole yet: an index is being added, the table is being created or deleted (tests/lab/indexes.py has the sources)."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backup, read_settings
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup, dynamodb_table_settings_info
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, perform
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_lab_indexes import add_index
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_tag_locks import NEW, Tasks
from ansible_collections.dynaops.dynamodb.tests.lab.asking import client_of
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

ON = {"enabled": True, "mode": "THROTTLED_KEYS"}
NOTE = "Index ByDay of table orders in region us-east-1 is CREATING"


@pytest.fixture(name="tasks")
def table_and_tasks(lab: LabClient, time: LabTime) -> Tasks:
    """Tasks, and a table ``orders`` with an index, to which a second one is being added on AWS's own times."""
    tasks = Tasks(lab, time)
    lab.settings(index_allocating_seconds=42, index_unknown_seconds=20, index_adding_seconds=510)
    add_index(client_of(lab))
    return tasks


def insights(*indexes: str) -> dict[str, t.Any]:
    """The setting, with these indexes on."""
    return {"contributor_insights": {"enabled": False, "indexes": dict.fromkeys(indexes, ON)}}


@pytest.mark.parametrize("age", [0, 25, 60], ids=["not found", "not to be enabled", "table ACTIVE"])
def test_s7_an_index_that_is_being_added_is_told_and_its_table_is_read(tasks: Tasks, age: int) -> None:
    tasks.time.sleep(age)
    began = tasks.time.now
    told = perform(tasks.task(), dynamodb_table_settings_info, read_settings, table_name="orders")
    assert told.settings["contributor_insights"]["indexes"] == {"ByDay": {"enabled": False}, "ByStatus": {"enabled": False}}
    assert [line for line in told.lines if NOTE in line]
    assert [(each["index_name"], each["index_status"]) for each in told.found["global_secondary_indexes"]] == [("ByStatus", "ACTIVE"), ("ByDay", "CREATING")]
    assert tasks.time.now == began


@pytest.mark.parametrize(
    "code, message",
    [
        ("ResourceNotFoundException", "Requested resource not found: Index: ByDay not found for table: orders"),
        ("ValidationException", "Table or Index is not in a valid state: IndexStatus must be ACTIVE to describe ContributorInsights."),
    ],
)
def test_s7_even_when_the_description_is_ahead(tasks: Tasks, code: str, message: str) -> None:
    tasks.time.sleep(600)
    # DescribeTable shows the index as ACTIVE: the table is asked first, ByDay second.
    tasks.lab.fault("DescribeContributorInsights", "error", code=code, message=message, skip=1)
    assert tasks.read()["contributor_insights"]["indexes"] == {"ByDay": {"enabled": False}, "ByStatus": {"enabled": False}}


def test_s7_a_manifest_is_written_and_the_index_named(tasks: Tasks, tmp_path: pathlib.Path) -> None:
    tasks.time.sleep(60)
    made = perform(
        tasks.task(), dynamodb_create_backup, create_backup, table_name="orders", backup_name="first", settings_manifest=str(tmp_path / "settings.json")
    )
    kept = json.loads((tmp_path / "settings.json").read_text())["settings"]
    assert kept["contributor_insights"]["indexes"]["ByDay"] == {"enabled": False} and [line for line in made.lines if NOTE in line]


def test_s7_the_settings_of_a_source_with_such_an_index_are_put_back(tasks: Tasks) -> None:
    tasks.time.sleep(60)
    tasks.settings({"tags": {"Owner": "me"}, **insights("ByStatus")})
    arn = tasks.back_up()
    assert tasks.restore(arn).as_result()["changed"]
    assert tasks.read(NEW)["contributor_insights"]["indexes"]["ByStatus"] == ON


def test_s7_what_the_index_is_not_needed_for_is_not_waited_for(tasks: Tasks) -> None:
    began = tasks.time.now
    tasks.settings({"time_to_live": {"enabled": True, "attribute_name": "expires"}, **insights("ByStatus")})
    # Only the table itself had to be ACTIVE again, for 42 s, and the insights of ByStatus take 16 s; the index takes 510 s.
    assert tasks.time.now - began < 100


def test_s7_what_it_is_needed_for_is_waited_for(tasks: Tasks) -> None:
    began = tasks.time.now
    done = tasks.settings(insights("ByDay"))
    assert done.as_result()["changes"] == ["contributor_insights of index ByDay: enable with THROTTLED_KEYS"] and tasks.time.now - began > 500
    assert tasks.read()["contributor_insights"]["indexes"]["ByDay"] == ON


def test_s7_and_named_when_the_time_is_over(tasks: Tasks) -> None:
    tasks.lab.settings(index_adding_seconds=5000)
    with pytest.raises(errors.Busy, match="Index ByDay of table orders in region us-east-1 is still being added") as failure:
        tasks.settings(insights("ByDay"))
    assert "The error persisted for" in failure.value.text and not failure.value.outcome.as_result()["changed"]  # type: ignore[attr-defined]


def test_s7_an_index_that_is_being_deleted_is_left_out(lab: LabClient, time: LabTime) -> None:
    tasks = Tasks(lab, time)
    (shown,) = lab.dynamodb().describe_table(TableName="orders")["Table"]["GlobalSecondaryIndexes"]
    lab.table("orders", "ACTIVE", extra={"GlobalSecondaryIndexes": [{**shown, "IndexStatus": "DELETING"}]})
    lab.fault(
        "DescribeContributorInsights",
        "error",
        code="ResourceNotFoundException",
        message="Requested resource not found: Index: ByStatus not found for table: orders",
        skip=1,
        times=0,
    )
    assert tasks.read()["contributor_insights"] == {"enabled": False, "indexes": {}}


def test_s7_a_table_that_is_being_created_is_waited_for(lab: LabClient, time: LabTime) -> None:
    lab.settings(table_creating_seconds=60, backups_enabled_after=3)
    tasks = Tasks(lab, time, settled=False)
    assert tasks.read()["time_to_live"] == {"enabled": False} and time.now > 50


def test_s7_one_that_is_being_restored_is_too(lab: LabClient, time: LabTime) -> None:
    tasks = Tasks(lab, time)
    lab.settings(restore_seconds=81)
    tasks.restore(tasks.back_up(), "none", wait=False)
    # A moment later AWS shows it.
    time.sleep(1.1)
    assert tasks.read(NEW)["tags"] == {} and time.now > 60


def test_s7_one_that_is_never_ready_is_named_with_its_status(lab: LabClient, time: LabTime) -> None:
    lab.settings(table_creating_seconds=5000)
    tasks = Tasks(lab, time, settled=False)
    with pytest.raises(errors.TableBusy, match="its status is CREATING, it is still being created"):
        tasks.read()


def test_s7_one_that_is_being_deleted_is_not_missing(lab: LabClient, time: LabTime) -> None:
    tasks = Tasks(lab, time)
    arn = tasks.back_up()
    lab.settings(table_deleting_seconds=600)
    lab.dynamodb().delete_table(TableName="orders")
    with pytest.raises(errors.TableNotReady, match="its status is DELETING"):
        tasks.read()
    with pytest.raises(errors.NoSource, match="the table is being deleted"):
        tasks.restore(arn)
    assert not lab.requests("RestoreTableFromBackup")


@pytest.mark.parametrize("status, kind", [("CREATING", errors.TableBusy), ("DELETING", errors.TableNotReady)])
def test_s7_a_table_that_takes_such_a_status_meanwhile_is_named_with_it(lab: LabClient, time: LabTime, status: str, kind: type[errors.TaskError]) -> None:
    tasks = Tasks(lab, time)
    text = f"Cannot describe time to live while table is in {status} state: Current table state is {status}"
    lab.fault("DescribeTimeToLive", "error", code="ValidationException", message=text)
    with pytest.raises(kind, match=f"Table orders in region us-east-1 has status {status}") as failure:
        tasks.read()
    assert failure.type is kind
