# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exactly one backup: CreateBackup is sent again only when it is known that nothing was made.

CreateBackup has no client token and backup names are not unique, so a request whose answer was lost must be looked
for with ListBackups, by table, name and creation time on AWS's clock, before anything else is done.
"""

from __future__ import annotations

import contextlib
import datetime
import typing as t
from dataclasses import dataclass

from ansible_collections.dynaops.dynamodb.plugins.module_utils import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils.backup import Backup, from_answer
from ansible_collections.dynaops.dynamodb.plugins.module_utils.calls import TRANSIENT, UNKNOWN, Task, send
from ansible_collections.dynaops.dynamodb.plugins.module_utils.clock import backoff
from ansible_collections.dynaops.dynamodb.plugins.module_utils.listing import Wanted, listed
from ansible_collections.dynaops.dynamodb.plugins.module_utils.names import TableRef
from ansible_collections.dynaops.dynamodb.plugins.module_utils.patience import Patience
from ansible_collections.dynaops.dynamodb.plugins.module_utils.table import Table, subject

# How long (seconds) a request that was given up may still be carried out. AWS carries one out in well under a second.
SETTLE = 15.0
# How far (seconds) the clocks of AWS's front ends may be apart. A backup this near before the request is nobody's to claim.
_CLOCK_SKEW = datetime.timedelta(seconds=5)
# How far (seconds) past the deadline a last look may begin: one hanging request after the other must not add up.
_LAST_LOOK = 1.0


@dataclass(frozen=True)
class Order:
    """The one backup that is wanted."""

    table: TableRef
    source: Table
    name: str
    when_busy: str = "fail"


def create_once(task: Task, order: Order) -> Backup:
    """Makes the backup and returns it as AWS accepted it, or as ListBackups showed it when the answer was lost.

    Raises OutcomeUnknown when a backup may have been made that can't be told for certain; with any other error
    nothing was made.
    """
    patience = Patience(task, order.when_busy)
    doubt: t.Optional[_Doubt] = None
    while True:
        sent_after = task.server_clock.not_before()
        try:
            made = _send(task, order)
            if doubt:
                _warn_of_twins(task, order, doubt, made)
            return made
        except UNKNOWN as error:
            doubt = (doubt or _Doubt(since=sent_after)).renewed(error, task.deadline.elapsed())
            cause: errors.TaskError = error
        except errors.TaskError as error:
            cause = error
        if doubt:
            # Also after a later refusal: BackupInUse may well mean the very backup whose answer was lost.
            found = _look_for(task, order, doubt)
            if found:
                task.progress.say(f"The answer to CreateBackup was lost; the backup was found: {found.arn}")
                return found
        again, pause = patience.pause_after(cause)
        if not again or pause >= task.deadline.remaining():
            raise _final(task, order, cause, doubt, waited=again)
        task.progress.status = f"Waiting to create backup {order.name} of table {order.table.name}: status {cause.code}"
        task.deadline.sleep(pause)


def _send(task: Task, order: Order) -> Backup:
    about = subject(task, order.table, "CreateBackup", backup=order.name)
    answer = send(task, about, "BackupDetails", TableName=order.table.given, BackupName=order.name)
    return from_answer(answer["BackupDetails"], about)


@dataclass(frozen=True)
class _Doubt:
    """A request whose outcome is not known: sent at C(since) or later by AWS's clock, given up at C(at) (seconds elapsed)."""

    since: t.Optional[datetime.datetime]
    at: float = 0.0
    cause: t.Optional[errors.TaskError] = None

    def renewed(self, cause: errors.TaskError, at: float) -> _Doubt:
        """The same doubt after one more request of that kind: the earliest of them still counts."""
        return _Doubt(since=self.since, at=at, cause=cause)


def _look_for(task: Task, order: Order, doubt: _Doubt) -> t.Optional[Backup]:
    """Looks until the backup shows, or until it is certain that there is none. Raises OutcomeUnknown when neither can be had."""
    task.progress.say(f"No answer to CreateBackup ({doubt.cause.code if doubt.cause else 'unknown'}): looking whether the backup was made")
    task.progress.status = f"Looking for backup {order.name} of table {order.table.name}: status unknown"
    if task.deadline.overrun() > _LAST_LOOK:
        raise _unknown(order, doubt, "There was no time left to look for it.")
    attempt = 0
    while True:
        looked_at = task.deadline.elapsed()
        out_of_time = task.deadline.passed()
        try:
            ours, near = _candidates(task, order, doubt)
        except TRANSIENT as error:
            why = f"ListBackups did not answer: {error.code}."
            out_of_time = task.deadline.passed()
        except errors.TaskError as error:
            raise _unknown(order, doubt, f"Looking for it failed: {error.sentence()}") from error
        else:
            if len(ours) == 1:
                return ours[0]
            if len(ours) > 1:
                raise _unknown(order, doubt, f"More than one backup may be the one: {_arns(ours)}.")
            if looked_at - doubt.at >= SETTLE and not near:
                return None
            if looked_at - doubt.at >= SETTLE:
                raise _unknown(order, doubt, f"A backup so shortly before the request may be the one, or an older one: {_arns(near)}.")
            why = "ListBackups had not shown it when the time was over."
        if out_of_time:
            raise _unknown(order, doubt, why)
        attempt += 1
        task.deadline.sleep(max(1.0, backoff(attempt)))


def _candidates(task: Task, order: Order, doubt: _Doubt) -> t.Tuple[t.List[Backup], t.List[Backup]]:
    """The backups that can be ours, and those so shortly before the request that they might be."""
    earliest = doubt.since - _CLOCK_SKEW if doubt.since else None
    named = listed(task, Wanted(table=order.table, name=order.name, since=earliest))
    new = [each for each in named if each.table_id in (None, order.source.id)]
    ours = [each for each in new if doubt.since and each.created and each.created >= doubt.since]
    return ours, [each for each in new if each not in ours]


def _warn_of_twins(task: Task, order: Order, doubt: _Doubt, made: Backup) -> None:
    """Tells of an earlier request of this task that was carried out after all, later than anyone waits for."""
    with contextlib.suppress(errors.TaskError):
        twins = [each for each in _candidates(task, order, doubt)[0] if each.arn != made.arn]
        if twins:
            task.progress.warn(f"Beside backup {made.arn} there is {_arns(twins)}, of the same name and moment: a request given up on may have made it.")


def _unknown(order: Order, doubt: _Doubt, why: str) -> errors.OutcomeUnknown:
    cause = doubt.cause.sentence() if doubt.cause else ""
    return errors.OutcomeUnknown(
        f"It is not known whether backup {order.name} of table {order.table.name} was made: {cause} {why}",
        advice="Look for it with ListBackups before you run the task again, or run it with if_exists=reuse.",
    )


def _final(task: Task, order: Order, error: errors.TaskError, doubt: t.Optional[_Doubt], waited: bool) -> errors.TaskError:
    """The error as people read it at the end of all tries."""
    if waited:
        error.text += f" It was still so after {round(task.deadline.elapsed())} s."
    if doubt:
        error.text += f" ListBackups shows no backup {order.name} of table {order.table.name} made by this task."
    return error


def _arns(backups: t.Iterable[Backup]) -> str:
    return ", ".join(each.arn for each in backups)
