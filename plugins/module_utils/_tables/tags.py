# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tags of a table."""

from __future__ import annotations

from .._aws import errors
from .._aws.calls import read
from .._aws.task import Task
from .._names import TableRef
from .table import Table


def tags_of(task: Task, target: TableRef, found: Table) -> dict[str, str]:
    """The table's tags; none for a table that is gone, or not there enough yet to have any."""
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
