# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which backups there are: ListBackups to its end, at AWS's pace, filtered and in order."""

from __future__ import annotations

import dataclasses
import datetime
import fnmatch
import typing as t
from dataclasses import dataclass

from .._aws.calls import check_time, read
from .._aws.server_clock import TwoClocks
from .._aws.task import Task
from .._names import TableRef, parse_backup
from .._tables.selection import Selection, select
from .._tables.table import Table
from .._task.options import parse_moment_or_age
from .backup import AVAILABLE, CREATING, Backup, from_answer

# The most that ListBackups gives a page (AWS API reference, ListBackups).
PAGE = 100

_EARLIEST = datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)


# The options with which every module selects backups.
OPTIONS: dict[str, dict[str, t.Any]] = {
    "backup_arn": {"type": "str"},
    "backup_name": {"type": "str"},
    "backup_name_prefix": {"type": "str"},
    "backup_name_pattern": {"type": "str"},
    "backup_type": {"type": "str", "choices": ["user", "system", "aws_backup", "all"], "default": "user"},
    "created_after": {"type": "str"},
    "created_before": {"type": "str"},
}
# Those of them that narrow a search; one backup by its ARN can be combined with none of them.
NARROWING = ("backup_name", "backup_name_prefix", "backup_name_pattern", "created_after", "created_before")


@dataclass(frozen=True)
class Filter:
    """The backups to find. ``since`` is inclusive and ``until`` exclusive, as in AWS: a moment or an age; None for any."""

    # All tables of the region without one.
    table: TableRef | None = None
    arn: str | None = None
    name: str | None = None
    name_prefix: str = ""
    # A shell pattern.
    name_pattern: str | None = None
    type: str = "USER"
    since: datetime.datetime | datetime.timedelta | None = None
    until: datetime.datetime | datetime.timedelta | None = None
    status: str | None = None

    def takes(self, backup: Backup, now: TwoClocks | None = None) -> bool:
        """Whether the backup is one of them, whatever ListBackups makes of it (it knows no names, and times to the second only).

        Ages count from ``now``. Where two clocks disagree, no more backups are taken than by either of them.
        """
        since = now.latest() - self.since if isinstance(self.since, datetime.timedelta) and now else self.since
        until = now.earliest() - self.until if isinstance(self.until, datetime.timedelta) and now else self.until
        created = backup.created or _EARLIEST
        return (
            self.type in ("ALL", backup.type)
            and self.arn in (None, backup.arn)
            and self.name in (None, backup.name)
            and backup.name.startswith(self.name_prefix)
            and (self.name_pattern is None or fnmatch.fnmatchcase(backup.name, self.name_pattern))
            and self.status in (None, backup.status)
            and (since is None or created >= t.cast(datetime.datetime, since))
            and (until is None or created < t.cast(datetime.datetime, until))
        )


def parse_filter(params: t.Mapping[str, t.Any]) -> Filter:
    """The backups that the options select. Raises ValueError for the first option that is invalid."""
    for name in NARROWING:
        if params[name] == "":
            raise ValueError(f"{name} must not be empty. Omit it to select by other options.")
    since, until = (parse_moment_or_age(name, params[name]) if params[name] else None for name in ("created_after", "created_before"))
    if isinstance(since, datetime.timedelta) and isinstance(until, datetime.timedelta):
        in_order = since > until
    else:
        in_order = not (isinstance(since, datetime.datetime) and isinstance(until, datetime.datetime)) or since < until
    if not in_order:
        raise ValueError(f"created_after ({params['created_after']}) must be earlier than created_before ({params['created_before']}).")
    return Filter(
        arn=parse_backup(params["backup_arn"]).arn if params["backup_arn"] is not None else None,
        name=params["backup_name"],
        name_prefix=params["backup_name_prefix"] or "",
        name_pattern=params["backup_name_pattern"],
        type=params["backup_type"].upper(),
        since=since,
        until=until,
    )


def newest_first(backup: Backup) -> tuple[datetime.datetime, str]:
    """The key to sort by (in reverse): the creation time; the ARN tells those of the same millisecond apart."""
    return backup.created or _EARLIEST, backup.arn


def listed(task: Task, wanted: Filter) -> list[Backup]:
    """The backups that match, newest first, those of former tables of the name included.

    A throttled page is asked for again until the deadline. Raises what calls.read raises, and Timeout between two pages.
    """
    found: dict[str, Backup] = {}
    for page in _pages(task, wanted):
        found.update({each.arn: each for each in page})
    return _in_order(task, found, wanted)


def listed_of(task: Task, selection: Selection, wanted: Filter) -> list[Backup]:
    """Like listed, for the selected tables. Only where tags select must the tables still exist. Raises what listed and select raise."""
    if selection.tables is not None:
        found = [backup for each in selection.tables for backup in listed(task, dataclasses.replace(wanted, table=each))]
        return sorted(found, key=newest_first, reverse=True)
    tagged = {each.name for each in select(task, selection)} if selection.tags else None
    return [each for each in listed(task, wanted) if selection.takes(each.table_name) and (tagged is None or each.table_name in tagged)]


def listed_with_fewest_requests(task: Task, selection: Selection, wanted: Filter) -> list[Backup]:
    """Like listed_of. Several named tables are read in one list of the region, where that takes no more pages than one list for each of them."""
    tables = selection.tables or ()
    found = listed_within(task, wanted, pages=len(tables)) if len(tables) > 1 else None
    if found is None:
        return listed_of(task, selection, wanted)
    names = {each.name for each in tables}
    return [each for each in found if each.table_name in names]


def listed_within(task: Task, wanted: Filter, pages: int) -> list[Backup] | None:
    """Like listed, when that takes at most ``pages`` pages; None otherwise."""
    found: dict[str, Backup] = {}
    for number, page in enumerate(_pages(task, wanted), 1):
        if number > pages:
            return None
        found.update({each.arn: each for each in page})
    return _in_order(task, found, wanted)


def _in_order(task: Task, found: t.Mapping[str, Backup], wanted: Filter) -> list[Backup]:
    # Only now: AWS's clock is known from its answers.
    now = task.server_clock.now()
    return sorted((each for each in found.values() if wanted.takes(each, now)), key=newest_first, reverse=True)


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

    ``known`` are the table's backups, newest first, where the caller has already listed them.
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
    if isinstance(wanted.since, datetime.datetime):
        parameters["TimeRangeLowerBound"] = wanted.since
    if isinstance(wanted.until, datetime.datetime):
        # botocore sends whole seconds: the upper bound must not lose what was made within its second.
        parameters["TimeRangeUpperBound"] = wanted.until.replace(microsecond=0) + datetime.timedelta(seconds=1)
    return parameters
