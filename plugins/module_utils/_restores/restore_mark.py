# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a table was restored from: RestoreSummary while AWS restores it, and our tag afterwards.

AWS shows RestoreSummary only until the restored table is ACTIVE; from then on nothing distinguishes it from any other table
(measured by the aws-controllers-k8s project, docs/api-quirks, DDB-TABLE-216).
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._aws.calls import read
from .._aws.task import Task
from .._names import RESTORE_MARK, TableRef
from .._tables.table import Table
from .._tables.tags import MOST, room_for, tags_with_mark
from .restore_source import RestoreSource, another, tag_value

TAG = RESTORE_MARK


@dataclass(frozen=True)
class Origin:
    """What a table is known to be restored from (None: nothing), and why that is not the source that is asked for; empty when it is."""

    restored_from: str | None
    why_not: str = ""


def has_room(tags: t.Iterable[str]) -> bool:
    """Whether a table with these tags of a user's takes the mark as well."""
    return room_for(tags) > 0


def mark(task: Task, target: TableRef, found: Table, restored_from: str) -> None:
    """Adds the tag to the restored table. Raises what calls.read raises; setting a tag twice changes nothing."""
    tags = [{"Key": TAG, "Value": tag_value(restored_from)}]
    read(task, task.about("TagResource", target), None, patient=True, ResourceArn=found.arn, Tags=tags)


def origin_of(task: Task, target: TableRef, found: Table, source: RestoreSource) -> Origin:
    """What the table is being, or was, restored from, beside the source that is asked for.

    A table that is older than the source cannot be restored from it. Any other one without a mark is polled until a mark that was added before
    this task began would be visible. Raises what calls.read raises, and Timeout when the deadline passes before that.
    """
    told = found.restoring_from
    if told is not None:
        return Origin(told, "" if source.is_named(told) else f"it is being restored from {another(told)}")
    too_old = source.too_old(found.created) if found.created else ""
    if too_old:
        return Origin(None, too_old)
    tags = tags_with_mark(task, target, found)
    if TAG in tags:
        return Origin(tags[TAG], "" if source.is_named(tags[TAG]) else f"it was restored from {another(tags[TAG])}")
    if not has_room(tags):
        return Origin(None, f"it has {MOST} tags, AWS's most, which leaves no room for the tag {TAG}")
    return Origin(None, f"it has no tag {TAG}")
