# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exactly once, on a clock that does not wait: how long it is looked for, and what ends the doubt."""

from __future__ import annotations

import datetime
import typing as t

import botocore.exceptions
import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.retrying import Unsettled
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import create_once
from ansible_collections.dynaops.dynamodb.plugins.module_utils._names import TableRef
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables.table import Table
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeClient, FakeTime, aws_error, task

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
NOW = datetime.datetime(2026, 11, 21, 2, 0, 0, tzinfo=datetime.UTC)
SOURCE = Table("orders", None, "id-1", "ACTIVE", 1, 1)
LOST = botocore.exceptions.ConnectionClosedError(endpoint_url="x")
MADE = {"BackupDetails": {"BackupArn": ARN, "BackupName": "nightly", "BackupStatus": "CREATING"}}


def summary(seconds: float, table_id: str = "id-1", arn: str = ARN) -> dict[str, t.Any]:
    """A backup made so many seconds after the request."""
    created = NOW + datetime.timedelta(seconds=seconds)
    return {"BackupArn": arn, "BackupName": "nightly", "BackupStatus": "CREATING", "TableId": table_id, "BackupCreationDateTime": created}


def order(
    time: FakeTime, create_backup: list[t.Any], list_backups: list[t.Any], timeout: float = 1800, date: str | None = "Sat, 21 Nov 2026 02:00:00 GMT"
) -> tuple[t.Any, FakeClient, t.Any]:
    """Orders a backup; returns it (or the error), the client and the task."""
    answers = [{"BackupSummaries": each} if isinstance(each, list) else each for each in list_backups]
    client = FakeClient(time, create_backup=create_backup, list_backups=answers)
    working = task(time, client, timeout)
    working.server_clock.observe(date)
    try:
        return create_once.create_once(working, create_once.Order(TableRef("orders", "orders"), SOURCE, "nightly"), Unsettled()), client, working
    except errors.TaskError as error:
        return error, client, working


def test_e4_a_lost_answer_is_looked_for_30_seconds_before_the_next_request() -> None:
    time = FakeTime()
    made, client, working = order(time, [LOST, MADE], [[]])
    first, second = client.times("create_backup")
    assert made.arn == ARN and 30 <= second - first <= 36
    looks = client.times("list_backups")
    assert all(later - earlier >= 0.99 for earlier, later in zip(looks, looks[1:-1]))


@pytest.mark.parametrize("table_id,seconds,ours", [("id-1", 0.2, True), ("id-1", 29, True), ("id-0", 0.2, False)])
def test_what_is_ours(table_id: str, seconds: float, ours: bool) -> None:
    made, client, working = order(FakeTime(), [LOST, MADE], [[summary(seconds, table_id)]])
    assert len(client.times("create_backup")) == (1 if ours else 2)


def test_a_backup_just_before_the_request_is_not_claimed_and_not_doubled() -> None:
    failure, client, working = order(FakeTime(), [LOST, MADE], [[summary(-3)]])
    assert isinstance(failure, errors.OutcomeUnknown) and ARN in failure.text
    assert len(client.times("create_backup")) == 1


def test_two_that_may_be_it_are_both_named() -> None:
    other = ARN[:-1] + "e"
    failure, client, working = order(FakeTime(), [LOST], [[summary(1), summary(2, arn=other)]])
    assert isinstance(failure, errors.OutcomeUnknown) and ARN in failure.text and other in failure.text


def test_a_list_that_does_not_answer_ends_in_doubt_at_the_deadline() -> None:
    time = FakeTime()
    failure, client, working = order(time, [LOST], [LOST], timeout=60)
    assert isinstance(failure, errors.OutcomeUnknown) and 1060 <= time.now < 1070
    assert len(client.times("create_backup")) == 1


def test_no_time_left_to_look_long_enough_is_doubt_too() -> None:
    failure, client, working = order(FakeTime(), [LOST], [[]], timeout=10)
    assert isinstance(failure, errors.OutcomeUnknown) and len(client.times("create_backup")) == 1


def test_a_twin_that_comes_after_all_is_told_of() -> None:
    twin = ARN[:-1] + "e"
    sent_again: list[float] = []

    def second(now: float) -> dict[str, t.Any]:
        sent_again.append(now)
        return MADE

    def listed(now: float) -> dict[str, t.Any]:
        return {"BackupSummaries": [summary(20, arn=twin)] if sent_again else []}

    made, client, working = order(FakeTime(), [LOST, second], [listed])
    assert made.arn == ARN and len(client.times("create_backup")) == 2
    assert len(working.progress.warnings) == 1 and twin in working.progress.warnings[0]


@pytest.mark.parametrize("error", [aws_error("AccessDeniedException"), aws_error("ValidationException"), aws_error("BackupInUseException")], ids=str)
def test_a_refusal_is_final_and_needs_no_look(error: Exception) -> None:
    failure, client, working = order(FakeTime(), [error], [[]])
    assert isinstance(failure, errors.TaskError) and len(client.calls) == 1


def test_an_answer_without_an_arn_is_no_answer() -> None:
    made, client, working = order(FakeTime(), [{"BackupDetails": {}}], [[summary(0.1)]])
    assert made.arn == ARN and len(client.times("create_backup")) == 1


def test_without_any_date_from_aws_nothing_is_claimed() -> None:
    time = FakeTime()
    client = FakeClient(time, create_backup=[LOST], list_backups=[{"BackupSummaries": [summary(1)]}])
    with pytest.raises(errors.OutcomeUnknown):
        create_once.create_once(task(time, client), create_once.Order(TableRef("orders", "orders"), SOURCE, "nightly"), Unsettled())
    assert len(client.times("create_backup")) == 1


@pytest.mark.parametrize(
    "date,seconds,ours",
    [
        # The Date header is a minute behind this machine: only what is after both is certainly ours.
        ("Sat, 21 Nov 2026 01:59:00 GMT", 0.5, True),
        ("Sat, 21 Nov 2026 01:59:00 GMT", -0.5, False),
        ("Sat, 21 Nov 2026 01:59:00 GMT", -64, False),
        # A minute ahead.
        ("Sat, 21 Nov 2026 02:01:00 GMT", 60.5, True),
        ("Sat, 21 Nov 2026 02:01:00 GMT", 0.5, False),
        ("Sat, 21 Nov 2026 02:01:00 GMT", -4, False),
        # Fourteen minutes.
        ("Sat, 21 Nov 2026 02:14:00 GMT", 0.5, False),
    ],
)
def test_e4_two_clocks_that_disagree_widen_what_is_perhaps_ours(date: str, seconds: float, ours: bool) -> None:
    made, client, working = order(FakeTime(), [LOST, MADE], [[summary(seconds)]], date=date)
    assert len(client.times("create_backup")) == 1
    if ours:
        assert made.arn == ARN
    else:
        assert isinstance(made, errors.OutcomeUnknown) and ARN in made.text


@pytest.mark.parametrize("date,seconds", [("Sat, 21 Nov 2026 01:59:00 GMT", -66), ("Sat, 21 Nov 2026 02:01:00 GMT", -6)])
def test_e4_what_is_outside_the_window_is_not_ours(date: str, seconds: float) -> None:
    made, client, working = order(FakeTime(), [LOST, MADE], [[summary(seconds)]], date=date)
    assert made.arn == ARN and len(client.times("create_backup")) == 2


@pytest.mark.parametrize("date", ["Sat, 21 Nov 2026 02:15:01 GMT", "Sat, 21 Nov 2026 01:44:59 GMT", "Sat, 21 Nov 2026 00:00:00 GMT"])
@pytest.mark.parametrize("backups", [[], [summary(0.5)]])
def test_e4_with_clocks_more_than_15_minutes_apart_the_search_ends_and_names_what_is_listed_late(date: str, backups: list[t.Any]) -> None:
    time = FakeTime()
    failure, client, working = order(time, [LOST, MADE], [[], [], backups], date=date)
    assert isinstance(failure, errors.OutcomeUnknown) and len(client.times("create_backup")) == 1 and time.now >= 1000.0 + create_once.SETTLE
    assert "clock differ by" in failure.text and (ARN in failure.text) == bool(backups)
