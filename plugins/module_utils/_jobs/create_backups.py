# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backups of many tables at once: each as jobs.create_backup makes one, in threads; one wait for all of them."""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import dataclasses
import threading
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
from .._task.progress import Progress
from .._task.results import counted, some
from .._task.signals import signals_blocked
from . import create_backup

# Seconds, at most, between two checks of the threads.
_SOON = 0.05
# Seconds from one count of what is done to the next.
_REPORTED_AFTER = 0.25
# So many failures are told in the message, and so many as they happen; all of them are in the result.
_TOLD, _SHOWN = 5, 20


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

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return self.selection.tables or ()


@dataclass
class Share:
    """One table's share of the work, and what is known of it so far."""

    table: TableRef
    backup_name: str
    cut: bool
    lines: list[str] = field(default_factory=list)
    known: create_backup.Outcome = field(default_factory=create_backup.Outcome)
    began: float | None = None
    elapsed: float = 0.0
    msg: str = ""
    error: errors.TaskError | None = None
    ended: bool = False

    def as_result(self) -> dict[str, t.Any]:
        """The keys of the result: the backup as wherever one is described, and those of the task about one table."""
        known = self.known.as_result()
        facts = {"table_name": self.table.name, "backup_name": self.backup_name, **known.pop("backup", {}), "backup_name_cut": self.cut, **known}
        facts.update(msg=self.msg, elapsed=round(self.elapsed, 1), progress=self.lines, failed=self.error is not None)
        if self.error:
            facts["error"] = {"code": self.error.code, "message": self.error.aws_text or self.error.text}
        return facts


@dataclass
class Outcome:
    """What is known so far, of every table."""

    shares: list[Share] = field(default_factory=list)
    elapsed: float = 0.0

    def failed(self) -> list[Share]:
        """Those that failed."""
        return [each for each in self.shares if each.error]

    def not_tried(self) -> list[Share]:
        """Those that were not begun."""
        return [each for each in self.shares if each.began is None]

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        if not any(each.began is not None for each in self.shares):
            return "No backup was created."
        open_ = [each for each in self.shares if each.began is not None and not each.ended]
        going = [each.known.backup.arn for each in open_ if each.known.backup]
        unknown = [each.table.name for each in open_ if each.known.unsettled]
        text = f"Created {self._made()}, reused {self._reused()}, failed {len(self.failed())}, not started {len(self.not_tried())}."
        text += f" Still being created: {some(going, _TOLD, '`backups`')}." if going else ""
        return text + (f" It is not known whether a backup was created for: {some(unknown, _TOLD, '`backups`')}." if unknown else "")

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        slowest = max((each for each in self.shares if each.ended), key=lambda each: each.elapsed, default=None)
        summary: dict[str, t.Any] = {
            "tables": len(self.shares),
            "created": self._made(),
            "reused": self._reused(),
            "failed": len(self.failed()),
            "not_tried": len(self.not_tried()),
            "elapsed": round(self.elapsed, 1),
        }
        if slowest:
            summary["slowest"] = {"table_name": slowest.table.name, "elapsed": round(slowest.elapsed, 1)}
        # What failed comes first, then what is not done: whoever is shown the beginning of thousands of entries sees what matters.
        results = [each.as_result() for each in sorted(self.shares, key=lambda each: 0 if each.error else 1 + each.ended)]
        return {
            "changed": any(each["changed"] for each in results),
            "backups": results,
            "summary": summary,
            "failed_tables": [each.table.name for each in self.failed()],
        }

    def _made(self) -> int:
        return sum(each.known.changed for each in self.shares)

    def _reused(self) -> int:
        return sum(each.known.reused for each in self.shares)


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    tables = select(task, request.selection)
    if not tables:
        return _none(task, request)
    task.progress.announce(f"Starting backup creation: {counted(len(tables), 'table')}, region {task.region}")
    outcome.shares = [Share(each, *request.names.of(each.name)) for each in tables]
    known = _known(task, outcome.shares) if request.if_exists != "create" else None
    try:
        _Workers(task, request, outcome, known).work()
    finally:
        outcome.elapsed = task.deadline.elapsed()
    if known is not None and not request.check_mode:
        _warn_of_others(task, request, outcome)
    task.progress.say(_tally(task, outcome))
    if outcome.failed() or outcome.not_tried():
        raise _summary(task, outcome)
    if request.check_mode:
        return f"Would have created {counted(len(tables), 'backup')} in region {task.region} if not in check mode."
    return f"{counted(len(tables), 'table')} in region {task.region} backed up in {round(outcome.elapsed)} s."


def _none(task: Task, request: Request) -> str:
    if request.allow_empty:
        return f"No table in region {task.region} is selected: nothing to back up."
    raise errors.NoTables(f"No table in region {task.region} is selected.", advice="Check the names, patterns and tags, or set allow_empty=true.")


def _known(task: Task, shares: t.Sequence[Share]) -> dict[str, list[Backup]] | None:
    """All USER backups of the region by table, when that asks less than one list for each table; None otherwise."""
    if len(shares) < 2:
        return None
    found = listed_within(task, Filter(), pages=len(shares))
    if found is None:
        return None
    by_table: dict[str, list[Backup]] = {each.table.name: [] for each in shares}
    for backup in found:
        by_table.get(backup.table_name, []).append(backup)
    return by_table


def _warn_of_others(task: Task, request: Request, outcome: Outcome) -> None:
    """Reports backups of the same names that another task made meanwhile, by one more list of the region."""
    made = [each for each in outcome.shares if each.known.changed and not each.known.reused]
    with contextlib.suppress(errors.TaskError):
        known = _known(task, outcome.shares) if made else None
        for share in made if known is not None else ():
            create_backup.warn_of_others(task, _order(request, share, known), share.known)


class _Workers:
    """Threads that make the backups, and one that waits for them all."""

    def __init__(self, task: Task, request: Request, outcome: Outcome, known: t.Mapping[str, list[Backup]] | None) -> None:
        self._task = task
        self._request = request
        self._outcome = outcome
        self._known = known
        self._waiter = Waiter(task)
        self._stopped = threading.Event()
        self._news = threading.Event()
        self._shown = 0
        self._showing = threading.Lock()

    def work(self) -> None:
        """Backs up all tables, and returns when each is done, has failed, or is not to be tried."""
        with concurrent.futures.ThreadPoolExecutor(self._request.parallel) as pool:
            try:
                with signals_blocked():  # the pool starts its threads as it is given work
                    futures = [pool.submit(self._one, share) for share in self._outcome.shares]
                self._wait(futures)
            except BaseException:
                # What is under way comes to an end at once; nothing more is begun.
                self._stopped.set()
                self._task.deadline.end()
                raise

    def _wait(self, futures: t.Sequence[concurrent.futures.Future[None]]) -> None:
        deadline = self._task.deadline
        next_poll: float | None = None
        next_report = 0.0
        open_ = collections.deque(futures)
        # In this order: what is done may have left something to wait for.
        while _any_open(open_) or self._waiter.pending():
            # The loop comes by here for every table: what looks at all of them is not for every time.
            if deadline.elapsed() >= next_report:
                self._report()
                next_report = deadline.elapsed() + _REPORTED_AFTER
            if not self._waiter.pending():
                next_poll = None
            elif next_poll is None:
                next_poll = deadline.elapsed() + INITIAL_DELAY
            elif deadline.elapsed() >= next_poll:
                self._waiter.poll()
                next_poll = deadline.elapsed() + self._waiter.pause()
            self._task.check()
            self._news.wait(_SOON)
            self._news.clear()

    def _one(self, share: Share) -> None:
        if self._stopped.is_set() or self._task.deadline.passed():
            return
        share.began = self._task.deadline.elapsed()
        progress = Progress(self._task.deadline)
        share.lines = progress.lines
        task = dataclasses.replace(self._task, progress=progress)
        try:
            msg = create_backup.run(task, _order(self._request, share, self._known), share.known)
        except errors.TaskError as error:
            self._end(share, error=error)
        except Exception as error:  # pylint: disable=broad-exception-caught
            # A mistake of ours with one table must not lose the others.
            self._end(share, error=errors.TaskError(f"Unexpected {type(error).__name__}: {error}.", code="InternalError"))
        else:
            self._accepted(share, msg)
        self._task.progress.take_warnings(progress)
        self._news.set()

    def _accepted(self, share: Share, msg: str) -> None:
        backup = share.known.backup
        if not backup or backup.status != CREATING or not self._request.wait or self._request.check_mode:
            self._end(share, msg)
            return

        def ended(error: errors.TaskError | None) -> None:
            done = f"Backup {share.backup_name} of table {share.table.name} has status AVAILABLE: {backup.arn}"
            self._end(share, "" if error else done, error)

        self._waiter.add(PendingBackup(share.table, backup, self._task.deadline.elapsed(), share.known.see, ended))

    def _end(self, share: Share, msg: str = "", error: errors.TaskError | None = None) -> None:
        share.elapsed = self._task.deadline.elapsed() - t.cast(float, share.began)
        share.msg, share.error, share.ended = msg, error, True
        if error:
            share.msg = error.sentence("" if isinstance(error, errors.OutcomeUnknown) else share.known.state())
            share.lines.append(f"Error: {share.msg}")
            self._show(share.msg)
            if self._request.fail_fast:
                self._stopped.set()
        elif self._request.wait and not self._request.check_mode:
            arn = t.cast(Backup, share.known.backup).arn
            share.lines.append(create_backup.completed(arn, share.known.reused, share.elapsed))

    def _show(self, failure: str) -> None:
        """Reports a failure as it happens; of many the first ones alone, so that they can be read."""
        with self._showing:
            self._shown += 1
            number = self._shown
        if number <= _SHOWN:
            self._task.progress.say(f"Error: {failure}")
        elif number == _SHOWN + 1:
            self._task.progress.say("Error: More tables failed. Further failures are only counted here; see `backups` in the result.")

    def _report(self) -> None:
        shares = self._outcome.shares
        done = sum(each.ended and not each.error for each in shares)
        running = sum(each.began is not None and not each.ended for each in shares)
        elapsed = self._task.deadline.elapsed()
        left = f", about {round(elapsed / done * (len(shares) - done))} s remaining" if done else ""
        self._task.progress.status = f"Backups: status {done} done, {running} running, {len(self._outcome.failed())} failed of {len(shares)}{left}"


def _any_open(futures: collections.deque[concurrent.futures.Future[None]]) -> bool:
    """Whether one of them is not done; takes those away that are, so that none is asked again and again."""
    while futures and futures[0].done():
        futures.popleft()
    return bool(futures)


def _order(request: Request, share: Share, known: t.Mapping[str, list[Backup]] | None) -> create_backup.Request:
    """The task about one of the tables; ``known`` are the backups of all of them, where they were listed."""
    return create_backup.Request(
        table=share.table,
        backup_name=share.backup_name,
        wait=False,
        if_exists=request.if_exists,
        when_busy=request.when_busy,
        check_mode=request.check_mode,
        known=known[share.table.name] if known is not None else None,
    )


def _tally(task: Task, outcome: Outcome) -> str:
    done = sum(each.ended and not each.error for each in outcome.shares)
    rest = f", {len(outcome.not_tried())} not started" if outcome.not_tried() else ""
    return f"Backups: {done} done, {len(outcome.failed())} failed{rest} of {len(outcome.shares)} ({round(outcome.elapsed)} s elapsed)"


def _summary(task: Task, outcome: Outcome) -> errors.NotBackedUp:
    failed, not_tried = outcome.failed(), outcome.not_tried()
    told = " ".join(f"{each.table.name}: {each.msg}" for each in failed[:_TOLD])
    more = f" And {len(failed) - _TOLD} more ({_by_code(failed)} in total); see `failed_tables`." if len(failed) > _TOLD else ""
    left = f" {counted(len(not_tried), 'table')} not started." if not_tried else ""
    return errors.NotBackedUp(
        f"{len(failed) + len(not_tried)} of {counted(len(outcome.shares), 'table')} in region {task.region} not backed up. {told}{more}{left}",
        advice="See `backups` in the result. Run the task again with if_exists=reuse to create the missing backups.",
    )


def _by_code(failed: t.Iterable[Share]) -> str:
    """How many failed with which code, the most frequent first."""
    codes = collections.Counter(t.cast(errors.TaskError, each.error).code for each in failed)
    return some([f"{number} {code}" for code, number in codes.most_common()], _TOLD, "`backups`")
