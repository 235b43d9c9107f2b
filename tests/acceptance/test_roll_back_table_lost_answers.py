# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""roll_back_table when answers are lost, when the run is killed, and with replicas: the table is there once, with its settings, or stands as it was."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_restore_backup, dynamodb_table
from ansible_collections.dynaops.dynamodb.tests.acceptance import tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import await_that
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_ended_from_outside import await_that_none_is_left, running
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_roll_back_table import broken_table, identity, is_rolled_back, last_backups, names, roll_back
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN

# The fixture is found by its name.
__all__ = ["broken_table"]

pytestmark = pytest.mark.long

STEPS = ("CreateBackup", "DeleteTable", "RestoreTableFromBackup", "TagResource", "UpdateTable")


@pytest.mark.parametrize("operation", tiers.cases({step: step for step in STEPS}, "DeleteTable"))
def test_p5_a_lost_answer_does_not_matter(orders: LabClient, arn: str, ansible: AnsibleRuns, operation: str) -> None:
    old = identity(orders)
    if operation == "RestoreTableFromBackup":
        # Longer than a crowded machine takes until it has asked for the table: of a restore that has ended AWS does not tell what it was from.
        orders.settings(restore_seconds=8.0)
    orders.fault(operation, "cut", when="after")
    run = roll_back(ansible, backup_arn=arn)
    assert run.code == 0 and is_rolled_back(orders, arn) and identity(orders) != old, run.output
    # Once each, whatever was sent again.
    assert [each["TableId"] for each in last_backups(orders)] == [old] and len(orders.requests("RestoreTableFromBackup")) == 1, run.output


@pytest.mark.further_case
def test_p5_requests_that_are_carried_out_late_are_carried_out_once(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    old = identity(orders)
    orders.settings(restore_seconds=3.0)
    for operation in STEPS:
        orders.fault(operation, "late", seconds=0.5)
    run = roll_back(ansible, backup_arn=arn)
    assert run.code == 0 and is_rolled_back(orders, arn) and identity(orders) != old, run.output
    assert [each["TableId"] for each in last_backups(orders)] == [old], run.output


def test_p5_an_answer_that_comes_after_the_client_s_timeout_does_not_matter(
    orders: LabClient, arn: str, in_module: t.Callable[..., dict[str, t.Any]], tmp_path: pathlib.Path
) -> None:
    old, kept = identity(orders), tmp_path / "kept.json"
    orders.settings(restore_seconds=10.0)
    before = {operation: len(orders.requests(operation)) for operation in STEPS}
    for operation in STEPS:
        orders.fault(operation, "delay", when="after", seconds=3)
    impatient = {"aws_config": {"read_timeout": 1}}
    given = {"final_backup_name": "orders-before-rollback-x", "final_settings_manifest": str(kept)}
    gone = in_module(dynamodb_table, table_name="orders", state="absent", table_id=old, **given, **impatient)
    assert not gone["failed"] and [each["TableId"] for each in last_backups(orders)] == [old] and orders.tables() == [], gone["msg"]
    settings = json.loads(kept.read_text())["settings"]
    done = in_module(dynamodb_restore_backup, backup_arn=arn, target_table_name="orders", settings=settings, **impatient)
    assert not done["failed"] and is_rolled_back(orders, arn), done["msg"]
    # What was carried out is not asked for again, but for the tags: setting them twice changes nothing.
    assert {operation: len(orders.requests(operation)) - before[operation] for operation in STEPS if operation != "TagResource"} == {
        "CreateBackup": 1,
        "DeleteTable": 1,
        "RestoreTableFromBackup": 1,
        "UpdateTable": 1,
    }


# Where a run is killed: after this line, as soon as this request was sent.
KILLED = {
    "the last backup": ("Backup accepted by AWS", "CreateBackup"),
    "the deletion": ("Deleting table orders", "DeleteTable"),
    "the restore": ("Restore accepted by AWS", "RestoreTableFromBackup"),
    "the tag": ("Restore accepted by AWS", "TagResource"),
    "the settings": ("Restore completed successfully", "UpdateTable"),
}
# Of these AWS's answer is delayed: the run is killed before it has come.
ANSWERED_LATE = ("TagResource", "UpdateTable")


@pytest.mark.newer_boto
@pytest.mark.further_case
@pytest.mark.parametrize("told, operation", KILLED.values(), ids=KILLED)
def test_p5_a_run_that_was_killed_is_continued(orders: LabClient, arn: str, ansible: AnsibleRuns, told: str, operation: str) -> None:
    if operation in ANSWERED_LATE:
        orders.fault(operation, "delay", when="after", seconds=30)
    else:
        orders.settings(backup_seconds=20, table_deleting_seconds=20, restore_seconds=600)
    given = {"table_name": "orders", "writers_stopped": True, "manifest_folder": str(ansible.folder), "backup_arn": arn}
    words = [str(BIN / "ansible-playbook"), "dynaops.dynamodb.roll_back_table", "-e", json.dumps(given)]
    made = len(orders.requests(operation))
    with running(ansible, *words, told=told) as (process, unused):
        await_that(lambda: len(orders.requests(operation)) > made)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        await_that_none_is_left(ansible)
    if operation != "RestoreTableFromBackup":
        orders.settings(restore_seconds=0.2)
    # The restore ends while the second run waits for it.
    ended = orders.when_asked("DescribeTable", 4, lambda: orders.settings(clock_offset=1000))
    run = roll_back(ansible, backup_arn=arn)
    ended.join()
    assert run.code == 0 and is_rolled_back(orders, arn), run.output
    assert len(last_backups(orders)) == 1 and len(orders.requests("RestoreTableFromBackup")) == 1, run.output


@pytest.mark.further_case
def test_p5_replicas_are_deleted_with_permission_and_come_back(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    client = orders.dynamodb()
    client.update_table(TableName="orders", StreamSpecification={"StreamEnabled": False})
    orders.settle()
    client.update_table(TableName="orders", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    orders.settle()
    client.update_table(TableName="orders", ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
    orders.settle()
    refused = roll_back(ansible, backup_arn=arn)
    assert refused.code != 0 and "replicas in eu-west-1. Set remove_replicas=true" in refused.output and "broken" in names(orders), refused.output
    run = roll_back(ansible, backup_arn=arn, remove_replicas=True)
    orders.settle()
    replicas = client.describe_table(TableName="orders")["Table"]["Replicas"]
    assert run.code == 0 and [each["RegionName"] for each in replicas] == ["eu-west-1"] and "broken" not in names(orders), run.output
    assert "The replica in eu-west-1 was created again" in run.stdout and len(last_backups(orders)) == 1
