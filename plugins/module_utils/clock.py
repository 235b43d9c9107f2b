# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time: one deadline for all phases of a task, the pauses between requests, and what AWS's own clock says. Pure."""

from __future__ import annotations

import datetime
import email.utils
import random
import time
import typing as t

TIMEOUT_RANGE = (60, 7200)

SHORTEST_PAUSE = 1.0
LONGEST_PAUSE = 5.0
# With a tenth of the time waited so far, a backup is noticed at most 10% late.
_PAUSE_SHARE = 0.1


def check_timeout(value: int) -> int:
    """Returns the timeout in seconds when it is within the limits; raises ValueError otherwise."""
    shortest, longest = TIMEOUT_RANGE
    if value < shortest:
        raise ValueError(f"timeout must be at least {shortest} seconds (got {value}).")
    if value > longest:
        raise ValueError(f"timeout must be at most {longest} seconds (got {value}).")
    return value


class Deadline:
    """The end of a task, in seconds from now, on a clock that nobody can set. Every phase is bound by the same one."""

    def __init__(
        self,
        seconds: float,
        monotonic: t.Callable[[], float] = time.monotonic,
        sleep: t.Callable[[float], None] = time.sleep,
    ) -> None:
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
        """Seconds since the time was over; zero while it is not."""
        return max(0.0, self.elapsed() - self.seconds)

    def sleep(self, seconds: float) -> None:
        """Sleeps that long, but never past the deadline."""
        self._sleep(max(0.0, min(seconds, self.remaining())))


def poll_pause(waited: float) -> float:
    """Seconds from one look at a backup to the next, given how long the wait has lasted.

    One second at first, so that a short backup is noticed at once; growing from 10 s on, to 5 s from 50 s on.
    """
    return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, waited * _PAUSE_SHARE))


def backoff(attempt: int, uniform: t.Callable[[float, float], float] = random.uniform) -> float:
    """Seconds before retry number O(attempt) (1, 2, 3, ...): exponential with jitter, 0.5 to 1 s for the first, at most 5 s."""
    longest = min(LONGEST_PAUSE, 2.0 ** min(attempt - 1, 10))
    return uniform(longest / 2, longest)


class ServerClock:
    """AWS's time, read off the Date headers of its answers: the controller's own clock may be wrong by hours."""

    def __init__(self, monotonic: t.Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._read: t.Optional[t.Tuple[datetime.datetime, float]] = None

    def observe(self, date_header: t.Optional[str]) -> None:
        """Takes the Date header of an answer that has just arrived; anything that is not a date is passed over."""
        try:
            moment = email.utils.parsedate_to_datetime(date_header or "")
        except (TypeError, ValueError, IndexError):
            return
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.timezone.utc)
        self._read = (moment, self._monotonic())

    def not_before(self) -> t.Optional[datetime.datetime]:
        """A moment that AWS's clock has certainly reached by now, under one second (and one answer's way) behind it.

        None as long as no answer had a date. The header was cut to whole seconds and its answer took time to arrive,
        so the header plus the time since then is never ahead of AWS.
        """
        if self._read is None:
            return None
        moment, at = self._read
        return moment + datetime.timedelta(seconds=self._monotonic() - at)
