# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a table could be restored today, from what was found about it. Pure."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

PROTECTED, STALE, UNPROTECTED, UNKNOWN = "protected", "stale", "unprotected", "unknown"
# All verdicts, the most urgent one first.
VERDICTS = (UNPROTECTED, UNKNOWN, STALE, PROTECTED)

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


@dataclass(frozen=True)
class MaxAge:
    """How old the newest restorable state may be, as it was given and as a time."""

    given: str
    time: datetime.timedelta


@dataclass(frozen=True)
class Source:
    """One thing that a table may be restored from. It could not be read where ``is_known`` is false."""

    # In one sentence: what it can do, or why it cannot, or why that is not known.
    text: str
    # The newest state that it can restore.
    newest: datetime.datetime | None = None
    is_known: bool = True


@dataclass(frozen=True)
class Verdict:
    """The verdict on a table with its reasons, which are sentences; the newest restorable state and its age in seconds, where there is one."""

    verdict: str
    reasons: tuple[str, ...]
    newest: datetime.datetime | None = None
    age: float | None = None


def judge(sources: t.Sequence[Source], max_age: MaxAge, now: datetime.datetime) -> Verdict:
    """The verdict. What could not be read can only hide a newer state, so it never makes a verdict better."""
    best = max((each for each in sources if each.newest), key=lambda each: t.cast(datetime.datetime, each.newest), default=None)
    # AWS's clock and this machine's may differ: nothing is younger than new.
    age = max(0.0, (now - t.cast(datetime.datetime, best.newest)).total_seconds()) if best else None
    unknown = [each.text for each in sources if not each.is_known]
    rest = [each.text for each in sources if each.is_known and each is not best]
    if best and age is not None and age <= max_age.time.total_seconds():
        return Verdict(PROTECTED, (best.text,), best.newest, age)
    old = [f"{best.text} That is older than max_age ({max_age.given})."] if best else []
    if unknown:
        return Verdict(UNKNOWN, (*unknown, *old, *rest), best.newest if best else None, age)
    if best:
        return Verdict(STALE, (*old, *rest), best.newest, age)
    return Verdict(UNPROTECTED, tuple(rest))


def in_words(age: float) -> str:
    """So many seconds, rounded down to the largest unit that fits: 3 days, 1 hour."""
    size, unit = next((each for each in _UNITS if age >= each[0]), _UNITS[-1])
    number = int(age // size)
    return f"{number} {unit}{'' if number == 1 else 's'}"
