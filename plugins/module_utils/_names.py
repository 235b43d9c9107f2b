# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a legal table name, table ARN, backup name and region is, and how our own tags are called. Pure: no request is ever made here.

The rules are those of AWS's API model for DynamoDB, 2012-08-10 (shapes ``TableName``, ``TableArn``, ``BackupName``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ._task.plain_text import quoted

BACKUP_NAME_LENGTH = (3, 255)
TABLE_NAME_LENGTH = (3, 255)
# The tag that says from which backup a table was restored.
RESTORE_MARK = "dynaops.dynamodb:restored-from"

_NAME = re.compile(r"[a-zA-Z0-9_.-]+")
# us-east-1, ap-southeast-7, us-gov-west-1, us-isob-east-1, eusc-de-east-1
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+){1,3}-[1-9][0-9]?")
_TABLE_ARN = re.compile(r"arn:aws(-[a-z]+)*:dynamodb:(?P<region>[^:]*):(?P<account>[^:]*):table/(?P<name>.*)", re.DOTALL)
# The id of an on-demand backup is its time in epoch ms and 8 hex digits; nothing here depends on that.
_BACKUP_ARN = re.compile(r"arn:aws(-[a-z]+)*:dynamodb:(?P<region>[^:]*):(?P<account>[^:]*):table/(?P<name>[^/]*)/backup/[a-zA-Z0-9-]+")
_BACKUP_ARN_LENGTH = (37, 1024)
_ACCOUNT = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class TableRef:
    """A table as the user gave it: by name, or by ARN (then with the region and the account that the ARN names)."""

    given: str
    name: str
    region: str | None = None
    account: str | None = None


@dataclass(frozen=True)
class BackupRef:
    """A backup by its ARN, with the table that the ARN names."""

    arn: str
    table: TableRef

    @property
    def region(self) -> str:
        """The region that the ARN names."""
        return self.table.region or ""


def check_backup_name(value: str | None, what: str = "backup_name") -> str:
    """Returns the name when AWS accepts it for a backup; raises ValueError, which calls it ``what``, with the rule that it breaks."""
    return _check_name(what, value, BACKUP_NAME_LENGTH)


def check_table_name(what: str, value: str | None) -> str:
    """Returns the name when AWS accepts it for a table; raises ValueError, which calls it ``what``, otherwise."""
    return _check_name(what, value, TABLE_NAME_LENGTH)


def parse_table(value: str | None, what: str = "table_name") -> TableRef:
    """Reads a table's name or ARN; raises ValueError, which calls it ``what``, with the rule that it breaks."""
    if not value or not value.startswith("arn:"):
        name = check_table_name(what, value)
        return TableRef(given=name, name=name)
    match = _TABLE_ARN.fullmatch(value)
    if not match or not _ACCOUNT.fullmatch(match["account"]) or not _REGION.fullmatch(match["region"]):
        raise ValueError(
            f"{what} looks like an ARN but is not the ARN of a DynamoDB table: {quoted(value)}. "
            "Its form is arn:aws:dynamodb:REGION:ACCOUNT:table/NAME, without an index, stream or backup after the name."
        )
    name = check_table_name(f"the table's name in the ARN of {what}", match["name"])
    return TableRef(given=value, name=name, region=match["region"], account=match["account"])


def parse_backup(value: str | None) -> BackupRef:
    """Reads a backup's ARN; raises ValueError with the rule that it breaks."""
    if not value:
        raise ValueError("backup_arn is required and cannot be empty.")
    if value.startswith("arn:") and ":recovery-point:" in value:
        raise ValueError(f"backup_arn names a recovery point of AWS Backup, which the DynamoDB API does not accept: {quoted(value)}. Use AWS Backup for it.")
    match = _BACKUP_ARN.fullmatch(value)
    shortest, longest = _BACKUP_ARN_LENGTH
    whole = match and _ACCOUNT.fullmatch(match["account"]) and _REGION.fullmatch(match["region"]) and shortest <= len(value) <= longest
    if not match or not whole:
        raise ValueError(f"backup_arn is not the ARN of a DynamoDB backup: {quoted(value)}. Its form is arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/backup/ID.")
    name = check_table_name("the table's name in backup_arn", match["name"])
    table = TableRef(given=value.partition("/backup/")[0], name=name, region=match["region"], account=match["account"])
    return BackupRef(arn=value, table=table)


def check_region(value: str, what: str = "region") -> str:
    """Returns the region when it has the form of one; raises ValueError, which calls it ``what``, otherwise. Whether it exists only AWS knows."""
    if not _REGION.fullmatch(value):
        raise ValueError(f"{what} must be a valid AWS region identifier: the region's format is incorrect, got {quoted(value)}. An example: us-east-1.")
    return value


def check_regions(region: str, *refs: TableRef | BackupRef | None) -> None:
    """Raises ValueError when an ARN that was given names another region than the one that the connection goes to.

    For a backup, AWS does not check this: DescribeBackup and DeleteBackup pass over the region in the ARN and find (or
    delete) the backup of that id in their own region (aws-controllers-k8s, docs/api-quirks, DDB-BACKUP-012).
    """
    for ref in refs:
        if ref is None or not ref.region or ref.region == region:
            continue
        if isinstance(ref, BackupRef):
            raise ValueError(
                f"The ARN of the backup of table {ref.table.name} names region {ref.region}, but the task connects to region {region}. "
                f"Set region to {ref.region}."
            )
        raise ValueError(
            f"The ARN of table {ref.name} names region {ref.region}, but the task connects to region {region}. "
            "Set region to the table's region, or give only the table's name."
        )


def _check_name(what: str, value: str | None, length: tuple[int, int]) -> str:
    shortest, longest = length
    if not value:
        raise ValueError(f"{what} is required and cannot be empty (it takes {shortest} to {longest} characters).")
    if len(value) < shortest:
        raise ValueError(f"{what} must be at least {shortest} characters (got {len(value)}): {quoted(value)}.")
    if len(value) > longest:
        raise ValueError(f"{what} must be {longest} characters or less (got {len(value)}): {quoted(value)}.")
    if not _NAME.fullmatch(value):
        raise ValueError(f"{what} must contain only alphanumeric characters, hyphens, underscores, and periods (pattern: [a-zA-Z0-9_.-]+): {quoted(value)}.")
    return value
