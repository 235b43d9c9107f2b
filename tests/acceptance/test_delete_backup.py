# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_delete_backup: that backup and no other, to a known end."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import delete_backup
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_delete_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_delete_backup"


@pytest.fixture(name="arn")
def one_backup(orders: LabClient) -> str:
    """A backup of the table orders, beside another one."""
    back_up(orders, name="another")
    return str(back_up(orders, name="unwanted").as_result()["backup_arn"])


def delete(lab: LabClient, arn: str, timeout: float = 60, check_mode: bool = False, time: LabTime | None = None, **options: object) -> delete_backup.Outcome:
    """What the module does."""
    return perform(task_at(lab, timeout, time=time), dynamodb_delete_backup, delete_backup, check_mode, backup_arn=arn, **options)


def left(lab: LabClient) -> list[str]:
    """The names of the backups that there are."""
    return [each["BackupName"] for each in lab.backups()]


def test_deletes_that_backup_and_then_finds_nothing_to_do(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    first, second = ansible.adhoc(MODULE, backup_arn=arn), ansible.adhoc(MODULE, backup_arn=arn)
    assert first.code == 0 and first.result["changed"] is True, first.output
    assert first.result["backup_arn"] == arn and first.result["backup"]["backup_name"] == "unwanted"
    assert first.msg == f"Backup unwanted of table orders was deleted: {arn}" and f"[localhost] Backup deleted: {arn}" in first.stderr
    assert second.code == 0 and second.result["changed"] is False and "nothing to delete" in second.msg
    assert left(orders) == ["another"] and len(orders.requests("DeleteBackup")) == 1


def test_check_mode_deletes_nothing(orders: LabClient, arn: str, here: ModulesHere) -> None:
    run = here.adhoc(MODULE, backup_arn=arn, check=True)
    assert run.code == 0 and run.result["changed"] is True and "Would have deleted" in run.msg
    assert len(left(orders)) == 2 and orders.requests("DeleteBackup") == []
    assert here.adhoc(MODULE, backup_arn=f"{arn[:-1]}{'0' if arn[-1] != '0' else '1'}", check=True).result["changed"] is False


@pytest.mark.shown_cases(6)
@pytest.mark.parametrize("kind", ["cut", "reset", "truncated", "garbage", "html", "bad_crc", "empty", "no_details"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_or_damaged_answer_does_not_matter(orders: LabClient, arn: str, kind: str, when: str) -> None:
    orders.fault("DeleteBackup", kind, when=when)
    assert delete(orders, arn).changed
    assert left(orders) == ["another"]


@pytest.mark.parametrize("code, status", [("InternalServerError", 500), ("ServiceUnavailable", 503)])
def test_an_internal_error_after_the_work_does_not_matter(orders: LabClient, arn: str, code: str, status: int) -> None:
    orders.fault("DeleteBackup", "error", when="after", code=code, status=status)
    assert delete(orders, arn).changed and left(orders) == ["another"]


def test_when_no_answer_comes_at_all_it_looks(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.fault("DeleteBackup", "cut", when="before", times=3)
    orders.fault("DeleteBackup", "cut", when="after", times=1)
    assert delete(orders, arn, time=time).changed and left(orders) == ["another"]


def test_a_backup_that_is_still_there_in_the_end_is_a_failure(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.fault("DeleteBackup", "cut", times=0)
    with pytest.raises(errors.NoAnswer) as failure:
        delete(orders, arn, time=time)
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    assert outcome.state() == f"Backup {arn} was not deleted." and outcome.as_result()["changed"] is False
    assert len(orders.requests("DeleteBackup")) == 4


def test_throttling_for_long_is_waited_out(orders: LabClient, arn: str) -> None:
    orders.fault("DeleteBackup", "error", code="ThrottlingException", message="Rate exceeded", times=12)
    task = task_at(orders, sleep=lambda seconds: None)
    assert perform(task, dynamodb_delete_backup, delete_backup, backup_arn=arn).changed and left(orders) == ["another"]


def test_somebody_else_was_quicker(orders: LabClient, arn: str) -> None:
    orders.fault("DeleteBackup", "error", code="BackupNotFoundException", message="Backup not found")
    outcome = delete(orders, arn)
    assert not outcome.changed and "by another request in the meantime" in outcome.msg  # type: ignore[attr-defined]


def test_what_cannot_be_known_is_said(orders: LabClient, arn: str) -> None:
    orders.fault("DeleteBackup", "cut", when="after", times=0)
    orders.fault("DescribeBackup", "error", code="AccessDeniedException", message="not authorized", times=0, skip=1)
    # The second request finds nothing, which is an answer; only without any it can't be known.
    orders.fault("DeleteBackup", "cut", times=0)
    with pytest.raises(errors.OutcomeUnknown, match="It is not known whether backup arn:.* was deleted") as failure:
        delete(orders, arn)
    assert failure.value.outcome.as_result()["changed"] is True  # type: ignore[attr-defined]


def test_a_backup_of_awss_own_is_refused_early_with_its_end(orders: LabClient, here: ModulesHere) -> None:
    (arn,) = orders.history([{"table": "orders", "name": "orders$DeletedTableBackup", "created": 1795226400.0, "type": "SYSTEM"}])
    run = here.adhoc(MODULE, backup_arn=arn)
    assert run.code != 0 and run.result["error"]["code"] == "BackupKept" and run.result["backup_arn"] == arn
    assert "is of type SYSTEM, which cannot be deleted. AWS deletes it on 2026-12-26T02:00:00+00:00." in run.msg
    assert orders.requests("DeleteBackup") == []


def restoring(lab: LabClient, arn: str, seconds: float) -> None:
    """Begins a restore from the backup that takes so long."""
    lab.settings(restore_seconds=seconds)
    lab.dynamodb().restore_table_from_backup(BackupArn=arn, TargetTableName="restored")


def test_a_restore_that_uses_it_is_an_error(orders: LabClient, arn: str, here: ModulesHere) -> None:
    restoring(orders, arn, 60)
    run = here.adhoc(MODULE, backup_arn=arn)
    assert run.code != 0 and run.result["error"]["code"] == "BackupInUseException"
    assert "created, deleted or restored" in run.msg and "set when_busy=wait" in run.msg and f"Backup {arn} was not deleted." in run.msg
    assert len(left(orders)) == 2 and len(orders.requests("DeleteBackup")) == 1


def test_or_is_waited_for(orders: LabClient, arn: str, time: LabTime) -> None:
    restoring(orders, arn, 50)
    assert delete(orders, arn, when_busy="wait", time=time).changed
    assert left(orders) == ["another"] and len(orders.requests("DeleteBackup")) > 1


def test_but_not_past_the_timeout(orders: LabClient, arn: str, time: LabTime) -> None:
    restoring(orders, arn, 600)
    with pytest.raises(errors.Busy) as failure:
        delete(orders, arn, timeout=60, when_busy="wait", time=time)
    assert "The error persisted for" in failure.value.sentence() and len(left(orders)) == 2 and time.now <= 60


@pytest.mark.parametrize(
    "arguments, text",
    [
        ({"backup_arn": ""}, "backup_arn is required and cannot be empty"),
        ({"backup_arn": "orders"}, "backup_arn is not the ARN of a DynamoDB backup"),
        ({"backup_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/017636904\n0000-1a2b3c4d"}, "is not the ARN"),
        # AWS passes over the region in the ARN, and would delete the backup of that id here.
        ({"backup_arn": "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"}, "Set region to eu-west-1"),
        (
            {"backup_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d", "timeout": 7201},
            "timeout must be at most 7200",
        ),
    ],
)
def test_bad_input_is_refused_before_the_first_call(lab: LabClient, in_module: t.Any, arguments: dict[str, t.Any], text: str) -> None:
    result = in_module(dynamodb_delete_backup, **arguments)
    assert result["failed"] and result["error"]["code"] == "InvalidArgument" and text in result["msg"]
    assert lab.requests() == []


def test_c12_a_recovery_point_of_aws_backup_is_deleted_there(orders: LabClient, here: ModulesHere) -> None:
    (arn,) = orders.history([{"table": "orders", "name": "awsbackup", "created": 1795226400.0, "type": "AWS_BACKUP"}])
    run = here.adhoc(MODULE, backup_arn=arn)
    assert run.code != 0 and run.result["error"]["code"] == "BackupKept"
    assert "recovery point of AWS Backup" in run.msg and "Delete the recovery point in its vault in AWS Backup." in run.msg
    assert orders.requests("DeleteBackup") == []
