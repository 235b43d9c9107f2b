# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is reported, when, and where to."""

from __future__ import annotations

import queue
import signal

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import progress
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.clock import Deadline
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeTime


def test_the_status_is_due_30_seconds_after_the_last_report() -> None:
    time = FakeTime()
    reports = progress.Progress(Deadline(1800, time.monotonic, time.sleep))
    reports.status = "Backup: status CREATING"
    time.sleep(29)
    reports.tick()
    assert reports.lines == [] and reports.due_in() == 1
    time.sleep(1)
    reports.tick()
    reports.tick()
    assert reports.lines == ["Backup: status CREATING (30 s elapsed)"]
    time.sleep(20)
    reports.say("Something else")
    time.sleep(20)
    reports.tick()
    assert len(reports.lines) == 2


def test_without_a_status_there_is_nothing_to_repeat() -> None:
    time = FakeTime()
    reports = progress.Progress(Deadline(1800, time.monotonic, time.sleep))
    time.sleep(100)
    reports.tick()
    assert reports.lines == []


def test_a_report_is_one_line() -> None:
    seen: list[str] = []
    reports = progress.Progress(Deadline(60), [seen.append])
    reports.say("two\nlines\tand  blanks")
    assert seen == reports.lines == ["two lines and blanks"]


def test_an_announcement_waits_until_it_is_shown_and_other_reports_do_not() -> None:
    happened: list[object] = []
    reports = progress.Progress(Deadline(60), [happened.append], happened.append)
    reports.say("under way")
    reports.announce("about to begin")
    assert happened == ["under way", "about to begin", 0.3] and reports.lines == ["under way", "about to begin"]


def test_the_heartbeat_stops_with_its_block() -> None:
    reports = progress.Progress(Deadline(60))
    with reports.heartbeat():
        pass
    with reports.heartbeat():
        reports.say("alive")
    assert reports.lines == ["alive"]


def test_the_heartbeat_leaves_signals_to_the_main_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    reports, blocked = progress.Progress(Deadline(60)), queue.SimpleQueue[set[int]]()
    monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.0)
    monkeypatch.setattr(reports, "tick", lambda: blocked.put(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
    with reports.heartbeat():
        found = blocked.get(timeout=30)
    assert {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} <= found
    assert not {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} & signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_load_of_thousands_of_reports_the_first_and_the_last_are_kept_and_all_are_shown() -> None:
    shown: list[str] = []
    reports = progress.Progress(Deadline(60), [shown.append])
    kept = reports.lines
    for number in range(progress.MOST_LINES):
        reports.say(f"line {number}")
    assert kept == [f"line {number}" for number in range(progress.MOST_LINES)]
    for number in range(progress.MOST_LINES, 2500):
        reports.say(f"line {number}")
    last = progress.MOST_LINES - progress.FIRST_LINES - 1
    assert kept[: progress.FIRST_LINES] == [f"line {number}" for number in range(progress.FIRST_LINES)]
    assert kept[progress.FIRST_LINES] == f"({2500 - progress.FIRST_LINES - last} lines are left out here)"
    assert kept[progress.FIRST_LINES + 1 :] == [f"line {number}" for number in range(2500 - last, 2500)]
    assert len(kept) == progress.MOST_LINES and len(shown) == 2500 and reports.lines is kept


def test_load_of_thousands_of_warnings_the_first_stand_out_and_the_rest_is_counted() -> None:
    reports = progress.Progress(Deadline(60))
    for number in range(progress.MOST_WARNINGS):
        part = progress.Progress(Deadline(60))
        part.warn(f"warning {number}")
        reports.take_warnings(part)
    assert reports.warnings == [f"warning {number}" for number in range(progress.MOST_WARNINGS)] and reports.lines == []
    many = progress.Progress(Deadline(60))
    for number in range(2500):
        many.warn(f"another {number}")
    assert many.lines[0] == "Warning: another 0" and many.warnings[0] == "another 0" and len(many.warnings) == progress.MOST_WARNINGS + 1
    reports.take_warnings(many)
    assert len(reports.warnings) == progress.MOST_WARNINGS + 1 and reports.warnings[-1] == "And 2500 more warnings, told in progress alone."
