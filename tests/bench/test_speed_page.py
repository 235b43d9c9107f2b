# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the benchmarks is arithmetic: the schedules, the goals, and the page, which must be that of these very benchmarks."""

from __future__ import annotations

import pathlib
import sys
import xml.etree.ElementTree

import pytest
from ansible_collections.dynaops.dynamodb.tests.bench import bench, goals, labs, load, many_tables, noticing, one_table, page, picture
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


def large(
    case: load.Case, wall: float, memory: float = 90.0, throttled: int = 0, printed: int = 500, made: int = load.TABLES, msg: str = "", most: int = 50
) -> load.Result:
    """One run of a large account's case."""
    backed_up = {f"table-{number}": 1 for number in range(made)} if case is load.CREATE else {}
    return load.Result(
        Run(wall, 12.0, memory, not case.fails), labs.Asked(5200, throttled, 130, backed_up, {"CreateBackup": most}), printed, 0.5, 4_000_000, msg
    )


def account(**changed: float | str) -> load.Results:
    """All cases, within their goals; what is changed is so with the tables that are backed up by a playbook."""
    found = {case.title: {load.PLAY: large(case, case.floor * 1.04)} for group in load.LABS for case in group}
    found[load.AGAIN.title][load.PLAY] = large(load.AGAIN, 9.0, printed=4_100_000, msg="3 of 2500 tables in region us-east-1 not backed up.")
    found[load.CREATE.title][load.POOL] = large(load.CREATE, 435.0, throttled=41_681, made=2400)
    found[load.CREATE.title][load.PLAY] = large(load.CREATE, **{"wall": 57.0, **changed})  # type: ignore[arg-type]
    return found


def test_load_goals_that_are_missed_are_told() -> None:
    def missed(found: load.Results) -> list[str]:
        return [goal.wanted.partition(":")[2].strip() or goal.wanted for goal in goals.of_load(found) if not goal.met]

    assert missed(account()) == [] and missed({}) == []
    assert missed(account(wall=57.8)) == ["within 1.05 times what AWS's rates and the backup's own time cost (55 s)"]
    assert missed(account(memory=150.0)) == ["under 150 MB"]
    assert missed(account(printed=4_000_000)) == ["a playbook prints less than 2 kB"]
    assert missed(account(made=load.TABLES - 1)) == ["exactly one backup of each"]
    assert missed(account(throttled=1)) == ["No request of a large account is throttled"]
    assert missed(account(most=51)) == ["No second has more requests than AWS allows, wherever it begins"]
    found = account()
    found[load.FIND.title][load.PLAY] = large(load.FIND, 22.1)
    found[load.AGAIN.title][load.PLAY] = large(load.AGAIN, 9.0, msg="x" * 4001)
    assert missed(found) == [
        "within 1.1 times what AWS's rates and the backup's own time cost (20 s)",
        "A failure's msg has at most 4,000 characters, whatever the number of tables",
    ]


def test_load_the_page_shows_what_each_case_costs_at_least_and_what_is_printed() -> None:
    text = page.document(page.Measured("2 cores", 1, goals.of_load(account()), {}, {}, {}, {}, {}, account()))
    section = text.partition("A large account\n---------------\n")[2]
    assert all(f"\n{case.title}\n{'~' * len(case.title)}\n" in section for group in load.LABS for case in group)
    cells = ["ansible-playbook", "57.0 s", "55 s", "12.0 s", "90 MB", "5,200", "0", "0.5 kB", "4.0 MB", "ended well"]
    assert "   * - " + "     - ".join(f"{page.escaped(cell)}\n" for cell in cells) in section
    assert "fails, as it should" in section and "41,681" in section and page.escaped(load.POOL) in section


def test_load_the_result_is_found_in_what_ansible_printed() -> None:
    printed = '[localhost] Starting ...\nlocalhost | CHANGED => {\n    "backups": [{"a": "}"}],\n    "msg": "done"\n}\nmore\n'
    assert load.result_of(printed) == {"backups": [{"a": "}"}], "msg": "done"}
    assert load.result_of('fatal: [localhost]: FAILED! => {"msg": "no"}\n\nPLAY RECAP\n') == {"msg": "no"}
    with pytest.raises(SystemExit, match="No result was printed"):
        load.result_of("nothing")


@pytest.mark.parametrize("words", ["--parts load --write", "--parts one,noticing,many,load --no-peers --write", "--parts lode"])
def test_load_the_page_is_written_with_all_parts_and_peers_only(words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", *words.split()])
    with pytest.raises(SystemExit):
        bench.arguments()
    assert "the page has all of them, with their peers" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["bench", "--parts", "load", "--no-peers"])
    assert bench.arguments().parts == ["load"]


def test_load_the_most_in_any_one_second() -> None:
    assert labs.most_in_a_second([7.0]) == labs.most_in_a_second([0.0, 1.0, 2.0]) == 1
    assert labs.most_in_a_second([0.0, 0.5, 0.999, 1.0, 1.4, 3.0]) == labs.most_in_a_second([0.5, 0.6, 0.9, 1.45, 1.5]) == 4


def test_medians() -> None:
    assert (median([3, 1, 2]), median([1, 4, 3, 2]), median([5])) == (2, 2.5, 5)


def test_the_page_shows_every_contender_and_the_waits_as_they_are_now() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = [*one_table.CONTENDERS, *many_tables.contenders(None, False)]
    assert [name for name in shown if page.escaped(name) not in text] == []
    assert page.noticing_part(noticing.run(), noticing.sweep()).strip() in text


def test_the_page_begins_with_its_picture_which_has_the_figures_of_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    seconds = picture.of_page(text)
    assert next(iter(seconds)) == "dynamodb_create_backups" and len(seconds) >= 4
    assert picture.figure(seconds) in text.partition("\nGoals\n")[0]
    drawn = (PAGE.parent / picture.FILE).read_text(encoding="utf-8")
    assert drawn == picture.svg(seconds)
    root = xml.etree.ElementTree.fromstring(drawn)
    assert {f"{wall:g} s" for wall in seconds.values()} <= {found.text for found in root.iter("{http://www.w3.org/2000/svg}text")}


def test_a_page_without_many_tables_has_no_picture() -> None:
    text = page.document(page.Measured("2 cores", 1, [], {}, {}, {}, {}, {}, account()))
    assert "figure::" not in text and "{chart}" not in text
