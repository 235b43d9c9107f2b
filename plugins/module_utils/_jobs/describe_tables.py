# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One or many tables as AWS describes them, with their tags and settings on request."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.calls import check_time
from .._aws.parallel import run_all
from .._aws.task import Task
from .._names import BackupRef, TableRef
from .._settings import catalogue
from .._settings.setting import Source
from .._tables import table
from .._tables.selection import Selection, select
from .._tables.tags import tags_of
from .._task.results import counted, some

# So many tables are read at the same time. AWS publishes no rate for DescribeTable, and 8 at a time read 2,500 tables in seconds.
THREADS = 8
# So many failures and names are in the message; all of them are in the result.
_TOLD = 5
# A table of these statuses has no settings yet, or none any more.
_WITHOUT_SETTINGS = (table.CREATING, table.DELETING)


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    selection: Selection = Selection()
    # Whether the selection is one table, which is then a result of its own.
    single: bool = False
    with_tags: bool = False
    with_settings: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return self.selection.tables or ()


@dataclass
class Entry:
    """What is known of one table so far."""

    ref: TableRef
    shown: t.Mapping[str, t.Any] | None = None
    tags: dict[str, str] | None = None
    settings: dict[str, t.Any] | None = None
    is_missing: bool = False
    error: errors.TaskError | None = None

    def as_result(self) -> dict[str, t.Any]:
        """The table as everywhere, with what else was asked for, and the reason where it could not be read."""
        facts: dict[str, t.Any] = {"table_name": self.ref.name}
        if self.shown is not None:
            facts = table.details(self.shown, self.ref)
        if self.tags is not None:
            facts["tags"] = self.tags
        if self.settings is not None:
            facts["settings"] = self.settings
        facts["failed"] = self.error is not None
        if self.error:
            facts["msg"] = self.error.sentence()
            facts["error"] = self.error.detail()
        return facts


@dataclass
class Outcome:
    """What is known so far, of every table."""

    entries: list[Entry] = field(default_factory=list)
    single: bool = False

    def failed(self) -> list[Entry]:
        """Those that could not be read, or not completely."""
        return [each for each in self.entries if each.error]

    def missing(self) -> list[str]:
        """The names for which there is no table."""
        return [each.ref.name for each in self.entries if each.is_missing]

    def state(self) -> str:
        """Reading changes nothing."""
        return ""

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        found = [each.as_result() for each in self.entries if each.shown is not None or each.error]
        return {
            "changed": False,
            "tables": found,
            "failed_tables": [each.ref.name for each in self.failed()],
            "missing_tables": self.missing(),
            **({"table": found[0] if found else {}} if self.single else {}),
        }


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Reads the tables, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    outcome.single = request.single
    outcome.entries = [Entry(each) for each in select(task, request.selection)]
    if request.with_settings:
        catalogue.warn_of_unreadable(task)
    jobs = [functools.partial(_read, task, request, entry, f"{number} of {len(outcome.entries)}") for number, entry in enumerate(outcome.entries, 1)]
    run_all(task, jobs, THREADS)
    failed = outcome.failed()
    if failed:
        raise failed[0].error if request.single and failed[0].error else _summary(task, outcome)
    described, missing = len(outcome.entries) - len(outcome.missing()), outcome.missing()
    rest = f" No table of this name: {some(missing, _TOLD, '`missing_tables`')}." if missing else ""
    return f"Described {counted(described, 'table')} in region {task.region}.{rest}"


def _read(task: Task, request: Request, entry: Entry, which: str) -> None:
    """Fills in what was asked for about one table. A failure is kept: it hides no other table."""
    try:
        check_time(task, f"table {entry.ref.name} was described")
        task.progress.status = f"Describing tables: status {which}"
        entry.shown = _described(task, entry)
        if entry.shown is None:
            return
        if request.with_tags:
            entry.tags = dict(sorted(tags_of(task, entry.ref, table.from_answer(entry.shown, entry.ref)).items()))
        if request.with_settings:
            entry.settings = _settings(task, entry.ref, entry.shown)
    except errors.TaskError as error:
        entry.error = error


def _described(task: Task, entry: Entry) -> dict[str, t.Any] | None:
    """The TableDescription; None when there is no table of the name."""
    try:
        return table.described(task, entry.ref, patient=True)
    except errors.TableNotFound:
        entry.is_missing = True
        return None


def _settings(task: Task, ref: TableRef, shown: t.Mapping[str, t.Any]) -> dict[str, t.Any] | None:
    """The table's settings; None when its status allows none, with a warning."""
    status = shown.get("TableStatus")
    if status in _WITHOUT_SETTINGS:
        task.progress.warn(f"The settings of table {ref.name} in region {task.region} were not read: its status is {status}.")
        return None
    return catalogue.read_known(Source(task, ref, shown))


def _summary(task: Task, outcome: Outcome) -> errors.NotRead:
    failed = outcome.failed()
    told = " ".join(f"{each.ref.name}: {t.cast(errors.TaskError, each.error).sentence()}" for each in failed[:_TOLD])
    more = f" And {len(failed) - _TOLD} more; see `failed_tables`." if len(failed) > _TOLD else ""
    return errors.NotRead(
        f"{len(failed)} of {counted(len(outcome.entries), 'table')} in region {task.region} could not be read. {told}{more}",
        advice="See `tables` in the result: it has what was read.",
    )
