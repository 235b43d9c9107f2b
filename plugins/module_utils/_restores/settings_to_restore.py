# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings to give to a restored table: those of its source, or what the task gives."""

from __future__ import annotations

import json
import typing as t

from .._aws import errors
from .._aws.task import Task
from .._names import TableRef
from .._settings import (
    catalogue,
    contributor_insights,
    encryption,
    on_demand_throughput,
    replicas,
    resource_policy,
    stream_resource_policy,
    strong_consistency,
    warm_throughput,
)
from .._settings.setting import Source, Value
from .._settings.unread_replicas import NOT_READ
from .._tables import table as tables

NONE, FROM_SOURCE = "none", "from_source"
# What an override of the restore decides is not taken from the source.
_DECIDED_BY = {
    "sse_specification_override": (encryption.NAME,),
    "on_demand_throughput_override": (on_demand_throughput.NAME,),
    "provisioned_throughput_override": (warm_throughput.NAME,),
    "billing_mode_override": (on_demand_throughput.NAME, warm_throughput.NAME),
}


def parse(given: t.Any) -> None | str | dict[str, Value]:
    """Reads the option ``settings``: None for none, ``from_source``, or the settings. Raises ValueError for any other value."""
    if isinstance(given, str) and given not in (NONE, FROM_SOURCE):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            given = [given]
    if given == NONE:
        return None
    if given == FROM_SOURCE:
        return FROM_SOURCE
    if not isinstance(given, dict):
        raise ValueError(f"settings must be {NONE}, {FROM_SOURCE}, or a dictionary of settings.")
    found = catalogue.named(given)
    strong_consistency.check_restorable(found)
    return found


def of_source(task: Task, name: str, table_id: str | None, overrides: t.Mapping[str, t.Any]) -> dict[str, Value]:
    """The settings of the table whose data is restored; ``table_id`` is its id where that is known.

    Raises NoSource when it was deleted, or another table has its name now, and InvalidArgument when a restored table cannot have them.
    """
    table = TableRef(given=name, name=name)
    advice = "Pass the settings themselves, for example those of a settings_manifest, or set settings=none."
    try:
        source = catalogue.source(task, table)
    except errors.TableNotFound as error:
        raise errors.NoSource(f"The settings of table {table.name} in region {task.region} cannot be read: the table no longer exists.", advice) from error
    if table_id and table_id != source.described.get("TableId"):
        raise errors.NoSource(f"Table {table.name} in region {task.region} is not the table that was backed up, but a later table of the same name.", advice)
    if source.described.get("TableStatus") == tables.DELETING:
        raise errors.NoSource(f"The settings of table {table.name} in region {task.region} cannot be read: the table is being deleted.", advice)
    decided = {setting for override, settings in _DECIDED_BY.items() if overrides.get(override) is not None for setting in settings}
    found_settings = {name: value for name, value in catalogue.read_all(source).items() if name not in decided}
    try:
        strong_consistency.check_restorable(found_settings)
    except ValueError as error:
        raise errors.InvalidArgument(str(error)) from error
    return found_settings


def without_unread(settings: t.Mapping[str, Value]) -> tuple[dict[str, Value], list[Value]]:
    """The settings that a new table can get, and the replicas among them that it does not get: those whose own settings were not read."""
    given = settings.get(replicas.NAME)
    if given is None:
        return dict(settings), []
    made = [each for each in given if NOT_READ not in each]
    return {**settings, replicas.NAME: made}, [each for each in given if NOT_READ in each]


def fitting(settings: t.Mapping[str, Value], source_arn: str, target: Source) -> dict[str, Value]:
    """The settings as they are for the target: its ARN in place of the source's in the resource policy, and no index that it does not have."""
    found = retargeted(settings, source_arn, target.arn)
    there = contributor_insights.indexes(target)
    for name in (contributor_insights.NAME, warm_throughput.NAME):
        if settings.get(name, {}).get("indexes"):
            found[name] = {**settings[name], "indexes": {index: value for index, value in settings[name]["indexes"].items() if index in there}}
    return found


def retargeted(settings: t.Mapping[str, Value], source_arn: str, target_arn: str) -> dict[str, Value]:
    """The settings with the source's ARN in the resource policies replaced by the target's: a policy is about the table that has it."""
    found = dict(settings)
    for name in (resource_policy.NAME, stream_resource_policy.NAME):
        policy = settings.get(name)
        if policy:
            text = policy if isinstance(policy, str) else json.dumps(policy)
            found[name] = _renamed(json.loads(text), source_arn, target_arn)
    return found


def _renamed(value: Value, source_arn: str, target_arn: str) -> Value:
    if isinstance(value, dict):
        return {key: _renamed(each, source_arn, target_arn) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, source_arn, target_arn) for each in value]
    # An index of the table has its ARN followed by a slash; another table's ARN may merely begin alike.
    same = isinstance(value, str) and (value == source_arn or value.startswith(f"{source_arn}/"))
    return target_arn + value[len(source_arn) :] if same else value
