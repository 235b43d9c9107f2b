# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a backup is: found, described, and waited for."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, field

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict
from ansible_collections.dynaops.dynamodb.plugins.module_utils import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils.calls import MORE_TRIES, Task, read, send
from ansible_collections.dynaops.dynamodb.plugins.module_utils.clock import backoff, poll_pause
from ansible_collections.dynaops.dynamodb.plugins.module_utils.names import TableRef
from ansible_collections.dynaops.dynamodb.plugins.module_utils.table import SourceTable, subject

CREATING = "CREATING"
AVAILABLE = "AVAILABLE"

# Seconds before the first look: a small table's backup is AVAILABLE some 50 ms after the request, and a look at
# once would only see CREATING and cost it a whole second.
FIRST_LOOK = 0.1

# The most that ListBackups gives a page.
_PAGE = 100


@dataclass(frozen=True)
class Backup:
    """A backup as AWS last showed it; C(details) are AWS's BackupDetails (or the same members of a BackupSummary)."""

    arn: str
    name: str
    status: str
    created: t.Optional[datetime.datetime] = None
    table_id: t.Optional[str] = None
    details: t.Mapping[str, t.Any] = field(default_factory=dict, compare=False)

    def as_result(self) -> t.Dict[str, t.Any]:
        """The facts for a task's result: snake_case, dates as ISO 8601 text in UTC."""
        return {key: _plain(value) for key, value in camel_dict_to_snake_dict(dict(self.details)).items()}


_DETAILS = ("BackupArn", "BackupName", "BackupSizeBytes", "BackupStatus", "BackupType", "BackupCreationDateTime", "BackupExpiryDateTime")


def from_answer(found: t.Mapping[str, t.Any], about: errors.Subject) -> Backup:
    """Reads BackupDetails or a BackupSummary. Raises NoAnswer when it names no backup: then it is not an answer of AWS's."""
    arn = found.get("BackupArn")
    if not isinstance(arn, str) or ":dynamodb:" not in arn or "/backup/" not in arn:
        raise errors.damaged("the answer names no backup", about)
    return Backup(
        arn=arn,
        name=found.get("BackupName", ""),
        status=found.get("BackupStatus", "UNKNOWN"),
        created=found.get("BackupCreationDateTime"),
        table_id=found.get("TableId"),
        details={key: found[key] for key in _DETAILS if key in found},
    )


def describe(task: Task, table: TableRef, arn: str) -> Backup:
    """Asks once what the backup is now. Raises BackupNotFound, and what calls.send raises."""
    about = subject(task, table, "DescribeBackup", backup=arn)
    answer = send(task, about, "BackupDescription", BackupArn=arn)
    found = from_answer(answer["BackupDescription"].get("BackupDetails") or {}, about)
    if found.arn != arn:
        raise errors.damaged("the answer is about another backup", about)
    return found


def named(task: Task, table: TableRef, name: str, since: t.Optional[datetime.datetime] = None) -> t.List[Backup]:
    """The USER backups of this name among those of tables of this name (former ones too), created at C(since) or later; newest first."""
    about = subject(task, table, "ListBackups")
    window: t.Dict[str, t.Any] = {"TableName": table.given, "BackupType": "USER", "Limit": _PAGE}
    if since is not None:
        window["TimeRangeLowerBound"] = since
    found: t.List[Backup] = []
    while True:
        answer = read(task, about, "BackupSummaries", **window)
        found += [from_answer(each, about) for each in answer["BackupSummaries"] if each.get("BackupName") == name]
        last = answer.get("LastEvaluatedBackupArn")
        if not last or last == window.get("ExclusiveStartBackupArn"):
            return sorted(found, key=_moment, reverse=True)
        window["ExclusiveStartBackupArn"] = last


def reusable(task: Task, table: TableRef, source: SourceTable, name: str) -> t.Optional[Backup]:
    """The newest backup of this name of this very table (not of an earlier one of its name) that is or will be AVAILABLE."""
    for backup in named(task, table, name):
        if backup.status in (AVAILABLE, CREATING) and backup.table_id == source.id:
            return backup
    return None


def wait_available(task: Task, table: TableRef, backup: Backup, seen: t.Callable[[Backup], None]) -> Backup:
    """Looks at the backup until it is AVAILABLE; C(seen) is told each time what it is.

    An answer that does not come is ridden out until the deadline: the backup goes on in AWS without us. Raises
    BackupLost for a status that does not lead to AVAILABLE, BackupNotFound and ServerFault after 3 more tries in a
    row, Timeout at the deadline, and Denied or Rejected at once.
    """
    began = task.deadline.elapsed()
    misses = _Misses()
    if backup.status == CREATING:
        task.deadline.sleep(FIRST_LOOK)
    while True:
        asked = task.deadline.elapsed()
        out_of_time = task.deadline.passed()
        try:
            backup = describe(task, table, backup.arn)
        except (errors.BackupNotFound, errors.Throttled, errors.ServerFault, errors.NotSent, errors.NoAnswer) as error:
            misses.add(error)
        else:
            misses = _Misses()
            seen(backup)
        if not misses.last and backup.status == AVAILABLE:
            return backup
        _check_hope(task, table, backup)
        task.progress.status = f"Backup {backup.name} of table {table.name}: status {backup.status}{misses.note()}"
        if out_of_time or (misses.last and task.deadline.passed()):
            raise _timed_out(task, table, backup, misses)
        pause = max(poll_pause(asked - began), misses.pause())
        task.deadline.sleep(pause - (task.deadline.elapsed() - asked))


class _Misses:
    """The looks in a row that brought no status."""

    def __init__(self) -> None:
        self.last: t.Optional[errors.TaskError] = None
        self._count: t.Dict[t.Type[errors.TaskError], int] = {}

    def add(self, error: errors.TaskError) -> None:
        """Counts one; raises it when AWS has answered so too often."""
        self.last = error
        self._count[type(error)] = self._count.get(type(error), 0) + 1
        if isinstance(error, (errors.BackupNotFound, errors.ServerFault)) and self._count[type(error)] > MORE_TRIES:
            raise error

    def pause(self) -> float:
        """Seconds to let pass, at least, before the next look."""
        return backoff(sum(self._count.values())) if self._count else 0.0

    def note(self) -> str:
        """For a report: that the status is an old one, and why."""
        return f" when last seen; {self.last.code} since then" if self.last else ""


def _check_hope(task: Task, table: TableRef, backup: Backup) -> None:
    if backup.status in (CREATING, AVAILABLE):
        return
    raise errors.BackupLost(
        f"Backup {backup.arn} of table {table.name} in region {task.region} will not become AVAILABLE: its status is {backup.status}.",
        advice="Find out who deleted it, or make another backup.",
    )


def _timed_out(task: Task, table: TableRef, backup: Backup, misses: _Misses) -> errors.Timeout:
    return errors.Timeout(
        f"Backup creation of table {table.name} in region {task.region} timed out after {round(task.deadline.seconds)} s. "
        f"Current status: {backup.status}{misses.note()}. Backup ARN: {backup.arn}.",
        advice="Look at it again later, run the task again with if_exists=reuse to wait on for the same backup, or set a longer timeout.",
    )


def _moment(backup: Backup) -> datetime.datetime:
    return backup.created or datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)


def _plain(value: t.Any) -> t.Any:
    return value.astimezone(datetime.timezone.utc).isoformat() if isinstance(value, datetime.datetime) else value
