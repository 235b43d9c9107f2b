# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tags of CloudWatch alarms: compared and changed, alarm by alarm.

TagResource and UntagResource do the same however often they are sent, so a request whose response was lost is sent again.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.calls import read
from .._aws.task import Task
from .._names import BackupRef, TableRef
from .._task.results import counted

SERVICE, CLIENT = "Amazon CloudWatch", "cloudwatch"
# The most names that one DescribeAlarms may have without a second page (CloudWatch API reference: MaxRecords).
_PAGE = 100


@dataclass(frozen=True)
class Alarm:
    """An alarm by its name, with the tags that it is to have."""

    name: str
    tags: t.Mapping[str, str]


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    alarms: t.Sequence[Alarm]
    purge_tags: bool = True
    check_mode: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """No table and no backup is named."""
        return ()


@dataclass
class Outcome:
    """What is known so far."""

    alarms: list[dict[str, t.Any]] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def state(self) -> str:
        """What was changed, for an error that comes now."""
        return f"Changed before: {'; '.join(self.changes)}." if self.changes else "No tag was changed."

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        return {"changed": bool(self.changes), "changes": self.changes, "alarms": self.alarms}


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Changes what differs, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    there = task.with_service(SERVICE, CLIENT)
    arns = _arns(there, [alarm.name for alarm in request.alarms])
    missing = [alarm.name for alarm in request.alarms if alarm.name not in arns]
    if missing and not request.check_mode:
        raise errors.ResourceUnknown(
            f"CloudWatch has no alarm {', '.join(missing)} in region {task.region}.",
            code="AlarmNotFound",
            advice="Create the alarm first, or correct its name.",
        )
    for alarm in request.alarms:
        _tag(there, request, outcome, alarm, arns.get(alarm.name))
    made = counted(len(outcome.changes), "change")
    where = f"the tags of {counted(len(request.alarms), 'alarm')} in region {task.region}"
    return f"Would have made {made} to {where} if not in check mode." if request.check_mode else f"Made {made} to {where}."


def _arns(task: Task, names: t.Sequence[str]) -> dict[str, str]:
    """The ARNs of those alarms that there are, by name."""
    about = task.about("DescribeAlarms", None, thing=f"alarm {names[0]}" if len(names) == 1 else counted(len(names), "alarm"))
    found: dict[str, str] = {}
    for start in range(0, len(names), _PAGE):
        answer = read(task, about, None, AlarmNames=list(names[start : start + _PAGE]), MaxRecords=_PAGE)
        found.update({alarm["AlarmName"]: alarm["AlarmArn"] for alarm in answer.get("MetricAlarms", [])})
    return found


def _tag(task: Task, request: Request, outcome: Outcome, alarm: Alarm, arn: str | None) -> None:
    """Compares an alarm's tags and changes them. One that is not there yet, in check mode, has none."""
    thing = f"alarm {alarm.name}"
    current = _tags(task, thing, arn) if arn else {}
    put = {key: value for key, value in alarm.tags.items() if current.get(key) != value}
    gone = [key for key in current if key not in alarm.tags and not key.startswith("aws:")] if request.purge_tags else []
    outcome.alarms.append({"alarm_name": alarm.name, "alarm_arn": arn, "tags": {key: value for key, value in current.items() if key not in gone} | put})
    if gone:
        if arn and not request.check_mode:
            read(task, task.about("UntagResource", None, thing=thing), None, ResourceARN=arn, TagKeys=gone)
        outcome.changes.append(f"{alarm.name}: remove {', '.join(gone)}")
    if put:
        if arn and not request.check_mode:
            read(task, task.about("TagResource", None, thing=thing), None, ResourceARN=arn, Tags=[{"Key": key, "Value": value} for key, value in put.items()])
        outcome.changes.append(f"{alarm.name}: set {', '.join(put)}")


def _tags(task: Task, thing: str, arn: str) -> dict[str, str]:
    answer = read(task, task.about("ListTagsForResource", None, thing=thing), "Tags", ResourceARN=arn)
    return {tag["Key"]: tag["Value"] for tag in answer["Tags"]}
