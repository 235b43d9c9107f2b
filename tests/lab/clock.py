# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's clock in the lab. It may be wrong beside this machine's by as much as a test wants."""

from __future__ import annotations

import email.utils
import time


class LabClock:
    """Seconds since 1970, and the Date header, as AWS sees them."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._stands_at: float | None = None

    def stand(self, still: bool) -> None:
        """Stops, or goes on with the machine's clock; ``offset`` moves it all the same."""
        self._stands_at = time.time() if still else None

    def now(self) -> float:
        """Seconds since 1970."""
        return (time.time() if self._stands_at is None else self._stands_at) + self.offset

    def date_header(self, error: float = 0.0) -> str:
        """The Date header of an answer that is sent now, wrong by so many seconds."""
        return email.utils.formatdate(self.now() + error, usegmt=True)
