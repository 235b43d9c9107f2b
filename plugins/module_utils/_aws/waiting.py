# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for something in AWS to reach a state: polled, reported, and bound by the task's deadline."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._task.clock import backoff, poll_pause
from . import errors
from .calls import MORE_TRIES
from .task import Task

# These bring no status, and do not mean that there is none.
NO_STATUS = (errors.BackupNotFound, errors.TableNotFound, errors.Throttled, errors.ServerFault, errors.NotSent, errors.NoAnswer)
# After this number of them in a row, the error counts.
_BELIEVED = (errors.BackupNotFound, errors.TableNotFound, errors.ServerFault)

Seen = t.TypeVar("Seen")


@dataclass(frozen=True)
class Awaited(t.Generic[Seen]):
    """What is waited for, and how it is polled."""

    # "Backup nightly of table orders": what the reports call it.
    name: str
    # One request. Raises a TaskError.
    poll: t.Callable[[], Seen]
    status: t.Callable[[Seen], str]
    # Whether the wait is over; raises a TaskError when the wait can no longer succeed.
    is_done: t.Callable[[Seen], bool]
    # The error at the deadline, given the last that was seen and a note when that is an old one.
    timed_out: t.Callable[[Seen, str], errors.TaskError]
    # Told each time what is seen.
    seen: t.Callable[[Seen], None]


def wait(task: Task, awaited: Awaited[Seen], last: Seen, initial_delay: float = 0.0) -> Seen:
    """Polls until it is done, first after ``initial_delay`` seconds, and returns it as it is then; ``last`` is what is known of it now.

    A request without a response is repeated until the deadline, because AWS continues without the task. Raises what the awaited says,
    NotFound and ServerFault after 3 more tries in a row, and Denied or Rejected at once.
    """
    began = task.deadline.elapsed()
    errors_in_row = ConsecutiveErrors()
    task.deadline.sleep(initial_delay)
    while True:
        asked = task.deadline.elapsed()
        out_of_time = task.deadline.passed()
        try:
            last = awaited.poll()
        except NO_STATUS as error:
            errors_in_row.add(error)
        else:
            errors_in_row = ConsecutiveErrors()
            awaited.seen(last)
        if awaited.is_done(last) and not errors_in_row.last:
            return last
        task.progress.status = f"{awaited.name}: status {awaited.status(last)}{errors_in_row.note()}"
        if out_of_time or (errors_in_row.last and task.deadline.passed()):
            raise awaited.timed_out(last, errors_in_row.note())
        pause = max(poll_pause(asked - began), errors_in_row.pause())
        task.deadline.sleep(pause - (task.deadline.elapsed() - asked))


class ConsecutiveErrors:
    """The polls in a row that brought no status."""

    def __init__(self) -> None:
        self.last: errors.TaskError | None = None
        self._count: dict[type[errors.TaskError], int] = {}

    def add(self, error: errors.TaskError) -> None:
        """Counts one; raises it when AWS has answered with it too often."""
        self.last = error
        self._count[type(error)] = self._count.get(type(error), 0) + 1
        if isinstance(error, _BELIEVED) and self._count[type(error)] > MORE_TRIES:
            raise error

    def pause(self) -> float:
        """Seconds to let pass, at least, before the next poll."""
        return backoff(sum(self._count.values())) if self._count else 0.0

    def note(self) -> str:
        """For a report: that the status is an old one, and why."""
        return f" at the last successful poll; later polls failed ({self.last.code})" if self.last else ""
