# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""if_exists: a task that may run twice."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backup as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backups as many
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup, dynamodb_create_backups
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


def test_create_makes_another_one(orders: LabClient) -> None:
    first, second = back_up(orders), back_up(orders)
    assert first.backup != second.backup and len(orders.backups()) == 2
    assert orders.requests("ListBackups") == []


def test_reuse_changes_nothing_the_second_time(orders: LabClient, here: ModulesHere) -> None:
    first = here.task(if_exists="reuse")
    orders.settle()
    second = here.task(if_exists="reuse")
    assert first.result["changed"] is True and first.result["reused"] is False
    assert second.code == 0 and second.result["changed"] is False and second.result["reused"] is True
    assert first.result["backup_arn"] == second.result["backup_arn"] and len(orders.backups()) == 1


def test_reuse_waits_for_a_backup_that_is_being_created(orders: LabClient, time: LabTime) -> None:
    orders.settings(backup_seconds=50)
    first = back_up(orders, wait=False, time=time)
    time.sleep(1.1)
    second = back_up(orders, if_exists="reuse", timeout=600, time=time)
    assert first.backup and first.backup.status == "CREATING"
    assert second.backup and second.backup.arn == first.backup.arn and second.backup.status == "AVAILABLE"


def test_reuse_does_not_take_a_backup_of_an_earlier_table_of_the_same_name(orders: LabClient) -> None:
    earlier = back_up(orders).backup
    orders.drop_table()
    orders.make_table()
    outcome = back_up(orders, if_exists="reuse")
    assert outcome.changed and outcome.backup != earlier and len(orders.backups()) == 2


def test_reuse_takes_neither_deleted_ones_nor_other_names(orders: LabClient) -> None:
    back_up(orders)
    orders.backup(orders.backups()[0]["BackupArn"], status="DELETED")
    back_up(orders, name="orders-backup-2")
    assert back_up(orders, if_exists="reuse").changed


def test_reuse_takes_the_newest_from_many_pages(orders: LabClient) -> None:
    orders.settings(rates={"CreateBackup": 0})
    client = orders.dynamodb()
    for number in range(230):
        client.create_backup(TableName="orders", BackupName="orders-backup" if number % 50 == 0 else f"other-{number}")
    wanted = [made["BackupArn"] for made in orders.backups() if made["BackupName"] == "orders-backup"]
    assert back_up(orders, if_exists="reuse").as_result()["backup_arn"] == wanted[-1] and len(orders.requests("ListBackups")) == 3


def test_reuse_does_not_mind_a_busy_table(orders: LabClient) -> None:
    first = back_up(orders)
    orders.table("orders", "UPDATING")
    assert back_up(orders, if_exists="reuse").backup == first.backup


def test_fail_fails_with_the_backup_that_exists(orders: LabClient, here: ModulesHere) -> None:
    first = back_up(orders, if_exists="fail")
    orders.settle()
    second = here.task(if_exists="fail")
    assert first.changed and first.backup and second.code != 0 and second.result["error"]["code"] == "BackupExists"
    assert second.result["backup_arn"] == first.backup.arn and first.backup.arn in second.msg
    assert second.result["changed"] is False and len(orders.backups()) == 1


def test_fail_is_a_failure_of_its_own_kind(orders: LabClient) -> None:
    back_up(orders)
    with pytest.raises(errors.BackupExists):
        back_up(orders, if_exists="fail")


def test_c16_a_reused_backup_is_one_story(orders: LabClient, ansible: AnsibleRuns) -> None:
    arn = ansible.task(if_exists="reuse").result["backup_arn"]
    run = ansible.task(if_exists="reuse")
    assert "Backup completed successfully" not in run.output and "accepted by AWS" not in run.output
    assert f"Existing backup is complete, nothing was created: {arn}" in run.stderr and "It already existed, nothing was created" in run.msg


@pytest.mark.parametrize("if_exists", ["reuse", "fail"])
def test_c21_e12_two_tasks_at_once_are_told_of_each_other(orders: LabClient, if_exists: str) -> None:
    # The other task makes its backup while this one waits for the answer to CreateBackup.
    orders.fault("CreateBackup", "delay", seconds=2)
    other = orders.when_asked("CreateBackup", 1, lambda: orders.dynamodb().create_backup(TableName="orders", BackupName="orders-backup"))
    working = task_at(orders)
    outcome = perform(working, dynamodb_create_backup, job, table_name="orders", backup_name="orders-backup", if_exists=if_exists)
    other.join()
    both = [made["BackupArn"] for made in orders.backups()]
    (warning,) = working.progress.warnings
    assert len(both) == 2 and outcome.backup.arn in both and all(arn in warning for arn in both)


def test_c21_e12_many_tables_at_once_are_told_too(orders: LabClient) -> None:
    orders.make_table("carts")
    orders.fault("CreateBackup", "delay", seconds=2, times=2)
    other = orders.when_asked("CreateBackup", 1, lambda: orders.dynamodb().create_backup(TableName="carts", BackupName="carts-b"))
    working = task_at(orders)
    words = {"table_names": ["orders", "carts"], "backup_name": "{table}-b", "if_exists": "reuse"}
    outcome = perform(working, dynamodb_create_backups, many, **words)
    other.join()
    (warning,) = working.progress.warnings
    assert len(orders.backups()) == 3 and "table carts" in warning and len(outcome.shares.all) == 2


def test_c21_e12_alone_there_is_no_warning_and_one_more_list(orders: LabClient) -> None:
    working = task_at(orders)
    perform(working, dynamodb_create_backup, job, table_name="orders", backup_name="orders-backup", if_exists="reuse")
    assert working.progress.warnings == [] and len(orders.requests("ListBackups")) == 2
