# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a promise was kept: one backup or none, and the person knows the ARN or knows exactly what is not known."""

from __future__ import annotations

import dataclasses
import re
import typing as t


@dataclasses.dataclass(frozen=True)
class Seen:
    """What a person saw: whether it was called a success, and all that was said."""

    success: bool
    said: str


UNKNOWN = re.compile(r"not known whether")


def broken_promises(seen: Seen, backups: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
    """The promises that were not kept; none is what we want. ``backups`` are those that there really are."""
    arns = [str(backup["BackupArn"]) for backup in backups]
    told = [arn for arn in arns if arn in seen.said]
    unknown = bool(UNKNOWN.search(seen.said)) and not seen.success
    broken = []
    if len(arns) > 1:
        broken.append(f"{len(arns)} backups")
    if seen.success and not arns:
        broken.append("success without a backup")
    if seen.success and [backup["BackupStatus"] for backup in backups if backup["BackupArn"] in told] != ["AVAILABLE"]:
        broken.append("success without an AVAILABLE backup whose ARN was told")
    if arns and not told and not unknown:
        broken.append("lost ARN")
    if not seen.success and arns and not unknown and "No backup was created" in seen.said:
        broken.append("a backup denied")
    return broken


def sent_without_login(requests: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
    """What a login that fails must not let through: a request for a backup."""
    sent = sum(request["operation"] == "CreateBackup" for request in requests)
    return [f"{sent} CreateBackup sent without a login"] if sent else []


def bad_form(seen: Seen, seconds: float, limit: float) -> list[str]:
    """A stack trace, or more time than was given: ``seconds`` from the first request to the last."""
    broken = []
    if "Traceback" in seen.said:
        broken.append("stack trace")
    if seconds > limit:
        broken.append(f"took {seconds:.0f} s")
    return broken
