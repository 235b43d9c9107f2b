# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a table was restored from: AWS's own word while it restores, and our tag afterwards.

AWS shows RestoreSummary only until the restored table is ACTIVE; from then on nothing tells it from any other table
(measured by the aws-controllers-k8s project, docs/api-quirks, DDB-TABLE-216).
"""

from __future__ import annotations

from .._aws.calls import read
from .._aws.task import Task
from .._names import TableRef
from .._tables.table import Table
from .._tables.tags import tags_of

TAG = "dynaops.dynamodb:restored-from"
# The most that AWS takes as a tag's value. An ARN can be longer when the table's name is; its end tells backups apart.
_LONGEST_VALUE = 256


def tag_value(backup_arn: str) -> str:
    """The value of the tag for a table that was restored from this backup."""
    return backup_arn[-_LONGEST_VALUE:]


def mark(task: Task, target: TableRef, found: Table, backup_arn: str) -> None:
    """Puts the tag on the restored table. Raises what calls.read raises; setting a tag twice changes nothing."""
    tags = [{"Key": TAG, "Value": tag_value(backup_arn)}]
    read(task, task.about("TagResource", target), None, patient=True, ResourceArn=found.arn, Tags=tags)


def is_from(task: Task, target: TableRef, found: Table, backup_arn: str) -> bool:
    """Whether the table is being, or was, restored from this very backup. Raises what calls.read raises."""
    if found.restoring_from is not None:
        return found.restoring_from == backup_arn
    return tags_of(task, target, found).get(TAG) == tag_value(backup_arn)
