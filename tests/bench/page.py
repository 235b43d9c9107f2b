# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about speed, made from one run of the benchmarks: for the terminal as it is for the documentation."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.rate_limits import RATES, RESTORES_AT_ONCE
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.results import counted
from ansible_collections.dynaops.dynamodb.tests.bench import fleet, load, noticing, one_table, picture
from ansible_collections.dynaops.dynamodb.tests.bench import many_tables as many
from ansible_collections.dynaops.dynamodb.tests.bench.goals import Goal
from ansible_collections.dynaops.dynamodb.tests.bench.runs import Run, middle
from ansible_collections.dynaops.dynamodb.tests.faults.page import escaped


@dataclasses.dataclass(frozen=True)
class Measured:
    """One run of the benchmarks; what was not run is empty."""

    machine: str
    rounds: int
    goals: t.Sequence[Goal]
    one: t.Mapping[str, t.Sequence[Run]]
    waits: t.Mapping[str, t.Sequence[noticing.Noticed]]
    worst: t.Mapping[str, noticing.Worst]
    tables: many.Results
    loop: t.Mapping[int, float]
    load: load.Results
    fleet: fleet.Fleet | None = None


_COMPUTED = "(not run: what each further table took, times their number)"

_HEAD = """.. _ansible_collections.dynaops.dynamodb.docsite.speed:

Speed
=====

.. This page is written by ``make bench ARGS=--write``: do not edit it.

The time and memory that a backup takes, compared with other tools.

{chart}
All figures come from one run on one machine ({machine}), of whole
processes over real HTTP, against a server that behaves like AWS as far as backups go and keeps AWS's rates. It runs in a process of its
own on the same machine. Each figure is the median of {rounds}; the tools compared take turns, so that other load on the
machine affects all of them. The seconds apply to this machine only. The ratios also apply to other machines. *Memory* is that of the largest process.

.. contents::
   :local:

What was not measured: real AWS. Its responses take longer than this server's, for all tools compared.

"""


def document(measured: Measured) -> str:
    """The page, in reStructuredText."""
    rounds = f"{measured.rounds} rounds" if measured.rounds > 1 else "one round"
    parts = [_HEAD.format(machine=measured.machine, rounds=rounds, chart="{chart}"), _goals(measured.goals)]
    parts += [_one_table(measured.one)] if measured.one else []
    parts += [noticing_part(measured.waits, measured.worst)] if measured.waits else []
    parts += [_many_tables(measured.tables, measured.loop)] if measured.tables else []
    parts += [_load(measured.load)] if measured.load else []
    parts += [_fleet(measured.fleet)] if measured.fleet else []
    text = "\n".join(part.rstrip("\n") + "\n" for part in parts)
    seconds = picture.of_page(text)
    return text.replace("{chart}\n", f"{picture.figure(seconds)}\n" if seconds else "", 1)


def _goals(goals: t.Sequence[Goal]) -> str:
    rows = [(each.wanted, each.measured, "yes" if each.met else "**no**") for each in goals]
    return _section("Goals") + _table(("Goal", "Measured", "Met"), rows)


def _one_table(runs: t.Mapping[str, t.Sequence[Run]]) -> str:
    ours = middle(runs[one_table.OURS])
    rows = []
    for name, taken in runs.items():
        this = middle(taken)
        walls = [each.wall for each in taken]
        rows.append(
            (
                name,
                f"{this.wall:.2f} s",
                f"{min(walls):.2f} to {max(walls):.2f} s",
                f"{ours.wall / this.wall:.2f}",
                f"{this.cpu:.2f} s",
                f"{this.memory:.0f} MB",
            )
        )
    text = f"""A backup that takes {one_table.BACKUP_SECONDS:g} s. The module of ``amazon.aws`` is the least that any module must cost: it makes the same
three calls (``DescribeTable``, ``CreateBackup``, ``DescribeBackup``) and nothing else. It checks nothing, reports nothing, and loses its
backup when a response is lost.

"""
    return _section("One table") + text + _table(("Whole process", "Wall", "From, to", "Ours / this", "CPU", "Memory"), rows)


def noticing_part(waits: t.Mapping[str, t.Sequence[noticing.Noticed]], worst: t.Mapping[str, noticing.Worst]) -> str:
    """The part that is computed: alike in every run."""
    text = """How late each tool detects that a backup is ``AVAILABLE``, and how many ``DescribeBackup`` calls it needs (*polls*). This part is computed,
not measured: the collection's wait runs on a simulated clock that advances only in its pauses. The other schedules poll once at the beginning and
then after each pause.

"""
    head = ("A backup of", *(f"{name}: late" for name in waits))
    rows: list[tuple[str, ...]] = []
    for number, duration in enumerate(noticing.DURATIONS):
        found = [mine[number] for mine in waits.values()]
        rows.append((f"{duration:g} s", *(f"{_late(each)}; {each.looks} {'poll' if each.looks == 1 else 'polls'}" for each in found)))
    rows.append(("all six", *(f"{sum(each.looks for each in mine)} polls" for mine in waits.values())))
    return (
        _section("Detecting completion")
        + text
        + _table(head, rows)
        + _WORST
        + _table(
            ("Schedule", "Late at most, below 10 s", "Late at most, from 10 s on", "Polls on average"),
            [(name, f"{each.seconds:.1f} s", f"{each.share:.0%}", f"{each.looks:.0f}") for name, each in worst.items()],
        )
    )


_WORST = f"""
Six durations may happen to end just before a poll, or just after. So the same was computed for every duration from {noticing.DURATIONS[0]:g} s to
{noticing.DURATIONS[-1]:g} s, in steps of 0.01 s. For a single short backup, no schedule can both poll within 10% of its duration and need half the polls of
one each second. Below 10 s the collection polls about once a second, and is at most one second late.

"""


def _late(noticed: noticing.Noticed) -> str:
    return f"{noticed.late:.2f} s ({noticed.share:.0%})" if noticed.late > 1e-9 else "0 s"


def _many_tables(results: many.Results, loop: t.Mapping[int, float]) -> str:
    rate = RATES["CreateBackup"]
    text = f"""One backup of each table; a backup takes {many.BACKUP_SECONDS:g} s, and {rate:g} can be begun in a second. *Throttled* are the requests that
were refused because of the rate limits, in the worst round. *Polls* are ``DescribeBackup`` and ``ListBackups`` requests. The threads of boto3
without rate limits show what the limits cost. AWS always has these limits.

"""
    parts = [_section("Many tables"), text]
    for count in sorted(results[many.OURS]):
        rows = [_row(name, mine[count], results[many.OURS][count]) for name, mine in results.items() if count in mine]
        if count in loop and count not in results[many.LOOP]:
            ratio = results[many.OURS][count].run.wall / loop[count]
            rows.insert(1, (f"{many.LOOP} {_COMPUTED}", f"{loop[count]:.0f} s", f"{ratio:.2f}", *("",) * 5))
        title = "1 table" if count == 1 else f"{count:,} tables"
        head = ("Whole process", "Wall", "Ours / this", "CPU", "Memory", "Throttled", "Polls", "Outcome")
        parts.append(f"{title}\n{'~' * len(title)}\n\n{_table(head, rows)}\n")
    return "".join(parts) + _without_custodian(results)


def _load(results: load.Results) -> str:
    text = f"""What a large account asks of one task: {load.TABLES:,} tables, an account's quota, each of whose backups takes {load.BACKUP_SECONDS:g} s, and
{load.BACKUPS:,} backups; and {load.RESTORED} tables restored, each in {load.RESTORE_SECONDS:g} s, of which AWS restores {RESTORES_AT_ONCE} at once.
*At least* is what AWS's rates cost, and the backup's or restore's own time: no program can be faster. A module that does nothing but return
the same result shows what Ansible itself takes. Each was run once. *Printed* is
all that appears without ``-v``; *result* is what the module returns, as JSON.

"""
    parts = [_section("A large account"), text]
    cases = {case.title: case for group in load.LABS for case in group}
    for title, mine in results.items():
        rows = [_load_row(name, each, cases[title]) for name, each in mine.items()]
        head = ("Whole process", "Wall", "At least", "CPU", "Memory", "Requests", "Throttled", "Printed", "Result", "Outcome")
        parts.append(f"{title}\n{'~' * len(title)}\n\n{_table(head, rows)}\n")
    return "".join(parts)


def _fleet(found: fleet.Fleet) -> str:
    ours = found.results[fleet.PLAY]
    text = f"""One run over {found.size.accounts} accounts with {found.size.regions} regions each and {len(fleet.TABLES)} tables in each region. A backup takes
{fleet.BACKUP_SECONDS:g} s. {fleet.LOST:.0%} of all replies are lost after AWS has done what was asked. boto3 then sends the request again,
CreateBackup as well. Each was run once. *Memory* is here that of all processes at once: Ansible runs {fleet.FORKS} hosts at a time, each
in processes of its own, and ``--forks`` sets their number.

"""
    head = ("Whole process", "Wall", "Ours / this", "CPU", "Memory", "Requests", "Replies lost", "Throttled", "Backups")
    rows = [_fleet_row(name, found, ours) for name in found.results]
    return _section("Many accounts and regions") + text + _table(head, rows)


def _fleet_row(name: str, found: fleet.Fleet, ours: fleet.Result) -> tuple[str, ...]:
    result, seconds = found.results[name], found.seconds(name)
    start = (name, f"{seconds:,.1f} s", f"{ours.run.wall / seconds:.2f}")
    if result.size != found.size:
        return (f"{name} (run with {result.size.places} of them: what one took, times their number)", *start[1:], *("",) * 6)
    numbers = {"one": result.tables_with(1, 1), "several": result.tables_with(2), "none": result.tables_with(0, 0)}
    told = "one of each table" if result.complete else ", ".join(f"{what} of {counted(number, 'table')}" for what, number in numbers.items() if number)
    return (
        *start,
        f"{result.run.cpu:.1f} s",
        f"{result.run.together:.0f} MB" if result.run.together else "",
        f"{result.asked.requests:,}",
        f"{result.asked.lost:,}",
        f"{result.asked.throttled:,}",
        f"{told}{'' if result.run.ok else '; ended with an error'}",
    )


def _load_row(name: str, result: load.Result, case: load.Case) -> tuple[str, ...]:
    run = result.run
    expected = "fails, as it should" if case.fails else "ended well"
    if result.is_computed:
        return (f"{name} {_COMPUTED}", f"{run.wall:,.0f} s", f"{case.floor:.0f} s", *("",) * 7)
    return (
        name,
        f"{run.wall:.1f} s",
        f"{case.floor:.0f} s",
        f"{run.cpu:.1f} s",
        f"{run.memory:.0f} MB",
        f"{result.asked.requests:,}",
        f"{result.asked.throttled:,}",
        _size(result.printed),
        _size(result.result) if result.result else "",
        expected if run.ok != case.fails else "ended with an error",
    )


def _size(size: int) -> str:
    """So many bytes, as people say it."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def _row(name: str, result: many.Result, ours: many.Result) -> tuple[str, ...]:
    run = result.run
    trouble = f"{result.missing} tables without a backup" if result.missing else "ended with an error"
    outcome = "one backup each" if result.complete else trouble
    return (
        name,
        f"{run.wall:.1f} s",
        f"{ours.run.wall / run.wall:.2f}",
        f"{run.cpu:.1f} s",
        f"{run.memory:.0f} MB",
        str(result.throttled),
        f"{result.looks:g}",
        outcome,
    )


def _without_custodian(results: many.Results) -> str:
    return "" if results.get(many.CUSTODIAN) else "Cloud Custodian was not measured: it was not installed.\n"


def _section(title: str) -> str:
    return f"{title}\n{'-' * len(title)}\n\n"


def _table(head: t.Sequence[str], rows: t.Sequence[t.Sequence[str]]) -> str:
    def cells(row: t.Sequence[str]) -> str:
        return "".join(f"   {'  -' if number else '* -'} {cell if cell == '**no**' else escaped(cell)}\n" for number, cell in enumerate(row))

    return ".. list-table::\n   :header-rows: 1\n\n" + cells(head) + "".join(cells(row) for row in rows)
