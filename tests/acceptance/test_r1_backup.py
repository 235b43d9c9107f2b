# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""R1: one backup, made and waited for."""

from __future__ import annotations

import re

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


def test_r1_1_calls_create_backup_with_the_given_table(orders: LabClient, here: ModulesHere) -> None:
    run = here.task()
    assert run.code == 0 and run.result["changed"] is True
    assert [entry["body"] for entry in orders.requests("CreateBackup")] == [{"TableName": "orders", "BackupName": "orders-backup"}]


def test_r1_1_takes_a_table_arn(orders: LabClient, here: ModulesHere) -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
    run = here.task(table_name=arn)
    assert run.code == 0, run.output
    assert orders.requests("CreateBackup")[0]["body"]["TableName"] == arn
    assert run.result["source_table"]["table_arn"] == arn


def test_r1_2_reads_the_arn_from_the_answer(orders: LabClient, here: ModulesHere) -> None:
    run = here.task(wait=False)
    (made,) = orders.backups()
    assert run.result["backup_arn"] == made["BackupArn"]
    assert re.fullmatch(r"arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/\d{14}-[0-9a-f]{8}", made["BackupArn"])


def test_r1_3_keeps_the_arn_for_polling_and_through_a_failure(orders: LabClient, here: ModulesHere) -> None:
    orders.settings(backup_seconds=30)
    orders.fault("DescribeBackup", "error", code="AccessDeniedException", message="no", skip=1)
    run = here.task()
    (made,) = orders.backups()
    assert run.code != 0
    assert {entry["body"]["BackupArn"] for entry in orders.requests("DescribeBackup")} == {made["BackupArn"]}
    assert run.result["backup_arn"] == made["BackupArn"] and made["BackupArn"] in run.msg
    assert run.result["backup"]["backup_status"] == "CREATING" and run.result["changed"] is True


def test_r1_4_polls_while_the_status_is_creating(orders: LabClient, here: ModulesHere) -> None:
    orders.settings(backup_seconds=600)
    orders.when_asked("DescribeBackup", 5, lambda: orders.backup(orders.backups()[0]["BackupArn"], status="AVAILABLE"))
    run = here.task()
    assert run.code == 0
    # A second at least from one look to the next: a busy machine takes longer, and so looks less often.
    looks = len(orders.requests("DescribeBackup"))
    assert 5 <= looks <= run.result["elapsed"] + 1.5


@pytest.mark.every_release
def test_r1_5_succeeds_at_available_and_returns_the_arn(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(backup_seconds=1.5)
    run = ansible.task()
    (made,) = orders.backups()
    assert run.code == 0
    assert run.result["backup_arn"] == made["BackupArn"]
    assert run.result["backup"]["backup_status"] == "AVAILABLE"
    assert run.result["backup"]["backup_size_bytes"] > 0
    assert run.result["source_table"] == {
        "table_name": "orders",
        "table_arn": made["TableArn"],
        "table_id": made["TableId"],
        "table_status": "ACTIVE",
        "item_count": 3,
        "table_size_bytes": run.result["backup"]["backup_size_bytes"],
        "billing_mode": "PAY_PER_REQUEST",
        "key_schema": [{"attribute_name": "id", "key_type": "HASH"}],
        "creation_date_time": run.result["source_table"]["creation_date_time"],
        "provisioned_throughput": {"read_capacity_units": 0, "write_capacity_units": 0},
    }
    assert run.result["reused"] is False
    assert run.result["elapsed"] >= 1.5
