# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recovery points that AWS Backup has of tables, with the fewest requests."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.calls import check_time, read
from .._aws.task import Task
from .._names import TableRef
from .._task.results import as_result, plain

SERVICE, CLIENT = "AWS Backup", "backup"
# The only status from which AWS Backup restores all of a resource (AWS Backup API reference, RecoveryPointByResource).
COMPLETED = "COMPLETED"
# The most that AWS Backup's lists give a page (AWS Backup API reference).
_PAGE = 1000


@dataclass(frozen=True)
class RecoveryPoint:
    """A recovery point as AWS Backup lists it. A copy of one has the creation date of its source (AWS Backup developer guide, "Copy a backup")."""

    arn: str
    resource_arn: str
    created: datetime.datetime
    vault: str = ""
    size_bytes: int | None = None
    details: t.Mapping[str, t.Any] = field(default_factory=dict, compare=False)

    def as_result(self) -> dict[str, t.Any]:
        """The recovery point for a task's result, the same from whichever list it comes."""
        facts = {"recovery_point_arn": self.arn, "backup_vault_name": self.vault, "creation_date": plain(self.created), **as_result(self.details)}
        return facts if self.size_bytes is None else {**facts, "backup_size_bytes": self.size_bytes}


def of_table(task: Task, table: TableRef, arn: str) -> RecoveryPoint | None:
    """The newest completed recovery point of the table's ARN. Raises what calls.read raises; a table that AWS Backup does not know has none."""
    about = task.about("ListRecoveryPointsByResource", table)
    try:
        return _newest(each for page in pages(task, about, "RecoveryPoints", ResourceArn=arn) for each in _completed(page, arn))
    except errors.ResourceUnknown:
        return None


def of_all_tables(task: Task, most: int) -> dict[str, RecoveryPoint] | None:
    """The newest completed recovery point of each table's ARN, vault by vault; None where that would take ``most`` requests or more.

    Raises what calls.read raises: also for a single vault that may not be read.
    """
    about = task.about("ListBackupVaults", None, thing="all backup vaults")
    vaults = [vault for page in pages(task, about, "BackupVaultList") for vault in page]
    # The number of recovery points in the answer may be behind: each vault is asked at least once.
    if sum(max(1, -(-vault.get("NumberOfRecoveryPoints", 0) // _PAGE)) for vault in vaults) >= most:
        return None
    newest: dict[str, RecoveryPoint] = {}
    for vault in vaults:
        about = task.about("ListRecoveryPointsByBackupVault", None, thing=f"backup vault {vault['BackupVaultName']}")
        for page in pages(task, about, "RecoveryPoints", BackupVaultName=vault["BackupVaultName"], ByResourceType="DynamoDB"):
            for each in _completed(page):
                newest[each.resource_arn] = t.cast(RecoveryPoint, _newest([newest.get(each.resource_arn), each]))
    return newest


def _completed(page: t.Iterable[t.Mapping[str, t.Any]], resource: str = "") -> t.Iterator[RecoveryPoint]:
    """Those of a page that can be restored; the list of one resource does not name it."""
    for found in page:
        created = found.get("CreationDate")
        if found.get("Status") == COMPLETED and created is not None:
            yield RecoveryPoint(
                arn=found.get("RecoveryPointArn", ""),
                resource_arn=found.get("ResourceArn", resource),
                created=created,
                vault=found.get("BackupVaultName", ""),
                # Each of the two lists has a name of its own for it.
                size_bytes=found.get("BackupSizeBytes", found.get("BackupSizeInBytes")),
                details={"Status": found["Status"]},
            )


def _newest(points: t.Iterable[RecoveryPoint | None]) -> RecoveryPoint | None:
    return max((each for each in points if each), key=lambda each: (each.created, each.arn), default=None)


def pages(task: Task, about: errors.Subject, member: str, **parameters: t.Any) -> t.Iterator[list[dict[str, t.Any]]]:
    """Each page of a list of AWS Backup's. Raises what calls.read raises, and Timeout between two pages."""
    token: dict[str, str] = {}
    while True:
        answer = read(task, about, member, patient=True, MaxResults=_PAGE, **parameters, **token)
        yield answer[member]
        following = answer.get("NextToken")
        if not following or following == token.get("NextToken"):
            return
        check_time(task, f"all pages of {about.call} were read")
        token = {"NextToken": following}
