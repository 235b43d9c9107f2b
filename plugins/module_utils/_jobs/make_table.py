# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One table created or changed until it is what is wanted, and what is known of it at every moment."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field

from .._aws import errors, service_model
from .._aws.service_model import Needed
from .._aws.task import Task
from .._names import BackupRef, TableRef
from .._settings import at_creation, catalogue, indexes_and_billing, on_demand_throughput, replicas
from .._settings.apply_changes import Desired, Record, apply, expect, foresee, plan_new
from .._settings.setting import DEFINITION, Change
from .._tables import create_once, definition, keys, table
from .._task.results import counted, diff


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    table: TableRef
    wanted: Desired
    wait: bool = True
    check_mode: bool = False
    # Whether a sort key that is not named must not be there.
    exact_keys: bool = False

    @property
    def definition(self) -> definition.Definition:
        """Keys, billing and indexes, as far as they are named."""
        return self.wanted.definition or definition.Definition()

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.table,)


@dataclass
class Outcome:
    """What is known so far. It is filled in as things happen, so that no failure loses any of it."""

    with_diff: bool = False
    check_mode: bool = False
    # DescribeTable's last answer, and the same as a table.
    shown: t.Mapping[str, t.Any] | None = None
    found: table.Table | None = None
    ref: TableRef | None = None
    # Whether there was no table when the task began.
    is_new: bool = False
    record: Record = field(default_factory=Record)

    def see(self, shown: t.Mapping[str, t.Any], ref: TableRef) -> table.Table:
        """Takes the table as AWS has just described it."""
        self.shown, self.found, self.ref = shown, table.from_answer(shown, ref), ref
        return self.found

    def state(self) -> str:
        """The state of things, for an error that comes now."""
        return self.record.state() or "Nothing was changed."

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        record = self.record
        made = record.planned if self.check_mode else record.made()
        settings = {name: value for name, value in record.now.items() if name != indexes_and_billing.NAME}
        result: dict[str, t.Any] = {"changed": bool(made), "changes": [change.text for change in made], "settings": settings}
        if self.found:
            result["table"] = table.details(self.shown, self.ref) if self.shown and self.ref else self.found.as_result()
        if self.with_diff:
            result["diff"] = diff({} if self.is_new else record.before, record.now)
        return result


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    outcome.check_mode = request.check_mode
    catalogue.check_botocore(task, request.wanted.settings)
    found = _find(task, request, outcome)
    msg = _change(task, request, outcome, found) if found else _create(task, request, outcome)
    if outcome.record.done:
        # For the result alone: the work is done even if this request fails.
        with contextlib.suppress(errors.TaskError):
            outcome.see(table.described(task, request.table), request.table)
    return msg


def _find(task: Task, request: Request, outcome: Outcome) -> table.Table | None:
    """The table; None when it does not exist, or no longer exists when the running deletion has ended."""
    try:
        shown = table.described(task, request.table)
    except errors.TableNotFound:
        return None
    found = table.from_answer(shown, request.table)
    if found.status != table.DELETING:
        return outcome.see(shown, request.table)
    if not request.check_mode:
        task.progress.say(f"Table {request.table.name} is being deleted: it is created again afterwards")
        table.wait_gone(task, request.table, found)
    return None


def _create(task: Task, request: Request, outcome: Outcome) -> str:
    ref, record = request.table, outcome.record
    outcome.is_new = True
    value = _new_definition(task, request)
    plan_new(at_creation.source(task, ref, value), request.wanted, record)
    taken, rest = at_creation.split(record.planned)
    members = at_creation.members(value, taken)
    service_model.check(task.client, [Needed(f"settings.{each.setting}", "CreateTable", {**members, **at_creation.members(value, [each])}) for each in taken])
    record.planned = [_creation(request, value, members), *taken, *rest]
    if request.check_mode:
        expect(record, record.planned)
        return f"Would have created table {ref.name} in region {task.region} if not in check mode."
    task.progress.announce(f"Creating table {ref.name}, region {task.region}: {'; '.join(change.text for change in record.planned)}")
    record.current = record.planned[0]
    made = create_once.create_once(task, create_once.Order(ref, value, members), record.unsettled)
    record.current, record.done = None, record.planned[: 1 + len(taken)]
    expect(record, record.done)
    outcome.found = made
    task.progress.announce(f"Table accepted by AWS: {made.arn} (status {made.status})")
    if request.wait or rest:
        create_once.wait_active(task, ref, made, lambda seen: None)
        apply(task, ref, request.wanted, record, request.wait)
        task.progress.say(f"Table {ref.name} is ACTIVE ({round(task.deadline.elapsed())} s elapsed)")
    return f"Table {ref.name} in region {task.region} was created."


def _new_definition(task: Task, request: Request) -> definition.Value:
    """The whole definition of the table that is to be created. Raises InvalidArgument for what cannot be created."""
    name = request.table.name
    try:
        if request.table.account:
            raise ValueError("table_name is an ARN. Give the table's name to create it")
        value = definition.new(request.definition)
        on_demand_throughput.check_billing(request.wanted.settings, value["billing_mode"])
        if value["billing_mode"] == definition.PROVISIONED and request.wanted.settings.get(replicas.NAME):
            raise ValueError(
                "settings.replicas requires billing_mode=PAY_PER_REQUEST for a new table, because AWS creates replicas of a table in billing mode "
                "PROVISIONED only if it has auto scaling"
            )
    except ValueError as error:
        raise errors.InvalidArgument(
            f"Table {name} does not exist in region {task.region}, and it cannot be created as requested: {str(error).rstrip('.')}."
        ) from error
    return value


def _creation(request: Request, value: definition.Value, members: t.Mapping[str, t.Any]) -> Change:
    """The creation as the first change of the plan; create_once carries it out."""
    parts = [f"key {keys.text(value)}", value["billing_mode"], *(f"index {name}" for name in value["indexes"])]
    text = f"table: create {request.table.name} with {', '.join(parts)}"
    return Change(indexes_and_billing.NAME, text, "CreateTable", members, lambda shown: bool(shown == value), DEFINITION)


def _change(task: Task, request: Request, outcome: Outcome, found: table.Table) -> str:
    ref, record = request.table, outcome.record
    current = definition.described(outcome.shown or {})
    _check_keys(task, request, current)
    try:
        on_demand_throughput.check_billing(request.wanted.settings, request.definition.billing_mode or current["billing_mode"])
    except ValueError as error:
        raise errors.InvalidArgument(f"Table {ref.name} in region {task.region}: {error}") from error
    if found.status in table.PASSING and not request.check_mode:
        found = outcome.found = table.wait_ready(task, ref, found, table.SETTINGS)
    if not request.check_mode or found.status not in table.PASSING:
        table.check_ready(task, ref, found, table.SETTINGS)
    if request.check_mode:
        foresee(task, ref, request.wanted, record)
        return f"Would have made {counted(len(record.planned), 'change')} to table {ref.name} in region {task.region} if not in check mode."
    apply(task, ref, request.wanted, record, request.wait)
    if not record.done:
        return f"Table {ref.name} in region {task.region} already is as requested."
    return f"Made {counted(len(record.done), 'change')} to table {ref.name} in region {task.region}."


def _check_keys(task: Task, request: Request, current: definition.Value) -> None:
    """Raises KeysDiffer for a table with other keys: AWS never changes them, and a table is never replaced."""
    wanted = request.definition.keys
    differences = keys.differences(wanted, current)
    if request.exact_keys and current.get("range_key_name") and not wanted.get("range_key_name"):
        differences.append(f"range_key_name is {current['range_key_name']}, not none")
    if differences:
        raise errors.KeysDiffer(
            f"Table {request.table.name} in region {task.region} exists with other keys: {'; '.join(differences)}.",
            advice="AWS never changes the keys of a table, and the module never replaces a table. Use another table name, or give the keys that the table has.",
        )
