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
import time
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

# Where the run is when it is ended: the call that hangs then, or the wait between two looks.
PHASES = ("DescribeTable", "CreateBackup", "DescribeBackup", "waiting")


def start(lab: LabClient, folder: pathlib.Path, phase: str) -> tuple[subprocess.Popen[bytes], pathlib.Path]:
    """A run that has come to this phase, as the leader of a process group of its own; and the file with all that it says."""
    lab.make_table("orders")
    lab.settings(backup_seconds=25)
    if phase != "waiting":
        lab.fault(phase, "delay", seconds=4, when="after")
    asked = {"table_name": "orders", "backup_name": "orders-backup"}
    return launch(folder, lab, MODULE, asked, phase if phase != "waiting" else "DescribeBackup")


def launch(folder: pathlib.Path, lab: LabClient, module: str, asked: dict[str, str], awaited: str) -> tuple[subprocess.Popen[bytes], pathlib.Path]:
    """A run of a module that has made this request, as the leader of a process group of its own; and the file with all that it says."""
    said = folder / "said"
    words = [str(BIN / "ansible"), "localhost", "-m", module, "-a", json.dumps(asked)]
    with said.open("wb") as output:
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            words, env=environment(lab, folder), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )
    limit = time.monotonic() + 60
    while not lab.requests(awaited) and time.monotonic() < limit:
        time.sleep(0.05)
    time.sleep(0.5)
    return process, said


def descendants(folder: pathlib.Path) -> list[int]:
    """The processes that work in or for this folder."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            mine = str(folder).encode() in (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if mine and command:
            found.append(int(entry.name))
    return found


def module_processes(folder: pathlib.Path) -> list[int]:
    """The Python processes of the module itself."""
    return [
        number for number in descendants(folder)
        if b"AnsiballZ" in (words := pathlib.Path(f"/proc/{number}/cmdline").read_bytes()) and b"/bin/sh" not in words.split(b"\0")[0]
    ]


def wait_until_gone(folder: pathlib.Path, seconds: float) -> list[int]:
    """Waits for all processes of a run to end; those that have not."""
    limit = time.monotonic() + seconds
    while descendants(folder) and time.monotonic() < limit:
        time.sleep(0.1)
    return descendants(folder)


def files_of_ours(folder: pathlib.Path) -> list[pathlib.Path]:
    """What the collection itself may have left in the folder."""
    return list(folder.rglob("*progress*"))


def assert_it_can_go_on(lab: LabClient, ansible: AnsibleRuns) -> None:
    """A second run with reuse ends well, with the same backup where there was one."""
    before = [backup["BackupArn"] for backup in lab.backups()]
    lab.settings(backup_seconds=1)
    run = ansible.task(if_exists="reuse")
    assert run.code == 0, run.output
    assert run.result["reused"] is bool(before)
    assert [backup["BackupArn"] for backup in lab.backups()] == [run.result["backup_arn"]]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_the_run_is_ended(lab: LabClient, ansible: AnsibleRuns, number: signal.Signals, phase: str) -> None:
    process, said = start(lab, ansible.folder, phase)
    # A terminal sends Ctrl-C to the whole group; kill and the out-of-memory killer hit one process.
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    process.wait(30)
    if phase in ("DescribeBackup", "waiting"):
        assert lab.backups()[0]["BackupArn"] in said.read_text()
    assert "Traceback" not in said.read_text()
    # After SIGKILL, what is left ends by itself with the backup.
    assert wait_until_gone(ansible.folder, 45 if number == signal.SIGKILL else 10) == []
    assert files_of_ours(ansible.folder) == []
    assert len(lab.requests("CreateBackup")) <= 1 and len(lab.backups()) <= 1
    assert_it_can_go_on(lab, ansible)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_the_module_is_ended(lab: LabClient, ansible: AnsibleRuns, number: signal.Signals, phase: str) -> None:
    process, said = start(lab, ansible.folder, phase)
    (module,) = module_processes(ansible.folder)
    os.kill(module, number)
    process.wait(30)
    text = said.read_text()
    made: t.Sequence[str] = [backup["BackupArn"] for backup in lab.backups()]
    if phase in ("DescribeBackup", "waiting"):
        assert made[0] in text
    if number != signal.SIGKILL:
        assert f"interrupted by {number.name}" in text and "Traceback" not in text
        assert ("No backup was made" in text) == (phase == "DescribeTable")
        assert bool(re.search("not known whether", text)) == (phase == "CreateBackup")
    assert wait_until_gone(ansible.folder, 10) == [] and files_of_ours(ansible.folder) == []
    assert_it_can_go_on(lab, ansible)


# Where a restore is when it is ended.
RESTORE_PHASES = ("DescribeBackup", "RestoreTableFromBackup", "waiting")


@pytest.mark.parametrize("phase", RESTORE_PHASES)
def test_a_restore_is_ended(lab: LabClient, ansible: AnsibleRuns, phase: str) -> None:
    lab.make_table("orders")
    arn = lab.dynamodb().create_backup(TableName="orders", BackupName="orders-backup")["BackupDetails"]["BackupArn"]
    lab.settings(restore_seconds=20)
    if phase != "waiting":
        lab.fault(phase, "delay", seconds=4, when="after")
    asked = {"backup_arn": arn, "target_table_name": "orders-restored"}
    process, said = launch(ansible.folder, lab, "dynaops.dynamodb.dynamodb_restore_backup", asked, phase if phase != "waiting" else "RestoreTableFromBackup")
    (module,) = module_processes(ansible.folder)
    os.kill(module, signal.SIGTERM)
    process.wait(30)
    text = said.read_text()
    assert "interrupted by SIGTERM" in text and "Traceback" not in text and arn in text
    assert ("No table was made" in text) == (phase == "DescribeBackup")
    assert ("not known whether a restore began" in text) == (phase == "RestoreTableFromBackup")
    assert ("the restore goes on in AWS" in text) == (phase == "waiting")
    # The second run goes on with the restore of the first where there was one.
    lab.settings(restore_seconds=0.5)
    again = ansible.adhoc("dynaops.dynamodb.dynamodb_restore_backup", **asked)
    assert again.code == 0 and again.result["reused"] is (phase != "DescribeBackup") and len(lab.requests("RestoreTableFromBackup")) == 1, again.output
