# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each rule of the lab rests on (rules.yml), and what tests/truth holds against it: the tables of the page lab_and_aws.

Run as a program, it writes them into the page.
"""

from __future__ import annotations

import pathlib
import typing as t

import yaml

HERE = pathlib.Path(__file__).parent
TRUTH = HERE.parent / "truth"
PAGE = HERE.parent.parent / "docs/docsite/rst/lab_and_aws.rst"
KINDS = ("measured", "documented", "inferred")
# What has no rule of AWS's: it serves, scripts, records and asks.
MACHINERY = frozenset(
    {
        "__init__",
        "__main__",
        "asking",
        "canned",
        "client",
        "clock",
        "control",
        "fleets",
        "journal",
        "logins",
        "models",
        "neighbours",
        "processes",
        "proxy",
        "relay",
        "room",
        "rules",
    }
    | {"server", "settings", "tls"}
)
_START, _END = ".. {name}: written by tests/lab/rules.py", ".. end of {name}"

Rule = dict[str, str]


def rules() -> list[Rule]:
    """All rules, in the order of the file."""
    return t.cast("list[Rule]", yaml.safe_load((HERE / "rules.yml").read_text(encoding="utf-8")))


def entries() -> list[dict[str, t.Any]]:
    """All entries of tests/truth."""
    files = [file for file in sorted(TRUTH.glob("*.yml")) if file.name not in ("given.yml", "sources.yml")]
    return [entry for file in files for entry in yaml.safe_load(file.read_text(encoding="utf-8"))]


def rules_table() -> str:
    """The rules, by what they rest on."""
    ordered = sorted(rules(), key=lambda rule: KINDS.index(rule["rests_on"]))
    return _table("30 12 30", ("The lab", "Rests on", "Source"), [(rule["rule"], rule["rests_on"], rule["source"]) for rule in ordered])


def counts_table() -> str:
    """How many entries of each project there are, and in how many the lab differs."""
    sources, found = yaml.safe_load((TRUTH / "sources.yml").read_text(encoding="utf-8")), entries()
    rows = []
    for project, of_it in sources.items():
        mine = [entry for entry in found if entry["source"].startswith(f"{project}: ")]
        rows.append((f"`{project} <{of_it['repository']}>`__", str(len(mine)), str(sum("differs" in entry for entry in mine)), of_it["why"]))
    return _table("20 12 12 40", ("Project", "Situations", "The lab differs", "Why it can be trusted"), rows)


def written(page: str) -> str:
    """The page with the tables as they are now."""
    for name, table in (("counts", counts_table()), ("rules", rules_table())):
        start, end = _START.format(name=name), _END.format(name=name)
        before, rest = page.split(start)
        page = f"{before}{start}\n\n{table}\n\n{end}{rest.split(end)[1]}"
    return page


def _table(widths: str, head: t.Sequence[str], rows: t.Sequence[t.Sequence[str]]) -> str:
    lines = [".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", ""]
    for row in (head, *rows):
        lines += [f"   {'* -' if not number else '  -'} {cell}" for number, cell in enumerate(row)]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
