# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task reports while it runs, when, and where the reports go."""

from __future__ import annotations

import contextlib
import os
import threading
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils.clock import Deadline
from ansible_collections.dynaops.dynamodb.plugins.module_utils.plain_text import one_line
from ansible_collections.dynaops.dynamodb.plugins.module_utils.threads import deaf_to_signals

REPORT_INTERVAL = 30.0

# The file in a task's temporary folder that the module appends its reports to, when an action plugin has put it there.
PROGRESS_FILE = "dynaops_progress"

Sink = t.Callable[[str], None]


class Progress:
    """The reports of one task: kept in C(lines), and handed to every sink at once.

    A phase says what it does with C(say) and keeps C(status) at what it waits for; C(heartbeat) repeats the status.
    """

    def __init__(self, deadline: Deadline, sinks: t.Sequence[Sink] = ()) -> None:
        self.lines: t.List[str] = []
        self.warnings: t.List[str] = []
        self.status = ""
        self._deadline = deadline
        self._sinks = sinks
        self._lock = threading.Lock()
        self._last = deadline.elapsed()

    def say(self, text: str) -> None:
        """Reports one line now."""
        line = one_line(text)
        with self._lock:
            self._last = self._deadline.elapsed()
            self.lines.append(line)
            for sink in self._sinks:
                sink(line)

    def warn(self, text: str) -> None:
        """Reports one line now that must also stand out in the result."""
        self.warnings.append(text)
        self.say(f"Warning: {text}")

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
        with deaf_to_signals():
            thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()


def file_sink(path: str) -> Sink:
    """A sink that appends each line to an existing file. Progress is a courtesy: a file that can't be written is passed over.

    The file is opened at once and kept open: its reader may remove it from its folder as soon as both have it.
    """
    try:
        # Without O_CREAT: a file that its reader has removed must not come back.
        handle = os.open(path, os.O_WRONLY | os.O_APPEND)
    except OSError:
        return lambda line: None

    def write(line: str) -> None:
        with contextlib.suppress(OSError):
            os.write(handle, line.encode("utf-8") + b"\n")

    return write
