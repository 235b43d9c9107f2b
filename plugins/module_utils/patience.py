# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often, and how long, a request may be sent again after a failure of which nothing came."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils.calls import MORE_TRIES, TRANSIENT, Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils.clock import backoff, poll_pause


class Patience:
    """Up to 3 more tries after what passes in a moment; until the deadline for what passes by itself and may be waited for."""

    def __init__(self, task: Task, when_busy: str = "fail", throttling: str = "tries") -> None:
        self._task = task
        self._waited_for: t.Tuple[t.Type[errors.TaskError], ...] = (errors.NotYetEnabled,)
        if when_busy == "wait":
            self._waited_for += (errors.Busy,)
        self._endless = (errors.Throttled,) if throttling == "wait" else ()
        self._tries = 0
        self._waiting_since: t.Optional[float] = None

    def pause_after(self, error: errors.TaskError) -> t.Tuple[bool, float]:
        """Whether the request may be sent again for all that the error says, and after how many seconds.

        The caller gives up when those seconds would end past the deadline.
        """
        if isinstance(error, TRANSIENT):
            self._tries += 1
            return self._tries <= MORE_TRIES or isinstance(error, self._endless), backoff(self._tries)
        return isinstance(error, self._waited_for), self._busy_pause()

    def _busy_pause(self) -> float:
        now = self._task.deadline.elapsed()
        if self._waiting_since is None:
            self._waiting_since = now
        return poll_pause(now - self._waiting_since)
