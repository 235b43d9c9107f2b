# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test asks of DynamoDB itself: each request once, and what it is answered with, or the error."""

from __future__ import annotations

import json
import time
import typing as t
import urllib.request

from ansible_collections.dynaops.dynamodb.tests.lab import models
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

UNITS = {"ReadCapacityUnits": 3, "WriteCapacityUnits": 2}
BY_DAY = {"IndexName": "by-day", "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
BY_TOTAL = {
    "IndexName": "by-total",
    "Projection": {"ProjectionType": "KEYS_ONLY"},
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "total", "KeyType": "RANGE"}],
}
# What the lab and moto read of a signature.
_SCOPE = f"Credential={ACCESS_KEY}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"


def client_of(lab: LabClient, region: str = "us-east-1") -> t.Any:
    """A plain boto3 client that sends each request once."""
    session = models.session(ACCESS_KEY, SECRET_KEY, region_name=region)
    return session.client("dynamodb", endpoint_url=lab.url, config=Config(retries={"total_max_attempts": 1}))


def make_rich_table(client: t.Any, **more: t.Any) -> None:
    """A table ``rich`` with two indexes and provisioned throughput."""
    attributes = [{"AttributeName": name, "AttributeType": kind} for name, kind in (("id", "S"), ("range", "S"), ("day", "S"), ("total", "N"))]
    client.create_table(
        TableName="rich",
        AttributeDefinitions=attributes,
        ProvisionedThroughput=UNITS,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "range", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[{**BY_DAY, "ProvisionedThroughput": UNITS}],
        LocalSecondaryIndexes=[BY_TOTAL],
        **more,
    )


def back_up(client: t.Any, table: str = "orders") -> str:
    """The ARN of a new backup."""
    return client.create_backup(TableName=table, BackupName="first")["BackupDetails"]["BackupArn"]


def restore(client: t.Any, arn: str, target: str = "copy", **more: t.Any) -> dict[str, t.Any]:
    """The answer to RestoreTableFromBackup."""
    return client.restore_table_from_backup(BackupArn=arn, TargetTableName=target, **more)["TableDescription"]


def described(client: t.Any, name: str = "copy") -> dict[str, t.Any]:
    """The table."""
    return client.describe_table(TableName=name)["Table"]


def when_active(client: t.Any, name: str = "copy") -> dict[str, t.Any]:
    """The first description of the table as ACTIVE."""
    ends = time.monotonic() + 10
    while (table := described(client, name))["TableStatus"] != "ACTIVE":
        if time.monotonic() > ends:
            raise TimeoutError(f"{name} is still {table['TableStatus']}")
        time.sleep(0.01)
    return table


def said(request: t.Callable[..., t.Any], *given: t.Any, **asked: t.Any) -> str:
    """The error that a request is answered with, code and message; empty when it is carried out."""
    try:
        request(*given, **asked)
    except ClientError as error:
        return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
    return ""


def struck(client: t.Any, count: int) -> list[int]:
    """Which of so many requests for the table ``orders`` are not answered."""
    return [number for number in range(count) if not _answered(client)]


def _answered(client: t.Any) -> bool:
    try:
        return bool(described(client, "orders"))
    except ConnectionClosedError:
        return False


def raw(lab: LabClient, operation: str, body: dict[str, t.Any]) -> t.Any:
    """The open HTTP answer to a request, before anything has read or checked it."""
    headers = {"X-Amz-Target": f"DynamoDB_20120810.{operation}", "Content-Type": "application/x-amz-json-1.0", "Authorization": f"AWS4-HMAC-SHA256 {_SCOPE}"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(urllib.request.Request(lab.url, data=json.dumps(body).encode(), headers=headers), timeout=30)
