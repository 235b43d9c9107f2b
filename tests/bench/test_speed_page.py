# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the benchmarks is arithmetic: the schedules, the goals, and the page, which must be that of these very benchmarks."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import xml.etree.ElementTree

import pytest
from ansible_collections.dynaops.dynamodb.tests.bench import bench, fleet, goals, labs, load, many_tables, noticing, one_table, page, picture
from ansible_collections.dynaops.dynamodb.tests.bench.runs import Run, median, memory_of_all, with_more

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
    numbers = {f"table-{number}": 1 for number in range(made if case is load.CREATE else min(made, load.RESTORED))}
    backed_up, restored = ({**numbers}, {}) if case is load.CREATE else ({}, numbers if case is load.RESTORE else {})
    asked = labs.Asked(5200, throttled, 130, backed_up, {"CreateBackup": most}, restored)
    return load.Result(Run(wall, 12.0, memory, not case.fails), asked, printed, 0.5, 4_000_000, msg)


def account(**changed: float | str) -> load.Results:
    """All cases, within their goals; what is changed is so with the tables that are backed up by a playbook."""
    found = {case.title: {load.PLAY: large(case, case.floor * 1.04)} for group in load.LABS for case in group}
    found[load.AGAIN.title][load.PLAY] = large(load.AGAIN, 9.0, printed=4_100_000, msg="3 of 2500 tables in region us-east-1 not backed up.")
    found[load.CREATE.title][load.POOL] = large(load.CREATE, 435.0, throttled=41_681, made=2400)
    computed = large(load.RESTORE, 3210.0)
    found[load.RESTORE.title][load.LOOP] = load.Result(computed.run, computed.asked, 900, 0.5, is_computed=True)
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


@pytest.mark.parametrize("wall, met", [(25.2, True), (25.4, False)])
def test_load_what_ansible_itself_takes_is_no_time_of_the_collection(wall: float, met: bool) -> None:
    found = {load.FIND.title: {load.PLAY: large(load.FIND, wall), load.NOTHING: large(load.FIND, 3.0)}}
    (goal,) = [each for each in goals.of_load(found) if "times" in each.wanted]
    assert goal.met == met and goal.wanted.endswith("own time cost (20 s) and Ansible itself with the same result (3.0 s)")


def test_load_100_restores_take_what_50_at_once_and_10_a_second_allow_and_each_is_one() -> None:
    assert load.RESTORE.floor == 2 * load.RESTORE_SECONDS + 4
    found = account()
    found[load.RESTORE.title][load.PLAY] = large(load.RESTORE, load.RESTORE.floor * 1.11, made=99)
    assert [goal.wanted for goal in goals.of_load(found) if not goal.met] == [
        "100 tables restored: within 1.1 times what AWS's rates and the restores' own time cost (124 s)",
        "100 tables restored: exactly one restore of each",
    ]


def test_what_more_tables_would_take_follows_from_each_further_one() -> None:
    assert with_more({1: 32.0, 2: 63.0}, 100) == 32 + 99 * 31 and with_more({1: 7.0, 5: 40.0, 10: 61.0}, 100) == pytest.approx(601)


def test_load_the_page_shows_what_each_case_costs_at_least_and_what_is_printed() -> None:
    text = page.document(page.Measured("2 cores", 1, goals.of_load(account()), {}, {}, {}, {}, {}, account()))
    section = text.partition("A large account\n---------------\n")[2]
    assert all(f"\n{case.title}\n{'~' * len(case.title)}\n" in section for group in load.LABS for case in group)
    cells = ["ansible-playbook", "57.0 s", "55 s", "12.0 s", "90 MB", "5,200", "0", "0.5 kB", "4.0 MB", "ended well"]
    assert "   * - " + "     - ".join(f"{page.escaped(cell)}\n" for cell in cells) in section
    loop = [f"{load.LOOP} {page._COMPUTED}", "3,210 s", "124 s", *("",) * 7]
    assert "   * - " + "     - ".join(f"{page.escaped(cell)}\n" for cell in loop) in section
    assert "fails, as it should" in section and "41,681" in section and page.escaped(load.POOL) in section


def test_load_the_result_is_found_in_what_ansible_printed() -> None:
    printed = '[localhost] Starting ...\nlocalhost | CHANGED => {\n    "backups": [{"a": "}"}],\n    "msg": "done"\n}\nmore\n'
    assert load.result_of(printed) == {"backups": [{"a": "}"}], "msg": "done"}
    assert load.result_of('fatal: [localhost]: FAILED! => {"msg": "no"}\n\nPLAY RECAP\n') == {"msg": "no"}
    with pytest.raises(SystemExit, match="No result was printed"):
        load.result_of("nothing")


SMALL = fleet.Size(2, 2)


def over(size: fleet.Size, wall: float, several: int = 0, elsewhere: bool = False) -> fleet.Result:
    """One run over accounts and regions, which made several backups of so many tables, or one of a table that has none of its own."""
    made = dict.fromkeys(sorted(size.tables), 1)
    made.update(dict.fromkeys(sorted(size.tables)[:several], 2))
    if elsewhere:
        made["arn:aws:dynamodb:us-east-1:123456789012:table/carts"] = made.pop(min(size.tables))
    return fleet.Result(Run(wall, wall / 2, 90.0, True, 700.0), labs.Asked(4321, 0, 9, made, lost=54), 0.5, size)


def a_fleet(agree: bool = True, **ours: object) -> fleet.Fleet:
    """Three runs, of which ours is changed so."""
    results = {fleet.PLAY: over(SMALL, 60.0, **ours), fleet.THREADS: over(SMALL, 20.0, several=2)}  # type: ignore[arg-type]
    return fleet.Fleet(SMALL, {**results, fleet.SEQUENTIAL: over(fleet.Size(1, 2), 13.0)}, agree)


def test_a4_fleet_goals_that_are_missed_are_told() -> None:
    first, second = goals.of_fleet(a_fleet())
    assert first.met and second.met and first.wanted == "4 accounts and regions, 5% of the replies lost: every backup in its account, one each"
    assert first.measured == f"so it was, in 3.0 times the time of {fleet.THREADS}, which made several backups of 2 tables"
    for wrong in ({"several": 1}, {"elsewhere": True}):
        first, second = goals.of_fleet(a_fleet(**wrong))  # type: ignore[arg-type]
        assert not first.met and second.met and first.measured.startswith("11 of 12 tables")
    assert [goal.met for goal in goals.of_fleet(a_fleet(agree=False))] == [True, False]


def test_a4_fleet_the_page_shows_each_contender_and_what_became_of_the_backups() -> None:
    found = a_fleet()
    text = page.document(page.Measured("2 cores", 1, goals.of_fleet(found), {}, {}, {}, {}, {}, {}, found))
    section = text.partition("Many accounts and regions\n-------------------------\n")[2]
    rows = [
        [fleet.PLAY, "60.0 s", "1.00", "30.0 s", "700 MB", "4,321", "54", "0", "one of each table"],
        [fleet.THREADS, "20.0 s", "3.00", "10.0 s", "700 MB", "4,321", "54", "0", "one of 10 tables, several of 2 tables"],
        [f"{fleet.SEQUENTIAL} (run with 2 of them: what one took, times their number)", "26.0 s", "2.31", *("",) * 6],
    ]
    for row in rows:
        assert "   * - " + "     - ".join(f"{page.escaped(cell)}\n" for cell in row) in section
    assert "figure::" not in text


def test_a4_fleet_without_peers_and_with_another_size(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    alone = fleet.Fleet(SMALL, {fleet.PLAY: over(SMALL, 60.0)}, True)
    assert goals.of_fleet(alone)[0].measured == "so it was"
    monkeypatch.setattr(sys, "argv", ["bench", "--parts", "fleet", "--fleet", "2x2"])
    assert bench.arguments().fleet == SMALL and len(fleet.WHOLE.tables) == 240
    for words in ("1x1", "2x5", "2", "0x4", "axb"):
        monkeypatch.setattr(sys, "argv", ["bench", "--fleet", words])
        with pytest.raises(SystemExit):
            bench.arguments()
        assert "--fleet" in capsys.readouterr().err


def test_the_memory_of_all_processes_is_that_of_each_together(tmp_path: pathlib.Path) -> None:
    held = "import subprocess, sys; kept = bytearray(60_000_000); subprocess.run([sys.executable, '-c', {!r}]) if {} else input()"
    inner = "kept = bytearray(60_000_000); print('ready', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", held.format(inner, True)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdin and process.stdout.readline() == b"ready\n"
        both = memory_of_all(process.pid)
        process.stdin.write(b"\n")
        process.stdin.close()
    assert 120 < both < 400 and memory_of_all(process.pid) == 0


@pytest.mark.parametrize("words", ["--parts load --write", "--no-peers --write", "--fleet 2x2 --write", "--parts lode"])
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


@pytest.mark.long
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
