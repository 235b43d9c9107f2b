# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a module is asked to end, and how it ends in time.

A signal, or that nobody is left to take the result, is recorded and wakes whoever sleeps. Nothing is raised into library code: only
``Ending.check`` and ``Ending.sleep``, which our own code calls, raise ``Interrupted``. A thread of its own, the guard, sees to the time:
it ends requests that still have no answer, and as the last resort reports what is known and ends the process.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import threading
import time
import typing as t

# Seconds after the request to end: how long an answer may still arrive, and when the process must have ended.
GRACE = 1.0
LIMIT = 1.8
# Seconds: signals that come within this time after the first one belong to it (a terminal and a parent may both pass one on).
_SAME_SIGNAL = 0.1

# Milliseconds after which the guard looks again whether the process that started the module is still there.
_PARENT_CHECK = 1000

_ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_WAKE_GUARD = b"\0"


class Interrupted(BaseException):
    """The module is asked to end; the text names the cause. Not an Exception: no handler of failed requests may catch it."""


@contextlib.contextmanager
def signals_blocked() -> t.Iterator[None]:
    """Threads that are started in this block never take a signal.

    Python runs its handlers in the main thread alone, and a signal that another thread took would not wake it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Ending:
    """The end of the module's work, asked for at most once. It takes no lock, so that a signal handler may call ``begin``."""

    def __init__(self) -> None:
        self.cause: str | None = None
        # Called once by the guard when the grace is over: ends what is still under way.
        self.cut: t.Callable[[], None] = lambda: None
        # Called by the guard when the limit is reached: reports what is known.
        self.last_words: t.Callable[[], None] = _nothing_known
        self._asleep: tuple[int, int] | None = None
        self._guard: _Guard | None = None
        self._listener: int | None = None
        self._why_alone: t.Callable[[], str] = lambda: "the end of the process that started it"
        self._parent: int | None = None
        self._telling = threading.Lock()

    def handle_signals(self) -> None:
        """Records from now on the signals that end a process. Those that are ignored (nohup) stay ignored. For the main thread of a module.

        So is the end of the parent process. When the time of ``async`` is over, Ansible kills the group of the process that has started the module;
        this process gets a group of its own a moment after its start, and a module that it had started by then is not in it (read in async_wrapper.py,
        seen with ansible-core 2.20 on a busy machine).
        """
        self._asleep = os.pipe()
        self._parent = os.getppid()
        guard = self._guard = _Guard(self)
        signal.set_wakeup_fd(guard.wake_fd, warn_on_full_buffer=False)
        for number in _ENDING_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._record)
        with signals_blocked():
            guard.start()

    def listen_to(self, listener: int, why: t.Callable[[], str]) -> None:
        """Ends the work when the other end of this pipe is closed: nobody would see the result. ``why`` names the cause."""
        self._listener, self._why_alone = listener, why
        if self._guard:
            self._guard.wake()

    def begin(self, cause: str) -> None:
        """Asks for the end, because of this; only the first cause counts."""
        if self.cause is None:
            self.cause = cause
            if self._asleep:
                os.write(self._asleep[1], b"!")
            if self._guard:
                self._guard.wake()

    def check(self) -> None:
        """Raises Interrupted when the end was asked for: before whatever begins something."""
        if self.cause is None and self.is_alone():
            self.begin(self._why_alone())
        if self.cause is not None:
            raise Interrupted(self.cause)

    def sleep(self, seconds: float) -> None:
        """Sleeps for that many seconds. Raises Interrupted as soon as the end is asked for."""
        if self._asleep is None:
            time.sleep(seconds)
        else:
            readable(self._asleep[0], seconds)
        self.check()

    def is_alone(self) -> bool:
        """Whether the listener has ended; where there is none, whether the process that started this one has."""
        if self._listener is not None:
            return has_no_other_end(self._listener)
        return self._parent is not None and os.getppid() != self._parent

    def listener(self) -> int | None:
        """The pipe whose other end is the listener's."""
        return self._listener

    def claim_last_word(self, wait: bool = True) -> bool:
        """True for the first thread that asks: it tells the result. Another one waits for the end of the process, or is told False."""
        if self._guard is None or self._telling.acquire(blocking=False):
            return True
        while wait:
            time.sleep(LIMIT)
        return False

    def _record(self, number: int, frame: t.Any) -> None:
        self.begin(signal.Signals(number).name)


class _Guard(threading.Thread):
    """Keeps the time of an ending. It reads the numbers of the signals from the pipe that the interpreter writes them to, so that it knows of
    them also while the main thread is inside a call that no handler interrupts."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(name="ending", daemon=True)
        self._ending = ending
        self._read_fd, self.wake_fd = os.pipe()
        for end in (self._read_fd, self.wake_fd):
            os.set_blocking(end, False)
        self._began: float | None = None
        self._is_cut = False

    def wake(self) -> None:
        """Wakes the guard, which then checks the ending again."""
        with contextlib.suppress(OSError):
            os.write(self.wake_fd, _WAKE_GUARD)

    def run(self) -> None:
        """Waits for the request to end, and then keeps its time."""
        while True:
            for number in self._signals():
                self._take(number)
            if self._ending.cause is None and self._ending.is_alone():
                with contextlib.suppress(Interrupted):
                    self._ending.check()
            if self._ending.cause is not None:
                self._keep_time()

    def _signals(self) -> bytes:
        """The numbers of the signals that came, after a wait for one or for the next moment that matters."""
        poll = select.poll()
        poll.register(self._read_fd, select.POLLIN)
        listener = self._ending.listener()
        if listener is not None and self._ending.cause is None:
            poll.register(listener, 0)
        poll.poll(self._pause())
        with contextlib.suppress(BlockingIOError):
            return os.read(self._read_fd, 64)
        return b""

    def _pause(self) -> float:
        """Milliseconds until there is something to do even if nothing comes."""
        if self._began is None:
            return _PARENT_CHECK
        seconds = self._began + (LIMIT if self._is_cut else GRACE) - time.monotonic()
        return max(seconds, 0.01) * 1000

    def _take(self, number: int) -> None:
        if number not in _ENDING_SIGNALS:
            return
        if self._began is not None and time.monotonic() - self._began > _SAME_SIGNAL:
            os._exit(128 + number)
        self._ending.begin(signal.Signals(number).name)

    def _keep_time(self) -> None:
        now = time.monotonic()
        if self._began is None:
            self._began = now
        if now - self._began >= GRACE and not self._is_cut:
            self._is_cut = True
            self._ending.cut()
        if now - self._began >= LIMIT and self._ending.claim_last_word(wait=False):
            with contextlib.suppress(BaseException):
                self._ending.last_words()
            with contextlib.suppress(BaseException):
                sys.stdout.flush()
            os._exit(1)


def readable(descriptor: int, seconds: float) -> bool:
    """Whether there is something to read from the descriptor within that number of seconds."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(max(0.0, seconds) * 1000))


def has_no_other_end(descriptor: int) -> bool:
    """Whether the other end of a pipe is closed: that of its last writer, or of its last reader."""
    poll = select.poll()
    poll.register(descriptor, 0)
    return bool(poll.poll(0))


def _nothing_known() -> None:
    text = f"The task was interrupted by {ENDING.cause} before its first request. Nothing was changed."
    sys.stdout.write(json.dumps({"failed": True, "changed": False, "msg": text, "error": {"code": "Interrupted", "message": text}}) + "\n")


# The ending of this process.
ENDING = Ending()
