# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A restore drill that was killed: the next one deletes the scratch table that it left, and no other table."""

from __future__ import annotations

import json
import os
import signal

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import back_up
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_ended_from_outside import await_that_none_is_left, running
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_playbooks import launch, tables
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_backup import TAG, tags
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN

pytestmark = pytest.mark.long
SCRATCH = "orders-restore-drill"


def kill_while_restoring(lab: LabClient, ansible: AnsibleRuns) -> None:
    """Kills a drill of orders, and has AWS end its restore."""
    lab.settings(restore_seconds=600)
    words = [str(BIN / "ansible-playbook"), "dynaops.dynamodb.restore_drill", "-e", json.dumps({"table_name": "orders"})]
    with running(ansible, *words, told="Restore accepted by AWS") as (process, unused):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        await_that_none_is_left(ansible)
    lab.settings(restore_seconds=0.2)
    lab.settle()


def test_what_a_killed_drill_left_is_deleted_by_the_next_one(orders: LabClient, ansible: AnsibleRuns) -> None:
    back_up(orders)
    kill_while_restoring(orders, ansible)
    # Nothing on the table itself says what it is.
    assert tables(orders) == ["orders", SCRATCH] and TAG not in tags(orders, SCRATCH)
    run = launch(ansible, "restore_drill", table_name="orders")
    assert run.code == 0 and tables(orders) == ["orders"] and len(orders.requests("RestoreTableFromBackup")) == 2, run.output
    orders.settle()
    noted = tags(orders, "orders")
    assert noted["restore-drill-scratch"] == "none" and noted["last-restore-drill"]


@pytest.mark.further_case
def test_another_table_that_took_the_name_of_the_scratch_table_since_is_kept(orders: LabClient, ansible: AnsibleRuns) -> None:
    back_up(orders)
    kill_while_restoring(orders, ansible)
    orders.drop_table(SCRATCH)
    orders.settings(clock_offset=1000)
    orders.make_table(SCRATCH, items=5)
    run = launch(ansible, "restore_drill", table_name="orders")
    assert run.code != 0 and "already exists" in run.output and tables(orders) == ["orders", SCRATCH], run.output
    assert len(orders.requests("DeleteTable")) == 1
