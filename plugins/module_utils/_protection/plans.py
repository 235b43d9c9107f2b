# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plans of AWS Backup will do: which tables each one selects, and when it runs next."""

from __future__ import annotations

import datetime
import fnmatch
import typing as t
from dataclasses import dataclass

from .._aws import service_model
from .._aws.calls import read
from .._aws.task import Task
from .._task.results import plain
from .recovery_points import pages

# The most future runs that GetBackupPlan tells (AWS Backup API reference).
_MOST_RUNS = 10
_TAG = "aws:ResourceTag/"
_KIND = "DynamoDB"
# What an error names.
_PLANS = "the backup plans"


@dataclass(frozen=True)
class Selection:
    """Which resources a plan backs up.

    Of ``resources`` and ``any_tags`` one entry each must match, of ``conditions`` all (operator, key and value), of ``excluded`` none. That resources
    and tags must both match: AWS Backup developer guide, "Assigning resources to a backup plan". No resources are all of them (API reference,
    BackupSelection).
    """

    name: str
    resources: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    any_tags: tuple[tuple[str, str], ...] = ()
    conditions: tuple[tuple[str, str, str], ...] = ()

    def needs_tags(self) -> bool:
        """Whether only a table's tags tell if it is selected."""
        return bool(self.any_tags or self.conditions)

    def is_explicit(self) -> bool:
        """Whether it names DynamoDB: then it counts even where the region has not opted in to DynamoDB (developer guide, the same page)."""
        return any(":dynamodb:" in each for each in self.resources)

    def takes(self, arn: str, tags: t.Mapping[str, str]) -> bool:
        """Whether it selects the table of this ARN, with these tags."""
        if not any(_matches(arn, each) for each in self.resources or ("*",)) or any(_matches(arn, each) for each in self.excluded):
            return False
        if self.any_tags and not any(tags.get(key) == value for key, value in self.any_tags):
            return False
        return all(_holds(operator, tags.get(key), value) for operator, key, value in self.conditions)


@dataclass(frozen=True)
class Plan:
    """A plan with its selections; ``rules`` are for a task's result."""

    id: str
    name: str
    selections: tuple[Selection, ...]
    rules: tuple[t.Mapping[str, t.Any], ...] = ()
    next_run: datetime.datetime | None = None
    last_run: datetime.datetime | None = None

    def selecting(self, arn: str, tags: t.Mapping[str, str], opted_in: bool) -> Selection | None:
        """The first selection that takes the table of this ARN, with these tags."""
        return next((each for each in self.selections if each.takes(arn, tags) and (opted_in or each.is_explicit())), None)

    def as_result(self, selection: Selection) -> dict[str, t.Any]:
        """The plan for a task's result, as it selects a table."""
        facts = {"backup_plan_id": self.id, "backup_plan_name": self.name, "selection_name": selection.name, "rules": [dict(each) for each in self.rules]}
        times = {"next_execution_time": self.next_run, "last_execution_date": self.last_run}
        return {**facts, **{key: plain(value) for key, value in times.items() if value}}


@dataclass(frozen=True)
class Plans:
    """All plans of the region, and whether it has opted in to DynamoDB for AWS Backup."""

    plans: tuple[Plan, ...] = ()
    opted_in: bool = True

    def need_tags(self) -> bool:
        """Whether tables' tags must be read."""
        return any(selection.needs_tags() for plan in self.plans for selection in plan.selections)

    def of(self, arn: str, tags: t.Mapping[str, str]) -> list[tuple[Plan, Selection]]:
        """The plans that select the table, each with the selection that does."""
        found = [(plan, plan.selecting(arn, tags, self.opted_in)) for plan in self.plans]
        return [(plan, selection) for plan, selection in found if selection]


def read_plans(task: Task) -> Plans:
    """Asks for all plans with their rules and selections; ``task`` is that of AWS Backup. Raises what calls.read raises."""
    listed = [each for page in pages(task, task.about("ListBackupPlans", None, thing=_PLANS), "BackupPlansList") for each in page]
    if not listed:
        return Plans()
    answer = _ask(task, "DescribeRegionSettings", "ResourceTypeOptInPreference")
    return Plans(tuple(_read_plan(task, each["BackupPlanId"]) for each in listed), bool(answer["ResourceTypeOptInPreference"].get(_KIND, True)))


def _read_plan(task: Task, plan_id: str) -> Plan:
    # An older botocore does not know the preview.
    preview = {"MaxScheduledRunsPreview": _MOST_RUNS} if service_model.takes(task.client, "GetBackupPlan", "MaxScheduledRunsPreview") else {}
    answer = _ask(task, "GetBackupPlan", "BackupPlan", BackupPlanId=plan_id, **preview)
    about = task.about("ListBackupSelections", None, thing=_PLANS)
    listed = [each for page in pages(task, about, "BackupSelectionsList", BackupPlanId=plan_id) for each in page]
    selections = tuple(
        _selection(_ask(task, "GetBackupSelection", "BackupSelection", BackupPlanId=plan_id, SelectionId=each["SelectionId"])["BackupSelection"])
        for each in listed
    )
    runs = answer.get("ScheduledRunsPreview", ())
    rules = tuple(_rule(each, runs) for each in answer["BackupPlan"].get("Rules", ()))
    next_run = min((each["ExecutionTime"] for each in runs), default=None)
    return Plan(plan_id, answer["BackupPlan"].get("BackupPlanName", ""), selections, rules, next_run, answer.get("LastExecutionDate"))


def _ask(task: Task, call: str, expect: str, **parameters: t.Any) -> dict[str, t.Any]:
    return read(task, task.about(call, None, thing=_PLANS), expect, patient=True, **parameters)


def _selection(found: t.Mapping[str, t.Any]) -> Selection:
    conditions = [
        (operator, each.get("ConditionKey", "").replace(_TAG, "", 1), each.get("ConditionValue", ""))
        for operator, entries in found.get("Conditions", {}).items()
        for each in entries
    ]
    return Selection(
        name=found.get("SelectionName", ""),
        resources=tuple(found.get("Resources", ())),
        excluded=tuple(found.get("NotResources", ())),
        any_tags=tuple((each["ConditionKey"], each["ConditionValue"]) for each in found.get("ListOfTags", ())),
        conditions=tuple(conditions),
    )


def _rule(found: t.Mapping[str, t.Any], runs: t.Iterable[t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """A rule for a task's result."""
    facts = {
        "rule_name": found.get("RuleName"),
        "target_backup_vault_name": found.get("TargetBackupVaultName"),
        "schedule_expression": found.get("ScheduleExpression"),
        "schedule_expression_timezone": found.get("ScheduleExpressionTimezone"),
        "next_execution_time": plain(min((each["ExecutionTime"] for each in runs if each.get("RuleId") == found.get("RuleId")), default=None)),
    }
    return {key: value for key, value in facts.items() if value is not None}


def _matches(arn: str, pattern: str) -> bool:
    """Whether the ARN fits the pattern, in which an asterisk stands for any characters and nothing else for another."""
    return fnmatch.fnmatchcase(arn, pattern.replace("[", "[[]").replace("?", "[?]"))


def _holds(operator: str, tag: str | None, value: str) -> bool:
    """Whether a condition holds for a tag; AWS speaks of resources that were tagged, so it holds for no table without the tag."""
    if tag is None:
        return False
    fits = tag == value if operator.endswith("Equals") else _matches(tag, value)
    return not fits if "Not" in operator else fits
