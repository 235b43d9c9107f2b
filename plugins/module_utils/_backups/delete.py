# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One backup deleted, to a known end: DeleteBackup names its backup by ARN, so it can be sent again without harm."""

from __future__ import annotations

from .._aws import errors
from .._aws.calls import send
from .._aws.retrying import Doubt, Resendable, RetryPolicy, Unsettled, send_until_known
from .._aws.task import Task
from .._names import BackupRef
from .backup import describe


def delete(task: Task, backup: BackupRef, unsettled: Unsettled, when_busy: str = "fail") -> bool:
    """Deletes the backup; False when it did not exist before the first request.

    Throttling is retried until the deadline, and so is a restore that uses the backup when ``when_busy`` is ``wait``.
    Raises OutcomeUnknown when it is unknown whether the backup exists; with any other error it still does.
    """
    about = task.about("DeleteBackup", backup.table, backup=backup.arn)

    def send_it() -> bool:
        send(task, about, "BackupDescription", BackupArn=backup.arn)
        return True

    def check(cause: errors.TaskError, doubt: Doubt | None) -> bool | None:
        # After a lost answer, not found means that the lost request did it.
        return doubt is not None if isinstance(cause, errors.BackupNotFound) else None

    request = Resendable(purpose=f"delete backup {backup.arn}", send=send_it, check=check, last_check=lambda doubt: _is_gone(task, backup, doubt.cause) or None)
    return send_until_known(task, request, RetryPolicy(task, when_busy, throttling="wait"), unsettled)[0]


def _is_gone(task: Task, backup: BackupRef, doubt: errors.TaskError) -> bool:
    """Whether a request that was not answered has deleted the backup. Raises OutcomeUnknown when the answer does not show it."""
    try:
        describe(task, backup)
    except errors.BackupNotFound:
        return True
    except errors.TaskError as error:
        raise errors.OutcomeUnknown(
            f"It is not known whether backup {backup.arn} was deleted: {doubt.sentence()} The check failed: {error.sentence()}",
            advice="Check with DescribeBackup, or run the task again.",
        ) from error
    return False
