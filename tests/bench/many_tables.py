# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One backup of each of many tables, at AWS's rates, with backups of 5 s: whole processes, and what they asked of AWS."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import sys
import tempfile
import time
import typing as t

from ansible_collections.dynaops.dynamodb.tests.bench import labs
from ansible_collections.dynaops.dynamodb.tests.bench.runs import OUTPUT, Run, measure, median, middle
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment
from ansible_collections.dynaops.dynamodb.tests.lab.rates import AWS_RATES

HERE = pathlib.Path(__file__).parent
BACKUP_SECONDS = 5.0
# Seconds between two runs: what the one before has used up of AWS's rates is there again.
_BREATH = 1.5


@dataclasses.dataclass(frozen=True)
class Contender:
    """One way to back up all tables: its command, given their names; the most tables that it is tried with; what is special about it."""

    command: t.Callable[[t.Sequence[str]], list[str]]
    most: int = 1000
    waits: bool = True
    # Without AWS's rates in the lab: what no program can have in AWS.
    unlimited: bool = False


@dataclasses.dataclass(frozen=True)
class Result:
    """The rounds of one contender with so many tables."""

    tables: int
    runs: t.Sequence[Run]
    asked: t.Sequence[labs.Asked]

    @property
    def run(self) -> Run:
        """The medians."""
        return middle(self.runs)

    @property
    def complete(self) -> bool:
        """Whether each round ended well with exactly one backup of each table."""
        return self.run.ok and all(each.each_once(self.tables) for each in self.asked)

    @property
    def throttled(self) -> int:
        """The most requests that were throttled in a round."""
        return max(each.throttled for each in self.asked)

    @property
    def looks(self) -> float:
        """The median of the looks at backups."""
        return median(each.looks for each in self.asked)

    @property
    def missing(self) -> int:
        """The most tables that a round left without a backup."""
        return max(self.tables - len(each.made) for each in self.asked)


OURS = "dynamodb_create_backups"
LOOP = "playbook: dynamodb_create_backup in a loop"
CLI = "AWS CLI, eight at a time by xargs"
CUSTODIAN = "Cloud Custodian (begins the backups, waits for none)"
POOL = "boto3, 100 threads"
POOL_UNLIMITED = "boto3, 100 threads, if AWS had no rates"

Results = dict[str, dict[int, Result]]


def _ours(unused: t.Sequence[str]) -> list[str]:
    arguments = json.dumps({"all_tables": True, "backup_name": "bench-{table}"})
    return [str(BIN / "ansible"), "localhost", "-m", "dynaops.dynamodb.dynamodb_create_backups", "-a", arguments]


def _loop(tables: t.Sequence[str]) -> list[str]:
    return [str(BIN / "ansible-playbook"), str(HERE / "loop.yml"), "-e", json.dumps({"table_names": tables})]


def contenders(custodian: str | None, full: bool) -> dict[str, Contender]:
    """All of them; Cloud Custodian where it is installed, the loop with many tables where it is asked for."""
    pool = [sys.executable, str(HERE / "bare_pool.py")]
    found = {
        OURS: Contender(_ours),
        LOOP: Contender(_loop, most=100 if full else 10),
        CLI: Contender(lambda unused: ["bash", str(HERE / "many_cli.sh")], most=100),
        POOL: Contender(lambda unused: pool),
        POOL_UNLIMITED: Contender(lambda unused: pool, unlimited=True),
    }
    if custodian:
        command = [custodian, "run", "--output-dir", "custodian", "--cache-period", "0", str(HERE / "custodian.yml")]
        found[CUSTODIAN] = Contender(lambda unused: command, waits=False)
    return found


def run(counts: t.Sequence[int], rounds: int, chosen: t.Mapping[str, Contender], say: t.Callable[[str], None]) -> Results:
    """Each contender with each number of tables, round after round; ``say`` is told of each run."""
    results: Results = {name: {} for name in chosen}
    for count in counts:
        with labs.started(BACKUP_SECONDS) as lab, tempfile.TemporaryDirectory() as folder:
            bench = _Bench(lab, pathlib.Path(folder), count)
            seen: dict[str, list[tuple[Run, labs.Asked]]] = {name: [] for name, each in chosen.items() if count <= each.most}
            for number in range(rounds):
                for name, taken in seen.items():
                    taken.append(bench.once(chosen[name]))
                    say(f"{count} tables, round {number + 1}, {name}: {taken[-1][0].wall:.1f} s, {taken[-1][1].throttled} throttled")
            for name, taken in seen.items():
                results[name][count] = Result(count, [each for each, unused in taken], [asked for unused, asked in taken])
    return results


class _Bench:
    """A lab with so many tables."""

    def __init__(self, lab: LabClient, folder: pathlib.Path, count: int) -> None:
        self._lab = lab
        self._folder = folder
        self._tables = [f"table-{number:04d}" for number in range(count)]
        for name in self._tables:
            lab.make_table(name, items=0)

    def once(self, contender: Contender) -> tuple[Run, labs.Asked]:
        """One run. Each backup is AVAILABLE at its end, unless the contender waits for none or fails."""
        self._lab.settings(rates=dict.fromkeys(AWS_RATES, 0.0) if contender.unlimited else AWS_RATES)
        notes = labs.Notes(self._lab)
        run = measure(contender.command(self._tables), environment(self._lab, self._folder), self._folder)
        asked, early = notes.read(), [each for each in self._lab.backups() if each["BackupStatus"] != "AVAILABLE"]
        if run.ok and contender.waits and early:
            raise SystemExit(f"{len(early)} backups were not AVAILABLE at the end:\n{(self._folder / OUTPUT).read_text(encoding='utf-8')[-4000:]}")
        time.sleep(_BREATH if contender.waits else BACKUP_SECONDS + _BREATH)
        return run, asked
