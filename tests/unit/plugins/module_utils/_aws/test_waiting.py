# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a backup is waited for, on a clock that does not wait."""

from __future__ import annotations

import typing as t

import botocore.exceptions
import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import backup
from ansible_collections.dynaops.dynamodb.plugins.module_utils._names import TableRef
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeClient, FakeTime, aws_error, task

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
TABLE = TableRef("orders", "orders")
NEW = backup.Backup(arn=ARN, name="orders-backup", status="CREATING")


def described(status: str) -> dict[str, t.Any]:
    """An answer of DescribeBackup."""
    return {"BackupDescription": {"BackupDetails": {"BackupArn": ARN, "BackupName": "orders-backup", "BackupStatus": status}}}


def wait(time: FakeTime, answers: list[t.Any], timeout: float = 1800, seconds: float = 0.0) -> tuple[backup.Backup, FakeClient]:
    """Waits for a backup whose looks bring these answers."""
    client = FakeClient(time, seconds, describe_backup=answers)
    return backup.wait_available(task(time, client, timeout), TABLE, NEW, lambda seen: None), client


@pytest.mark.parametrize("takes", [0.05, 0.5, 1, 3, 5.5, 9.9, 10, 30, 60, 300, 1700])
@pytest.mark.parametrize("latency", [0.0, 0.05, 0.4])
def test_it_is_noticed_soon(takes: float, latency: float) -> None:
    time = FakeTime()
    start = time.now
    found, client = wait(time, [lambda now: described("AVAILABLE" if now >= start + takes else "CREATING")], seconds=latency)
    late = time.now - start - takes
    assert found.status == "AVAILABLE"
    assert late <= (1.0 if takes <= 10 else 5.0) + 0.001 + latency
    looks = client.times("describe_backup")
    assert looks[0] - start < 0.11
    assert all(later - earlier >= 0.999 for earlier, later in zip(looks, looks[1:]))


def test_the_last_look_is_at_the_deadline() -> None:
    time = FakeTime()
    with pytest.raises(errors.Timeout) as failure:
        wait(time, [described("CREATING")], timeout=60)
    assert time.now == 1060
    assert ARN in failure.value.text and "Current status: CREATING" in failure.value.text


def test_lost_answers_are_ridden_out_for_minutes() -> None:
    time = FakeTime()
    gone = botocore.exceptions.EndpointConnectionError(endpoint_url="x")
    found, client = wait(time, [described("CREATING"), *[gone] * 100, described("AVAILABLE")])
    assert found.status == "AVAILABLE" and len(client.calls) == 102


def test_at_the_deadline_an_old_status_is_called_old() -> None:
    time = FakeTime()
    with pytest.raises(errors.Timeout, match=r"CREATING at the last successful poll; later polls failed \(ThrottlingException\)"):
        wait(time, [described("CREATING"), aws_error("ThrottlingException")], timeout=60)


@pytest.mark.parametrize("code,kind", [("BackupNotFoundException", errors.BackupNotFound), ("InternalServerError", errors.ServerFault)])
def test_three_more_tries_in_a_row(code: str, kind: type) -> None:
    time = FakeTime()
    status = 500 if "Server" in code else 400
    found, client = wait(time, [*[aws_error(code, status)] * 3, described("CREATING"), *[aws_error(code, status)] * 3, described("AVAILABLE")])
    assert found.status == "AVAILABLE"
    with pytest.raises(kind):
        wait(time, [aws_error(code, status)])


def test_an_answer_about_another_backup_is_none() -> None:
    time = FakeTime()
    other = described("AVAILABLE")
    other["BackupDescription"]["BackupDetails"]["BackupArn"] = ARN[:-1] + "e"
    with pytest.raises(errors.Timeout, match="DamagedAnswer"):
        wait(time, [other], timeout=60)


def test_a_refusal_ends_the_wait_at_once() -> None:
    time = FakeTime()
    with pytest.raises(errors.Denied):
        wait(time, [described("CREATING"), aws_error("ExpiredTokenException")])
    assert time.now < 1002
