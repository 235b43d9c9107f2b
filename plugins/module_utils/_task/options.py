# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the values of options about time may be: timeouts, ages, dates. Pure."""

from __future__ import annotations

import datetime
import re

# Seconds.
TIMEOUT_RANGE = (60, 7200)
# A restore of a large table takes hours.
RESTORE_TIMEOUT_RANGE = (60, 86400)
# Those of community.aws.dynamodb_table, which takes any; an index of a large table takes hours.
TABLE_TIMEOUT_RANGE = (1, 86400)

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def check_timeout(value: int, limits: tuple[int, int] = TIMEOUT_RANGE) -> int:
    """Returns the timeout in seconds when it is within the limits; raises ValueError otherwise."""
    shortest, longest = limits
    if value < shortest:
        raise ValueError(f"timeout must be at least {shortest} seconds (got {value}).")
    if value > longest:
        raise ValueError(f"timeout must be at most {longest} seconds (got {value}).")
    return value


def parse_age(what: str, value: str) -> datetime.timedelta:
    """Reads an age such as ``30d`` or ``12h``; raises ValueError, which calls it ``what``, when it is none."""
    match = re.fullmatch(r"([0-9]{1,6})([smhdw])", value)
    if not match:
        raise ValueError(f"{what} must be a whole number with one of the units s, m, h, d, w, such as 30d or 12h (got {ascii(value[:60])}).")
    return datetime.timedelta(seconds=int(match[1]) * _SECONDS[match[2]])


def parse_moment_or_age(what: str, value: str) -> datetime.datetime | datetime.timedelta:
    """Reads a date or time, or an age such as ``30d``; raises ValueError, which calls it ``what``, when it is neither."""
    if re.fullmatch(r"[0-9]+[a-z]", value):
        return parse_age(what, value)
    try:
        return parse_moment(what, value)
    except ValueError as error:
        raise ValueError(str(error).replace(" (got ", ", or an age, such as 30d (got ", 1)) from None


def parse_moment(what: str, value: str) -> datetime.datetime:
    """Reads an ISO 8601 date or time, in UTC where it names no zone; raises ValueError, which calls it ``what``, when it is none."""
    try:
        # Before Python 3.11 the Z is not understood.
        moment = datetime.datetime.fromisoformat(re.sub("[zZ]$", "+00:00", value))
    except ValueError:
        raise ValueError(f"{what} must be an ISO 8601 date or time, such as 2026-11-21 or 2026-11-21T02:00:00Z (got {ascii(value[:60])}).") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)
