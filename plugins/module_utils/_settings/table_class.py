# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table class: what storage and requests cost. AWS allows two changes in 30 days (API reference of UpdateTable)."""

from __future__ import annotations

from .._tables.table import STANDARD, shown_class
from .setting import BEFORE_ALL, Change, Reading, Setting, Source, Value, replaced

NAME = "table_class"
CHOICES = (STANDARD, "STANDARD_INFREQUENT_ACCESS")


def _read(source: Source) -> Reading:
    return Reading(shown_class(source.described.get("TableClassSummary")), passing=source.busy())


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    parameters = {**source.named(), "TableClass": wanted}
    return [Change(NAME, f"{NAME}: change to {wanted}", "UpdateTable", parameters, lambda value: value == wanted, BEFORE_ALL)]


SETTING = Setting(
    NAME,
    {"type": "str", "choices": list(CHOICES)},
    _read,
    replaced,
    _changes,
    needs=lambda wanted: [("UpdateTable", {"TableClass": wanted})],
    shown=("DescribeTable", "Table", "TableClassSummary"),
)
