# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS's own clock says, beside this machine's: either may be wrong."""

from __future__ import annotations

import datetime
import email.utils
import time
import typing as t
from dataclasses import dataclass


@dataclass(frozen=True)
class TwoClocks:
    """One moment as two clocks show it: AWS's, by the Date headers of its answers (None before the first one), and this machine's own.

    When they agree, both are right: AWS refuses the signatures of a machine whose clock is minutes wrong, and a proxy that writes a Date header
    of its own has no part in that.
    """

    aws: datetime.datetime | None
    here: datetime.datetime

    def apart(self) -> datetime.timedelta | None:
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
        self._read: tuple[datetime.datetime, float] | None = None

    def observe(self, date_header: str | None) -> None:
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
