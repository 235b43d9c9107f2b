# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of the fault suite: how many cases of each kind of fault held for each tool, and the most backups that one case left."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Row:
    """One tool under one fault. ``family`` is the kind of fault."""

    case: str
    family: str
    backups: int
    outcome: str
    said: str
    broken: str


Rows = t.Mapping[str, t.Sequence[Row]]


@dataclasses.dataclass(frozen=True)
class Cell:
    """What came of one tool under one kind of fault."""

    held: int
    total: int
    most: int

    @property
    def fraction(self) -> str:
        """How many cases held, of how many."""
        return f"{self.held}/{self.total}"


def cell(rows: t.Sequence[Row]) -> Cell:
    """The figures of these rows."""
    return Cell(sum(not row.broken for row in rows), len(rows), max((row.backups for row in rows), default=0))


def of_cases(rows: Rows, names: t.Iterable[str]) -> dict[str, list[Row]]:
    """The rows that are about these cases alone."""
    wanted = set(names)
    return {tool: [row for row in mine if row.case in wanted] for tool, mine in rows.items()}


def families(rows: Rows) -> list[str]:
    """The kinds of fault, in the order of the cases."""
    return list(dict.fromkeys(row.family for mine in rows.values() for row in mine))


def grid(rows: Rows) -> dict[str, dict[str, Cell]]:
    """The figures by kind of fault and tool; a tool that was given no case of a kind has none there."""
    found: dict[str, dict[str, Cell]] = {}
    for family in families(rows):
        parts = {tool: [row for row in mine if row.family == family] for tool, mine in rows.items()}
        found[family] = {tool: cell(part) for tool, part in parts.items() if part}
    return found
