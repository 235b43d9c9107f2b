# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of one table changed to the requested ones, and what is known of that at every moment."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._aws.task import Task
from .._names import BackupRef, TableRef
from .._settings import catalogue
from .._settings.apply_changes import Desired, Record, apply, foresee
from .._tables import table
from .._task.results import counted, diff


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    table: TableRef
    wanted: Desired
    check_mode: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.table,)


@dataclass
class Outcome:
    """What is known so far."""

    with_diff: bool = False
    check_mode: bool = False
    found: table.Table | None = None
    record: Record = field(default_factory=Record)

    def state(self) -> str:
        """The state of things, for an error that comes now."""
        return self.record.state() or "Nothing was changed."

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        record = self.record
        made = record.planned if self.check_mode else record.made()
        result: dict[str, t.Any] = {"changed": bool(made), "changes": [change.text for change in made], "settings": record.now}
        if self.found:
            result["table"] = self.found.as_result()
        if self.with_diff:
            result["diff"] = diff(record.before, record.now)
        return result


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    outcome.check_mode = request.check_mode
    catalogue.check_botocore(task, request.wanted.settings)
    name = request.table.name
    found = outcome.found = table.describe(task, request.table)
    if found.status in table.PASSING and not request.check_mode:
        found = outcome.found = table.wait_ready(task, request.table, found, table.SETTINGS)
    if not request.check_mode or found.status not in table.PASSING:
        table.check_ready(task, request.table, found, table.SETTINGS)
    if request.check_mode:
        foresee(task, request.table, request.wanted, outcome.record)
        changes = counted(len(outcome.record.planned), "change")
        return f"Would have made {changes} to the settings of table {name} in region {task.region} if not in check mode."
    apply(task, request.table, request.wanted, outcome.record)
    if not outcome.record.done:
        return f"Table {name} in region {task.region} already has the requested settings."
    return f"Made {counted(len(outcome.record.done), 'change')} to the settings of table {name} in region {task.region}."
