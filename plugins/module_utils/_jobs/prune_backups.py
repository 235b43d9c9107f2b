# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backups that the retention rules select are deleted, one after the other; the outcome of each is known at every moment."""

from __future__ import annotations

import collections
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.retrying import Unsettled
from .._aws.task import Task
from .._backups.backup import Backup
from .._backups.delete import delete
from .._backups.listing import Filter, listed_of
from .._backups.retention import Rules, Verdict, judge
from .._names import BackupRef, TableRef
from .._tables import table
from .._tables.selection import Selection
from .._task.results import counted

# How many failures are in the message; all of them are in the result.
_TOLD = 5


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    rules: Rules
    selection: Selection
    wanted: Filter = Filter()
    check_mode: bool = False

    def where(self) -> str:
        """The tables, in words."""
        return self.selection.text()

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return self.selection.tables or ()


@dataclass
class Outcome:
    """What is known so far."""

    with_diff: bool = False
    # Those to delete, oldest first; each one moves on to one of the lists below.
    going: list[Backup] = field(default_factory=list)
    kept: list[Verdict] = field(default_factory=list)
    deleted: list[Backup] = field(default_factory=list)
    vanished: list[Backup] = field(default_factory=list)
    failed: list[tuple[Backup, errors.TaskError]] = field(default_factory=list)
    # The one that is being deleted just now.
    trying: Backup | None = None
    unsettled: Unsettled = field(default_factory=Unsettled)
    check_mode: bool = False

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        if not (self.going or self.deleted or self.failed or self.vanished):
            return "Nothing was deleted."
        doubtful = f" It is not known whether backup {self.trying.arn} was deleted." if self.trying and self.unsettled else ""
        waiting = len(self.going) - (1 if self.trying and self.unsettled else 0)
        return f"Deleted {len(self.deleted)}, failed {len(self.failed)}, not started {waiting}, kept {len(self.kept)}.{doubtful}"

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        gone = self.going if self.check_mode else self.deleted
        failed = [{**each.as_result(), "msg": error.sentence(), "error": error.detail()} for each, error in self.failed]
        result: dict[str, t.Any] = {
            "changed": bool(gone or self.unsettled) or any(isinstance(error, errors.OutcomeUnknown) for each, error in self.failed),
            "deleted": [each.as_result() for each in gone],
            "kept": [{**each.backup.as_result(), "reason": each.reason} for each in self.kept],
            "vanished": [each.as_result() for each in self.vanished],
            "failed_backups": failed,
        }
        if self.with_diff:
            result["diff"] = self._diff(gone)
        return result

    def _diff(self, gone: t.Sequence[Backup]) -> dict[str, str]:
        stay = [each.backup for each in self.kept] + [each for each, error in self.failed]
        stay += [] if self.check_mode else self.going
        return {"before": _lines([*stay, *gone, *self.vanished]), "after": _lines(stay)}


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    outcome.check_mode = request.check_mode
    task.progress.announce(f"Starting to prune the backups of {request.where()} in region {task.region}")
    ids = _ids_of(task, request.selection.tables or (), request.rules, required=True)
    backups = listed_of(task, request.selection, request.wanted)
    if request.selection.tables is None:
        concerned = {each.table_name for each in backups}
        ids = _ids_of(task, [TableRef(given=name, name=name) for name in sorted(concerned)], request.rules, required=False)
    # The earlier of two clocks that disagree: by it, nothing is older than it is.
    now = task.server_clock.now().earliest()
    verdicts = judge(backups, request.rules, ids, now)
    outcome.kept = [each for each in verdicts if each.reason]
    outcome.going = [each.backup for each in reversed(verdicts) if not each.reason]
    task.progress.say(f"{counted(len(verdicts), 'backup')} match: {len(outcome.going)} to delete, {len(outcome.kept)} to keep")
    if request.check_mode:
        gone = f"deleted {counted(len(outcome.going), 'backup')} of {request.where()} in region {task.region}"
        return f"Would have {gone} and kept {_kept(outcome)} if not in check mode."
    _delete_all(task, outcome)
    if outcome.failed:
        raise _summary(task, request, outcome)
    return f"Deleted {counted(len(outcome.deleted), 'backup')} of {request.where()} in region {task.region} and kept {_kept(outcome)}."


def _kept(outcome: Outcome) -> str:
    """How many backups are kept, and by which rules."""
    by_rule = collections.Counter(each.rule for each in outcome.kept)
    rules = ", ".join(f"{rule}: {count}" for rule, count in by_rule.items())
    return f"{len(outcome.kept)} ({rules})" if rules else "0"


def _ids_of(task: Task, tables: t.Iterable[TableRef], rules: Rules, required: bool) -> dict[str, str | None]:
    """The ids of the tables as they are now; none is needed when former tables count as well. A ``required`` table must exist."""
    if rules.include_former_tables:
        return {}
    ids: dict[str, str | None] = {}
    for each in tables:
        found = table.describe(task, each) if required else table.find(task, each)
        if found:
            ids[each.name] = found.id
    return ids


def _delete_all(task: Task, outcome: Outcome) -> None:
    """Tries each, oldest first, and none after the deadline: a failure does not stop the others."""
    total = len(outcome.going)
    while outcome.going:
        backup = outcome.going[0]
        task.progress.status = f"Deleting backups: status {len(outcome.deleted)} deleted, {len(outcome.failed)} failed of {total}"
        try:
            if task.deadline.passed():
                raise errors.Timeout(f"Backup {backup.arn} was not deleted: the timeout expired first.", advice="Run the task again, or set a longer timeout.")
            outcome.trying, outcome.unsettled = backup, Unsettled()
            done = delete(task, backup.ref(), outcome.unsettled)
        except errors.TaskError as error:
            outcome.failed.append((backup, error))
        else:
            (outcome.deleted if done else outcome.vanished).append(backup)
        outcome.trying = None
        outcome.going.pop(0)


def _summary(task: Task, request: Request, outcome: Outcome) -> errors.NotDeleted:
    told = "; ".join(f"{each.arn} ({error.code})" for each, error in outcome.failed[:_TOLD])
    more = len(outcome.failed) - _TOLD
    rest = f"; and {more} more" if more > 0 else ""
    return errors.NotDeleted(
        f"{counted(len(outcome.failed), 'backup')} of {request.where()} in region {task.region} could not be deleted: {told}{rest}.",
        advice="See `failed_backups` in the result for each reason. Run the task again to retry them.",
    )


def _lines(backups: t.Iterable[Backup]) -> str:
    """One line a backup, in the order of their ARNs (by table, then by time)."""
    return "".join(f"{each.arn} {each.name}\n" for each in sorted(backups, key=lambda each: each.arn))
