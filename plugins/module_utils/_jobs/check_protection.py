# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tables could be restored today, and how much of their data would be lost."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.task import Task
from .._backups.backup import Backup
from .._names import BackupRef, TableRef
from .._protection.findings import Extra, Finding, Findings, read_all
from .._protection.report import Checked, check, counts, orphans
from .._protection.verdict import VERDICTS, MaxAge
from .._tables.selection import Selection, select
from .._task.results import counted, plain, some

# So many tables are named in a message; all of them are in the result.
_TOLD = 5


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    max_age: MaxAge
    selection: Selection = Selection()
    # Whether to tell what the plans of AWS Backup will do.
    schedules: bool = False
    # Whether to tell when each table last passed a restore drill.
    restore_drills: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return self.selection.tables or ()


@dataclass
class Outcome:
    """What was found out so far."""

    checked: list[Checked] = field(default_factory=list)
    orphans: list[Backup] = field(default_factory=list)
    # When it was found out, by the later of two clocks that disagree.
    at: datetime.datetime | None = None

    def state(self) -> str:
        """Reading changes nothing."""
        return ""

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys."""
        return {
            "changed": False,
            "tables": [each.as_result() for each in self.checked],
            "counts": counts(self.checked),
            "orphaned_backups": [each.as_result() for each in self.orphans],
            "orphaned_backup_bytes": sum(each.details.get("BackupSizeBytes", 0) for each in self.orphans),
            **({"checked_at": plain(self.at.replace(microsecond=0))} if self.at else {}),
        }


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Checks the tables, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    began = task.deadline.elapsed()
    tags: dict[str, dict[str, str]] = {}
    findings = Findings([Finding(each, tags=tags.get(each.name)) for each in select(task, request.selection, tags)])
    try:
        read_all(task, request.selection, findings, Extra(request.schedules, request.restore_drills))
    finally:
        clocks, passed = task.server_clock.now(), datetime.timedelta(seconds=task.deadline.elapsed() - began)
        outcome.at = clocks.latest()
        outcome.checked = check(findings, request.max_age, outcome.at)
        outcome.orphans = orphans(findings, request.selection, clocks.earliest() - passed)
    _raise_if_incomplete(task, request, findings)
    told = counts(outcome.checked)
    numbers = ", ".join(f"{told[verdict]} {verdict}" for verdict in VERDICTS)
    orphaned = f" {counted(len(outcome.orphans), 'backup')} of deleted tables found." if outcome.orphans else ""
    return f"Checked {counted(len(outcome.checked), 'table')} in region {task.region}: {numbers}.{orphaned}"


def _raise_if_incomplete(task: Task, request: Request, findings: Findings) -> None:
    """Raises Timeout when some tables were not checked, TableNotFound for named tables, and the first failure when nothing could be read at all."""
    left = len(findings.tables) - findings.done()
    if left:
        raise errors.Timeout(
            f"The timeout of {round(task.deadline.seconds)} s expired before {left} of {counted(len(findings.tables), 'table')} "
            f"in region {task.region} were checked.",
            advice="Their verdict is unknown. Set a longer timeout, or select less.",
        )
    if findings.tables and findings.backups is None and not any(each.table or each.recovery is not None or each.gone for each in findings.tables):
        raise next(iter(findings.tables[0].failures.values()))
    missing = [each for each in findings.tables if each.gone] if request.selection.tables else []
    if len(missing) == 1:
        raise t.cast(errors.TableNotFound, missing[0].gone)
    if missing:
        names = some([each.ref.name for each in missing], _TOLD, "table_names")
        raise errors.TableNotFound(
            f"{len(missing)} of {counted(len(findings.tables), 'table')} were not found in region {task.region}: {names}.",
            advice="Check the tables' names, the region and the account.",
        )
