# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program itself, with real ansible processes: what modules ask is recorded, a target that fails and a Ctrl-C leave nothing behind."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import await_that
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from ansible_collections.dynaops.dynamodb.tests.verify_aws.conftest import TOKEN, TOOLS
from verify import policy

pytestmark = pytest.mark.processes


class Run:
    """One process of the program, and the folder that it writes into."""

    def __init__(self, variables: dict[str, str], *words: str) -> None:
        # In a group of its own, as on a terminal.
        command = [sys.executable, str(TOOLS / "verify_aws.py"), "--yes", "--only", *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.process = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, text=True, start_new_session=True, **pipes)  # type: ignore[call-overload]
        self.output = ""

    def end(self) -> int:
        """Its exit code."""
        self.output = self.process.communicate(timeout=300)[0]
        return int(self.process.returncode)

    @property
    def folder(self) -> pathlib.Path:
        """Where it has written."""
        found = re.search(r"^\d+ requests, \d+ kinds of answers. Report and recordings: (.*)$", self.output, re.MULTILINE)
        assert found, self.output
        return pathlib.Path(found[1])


@pytest.fixture
def start(variables: dict[str, str]) -> t.Iterator[t.Callable[..., Run]]:
    """Starts it; removes what it has written."""
    runs: list[Run] = []

    def begin(*words: str) -> Run:
        runs.append(Run(variables, *words))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            os.killpg(run.process.pid, signal.SIGKILL)
        if run.output:
            shutil.rmtree(run.folder)


def is_clean(lab: LabClient) -> bool:
    """Whether nothing is left."""
    return not lab.tables() and not lab.backups()


def test_all_requests_are_recorded_and_nothing_that_is_secret(lab: LabClient, start: t.Callable[..., Run]) -> None:
    lab.settings(allowed=sorted(policy.actions(["dynamodb_create_backups"], slow=False)))
    run = start("dynamodb_create_backups", "names-not-unique")
    assert run.end() == 0, run.output
    assert is_clean(lab)
    content = json.loads((run.folder / "report.json").read_text())
    assert [each["verdict"] for each in (*content["targets"], *content["claims"])] == ["passed", "holds"]
    # What the tool asks STS before it begins is not recorded: the answer names the account.
    asked = [entry for entry in lab.requests() if entry["operation"] != "GetCallerIdentity"]
    assert f"{len(asked)} requests, " in run.output
    assert {file.parent.name for file in run.folder.glob("recordings/*/*.json")} == {entry["operation"] for entry in asked}
    # The modules themselves, and not only this tool, have asked.
    assert any("dynaops" in entry["user_agent"].lower() for entry in asked)
    prefix = next(entry["body"]["TableName"] for entry in asked if entry["operation"] == "CreateTable")[:23]
    texts = [run.output, *(file.read_text() for file in run.folder.rglob("*") if file.is_file() and file.parent.name != "targets" or file.suffix == ".log")]
    for private in (ACCESS_KEY, SECRET_KEY, TOKEN, "Signature", "authorization", "Authorization"):
        assert not [text for text in texts if private in text], private
    assert not [text for text in texts[1:] if prefix in text]


@pytest.mark.further_case
def test_a_target_that_fails_leaves_nothing(lab: LabClient, start: t.Callable[..., Run]) -> None:
    lab.fault("CreateBackup", "error", times=0, code="AccessDeniedException", message="not today", status=400)
    # What the target itself does at its end fails as well.
    lab.fault("DeleteTable", "error", times=1, code="AccessDeniedException", status=400)
    run = start("dynamodb_create_backups")
    assert run.end() == 1
    assert "FAILED    dynamodb_create_backups" in run.output and "not today" in run.output
    assert is_clean(lab), run.output


@pytest.mark.further_case
def test_ctrl_c_leaves_nothing(lab: LabClient, start: t.Callable[..., Run]) -> None:
    lab.settings(backup_seconds=4)
    run = start("dynamodb_create_backups")
    await_that(lambda: bool(lab.requests("CreateBackup")))
    os.killpg(run.process.pid, signal.SIGINT)
    assert run.end() == 130, run.output
    assert "Ended by SIGINT." in run.output and is_clean(lab), run.output
    commands = [pathlib.Path(f"/proc/{name}/cmdline") for name in os.listdir("/proc") if name.isdecimal()]
    assert not [command for command in commands if command.exists() and str(run.folder).encode() in command.read_bytes()]
