# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""R2: the backup's name, and that of the table: refused before any request, or sent as they are."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

PATTERN = "alphanumeric characters, hyphens, underscores, and periods"
# Each kind of mistake once, through Ansible; the unit tests have many more.
ILLEGAL = ["trailing\n", "two words", "säft", "slash/ed"]


def refused(lab: LabClient, results: list[dict]) -> list[str]:
    """The messages of tasks that were all refused before any request."""
    assert lab.operations() == []
    assert all(result["failed"] and result["error"]["code"] == "InvalidArgument" for result in results)
    assert all("Traceback" not in str(result) and "\n" not in result["msg"] and len(result["msg"]) < 500 for result in results)
    assert all(result["msg"].isascii() and "\x00" not in result["msg"] for result in results)
    return [result["msg"] for result in results]


def refused_by_module(lab: LabClient, in_module: t.Any, many: t.Iterable[dict[str, t.Any]]) -> list[str]:
    """The messages for these arguments, less Ansible."""
    return refused(lab, [in_module(dynamodb_create_backup, **arguments) for arguments in many])


def test_r2_1_backup_name_is_required(orders: LabClient, here: ModulesHere) -> None:
    run = here.task(backup_name=...)
    assert run.code != 0 and "missing required arguments: backup_name" in run.msg
    assert orders.operations() == []


def test_r2_1_an_empty_name_counts_as_missing(orders: LabClient, ansible: AnsibleRuns) -> None:
    empty = [{"table_name": "orders", "backup_name": ""}, {"table_name": "", "backup_name": "abc"}]
    messages = refused(orders, ansible.tasks(empty))
    assert "backup_name is required and cannot be empty" in messages[0]
    assert "table_name is required and cannot be empty" in messages[1]


def test_r2_2_refuses_characters_outside_the_pattern(orders: LabClient, in_module: t.Any) -> None:
    messages = refused_by_module(orders, in_module, [{"table_name": "orders", "backup_name": name} for name in ILLEGAL])
    for name, message in zip(ILLEGAL, messages):
        assert f"backup_name must contain only {PATTERN}" in message and "[a-zA-Z0-9_.-]+" in message
        assert ascii(name) in message


def test_r2_2_refuses_a_nul(orders: LabClient, ansible: AnsibleRuns) -> None:
    nul = "nul\x00nul"
    messages = refused(orders, ansible.tasks([{"table_name": "orders", "backup_name": nul}, {"table_name": nul, "backup_name": "abc"}]))
    assert "backup_name must not contain a NUL character" in messages[0] and "table_name must not contain a NUL character" in messages[1]


def test_r2_3_refuses_fewer_than_3_characters(orders: LabClient, in_module: t.Any) -> None:
    messages = refused_by_module(orders, in_module, [{"table_name": "orders", "backup_name": name} for name in ("a", "ab")])
    assert "backup_name must be at least 3 characters (got 1)" in messages[0]
    assert "backup_name must be at least 3 characters (got 2)" in messages[1]


def test_r2_4_refuses_more_than_255_characters(orders: LabClient, in_module: t.Any) -> None:
    messages = refused_by_module(orders, in_module, [{"table_name": "orders", "backup_name": "x" * length} for length in (256, 10_000)])
    assert "backup_name must be 255 characters or less (got 256)" in messages[0]
    assert "backup_name must be 255 characters or less (got 10000)" in messages[1]


@pytest.mark.parametrize("name", ["abc", "A.b_c-9", "x" * 255, "...", "2026-11-21"])
def test_r2_5_sends_exactly_the_validated_name(orders: LabClient, name: str) -> None:
    result = back_up(orders, name=name).as_result()
    assert [entry["body"]["BackupName"] for entry in orders.requests("CreateBackup")] == [name]
    assert result["backup"]["backup_name"] == name


def test_table_names_that_cannot_be_are_refused(orders: LabClient, in_module: t.Any) -> None:
    names = ["or", "x" * 256, "x" * 10_000, *ILLEGAL]
    messages = refused_by_module(orders, in_module, [{"table_name": name, "backup_name": "abc"} for name in names])
    assert all("table_name" in message for message in messages)
    assert "at least 3 characters (got 2)" in messages[0] and "255 characters or less (got 10000)" in messages[2]


def test_table_arns_that_cannot_be_are_refused(orders: LabClient, in_module: t.Any) -> None:
    good = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
    arns = [
        good + "\n",
        good + "/index/by-day",
        good.replace("dynamodb", "s3"),
        good.replace("123456789012", "12345"),
        good.replace("us-east-1", "nowhere"),
        good[:-4],
        "arn:" + "x" * 10_000,
    ]
    messages = refused_by_module(orders, in_module, [{"table_name": arn, "backup_name": "abc"} for arn in arns])
    assert all("ARN" in message for message in messages)
