# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backups that match a filter."""

from __future__ import annotations

import dataclasses
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.calls import check_time
from .._aws.task import Task
from .._backups.backup import Backup, describe
from .._backups.listing import Filter, listed_of
from .._names import BackupRef, TableRef
from .._tables import kms_key
from .._tables.selection import Selection
from .._task.results import counted


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid. With a backup's ARN, that backup and no other."""

    wanted: Filter
    selection: Selection = Selection()
    backup: BackupRef | None = None
    describe: bool = False
    with_kms_key: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (*(self.selection.tables or ()), self.backup)


@dataclass
class Outcome:
    """What was found so far."""

    backups: list[Backup] = field(default_factory=list)

    def state(self) -> str:
        """Reading changes nothing."""
        return ""

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys."""
        found = [each.as_described() for each in self.backups]
        return {"changed": False, "backups": found, **({"latest": found[0]} if found else {})}


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Finds the backups, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    if request.backup:
        outcome.backups = _described(task, [request.backup])
    else:
        found = listed_of(task, request.selection, request.wanted)
        outcome.backups = _described(task, [each.ref() for each in found]) if request.describe else found
    if request.with_kms_key:
        outcome.backups = _with_keys(task, outcome.backups)
    return f"{counted(len(outcome.backups), 'backup')} found in region {task.region}."


def _with_keys(task: Task, backups: t.Sequence[Backup]) -> list[Backup]:
    """Each backup with its key in KMS, which is read once for all that have it."""
    arns = [kms_key.key_of(each.features) for each in backups]
    keys = kms_key.described(task, arns)
    return [dataclasses.replace(each, kms_key=keys.get(arn)) if arn else each for each, arn in zip(backups, arns)]


def _described(task: Task, backups: t.Sequence[BackupRef]) -> list[Backup]:
    """Each backup with all that AWS shows of it, without those that were deleted meanwhile."""
    found: list[Backup] = []
    for number, backup in enumerate(backups, 1):
        check_time(task, f"all {counted(len(backups), 'backup')} were described")
        task.progress.status = f"Describing backup {number} of {len(backups)}"
        try:
            found.append(describe(task, backup))
        except errors.BackupNotFound:
            task.progress.say(f"Backup {backup.arn} does not exist")
    return found
