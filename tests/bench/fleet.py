# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many accounts and regions, one run: each table backed up in its own account exactly once while one reply in twenty is lost, beside boto3.

Then the same run in two slices, whose reports put together must be the report of one run.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import pathlib
import sys
import tempfile
import typing as t

from ansible_collections.dynaops.dynamodb.tests.bench import labs
from ansible_collections.dynaops.dynamodb.tests.bench.runs import Run, expect_ok, measure
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.fleets import INVENTORY, fleet, table_arns, timeless
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

HERE = pathlib.Path(__file__).parent
TABLES = ("carts", "orders", "users")
REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "ap-south-1")
BACKUP_SECONDS, LOST, FORKS = 5.0, 0.05, 20

PLAY = f"backup_before_migration, forks {FORKS}"
THREADS = f"boto3, {FORKS} threads"
SEQUENTIAL = "boto3, one account and region after the other"


@dataclasses.dataclass(frozen=True)
class Size:
    """So many accounts, and regions of each."""

    accounts: int = 20
    regions: int = 4

    @property
    def places(self) -> int:
        """The number of hosts."""
        return self.accounts * self.regions

    @property
    def tables(self) -> set[str]:
        """The ARNs of all tables."""
        return table_arns(self.accounts, REGIONS[: self.regions], TABLES)


# Whole processes take longer one after the other than anybody would wait: these have so many accounts and regions at most.
WHOLE, FEW = Size(), Size(2, 4)


@dataclasses.dataclass(frozen=True)
class Result:
    """One run: what it cost, what was asked of AWS, the machine's load average before it, and the accounts and regions that it was about."""

    run: Run
    asked: labs.Asked
    busy: float
    size: Size

    def tables_with(self, least: int, most: float = math.inf) -> int:
        """How many tables have so many new backups in their own account and region."""
        return sum(least <= self.asked.made.get(arn, 0) <= most for arn in self.size.tables)

    @property
    def complete(self) -> bool:
        """Whether each table has exactly one new backup in its own account and region, and no other table has any."""
        return dict(self.asked.made) == dict.fromkeys(self.size.tables, 1)


@dataclasses.dataclass(frozen=True)
class Fleet:
    """All runs, by contender, and whether the reports of two slices were the report of one run."""

    size: Size
    results: t.Mapping[str, Result]
    slices_agree: bool

    def seconds(self, name: str) -> float:
        """What the contender takes for all accounts and regions, in seconds: measured, or what one took, times their number."""
        result = self.results[name]
        return result.run.wall * self.size.places / result.size.places


def run(say: t.Callable[[str], None], size: Size = WHOLE, peers: bool = True) -> Fleet:
    """Every contender once, each in a lab of its own, and the slices; ``say`` is told of each run."""
    few = min(size, FEW, key=lambda each: each.places)
    sizes = {PLAY: size, THREADS: size, SEQUENTIAL: few} if peers else {PLAY: size}
    found = {}
    for name, mine in sizes.items():
        with _Bench(mine) as bench:
            result = found[name] = bench.once(name)
            say(
                f"{mine.places} accounts and regions, {name}: {result.run.wall:.1f} s, {result.run.together:.0f} MB, {result.asked.requests} requests, "
                f"{result.asked.lost} replies lost, {result.tables_with(1, 1)} of {len(mine.tables)} tables with one backup"
            )
    with _Bench(size) as bench:
        agree = bench.slices_agree()
        say(f"Two slices {'give' if agree else 'do not give'} the report of one run.")
    return Fleet(size, found, agree)


class _Bench:
    """A lab with all accounts, and a folder with their inventory."""

    def __init__(self, size: Size) -> None:
        self._size = size

    def __enter__(self) -> _Bench:
        self._started = labs.started(BACKUP_SECONDS)
        self._folder = tempfile.TemporaryDirectory()
        self._lab: LabClient = self._started.__enter__()
        self._hosts = fleet(self._lab, self._place, self._size.accounts, REGIONS[: self._size.regions], TABLES)
        return self

    def __exit__(self, *unused: object) -> None:
        self._started.__exit__(None, None, None)
        self._folder.cleanup()

    @property
    def _place(self) -> pathlib.Path:
        return pathlib.Path(self._folder.name)

    def once(self, name: str) -> Result:
        """One run while replies are lost. Only ours must end well."""
        self._lab.fault("*", "cut", when="after", times=0, chance=LOST, seed=4)
        notes, busy = labs.Notes(self._lab), os.getloadavg()[0]
        bare = [sys.executable, str(HERE / "bare_fleet.py"), INVENTORY, str(FORKS if name == THREADS else 1), *TABLES]
        command = _backup("all", self._place / "report.json") if name == PLAY else bare
        taken = measure(command, environment(self._lab, self._place), self._place, together=True)
        if name == PLAY:
            expect_ok(taken, name, self._place)
        return Result(taken, notes.read(), busy, self._size)

    def slices_agree(self) -> bool:
        """Whether two slices give the report of one run. No reply is lost here: what was sent again is part of a report."""
        half = len(self._hosts) // 2
        # The first run makes the backups. All others find them, so that they differ in what they took alone.
        for limit, file in (
            ("all", "first.json"),
            ("all", "whole.json"),
            (",".join(self._hosts[:half]), "one.slice.json"),
            (",".join(self._hosts[half:]), "two.slice.json"),
        ):
            self._expect_ok(_backup(limit, self._place / file), file)
        merge = [
            "dynaops.dynamodb.merge_reports",
            "-e",
            json.dumps({"report_files": str(self._place / "*.slice.json"), "report_file": str(self._place / "merged.json")}),
        ]
        self._expect_ok([str(BIN / "ansible-playbook"), *merge], "merge_reports")
        merged, whole = (timeless(json.loads((self._place / name).read_text(encoding="utf-8"))) for name in ("merged.json", "whole.json"))
        return bool(merged == whole) and len(whole["places"]) == len(self._hosts)

    def _expect_ok(self, command: t.Sequence[str], name: str) -> None:
        expect_ok(measure(command, environment(self._lab, self._place), self._place), name, self._place)


def _backup(limit: str, report: pathlib.Path) -> list[str]:
    variables = {"places": "all", "table_names": ",".join(TABLES), "release": "1", "report_file": str(report)}
    words = ["-i", INVENTORY, "--forks", str(FORKS), "--limit", limit, "-e", json.dumps(variables)]
    return [str(BIN / "ansible-playbook"), "dynaops.dynamodb.backup_before_migration", *words]
