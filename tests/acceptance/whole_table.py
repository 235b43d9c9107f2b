# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of dynamodb_table share: definitions of tables, and the module's work in this process."""

from __future__ import annotations

import dataclasses
import types
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import TABLE
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import make_table, remove_table
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_table
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import perform, task_at, time_of
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_table"
NAME = "invoices"
_ABSENT = types.SimpleNamespace(ARGUMENTS=dynamodb_table.ARGUMENTS, request_from=dynamodb_table.remove_from)
# A table with everything that keys and indexes can be, on demand.
BY_STATUS = {"name": "ByStatus", "type": "global_include", "hash_key_name": "status", "range_key_name": "created", "includes": ["total", "note"]}
BY_DUE = {"name": "ByDue", "type": "keys_only", "range_key_name": "due", "range_key_type": "NUMBER"}
FULL: dict[str, t.Any] = {
    "hash_key_name": "customer",
    "range_key_name": "created",
    "range_key_type": "NUMBER",
    "billing_mode": "PAY_PER_REQUEST",
    "indexes": [BY_STATUS, BY_DUE],
}
# The smallest table, in community.aws's default billing mode.
SMALL: dict[str, t.Any] = {"hash_key_name": "id"}


def index(name: str = "ByX", key: str = "x", kind: str = "global_all", **more: t.Any) -> dict[str, t.Any]:
    """A global index of one attribute."""
    return {"name": name, "type": kind, "hash_key_name": key, **more}


def task(lab: LabClient, timeout: float = 7200) -> Task:
    """A task like the module's own, in the lab's time, with clients for other regions."""

    def at(region: str) -> Task:
        return task_at(lab, timeout, region, TABLE, time=time_of(lab))

    return dataclasses.replace(at("us-east-1"), client_of=lambda region: at(region).client)


def make(lab: LabClient, timeout: float = 7200, check_mode: bool = False, **options: t.Any) -> dict[str, t.Any]:
    """What the module does with state=present, less Ansible: the result. Raises TaskError with the outcome as ``outcome``."""
    outcome = perform(task(lab, timeout), dynamodb_table, make_table, check_mode, **{"table_name": NAME, **options})
    return {"msg": outcome.msg, "lines": outcome.lines, **outcome.as_result()}


def remove(lab: LabClient, timeout: float = 7200, check_mode: bool = False, **options: t.Any) -> dict[str, t.Any]:
    """The same with state=absent."""
    outcome = perform(task(lab, timeout), _ABSENT, remove_table, check_mode, **{"table_name": NAME, **options})
    return {"msg": outcome.msg, "lines": outcome.lines, **outcome.as_result()}


def shown(lab: LabClient, name: str = NAME) -> dict[str, t.Any]:
    """The table as AWS describes it."""
    return t.cast("dict[str, t.Any]", lab.dynamodb().describe_table(TableName=name)["Table"])


def indexes(lab: LabClient, name: str = NAME) -> dict[str, str]:
    """The global indexes with their statuses."""
    return {each["IndexName"]: each["IndexStatus"] for each in shown(lab, name).get("GlobalSecondaryIndexes", ())}


def sent(lab: LabClient, *operations: str) -> list[dict[str, t.Any]]:
    """The requests of these operations that were sent; by default all that change something."""
    changing = ("Create", "Update", "Delete", "Tag", "Untag", "Put")
    return [entry for entry in lab.requests() if (entry["operation"] in operations if operations else entry["operation"].startswith(changing))]
