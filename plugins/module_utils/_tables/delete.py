# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One table deleted, and no other of its name: DeleteTable names a table by name alone, so its TableId is compared before every try."""

from __future__ import annotations

import contextlib

from .._aws import errors
from .._aws.calls import send
from .._aws.errors import UNKNOWN
from .._aws.retrying import Doubt, Resendable, RetryPolicy, Unsettled, poll_until_settled, send_until_known
from .._aws.task import Task
from .._names import TableRef
from . import table


def delete_once(task: Task, ref: TableRef, found: table.Table, when_busy: str, unsettled: Unsettled) -> bool:
    """Sends DeleteTable until this very table is deleted or being deleted. Returns True.

    Another table of its name is never deleted: the table is described before every try. Raises OutcomeUnknown when it is not known whether it is
    being deleted; with any other error it is not.
    """
    about = task.about("DeleteTable", ref)

    def send_it() -> bool:
        with contextlib.suppress(errors.TableNotFound):
            send(task, about, "TableDescription", TableName=ref.given)
        return True

    def check(cause: errors.TaskError, doubt: Doubt | None) -> bool | None:
        is_about_it = isinstance(cause, (errors.Busy, *UNKNOWN))
        return (is_about_it and _is_leaving(task, ref, found, doubt, cause)) or None

    resendable = Resendable(
        purpose=f"delete table {ref.name}",
        send=send_it,
        check=check,
        last_check=lambda doubt: _late(task, ref, found, doubt),
        before_each=lambda doubt: _is_leaving(task, ref, found, doubt, None) or None,
    )
    return send_until_known(task, resendable, RetryPolicy(task, when_busy, throttling="wait"), unsettled)[0]


def state(found: table.Table | None, has_begun: bool, unsettled: Unsettled) -> str:
    """The state of things in one sentence, for an error that comes now; ``has_begun`` when AWS has accepted the deletion."""
    if unsettled:
        return "DeleteTable was sent, and it is not known whether the table is being deleted: run the task again."
    if found is None:
        return "Nothing was deleted."
    return f"The deletion of table {found.name} continues in AWS." if has_begun else f"Table {found.name} was not deleted."


def finish(task: Task, ref: TableRef, found: table.Table, wait: bool) -> str:
    """Waits, where that is wanted, until a table that is being deleted no longer exists, and returns the message of success."""
    task.progress.say(f"Table {ref.name} is being deleted")
    if not wait:
        return f"Table {ref.name} in region {task.region} is being deleted."
    table.wait_gone(task, ref, found)
    task.progress.say(f"Table {ref.name} was deleted ({round(task.deadline.elapsed())} s elapsed)")
    return f"Table {ref.name} in region {task.region} was deleted."


def _late(task: Task, ref: TableRef, found: table.Table, doubt: Doubt) -> bool | None:
    """True when an abandoned request deletes the table; None when it did not within the longest time that this takes."""
    return poll_until_settled(
        task,
        doubt,
        ref.name,
        lambda: _is_leaving(task, ref, found, doubt, doubt.cause) or None,
        lambda: _unknown(task, ref, doubt, "The table still existed when the timeout expired."),
    )


def _is_leaving(task: Task, ref: TableRef, found: table.Table, doubt: Doubt | None, cause: errors.TaskError | None) -> bool:
    """Whether this table is deleted or being deleted. Where that can't be seen, raises OutcomeUnknown when a request was not answered, the failure that
    there was otherwise."""
    try:
        now = table.find(task, ref)
    except errors.TaskError as error:
        if doubt:
            raise _unknown(task, ref, doubt, f"The check failed: {error.sentence()}") from error
        raise (cause or error) from error
    return now is None or now.status == table.DELETING or now.id != found.id


def _unknown(task: Task, ref: TableRef, doubt: Doubt, why: str) -> errors.OutcomeUnknown:
    return errors.OutcomeUnknown(
        f"It is not known whether table {ref.name} in region {task.region} is being deleted: {doubt.cause.sentence()} {why}",
        advice="Check the table with DescribeTable, or run the task again.",
    )
