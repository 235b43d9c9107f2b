# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What CreateTable takes of a table's settings, so that the table has it from its first moment; the rest follows when the table is ACTIVE. Pure.

CreateTable takes these settings under the names of UpdateTable's members, tags and the resource policy under names of their own (AWS's API model). The
policy is given to it only when nothing follows, because it may forbid what follows.
"""

from __future__ import annotations

import typing as t

from .._aws.task import Task
from .._names import TableRef
from .._tables import definition
from . import deletion_protection, encryption, on_demand_throughput, resource_policy, stream, table_class, tags, warm_throughput
from .setting import Change, Source

# The settings that it takes, less the policy.
_TAKEN = tuple(each.NAME for each in (deletion_protection, encryption, on_demand_throughput, stream, table_class, tags, warm_throughput))
_WARM = "WarmThroughput"
_UPDATES, _INDEXES = "GlobalSecondaryIndexUpdates", "GlobalSecondaryIndexes"
# The members of a change's request that have another name in CreateTable; the others only name the table.
_RENAMED = {"Policy": "ResourcePolicy"}
_NAMING = ("TableName", "ResourceArn")


def source(task: Task, ref: TableRef, value: definition.Value) -> Source:
    """The table as AWS will describe it when it is created by this definition alone."""
    members = definition.members(value)
    ready = [{**index, "IndexStatus": "ACTIVE", _WARM: definition.warm(value["indexes"][index["IndexName"]])} for index in members.get(_INDEXES, ())]
    described = {
        **members,
        "TableName": ref.name,
        # Its partition and account are not known yet, and nothing depends on them.
        "TableArn": f"arn::dynamodb:{task.region}::table/{ref.name}",
        "TableStatus": "ACTIVE",
        "BillingModeSummary": {"BillingMode": value["billing_mode"]},
        _WARM: definition.warm(value),
        _INDEXES: ready,
    }
    return Source(task, ref, described)


def split(planned: t.Sequence[Change]) -> tuple[list[Change], list[Change]]:
    """The changes that CreateTable takes, and those that follow."""
    rest = [change for change in planned if change.setting not in _TAKEN]
    if all(change.setting == resource_policy.NAME for change in rest):
        rest = []
    return [change for change in planned if change not in rest], rest


def members(value: definition.Value, taken: t.Iterable[Change]) -> dict[str, t.Any]:
    """The members of CreateTable for this definition with these changes."""
    found = definition.members(value)
    for change in taken:
        for name, given in change.parameters.items():
            if name == _UPDATES:
                units = {each["Update"]["IndexName"]: each["Update"][_WARM] for each in given}
                found[_INDEXES] = [{**index, **({_WARM: units[index["IndexName"]]} if index["IndexName"] in units else {})} for index in found[_INDEXES]]
            elif name not in _NAMING:
                found[_RENAMED.get(name, name)] = given
    return found
