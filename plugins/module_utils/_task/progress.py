# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task reports while it runs, when, and where the reports go."""

from __future__ import annotations

import contextlib
import threading
import typing as t

from .clock import Deadline
from .plain_text import one_line
from .results import counted
from .signals import signals_blocked

REPORT_INTERVAL = 30.0
# Limits of the result: all lines, the first lines among them, and warnings. A task of two hours has 240 reports of its status.
MOST_LINES, FIRST_LINES = 500, 100
MOST_WARNINGS = 20
# Seconds that an announcement waits for being shown, at most.
ANNOUNCEMENT = 0.3

Sink = t.Callable[[str], None]


class Progress:
    """The reports of one task: handed to every sink at once, and kept in ``lines``, which drops lines in the middle when there are too many.

    A phase says what it does with ``say`` and keeps ``status`` at what it waits for; ``heartbeat`` repeats the status.
    """

    def __init__(
        self, deadline: Deadline, sinks: t.Sequence[Sink] = (), wait_until_shown: t.Callable[[float], None] = lambda seconds: None, prefix: str = ""
    ) -> None:
        """``wait_until_shown`` returns when the sinks have shown every line that they received, or after that number of seconds.

        Each line begins with the prefix.
        """
        self.lines: list[str] = []
        self._left_out = 0
        self._warnings: list[str] = []
        self._more_warnings = 0
        self.status = ""
        self._deadline = deadline
        self._sinks = sinks
        self._wait_until_shown = wait_until_shown
        self._prefix = prefix
        self._lock = threading.Lock()
        self._last = deadline.elapsed()

    def say(self, text: str) -> None:
        """Reports one line now."""
        line = one_line(f"{self._prefix}{text}")
        with self._lock:
            self._last = self._deadline.elapsed()
            self._keep(line)
            for sink in self._sinks:
                sink(line)

    def _keep(self, line: str) -> None:
        self.lines.append(line)
        if len(self.lines) > MOST_LINES:
            # In place: the list is part of results that are built while it grows.
            self._left_out += 1 if self._left_out else 2
            self.lines[FIRST_LINES : FIRST_LINES + 2] = [f"({self._left_out} lines are left out here)"]

    def announce(self, text: str) -> None:
        """Reports one line and waits until it is shown, at most 0.3 s: what is about to be made must be on the terminal before its request leaves."""
        self.say(text)
        self._wait_until_shown(ANNOUNCEMENT)

    def warn(self, text: str) -> None:
        """Reports one line now that must also stand out in the result."""
        self._add_warning(text)
        self.say(f"Warning: {text}")

    @property
    def warnings(self) -> list[str]:
        """What must stand out in the result; of many, the first ones and how many more there are."""
        more = f"And {counted(self._more_warnings, 'more warning')}, told in progress alone."
        return [*self._warnings, more] if self._more_warnings else list(self._warnings)

    def take_warnings(self, other: Progress) -> None:
        """Adds the warnings of a part of the task that has reports of its own."""
        for text in other._warnings:  # pylint: disable=protected-access
            self._add_warning(text)
        with self._lock:
            self._more_warnings += other._more_warnings  # pylint: disable=protected-access

    def _add_warning(self, text: str) -> None:
        with self._lock:
            if len(self._warnings) < MOST_WARNINGS:
                self._warnings.append(text)
            else:
                self._more_warnings += 1

    def elapsed(self) -> float:
        """Seconds since the task began."""
        return self._deadline.elapsed()

    def due_in(self) -> float:
        """Seconds until the status has to be reported again."""
        return max(0.0, self._last + REPORT_INTERVAL - self._deadline.elapsed())

    def tick(self) -> None:
        """Reports the status and the time elapsed when the last report of any kind is 30 s old."""
        if self.status and self.due_in() <= 0:
            self.say(f"{self.status} ({round(self.elapsed())} s elapsed)")

    @contextlib.contextmanager
    def heartbeat(self) -> t.Iterator[None]:
        """Keeps the reports coming from a thread of their own, so that a request that hangs does not silence them."""
        stopped = threading.Event()

        def beat() -> None:
            while not stopped.wait(max(0.1, self.due_in())):
                self.tick()

        thread = threading.Thread(target=beat, name="progress", daemon=True)
        with signals_blocked():
            thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()
