# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a table was restored from: AWS's own word while it restores, and our tag afterwards.

AWS shows RestoreSummary only until the restored table is ACTIVE; from then on nothing tells it from any other table
(measured by the aws-controllers-k8s project, docs/api-quirks, DDB-TABLE-216).
"""

from __future__ import annotations

import re
import typing as t

from .._aws.calls import read
from .._aws.task import Task
from .._names import TableRef
from .._tables.table import Table
from .._tables.tags import MOST, RESTORE_MARK, room_for, tags_with_mark

TAG = RESTORE_MARK
# The most that AWS takes as a tag's value. An ARN can be longer when the table's name is; its end tells backups apart.
_LONGEST_VALUE = 256


def tag_value(backup_arn: str) -> str:
    """The value of the tag for a table that was restored from this backup."""
    return backup_arn[-_LONGEST_VALUE:]


def has_room(tags: t.Iterable[str]) -> bool:
    """Whether a table with these tags of a user's takes the mark as well."""
    return room_for(tags) > 0


def mark(task: Task, target: TableRef, found: Table, backup_arn: str) -> None:
    """Puts the tag on the restored table. Raises what calls.read raises; setting a tag twice changes nothing."""
    tags = [{"Key": TAG, "Value": tag_value(backup_arn)}]
    read(task, task.about("TagResource", target), None, patient=True, ResourceArn=found.arn, Tags=tags)


def why_not_from(task: Task, target: TableRef, found: Table, backup_arn: str) -> str:
    """Empty for a table that is being, or was, restored from this very backup; otherwise why that is not known, or not so.

    A table that is older than the backup cannot be. Any other one without a mark is looked at until a mark that was put before this task began
    would be read. Raises what calls.read raises, and Timeout when the deadline passes before that.
    """
    if found.restoring_from is not None:
        return "" if found.restoring_from == backup_arn else f"it is being restored from another backup: {found.restoring_from}"
    made = _made(backup_arn)
    if made is not None and found.created is not None and found.created.timestamp() < made:
        return "it is older than the backup"
    tags = tags_with_mark(task, target, found)
    if TAG in tags:
        return "" if tags[TAG] == tag_value(backup_arn) else f"it was restored from another backup: {tags[TAG]}"
    if not has_room(tags):
        return f"it has {MOST} tags, AWS's most, which leaves no room for the tag {TAG}"
    return f"it has no tag {TAG}"


def _made(backup_arn: str) -> float | None:
    """When the backup was made, in seconds since 1970: its id begins with that time in ms (aws-controllers-k8s, docs/api-quirks). None for any other."""
    match = re.search(r"/backup/(\d{14})-[0-9a-f]{8}$", backup_arn)
    return int(match[1]) / 1000 if match else None
