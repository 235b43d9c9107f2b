# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The workflows, hooks and sessions call what the tools offer, and the matrix has the rows of tools/rows.py."""

from __future__ import annotations

import pathlib
import re
import runpy
import typing as t

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORKFLOWS = {file.stem: yaml.safe_load(file.read_text()) for file in (ROOT / ".github/workflows").glob("*.yml")}


def steps() -> t.Iterator[dict[str, t.Any]]:
    """The steps of all workflows."""
    for workflow in WORKFLOWS.values():
        for job in workflow["jobs"].values():
            yield from job["steps"]


def test_the_matrix_has_the_rows_of_the_tools() -> None:
    rows = runpy.run_path(str(ROOT / "tools/rows.py"))["ROWS"]
    matrix = WORKFLOWS["matrix"]["jobs"]["row"]["strategy"]["matrix"]["include"]
    assert [(each["row"], each["python"]) for each in matrix] == [(row.name, row.python) for row in rows]


def test_actions_are_pinned_and_workflows_begin_without_permissions() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert used and [name for name in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name)] == []
    assert [name for name, workflow in WORKFLOWS.items() if workflow["permissions"] != {}] == []


def test_only_the_last_job_of_a_release_has_a_secret() -> None:
    for name, workflow in WORKFLOWS.items():
        for job, content in workflow["jobs"].items():
            assert ("secrets." in str(content)) == ((name, job) == ("release", "publish")), f"{name}: {job}"
    assert WORKFLOWS["release"]["jobs"]["publish"]["environment"] == "galaxy"


def test_programs_that_are_called_exist() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    commands = [step["run"] for step in steps() if "run" in step] + [hook["entry"] for hook in hooks]
    sessions = re.findall(r'tool\(session, "(\w+)"', (ROOT / "noxfile.py").read_text())
    called = {f"tools/{name}.py" for name in sessions} | set(re.findall(r"tools/\w+\.py", " ".join(commands)))
    assert {"tools/lint.py", "tools/test.py", "tools/shipped.py"} <= called
    assert [name for name in sorted(called) if not (ROOT / name).is_file()] == []
    linters = re.findall(r'^    "([\w-]+)": ', (ROOT / "tools/lint.py").read_text(), re.MULTILINE)
    hooked = [name for hook in hooks for name in hook["entry"].split()[2:]]
    # The importer wants the whole collection, and pre-commit looks at changes.
    assert sorted(hooked) == sorted(set(linters) - {"galaxy-importer"})
