# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""if_exists: a task that may run twice."""

from __future__ import annotations

from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


def test_create_makes_another_one(orders: LabClient, ansible: AnsibleRuns) -> None:
    first, second = ansible.task(), ansible.task()
    assert first.result["backup_arn"] != second.result["backup_arn"] and len(orders.backups()) == 2
    assert orders.requests("ListBackups") == []


def test_reuse_changes_nothing_the_second_time(orders: LabClient, ansible: AnsibleRuns) -> None:
    first, second = ansible.task(if_exists="reuse"), ansible.task(if_exists="reuse")
    assert first.result["changed"] is True and first.result["reused"] is False
    assert second.code == 0 and second.result["changed"] is False and second.result["reused"] is True
    assert first.result["backup_arn"] == second.result["backup_arn"] and len(orders.backups()) == 1


def test_reuse_waits_for_a_backup_that_is_being_created(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(backup_seconds=8)
    first = ansible.task(wait=False)
    assert first.result["backup"]["backup_status"] == "CREATING"
    second = ansible.task(if_exists="reuse")
    assert second.result["backup_arn"] == first.result["backup_arn"] and second.result["backup"]["backup_status"] == "AVAILABLE"


def test_reuse_does_not_take_a_backup_of_an_earlier_table_of_the_same_name(orders: LabClient, ansible: AnsibleRuns) -> None:
    earlier = ansible.task().result["backup_arn"]
    orders.dynamodb().delete_table(TableName="orders")
    orders.make_table("orders")
    run = ansible.task(if_exists="reuse")
    assert run.result["changed"] is True and run.result["backup_arn"] != earlier


def test_reuse_takes_neither_deleted_ones_nor_other_names(orders: LabClient, ansible: AnsibleRuns) -> None:
    gone = ansible.task().result["backup_arn"]
    orders.backup(gone, status="DELETED")
    ansible.task(backup_name="orders-backup-2")
    assert ansible.task(if_exists="reuse").result["changed"] is True


def test_reuse_takes_the_newest_from_many_pages(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(rates={"CreateBackup": 0})
    client = orders.dynamodb()
    for number in range(230):
        client.create_backup(TableName="orders", BackupName="orders-backup" if number % 50 == 0 else f"other-{number}")
    wanted = [made["BackupArn"] for made in orders.backups() if made["BackupName"] == "orders-backup"]
    run = ansible.task(if_exists="reuse")
    assert run.result["backup_arn"] == wanted[-1] and len(orders.requests("ListBackups")) == 3


def test_reuse_does_not_mind_a_busy_table(orders: LabClient, ansible: AnsibleRuns) -> None:
    first = ansible.task()
    orders.table("orders", "UPDATING")
    assert ansible.task(if_exists="reuse").result["backup_arn"] == first.result["backup_arn"]


def test_fail_fails_with_the_backup_that_exists(orders: LabClient, ansible: AnsibleRuns) -> None:
    first = ansible.task(if_exists="fail")
    second = ansible.task(if_exists="fail")
    assert first.code == 0 and second.code != 0 and second.result["error"]["code"] == "BackupExists"
    assert second.result["backup_arn"] == first.result["backup_arn"] and first.result["backup_arn"] in second.msg
    assert second.result["changed"] is False and len(orders.backups()) == 1
