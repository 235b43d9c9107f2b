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

from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment


def live(ansible: AnsibleRuns, *words: str) -> tuple[list[tuple[float, str]], subprocess.Popen[str]]:
    """Runs a command and notes when each line of its standard error came (seconds from the first one)."""
    program, *rest = words
    process = subprocess.Popen(  # pylint: disable=consider-using-with
        [str(BIN / program), *rest], env=environment(ansible.lab, ansible.folder), cwd=ansible.folder,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    lines = [(time.monotonic(), line.rstrip("\n")) for line in t.cast("t.IO[str]", process.stderr)]
    lines.append((time.monotonic(), "(end)"))
    process.wait()
    start = next(moment for moment, line in lines if "Starting" in line)
    return [(moment - start, line) for moment, line in lines], process


def test_r5_1_reports_the_start(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.task()
    assert run.result["progress"][0] == "Starting backup creation: table orders, backup orders-backup, region us-east-1"
    assert "[localhost] Starting backup creation: table orders" in run.stderr
    assert "Starting backup creation: table orders" not in run.stdout.partition("=> {")[0]


def test_r5_2_reports_every_30_seconds_while_the_task_runs(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(backup_seconds=66)
    lines, process = live(ansible, "ansible", "localhost", "-m", MODULE, "-a", "table_name=orders backup_name=slow-one")
    assert process.returncode == 0
    reports = [(moment, line) for moment, line in lines if "status CREATING" in line and "elapsed" in line]
    end = next(moment for moment, line in lines if "completed successfully" in line)
    assert [round(moment / 30) for moment, line in reports] == [1, 2]
    assert all(abs(moment - 30 * number) < 3 for number, (moment, line) in enumerate(reports, 1))
    assert 65 < end < 85


def test_r5_3_each_report_has_status_and_elapsed_time(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(backup_seconds=32)
    run = ansible.task()
    (report,) = [line for line in run.result["progress"] if "status CREATING (" in line and "accepted" not in line]
    assert re.fullmatch(r"Backup orders-backup of table orders: status CREATING \((30|31) s elapsed\)", report)


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
    orders.settings(backup_seconds=4)
    lines, process = live(ansible, "ansible", "localhost", "-m", MODULE, "-a", "table_name=orders backup_name=shown")
    accepted = next(moment for moment, line in lines if "Backup accepted by AWS: arn:" in line)
    end = next(moment for moment, line in lines if "completed successfully" in line)
    assert end - accepted > 3


def test_reports_come_while_a_request_hangs(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(backup_seconds=25)
    orders.fault("DescribeBackup", "delay", seconds=14, times=3)
    lines, process = live(ansible, "ansible", "localhost", "-m", MODULE, "-a", "table_name=orders backup_name=hanging")
    assert process.returncode == 0
    moments = [moment for moment, line in lines]
    assert max(later - earlier for earlier, later in zip(moments, moments[1:])) < 31.5
