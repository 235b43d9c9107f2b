# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Point-in-time recovery (PITR): continuous backups of the last days."""

from __future__ import annotations

import typing as t

from .._aws.calls import read
from .setting import Change, Reading, Request, Setting, Source, Value, switch

NAME = "point_in_time_recovery"
_DAYS = "recovery_period_in_days"
OPTION = switch(recovery_period_in_days={"type": "int", "example": 35})
# What AWS takes when none is given, and the limits (API reference of UpdateContinuousBackups).
_DEFAULT_DAYS, _LIMITS = 35, (1, 35)


def check(wanted: Value, what: str = f"settings.{NAME}") -> None:
    """Raises ValueError, which calls it ``what``, for what cannot be."""
    days = wanted.get(_DAYS)
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
    if not source.shows("DescribeContinuousBackups", "ContinuousBackupsDescription", "PointInTimeRecoveryDescription", "RecoveryPeriodInDays"):
        return {"enabled": True}
    return {"enabled": True, _DAYS: shown.get("RecoveryPeriodInDays", _DEFAULT_DAYS)}


def complete(wanted: Value, current: Value, purge: bool = False) -> Value:
    """All requested members. When the days are not given, AWS keeps the current number, and uses 35 when it is enabled again."""
    if not wanted["enabled"]:
        return {"enabled": False}
    return {**current, **wanted}


def specification(wanted: Value) -> dict[str, t.Any]:
    """The member of UpdateContinuousBackups."""
    days = {"RecoveryPeriodInDays": wanted[_DAYS]} if wanted["enabled"] and _DAYS in wanted else {}
    return {"PointInTimeRecoveryEnabled": wanted["enabled"], **days}


def agrees(found: Value, wanted: Value) -> bool:
    """Whether what there is has all that is wanted."""
    return bool({**found, **wanted} == found)


def needs(wanted: Value) -> list[Request]:
    """The request that it may take."""
    return [("UpdateContinuousBackups", {"PointInTimeRecoverySpecification": specification(wanted)})]


def text(wanted: Value) -> str:
    """What is done, in words."""
    days = f" for {wanted[_DAYS]} days" if _DAYS in wanted else ""
    return f"enable{days}" if wanted["enabled"] else "disable"


def _read(source: Source) -> Reading:
    return Reading(read_value(source))


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    parameters = {**source.named(), "PointInTimeRecoverySpecification": specification(wanted)}
    return [Change(NAME, f"{NAME}: {text(wanted)}", "UpdateContinuousBackups", parameters, lambda value: agrees(value, wanted))]


SETTING = Setting(NAME, OPTION, _read, complete, _changes, check, needs=needs, initial=lambda source: {"enabled": False})
