# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The items of one table, counted exactly: what DescribeTable says of them is up to six hours old, and 0 after a restore."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._aws.calls import check_time, read
from .._aws.task import Task
from .._names import BackupRef, TableRef
from .._tables import table
from .._task.results import counted as in_words


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    table: TableRef
    consistent_read: bool = True

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.table,)


@dataclass
class Outcome:
    """What is known so far."""

    found: table.Table | None = None
    counted: int | None = None

    def state(self) -> str:
        """Reading changes nothing."""
        return ""

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        result: dict[str, t.Any] = {"changed": False}
        if self.found:
            result["table"] = self.found.as_result()
        if self.counted is not None:
            result["item_count"] = self.counted
        return result


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Counts, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    outcome.found = table.describe(task, request.table)
    about = task.about("Scan", request.table)
    start: dict[str, t.Any] = {}
    counted = 0
    while True:
        answer = read(task, about, "Count", patient=True, TableName=request.table.given, Select="COUNT", ConsistentRead=request.consistent_read, **start)
        counted += answer["Count"]
        if not answer.get("LastEvaluatedKey"):
            outcome.counted = counted
            return f"Table {request.table.name} in region {task.region} has {in_words(counted, 'item')}."
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
        check_time(task, f"all items of table {request.table.name} were counted ({counted} so far)")
        task.progress.status = f"Counting the items of table {request.table.name}: status {counted} so far"
