# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's rates, and how all threads of a task together keep to them."""

from __future__ import annotations

import contextlib
import heapq
import threading
import typing as t

from .._task.clock import Deadline

# How often AWS allows a call in a second, for an account and region (AWS API reference of each call).
RATES = {
    "CreateBackup": 50.0,
    "DescribeBackup": 10.0,
    "DeleteBackup": 10.0,
    "RestoreTableFromBackup": 10.0,
    "ListBackups": 5.0,
    "ListTagsOfResource": 10.0,
    "DescribeContinuousBackups": 10.0,
}


class RateLimit:
    """Lets calls through at so many a second, evenly, however many threads ask; the first one at once."""

    def __init__(self, per_second: float, deadline: Deadline) -> None:
        self._gap = 1.0 / per_second
        self._deadline = deadline
        self._free_at = deadline.elapsed()
        self._lock = threading.Lock()

    def turn(self) -> t.ContextManager[None]:
        """Sleeps until it is the caller's turn (or the deadline)."""
        with self._lock:
            now = self._deadline.elapsed()
            at = max(now, self._free_at)
            self._free_at = at + self._gap
        if at > now:
            self._deadline.sleep(at - now)
        return contextlib.nullcontext()


class ConcurrencyLimit:
    """Lets so many calls through in any one second and no more, the first ones at once: for those that many threads make together.

    A call has its place until a second after its end: by then AWS has seen it, however long it was on its way, so that
    AWS, too, never sees more of them in a second.
    """

    def __init__(self, per_second: float, deadline: Deadline) -> None:
        self._deadline = deadline
        # The places that nobody has, by the seconds elapsed from which on each may be used.
        self._free_at = [0.0] * round(per_second)
        self._given_back = threading.Condition()

    @contextlib.contextmanager
    def turn(self) -> t.Iterator[None]:
        """Waits for a place (or for the deadline), and has it while the block runs."""
        at = self._taken()
        try:
            self._deadline.sleep(at - self._deadline.elapsed())
            yield
        finally:
            with self._given_back:
                heapq.heappush(self._free_at, self._deadline.elapsed() + 1.0)
                self._given_back.notify()

    def _taken(self) -> float:
        """Takes the place that may be used first; says from when on."""
        with self._given_back:
            self._given_back.wait_for(lambda: self._free_at, self._deadline.remaining())
            # At the deadline nobody waits for another's call any more: what is asked now is a last check.
            return heapq.heappop(self._free_at) if self._free_at else self._deadline.elapsed()


class RateLimits:
    """Keeps all threads of a task, together, to AWS's rates: better to wait one's turn than to be throttled."""

    def __init__(self, deadline: Deadline) -> None:
        # Of CreateBackup alone there are many to be sent at once; all others are sent one after the other.
        self._limits = {call: (ConcurrencyLimit if call == "CreateBackup" else RateLimit)(rate, deadline) for call, rate in RATES.items()}

    def turn(self, call: str) -> t.ContextManager[None]:
        """Waits until the call may be made; the block makes it."""
        return self._limits[call].turn() if call in self._limits else contextlib.nullcontext()
