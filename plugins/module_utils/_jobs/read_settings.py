# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All settings of one table, read."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._aws.task import Task
from .._names import BackupRef, TableRef
from .._settings import catalogue
from .._settings.setting import Source
from .._tables import kms_key, table

# Facts that users want beside the settings. As AWS shows them: each replica with its status, also one that cannot be asked.
_BESIDE = (
    "latest_stream_arn",
    "latest_stream_label",
    "attribute_definitions",
    "global_secondary_indexes",
    "local_secondary_indexes",
    "replicas",
    "multi_region_consistency",
    "global_table_witnesses",
    "vector_indexes",
)


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    table: TableRef
    with_kms_key: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.table,)


@dataclass
class Outcome:
    """What is known so far."""

    found: dict[str, t.Any] | None = None
    settings: dict[str, t.Any] | None = None
    key: kms_key.KmsKey | None = None

    def state(self) -> str:
        """Reading changes nothing."""
        return ""

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        result: dict[str, t.Any] = {"changed": False}
        if self.found is not None:
            result["table"] = self.found
        if self.settings is not None:
            result["settings"] = self.settings
        if self.key is not None:
            result["kms_key"] = self.key.as_result()
        return result


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Reads, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    where = _readable(task, request.table)
    outcome.found = _described(where.described, request.table)
    if request.with_kms_key:
        outcome.key = next(iter(kms_key.described(task, [kms_key.key_of(where.described)]).values()), None)
    catalogue.warn_of_unreadable(task)
    outcome.settings = catalogue.read_known(where)
    return f"Read the settings of table {request.table.name} in region {task.region}."


def _readable(task: Task, ref: TableRef) -> Source:
    """The table, once it has settings to read. Raises TableBusy when it is still CREATING at the deadline, TableNotReady when it is DELETING."""
    where = catalogue.source(task, ref)
    found = table.from_answer(where.described, ref)
    if found.status == table.DELETING:
        table.check_ready(task, ref, found, table.READING)
    if found.status != table.CREATING:
        return where
    table.wait_ready(task, ref, found, table.READING)
    return catalogue.source(task, ref)


def _described(shown: t.Mapping[str, t.Any], ref: TableRef) -> dict[str, t.Any]:
    """The facts about the table that are no settings, and that users want beside them."""
    details = table.details(shown, ref)
    return {**table.from_answer(shown, ref).as_result(), **{name: details[name] for name in _BESIDE if name in details}}
