# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each tier runs what it says, and no test is of no tier."""

from __future__ import annotations

import subprocess
import sys

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.tiers import spread

SUITE = """
import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import tiers

@pytest.fixture
def lab(): ...

@pytest.fixture
def ansible(lab): ...

@pytest.mark.shown_cases(2)
@pytest.mark.parametrize("case", range(20))
def test_marked(lab, case): ...

@pytest.mark.parametrize("case", range(20))
def test_over_http(lab, case): ...

@pytest.mark.parametrize("case", tiers.cases({"slow": 1, "shown": 2}, "shown"))
def test_named(lab, case): ...

@pytest.mark.parametrize("case", range(20))
def test_pure(case): ...

def test_single(lab): ...

@pytest.mark.every_release
def test_process(ansible): ...

@pytest.mark.further_case
def test_further(ansible): ...
"""


@pytest.mark.parametrize("number, kept", [(1, "a"), (2, "ae"), (3, "ace"), (5, "abcde"), (9, "abcde")])
def test_cases_are_kept_from_the_first_to_the_last(number: int, kept: str) -> None:
    assert "".join(spread("abcde", number)) == kept


@pytest.mark.processes
@pytest.mark.parametrize(
    "words, counts",
    [
        ([], {"marked": 20, "over_http": 20, "named": 2, "pure": 20, "single": 1, "process": 1, "further": 1}),
        (["--no-further-cases"], {"marked": 2, "over_http": 20, "named": 1, "pure": 20, "single": 1, "process": 1}),
        (["--no-further-cases", "--in-process"], {"marked": 1, "over_http": 1, "named": 1, "pure": 20, "single": 1}),
        (["--every-release"], {"process": 1}),
    ],
    ids=["all", "test", "check", "newest"],
)
def test_a_tier_has_these_tests(tmp_path_factory: pytest.TempPathFactory, words: list[str], counts: dict[str, int]) -> None:
    file = tmp_path_factory.mktemp("suite") / "test_suite.py"
    file.write_text(SUITE)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "--collect-only", "-p", f"{spread.__module__.rpartition('.')[0]}.conftest", *words, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [line.partition("::test_")[2].partition("[")[0] for line in done.stdout.splitlines() if "::test_" in line]
    assert {name: found.count(name) for name in found} == counts, done.stdout
