# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signal at any moment: the module ends soon, tells what is known, and begins nothing afterwards."""

from __future__ import annotations

import os
import pathlib
import signal
import time

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import await_that
from ansible_collections.dynaops.dynamodb.tests.faults.module_runs import ModuleRun, result_of
from ansible_collections.dynaops.dynamodb.tests.faults.test_interrupted import await_that_none_is_left, launch, wait_for
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

pytestmark = pytest.mark.processes
NAME = "dynamodb_create_backup"
WANTED = {"table_name": "orders", "backup_name": "orders-backup"}
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Seconds that a run in the sweep takes when nobody interrupts it, about.
_WHOLE = 1.6


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Moments over the whole run, the first and the last 50 ms more densely; with --all so many that each kind of moment is met."""
    many = metafunc.config.getoption("--all")
    if "moment" in metafunc.fixturenames:
        count = 120 if many else 6
        moments = [_WHOLE * number / count for number in range(count)] + [0.005 * number for number in range(10 if many else 2)]
        metafunc.parametrize("moment", moments, ids=[f"{moment:.3f}s-{number}" for number, moment in enumerate(moments)])
    if "turn" in metafunc.fixturenames:
        metafunc.parametrize("turn", range(200 if many else 2))


def told(lab: LabClient, result: dict) -> bool:
    """Whether the result tells what there is: the ARN, that it is not known, or that there is none."""
    made = [backup["BackupArn"] for backup in lab.backups()]
    if not made:
        return "No backup was created" in result["msg"] or "not known whether" in result["msg"] or "Nothing was changed" in result["msg"]
    return made == [result.get("backup_arn")] or "not known whether" in result["msg"]


def test_e5_a_signal_at_any_moment(lab: LabClient, tmp_path: pathlib.Path, moment: float) -> None:
    lab.make_table("orders")
    lab.settings(backup_seconds=0.5)
    run = ModuleRun(lab, tmp_path, NAME, **WANTED)
    time.sleep(moment)
    number = SIGNALS[int(moment * 1000) % 3]
    run.send(number)
    code, stdout, stderr = run.end()
    if code == -number and not stdout:
        # It came before the very first lines of the module were through: nothing was begun.
        assert lab.work() == [] and moment < 0.2
        return
    result = result_of(stdout)
    assert "Traceback" not in stdout + stderr and len(lab.backups()) <= 1
    if code == 0:
        assert result["backup"]["backup_status"] == "AVAILABLE"
    else:
        assert f"interrupted by {number.name}" in result["msg"] and told(lab, result), result
    assert run.ended_in < 20


# Without --all each call with one signal.
_HANGING = [
    pytest.param(call, number, id=f"{call}-{number.name}", marks=() if place == SIGNALS.index(number) else pytest.mark.whole)
    for place, call in enumerate(("DescribeTable", "CreateBackup", "DescribeBackup"))
    for number in SIGNALS
]


@pytest.mark.parametrize("call, number", _HANGING)
def test_e5_a_request_that_hangs_is_ended_after_a_second(lab: LabClient, tmp_path: pathlib.Path, call: str, number: signal.Signals) -> None:
    lab.make_table("orders")
    lab.settings(backup_seconds=600)
    lab.fault(call, "delay", seconds=12, when="after")
    run = ModuleRun(lab, tmp_path, NAME, "import atexit, sys\natexit.register(sys.stderr.write, 'ended in order')", **WANTED)
    await_that(lambda: bool(lab.requests(call)))
    run.send(number)
    code, stdout, stderr = run.end()
    result = result_of(stdout)
    assert code == 1 and result["error"]["code"] == "Interrupted" and told(lab, result) and "Traceback" not in stderr
    # Ansible's wrapper removes its folder when the module ends in order.
    assert "ended in order" in stderr
    assert ("not known whether" in result["msg"]) == (call == "CreateBackup")
    # Well below the 12 seconds that the answer takes, and nothing more was asked.
    assert run.ended_in < 9 and lab.operations()[-1] == call


def test_e5_an_answer_that_comes_within_that_second_is_kept(lab: LabClient, tmp_path: pathlib.Path) -> None:
    lab.make_table("orders")
    lab.fault("CreateBackup", "delay", seconds=0.6, when="after")
    run = ModuleRun(lab, tmp_path, NAME, **WANTED)
    await_that(lambda: bool(lab.backups()))
    run.send(signal.SIGTERM)
    result = result_of(run.end()[1])
    assert [result["backup_arn"]] == [backup["BackupArn"] for backup in lab.backups()] and lab.operations()[-1] == "CreateBackup"


def test_e5_the_second_signal_ends_it_at_once(lab: LabClient, tmp_path: pathlib.Path) -> None:
    lab.make_table("orders")
    lab.fault("CreateBackup", "delay", seconds=12, when="after")
    run = ModuleRun(lab, tmp_path, NAME, **WANTED)
    await_that(lambda: bool(lab.requests("CreateBackup")))
    run.send(signal.SIGTERM)
    time.sleep(0.3)
    run.send(signal.SIGTERM)
    code, stdout, stderr = run.end()
    assert code == 128 + signal.SIGTERM and stdout == ""


def test_e5_the_same_signal_twice_in_a_moment_is_one(lab: LabClient, tmp_path: pathlib.Path) -> None:
    lab.make_table("orders")
    lab.settings(backup_seconds=600)
    run = ModuleRun(lab, tmp_path, NAME, **WANTED)
    await_that(lambda: bool(lab.requests("DescribeBackup")))
    run.send(signal.SIGINT)
    run.send(signal.SIGTERM)
    result = result_of(run.end()[1])
    assert result["error"]["code"] == "Interrupted" and told(lab, result)


# Tricks that make a signal come where a handler that raises would lose it, or would stop the process for good.
_IN_A_FINALIZER = """
import http.client, os, signal, sys
real, state = http.client.HTTPResponse.close, []
class Freed:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
def close(self):
    real(self)
    if not state:
        state.append(1)
        Freed()
http.client.HTTPResponse.close = close
"""
_IN_A_LOCK = """
import os, queue, signal
real, state = queue.LifoQueue._get, []
def get(self):
    # urllib3's pool holds the queue's lock here.
    if not state:
        state.append(1)
        os.kill(os.getpid(), signal.SIGTERM)
    return real(self)
queue.LifoQueue._get = get
"""
_IN_AN_IMPORT = """
import importlib.abc, os, signal, sys
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "botocore.config":
            os.kill(os.getpid(), signal.SIGTERM)
sys.meta_path.insert(0, Finder())
"""


@pytest.mark.parametrize("trick", [_IN_A_FINALIZER, _IN_A_LOCK, _IN_AN_IMPORT], ids=["finalizer", "lock", "import"])
def test_c6_a_signal_where_a_handler_must_not_raise(lab: LabClient, tmp_path: pathlib.Path, trick: str) -> None:
    lab.make_table("orders")
    lab.settings(backup_seconds=600)
    run = ModuleRun(lab, tmp_path, NAME, trick, **WANTED)
    code, stdout, stderr = run.end()
    result = result_of(stdout)
    assert code == 1 and "interrupted by SIGTERM" in result["msg"] and told(lab, result), stderr
    assert "Traceback" not in stderr and "Exception ignored" not in stderr


def test_e5_a_call_that_nothing_interrupts_does_not_hold_the_end_up(lab: LabClient, tmp_path: pathlib.Path) -> None:
    """The name service hangs: no handler of Python's can run, and no socket is there to shut down."""
    lab.make_table("orders")
    trick = "import socket, threading\nheld = threading.Lock()\nheld.acquire()\nsocket.getaddrinfo = lambda *unused, **more: held.acquire()"
    run = ModuleRun(lab, tmp_path, NAME, trick, **WANTED)
    time.sleep(1.5)
    run.send(signal.SIGTERM)
    code, stdout, stderr = run.end()
    result = result_of(stdout)
    assert code == 1 and "interrupted by SIGTERM" in result["msg"] and "No backup was created" in result["msg"]


def test_e5_what_nohup_ignores_stays_ignored(lab: LabClient, tmp_path: pathlib.Path) -> None:
    lab.make_table("orders")
    lab.settings(backup_seconds=2)
    run = ModuleRun(lab, tmp_path, NAME, "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)", **WANTED)
    await_that(lambda: bool(lab.requests("DescribeBackup")))
    run.send(signal.SIGHUP)
    code, stdout, stderr = run.end()
    assert code == 0 and result_of(stdout)["backup"]["backup_status"] == "AVAILABLE"


def test_e5_many_tables_end_as_soon(lab: LabClient, tmp_path: pathlib.Path) -> None:
    for number in range(12):
        lab.make_table(f"orders-{number}")
    lab.fault("CreateBackup", "delay", seconds=12, when="after", times=0)
    run = ModuleRun(lab, tmp_path, "dynamodb_create_backups", table_name_patterns=["orders-*"], backup_name="{table}-b", parallel=6)
    await_that(lambda: len(lab.requests("CreateBackup")) >= 6)
    run.send(signal.SIGTERM)
    code, stdout, stderr = run.end()
    result = result_of(stdout)
    assert code == 1 and result["error"]["code"] == "Interrupted" and "It is not known whether a backup was created for" in result["msg"]
    assert run.ended_in < 9 and len(lab.requests("CreateBackup")) == 6 and result["summary"]["not_tried"] == 6


def test_e5_an_interrupted_run_of_ansible_never_goes_on(lab: LabClient, ansible: AnsibleRuns, turn: int) -> None:
    lab.make_table("orders")
    lab.settings(backup_seconds=600)
    process, said = launch(ansible.folder, lab, MODULE, WANTED, "DescribeBackup")
    time.sleep(turn % 20 * 0.01)
    os.killpg(process.pid, signal.SIGINT)
    wait_for(process, ansible.folder)
    await_that_none_is_left(ansible.folder)
    assert len(lab.requests("CreateBackup")) == 1 and lab.backups()[0]["BackupArn"] in said.read_text()
