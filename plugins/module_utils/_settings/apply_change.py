# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One change of a setting: sent, sent again when AWS is busy or an answer is lost, and polled until the setting shows it.

A change names the final value, so sending it again has no second effect. But AWS refuses some repetitions and counts others, so the setting is
read before.
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
from .._tables import table
from . import catalogue
from .setting import Change, Reading, Setting

# AWS's texts for refusals that clear without action although their code means the opposite.
_PASSING_TEXTS = ("multiple times within a fixed interval", "replica is being added")


_LATER = "Run the task again later, or set a longer timeout."
# How late (seconds) AWS may show a change that it has carried out (measured: a resource policy 1 to 2.7 s, tags 1.6 to 3.0 s).
_LATE = 5.0

# In the place of a reading: AWS has accepted the change, and the setting was not read since.
_ACCEPTED = Reading(None, passing="accepted")


def carry_out(task: Task, ref: TableRef, change: Change, unsettled: Unsettled, accepted: t.Callable[[], None], is_awaited: bool = True) -> Reading:
    """Sends the change and returns the setting as it is when it shows it; calls ``accepted`` when AWS has taken it, and returns then if it is not awaited.

    Raises the refusal when nothing was changed, Timeout when it is not seen to be carried out by the deadline, NoAnswer or ServerFault
    when that is unknown.
    """
    setting = catalogue.PLANNED_BY_NAME[change.setting]
    if change.late:
        change = dataclasses.replace(change, parameters={**change.parameters, **change.late(catalogue.source(task, ref))})

    def send_it() -> Reading:
        _send(task, ref, change)
        return _ACCEPTED

    def check(cause: errors.TaskError, doubt: Doubt | None) -> Reading | errors.TaskError | None:
        if doubt:
            # Whatever AWS answers now, a request whose answer was lost may have been carried out.
            seen = _shown(task, ref, change, doubt)
            if seen:
                return seen
        if isinstance(cause, errors.TableNotFound) and _is_there(task, ref, change):
            return errors.Busy(cause.text, advice=_LATER, code=cause.code, aws_text=cause.aws_text)
        return None

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
    if not is_awaited:
        return made
    return _settled(task, ref, setting, change, _needed(change))


def _naming(change: Change, cause: errors.TaskError) -> errors.TaskError:
    is_named = change.text in cause.text or isinstance(cause, UNKNOWN)
    return cause.adding("" if is_named else f"The refused change is: {change.text}.")


def at_rest(task: Task, ref: TableRef, setting: Setting, needed: t.Mapping[str, t.Collection[str]] | None = None) -> Reading:
    """The setting as it is when no change of it is under way any more; ``needed`` are the regions of replicas that must be read.

    Raises Timeout at the deadline, and what waiting.wait raises.
    """
    return _settled(task, ref, setting, None, needed or {})


def _needed(change: Change) -> dict[str, t.Collection[str]]:
    return {region: () for region in (change.region, change.part) if region}


def _is_there(task: Task, ref: TableRef, change: Change) -> bool:
    """Whether DescribeTable shows what a call has just not found: AWS needs a moment after a table or a replica became ACTIVE (inferred)."""
    try:
        shown = table.described(task, ref)
    except errors.TableNotFound:
        return False
    statuses = {each["RegionName"]: each.get("ReplicaStatus") for each in shown.get("Replicas", ())}
    status = statuses.get(change.region) if change.region else shown.get("TableStatus")
    return status in ("ACTIVE", "UPDATING")


def _shown(task: Task, ref: TableRef, change: Change, doubt: Doubt) -> Reading | None:
    """The setting when it shows the change; None when it does not, also after as long as AWS may be late with it."""
    while True:
        seen = at_rest(task, ref, catalogue.PLANNED_BY_NAME[change.setting], _needed(change))
        if change.done(seen.value):
            return seen
        if task.deadline.elapsed() - doubt.at >= _LATE or task.deadline.passed():
            return None
        task.deadline.sleep(1.0)


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
        return errors.Busy(error.text, advice=_LATER, code=error.code, aws_text=text)
    return error


def _settled(task: Task, ref: TableRef, setting: Setting, change: Change | None, needed: t.Mapping[str, t.Collection[str]]) -> Reading:
    """The setting when nothing is under way and, with a change, when it shows that."""
    what = change.text if change else setting.name

    def poll() -> Reading:
        source = dataclasses.replace(catalogue.source(task, ref), needed=needed)
        try:
            return setting.read(source)
        except errors.TableNotFound as error:
            if change is None:
                raise
            # The table itself was just described: what is not found of it is about to be.
            return Reading(None, passing=error.code)

    def is_done(seen: Reading) -> bool:
        is_there = not seen.passing and (change is None or change.done(seen.value))
        why = seen.failed.get(change.part) if change else None
        if change and change.region and not seen.passing and not is_there:
            why = why or seen.failed.get(change.region)
        if why:
            raise errors.SettingFailed(
                f"AWS accepted the change of table {ref.name} in region {task.region} but the change failed: {what} ({why}).",
                advice="Fix the cause and run the task again.",
            )
        return is_there

    awaited = Awaited[Reading](
        name=f"Table {ref.name}: {what}",
        poll=poll,
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
