# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One change of a setting, carried out: sent, taken up again when AWS is busy or an answer is lost, and looked at until the setting shows it.

Changes say what is to be, so sending one again makes nothing twice; yet AWS refuses some repetitions and counts others, so the setting is
looked at before.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._aws import errors
from .._aws.calls import send
from .._aws.error_table import limit_clears
from .._aws.errors import UNKNOWN
from .._aws.retrying import Doubt, Resendable, RetryPolicy, Unsettled, send_until_known
from .._aws.task import Task
from .._aws.waiting import Awaited, wait
from .._names import TableRef
from . import catalogue
from .setting import Change, Reading, Setting

# AWS's texts for refusals that pass by themselves though their code says otherwise.
_PASSING_TEXTS = ("multiple times within a fixed interval", "replica is being added")


# In the place of a reading: AWS has accepted the change, and the setting was not read since.
_ACCEPTED = Reading(None, passing="accepted")


def carry_out(task: Task, ref: TableRef, change: Change, unsettled: Unsettled, accepted: t.Callable[[], None]) -> Reading:
    """Sends the change and returns the setting as it is when it shows it; calls ``accepted`` when AWS has taken it.

    Raises the refusal when nothing was changed, Timeout when it is not seen to be carried out by the deadline, NoAnswer or ServerFault
    when it is not known whether it is.
    """
    setting = catalogue.BY_NAME[change.setting]
    if change.late:
        change = dataclasses.replace(change, parameters={**change.parameters, **change.late(catalogue.source(task, ref))})

    def send_it() -> Reading:
        _send(task, ref, change)
        return _ACCEPTED

    def check(cause: errors.TaskError, doubt: Doubt | None) -> Reading | None:
        if not doubt:
            return None
        # Whatever AWS answers now, a request whose answer was lost may have been carried out.
        seen = at_rest(task, ref, setting)
        return seen if change.done(seen.value) else None

    def last_check(doubt: Doubt) -> t.NoReturn:
        raise doubt.cause

    request = Resendable(
        purpose=f"change {change.text}",
        send=send_it,
        check=check,
        last_check=last_check,
        understand=lambda error: _understood(task, ref, change, error),
        final=lambda cause, doubt: _naming(change, cause),
    )
    made = send_until_known(task, request, RetryPolicy(task, when_busy="wait", throttling="wait"), unsettled)[0]
    if made is not _ACCEPTED:
        return made
    accepted()
    return _settled(task, ref, setting, change)


def _naming(change: Change, cause: errors.TaskError) -> errors.TaskError:
    is_named = change.text in cause.text or isinstance(cause, UNKNOWN)
    return cause.adding("" if is_named else f"The refused change is: {change.text}.")


def at_rest(task: Task, ref: TableRef, setting: Setting) -> Reading:
    """The setting as it is when no change of it is under way any more. Raises Timeout at the deadline, and what waiting.wait raises."""
    return _settled(task, ref, setting, None)


def _send(task: Task, ref: TableRef, change: Change) -> None:
    there = task
    if change.region:
        there = dataclasses.replace(task, client=task.client_for(change.region), region=change.region)
    send(there, there.about(change.call, ref), None, **change.parameters)


def _understood(task: Task, ref: TableRef, change: Change, error: errors.TaskError) -> errors.TaskError:
    """The refusal as what it is for a table's settings, where AWS's code tells less than its text."""
    text = error.aws_text or ""
    if isinstance(error, errors.IndexNotReady):
        return errors.Busy(
            f"Index {change.part} of table {ref.name} in region {task.region} is still being added, which {change.call} has to wait for: {change.text}.",
            advice="Run the task again later, or set a longer timeout.",
            code="IndexBusy",
            aws_text=text,
        )
    if error.code == "LimitExceededException" and not limit_clears(text):
        # A quota of the table, such as those of table class and encryption: none of them is free again soon.
        return errors.Rejected(
            f"AWS refused {change.call} because a quota of the table is reached ({error.code}): {change.text}.",
            advice="Run the task again when AWS allows it.",
            code=error.code,
            aws_text=text,
        )
    if isinstance(error, errors.Busy) or any(part in text for part in _PASSING_TEXTS):
        return errors.Busy(error.text, advice="Run the task again later, or set a longer timeout.", code=error.code, aws_text=text)
    return error


def _settled(task: Task, ref: TableRef, setting: Setting, change: Change | None) -> Reading:
    """The setting when nothing is under way and, with a change, when it shows that."""
    what = change.text if change else setting.name

    def is_done(seen: Reading) -> bool:
        if change and change.part in seen.failed:
            raise errors.SettingFailed(
                f"AWS accepted the change of table {ref.name} in region {task.region} but the change failed: {what} ({seen.failed[change.part]}).",
                advice="Fix the cause and run the task again.",
            )
        return not seen.passing and (change is None or change.done(seen.value))

    awaited = Awaited[Reading](
        name=f"Table {ref.name}: {what}",
        poll=lambda: setting.read(catalogue.source(task, ref)),
        status=lambda seen: seen.passing or "not visible yet",
        is_done=is_done,
        timed_out=lambda seen, note: errors.Timeout(
            f"The change of table {ref.name} in region {task.region} did not complete within {round(task.deadline.seconds)} s: "
            f"{what} (status {seen.passing or 'not visible yet'}{note}).",
            advice="It continues in AWS. Run the task again, or set a longer timeout.",
        ),
        seen=lambda seen: None,
    )
    # Nothing is known yet: a status that is none of AWS's makes the first poll decide.
    return wait(task, awaited, Reading(None, passing="unknown"))
