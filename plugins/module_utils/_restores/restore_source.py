# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a table is restored from: a backup, or a table at a point in time (point_in_time.py); and how such a restore is recognized. Pure.

A restore is recognized by a text: a backup's ARN, or TABLE_ARN@TIME. AWS shows it as RestoreSummary while it restores, our tag afterwards.
"""

from __future__ import annotations

import datetime
import re
import typing as t
from dataclasses import dataclass

from .._names import BackupRef

# The most that AWS takes as a tag's value. An ARN can be longer when the table's name is; its end tells backups and times apart.
_LONGEST_VALUE = 256


def tag_value(restored_from: str) -> str:
    """The text as the value of a tag."""
    return restored_from[-_LONGEST_VALUE:]


class RestoreSource(t.Protocol):
    """What a table is restored from."""

    @property
    def call(self) -> str:
        """AWS's operation."""

    @property
    def table_name(self) -> str:
        """The name of the table whose data it is."""

    @property
    def table_arn(self) -> str:
        """The ARN of the table whose data it is."""

    @property
    def backup_arn(self) -> str | None:
        """The backup's ARN, where it is one."""

    def parameters(self) -> dict[str, t.Any]:
        """The members of the request that name it."""

    def text(self) -> str:
        """It in words."""

    def this(self) -> str:
        """It in words, in a sentence that has named it."""

    def is_named(self, restored_from: str) -> bool:
        """Whether a restore that is recognized by this text, or by its end in a tag, is one from here."""

    def may_be_meant(self, aws_text: str) -> bool:
        """Whether AWS's refusal may be about a restore from here that is under way."""

    def known_as(self, restoring_from: str | None) -> str:
        """The text by which a restore from here is recognized, given what AWS shows while it restores."""

    def too_old(self, created: datetime.datetime) -> str:
        """Why a table of this creation time cannot have been restored from here; empty when it can."""

    def understand(self, error: Exception) -> Exception:
        """A failure of the request, in words about what is restored."""


@dataclass(frozen=True)
class FromBackup:
    """A backup to restore from."""

    backup: BackupRef
    call: t.ClassVar[str] = "RestoreTableFromBackup"

    @property
    def table_name(self) -> str:
        """The name of the table that was backed up."""
        return self.backup.table.name

    @property
    def table_arn(self) -> str:
        """The ARN of the table that was backed up."""
        return self.backup.table.given

    @property
    def backup_arn(self) -> str:
        """The backup's ARN."""
        return self.backup.arn

    def parameters(self) -> dict[str, t.Any]:
        """The members of RestoreTableFromBackup that name it."""
        return {"BackupArn": self.backup.arn}

    def text(self) -> str:
        """It in words."""
        return f"backup {self.backup.arn}"

    def this(self) -> str:
        """It in words, in a sentence that has named it."""
        return "this backup"

    def is_named(self, restored_from: str) -> bool:
        """Whether this is the ARN of the backup, or its end."""
        return tag_value(restored_from) == tag_value(self.backup.arn)

    def may_be_meant(self, aws_text: str) -> bool:
        """Whether AWS names the backup."""
        return self.backup.arn in aws_text

    def known_as(self, restoring_from: str | None) -> str:
        """The backup's ARN."""
        return self.backup.arn

    def too_old(self, created: datetime.datetime) -> str:
        """A table that is older than the backup was not restored from it."""
        made = _made(self.backup.arn)
        return "it is older than the backup" if made is not None and created.timestamp() < made else ""

    def understand(self, error: Exception) -> Exception:
        """The failure as it is: it names the backup."""
        return error


def another(restored_from: str) -> str:
    """Another source of a restore, in words."""
    return f"another {'backup' if '/backup/' in restored_from else 'point in time'}: {restored_from}"


def _made(backup_arn: str) -> float | None:
    """When the backup was made, in seconds since 1970: its id begins with that time in ms (aws-controllers-k8s, docs/api-quirks). None for any other."""
    match = re.search(r"/backup/(\d{14})-[0-9a-f]{8}$", backup_arn)
    return int(match[1]) / 1000 if match else None
