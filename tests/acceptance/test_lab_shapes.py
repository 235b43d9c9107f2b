# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check that every test with the lab makes at its end: the lab's answers have the form of AWS's own API model; so must its requests."""

from __future__ import annotations

import copy
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.lab import forms, wire
from ansible_collections.dynaops.dynamodb.tests.lab.asking import back_up, client_of
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer
from ansible_collections.dynaops.dynamodb.tests.lab.shapes import Shapes

DESCRIPTION = {
    "BackupDetails": {
        "BackupArn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01516149542009-0bbfb894",
        "BackupName": "first",
        "BackupStatus": "AVAILABLE",
        "BackupType": "USER",
        "BackupCreationDateTime": 1516149542.009,
        "BackupSizeBytes": 0,
    },
    "SourceTableDetails": {
        "TableName": "orders",
        "TableId": "d4f0100b-96ea-4429-8cf4-53cce61719dd",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "TableCreationDateTime": 1516149542,
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    },
}


def misfits(operation: str, content: object, status: int = 200) -> list[str]:
    """What is wrong with this answer."""
    return Shapes().misfits(operation, wire.answer(content, status))


def changed(path: str, value: t.Any) -> dict[str, t.Any]:
    """The description with another value at a place; ``...`` takes it away."""
    content: t.Any = {"BackupDescription": copy.deepcopy(DESCRIPTION)}
    *way, last = path.split(".")
    place = content
    for name in way:
        place = place[int(name) if name.isdigit() else name]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return t.cast("dict[str, t.Any]", content)


def test_a_true_answer_has_no_flaw() -> None:
    assert misfits("DescribeBackup", {"BackupDescription": DESCRIPTION}) == []


@pytest.mark.parametrize(
    "path, value, found",
    [
        ("BackupDescription.BackupDetails.BackupName", ..., "DescribeBackup: .BackupDescription.BackupDetails.BackupName is missing"),
        ("BackupDescription.BackupDetails.Colour", "red", "DescribeBackup: .BackupDescription.BackupDetails.Colour is not known to AWS"),
        ("BackupDescription.BackupDetails.BackupStatus", "DONE", "is 'DONE', none of CREATING, DELETED, AVAILABLE"),
        ("BackupDescription.BackupDetails.BackupSizeBytes", "0", "is '0', not of the type long"),
        ("BackupDescription.BackupDetails.BackupSizeBytes", True, "is True, not of the type long"),
        ("BackupDescription.BackupDetails.BackupCreationDateTime", "2018-01-17", "not of the type timestamp"),
        ("BackupDescription.BackupDetails.BackupName", None, "is None, not of the type string"),
        ("BackupDescription.SourceTableDetails.KeySchema", {}, "is {}, not a list"),
        ("BackupDescription.SourceTableDetails.KeySchema.0.KeyType", "SORT", ".KeySchema[0].KeyType is 'SORT', none of HASH, RANGE"),
        ("BackupDescription.SourceTableDetails", [], "is [], not a structure"),
    ],
)
def test_a_flaw_is_found_wherever_it_is(path: str, value: t.Any, found: str) -> None:
    (flaw,) = misfits("DescribeBackup", changed(path, value))
    assert found in flaw


def test_an_item_has_types_too() -> None:
    assert misfits("GetItem", {"Item": {"id": {"S": "a"}, "data": {"B": "kA=="}, "list": {"L": [{"N": "1"}]}}}) == []
    assert len(misfits("GetItem", {"Item": {"id": {"S": 1}, "data": {"B": "?"}, "list": {"L": [{"X": "1"}]}}})) == 3


@pytest.mark.parametrize(
    "operation, code, fits",
    [
        ("CreateBackup", "TableNotFoundException", True),
        ("CreateBackup", "ValidationException", True),
        ("CreateBackup", "ThrottlingException", True),
        ("CreateBackup", "ResourceNotFoundException", False),
        ("DescribeTable", "TableNotFoundException", False),
        ("DescribeTable", "NoSuchThing", False),
    ],
)
def test_an_error_is_one_that_the_operation_has(operation: str, code: str, fits: bool) -> None:
    assert (misfits(operation, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": ""}, 400) == []) is fits


def test_a_checked_lab_tells_of_its_own_answers_and_of_none_that_a_test_scripts() -> None:
    with LabServer(checked=True) as server:
        lab = LabClient(server.url, server.app.control.answer)
        lab.make_table()
        # A scripted error, a damaged answer and a status that is forced are the test's.
        lab.fault("DescribeTable", "error", code="NoSuchThing")
        lab.fault("DescribeBackup", "no_details")
        lab.table("orders", "SOMETHING_NEW")
        client = client_of(lab)
        with pytest.raises(client.exceptions.ClientError):
            client.describe_table(TableName="orders")
        client.describe_table(TableName="orders")
        arn = back_up(client)
        client.describe_backup(BackupArn=arn)
        assert lab.misfits() == []
        lab.table("orders", "ACTIVE", extra={"Colour": "red"})
        client.describe_table(TableName="orders")
        # What was found outlives a reset, and is told once.
        lab.reset()
        assert lab.misfits() == ["DescribeTable: .Table.Colour is not known to AWS"] and lab.misfits() == []


@pytest.mark.parametrize(
    "operation, body, said",
    [
        ("CreateBackup", {"TableName": "orders"}, "ValidationException: 1 validation error detected: Value null at 'backupName' failed to satisfy constraint"),
        ("CreateBackup", {"TableName": "orders", "BackupName": "a"}, "Member must have length greater than or equal to 3"),
        ("CreateBackup", {"TableName": "", "BackupName": "a b c"}, "2 validation errors detected: "),
        ("ListBackups", {"Limit": 101}, "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100"),
        ("ListBackups", {"Limit": "5"}, "SerializationException: str at 'limit' cannot be converted to integer"),
        ("TagResource", {"ResourceArn": "arn:aws:a", "Tags": [{"Key": "a"}]}, "Value null at 'tags.1.member.value'"),
        ("Nonsense", {}, "UnknownOperationException: "),
    ],
)
def test_a_request_that_does_not_fit_is_refused(operation: str, body: dict[str, t.Any], said: str) -> None:
    with pytest.raises(wire.AwsError) as refused:
        forms.check(operation, body)
    assert said in str(refused.value)


def test_a_request_that_fits_is_let_through() -> None:
    forms.check("CreateBackup", {"TableName": "orders", "BackupName": "a.b-c_1", "Later": None})
