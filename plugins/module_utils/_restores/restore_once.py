# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One restore, started exactly once, and the wait for it.

A table's name is taken only once, so a request that is sent again can't make a second table; but the refusal of the
second one (TableInUse, TableAlreadyExists) may well be about our own restore, whose answer was lost.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._aws import error_table, errors
from .._aws.calls import send
from .._aws.errors import UNKNOWN
from .._aws.retrying import Doubt, Resendable, RetryPolicy, Unsettled, poll_until_settled, send_until_known
from .._aws.task import Task
from .._names import TableRef
from .._tables import table
from .restore_source import RestoreSource

# Seconds after AWS has accepted a restore in which DescribeTable may not find its table (measured: "a moment"; this is well above it).
_UNSEEN = 5.0

# Refusals that may be about our own restore, whose answer was lost.
_PERHAPS_OURS = (errors.TargetExists, errors.Busy)
_RESTORE = table.Work(
    name="restore",
    lost=errors.RestoreLost,
    if_lost="restore to another name",
    if_late="Run the task again while the table is CREATING to continue waiting for the same restore (later AWS does not report its source), "
    "or set a longer timeout.",
)


@dataclass(frozen=True)
class Order:
    """The one table to restore. ``overrides`` are members of the request."""

    source: RestoreSource
    target: TableRef
    overrides: t.Mapping[str, t.Any] = field(default_factory=dict)
    when_busy: str = "fail"


def restore_once(task: Task, order: Order, unsettled: Unsettled) -> table.Table:
    """Begins the restore and returns the target as AWS shows it. The target must not have existed before.

    Raises TargetExists when a table of that name was created meanwhile by another task, and OutcomeUnknown when a restore
    may have begun that cannot be identified for certain; with any other error no restore began.
    """
    request = Resendable(
        purpose=f"restore table {order.target.name}",
        send=lambda: _send(task, order),
        check=lambda cause, doubt: _check(task, order, cause, doubt),
        last_check=lambda doubt: _late(task, order, doubt),
        understand=lambda error: t.cast(errors.TaskError, order.source.understand(error)),
        final=lambda cause, doubt: cause.adding(f"Table {order.target.name} does not exist: no restore began." if doubt else ""),
    )
    return send_until_known(task, request, RetryPolicy(task, order.when_busy), unsettled)[0]


def _check(task: Task, order: Order, cause: errors.TaskError, doubt: Doubt | None) -> table.Table | errors.TaskError | None:
    if isinstance(cause, UNKNOWN):
        task.progress.say(f"No response to {order.source.call} ({cause.code}): checking whether the restore began")
    if not doubt and not isinstance(cause, _PERHAPS_OURS):
        return None
    found = _seen(task, order, doubt, cause)
    if found and found.status == table.DELETING:
        # AWS calls that an existing table, but it clears without action.
        return errors.Busy(cause.text, cause.advice, cause.code, cause.aws_text)
    if found:
        task.progress.say(f"The restore of table {order.target.name} has begun: status {found.status}")
    return found


def wait_active(
    task: Task, target: TableRef, found: table.Table, seen: t.Callable[[table.Table], None], enough: t.Callable[[], bool] = lambda: False
) -> table.Table:
    """Polls the restored table until it is ACTIVE, or until it is ``enough``; see table.wait_active. Raises RestoreLost for another status."""
    return table.wait_active(task, target, found, seen, _RESTORE, enough)


def _send(task: Task, order: Order) -> table.Table:
    about = task.about(order.source.call, order.target, backup=order.source.backup_arn)
    answer = send(task, about, "TableDescription", TargetTableName=order.target.name, **order.source.parameters(), **order.overrides)
    made = table.from_answer(answer["TableDescription"], order.target)
    if made.name != order.target.name:
        raise error_table.damaged("the response describes another table", about)
    return made


def _seen(task: Task, order: Order, doubt: Doubt | None, cause: errors.TaskError) -> table.Table | None:
    """As ``_ours``, but polls for a while where a restore from our source may have been accepted a moment ago."""
    begun = task.deadline.elapsed()
    while True:
        found = _ours(task, order, doubt, cause)
        may_be_unseen = doubt or order.source.may_be_meant(cause.aws_text or "")
        if found is not None or not may_be_unseen or task.deadline.elapsed() - begun >= _UNSEEN or task.deadline.passed():
            return found
        task.deadline.sleep(1.0)


def _ours(task: Task, order: Order, doubt: Doubt | None, cause: errors.TaskError) -> table.Table | None:
    """The target when it is being restored from our source or is just being deleted; None when there is none (yet).

    Raises TargetExists or OutcomeUnknown when there is one of which neither can be said.
    """
    try:
        found = table.find(task, order.target)
    except errors.TaskError as error:
        if not doubt:
            raise cause from error
        raise _unknown(task, order, doubt, f"The check failed: {error.sentence()}") from error
    if found is None or found.status == table.DELETING or (found.restoring_from and order.source.is_named(found.restoring_from)):
        return found
    if doubt and found.status == table.ACTIVE and found.restoring_from is None:
        raise _unknown(task, order, doubt, "A table of this name exists now, and AWS no longer reports what it was restored from.")
    if isinstance(cause, errors.TargetExists):
        raise cause
    return None


def _late(task: Task, order: Order, doubt: Doubt) -> table.Table | None:
    """The target, when AWS starts the restore of an abandoned request within the longest time that this takes."""

    def poll() -> table.Table | None:
        found = _ours(task, order, doubt, doubt.cause)
        return found if found and found.status != table.DELETING else None

    return poll_until_settled(task, doubt, order.target.name, poll, lambda: _unknown(task, order, doubt, "The table did not exist when the timeout expired."))


def _unknown(task: Task, order: Order, doubt: Doubt, why: str) -> errors.OutcomeUnknown:
    return errors.OutcomeUnknown(
        f"It is not known whether the restore of {order.source.text()} to table {order.target.name} in region {task.region} began: "
        f"{doubt.cause.sentence()} {why}",
        advice="Check the table with DescribeTable before you run the task again.",
    )
