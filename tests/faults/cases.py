# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call with every fault: what goes wrong, how often, and under which settings of the user's."""

from __future__ import annotations

import dataclasses
import typing as t

CALLS = ("DescribeTable", "CreateBackup", "DescribeBackup", "ListBackups")

# The errors that each call can be answered with, by AWS's API model and its common errors.
COMMON = ("ThrottlingException", "InternalServerError", "ServiceUnavailable", "AccessDeniedException", "ExpiredTokenException", "UnrecognizedClientException")
DECLARED = {
    "DescribeTable": ("ResourceNotFoundException",),
    "CreateBackup": (
        "TableNotFoundException", "TableInUseException", "BackupInUseException", "LimitExceededException", "ContinuousBackupsUnavailableException",
        "ValidationException",
    ),
    "DescribeBackup": ("BackupNotFoundException",),
    "ListBackups": (),
}

# What can become of an answer, apart from being an error.
DAMAGE = ("delay", "cut", "reset", "truncated", "garbage", "html", "bad_crc", "content_type", "empty", "no_details")

# 0 is for ever.
TIMES = (1, 3, 0)
TIMES_IN_WORDS = {1: "once", 3: "3 times", 0: "for ever"}

# What users set to make AWS's SDKs more patient, which is what makes them send CreateBackup again.
SETTINGS: dict[str, tuple[dict[str, str], dict[str, t.Any]]] = {
    "": ({}, {}),
    "AWS_MAX_ATTEMPTS=10, AWS_RETRY_MODE=standard": ({"AWS_MAX_ATTEMPTS": "10", "AWS_RETRY_MODE": "standard"}, {}),
    "AWS_RETRY_MODE=adaptive": ({"AWS_RETRY_MODE": "adaptive"}, {}),
    "aws_config: retries: max_attempts: 10": ({}, {"aws_config": {"retries": {"max_attempts": 10}}}),
}


@dataclasses.dataclass(frozen=True)
class Case:
    """One fault of one call. C(when): struck before AWS did the work, or after. C(lost): after CreateBackup's answer was lost."""

    call: str
    kind: str
    times: int
    when: str = "before"
    code: str = ""
    setting: str = ""
    lost: bool = False

    @property
    def name(self) -> str:
        """The case in words, for people and for pytest."""
        # A read leaves nothing behind: before or after is all one.
        when = f" {self.when} the work" if self.call == "CreateBackup" and (not self.code or self.when == "after") else ""
        before = "CreateBackup, answer lost; then " if self.lost else ""
        return f"{before}{self.call}, {self.code or self.kind}{when}, {TIMES_IN_WORDS[self.times]}" + (f", {self.setting}" if self.setting else "")

    def faults(self) -> list[dict[str, t.Any]]:
        """What the lab is told."""
        lost = [{"operation": "CreateBackup", "kind": "cut", "when": "after"}] if self.lost else []
        return [*lost, self._fault()]

    def _fault(self) -> dict[str, t.Any]:
        fault: dict[str, t.Any] = {"operation": self.call, "kind": self.kind, "when": self.when, "times": self.times}
        if self.code:
            fault["code"] = self.code
        if self.kind == "delay":
            fault["seconds"] = 3.0
        return fault


def _of_call(call: str) -> t.Iterator[Case]:
    for times in TIMES:
        for code in COMMON + DECLARED[call]:
            yield Case(call, "error", times, code=code)
            if call == "CreateBackup" and code in ("InternalServerError", "ServiceUnavailable"):
                yield Case(call, "error", times, when="after", code=code)
        for kind in DAMAGE:
            for when in ("before", "after") if call == "CreateBackup" else ("after",):
                yield Case(call, kind, times, when=when)


def everything() -> list[Case]:
    """All calls, all faults; those of CreateBackup under each setting as well, those of ListBackups after a lost answer as well."""
    plain = [case for call in CALLS for case in _of_call(call)]
    lost = [dataclasses.replace(case, lost=True) for case in plain if case.call == "ListBackups"]
    doubling = [
        case for case in plain
        if case.call == "CreateBackup" and case.times == 1 and (case.kind != "error" or case.code in ("InternalServerError", "ServiceUnavailable"))
    ]
    return plain + lost + [dataclasses.replace(case, setting=setting) for setting in SETTINGS if setting for case in doubling]


def quick() -> list[Case]:
    """The half that runs by default: every fault once, what can double a backup also for ever, and one fault under each setting."""
    return [case for case in everything() if _is_quick(case)]


def _is_quick(case: Case) -> bool:
    if case.setting:
        return case.kind == "cut" and case.when == "after"
    if case.times == 1:
        return not (case.lost and case.kind == "error" and case.code not in ("AccessDeniedException", "ThrottlingException"))
    return case.times == 0 and case.call == "CreateBackup" and case.when == "after" and case.kind in ("cut", "error")
