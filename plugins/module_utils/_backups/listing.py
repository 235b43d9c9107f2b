# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which backups there are: ListBackups to its end, at AWS's pace, filtered and in order."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from .._aws.calls import check_time, read
from .._aws.task import Task
from .._names import TableRef
from .._tables.table import Table
from .backup import AVAILABLE, CREATING, Backup, from_answer

# The most that ListBackups gives a page (AWS API reference, ListBackups).
PAGE = 100

_EARLIEST = datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)


@dataclass(frozen=True)
class Filter:
    """The backups to find. ``since`` is inclusive and ``until`` exclusive, as in AWS; None for any."""

    # All tables of the region without one.
    table: TableRef | None = None
    name: str | None = None
    type: str = "USER"
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    status: str | None = None

    def takes(self, backup: Backup) -> bool:
        """Whether the backup is one of them, whatever ListBackups makes of it (it knows no names, and times to the second only)."""
        created = backup.created or _EARLIEST
        return (
            self.type in ("ALL", backup.type)
            and self.name in (None, backup.name)
            and self.status in (None, backup.status)
            and (self.since is None or created >= self.since)
            and (self.until is None or created < self.until)
        )


def newest_first(backup: Backup) -> tuple[datetime.datetime, str]:
    """The key to sort by (in reverse): the creation time; the ARN tells those of the same millisecond apart."""
    return backup.created or _EARLIEST, backup.arn


def listed(task: Task, wanted: Filter) -> list[Backup]:
    """The backups that are wanted, newest first, those of former tables of the name included.

    A throttled page is asked for again until the deadline. Raises what calls.read raises, and Timeout between two pages.
    """
    found: dict[str, Backup] = {}
    for page in _pages(task, wanted):
        found.update({each.arn: each for each in page})
    return _in_order(found, wanted)


def listed_within(task: Task, wanted: Filter, pages: int) -> list[Backup] | None:
    """Like listed, when that takes no more than so many pages; None otherwise."""
    found: dict[str, Backup] = {}
    for number, page in enumerate(_pages(task, wanted), 1):
        if number > pages:
            return None
        found.update({each.arn: each for each in page})
    return _in_order(found, wanted)


def _in_order(found: t.Mapping[str, Backup], wanted: Filter) -> list[Backup]:
    return sorted(filter(wanted.takes, found.values()), key=newest_first, reverse=True)


def _pages(task: Task, wanted: Filter) -> t.Iterator[list[Backup]]:
    about = task.about("ListBackups", wanted.table)
    parameters = _parameters(wanted)
    while True:
        answer = read(task, about, "BackupSummaries", patient=True, **parameters)
        yield [from_answer(each, about) for each in answer["BackupSummaries"]]
        last = answer.get("LastEvaluatedBackupArn")
        if not last or last == parameters.get("ExclusiveStartBackupArn"):
            return
        check_time(task, f"all backups of {about.what()} were listed")
        parameters["ExclusiveStartBackupArn"] = last


def reusable(task: Task, table: TableRef, source: Table, name: str, known: t.Sequence[Backup] | None = None) -> Backup | None:
    """The newest backup of this name of this very table (not of an earlier one of its name) that is or will be AVAILABLE.

    ``known`` are the table's backups, newest first, where somebody has listed them already.
    """
    return next(iter(_of_the_name(task, table, source, name, known)), None)


def others_of_the_name(task: Task, table: TableRef, source: Table, made: Backup, known: t.Sequence[Backup] | None = None) -> list[Backup]:
    """The other backups of this name of this very table that are or will be AVAILABLE; ``known`` as in reusable."""
    return [each for each in _of_the_name(task, table, source, made.name, known) if each.arn != made.arn]


def _of_the_name(task: Task, table: TableRef, source: Table, name: str, known: t.Sequence[Backup] | None) -> list[Backup]:
    wanted = Filter(table=table, name=name)
    found = filter(wanted.takes, known) if known is not None else listed(task, wanted)
    return [each for each in found if each.status in (AVAILABLE, CREATING) and each.table_id == source.id]


def _parameters(wanted: Filter) -> dict[str, t.Any]:
    parameters: dict[str, t.Any] = {"BackupType": wanted.type, "Limit": PAGE}
    if wanted.table is not None:
        parameters["TableName"] = wanted.table.given
    if wanted.since is not None:
        parameters["TimeRangeLowerBound"] = wanted.since
    if wanted.until is not None:
        # botocore sends whole seconds: the upper bound must not lose what was made within its second.
        parameters["TimeRangeUpperBound"] = wanted.until.replace(microsecond=0) + datetime.timedelta(seconds=1)
    return parameters
