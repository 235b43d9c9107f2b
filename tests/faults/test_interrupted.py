# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person, a scheduler or a machine ends the run in the middle: nothing is lost, nothing stays behind, the next run goes on."""

from __future__ import annotations

import json
import os
import pathlib
import re
import signal
import subprocess
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import hanging
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import await_that
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

# Where the run is when it is ended: the call that hangs then, or the wait between two looks.
PHASES = ("DescribeTable", "CreateBackup", "DescribeBackup", "waiting")
# How long the answer to a request stays away in which a run is ended: less than the 15 s after which the request is given up.
DELAY = 12
# Seconds in which what was ended must be gone.
SOON = 60


def start(lab: LabClient, folder: pathlib.Path, phase: str) -> tuple[subprocess.Popen[bytes], pathlib.Path]:
    """A run that has come to this phase, as the leader of a process group of its own; and the file with all that it says."""
    lab.make_table("orders")
    lab.settings(backup_seconds=600)
    if phase != "waiting":
        lab.fault(phase, "delay", seconds=DELAY, when="after")
    asked = {"table_name": "orders", "backup_name": "orders-backup"}
    process, said = launch(folder, lab, MODULE, asked, phase if phase != "waiting" else "DescribeBackup")
    if phase in ("DescribeBackup", "waiting"):
        # Nobody has to guess the ARN while the backup is being made.
        await_that(lambda: lab.backups()[0]["BackupArn"] in said.read_text())
    return process, said


def launch(folder: pathlib.Path, lab: LabClient, module: str, asked: dict[str, str], awaited: str) -> tuple[subprocess.Popen[bytes], pathlib.Path]:
    """A run of a module that has made this request, as the leader of a process group of its own; and the file with all that it says."""
    said = folder / "said"
    words = [str(BIN / "ansible"), "localhost", "-m", module, "-a", json.dumps(asked)]
    with said.open("wb") as output:
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            words,
            env=environment(lab, folder, hanging.variables(folder)),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    # At once after that: a run that is ended at any moment ends.
    await_that(lambda: bool(lab.requests(awaited)))
    await_that(lambda: bool(said.read_bytes()) and not files_of_ours(folder))
    return process, said


def wait_for(process: subprocess.Popen[bytes], folder: pathlib.Path) -> None:
    """Waits for a run to end that was ended; where it does not, ends what there is of it and fails with what it was doing."""
    try:
        process.wait(SOON)
    except subprocess.TimeoutExpired:
        found = hanging.end_with_evidence(folder)
        process.wait()
        raise AssertionError(f"It did not end within {SOON} s.\n{found}") from None


def await_that_none_is_left(folder: pathlib.Path) -> None:
    """Waits for all processes of a run to end; where they do not, ends them and fails with what they were doing."""
    try:
        await_that(lambda: not hanging.processes_of(folder), SOON)
    except AssertionError:
        raise AssertionError(f"Not all of it ended within {SOON} s.\n{hanging.end_with_evidence(folder)}") from None


def end_all_backups(lab: LabClient) -> None:
    """Makes all backups AVAILABLE."""
    for backup in lab.backups():
        lab.backup(backup["BackupArn"], status="AVAILABLE")


def module_processes(folder: pathlib.Path) -> list[int]:
    """The Python processes of the module itself."""
    return [number for number in hanging.processes_of(folder) if "AnsiballZ" in (words := hanging.command(number)) and not words.startswith("/bin/sh")]


def files_of_ours(folder: pathlib.Path) -> list[pathlib.Path]:
    """What the collection itself may have left in the folder."""
    return list(folder.rglob("*progress*"))


def assert_it_can_go_on(lab: LabClient, ansible: AnsibleRuns) -> None:
    """A second run with reuse ends well, with the same backup where there was one."""
    before = [backup["BackupArn"] for backup in lab.backups()]
    lab.settings(backup_seconds=1)
    end_all_backups(lab)
    run = ansible.task(if_exists="reuse")
    assert run.code == 0, run.output
    assert run.result["reused"] is bool(before)
    assert [backup["BackupArn"] for backup in lab.backups()] == [run.result["backup_arn"]]


def each(*quick: tuple[signal.Signals, str]) -> list[t.Any]:
    """Every signal in every phase, of which the whole suite alone has those that are not named."""
    pairs = [(number, phase) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL) for phase in PHASES]
    return [pytest.param(*pair, id=f"{pair[0].name}-{pair[1]}", marks=() if pair in quick else pytest.mark.whole) for pair in pairs]


@pytest.mark.parametrize(
    "number, phase", each((signal.SIGINT, "CreateBackup"), (signal.SIGINT, "waiting"), (signal.SIGTERM, "DescribeBackup"), (signal.SIGKILL, "waiting"))
)
def test_the_run_is_ended(lab: LabClient, ansible: AnsibleRuns, number: signal.Signals, phase: str) -> None:
    process, said = start(lab, ansible.folder, phase)
    # A terminal sends Ctrl-C to the whole group; kill and the out-of-memory killer hit one process.
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    wait_for(process, ansible.folder)
    assert "Traceback" not in said.read_text()
    if number == signal.SIGKILL:
        # What is left ends by itself with the backup.
        end_all_backups(lab)
        lab.settings(backup_seconds=1)
    await_that_none_is_left(ansible.folder)
    assert files_of_ours(ansible.folder) == []
    assert len(lab.requests("CreateBackup")) <= 1 and len(lab.backups()) <= 1
    assert_it_can_go_on(lab, ansible)


@pytest.mark.parametrize(
    "number, phase", each((signal.SIGTERM, "CreateBackup"), (signal.SIGTERM, "DescribeTable"), (signal.SIGINT, "DescribeBackup"), (signal.SIGKILL, "waiting"))
)
def test_the_module_is_ended(lab: LabClient, ansible: AnsibleRuns, number: signal.Signals, phase: str) -> None:
    process, said = start(lab, ansible.folder, phase)
    (module,) = module_processes(ansible.folder)
    os.kill(module, number)
    wait_for(process, ansible.folder)
    text = said.read_text()
    if number != signal.SIGKILL:
        assert f"interrupted by {number.name}" in text and "Traceback" not in text
        assert ("No backup was created" in text) == (phase == "DescribeTable")
        assert bool(re.search("not known whether", text)) == (phase == "CreateBackup")
    await_that_none_is_left(ansible.folder)
    assert files_of_ours(ansible.folder) == []
    assert_it_can_go_on(lab, ansible)


# Where a restore is when it is ended.
RESTORE_PHASES = (pytest.param("DescribeBackup", marks=pytest.mark.whole), "RestoreTableFromBackup", "waiting")


@pytest.mark.parametrize("phase", RESTORE_PHASES)
def test_a_restore_is_ended(lab: LabClient, ansible: AnsibleRuns, phase: str) -> None:
    lab.make_table("orders")
    arn = lab.dynamodb().create_backup(TableName="orders", BackupName="orders-backup")["BackupDetails"]["BackupArn"]
    lab.settings(restore_seconds=600)
    if phase != "waiting":
        lab.fault(phase, "delay", seconds=DELAY, when="after")
    asked = {"backup_arn": arn, "target_table_name": "orders-restored"}
    process, said = launch(ansible.folder, lab, "dynaops.dynamodb.dynamodb_restore_backup", asked, phase if phase != "waiting" else "RestoreTableFromBackup")
    if phase == "waiting":
        await_that(lambda: "Restore accepted by AWS" in said.read_text())
    (module,) = module_processes(ansible.folder)
    os.kill(module, signal.SIGTERM)
    wait_for(process, ansible.folder)
    text = said.read_text()
    assert "interrupted by SIGTERM" in text and "Traceback" not in text and arn in text
    assert ("Nothing was restored" in text) == (phase == "DescribeBackup")
    assert ("not known whether a restore began" in text) == (phase == "RestoreTableFromBackup")
    assert ("The restore continues in AWS" in text) == (phase == "waiting")
    # The second run goes on with the restore of the first where there was one.
    lab.settings(restore_seconds=0.5)
    if phase != "DescribeBackup":
        lab.when_asked("DescribeTable", 2, lambda: lab.table("orders-restored", "ACTIVE"))
    again = ansible.adhoc("dynaops.dynamodb.dynamodb_restore_backup", **asked)
    assert again.code == 0 and again.result["reused"] is (phase != "DescribeBackup") and len(lab.requests("RestoreTableFromBackup")) == 1, again.output
