# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One table created: CreateTable is sent again only when it is known that it created no table.

CreateTable has no client token, but AWS creates no second table of a name. So a table that DescribeTable shows after a lost answer was created by this
task or by another one: it is this task's when it was created after the request was sent and is defined as the request says.
"""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from .._aws import error_table, errors
from .._aws.calls import send
from .._aws.errors import UNKNOWN
from .._aws.retrying import Doubt, Resendable, RetryPolicy, Unsettled, poll_until_settled, send_until_known
from .._aws.server_clock import TwoClocks
from .._aws.task import Task
from .._names import TableRef
from . import definition, table

# How far (seconds) AWS's front ends may be apart.
_CLOCK_SKEW = 5.0
_CREATION = table.Work(
    name="creation",
    lost=errors.TableLost,
    if_lost="run the task again",
    if_late="The creation continues in AWS. Run the task again to continue, or set a longer timeout.",
)


@dataclass(frozen=True)
class Order:
    """The one table that is wanted: its definition, and the members of CreateTable but for the name."""

    table: TableRef
    definition: definition.Value
    members: t.Mapping[str, t.Any]


def create_once(task: Task, order: Order, unsettled: Unsettled) -> table.Table:
    """Creates the table and returns it as AWS shows it. The table must not have existed before.

    Raises TargetExists when another task has created a table of that name meanwhile, and OutcomeUnknown when a table may have been created that
    can't be told for certain; with any other error none was created.
    """
    request = Resendable(
        purpose=f"create table {order.table.name}",
        send=lambda: _send(task, order),
        check=lambda cause, doubt: _check(task, order, cause, doubt),
        last_check=lambda doubt: _late(task, order, doubt),
        final=lambda cause, doubt: cause.adding(f"Table {order.table.name} does not exist: none was created." if doubt else ""),
    )
    try:
        return send_until_known(task, request, RetryPolicy(task, when_busy="wait", throttling="wait"), unsettled)[0]
    except errors.TargetExists:
        # Where there is another task's table, none of this task's is.
        unsettled.settle()
        raise


def wait_active(task: Task, ref: TableRef, found: table.Table, seen: t.Callable[[table.Table], None]) -> table.Table:
    """Polls the created table until it is ACTIVE; see table.wait_active. Raises TableLost for a status that does not lead there."""
    return table.wait_active(task, ref, found, seen, _CREATION)


def _send(task: Task, order: Order) -> table.Table:
    about = task.about("CreateTable", order.table)
    answer = send(task, about, "TableDescription", TableName=order.table.name, **order.members)
    made = table.from_answer(answer["TableDescription"], order.table)
    if made.name != order.table.name:
        raise error_table.damaged("the response describes another table", about)
    return made


def _check(task: Task, order: Order, cause: errors.TaskError, doubt: Doubt | None) -> table.Table | errors.TaskError | None:
    if isinstance(cause, UNKNOWN):
        task.progress.say(f"No response to CreateTable ({cause.code}): checking whether the table was created")
    is_in_use = cause.code == "ResourceInUseException"
    if not doubt and not is_in_use:
        return None
    shown = _shown(task, order, doubt, cause)
    if shown is None or shown.get("TableStatus") == table.DELETING:
        # A table of the name that is still being deleted clears without action.
        return None
    found = table.from_answer(shown, order.table)
    if not doubt:
        raise _another(task, order, found, cause)
    _check_ours(task, order, shown, found, doubt)
    task.progress.say(f"The response to CreateTable was lost. The table was found: {found.arn} (status {found.status})")
    return found


def _shown(task: Task, order: Order, doubt: Doubt | None, cause: errors.TaskError) -> dict[str, t.Any] | None:
    try:
        return table.described(task, order.table)
    except errors.TableNotFound:
        return None
    except errors.TaskError as error:
        if not doubt:
            raise cause from error
        raise _unknown(task, order, doubt, f"The check failed: {error.sentence()}") from error


def _late(task: Task, order: Order, doubt: Doubt) -> table.Table | None:
    """The table, when an abandoned request creates it within the longest time that this takes."""

    def poll() -> table.Table | None:
        shown = _shown(task, order, doubt, doubt.cause)
        if shown is None or shown.get("TableStatus") == table.DELETING:
            return None
        found = table.from_answer(shown, order.table)
        _check_ours(task, order, shown, found, doubt)
        return found

    return poll_until_settled(task, doubt, order.table.name, poll, lambda: _unknown(task, order, doubt, "The table did not exist when the timeout expired."))


def _check_ours(task: Task, order: Order, shown: t.Mapping[str, t.Any], found: table.Table, doubt: Doubt) -> None:
    """Raises TargetExists for a table that this task's request cannot have created, by its definition or by its time."""
    is_as_ordered = definition.described(shown) == order.definition
    if not is_as_ordered or found.created is None or found.created < _earliest(doubt.since):
        raise _another(task, order, found, doubt.cause)


def _earliest(since: TwoClocks) -> datetime.datetime:
    """When a table of this task's can have been created at the earliest: by the earlier of the two clocks, since either may be wrong."""
    return since.earliest() - datetime.timedelta(seconds=_CLOCK_SKEW)


def _another(task: Task, order: Order, found: table.Table, cause: errors.TaskError) -> errors.TargetExists:
    return errors.TargetExists(
        f"Table {order.table.name} in region {task.region} was created by another task at the same time ({cause.code}): it has status {found.status}.",
        advice="It was not changed. Run the task again to compare it with what you want.",
    )


def _unknown(task: Task, order: Order, doubt: Doubt, why: str) -> errors.OutcomeUnknown:
    return errors.OutcomeUnknown(
        f"It is not known whether table {order.table.name} in region {task.region} was created: {doubt.cause.sentence()} {why}",
        advice="Check the table with DescribeTable, or run the task again.",
    )
