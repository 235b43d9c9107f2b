# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key in AWS KMS that a table or a backup is encrypted with, as KMS describes it.

A state says that a key is disabled or is to be deleted. It does not say whether DynamoDB has the grants that it needs, so no state promises that a
restore succeeds (documented: KMS developer guide, "Key states of AWS KMS keys"; DynamoDB developer guide, "Encryption at rest").
"""

from __future__ import annotations

import dataclasses
import datetime
import typing as t
from dataclasses import dataclass

from .._aws import errors
from .._aws.calls import read
from .._aws.permissions import KMS_KEY
from .._aws.task import Task
from .._task.results import plain

SERVICE, CLIENT = "AWS KMS", "kms"
# A state of ours: KMS does not know the key. It deletes keys for good (documented: API reference, ScheduleKeyDeletion).
NOT_FOUND = "NotFound"


@dataclass(frozen=True)
class KmsKey:
    """A key by its ARN. ``state`` is KMS's KeyState, or NOT_FOUND; None where it was not read, and ``not_read`` says why."""

    arn: str
    state: str | None = None
    deleted_at: datetime.datetime | None = None
    not_read: str | None = None

    def as_result(self) -> dict[str, t.Any]:
        """The key for a task's result."""
        facts = {"kms_master_key_arn": self.arn, "key_state": self.state, "deletion_date": self.deleted_at, "not_read": self.not_read}
        return {name: plain(value) for name, value in facts.items() if value is not None}


def key_of(shown: t.Mapping[str, t.Any]) -> str | None:
    """The ARN of the key in a TableDescription or in SourceTableFeatureDetails. None when AWS owns the key."""
    return (shown.get("SSEDescription") or {}).get("KMSMasterKeyArn")


def described(task: Task, arns: t.Iterable[str | None]) -> dict[str, KmsKey]:
    """The keys as KMS describes them, by ARN, each read once. None is no key.

    One that cannot be read is reported as a warning, and raises nothing: the work with the table may succeed all the same.
    """
    wanted = [arn for arn in dict.fromkeys(arns) if arn]
    if not wanted:
        return {}
    there = dataclasses.replace(task.with_service(SERVICE, CLIENT), permissions=KMS_KEY)
    return {arn: _described(there, arn) for arn in wanted}


def _described(task: Task, arn: str) -> KmsKey:
    try:
        shown = read(task, task.about("DescribeKey", None, thing=f"KMS key {arn}"), "KeyMetadata", KeyId=arn)["KeyMetadata"]
    except errors.TaskError as error:
        if error.code == "NotFoundException":
            return KmsKey(arn, NOT_FOUND)
        task.progress.warn(f"Whether KMS key {arn} can be used was not checked. {error.sentence()}")
        return KmsKey(arn, not_read=error.sentence())
    return KmsKey(arn, str(shown.get("KeyState", "")) or None, shown.get("DeletionDate"))
