# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a large account asks of one task, at AWS's rates: 2,500 tables (an account's quota) backed up, 10,000 backups found and pruned, 2,500 tables checked,
100 tables restored.

Beside each stands the least that AWS's rates allow, and how much is printed: nobody reads megabytes.
"""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import sys
import tempfile
import time
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.rate_limits import RATES, RESTORES_AT_ONCE
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.listing import PAGE
from ansible_collections.dynaops.dynamodb.tests.bench import labs
from ansible_collections.dynaops.dynamodb.tests.bench.runs import OUTPUT, Run, expect_ok, measure, with_more
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

HERE = pathlib.Path(__file__).parent
TABLES, BACKUPS, BACKUP_SECONDS = 2500, 10_000, 5.0
# The backups are of so many tables, of each of which the newest are kept; so many tables fail where some do.
BACKED_UP, KEEP, FAILING = 50, 198, 3
# So many tables are restored, each in so many seconds; the loop restores few of them, and the seconds for all follow from these.
RESTORED, RESTORE_SECONDS, FEW = 100, 60.0, (1, 2)
# The file with the result of the case.
RESULT = "result.json"
# Seconds between two runs: what the one before has used up of AWS's rates is there again.
_BREATH = 1.5

PLAY, ADHOC, POOL, PAGINATOR = "ansible-playbook", "ansible (prints the whole result)", "boto3, 100 threads", "boto3, its paginator"
CHECKED = "ansible in check mode (prints the whole result)"
# What Ansible itself takes, whatever a module does meanwhile.
NOTHING = "ansible-playbook: a module that does nothing and returns the same result"
OURS = (PLAY, ADHOC, CHECKED)
LOOP = "playbook: dynamodb_restore_backup in a loop"


@dataclasses.dataclass(frozen=True)
class Case:
    """One thing that is asked: in words, the seconds that AWS's rates cost it at least, the module with its options, and a peer's command."""

    title: str
    floor: float
    module: str
    options: t.Mapping[str, t.Any]
    peer: tuple[str, t.Sequence[str]] | None = None
    # What is there before it, beside what earlier cases left; how its end has to be.
    prepare: t.Callable[[LabClient], None] = lambda lab: None
    fails: bool = False
    # How it is run besides PLAY, and before it, so that its whole result is printed.
    printing: str = ADHOC
    # A playbook that does the same table by table, run with few of these tables.
    loop: tuple[str, t.Sequence[str]] | None = None


def _pages(backups: int) -> float:
    """Seconds that AWS's rate costs a list of so many backups."""
    return backups / PAGE / RATES["ListBackups"]


def _restores(tables: int) -> float:
    """Seconds that so many restores take in AWS: a limited number at once, of which so many begin in a second."""
    before, place = divmod(tables - 1, RESTORES_AT_ONCE)
    return (before + 1) * RESTORE_SECONDS + place // RATES["RestoreTableFromBackup"]


def _restorable(lab: LabClient) -> None:
    lab.settings(restore_seconds=RESTORE_SECONDS)
    for name in _RESTORABLE:
        lab.make_table(name, items=1)
    lab.history([{"table": name, "name": f"nightly-{name}", "created": time.time() - 600} for name in _RESTORABLE])


def _tables(lab: LabClient) -> None:
    for number in range(TABLES):
        lab.make_table(f"table-{number:04d}", items=0)


def _backed_up_but_some(lab: LabClient) -> None:
    _tables(lab)
    names = [f"table-{number:04d}" for number in range(TABLES)]
    for name in names[:FAILING]:
        lab.table(name, "DELETING")
    lab.history([{"table": name, "name": f"load-{name}", "created": time.time() - 600} for name in names[FAILING:]])


def _history(lab: LabClient) -> None:
    for number in range(BACKED_UP):
        lab.make_table(f"table-{number:04d}", items=0)
    first = time.time() - BACKUPS * 600
    names = [f"table-{number % BACKED_UP:04d}" for number in range(BACKUPS)]
    lab.history([{"table": name, "name": f"nightly-{number:05d}", "created": first + number * 600} for number, name in enumerate(names)])


def _protected(lab: LabClient) -> None:
    """Each table has a backup, and two recovery points of AWS Backup in one of two vaults."""
    _tables(lab)
    now, names = time.time(), [f"table-{number:04d}" for number in range(TABLES)]
    lab.history([{"table": name, "name": f"nightly-{name}", "created": now - 600} for name in names])
    arns = [f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}" for name in names]
    lab.points([{"resource": arn, "created": now - age, "vault": f"vault-{number % 2}"} for number, arn in enumerate(arns) for age in (600, 90_000)])


_NAMED = {"all_tables": True, "backup_name": "load-{table}"}
_LEFT = BACKED_UP * KEEP
_RESTORABLE = [f"table-{number:04d}" for number in range(RESTORED)]

CREATE = Case(
    f"{TABLES:,} tables backed up",
    TABLES / RATES["CreateBackup"] + BACKUP_SECONDS,
    "dynamodb_create_backups",
    _NAMED,
    (POOL, [sys.executable, str(HERE / "bare_pool.py")]),
    _tables,
)
AGAIN = Case(
    f"{TABLES:,} tables, {TABLES - FAILING:,} of which have a backup already that is reused, and {FAILING} of which fail",
    _pages(TABLES - FAILING),
    "dynamodb_create_backups",
    {**_NAMED, "if_exists": "reuse"},
    prepare=_backed_up_but_some,
    fails=True,
)
FIND = Case(f"{BACKUPS:,} backups found", _pages(BACKUPS), "dynamodb_backup_info", {}, (PAGINATOR, [sys.executable, str(HERE / "bare_list.py")]), _history)
PRUNE = Case(
    f"{BACKUPS:,} backups pruned, of which {BACKUPS - _LEFT} go",
    _pages(BACKUPS) + (BACKUPS - _LEFT) / RATES["DeleteBackup"],
    "dynamodb_prune_backups",
    {"all_tables": True, "keep": KEEP},
    printing=CHECKED,
)
# DescribeContinuousBackups is needed once for each table; all else fits beside it.
PROTECT = Case(
    f"{TABLES:,} tables checked for protection", TABLES / RATES["DescribeContinuousBackups"], "dynamodb_protection_info", {}, prepare=_protected, printing=""
)
RESTORE = Case(
    f"{RESTORED} tables restored",
    _restores(RESTORED),
    "dynamodb_restore_backups",
    {"all_tables": True},
    prepare=_restorable,
    printing="",
    loop=("restore_loop.yml", _RESTORABLE),
)
# In order, each list in a lab of its own.
LABS = ((CREATE,), (AGAIN,), (FIND, PRUNE), (PROTECT,), (RESTORE,))


@dataclasses.dataclass(frozen=True)
class Result:
    """One run: what it cost, what was asked of AWS, the bytes that it printed, and the machine's load average before it."""

    run: Run
    asked: labs.Asked
    printed: int
    busy: float
    # The bytes of the module's result as JSON, where it was printed.
    result: int = 0
    # The message of a failure.
    msg: str = ""
    # Whether the wall time follows from that of fewer tables; all else is of these.
    is_computed: bool = False


# By the title of the case, then by contender.
Results = dict[str, dict[str, Result]]


def run(say: t.Callable[[str], None], peers: bool = True, cases: t.Sequence[t.Sequence[Case]] = LABS) -> Results:
    """Every case once, with every contender; ``say`` is told of each run."""
    results: Results = {}
    for group in cases:
        with labs.started(BACKUP_SECONDS) as lab, tempfile.TemporaryDirectory() as folder:
            for case in group:
                case.prepare(lab)
                results[case.title] = _contenders(lab, pathlib.Path(folder), case, peers, say)
    return results


def _contenders(lab: LabClient, folder: pathlib.Path, case: Case, peers: bool, say: t.Callable[[str], None]) -> dict[str, Result]:
    found: dict[str, Result] = {}
    (folder / RESULT).unlink(missing_ok=True)
    for name, command in _commands(case, folder, peers).items():
        found[name] = _once(lab, folder, case, name, command)
        ours = found[name]
        say(
            f"{case.title}, {name}: {ours.run.wall:.1f} s ({case.floor:g} s at least), {ours.run.memory:.0f} MB, {ours.asked.requests} requests, "
            f"{ours.asked.throttled} throttled, {ours.printed} bytes printed, result of {ours.result} bytes, load average {ours.busy:.1f}"
        )
        time.sleep(_BREATH)
    if (folder / RESULT).exists():
        found[NOTHING] = _nothing(lab, folder, case)
        say(f"{case.title}, {NOTHING}: {found[NOTHING].run.wall:.1f} s")
    if case.loop and peers:
        found[LOOP] = _looped(lab, folder, case, *case.loop)
        say(f"{case.title}, {LOOP}: {found[LOOP].run.wall:.1f} s, computed from few tables")
    return found


def _looped(lab: LabClient, folder: pathlib.Path, case: Case, playbook: str, tables: t.Sequence[str]) -> Result:
    walls: dict[int, float] = {}
    for count in FEW:
        names = json.dumps({"table_names": tables[sum(walls) : sum(walls) + count]})
        result = _once(lab, folder, case, LOOP, [str(BIN / "ansible-playbook"), str(HERE / playbook), "-e", names])
        walls[count] = result.run.wall
    return dataclasses.replace(result, run=result.run._replace(wall=with_more(walls, len(tables))), is_computed=True)


def _nothing(lab: LabClient, folder: pathlib.Path, case: Case) -> Result:
    command = _playbook(folder, "same_result", {"file": str(folder / RESULT)}, case.title)
    return _once(lab, folder, case, NOTHING, [*command, "-M", str(HERE / "library")])


def _playbook(folder: pathlib.Path, module: str, options: t.Mapping[str, t.Any], title: str) -> list[str]:
    """The command for a playbook with this one task."""
    task = {module: dict(options), "name": title, "register": "found"}
    play = folder / f"{module}.yml"
    play.write_text(json.dumps([{"name": "Load", "hosts": "localhost", "gather_facts": False, "tasks": [task]}]), encoding="utf-8")
    return [str(BIN / "ansible-playbook"), str(play)]


def _commands(case: Case, folder: pathlib.Path, peers: bool) -> dict[str, t.Sequence[str]]:
    commands: dict[str, t.Sequence[str]] = {}
    if case.printing:
        arguments = ["-a", json.dumps(case.options)] if case.options else []
        check = ["--check"] if case.printing == CHECKED else []
        commands[case.printing] = [str(BIN / "ansible"), "localhost", "-m", f"dynaops.dynamodb.{case.module}", *arguments, *check]
    commands[PLAY] = _playbook(folder, f"dynaops.dynamodb.{case.module}", case.options, case.title)
    if case.peer and peers:
        commands[case.peer[0]] = case.peer[1]
    return commands


def _once(lab: LabClient, folder: pathlib.Path, case: Case, name: str, command: t.Sequence[str]) -> Result:
    notes, busy = labs.Notes(lab), os.getloadavg()[0]
    taken = measure(command, environment(lab, folder), folder)
    text = (folder / OUTPUT).read_text(encoding="utf-8", errors="replace")
    asked = notes.read()
    if name in (POOL, PAGINATOR):
        return Result(taken, asked, len(text.encode()), busy)
    if case.fails:
        if taken.ok:
            raise SystemExit(f"{case.title}: {name} did not fail.")
    else:
        expect_ok(taken, f"{case.title}: {name}", folder)
    whole = result_of(text) if name in (ADHOC, CHECKED) or case.fails else {}
    result = json.dumps(whole) if whole else ""
    if result and not case.fails:
        (folder / RESULT).write_text(result, encoding="utf-8")
    return Result(taken, asked, len(text.encode()), busy, len(result), str(whole.get("msg", "")) if case.fails else "")


def result_of(text: str) -> dict[str, t.Any]:
    """The module's result in what ansible or ansible-playbook printed. Raises SystemExit when there is none."""
    unused, found, after = text.partition(" => {")
    if not found:
        raise SystemExit(f"No result was printed:\n{text[-4000:]}")
    result: dict[str, t.Any] = json.JSONDecoder().raw_decode("{" + after)[0]
    return result
