# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backups of many tables at once: each as jobs.create_backup makes one, in threads; one wait for all of them."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.task import Task
from .._backups.backup import CREATING, INITIAL_DELAY, Backup
from .._backups.listing import Filter, listed_within
from .._backups.name_pattern import BackupNames
from .._backups.wait_for_many import PendingBackup, Waiter
from .._names import BackupRef, TableRef
from .._tables.selection import Selection, select
from .._task.results import counted, some
from . import create_backup
from .many import TOLD, Shares, Work, Workers


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    selection: Selection
    names: BackupNames
    allow_empty: bool = False
    parallel: int = 32
    fail_fast: bool = False
    wait: bool = True
    if_exists: str = "create"
    when_busy: str = "fail"
    check_mode: bool = False
    # The folder for the settings of the tables, one file a backup.
    manifests: str | None = None

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return self.selection.tables or ()


@dataclass
class Share(Work):
    """One table's share of the work, and what is known of it so far."""

    table: TableRef = TableRef("", "")
    backup_name: str = ""
    cut: bool = False
    known: create_backup.Outcome = field(default_factory=create_backup.Outcome)

    def outcome(self) -> create_backup.Outcome:
        """What is known of its backup."""
        return self.known

    def as_result(self) -> dict[str, t.Any]:
        """The keys of the result: the backup as wherever one is described, and those of the task about one table."""
        known = self.known.as_result()
        return {"table_name": self.name, "backup_name": self.backup_name, **known.pop("backup", {}), "backup_name_cut": self.cut, **known, **self.facts()}


@dataclass
class Outcome:
    """What is known so far, of every table."""

    shares: Shares[Share] = field(default_factory=Shares)

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        shares = self.shares.all
        if not any(each.began is not None for each in shares):
            return "No backup was created."
        open_ = [each for each in shares if each.began is not None and not each.ended]
        going = [each.known.backup.arn for each in open_ if each.known.backup]
        unknown = [each.name for each in open_ if each.known.unsettled]
        counts = f"failed {len(self.shares.failed())}, not started {len(self.shares.not_tried())}"
        text = f"Created {self._made()}, reused {self._reused()}, {counts}."
        text += f" Still being created: {some(going, TOLD, '`backups`')}." if going else ""
        return text + (f" It is not known whether a backup was created for: {some(unknown, TOLD, '`backups`')}." if unknown else "")

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        results = [each.as_result() for each in self.shares.worst_first()]
        return {
            "changed": any(each["changed"] for each in results),
            "backups": results,
            "summary": self.shares.summary(created=self._made(), reused=self._reused()),
            "failed_tables": [each.name for each in self.shares.failed()],
        }

    def _made(self) -> int:
        return sum(each.known.changed and not each.known.reused for each in self.shares.all)

    def _reused(self) -> int:
        return sum(each.known.reused for each in self.shares.all)


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    tables = select(task, request.selection)
    if not tables:
        return _none(task, request)
    task.progress.announce(f"Starting backup creation: {counted(len(tables), 'table')}, region {task.region}")
    outcome.shares.all = [_share(request, each) for each in tables]
    known = _known(task, outcome.shares.all) if request.if_exists != "create" else None
    _make(task, request, outcome, known)
    if known is not None and not request.check_mode:
        _warn_of_others(task, request, outcome)
    task.progress.say(outcome.shares.tally("Backups"))
    if outcome.shares.failed() or outcome.shares.not_tried():
        raise errors.NotBackedUp(
            outcome.shares.failure(task.region, "backed up", "backups"),
            advice="See `backups` in the result. Run the task again with if_exists=reuse to create the missing backups.",
        )
    if request.check_mode:
        return f"Would have created {counted(len(tables), 'backup')} in region {task.region} if not in check mode."
    return f"{counted(len(tables), 'table')} in region {task.region} backed up in {round(outcome.shares.elapsed)} s."


def _share(request: Request, table: TableRef) -> Share:
    backup_name, cut = request.names.of(table.name)
    return Share(name=table.name, table=table, backup_name=backup_name, cut=cut)


def _none(task: Task, request: Request) -> str:
    if request.allow_empty:
        text = f"No table in region {task.region} is selected: nothing to back up."
        task.progress.say(text)
        return text
    raise errors.NoTables(f"No table in region {task.region} is selected.", advice="Check the names, patterns and tags, or set allow_empty=true.")


def _known(task: Task, shares: t.Sequence[Share]) -> dict[str, list[Backup]] | None:
    """All USER backups of the region by table, when that asks less than one list for each table; None otherwise."""
    if len(shares) < 2:
        return None
    found = listed_within(task, Filter(), pages=len(shares))
    if found is None:
        return None
    by_table: dict[str, list[Backup]] = {each.name: [] for each in shares}
    for backup in found:
        by_table.get(backup.table_name, []).append(backup)
    return by_table


def _warn_of_others(task: Task, request: Request, outcome: Outcome) -> None:
    """Reports backups of the same names that another task made meanwhile, by one more list of the region."""
    made = [each for each in outcome.shares.all if each.known.changed and not each.known.reused]
    with contextlib.suppress(errors.TaskError):
        known = _known(task, outcome.shares.all) if made else None
        for share in made if known is not None else ():
            create_backup.warn_of_others(task, _order(request, share, known), share.known)


def _make(task: Task, request: Request, outcome: Outcome, known: t.Mapping[str, list[Backup]] | None) -> None:
    """Makes the backups in threads, and waits for all of them together."""
    waiter = Waiter(task)
    workers = Workers(task, outcome.shares, "Backups", "backups", request.fail_fast)

    def completed(share: Share) -> str:
        if not request.wait or request.check_mode:
            return ""
        elapsed = task.deadline.elapsed() - t.cast(float, share.began)
        return create_backup.completed(t.cast(Backup, share.known.backup).arn, share.known.reused, elapsed)

    def accepted(share: Share, msg: str) -> None:
        backup = share.known.backup
        if not backup or backup.status != CREATING or not request.wait or request.check_mode:
            workers.end(share, msg, line=completed(share))
            return

        def ended(error: errors.TaskError | None) -> None:
            done = f"Backup {share.backup_name} of table {share.name} has status AVAILABLE: {backup.arn}"
            workers.end(share, "" if error else done, error, "" if error else completed(share))

        waiter.add(PendingBackup(share.table, backup, task.deadline.elapsed(), share.known.see, ended))

    def make_one(own: Task, share: Share) -> str:
        return create_backup.run(own, _order(request, share, known), share.known)

    workers.work(request.parallel, make_one, accepted, waiter, INITIAL_DELAY)


def _order(request: Request, share: Share, known: t.Mapping[str, list[Backup]] | None) -> create_backup.Request:
    """The task about one of the tables; ``known`` are the backups of all of them, where they were listed."""
    return create_backup.Request(
        table=share.table,
        backup_name=share.backup_name,
        wait=False,
        if_exists=request.if_exists,
        when_busy=request.when_busy,
        check_mode=request.check_mode,
        manifest_folder=request.manifests,
        known=known[share.name] if known is not None else None,
    )
