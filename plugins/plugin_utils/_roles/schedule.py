# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's cron expressions, as far as AWS Backup accepts them. Pure.

Fields, values and wildcards: AWS documentation, "Cron expressions" of Amazon EventBridge, which AWS Backup refers to. AWS Backup documentation,
"Backup plan options": a plan creates backups at most once an hour.
"""

from __future__ import annotations

import dataclasses
import re

_MONTHS = {name: number for number, name in enumerate(["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1)}
_DAYS = {name: number for number, name in enumerate(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], 1)}
_CRON = re.compile(r"cron\(([^()]*)\)")
_PART = re.compile(r"(?P<first>\*|[0-9]+|[A-Z]{3})(-(?P<last>[0-9]+|[A-Z]{3}))?(/(?P<step>[0-9]+))?")


@dataclasses.dataclass(frozen=True)
class _Field:
    name: str
    least: int
    most: int
    names: dict[str, int] = dataclasses.field(default_factory=dict)
    # What else may stand in it, such as L for the last day.
    other: str = ""


_FIELDS = (
    _Field("minutes", 0, 59),
    _Field("hours", 0, 23),
    _Field("day of month", 1, 31, other=r"\?|L|LW|([1-9]|[12][0-9]|3[01])W"),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of week", 1, 7, _DAYS, other=r"\?|L|([1-7]|[A-Z]{3})(L|#[1-5])"),
    _Field("year", 1970, 2199),
)


def flaw(expression: str) -> str:
    """What is wrong with a schedule; empty if nothing is."""
    match = _CRON.fullmatch(expression)
    fields = match[1].split() if match else []
    if len(fields) != len(_FIELDS) or (fields[2] == "?") == (fields[4] == "?"):
        return "must have six fields, minutes hours day-of-month month day-of-week year, one of the two days being ?, such as cron(0 2 * * ? *)"
    for field, text in zip(_FIELDS, fields):
        try:
            _values(field, text)
        except ValueError:
            return f"must have values from {field.least} to {field.most} in the field {field.name}, such as cron(0 2 * * ? *)"
    if len(_values(_FIELDS[0], fields[0])) > 1:
        return "must have one minute in its first field, because AWS Backup creates backups at most once an hour, such as cron(0 */1 * * ? *)"
    return ""


def _values(field: _Field, text: str) -> set[int]:
    """The values that a field stands for; none for what depends on the calendar. Raises ValueError for what is outside of its limits."""
    if field.other and re.fullmatch(field.other, text):
        return set()
    found: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if not match or (match["first"] == "*" and match["last"]):
            raise ValueError(part)
        first = field.least if match["first"] == "*" else _number(field, match["first"])
        open_end = match["first"] == "*" or match["step"]
        last = _number(field, match["last"]) if match["last"] else field.most if open_end else first
        step = int(match["step"] or 1)
        if not (field.least <= first <= last <= field.most) or step < 1:
            raise ValueError(part)
        found.update(range(first, last + 1, step))
    return found


def _number(field: _Field, text: str) -> int:
    if text.isdigit():
        return int(text)
    if text not in field.names:
        raise ValueError(text)
    return field.names[text]
