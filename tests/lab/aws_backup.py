# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS Backup over REST: what moto lacks of it, or does unlike AWS. All else is moto's."""

from __future__ import annotations

import functools
import json
import re
import time
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import models, schedules, wire
from ansible_collections.dynaops.dynamodb.tests.lab.backup_selections import Selections
from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT
from ansible_collections.dynaops.dynamodb.tests.lab.settings import Settings
from ansible_collections.dynaops.dynamodb.tests.lab.vaults import Query, Vaults, page
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError
from moto.backup.models import Plan, backup_backends

_SELECTION = re.compile(r"/backup/plans/([^/]+)/selections/([^/]*)")
_MOST_RUNS = 10
_PLAN = re.compile(r"/backup/plans/([^/]+)/?")


@functools.cache
def _operations() -> list[tuple[str, re.Pattern[str], str]]:
    """All operations of AWS Backup with the method and the form of their path, the most exact form first."""
    model = models.model("backup")
    known = [model.operation_model(name) for name in model.operation_names]
    known.sort(key=lambda each: len(re.sub(r"{\w+}", "", each.http["requestUri"])), reverse=True)
    return [(each.http["method"], _form(each.http["requestUri"]), each.name) for each in known]


def _form(uri: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "(.+)", re.escape(uri.partition("?")[0].rstrip("/"))) + "/?")


def operation_of(method: str, path: str) -> str:
    """The operation that a request asks for; empty for one that AWS Backup does not have."""
    return next((name for verb, form, name in _operations() if verb == method and form.fullmatch(path)), "")


class AwsBackup:
    """Vaults, plans and selections of all regions."""

    def __init__(self, settings: Settings, clock: LabClock) -> None:
        self._settings = settings
        self._clock = clock
        self._selections = Selections()
        self.vaults = Vaults(clock)
        for backend in backup_backends[ACCOUNT].values():
            backend.reset()

    def add_points(self, wanted: list[dict[str, t.Any]]) -> list[str]:
        """Makes recovery points of the past; answers their ARNs."""
        return self.vaults.add(lambda region: backup_backends[ACCOUNT][region], wanted)

    def answer(self, region: str, method: str, path: str, query: Query, data: bytes) -> wire.Answer | None:
        """The answer to a request, None when moto is to answer it."""
        try:
            self._permit(operation_of(method, path))
            content = self._content(region, method, path, query, data)
        except AwsError as error:
            return wire.answer({"__type": error.code, "Code": error.code, "Message": error.message}, error.status)
        return None if content is None else wire.answer(content)

    def _permit(self, operation: str) -> None:
        action, allowed = f"backup:{operation}", self._settings.allowed
        if allowed is not None and action not in allowed:
            raise AwsError("AccessDeniedException", f"User is not authorized to perform: {action} because no identity-based policy allows it", 403)

    def _content(self, region: str, method: str, path: str, query: Query, data: bytes) -> dict[str, t.Any] | None:
        backend = backup_backends[ACCOUNT][region]
        selection, plan = _SELECTION.fullmatch(path), _PLAN.fullmatch(path)
        if selection:
            return self._of_selection(backend, method, selection, data)
        if plan and method == "POST":
            return _update(_plan(backend, plan[1]), json.loads(data)["BackupPlan"], backend)
        if plan and method == "GET":
            return self._told(_plan(backend, plan[1]), query)
        if path.rstrip("/") == "/backup/plans" and method == "GET":
            # moto answers for one that never ran with a null, and without the end of its list.
            return page("BackupPlansList", [_known(each.to_list_dict()) for each in backend.list_backup_plans(include_deleted=None)], query)
        if path == "/account-settings" and method == "GET":
            return {"ResourceTypeOptInPreference": {"DynamoDB": self._settings.backup_opted_in}, "ResourceTypeManagementPreference": {"DynamoDB": True}}
        if plan and method == "DELETE":
            return self._delete(backend, _plan(backend, plan[1]))
        return self.vaults.content(backend, method, path, query, data)

    def _told(self, plan: t.Any, query: Query) -> dict[str, t.Any]:
        """What GetBackupPlan answers, with as many future runs as were asked for."""
        most = int(query.get("MaxScheduledRunsPreview", ["0"])[0])
        if not 0 <= most <= _MOST_RUNS:
            raise AwsError("InvalidParameterValueException", f"Invalid value for maxScheduledRunsPreview: {most}")
        told = _known(plan.to_get_dict())
        return {**told, "ScheduledRunsPreview": schedules.runs(plan.backup_plan["Rules"], self._clock.now(), most)} if most else told

    def _of_selection(self, backend: t.Any, method: str, match: re.Match[str], data: bytes) -> dict[str, t.Any] | None:
        plan, selection = _plan(backend, match[1]).backup_plan_id, match[2]
        if not selection:
            return self._selections.create(plan, json.loads(data)) if method == "PUT" else self._selections.listed(plan)
        return self._selections.delete(plan, selection) if method == "DELETE" else self._selections.get(plan, selection)

    def _delete(self, backend: t.Any, plan: t.Any) -> dict[str, t.Any]:
        if self._selections.of(plan.backup_plan_id):
            raise AwsError("InvalidRequestException", "Related backup plan selections must be deleted prior to backup plan deletion")
        # moto would keep it, and its name with it.
        del backend.plans[plan.backup_plan_id]
        told = {"BackupPlanId": plan.backup_plan_id, "BackupPlanArn": plan.backup_plan_arn, "VersionId": plan.version_id}
        return {**told, "DeletionDate": round(time.time(), 3)}


def _known(told: dict[str, t.Any]) -> dict[str, t.Any]:
    return {name: value for name, value in told.items() if value is not None}


def _plan(backend: t.Any, plan_id: str) -> t.Any:
    if plan_id not in backend.plans:
        raise AwsError("ResourceNotFoundException", f"Cannot find Backup plan with ID {plan_id}")
    return backend.plans[plan_id]


def _update(plan: t.Any, wanted: dict[str, t.Any], backend: t.Any) -> dict[str, t.Any]:
    """Gives a plan of moto's another document, and with it another version."""
    made = Plan(wanted, plan.creator_request_id, backend)
    for member in ("backup_plan", "advanced_backup_settings", "version_id"):
        setattr(plan, member, getattr(made, member))
    return dict(plan.to_dict())
