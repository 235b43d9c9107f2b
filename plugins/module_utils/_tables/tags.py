# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tags of a table."""

from __future__ import annotations

import typing as t

from .._aws import errors
from .._aws.calls import check_time, read
from .._aws.task import Task
from .._names import RESTORE_MARK, TableRef
from .._task.options import parse_moment
from .._task.results import plain
from .table import Table

# The most tags that AWS lets users put on a table (developer guide, "Tagging restrictions in DynamoDB").
MOST = 50
# The tag with the time of the last restore drill that the table passed.
DRILL_MARK = "last-restore-drill"
_AWSS_OWN = "aws:"
# A new tag is read 1.6 to 3.0 s after it was added (aws-controllers-k8s, docs/api-quirks, DDB-TABLE-406): seconds after which it is certainly read.
_READABLE_AFTER = 5.0
_PAUSE = 1.0


def room_for(tags: t.Iterable[str]) -> int:
    """How many more tags AWS takes beside these; its own do not count."""
    return MOST - len([key for key in tags if not key.startswith(_AWSS_OWN)])


def tags_of(task: Task, target: TableRef, found: Table) -> dict[str, str]:
    """The table's tags, as they were up to 3 s ago; none for a table that was deleted, or that AWS is still creating."""
    tags: dict[str, str] = {}
    token: dict[str, str] = {}
    while True:
        try:
            answer = read(task, task.about("ListTagsOfResource", target), "Tags", patient=True, ResourceArn=found.arn, **token)
        except errors.TableNotFound:
            return {}
        tags.update({each["Key"]: each["Value"] for each in answer["Tags"]})
        following = answer.get("NextToken")
        if not following or following == token.get("NextToken"):
            return tags
        token = {"NextToken": following}


def last_drill(tags: t.Mapping[str, str]) -> str | None:
    """When the table last passed a restore drill, in UTC; None without the tag, or if its value is no time."""
    try:
        return str(plain(parse_moment(DRILL_MARK, tags.get(DRILL_MARK, ""))))
    except (ValueError, OverflowError):
        return None


def tags_with_mark(task: Task, target: TableRef, found: Table) -> dict[str, str]:
    """Like tags_of, and with the restore mark, if one was added before this call: without one they are read until it would be visible.

    Raises Timeout when the deadline passes before that.
    """
    began = task.deadline.elapsed()
    while True:
        tags = tags_of(task, target, found)
        if RESTORE_MARK in tags or task.deadline.elapsed() - began >= _READABLE_AFTER:
            return tags
        check_time(task, f"it was known whether table {target.name} has the tag {RESTORE_MARK}")
        task.deadline.sleep(_PAUSE)
