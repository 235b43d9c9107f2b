# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One table's backup from the first poll to the last, and what is known of it at every moment."""

from __future__ import annotations

import contextlib
import datetime
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.retrying import Unsettled
from .._aws.task import Task
from .._backups import backup as backups
from .._backups import manifest
from .._backups.create_once import Order, create_once
from .._backups.listing import others_of_the_name, reusable
from .._names import BackupRef, TableRef
from .._tables import table
from .._task.results import plain


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    table: TableRef
    backup_name: str
    wait: bool = True
    if_exists: str = "create"
    when_busy: str = "fail"
    check_mode: bool = False
    # Where to write the table's settings: a file, or the folder for a file of the backup's own.
    manifest: str | None = None
    manifest_folder: str | None = None
    # The table's backups, newest first, where they have been listed for many tables at once.
    known: t.Sequence[backups.Backup] | None = None

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.table,)

    def manifest_of(self, backup_arn: str) -> str | None:
        """The file for the settings of this backup's table; None when they are not kept."""
        return manifest.file_in(self.manifest_folder, backup_arn) if self.manifest_folder else self.manifest


@dataclass
class Outcome:
    """What is known so far. It is filled in as things happen, so that no failure loses any of it."""

    source: table.Table | None = None
    backup: backups.Backup | None = None
    reused: bool = False
    changed: bool = False
    # The settings that were read for the manifest, before the backup was made, and when.
    settings: dict[str, t.Any] | None = None
    settings_read_at: datetime.datetime | None = None
    # From the first CreateBackup on, until its outcome is known.
    unsettled: Unsettled = field(default_factory=Unsettled)

    def see(self, backup: backups.Backup) -> None:
        """Takes the backup as AWS has just shown it."""
        self.backup = backup

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        if self.unsettled:
            return "CreateBackup was sent, and it is not known whether it created a backup: check with ListBackups, or run the task again with if_exists=reuse."
        if self.backup is None:
            return "No backup was created."
        goes_on = ". Its creation continues in AWS" if self.backup.status == backups.CREATING else ""
        return f"Backup {self.backup.arn} exists, last known status {self.backup.status}{goes_on}."

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        result: dict[str, t.Any] = {"changed": self.changed or bool(self.unsettled), "reused": self.reused}
        if self.source:
            result["source_table"] = self.source.as_result()
        if self.backup:
            result.update(backup_arn=self.backup.arn, backup=self.backup.as_result())
        return result


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    task.progress.announce(f"Starting backup creation: table {request.table.name}, backup {request.backup_name}, region {task.region}")
    source = outcome.source = table.describe(task, request.table)
    existing = _existing(task, request, outcome, source) if request.if_exists != "create" else None
    if request.manifest or request.manifest_folder:
        # Before the backup: settings that cannot be read must fail the task before anything is made.
        outcome.settings_read_at = task.server_clock.now().earliest()
        outcome.settings = _read_settings(task, request.table)
    if existing:
        return _finish(task, request, outcome, existing)
    source = outcome.source = _made_ready(task, request, source)
    if request.check_mode:
        outcome.changed = True
        return f"Would have created backup {request.backup_name} of table {request.table.name} in region {task.region} if not in check mode."
    return _finish(task, request, outcome, _create(task, request, outcome, source))


def _read_settings(task: Task, ref: TableRef) -> dict[str, t.Any]:
    """All settings of the table."""
    # Here, since most tasks keep no settings and need not wait for a dozen files to be read.
    from .._settings import catalogue  # pylint: disable=import-outside-toplevel

    return catalogue.read_all(catalogue.source(task, ref))


def _existing(task: Task, request: Request, outcome: Outcome, source: table.Table) -> backups.Backup | None:
    """The backup to use again, if there is one. Raises BackupExists when there should be none."""
    found = reusable(task, request.table, source, request.backup_name, request.known)
    if not found:
        return None
    outcome.backup = found
    if request.if_exists == "fail":
        raise errors.BackupExists(
            f"Backup {request.backup_name} of table {request.table.name} already exists in region {task.region}.",
            advice="No other backup was created. Use the existing one (if_exists=reuse), choose another backup_name, or set if_exists=create.",
        )
    outcome.reused = True
    task.progress.say(f"Reusing the existing backup: {found.arn} (status {found.status})")
    return found


def _made_ready(task: Task, request: Request, source: table.Table) -> table.Table:
    """The table, ACTIVE (or, in check mode, on its way there). Raises TableBusy or TableNotReady otherwise."""
    try:
        table.check_ready(task, request.table, source)
    except errors.TableBusy:
        if request.when_busy != "wait":
            raise
        if not request.check_mode:
            return table.wait_ready(task, request.table, source)
    return source


def _create(task: Task, request: Request, outcome: Outcome, source: table.Table) -> backups.Backup:
    """The new backup, as AWS accepted it."""
    order = Order(request.table, source, request.backup_name, request.when_busy)
    backup = outcome.backup = create_once(task, order, outcome.unsettled)
    outcome.changed = True
    task.progress.announce(f"Backup accepted by AWS: {backup.arn} (status {backup.status})")
    return backup


def _finish(task: Task, request: Request, outcome: Outcome, backup: backups.Backup) -> str:
    """Writes the manifest and waits for the backup where that is wanted; the message of success."""
    if request.manifest or request.manifest_folder:
        _keep_settings(task, request, outcome, backup)
    if request.wait and not request.check_mode:
        backup = backups.wait_available(task, request.table, backup, outcome.see)
        task.progress.say(completed(backup.arn, outcome.reused, task.deadline.elapsed()))
    if request.if_exists != "create" and request.known is None and not outcome.reused:
        with contextlib.suppress(errors.TaskError):
            warn_of_others(task, request, outcome)
    already = ". It already existed, nothing was created" if outcome.reused else ""
    return f"Backup {request.backup_name} of table {request.table.name} has status {backup.status}: {backup.arn}{already}"


def completed(arn: str, reused: bool, elapsed: float) -> str:
    """The report about a backup that is AVAILABLE, after ``elapsed`` seconds of the task."""
    end = f"{arn} (status AVAILABLE, {round(elapsed)} s elapsed)"
    return f"Existing backup is complete, nothing was created: {end}" if reused else f"Backup completed successfully: {end}"


def _keep_settings(task: Task, request: Request, outcome: Outcome, backup: backups.Backup) -> None:
    """Writes the table's settings beside the backup, unless the file is this very backup's already.

    What is read now does not belong to a backup that was made earlier: the file says when it was read, and so does a warning.
    """
    path = t.cast(str, request.manifest_of(backup.arn))
    if manifest.is_of(path, backup.arn):
        return
    outcome.changed = True
    if request.check_mode:
        return
    read_at = t.cast(datetime.datetime, outcome.settings_read_at)
    manifest.keep(path, backup, t.cast(table.Table, outcome.source), outcome.settings or {}, read_at)
    task.progress.say(f"Settings of table {request.table.name} written to {path}")
    if outcome.reused:
        made = plain(backup.created) or "an unknown time"
        task.progress.warn(
            f"The settings in {path} were read at {plain(read_at)}, and backup {backup.arn} was created at {made}: they may have changed in between."
        )


def warn_of_others(task: Task, request: Request, outcome: Outcome) -> None:
    """Reports a backup of the same name that another task made meanwhile: neither task could know of the other before. Raises what listed raises."""
    source, made = t.cast(table.Table, outcome.source), t.cast(backups.Backup, outcome.backup)
    others = others_of_the_name(task, request.table, source, made, request.known)
    if others:
        task.progress.warn(
            f"Another task created a backup {request.backup_name} of table {request.table.name} at the same time. "
            f"There are now {made.arn} and {', '.join(each.arn for each in others)}."
        )
