# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a run made is deleted, and nothing else; what can't be is told."""

from __future__ import annotations

import pathlib

import pytest
import verify_aws
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from verify import sweep
from verify.account import Access

OURS = "dynaops-verify-11111111"


@pytest.fixture
def left(lab: LabClient) -> LabClient:
    """What a run left, beside what belongs to others."""
    for name in (f"{OURS}-orders", "dynaops-verified", "orders"):
        lab.make_table(name)
        lab.dynamodb().create_backup(TableName=name, BackupName=f"{OURS}-backup")
    lab.make_table(f"{OURS}-dropped")
    lab.dynamodb().create_backup(TableName=f"{OURS}-dropped", BackupName="last")
    lab.dynamodb().delete_table(TableName=f"{OURS}-dropped")
    lab.dynamodb().update_table(TableName=f"{OURS}-orders", DeletionProtectionEnabled=True)
    return lab


def names(lab: LabClient) -> tuple[list[str], list[str]]:
    """The tables that there are, and those of the backups."""
    return sorted(table["name"] for table in lab.tables()), sorted(backup["TableName"] for backup in lab.backups())


def clients(access: Access) -> dict[str, object]:
    """Those of the one region."""
    return {"us-east-1": access.client()}


OTHERS = ["dynaops-verified", "orders"]


def test_ours_is_deleted_and_nothing_else(left: LabClient, access: Access, time: LabTime) -> None:
    left.settings(table_deleting_seconds=20)
    assert sweep.sweep(clients(access), OURS, 60, time) == {}
    assert names(left) == (OTHERS, OTHERS)


def test_an_error_stops_nothing_and_is_told(left: LabClient, access: Access, time: LabTime) -> None:
    left.settings(allowed=["dynamodb:ListTables", "dynamodb:ListBackups", "dynamodb:DeleteBackup", "dynamodb:DescribeTable"])
    found = sweep.sweep(clients(access), OURS, 60, time)
    assert list(found) == [f"table {OURS}-orders in us-east-1"] and "AccessDeniedException" in found[f"table {OURS}-orders in us-east-1"]
    assert names(left)[1] == OTHERS


def test_what_is_in_use_is_tried_until_it_is_free(left: LabClient, access: Access, time: LabTime) -> None:
    left.fault("DeleteTable", "error", times=4, code="ResourceInUseException", status=400)
    left.fault("DeleteBackup", "error", times=4, code="BackupInUseException", status=400)
    left.fault("ListTables", "error", times=1, code="InternalServerError", status=500)
    assert sweep.sweep(clients(access), OURS, 60, time) == {}
    assert names(left) == (OTHERS, OTHERS)


def test_nothing_is_known_of_a_region_that_does_not_answer(left: LabClient, access: Access, time: LabTime) -> None:
    left.settings(allowed=[])
    [(what, reason)] = sweep.sweep(clients(access), OURS, 60, time).items()
    assert what == "unknown things in us-east-1" and "AccessDeniedException" in reason


@pytest.mark.parametrize("prefix", ["", "orders", "dynaops", "dynaops-verify"])
def test_no_other_prefix_is_taken(left: LabClient, access: Access, time: LabTime, prefix: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="ever deleted"):
        sweep.sweep(clients(access), prefix, 60, time)
    with pytest.raises(SystemExit):
        verify_aws.main(["--sweep", prefix, "--yes"])
    assert "ever deleted" in capsys.readouterr().err and "DeleteTable" not in left.operations()[-1]


@pytest.mark.parametrize("answer, code", [("yes", 0), ("no", 1), ("", 1)])
def test_by_itself_it_shows_first_and_asks(
    left: LabClient, access: Access, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, code: int
) -> None:
    before = names(left)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert verify_aws.main(["--sweep"], folder=tmp_path) == code
    assert f"table {OURS}-orders in us-east-1" in capsys.readouterr().out
    assert names(left) == ((OTHERS, OTHERS) if answer == "yes" else before)
    if answer == "yes":
        assert verify_aws.main(["--sweep"], folder=tmp_path) == 0 and "Nothing begins with" in capsys.readouterr().out
