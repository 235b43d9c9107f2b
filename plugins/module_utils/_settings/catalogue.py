# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All settings there are: what the options, the checks and the readings are made of. A new setting is a file of its own and a line here."""

from __future__ import annotations

import typing as t

from .._aws import errors, service_model
from .._aws.service_model import Needed
from .._aws.task import Task
from .._names import TableRef
from .._tables import table
from .._task import shape
from . import (
    contributor_insights,
    deletion_protection,
    encryption,
    indexes_and_billing,
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

# Where two changes have the same rank, in this order. Replicas must be removed before the stream can change.
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
# With what is no option of settings: the changes of each are planned in this order, since those of the table itself come first.
PLANNED = (indexes_and_billing.SETTING, *ALL)
BY_NAME = {setting.name: setting for setting in ALL}
PLANNED_BY_NAME = {setting.name: setting for setting in PLANNED}
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


def check_botocore(task: Task, wanted: t.Mapping[str, Value]) -> None:
    """Raises BotocoreTooOld when a request that the settings may take is not known here. Makes no request."""
    needed = [Needed(f"settings.{name}", call, parameters) for name, value in wanted.items() for call, parameters in BY_NAME[name].needs(value)]
    service_model.check(task.client, needed)


def unreadable(task: Task) -> list[str]:
    """The settings that this botocore does not show."""
    return [name for name in sorted(BY_NAME) if BY_NAME[name].shown and not service_model.shows(task.client, *BY_NAME[name].shown)]


def warn_of_unreadable(task: Task) -> None:
    """Warns of the settings that this botocore does not show, for who reads the others."""
    hidden = unreadable(task)
    if hidden:
        task.progress.warn(
            f"Not read: {', '.join(hidden)}. {service_model.versions()} on the host that runs the task does not know them. "
            f"Install boto3 {service_model.WANTED} or newer on that host."
        )


def read_all(where: Source) -> dict[str, Value]:
    """All settings as they are now: what a task can be given unchanged. What cannot be seen now is warned of.

    Raises BotocoreTooOld, before the first request, when there are some that botocore does not show; and what calls.read raises.
    """
    hidden = unreadable(where.task)
    if hidden:
        raise errors.BotocoreTooOld(
            f"The settings of table {where.table.name} in region {where.task.region} cannot be read whole: {service_model.versions()} on the host that "
            f"runs the task does not know {', '.join(hidden)}.",
            advice=f"Install boto3 {service_model.WANTED} or newer on that host.",
        )
    return read_known(where)


def read_known(where: Source) -> dict[str, Value]:
    """The settings that this botocore shows. What cannot be seen now is warned of. Raises what calls.read raises."""
    hidden = unreadable(where.task)
    readings = {name: BY_NAME[name].read(where) for name in sorted(BY_NAME) if name not in hidden}
    found = {name: reading.value for name, reading in readings.items() if reading.value is not None}
    for name, value in found.items():
        for text in BY_NAME[name].notes(where, readings[name], value, None):
            where.task.progress.warn(text)
    return found
