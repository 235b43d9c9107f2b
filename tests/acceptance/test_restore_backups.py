# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_restore_backups: exactly one restore of each table, as many at once as AWS allows, and what became of each."""

from __future__ import annotations

import json
import pathlib
import threading
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backups, restore_backup, restore_backups
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backups, dynamodb_restore_backups
from ansible_collections.dynaops.dynamodb.tests.acceptance import tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import perform, task_at
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_backup import TAG, items, tags
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_restore_backups"
THREE = ("carts", "orders", "users")
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/{}/backup/01763690400000-1a2b3c4d"


@pytest.fixture(name="three")
def three_tables(lab: LabClient) -> LabClient:
    """The lab with three tables of 3, 4 and 5 items."""
    for number, name in enumerate(THREE, 3):
        lab.make_table(name, items=number)
    return lab


def back_up(lab: LabClient, name: str = "{table}-first", **options: object) -> dict[str, str]:
    """A backup of each table; their ARNs by table."""
    where = options or {"table_names": list(THREE)}
    outcome = perform(task_at(lab, 60), dynamodb_create_backups, create_backups, backup_name=name, **where)
    return {each["table_name"]: each["backup_arn"] for each in outcome.as_result()["backups"]}


def restore(lab: LabClient, timeout: float = 60, check_mode: bool = False, **options: object) -> restore_backups.Outcome:
    """What the module does."""
    task = task_at(lab, timeout, max_pool_connections=101)
    return perform(task, dynamodb_restore_backups, restore_backups, check_mode, **options)


def failing(lab: LabClient, **options: object) -> tuple[errors.TaskError, dict[str, dict[str, t.Any]]]:
    """How the module fails, and the entries of its result by the tables that were backed up."""
    with pytest.raises(errors.NotAllRestored) as failure:
        restore(lab, **options)
    return failure.value, entries(failure.value.outcome)  # type: ignore[attr-defined]


def entries(outcome: restore_backups.Outcome) -> dict[str, dict[str, t.Any]]:
    """The entries of the result by the tables that were backed up."""
    return {each["source_table_name"]: each for each in outcome.as_result()["tables"]}


def names(lab: LabClient) -> list[str]:
    """The tables that there are, but for the three."""
    return sorted(set(lab.dynamodb().list_tables()["TableNames"]) - set(THREE))


def started(lab: LabClient) -> list[str]:
    """The targets of all restores that were asked for, in order of their names."""
    return sorted(entry["body"]["TargetTableName"] for entry in lab.requests("RestoreTableFromBackup"))


def test_p6_each_table_once_through_ansible(three: LabClient, ansible: AnsibleRuns) -> None:
    arns = back_up(three)
    three.dynamodb().delete_item(TableName="orders", Key={"id": {"S": "order-00001"}})
    run = ansible.adhoc(MODULE, table_names=["orders", "carts", "users"])
    assert run.code == 0 and run.result["changed"] is True, run.output
    by_source = {each["source_table_name"]: each for each in run.result["tables"]}
    assert list(by_source) == ["orders", "carts", "users"] and names(three) == [f"{name}-restored" for name in THREE]
    for number, name in enumerate(THREE, 3):
        told = by_source[name]
        assert told["table_name"] == f"{name}-restored" and told["table_status"] == "ACTIVE" and told["backup_arn"] == arns[name]
        assert told["failed"] is False and told["reused"] is False and told["progress"][-1].startswith("Restore completed successfully")
        assert len(items(three, f"{name}-restored")) == number and tags(three, f"{name}-restored") == {TAG: arns[name]}
    summary = run.result["summary"]
    assert (summary["tables"], summary["restored"], summary["reused"], summary["failed"], summary["not_tried"]) == (3, 3, 0, 0, 0)
    assert "[localhost] Starting restore: 3 tables, region us-east-1" in run.stderr and "[localhost] Restores: 3 done, 0 failed of 3" in run.stderr


def test_p6_the_second_run_changes_nothing(three: LabClient) -> None:
    arns = list(back_up(three).values())
    restore(three, backup_arns=arns)
    again = restore(three, backup_arns=arns)
    result = again.as_result()
    assert result["changed"] is False and result["summary"]["reused"] == 3 and result["summary"]["restored"] == 0 and len(started(three)) == 3


def test_p6_by_the_result_of_create_backups(three: LabClient) -> None:
    made = perform(task_at(three, 60), dynamodb_create_backups, create_backups, backup_name="some", all_tables=True).as_result()["backups"]
    restore(three, backups=made, target_table_name="copy-of-{table}")
    assert names(three) == [f"copy-of-{name}" for name in THREE]


def test_by_arns_as_text_and_each_once(three: LabClient) -> None:
    arns = back_up(three)
    restore(three, backup_arns=[f"{arns['orders']}\n{arns['carts']}, {arns['orders']}"])
    assert started(three) == ["carts-restored", "orders-restored"]


def test_p6_the_newest_that_matches(three: LabClient) -> None:
    first, second = back_up(three, "{table}-first"), back_up(three, "{table}-second", table_names=["orders"])
    found = {name: each["backup_arn"] for name, each in entries(restore(three, all_tables=True)).items()}
    assert found == {**first, "orders": second["orders"]}
    found = {
        name: each["backup_arn"]
        for name, each in entries(restore(three, all_tables=True, backup_name_pattern="*-first", target_table_name="{table}-1")).items()
    }
    assert found == first
    found = {name: each["backup_arn"] for name, each in entries(restore(three, table_name_patterns=["[ou]*"], target_table_name="{table}-2")).items()}
    assert found == {"orders": second["orders"], "users": first["users"]}


def test_p6_a_backup_that_is_not_available_is_not_the_newest(three: LabClient) -> None:
    first = back_up(three)
    three.settings(backup_seconds=600)
    three.dynamodb().create_backup(TableName="orders", BackupName="orders-second")
    assert {name: each["backup_arn"] for name, each in entries(restore(three, all_tables=True)).items()} == first


def test_tables_that_are_gone(three: LabClient) -> None:
    back_up(three)
    for name in THREE:
        three.drop_table(name)
    restore(three, table_names=list(THREE), target_table_name="{table}")
    assert sorted(three.dynamodb().list_tables()["TableNames"]) == list(THREE)


def test_p6_one_failure_hides_none(three: LabClient) -> None:
    back_up(three, table_names=["orders", "users"])
    three.make_table("users-restored")
    error, found = failing(three, table_names=["orders", "carts", "users"])
    assert found["orders"]["failed"] is False and found["orders"]["table_status"] == "ACTIVE"
    assert found["carts"]["error"]["code"] == "NoBackup" and found["users"]["error"]["code"] == "TargetExists"
    assert error.text.startswith("2 of 3 tables in region us-east-1 not restored. carts-restored: There is no AVAILABLE backup of table carts")
    result = error.outcome.as_result()  # type: ignore[attr-defined]
    assert result["failed_tables"] == ["carts-restored", "users-restored"] and result["changed"] is True


def test_p6_a_mistake_with_one_table_hides_no_other(three: LabClient, monkeypatch: pytest.MonkeyPatch) -> None:
    arns = back_up(three)
    usual = restore_backup.run

    def run(task: Task, request: restore_backup.Request, outcome: restore_backup.Outcome) -> str:
        if request.target.name == "orders-restored":
            raise KeyError("a mistake of ours")
        return usual(task, request, outcome)

    monkeypatch.setattr(restore_backup, "run", run)
    error, found = failing(three, backup_arns=list(arns.values()))
    assert found["orders"]["error"]["code"] == "InternalError" and "a mistake of ours" in found["orders"]["msg"]
    assert names(three) == ["carts-restored", "users-restored"] and error.outcome.as_result()["summary"]["restored"] == 2  # type: ignore[attr-defined]


@pytest.mark.newer_boto
def test_p6_a_later_table_of_the_name_gives_no_settings(three: LabClient) -> None:
    arns = back_up(three)
    three.drop_table("orders")
    three.make_table("orders")
    error, found = failing(three, backup_arns=list(arns.values()), settings="from_source")
    assert found["orders"]["error"]["code"] == "NoSource" and "but a later table of the same name" in found["orders"]["msg"]
    # It is told before the restore, and the others have their settings.
    assert started(three) == ["carts-restored", "users-restored"] and found["carts"]["settings"]["point_in_time_recovery"]["enabled"] is False


def test_p6_a_table_that_does_not_get_its_settings_is_restored_and_has_failed(three: LabClient, tmp_path: pathlib.Path) -> None:
    arns = back_up(three)
    for name, arn in arns.items():
        settings = {"time_to_live": {"enabled": True, "attribute_name": "expires"}} if name == "orders" else {}
        (tmp_path / f"{name}.json").write_text(json.dumps({"backup_arn": arn, "settings": settings}))
    three.fault("UpdateTimeToLive", "error", code="AccessDeniedException", message="not authorized")
    error, found = failing(three, backup_arns=list(arns.values()), settings_manifests=str(tmp_path))
    summary = error.outcome.as_result()["summary"]  # type: ignore[attr-defined]
    assert (summary["restored"], summary["failed"]) == (2, 1) and found["orders"]["table_status"] == "ACTIVE" and found["orders"]["changed"] is True
    again = restore(three, backup_arns=list(arns.values()), settings_manifests=str(tmp_path)).as_result()
    assert again["summary"]["reused"] == 3 and again["changed"] is True and len(started(three)) == 3
    told = three.dynamodb().describe_time_to_live(TableName="orders-restored")["TimeToLiveDescription"]
    assert told["TimeToLiveStatus"] == "ENABLED"


def test_p6_the_first_failure_can_stop_it(lab: LabClient) -> None:
    names_of_all = [f"table-{number:02d}" for number in range(12)]
    for name in names_of_all:
        lab.make_table(name, items=0)
    lab.make_table("table-00-restored", items=0)
    back_up(lab, table_names=names_of_all)
    lab.settings(restore_seconds=1.0)
    error, found = failing(lab, table_names=names_of_all, parallel=1, fail_fast=True)
    summary = error.outcome.as_result()["summary"]  # type: ignore[attr-defined]
    # The two threads of one place may have begun two tables each.
    assert summary["failed"] == 1 and found["table-00"]["error"]["code"] == "TargetExists" and summary["not_tried"] >= 6
    assert all(each["msg"] == "" for name, each in found.items() if name > "table-08") and len(started(lab)) <= 5


def test_p6_without_waiting_the_restores_are_started_and_the_next_run_completes_them(three: LabClient) -> None:
    arns = back_up(three)
    three.settings(restore_seconds=600, restore_hidden_seconds=0)
    first = entries(restore(three, backup_arns=list(arns.values()), wait=False))
    assert {each["table_status"] for each in first.values()} == {"CREATING"} and len(started(three)) == 3
    ended = three.when_asked("DescribeTable", 6, lambda: three.settings(clock_offset=1000))
    again = restore(three, backup_arns=list(arns.values())).as_result()
    ended.join()
    assert again["summary"]["reused"] == 3 and len(started(three)) == 3
    assert [tags(three, f"{name}-restored") for name in THREE] == [{TAG: arns[name]} for name in THREE]


def test_p6_without_the_mark_a_table_is_not_known_again(three: LabClient) -> None:
    arns = list(back_up(three).values())
    restore(three, backup_arns=arns, mark_target=False)
    assert three.requests("TagResource") == []
    error, found = failing(three, backup_arns=arns)
    assert {each["error"]["code"] for each in found.values()} == {"TargetExists"} and len(started(three)) == 3


def test_p6_a_table_that_was_restored_from_another_backup_is_not_taken(three: LabClient) -> None:
    first, second = back_up(three), back_up(three, "{table}-second")
    restore(three, backup_arns=[first["orders"], second["carts"]])
    error, found = failing(three, backup_arns=list(second.values()))
    assert found["orders"]["error"]["code"] == "TargetExists" and f"it was restored from another backup: {first['orders']}" in found["orders"]["msg"]
    assert found["carts"]["reused"] is True and found["users"]["reused"] is False and len(started(three)) == 3


@pytest.mark.long
def test_p6_answers_after_the_client_s_timeout_do_not_matter(three: LabClient) -> None:
    back_up(three)
    three.settings(restore_seconds=10.0)
    three.fault("RestoreTableFromBackup", "delay", when="after", seconds=3, times=3)
    task = task_at(three, 60, max_pool_connections=101, read_timeout=1)
    result = perform(task, dynamodb_restore_backups, restore_backups, all_tables=True).as_result()
    assert result["summary"]["restored"] == 3 and started(three) == [f"{name}-restored" for name in THREE]


@pytest.mark.parametrize("seconds", [0.3, 2.0])
def test_p6_requests_that_are_carried_out_late_make_each_table_once(three: LabClient, seconds: float) -> None:
    arns = back_up(three)
    three.settings(restore_seconds=3.0)
    three.fault("RestoreTableFromBackup", "late", seconds=seconds, times=3)
    result = restore(three, backup_arns=list(arns.values())).as_result()
    assert result["summary"]["restored"] == 3 and names(three) == [f"{name}-restored" for name in THREE]
    assert [tags(three, f"{name}-restored") for name in THREE] == [{TAG: arns[name]} for name in THREE]


@pytest.mark.parametrize("kind", tiers.cases({kind: kind for kind in ("cut", "garbage", "bad_crc", "no_details")}, "cut"))
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.long
def test_p6_lost_answers_do_not_matter(three: LabClient, kind: str, when: str) -> None:
    back_up(three)
    # Longer than a crowded machine takes until it has asked for the table: of a restore that has ended AWS does not tell what it was from.
    three.settings(restore_seconds=8.0)
    three.fault("RestoreTableFromBackup", kind, when=when, times=2)
    result = restore(three, all_tables=True).as_result()
    assert result["summary"]["restored"] == 3 and names(three) == [f"{name}-restored" for name in THREE]
    assert len(started(three)) == (3 if when == "after" else 5)


def test_p6_no_more_at_once_than_asked_for(three: LabClient) -> None:
    back_up(three)
    three.settings(restores_at_once=2, restore_seconds=1.0)
    result = restore(three, all_tables=True, parallel=2).as_result()
    # With a third one at once AWS would have refused it.
    assert result["summary"]["restored"] == 3 and len(started(three)) == 3


def test_p6_without_waiting_all_restores_are_started_though_aws_takes_fewer_at_once(lab: LabClient) -> None:
    tables = [f"table-{number}" for number in range(5)]
    for name in tables:
        lab.make_table(name, items=0)
    back_up(lab, table_names=tables)
    lab.settings(restores_at_once=2, restore_seconds=3.0)
    found = entries(restore(lab, table_names=tables, parallel=2, wait=False))
    assert [each["failed"] for each in found.values()] == [False] * 5 and len(started(lab)) == 5
    # The task waits as long as one needs the place of another, and not for the last ones.
    assert sum(each["table_status"] == "ACTIVE" for each in found.values()) >= 3 and "CREATING" in {each["table_status"] for each in found.values()}


def test_other_restores_of_the_account_are_waited_for(three: LabClient) -> None:
    arns = back_up(three)
    three.settings(restores_at_once=1, restore_seconds=3.0)
    other = back_up(three, "other", table_names=["orders"])["orders"]
    three.dynamodb().restore_table_from_backup(BackupArn=other, TargetTableName="other")
    error, found = failing(three, backup_arns=[arns["carts"]])
    assert found["carts"]["error"]["code"] == "LimitExceededException"
    assert restore(three, backup_arns=[arns["carts"]], when_busy="wait").as_result()["summary"]["restored"] == 1


def test_p6_settings_come_from_the_manifests_that_create_backups_kept(three: LabClient, tmp_path: pathlib.Path) -> None:
    client = three.dynamodb()
    for name in THREE:
        client.tag_resource(ResourceArn=client.describe_table(TableName=name)["Table"]["TableArn"], Tags=[{"Key": "Owner", "Value": name}])
    client.update_time_to_live(TableName="orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    three.settle()
    arns = back_up(three, "{table}-kept", all_tables=True, settings_manifests=str(tmp_path))
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(f"{name}.{arn.rpartition('/')[2]}.json" for name, arn in arns.items())
    for name in THREE:
        three.drop_table(name)
    result = restore(three, backup_arns=list(arns.values()), target_table_name="{table}", settings_manifests=str(tmp_path)).as_result()
    for name in THREE:
        assert tags(three, name) == {TAG: arns[name], "Owner": name}
    told = client.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
    assert told["TimeToLiveStatus"] == "ENABLED" and {each["settings"]["tags"]["Owner"] for each in result["tables"]} == set(THREE)


def test_a_manifest_of_a_table_with_a_very_long_name(lab: LabClient, tmp_path: pathlib.Path) -> None:
    long = "t" * 255
    lab.make_table(long)
    arn = back_up(lab, "some", all_tables=True, settings_manifests=str(tmp_path))[long]
    (file,) = tmp_path.iterdir()
    assert file.name == f"{'t' * 200}.{arn.rpartition('/')[2]}.json"
    assert restore(lab, backup_arns=[arn], target_table_name="copy", settings_manifests=str(tmp_path)).as_result()["summary"]["restored"] == 1


def test_a_manifest_counts_by_the_arn_in_it(three: LabClient, tmp_path: pathlib.Path) -> None:
    arns = back_up(three)
    (tmp_path / "any-name.json").write_text(json.dumps({"backup_arn": arns["orders"], "settings": {"tags": {"Owner": "me"}}}))
    # The file of another backup under the usual name is none of this backup's.
    (tmp_path / f"carts.{arns['carts'].rpartition('/')[2]}.json").write_text(json.dumps({"backup_arn": arns["users"], "settings": {}}))
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "list.json").write_text("[]")
    error, found = failing(three, backup_arns=[arns["orders"], arns["carts"]], settings_manifests=str(tmp_path))
    assert tags(three, "orders-restored")["Owner"] == "me"
    assert found["carts"]["error"]["code"] == "NoSource" and f"No file in {tmp_path} has the settings of backup {arns['carts']}." in found["carts"]["msg"]
    assert started(three) == ["orders-restored"]


def test_settings_in_a_manifest_that_no_table_can_have(three: LabClient, tmp_path: pathlib.Path) -> None:
    arns = back_up(three)
    (tmp_path / "broken.json").write_text(json.dumps({"backup_arn": arns["orders"], "settings": {"tags": {"Owner": None}}}))
    error, found = failing(three, backup_arns=[arns["orders"]], settings_manifests=str(tmp_path))
    assert found["orders"]["error"]["code"] == "InvalidArgument" and "settings.tags.Owner is null" in found["orders"]["msg"] and started(three) == []


def test_settings_from_the_tables_themselves(three: LabClient) -> None:
    client = three.dynamodb()
    arns = back_up(three)
    client.tag_resource(ResourceArn=client.describe_table(TableName="orders")["Table"]["TableArn"], Tags=[{"Key": "Owner", "Value": "me"}])
    three.settle()
    restore(three, all_tables=True, settings="from_source")
    assert tags(three, "orders-restored") == {TAG: arns["orders"], "Owner": "me"}


def test_check_mode_tells_what_would_be_restored(three: LabClient) -> None:
    arns = back_up(three)
    outcome: t.Any = restore(three, check_mode=True, all_tables=True)
    result = outcome.as_result()
    assert result["changed"] is True and started(three) == [] and {each["backup_arn"] for each in result["tables"]} == set(arns.values())
    assert outcome.msg == "Would have restored 3 tables in region us-east-1 if not in check mode." and all(each["changed"] for each in result["tables"])


def test_past_the_timeout_each_table_is_known(three: LabClient) -> None:
    back_up(three)
    three.settings(restore_seconds=60, restore_hidden_seconds=0)
    error, found = failing(three, all_tables=True, timeout=6, parallel=2)
    tried = [each for each in found.values() if "table_status" in each]
    assert len(tried) == 2 and {each["error"]["code"] for each in found.values()} == {"Timeout"} and {each["table_status"] for each in tried} == {"CREATING"}
    assert sum("others were still being restored" in each["msg"] for each in found.values()) == 1 and len(started(three)) == 2


def test_an_interruption_tells_what_is_under_way(three: LabClient) -> None:
    arns = back_up(three)
    three.settings(restore_seconds=600, restore_hidden_seconds=0)
    stop = threading.Event()

    def check() -> None:
        if stop.is_set():
            raise KeyboardInterrupt

    task, outcome = task_at(three, 60, max_pool_connections=101), restore_backups.Outcome()
    object.__setattr__(task, "check", check)
    # Each restore has been answered when its table is asked for again.
    three.when_asked("DescribeTable", 9, stop.set)
    defaults = {name: spec.get("default") for name, spec in dynamodb_restore_backups.ARGUMENTS.items()}
    with pytest.raises(KeyboardInterrupt):
        restore_backups.run(task, dynamodb_restore_backups.request_from({**defaults, "backup_arns": list(arns.values())}, False), outcome)
    assert len(started(three)) == 3 and outcome.as_result()["changed"] is True
    assert outcome.state() == (
        "Restored 0, already restored 0, failed 0, not started 0. Still being restored: carts-restored, orders-restored, users-restored."
    )


def test_many_tables_keep_to_aws_s_rate(lab: LabClient) -> None:
    names_of_all = [f"table-{number:02d}" for number in range(25)]
    for name in names_of_all:
        lab.make_table(name, items=0)
    back_up(lab, all_tables=True)
    result = restore(lab, all_tables=True).as_result()
    assert result["summary"]["restored"] == 25 and len(started(lab)) == 25
    # The lab throttles what is above AWS's rate: nothing was.
    assert not [entry for entry in lab.requests() if entry["error"] == "ThrottlingException" and entry["operation"] == "RestoreTableFromBackup"]


@pytest.mark.parametrize(
    "arguments, told",
    [
        ({}, "Give exactly one of table_names"),
        ({"backup_arns": []}, "backup_arns must not be empty, unless allow_empty=true"),
        ({"backups": []}, "backups must not be empty, unless allow_empty=true"),
        ({"backup_arns": ["orders"]}, "backup_arn is not the ARN of a DynamoDB backup"),
        ({"backup_arns": [ARN.format("orders")], "table_names": ["orders"]}, "backup_arns cannot be combined with table_names"),
        ({"backup_arns": [ARN.format("orders")], "all_tables": True}, "backup_arns cannot be combined with all_tables"),
        ({"backup_arns": [ARN.format("orders")], "backup_name": "x"}, "backup_arns cannot be combined with backup_name"),
        ({"backups": [{"backup_arn": ARN.format("orders")}, {"table_name": "carts", "failed": True}]}, "backups[1] of table 'carts' has no backup_arn"),
        ({"backups": [{"backup_arn": 7}]}, "backups[0] has no backup_arn"),
        (
            {"backup_arns": [ARN.format("orders"), ARN.format("orders")[:-1] + "e"]},
            "target_table_name gives two backups of table orders the same name orders-restored",
        ),
        ({"backup_arns": [ARN.format("orders"), ARN.format("carts")], "target_table_name": "same"}, "gives tables orders and carts the same name same"),
        ({"all_tables": True, "target_table_name": "{name}-x"}, "target_table_name has an unknown placeholder"),
        ({"all_tables": True, "target_table_name": "{table}/x"}, "target_table_name must contain only"),
        ({"all_tables": True, "parallel": 51}, "parallel must be from 1 to 50 (got 51)"),
        ({"all_tables": True, "settings": "from_source", "wait": False}, "require wait=true"),
        ({"all_tables": True, "settings_manifests": "/nowhere"}, "settings_manifests must be an existing folder: /nowhere is none"),
        ({"all_tables": True, "settings": "from_source", "settings_manifests": "/tmp"}, "settings=from_source cannot be combined with settings_manifests"),
        ({"backup_arns": [ARN.format("orders")], "region": "eu-west-1"}, "names region us-east-1"),
    ],
)
def test_bad_input_is_refused_before_the_first_call(lab: LabClient, in_module: t.Any, arguments: dict[str, t.Any], told: str) -> None:
    result = in_module(dynamodb_restore_backups, **arguments)
    assert result["failed"] and told in result["msg"] and lab.requests() == []


def test_one_name_for_two_selected_tables_is_refused_before_the_first_restore(three: LabClient) -> None:
    back_up(three)
    with pytest.raises(errors.InvalidArgument, match="gives tables carts and orders the same name same"):
        restore(three, all_tables=True, target_table_name="same")
    assert started(three) == []


def test_a_name_that_gets_too_long_fails_alone(lab: LabClient) -> None:
    long = "t" * 255
    for name in ("orders", long):
        lab.make_table(name)
    perform(task_at(lab, 60), dynamodb_create_backups, create_backups, backup_name="some", all_tables=True)
    error, found = failing(lab, all_tables=True)
    assert found[long]["error"]["code"] == "InvalidArgument" and "must be 255 characters or less (got 264)" in found[long]["msg"]
    assert started(lab) == ["orders-restored"]


def test_nothing_selected(lab: LabClient) -> None:
    with pytest.raises(errors.NoBackup, match="No AVAILABLE backup in region us-east-1 is selected"):
        restore(lab, all_tables=True)
    for nothing in ({"all_tables": True}, {"backups": []}):
        assert restore(lab, allow_empty=True, **nothing).as_result()["tables"] == []  # type: ignore[arg-type]
