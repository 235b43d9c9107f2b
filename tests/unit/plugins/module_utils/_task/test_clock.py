# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deadline, pauses and AWS's clock."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import server_clock
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import clock, options
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeTime


def test_deadline_never_sleeps_past_its_end() -> None:
    time = FakeTime()
    deadline = clock.Deadline(60, time.monotonic, time.sleep)
    deadline.sleep(50)
    assert deadline.remaining() == 10 and not deadline.passed()
    deadline.sleep(50)
    assert deadline.elapsed() == 60 and deadline.passed()
    deadline.sleep(-5)
    assert deadline.elapsed() == 60


@pytest.mark.parametrize("value,ok", [(59, False), (60, True), (1800, True), (7200, True), (7201, False)])
def test_timeout_range(value: int, ok: bool) -> None:
    if ok:
        assert options.check_timeout(value) == value
    else:
        with pytest.raises(ValueError, match=f"got {value}"):
            options.check_timeout(value)


def test_pauses_grow_from_1_to_5_seconds() -> None:
    assert [clock.poll_pause(waited) for waited in (0, 1, 10, 20, 50, 7200)] == [1, 1, 1, 2, 5, 5]


def test_backoff_grows_with_jitter_and_has_an_end() -> None:
    longest = [clock.backoff(attempt, lambda low, high: high) for attempt in (1, 2, 3, 4, 5, 5000)]
    shortest = [clock.backoff(attempt, lambda low, high: low) for attempt in (1, 2, 3, 4, 5, 5000)]
    assert longest == [1, 2, 4, 5, 5, 5] and shortest == [0.5, 1, 2, 2.5, 2.5, 2.5]


def test_server_clock_is_never_ahead_of_aws() -> None:
    time = FakeTime()
    server = server_clock.ServerClock(time.monotonic)
    assert server.now().aws is None
    server.observe("Sat, 21 Nov 2026 02:00:00 GMT")
    time.sleep(2.5)
    assert server.now().aws == datetime.datetime(2026, 11, 21, 2, 0, 2, 500000, tzinfo=datetime.UTC)


@pytest.mark.parametrize("header", [None, "", "yesterday", "Sat, 99 Nov 2026 02:00:00 GMT"])
def test_server_clock_passes_over_what_is_no_date(header: str) -> None:
    server = server_clock.ServerClock()
    server.observe(header)
    assert server.now().aws is None
