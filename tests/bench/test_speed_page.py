# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the benchmarks is arithmetic: the schedules, the goals, and the page, which must be that of these very benchmarks."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.dynaops.dynamodb.tests.bench import bench, goals, labs, many_tables, noticing, one_table, page
from ansible_collections.dynaops.dynamodb.tests.bench.runs import Run, median

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/docsite/rst/speed.rst"


def result(count: int, wall: float, throttled: int = 0, made: int | None = None) -> many_tables.Result:
    """One round with so many tables."""
    tables = {f"table-{number}": 1 for number in range(count if made is None else made)}
    return many_tables.Result(count, [Run(wall, wall / 10, 60.0, True)], [labs.Asked(count * 3, throttled, count, tables)])


def results(ours: float, pool: float) -> many_tables.Results:
    """What 100 tables take ours and the threads, in seconds."""
    found: many_tables.Results = {name: {} for name in many_tables.contenders("custodian", False)}
    found[many_tables.OURS] = {10: result(10, 7.0), 100: result(100, ours)}
    found[many_tables.POOL] = {100: result(100, pool, throttled=1000)}
    found[many_tables.LOOP] = {1: result(1, 7.0), 10: result(10, 61.0)}
    return found


def test_the_waits_are_those_of_the_collection() -> None:
    waits = noticing.run()
    assert [each.looks for each in waits[noticing.OURS]][:4] == [1, 2, 4, 11]
    assert [round(each.late, 3) for each in waits[noticing.EACH_SECOND]] == [0.95, 0, 0, 0, 0, 0]
    assert all(goal.met for goal in goals.of_noticing(waits))


def test_a_schedule_that_is_late_or_asks_much_is_not_let_through() -> None:
    waits = noticing.run()
    for other in set(waits) - {noticing.OURS}:
        assert not all(goal.met for goal in goals.of_noticing({**waits, noticing.OURS: waits[other]}))


def test_the_loop_with_many_tables_is_what_each_further_table_took() -> None:
    assert bench.loop_times(results(8, 16)) == pytest.approx({1: 7, 10: 61, 100: 601})


def test_goals_that_are_missed_are_told() -> None:
    def missed(found: many_tables.Results) -> list[str]:
        return [goal.wanted for goal in goals.of_many_tables(found, bench.loop_times(found)) if not goal.met]

    good = results(8, 16)
    assert missed(good) == []
    assert missed(results(8, 6)) == [f"100 tables: at most 1.3 times the wall time of {many_tables.POOL}"]
    good[many_tables.OURS][100] = result(100, 8, throttled=1)
    assert missed(good) == ["No request is throttled, up to 100 tables"]
    good[many_tables.OURS][100] = result(100, 8, made=99)
    assert missed(good) == ["Exactly one backup of each table in every round"]
    runs = {one_table.OURS: [Run(1.2, 1, 60, True)], one_table.FLOOR: [Run(1.0, 1, 60, True)]}
    assert not goals.of_one_table(runs)[0].met


def test_medians() -> None:
    assert (median([3, 1, 2]), median([1, 4, 3, 2]), median([5])) == (2, 2.5, 5)


def test_the_page_shows_every_contender_and_the_waits_as_they_are_now() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = [*one_table.CONTENDERS, *many_tables.contenders(None, False)]
    assert [name for name in shown if page.escaped(name) not in text] == []
    assert page.noticing_part(noticing.run(), noticing.sweep()).strip() in text
