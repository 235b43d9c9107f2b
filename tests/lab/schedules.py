# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the rules of a plan of AWS Backup run next: its schedule expressions, as far as they are cron's."""

from __future__ import annotations

import datetime
import re
import typing as t
import zoneinfo

_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def runs(rules: t.Iterable[dict[str, t.Any]], after: float, most: int) -> list[dict[str, t.Any]]:
    """The next runs of all rules, ScheduledRunsPreview: at most so many after this moment, in order."""
    found = [
        {
            "ExecutionTime": moment,
            "RuleId": rule["RuleId"],
            "RuleExecutionType": "CONTINUOUS_AND_SNAPSHOTS" if rule.get("EnableContinuousBackup") else "SNAPSHOTS",
        }
        for rule in rules
        for moment in _moments(rule["ScheduleExpression"], rule.get("ScheduleExpressionTimezone", "Etc/UTC"), after, most)
    ]
    return sorted(found, key=lambda run: run["ExecutionTime"])[:most]


def _moments(expression: str, zone: str, after: float, most: int) -> list[float]:
    """The next moments of a cron expression, in seconds since 1970; none after a year, and none of another kind of expression."""
    match = _CRON.fullmatch(expression)
    if not match:
        return []
    minutes, hours, days, months, weekdays, years = match.groups()
    here = zoneinfo.ZoneInfo(zone)
    start = datetime.datetime.fromtimestamp(after, here)
    found: list[float] = []
    for offset in range(367):
        day = (start + datetime.timedelta(days=offset)).date()
        weekday = day.isoweekday() % 7 + 1
        if day.day in _values(days, 1, 31) and day.month in _values(months, 1, 12, _MONTHS) and weekday in _values(weekdays, 1, 7, _DAYS):
            for hour in sorted(_values(hours, 0, 23)):
                for minute in sorted(_values(minutes, 0, 59)):
                    moment = datetime.datetime.combine(day, datetime.time(hour, minute), here).timestamp()
                    if moment > after and len(found) < most:
                        found.append(moment)
        if len(found) >= most:
            break
    return found


def _values(field: str, least: int, most: int, names: tuple[str, ...] = ()) -> set[int]:
    """The numbers that a field of cron stands for."""
    for number, name in enumerate(names, 1):
        field = field.replace(name, str(number))
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        low = least if first in ("*", "?") else int(first)
        high = int(last) if dash else most if slash or first in ("*", "?") else low
        found |= set(range(low, high + 1, int(step or 1)))
    return found
