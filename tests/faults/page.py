# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of the fault suite: for the terminal, and as the reliability page of the documentation."""

from __future__ import annotations

import dataclasses
import re
import typing as t


@dataclasses.dataclass(frozen=True)
class Row:
    """One contender under one fault."""

    case: str
    backups: int
    outcome: str
    said: str
    broken: str


_ID = re.compile(r"\d{14}-[0-9a-f]{8}")


def gist(said: str) -> str:
    """The one line of an output that tells most, made alike for every run."""
    match = re.search(r'"msg": "((?:[^"\\]|\\.)*)"', said)
    text = match[1].replace('\\"', '"') if match else next((line for line in reversed(said.splitlines()) if line.strip()), "")
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", _ID.sub("ID", text))
    text = re.sub(r"\b\d+ s\b", "N s", text)
    return " ".join(text.split())


def _held(rows: t.Sequence[Row]) -> str:
    return f"{sum(not row.broken for row in rows)}/{len(rows)} hold"


def text(rows: t.Mapping[str, t.Sequence[Row]]) -> str:
    """For the terminal."""
    lines = []
    for contender, mine in rows.items():
        for row in sorted(mine, key=lambda row: row.case):
            lines.append(f"{'BROKEN' if row.broken else 'holds ':<6}  {row.backups} backup(s), {row.outcome:<7}  {row.case}  {row.broken}")
        lines.append(f"{contender}: {_held(mine)}\n")
    return "\n".join(lines) + "\n"


_HEAD = """.. _ansible_collections.dynaops.dynamodb.docsite.reliability:

Reliability under faults
========================

.. This page is written by ``make faults-peers``: do not edit it.

Whatever the network, AWS, the credentials or the operator do, a task makes exactly one backup, or none and says so, and the
person learns the ARN or learns exactly what is not known. Each row below was run with real processes over real HTTP, against a
server that behaves like AWS and does what the row says. A row *holds* when at most one backup was made, a success means one
``AVAILABLE`` backup whose ARN was told, a failure after a backup was made tells its ARN (or says that it is not known whether there
is one), and, for this collection alone, there is no stack trace and the timeout was kept.

.. contents::
   :local:

What was not tried: real AWS. What can't be told apart: a backup of the same table and name that somebody else makes within
the same second as a request whose answer is lost. What can't be prevented: a request that AWS carries out more than 15 seconds
after its connection was given up, when it was sent again meanwhile; the task warns when it sees one.

"""


def document(rows: t.Mapping[str, t.Sequence[Row]]) -> str:
    """The page, in reStructuredText."""
    parts = [_HEAD, _section("Result"), _list_table(("Tool", "Cases", "Most backups in one case"), [
        (name, _held(mine), str(max(row.backups for row in mine))) for name, mine in rows.items()
    ])]
    for name, mine in rows.items():
        parts.append(_section(name))
        parts.append(_list_table(("Fault", "Backups", "Outcome", "Said", "Broken"), [
            (row.case, str(row.backups), row.outcome, row.said, row.broken) for row in sorted(mine, key=lambda row: escaped(row.case))
        ]))
    return "".join(parts)


def _section(title: str) -> str:
    return f"{title}\n{'-' * len(title)}\n\n"


def _list_table(head: t.Sequence[str], rows: t.Sequence[t.Sequence[str]]) -> str:
    def cells(row: t.Sequence[str]) -> str:
        return "".join(f"   {'  -' if number else '* -'} {escaped(cell)}\n" for number, cell in enumerate(row))

    return ".. list-table::\n   :header-rows: 1\n\n" + cells(head) + "".join(cells(row) for row in rows) + "\n"


def escaped(cell: str) -> str:
    """A text as reStructuredText takes it."""
    return re.sub(r"([\\*`|_])", r"\\\1", cell) if cell else "\\"
