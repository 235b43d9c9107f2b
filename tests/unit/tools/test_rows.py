# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the matrix: the declared minimum is one of them, and a release that is not out yet fails nothing."""

from __future__ import annotations

import pathlib
import re
import sys

import lanes
import pytest
import rows
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text()
MINIMUM = [row for row in rows.ROWS if row.boto]
NOT_OUT = [row for row in rows.ROWS if row.may_fail]


def test_the_declared_minimum_of_boto3_is_a_row() -> None:
    (row,) = MINIMUM
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert {f"boto3>={row.boto}", f"botocore>={row.boto}"} == set(lines)
    assert f"boto3 and botocore {row.boto} or newer" in README
    oldest = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["requires_ansible"].removeprefix(">=").rpartition(".")[0]
    assert row.core.startswith(f"{oldest}.") and row.name == "py3.11-core2.17-boto1.34" and not row.may_fail


def test_names_of_rows_are_unique_and_found() -> None:
    assert len({row.name for row in rows.ROWS}) == len(rows.ROWS)
    assert [rows.named(row.name) for row in rows.ROWS] == list(rows.ROWS)


def test_the_readme_has_every_supported_row() -> None:
    table = dict(re.findall(r"^\| (\d\.\d+) \| \d+ \| ([\d., ]+) \|$", README, re.MULTILINE))
    supported: dict[str, list[str]] = {}
    for row in rows.ROWS:
        if not row.boto and not row.may_fail:
            supported.setdefault(row.core.rpartition(".")[0], []).append(row.python)
    assert table == {core: ", ".join(pythons) for core, pythons in supported.items()}


def test_only_what_is_not_out_may_fail_and_make_test_does_not_take_it() -> None:
    assert [row for row in NOT_OUT if not re.search(r"(a|b|rc)\d+$", row.core)] == []
    assert not set(rows.default_rows()) & {*NOT_OUT, *MINIMUM}


@pytest.mark.parametrize("ok", [True, False])
def test_what_may_fail_is_reported_apart_and_decides_nothing(ok: bool, capsys: pytest.CaptureFixture[str]) -> None:
    good = lanes.single("pytest", rows.ROWS[0], ok, "2 passed", "")
    early = lanes.Result("pytest", "py3.13-core9.9", False, "1 passed, 1 failed", "", 1, 1, may_fail=True)
    assert lanes.report([good, early], 1.0, 2) is ok
    shown = capsys.readouterr().out
    assert shown.index("py3.11") < shown.index("may fail") < shown.index("py3.13-core9.9") and shown.endswith(f"{int(ok)} passed, {int(not ok)} failed\n")


def test_the_row_of_a_step_says_whether_it_may_fail() -> None:
    row = rows.Row("3.13", "9.9.0b1", "0", may_fail=True)
    broken = lanes.Result("pytest", row.name, False, "", "", 0, 1, broken=("one",))
    done = lanes.Step("pytest", row, "pytest", work=lambda: broken, again=lambda names: sys.exit("tried again"))
    result = done.do()
    assert result.may_fail
    lanes.try_alone([done], [result])
    assert result.alone == ()
