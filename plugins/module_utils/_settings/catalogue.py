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
from . import (
    contributor_insights,
    deletion_protection,
    encryption,
    on_demand_throughput,
    point_in_time_recovery,
    replicas,
    resource_policy,
    settings_replication,
    stream,
    stream_resource_policy,
    table_class,
    tags,
    time_to_live,
    warm_throughput,
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
    settings_replication.SETTING,
    stream_resource_policy.SETTING,
    contributor_insights.SETTING,
    warm_throughput.SETTING,
    resource_policy.SETTING,
)
BY_NAME = {setting.name: setting for setting in ALL}
# For Ansible's argument spec: in the order of the alphabet, as the documentation has them.
OPTIONS = {name: BY_NAME[name].option for name in sorted(BY_NAME)}


def named(given: t.Mapping[str, Value]) -> dict[str, Value]:
    """The settings that are named, less the members that are not. Raises ValueError for the first that can't be, before any request."""
    found = {name: _without_none(value) for name, value in given.items() if value is not None}
    for name, value in found.items():
        BY_NAME[name].check(value)
    return found


def source(task: Task, ref: TableRef) -> Source:
    """The table as it is now. Raises what table.described raises."""
    return Source(task, ref, table.described(task, ref))


def read_all(where: Source) -> dict[str, Value]:
    """All settings as they are now: what a task can be given unchanged. What cannot be seen now is warned of, and
    what botocore does not know is left out. Raises what calls.read raises."""
    readings = {name: BY_NAME[name].read(where) for name in sorted(BY_NAME)}
    found = {name: reading.value for name, reading in readings.items() if reading.value is not None}
    for name, value in found.items():
        for text in (*readings[name].notes, *BY_NAME[name].notes(where, value, value)):
            where.task.progress.warn(text)
    return found


def _without_none(value: Value) -> Value:
    """Ansible fills in None for every member that was not given."""
    if isinstance(value, dict):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    return [_without_none(each) for each in value] if isinstance(value, list) else value
