# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A restore begins once, and is never mistaken for somebody else's table."""

from __future__ import annotations

import dataclasses
import time as machine

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors, retrying
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import restore_backup
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.clock import Deadline
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_restore_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, back_up, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_backup import restore
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


@pytest.fixture(name="arn")
def one_backup(orders: LabClient) -> str:
    """A backup of the table orders, and restores that take long enough to be seen."""
    orders.settings(restore_seconds=50)
    return str(back_up(orders).as_result()["backup_arn"])


def begun(lab: LabClient) -> int:
    """How many tables have come from restores."""
    return len(lab.dynamodb().list_tables()["TableNames"]) - 1


@pytest.mark.shown_cases(6)
@pytest.mark.parametrize("kind", ["cut", "reset", "truncated", "garbage", "html", "bad_crc", "empty", "no_details"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_or_damaged_answer_does_not_matter(orders: LabClient, arn: str, time: LabTime, kind: str, when: str) -> None:
    orders.fault("RestoreTableFromBackup", kind, when=when)
    outcome = restore(orders, arn, timeout=600, time=time)
    assert outcome.changed and outcome.target and outcome.target.status == "ACTIVE" and begun(orders) == 1
    # What was done is not asked for again; what was not done is.
    assert len(orders.requests("RestoreTableFromBackup")) == (1 if when == "after" else 2)


def test_an_internal_error_after_the_work_is_seen_through(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.fault("RestoreTableFromBackup", "error", when="after", code="InternalServerError")
    assert restore(orders, arn, timeout=600, time=time).changed and len(orders.requests("RestoreTableFromBackup")) == 1


def test_a_request_that_is_carried_out_late_is_found_by_the_refusal_of_the_next(orders: LabClient, arn: str) -> None:
    orders.settings(restore_seconds=6)
    orders.fault("RestoreTableFromBackup", "late", seconds=0.3)
    outcome = restore(orders, arn)
    assert outcome.changed and begun(orders) == 1


@pytest.mark.long
def test_a_very_late_one_is_waited_for(orders: LabClient, arn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "SETTLE", 15.0)
    orders.settings(restore_seconds=6)
    orders.fault("RestoreTableFromBackup", "late", seconds=9)
    orders.fault("RestoreTableFromBackup", "cut", times=3)
    outcome = restore(orders, arn)
    assert outcome.changed and outcome.target and outcome.target.status == "ACTIVE"


def test_one_that_somebody_has_just_begun_is_seen_when_aws_shows_it(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.dynamodb().restore_table_from_backup(BackupArn=arn, TargetTableName="orders-restored")
    outcome = restore(orders, arn, time=time)
    assert outcome.target and outcome.target.status == "ACTIVE" and begun(orders) == 1 and len(orders.requests("RestoreTableFromBackup")) == 2


def test_aws_refuses_an_empty_override_and_restores_all_the_same(orders: LabClient, arn: str, time: LabTime, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.dynaops.dynamodb.plugins.module_utils._restores import overrides

    monkeypatch.setattr(overrides, "check", lambda options: None)
    monkeypatch.setattr(overrides, "members", lambda options, features, source: {"OnDemandThroughputOverride": {}})
    assert restore(orders, arn, timeout=600, time=time).changed and len(orders.requests("RestoreTableFromBackup")) == 1


def test_when_no_answer_ever_comes_nothing_was_restored_and_it_says_so(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.fault("RestoreTableFromBackup", "cut", times=0)
    with pytest.raises(errors.NoAnswer) as failure:
        restore(orders, arn, timeout=600, time=time)
    assert "Table orders-restored does not exist: no restore began." in failure.value.sentence() and begun(orders) == 0
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    assert outcome.state() == "Nothing was restored." and outcome.as_result()["changed"] is False


def test_when_the_table_cannot_be_looked_at_it_is_not_known(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.fault("RestoreTableFromBackup", "cut", when="after")
    orders.fault("DescribeTable", "error", code="AccessDeniedException", message="not authorized", times=0, skip=1)
    with pytest.raises(errors.OutcomeUnknown, match="It is not known whether the restore of backup arn:.* to table orders-restored .* began") as failure:
        restore(orders, arn, timeout=600, time=time)
    assert failure.value.outcome.as_result()["changed"] is True and begun(orders) == 1  # type: ignore[attr-defined]


def test_somebody_elses_table_of_the_name_is_not_taken_for_ours(orders: LabClient, arn: str) -> None:
    # It comes between the first look and the request, and the request's answer is lost on top.
    orders.fault("DescribeBackup", "delay", seconds=8)
    orders.fault("RestoreTableFromBackup", "cut", when="after")
    maker = orders.when_asked("DescribeBackup", 1, lambda: orders.make_table("orders-restored", 7))
    with pytest.raises(errors.OutcomeUnknown, match="AWS no longer reports what it was restored from"):
        restore(orders, arn)
    maker.join()
    assert len(orders.dynamodb().scan(TableName="orders-restored")["Items"]) == 7


def test_somebody_elses_table_is_refused_when_aws_says_so(orders: LabClient, arn: str) -> None:
    orders.fault("DescribeBackup", "delay", seconds=8)
    maker = orders.when_asked("DescribeBackup", 1, lambda: orders.make_table("orders-restored", 7))
    with pytest.raises(errors.TargetExists):
        restore(orders, arn)
    maker.join()


@pytest.mark.long
def test_a_table_that_comes_and_goes_meanwhile_is_waited_for(orders: LabClient, arn: str) -> None:
    def come_and_go() -> None:
        orders.make_table("orders-restored")
        orders.dynamodb().delete_table(TableName="orders-restored")

    orders.settings(table_deleting_seconds=14, restore_seconds=1)
    for when_busy in ("fail", "wait"):
        orders.fault("DescribeBackup", "delay", seconds=7)
        maker = orders.when_asked("DescribeBackup", 1, come_and_go)
        if when_busy == "wait":
            assert restore(orders, arn, when_busy="wait").changed and begun(orders) == 1
        else:
            with pytest.raises(errors.Busy) as failure:
                restore(orders, arn)
            assert failure.value.code == "TableAlreadyExistsException"
            while "orders-restored" in orders.dynamodb().list_tables()["TableNames"]:
                machine.sleep(0.2)
        maker.join()


def test_another_restore_of_the_backup_is_an_error_or_waited_for(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.dynamodb().restore_table_from_backup(BackupArn=arn, TargetTableName="other-restore")
    with pytest.raises(errors.Busy) as failure:
        restore(orders, arn, timeout=600, time=time)
    assert failure.value.code == "BackupInUseException" and "set when_busy=wait" in failure.value.sentence()
    outcome = restore(orders, arn, when_busy="wait", timeout=600, time=time)
    assert outcome.changed and outcome.target and outcome.target.status == "ACTIVE"


def test_a_target_that_is_being_deleted_is_an_error_or_waited_for(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.settings(table_deleting_seconds=50)
    orders.make_table("orders-restored")
    orders.dynamodb().delete_table(TableName="orders-restored")
    with pytest.raises(errors.Busy, match="already exists in region us-east-1, with status DELETING"):
        restore(orders, arn, timeout=600, time=time)
    assert restore(orders, arn, when_busy="wait", timeout=600, time=time).changed


def test_a_backup_that_is_being_created_is_an_error_or_waited_for(orders: LabClient, time: LabTime) -> None:
    orders.settings(backup_seconds=50)
    arn = str(back_up(orders, wait=False, time=time).as_result()["backup_arn"])
    with pytest.raises(errors.Busy, match="is still being created"):
        restore(orders, arn, timeout=600, time=time)
    assert restore(orders, arn, when_busy="wait", timeout=600, time=time).changed


def test_too_many_restores_at_once(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.fault("RestoreTableFromBackup", "error", code="LimitExceededException", message="Only 50 restore operations", times=2)
    with pytest.raises(errors.Busy, match="50 for restores") as failure:
        restore(orders, arn, timeout=600, time=time)
    assert failure.value.aws_text == "Only 50 restore operations"
    assert restore(orders, arn, when_busy="wait", timeout=600, time=time).changed


def test_a_target_that_vanishes_while_it_is_restored(orders: LabClient, arn: str, time: LabTime) -> None:
    # Only the fault is to say so.
    orders.settings(restore_hidden_seconds=0)
    orders.fault("DescribeTable", "error", code="ResourceNotFoundException", message="Requested resource not found", times=0, skip=2)
    with pytest.raises(errors.TableNotFound):
        restore(orders, arn, timeout=600, time=time)
    assert len([each for each in orders.requests("DescribeTable") if each["fault"]]) == 4


def test_a_target_that_is_replaced_while_it_is_restored_is_not_marked(orders: LabClient, arn: str) -> None:
    orders.settings(restore_seconds=60)

    def replace() -> None:
        orders.table("orders-restored", "ACTIVE")
        orders.drop_table("orders-restored")
        orders.make_table("orders-restored", items=7)

    # The third look comes too late to see ours.
    orders.fault("DescribeTable", "delay", seconds=8, skip=2)
    replacer = orders.when_asked("DescribeTable", 3, replace)
    with pytest.raises(errors.RestoreLost, match="was replaced by another table of the same name"):
        restore(orders, arn)
    replacer.join()
    assert orders.requests("TagResource") == []


def test_a_target_that_is_replaced_before_it_was_ever_seen_is_not_marked(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.settings(restore_seconds=0.05, table_deleting_seconds=0)
    # It is replaced while AWS does not show it yet: only the answer to the request told its id.
    orders.fault("DescribeTable", "error", code="ResourceNotFoundException", message="Requested resource not found", skip=1)

    def replace(seconds: float) -> None:
        if not replaced:
            orders.settle()
            orders.drop_table("orders-restored")
            orders.make_table("orders-restored", items=7)
            replaced.append(True)
        time.sleep(seconds)

    replaced: list[bool] = []
    task = dataclasses.replace(task_at(orders, time=time), deadline=Deadline(600, time.monotonic, replace))
    with pytest.raises(errors.RestoreLost, match="was replaced by another table of the same name"):
        perform(task, dynamodb_restore_backup, restore_backup, target_table_name="orders-restored", backup_arn=arn)
    assert replaced and orders.requests("TagResource") == []


def test_faults_while_it_waits_are_ridden_out(orders: LabClient, arn: str, time: LabTime) -> None:
    for kind in ("cut", "garbage", "error"):
        orders.fault("DescribeTable", kind, skip=1, code="ThrottlingException", message="Rate exceeded")
    outcome = restore(orders, arn, timeout=600, time=time)
    assert outcome.changed and outcome.target and outcome.target.status == "ACTIVE"
    assert len([each for each in orders.requests("DescribeTable") if each["fault"]]) == 3
