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

from ansible_collections.dynaops.dynamodb.plugins.module_utils import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils.calls import UNKNOWN, Task, send
from ansible_collections.dynaops.dynamodb.plugins.module_utils.names import TableRef
from ansible_collections.dynaops.dynamodb.plugins.module_utils.patience import Patience
from ansible_collections.dynaops.dynamodb.plugins.module_utils.settings import catalogue
from ansible_collections.dynaops.dynamodb.plugins.module_utils.settings.setting import Change, Reading, Setting
from ansible_collections.dynaops.dynamodb.plugins.module_utils.table import subject
from ansible_collections.dynaops.dynamodb.plugins.module_utils.waiting import Watch, wait

# AWS's texts for refusals that pass by themselves though their code says otherwise.
_PASSING_TEXTS = ("multiple times within a fixed interval", "replica is being added")


def carry_out(task: Task, ref: TableRef, change: Change, accepted: t.Callable[[], None]) -> Reading:
    """Sends the change and returns the setting as it is when it shows it; calls C(accepted) when AWS has taken it.

    Raises the refusal when nothing was changed, Timeout when it is not seen to be carried out by the deadline, NoAnswer or ServerFault
    when it is not known whether it is.
    """
    setting = catalogue.BY_NAME[change.setting]
    patience = Patience(task, when_busy="wait", throttling="wait")
    doubtful = False
    while True:
        try:
            _send(task, ref, change)
        except errors.TaskError as error:
            cause = _understood(change, error)
        else:
            accepted()
            return _settled(task, ref, setting, change)
        again, pause = patience.pause_after(cause)
        doubtful = doubtful or isinstance(cause, UNKNOWN)
        if doubtful:
            # Whatever is said now, a request whose answer was lost may have been carried out.
            seen = at_rest(task, ref, setting)
            if change.done(seen.value):
                return seen
        if not again or pause >= task.deadline.remaining():
            cause.text += f" It was still so after {round(task.deadline.elapsed())} s." if again else ""
            cause.text += f" The change refused is: {change.text}." if change.text not in cause.text and not isinstance(cause, UNKNOWN) else ""
            raise cause
        task.progress.status = f"Waiting to change {change.text}: status {cause.code}"
        task.deadline.sleep(pause)


def at_rest(task: Task, ref: TableRef, setting: Setting) -> Reading:
    """The setting as it is when no change of it is under way any more. Raises Timeout at the deadline, and what waiting.wait raises."""
    return _settled(task, ref, setting, None)


def _send(task: Task, ref: TableRef, change: Change) -> None:
    there = task
    if change.region:
        there = dataclasses.replace(task, client=task.client_for(change.region), region=change.region)
    send(there, subject(there, ref, change.call), None, **change.parameters)


def _understood(change: Change, error: errors.TaskError) -> errors.TaskError:
    """The refusal as what it is for a table's settings, where AWS's code tells less than its text."""
    text = error.aws_text or ""
    if error.code == "LimitExceededException" and "simultaneous" not in text.lower():
        # Not the quota that the table of errors tells of: those of a table class or of encryption do not pass soon.
        return errors.Rejected(
            f"AWS refused {change.call} because a quota of the table is used up ({error.code}): {change.text}.",
            advice="Run the task again when AWS allows it.", code=error.code, aws_text=text,
        )
    if isinstance(error, errors.Busy) or any(part in text for part in _PASSING_TEXTS):
        return errors.Busy(error.text, advice="Run the task again later, or set a longer timeout.", code=error.code, aws_text=text)
    return error


def _settled(task: Task, ref: TableRef, setting: Setting, change: t.Optional[Change]) -> Reading:
    """The setting when nothing is under way and, with a change, when it shows that."""
    what = change.text if change else setting.name

    def arrived(seen: Reading) -> bool:
        if change and change.part in seen.failed:
            raise errors.SettingFailed(
                f"AWS accepted the change of table {ref.name} in region {task.region} and failed to carry it out: {what} ({seen.failed[change.part]}).",
                advice="Remove the reason and run the task again.",
            )
        return not seen.passing and (change is None or change.done(seen.value))

    watch = Watch[Reading](
        name=f"Table {ref.name}: {what}",
        look=lambda: setting.read(catalogue.source(task, ref)),
        status=lambda seen: seen.passing or "not seen yet",
        arrived=arrived,
        timed_out=lambda seen, note: errors.Timeout(
            f"The change of table {ref.name} in region {task.region} was not seen to be carried out after {round(task.deadline.seconds)} s: "
            f"{what} (status {seen.passing or 'not seen yet'}{note}).",
            advice="It goes on in AWS. Run the task again, or set a longer timeout.",
        ),
        seen=lambda seen: None,
    )
    # Nothing is known yet: a status that is none of AWS's makes the first look decide.
    return wait(task, watch, Reading(None, passing="unknown"))
