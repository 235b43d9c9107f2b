# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags on AWS's own times: each change locks the table's tags for 1.7 s, and is read after 2.3 s (tests/lab/tags.py has the sources)."""

from __future__ import annotations

import types
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import apply_settings, read_settings, restore_backup, undo_restore
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_restore_backup, dynamodb_table_settings, dynamodb_table_settings_info
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, back_up, perform
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import ALL_ON, make_indexed_table
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import task as settings_task
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_settings import about
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.settings import aws_seconds

NEW = "orders-restored"
MARK = "dynaops.dynamodb:restored-from"
ABSENT = types.SimpleNamespace(ARGUMENTS=dynamodb_restore_backup.ARGUMENTS, request_from=dynamodb_restore_backup.undo_from)
TAGS = {"Environment": "prod", "Owner": "operations"}
MOST_TAGS = {f"key-{number:02d}": "value" for number in range(50)}
RECOVERY = {"enabled": True, "recovery_period_in_days": 7}


class Tasks:
    """Tasks on the lab's time, one after another without a pause."""

    def __init__(self, lab: LabClient, time: LabTime, timeout: float = 600, settled: bool = True) -> None:
        self.timeout = timeout
        self.lab = lab
        self.time = time
        make_indexed_table(lab, settled=settled)

    def task(self) -> Task:
        """One of them."""
        return settings_task(self.lab, self.timeout)

    def settings(self, settings: dict[str, t.Any], **options: t.Any) -> t.Any:
        """What dynamodb_table_settings does; the outcome."""
        return perform(self.task(), dynamodb_table_settings, apply_settings, table_name=options.pop("table_name", "orders"), settings=settings, **options)

    def read(self, table_name: str = "orders") -> dict[str, t.Any]:
        """What dynamodb_table_settings_info reads."""
        return t.cast("dict[str, t.Any]", perform(self.task(), dynamodb_table_settings_info, read_settings, table_name=table_name).settings)

    def back_up(self) -> str:
        """The ARN of a new backup."""
        return str(back_up(self.lab, time=self.time).as_result()["backup_arn"])

    def restore(self, arn: str, settings: t.Any = "from_source", **options: t.Any) -> t.Any:
        """What dynamodb_restore_backup does; the outcome."""
        return perform(self.task(), dynamodb_restore_backup, restore_backup, backup_arn=arn, target_table_name=NEW, settings=settings, **options)

    def remove(self, arn: str) -> t.Any:
        """What dynamodb_restore_backup does with state=absent; the outcome."""
        return perform(self.task(), ABSENT, undo_restore, backup_arn=arn, target_table_name=NEW)

    def tags(self, name: str = NEW) -> dict[str, str]:
        """All tags of a table, once they are told as they are."""
        self.time.sleep(2 * aws_seconds()["tag_lag_seconds"])
        client, found, token = self.lab.dynamodb(), {}, {}
        while True:
            page = client.list_tags_of_resource(ResourceArn=client.describe_table(TableName=name)["Table"]["TableArn"], **token)
            found.update({each["Key"]: each["Value"] for each in page["Tags"]})
            if not page.get("NextToken"):
                return found
            token = {"NextToken": page["NextToken"]}

    def names(self) -> list[str]:
        """The names of the tables."""
        return sorted(each["name"] for each in self.lab.tables() if each["region"] == "us-east-1")


@pytest.fixture(name="tasks")
def table_and_tasks(lab: LabClient, time: LabTime) -> Tasks:
    """Tasks, and a table ``orders``."""
    return Tasks(lab, time)


@pytest.mark.parametrize(
    "settings", [{"tags": TAGS}, {"tags": TAGS, "point_in_time_recovery": RECOVERY}, ALL_ON], ids=["tags", "tags and recovery", "all settings"]
)
def test_s1_a_restore_with_tags_is_equal_repeatable_and_removable_at_once(tasks: Tasks, settings: dict[str, t.Any]) -> None:
    tasks.settings(settings)
    arn = tasks.back_up()
    first = tasks.restore(arn)
    assert first.as_result()["changed"] and not first.as_result()["reused"]
    second = tasks.restore(arn)
    assert second.as_result()["reused"] and not second.as_result()["changed"]
    assert tasks.read(NEW) == about(tasks.read(), NEW) == second.as_result()["settings"]
    if settings is ALL_ON:
        tasks.settings({"deletion_protection": {"enabled": False}, "replicas": []}, table_name=NEW, purge_replicas=True)
        tasks.settings({"tags": {"last": "change"}}, table_name=NEW)
    assert tasks.remove(arn).changed and NEW not in tasks.names()


def test_s1_a_restore_without_settings_is_repeatable_and_removable_at_once(tasks: Tasks) -> None:
    arn = tasks.back_up()
    assert tasks.restore(arn, "none").changed
    assert tasks.restore(arn, "none").reused
    assert tasks.remove(arn).changed and NEW not in tasks.names()


@pytest.mark.parametrize("again", ["restore", "remove"])
def test_s1_the_mark_is_not_yet_told_when_the_next_task_looks(tasks: Tasks, again: str) -> None:
    arn = tasks.back_up()
    tasks.restore(arn, "none")
    ended = tasks.time.now
    assert getattr(tasks, again)(arn).as_result()["changed"] is (again == "remove")
    # It was not told at first: the task waited for it.
    assert tasks.time.now >= ended + 1.6


def test_s1_a_table_older_than_the_backup_is_refused_without_waiting(tasks: Tasks) -> None:
    tasks.lab.make_table(NEW)
    tasks.time.sleep(10)
    arn = tasks.back_up()
    began = tasks.time.now
    for attempt in (tasks.restore, tasks.remove):
        with pytest.raises(errors.TargetExists):
            attempt(arn)
    assert tasks.time.now == began and NEW in tasks.names()


def test_s1_a_younger_table_without_a_mark_is_refused_after_the_mark_would_be_told(tasks: Tasks) -> None:
    arn = tasks.back_up()
    tasks.lab.make_table(NEW)
    for attempt in (tasks.restore, tasks.remove):
        began = tasks.time.now
        with pytest.raises(errors.TargetExists):
            attempt(arn)
        assert 3.0 < tasks.time.now - began < 10
    assert not tasks.lab.requests("DeleteTable") and not tasks.lab.requests("RestoreTableFromBackup")


def test_s1_tags_twice_in_a_row_are_changed_once(tasks: Tasks) -> None:
    for settings, purge in (({"tags": TAGS}, True), ({"tags": {"Owner": "me", "New": "1"}}, True), ({"tags": {"Owner": "you"}}, False), ({"tags": {}}, True)):
        first, second = tasks.settings(settings, purge_tags=purge), tasks.settings(settings, purge_tags=purge)
        assert first.as_result()["changed"] and not second.as_result()["changed"] and second.as_result()["changes"] == []
    assert tasks.tags("orders") == {}


@pytest.mark.parametrize("operation", ["TagResource", "UntagResource"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_s1_a_lost_answer_to_a_change_of_tags_does_not_matter(tasks: Tasks, operation: str, when: str) -> None:
    tasks.settings({"tags": TAGS})
    tasks.lab.fault(operation, "cut", when=when)
    tasks.settings({"tags": {"Owner": "me"}})
    assert tasks.tags("orders") == {"Owner": "me"}


def test_s1_somebody_elses_change_of_tags_is_waited_for(tasks: Tasks) -> None:
    arn = tasks.back_up()
    tasks.restore(arn, "none")
    client = tasks.lab.dynamodb()
    table_arn = client.describe_table(TableName=NEW)["Table"]["TableArn"]
    tasks.time.sleep(5)
    client.tag_resource(ResourceArn=table_arn, Tags=[{"Key": "theirs", "Value": "1"}])
    tasks.settings({"tags": {"ours": "1"}}, table_name=NEW, purge_tags=False)
    client.tag_resource(ResourceArn=table_arn, Tags=[{"Key": "theirs", "Value": "2"}])
    assert tasks.remove(arn).changed and NEW not in tasks.names()


def test_s1_a_lock_that_does_not_end_is_named(tasks: Tasks) -> None:
    tasks.lab.settings(tag_lock_seconds=100000)
    arn = tasks.back_up()
    tasks.restore(arn, "none")
    with pytest.raises(errors.TagsLocked, match="tags of table orders-restored in region us-east-1 are still being updated") as failure:
        tasks.remove(arn)
    assert "The error persisted for" in failure.value.text and failure.value.outcome.as_result()["changed"] is False  # type: ignore[attr-defined]


def test_s4_fifty_tags_come_back_and_the_mark_gives_way(tasks: Tasks) -> None:
    tasks.settings({"tags": MOST_TAGS})
    arn = tasks.back_up()
    done = tasks.restore(arn)
    assert tasks.tags() == MOST_TAGS and done.changed
    assert [line for line in done.lines if "50 tags" in line and MARK in line]
    for attempt in (tasks.restore, tasks.remove):
        with pytest.raises(errors.TargetExists, match="not known to be restored from") as refusal:
            attempt(arn)
        assert "50 tags" in refusal.value.text
    assert NEW in tasks.names() and tasks.tags() == MOST_TAGS and len(tasks.lab.requests("RestoreTableFromBackup")) == 1


def test_s4_the_fifty_tags_of_a_task_are_set_beside_a_mark(tasks: Tasks) -> None:
    arn = tasks.back_up()
    tasks.restore(arn, "none")
    check = tasks.settings({"tags": MOST_TAGS}, table_name=NEW, check_mode=True)
    assert check.as_result()["changes"][0] == f"tags: remove {MARK}" and MARK in tasks.tags()
    done = tasks.settings({"tags": MOST_TAGS}, table_name=NEW)
    assert tasks.tags() == MOST_TAGS and done.as_result()["changes"][0] == f"tags: remove {MARK}"
    assert [line for line in done.lines if "50 tags" in line and MARK in line]
    assert not tasks.settings({"tags": MOST_TAGS}, table_name=NEW).as_result()["changed"]


def test_s4_a_table_that_was_marked_before_gets_its_fifty_tags(tasks: Tasks) -> None:
    tasks.settings({"tags": MOST_TAGS})
    arn = tasks.back_up()
    tasks.restore(arn, "none")
    assert tasks.restore(arn).as_result()["changed"] and tasks.tags() == MOST_TAGS


def test_s4_with_49_tags_there_is_room_for_the_mark(tasks: Tasks) -> None:
    tags = dict(list(MOST_TAGS.items())[:49])
    tasks.settings({"tags": tags})
    arn = tasks.back_up()
    tasks.restore(arn)
    assert tasks.tags() == {**tags, MARK: arn} and not tasks.restore(arn).as_result()["changed"]
