# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_create_backups: exactly one backup of each table, at AWS's pace, and what became of each."""

from __future__ import annotations

import collections
import re
import signal
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors, rate_limits
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.calls import MORE_TRIES
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backup, create_backups
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import progress
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backups
from ansible_collections.dynaops.dynamodb.tests.acceptance import tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere, await_that, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_create_backups"
THREE = ("carts", "orders", "users")


@pytest.fixture(name="three")
def three_tables(lab: LabClient) -> LabClient:
    """The lab with three tables."""
    for name in THREE:
        lab.make_table(name)
    return lab


def many(lab: LabClient, count: int) -> list[str]:
    """As many tables without items; their names."""
    names = [f"table-{number:03d}" for number in range(count)]
    for name in names:
        lab.make_table(name, items=0)
    return names


def back_up(lab: LabClient, timeout: float = 60, check_mode: bool = False, **options: object) -> create_backups.Outcome:
    """What the module does, by default with all tables."""
    where = {} if {"table_names", "table_name_patterns", "table_tags"} & set(options) else {"all_tables": True}
    task = task_at(lab, timeout, max_pool_connections=33)
    return perform(task, dynamodb_create_backups, create_backups, check_mode, **{"backup_name": "{table}-nightly", **where, **options})


def made(lab: LabClient) -> dict[str, int]:
    """How many backups there are of each table."""
    return dict(collections.Counter(each["TableName"] for each in lab.backups()))


def become(lab: LabClient, status: str, *tables: str) -> None:
    """Gives the backups of these tables this status."""
    for each in lab.backups():
        if each["TableName"] in tables:
            lab.backup(each["BackupArn"], status=status)


def test_backs_up_each_table_once_through_ansible(three: LabClient, ansible: AnsibleRuns) -> None:
    three.settings(backup_seconds=2)
    run = ansible.adhoc(MODULE, table_names=["orders", "carts", "users"], backup_name="before-4.2-{table}")
    assert run.code == 0 and run.result["changed"] is True, run.output
    assert made(three) == dict.fromkeys(THREE, 1)
    by_table = {each["table_name"]: each for each in run.result["backups"]}
    assert list(by_table) == ["orders", "carts", "users"]
    for backup in three.backups():
        told = by_table[backup["TableName"]]
        assert told["backup_arn"] == backup["BackupArn"] and told["backup_status"] == "AVAILABLE" and told["source_table"]["item_count"] == 3
        assert told["backup_name"] == backup["BackupName"] == f"before-4.2-{backup['TableName']}" and told["changed"] is True and told["failed"] is False
        assert told["progress"][-1].startswith("Backup completed successfully")
    summary = run.result["summary"]
    assert (summary["tables"], summary["created"], summary["failed"], summary["not_tried"]) == (3, 3, 0, 0) and summary["slowest"]["table_name"] in THREE
    assert re.fullmatch(r"3 tables in region us-east-1 backed up in \d+ s\.", run.msg)
    assert "[localhost] Starting backup creation: 3 tables, region us-east-1" in run.stderr and "[localhost] Backups: 3 done, 0 failed of 3" in run.stderr


@pytest.mark.parametrize("given", ["orders,carts", "orders\ncarts\n", " orders , carts ", ["orders", "carts", "orders"]])
def test_names_as_a_list_or_as_text(three: LabClient, here: ModulesHere, given: t.Any) -> None:
    run = here.adhoc(MODULE, survey=True, table_names=given, backup_name="by-survey", wait=False)
    assert run.code == 0 and made(three) == {"carts": 1, "orders": 1}, run.output


def test_by_patterns(three: LabClient) -> None:
    three.make_table("test-orders")
    back_up(three, table_name_patterns=["*", "!test-*", "!c?rts"])
    assert made(three) == {"orders": 1, "users": 1}
    back_up(three, table_name_patterns=["[cu]*"])
    assert made(three) == {"orders": 1, "users": 2, "carts": 1}


def test_by_tags_alone_and_with_patterns(three: LabClient) -> None:
    client = three.dynamodb()
    for name, tags in (("orders", {"stage": "production", "team": "a"}), ("carts", {"stage": "production"}), ("users", {"stage": "test", "team": "a"})):
        arn = client.describe_table(TableName=name)["Table"]["TableArn"]
        client.tag_resource(ResourceArn=arn, Tags=[{"Key": key, "Value": value} for key, value in tags.items()])
    back_up(three, table_tags={"stage": "production"})
    assert made(three) == {"carts": 1, "orders": 1}
    back_up(three, table_tags={"stage": "production", "team": "a"})
    assert made(three) == {"carts": 1, "orders": 2}
    back_up(three, table_tags={"team": "a"}, table_name_patterns=["u*"])
    assert made(three) == {"carts": 1, "orders": 2, "users": 1}


def test_u11_nothing_selected_is_an_error_unless_it_is_allowed_and_then_reported(three: LabClient, here: ModulesHere) -> None:
    run = here.adhoc(MODULE, table_name_patterns=["nothing-*"], backup_name="some")
    assert run.code != 0 and run.result["error"]["code"] == "NoTables" and "No table in region us-east-1 is selected." in run.msg
    outcome = back_up(three, table_name_patterns=["nothing-*"], allow_empty=True)
    assert outcome.as_result()["changed"] is False and outcome.as_result()["backups"] == [] and made(three) == {}
    assert outcome.lines == ["No table in region us-east-1 is selected: nothing to back up."]


def test_all_placeholders_and_names_that_are_too_long(lab: LabClient) -> None:
    long = "t" * 255
    for name in ("orders", long):
        lab.make_table(name)
    outcome = back_up(lab, backup_name="{table}.{date}.{time}.{id}")
    short, cut = sorted(outcome.shares.all, key=lambda share: len(share.table.name))
    match = re.fullmatch(r"orders\.(\d{4}-\d{2}-\d{2})\.(\d{6})\.([0-9a-f]{8})", short.backup_name)
    assert match and not short.cut and cut.cut and len(cut.backup_name) == 255 and re.search(r"-[0-9a-f]{8}$", cut.backup_name)
    assert {each["BackupName"] for each in lab.backups()} == {short.backup_name, cut.backup_name}


def test_one_failure_hides_no_other(three: LabClient, ansible: AnsibleRuns) -> None:
    three.table("carts", "DELETING")
    run = ansible.adhoc(MODULE, table_names="orders,ordres,carts,users", backup_name="before")
    assert run.code != 0 and run.result["error"]["code"] == "NotBackedUp" and made(three) == {"orders": 1, "users": 1}
    assert run.result["failed_tables"] == ["ordres", "carts"] and run.result["changed"] is True
    assert "2 of 4 tables in region us-east-1 not backed up." in run.msg
    assert "ordres: DynamoDB table ordres was not found in region us-east-1" in run.msg and "carts: DynamoDB table carts" in run.msg
    failed = {each["table_name"]: each for each in run.result["backups"] if each["failed"]}
    assert failed["ordres"]["error"]["code"] == "ResourceNotFoundException" and "its status is DELETING" in failed["carts"]["msg"]
    assert "[localhost] Error: DynamoDB table ordres was not found" in run.stderr


def test_load_a_playbook_fails_with_the_message_alone(three: LabClient, ansible: AnsibleRuns) -> None:
    # As in the guide about many tables.
    tasks = [
        {MODULE: {"table_names": ["orders", "ordres", "carts"], "backup_name": "some"}, "register": "made", "failed_when": False},
        {"ansible.builtin.fail": {"msg": "{{ made.msg }}"}, "when": "made.error is defined or made.summary is not defined"},
    ]
    run = ansible.playbook([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}])
    assert run.code != 0 and made(three) == {"carts": 1, "orders": 1}, run.output
    assert "1 of 3 tables in region us-east-1 not backed up. ordres: DynamoDB table ordres was not found" in run.stdout
    assert "backup_arn" not in run.stdout and "source_table" not in run.stdout and len(run.stdout) < 4000


def test_fail_fast_begins_with_no_further_table(lab: LabClient) -> None:
    names = many(lab, 40)
    with pytest.raises(errors.NotBackedUp) as failure:
        back_up(lab, table_names=["ordres", *names], fail_fast=True, parallel=1)
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    assert len(outcome.shares.not_tried()) == 40 - len(lab.backups()) and len(lab.backups()) <= 1
    assert outcome.as_result()["summary"]["not_tried"] == len(outcome.shares.not_tried())


def test_check_mode_lists_what_would_be_made(three: LabClient, here: ModulesHere) -> None:
    run = here.adhoc(MODULE, all_tables=True, backup_name="{table}-{date}", check=True)
    assert run.code == 0 and run.result["changed"] is True and three.backups() == [], run.output
    assert [each["table_name"] for each in run.result["backups"]] == list(THREE)
    assert all(re.fullmatch(rf"{each['table_name']}-\d{{4}}-\d{{2}}-\d{{2}}", each["backup_name"]) for each in run.result["backups"])
    assert "Would have created 3 backups" in run.msg


def test_reuse_changes_nothing_the_second_time_and_asks_little(lab: LabClient) -> None:
    many(lab, 30)
    assert back_up(lab, if_exists="reuse").as_result()["summary"]["created"] == 30
    before = len(lab.requests("ListBackups"))
    second = back_up(lab, if_exists="reuse").as_result()
    assert second["changed"] is False and second["summary"]["reused"] == 30 and len(lab.backups()) == 30
    assert len(lab.requests("ListBackups")) - before == 1
    with pytest.raises(errors.NotBackedUp):
        back_up(lab, if_exists="fail")
    assert len(lab.backups()) == 30


def test_reuse_when_the_region_has_more_backups_than_it_pays_to_list(three: LabClient) -> None:
    three.history([{"table": "old", "name": f"old-{number}", "created": 1795226400.0 + number} for number in range(500)])
    assert back_up(three, if_exists="reuse").as_result()["summary"]["created"] == 3
    assert back_up(three, if_exists="reuse").as_result()["summary"]["reused"] == 3


def test_at_awss_rates_nothing_is_throttled_and_the_wait_asks_little(lab: LabClient) -> None:
    many(lab, 120)
    lab.settings(backup_seconds=4)
    outcome = back_up(lab)
    assert len(outcome.as_result()["backups"]) == 120 and set(made(lab).values()) == {1}
    assert [each for each in lab.requests() if each["error"]] == []
    # One backup after the other would ask some five times for each.
    assert len(lab.requests("ListBackups")) + len(lab.requests("DescribeBackup")) < 120


def test_all_threads_together_keep_to_the_rate(lab: LabClient, monkeypatch: pytest.MonkeyPatch) -> None:
    # So low that they would exceed it on the slowest machine; so few that what piles up on it does not.
    monkeypatch.setitem(rate_limits.RATES, "CreateBackup", 4.0)
    lab.settings(rates={"CreateBackup": 5.0})
    back_up(lab, table_names=many(lab, 15), parallel=3)
    assert len(lab.requests("CreateBackup")) == 15 and [each for each in lab.requests() if each["error"]] == []


def given_up(lab: LabClient) -> set[str]:
    """The tables of which a request that reads lost all its answers: that of the first try and those of 3 more."""
    asked = collections.defaultdict(list)
    for each in lab.requests():
        asked[(each["body"] or {}).get("TableName", "")].append(each)
    ends = {name: entries[-MORE_TRIES - 1 :] for name, entries in asked.items()}
    lost = {name for name, entries in ends.items() if len(entries) > MORE_TRIES and all(each["fault"] for each in entries)}
    return {name for name in lost if len({each["operation"] for each in ends[name]}) == 1}


# Of 300 tables, with 5% of the answers lost, one has all four answers of its DescribeTable lost in one of 530 runs.
@pytest.mark.parametrize("count, chance", tiers.cases({"one of 20": (300, 0.05), "two of 5": (40, 0.4)}, "two of 5"))
def test_whatever_part_of_all_answers_is_lost_each_table_that_is_not_given_up_gets_one_backup(lab: LabClient, count: int, chance: float) -> None:
    names = set(many(lab, count))
    lab.settings(backup_seconds=2)
    lab.fault("*", "cut", when="after", times=0, chance=chance)
    try:
        outcome = back_up(lab, timeout=150, table_names=sorted(names))
    except errors.NotBackedUp as failure:
        outcome = failure.outcome  # type: ignore[attr-defined]
    lost = [each for each in lab.requests("CreateBackup") if each["fault"]]
    failed = set(outcome.as_result()["failed_tables"])
    # Not all of them failed: another search may have found the backup of such a table.
    assert failed <= given_up(lab) and len(failed) < count / 4
    assert names - failed <= set(made(lab)) <= names and set(made(lab).values()) == {1} and lost
    told = {each["table_name"]: each["backup_arn"] for each in outcome.as_result()["backups"] if each["table_name"] not in failed}
    assert told == {each["TableName"]: each["BackupArn"] for each in lab.backups() if each["TableName"] not in failed}


def test_past_the_timeout_each_failure_has_its_arn(three: LabClient) -> None:
    three.settings(backup_seconds=60)
    with pytest.raises(errors.NotBackedUp) as failure:
        back_up(three, timeout=3)
    outcome = failure.value.outcome.as_result()  # type: ignore[attr-defined]
    assert outcome["summary"]["failed"] == 3 and {each["error"]["code"] for each in outcome["backups"]} == {"Timeout"}
    assert all(each["backup_arn"] in each["msg"] and "continues in AWS" in each["msg"] for each in outcome["backups"])


def test_a_backup_that_is_deleted_while_it_is_waited_for(three: LabClient) -> None:
    three.settings(backup_seconds=600)

    def delete_one() -> None:
        await_that(lambda: len(three.backups()) == 3)
        become(three, "DELETED", "orders")
        become(three, "AVAILABLE", "carts", "users")

    three.when_asked("CreateBackup", 3, delete_one)
    with pytest.raises(errors.NotBackedUp) as failure:
        back_up(three)
    outcome = failure.value.outcome.as_result()  # type: ignore[attr-defined]
    assert outcome["failed_tables"] == ["orders"] and outcome["summary"]["created"] == 3
    (orders,) = [each for each in outcome["backups"] if each["failed"]]
    assert orders["error"]["code"] == "BackupLost" and orders["backup_arn"] in orders["msg"]


def test_without_permission_to_list_each_is_looked_at(three: LabClient) -> None:
    three.settings(backup_seconds=2, allowed=["dynamodb:DescribeTable", "dynamodb:CreateBackup", "dynamodb:DescribeBackup"])
    outcome = back_up(three, table_names=["orders", "carts", "users"])
    assert outcome.as_result()["summary"]["created"] == 3 and len(three.requests("ListBackups")) <= 1
    assert {each["backup_status"] for each in outcome.as_result()["backups"]} == {"AVAILABLE"}


@pytest.mark.long
def test_lost_answers_while_waiting_are_ridden_out(three: LabClient) -> None:
    three.settings(backup_seconds=4)
    three.fault("ListBackups", "cut", times=6)
    three.fault("DescribeBackup", "garbage", times=6)
    outcome = back_up(three)
    assert {each["backup_status"] for each in outcome.as_result()["backups"]} == {"AVAILABLE"}


def test_without_waiting_it_returns_when_aws_has_accepted_all(three: LabClient) -> None:
    three.settings(backup_seconds=60)
    outcome = back_up(three, wait=False)
    assert {each["backup_status"] for each in outcome.as_result()["backups"]} == {"CREATING"} and three.requests("DescribeBackup") == []


def test_a_busy_table_does_not_hold_up_the_others(three: LabClient) -> None:
    three.table("orders", "UPDATING")
    # It is not ready before the others are done.
    three.when_asked("CreateBackup", 2, lambda: three.table("orders", "ACTIVE"))
    outcome = back_up(three, timeout=45, when_busy="wait")
    assert outcome.as_result()["summary"]["created"] == 3 and made(three) == dict.fromkeys(THREE, 1)
    assert three.requests("CreateBackup")[-1]["body"]["TableName"] == "orders"


def test_it_reports_numbers_while_it_runs(three: LabClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.5)
    three.settings(backup_seconds=600)
    task = task_at(three, max_pool_connections=33)

    def told() -> bool:
        return any(re.match(r"Backups: status 0 done, 3 running, 0 failed of 3 \(\d+ s elapsed\)", line) for line in task.progress.lines)

    three.when_asked("CreateBackup", 3, lambda: (await_that(told), become(three, "AVAILABLE", *THREE)))
    with task.progress.heartbeat():
        perform(task, dynamodb_create_backups, create_backups, all_tables=True, backup_name="some")
    assert told()
    assert re.match(r"Backups: 3 done, 0 failed of 3 \(\d+ s elapsed\)", task.progress.lines[-1])


def test_its_threads_leave_signals_to_the_main_one(three: LabClient, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked: list[set[int]] = []
    look = create_backup.run

    def watched(*arguments: t.Any) -> str:
        blocked.append(signal.pthread_sigmask(signal.SIG_BLOCK, []))
        return look(*arguments)

    monkeypatch.setattr(create_backup, "run", watched)
    back_up(three)
    assert len(blocked) == 3 and all({signal.SIGINT, signal.SIGTERM, signal.SIGHUP} <= each for each in blocked)
    assert not {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} & signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.parametrize(
    "arguments, text",
    [
        ({}, "Give exactly one of table_names"),
        ({"table_names": ["orders"], "all_tables": True}, "Give exactly one of table_names"),
        ({"table_names": ["orders"], "table_tags": {"a": "b"}}, "Give exactly one of table_names"),
        ({"table_names": []}, "table_names must not be empty"),
        ({"table_names": ""}, "table_names must not be empty"),
        ({"table_names": ["orders", "no/slash"]}, "table_name must contain only"),
        ({"table_names": ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders"]}, "names region eu-west-1"),
        ({"table_name_patterns": ["!test-*"]}, "needs at least one pattern that does not begin with an exclamation mark"),
        ({"table_name_patterns": []}, "needs at least one pattern"),
        ({"table_tags": {}}, "table_tags must not be empty"),
        ({"all_tables": True, "backup_name": "{tabel}"}, "unknown placeholder: '{tabel}'. Placeholders are {table}, {date}, {time}, {id}."),
        ({"all_tables": True, "backup_name": "{table"}, "an unmatched brace"),
        ({"all_tables": True, "backup_name": "{table!r}"}, "unknown placeholder"),
        ({"all_tables": True, "backup_name": "{}"}, "unknown placeholder"),
        ({"all_tables": True, "backup_name": "{{table}}"}, "unknown placeholder"),
        ({"all_tables": True, "backup_name": "{table}/nightly"}, "must contain only alphanumeric"),
        ({"all_tables": True, "backup_name": "ab"}, "backup_name must be at least 3 characters (got 2)"),
        ({"all_tables": True, "backup_name": ""}, "backup_name is required"),
        ({"all_tables": True, "parallel": 51}, "parallel must be from 1 to 50 (got 51)."),
        ({"all_tables": True, "parallel": 0}, "parallel must be from 1 to 50 (got 0)."),
        ({"all_tables": True, "timeout": 59}, "timeout must be at least 60 seconds"),
    ],
)
def test_bad_input_is_refused_before_the_first_call(lab: LabClient, in_module: t.Any, arguments: dict[str, t.Any], text: str) -> None:
    result = in_module(dynamodb_create_backups, **{"backup_name": "some", **arguments})
    assert result["failed"] and text in result["msg"], result["msg"]
    assert lab.requests() == []
