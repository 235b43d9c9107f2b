# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``make verify-aws`` says and writes: costs, the policy, who has answered, and texts without anything of the account."""

from __future__ import annotations

import datetime
import json
import pathlib
import re

import pytest
from verify import cost, policy, recordings
from verify.account import why_stand_in
from verify.claims import CLAIMS
from verify.cost import Made
from verify.scrub import Scrubber

ACCOUNT, PREFIX = "998877665544", "dynaops-verify-0a1b2c3d"
UUID = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"


# Costs


def test_the_quick_part_costs_less_than_five_cents_and_the_slow_one_less_than_ten() -> None:
    quick = sum(
        (made for name, made in cost.TARGETS.items() if name not in cost.SLOW_TARGETS), sum((each.makes for each in CLAIMS if not each.slow), cost.NOTHING)
    )
    everything = sum(cost.TARGETS.values(), sum((each.makes for each in CLAIMS), cost.NOTHING))
    assert 0 < sum(line.usd for line in cost.lines(quick)) < 0.05
    assert sum(line.usd for line in cost.lines(everything)) < 0.10


def test_what_is_paid_by_time_is_counted_by_time() -> None:
    [hour] = cost.lines(Made(rules=6, minutes=60))
    assert hour.usd == pytest.approx(6 * 0.5 / 730) and hour.usd_a_month == 3
    [writes] = cost.lines(Made(writes=1_000_000, minutes=60))
    assert (writes.usd, writes.usd_a_month) == (0.625, 0)


def test_no_amount_is_rounded_down() -> None:
    assert [cost.dollars(usd) for usd in (0.01, 0.0100001, 1.999)] == ["0.01 USD", "0.02 USD", "2.00 USD"]


def test_a_price_is_written_out() -> None:
    assert [cost.amount(usd) for usd in (0.625e-6, 0.1, 0.125, 3)] == ["0.000000625", "0.10", "0.125", "3.00"]


def test_every_price_is_shown_with_its_day() -> None:
    shown = "\n".join(cost.text(Made(1, 1, 1, 1, 1, 1, 1)))
    for price in cost.PRICES.values():
        assert price.source and (price.day == cost.NOT_DATED or datetime.date.fromisoformat(price.day) <= datetime.date.today())
        assert f"{cost.amount(price.usd)} USD for a {price.unit}, {price.day}" in shown


def test_every_target_has_its_cost() -> None:
    assert set(cost.TARGETS) == {folder.parent.name for folder in policy.TARGETS.glob("*/aliases")}
    assert set(cost.SLOW_TARGETS) <= set(cost.TARGETS)
    # What restores, and what makes replicas, takes long.
    assert {name for name in cost.TARGETS if {"restore_backup", "restore_backups"} & policy.modules_of(policy.TARGETS / name)} == set(cost.SLOW_TARGETS)


# The policy


def test_the_policy_is_that_of_the_modules_for_names_of_this_tool_alone() -> None:
    document = policy.document(ACCOUNT, "aws-cn", ["dynamodb_delete_backup"])
    [tables, everywhere] = document["Statement"]
    assert all(resource.startswith(f"arn:aws-cn:dynamodb:*:{ACCOUNT}:table/dynaops-verify-*") for resource in tables["Resource"])
    assert "dynamodb:DeleteBackup" in tables["Action"] and "dynamodb:Scan" not in tables["Action"]
    assert {"dynamodb:UpdateItem", "dynamodb:Scan"} <= policy.actions(["dynamodb_put_item", "dynamodb_table_count_info"], False)
    assert everywhere == {"Effect": "Allow", "Action": ["dynamodb:ListBackups", "dynamodb:ListTables"], "Resource": "*"}


def test_only_the_target_with_a_replica_needs_its_permissions() -> None:
    quick, slow = (json.dumps(policy.document(ACCOUNT, "aws", targets, True)) for targets in (["dynamodb_restore_backup"], list(cost.TARGETS)))
    assert "CreateTableReplica" in slow and "iam:CreateServiceLinkedRole" in slow and "CreateTableReplica" not in quick and "iam:" not in quick
    assert "dynamodb:BatchWriteItem" in quick


def test_the_policy_has_what_the_script_of_the_targets_calls() -> None:
    script = (policy.TARGETS / "setup_dynamodb_table/files/table.py").read_text()
    called = {"".join(map(str.capitalize, name.split("_"))) for name in re.findall(r"CLIENT\.(?!get_waiter|exceptions)(\w+)", script)}
    assert {"CreateTable", "PutItem", "DeleteBackup"} <= called
    assert {f"dynamodb:{name}" for name in called} <= policy.actions(["dynamodb_create_backup"], False)


# Who has answered


@pytest.mark.parametrize(
    "endpoint, account, known",
    [
        ("https://dynamodb.us-east-1.amazonaws.com", ACCOUNT, True),
        (f"https://{ACCOUNT}.ddb.eu-west-1.amazonaws.com", ACCOUNT, True),
        ("https://dynamodb.cn-north-1.amazonaws.com.cn", ACCOUNT, True),
        ("https://dynamodb.us-east-1.api.aws", ACCOUNT, True),
        ("http://127.0.0.1:4566", ACCOUNT, False),
        ("https://dynamodb.us-east-1.amazonaws.com.example.org", ACCOUNT, False),
        ("https://amazonaws.com", ACCOUNT, False),
        ("https://dynamodb.us-east-1.amazonaws.com", "123456789012", False),
    ],
)
def test_only_aws_is_taken_for_aws(endpoint: str, account: str, known: bool) -> None:
    assert (why_stand_in(endpoint, account) == "") == known


# Texts without anything of the account


def test_nothing_of_the_account_is_left_and_the_same_stays_the_same() -> None:
    secrets = ["wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "token-of-a-session"]
    scrubber = Scrubber(ACCOUNT, PREFIX, secrets)
    arn = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{PREFIX}-orders"
    text = scrubber.text(
        f"{arn} {UUID} {UUID.upper()} AKIA1234567890ABCDEF {secrets} {'Q' * 52} arn:aws:iam::112233445566:role/deep/path/admin https://{ACCOUNT}.ddb.us-east-1.amazonaws.com"
    )
    for private in (ACCOUNT, PREFIX, UUID, UUID.upper(), "AKIA", *secrets, "Q" * 52, "112233445566", "admin", "deep"):
        assert private not in text
    assert text.startswith("arn:aws:dynamodb:us-east-1:123456789012:table/verify-orders")
    assert text.count("00000000-0000-4000-8000-000000000001") == 2
    assert scrubber.text(f"{UUID} {arn}") == "00000000-0000-4000-8000-000000000001 arn:aws:dynamodb:us-east-1:123456789012:table/verify-orders"
    other = scrubber.text("0" * 8 + "-7dec-11d0-a765-00a0c91e6bf6")
    assert other == "00000000-0000-4000-8000-000000000002"


def test_times_sizes_and_backup_ids_are_kept() -> None:
    text = '{"BackupCreationDateTime":1.795716449028E9,"BackupSizeBytes":998877,"id":"/backup/01795716449028-8edebcc8"}'
    assert Scrubber(ACCOUNT, PREFIX).text(text) == text


# Recordings


def entry(answer: object, status: int = 200, operation: str = "DescribeBackup") -> dict[str, object]:
    """A request and its answer."""
    return {
        "at": 1.0,
        "seconds": 0.1,
        "operation": operation,
        "host": "h",
        "request": "{}",
        "status": status,
        "headers": {},
        "answer": json.dumps(answer),
        "error": None,
    }


def test_a_kind_of_answer_has_one_file_whose_name_is_that_of_every_run(tmp_path: pathlib.Path) -> None:
    available = {"BackupDescription": {"BackupDetails": {"BackupStatus": "AVAILABLE", "BackupSizeBytes": 1}}}
    creating = {"BackupDescription": {"BackupDetails": {"BackupStatus": "CREATING", "BackupSizeBytes": 0}}}
    later = {"BackupDescription": {"BackupDetails": {"BackupSizeBytes": 2, "BackupStatus": "AVAILABLE"}}}
    refused = {"__type": "com.amazonaws.dynamodb.v20120810#BackupInUseException", "message": "in use: one"}
    first = recordings.kinds([entry(available), entry(creating), entry(refused, 400), entry({**refused, "message": "in use: two"}, 400)])
    second = recordings.kinds([entry(refused, 400), entry(creating), entry(later)])
    assert list(first) == list(second) and len(first) == 3
    assert sum(path.startswith("DescribeBackup/200-") for path in first) == 2 and any("/BackupInUseException-" in path for path in first)
    assert recordings.write(first.values(), tmp_path, {"answered_by": "AWS"}) == 3
    [file] = tmp_path.glob("DescribeBackup/BackupInUseException-*.json")
    assert json.loads(file.read_text())["answer"]["message"] == "in use: one"


def test_an_answer_that_did_not_come_is_a_kind_as_well() -> None:
    [path] = recordings.kinds([{**entry(None), "answer": None, "status": None, "error": "ReadTimeoutError"}])
    assert path.startswith("DescribeBackup/ReadTimeoutError-")
