# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many tables restored from their backups at once: each as jobs.restore_backup restores one, as many at once as AWS allows."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.calls import check_time
from .._aws.rate_limits import RESTORES_AT_ONCE, ConcurrencyLimit
from .._aws.task import Task
from .._backups import backup as backups
from .._backups import manifest
from .._backups.listing import Filter, listed_with_fewest_requests
from .._names import BackupRef, TableRef
from .._restores import settings_to_restore, target_names
from .._settings.setting import Value
from .._tables.selection import Selection
from .._task.results import counted, some
from . import restore_backup
from .many import TOLD, Shares, Work, Workers


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid. Either the backups, or of each selected table the newest one that matches the filter."""

    target_table_name: str
    backups: tuple[BackupRef, ...] | None = None
    selection: Selection = Selection()
    wanted: Filter = Filter()
    allow_empty: bool = False
    # settings_to_restore.FROM_SOURCE, or a folder with the manifests of the backups.
    settings: str | None = None
    manifests: str | None = None
    mark: bool = True
    parallel: int = RESTORES_AT_ONCE
    fail_fast: bool = False
    wait: bool = True
    when_busy: str = "fail"
    check_mode: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (*(self.backups or ()), *(self.selection.tables or ()))


@dataclass
class Share(Work):
    """One table's share of the work, and what is known of it so far. ``name`` is that of the new table."""

    source: str = ""
    backup: BackupRef | None = None
    known: restore_backup.Outcome = field(default_factory=restore_backup.Outcome)

    def outcome(self) -> restore_backup.Outcome:
        """What is known of its restore."""
        return self.known

    def as_result(self) -> dict[str, t.Any]:
        """The keys of the result: the new table as wherever one is described, and those of the task about one table."""
        known = self.known.as_result()
        arn = {"backup_arn": self.backup.arn} if self.backup else {}
        return {"table_name": self.name, **known.pop("table", {}), "source_table_name": self.source, **arn, **known, **self.facts()}


@dataclass
class Outcome:
    """What is known so far, of every table."""

    shares: Shares[Share] = field(default_factory=Shares)

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        shares = self.shares.all
        if not any(each.began is not None for each in shares):
            return "Nothing was restored."
        open_ = [each for each in shares if each.began is not None and not each.ended]
        going = [each.name for each in open_ if each.known.target and not each.known.unsettled]
        unknown = [each.name for each in open_ if each.known.unsettled]
        counts = f"failed {len(self.shares.failed())}, not started {len(self.shares.not_tried())}"
        text = f"Restored {self._restored()}, already restored {self._reused()}, {counts}."
        text += f" Still being restored: {some(going, TOLD, '`tables`')}." if going else ""
        return text + (f" It is not known whether a restore began for: {some(unknown, TOLD, '`tables`')}." if unknown else "")

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        results = [each.as_result() for each in self.shares.worst_first()]
        return {
            "changed": any(each["changed"] for each in results),
            "tables": results,
            "summary": self.shares.summary(restored=self._restored(), reused=self._reused()),
            "failed_tables": [each.name for each in self.shares.failed()],
        }

    def has_more_to_begin(self) -> bool:
        """Whether a restore has yet to begin, which may need the place of another one."""
        return any(not each.ended and each.known.target is None for each in self.shares.all)

    def _restored(self) -> int:
        return sum(each.succeeded and each.known.changed and not each.known.reused for each in self.shares.all)

    def _reused(self) -> int:
        return sum(each.succeeded and each.known.reused for each in self.shares.all)


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    outcome.shares.all = _shares(task, request)
    number = counted(len(outcome.shares.all), "table")
    if not outcome.shares.all:
        return _none(task, request)
    task.progress.announce(f"Starting restore: {number}, region {task.region}")
    places = ConcurrencyLimit(request.parallel)

    @contextlib.contextmanager
    def place(own: Task) -> t.Iterator[t.Callable[[], bool]]:
        def check() -> None:
            own.check()
            check_time(own, "AWS could restore this table: others were still being restored")

        with places.place(check):
            yield outcome.has_more_to_begin

    workers = Workers(task, outcome.shares, "Restores", "tables", request.fail_fast)
    workers.work(threads(request.parallel), lambda own, share: _restore(own, request, share, place))
    task.progress.say(outcome.shares.tally("Restores"))
    if outcome.shares.failed() or outcome.shares.not_tried():
        raise errors.NotAllRestored(
            outcome.shares.failure(task.region, "restored", "tables"),
            advice="See `tables` in the result. Run the task again with the same backup_arns to restore the missing tables.",
        )
    if request.check_mode:
        return f"Would have restored {number} in region {task.region} if not in check mode."
    return f"{number} in region {task.region} restored in {round(outcome.shares.elapsed)} s."


def threads(parallel: int) -> int:
    """The number of threads for ``parallel`` restores at once: one table gets its tag and settings while AWS already restores the next one."""
    return 2 * parallel


def _none(task: Task, request: Request) -> str:
    if request.allow_empty:
        return f"No backup in region {task.region} is selected: nothing to restore."
    raise errors.NoBackup(f"No AVAILABLE backup in region {task.region} is selected.", advice="Check the options that select it, or set allow_empty=true.")


def _shares(task: Task, request: Request) -> list[Share]:
    """A share for each table: those of the backups that were given, or of the newest that match."""
    pairs: list[tuple[str, BackupRef | None]] = [(each.table.name, each) for each in request.backups or ()]
    if request.backups is None:
        newest = _newest(task, request)
        # A table that was named and has no backup fails. Of the others it is not known whether they were meant.
        named = {each.name: newest.pop(each.name, None) for each in request.selection.tables or ()}
        pairs = [*named.items(), *sorted(newest.items())]
        try:
            target_names.check_unique(request.target_table_name, [name for name, backup in pairs])
        except ValueError as error:
            raise errors.InvalidArgument(str(error)) from error
    return [Share(name=target_names.filled(request.target_table_name, name), source=name, backup=backup) for name, backup in pairs]


def _newest(task: Task, request: Request) -> dict[str, BackupRef]:
    """The newest AVAILABLE backup of each selected table that matches, by the table's name."""
    wanted = dataclasses.replace(request.wanted, status=backups.AVAILABLE)
    newest: dict[str, BackupRef] = {}
    for each in listed_with_fewest_requests(task, request.selection, wanted):
        newest.setdefault(each.table_name, each.ref())
    return newest


def _restore(task: Task, request: Request, share: Share, place: restore_backup.Place) -> str:
    """Restores one table. Raises a subclass of TaskError."""
    if share.backup is None:
        raise errors.NoBackup(
            f"There is no AVAILABLE backup of table {share.source} in region {task.region} that matches.", advice="Check the options that select the backup."
        )
    try:
        name = target_names.target_of(request.target_table_name, share.source)
        settings = _settings(request, share.backup)
    except ValueError as error:
        raise errors.InvalidArgument(str(error)) from error
    one = restore_backup.Request(
        target=TableRef(given=name, name=name),
        backup=share.backup,
        settings=settings,
        mark=request.mark,
        place=place,
        wait=request.wait,
        when_busy=request.when_busy,
        check_mode=request.check_mode,
    )
    return restore_backup.run(task, one, share.known)


def _settings(request: Request, backup: BackupRef) -> None | str | t.Mapping[str, Value]:
    """The settings of the new table. Raises NoSource when they are kept nowhere, and ValueError when they cannot be a table's."""
    if request.manifests is None:
        return request.settings
    return settings_to_restore.parse(manifest.settings_of(request.manifests, backup.arn))
