# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A table at a point in time: the window in which AWS can restore it, and the moment in it.

AWS restores to whole seconds, within EarliestRestorableDateTime and LatestRestorableDateTime (AWS API reference, RestoreTableToPointInTime). The
window is that of the table that exists now: an earlier table of its name is not part of it, and a deleted table has none.
"""

from __future__ import annotations

import datetime
import re
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.calls import read
from .._aws.task import Task
from .._names import TableRef
from .._tables import table as tables
from .._tables.table import restore_point, seconds_text
from .._task.clock import poll_pause
from .._task.options import parse_moment
from .._task.results import plain
from .restore_source import tag_value

LATEST = "latest"
Moment = t.Union[datetime.datetime, str]

# What PointInTime.features tells of a table beside keys, indexes, capacity and encryption.
RECORDED = ("stream",)
_SECOND = datetime.timedelta(seconds=1)
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


def parse(value: str) -> Moment:
    """Reads the option ``restore_time``: ``latest``, or an ISO 8601 time in whole seconds. Raises ValueError for anything else."""
    if value == LATEST:
        return LATEST
    try:
        moment = parse_moment("restore_time", value)
    except ValueError as error:
        raise ValueError(str(error).replace("must be an ISO 8601", f"must be {LATEST}, or an ISO 8601", 1)) from None
    if moment.microsecond:
        raise ValueError(f"restore_time must be in whole seconds, because AWS restores to whole seconds (got {value}).")
    return moment


@dataclass(frozen=True)
class Window:
    """The points in time that a table can be restored to."""

    earliest: datetime.datetime
    latest: datetime.datetime

    def first(self) -> datetime.datetime:
        """The first whole second in it."""
        return self.earliest if not self.earliest.microsecond else self.earliest.replace(microsecond=0) + _SECOND

    def text(self) -> str:
        """The window in whole seconds."""
        if self.first() > self.latest:
            return f"only {seconds_text(self.latest)}, which restore_time={LATEST} selects"
        return f"from {seconds_text(self.first())} to {seconds_text(self.latest)}"

    def as_result(self) -> dict[str, t.Any]:
        """The window under AWS's own names."""
        return {"earliest_restorable_date_time": plain(self.earliest), "latest_restorable_date_time": plain(self.latest)}


@dataclass(frozen=True)
class PointInTime:
    """A table at a moment, to restore from. ``created`` is when the table was created, where that is known."""

    table: TableRef
    table_arn: str
    moment: Moment
    created: datetime.datetime | None = None
    # What the table is now, in AWS's own form.
    described: t.Mapping[str, t.Any] = field(default_factory=dict, compare=False)
    call: t.ClassVar[str] = "RestoreTableToPointInTime"
    backup_arn: t.ClassVar[None] = None

    @property
    def table_name(self) -> str:
        """The table's name."""
        return self.table.name

    def features(self) -> dict[str, t.Any]:
        """What a restore takes over from the table as it is now, and what it does not, under the names that a backup has for them."""
        stream = self.described.get("StreamSpecification") or {}
        return {**self.described, **({"StreamDescription": stream} if stream.get("StreamEnabled") else {})}

    def as_result(self, restored_from: str | None) -> dict[str, t.Any]:
        """The moment, under AWS's own name: that of the restore that is known by this text, the one that was asked for without it."""
        told = re.search(f"@({_TIME})$", restored_from or "")
        moment = parse_moment("the restore", told[1]) if told else self.moment
        return {"restore_date_time": plain(moment)} if moment != LATEST else {}

    def parameters(self) -> dict[str, t.Any]:
        """The members of RestoreTableToPointInTime that name it."""
        when = {"UseLatestRestorableTime": True} if self.moment == LATEST else {"RestoreDateTime": self.moment}
        return {"SourceTableArn": self.table_arn, **when}

    def text(self) -> str:
        """It in words."""
        return moment_text(self.table.name, self.moment)

    def this(self) -> str:
        """It in words, in a sentence that has named it."""
        return self.text()

    def is_named(self, restored_from: str) -> bool:
        """Whether it is this table and moment; for the latest, any moment of this table since it was created."""
        if self.moment != LATEST:
            return tag_value(restored_from) == tag_value(restore_point(self.table_arn, t.cast(datetime.datetime, self.moment)))
        match = re.search(f"@({_TIME}|{LATEST})$", restored_from)
        if not match or tag_value(f"{self.table_arn}{match[0]}") != tag_value(restored_from):
            return False
        return self.created is None or match[1] == LATEST or parse_moment("the tag", match[1]) + _SECOND > self.created

    def may_be_meant(self, aws_text: str) -> bool:
        """Whether AWS says that the target is being restored. It is inferred that it names no backup then."""
        return "already being restored" in aws_text and "/backup/" not in aws_text

    def known_as(self, restoring_from: str | None) -> str:
        """TABLE_ARN@TIME, as AWS shows it; the moment that was asked for where AWS shows none."""
        if restoring_from or self.moment == LATEST:
            return restoring_from or f"{self.table_arn}@{LATEST}"
        return restore_point(self.table_arn, t.cast(datetime.datetime, self.moment))

    def too_old(self, created: datetime.datetime) -> str:
        """A table that was created before the moment was not restored from it."""
        is_older = self.moment != LATEST and created < t.cast(datetime.datetime, self.moment)
        return "it is older than restore_time" if is_older else ""

    def understand(self, error: Exception) -> Exception:
        """What is not found is the source: the target need not exist."""
        if not isinstance(error, errors.TableNotFound):
            return error
        return errors.TableNotFound(
            f"Table {self.table.name} was not found when it was to be restored: it was deleted, or is being deleted.", _GONE, error.code, error.aws_text
        )


# A deleted table has no point in time (AWS developer guide, "Point-in-time recovery").
_GONE = (
    "A deleted table cannot be restored to a point in time. If it had point-in-time recovery, AWS keeps one backup of the moment of its deletion "
    "for 35 days: restore it with table_name and backup_type=system."
)


def moment_text(table_name: str, moment: Moment) -> str:
    """A table at a moment, in words."""
    return f"table {table_name} at {'the latest restorable time' if moment == LATEST else seconds_text(t.cast(datetime.datetime, moment))}"


def source_of(task: Task, table: TableRef, moment: Moment) -> PointInTime:
    """The table as it is now, at this moment. Raises TableNotFound, with what can still be restored, and what calls.read raises."""
    try:
        described = tables.described(task, table)
    except errors.TableNotFound as error:
        raise errors.TableNotFound(error.text, _GONE, error.code, error.aws_text) from error
    return PointInTime(table, described["TableArn"], moment, described.get("CreationDateTime"), described)


def beside(table: TableRef, target_arn: str, moment: Moment) -> PointInTime:
    """A table that may have been deleted, at this moment: one of the same account and region as the target that was restored from it."""
    arn = table.given if table.given.startswith("arn:") else f"{target_arn.partition(':table/')[0]}:table/{table.name}"
    return PointInTime(table, arn, moment)


def window_of(task: Task, table: TableRef) -> Window:
    """The points in time that the table can be restored to. Raises NotRestorable when there are none, and what calls.read raises."""
    about = task.about("DescribeContinuousBackups", table)
    answer = read(task, about, "ContinuousBackupsDescription", patient=True, TableName=table.given)
    shown = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    earliest, latest = shown.get("EarliestRestorableDateTime"), shown.get("LatestRestorableDateTime")
    if shown.get("PointInTimeRecoveryStatus") != "ENABLED" or earliest is None or latest is None:
        raise errors.NotRestorable(
            f"Table {table.name} in {about.place()} cannot be restored to a point in time: point-in-time recovery is not enabled for it.",
            advice="Restore a backup instead: set backup_arn, or leave restore_time out. Enabling point-in-time recovery now does not bring back earlier data.",
            code="PointInTimeRecoveryUnavailableException",
        )
    return Window(earliest, latest)


def check_window(task: Task, source: PointInTime, window: Window) -> None:
    """Raises NotRestorable, which names the window, when the moment is outside it."""
    moment = source.moment
    if moment == LATEST:
        return
    moment = t.cast(datetime.datetime, moment)
    if window.earliest <= moment <= window.latest:
        return
    raise errors.NotRestorable(
        f"Table {source.table.name} in region {task.region} cannot be restored to {seconds_text(moment)}: it can be restored {window.text()}.",
        advice=_advice(source, moment, window),
        code="InvalidRestoreTimeException",
    )


def _advice(source: PointInTime, moment: datetime.datetime, window: Window) -> str:
    if moment > window.latest:
        return "AWS can restore to a moment about 5 minutes after it. Run the task again then, set when_busy=wait, or choose an earlier restore_time."
    created = source.created
    if created and moment < created:
        return (
            f"This table was created at {seconds_text(created)}, after that moment. An earlier table of its name is in its backups only: restore one of "
            "them (backup_arn, or table_name with backup_type=all)."
        )
    return "Choose a restore_time in this window, or restore a backup (backup_arn)."


def wait_in_window(task: Task, source: PointInTime, window: Window) -> Window:
    """The window as soon as the moment is in it, when AWS reaches that within minutes; else, and at the deadline, the window as it is."""
    began = task.deadline.elapsed()
    while source.moment != LATEST and window.latest < t.cast(datetime.datetime, source.moment) <= task.server_clock.now().latest():
        pause = poll_pause(task.deadline.elapsed() - began)
        if pause >= task.deadline.remaining():
            return window
        task.progress.status = f"Waiting until {source.text()} can be restored: status latest restorable time {seconds_text(window.latest)}"
        task.deadline.sleep(pause)
        window = window_of(task, source.table)
    return window
