# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run makes in the account, and what that costs. A price has the day from which it held, where that is known."""

from __future__ import annotations

import dataclasses
import math
import typing as t

_HOURS_OF_A_MONTH = 730
# What a table of the targets holds, and so each of its backups, is well below this.
_GB = 4096 / 1e9


@dataclasses.dataclass(frozen=True)
class Price:
    """USD for one unit in us-east-1, the day from which it held, and who says so."""

    usd: float
    unit: str
    day: str
    source: str


_WRITTEN = "AWS's announcement of lower prices, in force from this day"
_PAGE = "aws.amazon.com/dynamodb/pricing, as other publications quote it"
_RULES = "aws.amazon.com/cloudwatch/pricing, as other publications quote it"
# The publications do not say when they read it.
NOT_DATED = "day not known"
PRICES = {
    "writes": Price(0.625e-6, "write request unit", "2024-11-01", _WRITTEN),
    "reads": Price(0.125e-6, "read request unit", "2024-11-01", _WRITTEN),
    "tables": Price(0.25, "GB and month stored", NOT_DATED, _PAGE),
    "backups": Price(0.10, "GB and month of on-demand backup", NOT_DATED, _PAGE),
    "recovery": Price(0.20, "GB and month of point-in-time recovery", NOT_DATED, _PAGE),
    "restores": Price(0.15, "GB restored", NOT_DATED, _PAGE),
    "rules": Price(0.50, "rule and month of contributor insights", NOT_DATED, _RULES),
}
# Those that are paid for as long as the thing is there.
_BY_TIME = ("tables", "backups", "recovery", "rules")
_BY_SIZE = ("tables", "backups", "recovery", "restores")


@dataclasses.dataclass(frozen=True)
class Made:
    """What one target or claim makes at most."""

    tables: int = 0
    backups: int = 0
    writes: int = 0
    reads: int = 0
    restores: int = 0
    recovery: int = 0
    rules: int = 0
    minutes: float = 1.0

    def __add__(self, other: Made) -> Made:
        return Made(*(mine + theirs for mine, theirs in zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True)))


NOTHING = Made(minutes=0)
# Of tests/integration/targets, by what their tasks do.
TARGETS = {
    "dynamodb_backup_info": Made(tables=1, backups=2, writes=3),
    "dynamodb_compare_items_info": Made(tables=2, writes=10, reads=100),
    "dynamodb_create_backup": Made(tables=1, backups=4, writes=3),
    "dynamodb_create_backups": Made(tables=2, backups=3, writes=3),
    "dynamodb_delete_backup": Made(tables=1, backups=2, writes=3),
    "dynamodb_protection_info": Made(tables=1, backups=1, writes=3),
    "dynamodb_prune_backups": Made(tables=1, backups=8, writes=3),
    "dynamodb_alarm_tags": Made(),
    "dynamodb_put_item": Made(tables=1, writes=20, reads=20),
    "module_dynamodb_table": Made(tables=2, backups=1, recovery=1),
    "dynamodb_table_count_info": Made(tables=1, writes=3, reads=10),
    "dynamodb_table_info": Made(tables=1, writes=3),
    "dynamodb_table_settings_info": Made(tables=1, writes=3),
    "dynamodb_restore_backup": Made(tables=3, backups=2, writes=3, reads=10, restores=3, minutes=20),
    "dynamodb_restore_backups": Made(tables=2, backups=1, writes=3, reads=10, restores=1, minutes=15),
    "dynamodb_table_settings": Made(tables=4, backups=2, writes=6, reads=20, restores=2, recovery=4, rules=6, minutes=90),
}
SLOW_TARGETS = ("dynamodb_restore_backup", "dynamodb_restore_backups", "dynamodb_table_settings")


@dataclasses.dataclass(frozen=True)
class Line:
    """One kind of thing: how many, what they cost when they are deleted at the end, and for each month that they are not."""

    what: str
    count: int
    usd: float
    usd_a_month: float


def lines(made: Made) -> list[Line]:
    """What is made, as lines of a bill; a run keeps all of it until its end."""
    months = made.minutes / 60 / _HOURS_OF_A_MONTH
    found = []
    for what, price in PRICES.items():
        count = getattr(made, what)
        usd = count * price.usd * (_GB if what in _BY_SIZE else 1)
        by_time = what in _BY_TIME
        found.append(Line(what, count, usd * months if by_time else usd, usd if by_time else 0.0))
    return [line for line in found if line.count]


def amount(usd: float) -> str:
    """A price as it is written: at least two digits, and no more than it has."""
    digits = f"{usd:.9f}".rstrip("0")
    return digits if len(digits.partition(".")[2]) > 1 else f"{usd:.2f}"


def dollars(usd: float) -> str:
    """An amount, never rounded down."""
    return f"{math.ceil(usd * 100 - 1e-9) / 100:.2f} USD"


def text(made: Made) -> t.Iterator[str]:
    """What is made, what it costs, and by which prices."""
    bill = lines(made)
    yield f"It makes at most {', '.join(f'{line.count} {line.what}' for line in bill)}, in about {made.minutes:.0f} minutes, and deletes all of it at the end."
    now, monthly = (dollars(sum(amounts) + 1e-6) for amounts in ([line.usd for line in bill], [line.usd_a_month for line in bill]))
    yield f"Expected cost: below {now}. If nothing could be deleted, below {monthly} a month."
    yield "Prices of us-east-1, other regions differ:"
    for line in bill:
        price = PRICES[line.what]
        yield f"  {amount(price.usd)} USD for a {price.unit}, {price.day} ({price.source})"
