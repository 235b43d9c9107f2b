# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One table restored from a backup, from the first poll to the last, and what is known of it at every moment."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t
from dataclasses import dataclass, field

from .._aws import errors, service_model
from .._aws.retrying import Unsettled
from .._aws.service_model import Needed
from .._aws.task import Task
from .._backups import backup as backups
from .._backups.listing import Filter, listed
from .._names import BackupRef, TableRef
from .._restores import overrides, restore_mark, settings_to_restore
from .._restores.not_restored import not_restored, unknown_settings
from .._restores.restore_once import Order, restore_once, wait_active
from .._settings import catalogue, replicas, tags, unread_replicas
from .._settings.apply_changes import Desired, Record, apply, foresee
from .._settings.setting import Value
from .._tables import table
from .._task.results import counted


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid. Either a backup, or the newest one that matches the filter."""

    target: TableRef
    backup: BackupRef | None = None
    wanted: Filter = Filter()
    # The options that end in _override.
    overrides: t.Mapping[str, t.Any] = field(default_factory=dict)
    # The settings that the new table gets, or restored.FROM_SOURCE.
    settings: None | str | t.Mapping[str, Value] = None
    mark: bool = True
    wait: bool = True
    when_busy: str = "fail"
    check_mode: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.wanted.table, self.backup)


@dataclass
class Outcome:
    """What is known so far. It is filled in as things happen, so that no failure loses any of it."""

    arn: str | None = None
    backup: backups.Backup | None = None
    target: table.Table | None = None
    reused: bool = False
    changed: bool = False
    # What the new table's settings are to be, less the replicas that are not made, and what became of that.
    settings: t.Mapping[str, Value] | None = None
    replicas_not_made: t.Sequence[Value] = ()
    record: Record = field(default_factory=Record)
    # From the first RestoreTableFromBackup on, until it is known what came of it.
    unsettled: Unsettled = field(default_factory=Unsettled)

    def see(self, target: table.Table) -> None:
        """Takes the target as AWS has just shown it."""
        self.target = target

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        if self.unsettled:
            return "RestoreTableFromBackup was sent, and it is not known whether a restore began: check the table, or run the task again."
        if self.target is None:
            return "Nothing was restored."
        goes_on = ". The restore continues in AWS" if self.target.status == "CREATING" else ""
        return f"Table {self.target.arn} exists, last known status {self.target.status}{goes_on}. {self.record.state()}".rstrip()

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        result: dict[str, t.Any] = {"changed": self.changed or bool(self.unsettled) or self.record.changed(), "reused": self.reused}
        if self.arn:
            result["backup_arn"] = self.arn
        if self.backup:
            there = [each["region_name"] for each in self.record.now.get(replicas.NAME, ())]
            missing = [each for each in self.replicas_not_made if each["region_name"] not in there]
            result.update(
                backup=self.backup.as_described(),
                not_restored=not_restored(self.backup, self.record.now, missing),
                unknown_settings=unknown_settings(self.record.now),
            )
        if self.record.now:
            result["settings"] = self.record.now
        if self.target:
            result["table"] = self.target.as_result()
        return result


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    backup = request.backup or _newest(task, request)
    outcome.arn = backup.arn
    task.progress.announce(f"Starting restore: table {request.target.name} from backup {backup.arn}, region {task.region}")
    if _is_there(task, request, backup, outcome):
        outcome.settings = _settings(task, request, backup, outcome)
        return _finish(task, request, backup, outcome)
    found = outcome.backup = _made_available(task, request, backup, outcome)
    try:
        wanted = overrides.members(request.overrides, found) if request.overrides else {}
    except ValueError as error:
        raise errors.InvalidArgument(str(error)) from error
    service_model.check(task.client, [Needed("The overrides", "RestoreTableFromBackup", wanted)])
    # Before the restore: what can't be read must not be learned of after it.
    outcome.settings = _settings(task, request, backup, outcome)
    if request.check_mode:
        outcome.changed, outcome.record.now = True, dict(outcome.settings or {})
        return f"Would have restored backup {backup.arn} to table {request.target.name} in region {task.region} if not in check mode."
    _begin(task, Order(backup, request.target, wanted, request.when_busy), outcome)
    return _finish(task, request, backup, outcome)


def _settings(task: Task, request: Request, backup: BackupRef, outcome: Outcome) -> t.Mapping[str, Value] | None:
    """What the new table's settings are to be; None when they are to stay as the restore leaves them."""
    if request.settings is None:
        return None
    given = request.settings
    if isinstance(given, dict):
        catalogue.check_botocore(task, given)
    else:
        given = settings_to_restore.of_source(task, backup, outcome.backup, request.overrides)
    settings, outcome.replicas_not_made = settings_to_restore.without_unread(given)
    for each in outcome.replicas_not_made:
        task.progress.warn(unread_replicas.note_not_made(request.target.name, each))
    return settings


def _newest(task: Task, request: Request) -> BackupRef:
    """The newest AVAILABLE backup that matches, be it one of an earlier table of its name."""
    wanted = request.wanted
    found = listed(task, dataclasses.replace(wanted, status=backups.AVAILABLE))
    if not found:
        name = f" with the name {wanted.name}" if wanted.name else ""
        kind = "" if wanted.type == "ALL" else f" of type {wanted.type}"
        others = " that matches the other filters" if wanted != Filter(table=wanted.table, name=wanted.name, type=wanted.type) else ""
        raise errors.NoBackup(
            f"There is no AVAILABLE backup{name}{kind} of table {wanted.table.name if wanted.table else ''} in region {task.region}{others}.",
            advice="Check table_name, the options that select the backup, and the region.",
        )
    return found[0].ref()


def _is_there(task: Task, request: Request, backup: BackupRef, outcome: Outcome) -> bool:
    """Whether the target is there as wanted. Raises TargetExists or Busy when it is there in any other way."""
    found = table.find(task, request.target)
    if found is None:
        return False
    if found.status == table.DELETING and request.when_busy == "wait":
        if not request.check_mode:
            table.wait_gone(task, request.target, found)
        return False
    where = f"Table {request.target.name} already exists in region {task.region}, with status {found.status}"
    if found.status == table.DELETING:
        raise errors.Busy(f"{where}.", code="TableBusy", advice="Run the task again when it is deleted, or set when_busy=wait.")
    try:
        why_not = restore_mark.why_not_from(task, request.target, found, backup.arn)
    except errors.Denied as error:
        why_not = f"its tags cannot be read: {error.sentence()}"
    if why_not:
        raise errors.TargetExists(
            f"{where}, and it is not known to be restored from this backup: {why_not.rstrip('.')}.",
            advice=f"The existing table was not changed. Choose another target_table_name. If you know that an interrupted run restored it from this backup, "
            f"add the tag {restore_mark.TAG} with the backup's ARN to it.",
        )
    outcome.target, outcome.reused = found, True
    with contextlib.suppress(errors.BackupNotFound):
        # For what is not restored. The backup itself may have been deleted since.
        outcome.backup = backups.describe(task, backup)
    task.progress.say(f"Table {request.target.name} was already restored from this backup (status {found.status})")
    return True


def _made_available(task: Task, request: Request, backup: BackupRef, outcome: Outcome) -> backups.Backup:
    """The backup, AVAILABLE (or, in check mode, on its way there). Raises Busy or BackupLost otherwise."""
    found = outcome.backup = backups.describe(task, backup)
    if found.status == backups.CREATING and request.when_busy != "wait":
        raise errors.Busy(
            f"Backup {backup.arn} is still being created.", code="BackupBusy", advice="Run the task again when it is AVAILABLE, or set when_busy=wait."
        )
    if found.status == backups.AVAILABLE or (found.status == backups.CREATING and request.check_mode):
        return found
    backups.wait_available(task, backup.table, found, lambda seen: None)
    return backups.describe(task, backup)


def _begin(task: Task, order: Order, outcome: Outcome) -> None:
    target = outcome.target = restore_once(task, order, outcome.unsettled)
    outcome.changed = True
    task.progress.announce(f"Restore accepted by AWS: {target.arn} (status {target.status})")


def _finish(task: Task, request: Request, backup: BackupRef, outcome: Outcome) -> str:
    """Waits for the table where that is wanted, marks it, and returns the message of success."""
    target = t.cast(table.Table, outcome.target)
    if request.wait and not request.check_mode:
        fresh = outcome.changed or target.status != table.ACTIVE
        if target.status != table.ACTIVE:
            target = wait_active(task, request.target, target, outcome.see)
        if fresh:
            _mark(task, request, backup, target, outcome.settings or {})
        task.progress.say(f"Restore completed successfully: {target.arn} (status ACTIVE, {round(task.deadline.elapsed())} s elapsed)")
    if outcome.settings is not None:
        _put_back(task, request, backup, outcome)
    return f"Table {request.target.name}, restored from backup {backup.arn}, has status {target.status}: {target.arn}"


def _mark(task: Task, request: Request, backup: BackupRef, target: table.Table, settings: t.Mapping[str, Value]) -> None:
    """Tags the table, so that the next run knows it again, where the tags among its settings leave room. The restore is complete without it."""
    if not request.mark:
        return
    if not restore_mark.has_room(settings.get(tags.NAME, ())):
        task.progress.warn(tags.no_room_for_mark(request.target.name))
        return
    try:
        restore_mark.mark(task, request.target, target, backup.arn)
    except errors.TaskError as error:
        task.progress.warn(
            f"Table {request.target.name} could not be tagged {restore_mark.TAG}. "
            f"The next run of the task cannot recognize it as restored from this backup. {error.sentence()}"
        )


def _put_back(task: Task, request: Request, backup: BackupRef, outcome: Outcome) -> None:
    """Gives the table its settings, or in check mode says what that would change."""
    target = catalogue.source(task, request.target)
    wanted = Desired(settings_to_restore.fitting(outcome.settings or {}, backup.table.given, target), purge_tags=False)
    if request.check_mode:
        foresee(task, request.target, wanted, outcome.record)
        outcome.changed = outcome.changed or bool(outcome.record.planned)
        return
    apply(task, request.target, wanted, outcome.record)
    task.progress.say(f"Settings of table {request.target.name} restored: {counted(len(outcome.record.done), 'change')}")
