# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No criterion is without its test: CRITERIA.md names for each one the tests that show it."""

from __future__ import annotations

import ast
import pathlib
import re

HERE = pathlib.Path(__file__).parent
# How many criteria each requirement has.
COUNTS = {1: 5, 2: 5, 3: 4, 4: 5, 5: 5, 6: 6, 7: 5}
ALL = [
    *(f"R{requirement}.{number}" for requirement, count in COUNTS.items() for number in range(1, count + 1)),
    *(f"E{number}" for number in range(1, 13)),
    *(f"C{number}" for number in range(1, 24)),
    *(f"V{number}" for number in range(1, 5)),
    *(f"S{number}" for number in range(1, 13)),
    *(f"L{number}" for number in range(1, 10)),
    *(f"I{number}" for number in range(1, 4)),
    *(f"T{number}" for number in range(1, 8)),
    *(f"A{number}" for number in range(1, 5)),
    *(f"P{number}" for number in range(1, 7)),
    *(f"U{number}" for number in range(1, 13)),
]
# The ids at the beginning of a test's name: test_r1_1_..., test_c5_e9_...
_IDS = re.compile(r"(?:r\d_\d|[ecvslitapu]\d{1,2})(?=_)")


def carried_by(name: str) -> set[str]:
    """The criteria of ALL that a test's name begins with; others are not complete yet."""
    rest, found = name.removeprefix("test_"), set()
    while match := _IDS.match(rest):
        found.add(match[0].replace("_", ".").upper())
        rest = rest[match.end() + 1 :]
    return found & set(ALL)


def all_test_names() -> set[str]:
    """The names of all test functions, here and in the suites beside this one."""
    files = [file for folder in ("acceptance", "faults", "unit", "properties", "pages") for file in (HERE.parent / folder).rglob("test_*.py")]
    trees = [ast.parse(file.read_text()) for file in files]
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def table() -> dict[str, set[str]]:
    """CRITERIA.md: criterion to tests."""
    rows = re.findall(r"^\| ([RCEVSLITAPU][\d.]+) \|[^|]*\| ([^|]*) \|$", (HERE / "CRITERIA.md").read_text(), re.MULTILINE)
    return {criterion: set(re.findall(r"`(test_\w+)`", tests)) for criterion, tests in rows}


def test_every_criterion_is_in_the_table_with_a_test_that_carries_its_id() -> None:
    assert list(table()) == ALL
    for criterion, tests in table().items():
        assert tests and all(criterion in carried_by(name) for name in tests), criterion


def test_the_table_and_the_tests_agree() -> None:
    shown: dict[str, set[str]] = {name: {each for each, tests in table().items() if name in tests} for name in set().union(*table().values())}
    assert shown == {name: carried_by(name) for name in all_test_names() if carried_by(name)}
