# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the table of this target (C(create NAME)), or removes it with all of its backups (C(delete NAME))."""

from __future__ import annotations

import os
import sys
import time

# An empty one is not a missing one to boto3.
for variable in ("AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
    if not os.environ.get(variable):
        os.environ.pop(variable, None)

import boto3  # noqa: E402

CLIENT = boto3.client("dynamodb")


def create(name: str) -> None:
    """A table with one key and three items, ready for backups."""
    CLIENT.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    CLIENT.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 2})
    for number in range(3):
        CLIENT.put_item(TableName=name, Item={"id": {"S": str(number)}})


def delete(name: str) -> None:
    """No table and no backup of it is left. AWS deletes a backup only once it is AVAILABLE."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        backups = CLIENT.list_backups(TableName=name, BackupType="USER")["BackupSummaries"]
        if not backups:
            break
        for backup in backups:
            if backup["BackupStatus"] == "AVAILABLE":
                CLIENT.delete_backup(BackupArn=backup["BackupArn"])
        time.sleep(1)
    try:
        CLIENT.delete_table(TableName=name)
    except CLIENT.exceptions.ResourceNotFoundException:
        pass


if __name__ == "__main__":
    {"create": create, "delete": delete}[sys.argv[1]](sys.argv[2])
