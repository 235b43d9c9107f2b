# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that is ended from outside: its module ends too, begins no request afterwards, and what it knows is shown where anyone looks."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import hanging
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, SHOWN, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import await_that
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_native import play, task
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

pytestmark = pytest.mark.unprepared

# Seconds in which what was ended must be gone. A module that nobody ends waits for its backup for half an hour.
SOON = 60

# A job as AWX runs it: cancelled when the file "cancel" is there.
JOB = """
import pathlib, sys, ansible_runner
folder = pathlib.Path(sys.argv[1])
run = ansible_runner.run(private_data_dir=str(folder), playbook="play.yml", ident="run", quiet=True, cancel_callback=(folder / "cancel").exists)
print(run.status)
"""


@contextlib.contextmanager
def running(ansible: AnsibleRuns, *words: str, told: str) -> t.Iterator[tuple[subprocess.Popen[bytes], pathlib.Path]]:
    """A run that has said this, as the leader of a process group of its own; and the file with all that it says."""
    said = ansible.folder / "said"
    env = environment(ansible.lab, ansible.folder, {**SHOWN, **hanging.variables(ansible.folder)})
    with (
        said.open("wb") as output,
        subprocess.Popen(words, env=env, cwd=ansible.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True) as process,
    ):
        try:
            await_that(lambda: told in said.read_text(), 240)
            yield process, said
            process.wait(SOON)
        finally:
            hanging.end(ansible.folder)


def book(ansible: AnsibleRuns, *tasks: dict[str, t.Any], folder: str = ".") -> list[str]:
    """The command that runs these tasks."""
    (ansible.folder / folder).mkdir(exist_ok=True)
    (ansible.folder / folder / "play.yml").write_text(json.dumps(play(*tasks)))
    return [str(BIN / "ansible-playbook"), "play.yml"]


def await_that_none_is_left(ansible: AnsibleRuns) -> None:
    """Returns when no process of the run is left. Fails with what they do when there are some for long."""
    try:
        await_that(lambda: not hanging.processes_of(ansible.folder), SOON)
    except AssertionError:
        raise AssertionError(hanging.end_with_evidence(ansible.folder)) from None
    assert list(ansible.folder.rglob("*dynaops_*")) == []


def worker_of(ansible: AnsibleRuns, process: subprocess.Popen[bytes]) -> int:
    """The process that the main one has made for the task."""
    (worker,) = [each for each in hanging.processes_of(ansible.folder) if hanging._status(each).get("PPid") == str(process.pid)]
    return worker


@pytest.fixture(name="slow")
def a_backup_that_takes_long(orders: LabClient) -> LabClient:
    """A table whose backup takes ten minutes."""
    orders.settings(backup_seconds=600)
    return orders


def test_c7_nothing_begins_after_the_keyword_timeout(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.fault("DescribeTable", "delay", seconds=12)
    run = ansible.playbook(play(task(timeout=9)))
    await_that_none_is_left(ansible)
    assert run.code != 0 and "DescribeTable" in orders.operations() and not orders.requests("CreateBackup") and not orders.backups()
    assert "[localhost] Error: The task was interrupted by the task keyword timeout" in run.stderr, run.output


def test_c7_what_was_made_before_is_shown(slow: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.playbook(play(task(timeout=9)))
    await_that_none_is_left(ansible)
    (made,) = slow.backups()
    assert run.code != 0 and len(slow.requests("CreateBackup")) == 1
    (last,) = [line for line in run.stderr.splitlines() if line.startswith("[localhost] Error: ")]
    assert "interrupted by the task keyword timeout" in last and made["BackupArn"] in last, run.output


def test_c7_a_task_that_may_show_nothing_is_ended_too(slow: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.playbook(play(task("very-private-name", timeout=9, no_log=True)))
    await_that_none_is_left(ansible)
    assert run.code != 0 and len(slow.backups()) == 1 and "very-private-name" not in run.output and not run.stderr


def test_c17_ctrl_c_while_the_backup_is_being_asked_for(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.fault("CreateBackup", "delay", seconds=12, when="after")
    words = [str(BIN / "ansible"), "localhost", "-m", MODULE, "-a", "table_name=orders backup_name=orders-backup"]
    with running(ansible, *words, told="Starting backup creation") as (process, said):
        await_that(lambda: bool(orders.requests("CreateBackup")))
        os.killpg(process.pid, signal.SIGINT)
    text = said.read_text()
    assert "[localhost] Starting backup creation: table orders, backup orders-backup, region us-east-1" in text
    # Ansible passes Ctrl-C on to its worker as it is, or ends the worker by SIGTERM, whichever of its processes is first.
    assert "[localhost] Error: " in text and "interrupted by SIG" in text and "Traceback" not in text, text
    await_that_none_is_left(ansible)


@pytest.mark.shown_cases(2)
@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGINT, marks=pytest.mark.every_release), signal.SIGTERM, signal.SIGHUP, signal.SIGKILL], ids=lambda number: number.name
)
def test_e6_the_end_of_the_main_process_ends_the_module_and_the_arn_is_shown(slow: LabClient, ansible: AnsibleRuns, number: signal.Signals) -> None:
    with running(ansible, *book(ansible, task()), told="Backup accepted by AWS") as (process, said):
        process.send_signal(number)
        process.wait(SOON)
        await_that_none_is_left(ansible)
        text = said.read_text()
    (last,) = [line for line in text.splitlines() if line.startswith("[localhost] Error: ")]
    assert "interrupted by" in last and slow.backups()[0]["BackupArn"] in last


def test_e6_the_end_of_the_worker_ends_the_module(slow: LabClient, ansible: AnsibleRuns) -> None:
    with running(ansible, *book(ansible, task()), told="Backup accepted by AWS") as (process, said):
        os.kill(worker_of(ansible, process), signal.SIGKILL)
        process.wait(SOON)
        await_that_none_is_left(ansible)


def test_c22_a_job_that_is_cancelled_leaves_no_module_behind(slow: LabClient, ansible: AnsibleRuns) -> None:
    book(ansible, task(), folder="project")
    with running(ansible, sys.executable, "-c", JOB, str(ansible.folder), told="") as (process, said):
        await_that(lambda: bool(slow.requests("DescribeBackup")))
        (ansible.folder / "cancel").touch()
        process.wait(SOON)
        await_that_none_is_left(ansible)
        assert "canceled" in said.read_text()
    seen = len(slow.requests())
    assert len(slow.backups()) == 1 and seen == len(slow.requests())


def test_c22_a_runner_that_is_terminated_leaves_no_module_behind(slow: LabClient, ansible: AnsibleRuns) -> None:
    book(ansible, task(), folder="project")
    command = [str(BIN / "ansible-runner"), "run", str(ansible.folder), "-p", "play.yml", "--ident", "run", "--quiet"]
    with running(ansible, *command, told="") as (process, unused):
        await_that(lambda: bool(slow.requests("DescribeBackup")))
        process.send_signal(signal.SIGTERM)
        process.wait(SOON)
        await_that_none_is_left(ansible)


def test_c19_async_that_is_too_short_is_warned_of_before_it_strikes(slow: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.playbook(play(task(**{"async": 8, "poll": 1})))
    assert run.code != 0 and "Async (8 s) is not longer than the module's option timeout (1800 s)" in run.stderr, run.output
    assert "Set async to 1860 or more" in run.stderr
    await_that_none_is_left(ansible)


def test_c19_a_module_that_is_not_killed_with_async_ends_by_itself(slow: LabClient, ansible: AnsibleRuns) -> None:
    # Ansible kills a process group, and this starts the module in another one.
    python = ansible.folder / "python"
    python.write_text(f"#!{sys.executable}\nimport subprocess, sys\nsys.exit(subprocess.call([sys.executable, *sys.argv[1:]], start_new_session=True))\n")
    python.chmod(0o755)
    run = ansible.playbook(play(task(vars={"ansible_python_interpreter": str(python)}, **{"async": 8, "poll": 1})))
    assert run.code != 0, run.output
    await_that_none_is_left(ansible)
    assert len(slow.requests("CreateBackup")) <= 1


def test_c19_the_warning_is_in_the_result(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.playbook(play(task(register="made", timeout=300), {"ansible.builtin.debug": {"msg": "{{ made.warnings }} {{ made.backup_arn }}"}}))
    assert run.code == 0 and "task keyword timeout (300 s) is not longer" in run.stdout, run.output
    long = ansible.playbook(play(task(register="made", timeout=2400), {"ansible.builtin.debug": {"msg": "{{ made.warnings | default('none') }}"}}))
    assert long.code == 0 and "is not longer" not in long.output and '"none"' in long.stdout, long.output
