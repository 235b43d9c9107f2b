# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of the fault suite: for the terminal, and as the reliability pages of the documentation."""

from __future__ import annotations

import pathlib
import re
import typing as t

from ansible_collections.dynaops.dynamodb.tests.faults import picture
from ansible_collections.dynaops.dynamodb.tests.faults.figures import Cell, Row, Rows, cell, grid, of_cases

OURS = "dynaops.dynamodb"
CASES = "reliability_cases"
PICTURE = "reliability.svg"
_LABEL = "ansible_collections.dynaops.dynamodb.docsite"
_ID = re.compile(r"\d{14}-[0-9a-f]{8}")


def gist(said: str) -> str:
    """The one line of an output that tells most, made alike for every run."""
    match = re.search(r'"msg": "((?:[^"\\]|\\.)*)"', said)
    text = match[1].replace('\\"', '"') if match else next((line for line in reversed(said.splitlines()) if line.strip()), "")
    text = re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1:PORT", _ID.sub("ID", text))
    text = re.sub(r"(?:/[\w.-]+)+/(\.aws/|[\w.-]+\.pem)", r"FOLDER/\1", text)
    text = re.sub(r"\b\d+ s\b", "N s", text)
    return " ".join(text.split())


def text(rows: Rows) -> str:
    """For the terminal."""
    lines = []
    for tool, mine in rows.items():
        for row in sorted(mine, key=lambda row: row.case):
            lines.append(f"{'BROKEN' if row.broken else 'holds ':<6}  {row.backups} backup(s), {row.outcome:<7}  {row.case}  {row.broken}")
        lines.append(f"{tool}: {cell(mine).fraction} hold\n")
    return "\n".join(lines) + "\n"


_NOT_EDITED = ".. This page is written by ``make faults-peers``: do not edit it.\n\n"

_HEAD = """The module ``dynamodb_create_backup`` creates one backup, or creates none and reports it. After every failure the user has the ARN of the
backup, or the message that it is not known whether a backup was created.

{result}

"""

_COMPARED = """Every tool ran the same {count} cases. A cell shows how many cases held, and the most backups that one case left. The plain module is
a short module, written as those of ``amazon.aws`` are.

"""

_HOLDS = """Each case ran as a real process over real HTTP, against a server that behaves like AWS and fails as the case says. A case holds when all
promises are kept:

* At most one backup was created.
* A success means one ``AVAILABLE`` backup, and its ARN was shown.
* A failure after a backup was created shows its ARN, or reports that it is not known whether a backup was created.
* Without a valid login, no request for a backup was sent.
* For this collection alone: there is no stack trace, and the timeout was kept.

"""

_ALONE = """This collection ran all {count} cases. The other tools did not run the cases with ``ListBackups``, which they do not call, and the cases
with ``aws_config``, an option that neither a script nor the AWS CLI has.

"""

_LIMITS = """* Real AWS. The server of these tests is a test double.
* A delay of ``ListBackups`` longer than 30 seconds. The task polls for 30 seconds before it sends ``CreateBackup`` again. If AWS shows
  the first backup later than that, a second backup is possible. The task warns when it sees both.
* A request that AWS processes more than 30 seconds after its connection was lost. A second backup is then possible too.
* Two tasks that back up the same table under the same name within the same second, when one of them loses its response. Both backups
  are possible results. The task lists them and does not choose.

"""


def document(rows: Rows, shared: t.Sequence[str]) -> str:
    """The first page: the result, the tools compared on the shared cases, and what was not tried."""
    compared = of_cases(rows, shared)
    ours = rows.get(OURS, [])
    return "".join(
        (
            _title("reliability", "Reliability under faults"),
            _NOT_EDITED,
            _HEAD.format(result=_result(rows, compared)),
            f".. figure:: {PICTURE}\n   :alt: {picture.alternative(compared)}\n\n   The cases that every tool ran.\n\n",
            _section("Tools compared"),
            _COMPARED.format(count=len(set(shared))),
            _comparison(compared),
            _section("When a case holds"),
            _HOLDS,
            _section("All cases of this collection"),
            _ALONE.format(count=len(ours)),
            _alone(ours),
            _section("What was not tested"),
            _LIMITS,
            _section("Every case"),
            f":ref:`{_LABEL}.{CASES}` lists every case with its outcome and what was reported.\n",
        )
    )


def cases_document(rows: Rows) -> str:
    """The second page: every case of every tool."""
    parts = [
        _title(CASES, "Reliability under faults: every case"),
        _NOT_EDITED,
        f":ref:`{_LABEL}.reliability` explains what was tested and what *holds* means.\n\n.. contents::\n   :local:\n\n",
    ]
    for tool, mine in rows.items():
        told = [(row.case, str(row.backups), row.outcome, row.said, row.broken) for row in sorted(mine, key=lambda row: escaped(row.case))]
        parts += [_section(tool), _list_table(("Fault", "Backups", "Outcome", "Reported", "Broken"), told)]
    return "".join(parts)


def write(file: pathlib.Path, rows: Rows, shared: t.Sequence[str]) -> None:
    """Writes the first page to this file, the second page and the picture beside it."""
    file.write_text(document(rows, shared), encoding="utf-8")
    (file.parent / f"{CASES}.rst").write_text(cases_document(rows), encoding="utf-8")
    (file.parent / PICTURE).write_text(picture.svg(of_cases(rows, shared)), encoding="utf-8")


def _result(rows: Rows, compared: Rows) -> str:
    """The first figures of the page, as one paragraph."""
    ours = cell(rows.get(OURS, []))
    others = [f"{tool} {cell(mine).fraction}, up to {cell(mine).most} backups" for tool, mine in compared.items() if tool != OURS]
    told = f"**This collection: {ours.fraction} cases hold, at most {ours.most} backup.**"
    return f"{told} On the {cell(compared.get(OURS, [])).total} cases that every tool can run: {'; '.join(others)}." if others else told


def _comparison(compared: Rows) -> str:
    body = [(family, *(_shown(cells.get(tool)) for tool in compared)) for family, cells in grid(compared).items()]
    total = ("All", *(_shown(cell(mine)) for mine in compared.values()))
    return _list_table(("Kind of fault", *compared), [*body, total])


def _alone(ours: t.Sequence[Row]) -> str:
    body = [(family, cells[OURS].fraction, str(cells[OURS].most)) for family, cells in grid({OURS: ours}).items()]
    return _list_table(("Kind of fault", "Held", "Most backups in one case"), [*body, ("All", cell(ours).fraction, str(cell(ours).most))])


def _shown(figures: Cell | None) -> str:
    return f"{figures.fraction}, most {figures.most}" if figures else ""


def _title(label: str, title: str) -> str:
    return f".. _{_LABEL}.{label}:\n\n{title}\n{'=' * len(title)}\n\n"


def _section(title: str) -> str:
    return f"{title}\n{'-' * len(title)}\n\n"


def _list_table(head: t.Sequence[str], rows: t.Sequence[t.Sequence[str]]) -> str:
    def cells(row: t.Sequence[str]) -> str:
        return "".join(f"   {'  -' if number else '* -'} {escaped(shown)}\n" for number, shown in enumerate(row))

    return ".. list-table::\n   :header-rows: 1\n\n" + cells(head) + "".join(cells(row) for row in rows) + "\n"


def escaped(shown: str) -> str:
    """A text as reStructuredText takes it."""
    return re.sub(r"([\\*`|_])", r"\\\1", shown) if shown else "\\"
