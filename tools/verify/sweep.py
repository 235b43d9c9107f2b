# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletes every table and every backup of a prefix, going on after errors, and says what is left."""

from __future__ import annotations

import contextlib
import dataclasses
import time
import typing as t

from verify.policy import FAMILY

Clients = t.Mapping[str, t.Any]
_PAUSE = 3.0


class Clock(t.Protocol):
    """Time that passes."""

    def monotonic(self) -> float:
        """Seconds."""

    def sleep(self, seconds: float, /) -> None:
        """Lets them pass."""


MACHINE: Clock = time


@dataclasses.dataclass(frozen=True)
class Thing:
    """A table or a backup that is there: what it is called, and in which region."""

    region: str
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name} in {self.region}"


def find(clients: Clients, prefix: str) -> list[Thing]:
    """The tables of these names, and the backups of such tables, which outlive them. Raises botocore's errors."""
    _check(prefix)
    return [thing for region, client in clients.items() for thing in _of_region(region, client, prefix)]


def _check(prefix: str) -> None:
    if not prefix.startswith(FAMILY):
        raise ValueError(f"Only what begins with {FAMILY} is ever deleted, not {prefix!r}")


def _of_region(region: str, client: t.Any, prefix: str) -> t.Iterator[Thing]:
    for page in client.get_paginator("list_tables").paginate():
        yield from (Thing(region, "table", name) for name in page["TableNames"] if name.startswith(prefix))
    for page in client.get_paginator("list_backups").paginate(BackupType="USER"):
        yield from (Thing(region, "backup", each["BackupArn"]) for each in page["BackupSummaries"] if each["TableName"].startswith(prefix))


def sweep(clients: Clients, prefix: str, seconds: float, clock: Clock = MACHINE) -> dict[str, str]:
    """Deletes all of it; what is left after so many seconds, with the last reason for each. Empty: nothing is left.

    Raises ValueError for a prefix that is none of this tool's.
    """
    _check(prefix)
    deadline = clock.monotonic() + seconds
    reasons: dict[str, str] = {}
    while True:
        left: dict[str, str] = {}
        for region, client in clients.items():
            try:
                found = find({region: client}, prefix)
            except Exception as error:  # pylint: disable=broad-exception-caught
                left[f"unknown things in {region}"] = str(error)
                continue
            for thing in found:
                reasons[str(thing)] = _delete(client, thing) or reasons.get(str(thing), "") or "its deletion is not over"
                left[str(thing)] = reasons[str(thing)]
        if not left or clock.monotonic() > deadline:
            return left
        clock.sleep(_PAUSE)


def _delete(client: t.Any, thing: Thing) -> str:
    """Asks for the deletion; the reason why it is refused, or nothing."""
    try:
        if thing.kind == "backup":
            client.delete_backup(BackupArn=thing.name)
        else:
            _delete_table(client, thing.name)
    except Exception as error:  # pylint: disable=broad-exception-caught
        return str(error)
    return ""


def _delete_table(client: t.Any, name: str) -> None:
    """Takes away what keeps AWS from deleting a table, and what would outlive it; then deletes it."""
    table = client.describe_table(TableName=name)["Table"]
    if table["TableStatus"] == "DELETING":
        return
    if table.get("DeletionProtectionEnabled"):
        client.update_table(TableName=name, DeletionProtectionEnabled=False)
    for replica in table.get("Replicas", ()):
        if replica.get("ReplicaStatus") != "DELETING":
            client.update_table(TableName=name, ReplicaUpdates=[{"Delete": {"RegionName": replica["RegionName"]}}])
    with contextlib.suppress(Exception):
        _end_recovery(client, name)
    client.delete_table(TableName=name)


def _end_recovery(client: t.Any, name: str) -> None:
    """Turns point-in-time recovery off: else AWS keeps a backup of its own of the deleted table for 35 days."""
    shown = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    if shown.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") == "ENABLED":
        client.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
