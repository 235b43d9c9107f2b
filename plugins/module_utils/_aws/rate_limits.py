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


# The part of the shortest call so far that every call takes at least. The shortest way there and the shortest way back need not be those of one call:
# with 0.9, a busy machine's 2,500 calls came to 51 in one second.
_AT_LEAST = 0.5


class RateLimit:
    """Lets so many calls through that AWS sees no more of them in any one second, the first ones at once, however many threads ask.

    When AWS has seen a call is not known: at its start at the earliest, at its end at the latest. So a call's place serves for another one
    a second after its end, less the time that each call takes at least: so long before its end AWS had seen the one, or so long after its start
    it will see the other.
    """

    def __init__(self, per_second: float, deadline: Deadline) -> None:
        self._deadline = deadline
        # The places that nobody has, by the seconds elapsed when the last call in it ended.
        self._ended_at = [-1.0] * round(per_second)
        # Seconds of the shortest call so far.
        self._shortest: float | None = None
        self._given_back = threading.Condition()

    @contextlib.contextmanager
    def turn(self) -> t.Iterator[None]:
        """Waits for a place (or for the deadline), and has it while the block runs."""
        at = self._taken()
        began: float | None = None
        try:
            self._deadline.sleep(at - self._deadline.elapsed())
            began = self._deadline.elapsed()
            yield
        finally:
            self._give_back(began)

    def _taken(self) -> float:
        """Takes the place that may be used first; says from when on."""
        with self._given_back:
            self._given_back.wait_for(lambda: self._ended_at, self._deadline.remaining())
            # At the deadline nobody waits for another's call any more: what is asked now is a last check.
            if not self._ended_at:
                return self._deadline.elapsed()
            return heapq.heappop(self._ended_at) + 1.0 - _AT_LEAST * (self._shortest or 0.0)

    def _give_back(self, began: float | None) -> None:
        """Gives back the place of a call that began at so many seconds elapsed, and has ended now; None when it was not even made."""
        ended = self._deadline.elapsed()
        with self._given_back:
            if began is not None:
                took = ended - began
                self._shortest = took if self._shortest is None else min(took, self._shortest)
            heapq.heappush(self._ended_at, ended)
            self._given_back.notify()


class RateLimits:
    """Keeps all threads of a task, together, to AWS's rates: better to wait one's turn than to be throttled."""

    def __init__(self, deadline: Deadline) -> None:
        self._limits = {call: RateLimit(rate, deadline) for call, rate in RATES.items()}

    def turn(self, call: str) -> t.ContextManager[None]:
        """Waits until the call may be made; the block makes it."""
        return self._limits[call].turn() if call in self._limits else contextlib.nullcontext()
