# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was recorded can be played to the product. The recordings of this project are played when there are any; those of a lab always."""

from __future__ import annotations

import json
import pathlib

import pytest
import verify_aws
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.backup import Backup
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables.table import Table
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.verify_aws.playing import RECORDINGS, play
from verify import account
from verify.account import Access


def check(file: pathlib.Path) -> object:
    """Plays one; what the product reads in it, which is the error that the file is named after or what there is to read."""
    recording = json.loads(file.read_text(encoding="utf-8"))
    if recording["status"] is None:
        return None
    read, outcome = play(recording), file.name.rpartition("-")[0]
    if outcome == "200":
        assert not isinstance(read, errors.TaskError), f"{file}: {read}"
    else:
        assert isinstance(read, errors.TaskError) and read.code == outcome, f"{file}: {read}"
    return read


def test_the_product_reads_what_aws_answered() -> None:
    for file in sorted(RECORDINGS.rglob("*.json")):
        assert json.loads(file.read_text(encoding="utf-8"))["source"]["answered_by"] == "AWS", file
        check(file)


@pytest.fixture
def recorded(lab: LabClient, access: Access, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """What a run would leave in tests/recordings, if the lab were AWS."""
    monkeypatch.setattr(account, "why_stand_in", lambda endpoint, account: "")
    monkeypatch.setattr(verify_aws, "RECORDINGS", tmp_path / "own")
    # Which polls there are depends on what comes late: nothing does here.
    lab.settings(table_creating_seconds=2, table_unseen_seconds=2, backups_enabled_after=0, backup_seconds=0.2, list_lag_seconds=0)
    words = ["--only", "names-not-unique", "creating-in-reply", "table-creating", "cut-answer", "--yes", "--record"]
    assert verify_aws.main(words, folder=tmp_path / "build") == 0
    return tmp_path / "own"


def test_what_was_recorded_can_be_played(recorded: pathlib.Path) -> None:
    read = [check(file) for file in sorted(recorded.rglob("*.json"))]
    assert {type(each) for each in read} >= {Backup, list, Table} and any(isinstance(each, errors.TaskError) for each in read)
    assert not list(recorded.rglob("policy.json")) and json.loads(next(recorded.rglob("*.json")).read_text())["source"]["answered_by"] == "AWS"


def test_a_recording_that_does_not_fit_is_noticed(recorded: pathlib.Path) -> None:
    [file] = recorded.glob("CreateBackup/200-*.json")
    content = json.loads(file.read_text())
    del content["answer"]["BackupDetails"]["BackupArn"]
    file.write_text(json.dumps(content))
    with pytest.raises(errors.TaskError, match="names no backup"):
        check(file)
    content["answer"] = {}
    file.write_text(json.dumps(content))
    with pytest.raises(AssertionError, match="BackupDetails"):
        check(file)


@pytest.mark.long
def test_a_second_run_has_the_same_files(recorded: pathlib.Path, tmp_path: pathlib.Path) -> None:
    before = {file: file.read_text() for file in recorded.rglob("*.json")}
    verify_aws.main(["--only", "names-not-unique", "--yes", "--record"], folder=tmp_path / "again")
    after = {file: file.read_text() for file in recorded.rglob("*.json")}
    # How often something is listed or refused while it is under way depends on the machine: such a kind not every run sees.
    passing = {file for file in set(after) ^ set(before) if "BackupInUse" in file.name or file.parent.name in ("ListBackups", "DescribeTable")}
    assert set(after) ^ set(before) == passing
    [created] = [file for file in before if file.match("CreateBackup/200-*.json")]
    assert before[created] != after[created]
