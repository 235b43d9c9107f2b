# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook roll_back_table: the table back under its own name, from wherever it was interrupted."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import back_up
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_kms_keys import KEY, encrypt
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_playbooks import launch, tables
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_backup import TAG, items, tags
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_to_point_in_time import enable
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

pytestmark = pytest.mark.long

DENIED = {"kind": "error", "code": "AccessDeniedException", "message": "not authorized"}


@pytest.fixture(name="arn")
def broken_table(orders: LabClient) -> str:
    """A backup of the table orders, which has tags, a stream and protection, and was damaged since."""
    client = orders.dynamodb()
    client.tag_resource(ResourceArn=client.describe_table(TableName="orders")["Table"]["TableArn"], Tags=[{"Key": "Owner", "Value": "me"}])
    client.update_table(TableName="orders", StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})
    orders.settle()
    arn = str(back_up(orders).as_result()["backup_arn"])
    client.delete_item(TableName="orders", Key={"id": {"S": "order-00001"}})
    client.put_item(TableName="orders", Item={"id": {"S": "broken"}})
    return arn


def roll_back(ansible: AnsibleRuns, *words: str, **variables: object) -> Run:
    """The playbook, for the table orders."""
    given = {"table_name": "orders", "writers_stopped": True, "manifest_folder": str(ansible.folder), **variables}
    return launch(ansible, "roll_back_table", *words, **given)


def names(lab: LabClient, table: str = "orders") -> list[str]:
    """The keys of a table's items."""
    return [each["id"]["S"] for each in items(lab, table)]


def identity(lab: LabClient) -> str:
    """The id of the table orders."""
    (found,) = [each["id"] for each in lab.tables() if each["name"] == "orders"]
    return str(found)


def is_rolled_back(lab: LabClient, arn: str | None = None) -> bool:
    """Whether the table orders is as it was, once, with its settings."""
    lab.settle()
    described = lab.dynamodb().describe_table(TableName="orders")["Table"]
    found = tags(lab, "orders")
    return (
        names(lab) == [f"order-0000{number}" for number in range(3)]
        and tables(lab) == ["orders"]
        and described["StreamSpecification"]["StreamViewType"] == "KEYS_ONLY"
        and found["Owner"] == "me"
        and arn in (None, found[TAG])
    )


def last_backups(lab: LabClient) -> list[dict[str, t.Any]]:
    """The last backups of tables that were replaced."""
    return [each for each in lab.backups() if "-before-rollback-" in each["BackupName"]]


@pytest.mark.further_case
def test_p5_a_table_is_put_back_from_a_backup_and_again_nothing_changes(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    old = identity(orders)
    run = roll_back(ansible, backup_arn=arn)
    assert run.code == 0 and is_rolled_back(orders, arn) and identity(orders) != old, run.output
    (last,) = last_backups(orders)
    assert last["BackupName"] == f"orders-before-rollback-{old[:8]}" and last["TableId"] == old
    manifest = json.loads((ansible.folder / f"{last['BackupName']}.json").read_text())
    assert manifest["backup_arn"] == last["BackupArn"] and manifest["settings"]["tags"] == {"Owner": "me"}
    assert "Table orders is rolled back to" in run.stdout and ": 3 items" in run.stdout and "Connect its readers" in run.stdout
    again = roll_back(ansible, backup_arn=arn)
    assert again.code == 0 and "changed=0" in again.stdout and "was restored already" in again.stdout and len(last_backups(orders)) == 1, again.output


def test_p5_from_a_moment_through_a_scratch_table(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    client = orders.dynamodb()
    client.delete_item(TableName="orders", Key={"id": {"S": "broken"}})
    client.put_item(TableName="orders", Item={"id": {"S": "order-00001"}})
    client.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    told = client.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    moment = told["LatestRestorableDateTime"].strftime("%Y-%m-%dT%H:%M:%SZ")
    # The moment is a second that has just begun: what follows is to be later than it.
    orders.settings(clock_offset=5)
    client.put_item(TableName="orders", Item={"id": {"S": "later"}})
    orders.settings(clock_offset=1000)
    run = roll_back(ansible, restore_time=moment)
    scratch = moment.replace("-", "").replace(":", "")
    (made,) = [each for each in orders.backups() if each["BackupName"] == f"orders-rollback-{scratch}"]
    assert run.code == 0 and is_rolled_back(orders, made["BackupArn"]) and len(last_backups(orders)) == 1, run.output
    again = roll_back(ansible, restore_time=moment)
    assert again.code == 0 and is_rolled_back(orders, made["BackupArn"]) and len(orders.requests("DeleteTable")) == 2, again.output


# Where a first run ends: what AWS refuses, from which request on, and whether the table stands as it was.
INTERRUPTED: dict[str, tuple[str, int, bool]] = {
    "before the last backup": ("CreateBackup", 0, True),
    "before the table is deleted": ("DeleteTable", 0, True),
    "before the restore": ("RestoreTableFromBackup", 0, False),
    "before the settings": ("UpdateTable", 0, False),
    "before the count": ("Scan", 0, False),
}


@pytest.mark.parametrize("operation, skip, stands", tiers.cases(INTERRUPTED, "before the restore"))
def test_p5_a_run_that_was_interrupted_is_continued(orders: LabClient, arn: str, ansible: AnsibleRuns, operation: str, skip: int, stands: bool) -> None:
    old = identity(orders)
    orders.fault(operation, skip=skip, **DENIED)
    first = roll_back(ansible, backup_arn=arn)
    orders.settings(restore_seconds=0.2)
    assert first.code != 0 and operation in first.output, first.output
    if stands:
        assert identity(orders) == old and "broken" in names(orders)
    second = roll_back(ansible, backup_arn=arn)
    assert second.code == 0 and is_rolled_back(orders, arn) and len(last_backups(orders)) >= 1, second.output


@pytest.mark.further_case
def test_p5_a_table_that_could_not_be_tagged_is_not_rolled_back_again(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    orders.fault("TagResource", **DENIED)
    first = roll_back(ansible, backup_arn=arn)
    assert first.code == 0 and f"could not be tagged {TAG}" in first.output and TAG not in tags(orders, "orders"), first.output
    second = roll_back(ansible, backup_arn=arn)
    assert second.code != 0 and f"Key={TAG},Value={arn}" in second.output and len(last_backups(orders)) == 1, second.output


@pytest.mark.further_case
def test_p5_a_restore_that_ended_without_the_run_is_not_replaced_but_named(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    orders.settings(restore_seconds=100, restore_hidden_seconds=0)
    first = roll_back(ansible, backup_arn=arn, restore_timeout=60)
    assert first.code != 0 and "timed out after 60 s" in first.output, first.output
    # Nobody has tagged the table, and AWS does not report any more what it was restored from.
    orders.settle()
    second = roll_back(ansible, backup_arn=arn)
    assert second.code != 0 and f"Key=dynaops.dynamodb:restored-from,Value={arn}" in second.output and len(last_backups(orders)) == 1, second.output
    table_arn = orders.dynamodb().describe_table(TableName="orders")["Table"]["TableArn"]
    orders.dynamodb().tag_resource(ResourceArn=table_arn, Tags=[{"Key": TAG, "Value": arn}])
    third = roll_back(ansible, backup_arn=arn)
    assert third.code == 0 and is_rolled_back(orders, arn) and len(orders.requests("RestoreTableFromBackup")) == 1, third.output


def test_p5_check_mode_tells_the_plan_and_changes_nothing(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    before = identity(orders)
    run = roll_back(ansible, "--check", backup_arn=arn)
    assert run.code == 0 and f"Create the last backup orders-before-rollback-{before[:8]} of table orders" in run.stdout, run.output
    assert "Delete table orders" in run.stdout and f"Restore table orders from backup {arn}" in run.stdout
    assert identity(orders) == before and len(orders.backups()) == 1 and not {"DeleteTable", "CreateBackup"} & set(orders.operations()[5:])


@pytest.mark.further_case
def test_p5_protection_and_replicas_need_a_word_and_come_back(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    client = orders.dynamodb()
    client.update_table(TableName="orders", DeletionProtectionEnabled=True)
    orders.settle()
    refused = roll_back(ansible, backup_arn=arn)
    assert refused.code != 0 and "Set remove_protection=true" in refused.output and "Table orders was not changed." in refused.output
    assert orders.requests("DeleteTable") == [] and len(orders.backups()) == 1
    run = roll_back(ansible, backup_arn=arn, remove_protection=True)
    assert run.code == 0 and is_rolled_back(orders, arn), run.output
    assert client.describe_table(TableName="orders")["Table"]["DeletionProtectionEnabled"] is True


REFUSED = {
    "neither": ({}, "Set exactly one of backup_arn and restore_time."),
    "writers": ({"writers_stopped": False, "restore_time": "2026-11-21T02:00:00Z"}, "Stop everything that writes to the table"),
    "another table": ({"table_name": "carts", "backup_arn": "ARN"}, "backup_arn is of table orders, not of table carts."),
    "no time": ({"restore_time": "latest"}, "restore_time must be a time"),
    "no folder": ({"backup_arn": "ARN", "manifest_folder": "/no/such/folder"}, "manifest_folder must be an existing folder: /no/such/folder does not exist."),
    "no file": ({"backup_arn": "ARN", "settings_manifest": "orders.json"}, "settings_manifest must be a file with the settings of a table: "),
}


@pytest.mark.parametrize("variables, told", tiers.cases(REFUSED, "writers"))
def test_p5_what_can_be_refused_is_refused_before_anything_is_touched(
    orders: LabClient, arn: str, ansible: AnsibleRuns, variables: dict[str, t.Any], told: str
) -> None:
    before = len(orders.requests())
    run = roll_back(ansible, **{name: arn if value == "ARN" else value for name, value in variables.items()})
    assert run.code != 0 and told in run.output and "Nothing was changed." in run.output and len(orders.requests()) == before


@pytest.mark.further_case
def test_p5_a_table_that_took_the_name_since_it_was_read_is_not_deleted(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    old = identity(orders)

    def replace() -> None:
        orders.drop_table("orders")
        orders.make_table("orders", items=7)

    # The search for the last backup is what comes between the look at the table and its deletion.
    orders.fault("ListBackups", "delay", seconds=3, times=1)
    replacer = orders.when_asked("ListBackups", 1, replace)
    run = roll_back(ansible, backup_arn=arn)
    replacer.join()
    assert run.code != 0 and f"not the id {old} that the task names" in run.output and identity(orders) != old, run.output
    # The only deletion is the test's own.
    assert len(names(orders)) == 7 and len(orders.requests("DeleteTable")) == 1 and last_backups(orders) == []


@pytest.mark.newer_boto
@pytest.mark.further_case
def test_p5_without_the_file_of_settings_a_deleted_table_is_not_restored_bare(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    orders.fault("RestoreTableFromBackup", times=1, **DENIED)
    roll_back(ansible, backup_arn=arn)
    (file,) = ansible.folder.glob("orders-before-rollback-*.json")
    kept = file.rename(file.with_suffix(".moved"))
    bare = roll_back(ansible, backup_arn=arn)
    assert bare.code != 0 and "the file with its settings is not there" in bare.output and tables(orders) == []
    # The name alone: the file is in the folder in which the command is started.
    run = roll_back(ansible, backup_arn=arn, settings_manifest=kept.name)
    assert run.code == 0 and is_rolled_back(orders, arn), run.output


def stands_as_it_was(lab: LabClient, old: str) -> bool:
    """Whether the table orders is the damaged one, and nothing was made beside it."""
    return identity(lab) == old and "broken" in names(lab) and last_backups(lab) == [] and lab.requests("RestoreTableFromBackup") == []


@pytest.mark.further_case
def test_p5_a_backup_that_is_gone_is_told_before_anything_is_touched(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    old = identity(orders)
    orders.dynamodb().delete_backup(BackupArn=arn)
    run = roll_back(ansible, backup_arn=arn)
    assert run.code != 0 and f"Backup {arn} does not exist" in run.output and "Table orders was not changed." in run.output, run.output
    assert stands_as_it_was(orders, old)


@pytest.mark.further_case
def test_p5_a_key_that_cannot_be_used_is_told_before_anything_is_touched(orders: LabClient, ansible: AnsibleRuns) -> None:
    encrypt(orders)
    arn = str(back_up(orders).as_result()["backup_arn"])
    orders.dynamodb().put_item(TableName="orders", Item={"id": {"S": "broken"}})
    old = identity(orders)
    orders.kms_key(KEY, "PendingDeletion")
    run = roll_back(ansible, backup_arn=arn)
    assert run.code != 0 and f"KMS key {KEY} has state PendingDeletion, to be deleted on 2026-08-10T" in run.output, run.output
    assert "cancel-key-deletion" in run.output and stands_as_it_was(orders, old)
    # What may not be read is told, and stops nothing.
    orders.fault("DescribeKey", times=0, **DENIED)
    orders.fault("ListTables", **DENIED)
    done = roll_back(ansible, backup_arn=arn)
    assert done.code == 0 and f"Whether KMS key {KEY} can be used was not checked." in done.output and "broken" not in names(orders), done.output
    assert "Not checked: whether another rollback of the table is under way." in done.output


OTHERS = {"a moment": ("2026-11-21T02:00:00Z", "is not known to be restored from the table at this time"), "a backup": ("", "Another rollback")}


@pytest.mark.parametrize("moment, told", tiers.cases(OTHERS, "a backup"))
def test_p5_a_scratch_table_that_is_not_this_rollback_s_own_is_told_before_anything_is_touched(
    orders: LabClient, arn: str, ansible: AnsibleRuns, moment: str, told: str
) -> None:
    old, scratch = identity(orders), "orders-rollback-20261121T020000Z"
    orders.make_table(scratch, items=1)
    enable(orders)
    run = roll_back(ansible, **({"restore_time": moment} if moment else {"backup_arn": arn}))
    assert run.code != 0 and told in run.output and scratch in run.output and "Table orders was not changed." in run.output, run.output
    assert stands_as_it_was(orders, old) and sorted(tables(orders)) == ["orders", scratch] and orders.requests("RestoreTableToPointInTime") == []


@pytest.mark.further_case
def test_p5_another_rollback_that_restores_the_table_is_seen_at_once(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    other = str(back_up(orders, name="other").as_result()["backup_arn"])
    orders.drop_table("orders")
    orders.settings(restore_seconds=600, restore_hidden_seconds=0)
    orders.dynamodb().restore_table_from_backup(BackupArn=other, TargetTableName="orders")
    run = roll_back(ansible, backup_arn=arn)
    assert run.code != 0 and "The table has status CREATING: another rollback or another task" in run.output, run.output
    assert last_backups(orders) == [] and len(orders.requests("DeleteTable")) == 1
