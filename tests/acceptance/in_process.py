# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of a task in this process, over real HTTP to the lab: for deadlines shorter than a task may have, and for many cases."""

from __future__ import annotations

import time
import types
import typing as t

import boto3
from ansible_collections.dynaops.dynamodb.plugins.module_utils import names
from ansible_collections.dynaops.dynamodb.plugins.module_utils.calls import Task, verify_checksums
from ansible_collections.dynaops.dynamodb.plugins.module_utils.clock import Deadline
from ansible_collections.dynaops.dynamodb.plugins.module_utils.jobs import create_backup as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils.module import one_attempt
from ansible_collections.dynaops.dynamodb.plugins.module_utils.permissions import CREATE_BACKUP, Permissions
from ansible_collections.dynaops.dynamodb.plugins.module_utils.progress import Progress
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient


def task_at(
    lab: LabClient, timeout: float = 60, region: str = "us-east-1", permissions: Permissions = CREATE_BACKUP,
    sleep: t.Callable[[float], None] = time.sleep, **config: object,
) -> Task:
    """A task with a client like the module's own."""
    client = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=region).client(
        "dynamodb", endpoint_url=lab.url, config=one_attempt(config)
    )
    verify_checksums(client)
    deadline = Deadline(timeout, sleep=sleep)
    return Task(client=client, region=region, deadline=deadline, progress=Progress(deadline), permissions=permissions)


def back_up(lab: LabClient, timeout: float = 60, table: str = "orders", name: str = "orders-backup", **options: object) -> job.Outcome:
    """What the module does, less Ansible. Raises TaskError with the outcome as C(outcome)."""
    outcome = job.Outcome()
    request = job.Request(table=names.parse_table(table), backup_name=names.check_backup_name(name), **options)  # type: ignore[arg-type]
    try:
        job.run(task_at(lab, timeout), request, outcome)
    except Exception as error:
        error.outcome = outcome  # type: ignore[attr-defined]
        raise
    return outcome


def perform(task: Task, module: types.ModuleType, job: types.ModuleType, check_mode: bool = False, **params: object) -> t.Any:
    """What a module does with these options, less Ansible: the job's outcome. Raises TaskError with the outcome as C(outcome)."""
    defaults = {name: spec.get("default") for name, spec in module.ARGUMENTS.items()}
    names_of = module.request_from.__code__.co_varnames[: module.request_from.__code__.co_argcount]
    words = {"check_mode": check_mode} if "check_mode" in names_of else {}
    outcome = job.Outcome()
    try:
        outcome.msg = job.run(task, module.request_from({**defaults, **params}, **words), outcome)
    except Exception as error:
        error.outcome = outcome  # type: ignore[attr-defined]
        raise
    outcome.lines = task.progress.lines
    return outcome
