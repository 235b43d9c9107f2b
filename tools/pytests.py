# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs pytest in the repository with the environment of a row, and counts what it did by its own report."""

from __future__ import annotations

import dataclasses
import pathlib
import shutil
import subprocess
import xml.etree.ElementTree

import home

# Most of these tests wait for time to pass: many more of them than there are cores, the idle taking over from the busy.
PARALLEL = ("-n", "8", "--dist", "worksteal")


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What one run came to."""

    ok: bool
    passed: int
    failed: int
    skipped: int
    output: str


def run(name: str, venv: pathlib.Path, *words: str, quiet: bool = True) -> Outcome:
    """Runs these tests under this name. No test at all is a failure. Not quiet, the output goes straight to the terminal."""
    shutil.rmtree(home.BUILD / "tmp" / name, ignore_errors=True)
    report = home.BUILD / "reports" / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    variables = {
        **home.variables(name, venv), "PYTHONPYCACHEPREFIX": str(home.BUILD / "pycache"), "HYPOTHESIS_STORAGE_DIRECTORY": str(home.BUILD / "hypothesis"),
    }
    cache = f"cache_dir={home.BUILD / 'pytest_cache' / name}"
    command = [str(venv / "bin/python"), "-m", "pytest", "-q", *PARALLEL, f"--junitxml={report}", "-o", cache, *words]
    pipe = subprocess.PIPE if quiet else None
    done = subprocess.run(command, cwd=home.ROOT, env=variables, stdout=pipe, stderr=subprocess.STDOUT, text=True, check=False)
    passed, failed, skipped = _counts(report)
    ok = done.returncode == 0 and passed > 0
    return Outcome(ok, passed, failed if ok else max(failed, 1), skipped, done.stdout or "")


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
