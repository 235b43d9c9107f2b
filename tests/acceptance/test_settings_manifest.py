# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""settings_manifest: what a restore forgets is in a file as soon as there is a backup, with the backup's ARN."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import socket
import stat
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backup as job
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import perform
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import apply, read, task
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


def back_up(lab: LabClient, path: pathlib.Path, timeout: float = 60, **options: t.Any) -> dict[str, t.Any]:
    """What the module does, less Ansible: the result."""
    words = {"table_name": "orders", "backup_name": "orders-backup", "settings_manifest": str(path), **options}
    return perform(task(lab, timeout), dynamodb_create_backup, job, **words).as_result()


def test_it_holds_the_settings_and_the_arn(orders: LabClient, tmp_path: pathlib.Path) -> None:
    apply(orders, {"stream": {"enabled": True}, "tags": {"Owner": "ops"}})
    path = tmp_path / "orders.json"
    done = back_up(orders, path)
    kept = json.loads(path.read_text())
    assert kept["settings"] == read(orders) and kept["backup_arn"] == done["backup_arn"] and kept["backup_name"] == "orders-backup"
    assert kept["table"] == {key: done["source_table"][key] for key in ("table_arn", "table_id", "table_name")}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and [each.name for each in tmp_path.iterdir()] == ["orders.json"]


def test_it_is_there_when_the_wait_ends_badly(orders: LabClient, tmp_path: pathlib.Path) -> None:
    orders.settings(backup_seconds=60)
    with pytest.raises(errors.Timeout):
        back_up(orders, tmp_path / "orders.json", timeout=20)
    assert json.loads((tmp_path / "orders.json").read_text())["backup_arn"] == orders.backups()[0]["BackupArn"]


def test_settings_that_cannot_be_read_are_learned_of_before_the_backup(orders: LabClient, tmp_path: pathlib.Path) -> None:
    orders.fault("GetResourcePolicy", "error", code="AccessDeniedException", message="no", times=0)
    with pytest.raises(errors.Denied):
        back_up(orders, tmp_path / "orders.json")
    assert not orders.requests("CreateBackup") and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("place", "words"), [("missing/orders.json", "must be in an existing folder"), (".", "must be a file, not a folder")])
def test_a_place_that_cannot_be_is_refused_before_the_first_call(orders: LabClient, in_module: t.Any, tmp_path: pathlib.Path, place: str, words: str) -> None:
    result = in_module(dynamodb_create_backup, table_name="orders", backup_name="some", settings_manifest=str(tmp_path / place))
    assert result["failed"] and words in result["msg"] and orders.work() == []


def test_a_file_that_cannot_be_written_in_the_end_loses_no_arn(orders: LabClient, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    orders.when_asked("CreateBackup", 1, folder.rmdir)
    orders.fault("CreateBackup", "delay", seconds=2)
    with pytest.raises(errors.NotKept, match="could not be written to .*gone/orders.json") as failure:
        back_up(orders, folder / "orders.json")
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    (made,) = orders.backups()
    assert made["BackupArn"] in failure.value.sentence(outcome.state()) and outcome.as_result()["backup_arn"] == made["BackupArn"]


def test_used_again_it_stays_as_it_was(orders: LabClient, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "orders.json"
    back_up(orders, path)
    before = path.read_text()
    apply(orders, {"tags": {"later": "1"}})
    orders.settle()
    assert back_up(orders, path, if_exists="reuse")["reused"] and path.read_text() == before
    back_up(orders, path)
    assert json.loads(path.read_text())["settings"]["tags"] == {"later": "1"}


def test_check_mode_writes_none(orders: LabClient, tmp_path: pathlib.Path) -> None:
    back_up(orders, tmp_path / "orders.json", check_mode=True)
    assert list(tmp_path.iterdir()) == [] and orders.requests("GetResourcePolicy")


def test_c20_e12_todays_settings_are_never_filed_as_those_of_an_older_backup(orders: LabClient, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "orders.json"
    older = perform(task(orders, 60), dynamodb_create_backup, job, table_name="orders", backup_name="orders-backup").as_result()["backup_arn"]
    apply(orders, {"tags": {"later": "1"}})
    orders.settle()
    working = task(orders, 60)
    words = {"table_name": "orders", "backup_name": "orders-backup", "settings_manifest": str(path), "if_exists": "reuse"}
    done = perform(working, dynamodb_create_backup, job, **words).as_result()
    kept = json.loads(path.read_text())
    assert done["changed"] is True and done["reused"] is True and done["backup_arn"] == older == kept["backup_arn"]
    assert kept["backup_creation_date_time"] == done["backup"]["backup_creation_date_time"] and kept["settings_read_at"]
    (warning,) = working.progress.warnings
    assert older in warning and kept["settings_read_at"] in warning and kept["backup_creation_date_time"] in warning
    before = path.read_text()
    again = back_up(orders, path, if_exists="reuse")
    assert again["changed"] is False and path.read_text() == before


def test_c20_e12_check_mode_predicts_the_file(orders: LabClient, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "orders.json"
    perform(task(orders, 60), dynamodb_create_backup, job, table_name="orders", backup_name="orders-backup")
    orders.settle()
    assert back_up(orders, path, if_exists="reuse", check_mode=True)["changed"] is True and not path.exists()


@pytest.mark.parametrize("kind", ["fifo", "socket", "device", "dangling", "link to a fifo", "link to a folder"])
def test_c23_what_is_no_plain_file_is_refused_before_the_first_call(orders: LabClient, in_module: t.Any, tmp_path: pathlib.Path, kind: str) -> None:
    path = tmp_path / "orders.json"
    if kind.endswith("fifo"):
        os.mkfifo(tmp_path / "fifo")
    targets = {"fifo": "fifo", "link to a fifo": "fifo", "dangling": "missing", "link to a folder": ".", "device": "/dev/null"}
    if kind == "socket":
        with socket.socket(socket.AF_UNIX) as server, contextlib.chdir(tmp_path):
            server.bind("orders.json")
    elif kind == "fifo":
        os.rename(tmp_path / "fifo", path)
    else:
        path.symlink_to(targets[kind])
    asked = "/dev/null" if kind == "device" else str(path)
    result = in_module(dynamodb_create_backup, table_name="orders", backup_name="some", settings_manifest=asked)
    assert result["failed"] and "settings_manifest" in result["msg"] and orders.work() == [], result["msg"]
    assert os.path.lexists(path)


@pytest.mark.newer_boto
def test_c23_a_link_to_a_plain_file_is_followed(orders: LabClient, in_module: t.Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "real.json").write_text("{}")
    (tmp_path / "orders.json").symlink_to("real.json")
    result = in_module(dynamodb_create_backup, table_name="orders", backup_name="some", settings_manifest=str(tmp_path / "orders.json"))
    assert (tmp_path / "orders.json").is_symlink() and json.loads((tmp_path / "real.json").read_text())["backup_arn"] == result["backup_arn"]
