# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Native to Ansible: check mode, defaults, loops, async, hosts, delegation, no_log, pipes, terminals and ansible-runner."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import typing as t

import pexpect.fdpexpect
import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere
from ansible_collections.dynaops.dynamodb.tests.acceptance.runner import run_by_runner
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_r5_progress import let_them_end, live
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

pytestmark = pytest.mark.unprepared

GROUP = "group/dynaops.dynamodb.dynamodb"


def play(*tasks: dict[str, t.Any], hosts: str = "localhost", **keywords: t.Any) -> list[dict[str, t.Any]]:
    """A play of these tasks without gathered facts."""
    return [{"hosts": hosts, "gather_facts": False, "tasks": list(tasks), **keywords}]


def task(name: str = "orders-backup", table: str = "orders", **keywords: t.Any) -> dict[str, t.Any]:
    """A task that backs up a table."""
    return {"name": "Back up", MODULE: {"table_name": table, "backup_name": name}, **keywords}


@pytest.mark.every_release
def test_check_mode_reads_and_makes_nothing(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.task("--check")
    assert run.code == 0 and run.result["changed"] is True and "backup_arn" not in run.result
    assert "Would have created backup orders-backup of table orders" in run.msg and "if not in check mode" in run.msg
    assert orders.operations() == ["DescribeTable"] and run.result["source_table"]["item_count"] == 3


def test_check_mode_with_reuse_predicts_no_change(orders: LabClient, here: ModulesHere) -> None:
    orders.settings(backup_seconds=60)
    first = here.task(wait=False)
    # A moment later ListBackups shows it.
    here.time.sleep(1.1)
    run = here.task(if_exists="reuse", check=True)
    assert run.result["changed"] is False and run.result["backup_arn"] == first.result["backup_arn"]
    assert orders.operations()[-2:] == ["DescribeTable", "ListBackups"]


def test_check_mode_fails_where_the_task_would(orders: LabClient, here: ModulesHere) -> None:
    assert "was not found" in here.task(table_name="ordres", check=True).msg
    assert "at least 3 characters" in here.task(backup_name="x", check=True).msg
    orders.table("orders", "UPDATING")
    assert "its status is UPDATING" in here.task(check=True).msg


def test_check_mode_does_not_wait_for_a_busy_table(orders: LabClient, here: ModulesHere) -> None:
    orders.table("orders", "UPDATING")
    run = here.task(when_busy="wait", check=True)
    assert run.code == 0 and run.result["changed"] is True and orders.operations() == ["DescribeTable"]


@pytest.mark.every_release
def test_module_defaults_reach_the_module_by_its_group(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.make_table("orders", region="eu-west-1")
    defaults = {GROUP: {"region": "eu-west-1", "if_exists": "reuse"}}
    run = ansible.playbook(play(task(), task(register="second"), {"ansible.builtin.debug": {"var": "second.reused"}}, module_defaults=defaults))
    assert run.code == 0, run.output
    assert '"second.reused": true' in run.stdout and len(lab.backups()) == 1


@pytest.mark.every_release
def test_loop_backs_up_each_table(lab: LabClient, ansible: AnsibleRuns) -> None:
    for name in ("orders", "carts", "users"):
        lab.make_table(name)
    run = ansible.playbook(play(task("{{ item }}-backup", "{{ item }}", loop=["orders", "carts", "users"])))
    assert run.code == 0, run.output
    assert [made["BackupName"] for made in lab.backups()] == ["orders-backup", "carts-backup", "users-backup"]
    assert run.stderr.count("Starting backup creation") == 3


@pytest.mark.processes
def test_two_hosts_in_parallel_are_told_apart(lab: LabClient, here: ModulesHere) -> None:
    lab.settings(backup_seconds=600)
    (here.folder / "hosts").write_text(f"[tables]\norders\ncarts\n[tables:vars]\nansible_connection=local\nansible_python_interpreter={sys.executable}\n")
    lab.make_table("orders")
    lab.make_table("carts")
    back_up = task("two", "{{ inventory_hostname }}")
    back_up[MODULE]["timeout"] = 60
    (here.folder / "two.yml").write_text(json.dumps(play(back_up, hosts="tables")))
    accepted: list[str] = []

    def end_both(line: str) -> None:
        accepted.extend([line] if "Backup accepted by AWS" in line else [])
        if len(accepted) == 2:
            let_them_end(lab)

    # One after the other, they would never end.
    lines, process = live(here, "ansible-playbook", "-i", "hosts", "two.yml", told=end_both)
    assert process.returncode == 0
    for host in ("orders", "carts"):
        mine = [(moment, line) for moment, line in lines if line.startswith(f"[{host}] ")]
        assert len(mine) >= 3 and all(f"table {host}" in line or f"table/{host}" in line for moment, line in mine)


def test_delegation_says_where_it_runs(orders: LabClient, ansible: AnsibleRuns) -> None:
    (ansible.folder / "hosts").write_text("far.example.org\n")
    run = ansible.playbook(play(task(delegate_to="localhost"), hosts="far.example.org"), "-i", "hosts")
    assert run.code == 0, run.output
    assert "[far.example.org -> localhost] Starting backup creation" in run.stderr


@pytest.mark.every_release
def test_async_runs_plainly_and_keeps_the_reports(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(backup_seconds=2)
    tasks = [
        task(register="started", **{"async": 300, "poll": 0}),
        {"ansible.builtin.async_status": {"jid": "{{ started.ansible_job_id }}"}, "register": "done", "until": "done is finished", "retries": 300, "delay": 1},
        {"ansible.builtin.debug": {"msg": "{{ done.progress[-1] }} / {{ done.backup_arn }}"}},
    ]
    run = ansible.playbook(play(*tasks))
    assert run.code == 0, run.output
    assert "Backup completed successfully: arn:" in run.stdout and "[localhost] Starting" not in run.output
    assert len(orders.backups()) == 1


def test_async_with_polling(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.playbook(play(task(**{"async": 300, "poll": 1})))
    assert run.code == 0 and len(orders.backups()) == 1


@pytest.mark.every_release
def test_no_log_shows_no_report(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = ansible.playbook(play(task("very-private-name", no_log=True)), "-v")
    assert run.code == 0 and len(orders.backups()) == 1
    assert "very-private-name" not in run.output and "Starting" not in run.output


def test_become_does_not_stand_in_the_way(orders: LabClient, ansible: AnsibleRuns) -> None:
    # A sudo that lets anyone do what it is told, as the same user.
    sudo = ansible.folder / "sudo"
    sudo.write_text('#!/bin/sh\nwhile [ "$1" != /bin/sh ]; do shift; done\nexec "$@"\n')
    sudo.chmod(0o700)
    run = ansible.playbook(play(task(become=True, vars={"ansible_become_exe": str(sudo)})))
    assert run.code == 0, run.output
    assert "[localhost] Backup completed successfully" in run.stderr


def test_empty_strings_of_a_survey_count_as_omitted(orders: LabClient, ansible: AnsibleRuns) -> None:
    empty = {"timeout": "", "wait": "", "if_exists": "", "when_busy": "", "region": "", "profile": "", "endpoint_url": ""}
    run = ansible.task("-vvv", **empty)
    assert run.code == 0, run.output
    arguments = run.result["invocation"]["module_args"]
    assert (arguments["timeout"], arguments["wait"], arguments["if_exists"], arguments["when_busy"]) == (1800, True, "create", "fail")


def test_stdout_stays_clean_json(orders: LabClient, ansible: AnsibleRuns) -> None:
    done = ansible.process("ansible", "localhost", "-o", "-m", MODULE, "-a", "table_name=orders backup_name=piped")
    head, found, body = done.stdout.partition(" => ")
    assert found and json.loads(body)["backup_arn"]


def test_nothing_is_left_in_the_temporary_folders(orders: LabClient, ansible: AnsibleRuns) -> None:
    ansible.task()
    ansible.task(table_name="ordres")
    assert list(ansible.folder.rglob("*progress*")) == []
    assert list((ansible.folder / ".ansible/tmp").glob("*")) == []


@pytest.mark.every_release
@pytest.mark.processes
def test_in_a_terminal_the_reports_come_while_it_runs(orders: LabClient, here: ModulesHere) -> None:
    orders.settings(backup_seconds=600)
    # Not by a fork of this process, which has threads.
    ours, terminal = pty.openpty()
    words = [str(BIN / "ansible"), "localhost", "-m", MODULE, "-a", "table_name=orders backup_name=terminal timeout=60"]
    env = {**environment(orders, here.folder), "COLUMNS": "200"}
    with subprocess.Popen(words, env=env, cwd=here.folder, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True) as process:
        os.close(terminal)
        child = pexpect.fdpexpect.fdspawn(ours, encoding="utf-8", timeout=100)
        child.expect(r"\[localhost\] Starting backup creation: table orders")
        child.expect(r"\[localhost\] Backup accepted by AWS: (arn:\S+)")
        assert process.poll() is None and orders.backups()[0]["BackupStatus"] == "CREATING"
        assert child.match[1] == orders.backups()[0]["BackupArn"]
        let_them_end(orders)
        child.expect(r"\[localhost\] Backup completed successfully")
        child.expect("backup_arn")
        child.expect(pexpect.EOF)


@pytest.mark.shown_cases(1)
@pytest.mark.parametrize("hidden", [pytest.param(False, marks=pytest.mark.every_release), True])
def test_under_ansible_runner_reports_are_events_before_the_task_ends(orders: LabClient, ansible: AnsibleRuns, hidden: bool) -> None:
    orders.settings(backup_seconds=2)
    events = run_by_runner(ansible, json.dumps(play(task("runner", no_log=hidden))))
    report = [number for number, event in enumerate(events) if "Backup accepted by AWS" in event.get("stdout", "")]
    (end,) = [number for number, event in enumerate(events) if event["event"] == "runner_on_ok"]
    if hidden:
        assert report == []
        return
    assert report and report[0] < end
    assert events[end]["event_data"]["res"]["backup_arn"] == orders.backups()[0]["BackupArn"]


@pytest.mark.every_release
def test_the_documented_module_is_the_real_one(ansible: AnsibleRuns) -> None:
    shown = ansible.process("ansible-doc", MODULE)
    assert shown.returncode == 0 and "backup_name" in shown.stdout and "endpoint_url" in shown.stdout
