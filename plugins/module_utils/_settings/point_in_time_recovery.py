# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Point-in-time recovery (PITR): continuous backups of the last days."""

from __future__ import annotations

import typing as t

from .._aws.calls import read
from .setting import Change, Reading, Setting, Source, Value, switch

NAME = "point_in_time_recovery"
OPTION = switch(recovery_period_in_days={"type": "int", "example": 35})
# What AWS takes when none is given, and the limits (API reference of UpdateContinuousBackups).
_DEFAULT_DAYS, _LIMITS = 35, (1, 35)


def check(wanted: Value, what: str = f"settings.{NAME}") -> None:
    """Raises ValueError, which calls it ``what``, for what cannot be."""
    days = wanted.get("recovery_period_in_days")
    if days is None:
        return
    least, most = _LIMITS
    if not least <= days <= most:
        raise ValueError(f"{what}.recovery_period_in_days must be from {least} to {most} (got {days}).")


def read_value(source: Source) -> Value:
    """What there is. Raises what calls.read raises."""
    answer = read(source.task, source.subject("DescribeContinuousBackups"), "ContinuousBackupsDescription", patient=True, **source.named())
    # ContinuousBackupsStatus is another thing: it stays ENABLED when point-in-time recovery is off.
    shown = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    if shown.get("PointInTimeRecoveryStatus") != "ENABLED":
        return {"enabled": False}
    return {"enabled": True, "recovery_period_in_days": shown.get("RecoveryPeriodInDays", _DEFAULT_DAYS)}


def complete(wanted: Value, current: Value, purge: bool = False) -> Value:
    """All that is wanted. AWS goes back to 35 days when it is enabled again."""
    if not wanted["enabled"]:
        return {"enabled": False}
    return {"enabled": True, "recovery_period_in_days": wanted.get("recovery_period_in_days") or current.get("recovery_period_in_days") or _DEFAULT_DAYS}


def specification(wanted: Value) -> dict[str, t.Any]:
    """The member of UpdateContinuousBackups."""
    days = {"RecoveryPeriodInDays": wanted["recovery_period_in_days"]} if wanted["enabled"] else {}
    return {"PointInTimeRecoveryEnabled": wanted["enabled"], **days}


def text(wanted: Value) -> str:
    """What is done, in words."""
    return f"enable for {wanted['recovery_period_in_days']} days" if wanted["enabled"] else "disable"


def _read(source: Source) -> Reading:
    return Reading(read_value(source))


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    parameters = {**source.named(), "PointInTimeRecoverySpecification": specification(wanted)}
    return [Change(NAME, f"{NAME}: {text(wanted)}", "UpdateContinuousBackups", parameters, lambda value: value == wanted)]


SETTING = Setting(NAME, OPTION, _read, complete, _changes, check)
