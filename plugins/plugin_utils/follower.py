# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a module's reports in the action plugin: shows each line as it comes, and tells the module when the plugin no longer waits for it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import select
import signal
import threading
import types
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.connection import LINE_SHOWN, NOBODY_WAITS, PROGRESS_PIPE, SHOWN_PIPE
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.signals import signals_blocked
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils.standard_error import Output

# Seconds between two checks whether the main process still runs.
_LOOK_EVERY = 0.25
# Seconds in which a module that is told to end has ended (signals.LIMIT, and what the machine takes beside).
_LAST_WORDS = 2.5
# Seconds in which standard error must take the rest at the end.
_DROP_AFTER = 0.2

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Follower(threading.Thread):
    """Makes the two named pipes in a folder, and reads the reports of the module that opens them."""

    def __init__(self, folder: str, output: Output, show: t.Callable[[bytes], None]) -> None:
        """``show`` is given each line, and writes to ``output``. Raises OSError where no pipes can be made."""
        super().__init__(name="follow-progress", daemon=True)
        self._names = [os.path.join(folder, name) for name in (PROGRESS_PIPE, SHOWN_PIPE)]
        for name in self._names:
            os.mkfifo(name, 0o600)
        self._reports = os.open(self._names[0], os.O_RDONLY | os.O_NONBLOCK)
        # For reading too: a pipe without a reader can't be opened for writing only.
        self._shown = os.open(self._names[1], os.O_RDWR | os.O_NONBLOCK)
        self._wake_read, self._wake_write = os.pipe()
        self._output, self._show = output, show
        self._telling = threading.Lock()
        self._connected = self._told = self._stopping = False
        self._rest = b""
        self._unconfirmed = 0
        main = multiprocessing.parent_process()
        self._main = main.pid if main else None

    @contextlib.contextmanager
    def following(self) -> t.Iterator[None]:
        """Follows the module that runs in the block. When the block is left early, the module is told, and its last reports are shown."""
        with signals_blocked():
            # Ctrl-C is for the main thread, which waits for the module.
            self.start()
        try:
            with _before_signals(self.wind_up):
                yield
        except BaseException as reason:
            self.wind_up(_cause(reason))
            raise
        finally:
            self._finish()

    def wind_up(self, cause: str) -> None:
        """Tells the module that the plugin no longer waits for it, and why; returns when it has ended, after 2.5 s at most."""
        self._tell(cause)
        if self._connected:
            self.join(_LAST_WORDS)

    def run(self) -> None:
        """Reads until the module has closed its end, or is known to have ended."""
        while not self._stopping:
            events = dict(self._poll().poll(_LOOK_EVERY * 1000))
            if self._reports in events and self._read() == b"":
                break
            self._output.flush()
            self._confirm()
            self._look_after_main()
        while self._read():
            pass
        self._output.flush(_DROP_AFTER)

    def _poll(self) -> select.poll:
        poll = select.poll()
        for descriptor in (self._reports, self._wake_read):
            poll.register(descriptor, select.POLLIN)
        waiting = self._output.waiting_for()
        if waiting is not None:
            poll.register(waiting, select.POLLOUT)
        return poll

    def _read(self) -> bytes | None:
        """Reads what has arrived: empty at the end, None when nothing has arrived yet."""
        try:
            data = os.read(self._reports, 65536)
        except OSError:
            return None
        if data and not self._connected:
            self._connected = True
            _remove(*self._names)
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._unconfirmed += len(lines)
        for line in filter(None, lines):
            self._show(line)
        return data

    def _confirm(self) -> None:
        """Tells the module how many lines were shown."""
        if self._unconfirmed and self._output.waiting_for() is None:
            with self._telling, contextlib.suppress(OSError):
                if not self._told:
                    os.write(self._shown, LINE_SHOWN * self._unconfirmed)
            self._unconfirmed = 0

    def _look_after_main(self) -> None:
        """A worker outlives a main process that is killed, and waits for the module, whose result is then lost."""
        if self._main is not None and os.getppid() != self._main:
            self._tell("")

    def _tell(self, cause: str) -> None:
        """Closes the pipe that the module listens to. Its name is removed first: a module that starts later must not find it."""
        with self._telling, contextlib.suppress(OSError):
            if not self._told:
                self._told = True
                _remove(self._names[1])
                if cause:
                    os.write(self._shown, NOBODY_WAITS + cause.encode("utf-8", "replace"))
                os.close(self._shown)

    def _finish(self) -> None:
        """Shows the rest and ends the thread."""
        was_told = self._told
        self._stopping = True
        os.write(self._wake_write, b"!")
        self.join(_DROP_AFTER * 2)
        if not was_told:
            # Otherwise the first pipe would tell a module that starts later that a plugin had been there.
            _remove(*self._names)
        if not self.is_alive():
            self._tell("")
            for descriptor in (self._reports, self._wake_read, self._wake_write):
                os.close(descriptor)


@contextlib.contextmanager
def _before_signals(wind_up: t.Callable[[str], None]) -> t.Iterator[None]:
    """Lets the module end and send its last reports before a signal has its usual effect: it ends this worker and all that it has started."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[int, t.Any] = {}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)

    def take(number: int, frame: types.FrameType | None) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        wind_up(signal.Signals(number).name)
        restore()
        os.kill(os.getpid(), number)

    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, take)
    try:
        yield
    finally:
        restore()


def _cause(reason: BaseException) -> str:
    """The reason why a block was left, in words that follow "interrupted by"."""
    # Its place differs between releases of ansible-core.
    if type(reason).__name__ == "TaskTimeoutError":
        return "the task keyword timeout"
    return "SIGINT" if isinstance(reason, KeyboardInterrupt) else f"a failure of the controller ({type(reason).__name__})"


def _remove(*names: str) -> None:
    for name in names:
        with contextlib.suppress(OSError):
            os.remove(name)
