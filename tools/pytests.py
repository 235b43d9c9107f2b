# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs pytest in the repository with the environment of a row, and counts what it did by its own report."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import shutil
import subprocess
import typing as t
import xml.etree.ElementTree

import home

# More than there are cores, as many of these tests wait for real time; not many more, as each process first reads all tests, 4 seconds of a core.
# Each process is given a few tests at a time: with larger shares, the last process had minutes of work when the others had none.
PARALLEL = ("-n", "6", "--dist", "load", "--maxschedchunk", "2")
ALONE = ("-n", "0")

# pytest's exit code when tests failed and nothing worse happened, such as a file that can't be read.
_TESTS_FAILED = 1


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What one run came to. ``broken`` are the tests that failed, by pytest's own names; none where it is not known which."""

    ok: bool
    passed: int
    failed: int
    skipped: int
    output: str
    broken: tuple[str, ...] = ()


def run(name: str, venv: pathlib.Path, *words: str, quiet: bool = True, how: t.Sequence[str] = PARALLEL) -> Outcome:
    """Runs these tests under this name. No test at all is a failure. Not quiet, the output goes straight to the terminal."""
    for old in (home.BUILD / "tmp" / name, home.BUILD / "pytest_cache" / name):
        shutil.rmtree(old, ignore_errors=True)
    report = home.BUILD / "reports" / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    variables = {
        **home.variables(name, venv),
        "PYTHONPYCACHEPREFIX": str(home.BUILD / "pycache"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(home.BUILD / "hypothesis"),
    }
    cache = f"cache_dir={home.BUILD / 'pytest_cache' / name}"
    command = [str(venv / "bin/python"), "-m", "pytest", "-q", "-o", cache]
    if how != ALONE:
        _compile(name, [*command, *words], variables)
    pipe = subprocess.PIPE if quiet else None
    # Words come last, as they may name another number of processes.
    done = subprocess.run(
        [*command, *how, f"--junitxml={report}", *words], cwd=home.ROOT, env=variables, stdout=pipe, stderr=subprocess.STDOUT, text=True, check=False
    )
    passed, failed, skipped = _counts(report)
    ok = done.returncode == 0 and passed > 0
    broken = _broken(name) if done.returncode == _TESTS_FAILED else ()
    return Outcome(ok, passed, failed if ok else max(failed, 1), skipped, done.stdout or "", broken)


def _compile(name: str, command: t.Sequence[str], variables: t.Mapping[str, str]) -> None:
    """Reads all tests in one process, once for each name: processes that begin together would each compile all that they import, 10 seconds of a core."""
    done = home.BUILD / "pycache" / f"compiled-{name}"
    if not done.exists():
        subprocess.run([*command, "--collect-only", *ALONE], cwd=home.ROOT, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        done.parent.mkdir(parents=True, exist_ok=True)
        done.touch()


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


def _broken(name: str) -> tuple[str, ...]:
    """The tests that failed, as pytest's cache keeps them for its ``--last-failed``."""
    file = home.BUILD / "pytest_cache" / name / "v/cache/lastfailed"
    return tuple(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else ()
