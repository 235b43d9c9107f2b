# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_table with state=absent: a last backup of this very table first, and no other table of its name is ever deleted."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import prepare
from ansible_collections.dynaops.dynamodb.tests.acceptance.whole_table import FULL, MODULE, NAME, make, remove, sent, shown
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

FREE: dict[str, t.Any] = {"settings": {"deletion_protection": {"enabled": False}}}


@pytest.fixture(name="table")
def protected_table(lab: LabClient, time: LabTime) -> LabClient:
    """The lab with a table that is protected."""
    make(lab, **FULL, settings={"deletion_protection": {"enabled": True}})
    lab.settle()
    return lab


def test_t3_the_backup_is_available_before_the_table_is_deleted(table: LabClient, time: LabTime) -> None:
    table.settings(backup_seconds=40)
    table_id = shown(table)["TableId"]
    done = remove(table, final_backup_name="{table}-final", **FREE)
    assert done["changes"] == ["backup: create invoices-final", "deletion_protection: disable", "table: delete invoices"]
    assert done["backup"]["backup_status"] == "AVAILABLE" and done["backup"]["table_id"] == done["table"]["table_id"] == table_id
    assert [entry["operation"] for entry in sent(table)] == ["CreateTable", "CreateBackup", "UpdateTable", "DeleteTable"] and table.tables() == []
    assert table.backups()[0]["BackupArn"] == done["backup_arn"]
    again = remove(table, final_backup_name="{table}-final", **FREE)
    assert not again["changed"] and again["msg"] == "Table invoices does not exist in region us-east-1: nothing to delete."


def test_t3_check_mode_predicts_it(table: LabClient, time: LabTime) -> None:
    predicted = remove(table, check_mode=True, final_backup_name="{table}-final", **FREE)
    assert predicted["changed"] and len(sent(table)) == 1
    done = remove(table, final_backup_name="{table}-final", **FREE)
    assert done["changes"] == predicted["changes"]


def test_t3_diff_mode_shows_that_the_table_is_deleted(here: ModulesHere) -> None:
    asked = {"table_name": NAME, "state": "absent", "_ansible_diff": True}
    assert here.adhoc(MODULE, **asked).result["diff"] == {"before": "{}\n", "after": "{}\n"}
    make(here.lab, **FULL)
    predicted, done = here.adhoc(MODULE, check=True, **asked).result["diff"], here.adhoc(MODULE, **asked).result["diff"]
    assert predicted == done and json.loads(done["after"]) == {} and json.loads(done["before"])["table"]["hash_key_name"] == "customer"


def test_t3_the_manifest_is_written_beside_the_backup(table: LabClient, time: LabTime, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "settings.json"
    done = remove(table, final_backup_name="last", final_settings_manifest=str(path), **FREE)
    kept = json.loads(path.read_text())
    assert kept["backup_arn"] == done["backup_arn"] and kept["table"]["table_id"] == done["table"]["table_id"]
    # As they were before the task itself changed one.
    assert kept["settings"]["deletion_protection"] == {"enabled": True}


def test_t3_a_backup_of_this_name_of_this_very_table_is_used(table: LabClient, time: LabTime) -> None:
    made = back_up(table, table=NAME, name="invoices-final", time=time).as_result()["backup_arn"]
    # It is listed a moment later.
    time.sleep(2)
    done = remove(table, final_backup_name="{table}-final", **FREE)
    assert done["backup_arn"] == made and done["changes"] == ["deletion_protection: disable", "table: delete invoices"] and len(table.backups()) == 1


def test_t3_one_of_an_earlier_table_of_its_name_is_not(lab: LabClient, time: LabTime) -> None:
    make(lab, **FULL)
    lab.settle()
    first = remove(lab, final_backup_name="{table}-final")
    make(lab, **FULL)
    lab.settle()
    second = remove(lab, final_backup_name="{table}-final")
    assert first["backup_arn"] != second["backup_arn"] and len(lab.backups()) == 2 and second["changes"][0] == "backup: create invoices-final"


def test_t3_interrupted_after_the_backup_the_next_run_goes_on(table: LabClient, time: LabTime) -> None:
    table.fault("UpdateTable", "error", code="AccessDeniedException", message="no", times=1)
    with pytest.raises(errors.Denied) as failure:
        remove(table, final_backup_name="{table}-final", **FREE)
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    (backup,) = table.backups()
    assert outcome.as_result()["backup_arn"] == backup["BackupArn"] and outcome.as_result()["changed"]
    assert f"Backup {backup['BackupArn']} exists, last known status AVAILABLE" in outcome.state() and "Table invoices was not deleted." in outcome.state()
    time.sleep(2)
    done = remove(table, final_backup_name="{table}-final", **FREE)
    assert done["backup_arn"] == backup["BackupArn"] and len(table.backups()) == 1 and table.tables() == []


def test_t3_a_backup_that_does_not_become_available_keeps_the_table(table: LabClient, time: LabTime) -> None:
    table.settings(backup_seconds=500)
    with pytest.raises(errors.Timeout) as failure:
        remove(table, timeout=60, final_backup_name="{table}-final", **FREE)
    assert "Table invoices was not deleted." in failure.value.outcome.state()  # type: ignore[attr-defined]
    assert [each["name"] for each in table.tables()] == [NAME] and not sent(table, "DeleteTable") and shown(table)["DeletionProtectionEnabled"]


def test_t3_no_advice_names_an_option_that_the_module_does_not_have(table: LabClient, time: LabTime, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    table.when_asked("CreateBackup", 1, folder.rmdir)
    table.fault("CreateBackup", "delay", seconds=2)
    with pytest.raises(errors.NotKept, match="could not be written to .*gone/settings.json") as not_kept:
        remove(table, final_backup_name="first", final_settings_manifest=str(folder / "settings.json"), **FREE)
    table.settings(backup_seconds=500)
    with pytest.raises(errors.Timeout) as timeout:
        remove(table, timeout=60, final_backup_name="second", **FREE)
    table.settings(list_lag_seconds=500)
    table.fault("CreateBackup", "reset", when="after", times=0)
    with pytest.raises(errors.OutcomeUnknown) as unknown:
        remove(table, timeout=60, final_backup_name="third", **FREE)
    for failure in (not_kept, timeout, unknown):
        said = failure.value.sentence(failure.value.outcome.state())  # type: ignore[attr-defined]
        assert "if_exists" not in said and "run the task again" in said and "Table invoices was not deleted." in said


@pytest.mark.parametrize("options", [{}, {"settings": {"deletion_protection": {"enabled": True}}}, {"settings": {"stream": {"enabled": False}}}])
def test_t3_a_protected_table_is_refused_before_anything_is_done(table: LabClient, time: LabTime, options: dict[str, t.Any]) -> None:
    for check_mode in (True, False):
        with pytest.raises(errors.DeletionProtected, match="Table invoices in region us-east-1 is protected against deletion"):
            remove(table, check_mode=check_mode, final_backup_name="{table}-final", **options)
    assert len(sent(table)) == 1 and table.backups() == []


def test_t3_a_table_with_replicas_is_refused_unless_they_are_to_be_removed(lab: LabClient, time: LabTime) -> None:
    make(lab, **FULL)
    prepare(lab, {"replicas": [{"region_name": "eu-west-1"}]}, table_name=NAME)
    for options in ({}, {"settings": {"replicas": []}}, {"settings": {"replicas": [{"region_name": "eu-west-1"}]}, "purge_replicas": True}):
        with pytest.raises(errors.HasReplicas, match="has replicas in eu-west-1"):
            remove(lab, final_backup_name="last", **options)
    assert lab.backups() == []
    done = remove(lab, final_backup_name="last", settings={"replicas": []}, purge_replicas=True)
    assert done["changes"] == ["backup: create last", "replicas: remove eu-west-1", "table: delete invoices"] and lab.tables() == []


def test_t3_another_table_that_took_its_place_is_never_deleted(lab: LabClient, time: LabTime) -> None:
    """The backup is then one of that other table."""
    lab.make_table(NAME)

    def replace() -> None:
        lab.drop_table(NAME)
        lab.make_table(NAME, items=7)

    # The second request comes too late to see ours.
    lab.fault("DescribeTable", "delay", seconds=6, skip=1)
    replacer = lab.when_asked("DescribeTable", 2, replace)
    with pytest.raises(errors.TableReplaced, match="another table of its name has taken its place") as failure:
        remove(lab, final_backup_name="{table}-final")
    replacer.join()
    assert "Table invoices was not deleted." in failure.value.outcome.state()  # type: ignore[attr-defined]
    # The only deletion is the test's own.
    assert len(lab.dynamodb().scan(TableName=NAME)["Items"]) == 7 and len(sent(lab, "DeleteTable")) == 1


def test_t3_only_the_table_with_the_named_id_is_deleted(lab: LabClient, time: LabTime) -> None:
    make(lab, **FULL)
    first = shown(lab)["TableId"]
    lab.settle()
    lab.drop_table(NAME)
    make(lab, **FULL)
    lab.settle()
    for check_mode in (True, False):
        with pytest.raises(errors.TableReplaced, match=f"not the id {first} that the task names: it is another table") as failure:
            remove(lab, check_mode=check_mode, table_id=first, final_backup_name="{table}-final")
        assert "Table invoices was not deleted." in failure.value.outcome.state()  # type: ignore[attr-defined]
    assert lab.backups() == [] and [each["name"] for each in lab.tables()] == [NAME]
    assert remove(lab, table_id=shown(lab)["TableId"])["changed"] and lab.tables() == []
    assert not remove(lab, table_id=first)["changed"]


def test_t3_the_id_of_a_table_is_refused_without_a_deletion(here: ModulesHere) -> None:
    refused = here.adhoc(MODULE, table_name=NAME, table_id="x", **FULL)
    assert refused.result["error"]["code"] == "InvalidArgument" and "table_id requires state=absent" in refused.result["msg"]
    assert not sent(here.lab, "CreateTable")


def test_t3_nor_between_two_attempts_to_delete(lab: LabClient, time: LabTime) -> None:
    lab.make_table(NAME)
    lab.fault("DeleteTable", "error", code="ThrottlingException", message="Rate exceeded", times=1)
    before = time.sleep

    def replace_while_it_pauses(seconds: float) -> None:
        before(seconds)
        if len(sent(lab, "DeleteTable")) == 1:
            lab.drop_table(NAME)
            lab.make_table(NAME, items=7)

    time.sleep = replace_while_it_pauses  # type: ignore[method-assign]
    remove(lab)
    # The second one is the test's own.
    assert len(sent(lab, "DeleteTable")) == 2 and len(lab.dynamodb().scan(TableName=NAME)["Items"]) == 7


def test_t3_wait_false_and_a_deletion_that_is_under_way(lab: LabClient, time: LabTime) -> None:
    lab.make_table(NAME)
    lab.settings(table_deleting_seconds=50)
    first = remove(lab, wait=False)
    assert first["changed"] and first["msg"] == "Table invoices in region us-east-1 is being deleted." and time.now == 0
    with pytest.raises(errors.Timeout, match="was still being deleted after 20 s"):
        remove(lab, timeout=20)
    second = remove(lab)
    assert not second["changed"] and lab.tables() == [] and len(sent(lab, "DeleteTable")) == 1


def test_t3_a_table_that_is_busy_is_deleted_when_it_is_not(lab: LabClient, time: LabTime) -> None:
    make(lab, **FULL, wait=False)
    assert shown(lab)["TableStatus"] == "CREATING"
    assert remove(lab)["changed"] and lab.tables() == []


def test_t3_through_a_real_run(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.make_table(NAME)
    lab.settle()
    done = ansible.adhoc(MODULE, table_name=NAME, state="absent", final_backup_name="{table}-final")
    assert done.code == 0 and done.result["changed"] and done.result["backup_arn"] == lab.backups()[0]["BackupArn"], done.output
