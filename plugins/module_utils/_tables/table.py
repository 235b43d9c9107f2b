# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the table is, and whether it may be backed up. DescribeTable alone tells the truth about a table's status."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.calls import read, send
from .._aws.task import Task
from .._aws.waiting import Awaited, wait
from .._names import TableRef
from .._task.clock import poll_pause
from .._task.results import as_result, plain

ACTIVE = "ACTIVE"
CREATING = "CREATING"
DELETING = "DELETING"
# What the table is needed for, in the words of an error: what it is, and what helps when its status clears without action.
BACKUP = ("a backup", "Run the task again when the table is ACTIVE, or set when_busy=wait.")
SETTINGS = ("a change of its settings", "Run the task again when the table is ACTIVE, or set a longer timeout.")
READING = ("reading its settings", "Run the task again when the table is ACTIVE, or set a longer timeout.")
# What the details of a table always have, also where AWS leaves it out.
_INDEXES = ("global_secondary_indexes", "local_secondary_indexes", "vector_indexes")
_LATEST_STREAM = ("latest_stream_arn", "latest_stream_label")
# The class of a table for which no other was set (AWS API reference, CreateTable).
STANDARD = "STANDARD"
PASSING = {"CREATING": "it is still being created", "UPDATING": "it is being updated"}


@dataclass(frozen=True)
class Table:
    """A table as DescribeTable showed it. Size (bytes) and item count are refreshed by AWS about every six hours."""

    name: str
    arn: str | None
    id: str | None
    status: str
    size_bytes: int | None
    item_count: int | None
    trouble: str = ""
    created: datetime.datetime | None = None
    key_schema: t.Sequence[t.Mapping[str, str]] = ()
    # What the table is being restored from: a backup's ARN, or restore_point(). AWS shows it only until the table is ACTIVE.
    restoring_from: str | None = None
    billing_mode: str | None = None
    provisioned_throughput: t.Mapping[str, int] = field(default_factory=dict)
    on_demand_throughput: t.Mapping[str, int] = field(default_factory=dict)

    def as_result(self) -> dict[str, t.Any]:
        """The table for a task's result, under AWS's own names, the same wherever a table is described."""
        always = {
            "table_name": self.name,
            "table_arn": self.arn,
            "table_id": self.id,
            "table_size_bytes": self.size_bytes,
            "item_count": self.item_count,
            "key_schema": [as_result(each) for each in self.key_schema],
            "creation_date_time": plain(self.created),
        }
        sometimes = {
            "table_status": self.status,
            "billing_mode": self.billing_mode,
            "provisioned_throughput": as_result(self.provisioned_throughput),
            "on_demand_throughput": as_result(self.on_demand_throughput),
        }
        return {**always, **{key: value for key, value in sometimes.items() if value}}


def describe(task: Task, table: TableRef) -> Table:
    """Asks AWS what the table is. Raises TableNotFound when there is none in the region, and what calls.read raises."""
    return from_answer(described(task, table), table)


def described(task: Task, table: TableRef, patient: bool = False) -> dict[str, t.Any]:
    """Like describe, with all that AWS answers, in AWS's own form; ``patient`` as in calls.read."""
    return t.cast("t.Dict[str, t.Any]", read(task, task.about("DescribeTable", table), "Table", patient=patient, TableName=table.given)["Table"])


def find(task: Task, table: TableRef) -> Table | None:
    """Like describe, with None for a table that does not exist."""
    try:
        return describe(task, table)
    except errors.TableNotFound:
        return None


def describe_once(task: Task, table: TableRef) -> Table:
    """Like describe, with one request and no further try: for a caller that polls."""
    answer = send(task, task.about("DescribeTable", table), "Table", TableName=table.given)
    return from_answer(answer["Table"], table)


def from_answer(found: t.Mapping[str, t.Any], table: TableRef) -> Table:
    """Reads a TableDescription."""
    return Table(
        name=found.get("TableName", table.name),
        arn=found.get("TableArn"),
        id=found.get("TableId"),
        status=found.get("TableStatus", "UNKNOWN"),
        size_bytes=found.get("TableSizeBytes"),
        item_count=found.get("ItemCount"),
        trouble=_trouble(found),
        created=found.get("CreationDateTime"),
        key_schema=found.get("KeySchema", ()),
        restoring_from=_restoring_from(found.get("RestoreSummary", {})),
        billing_mode=found.get("BillingModeSummary", {}).get("BillingMode") or ("PROVISIONED" if _reads(found) else None),
        **_throughput(found),
    )


def details(shown: t.Mapping[str, t.Any], table: TableRef) -> dict[str, t.Any]:
    """A whole TableDescription for a task's result: every member under AWS's own name, beside what results have of every table.

    Indexes that the table does not have are empty lists, and ``latest_stream_arn`` and ``latest_stream_label`` are None without a stream.
    """
    return {
        **from_answer(shown, table).as_result(),
        **{name: [] for name in _INDEXES},
        **dict.fromkeys(_LATEST_STREAM),
        "table_class": shown_class(shown.get("TableClassSummary")),
        **as_result(shown),
    }


def shown_class(summary: t.Mapping[str, t.Any] | None, otherwise: str = STANDARD) -> str:
    """The class of a TableClassSummary, which AWS leaves out for a table that never had another."""
    return str((summary or {}).get("TableClass", otherwise))


def restore_point(table_arn: str, moment: datetime.datetime) -> str:
    """A table at a point in time, to the second (the unit of AWS's restores): TABLE_ARN@TIME, the time as ISO 8601 in UTC."""
    return f"{table_arn}@{seconds_text(moment)}"


def seconds_text(moment: datetime.datetime) -> str:
    """The moment as ISO 8601 in UTC, cut to whole seconds."""
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _restoring_from(summary: t.Mapping[str, t.Any]) -> str | None:
    """Reads a RestoreSummary. One of a restore to a point in time names no backup (AWS API reference: SourceBackupArn)."""
    if summary.get("SourceBackupArn"):
        return str(summary["SourceBackupArn"])
    if summary.get("SourceTableArn") and summary.get("RestoreDateTime"):
        return restore_point(summary["SourceTableArn"], summary["RestoreDateTime"])
    return None


def from_backup(found: t.Mapping[str, t.Any], arn: str) -> Table:
    """Reads the SourceTableDetails of a backup: the table of this ARN as it was then. They have no status."""
    return Table(
        name=found.get("TableName", ""),
        arn=found.get("TableArn") or arn,
        id=found.get("TableId"),
        status="",
        size_bytes=found.get("TableSizeBytes"),
        item_count=found.get("ItemCount"),
        created=found.get("TableCreationDateTime"),
        key_schema=found.get("KeySchema", ()),
        billing_mode=found.get("BillingMode"),
        **_throughput(found),
    )


def _reads(found: t.Mapping[str, t.Any]) -> int:
    return int(found.get("ProvisionedThroughput", {}).get("ReadCapacityUnits", 0))


def _throughput(found: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The capacity and the limits, less what DescribeTable adds about past changes."""
    capacity, limits = found.get("ProvisionedThroughput", {}), found.get("OnDemandThroughput", {})
    return {
        "provisioned_throughput": {key: capacity[key] for key in ("ReadCapacityUnits", "WriteCapacityUnits") if key in capacity},
        "on_demand_throughput": dict(limits),
    }


def check_ready(task: Task, table: TableRef, found: Table, purpose: tuple[str, str] = BACKUP) -> None:
    """Raises TableBusy when the table's status clears without action, TableNotReady when it does not; nothing when it is ACTIVE."""
    if found.status == ACTIVE:
        return
    where = task.about("DescribeTable", table).place()
    what, advice = purpose
    start = f"DynamoDB table {table.name} in {where} is not in a valid state for {what}: its status is {found.status}"
    if found.status in PASSING:
        raise errors.TableBusy(f"{start}, {PASSING[found.status]}.", advice=advice)
    raise errors.TableNotReady(f"{start}{found.trouble}.", advice=f"The table must be ACTIVE for {what}.")


def wait_ready(task: Task, table: TableRef, found: Table, purpose: tuple[str, str] = BACKUP) -> Table:
    """Polls until the table is ACTIVE, and returns it as it is then.

    Raises TableBusy at the deadline, TableNotReady when it takes a status that does not clear without action.
    """
    began = task.deadline.elapsed()
    while True:
        try:
            check_ready(task, table, found, purpose)
            return found
        except errors.TableBusy:
            if task.deadline.passed():
                raise
        task.progress.status = f"Waiting for table {table.name} to become ACTIVE: status {found.status}"
        task.deadline.sleep(poll_pause(task.deadline.elapsed() - began))
        found = describe(task, table)


class Work(t.NamedTuple):
    """What makes a table ACTIVE in the end, in the words of reports and errors."""

    # "restore"
    name: str
    # The error for a table that will not become ACTIVE, and what to do then.
    lost: type[errors.TaskError]
    if_lost: str
    # What to do at the deadline.
    if_late: str


def wait_active(task: Task, table: TableRef, found: Table, seen: t.Callable[[Table], None], work: Work, enough: t.Callable[[], bool] = lambda: False) -> Table:
    """Polls a table that is being made until it is ACTIVE, or until it is ``enough``; ``seen`` is told each time what it is.

    Raises the work's error for a status that does not lead there and for another table of the name, Timeout at the deadline, and what waiting.wait
    raises.
    """
    first: dict[str, str | None] = {"id": found.id} if found.id else {}

    def poll() -> Table:
        last = describe_once(task, table)
        if last.id != first.setdefault("id", last.id):
            raise work.lost(
                f"Table {table.name} in region {task.region} was replaced by another table of the same name during the {work.name}.",
                advice=f"Find out who replaced it, and {work.if_lost}.",
            )
        return last

    def is_done(last: Table) -> bool:
        if last.status not in (ACTIVE, *PASSING):
            raise work.lost(
                f"Table {table.name} in region {task.region} will not become ACTIVE: its status is {last.status}{last.trouble}.",
                advice=f"Find out what changed it, and {work.if_lost}.",
            )
        return last.status == ACTIVE or enough()

    awaited = Awaited(
        name=f"{work.name.capitalize()} of table {table.name}",
        poll=poll,
        status=lambda last: last.status,
        is_done=is_done,
        timed_out=lambda last, note: errors.Timeout(
            f"The {work.name} of table {table.name} in region {task.region} timed out after {round(task.deadline.seconds)} s. "
            f"Current status: {last.status}{note}.",
            advice=work.if_late,
        ),
        seen=seen,
    )
    return wait(task, awaited, found)


def wait_gone(task: Task, table: TableRef, found: Table) -> None:
    """Polls a table that is being deleted until it no longer exists. Raises Timeout at the deadline, and what waiting.wait raises."""

    def poll_if_any() -> Table | None:
        try:
            return describe_once(task, table)
        except errors.TableNotFound:
            return None

    awaited = Awaited[t.Optional[Table]](
        name=f"Deletion of table {table.name}",
        poll=poll_if_any,
        status=lambda last: last.status if last else "gone",
        # Another table of this name may have been created since.
        is_done=lambda last: last is None or last.id != found.id,
        timed_out=lambda last, note: errors.Timeout(
            f"Table {table.name} in region {task.region} was still being deleted after {round(task.deadline.seconds)} s{note}.",
            advice="Run the task again when it is deleted, or set a longer timeout.",
        ),
        seen=lambda last: None,
    )
    wait(task, awaited, found)


def _trouble(found: t.Mapping[str, t.Any]) -> str:
    """What DescribeTable adds about a status that does not clear without action."""
    encryption = found.get("SSEDescription", {})
    if found.get("TableStatus") == "INACCESSIBLE_ENCRYPTION_CREDENTIALS":
        since = encryption.get("InaccessibleEncryptionDateTime")
        return f" (KMS key {encryption.get('KMSMasterKeyArn', 'not named')}, not accessible since {since.isoformat() if since else 'an unknown time'})"
    archived = found.get("ArchivalSummary", {}).get("ArchivalBackupArn")
    return f" (its data is in the archival backup {archived})" if archived else ""
