#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the tests: what ``make check``, ``make test`` and ``make matrix`` call. The last line says how many passed and failed."""

from __future__ import annotations

import argparse
import functools
import pathlib
import re
import sys
import time
import typing as t

import ansible_test
import environment
import lanes
import lint
import pytests
import rows
import shipped
from lanes import Result, Step

KINDS = ("pytest", "faults", "second-opinion", *ansible_test.KINDS, "lint")

# One for each of two cores.
LANES = 2

# What pytest has on every row, and on the main row besides.
EVERYWHERE = ("tests/unit", "tests/acceptance")
MAIN_ROW = ("tests/properties", "tests/bench", "tests/verify_aws")
# Of tests/unit, those that "ansible-test units" runs.
ANSIBLE_TEST_UNITS = "tests/unit/plugins"
# The linters of the first tier, where tools/lint.py has them: those that look at Python alone and take seconds.
QUICK_LINTERS = ("ruff", "mypy")

# ansible-test starts a process for each unit test. Where pytest runs them all, that is done once, and not before every commit.
BRIEFLY = tuple(kind for kind in KINDS if kind != "units")
ON_ALL_ROWS = ("pytest", "sanity", "units")

# Which steps begin first. Those of pytest make one group, of which one is done at a time, beside what the other lane does:
# as long as there is something beside them, those that wait much; at the end those that keep both cores busy by themselves.
# Of the others the longest begins first.
_ORDER = ("faults", "second-opinion", "pytest", "integration", "sanity", "galaxy-importer")


def _pytest_steps(
    chosen: t.Sequence[rows.Row], venvs: t.Mapping[rows.Row, pathlib.Path], kinds: t.Collection[str], brief: bool, every_case: bool
) -> t.Iterator[Step]:
    """Units and acceptance on every row; on the main row the properties, the quick half of the fault suite and the second opinion as well.

    With ``brief``, further rows run only one acceptance test of each kind, and the main row leaves out further cases of a kind, unless ``every_case``.
    Unit tests that ansible-test runs on a row are not run twice there.
    """
    for row in chosen:
        once = (f"--ignore={ANSIBLE_TEST_UNITS}",) if "units" in kinds and not row.boto and _has_all(row, chosen) else ()
        main = row is chosen[0] and not row.boto and not row.may_fail
        if "pytest" in kinds:
            fewer = ("--no-further-cases",) if brief and not every_case else ()
            paths = (*EVERYWHERE, *MAIN_ROW, *once, *fewer) if main else ("tests/acceptance", "--every-release") if brief else (*EVERYWHERE, *once)
            yield _pytest_step("pytest", row, venvs[row], paths, again=True)
        if "faults" in kinds and main:
            # Not tried again: a fault that is survived the second time only is what this suite is there to find.
            # They wait for most of their time.
            yield _pytest_step("faults", row, venvs[row], ("tests/faults", "-n", "8"))
        if "second-opinion" in kinds and main:
            yield _second_opinion(row, venvs[row])


def _pytest_step(kind: str, row: rows.Row, venv: pathlib.Path, words: t.Sequence[str], again: bool = False) -> Step:
    """A step that runs these tests."""
    return Step(
        kind,
        row,
        "pytest",
        work=lambda: _run_pytest(kind, row, venv, words),
        again=(lambda names: _run_pytest(f"{kind}-alone", row, venv, names, pytests.ALONE)) if again else None,
    )


def _second_opinion(row: rows.Row, venv: pathlib.Path) -> Step:
    """The tests that talk to an emulator of somebody else's."""

    def words() -> tuple[str, ...]:
        # Made here, so that an emulator that can't be had fails this step and no other.
        return (f"--emulator={environment.make(row, 'second_opinion') / 'bin/python'}",)

    # Unlike the other tests these hardly wait: a few processes do.
    return Step(
        "second-opinion",
        row,
        "pytest",
        work=lambda: _run_pytest("second-opinion", row, venv, ("tests/second_opinion", *words(), "-n", "3")),
        again=lambda names: _run_pytest("second-opinion-alone", row, venv, (*names, *words()), pytests.ALONE),
    )


def _run_pytest(kind: str, row: rows.Row, venv: pathlib.Path, words: t.Sequence[str], how: t.Sequence[str] = pytests.PARALLEL) -> Result:
    done = pytests.run(f"{kind}-{row.name}", venv, *words, how=how)
    summary = f"{done.passed} passed, {done.failed} failed, {done.skipped} skipped"
    held = re.search(r"^.*: (\d+/\d+ hold)$", done.output, re.MULTILINE)
    summary += f", {held[1]}" if held else ""
    return Result(kind, row.name, done.ok, summary, done.output, done.passed, done.failed, broken=done.broken)


def _ansible_test_steps(row: rows.Row, venv: pathlib.Path, kinds: t.Sequence[str]) -> t.Iterator[Step]:
    """The steps of ansible-test on one copy, which is made when the first of them begins."""
    copies: list[pathlib.Path] = []

    def work(kind: str) -> Result:
        if not copies:
            copies.append(shipped.install(venv, row))
        outcome = ansible_test.run(kind, row, venv, copies[0])
        return lanes.single(kind, row, outcome.ok, outcome.summary, outcome.output)

    for kind in kinds:
        yield Step(kind, row, f"ansible-test {row.name}", functools.partial(work, kind))


def _lint_steps(row: rows.Row, venv: pathlib.Path, names: t.Iterable[str]) -> t.Iterator[Step]:
    def work(name: str) -> Result:
        outcome = lint.BRIEFLY[name](venv)
        return lanes.single(name, row, outcome.ok, outcome.summary, outcome.output)

    for name in names:
        yield Step(name, row, "lint", functools.partial(work, name))


def _has_all(row: rows.Row, chosen: t.Sequence[rows.Row]) -> bool:
    """Whether a row has units and integration of ansible-test: they end in the module, where other releases have no say. Sanity is for all."""
    return len(chosen) == 1 or row == rows.default_rows()[0]


def plan(chosen: list[rows.Row], kinds: t.Collection[str], brief: bool, every_case: bool = False) -> list[Step]:
    """All steps in the order in which they are to begin. Makes the environments first."""
    tests = {row: environment.make(row, "test") for row in chosen if set(kinds) - {"lint"}}
    steps = list(_pytest_steps(chosen, tests, kinds, brief, every_case))
    for row, venv in tests.items():
        if row.boto:
            # What ansible-test looks at does not change with boto3.
            continue
        left_out = () if _has_all(row, chosen) else ("units", "integration")
        steps += _ansible_test_steps(row, venv, [kind for kind in ansible_test.KINDS if kind in kinds and kind not in left_out])
    if "lint" in kinds:
        steps += _lint_steps(chosen[0], environment.make(chosen[0], "lint"), lint.STEPS)
    return sorted(steps, key=lambda step: _ORDER.index(step.name) if step.name in _ORDER else len(_ORDER))


def plan_check(row: rows.Row) -> list[Step]:
    """The first tier: what starts no further processes, and the linters that take seconds."""
    words = (*EVERYWHERE, *MAIN_ROW, "tests/faults", "--in-process", "--no-further-cases")
    linters = [name for name in QUICK_LINTERS if name in lint.STEPS]
    steps = [_pytest_step("check", row, environment.make(row, "test"), words, again=True)]
    return steps + (list(_lint_steps(row, environment.make(row, "lint"), linters)) if linters else [])


def _choice() -> list[Step]:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="Run the tests.")
    parser.add_argument("--tier", choices=("check", "test"), default="test", help="check: in one process, in minutes; test: all but the whole fault suite")
    parser.add_argument("--row", action="append", help="a row such as py3.12-core2.21 (repeatable); default: the main and the newest row")
    parser.add_argument("--all-rows", action="store_true", help="every row whose Python is here, with pytest and sanity, and units of ansible-test")
    parser.add_argument("--only", action="append", choices=KINDS, help="this step of the tier test alone (repeatable)")
    parser.add_argument("--every-case", action="store_true", help="with the acceptance tests that are further cases of a kind, as make matrix runs them")
    asked = parser.parse_args()
    if asked.tier == "check":
        if asked.all_rows or asked.only:
            parser.error("--tier check has neither --all-rows nor --only")
        return [step for row in [rows.named(name) for name in asked.row or ()] or rows.default_rows()[:1] for step in plan_check(row)]
    if asked.row:
        return plan([rows.named(name) for name in asked.row], asked.only or KINDS, brief=False)
    if asked.all_rows:
        here = [row for row in rows.ROWS if rows.find_python(row.python)]
        return plan(here or rows.default_rows(), asked.only or ON_ALL_ROWS, brief=False)
    return plan(rows.default_rows(), asked.only or BRIEFLY, brief=True, every_case=asked.every_case)


def main() -> None:
    """The command line."""
    start = time.monotonic()
    steps = _choice()
    results = lanes.do(steps, LANES)
    lanes.try_alone(steps, results)
    sys.exit(not lanes.report(results, time.monotonic() - start, LANES))


if __name__ == "__main__":
    main()
