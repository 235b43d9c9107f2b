# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the table of a target (``create NAME``), or removes tables with all of their backups (``delete NAME...``)."""

from __future__ import annotations

import contextlib
import os
import sys
import time

# An empty one is not a missing one to boto3.
for variable in ("AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
    if not os.environ.get(variable):
        os.environ.pop(variable, None)

import boto3  # noqa: E402

CLIENT = boto3.client("dynamodb")

# A restore takes minutes, and neither its table nor its backup can be deleted before its end.
LONGEST = 1800


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


def delete(*names: str) -> None:
    """No table of these names and no backup of one is left."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        left = [remains(name) for remains in (_table_left, _backups_left) for name in names]
        if not any(left):
            return
        time.sleep(1)
    raise SystemExit(f"Not all is gone after {LONGEST} s: look for tables and backups of {', '.join(names)}.")


def _table_left(name: str) -> bool:
    """Whether the table is still there; asks for its deletion."""
    try:
        CLIENT.delete_table(TableName=name)
    except CLIENT.exceptions.ResourceNotFoundException:
        return False
    except CLIENT.exceptions.ResourceInUseException:
        pass
    return True


def _backups_left(name: str) -> bool:
    """Whether backups of the table are still there; deletes those that AWS lets go."""
    backups = CLIENT.list_backups(TableName=name, BackupType="USER")["BackupSummaries"]
    for backup in backups:
        with contextlib.suppress(CLIENT.exceptions.BackupInUseException, CLIENT.exceptions.BackupNotFoundException):
            CLIENT.delete_backup(BackupArn=backup["BackupArn"])
    return bool(backups)


if __name__ == "__main__":
    {"create": create, "delete": delete}[sys.argv[1]](*sys.argv[2:])
