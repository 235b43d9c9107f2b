# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of a test run, what each came to, and lanes that take them: as many at a time as there are lanes, for two cores two."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import os
import threading
import time
import typing as t

import rows


@dataclasses.dataclass
class Result:
    """What one step of one row came to; every step but those of pytest counts as one test.

    ``broken`` are tests of pytest that failed and may be tried once more, alone; ``alone`` those that passed then. ``may_fail`` is the row's.
    """

    step: str
    row: str
    ok: bool
    summary: str
    output: str
    passed: int
    failed: int
    seconds: float = 0.0
    broken: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    may_fail: bool = False

    def verdict(self) -> str:
        """One word."""
        return "ok    " if self.ok else "FAILED"


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of one row, yet to be done. Two steps of one group are never done at the same time.

    ``again``, where there is one, runs some tests of the step once more, one after the other.
    """

    name: str
    row: rows.Row
    group: str
    work: t.Callable[[], Result]
    again: t.Callable[[t.Sequence[str]], Result] | None = None

    def do(self) -> Result:
        """Does the work and tells of it as soon as it is done."""
        start = time.monotonic()
        try:
            result = self.work()
        except SystemExit as stopped:  # How the tools say that they cannot go on.
            result = single(self.name, self.row, False, "did not run", f"{stopped}\n")
        result.seconds = time.monotonic() - start
        result.may_fail = self.row.may_fail
        details = "" if result.ok else f"\n{result.output}"
        print(f"{details}{result.verdict()} {result.step}, {result.row}, {result.seconds:.0f} s: {result.summary}", flush=True)
        return result


def single(step: str, row: rows.Row, ok: bool, summary: str, output: str) -> Result:
    """The result of a step that counts as one test."""
    return Result(step, row.name, ok, summary, output, passed=int(ok), failed=int(not ok))


class _Waiting:
    """The steps that nobody has taken yet."""

    def __init__(self, steps: t.Sequence[Step]) -> None:
        self._steps = list(enumerate(steps))
        self._groups: set[str] = set()
        self._changed = threading.Condition()

    def take(self) -> tuple[int, Step] | None:
        """The first step whose group is free, waiting for one to become so, and its number; None when there are none left."""
        with self._changed:
            while self._steps:
                for place, (unused, step) in enumerate(self._steps):
                    if step.group not in self._groups:
                        self._groups.add(step.group)
                        return self._steps.pop(place)
                self._changed.wait()
            return None

    def give_back(self, step: Step) -> None:
        """Frees the step's group."""
        with self._changed:
            self._groups.discard(step.group)
            self._changed.notify_all()


def do(steps: t.Sequence[Step], lanes: int) -> list[Result]:
    """Does all steps, begun in their order by whichever lane is free; their results, in that order."""
    waiting = _Waiting(steps)
    results: dict[int, Result] = {}

    def lane() -> None:
        while taken := waiting.take():
            number, step = taken
            try:
                results[number] = step.do()
            finally:
                waiting.give_back(step)

    with concurrent.futures.ThreadPoolExecutor(lanes) as pool:
        for future in [pool.submit(lane) for unused in range(lanes)]:
            future.result()
    return [results[number] for number in range(len(steps))]


# So many are the machine's, perhaps; more are a mistake.
MOST_BROKEN = 3


def try_alone(steps: t.Sequence[Step], results: t.Sequence[Result]) -> None:
    """Runs tests that failed among many others once more, alone, when all else is done; a step whose tests all pass then is well."""
    candidates = [(step, result) for step, result in zip(steps, results, strict=True) if step.again and result.broken and not step.row.may_fail]
    if not 0 < sum(len(result.broken) for step, result in candidates) <= MOST_BROKEN:
        return
    for step, result in candidates:
        names = ", ".join(result.broken)
        print(f"\nOnce more, alone: {names}", flush=True)
        second = step.again(result.broken) if step.again else result
        if second.ok and second.passed == len(result.broken):
            result.ok, result.failed, result.alone = True, 0, result.broken
            result.summary += f"; FAILED, then passed alone: {names}"
        else:
            result.summary += "; and again, alone"
            print(second.output, flush=True)


def report(results: t.Sequence[Result], seconds: float, lanes: int) -> bool:
    """Prints the table and the sum; returns whether all is well. What may fail stands below them and counts for nothing."""
    may_fail = [result for result in results if result.may_fail]
    results = [result for result in results if not result.may_fail]
    _table(results)
    passed, failed, alone = (sum(result.passed for result in results), sum(result.failed for result in results), sum(len(result.alone) for result in results))
    used = os.times()
    busy = (used.children_user + used.children_system) / seconds / lanes
    print(f"{len(results)} steps in {seconds:.0f} s, {lanes} cores {busy:.0%} busy with them")
    if may_fail:
        print("\nOn releases of ansible-core that are not out yet, which may fail and are not counted below:", end="")
        _table(may_fail)
    print(f"{passed} passed, {failed} failed" + (f", {alone} passed only alone" if alone else ""), flush=True)
    return bool(results or may_fail) and not failed and all(result.ok for result in results)


def _table(results: t.Iterable[Result]) -> None:
    print(f"\n{'Step':<20} {'Row':<24} {'Seconds':>7}  Outcome")
    for result in results:
        print(f"{result.step:<20} {result.row:<24} {result.seconds:>7.0f}  {result.verdict()} {result.summary}")
