# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""R6: every error of AWS's in words for people, with what is known."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_backup_info
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

pytestmark = pytest.mark.unprepared

PERMISSIONS = "dynamodb:CreateBackup, dynamodb:DescribeBackup, dynamodb:DescribeTable"


def refused_by_create(lab: LabClient, here: ModulesHere, code: str, message: str = "AWS's own words") -> Run:
    """A task whose CreateBackup is refused with this code."""
    lab.fault("CreateBackup", "error", code=code, message=message, times=0)
    run = here.task()
    assert run.code != 0 and run.result["error"] == {"code": code, "message": message}
    assert "table orders" in run.msg.lower() and "us-east-1" in run.msg and f'AWS message: "{message}"' in run.msg
    assert "No backup was created." in run.msg and "\n" not in run.msg and "Traceback" not in run.output
    assert run.result["changed"] is False and run.result["source_table"]["table_name"] == "orders"
    assert len(lab.requests("CreateBackup")) == 1 and lab.backups() == []
    return run


def test_r6_1_table_not_found_from_create_backup(orders: LabClient, here: ModulesHere) -> None:
    run = refused_by_create(orders, here, "TableNotFoundException", "Table not found: orders")
    assert "DynamoDB table orders does not exist in region us-east-1, or is still being created" in run.msg


def test_r6_2_backup_in_use(orders: LabClient, here: ModulesHere) -> None:
    run = refused_by_create(orders, here, "BackupInUseException")
    assert "another ongoing conflicting backup operation on table orders" in run.msg
    assert "created, deleted or restored" in run.msg and "when_busy=wait" in run.msg


def test_r6_3_table_in_use(orders: LabClient, here: ModulesHere) -> None:
    run = refused_by_create(orders, here, "TableInUseException")
    assert "Table orders in region us-east-1 is being created or deleted" in run.msg


def test_r6_4_limit_exceeded_with_awss_own_text(orders: LabClient, here: ModulesHere) -> None:
    orders.fault("CreateBackup", "error", code="LimitExceededException", message="Too many operations for a given subscriber")
    run = here.task()
    assert "too many simultaneous table operations" in run.msg and "500" in run.msg
    assert 'AWS message: "Too many operations for a given subscriber"' in run.msg
    assert orders.backups() == []


def test_r6_5_backup_not_found_is_retried_3_times(orders: LabClient, here: ModulesHere) -> None:
    orders.fault("DescribeBackup", "error", code="BackupNotFoundException", message="Backup not found", times=3)
    run = here.task()
    assert run.code == 0 and run.result["backup"]["backup_status"] == "AVAILABLE"
    assert len(orders.requests("DescribeBackup")) == 4


def test_r6_5_then_it_is_an_error_with_the_arn(orders: LabClient, here: ModulesHere) -> None:
    orders.fault("DescribeBackup", "error", code="BackupNotFoundException", message="Backup not found", times=0)
    run = here.task()
    (made,) = orders.backups()
    assert run.code != 0 and f"Backup {made['BackupArn']} of table orders was not found" in run.msg
    assert run.result["backup_arn"] == made["BackupArn"] and run.result["changed"] is True
    assert run.result["error"]["code"] == "BackupNotFoundException"
    assert len(orders.requests("DescribeBackup")) == 4


@pytest.mark.parametrize(
    "code",
    [
        "AccessDeniedException",
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "ExpiredTokenException",
        "MissingAuthenticationToken",
        "InvalidClientTokenId",
        "IncompleteSignature",
        "OptInRequired",
    ],
)
@pytest.mark.parametrize("call", ["DescribeTable", "CreateBackup", "DescribeBackup"])
def test_r6_6_credentials_and_permissions(orders: LabClient, code: str, call: str) -> None:
    orders.settings(backup_seconds=30)
    orders.fault(call, "error", code=code, message="Refused", times=0)
    with pytest.raises(errors.Denied) as failure:
        back_up(orders)
    message = failure.value.sentence()
    assert call in message and code in message and PERMISSIONS in message
    assert failure.value.code == code and len(orders.requests(call)) == 1


def test_r6_6_through_ansible_with_a_real_policy(orders: LabClient, here: ModulesHere) -> None:
    orders.settings(allowed=["dynamodb:DescribeTable", "dynamodb:DescribeBackup"])
    run = here.task()
    assert "CreateBackup on table orders in region us-east-1 was refused (AccessDeniedException): the credentials lack permissions" in run.msg
    assert PERMISSIONS in run.msg and "no identity-based policy allows the dynamodb:CreateBackup action" in run.msg
    assert orders.backups() == []


def test_r6_6_without_any_credentials(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.task(env={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None})
    # What is missing and what to do: no list of permissions, which belongs to refusals.
    assert "no usable AWS credentials were found" in run.msg and "Set access_key and secret_key" in run.msg and PERMISSIONS not in run.msg
    assert run.result["error"]["code"] == "NoCredentialsError" and "Traceback" not in run.output
    assert orders.operations() == []


def test_the_three_permissions_are_enough(orders: LabClient, here: ModulesHere) -> None:
    orders.settings(allowed=["dynamodb:DescribeTable", "dynamodb:CreateBackup", "dynamodb:DescribeBackup"])
    assert here.task().code == 0


def test_reuse_needs_list_backups_beside_them(orders: LabClient, here: ModulesHere) -> None:
    orders.settings(allowed=["dynamodb:DescribeTable", "dynamodb:CreateBackup", "dynamodb:DescribeBackup"])
    run = here.task(if_exists="reuse")
    assert "ListBackups" in run.msg and "dynamodb:ListBackups" in run.msg and orders.backups() == []


def test_backups_not_enabled_yet_is_waited_out(lab: LabClient, here: ModulesHere) -> None:
    lab.settings(table_creating_seconds=0, backups_enabled_after=8)
    lab.make_table("orders", settled=False)
    run = here.task()
    assert run.code == 0 and len(lab.backups()) == 1
    lab.fault("CreateBackup", "error", code="ContinuousBackupsUnavailableException", message="Please retry later", times=2)
    asked = len(lab.requests("CreateBackup"))
    assert here.task().code == 0 and len(lab.requests("CreateBackup")) == asked + 3


def test_backups_not_enabled_that_stays(orders: LabClient, time: LabTime) -> None:
    orders.fault("CreateBackup", "error", code="ContinuousBackupsUnavailableException", message="Please retry later", times=0)
    with pytest.raises(errors.NotYetEnabled) as failure:
        back_up(orders, timeout=60, time=time)
    assert "Backups are not yet enabled for table orders" in failure.value.sentence()


@pytest.mark.parametrize("call", ["DescribeTable", "CreateBackup"])
def test_throttling_is_retried_up_to_3_times(orders: LabClient, time: LabTime, call: str) -> None:
    orders.fault(call, "error", code="ThrottlingException", message="Rate exceeded", times=3)
    outcome = back_up(orders, time=time)
    assert outcome.backup and len(orders.requests(call)) == 4 and len(orders.backups()) == 1


@pytest.mark.parametrize("call", ["DescribeTable", "CreateBackup"])
def test_throttling_that_stays_is_an_error(orders: LabClient, time: LabTime, call: str) -> None:
    orders.fault(call, "error", code="ThrottlingException", message="Rate exceeded", times=0)
    with pytest.raises(errors.Throttled) as failure:
        back_up(orders, time=time)
    assert failure.value.code == "ThrottlingException" and call in failure.value.text
    assert len(orders.requests(call)) == 4 and orders.backups() == []


def test_internal_errors_of_a_look_are_retried_up_to_3_times(orders: LabClient, time: LabTime) -> None:
    orders.fault("DescribeBackup", "error", code="InternalServerError", times=3)
    assert back_up(orders, time=time).backup.status == "AVAILABLE"
    assert len(orders.requests("DescribeBackup")) == 4


def test_internal_errors_that_stay_end_with_the_arn(orders: LabClient, time: LabTime) -> None:
    orders.fault("DescribeBackup", "error", code="InternalServerError", times=0)
    with pytest.raises(errors.ServerFault) as failure:
        back_up(orders, time=time)
    assert failure.value.outcome.backup.arn == orders.backups()[0]["BackupArn"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", ["DELETED", "EVAPORATED"])
def test_a_status_without_hope_ends_the_wait(orders: LabClient, here: ModulesHere, status: str) -> None:
    orders.settings(backup_seconds=600)
    orders.when_asked("DescribeBackup", 1, lambda: orders.backup(orders.backups()[0]["BackupArn"], status=status))
    run = here.task()
    assert run.code != 0 and f"its status is {status}" in run.msg and run.result["error"]["code"] == "BackupLost"
    assert run.result["backup_arn"] == orders.backups()[0]["BackupArn"]


def test_c11_a_region_that_may_not_be_enabled(orders: LabClient) -> None:
    orders.fault("DescribeTable", "error", code="UnrecognizedClientException", message="The security token included in the request is invalid.")
    with pytest.raises(errors.Denied) as failure:
        back_up(orders)
    said = failure.value.sentence()
    assert "that the region is enabled in the account" in said and "Check access key" in said


def test_c14_a_profile_that_does_not_exist(orders: LabClient, here: ModulesHere) -> None:
    run = here.task(profile="no-such-profile", region="us-east-1", env={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None})
    assert run.code != 0 and run.result["error"]["code"] == "ProfileNotFound" and "Couldn't connect" not in run.msg
    assert "no-such-profile" in run.msg and "Correct the profile" in run.msg and "No request was made" in run.msg and orders.work() == []


def test_c10_a_quota_is_refused_at_once_even_when_asked_to_wait(orders: LabClient) -> None:
    text = "Subscriber limit exceeded: There is a limit of 2500 tables per subscriber"
    orders.fault("CreateBackup", "error", code="LimitExceededException", message=text, times=0)
    with pytest.raises(errors.Rejected) as failure:
        back_up(orders, when_busy="wait")
    assert text in failure.value.sentence() and "too many simultaneous" not in failure.value.sentence()
    assert len(orders.requests("CreateBackup")) == 1


@pytest.mark.parametrize("text", ["Table tags are being updated: orders", "Only 50 operations simultaneously", "something new"])
def test_c10_what_clears_and_what_is_not_known_is_waited_for(orders: LabClient, time: LabTime, text: str) -> None:
    orders.fault("CreateBackup", "error", code="LimitExceededException", message=f"Subscriber limit exceeded: {text}", times=2)
    assert back_up(orders, when_busy="wait", time=time).backup and len(orders.requests("CreateBackup")) == 3


UNSAFE = "\x1b[2J\x1b]0;x\x07\u202e\u200b"


@pytest.mark.shown_cases(1)
@pytest.mark.parametrize("words", [(), ("-o",), ("-vvv",)])
def test_c9_e8_nothing_of_an_answer_controls_a_terminal(orders: LabClient, ansible: AnsibleRuns, words: tuple[str, ...]) -> None:
    orders.fault("CreateBackup", "error", code="AccessDeniedException", message=f"before{UNSAFE}after")
    run = ansible.task(*words)
    assert run.code != 0 and "before" in run.output and not any(each in run.output for each in UNSAFE if not each.isprintable())


def test_c9_e8_nor_does_a_name_in_a_list(orders: LabClient, in_module: t.Any) -> None:
    arn = back_up(orders).as_result()["backup_arn"]
    orders.backup(arn, name=f"n{UNSAFE}")
    result = in_module(dynamodb_backup_info, table_name="orders")
    assert [each["backup_arn"] for each in result["backups"]] == [arn]
    assert not any(each in repr(result).encode().decode("unicode_escape") for each in UNSAFE if not each.isprintable())
