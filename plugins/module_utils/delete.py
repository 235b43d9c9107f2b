# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One backup deleted, to a known end: DeleteBackup names its backup by ARN, so it can be sent again without harm."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils.backup import describe
from ansible_collections.dynaops.dynamodb.plugins.module_utils.calls import UNKNOWN, Task, send
from ansible_collections.dynaops.dynamodb.plugins.module_utils.names import BackupRef
from ansible_collections.dynaops.dynamodb.plugins.module_utils.patience import Patience
from ansible_collections.dynaops.dynamodb.plugins.module_utils.table import subject


def delete(task: Task, backup: BackupRef, when_busy: str = "fail") -> bool:
    """Deletes the backup; False when it was gone before the first request.

    Throttling is waited out until the deadline, and so is a restore that uses the backup when C(when_busy) is C(wait).
    Raises OutcomeUnknown when it can't be told whether the backup is gone; with any other error it is still there.
    """
    about = subject(task, backup.table, "DeleteBackup", backup=backup.arn)
    patience = Patience(task, when_busy, throttling="wait")
    doubt: t.Optional[errors.TaskError] = None
    while True:
        try:
            send(task, about, "BackupDescription", BackupArn=backup.arn)
            return True
        except errors.BackupNotFound:
            # After a lost answer that means that the lost request did it.
            return doubt is not None
        except errors.TaskError as error:
            cause = error
        doubt = cause if isinstance(cause, UNKNOWN) else doubt
        again, pause = patience.pause_after(cause)
        if not again or pause >= task.deadline.remaining():
            if doubt and _is_gone(task, backup, doubt):
                return True
            cause.text += f" It was still so after {round(task.deadline.elapsed())} s." if again else ""
            raise cause
        task.progress.status = f"Waiting to delete backup {backup.arn}: status {cause.code}"
        task.deadline.sleep(pause)


def _is_gone(task: Task, backup: BackupRef, doubt: errors.TaskError) -> bool:
    """Whether a request that was not answered has deleted the backup. Raises OutcomeUnknown when that can't be seen."""
    try:
        describe(task, backup)
    except errors.BackupNotFound:
        return True
    except errors.TaskError as error:
        raise errors.OutcomeUnknown(
            f"It is not known whether backup {backup.arn} was deleted: {doubt.sentence()} Looking for it failed: {error.sentence()}",
            advice="Look for it with DescribeBackup, or run the task again.",
        ) from error
    return False
