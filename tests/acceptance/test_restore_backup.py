# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_restore_backup: the table as it was, in a new table, and no other table touched."""

from __future__ import annotations

import time as machine
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import restore_backup
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_restore_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_restore_backup"
TAG = "dynaops.dynamodb:restored-from"
# Long enough that the target is still CREATING when the task looks at it.
SECONDS = 2.0


def items(lab: LabClient, table: str) -> list[t.Any]:
    """All items of a table, in order."""
    return sorted(lab.dynamodb().scan(TableName=table)["Items"], key=str)


@pytest.fixture(name="arn")
def one_backup(lab: LabClient) -> str:
    """A backup of the table orders with 40 items, which has changed since."""
    lab.make_table("orders", items=40)
    lab.settings(restore_seconds=SECONDS)
    arn = str(back_up(lab).as_result()["backup_arn"])
    lab.dynamodb().delete_item(TableName="orders", Key={"id": {"S": "order-00001"}})
    lab.dynamodb().put_item(TableName="orders", Item={"id": {"S": "later"}})
    return arn


def restore(
    lab: LabClient, arn: str | None, timeout: float = 600, check_mode: bool = False, time: LabTime | None = None, **options: object
) -> restore_backup.Outcome:
    """What the module does, with the target orders-restored."""
    wanted = {"target_table_name": "orders-restored", "backup_arn": arn, **options}
    return perform(task_at(lab, timeout, time=time), dynamodb_restore_backup, restore_backup, check_mode, **wanted)


def tags(lab: LabClient, table: str) -> dict[str, str]:
    """The tags of a table, all changes carried out."""
    lab.settings(tag_lag_seconds=0)
    client = lab.dynamodb()
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    return {each["Key"]: each["Value"] for each in client.list_tags_of_resource(ResourceArn=arn)["Tags"]}


def test_every_item_of_the_time_of_the_backup_is_there(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.make_table("orders", items=120)
    lab.settings(restore_seconds=SECONDS)
    before = items(lab, "orders")
    arn = back_up(lab).as_result()["backup_arn"]
    lab.dynamodb().put_item(TableName="orders", Item={"id": {"S": "later"}})
    run = ansible.adhoc(MODULE, backup_arn=arn, target_table_name="orders-restored")
    assert run.code == 0 and run.result["changed"] is True, run.output
    assert items(lab, "orders-restored") == before and len(before) == 120
    assert run.result["table"]["table_status"] == "ACTIVE" and run.result["table"]["table_name"] == "orders-restored"
    assert run.result["table"]["key_schema"] == [{"attribute_name": "id", "key_type": "HASH"}]
    assert run.result["backup_arn"] == arn and run.result["backup"]["source_table"]["table_name"] == "orders" and run.result["reused"] is False
    starts = ["Starting restore", "Restore accepted by AWS", "Restore completed successfully"]
    assert [line[: len(start)] for line, start in zip(run.result["progress"], starts)] == starts
    assert all(f"[localhost] {line}" in run.stderr for line in run.result["progress"])


def test_the_second_run_changes_nothing(lab: LabClient, arn: str, here: ModulesHere) -> None:
    first = here.adhoc(MODULE, backup_arn=arn, target_table_name="orders-restored")
    second = here.adhoc(MODULE, backup_arn=arn, target_table_name="orders-restored")
    assert second.code == 0 and second.result["changed"] is False and second.result["reused"] is True, second.output
    assert first.result["not_restored"] == second.result["not_restored"] == []
    assert first.result["unknown_settings"] == second.result["unknown_settings"] and "tags" in first.result["unknown_settings"]
    assert first.result["table"]["table_id"] == second.result["table"]["table_id"] and len(lab.requests("RestoreTableFromBackup")) == 1
    assert tags(lab, "orders-restored") == {TAG: arn}


def test_also_when_the_backup_is_gone_since(lab: LabClient, arn: str) -> None:
    restore(lab, arn)
    lab.dynamodb().delete_backup(BackupArn=arn)
    outcome = restore(lab, arn)
    assert outcome.reused and outcome.backup is None and not {"not_restored", "unknown_settings"} & set(outcome.as_result())


def test_a_restore_that_is_under_way_is_joined(lab: LabClient, arn: str, time: LabTime) -> None:
    lab.settings(restore_seconds=50)
    first = restore(lab, arn, wait=False, time=time)
    assert first.changed and first.target and first.target.status == "CREATING"
    # A moment later AWS shows it.
    time.sleep(1.1)
    second = restore(lab, arn, timeout=600, time=time)
    assert not second.changed and second.reused and second.target and second.target.status == "ACTIVE"
    assert tags(lab, "orders-restored") == {TAG: arn} and len(lab.requests("RestoreTableFromBackup")) == 1


def test_a_table_of_any_other_origin_is_refused_and_not_touched(lab: LabClient, arn: str, here: ModulesHere) -> None:
    before = items(lab, "orders")
    run = here.adhoc(MODULE, backup_arn=arn, target_table_name="orders")
    assert run.code != 0 and run.result["error"]["code"] == "TargetExists" and run.result["changed"] is False
    assert "Table orders already exists in region us-east-1, with status ACTIVE, and it is not known to be restored from this backup" in run.msg
    assert ": it is older than the backup." in run.msg
    assert "Nothing was restored." in run.msg and "The existing table was not changed. Choose another target_table_name." in run.msg
    assert lab.requests("RestoreTableFromBackup") == [] and items(lab, "orders") == before


def test_so_is_one_restored_from_another_backup_of_the_table(lab: LabClient, arn: str) -> None:
    restore(lab, arn)
    other = back_up(lab, name="another").as_result()["backup_arn"]
    with pytest.raises(errors.TargetExists):
        restore(lab, other)
    lab.drop_table("orders-restored")
    restore(lab, other, wait=False)
    with pytest.raises(errors.TargetExists):
        restore(lab, arn)


def test_without_the_mark_a_second_run_refuses(lab: LabClient, arn: str) -> None:
    restore(lab, arn, mark_target=False)
    assert tags(lab, "orders-restored") == {}
    with pytest.raises(errors.TargetExists):
        restore(lab, arn)


def test_a_mark_that_cannot_be_put_is_a_warning(lab: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    lab.fault("TagResource", "error", code="AccessDeniedException", message="not authorized to perform: dynamodb:TagResource", times=0)
    run = ansible.adhoc(MODULE, backup_arn=arn, target_table_name="orders-restored")
    assert run.code == 0 and run.result["changed"] is True, run.output
    assert "could not be tagged" in run.output and "dynamodb:TagResource" in run.output and "Warning: Table orders-restored" in run.stderr


def test_when_the_tags_cannot_be_read_it_says_so(lab: LabClient, arn: str) -> None:
    restore(lab, arn)
    lab.fault("ListTagsOfResource", "error", code="AccessDeniedException", message="not authorized", times=0)
    with pytest.raises(errors.TargetExists, match="not known to be restored from this backup: its tags cannot be read"):
        restore(lab, arn)


def test_a_mark_for_a_very_long_name(lab: LabClient) -> None:
    name = "t" * 255
    lab.make_table(name)
    arn = back_up(lab, table=name).as_result()["backup_arn"]
    restore(lab, arn)
    assert tags(lab, "orders-restored") == {TAG: arn[-256:]} and restore(lab, arn).reused


@pytest.mark.long
def test_the_newest_available_backup_of_a_table(lab: LabClient, arn: str) -> None:
    newer = back_up(lab, name="newer").as_result()["backup_arn"]
    (system,) = lab.history([{"table": "orders", "name": "orders$DeletedTableBackup", "created": machine.time() + 1, "type": "SYSTEM"}])
    lab.settings(backup_seconds=60)
    back_up(lab, name="newest", wait=False)
    assert restore(lab, None, table_name="orders").as_result()["backup_arn"] == newer
    assert restore(lab, None, table_name="orders", backup_name="orders-backup", target_table_name="orders-older").as_result()["backup_arn"] == arn
    assert restore(lab, None, table_name="orders", backup_name_prefix="orders-", target_table_name="orders-prefix").as_result()["backup_arn"] == arn
    assert (
        restore(lab, None, table_name="orders", backup_name_pattern="ne*", created_after="1d", target_table_name="orders-pattern").as_result()["backup_arn"]
        == newer
    )
    assert restore(lab, None, table_name="orders", backup_type="system", target_table_name="orders-last").as_result()["backup_arn"] == system
    assert restore(lab, None, table_name="orders", backup_type="all", target_table_name="orders-newest").as_result()["backup_arn"] == system


def test_also_when_the_table_is_gone(lab: LabClient, arn: str) -> None:
    lab.drop_table()
    assert restore(lab, None, table_name="orders", target_table_name="orders").changed
    assert len(items(lab, "orders")) == 40


def test_no_backup_at_all(lab: LabClient, here: ModulesHere) -> None:
    lab.make_table("orders")
    run = here.adhoc(MODULE, table_name="orders", backup_name="nightly", target_table_name="orders-restored")
    assert run.code != 0 and run.result["error"]["code"] == "NoBackup"
    assert "There is no AVAILABLE backup with the name nightly of type USER of table orders in region us-east-1. Nothing was restored." in run.msg


def test_an_unknown_backup(lab: LabClient, arn: str) -> None:
    with pytest.raises(errors.BackupNotFound, match="Backup arn:.* of table orders was not found in region us-east-1"):
        restore(lab, arn[:-8] + "00000000")


def test_check_mode_reads_and_restores_nothing(lab: LabClient, arn: str, here: ModulesHere) -> None:
    run = here.adhoc(MODULE, backup_arn=arn, target_table_name="orders-restored", check=True)
    assert run.code == 0 and run.result["changed"] is True and "Would have restored" in run.msg, run.output
    assert lab.requests("RestoreTableFromBackup") == [] and len(run.result["unknown_settings"]) >= 10
    assert here.adhoc(MODULE, backup_arn=arn, target_table_name="orders", check=True).result["error"]["code"] == "TargetExists"


def test_without_waiting_it_returns_when_aws_has_accepted(lab: LabClient, arn: str) -> None:
    lab.settings(restore_seconds=60)
    outcome = restore(lab, arn, wait=False)
    assert outcome.changed and outcome.as_result()["table"]["table_status"] == "CREATING" and lab.requests("TagResource") == []


def test_past_the_timeout_the_table_and_its_status_are_known(lab: LabClient, arn: str, time: LabTime) -> None:
    lab.settings(restore_seconds=600)
    with pytest.raises(errors.Timeout, match="The restore of table orders-restored .* timed out after 60 s. Current status: CREATING") as failure:
        restore(lab, arn, timeout=60, time=time)
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    assert "exists, last known status CREATING. The restore continues in AWS." in outcome.state()
    assert outcome.as_result()["changed"] is True and outcome.as_result()["backup_arn"] == arn


def test_it_reports_while_it_waits(lab: LabClient, arn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import progress

    monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.5)
    lab.settings(restore_seconds=6)
    task = task_at(lab)
    with task.progress.heartbeat():
        perform(task, dynamodb_restore_backup, restore_backup, backup_arn=arn, target_table_name="orders-restored")
    assert [line for line in task.progress.lines if line.startswith("Restore of table orders-restored: status CREATING (")]


def test_u10_what_the_source_had_is_apart_from_what_is_not_known(lab: LabClient) -> None:
    lab.make_table("orders")
    client = lab.dynamodb()
    client.update_time_to_live(TableName="orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    client.update_table(TableName="orders", StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})
    lab.settle()
    outcome = restore(lab, str(back_up(lab).as_result()["backup_arn"]))
    lost = {each["setting"]: each.get("recorded") for each in outcome.as_result()["not_restored"]}
    assert lost == {
        "stream": {"stream_enabled": True, "stream_view_type": "KEYS_ONLY"},
        "time_to_live": {"time_to_live_status": "ENABLED", "attribute_name": "expires"},
    }
    unknown = outcome.as_result()["unknown_settings"]
    assert {"auto_scaling", "cloudwatch_alarms", "tags", "point_in_time_recovery", "deletion_protection", "iam_policies", "resource_policy"} <= set(unknown)
    described = client.describe_table(TableName="orders-restored")["Table"]
    assert "StreamSpecification" not in described
    assert client.describe_time_to_live(TableName="orders-restored")["TimeToLiveDescription"]["TimeToLiveStatus"] == "DISABLED"


def test_u10_of_a_plain_table_nothing_is_said_to_be_lost(lab: LabClient, arn: str) -> None:
    """A backup has no stream and no time to live of a table without them, so these are not unknown either."""
    done = restore(lab, arn).as_result()
    assert done["not_restored"] == [] and not {"stream", "time_to_live"} & set(done["unknown_settings"])


@pytest.mark.parametrize(
    "arguments, text",
    [
        ({"backup_arn": "ARN"}, "missing required arguments: target_table_name"),
        ({"target_table_name": "x", "backup_arn": "ARN"}, "target_table_name must be at least 3 characters (got 1)"),
        ({"target_table_name": "restored"}, "one of the following is required: backup_arn, table_name"),
        ({"target_table_name": "restored", "backup_arn": "ARN", "table_name": "orders"}, "mutually exclusive"),
        ({"target_table_name": "restored", "backup_arn": "orders"}, "backup_arn is not the ARN of a DynamoDB backup"),
        ({"target_table_name": "restored", "backup_arn": "ARN", "region": "eu-west-1"}, "names region us-east-1"),
        ({"target_table_name": "restored", "backup_arn": "ARN", "timeout": 86401}, "timeout must be at most 86400"),
        ({"target_table_name": "restored", "table_name": "orders", "state": "absent"}, "state=absent requires backup_arn, or table_name with restore_time"),
        ({"target_table_name": "restored", "backup_arn": "ARN", "billing_mode_override": "PROVISIONED"}, "requires provisioned_throughput_override"),
        ({"target_table_name": "restored", "backup_arn": "ARN", "on_demand_throughput_override": {}}, "requires max_read_request_units or max_write"),
    ],
)
def test_bad_input_is_refused_before_the_first_call(lab: LabClient, in_module: t.Any, arguments: dict[str, t.Any], text: str) -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
    result = in_module(dynamodb_restore_backup, **{name: arn if value == "ARN" else value for name, value in arguments.items()})
    assert result["failed"] and text in result["msg"]
    assert lab.requests() == []
