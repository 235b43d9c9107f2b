# SPDX-License-Identifier: GPL-3.0-or-later
"""One run: targets and claims, and in any case the deletion of all that was made, the recordings and the report."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import pathlib
import shutil
import signal
import types
import typing as t

from verify import claims, recording, recordings, report, sweep, targets
from verify.account import Access
from verify.claims import Claim
from verify.cost import NOTHING, TARGETS, Made
from verify.scene import Scene
from verify.scrub import Scrubber
from verify.sweep import MACHINE, Clock

# Seconds for the deletion of all: a table that is restored, or whose replica is removed, can't be deleted before that is over.
_SWEEP, _SLOW_SWEEP = 180.0, 1800.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say = t.Callable[[str], None]


def say_if_heard(text: str) -> None:
    """Prints a line. A reader that has gone away (``| head``, a closed terminal) must not keep anything from being deleted."""
    with contextlib.suppress(OSError, ValueError):
        print(text, flush=True)


class Interrupted(BaseException):
    """A signal has asked this program to end."""


@dataclasses.dataclass(frozen=True)
class Plan:
    """What a run asks, under which prefix, and where it writes."""

    targets: t.Sequence[str]
    claims: t.Sequence[Claim]
    prefix: str
    folder: pathlib.Path
    slow: bool = False

    def makes(self) -> Made:
        """All that it makes at most."""
        return sum((each.makes for each in self.claims), sum((TARGETS[name] for name in self.targets), claims.SHARED if self.claims else NOTHING))


@dataclasses.dataclass
class Results:
    """What is known so far; it is reported however the run ends."""

    targets: list[targets.Outcome] = dataclasses.field(default_factory=list)
    verdicts: list[claims.Verdict] = dataclasses.field(default_factory=list)
    left: dict[str, str] = dataclasses.field(default_factory=dict)

    def ok(self, stand_in: bool) -> bool:
        """Whether all targets passed, nothing is left, and AWS contradicted no claim. What a stand-in says to claims proves nothing."""
        contradicted = not stand_in and any(each.verdict == claims.DIFFERS for each in self.verdicts)
        return not contradicted and not self.left and all(each.ok for each in self.targets)


def run(access: Access, plan: Plan, say: Say = say_if_heard, clock: Clock = MACHINE) -> Results:
    """Does all of it. Raises Interrupted after a signal, when everything is deleted and written."""
    results = Results()
    scrubber = Scrubber(access.account.id, plan.prefix, access.secrets())
    raw = plan.folder / "raw"
    raw.mkdir(mode=0o700, parents=True)
    clients = {region: access.patient_client(region) for region in ([access.account.region, access.elsewhere()] if plan.slow else [access.account.region])}
    try:
        with recording.recorded(raw):
            try:
                with _signals(_raise):
                    try:
                        _ask(access, plan, results, scrubber, raw, say, clock)
                    finally:
                        # No signal may come between asking and deleting.
                        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
            finally:
                _delete_all(clients, plan, results, say, clock)
    finally:
        _write(access, plan, results, scrubber, raw, say)
    return results


def _delete_all(clients: sweep.Clients, plan: Plan, results: Results, say: Say, clock: Clock) -> None:
    with _signals(_Impatience(say)):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        results.left = {f"all that begins with {plan.prefix}": "the deletion did not come to its end"}
        say(f"Deleting all that begins with {plan.prefix} ...")
        results.left = sweep.sweep(clients, plan.prefix, _SLOW_SWEEP if plan.slow else _SWEEP, clock)


def _ask(access: Access, plan: Plan, results: Results, scrubber: Scrubber, raw: pathlib.Path, say: Say, clock: Clock) -> None:
    scene = Scene(access, plan.prefix, clock)
    for claim in plan.claims:
        results.verdicts.append(claims.ask(scene, claim))
        say(f"{results.verdicts[-1].verdict:<9} {claim.id}: {results.verdicts[-1].answer}")
    for name in plan.targets:
        outcome = targets.run(name, access, plan.prefix, plan.folder, raw, scrubber)
        results.targets.append(outcome)
        say(f"{outcome.output}{'passed' if outcome.ok else 'FAILED':<9} {name}, {outcome.seconds:.0f} s")


def _write(access: Access, plan: Plan, results: Results, scrubber: Scrubber, raw: pathlib.Path, say: Say) -> None:
    answered = report.source(access.account, datetime.datetime.now(datetime.UTC))
    entries = [scrubber.entry(entry) for entry in recording.entries(raw)]
    count = recordings.write(entries, plan.folder / "recordings", answered)
    shutil.rmtree(raw)
    report.write(plan.folder, answered, results.targets, results.verdicts, results.left, scrubber)
    for what, reason in results.left.items():
        say(f"LEFT in the account: {what}: {reason}")
    if results.left:
        say(f"Delete it with: make verify-aws ARGS='--sweep {plan.prefix}'")
    say(f"{len(entries)} requests, {count} kinds of answers. Report and recordings: {plan.folder}")


def _raise(number: int, frame: types.FrameType | None) -> None:
    raise Interrupted(signal.Signals(number).name)


class _Impatience:
    """A first signal during the deletion is answered, a second one ends it."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._seen = 0

    def __call__(self, number: int, frame: types.FrameType | None) -> None:
        self._seen += 1
        if self._seen > 1:
            raise Interrupted(signal.Signals(number).name)
        self._say("Still deleting what was made; once more, and it is left there, and costs.")


@contextlib.contextmanager
def _signals(handler: t.Callable[[int, types.FrameType | None], None]) -> t.Iterator[None]:
    before = {number: signal.signal(number, handler) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
