# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a backup is: found, described, and waited for."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t
from dataclasses import dataclass, field

from .._aws import error_table, errors
from .._aws.calls import read, send
from .._aws.task import Task
from .._aws.waiting import Awaited, wait
from .._names import BackupRef, TableRef
from .._tables.kms_key import KmsKey
from .._tables.table import from_backup
from .._task.results import as_result, plain

CREATING = "CREATING"
AVAILABLE = "AVAILABLE"

# Seconds before the first poll: a small table's backup is AVAILABLE some 50 ms after the request, and a poll at
# once would only see CREATING and cost a whole second more.
INITIAL_DELAY = 0.1
# AWS API reference, CreateBackup.
_UNCERTAIN = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Backup:
    """A backup as AWS last showed it; ``details`` are AWS's BackupDetails (or the same members of a BackupSummary).

    ``source`` and ``features`` are the SourceTableDetails and SourceTableFeatureDetails of DescribeBackup, and empty otherwise.
    """

    arn: str
    name: str
    status: str
    type: str = "USER"
    created: datetime.datetime | None = None
    expires: datetime.datetime | None = None
    table_name: str = ""
    table_id: str | None = None
    details: t.Mapping[str, t.Any] = field(default_factory=dict, compare=False)
    source: t.Mapping[str, t.Any] = field(default_factory=dict, compare=False)
    features: t.Mapping[str, t.Any] = field(default_factory=dict, compare=False)
    # The key that it is encrypted with, where it was read.
    kms_key: KmsKey | None = field(default=None, compare=False)

    def ref(self) -> BackupRef:
        """What names this backup in a request."""
        table_arn, account = self.arn.partition("/backup/")[0], self.arn.split(":")[4]
        return BackupRef(arn=self.arn, table=TableRef(given=table_arn, name=self.table_name, account=account))

    def as_result(self) -> dict[str, t.Any]:
        """The backup and which table it is of, for a task's result, the same wherever a backup is described."""
        facts = {**as_result(self.details), "table_name": self.table_name, "table_arn": self.arn.partition("/backup/")[0]}
        if self.created:
            facts["data_window"] = data_window(self.created)
        return {**facts, "table_id": self.table_id} if self.table_id else facts

    def as_described(self) -> dict[str, t.Any]:
        """The same with all that DescribeBackup has shown."""
        facts = self.as_result()
        if self.source:
            source = from_backup(self.source, facts["table_arn"]).as_result()
            facts.update(source_table=source, source_table_features=as_result(self.features))
        return {**facts, "kms_key": self.kms_key.as_result()} if self.kms_key else facts


def data_window(created: datetime.datetime) -> dict[str, str]:
    """Which data is in a backup that AWS accepted at this moment: all that was committed by ``complete_until``, and nothing after ``nothing_after``.

    AWS API reference: of what was committed within a minute before and after the request, some may be in it (CreateBackup), the creation time is that of
    the request (BackupDetails), and a SYSTEM backup has its table as it was just before it was deleted, which lies within the same window.
    """
    return {"complete_until": plain(created - _UNCERTAIN), "nothing_after": plain(created + _UNCERTAIN)}


_DETAILS = ("BackupArn", "BackupName", "BackupSizeBytes", "BackupStatus", "BackupType", "BackupCreationDateTime", "BackupExpiryDateTime")


def from_answer(found: t.Mapping[str, t.Any], about: errors.Subject) -> Backup:
    """Reads BackupDetails or a BackupSummary. Raises NoAnswer when it names no backup: then it is not an answer of AWS's."""
    return _backup(found, found, {}, about)


def from_description(found: t.Mapping[str, t.Any], about: errors.Subject) -> Backup:
    """Reads a BackupDescription. Raises NoAnswer when it is not about the backup that was asked for."""
    source = found.get("SourceTableDetails") or {}
    backup = _backup(found.get("BackupDetails") or {}, source, found.get("SourceTableFeatureDetails") or {}, about)
    if backup.arn != about.backup:
        raise error_table.damaged("the response describes another backup", about)
    return dataclasses.replace(backup, source=source)


def _backup(details: t.Mapping[str, t.Any], source: t.Mapping[str, t.Any], features: t.Mapping[str, t.Any], about: errors.Subject) -> Backup:
    arn = details.get("BackupArn")
    if not isinstance(arn, str) or ":dynamodb:" not in arn or "/backup/" not in arn:
        raise error_table.damaged("the response names no backup", about)
    return Backup(
        arn=arn,
        name=details.get("BackupName", ""),
        status=details.get("BackupStatus", "UNKNOWN"),
        type=details.get("BackupType", "USER"),
        created=details.get("BackupCreationDateTime"),
        expires=details.get("BackupExpiryDateTime"),
        table_name=source.get("TableName") or arn.partition("/backup/")[0].partition(":table/")[2],
        table_id=source.get("TableId"),
        details={key: details[key] for key in _DETAILS if key in details},
        features=features,
    )


def describe_once(task: Task, table: TableRef, arn: str) -> Backup:
    """Asks once what the backup is now. Raises BackupNotFound, and what calls.send raises."""
    about = task.about("DescribeBackup", table, backup=arn)
    return from_description(send(task, about, "BackupDescription", BackupArn=arn)["BackupDescription"], about)


def describe(task: Task, backup: BackupRef) -> Backup:
    """Asks what the backup is, with further tries. Raises BackupNotFound, and what calls.read raises."""
    about = task.about("DescribeBackup", backup.table, backup=backup.arn)
    return from_description(read(task, about, "BackupDescription", patient=True, BackupArn=backup.arn)["BackupDescription"], about)


def wait_available(task: Task, table: TableRef, backup: Backup, seen: t.Callable[[Backup], None]) -> Backup:
    """Polls the backup until it is AVAILABLE; ``seen`` gets it each time.

    Raises BackupLost for a status that does not lead to AVAILABLE, Timeout at the deadline, and what waiting.wait raises.
    """

    def is_done(last: Backup) -> bool:
        raise_if_failed(task, table, last)
        return last.status == AVAILABLE

    awaited = Awaited(
        name=f"Backup {backup.name} of table {table.name}",
        poll=lambda: describe_once(task, table, backup.arn),
        status=lambda last: last.status,
        is_done=is_done,
        timed_out=lambda last, note: timed_out(task, table, last, note),
        seen=seen,
    )
    return wait(task, awaited, backup, INITIAL_DELAY if backup.status == CREATING else 0.0)


def raise_if_failed(task: Task, table: TableRef, backup: Backup) -> None:
    """Raises BackupLost for a status from which the backup will not become AVAILABLE."""
    if backup.status in (CREATING, AVAILABLE):
        return
    raise errors.BackupLost(
        f"Backup {backup.arn} of table {table.name} in region {task.region} will not become AVAILABLE: its status is {backup.status}.",
        advice="Find out who deleted it, or create another backup.",
    )


def timed_out(task: Task, table: TableRef, backup: Backup, note: str) -> errors.Timeout:
    """The error for a backup that is not AVAILABLE at the deadline; ``note`` says when its status is an old one."""
    return errors.Timeout(
        f"Backup creation of table {table.name} in region {task.region} timed out after {round(task.deadline.seconds)} s. "
        f"Current status: {backup.status}{note}. Backup ARN: {backup.arn}.",
        advice="Check its status later, run the task again with if_exists=reuse to continue waiting for the same backup, or set a longer timeout.",
    )
