# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""R3: the table is looked at before anything is made."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


def test_r3_1_calls_describe_table_first(orders: LabClient, here: ModulesHere) -> None:
    assert here.task().code == 0
    assert orders.operations() == ["DescribeTable", "CreateBackup", "DescribeBackup"]


def test_r3_2_a_table_that_is_not_there(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.task(table_name="ordres")
    assert run.code != 0
    assert "table ordres was not found in region us-east-1" in run.msg and "No backup was created." in run.msg
    assert run.result["error"]["code"] == "ResourceNotFoundException"
    assert orders.operations() == ["DescribeTable"] and orders.backups() == []


def test_r3_2_names_the_account_where_it_is_known(orders: LabClient, here: ModulesHere) -> None:
    run = here.task(table_name="arn:aws:dynamodb:us-east-1:123456789012:table/ordres")
    assert "table ordres was not found in region us-east-1 (account 123456789012)" in run.msg


def test_r3_3_a_table_that_is_being_deleted(orders: LabClient, here: ModulesHere) -> None:
    orders.table("orders", "DELETING")
    run = here.task()
    assert run.code != 0 and "not in a valid state for a backup: its status is DELETING" in run.msg
    assert run.result["error"]["code"] == "TableNotReady" and run.result["source_table"]["table_name"] == "orders"
    assert orders.operations() == ["DescribeTable"]


def refusal(lab: LabClient, **options: str) -> str:
    """Why the table is refused."""
    with pytest.raises(errors.TableNotReady) as failure:
        back_up(lab, **options)
    assert lab.backups() == []
    return failure.value.sentence()


def test_r3_3_also_when_asked_to_wait(orders: LabClient) -> None:
    orders.table("orders", "DELETING")
    assert "its status is DELETING" in refusal(orders, when_busy="wait")


def test_r3_4_an_active_table_goes_on(orders: LabClient, here: ModulesHere) -> None:
    assert here.task().result["backup"]["backup_status"] == "AVAILABLE"


@pytest.mark.parametrize("status,why", [("CREATING", "it is still being created"), ("UPDATING", "it is being updated")])
def test_a_busy_table_fails_at_once_by_default(orders: LabClient, here: ModulesHere, status: str, why: str) -> None:
    orders.table("orders", status)
    run = here.task()
    assert f"its status is {status}, {why}" in run.msg and "when_busy=wait" in run.msg
    assert run.result["error"]["code"] == "TableBusy" and orders.backups() == []


def test_a_table_whose_key_is_not_accessible(orders: LabClient) -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/0a1b"
    orders.table(
        "orders",
        "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
        extra={"SSEDescription": {"Status": "ENABLED", "KMSMasterKeyArn": key, "InaccessibleEncryptionDateTime": 1763690400.0}},
    )
    said = refusal(orders)
    assert key in said and "2025-11-21T" in said


def test_an_archived_table_names_its_archival_backup(orders: LabClient) -> None:
    archive = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
    orders.table("orders", "ARCHIVED", extra={"ArchivalSummary": {"ArchivalBackupArn": archive}})
    assert archive in refusal(orders)


def test_a_status_that_nobody_knows(orders: LabClient) -> None:
    orders.table("orders", "MELTING")
    assert "its status is MELTING" in refusal(orders)
