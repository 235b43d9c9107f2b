# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One table restored from a backup or to a point in time, from the first poll to the last, and what is known of it at every moment."""

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
from .._restores import overrides, point_in_time, restore_mark, settings_to_restore
from .._restores.not_restored import RECORDED, not_restored, unknown_settings
from .._restores.restore_once import Order, restore_once, wait_active
from .._restores.restore_source import FromBackup, RestoreSource
from .._settings import catalogue, replicas, tags, unread_replicas
from .._settings.apply_changes import Desired, Record, apply, foresee
from .._settings.setting import Value
from .._tables import table
from .._task.results import counted

# Waits for a place, and yields whether others need it.
Place: t.TypeAlias = t.Callable[[Task], "contextlib.AbstractContextManager[t.Callable[[], bool]]"]


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid. A backup, or the newest one that matches the filter, or the filter's table at a moment."""

    target: TableRef
    backup: BackupRef | None = None
    wanted: Filter = Filter()
    restore_time: point_in_time.Moment | None = None
    # The options that end in _override.
    overrides: t.Mapping[str, t.Any] = field(default_factory=dict)
    # The settings that the new table gets, or restored.FROM_SOURCE.
    settings: None | str | t.Mapping[str, Value] = None
    mark: bool = True
    # What is held from the request on until the table is ACTIVE: one of the places that tasks about many tables share.
    place: Place = lambda task: contextlib.nullcontext(lambda: False)
    wait: bool = True
    when_busy: str = "fail"
    check_mode: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.wanted.table, self.backup)


@dataclass
class Outcome:
    """What is known so far. It is filled in as things happen, so that no failure loses any of it."""

    source: RestoreSource | None = None
    backup: backups.Backup | None = None
    window: point_in_time.Window | None = None
    # Which restore the target comes from: a backup's ARN, or TABLE_ARN@TIME.
    restored_from: str | None = None
    # What the source has, under the names of SourceTableFeatureDetails; None where that is not known.
    features: t.Mapping[str, t.Any] | None = None
    target: table.Table | None = None
    reused: bool = False
    changed: bool = False
    # Whether the restore has not been seen complete before this task: the table has no tag yet.
    unmarked: bool = False
    # The settings that the new table is to get, without the replicas that are not made, and how far they are applied.
    settings: t.Mapping[str, Value] | None = None
    replicas_not_made: t.Sequence[Value] = ()
    record: Record = field(default_factory=Record)
    # From the first request for the restore on, until its outcome is known.
    unsettled: Unsettled = field(default_factory=Unsettled)

    def see(self, target: table.Table) -> None:
        """Takes the target as AWS has just shown it."""
        self.target = target

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        if self.unsettled:
            call = self.source.call if self.source else "The request"
            return f"{call} was sent, and it is not known whether a restore began: check the table, or run the task again."
        if self.target is None:
            return "Nothing was restored."
        goes_on = ". The restore continues in AWS" if self.target.status == "CREATING" else ""
        return f"Table {self.target.arn} exists, last known status {self.target.status}{goes_on}. {self.record.state()}".rstrip()

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        result: dict[str, t.Any] = {"changed": self.changed or bool(self.unsettled) or self.record.changed(), "reused": self.reused}
        if self.source and self.source.backup_arn:
            result["backup_arn"] = self.source.backup_arn
        if self.backup:
            result["backup"] = self.backup.as_described()
        if isinstance(self.source, point_in_time.PointInTime):
            result.update(self.source.as_result(self.restored_from))
        if self.window:
            result.update(self.window.as_result())
        if self.features is not None:
            there = [each["region_name"] for each in self.record.now.get(replicas.NAME, ())]
            missing = [each for each in self.replicas_not_made if each["region_name"] not in there]
            result.update(
                not_restored=not_restored(self.features, self.record.now, missing),
                unknown_settings=unknown_settings(self.record.now, RECORDED if self.backup else point_in_time.RECORDED),
            )
        if self.record.now:
            result["settings"] = self.record.now
        if self.target:
            result["table"] = self.target.as_result()
        return result


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    source = outcome.source = _source(task, request)
    task.progress.announce(f"Starting restore: table {request.target.name} from {source.text()}, region {task.region}")
    if _is_there(task, request, source, outcome):
        outcome.settings = _settings(task, request, source, outcome)
        return _finish(task, request, source, outcome)
    source = outcome.source = _made_restorable(task, request, source, outcome)
    try:
        wanted = overrides.members(request.overrides, outcome.features or {}, source.text()) if request.overrides else {}
    except ValueError as error:
        raise errors.InvalidArgument(str(error)) from error
    service_model.check(task.client, [Needed("The overrides", source.call, wanted)])
    # Before the restore: settings that cannot be read must fail the task before a table is made.
    outcome.settings = _settings(task, request, source, outcome)
    if request.check_mode:
        outcome.changed, outcome.record.now = True, dict(outcome.settings or {})
        return f"Would have restored {source.text()} to table {request.target.name} in region {task.region} if not in check mode."
    with request.place(task) as needed:
        _begin(task, Order(source, request.target, wanted, request.when_busy), outcome)
        # Without waiting, too: AWS would refuse the restores that need the place.
        _wait_active(task, request, outcome, enough=lambda: not request.wait and not needed())
    return _finish(task, request, source, outcome)


def _source(task: Task, request: Request) -> RestoreSource:
    """What is restored. A table that was deleted cannot be restored, but the task may have restored it before."""
    if request.restore_time is None:
        return FromBackup(request.backup or _newest(task, request))
    table_ref = t.cast(TableRef, request.wanted.table)
    try:
        return point_in_time.source_of(task, table_ref, request.restore_time)
    except errors.TableNotFound:
        found = table.find(task, request.target)
        if found is None or found.arn is None:
            raise
        return point_in_time.beside(table_ref, found.arn, request.restore_time)


def _settings(task: Task, request: Request, source: RestoreSource, outcome: Outcome) -> t.Mapping[str, Value] | None:
    """What the new table's settings are to be; None when the task does not change them after the restore."""
    if request.settings is None:
        return None
    given = request.settings
    if isinstance(given, dict):
        catalogue.check_botocore(task, given)
    else:
        given = settings_to_restore.of_source(task, source.table_name, _table_id(source, outcome), request.overrides)
    settings, outcome.replicas_not_made = settings_to_restore.without_unread(given)
    for each in outcome.replicas_not_made:
        task.progress.warn(unread_replicas.note_not_made(request.target.name, each))
    return settings


def _table_id(source: RestoreSource, outcome: Outcome) -> str | None:
    """The id of the table whose data it is, where that is known."""
    if isinstance(source, point_in_time.PointInTime):
        return source.described.get("TableId")
    return outcome.backup.table_id if outcome.backup else None


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


def _is_there(task: Task, request: Request, source: RestoreSource, outcome: Outcome) -> bool:
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
    code = None
    try:
        origin = restore_mark.origin_of(task, request.target, found, source)
    except errors.Denied as error:
        origin, code = restore_mark.Origin(None, f"its tags cannot be read: {error.sentence()}"), error.code
    if origin.why_not:
        name = "the backup's ARN" if source.backup_arn else f"the value {source.known_as(None)}"
        raise errors.TargetExists(
            f"{where}, and it is not known to be restored from {source.this()}: {origin.why_not.rstrip('.')}.",
            advice="The existing table was not changed. Choose another target_table_name. If you know that an interrupted run restored it from "
            f"{source.this()}, add the tag {restore_mark.TAG} with {name} to it.",
            code=code,
        )
    outcome.target, outcome.reused, outcome.restored_from = found, True, origin.restored_from
    outcome.unmarked = found.status != table.ACTIVE
    # For what is not restored. The source itself may have been deleted since.
    if isinstance(source, FromBackup):
        with contextlib.suppress(errors.BackupNotFound):
            outcome.backup = backups.describe(task, source.backup)
            outcome.features = outcome.backup.features
    elif isinstance(source, point_in_time.PointInTime) and source.described:
        outcome.features = source.features()
    task.progress.say(f"Table {request.target.name} was already restored from {source.this()} (status {found.status})")
    return True


def _made_restorable(task: Task, request: Request, source: RestoreSource, outcome: Outcome) -> RestoreSource:
    """The source as it can be restored, with all that is known of it. Raises the error that names the reason when it cannot be restored."""
    if isinstance(source, FromBackup):
        outcome.backup = _made_available(task, request, source.backup, outcome)
        outcome.features = outcome.backup.features
        return source
    source = t.cast(point_in_time.PointInTime, source)
    if not source.described:
        # It did not exist a moment ago: it still does not, or another one exists now.
        source = point_in_time.source_of(task, source.table, source.moment)
    outcome.features = source.features()
    outcome.window = point_in_time.window_of(task, source.table)
    if request.when_busy == "wait" and not request.check_mode:
        outcome.window = point_in_time.wait_in_window(task, source, outcome.window)
    point_in_time.check_window(task, source, outcome.window)
    return source


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
    outcome.changed, outcome.unmarked, outcome.restored_from = True, True, order.source.known_as(target.restoring_from)
    task.progress.announce(f"Restore accepted by AWS: {target.arn} (status {target.status})")


def _wait_active(task: Task, request: Request, outcome: Outcome, enough: t.Callable[[], bool]) -> None:
    """Waits until the table is ACTIVE, unless it is ``enough``."""
    target = t.cast(table.Table, outcome.target)
    if not request.check_mode and target.status != table.ACTIVE and not enough():
        outcome.target = wait_active(task, request.target, target, outcome.see, enough)


def _finish(task: Task, request: Request, source: RestoreSource, outcome: Outcome) -> str:
    """Waits for the table where that is wanted, marks it, and returns the message of success."""
    _wait_active(task, request, outcome, enough=lambda: not request.wait)
    target = t.cast(table.Table, outcome.target)
    if request.wait and not request.check_mode:
        if outcome.unmarked:
            _mark(task, request, source, target, outcome)
        task.progress.say(f"Restore completed successfully: {target.arn} (status ACTIVE, {round(task.deadline.elapsed())} s elapsed)")
    if outcome.settings is not None:
        _put_back(task, request, source, outcome)
    return f"Table {request.target.name}, restored from {source.text()}, has status {target.status}: {target.arn}"


def _mark(task: Task, request: Request, source: RestoreSource, target: table.Table, outcome: Outcome) -> None:
    """Tags the table, so that the next run knows it again, where the tags among its settings leave room. The restore is complete without it."""
    if not request.mark:
        return
    if not restore_mark.has_room((outcome.settings or {}).get(tags.NAME, ())):
        task.progress.warn(tags.no_room_for_mark(request.target.name))
        return
    try:
        restore_mark.mark(task, request.target, target, outcome.restored_from or source.known_as(None))
    except errors.TaskError as error:
        task.progress.warn(
            f"Table {request.target.name} could not be tagged {restore_mark.TAG}. "
            f"The next run of the task cannot recognize it as restored from {source.this()}. {error.sentence()}"
        )


def _put_back(task: Task, request: Request, source: RestoreSource, outcome: Outcome) -> None:
    """Gives the table its settings, or in check mode says what that would change."""
    target = catalogue.source(task, request.target)
    wanted = Desired(settings_to_restore.fitting(outcome.settings or {}, source.table_arn, target), purge_tags=False)
    if request.check_mode:
        foresee(task, request.target, wanted, outcome.record)
        outcome.changed = outcome.changed or bool(outcome.record.planned)
        return
    apply(task, request.target, wanted, outcome.record)
    task.progress.say(f"Settings of table {request.target.name} restored: {counted(len(outcome.record.done), 'change')}")
