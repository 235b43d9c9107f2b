#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs all tests: what C(make test) and C(make matrix) call. The last line says how many passed and failed."""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import pathlib
import shutil
import subprocess
import sys
import time
import typing as t
import xml.etree.ElementTree

import ansible_test
import environment
import home
import lint
import rows
import shipped

KINDS = ("pytest", *ansible_test.KINDS, "lint")


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


def _counts(report: pathlib.Path) -> tuple[int, int, int]:
    """Tests that passed, failed and were skipped, by pytest's own report."""
    passed = failed = skipped = 0
    if report.exists():
        for suite in xml.etree.ElementTree.parse(report).iter("testsuite"):
            tests, failures, errors, left = (int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped"))
            failed += failures + errors
            skipped += left
            passed += tests - failures - errors - left
    return passed, failed, skipped


def run_pytest(row: rows.Row, venv: pathlib.Path) -> Result:
    """Unit and acceptance tests in the repository. No test at all (exit code 5) is a failure."""
    name = f"pytest-{row.name}"
    shutil.rmtree(home.BUILD / "tmp" / name, ignore_errors=True)
    report = home.BUILD / "reports" / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    variables = {**home.variables(name, venv), "PYTHONPYCACHEPREFIX": str(home.BUILD / "pycache")}
    command = [
        str(venv / "bin/python"), "-m", "pytest", "tests/unit", "tests/acceptance", "-q",
        # Most of the acceptance tests wait for time to pass: many more of them than there are cores, the idle taking over from the busy.
        "-n", "8", "--dist", "worksteal",
        f"--junitxml={report}", "-o", f"cache_dir={home.BUILD / 'pytest_cache' / row.name}",
    ]
    done = subprocess.run(command, cwd=home.ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    passed, failed, skipped = _counts(report)
    ok = done.returncode == 0 and passed > 0
    if not ok:
        failed = max(failed, 1)
    summary = f"{passed} passed, {failed} failed, {skipped} skipped"
    return Result("pytest", row.name, ok, summary, done.stdout, passed, failed)


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


def plan(chosen: list[rows.Row], kinds: t.Collection[str]) -> list[list[Step]]:
    """Two lanes for two cores: pytest row by row, and all that is static beside it. Makes the environments first."""
    tests = {row: environment.make(row, "test") for row in chosen if set(kinds) - {"lint"}}
    first = [Step("pytest", row, lambda row=row, venv=venv: run_pytest(row, venv)) for row, venv in tests.items() if "pytest" in kinds]
    second: list[Step] = []
    for row, venv in tests.items():
        second += _ansible_test_steps(row, venv, [kind for kind in ansible_test.KINDS if kind in kinds])
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


def _choice() -> tuple[list[rows.Row], t.Collection[str]]:
    parser = argparse.ArgumentParser(description="Run the tests.")
    parser.add_argument("--row", action="append", help="a row such as py3.12-core2.21 (repeatable); default: the main and the newest row")
    parser.add_argument("--all-rows", action="store_true", help="every row whose Python is here, with pytest and sanity alone")
    parser.add_argument("--only", action="append", choices=KINDS, help="this step alone (repeatable)")
    asked = parser.parse_args()
    if asked.row:
        return [rows.named(name) for name in asked.row], asked.only or KINDS
    if asked.all_rows:
        here = [row for row in rows.ROWS if rows.find_python(row.python)]
        return here or rows.default_rows(), asked.only or ("pytest", "sanity")
    return rows.default_rows(), asked.only or KINDS


def main() -> None:
    """The command line."""
    start = time.monotonic()
    lanes = plan(*_choice())
    with concurrent.futures.ThreadPoolExecutor(len(lanes)) as pool:
        done = list(pool.map(lambda lane: [step.do() for step in lane], lanes))
    sys.exit(not report([result for lane in done for result in lane], time.monotonic() - start))


if __name__ == "__main__":
    main()
