# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same work for many tables at once, in threads: each table with reports of its own, and no failure hides another."""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses
import threading
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.task import Task
from .._task.progress import Progress
from .._task.results import counted, some
from .._task.signals import signals_blocked

# Seconds, at most, between two checks of the threads.
_SOON = 0.05
# Seconds from one count of what is done to the next.
_REPORTED_AFTER = 0.25
# How many failures are in the message, and how many are reported as they happen; all of them are in the result.
TOLD, _SHOWN = 5, 20


class Known(t.Protocol):
    """What is known of one table's work."""

    def state(self) -> str:
        """The state of things, in a sentence for an error."""


@dataclass
class Work:
    """One table's share of the work, and what is known of it so far."""

    # The name that the result gives the table.
    name: str
    lines: list[str] = field(default_factory=list)
    began: float | None = None
    elapsed: float = 0.0
    msg: str = ""
    error: errors.TaskError | None = None
    ended: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether it has ended without an error."""
        return self.ended and not self.error

    def outcome(self) -> Known:
        """What is known of it."""
        raise NotImplementedError

    def facts(self) -> dict[str, t.Any]:
        """What every table's entry in the result has."""
        facts: dict[str, t.Any] = {"msg": self.msg, "elapsed": round(self.elapsed, 1), "progress": self.lines, "failed": self.error is not None}
        if self.error:
            facts["error"] = self.error.detail()
        return facts


Share = t.TypeVar("Share", bound=Work)


@dataclass
class Shares(t.Generic[Share]):
    """All tables of a task."""

    all: list[Share] = field(default_factory=list)
    # Seconds that all of them took.
    elapsed: float = 0.0

    def failed(self) -> list[Share]:
        """Those that failed."""
        return [each for each in self.all if each.error]

    def not_tried(self) -> list[Share]:
        """Those that were not started."""
        return [each for each in self.all if each.began is None]

    def done(self) -> int:
        """How many succeeded."""
        return sum(each.succeeded for each in self.all)

    def worst_first(self) -> list[Share]:
        """What failed comes first, then what is not done: a reader of the first of thousands of entries sees what matters."""
        return sorted(self.all, key=lambda each: 0 if each.error else 1 + each.ended)

    def summary(self, **counts: int) -> dict[str, t.Any]:
        """How many tables are in which state, with these counts among them, and which table took longest."""
        slowest = max((each for each in self.all if each.ended), key=lambda each: each.elapsed, default=None)
        found: dict[str, t.Any] = {
            "tables": len(self.all),
            **counts,
            "failed": len(self.failed()),
            "not_tried": len(self.not_tried()),
            "elapsed": round(self.elapsed, 1),
        }
        if slowest:
            found["slowest"] = {"table_name": slowest.name, "elapsed": round(slowest.elapsed, 1)}
        return found

    def tally(self, things: str) -> str:
        """The last report."""
        rest = f", {len(self.not_tried())} not started" if self.not_tried() else ""
        return f"{things}: {self.done()} done, {len(self.failed())} failed{rest} of {len(self.all)} ({round(self.elapsed)} s elapsed)"

    def failure(self, region: str, done: str, key: str) -> str:
        """How many tables are not ``done``, with the first failures; ``key`` is that of the result."""
        failed, not_tried = self.failed(), self.not_tried()
        told = " ".join(f"{each.name}: {each.msg}" for each in failed[:TOLD])
        more = f" And {len(failed) - TOLD} more ({_by_code(failed, key)} in total); see `failed_tables`." if len(failed) > TOLD else ""
        left = f" {counted(len(not_tried), 'table')} not started." if not_tried else ""
        return f"{len(failed) + len(not_tried)} of {counted(len(self.all), 'table')} in region {region} not {done}. {told}{more}{left}"


class Waiting(t.Protocol):
    """What waits for all tables together, in the thread that calls ``work``."""

    def pending(self) -> t.Sequence[object]:
        """What is waited for."""

    def poll(self) -> None:
        """Polls all of it."""

    def pause(self) -> float:
        """Seconds until the next poll."""


class Workers(t.Generic[Share]):
    """Threads that do the work, and one that reports and waits."""

    def __init__(self, task: Task, shares: Shares[Share], things: str, key: str, fail_fast: bool = False) -> None:
        self._task = task
        self._shares = shares
        # What the reports call the work of all tables, such as Backups, and where the result has it.
        self._things, self._key = things, key
        self._fail_fast = fail_fast
        self._stopped = threading.Event()
        self._news = threading.Event()
        self._shown = 0
        self._showing = threading.Lock()

    def work(
        self,
        parallel: int,
        run: t.Callable[[Task, Share], str],
        accepted: t.Callable[[Share, str], None] | None = None,
        waiting: Waiting | None = None,
        initial_delay: float = 0.0,
    ) -> None:
        """Runs all tables, a limited number at once, and returns when each is done, has failed, or is not to be tried.

        ``run`` does the work of one table with a task of its own and returns its message. Then ``accepted`` is told, which ends the table at once or
        later (with ``end``); without it the table has ended. ``waiting`` is polled, first ``initial_delay`` seconds after it has something to wait for.
        """
        try:
            with concurrent.futures.ThreadPoolExecutor(parallel) as pool:
                try:
                    with signals_blocked():  # the pool starts its threads as it is given work
                        futures = [pool.submit(self._one, share, run, accepted or self.end) for share in self._shares.all]
                    self._wait(futures, waiting, initial_delay)
                except BaseException:
                    # Running requests end at once; nothing more is started.
                    self._stopped.set()
                    self._task.deadline.end()
                    raise
        finally:
            self._shares.elapsed = self._task.deadline.elapsed()

    def end(self, share: Share, msg: str = "", error: errors.TaskError | None = None, line: str = "") -> None:
        """The work for the table has ended; ``line`` is its last report."""
        share.elapsed = self._task.deadline.elapsed() - t.cast(float, share.began)
        share.msg, share.error, share.ended = msg, error, True
        if error:
            share.msg = error.sentence("" if isinstance(error, errors.OutcomeUnknown) else share.outcome().state())
            share.lines.append(f"Error: {share.msg}")
            self._show(share.msg)
            if self._fail_fast:
                self._stopped.set()
        elif line:
            share.lines.append(line)

    def _wait(self, futures: t.Sequence[concurrent.futures.Future[None]], waiting: Waiting | None, initial_delay: float) -> None:
        deadline = self._task.deadline
        next_poll: float | None = None
        next_report = 0.0
        open_ = collections.deque(futures)
        # In this order: what is done may have left something to wait for.
        while _any_open(open_) or (waiting and waiting.pending()):
            # The loop passes here for every table: what checks all tables runs less often.
            if deadline.elapsed() >= next_report:
                self._report()
                next_report = deadline.elapsed() + _REPORTED_AFTER
            if not waiting or not waiting.pending():
                next_poll = None
            elif next_poll is None:
                next_poll = deadline.elapsed() + initial_delay
            elif deadline.elapsed() >= next_poll:
                waiting.poll()
                next_poll = deadline.elapsed() + waiting.pause()
            self._task.check()
            deadline.wait(self._news, _SOON)
            self._news.clear()

    def _one(self, share: Share, run: t.Callable[[Task, Share], str], accepted: t.Callable[[Share, str], None]) -> None:
        if self._stopped.is_set() or self._task.deadline.passed():
            return
        share.began = self._task.deadline.elapsed()
        progress = Progress(self._task.deadline)
        share.lines = progress.lines
        try:
            msg = run(dataclasses.replace(self._task, progress=progress), share)
        except errors.TaskError as error:
            self.end(share, error=error)
        except Exception as error:  # pylint: disable=broad-exception-caught
            # A mistake of ours with one table must not lose the others.
            self.end(share, error=errors.TaskError(f"Unexpected {type(error).__name__}: {error}.", code="InternalError"))
        else:
            accepted(share, msg)
        self._task.progress.take_warnings(progress)
        self._news.set()

    def _show(self, failure: str) -> None:
        """Reports a failure as it happens; of many only the first ones, so that they can be read."""
        with self._showing:
            self._shown += 1
            number = self._shown
        if number <= _SHOWN:
            self._task.progress.say(f"Error: {failure}")
        elif number == _SHOWN + 1:
            self._task.progress.say(f"Error: More tables failed. Further failures are only counted here; see `{self._key}` in the result.")

    def _report(self) -> None:
        shares = self._shares.all
        done = self._shares.done()
        running = sum(each.began is not None and not each.ended for each in shares)
        elapsed = self._task.deadline.elapsed()
        left = f", about {round(elapsed / done * (len(shares) - done))} s remaining" if done else ""
        self._task.progress.status = f"{self._things}: status {done} done, {running} running, {len(self._shares.failed())} failed of {len(shares)}{left}"


def _any_open(futures: collections.deque[concurrent.futures.Future[None]]) -> bool:
    """Whether one of them is not done; removes those that are, so that none is checked more than once."""
    while futures and futures[0].done():
        futures.popleft()
    return bool(futures)


def _by_code(failed: t.Iterable[Work], key: str) -> str:
    """How many failed with which code, the most frequent first."""
    codes = collections.Counter(t.cast(errors.TaskError, each.error).code for each in failed)
    return some([f"{number} {code}" for code, number in codes.most_common()], TOLD, f"`{key}`")
