# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One backup deleted, and what is known of it at every moment."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.retrying import Unsettled
from .._aws.task import Task
from .._backups.backup import Backup, describe
from .._backups.delete import delete
from .._names import BackupRef, TableRef


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    backup: BackupRef
    when_busy: str = "fail"
    check_mode: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.backup,)


@dataclass
class Outcome:
    """What is known so far."""

    backup: Backup | None = None
    changed: bool = False
    # From the first DeleteBackup on, until its outcome is known.
    unsettled: Unsettled = field(default_factory=Unsettled)

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        if self.unsettled:
            return "DeleteBackup was sent, and it is not known whether the backup was deleted: run the task again."
        return f"Backup {self.backup.arn} was not deleted." if self.backup else "Nothing was deleted."

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        facts = {"backup_arn": self.backup.arn, "backup": self.backup.as_described()} if self.backup else {}
        return {"changed": self.changed or bool(self.unsettled), **facts}


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    arn = request.backup.arn
    try:
        backup = outcome.backup = describe(task, request.backup)
    except errors.BackupNotFound:
        return f"Backup {arn} does not exist: nothing to delete."
    _check_deletable(backup)
    if request.check_mode:
        outcome.changed = True
        return f"Would have deleted backup {arn} if not in check mode."
    task.progress.announce(f"Deleting backup {backup.name}: {arn}, table {backup.table_name}, region {task.region}")
    outcome.changed = delete(task, request.backup, outcome.unsettled, request.when_busy)
    if not outcome.changed:
        return f"Backup {arn} was deleted by another request in the meantime."
    task.progress.say(f"Backup deleted: {arn}")
    return f"Backup {backup.name} of table {backup.table_name} was deleted: {arn}"


def _check_deletable(backup: Backup) -> None:
    """Raises BackupKept for a backup that DeleteBackup does not delete."""
    if backup.type == "USER":
        return
    if backup.type == "AWS_BACKUP":
        raise errors.BackupKept(
            f"Backup {backup.arn} is of type AWS_BACKUP: it is a recovery point of AWS Backup, which DynamoDB does not delete.",
            advice="Delete the recovery point in its vault in AWS Backup.",
        )
    end = f" AWS deletes it on {backup.expires.isoformat()}." if backup.expires else ""
    raise errors.BackupKept(f"Backup {backup.arn} is of type {backup.type}, which cannot be deleted.{end}", advice="AWS manages backups of this type.")
