# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one loop that sends again a request that makes, changes or deletes something.

The rule stands here once: it is sent again only when the failure proves that it had no effect, or when its caller has checked that. The callers
provide this check.
"""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass

from .._task.clock import poll_pause
from .._task.signals import Interrupted
from . import errors
from .calls import Tries
from .errors import TRANSIENT, UNKNOWN
from .server_clock import TwoClocks
from .task import Task

# Seconds within which AWS may still carry out a request that was abandoned. The search for its effect lasts as long. AWS needs well under a second.
SETTLE = 30.0

Made = t.TypeVar("Made")


class RetryPolicy:
    """Up to 3 more tries after what clears in a moment; until the deadline for what clears without action and may be waited for."""

    def __init__(self, task: Task, when_busy: str = "fail", throttling: str = "tries") -> None:
        self._task = task
        self._waited_for: tuple[type[errors.TaskError], ...] = (errors.NotYetEnabled,)
        if when_busy == "wait":
            self._waited_for += (errors.Busy,)
        self._tries = Tries(patient=throttling == "wait")
        self._waiting_since: float | None = None

    def pause_after(self, error: errors.TaskError) -> tuple[bool, float]:
        """Whether the request may be sent again for all that the error says, and after how many seconds.

        The loop gives up when those seconds would end past the deadline.
        """
        if isinstance(error, TRANSIENT):
            return self._tries.pause_after(error)
        return isinstance(error, self._waited_for), self._busy_pause()

    def _busy_pause(self) -> float:
        now = self._task.deadline.elapsed()
        if self._waiting_since is None:
            self._waiting_since = now
        return poll_pause(now - self._waiting_since)


class Unsettled:
    """Whether a request was sent whose outcome is unknown: true from its first byte until the outcome is known."""

    def __init__(self) -> None:
        self._open = False

    def __bool__(self) -> bool:
        return self._open

    @contextlib.contextmanager
    def sending(self) -> t.Iterator[None]:
        """The block sends one request. Interrupted is raised only before it leaves."""
        before, self._open = self._open, True
        try:
            yield
        except Interrupted:
            self._open = before
            raise
        except errors.TaskError as error:
            self._open = before or isinstance(error, UNKNOWN)
            raise
        self._open = False

    def settle(self) -> None:
        """The outcome is known now."""
        self._open = False


@dataclass(frozen=True)
class Doubt:
    """One request, or several, whose outcome is unknown: the first was sent at ``since``, the last was abandoned ``at`` that second of the task."""

    since: TwoClocks
    at: float
    cause: errors.TaskError


def _same(cause: errors.TaskError) -> errors.TaskError:
    return cause


def _nothing_yet(doubt: Doubt | None) -> None:
    return None


def _leave_as_it_is(cause: errors.TaskError, doubt: Doubt | None) -> errors.TaskError:
    return cause


@dataclass(frozen=True)
class Resendable(t.Generic[Made]):
    """A request that makes, changes or deletes one thing, and how to find its outcome."""

    # "create backup nightly of table orders": what the reports say that is waited for.
    purpose: str
    # Sends it once. Raises a TaskError.
    send: t.Callable[[], Made]
    # After each failure, with the doubt if there is any: the effect of the request; None when it may be sent again; a failure in the place of this
    # one. Raises a TaskError when neither is known, or when it must not be sent again.
    check: t.Callable[[errors.TaskError, Doubt | None], Made | errors.TaskError | None]
    # When there are no more tries and there is doubt: the effect of the request, or None when it certainly had none. Raises otherwise.
    last_check: t.Callable[[Doubt], Made | None]
    # Before each try, with the doubt if there is any: the effect that the request already had, or None. What it raises ends the loop.
    before_each: t.Callable[[Doubt | None], Made | None] = _nothing_yet
    # The failure as what it means for this request.
    understand: t.Callable[[errors.TaskError], errors.TaskError] = _same
    # The failure for the message, at the end of all tries.
    final: t.Callable[[errors.TaskError, Doubt | None], errors.TaskError] = _leave_as_it_is


def send_until_known(task: Task, request: Resendable[Made], policy: RetryPolicy, unsettled: Unsettled) -> tuple[Made, Doubt | None]:
    """Sends the request until its outcome is known, and returns that, with the doubt that there was.

    Raises what the request's checks raise, and the failure itself when the request had no effect.
    """
    doubt: Doubt | None = None
    while True:
        since = task.server_clock.now()
        already = request.before_each(doubt)
        if already is not None:
            unsettled.settle()
            return already, doubt
        try:
            with unsettled.sending():
                made = request.send()
            return made, doubt
        except errors.TaskError as error:
            cause = request.understand(error)
        if isinstance(cause, UNKNOWN):
            doubt = Doubt(doubt.since if doubt else since, task.deadline.elapsed(), cause)
        found = request.check(cause, doubt)
        if isinstance(found, errors.TaskError):
            cause, found = found, None
        again, pause = policy.pause_after(cause)
        if found is None and (not again or pause >= task.deadline.remaining()):
            found = request.last_check(doubt) if doubt else None
            if found is None:
                unsettled.settle()
                still_so = f"The error persisted for {round(task.deadline.elapsed())} s." if again else ""
                raise request.final(cause.adding(still_so), doubt)
        if found is not None:
            unsettled.settle()
            return found, doubt
        task.progress.status = f"Waiting to {request.purpose}: status {cause.code}"
        task.deadline.sleep(pause)


def poll_until_settled(task: Task, doubt: Doubt, table_name: str, poll: t.Callable[[], Made | None], overdue: t.Callable[[], errors.TaskError]) -> Made | None:
    """The effect of an abandoned request; None when it showed none within the longest time that this takes.

    Raises what ``poll`` raises, and the error that ``overdue`` makes when the deadline passes before that is certain.
    """
    while True:
        found = poll()
        if found is not None or task.deadline.elapsed() - doubt.at >= SETTLE:
            return found
        if task.deadline.passed():
            raise overdue()
        task.progress.status = f"Checking table {table_name}: status unknown"
        task.deadline.sleep(1.0)
