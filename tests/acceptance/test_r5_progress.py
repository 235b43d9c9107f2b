# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""R5: what is reported, and that it is reported while the task runs."""

from __future__ import annotations

import re
import subprocess
import time
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backup
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import progress
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

pytestmark = pytest.mark.unprepared


def live(ansible: AnsibleRuns, *words: str, told: t.Callable[[str], object] = lambda line: None) -> tuple[list[tuple[float, str]], subprocess.Popen[str]]:
    """Runs a command and notes when each line of its standard error came (seconds from the first one); ``told`` gets each at once."""
    program, *rest = words
    process = subprocess.Popen(  # pylint: disable=consider-using-with
        [str(BIN / program), *rest],
        env=environment(ansible.lab, ansible.folder),
        cwd=ansible.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = []
    for line in t.cast("t.IO[str]", process.stderr):
        lines.append((time.monotonic(), line.rstrip("\n")))
        told(line)
    process.wait()
    start = next(moment for moment, line in lines if "Starting" in line)
    return [(moment - start, line) for moment, line in lines], process


def let_them_end(lab: LabClient) -> None:
    """Makes all backups AVAILABLE."""
    for each in lab.backups():
        lab.backup(each["BackupArn"], status="AVAILABLE")


def test_r5_1_reports_the_start(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.task()
    assert run.result["progress"][0] == "Starting backup creation: table orders, backup orders-backup, region us-east-1"
    assert "[localhost] Starting backup creation: table orders" in run.stderr
    assert "Starting backup creation: table orders" not in run.stdout.partition("=> {")[0]


@pytest.mark.long
def test_r5_2_reports_every_30_seconds_while_the_task_runs(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(backup_seconds=66)
    lines, process = live(ansible, "ansible", "localhost", "-m", MODULE, "-a", "table_name=orders backup_name=slow-one")
    assert process.returncode == 0
    reports = [(moment, line) for moment, line in lines if "status CREATING" in line and "elapsed" in line]
    end = next(moment for moment, line in lines if "completed successfully" in line)
    # A report that were kept until the end would come after 66 s.
    assert len(reports) == 2 and 20 < reports[0][0] < 45 and 50 < reports[1][0] < end
    assert [int(re.findall(r"(\d+) s elapsed", line)[0]) // 10 for moment, line in reports] == [3, 6]


def reported(lab: LabClient, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reports of a backup between its acceptance and its end, every second instead of every 30."""
    monkeypatch.setattr(progress, "REPORT_INTERVAL", 1.0)
    task = task_at(lab)
    with task.progress.heartbeat():
        perform(task, dynamodb_create_backup, create_backup, table_name="orders", backup_name="orders-backup")
    (accepted,) = [number for number, line in enumerate(task.progress.lines) if "accepted by AWS" in line]
    return task.progress.lines[accepted + 1 : -1]


def test_r5_3_each_report_has_status_and_elapsed_time(orders: LabClient, monkeypatch: pytest.MonkeyPatch) -> None:
    orders.settings(backup_seconds=600)
    orders.when_asked("DescribeBackup", 6, lambda: let_them_end(orders))
    found = [re.fullmatch(r"Backup orders-backup of table orders: status CREATING \((\d+) s elapsed\)", line) for line in reported(orders, monkeypatch)]
    assert len(found) >= 2 and all(found)
    seconds = [int(match[1]) for match in found if match]
    assert seconds == sorted(seconds) and 1 <= seconds[0] < seconds[-1]


def test_r5_4_reports_the_end(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.task()
    last = run.result["progress"][-1]
    assert last.startswith(f"Backup completed successfully: {run.result['backup_arn']} (status AVAILABLE, ")
    assert f"[localhost] {last}" in run.stderr


def test_r5_5_reports_the_error_before_it_fails(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.task(table_name="ordres")
    assert run.result["progress"][-1] == f"Error: {run.msg}"
    assert f"[localhost] Error: {run.msg}" in run.stderr


def test_the_arn_is_shown_as_soon_as_it_exists(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(backup_seconds=600)

    def end(line: str) -> None:
        if "Backup accepted by AWS: arn:" in line:
            let_them_end(orders)

    lines, process = live(ansible, "ansible", "localhost", "-m", MODULE, "-a", "table_name=orders backup_name=shown timeout=60", told=end)
    assert process.returncode == 0 and "completed successfully" in [text for when, text in lines if text.startswith("[localhost] ")][-1]


def test_reports_come_while_a_request_hangs(orders: LabClient, monkeypatch: pytest.MonkeyPatch) -> None:
    orders.settings(backup_seconds=600)
    orders.fault("DescribeBackup", "delay", seconds=8, skip=1)
    orders.when_asked("DescribeBackup", 2, lambda: let_them_end(orders))
    # Between its requests alone it could report twice.
    assert len(reported(orders, monkeypatch)) >= 3 and len(orders.requests("DescribeBackup")) == 2
