# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection between a module and the action plugin that follows it: two named pipes in the task's temporary folder.

The plugin makes both before the module starts. The module writes its reports to the first one, a line each, and reads from the second one
a byte for each line that was shown. When the plugin has ended, or no longer waits for the result, the second pipe has no writer.
Nothing here ever blocks for long, raises, or creates a file: reports are a courtesy.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time

# The named pipes: reports from the module to the plugin, and the acknowledgements for them.
PROGRESS_PIPE = "dynaops_progress"
SHOWN_PIPE = "dynaops_shown"
# What the plugin writes for each line that it has shown, and in front of the reason why it no longer waits.
LINE_SHOWN = b"."
NOBODY_WAITS = b"!"
LOST = "the loss of the connection to the controller"


class Connection:
    """The module's ends of the two pipes. ``descriptor`` is the one of the second pipe, in which poll() reports POLLHUP when nobody listens."""

    def __init__(self, progress: int, shown: int) -> None:
        self.descriptor = shown
        self._progress = progress
        self._lock = threading.Lock()
        self._received = b""
        self._is_over = False
        # Lines sent, and whether the last one was sent in part only.
        self._sent = 0
        self._is_cut = False

    def write(self, line: str) -> None:
        """Sends one line. One that the pipe does not take at once is lost, in whole or in part."""
        data = (b"\n" if self._is_cut else b"") + line.encode("utf-8", "replace") + b"\n"
        taken = self._write(data)
        self._sent += data[:taken].count(b"\n")
        self._is_cut = data[:taken][-1:] not in (b"\n", b"") or (self._is_cut and not taken)

    def wait_until_shown(self, seconds: float) -> None:
        """Returns when all lines sent so far are shown, when the plugin has stopped to show them, or after ``seconds``."""
        limit = time.monotonic() + seconds
        while self._shown() < self._sent and not self._is_over:
            left = limit - time.monotonic()
            if left <= 0 or not _has_news(self.descriptor, left):
                return
            self._receive()

    def cause(self) -> str:
        """The reason that the plugin gave for no longer waiting; empty when it gave none."""
        self._receive()
        return self._received.partition(NOBODY_WAITS)[2].decode("utf-8", "replace") or LOST

    def _write(self, data: bytes) -> int:
        """How many bytes the pipe took. Pieces of PIPE_BUF are taken as a whole or not at all."""
        taken = 0
        with contextlib.suppress(OSError):
            while taken < len(data):
                taken += os.write(self._progress, data[taken : taken + select.PIPE_BUF])
        return taken

    def _shown(self) -> int:
        return self._received.partition(NOBODY_WAITS)[0].count(LINE_SHOWN)

    def _receive(self) -> None:
        with self._lock, contextlib.suppress(OSError):
            data = os.read(self.descriptor, 65536)
            self._received += data
            self._is_over = not data


def connect(folder: str) -> Connection | None:
    """The connection to the action plugin that follows this module; None when none does (remote, async).

    ``folder`` is the temporary folder of the task. When the plugin has already ended (the folder or its end of a pipe no longer exists),
    the connection is closed from the beginning.
    """
    progress, shown = os.path.join(folder, PROGRESS_PIPE), os.path.join(folder, SHOWN_PIPE)
    if os.path.isdir(folder) and not os.path.exists(progress):
        return None
    try:
        connection = Connection(*_opened(progress, shown))
    except OSError:
        connection = _without_listener()
    for path in (progress, shown):
        # Both ends are open. Without a name, nothing of it can be left behind.
        with contextlib.suppress(OSError):
            os.remove(path)
    # Tells the plugin that the module has started.
    connection.write("")
    return connection


def _opened(progress: str, shown: str) -> tuple[int, int]:
    """The ends of both pipes. Raises OSError (ENXIO) when nobody reads the first one, or when the second one was removed."""
    # Without O_CREAT: what the plugin has removed must not come back.
    writing = os.open(progress, os.O_WRONLY | os.O_NONBLOCK)
    try:
        return writing, os.open(shown, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        os.close(writing)
        raise


def _without_listener() -> Connection:
    """A connection whose other ends are closed."""
    (reading, gone), (far, writing) = os.pipe(), os.pipe()
    os.close(gone)
    os.close(far)
    return Connection(writing, reading)


def _has_news(descriptor: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
