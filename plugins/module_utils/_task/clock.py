# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time: one deadline for all phases of a task, the pauses between requests, and what AWS's own clock says. Pure."""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import heapq
import random
import re
import threading
import time
import typing as t
from dataclasses import dataclass

TIMEOUT_RANGE = (60, 7200)

SHORTEST_PAUSE = 1.0
LONGEST_PAUSE = 5.0
# With a tenth of the time waited so far, a backup is noticed at most 10% late.
_PAUSE_SHARE = 0.1


# A restore of a large table takes hours.
RESTORE_TIMEOUT_RANGE = (60, 86400)

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def check_timeout(value: int, limits: t.Tuple[int, int] = TIMEOUT_RANGE) -> int:
    """Returns the timeout in seconds when it is within the limits; raises ValueError otherwise."""
    shortest, longest = limits
    if value < shortest:
        raise ValueError(f"timeout must be at least {shortest} seconds (got {value}).")
    if value > longest:
        raise ValueError(f"timeout must be at most {longest} seconds (got {value}).")
    return value


def parse_age(what: str, value: str) -> datetime.timedelta:
    """Reads an age such as C(30d) or C(12h); raises ValueError, which calls it O(what), when it is none."""
    match = re.fullmatch(r"([0-9]{1,6})([smhdw])", value)
    if not match:
        raise ValueError(f"{what} must be a whole number with one of the units s, m, h, d, w, such as 30d or 12h (got {ascii(value[:60])}).")
    return datetime.timedelta(seconds=int(match[1]) * _SECONDS[match[2]])


def parse_moment(what: str, value: str) -> datetime.datetime:
    """Reads an ISO 8601 date or time, in UTC where it names no zone; raises ValueError, which calls it O(what), when it is none."""
    try:
        # Before Python 3.11 the Z is not understood.
        moment = datetime.datetime.fromisoformat(re.sub("[zZ]$", "+00:00", value))
    except ValueError:
        raise ValueError(f"{what} must be an ISO 8601 date or time, such as 2026-11-21 or 2026-11-21T02:00:00Z (got {ascii(value[:60])}).") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)


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

    def end(self) -> None:
        """Brings the end forward to now, for all who are bound by it."""
        self.seconds = min(self.seconds, self.elapsed())

    def sleep(self, seconds: float) -> None:
        """Sleeps that long, but never past the deadline."""
        self._sleep(max(0.0, min(seconds, self.remaining())))


class Pace:
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


class Places:
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
            # At the deadline nobody waits for another's call any more: what is asked now is a last look.
            return heapq.heappop(self._free_at) if self._free_at else self._deadline.elapsed()


def poll_pause(waited: float) -> float:
    """Seconds from one look at a backup to the next, given how long the wait has lasted.

    One second at first, so that a short backup is noticed at once; growing from 10 s on, to 5 s from 50 s on.
    """
    return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, waited * _PAUSE_SHARE))


def backoff(attempt: int, uniform: t.Callable[[float, float], float] = random.uniform) -> float:
    """Seconds before retry number O(attempt) (1, 2, 3, ...): exponential with jitter, 0.5 to 1 s for the first, at most 5 s."""
    longest = min(LONGEST_PAUSE, 2.0 ** min(attempt - 1, 10))
    return uniform(longest / 2, longest)


@dataclass(frozen=True)
class TwoClocks:
    """One moment as two clocks show it: AWS's, by the Date headers of its answers (None before the first one), and this machine's own.

    When they agree, both are right: AWS refuses the signatures of a machine whose clock is minutes wrong, and a proxy that writes a Date header
    of its own has no part in that.
    """

    aws: t.Optional[datetime.datetime]
    here: datetime.datetime

    def apart(self) -> t.Optional[datetime.timedelta]:
        """How far the two disagree; None where AWS's is not known."""
        return None if self.aws is None else abs(self.aws - self.here)

    def latest(self) -> datetime.datetime:
        """The later of the two."""
        return self.here if self.aws is None else max(self.aws, self.here)

    def earliest(self) -> datetime.datetime:
        """The earlier of the two."""
        return self.here if self.aws is None else min(self.aws, self.here)


def _utc_now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


class ServerClock:
    """AWS's time, read off the Date headers of its answers, beside the machine's own: either may be wrong."""

    def __init__(self, monotonic: t.Callable[[], float] = time.monotonic, here: t.Callable[[], datetime.datetime] = _utc_now) -> None:
        self._monotonic = monotonic
        self._here = here
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

    def now(self) -> TwoClocks:
        """This moment. AWS's clock has certainly reached its part of it, which is under one second (and one answer's way) behind it.

        The header was cut to whole seconds and its answer took time to arrive, so the header plus the time since then is never ahead of the
        clock that wrote it.
        """
        if self._read is None:
            return TwoClocks(None, self._here())
        moment, at = self._read
        return TwoClocks(moment + datetime.timedelta(seconds=self._monotonic() - at), self._here())
