# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks, all in one run: one table, noticing, many tables, a large account's load, many accounts; the page about speed is made from it.

Started by ``make bench``.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import platform
import sys

from ansible_collections.dynaops.dynamodb.tests.bench import fleet, goals, load, many_tables, noticing, one_table, page, picture
from ansible_collections.dynaops.dynamodb.tests.bench.runs import with_more

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/docsite/rst/speed.rst"
PARTS = ("one", "noticing", "many", "load", "fleet")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def machine() -> str:
    """What it is, as far as it matters and no further."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def loop_times(results: many_tables.Results) -> dict[int, float]:
    """What the loop takes for so many tables, in seconds: measured, or what each further table took, times the number of further ones."""
    walls = {count: result.run.wall for count, result in results[many_tables.LOOP].items()}
    wanted = [count for count in results[many_tables.OURS] if count <= 100]
    return {**{count: with_more(walls, count) for count in wanted}, **walls} if len(walls) > 1 else walls


def measured(asked: argparse.Namespace) -> page.Measured:
    """Runs the parts that were asked for."""
    _say(f"One table, {asked.rounds} rounds ...")
    one = one_table.run(asked.rounds) if "one" in asked.parts else {}
    waits, worst = (noticing.run(), noticing.sweep()) if "noticing" in asked.parts else ({}, {})
    chosen = many_tables.contenders(asked.custodian, asked.full)
    tables = many_tables.run(asked.tables, asked.rounds, chosen, _say) if "many" in asked.parts else {}
    loop = loop_times(tables) if tables else {}
    large = load.run(_say, asked.peers) if "load" in asked.parts else {}
    many = fleet.run(_say, asked.fleet, asked.peers) if "fleet" in asked.parts else None
    reached = [*(goals.of_one_table(one) if one else ()), *(goals.of_noticing(waits) if waits else ()), *(goals.of_many_tables(tables, loop) if tables else ())]
    reached += [*goals.of_load(large), *(goals.of_fleet(many) if many else ())]
    return page.Measured(machine(), asked.rounds, reached, one, waits, worst, tables, loop, large, many)


def _numbers(text: str) -> list[int]:
    return sorted({int(word) for word in text.split(",")})


def _size(text: str) -> fleet.Size:
    accounts, unused, regions = text.partition("x")
    size = fleet.Size(int(accounts), int(regions))
    if size.accounts < 1 or not 1 <= size.regions <= len(fleet.REGIONS) or size.places < 2:
        raise ValueError(text)
    return size


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the collection beside what a person would use instead.")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    parser.add_argument("--tables", type=_numbers, default=[1, 10, 100, 1000], help="default: 1,10,100,1000")
    parser.add_argument("--parts", type=lambda text: text.split(","), default=PARTS, help=f"of {','.join(PARTS)}; default: all")
    parser.add_argument("--full", action="store_true", help="run the loop over the module for one table with 100 tables as well: some ten minutes a round")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="of the parts load and fleet, only the collection: its peers take ten minutes")
    parser.add_argument("--fleet", type=_size, default=fleet.WHOLE, help="of the part fleet, so many accounts and regions; default: 20x4")
    parser.add_argument("--write", action="store_true", help="write the page of the documentation")
    parser.add_argument("--custodian", help="Cloud Custodian's program; without it that contender is left out")
    asked = parser.parse_args()
    is_whole = set(asked.parts) == set(PARTS) and asked.peers and asked.fleet == fleet.WHOLE
    if not set(asked.parts) <= set(PARTS) or (asked.write and not is_whole):
        parser.error(f"parts are {', '.join(PARTS)}; the page has all of them, with their peers, and the whole fleet")
    return asked


def main() -> None:
    """Prints the page, and writes it where that is wanted."""
    asked = arguments()
    text = page.document(measured(asked))
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")
        (PAGE.parent / picture.FILE).write_text(picture.svg(picture.of_page(text)), encoding="utf-8")


if __name__ == "__main__":
    main()
