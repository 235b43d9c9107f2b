# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time: one deadline for all phases of a task, and the pauses between requests. Pure."""

from __future__ import annotations

import random
import threading
import time
import typing as t

SHORTEST_PAUSE = 1.0
LONGEST_PAUSE = 5.0
# With a tenth of the time waited so far, the end of a wait is detected at most 10% late.
_PAUSE_SHARE = 0.1


class Deadline:
    """The end of a task, in seconds from now, on a clock that nobody can set. Every phase is bound by the same one."""

    def __init__(self, seconds: float, monotonic: t.Callable[[], float] = time.monotonic, sleep: t.Callable[[float], None] = time.sleep) -> None:
        self.seconds = seconds
        self.monotonic = monotonic
        self._sleep = sleep
        self._start = monotonic()

    def elapsed(self) -> float:
        """Seconds since the task began."""
        return self.monotonic() - self._start

    def remaining(self) -> float:
        """Seconds that are left; zero when none are."""
        return max(0.0, self.seconds - self.elapsed())

    def passed(self) -> bool:
        """Whether the time is over."""
        return self.remaining() <= 0

    def overrun(self) -> float:
        """Seconds since the deadline passed; zero while it is not."""
        return max(0.0, self.elapsed() - self.seconds)

    def end(self) -> None:
        """Brings the end forward to now, for all who are bound by it."""
        self.seconds = min(self.seconds, self.elapsed())

    def sleep(self, seconds: float) -> None:
        """Sleeps that long, but never past the deadline."""
        self._sleep(max(0.0, min(seconds, self.remaining())))

    def wait(self, event: threading.Event, seconds: float) -> None:
        """Waits that long, or until the event is set."""
        event.wait(seconds)


def poll_pause(waited: float) -> float:
    """Seconds from one poll of a backup to the next, given how long the wait has lasted.

    One second at first, so that the end of a short backup is detected at once; growing from 10 s on, to 5 s from 50 s on.
    """
    return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, waited * _PAUSE_SHARE))


def backoff(attempt: int, uniform: t.Callable[[float, float], float] = random.uniform) -> float:
    """Seconds before retry number ``attempt`` (1, 2, 3, ...): exponential with jitter, 0.5 to 1 s for the first, at most 5 s."""
    longest = min(LONGEST_PAUSE, 2.0 ** min(attempt - 1, 10))
    return uniform(longest / 2, longest)
