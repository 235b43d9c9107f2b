# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables made and looked at by boto3."""

from __future__ import annotations

import typing as t

from botocore.exceptions import ClientError

GLOBAL_INDEX = "by-customer"
LOCAL_INDEX = "by-total"
ITEMS = 30


def item(number: int) -> dict[str, t.Any]:
    """An item with every kind of value that DynamoDB has."""
    return {
        "id": {"S": f"order-{number:04d}"},
        "placed": {"N": str(1700000000 + number)},
        "customer": {"S": f"customer-{number % 4}"},
        "total": {"N": f"{number}.25"},
        "label": {"B": bytes([number % 256, 0, 255])},
        "paid": {"BOOL": number % 2 == 0},
        "note": {"NULL": True},
        "tags": {"SS": ["a", "b"]},
        "sizes": {"NS": ["1", "2.5"]},
        "keys": {"BS": [b"\x00", b"\x01"]},
        "lines": {"L": [{"M": {"name": {"S": "Gr\u00fc\u00dfe"}, "count": {"N": "2"}}}, {"L": []}]},
    }


class Tables:
    """The tables of an emulator; ``client`` is a plain boto3 client."""

    def __init__(self, client: t.Any) -> None:
        self.client = client

    def make(self, name: str, items: int = ITEMS, **changes: t.Any) -> None:
        """A table with provisioned throughput, two keys, two indexes and some items; ``changes`` are other members of CreateTable."""
        throughput = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6}
        everything: dict[str, t.Any] = {"ProjectionType": "ALL"}
        members = {
            "ProvisionedThroughput": throughput,
            "KeySchema": _keys("id", "placed"),
            "AttributeDefinitions": [
                {"AttributeName": attribute, "AttributeType": kind} for attribute, kind in (("id", "S"), ("placed", "N"), ("customer", "S"), ("total", "N"))
            ],
            "GlobalSecondaryIndexes": [
                {"IndexName": GLOBAL_INDEX, "KeySchema": _keys("customer"), "Projection": everything, "ProvisionedThroughput": throughput}
            ],
            "LocalSecondaryIndexes": [{"IndexName": LOCAL_INDEX, "KeySchema": _keys("id", "total"), "Projection": everything}],
            **changes,
        }
        self.client.create_table(TableName=name, **members)
        self.add(name, [item(number) for number in range(items)])

    def make_simple(self, name: str) -> None:
        """An empty table with one key, on demand."""
        self.client.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=_keys("id"), AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}]
        )

    def add(self, name: str, items: t.Sequence[dict[str, t.Any]]) -> None:
        """More items."""
        for start in range(0, len(items), 25):
            self.client.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": each}} for each in items[start : start + 25]]})

    def items(self, name: str, **query: t.Any) -> list[dict[str, t.Any]]:
        """All items, by their keys; with ``query``, what that finds in an index."""
        found = self.client.query(TableName=name, **query) if query else self.client.scan(TableName=name, ConsistentRead=True)
        return sorted(found["Items"], key=lambda each: str(each["id"]["S"]))

    def describe(self, name: str) -> dict[str, t.Any]:
        """What DescribeTable says; empty when there is no such table."""
        try:
            return dict(self.client.describe_table(TableName=name)["Table"])
        except ClientError as error:
            assert error.response["Error"]["Code"] == "ResourceNotFoundException", error
            return {}

    def tags(self, name: str) -> dict[str, str]:
        """The table's tags."""
        answer = self.client.list_tags_of_resource(ResourceArn=self.describe(name)["TableArn"])
        return {each["Key"]: each["Value"] for each in answer["Tags"]}

    def back_up(self, name: str, *backup_names: str) -> list[str]:
        """Backups of these names, one after the other; their ARNs."""
        return [self.client.create_backup(TableName=name, BackupName=each)["BackupDetails"]["BackupArn"] for each in backup_names]

    def backups(self, name: str) -> list[str]:
        """The names of a table's backups, oldest first."""
        return [each["BackupName"] for each in self.client.list_backups(TableName=name)["BackupSummaries"]]


def _keys(partition: str, sort: str = "") -> list[dict[str, str]]:
    parts = [(partition, "HASH"), *([(sort, "RANGE")] if sort else [])]
    return [{"AttributeName": name, "KeyType": kind} for name, kind in parts]
