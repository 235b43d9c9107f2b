# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One restored table removed again: only one that is known to be restored from the backup or the moment named, and no other table ever."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.retrying import Unsettled
from .._aws.task import Task
from .._names import BackupRef, TableRef
from .._restores import point_in_time, restore_mark
from .._restores.restore_once import wait_active
from .._restores.restore_source import FromBackup, RestoreSource
from .._tables import delete, table
from .._tables.table import Table


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid. The target was restored from the backup, or from the table at the moment."""

    target: TableRef
    backup: BackupRef | None = None
    table: TableRef | None = None
    restore_time: point_in_time.Moment = point_in_time.LATEST
    wait: bool = True
    when_busy: str = "fail"
    check_mode: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.backup, self.table)

    def source(self, found: Table) -> RestoreSource:
        """What the target must be restored from."""
        if self.backup:
            return FromBackup(self.backup)
        return point_in_time.beside(t.cast(TableRef, self.table), found.arn or "", self.restore_time)

    def text(self) -> str:
        """The same, in words."""
        return f"backup {self.backup.arn}" if self.backup else point_in_time.moment_text(t.cast(TableRef, self.table).name, self.restore_time)


@dataclass
class Outcome:
    """What is known so far."""

    arn: str | None = None
    target: table.Table | None = None
    changed: bool = False
    # From the first DeleteTable on, until its outcome is known.
    unsettled: Unsettled = field(default_factory=Unsettled)

    def see(self, target: table.Table) -> None:
        """Takes the target as AWS has just shown it."""
        self.target = target

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        return delete.state(self.target, self.changed, self.unsettled)

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        result: dict[str, t.Any] = {"changed": self.changed or bool(self.unsettled), "reused": False}
        if self.arn:
            result["backup_arn"] = self.arn
        if self.target:
            result["table"] = self.target.as_result()
        return result


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    name = request.target.name
    outcome.arn = request.backup.arn if request.backup else None
    found = table.find(task, request.target)
    if found is None:
        return f"Table {name} does not exist in region {task.region}: nothing to delete."
    outcome.target = found
    if found.status == table.DELETING:
        return delete.finish(task, request.target, found, request.wait and not request.check_mode)
    _check_ours(task, request, found)
    if request.check_mode:
        outcome.changed = True
        return f"Would have deleted table {name} in region {task.region} if not in check mode."
    if found.status != table.ACTIVE:
        active = _made_active(task, request, found, outcome)
        if active.id != found.id:
            # Another one of the name has taken its place in all that time.
            raise _not_ours(task, request, "another table of its name has taken its place")
    task.progress.announce(f"Deleting table {name}, region {task.region}")
    outcome.changed = delete.delete_once(task, request.target, found, request.when_busy, outcome.unsettled)
    return delete.finish(task, request.target, found, request.wait and not request.check_mode)


def _check_ours(task: Task, request: Request, found: table.Table) -> None:
    why_not = restore_mark.origin_of(task, request.target, found, request.source(found)).why_not
    if why_not:
        raise _not_ours(task, request, why_not)


def _not_ours(task: Task, request: Request, why: str) -> errors.TargetExists:
    return errors.TargetExists(
        f"Table {request.target.name} in region {task.region} is not known to be restored from {request.text()}: {why}.",
        advice=f"The table was not changed. The module deletes only a table that it restored from there, identified by the tag {restore_mark.TAG}.",
    )


def _made_active(task: Task, request: Request, found: table.Table, outcome: Outcome) -> table.Table:
    """AWS deletes no table that is still being restored."""
    if request.when_busy != "wait":
        raise errors.Busy(
            f"Table {request.target.name} in region {task.region} cannot be deleted while it is being restored: its status is {found.status}.",
            code="TableBusy",
            advice="Run the task again when it is ACTIVE, or set when_busy=wait.",
        )
    return wait_active(task, request.target, found, outcome.see)
