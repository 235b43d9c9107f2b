# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the table is, and whether it may be backed up. DescribeTable alone tells the truth about a table's status."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.dynaops.dynamodb.plugins.module_utils import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils.calls import Task, read
from ansible_collections.dynaops.dynamodb.plugins.module_utils.clock import poll_pause
from ansible_collections.dynaops.dynamodb.plugins.module_utils.names import TableRef

ACTIVE = "ACTIVE"
PASSING = {"CREATING": "it is still being created", "UPDATING": "it is being updated"}


@dataclass(frozen=True)
class SourceTable:
    """A table as DescribeTable showed it. Size (bytes) and item count are refreshed by AWS about every six hours."""

    name: str
    arn: t.Optional[str]
    id: t.Optional[str]
    status: str
    size_bytes: t.Optional[int]
    item_count: t.Optional[int]
    trouble: str = ""

    def as_result(self) -> t.Dict[str, t.Any]:
        """The facts for a task's result."""
        return {"name": self.name, "arn": self.arn, "id": self.id, "size_bytes": self.size_bytes, "item_count": self.item_count}


def subject(task: Task, table: TableRef, call: str, backup: t.Optional[str] = None) -> errors.Subject:
    """What an error about a call on this table has to name."""
    return errors.Subject(call=call, table=table.name, region=task.region, account=table.account, backup=backup)


def describe(task: Task, table: TableRef) -> SourceTable:
    """Asks AWS what the table is. Raises TableNotFound when there is none in the region, and what calls.read raises."""
    answer = read(task, subject(task, table, "DescribeTable"), "Table", TableName=table.given)
    found = answer["Table"]
    return SourceTable(
        name=found.get("TableName", table.name),
        arn=found.get("TableArn"),
        id=found.get("TableId"),
        status=found.get("TableStatus", "UNKNOWN"),
        size_bytes=found.get("TableSizeBytes"),
        item_count=found.get("ItemCount"),
        trouble=_trouble(found),
    )


def check_ready(task: Task, table: TableRef, found: SourceTable) -> None:
    """Raises TableBusy when the table's status passes by itself, TableNotReady when it does not; nothing when it is ACTIVE."""
    if found.status == ACTIVE:
        return
    where = subject(task, table, "DescribeTable").place()
    start = f"DynamoDB table {table.name} in {where} is not in a valid state for a backup: its status is {found.status}"
    if found.status in PASSING:
        raise errors.TableBusy(f"{start}, {PASSING[found.status]}.", advice="Run the task again when the table is ACTIVE, or set when_busy=wait.")
    raise errors.TableNotReady(f"{start}{found.trouble}.", advice="A backup can be made of an ACTIVE table only.")


def wait_ready(task: Task, table: TableRef, found: SourceTable) -> SourceTable:
    """Looks again until the table is ACTIVE, and returns it as it is then.

    Raises TableBusy at the deadline, TableNotReady when it takes a status that does not pass.
    """
    began = task.deadline.elapsed()
    while True:
        try:
            check_ready(task, table, found)
            return found
        except errors.TableBusy:
            if task.deadline.passed():
                raise
        task.progress.status = f"Waiting for table {table.name} to become ACTIVE: status {found.status}"
        task.deadline.sleep(poll_pause(task.deadline.elapsed() - began))
        found = describe(task, table)


def _trouble(found: t.Mapping[str, t.Any]) -> str:
    """What DescribeTable adds for people about a status that does not pass."""
    encryption = found.get("SSEDescription", {})
    if found.get("TableStatus") == "INACCESSIBLE_ENCRYPTION_CREDENTIALS":
        since = encryption.get("InaccessibleEncryptionDateTime")
        return f" (KMS key {encryption.get('KMSMasterKeyArn', 'not named')}, not accessible since {since.isoformat() if since else 'an unknown time'})"
    archived = found.get("ArchivalSummary", {}).get("ArchivalBackupArn")
    return f" (its data is in the archival backup {archived})" if archived else ""
