# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exactly one backup: whatever becomes of CreateBackup's answer."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import create_once
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

# What can happen to an answer after AWS has made the backup.
LOST = [
    ("cut", {}),
    ("reset", {}),
    ("truncated", {}),
    ("garbage", {}),
    ("html", {}),
    ("bad_crc", {}),
    ("empty", {}),
    ("no_details", {}),
    ("error", {"code": "InternalServerError"}),
    ("error", {"code": "ServiceUnavailable"}),
]
# What can happen to a request that AWS never carried out.
NEVER_DONE = [("cut", {}), ("reset", {}), ("error", {"code": "InternalServerError"}), ("html", {}), ("garbage", {})]


@pytest.fixture(name="settle")
def shorter_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the lab takes longer than a second: no need to look for 30."""
    monkeypatch.setattr(create_once, "SETTLE", 2.0)


@pytest.mark.parametrize("kind,details", LOST)
def test_a_lost_answer_leaves_one_backup(orders: LabClient, kind: str, details: dict) -> None:
    orders.fault("CreateBackup", kind, when="after", **details)
    outcome = back_up(orders)
    (made,) = orders.backups()
    assert outcome.backup and outcome.backup.arn == made["BackupArn"] and outcome.backup.status == "AVAILABLE"
    assert outcome.changed and len(orders.requests("CreateBackup")) == 1


@pytest.mark.parametrize("env", [{}, {"AWS_MAX_ATTEMPTS": "10", "AWS_RETRY_MODE": "standard"}, {"AWS_RETRY_MODE": "legacy"}, {"AWS_RETRY_MODE": "adaptive"}])
def test_botocore_does_not_send_it_again_whatever_the_environment_says(orders: LabClient, here: ModulesHere, env: dict) -> None:
    orders.fault("CreateBackup", "cut", when="after")
    run = here.task(env=env)
    assert run.code == 0 and len(orders.requests("CreateBackup")) == 1 and len(orders.backups()) == 1
    assert run.result["backup_arn"] == orders.backups()[0]["BackupArn"]
    assert any("The response to CreateBackup was lost. The backup was found" in line for line in run.result["progress"])


@pytest.mark.parametrize("retries", [{"max_attempts": 10}, {"total_max_attempts": 10, "mode": "adaptive"}])
def test_nor_whatever_aws_config_says(orders: LabClient, here: ModulesHere, retries: dict) -> None:
    orders.fault("CreateBackup", "error", code="InternalServerError", when="after")
    run = here.task(aws_config={"retries": retries, "read_timeout": 30})
    assert run.code == 0 and len(orders.requests("CreateBackup")) == 1 and len(orders.backups()) == 1


@pytest.mark.parametrize("kind,details", NEVER_DONE)
def test_a_request_that_made_nothing_is_sent_again(orders: LabClient, time: LabTime, kind: str, details: dict) -> None:
    orders.fault("CreateBackup", kind, when="before", **details)
    assert back_up(orders, time=time).backup
    assert len(orders.requests("CreateBackup")) == 2 and len(orders.backups()) == 1


@pytest.mark.long
def test_not_before_it_was_looked_for_long_enough(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.fault("CreateBackup", "cut", when="before")
    assert ansible.task().code == 0
    first, second = (entry["at"] for entry in orders.requests("CreateBackup"))
    assert second - first >= 30
    # A second from one look to the next, at least.
    assert len(orders.requests("ListBackups")) <= second - first + 3


def test_a_request_that_is_carried_out_late_is_found(orders: LabClient) -> None:
    orders.fault("CreateBackup", "late", seconds=4)
    outcome = back_up(orders)
    assert len(orders.requests("CreateBackup")) == 1
    assert outcome.backup and [outcome.backup.arn] == [made["BackupArn"] for made in orders.backups()]


@pytest.mark.unprepared
def test_a_read_timeout_is_no_reason_to_send_again(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.fault("CreateBackup", "delay", seconds=3, when="before")
    run = ansible.task(aws_config={"read_timeout": 1})
    assert run.code == 0 and len(orders.requests("CreateBackup")) == 1 and len(orders.backups()) == 1


def test_an_older_backup_of_the_same_name_is_not_taken_for_ours(lab: LabClient) -> None:
    lab.make_table("orders")
    lab.dynamodb().create_backup(TableName="orders", BackupName="orders-backup")
    older = lab.backups()[0]["BackupArn"]
    lab.backup(older, created=lab.backups()[0]["BackupCreationDateTime"] - 60)
    lab.fault("CreateBackup", "cut", when="after")
    outcome = back_up(lab)
    assert len(lab.backups()) == 2 and outcome.backup and outcome.backup.arn != older


@pytest.mark.parametrize("offset", [-7200, 7200])
@pytest.mark.long
def test_c4_clocks_hours_apart_never_lead_to_a_second_backup(lab: LabClient, offset: int) -> None:
    # It is said at once, and names what the list shows by then.
    lab.settings(clock_offset=offset, list_lag_seconds=0)
    lab.make_table("orders")
    lab.fault("CreateBackup", "cut", when="after")
    with pytest.raises(errors.OutcomeUnknown, match="clock differ by") as failure:
        back_up(lab)
    (made,) = lab.backups()
    assert made["BackupArn"] in failure.value.text and len(lab.requests("CreateBackup")) == 1


def test_two_candidates_are_listed_and_none_is_guessed(orders: LabClient, here: ModulesHere) -> None:
    # The twin comes while the task still waits for its answer.
    orders.fault("CreateBackup", "delay", seconds=8, when="after")
    twin = orders.when_asked("CreateBackup", 1, lambda: orders.dynamodb().create_backup(TableName="orders", BackupName="orders-backup"))
    run = here.task(aws_config={"read_timeout": 6})
    twin.join()
    both = [made["BackupArn"] for made in orders.backups()]
    assert len(both) == 2 and run.code != 0 and run.result["error"]["code"] == "OutcomeUnknown"
    assert all(arn in run.msg for arn in both) and "backup_arn" not in run.result
    assert "It is not known whether" in run.msg and "No backup was created" not in run.msg


def test_when_list_backups_is_refused_it_says_that_it_cannot_know(orders: LabClient, here: ModulesHere) -> None:
    orders.settings(allowed=["dynamodb:DescribeTable", "dynamodb:CreateBackup", "dynamodb:DescribeBackup"])
    orders.fault("CreateBackup", "cut", when="after")
    run = here.task()
    assert run.code != 0 and "It is not known whether backup orders-backup of table orders was created" in run.msg
    assert "ListBackups" in run.msg and "No backup was created" not in run.msg
    assert run.result["changed"] is True and len(orders.requests("CreateBackup")) == 1


def test_backup_in_use_after_a_lost_answer_may_be_our_own(orders: LabClient, settle: None) -> None:
    orders.fault("CreateBackup", "late", seconds=2.5)
    orders.fault("CreateBackup", "error", code="BackupInUseException", message="busy")
    outcome = back_up(orders)
    assert outcome.backup and [outcome.backup.arn] == [made["BackupArn"] for made in orders.backups()]


def test_internal_errors_for_ever_make_nothing_and_say_so(orders: LabClient, time: LabTime) -> None:
    orders.fault("CreateBackup", "error", code="InternalServerError", times=0)
    with pytest.raises(errors.ServerFault) as failure:
        back_up(orders, timeout=300, time=time)
    assert len(orders.requests("CreateBackup")) == 4 and orders.backups() == []
    assert "ListBackups shows no backup orders-backup of table orders" in failure.value.text


def test_the_wait_rides_out_lost_answers(orders: LabClient, time: LabTime) -> None:
    orders.settings(backup_seconds=50)
    for kind in ("cut", "reset", "garbage", "html", "truncated", "bad_crc", "empty"):
        orders.fault("DescribeBackup", kind)
    assert back_up(orders, timeout=300, time=time).backup.status == "AVAILABLE"
    assert len([each for each in orders.requests("DescribeBackup") if each["fault"]]) == 7


def test_the_date_of_a_backup_is_utc(orders: LabClient) -> None:
    result = back_up(orders).as_result()
    made = datetime.datetime.fromisoformat(result["backup"]["backup_creation_date_time"])
    assert made.utcoffset() == datetime.timedelta(0)
    assert abs(made.timestamp() - orders.backups()[0]["BackupCreationDateTime"]) < 0.01
