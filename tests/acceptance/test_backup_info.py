# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_backup_info: the right backups, all of them, in order, whatever the network does."""

from __future__ import annotations

import datetime
import time as machine
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import find_backups
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_backup_info
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_backup_info"
# 2026-11-21T02:00:00Z
MOMENT = 1795226400.0
KEYS = {"backup_arn", "backup_creation_date_time", "backup_name", "backup_size_bytes", "backup_status", "backup_type", "data_window"}
KEYS |= {"table_arn", "table_id", "table_name"}


def find(
    lab: LabClient, region: str = "us-east-1", sleep: t.Callable[[float], None] | None = None, time: LabTime | None = None, **options: object
) -> list[dict[str, t.Any]]:
    """The backups that the module finds."""
    return perform(task_at(lab, region=region, sleep=sleep, time=time), dynamodb_backup_info, find_backups, **options).as_result()["backups"]


def named(lab: LabClient, **options: object) -> list[str]:
    """Their names."""
    return [each["backup_name"] for each in find(lab, **options)]


@pytest.fixture(name="history")
def some_history(lab: LabClient) -> LabClient:
    """Three backups of orders a second apart, one of them AWS's own, and one of carts; neither table exists any more."""
    lab.history(
        [
            {"table": "orders", "name": "first", "created": MOMENT},
            {"table": "carts", "name": "other", "created": MOMENT + 0.5},
            {"table": "orders", "name": "second", "created": MOMENT + 1.25},
            {"table": "orders", "name": "orders$DeletedTableBackup", "created": MOMENT + 2, "type": "SYSTEM"},
        ]
    )
    return lab


def test_finds_a_tables_backups_newest_first_through_ansible(orders: LabClient, ansible: AnsibleRuns) -> None:
    arns = [back_up(orders, name=f"backup-{number}").backup.arn for number in range(3)]  # type: ignore[union-attr]
    run = ansible.adhoc(MODULE, table_name="orders")
    assert run.code == 0 and run.result["changed"] is False, run.output
    assert [each["backup_arn"] for each in run.result["backups"]] == arns[::-1]
    assert run.result["latest"] == run.result["backups"][0] and set(run.result["latest"]) == KEYS
    assert run.msg == "3 backups found in region us-east-1."
    assert run.result["latest"]["table_arn"].endswith(":table/orders") and run.result["latest"]["backup_creation_date_time"].endswith("+00:00")


def test_without_a_table_all_of_the_region(history: LabClient) -> None:
    assert named(history) == ["second", "other", "first"]
    assert named(history, region="eu-west-1") == []


def test_the_filters(history: LabClient) -> None:
    assert named(history, table_name="orders") == ["second", "first"]
    assert named(history, table_name="arn:aws:dynamodb:us-east-1:123456789012:table/carts") == ["other"]
    assert named(history, backup_name="first") == ["first"]
    assert named(history, backup_type="system") == ["orders$DeletedTableBackup"]
    assert named(history, backup_type="all", table_name="orders") == ["orders$DeletedTableBackup", "second", "first"]
    assert named(history, status="CREATING") == []
    assert named(history, status="AVAILABLE", table_name="carts") == ["other"]


def test_the_filters_of_names_and_tables(history: LabClient) -> None:
    assert named(history, backup_name_prefix="o") == ["other"] and named(history, backup_name_pattern="[fs]*") == ["second", "first"]
    assert named(history, table_names=["orders", "carts"]) == named(history, all_tables=True) == ["second", "other", "first"]
    assert named(history, table_name_patterns=["*", "!orders"]) == ["other"]


def test_ages_count_by_awss_clock(lab: LabClient) -> None:
    now = machine.time()
    lab.history([{"table": "orders", "name": f"day-{days}", "created": round(now - days * 86400, 3)} for days in (1, 3, 5)])
    lab.settings(clock_offset=-2 * 86400.0)
    # By AWS's clock they are one day old in the future, one day and three days; the earlier of two clocks counts for what is old.
    assert named(lab, created_before="2d") == ["day-5"]
    assert named(lab, created_after="2d") == ["day-1"]


def test_the_bounds_are_exact_to_the_millisecond(history: LabClient) -> None:
    moment = datetime.datetime.fromtimestamp(MOMENT + 1.25, datetime.UTC)
    later = (moment + datetime.timedelta(milliseconds=1)).isoformat()
    assert named(history, created_after=moment.isoformat()) == ["second"]
    assert named(history, created_after=later) == []
    assert named(history, created_before=moment.isoformat()) == ["other", "first"]
    assert named(history, created_before=later) == ["second", "other", "first"]
    assert named(history, created_after="2026-11-21T02:00:00Z", created_before="2026-11-21T02:00:01Z") == ["other", "first"]
    assert named(history, created_after="2026-11-22") == []


def test_a_time_zone_counts(history: LabClient) -> None:
    assert named(history, created_before="2026-11-21T03:00:01+01:00") == ["other", "first"]


def test_one_backup_by_its_arn_with_all_that_aws_knows(orders: LabClient, here: ModulesHere) -> None:
    arn = back_up(orders).backup.arn  # type: ignore[union-attr]
    run = here.adhoc(MODULE, backup_arn=arn)
    assert run.code == 0, run.output
    (found,) = run.result["backups"]
    assert found["backup_arn"] == arn and found["source_table"]["key_schema"] == [{"attribute_name": "id", "key_type": "HASH"}]
    assert found["source_table"]["billing_mode"] == "PAY_PER_REQUEST" and found["source_table_features"] == {}
    assert orders.operations()[-1] == "DescribeBackup"


def test_a_backup_that_does_not_exist_gives_an_empty_list(orders: LabClient, here: ModulesHere) -> None:
    run = here.adhoc(MODULE, backup_arn="arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d")
    assert run.code == 0 and run.result["backups"] == [] and "latest" not in run.result


def test_describe_adds_the_source_and_leaves_out_what_vanishes_meanwhile(history: LabClient) -> None:
    history.fault("DescribeBackup", "error", code="BackupNotFoundException", message="Backup not found")
    found = find(history, describe=True)
    assert [each["backup_name"] for each in found] == ["other", "first"]
    assert all(each["source_table"]["table_name"] for each in found)


def test_describe_keeps_to_ten_a_second(lab: LabClient, time: LabTime) -> None:
    lab.history([{"table": "orders", "name": f"b-{number:02d}", "created": MOMENT + number} for number in range(25)])
    assert len(find(lab, time=time, describe=True)) == 25
    # Ten at once, and ten in each further second.
    assert len(lab.requests("DescribeBackup")) == 25 and time.now == pytest.approx(2)


def test_and_is_not_throttled_then(lab: LabClient) -> None:
    lab.history([{"table": "orders", "name": f"b-{number:02d}", "created": MOMENT + number} for number in range(25)])
    assert len(find(lab, describe=True)) == 25
    assert not [each for each in lab.requests() if each["error"]]


def thousand(lab: LabClient) -> list[str]:
    """1,000 backups of 20 tables in a shuffled order of creation, with ties; their ARNs, newest first."""
    made = [{"table": f"table-{number % 20:02d}", "name": f"backup-{number:04d}", "created": MOMENT + (number * 7919 % 1000) // 2} for number in range(1000)]
    arns = lab.history(made)
    pairs = sorted(((each["created"], arn) for each, arn in zip(made, arns)), reverse=True)
    return [arn for created, arn in pairs]


def test_a_thousand_backups_over_pages_are_complete_and_in_order(lab: LabClient) -> None:
    arns = thousand(lab)
    assert [each["backup_arn"] for each in find(lab)] == arns
    requests = lab.requests("ListBackups")
    assert len(requests) == 10 and not [each for each in requests if each["error"]]


def test_also_while_others_use_up_the_rate_and_a_tenth_of_all_answers_is_lost(lab: LabClient) -> None:
    arns = thousand(lab)
    lab.settings(rates={"ListBackups": 2})
    lab.fault("ListBackups", "cut", when="after", times=0, chance=0.1)
    found = find(lab, sleep=lambda seconds: machine.sleep(seconds / 4))
    assert [each["backup_arn"] for each in found] == arns
    assert [each for each in lab.requests("ListBackups") if each["error"] == "ThrottlingException"]


def test_throttling_for_long_is_waited_out(history: LabClient) -> None:
    history.fault("ListBackups", "error", code="ThrottlingException", message="Rate exceeded", times=12)
    assert len(find(history, sleep=lambda seconds: None)) == 3 and len(history.requests("ListBackups")) == 13


@pytest.mark.parametrize("options, call", [({}, "ListBackups"), ({"describe": True}, "DescribeBackup")])
def test_past_the_timeout_it_ends(lab: LabClient, options: dict[str, t.Any], call: str) -> None:
    thousand(lab)
    lab.fault(call, "delay", seconds=0.5, times=0)
    with pytest.raises(errors.Timeout, match="The timeout of 2 s expired before all .*backups .* in region us-east-1"):
        perform(task_at(lab, 2), dynamodb_backup_info, find_backups, **options)
    # All would be 10 and 1,000. A busy machine asks for fewer yet.
    assert len(lab.requests(call)) <= 5


def test_no_connection_for_all_tables() -> None:
    with pytest.raises(errors.NotSent, match="for ListBackups on all tables"):
        find(LabClient("http://127.0.0.1:9"), sleep=lambda seconds: None)


@pytest.mark.parametrize(
    "arguments, text",
    [
        ({"table_name": "no/slash"}, "table_name must contain only"),
        ({"backup_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders"}, "backup_arn is not the ARN of a DynamoDB backup"),
        ({"backup_arn": "arn:aws:backup:us-east-1:123456789012:recovery-point:1"}, "recovery point of AWS Backup"),
        ({"backup_arn": "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"}, "names region eu-west-1"),
        ({"table_name": "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"}, "names region eu-west-1"),
        ({"created_after": "yesterday"}, "created_after must be an ISO 8601 date or time"),
        ({"created_after": "2026-11-22", "created_before": "2026-11-21"}, "must be earlier than created_before"),
        ({"created_after": "1d", "created_before": "2d"}, "must be earlier than created_before"),
        ({"created_after": "3x"}, "created_after must be a whole number with one of the units"),
        ({"table_name": "orders", "table_names": ["carts"]}, "Give at most one of table_name, table_names"),
        ({"table_tags": {}}, "table_tags must not be empty"),
        ({"backup_type": "mine"}, "value of backup_type must be one of"),
        ({"backup_arn": "x", "table_name": "orders"}, "mutually exclusive"),
        ({"timeout": 1}, "timeout must be at least 60 seconds"),
        ({"region": "nowhere"}, "the region's format is incorrect"),
    ],
)
def test_bad_input_is_refused_before_the_first_call(lab: LabClient, in_module: t.Any, arguments: dict[str, t.Any], text: str) -> None:
    result = in_module(dynamodb_backup_info, **arguments)
    assert result["failed"] and text in result["msg"]
    assert lab.requests() == []


def test_a_refusal_names_what_is_needed(history: LabClient, here: ModulesHere) -> None:
    history.settings(allowed=["dynamodb:DescribeTable"])
    run = here.adhoc(MODULE)
    assert run.code != 0 and run.result["error"]["code"] == "AccessDeniedException", run.output
    assert "ListBackups on all tables in region us-east-1 was refused" in run.msg
    assert "Permissions needed: dynamodb:ListBackups; also dynamodb:DescribeBackup for backup_arn and describe;" in run.msg
