# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""include_kms_key: the state of the key that a table or a backup is encrypted with, and no failure where it cannot be read."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

BACKUPS, SETTINGS = "dynaops.dynamodb.dynamodb_backup_info", "dynaops.dynamodb.dynamodb_table_settings_info"
KEY = "arn:aws:kms:us-east-1:123456789012:key/0123abcd-0000-4000-8000-000000000001"


def encrypt(lab: LabClient, key: str = KEY, table: str = "orders") -> None:
    """Encrypts a table with a key of a user's."""
    lab.dynamodb().update_table(TableName=table, SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key})
    lab.settle()


@pytest.fixture(name="arn")
def encrypted_backup(orders: LabClient) -> str:
    """A backup of the table orders, which is encrypted with a key of a user's."""
    encrypt(orders)
    return str(back_up(orders).as_result()["backup_arn"])


def asked(lab: LabClient) -> list[str]:
    """The operations that KMS was asked for."""
    return [entry["operation"] for entry in lab.requests(service="kms")]


STATES: list[tuple[str, dict[str, t.Any]]] = [
    ("Enabled", {"key_state": "Enabled"}),
    ("Disabled", {"key_state": "Disabled"}),
    ("PendingDeletion", {"key_state": "PendingDeletion", "deletion_date": "2026-08-10T22:13:20+00:00"}),
    ("NotFound", {"key_state": "NotFound"}),
]


@pytest.mark.parametrize(("state", "told"), STATES)
def test_the_key_of_a_table_and_of_a_backup_is_described(orders: LabClient, arn: str, here: ModulesHere, state: str, told: dict[str, t.Any]) -> None:
    orders.kms_key(KEY, state)
    of_backup = here.adhoc(BACKUPS, backup_arn=arn, include_kms_key=True).result
    assert of_backup["latest"]["kms_key"] == of_backup["backups"][0]["kms_key"] == {"kms_master_key_arn": KEY, **told}
    of_table = here.adhoc(SETTINGS, table_name="orders", include_kms_key=True).result
    assert of_table["kms_key"] == {"kms_master_key_arn": KEY, **told} and of_table.get("warnings", []) == []


def test_kms_is_asked_only_when_it_is_wanted_and_once_for_each_key(orders: LabClient, arn: str, here: ModulesHere) -> None:
    back_up(orders, name="second")
    # ListBackups shows it after a moment.
    orders.settle()
    assert "kms_key" not in here.adhoc(BACKUPS, table_name="orders", describe=True).result["latest"]
    assert "kms_key" not in here.adhoc(SETTINGS, table_name="orders").result and asked(orders) == []
    both = here.adhoc(BACKUPS, table_name="orders", describe=True, include_kms_key=True).result["backups"]
    assert [each["kms_key"]["key_state"] for each in both] == ["Enabled", "Enabled"] and asked(orders) == ["DescribeKey"]
    refused = here.adhoc(BACKUPS, table_name="orders", include_kms_key=True)
    assert refused.code != 0 and "include_kms_key requires backup_arn or describe=true" in refused.msg


def test_aws_s_own_key_is_not_asked_for(orders: LabClient, here: ModulesHere) -> None:
    arn = back_up(orders).as_result()["backup_arn"]
    assert "kms_key" not in here.adhoc(BACKUPS, backup_arn=arn, include_kms_key=True).result["latest"]
    assert "kms_key" not in here.adhoc(SETTINGS, table_name="orders", include_kms_key=True).result and asked(orders) == []


FAULTS: list[tuple[dict[str, t.Any], str]] = [
    ({"kind": "error", "code": "AccessDeniedException", "message": "not authorized"}, "Permissions needed: kms:DescribeKey."),
    ({"kind": "cut", "times": 0}, "No usable response to DescribeKey on KMS key"),
    ({"kind": "garbage", "times": 0}, "DescribeKey on KMS key"),
    ({"kind": "no_details", "times": 0}, "the response has no KeyMetadata"),
]


@pytest.mark.parametrize(("fault", "why"), FAULTS, ids=lambda value: value.get("kind") if isinstance(value, dict) else "")
def test_a_key_that_cannot_be_read_is_a_warning(orders: LabClient, arn: str, here: ModulesHere, fault: dict[str, t.Any], why: str) -> None:
    orders.fault("DescribeKey", **fault)
    done = here.adhoc(BACKUPS, backup_arn=arn, include_kms_key=True)
    key = done.result["latest"]["kms_key"]
    assert done.code == 0 and set(key) == {"kms_master_key_arn", "not_read"} and why in key["not_read"], done.msg
    assert any(f"Whether KMS key {KEY} can be used was not checked." in line for line in done.result["progress"])


def test_a_key_of_another_account_is_a_warning(orders: LabClient, here: ModulesHere) -> None:
    # Its key policy decides who may describe it.
    encrypt(orders, KEY.replace("123456789012", "210987654321"))
    done = here.adhoc(SETTINGS, table_name="orders", include_kms_key=True)
    assert done.code == 0 and "not authorized to perform: kms:DescribeKey" in done.result["kms_key"]["not_read"], done.msg


def test_a_lost_answer_of_kms_is_asked_for_again(orders: LabClient, arn: str, here: ModulesHere) -> None:
    orders.fault("DescribeKey", "cut")
    orders.fault("DescribeKey", "error", code="ThrottlingException", message="Rate exceeded")
    done = here.adhoc(BACKUPS, backup_arn=arn, include_kms_key=True).result
    assert done["latest"]["kms_key"]["key_state"] == "Enabled" and len(asked(orders)) == 3
