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
    # Assumed: AWS publishes none for it but the 50 restores at once.
    "RestoreTableToPointInTime": 10.0,
    "ListBackups": 5.0,
    "ListTagsOfResource": 10.0,
    "DescribeContinuousBackups": 10.0,
    # AWS Backup publishes no rates: assumed.
    "ListBackupVaults": 10.0,
    "ListRecoveryPointsByBackupVault": 10.0,
    "ListRecoveryPointsByResource": 10.0,
    "ListBackupPlans": 10.0,
    "GetBackupPlan": 10.0,
    "ListBackupSelections": 10.0,
    "GetBackupSelection": 10.0,
}

# How many tables AWS restores at once in an account, whatever they are restored from (AWS API reference, RestoreTableToPointInTime).
RESTORES_AT_ONCE = 50

# Seconds, at most, between two checks of a thread that waits for a place.
_SOON = 0.1


class RateLimit:
    """Limits the calls of all threads to the number that AWS allows in any one second. The first calls start at once.

    A call has its place until a second after its end: by then AWS has seen it, however long it was on its way. A shorter time was tried, by
    the fastest answer: 2,500 calls of a busy machine then came to 51 in one second.
    """

    def __init__(self, per_second: float, deadline: Deadline) -> None:
        self._deadline = deadline
        # The free places, by the second of the task from which on each may be used.
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
            # At the deadline no thread waits for the call of another one: a request made now is a last check.
            return heapq.heappop(self._free_at) if self._free_at else self._deadline.elapsed()


class ConcurrencyLimit:
    """Limits how many threads work at the same time."""

    def __init__(self, most: int) -> None:
        self._free = threading.Semaphore(most)

    @contextlib.contextmanager
    def place(self, check: t.Callable[[], None]) -> t.Iterator[None]:
        """Waits for a place, and has it while the block runs. ``check`` is called while it waits, and raises when that must end."""
        while not self._free.acquire(timeout=_SOON):
            check()
        try:
            # The place may have come too late.
            check()
            yield
        finally:
            self._free.release()


class RateLimits:
    """Keeps all threads of a task, together, to AWS's rates: a thread waits for its turn, so that AWS does not throttle it."""

    def __init__(self, deadline: Deadline) -> None:
        self._limits = {call: RateLimit(rate, deadline) for call, rate in RATES.items()}

    def turn(self, call: str) -> t.ContextManager[None]:
        """Waits until the call may be made; the block makes it."""
        return self._limits[call].turn() if call in self._limits else contextlib.nullcontext()
