# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of a task in this process, over real HTTP to the lab: for deadlines shorter than a task may have, and for many cases."""

from __future__ import annotations

import datetime
import functools
import importlib
import json
import os
import pathlib
import threading
import time as machine
import types
import typing as t
import weakref

import boto3
import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils import _module
from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import credentials
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.calls import prepare
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import CREATE_BACKUP, Permissions
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.server_clock import ServerClock
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backup as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import one_attempt
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.clock import Deadline
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.progress import Progress
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, Run
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import Environment, environment
from ansible_collections.dynaops.dynamodb.tests.lab.rates import AWS_RATES


def await_that(condition: t.Callable[[], bool], seconds: float = 60) -> None:
    """Returns as soon as it is so. Raises AssertionError when it is not so for long."""
    limit = machine.monotonic() + seconds
    while not condition():
        assert machine.monotonic() < limit, "what was waited for did not come"
        machine.sleep(0.05)


class LabTime:
    """Time for the tasks of a test and its lab that passes only when a task sleeps, and then at once.

    What is to happen after so many seconds happens then, however long the machine takes for what lies between. So everything lasts as long as in AWS.
    AWS's rates do not hold in it: the lab measures them by the machine's own clock.
    """

    def __init__(self, lab: LabClient) -> None:
        self.now = 0.0
        self._lab = lab
        lab.settings(rates=dict.fromkeys(AWS_RATES, 0), speed=1)

    def monotonic(self) -> float:
        """Seconds slept so far."""
        return self.now

    def here(self) -> datetime.datetime:
        """What the machine's own clock shows."""
        return datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=self.now)

    def sleep(self, seconds: float) -> None:
        """Lets as much time pass in the lab as well."""
        self.now += seconds
        self._lab.settings(clock_offset=self.now)


def time_of(lab: LabClient) -> LabTime:
    """The lab's own time: one for all tasks of a test."""
    if lab not in _TIMES:
        _TIMES[lab] = LabTime(lab)
    return _TIMES[lab]


_TIMES: weakref.WeakKeyDictionary[LabClient, LabTime] = weakref.WeakKeyDictionary()


class LabDeadline(Deadline):
    """A deadline in the lab's time, which also passes while the task waits for its own threads. These work in the machine's time."""

    def wait(self, event: threading.Event, seconds: float) -> None:
        """Gives the threads a fifth of that, or until the event is set."""
        if not event.wait(seconds / 5):
            self.sleep(seconds)


def simulate(time: LabTime, patch: pytest.MonkeyPatch) -> None:
    """A module whose main() runs in this process sleeps in the lab's time."""
    patch.setattr(_module, "Deadline", lambda seconds, sleep=None: LabDeadline(seconds, time.monotonic, time.sleep))
    patch.setattr(credentials, "now", time.here)
    patch.setattr(_module, "Task", lambda **given: Task(server_clock=ServerClock(time.monotonic, time.here), **given))


def become(variables: t.Mapping[str, str], patch: pytest.MonkeyPatch) -> None:
    """Gives this process that environment, and no other."""
    for name in set(os.environ) - set(variables):
        patch.delenv(name)
    for name, value in variables.items():
        patch.setenv(name, value)


def passed_on(module: str, arguments: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """What the action plugin of a module passes on to it of the arguments of a task."""
    plugin = importlib.import_module(f"ansible_collections.dynaops.dynamodb.plugins.action.{module.rpartition('.')[2]}")
    return t.cast("dict[str, t.Any]", object.__new__(plugin.ActionModule)._without_empty(arguments))


class ModulesHere:
    """Whole modules in this process, with the environment that an ansible process would have, in the lab's time.

    Asked like AnsibleRuns, for what a module does whoever runs it: no action plugin, no words of a command line.
    """

    def __init__(self, lab: LabClient, folder: pathlib.Path, run: t.Callable[..., dict[str, t.Any]], patch: pytest.MonkeyPatch) -> None:
        self.lab = lab
        self.folder = folder
        self._run = run
        self._patch = patch
        self.time = time_of(lab)

    def task(self, *, env: Environment | None = None, check: bool = False, **arguments: t.Any) -> Run:
        """The module dynamodb_create_backup; an argument that is ``...`` is left out."""
        return self.adhoc(MODULE, env=env, check=check, **{"table_name": "orders", "backup_name": "orders-backup", **arguments})

    def adhoc(self, module: str, *, env: Environment | None = None, check: bool = False, survey: bool = False, **arguments: t.Any) -> Run:
        """A module, by its full name. With ``survey`` it gets what its action plugin passes on of these arguments, which may be empty strings."""
        place = importlib.import_module(f"ansible_collections.dynaops.dynamodb.plugins.modules.{module.rpartition('.')[2]}")
        if survey:
            arguments = passed_on(module, arguments)
        # The environment has what the module needs of these.
        absent = dict.fromkeys(("region", "endpoint_url", "access_key", "secret_key"), ...)
        with self._patch.context() as patch:
            simulate(self.time, patch)
            become(environment(self.lab, self.folder, env), patch)
            result = self._run(place, **{**absent, "_ansible_check_mode": check, **arguments})
        return Run(int(result["failed"]), json.dumps(result), "", result)


# Making clients of one session is not for several threads at a time.
_ALONE = threading.Lock()


@functools.cache
def _session() -> boto3.session.Session:
    """One for all tasks: a new one reads AWS's model of DynamoDB anew, which takes twenty times as long as making a client."""
    return boto3.session.Session(ACCESS_KEY, SECRET_KEY)


def task_at(
    lab: LabClient,
    timeout: float = 60,
    region: str = "us-east-1",
    permissions: Permissions = CREATE_BACKUP,
    sleep: t.Callable[[float], None] | None = None,
    time: LabTime | None = None,
    **config: object,
) -> Task:
    """A task with a client like the module's own, on the machine's time or on another; ``sleep`` alone is another way of sleeping in it."""
    with _ALONE:
        client = _session().client("dynamodb", region_name=region, endpoint_url=lab.url, config=one_attempt(config))
    prepare(client)
    clock = time or machine
    deadline = Deadline(timeout, clock.monotonic, sleep or clock.sleep)
    here = time.here if time else (lambda: datetime.datetime.now(datetime.UTC))
    server_clock = ServerClock(clock.monotonic, here)

    def client_of_service(service: str) -> t.Any:
        with _ALONE:
            other = _session().client(service, region_name=region, endpoint_url=lab.url, config=one_attempt(config))
        prepare(other)
        return other

    return Task(
        client=client,
        region=region,
        deadline=deadline,
        progress=Progress(deadline),
        server_clock=server_clock,
        permissions=permissions,
        client_of_service=client_of_service,
    )


def back_up(lab: LabClient, timeout: float = 60, table: str = "orders", name: str = "orders-backup", **options: object) -> job.Outcome:
    """What the module does, less Ansible. Raises TaskError with the outcome as ``outcome``."""
    time = t.cast("LabTime | None", options.pop("time", None))
    outcome = job.Outcome()
    request = job.Request(table=names.parse_table(table), backup_name=names.check_backup_name(name), **options)  # type: ignore[arg-type]
    try:
        job.run(task_at(lab, timeout, time=time), request, outcome)
    except Exception as error:
        error.outcome = outcome  # type: ignore[attr-defined]
        raise
    return outcome


def perform(task: Task, module: types.ModuleType, job: types.ModuleType, check_mode: bool = False, **params: object) -> t.Any:
    """What a module does with these options, less Ansible: the job's outcome. Raises TaskError with the outcome as ``outcome``."""
    defaults = {name: spec.get("default") for name, spec in module.ARGUMENTS.items()}
    outcome = job.Outcome()
    try:
        outcome.msg = job.run(task, module.request_from({**defaults, **params}, check_mode), outcome)
    except Exception as error:
        error.outcome = outcome  # type: ignore[attr-defined]
        raise
    outcome.lines = task.progress.lines
    return outcome
