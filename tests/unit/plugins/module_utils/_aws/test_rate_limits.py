# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ages, moments, the pace of requests, and how long patience lasts: on time that passes only when somebody sleeps."""

from __future__ import annotations

import bisect
import contextlib
import datetime
import heapq
import random
import threading
import typing as t

import hypothesis.strategies as st
import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors, rate_limits
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.calls import read
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.retrying import RetryPolicy
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import clock, options
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeClient, FakeTime, aws_error, task
from hypothesis import HealthCheck, given, settings

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


class Callers:
    """Calls under way at the same time, each with its own way to AWS and back, on time that passes only when one of them waits for its turn."""

    def __init__(self, per_second: int) -> None:
        self.time = FakeTime()
        self._limit = rate_limits.RateLimit(per_second, clock.Deadline(100_000, self.time.monotonic, self._sleep))
        # When each call that is under way ends, and how.
        self._ending: list[tuple[float, int, contextlib.ExitStack]] = []
        self.seen: list[float] = []

    def call(self, there: float, back: float) -> None:
        """One more call, beside those that are under way: AWS sees it after so many seconds, and its answer takes so many more."""
        stack = contextlib.ExitStack()
        stack.enter_context(self._limit.turn())
        self.seen.append(self.time.now + there)
        heapq.heappush(self._ending, (self.time.now + there + back, len(self.seen), stack))

    def let_end(self, at_most: int) -> None:
        """Lets time pass until no more calls than that are under way."""
        while len(self._ending) > at_most:
            self._sleep(max(0.0, self._ending[0][0] - self.time.now))

    def _sleep(self, seconds: float) -> None:
        until = self.time.now + seconds
        while self._ending and self._ending[0][0] <= until:
            self.time.now, unused, stack = heapq.heappop(self._ending)
            stack.close()
        self.time.now = until

    def most_in_a_second(self) -> int:
        """The most that AWS sees in any one second, however it cuts them."""
        seen = sorted(self.seen)
        return max(number - bisect.bisect_right(seen, at - 1 + 1e-6) + 1 for number, at in enumerate(seen))


# In seconds. What a way takes at least is the same for all calls of a task; what it takes beyond that is not.
SHORTEST = st.floats(0, 0.2)
LONGER = st.one_of(st.floats(0, 0.05), st.floats(0, 2))

# A crowded machine must not fail them.
AT_LEISURE = settings(deadline=None, max_examples=300, database=None, suppress_health_check=[HealthCheck.too_slow])


@AT_LEISURE
@given(per_second=st.integers(1, 12), parallel=st.integers(1, 12), there=SHORTEST, back=SHORTEST, longer=st.lists(st.tuples(LONGER, LONGER), min_size=1))
def test_load_no_second_sees_more_calls_than_aws_allows_whatever_their_ways_take(
    per_second: int, parallel: int, there: float, back: float, longer: list[tuple[float, float]]
) -> None:
    callers = Callers(per_second)
    for late_there, late_back in longer * (1 + 3 * per_second // len(longer)):
        callers.let_end(min(parallel, per_second) - 1)
        callers.call(there + late_there, back + late_back)
    assert callers.most_in_a_second() <= per_second


@pytest.mark.parametrize("way, most", [(0.0, 19.0), (0.02, 19.5), (0.1, 21.5)])
def test_load_a_hundred_pages_take_little_more_than_the_rate_costs(way: float, most: float) -> None:
    callers = Callers(5)
    for unused in range(100):
        callers.let_end(0)
        callers.call(way / 2, way / 2)
    assert callers.time.now - 1000 <= most and callers.most_in_a_second() <= 5


def test_load_2500_calls_of_32_threads_take_little_more_than_the_rate_costs() -> None:
    callers, ways = Callers(50), random.Random(1)
    for unused in range(2500):
        callers.let_end(31)
        callers.call(ways.uniform(0.02, 0.03), 0.03)
    assert callers.time.now - 1000 <= 52 and callers.most_in_a_second() <= 50


def test_load_a_slow_call_costs_no_more_than_it_takes_longer_itself() -> None:
    callers = Callers(5)
    for number in range(100):
        callers.let_end(0)
        callers.call(0.01, 0.6 if number % 10 == 5 else 0.01)
    assert callers.time.now - 1000 <= 19.5 + 10 * 0.59 and callers.most_in_a_second() <= 5


def test_so_many_go_at_once_and_each_further_one_a_second_after_the_end_of_one_before() -> None:
    time = FakeTime()
    places = rate_limits.RateLimit(5, clock.Deadline(60, time.monotonic, time.sleep))
    turns = []
    for number in range(12):
        with places.turn():
            turns.append(time.now - 1000)
            time.now += 0.5 if number == 1 else 0
    assert turns == pytest.approx([0, 0, 0.5, 0.5, 0.5, 1, 1.5, 1.5, 1.5, 1.5, 2, 2.5])


def test_a_place_that_was_free_for_long_serves_once() -> None:
    time = FakeTime()
    places = rate_limits.RateLimit(2, clock.Deadline(60, time.monotonic, time.sleep))
    turns = []
    for number in range(7):
        with places.turn():
            turns.append(time.now - 1000)
        time.now += 5 if number == 1 else 0
    assert turns == [0, 0, 5, 5, 6, 6, 7]


def test_a_place_comes_back_also_from_a_call_that_fails() -> None:
    time = FakeTime()
    places = rate_limits.RateLimit(1, clock.Deadline(60, time.monotonic, time.sleep))
    with pytest.raises(KeyError), places.turn():
        raise KeyError
    with places.turn():
        assert time.now == 1001


def test_while_all_places_are_taken_other_threads_wait_and_at_the_deadline_they_do_not() -> None:
    deadline = clock.Deadline(60)
    places = rate_limits.RateLimit(1, deadline)
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
    late = rate_limits.RateLimit(1, clock.Deadline(0))
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


def test_waiting_for_throttling_takes_no_try_from_a_lost_answer() -> None:
    patience = RetryPolicy(task(FakeTime(), None), throttling="wait")
    assert all(patience.pause_after(errors.Throttled("it"))[0] for unused in range(20))
    assert [patience.pause_after(errors.NoAnswer("it"))[0] for unused in range(4)] == [True, True, True, False]


def test_the_pauses_grow_to_five_seconds() -> None:
    random.seed(1)
    time = FakeTime()
    patience = RetryPolicy(task(time, None), "wait")
    pauses = []
    for unused in range(40):
        pauses.append(patience.pause_after(errors.Busy("it"))[1])
        time.sleep(pauses[-1])
    assert pauses[0] == 1.0 and pauses[-1] == 5.0 and pauses == sorted(pauses)
