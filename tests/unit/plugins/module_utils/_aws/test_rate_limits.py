# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ages, moments, the pace of requests, and how long patience lasts: on time that passes only when somebody sleeps."""

from __future__ import annotations

import datetime
import random
import threading
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors, rate_limits
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.calls import read
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.retrying import RetryPolicy
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import clock, options
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeClient, FakeTime, aws_error, task

UTC = datetime.UTC


@pytest.mark.parametrize("text, seconds", [("45s", 45), ("90m", 5400), ("12h", 43200), ("30d", 2592000), ("2w", 1209600), ("0s", 0)])
def test_ages(text: str, seconds: int) -> None:
    assert options.parse_age("older_than", text) == datetime.timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "d", "30", "30 d", "-1d", "1.5d", "30D", "1d2h", "9999999d", "٣d", "30d\n"])
def test_what_is_no_age(text: str) -> None:
    with pytest.raises(ValueError, match="older_than must be a whole number"):
        options.parse_age("older_than", text)


@pytest.mark.parametrize(
    "text, moment",
    [
        ("2026-11-21", datetime.datetime(2026, 11, 21, tzinfo=UTC)),
        ("2026-11-21T02:00:00Z", datetime.datetime(2026, 11, 21, 2, tzinfo=UTC)),
        ("2026-11-21T02:00:00.123+00:00", datetime.datetime(2026, 11, 21, 2, 0, 0, 123000, UTC)),
        ("2026-11-21 03:00:00+01:00", datetime.datetime(2026, 11, 21, 2, tzinfo=UTC)),
    ],
)
def test_moments(text: str, moment: datetime.datetime) -> None:
    assert options.parse_moment("created_after", text) == moment


@pytest.mark.parametrize("text", ["", "today", "21.11.2026", "2026-13-01", "1763690400"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match="created_after must be an ISO 8601"):
        options.parse_moment("created_after", text)


def test_a_pace_is_kept_and_the_first_goes_at_once() -> None:
    time = FakeTime()
    pace = rate_limits.RateLimit(5, clock.Deadline(60, time.monotonic, time.sleep))
    turns = []
    for unused in range(11):
        pace.turn()
        turns.append(time.now - 1000)
    assert turns == pytest.approx([number * 0.2 for number in range(11)])


def test_time_that_passed_is_not_waited_for_again_nor_made_up_for() -> None:
    time = FakeTime()
    pace = rate_limits.RateLimit(10, clock.Deadline(60, time.monotonic, time.sleep))
    pace.turn()
    time.now += 5
    pace.turn()
    assert time.now == 1005
    pace.turn()
    assert time.now == pytest.approx(1005.1)


def test_so_many_go_at_once_and_each_further_one_a_second_after_the_end_of_one_before() -> None:
    time = FakeTime()
    places = rate_limits.ConcurrencyLimit(5, clock.Deadline(60, time.monotonic, time.sleep))
    turns = []
    for number in range(12):
        with places.turn():
            turns.append(time.now - 1000)
            time.now += 0.5 if number == 1 else 0
    assert turns == pytest.approx([0, 0, 0.5, 0.5, 0.5, 1, 1.5, 1.5, 1.5, 1.5, 2, 2.5])


def test_no_second_sees_more_calls_than_it_has_places_however_long_they_are_on_their_way() -> None:
    time = FakeTime()
    places = rate_limits.ConcurrencyLimit(10, clock.Deadline(600, time.monotonic, time.sleep))
    ways = random.Random(1)
    seen = []
    for unused in range(200):
        with places.turn():
            there, back = ways.uniform(0, 0.3), ways.uniform(0, 0.3)
            seen.append(time.now + there)
            time.now += there + back
        time.now += ways.choice((0, 0, 0, 0, 3))
    assert max(sum(at <= other < at + 1 for other in seen) for at in seen) <= 10


def test_a_place_that_was_free_for_long_serves_once() -> None:
    time = FakeTime()
    places = rate_limits.ConcurrencyLimit(2, clock.Deadline(60, time.monotonic, time.sleep))
    turns = []
    for number in range(7):
        with places.turn():
            turns.append(time.now - 1000)
        time.now += 5 if number == 1 else 0
    assert turns == [0, 0, 5, 5, 6, 6, 7]


def test_a_place_comes_back_also_from_a_call_that_fails() -> None:
    time = FakeTime()
    places = rate_limits.ConcurrencyLimit(1, clock.Deadline(60, time.monotonic, time.sleep))
    with pytest.raises(KeyError), places.turn():
        raise KeyError
    with places.turn():
        assert time.now == 1001


def test_while_all_places_are_taken_other_threads_wait_and_at_the_deadline_they_do_not() -> None:
    deadline = clock.Deadline(60)
    places = rate_limits.ConcurrencyLimit(1, deadline)
    entered: list[str] = []

    def enter(name: str) -> None:
        with places.turn():
            entered.append(name)

    with places.turn():
        other = threading.Thread(target=enter, args=("other",))
        other.start()
        other.join(0.3)
        entered.append("first")
    other.join(30)
    assert entered == ["first", "other"]
    late = rate_limits.ConcurrencyLimit(1, clock.Deadline(0))
    with late.turn(), late.turn():
        entered.append("late")
    assert entered[-1] == "late"


def throttled(times: int) -> FakeClient:
    """A client whose list is throttled so often."""
    answers: list[t.Any] = [aws_error("ThrottlingException")] * times
    return FakeClient(FakeTime(), list_backups=[*answers, {"BackupSummaries": []}])


def test_a_patient_read_waits_out_throttling_until_the_deadline_and_another_does_not() -> None:
    about = errors.Subject("ListBackups", "us-east-1")
    for times, seconds, patient, expected in ((30, 1800, True, 31), (30, 20, True, None), (3, 1800, False, 4), (4, 1800, False, None)):
        time = FakeTime()
        client = throttled(times)
        client._time = time  # type: ignore[attr-defined]
        if expected:
            read(task(time, client, seconds), about, "BackupSummaries", patient=patient)
            assert len(client.calls) == expected
        else:
            with pytest.raises(errors.Throttled):
                read(task(time, client, seconds), about, "BackupSummaries", patient=patient)
            assert time.now <= 1000 + max(seconds, 30)


def test_throttling_does_not_use_up_the_tries_for_lost_answers() -> None:
    time = FakeTime()
    answers = [aws_error("InternalServerError", 500), aws_error("ThrottlingException")] * 3
    client = FakeClient(time, list_backups=[*answers, {"BackupSummaries": []}])
    read(task(time, client), errors.Subject("ListBackups", "us-east-1"), "BackupSummaries", patient=True)
    assert len(client.calls) == 7


@pytest.mark.parametrize(
    "error, when_busy, throttling, again",
    [
        (errors.Throttled, "fail", "tries", 3),
        (errors.Throttled, "fail", "wait", 50),
        (errors.NoAnswer, "wait", "wait", 3),
        (errors.ServerFault, "fail", "tries", 3),
        (errors.Busy, "fail", "tries", 0),
        (errors.Busy, "wait", "tries", 50),
        (errors.NotYetEnabled, "fail", "tries", 50),
        (errors.Denied, "wait", "wait", 0),
        (errors.Rejected, "wait", "wait", 0),
        (errors.TargetExists, "wait", "wait", 0),
    ],
)
def test_patience(error: type[errors.TaskError], when_busy: str, throttling: str, again: int) -> None:
    time = FakeTime()
    patience = RetryPolicy(task(time, None), when_busy, throttling)
    counted = 0
    while counted < 50 and patience.pause_after(error("it"))[0]:
        counted += 1
        time.sleep(1)
    assert counted == again


def test_the_pauses_grow_to_five_seconds() -> None:
    random.seed(1)
    time = FakeTime()
    patience = RetryPolicy(task(time, None), "wait")
    pauses = []
    for unused in range(40):
        pauses.append(patience.pause_after(errors.Busy("it"))[1])
        time.sleep(pauses[-1])
    assert pauses[0] == 1.0 and pauses[-1] == 5.0 and pauses == sorted(pauses)
