# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Standard error, written to directly: what it does not take is dropped, and no wait for it is long.

Ansible's Display is no way for reports. A worker's goes through a queue to the main process, where a thread dies of the OSError when
standard error can't be written; the whole play then waits for results without end (seen with ansible-core 2.19).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import stat
import sys
import time
import typing as t

# A duplicate must not take the place of a standard descriptor that is closed.
_LOWEST = 10
# Bytes kept while standard error takes nothing; more is dropped.
_KEPT = 1_000_000


def duplicate() -> int | None:
    """A descriptor of standard error; None where there is none. It never blocks, where the system allows that.

    To be called when a plugin's class is loaded: in the main process, since a worker has no standard error of its own (from ansible-core 2.19 on).
    """
    try:
        number = t.cast(t.TextIO, sys.__stderr__).fileno()
        return _opened_again(number) or fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, _LOWEST)
    except (AttributeError, OSError, ValueError):
        return None


def _opened_again(number: int) -> int | None:
    """A pipe or terminal, opened a second time: O_NONBLOCK on the given descriptor would reach all processes that share it. None for anything else."""
    with contextlib.suppress(OSError):
        mode = os.fstat(number).st_mode
        if stat.S_ISFIFO(mode) or os.isatty(number):
            opened = os.open(f"/proc/self/fd/{number}", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
            try:
                return fcntl.fcntl(opened, fcntl.F_DUPFD_CLOEXEC, _LOWEST)
            finally:
                os.close(opened)
    return None


class Output:
    """Bytes on their way to a descriptor (None: nowhere). It keeps what the descriptor does not take yet, and drops what fails."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        self._left = b""

    def waiting_for(self) -> int | None:
        """The descriptor, when it has not yet taken everything."""
        return self._descriptor if self._left else None

    def add(self, data: bytes) -> None:
        """Writes what the descriptor takes now, and keeps the rest."""
        if self._descriptor is not None and len(self._left) < _KEPT:
            self._left += data
            self.flush()

    def flush(self, seconds: float = 0.0) -> None:
        """Writes what the descriptor takes within that number of seconds."""
        limit = time.monotonic() + seconds
        while self._left and self._descriptor is not None and _is_writable(self._descriptor, limit - time.monotonic()):
            self._write(self._descriptor)

    def _write(self, descriptor: int) -> None:
        try:
            # Bytes that a descriptor takes without a wait when poll() reports it as writable.
            taken = os.write(descriptor, self._left[: select.PIPE_BUF])
        except BlockingIOError:
            return
        except OSError:
            taken = len(self._left)
        self._left = self._left[taken:]


def _is_writable(descriptor: int, seconds: float) -> bool:
    """Whether a write ends at once, with success or an error."""
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return bool(poll.poll(max(0.0, seconds) * 1000))
