# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All settings there are: what the options, the checks and the readings are made of. A new setting is a file of its own and a line here."""

from __future__ import annotations

import typing as t

from .._aws.task import Task
from .._names import TableRef
from .._tables import table
from .._task import shape
from . import (
    contributor_insights,
    deletion_protection,
    encryption,
    on_demand_throughput,
    point_in_time_recovery,
    replicas,
    resource_policy,
    stream,
    table_class,
    tags,
    time_to_live,
)
from .setting import Setting, Source, Value

# Where two changes have the same rank, in this order. Replicas that go must be gone before the stream can change.
ALL: tuple[Setting, ...] = (
    deletion_protection.SETTING,
    replicas.SETTING,
    stream.SETTING,
    encryption.SETTING,
    table_class.SETTING,
    on_demand_throughput.SETTING,
    time_to_live.SETTING,
    point_in_time_recovery.SETTING,
    tags.SETTING,
    contributor_insights.SETTING,
    resource_policy.SETTING,
)
BY_NAME = {setting.name: setting for setting in ALL}
# In the order of the alphabet, as the documentation has them.
OPTIONS = {name: BY_NAME[name].option for name in sorted(BY_NAME)}
OPTION = {"type": "dict", "options": OPTIONS, "example": {deletion_protection.NAME: {"enabled": True}}}


def named(given: t.Mapping[str, Value]) -> dict[str, Value]:
    """The settings that are named, checked to the last leaf. Raises ValueError for the first that is invalid, before any request."""
    found: dict[str, Value] = shape.checked("settings", OPTION, given)
    for name, value in found.items():
        BY_NAME[name].check(value)
    return found


def source(task: Task, ref: TableRef) -> Source:
    """The table as it is now. Raises what table.described raises."""
    return Source(task, ref, table.described(task, ref))


def read_all(where: Source) -> dict[str, Value]:
    """All settings as they are now: what a task can be given unchanged. Raises what calls.read raises."""
    return {name: BY_NAME[name].read(where).value for name in sorted(BY_NAME)}
