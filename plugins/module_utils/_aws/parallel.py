# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many small jobs of one task in threads. The task's rate limits and deadline hold for all of them together."""

from __future__ import annotations

import collections
import concurrent.futures
import typing as t

from .._task.signals import signals_blocked
from .task import Task

# Seconds, at most, between two checks of whether the task is to end.
_SOON = 0.05


def run_all(task: Task, jobs: t.Sequence[t.Callable[[], None]], threads: int) -> None:
    """Runs the jobs in this number of threads, started in their order, and returns when all have ended.

    Raises the first failure of a job, and Interrupted. Then nothing more is started, and running requests end at once.
    """
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        futures: collections.deque[concurrent.futures.Future[None]] = collections.deque()
        try:
            with signals_blocked():  # the pool starts its threads as it is given work
                futures.extend(pool.submit(job) for job in jobs)
            while futures:
                concurrent.futures.wait([futures[0]], _SOON)
                task.check()
                if futures[0].done():
                    futures.popleft().result()
        except BaseException:
            for each in futures:
                each.cancel()
            task.deadline.end()
            raise
