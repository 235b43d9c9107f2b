# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exactly one backup: CreateBackup is sent again only when it is known that nothing was made.

CreateBackup has no client token and backup names are not unique, so the backup of a request whose answer was lost must be searched
for with ListBackups, by table, name and creation time on AWS's clock, before anything else is done.
"""

from __future__ import annotations

import contextlib
import datetime
import typing as t
from dataclasses import dataclass

from .._aws import errors
from .._aws.calls import send
from .._aws.errors import TRANSIENT
from .._aws.retrying import SETTLE, Doubt, Resendable, RetryPolicy, Unsettled, send_until_known
from .._aws.server_clock import TwoClocks
from .._aws.task import Task
from .._names import TableRef
from .._tables.table import Table
from .._task.clock import backoff
from .backup import Backup, from_answer
from .listing import Filter, listed

# How far AWS's front ends may be apart, and the two clocks that a task reads, when they are said to agree.
_CLOCK_SKEW = datetime.timedelta(seconds=5)
# AWS refuses a signature that is further from its own clock than this (5 to 15 minutes): a Date header further off is not AWS's.
_LARGEST_DISAGREEMENT = datetime.timedelta(minutes=15)
# How far (seconds) past the deadline a last search may begin: one hanging request after the other must not add up.
_LAST_SEARCH = 1.0


@dataclass(frozen=True)
class Order:
    """The one backup to create."""

    table: TableRef
    source: Table
    name: str
    when_busy: str = "fail"


@dataclass(frozen=True)
class Candidates:
    """The backups that are certainly from the request on, and those that may as well be from before it."""

    ours: list[Backup]
    near: list[Backup]

    def all(self) -> list[Backup]:
        """Both."""
        return [*self.ours, *self.near]


def create_once(task: Task, order: Order, unsettled: Unsettled) -> Backup:
    """Makes the backup and returns it as AWS accepted it, or as ListBackups showed it when the answer was lost.

    Raises OutcomeUnknown when a backup may have been made that cannot be identified for certain; with any other error
    nothing was made.
    """

    def check(cause: errors.TaskError, doubt: Doubt | None) -> Backup | None:
        # Also after a later refusal: BackupInUse may well mean the very backup whose answer was lost.
        found = _search(task, order, doubt) if doubt else None
        if found:
            task.progress.say(f"The response to CreateBackup was lost. The backup was found: {found.arn}")
        return found

    request = Resendable(
        purpose=f"create backup {order.name} of table {order.table.name}",
        send=lambda: _send(task, order),
        check=check,
        # The check has seen already that there is none.
        last_check=lambda doubt: None,
        final=lambda cause, doubt: cause.adding(f"ListBackups shows no backup {order.name} of table {order.table.name} created by this task." if doubt else ""),
    )
    made, doubt = send_until_known(task, request, RetryPolicy(task, order.when_busy), unsettled)
    if doubt:
        _warn_of_twins(task, order, doubt, made)
    return made


def _send(task: Task, order: Order) -> Backup:
    about = task.about("CreateBackup", order.table, backup=order.name)
    answer = send(task, about, "BackupDetails", TableName=order.table.given, BackupName=order.name)
    return from_answer(answer["BackupDetails"], about)


def _search(task: Task, order: Order, doubt: Doubt) -> Backup | None:
    """Lists until the backup shows, or until it is certain that there is none. Raises OutcomeUnknown when neither can be found out."""
    task.progress.say(f"No response to CreateBackup ({doubt.cause.code}): checking whether the backup was created")
    task.progress.status = f"Searching for backup {order.name} of table {order.table.name}: status unknown"
    if task.deadline.overrun() > _LAST_SEARCH:
        raise _unknown(order, doubt, "The timeout expired before it could be checked.")
    attempt = 0
    while True:
        listed_at = task.deadline.elapsed()
        out_of_time = task.deadline.passed()
        try:
            found = _candidates(task, order, doubt.since)
        except TRANSIENT as error:
            why = f"ListBackups did not respond: {error.code}."
            out_of_time = task.deadline.passed()
        except errors.TaskError as error:
            raise _unknown(order, doubt, f"The check failed: {error.sentence()}") from error
        else:
            is_settled = listed_at - doubt.at >= SETTLE
            why = _why_not_known(doubt, found, is_settled)
            if why:
                raise _unknown(order, doubt, why)
            if found.ours or is_settled:
                return found.ours[0] if found.ours else None
            why = f"ListBackups had not listed it when the timeout expired. {_perhaps(found.near)}".rstrip()
        if out_of_time:
            raise _unknown(order, doubt, why)
        attempt += 1
        task.deadline.sleep(max(1.0, backoff(attempt)))


def _why_not_known(doubt: Doubt, found: Candidates, is_settled: bool) -> str:
    """Why the answers of ListBackups do not show which backup is ours; empty when they do, or may still do."""
    apart = doubt.since.apart()
    if apart is not None and apart > _LARGEST_DISAGREEMENT:
        # AWS may list the backup a moment after it has made it, and the message is to name it.
        if not is_settled:
            return ""
        candidates = f" Backups of this name: {_arns(found.all())}." if found.all() else ""
        differ = f"The Date headers of the responses and this machine's clock differ by {round(apart.total_seconds())} s"
        return f"{differ}, so creation times cannot identify it.{candidates}"
    if len(found.ours) > 1:
        return f"More than one backup may be the result: {_arns(found.ours)}."
    return _perhaps(found.near) if is_settled and not found.ours else ""


def _perhaps(near: t.Sequence[Backup]) -> str:
    return f"A backup created at about the time of the request may be its result, or an older backup: {_arns(near)}." if near else ""


def _candidates(task: Task, order: Order, since: TwoClocks) -> Candidates:
    """The backups of this name and this very table that may be from the request on.

    While the clocks agree, AWS's own tells which are. Otherwise only a backup after both is certainly ours, and their disagreement widens how far
    back one may be.
    """
    apart = since.apart()
    if apart is None or apart > _LARGEST_DISAGREEMENT:
        certain: datetime.datetime | None = None
        earliest = None
    else:
        certain = since.aws if apart <= _CLOCK_SKEW else since.latest()
        earliest = t.cast(datetime.datetime, certain) - apart - _CLOCK_SKEW
    named = listed(task, Filter(table=order.table, name=order.name, since=earliest))
    new = [each for each in named if each.table_id in (None, order.source.id)]
    ours = [each for each in new if certain and each.created and each.created >= certain]
    return Candidates(ours, [each for each in new if each not in ours])


def _warn_of_twins(task: Task, order: Order, doubt: Doubt, made: Backup) -> None:
    """Reports an earlier request of this task that AWS carried out after the search for it had ended."""
    with contextlib.suppress(errors.TaskError):
        twins = [each for each in _candidates(task, order, doubt.since).ours if each.arn != made.arn]
        if twins:
            task.progress.warn(f"Besides backup {made.arn} there is {_arns(twins)}, of the same name and time. An earlier request may have created it.")


def _unknown(order: Order, doubt: Doubt, why: str) -> errors.OutcomeUnknown:
    return errors.OutcomeUnknown(
        f"It is not known whether backup {order.name} of table {order.table.name} was created: {doubt.cause.sentence()} {why}",
        advice="Check with ListBackups before you run the task again, or run it with if_exists=reuse.",
    )


def _arns(backups: t.Iterable[Backup]) -> str:
    return ", ".join(each.arn for each in backups)
