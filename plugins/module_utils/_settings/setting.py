# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a setting of a table is: how it is read, what is wanted of it, and which requests change it. One file of this folder holds each."""

from __future__ import annotations

import dataclasses
import typing as t

from .._aws import errors, service_model
from .._aws.task import Task
from .._names import TableRef

# A setting as results show it and as tasks give it: always whole, so that two of them can be compared.
Value = t.Any
# A call and its parameters.
Request = tuple[str, t.Mapping[str, t.Any]]

# The order of changes: what protects, billing and indexes, what must come before replicas, replicas, and last what may lock the task out.
PROTECTION, DEFINITION, BEFORE_ALL, PLAIN, REPLICAS, REPLICA_PARTS, LAST = range(7)
# In a description of what is to be: the IndexStatus of an index that the same task adds before the setting's turn comes.
FORESEEN = "FORESEEN"


@dataclasses.dataclass(frozen=True)
class Source:
    """A table whose settings are read, with DescribeTable's last answer."""

    task: Task
    table: TableRef
    described: t.Mapping[str, t.Any]
    # The regions of replicas that must be read, with the members that are asked for: for other replicas, members that cannot be read are omitted.
    needed: t.Mapping[str, t.Collection[str]] = dataclasses.field(default_factory=dict)

    @property
    def arn(self) -> str:
        """The table's ARN."""
        return t.cast(str, self.described["TableArn"])

    def busy(self) -> str:
        """The table's status when it is a temporary one; empty otherwise."""
        status = self.described.get("TableStatus", "")
        return status if status in ("CREATING", "UPDATING") else ""

    def subject(self, call: str) -> errors.Subject:
        """What an error about a call on the table has to name."""
        return self.task.about(call, self.table)

    def shows(self, call: str, *path: str) -> bool:
        """Whether botocore hands on this member of the call's answer."""
        return service_model.shows(self.task.client, call, *path)

    def named(self) -> dict[str, t.Any]:
        """The member of a request that names the table."""
        return {"TableName": self.table.given}


@dataclasses.dataclass(frozen=True)
class Reading:
    """A setting as AWS shows it now."""

    value: Value
    # The status of a change that is under way.
    passing: str = ""
    # Why a change that was accepted came to nothing, by the part of the setting that it was about.
    failed: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    # The parts of the setting that AWS does not show yet, each with its status.
    not_ready: t.Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Change:
    """One request that changes a setting."""

    setting: str
    # "stream: enable with NEW_IMAGE": for reports, results and errors.
    text: str
    call: str
    parameters: t.Mapping[str, t.Any]
    # Whether the setting, once nothing is under way, shows that the change was carried out.
    done: t.Callable[[Value], bool]
    rank: int = PLAIN
    # The region it is sent to, where that is another one than the task's.
    region: str | None = None
    # What it is about within the setting: an index, a replica's region.
    part: str = ""
    # What the user has to know of it beside that it was made.
    warning: str = ""
    # Further parameters that are known only when its turn comes.
    late: t.Callable[[Source], t.Mapping[str, t.Any]] | None = None


@dataclasses.dataclass(frozen=True)
class Setting:
    """One setting: all that the rest needs to know of it."""

    name: str
    # The option's declaration, see _task/shape.py.
    option: t.Mapping[str, t.Any]
    # Sends requests that only read. Raises what calls.read raises.
    read: t.Callable[[Source], Reading]
    # Given what the task names, what there is, and whether to remove what is not named: all that is wanted. Pure.
    complete: t.Callable[[Value, Value, bool], Value]
    # The requests that lead from what there is to what is wanted, in order. Sends requests that only read, if any.
    changes: t.Callable[[Source, Value, Value], list[Change]]
    # Raises ValueError for what cannot be, before the first request. Pure.
    check: t.Callable[[Value], None] = lambda value: None
    # Given what the task names: the regions of the replicas that must be read to compare it with what there is, with the members named. Pure.
    regions: t.Callable[[Value], t.Mapping[str, t.Collection[str]]] = lambda value: {}
    # Given what was read, all that is wanted, and what the task names (None: it only reads): what the user must know of it. Sends no request.
    notes: t.Callable[[Source, Reading, Value, Value], t.Sequence[str]] = lambda source, reading, wanted, named: ()
    # The requests that what the task names may take, with the members that not every botocore knows. Pure.
    needs: t.Callable[[Value], t.Sequence[Request]] = lambda wanted: ()
    # The request and the member of its answer that show the setting, where not every botocore knows them.
    shown: tuple[str, ...] = ()
    # What a table has that was just created, where reading it sends a request. Pure.
    initial: t.Callable[[Source], Value] | None = None
    # Whether what there is means the same as all that is wanted. Pure.
    same: t.Callable[[Source, Value, Value], bool] = lambda source, current, wanted: bool(current == wanted)


def switch(**more: t.Any) -> dict[str, t.Any]:
    """The option of a setting that is on or off, with further members."""
    return {"type": "dict", "options": {"enabled": {"type": "bool", "required": True}, **more}}


def enabled(described: t.Any) -> bool:
    """Whether what AWS calls so is on."""
    return described in ("ENABLED", "ENABLING", "UPDATING")


def overlaid(wanted: Value, current: Value, purge: bool) -> Value:
    """What there is, with what the task names laid over it."""
    return {**current, **wanted}


def replaced(wanted: Value, current: Value, purge: bool) -> Value:
    """What the task names, whole."""
    return wanted
