# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""R4: one deadline."""

from __future__ import annotations

import typing as t

import pytest
import yaml
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_r2_names import refused_by_module
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


def assert_times_out_after(seconds: float, here: ModulesHere, **options: object) -> None:
    """A backup that never becomes AVAILABLE is waited for that long."""
    here.lab.settings(backup_seconds=86400)
    start = here.time.now
    run = here.task(**options)
    assert run.code != 0 and f"timed out after {seconds} s" in run.msg and here.time.now - start == pytest.approx(seconds)


@pytest.mark.parametrize("option", ["timeout", "wait_timeout"])
def test_r4_1_takes_a_timeout_in_seconds(orders: LabClient, here: ModulesHere, option: str) -> None:
    assert_times_out_after(90, here, **{option: 90})


def test_r4_1_takes_text_as_a_survey_sends_it(orders: LabClient, here: ModulesHere) -> None:
    assert_times_out_after(90, here, timeout="90")


def test_r4_2_default_is_1800(orders: LabClient, here: ModulesHere) -> None:
    assert_times_out_after(1800, here)
    assert yaml.safe_load(dynamodb_create_backup.DOCUMENTATION)["options"]["timeout"]["default"] == 1800


def test_r4_1_r4_2_through_ansible(orders: LabClient, ansible: AnsibleRuns) -> None:
    given, default = (ansible.task("-vvv", **option).result["invocation"]["module_args"] for option in ({"timeout": "90"}, {}))
    assert (given["timeout"], default["timeout"]) == (90, 1800)


def test_r4_3_refuses_less_than_60(orders: LabClient, in_module: t.Any) -> None:
    messages = refused_by_module(orders, in_module, [{"table_name": "orders", "backup_name": "abc", "timeout": value} for value in (59, 0, -1)])
    assert "timeout must be at least 60 seconds (got 59)" in messages[0]
    assert "(got 0)" in messages[1] and "(got -1)" in messages[2]


def test_r4_4_refuses_more_than_7200(orders: LabClient, in_module: t.Any) -> None:
    messages = refused_by_module(orders, in_module, [{"table_name": "orders", "backup_name": "abc", "timeout": value} for value in (7201, 10**12)])
    assert "timeout must be at most 7200 seconds (got 7201)" in messages[0]
    assert "(got 1000000000000)" in messages[1]


def test_r4_5_past_the_timeout_the_error_has_status_and_arn(orders: LabClient, here: ModulesHere) -> None:
    orders.settings(backup_seconds=300)
    run = here.task(timeout=60)
    (made,) = orders.backups()
    assert run.code != 0 and "timed out after 60 s" in run.msg
    assert "Current status: CREATING" in run.msg and made["BackupArn"] in run.msg
    assert run.result["error"]["code"] == "Timeout" and run.result["backup_arn"] == made["BackupArn"]
    assert 60 <= run.result["elapsed"] < 90
    asked = len(orders.requests("DescribeBackup"))
    assert 8 <= asked <= 40
    assert len(orders.requests("CreateBackup")) == 1


def test_r4_5_one_deadline_covers_every_phase(orders: LabClient, time: LabTime) -> None:
    orders.table("orders", "UPDATING", seconds=20)
    orders.fault("CreateBackup", "error", code="BackupInUseException", times=2)
    orders.settings(backup_seconds=600)
    with pytest.raises(errors.Timeout) as failure:
        back_up(orders, timeout=60, when_busy="wait", time=time)
    assert "timed out after 60 s" in failure.value.text and time.now == pytest.approx(60)
    assert all(len(orders.requests(call)) > 2 for call in ("DescribeTable", "CreateBackup", "DescribeBackup"))


@pytest.mark.parametrize("code", ["ContinuousBackupsUnavailableException", "BackupInUseException", "LimitExceededException"])
def test_waiting_for_aws_ends_at_the_deadline_with_the_reason(orders: LabClient, time: LabTime, code: str) -> None:
    orders.fault("CreateBackup", "error", code=code, message="Not now", times=0)
    with pytest.raises(errors.TaskError) as failure:
        back_up(orders, timeout=60, when_busy="wait", time=time)
    assert failure.value.code == code and "The error persisted for" in failure.value.text
    assert len(orders.requests("CreateBackup")) >= 2 and orders.backups() == [] and time.now <= 60


def test_waiting_for_the_table_ends_at_the_deadline(orders: LabClient, time: LabTime) -> None:
    orders.table("orders", "UPDATING")
    with pytest.raises(errors.TableBusy) as failure:
        back_up(orders, timeout=60, when_busy="wait", time=time)
    assert "its status is UPDATING" in failure.value.text and orders.requests("CreateBackup") == [] and time.now == pytest.approx(60)
