# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many backups waited for at once: by one ListBackups for all, or by DescribeBackup for each, whichever needs fewer requests."""

from __future__ import annotations

import datetime
import threading
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.task import Task
from .._aws.waiting import NO_STATUS, ConsecutiveErrors
from .._names import TableRef
from .._task.clock import SHORTEST_PAUSE, poll_pause
from .backup import AVAILABLE, INITIAL_DELAY, Backup, describe_once, raise_if_failed, timed_out
from .listing import PAGE, Filter, listed

# ListBackups is asked for what was created from this much before the oldest backup on: its bounds are whole seconds.
_MARGIN = datetime.timedelta(seconds=1)


@dataclass
class PendingBackup:
    """One pending backup; ``since`` is the second of the task in which the wait began. ``ended`` is called once with the outcome."""

    table: TableRef
    backup: Backup
    since: float
    seen: t.Callable[[Backup], None]
    ended: t.Callable[[errors.TaskError | None], None]
    errors_in_row: ConsecutiveErrors = field(default_factory=ConsecutiveErrors)


class Waiter:
    """Waits for backups. Others may add to them at any time, from any thread; one thread calls ``poll``."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._pending: dict[str, PendingBackup] = {}
        self._lock = threading.Lock()
        self._may_list = True
        self._listed = 0
        # The seconds within which one was done of those that were found done last.
        self._took: float | None = None

    def add(self, pending: PendingBackup) -> None:
        """Waits for one more."""
        with self._lock:
            self._pending[pending.backup.arn] = pending

    def pending(self) -> list[PendingBackup]:
        """Those that are waited for now."""
        with self._lock:
            return list(self._pending.values())

    def pause(self) -> float:
        """Seconds to let pass before the next poll: as for one backup, by the one that is waited for the shortest time.

        Less when all that are left will have had as long before that as one that is done.
        """
        now, pending = self._task.deadline.elapsed(), self.pending()
        usual = min((poll_pause(now - each.since) for each in pending), default=SHORTEST_PAUSE)
        left = max(each.since for each in pending) + self._took - now if pending and self._took is not None else 0.0
        return min(usual, max(left, INITIAL_DELAY)) if left > 0 else usual

    def poll(self) -> None:
        """Polls all of them once, and reports those whose wait is over."""
        pending = self.pending()
        out_of_time = self._task.deadline.passed()
        found = self._found_by_listing(pending) if self._listing_asks_less(pending) else {}
        done_in: list[float] = []
        for each in pending:
            try:
                now = found.get(each.backup.arn) or describe_once(self._task, each.table, each.backup.arn)
            except NO_STATUS as error:
                self._missed(each, error)
            except errors.TaskError as error:
                self._end(each, error)
            else:
                self._saw(each, now)
                if now.status == AVAILABLE:
                    done_in.append(self._task.deadline.elapsed() - each.since)
        self._took = min(done_in, default=self._took)
        if out_of_time:
            for each in self.pending():
                self._end(each, timed_out(self._task, each.table, each.backup, each.errors_in_row.note()))

    def _listing_asks_less(self, pending: t.Sequence[PendingBackup]) -> bool:
        pages = 1 + max(self._listed, len(pending)) // PAGE
        return self._may_list and pages < len(pending)

    def _found_by_listing(self, pending: t.Sequence[PendingBackup]) -> dict[str, Backup]:
        """The backups by ARN; none when the list failed, so that each one is described by itself."""
        created = [each.backup.created for each in pending if each.backup.created]
        try:
            found = listed(self._task, Filter(since=min(created) - _MARGIN if created else None))
        except errors.Denied:
            self._may_list = False
            return {}
        except errors.TaskError:
            return {}
        self._listed = len(found)
        return {each.arn: each for each in found}

    def _missed(self, pending: PendingBackup, error: errors.TaskError) -> None:
        try:
            pending.errors_in_row.add(error)
        except errors.TaskError as believed:
            self._end(pending, believed)

    def _saw(self, pending: PendingBackup, now: Backup) -> None:
        pending.backup, pending.errors_in_row = now, ConsecutiveErrors()
        pending.seen(now)
        if now.status == AVAILABLE:
            self._end(pending, None)
            return
        try:
            raise_if_failed(self._task, pending.table, now)
        except errors.TaskError as error:
            self._end(pending, error)

    def _end(self, pending: PendingBackup, error: errors.TaskError | None) -> None:
        with self._lock:
            self._pending.pop(pending.backup.arn, None)
        pending.ended(error)
