# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports never change the run, whatever becomes of standard error; what is about to be made is shown before its request leaves."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import pty
import subprocess
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import (
    apply_settings,
    create_backup,
    create_backups,
    delete_backup,
    prune_backups,
    put_item,
    restore_backup,
    undo_restore,
)
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.progress import Progress
from ansible_collections.dynaops.dynamodb.plugins.modules import (
    dynamodb_create_backup,
    dynamodb_create_backups,
    dynamodb_delete_backup,
    dynamodb_prune_backups,
    dynamodb_put_item,
    dynamodb_restore_backup,
    dynamodb_table_settings,
)
from ansible_collections.dynaops.dynamodb.tests.acceptance import hanging
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import SHOWN, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, back_up, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.acceptance.runner import run_by_runner
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_native import play, task
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_backup import restore
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_undo_restore import WIRING as UNDO
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

pytestmark = pytest.mark.unprepared

# Seconds in which a run ends that nothing holds up.
SOON = 120


@contextlib.contextmanager
def full_disk(folder: pathlib.Path) -> t.Iterator[int]:
    """Every write fails."""
    with open("/dev/full", "wb") as file:
        yield file.fileno()


@contextlib.contextmanager
def nobody_there(folder: pathlib.Path) -> t.Iterator[int]:
    """A pipe whose reader is gone: a tee that died."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@contextlib.contextmanager
def nobody_reads(folder: pathlib.Path) -> t.Iterator[int]:
    """A pipe that is full and not read."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writing, b"x" * 4096)
    os.set_blocking(writing, True)
    yield writing
    os.close(writing)
    os.close(reading)


@contextlib.contextmanager
def terminal(folder: pathlib.Path) -> t.Iterator[int]:
    """A terminal that nobody looks at."""
    ours, theirs = pty.openpty()
    yield theirs
    os.close(theirs)
    os.close(ours)


@contextlib.contextmanager
def plain_file(folder: pathlib.Path) -> t.Iterator[int]:
    """A file."""
    with (folder / "errors").open("wb") as file:
        yield file.fileno()


KINDS = (full_disk, nobody_there, nobody_reads, terminal, plain_file)


def outcome(ansible: AnsibleRuns, words: t.Sequence[str], stderr: int, stdout: int | None = None, **env: str) -> tuple[int, str]:
    """The exit code and standard output of a run with this standard error. Fails when the run does not end."""
    # With ansible-core 2.20 and amazon.aws 10, Ansible itself warns of what is deprecated, and no longer ends well where it cannot.
    extra = {**SHOWN, **hanging.variables(ansible.folder), "ANSIBLE_DEPRECATION_WARNINGS": "false", **env}
    with subprocess.Popen(
        words,
        env=environment(ansible.lab, ansible.folder, extra),
        cwd=ansible.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if stdout is None else stdout,
        stderr=stderr,
        text=True,
    ) as process:
        try:
            said, unused = process.communicate(timeout=SOON)
        except subprocess.TimeoutExpired:
            found = hanging.end_with_evidence(ansible.folder)
            raise AssertionError(f"It did not end within {SOON} s.\n{found}") from None
    return process.returncode, said or ""


def playbook(ansible: AnsibleRuns) -> list[str]:
    """A play with one backup and a task that shows its ARN."""
    (ansible.folder / "play.yml").write_text(json.dumps(play(task(register="made"), {"ansible.builtin.debug": {"var": "made.backup_arn"}})))
    return [str(BIN / "ansible-playbook"), "play.yml"]


def assert_it_went_well(ansible: AnsibleRuns, code: int, said: str) -> None:
    """One backup, and its ARN in the result."""
    (made,) = ansible.lab.backups()
    assert code == 0 and f'"made.backup_arn": "{made["BackupArn"]}"' in said and "failed=0" in said, said


@pytest.mark.shown_cases(2)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_c18_a_playbook_ends_as_without_reports(orders: LabClient, ansible: AnsibleRuns, kind: t.Any) -> None:
    with kind(ansible.folder) as stderr:
        code, said = outcome(ansible, playbook(ansible), stderr)
    assert_it_went_well(ansible, code, said)


def test_c18_a_playbook_without_standard_error_ends_as_without_reports(orders: LabClient, ansible: AnsibleRuns) -> None:
    words = ["/bin/sh", "-c", 'exec "$@" 2>&-', "sh"]
    (ansible.folder / "plain.yml").write_text(json.dumps(play({"ansible.builtin.debug": {"msg": "plain"}})))
    plain = outcome(ansible, [*words, str(BIN / "ansible-playbook"), "plain.yml"], subprocess.DEVNULL)
    ours = outcome(ansible, [*words, *playbook(ansible)], subprocess.DEVNULL)
    # What ansible itself makes of it.
    assert ours[0] == plain[0]
    if plain[0] == 0:
        assert_it_went_well(ansible, *ours)


@pytest.mark.shown_cases(1)
@pytest.mark.parametrize("kind", (full_disk, nobody_there), ids=lambda kind: kind.__name__)
def test_c18_standard_output_that_can_not_be_written_ends_the_run_all_the_same(orders: LabClient, ansible: AnsibleRuns, kind: t.Any) -> None:
    with kind(ansible.folder) as stdout:
        outcome(ansible, playbook(ansible), subprocess.DEVNULL, stdout)
    assert len(orders.backups()) <= 1


@pytest.mark.shown_cases(1)
@pytest.mark.parametrize("callback", ["minimal", "oneline", "tree"])
def test_c18_with_every_callback(orders: LabClient, ansible: AnsibleRuns, callback: str) -> None:
    run = ansible.playbook(play(task()), env={"ANSIBLE_STDOUT_CALLBACK": callback, "ANSIBLE_CALLBACK_TREE_DIR": str(ansible.folder / "tree")})
    assert run.code == 0 and "[localhost] Backup completed successfully" in run.stderr and "[localhost]" not in run.stdout, run.output


def test_the_reports_are_in_the_log_of_ansible(orders: LabClient, ansible: AnsibleRuns) -> None:
    log = ansible.folder / "ansible.log"
    with full_disk(ansible.folder) as stderr:
        code, said = outcome(ansible, playbook(ansible), stderr, ANSIBLE_LOG_PATH=str(log))
    assert_it_went_well(ansible, code, said)
    assert "[localhost] Starting backup creation: table orders" in log.read_text() and "completed successfully" in log.read_text()


# Each task that writes, what it asks for (ARN stands for a backup's), and what its announcement says.
WRITING: dict[str, tuple[t.Any, t.Any, dict[str, t.Any], str]] = {
    "create": (dynamodb_create_backup, create_backup, {"table_name": "orders", "backup_name": "some"}, "table orders, backup some, region us-east-1"),
    "create_many": (
        dynamodb_create_backups,
        create_backups,
        {"table_names": ["orders"], "backup_name": "{table}-some", "wait": False},
        "1 table, region us-east-1",
    ),
    "delete": (dynamodb_delete_backup, delete_backup, {"backup_arn": "ARN"}, "ARN, table orders, region us-east-1"),
    "prune": (dynamodb_prune_backups, prune_backups, {"table_name": "orders", "keep": 0, "min_keep": 0}, "table orders in region us-east-1"),
    "restore": (dynamodb_restore_backup, restore_backup, {"backup_arn": "ARN", "target_table_name": "copy"}, "table copy from backup ARN, region us-east-1"),
    "undo": (UNDO, undo_restore, {"backup_arn": "ARN", "target_table_name": "restored"}, "table restored, region us-east-1"),
    "put": (dynamodb_put_item, put_item, {"table_name": "orders", "item": {"id": "some"}}, "PutItem, table orders, region us-east-1"),
    "settings": (
        dynamodb_table_settings,
        apply_settings,
        {"table_name": "orders", "settings": {"tags": {"some": "tag"}}},
        "Table orders, region us-east-1: 1 change",
    ),
}
WRITES = {"CreateBackup", "DeleteBackup", "DeleteTable", "PutItem", "RestoreTableFromBackup", "TagResource"}


@pytest.mark.parametrize("name", WRITING)
def test_e11_each_task_waits_for_its_announcement_before_it_writes(orders: LabClient, time: LabTime, name: str) -> None:
    module, job, asked, text = WRITING[name]
    arn = back_up(orders, time=time).as_result()["backup_arn"]
    restore(orders, arn, target_table_name="restored", time=time)
    before = len(orders.operations())
    announced: list[tuple[str, list[str]]] = []
    task = task_at(orders, 600, time=time)
    progress = Progress(task.deadline, wait_until_shown=lambda seconds: announced.append((progress.lines[-1], orders.operations()[before:])))
    perform(dataclasses.replace(task, progress=progress), module, job, **{key: arn if value == "ARN" else value for key, value in asked.items()})
    line, asked_before = announced[0]
    assert text.replace("ARN", arn) in line and not WRITES & set(asked_before)
    assert WRITES & set(orders.operations()[before:])


def test_e11_what_is_about_to_be_made_is_shown_before_its_request_leaves(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.fault("CreateBackup", "delay", seconds=10)
    shown_at_request: list[str] = []
    said = ansible.folder / "said"
    orders.when_asked("DescribeTable", 1, lambda: shown_at_request.append(said.read_text()))
    with said.open("wb") as stderr:
        code, unused = outcome(ansible, playbook(ansible), stderr.fileno())
    assert code == 0
    assert "Starting backup creation: table orders, backup orders-backup, region us-east-1" in shown_at_request[0]


def test_e11_reports_under_runner_reach_the_output_of_the_job(orders: LabClient, ansible: AnsibleRuns) -> None:
    events = run_by_runner(ansible, json.dumps(play(task("runner"), task("again"))))
    shown = [line for event in events for line in event.get("stdout", "").splitlines()]
    for part in ("Starting backup creation: table orders, backup runner", "Backup accepted by AWS: arn:", "Backup completed successfully: arn:"):
        assert [line for line in shown if f"[localhost] {part}" in line], shown
    assert "[localhost] Starting backup creation" in (ansible.folder / "artifacts/run/stdout").read_text()
