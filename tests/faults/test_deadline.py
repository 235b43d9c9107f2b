# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One deadline: whichever call hangs for ever, a task of 60 seconds is over soon after them, and tells what it knows."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, simulate
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

# Seconds that one request may last beyond the deadline, and a little less than a second one would add.
MARGIN = 28
READS = ("DescribeBackup", "ListBackups")


@pytest.mark.long
@pytest.mark.parametrize("call", ["CreateBackup", *(pytest.param(call, marks=pytest.mark.whole) for call in READS)])
def test_a_call_that_hangs_for_ever(lab: LabClient, ansible: AnsibleRuns, call: str) -> None:
    lab.make_table("orders")
    lab.settings(backup_seconds=300)
    if call == "ListBackups":
        lab.fault("CreateBackup", "cut", when="after")
    lab.fault(call, "delay", seconds=120, times=0)
    run = ansible.task(timeout=60)
    assert run.code != 0 and run.result["elapsed"] <= 60 + MARGIN
    made = [backup["BackupArn"] for backup in lab.backups()]
    if call == "DescribeBackup":
        assert run.result["backup_arn"] == made[0] and run.result["error"]["code"] == "Timeout"
    else:
        assert run.result["error"]["code"] == "OutcomeUnknown" and "not known whether" in run.msg
    # A request that hangs is given up after 15 s and looked for for as long before it is sent once more.
    assert len(lab.requests("CreateBackup")) == (2 if call == "CreateBackup" else 1)


@pytest.mark.parametrize("call", READS)
@pytest.mark.long
def test_a_read_that_hangs_for_ever_in_process(
    lab: LabClient, in_module: t.Callable[..., dict[str, t.Any]], monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The same with each request given up after a second, and in the lab's time between them."""
    lab.make_table("orders")
    simulate(LabTime(lab), monkeypatch)
    lab.settings(backup_seconds=300)
    if call == "ListBackups":
        lab.fault("CreateBackup", "cut", when="after")
    lab.fault(call, "delay", seconds=3, times=0)
    result = in_module(dynamodb_create_backup, table_name="orders", backup_name="orders-backup", timeout=60, aws_config={"read_timeout": 1})
    assert result["failed"] and result["elapsed"] <= 60 + MARGIN
    made = [backup["BackupArn"] for backup in lab.backups()]
    if call == "DescribeBackup":
        assert result["backup_arn"] == made[0] and result["error"]["code"] == "Timeout"
    else:
        assert result["error"]["code"] == "OutcomeUnknown" and "not known whether" in result["msg"]
    assert len(lab.requests("CreateBackup")) == 1
