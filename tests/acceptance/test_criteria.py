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
ALL = [f"R{requirement}.{number}" for requirement, count in COUNTS.items() for number in range(1, count + 1)]


def all_test_names() -> set[str]:
    """The names of all test functions here."""
    trees = [ast.parse(file.read_text()) for file in HERE.glob("test_*.py")]
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def table() -> dict[str, set[str]]:
    """CRITERIA.md: criterion to tests."""
    rows = re.findall(r"^\| (R\d\.\d) \|[^|]*\| ([^|]*) \|$", (HERE / "CRITERIA.md").read_text(), re.MULTILINE)
    return {criterion: set(re.findall(r"`(test_\w+)`", tests)) for criterion, tests in rows}


def test_every_criterion_is_in_the_table_with_a_test_that_carries_its_id() -> None:
    assert list(table()) == ALL
    for criterion, tests in table().items():
        carried = f"test_r{criterion[1]}_{criterion[3]}_"
        assert tests and all(name.startswith(carried) for name in tests), criterion


def test_the_table_and_the_tests_agree() -> None:
    carrying = {name for name in all_test_names() if re.match(r"test_r\d_\d_", name)}
    assert set().union(*table().values()) == carrying
