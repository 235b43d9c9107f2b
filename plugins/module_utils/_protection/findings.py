# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is found out about tables: what each one is, what it can be restored from, and what could not be read."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import threading
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.calls import read
from .._aws.parallel import run_all
from .._aws.task import Task
from .._backups.backup import Backup
from .._backups.listing import Filter, listed_with_fewest_requests
from .._names import TableRef
from .._tables import table
from .._tables.selection import Selection
from .._tables.tags import tags_of
from . import recovery_points
from .plans import Plan, Plans, read_plans
from .plans import Selection as PlanSelection
from .recovery_points import RecoveryPoint

# Threads: what is allowed 10 times a second needs no more of them, however long an answer takes.
THREADS = 32
# Another request of this kind ends in the same way: it is refused whatever table it names, or nothing can be reached.
_SAME_FOR_ALL = (errors.Denied, errors.NotSent, errors.BotocoreTooOld)


@dataclass
class Finding:
    """What was found out about one table. A member is None as long as it is not known; ``failures`` says why, by the call that failed."""

    ref: TableRef
    table: table.Table | None = None
    deletion_protection: bool | None = None
    # PointInTimeRecoveryDescription, as AWS answers it.
    recovery: t.Mapping[str, t.Any] | None = None
    # The newest completed recovery point of the table's ARN, which may be of an earlier table of its name.
    point: RecoveryPoint | None = None
    # The plans of AWS Backup that select the table, each with the selection that does; None where they were not asked for, or are not known.
    plans: list[tuple[Plan, PlanSelection]] | None = None
    # None where they were not read.
    tags: t.Mapping[str, str] | None = None
    failures: dict[str, errors.TaskError] = field(default_factory=dict)
    # Listed, but deleted before it was described.
    gone: errors.TableNotFound | None = None
    read: bool = False


@dataclass
class Findings:
    """What was found out about all tables. ``backups`` are those of all types, newest first; None where they could not be listed."""

    tables: list[Finding] = field(default_factory=list)
    backups: list[Backup] | None = None
    backups_failure: errors.TaskError | None = None
    # The newest completed recovery point of each table's ARN; None where each table is asked for its own.
    points: dict[str, RecoveryPoint] | None = None

    def done(self) -> int:
        """How many tables were read."""
        return sum(each.read for each in self.tables)


@dataclass(frozen=True)
class Extra:
    """What is read only on request: the plans of AWS Backup, and the tags of all tables. Where tags are known or needed already, they are read once."""

    schedules: bool = False
    tags: bool = False


def read_all(task: Task, selection: Selection, findings: Findings, extra: Extra) -> None:
    """Fills in all that can be found out, in threads, as fast as AWS's rates allow. Failures are noted; only Interrupted is raised."""
    _Reader(task, selection, findings, extra).work()


class _Reader:
    def __init__(self, task: Task, selection: Selection, findings: Findings, extra: Extra) -> None:
        self._task = task
        self._selection = selection
        self._findings = findings
        self._extra = extra
        self._plans: Plans | None = None
        self._plans_failure: errors.TaskError | None = None
        self._backup_task: Task | None = None
        self._points_read, self._plans_read = threading.Event(), threading.Event()
        # Why no table's recovery points can be read.
        self._no_points: errors.TaskError | None = None
        self._done = 0
        self._counting = threading.Lock()

    def work(self) -> None:
        """The lists of all tables come first: what they answer needs not be asked of each table."""
        try:
            # Before the threads: making clients is not for several of them at a time.
            self._backup_task = self._task.with_service(recovery_points.SERVICE, recovery_points.CLIENT)
        except errors.TaskError as error:
            self._no_points = error
        jobs: list[t.Callable[[], None]] = [
            self._read_points,
            self._read_plans,
            self._read_backups,
            *(functools.partial(self._read_table, each) for each in self._findings.tables),
        ]
        run_all(self._task, jobs, THREADS)

    def _read_backups(self) -> None:
        # Of tables that are selected by their tags, the tags are known already.
        selection = dataclasses.replace(self._selection, tags=())
        try:
            self._findings.backups = listed_with_fewest_requests(self._task, selection, Filter(type="ALL"))
        except errors.TaskError as error:
            self._findings.backups_failure = error

    def _read_points(self) -> None:
        try:
            if self._backup_task and len(self._findings.tables) > 1:
                # A vault that may not be read says nothing about a single table: each one is asked for then.
                with contextlib.suppress(errors.TaskError):
                    self._findings.points = recovery_points.of_all_tables(self._backup_task, most=len(self._findings.tables))
        finally:
            self._points_read.set()

    def _read_plans(self) -> None:
        try:
            self._points_read.wait()
            if self._extra.schedules:
                self._plans = read_plans(self._backup_task) if self._backup_task else None
        except errors.TaskError as error:
            self._plans_failure = error
        finally:
            self._plans_read.set()

    def _read_table(self, finding: Finding) -> None:
        if self._task.deadline.passed():
            return
        self._try(finding, "DescribeTable", self._describe)
        if finding.gone is None:
            self._try(finding, "DescribeContinuousBackups", self._read_recovery)
            self._points_read.wait()
            if finding.table is not None:
                self._try(finding, "ListRecoveryPointsByResource", self._read_point)
            if self._extra.tags and finding.tags is None and finding.table is not None:
                self._try(finding, "ListTagsOfResource", self._read_tags)
            self._plans_read.wait()
            if self._extra.schedules and finding.table is not None:
                self._try(finding, "ListBackupPlans", self._match_plans)
        finding.read = True
        with self._counting:
            self._done += 1
            self._task.progress.status = f"Checking tables: status {self._done} of {len(self._findings.tables)} done"

    def _try(self, finding: Finding, call: str, ask: t.Callable[[Finding], None]) -> None:
        try:
            ask(finding)
        except errors.TaskError as error:
            finding.failures[call] = error

    def _describe(self, finding: Finding) -> None:
        try:
            answer = table.described(self._task, finding.ref)
        except errors.TableNotFound as error:
            finding.gone = error
            return
        finding.table = table.from_answer(answer, finding.ref)
        finding.deletion_protection = bool(answer.get("DeletionProtectionEnabled", False))

    def _read_recovery(self, finding: Finding) -> None:
        about = self._task.about("DescribeContinuousBackups", finding.ref)
        answer = read(self._task, about, "ContinuousBackupsDescription", patient=True, TableName=finding.ref.given)
        finding.recovery = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})

    def _read_point(self, finding: Finding) -> None:
        arn = t.cast(table.Table, finding.table).arn or ""
        if self._findings.points is not None:
            finding.point = self._findings.points.get(arn)
            return
        if self._no_points:
            raise self._no_points
        try:
            finding.point = recovery_points.of_table(t.cast(Task, self._backup_task), finding.ref, arn)
        except _SAME_FOR_ALL as error:
            self._no_points = error
            raise

    def _match_plans(self, finding: Finding) -> None:
        failure = self._plans_failure or self._no_points
        if self._plans is None:
            raise failure or errors.TaskError("The plans of AWS Backup were not read.")
        found = t.cast(table.Table, finding.table)
        if self._plans.need_tags() and finding.tags is None:
            if "ListTagsOfResource" in finding.failures:
                raise finding.failures["ListTagsOfResource"]
            self._read_tags(finding)
        finding.plans = self._plans.of(found.arn or "", finding.tags or {})

    def _read_tags(self, finding: Finding) -> None:
        finding.tags = tags_of(self._task, finding.ref, t.cast(table.Table, finding.table))
