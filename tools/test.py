#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs all tests: what C(make test) and C(make matrix) call. The last line says how many passed and failed."""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import pathlib
import re
import sys
import time
import typing as t

import ansible_test
import environment
import lint
import pytests
import rows
import shipped

KINDS = ("pytest", "faults", "second-opinion", *ansible_test.KINDS, "lint")


@dataclasses.dataclass
class Result:
    """What one step of one row came to; every step but pytest counts as one test."""

    step: str
    row: str
    ok: bool
    summary: str
    output: str
    passed: int
    failed: int
    seconds: float = 0.0


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of one row, yet to be done."""

    name: str
    row: rows.Row
    work: t.Callable[[], Result]

    def do(self) -> Result:
        """Does the work and tells of it as soon as it is done."""
        start = time.monotonic()
        try:
            result = self.work()
        except SystemExit as stopped:  # How the tools say that they cannot go on.
            result = _single(self.name, self.row, False, "did not run", f"{stopped}\n")
        result.seconds = time.monotonic() - start
        details = "" if result.ok else f"\n{result.output}"
        print(f"{details}{_verdict(result)} {result.step}, {result.row}, {result.seconds:.0f} s: {result.summary}", flush=True)
        return result


def _verdict(result: Result) -> str:
    return "ok    " if result.ok else "FAILED"


def _single(step: str, row: rows.Row, ok: bool, summary: str, output: str) -> Result:
    return Result(step, row.name, ok, summary, output, passed=int(ok), failed=int(not ok))


def _pytest_steps(
    chosen: t.Sequence[rows.Row], venvs: t.Mapping[rows.Row, pathlib.Path], kinds: t.Collection[str], brief: bool,
) -> t.Iterator[Step]:
    """Units and acceptance on every row; on the main row the properties, the quick half of the fault suite and the second opinion as well.

    With C(brief), further rows run only those acceptance tests that run ansible.
    """

    def work(kind: str, row: rows.Row, words: tuple[str, ...]) -> Result:
        done = pytests.run(f"{kind}-{row.name}", venvs[row], *words)
        summary = f"{done.passed} passed, {done.failed} failed, {done.skipped} skipped"
        held = re.search(r"^.*: (\d+/\d+ hold)$", done.output, re.MULTILINE)
        return Result(kind, row.name, done.ok, f"{summary}{', ' + held[1] if held else ''}", done.output, done.passed, done.failed)

    def second_opinion(row: rows.Row) -> Result:
        # Made here, so that an emulator that can't be had fails this step and no other.
        emulator = environment.make(row, "second_opinion") / "bin/python"
        # Unlike the other tests these hardly wait: a few processes do.
        return work("second-opinion", row, ("tests/second_opinion", f"--emulator={emulator}", "-n", "3"))

    for row in chosen:
        main = row is chosen[0]
        paths = ("tests/unit", "tests/acceptance", *(("tests/properties",) if main else ("--ansible-only",) if brief else ()))
        if "pytest" in kinds:
            yield Step("pytest", row, lambda row=row, paths=paths: work("pytest", row, paths))
        if "faults" in kinds and main:
            yield Step("faults", row, lambda row=row: work("faults", row, ("tests/faults",)))
        if "second-opinion" in kinds and main:
            yield Step("second-opinion", row, lambda row=row: second_opinion(row))


def _ansible_test_steps(row: rows.Row, venv: pathlib.Path, kinds: t.Sequence[str]) -> t.Iterator[Step]:
    """The steps of ansible-test on one copy, which is made when the first of them begins."""
    copies: list[pathlib.Path] = []

    def work(kind: str) -> Result:
        if not copies:
            copies.append(shipped.install(venv, row))
        outcome = ansible_test.run(kind, row, venv, copies[0])
        return _single(kind, row, outcome.ok, outcome.summary, outcome.output)

    for kind in kinds:
        yield Step(kind, row, lambda kind=kind: work(kind))


def _lint_steps(row: rows.Row, venv: pathlib.Path) -> t.Iterator[Step]:
    def work(name: str) -> Result:
        outcome = lint.STEPS[name](venv)
        return _single(name, row, outcome.ok, outcome.summary, outcome.output)

    for name in lint.STEPS:
        yield Step(name, row, lambda name=name: work(name))


def plan(chosen: list[rows.Row], kinds: t.Collection[str], brief: bool) -> list[list[Step]]:
    """Two lanes for two cores: pytest row by row, and all that is static beside it. Makes the environments first."""
    tests = {row: environment.make(row, "test") for row in chosen if set(kinds) - {"lint"}}
    first = list(_pytest_steps(chosen, tests, kinds, brief))
    second: list[Step] = []
    for row, venv in tests.items():
        # The same tasks are in the acceptance tests, which every row runs.
        left_out = ("integration",) if brief and row is not chosen[0] else ()
        second += _ansible_test_steps(row, venv, [kind for kind in ansible_test.KINDS if kind in kinds and kind not in left_out])
        if row is chosen[0] and "lint" in kinds:
            second += _lint_steps(row, environment.make(row, "lint"))
    if not tests and "lint" in kinds:
        second += _lint_steps(chosen[0], environment.make(chosen[0], "lint"))
    return [lane for lane in (first, second) if lane]


def report(results: list[Result], seconds: float) -> bool:
    """Prints the table and the sum; returns whether all is well."""
    print(f"\n{'Step':<20} {'Row':<16} {'Seconds':>7}  Outcome")
    for result in results:
        print(f"{result.step:<20} {result.row:<16} {result.seconds:>7.0f}  {_verdict(result)} {result.summary}")
    passed, failed = sum(result.passed for result in results), sum(result.failed for result in results)
    print(f"{len(results)} steps in {seconds:.0f} s\n{passed} passed, {failed} failed", flush=True)
    return bool(results) and not failed and all(result.ok for result in results)


def _choice() -> tuple[list[rows.Row], t.Collection[str], bool]:
    """The rows, the kinds of steps, and whether further rows are to be brief."""
    parser = argparse.ArgumentParser(description="Run the tests.")
    parser.add_argument("--row", action="append", help="a row such as py3.12-core2.21 (repeatable); default: the main and the newest row")
    parser.add_argument("--all-rows", action="store_true", help="every row whose Python is here, with pytest and sanity alone")
    parser.add_argument("--only", action="append", choices=KINDS, help="this step alone (repeatable)")
    asked = parser.parse_args()
    if asked.row:
        return [rows.named(name) for name in asked.row], asked.only or KINDS, False
    if asked.all_rows:
        here = [row for row in rows.ROWS if rows.find_python(row.python)]
        return here or rows.default_rows(), asked.only or ("pytest", "sanity"), False
    return rows.default_rows(), asked.only or KINDS, True


def main() -> None:
    """The command line."""
    start = time.monotonic()
    lanes = plan(*_choice())
    with concurrent.futures.ThreadPoolExecutor(len(lanes)) as pool:
        done = list(pool.map(lambda lane: [step.do() for step in lane], lanes))
    sys.exit(not report([result for lane in done for result in lane], time.monotonic() - start))


if __name__ == "__main__":
    main()
