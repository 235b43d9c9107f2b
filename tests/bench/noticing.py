# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How late a finished backup is noticed, and how many looks that costs: the collection's own wait on time that passes only in sleeps.

A look itself takes no time here, so that the schedules alone are compared.
"""

from __future__ import annotations

import dataclasses
import itertools
import types
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import backup
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.clock import Deadline
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.options import TIMEOUT_RANGE
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.progress import Progress

# How long the backups take, in seconds.
DURATIONS = (0.05, 1.0, 3.0, 10.0, 30.0, 120.0)
OURS = "dynamodb_create_backup"
EACH_SECOND = "a poll each second"

_TABLE = names.TableRef(given="orders", name="orders")
_ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"


@dataclasses.dataclass(frozen=True)
class Noticed:
    """One wait: how long the backup took, how late that was noticed (seconds), and the looks spent."""

    duration: float
    late: float
    looks: int

    @property
    def share(self) -> float:
        """How late, as a share of the duration."""
        return self.late / self.duration


def _of_schedule(pauses: t.Callable[[], t.Iterator[float]]) -> t.Callable[[float], Noticed]:
    """The usual loop: a look at once, then these pauses with a look after each."""

    def wait(duration: float) -> Noticed:
        for looks, at in enumerate(itertools.accumulate(pauses(), initial=0.0), 1):
            if at >= duration:
                return Noticed(duration, at - duration, looks)
        raise ValueError("the schedule ends before the backup")

    return wait


def _doubling() -> t.Iterator[float]:
    return (min(10.0, 0.5 * 2.0**number) for number in itertools.count())


def _ours(duration: float) -> Noticed:
    """backup.wait_available itself, against a client of which nothing but DescribeBackup is asked."""
    now = [0.0]
    looks: list[float] = []

    def describe_backup(**unused: t.Any) -> dict[str, t.Any]:
        looks.append(now[0])
        status = backup.AVAILABLE if now[0] >= duration else backup.CREATING
        return {"BackupDescription": {"BackupDetails": {"BackupArn": _ARN, "BackupStatus": status}}}

    def sleep(seconds: float) -> None:
        now[0] += seconds

    deadline = Deadline(TIMEOUT_RANGE[1], lambda: now[0], sleep)
    task = Task(client=types.SimpleNamespace(describe_backup=describe_backup), region="us-east-1", deadline=deadline, progress=Progress(deadline))
    about = errors.Subject("CreateBackup", "us-east-1")
    made = backup.from_answer({"BackupArn": _ARN, "BackupStatus": backup.CREATING}, about)
    backup.wait_available(task, _TABLE, made, lambda unused: None)
    return Noticed(duration, now[0] - duration, len(looks))


# From the end of CreateBackup on, to the look that shows AVAILABLE.
SCHEDULES: dict[str, t.Callable[[float], Noticed]] = {
    OURS: _ours,
    EACH_SECOND: _of_schedule(lambda: itertools.repeat(1.0)),
    "a poll every 5 s": _of_schedule(lambda: itertools.repeat(5.0)),
    "Terraform: 0.5 s, doubled up to 10 s": _of_schedule(_doubling),
}


def run() -> dict[str, list[Noticed]]:
    """Every schedule with a backup of each duration."""
    return {name: [wait(duration) for duration in DURATIONS] for name, wait in SCHEDULES.items()}


@dataclasses.dataclass(frozen=True)
class Worst:
    """The most that a schedule is late: seconds for backups below 10 s, a share of the duration from there on; and its looks for one backup on average."""

    seconds: float
    share: float
    looks: float


def sweep() -> dict[str, Worst]:
    """The same over every duration from the shortest to the longest, in steps of 0.01 s: the six alone may happen to end just before a look."""
    every = [number / 100 for number in range(round(DURATIONS[0] * 100), round(DURATIONS[-1] * 100) + 1)]
    found = {}
    for name, wait in SCHEDULES.items():
        waits = [wait(duration) for duration in every]
        below, above = [each for each in waits if each.duration < 10], [each for each in waits if each.duration >= 10]
        looks = sum(each.looks for each in waits) / len(waits)
        found[name] = Worst(max(each.late for each in below), max(each.share for each in above), looks)
    return found
