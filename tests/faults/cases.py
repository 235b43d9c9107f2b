# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call with every fault: what goes wrong, how often, under which settings of the user's, and with what around it."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.tests.faults.scenes import ClockScene, LagScene, LoginScene, ProxyScene, Scene
from ansible_collections.dynaops.dynamodb.tests.lab.logins import LOGINS
from ansible_collections.dynaops.dynamodb.tests.lab.relay import Rule

CALLS = ("DescribeTable", "CreateBackup", "DescribeBackup", "ListBackups")

# The errors that each call can be answered with, by AWS's API model and its common errors.
COMMON = (
    "ThrottlingException",
    "InternalServerError",
    "ServiceUnavailable",
    "AccessDeniedException",
    "ExpiredTokenException",
    "UnrecognizedClientException",
    "RequestAbortedException",
    "RequestTimeoutException",
)
# AWS may have done the work all the same.
OPEN = ("RequestAbortedException", "RequestTimeoutException")
PERHAPS_DONE = ("InternalServerError", "ServiceUnavailable", *OPEN)
# Pages of HTML from what stands between, by their status.
PAGES = (301, 302, 307, 403, 404, 413, 429)
PAGES_OF_READS = (302, 403, 429)
DECLARED = {
    "DescribeTable": ("ResourceNotFoundException",),
    "CreateBackup": (
        "TableNotFoundException",
        "TableInUseException",
        "BackupInUseException",
        "LimitExceededException",
        "ContinuousBackupsUnavailableException",
        "ValidationException",
    ),
    "DescribeBackup": ("BackupNotFoundException",),
    "ListBackups": (),
}

# What can become of an answer, apart from being an error.
DAMAGE = ("delay", "cut", "reset", "truncated", "garbage", "html", "bad_crc", "content_type", "empty", "no_details")

# How a call is struck; every other kind is an answer that is damaged.
_MANNERS = {"error": "error", "page": "page", "delay": "late", "cut": "gone", "reset": "gone"}

# 0 is always.
TIMES = (1, 3, 0)
TIMES_IN_WORDS = {1: "once", 3: "3 times", 0: "always"}

# What users set to make AWS's SDKs more patient, which is what makes them send CreateBackup again.
SETTINGS: dict[str, tuple[dict[str, str], dict[str, t.Any]]] = {
    "": ({}, {}),
    "AWS_MAX_ATTEMPTS=10, AWS_RETRY_MODE=standard": ({"AWS_MAX_ATTEMPTS": "10", "AWS_RETRY_MODE": "standard"}, {}),
    "AWS_RETRY_MODE=adaptive": ({"AWS_RETRY_MODE": "adaptive"}, {}),
    "aws_config: retries: max_attempts: 10": ({}, {"aws_config": {"retries": {"max_attempts": 10}}}),
}


@dataclasses.dataclass(frozen=True)
class Case:
    """One fault of one call, in a scene. ``call`` is empty where the scene alone is the fault.

    ``when``: struck before AWS did the work, or after. ``lost``: after CreateBackup's answer was lost. ``in_quick``: a case with a scene is of the
    quick half.
    """

    call: str = ""
    kind: str = ""
    times: int = 1
    when: str = "before"
    code: str = ""
    status: int = 0
    setting: str = ""
    lost: bool = False
    scene: Scene = Scene()
    in_quick: bool = False

    @property
    def name(self) -> str:
        """The case in words, for people and for pytest."""
        return "; ".join(part for part in (self._fault_in_words(), self.scene.name) if part)

    @property
    def family(self) -> str:
        """The kind of fault, one row of the page's grid."""
        if self.scene.family:
            return self.scene.family
        if self.call == "ListBackups":
            return "ListBackups fails"
        if self.setting:
            return "Answer lost, SDK set to retry more"
        if self.kind == "page" or self.code in OPEN:
            return "Answer that leaves the outcome open"
        return "Error code from AWS" if self.kind == "error" else "Answer lost, late or damaged"

    @property
    def is_login(self) -> bool:
        """Whether it is the login that fails."""
        return isinstance(self.scene, LoginScene)

    @property
    def is_late(self) -> bool:
        """Whether CreateBackup is carried out, or answered, seconds after it was sent."""
        rule = getattr(self.scene, "rule", None)
        return (self.call, self.kind) == ("CreateBackup", "delay") or bool(rule and rule.slow)

    @property
    def kind_and_call(self) -> tuple[str, ...]:
        """What cases of one kind have in common: how the call is struck, or what is around the task."""
        if self.scene.family:
            return (self.scene.family, self.scene.aspect)
        if self.setting:
            return (self.setting,)
        return (self.call, "lost" if self.lost else "", _MANNERS.get(self.kind, "damaged"))

    def _fault_in_words(self) -> str:
        if not self.call:
            return ""
        # A read leaves nothing behind: before or after is all one.
        when = f" {self.when} the work" if self.call == "CreateBackup" and (not self.code or self.when == "after") else ""
        before = "CreateBackup, answer lost; then " if self.lost else ""
        what = f"page with status {self.status}" if self.kind == "page" else self.code or self.kind
        return f"{before}{self.call}, {what}{when}, {TIMES_IN_WORDS[self.times]}" + (f", {self.setting}" if self.setting else "")

    def faults(self) -> list[dict[str, t.Any]]:
        """What the lab is told."""
        lost = [{"operation": "CreateBackup", "kind": "cut", "when": "after"}] if self.lost else []
        return [*lost, *([self._fault()] if self.call else [])]

    def _fault(self) -> dict[str, t.Any]:
        fault: dict[str, t.Any] = {"operation": self.call, "kind": self.kind, "when": self.when, "times": self.times}
        if self.code:
            fault["code"] = self.code
        if self.status:
            fault["status"] = self.status
        if self.kind == "delay":
            fault["seconds"] = 3.0
        return fault


def _of_call(call: str) -> t.Iterator[Case]:
    creates = call == "CreateBackup"
    moments = ("before", "after") if creates else ("after",)
    for times in TIMES:
        for code in COMMON + DECLARED[call]:
            yield Case(call, "error", times, code=code)
            if creates and code in PERHAPS_DONE:
                yield Case(call, "error", times, when="after", code=code)
        for when in moments:
            for kind in DAMAGE:
                yield Case(call, kind, times, when=when)
            for status in PAGES if creates else PAGES_OF_READS:
                yield Case(call, "page", times, when=when, status=status)


def _of_proxies() -> t.Iterator[Case]:
    for tls in (False, True):
        yield from _of_cuts(tls)
        yield from _of_proxys_own(tls)
    for status in (407, 502):
        yield _behind(False, f"CreateBackup answered {status} by the proxy, once", Rule("CreateBackup", status=status))
    yield _behind(True, "refuses the host name that carries the account", hosts_refused=("*.ddb.*",), quick=True)
    yield _behind(True, "the certificate of the server is unknown", self_signed=True, quick=True)


def _of_cuts(tls: bool) -> t.Iterator[Case]:
    """The proxy, or what is behind it, loses or delays requests."""
    for when in ("before", "after"):
        for times in (1, 0):
            trouble = f"CreateBackup cut {when} it was passed on, {TIMES_IN_WORDS[times]}"
            yield _behind(tls, trouble, Rule("CreateBackup", cut=when, times=times), quick=times == 1 or not tls)
    for call in ("DescribeTable", "DescribeBackup"):
        yield _behind(tls, f"{call} cut after it was passed on, once", Rule(call, cut="after"))
    for times in (1, 0):
        yield _behind(tls, f"CreateBackup passed on 3 s late, {TIMES_IN_WORDS[times]}", Rule("CreateBackup", slow=3, times=times), quick=times == 1)


def _of_proxys_own(tls: bool) -> t.Iterator[Case]:
    """The proxy refuses, or is not there."""
    asked = "CONNECT" if tls else "*"
    for status in (407, 502):
        yield _behind(tls, f"answers {status}, always", Rule(asked, status=status, times=0), quick=(status == 407) == tls)
        yield _behind(tls, f"answers {status}, once", Rule(asked, status=status), quick=(status == 502) == tls)
    yield _behind(tls, "refuses connections", reached="refused", quick=not tls)
    yield _behind(tls, "its host name is unknown", reached="unknown", quick=tls)


def _behind(tls: bool, trouble: str, rule: Rule | None = None, quick: bool = False, **more: t.Any) -> Case:
    return Case(scene=ProxyScene(tls, trouble, rule, **more), in_quick=quick)


def _of_logins() -> t.Iterator[Case]:
    for login in LOGINS:
        yield Case(scene=LoginScene(login), in_quick=True)


# Seconds by which the Date header is wrong; None is no Date header.
DATES = (60, -60, 600, -600, 1200, -1200, None)
# Of these, those of the quick half with an older backup of the same name, and without one.
_QUICK_DATES = {True: (60, -600, None), False: (1200,)}
LAGS = {1: False, 6: True, 20: False}


def _of_times() -> t.Iterator[Case]:
    """An answer that is lost after the work, with clocks that are wrong and lists that lag."""
    lost = Case("CreateBackup", "cut", when="after")
    for older in (True, False):
        for offset in DATES:
            yield dataclasses.replace(lost, scene=ClockScene(offset, older), in_quick=offset in _QUICK_DATES[older])
    for seconds, quick in LAGS.items():
        yield dataclasses.replace(lost, scene=LagScene(seconds), in_quick=quick)


def everything() -> list[Case]:
    """All calls, all faults; those of CreateBackup under each setting as well, those of ListBackups after a lost answer as well; all scenes."""
    plain = [case for call in CALLS for case in _of_call(call)]
    lost = [dataclasses.replace(case, lost=True) for case in plain if case.call == "ListBackups"]
    doubling = [case for case in plain if case.call == "CreateBackup" and case.times == 1 and (case.kind in DAMAGE or case.code in PERHAPS_DONE)]
    under_settings = [dataclasses.replace(case, setting=setting) for setting in SETTINGS if setting for case in doubling]
    return [*plain, *lost, *under_settings, *_of_proxies(), *_of_logins(), *_of_times()]


def quick() -> list[Case]:
    """The half that runs in one process by default: every fault once, what can double a backup also always, and one fault under each setting."""
    return [case for case in everything() if _is_quick(case)]


def real() -> list[Case]:
    """Of the quick half the first case of each kind, which make test runs in processes of their own; all of it runs in one process."""
    chosen: dict[tuple[str, ...], Case] = {}
    # A fault after the work says more than one before it.
    for case in sorted(quick(), key=lambda case: case.when == "before"):
        chosen.setdefault(case.kind_and_call, case)
    return list(chosen.values())


def shared() -> list[Case]:
    """The cases of the quick half that can be given to every tool: the same for all of them."""
    return [case for case in quick() if fits_peers(case)]


def fits_peers(case: Case) -> bool:
    """Whether a case can be given to the peers: they make the three calls only, and aws_config is not theirs."""
    return case.call != "ListBackups" and "aws_config" not in case.setting and not isinstance(case.scene, LagScene)


def _is_quick(case: Case) -> bool:
    if case.scene.name:
        return case.in_quick
    if case.setting:
        return case.kind == "cut" and case.when == "after"
    if case.kind == "page" and (case.call != "CreateBackup" or case.when == "before"):
        return case.times == 1 and case.status == 403 and not case.lost
    if case.times == 1:
        return not (case.lost and case.kind == "error" and case.code not in ("AccessDeniedException", "ThrottlingException"))
    return case.times == 0 and case.call == "CreateBackup" and case.when == "after" and (case.kind == "cut" or case.code in PERHAPS_DONE)
