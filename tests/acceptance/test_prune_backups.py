# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_prune_backups: exactly those that the rules let go, and what became of each."""

from __future__ import annotations

import time
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import find_backups, prune_backups
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_backup_info, dynamodb_prune_backups
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_prune_backups"
DAY = 86400.0


def prune(lab: LabClient, check_mode: bool = False, timeout: float = 60, **options: object) -> prune_backups.Outcome:
    """What the module does with the table orders, or with all; time passes four times as fast as it says."""
    where = {} if {"backup_arn", "all_tables", "table_names", "table_name_patterns", "table_tags"} & set(options) else {"table_name": "orders"}
    task = task_at(lab, timeout, sleep=lambda seconds: time.sleep(seconds / 4))
    return perform(task, dynamodb_prune_backups, prune_backups, check_mode, **where, **options)


def days(lab: LabClient, count: int = 5, table: str = "orders", **more: object) -> list[str]:
    """As many backups of the table, one and a half days old, two and a half, ...; their ARNs, newest first."""
    now = time.time()
    return lab.history([{"table": table, "name": f"day-{number}", "created": round(now - number * DAY - DAY / 2, 3), **more} for number in range(1, count + 1)])


def left(lab: LabClient) -> set[str]:
    """The ARNs of the backups that there are."""
    return {each["BackupArn"] for each in lab.backups()}


def test_keeps_the_newest_and_says_why_through_ansible(orders: LabClient, ansible: AnsibleRuns) -> None:
    arns = days(orders)
    run = ansible.adhoc(MODULE, table_name="orders", keep=2)
    assert run.code == 0 and run.result["changed"] is True, run.output
    assert left(orders) == set(arns[:2])
    assert [each["backup_arn"] for each in run.result["deleted"]] == arns[:1:-1]
    assert [(each["backup_arn"], each["reason"]) for each in run.result["kept"]] == [
        (arns[0], "it is number 1 of the 2 newest (keep)"),
        (arns[1], "it is number 2 of the 2 newest (keep)"),
    ]
    assert run.result["failed_backups"] == [] and run.msg == "Deleted 3 backups of table orders in region us-east-1 and kept 2 (keep: 2)."
    again = ansible.adhoc(MODULE, table_name="orders", keep=2)
    assert again.code == 0 and again.result["changed"] is False and again.result["deleted"] == []


def test_check_mode_and_diff_list_exactly_what_would_go(orders: LabClient, ansible: AnsibleRuns) -> None:
    arns = days(orders)
    check = ansible.adhoc(MODULE, "--check", "--diff", table_name="orders", older_than="3d")
    assert check.code == 0 and check.result["changed"] is True and left(orders) == set(arns)
    real = ansible.adhoc(MODULE, "--diff", table_name="orders", older_than="3d")
    assert [each["backup_arn"] for each in check.result["deleted"]] == [each["backup_arn"] for each in real.result["deleted"]] == arns[:1:-1]
    assert orders.requests("DeleteBackup")[0]["body"]["BackupArn"] == arns[-1]
    removed = [line for line in check.stdout.splitlines() if line.startswith("-arn:")]
    assert sorted(removed) == sorted(f"-{arn} day-{number}" for number, arn in enumerate(arns, 1) if number > 2)
    assert "would have deleted 3" in check.msg.lower()


def test_both_rules_must_let_a_backup_go(orders: LabClient) -> None:
    arns = days(orders)
    outcome = prune(orders, older_than="2d", keep=3)
    assert left(orders) == set(arns[:3]) and len(outcome.deleted) == 2


def test_u9_min_keep_is_never_undercut_and_the_message_names_it(orders: LabClient) -> None:
    arns = days(orders)
    outcome = prune(orders, keep=0)
    assert outcome.msg == "Deleted 4 backups of table orders in region us-east-1 and kept 1 (min_keep: 1)."
    assert left(orders) == {arns[0]} and [each.reason for each in outcome.kept] == ["it is number 1 of the 1 that are always kept (min_keep)"]
    days(orders)
    prune(orders, older_than="1h", min_keep=4)
    assert len(left(orders)) == 4
    prune(orders, keep=0, min_keep=0)
    assert left(orders) == set()


def test_only_names_with_the_prefix_or_pattern(orders: LabClient) -> None:
    now = time.time()
    names = ["nightly-1", "nightly-2", "Nightly-3", "release-1", "xnightly-4"]
    arns = dict(zip(names, orders.history([{"table": "orders", "name": name, "created": now - 9 * DAY} for name in names])))
    prune(orders, keep=0, min_keep=0, backup_name_prefix="nightly-")
    assert left(orders) == {arns["Nightly-3"], arns["release-1"], arns["xnightly-4"]}
    prune(orders, keep=0, min_keep=0, backup_name_pattern="[Nn]ightly-?")
    assert left(orders) == {arns["release-1"], arns["xnightly-4"]}


def test_never_a_backup_of_awss_own_nor_one_that_is_being_created(orders: LabClient) -> None:
    creating = days(orders, 1, status="CREATING")
    system = days(orders, 1, type="SYSTEM")
    usable = days(orders, 2)
    outcome = prune(orders, keep=0)
    # The one that is CREATING does not count as kept: nothing could be restored from it yet.
    assert left(orders) == {*creating, *system, usable[0]}
    assert "its status is CREATING" in [each.reason for each in outcome.kept]


def test_backups_of_an_earlier_table_of_the_name_stay(orders: LabClient) -> None:
    former = days(orders, 3, table_id="00000000-0000-0000-0000-000000000000")
    mine = days(orders, 3)
    outcome = prune(orders, keep=1)
    assert left(orders) == {*former, mine[0]}
    assert [each.reason for each in outcome.kept].count("it belongs to an earlier table of this name") == 3


def test_unless_they_are_included_and_count_together(orders: LabClient) -> None:
    former = days(orders, 3, table_id="00000000-0000-0000-0000-000000000000")
    orders.history([{"table": "orders", "name": "old", "created": time.time() - 90 * DAY}])
    prune(orders, keep=2, include_former_tables=True)
    assert left(orders) == set(former[:2])


def test_a_table_that_does_not_exist(lab: LabClient) -> None:
    arns = days(lab, 3)
    with pytest.raises(errors.TableNotFound):
        prune(lab, keep=1)
    assert left(lab) == set(arns)
    prune(lab, keep=1, include_former_tables=True)
    assert left(lab) == {arns[0]}


def test_all_tables_of_a_region_each_by_itself(lab: LabClient) -> None:
    for name in ("orders", "carts"):
        lab.make_table(name)
    arns = {name: days(lab, 4, table=name) for name in ("orders", "carts", "dropped")}
    days(lab, 2, table="orders", region="eu-west-1")
    outcome = prune(lab, all_tables=True, keep=1)
    here = {arn for arn in left(lab) if ":us-east-1:" in arn}
    assert here == {arns["orders"][0], arns["carts"][0], *arns["dropped"]} and len(left(lab)) == len(here) + 2
    assert len(outcome.deleted) == 6


def test_one_failure_does_not_stop_the_others(orders: LabClient, ansible: AnsibleRuns) -> None:
    arns = days(orders, 6)
    orders.settings(restore_seconds=60)
    orders.dynamodb().restore_table_from_backup(BackupArn=arns[3], TargetTableName="restored")
    run = ansible.adhoc(MODULE, "--diff", table_name="orders", keep=2)
    assert run.code != 0 and run.result["error"]["code"] == "NotDeleted" and left(orders) == {arns[0], arns[1], arns[3]}
    (failed,) = run.result["failed_backups"]
    assert failed["backup_arn"] == arns[3] and failed["error"]["code"] == "BackupInUseException" and "is being used to restore" in failed["msg"]
    assert len(run.result["deleted"]) == 3 and len(run.result["kept"]) == 2 and run.result["changed"] is True
    assert f"1 backup of table orders in region us-east-1 could not be deleted: {arns[3]} (BackupInUseException)." in run.msg
    assert "Deleted 3, failed 1, not started 0, kept 2." in run.msg


def test_what_somebody_else_deletes_meanwhile_is_no_failure(orders: LabClient) -> None:
    arns = days(orders, 3)
    orders.fault("DeleteBackup", "error", code="BackupNotFoundException", message="Backup not found")
    outcome = prune(orders, keep=1)
    assert [each.arn for each in outcome.vanished] == [arns[2]] and [each.arn for each in outcome.deleted] == [arns[1]]


def test_past_the_timeout_no_more_is_deleted_and_the_rest_is_told(orders: LabClient) -> None:
    days(orders, 30)
    orders.fault("DeleteBackup", "delay", seconds=0.5, times=0)
    with pytest.raises(errors.NotDeleted, match="(Timeout)") as failure:
        prune(orders, keep=0, timeout=6)
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    assert outcome.deleted and outcome.failed and len(outcome.deleted) + len(outcome.failed) == 29
    assert len(left(orders)) == 30 - len(outcome.deleted)


def test_no_more_than_ten_a_second(orders: LabClient) -> None:
    days(orders, 26)
    # More a second would be throttled.
    outcome = perform(task_at(orders), dynamodb_prune_backups, prune_backups, table_name="orders", keep=1)
    requests = orders.requests("DeleteBackup")
    assert len(outcome.deleted) == len(requests) == 25 and not [each for each in requests if each["error"]]


def test_a_tenth_of_all_answers_lost_and_others_at_work_does_not_matter(orders: LabClient) -> None:
    arns = days(orders, 60)
    orders.settings(rates={"DeleteBackup": 30, "ListBackups": 5})
    orders.fault("*", "cut", when="after", times=0, chance=0.1)
    outcome = prune(orders, keep=5)
    assert left(orders) == set(arns[:5]) and len(outcome.deleted) == 55 and not outcome.vanished


def test_several_tables_by_names_patterns_and_tags(orders: LabClient) -> None:
    for name in ("carts", "users"):
        orders.make_table(name)
    client = orders.dynamodb()
    client.tag_resource(ResourceArn=client.describe_table(TableName="users")["Table"]["TableArn"], Tags=[{"Key": "stage", "Value": "test"}])
    arns = {name: days(orders, 3, name) for name in ("orders", "carts", "users")}

    def going(**options: object) -> set[str]:
        return {each.arn for each in prune(orders, check_mode=True, keep=2, **options).going}

    assert going(table_names=["orders", "carts"]) == {arns["orders"][2], arns["carts"][2]}
    assert going(table_name_patterns=["*", "!carts"]) == {arns["orders"][2], arns["users"][2]}
    assert going(table_tags={"stage": "test"}) == {arns["users"][2]}
    with pytest.raises(errors.TableNotFound):
        going(table_names=["orders", "gone"])


def test_what_matches_can_be_listed_with_the_same_options(orders: LabClient) -> None:
    arns = days(orders)
    for options, going in (
        ({"backup_name": "day-3"}, arns[2:3]),
        ({"created_before": "3d"}, arns[2:]),
        ({"created_after": "3d"}, arns[:2]),
        ({"created_after": "4d", "created_before": "2d", "backup_name_pattern": "day-*"}, arns[1:3]),
        ({"backup_arn": arns[1]}, arns[1:2]),
    ):
        where = {} if "backup_arn" in options else {"table_name": "orders"}
        found = perform(task_at(orders), dynamodb_backup_info, find_backups, **where, **options).as_result()["backups"]
        assert [each["backup_arn"] for each in found] == going
        assert [each.arn for each in prune(orders, check_mode=True, keep=0, min_keep=0, **options).going] == going[::-1]


def test_those_that_only_aws_deletes_are_kept_and_not_counted(orders: LabClient) -> None:
    arns = days(orders, 2)
    (system,) = orders.history([{"table": "orders", "name": "orders$DeletedTableBackup", "created": round(time.time(), 3), "type": "SYSTEM"}])
    outcome = prune(orders, keep=1, backup_type="all", include_former_tables=True)
    assert left(orders) == {arns[0], system} and [each.arn for each in outcome.deleted] == [arns[1]]
    assert [(each.backup.arn, each.reason) for each in outcome.kept][0] == (system, "its type is SYSTEM, which cannot be deleted here")


def test_age_is_measured_by_awss_clock(orders: LabClient) -> None:
    arns = days(orders, 3)
    orders.settings(clock_offset=-2 * DAY)
    prune(orders, older_than="1d", min_keep=0)
    assert left(orders) == set(arns[:2])


@pytest.mark.parametrize(
    "arguments, text",
    [
        ({"table_name": "orders"}, "one of the following is required: keep, older_than"),
        ({"keep": 1}, "Give exactly one of table_name, table_names"),
        ({"keep": 1, "table_name": "orders", "all_tables": True}, "Give exactly one of table_name, table_names"),
        ({"keep": 1, "table_names": []}, "table_names must not be empty."),
        ({"keep": 1, "table_name_patterns": ["!orders"]}, "table_name_patterns needs at least one pattern"),
        ({"keep": 1, "table_name": ""}, "table_name is required and cannot be empty"),
        ({"keep": -1, "table_name": "orders"}, "keep must not be negative (got -1)."),
        ({"keep": 1, "min_keep": -1, "table_name": "orders"}, "min_keep must not be negative (got -1)."),
        ({"older_than": "a month", "table_name": "orders"}, "older_than must be a whole number with one of the units"),
        ({"older_than": "30", "table_name": "orders"}, "older_than must be a whole number with one of the units"),
        ({"older_than": "-3d", "table_name": "orders"}, "older_than must be a whole number with one of the units"),
        ({"keep": 1, "table_name": "orders", "backup_name_prefix": ""}, "backup_name_prefix must not be empty"),
        ({"keep": 1, "table_name": "orders", "backup_name_pattern": ""}, "backup_name_pattern must not be empty"),
        ({"keep": 1, "table_name": "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"}, "names region eu-west-1"),
    ],
)
def test_bad_input_is_refused_before_the_first_call(lab: LabClient, in_module: t.Any, arguments: dict[str, t.Any], text: str) -> None:
    result = in_module(dynamodb_prune_backups, **arguments)
    assert result["failed"] and text in result["msg"]
    assert lab.requests() == []


@pytest.mark.parametrize(
    "empty", ["table_name", "table_names", "table_name_patterns", "backup_name", "backup_name_prefix", "backup_name_pattern", "created_before"]
)
@pytest.mark.parametrize("answer", ["", None])
def test_an_open_question_of_a_survey_does_not_come_to_mean_everything(orders: LabClient, here: ModulesHere, empty: str, answer: str | None) -> None:
    arns = days(orders, 3)
    run = here.adhoc(MODULE, survey=True, **{"table_name": "orders", "keep": 0, "min_keep": 0, "older_than": answer, empty: answer})
    assert run.code != 0 and run.result["error"]["code"] == "InvalidArgument" and left(orders) == set(arns)


def test_an_open_question_of_a_survey_through_ansible(orders: LabClient, ansible: AnsibleRuns) -> None:
    arns = days(orders, 3)
    run = ansible.adhoc(MODULE, table_name="", keep=0, min_keep=0, older_than="")
    assert run.code != 0 and run.result["error"]["code"] == "InvalidArgument" and left(orders) == set(arns)
