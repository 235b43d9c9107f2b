# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS Backup over REST: what moto lacks of it, or does unlike AWS. All else is moto's."""

from __future__ import annotations

import json
import re
import time
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import wire
from ansible_collections.dynaops.dynamodb.tests.lab.backup_selections import Selections
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT
from ansible_collections.dynaops.dynamodb.tests.lab.vaults import Vaults
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError
from moto.backup.models import Plan, backup_backends

_SELECTION = re.compile(r"/backup/plans/([^/]+)/selections/([^/]*)")
_PLAN = re.compile(r"/backup/plans/([^/]+)/?")


class AwsBackup:
    """Vaults, plans and selections of all regions."""

    def __init__(self) -> None:
        self._selections = Selections()
        self._vaults = Vaults()
        for backend in backup_backends[ACCOUNT].values():
            backend.reset()

    def answer(self, region: str, method: str, path: str, data: bytes) -> wire.Answer | None:
        """The answer to a request, None when moto is to answer it."""
        try:
            content = self._content(region, method, path, data)
        except AwsError as error:
            return wire.answer({"__type": error.code, "Code": error.code, "Message": error.message}, error.status)
        return None if content is None else wire.answer(content)

    def _content(self, region: str, method: str, path: str, data: bytes) -> dict[str, t.Any] | None:
        backend = backup_backends[ACCOUNT][region]
        selection, plan = _SELECTION.fullmatch(path), _PLAN.fullmatch(path)
        if selection:
            return self._of_selection(backend, method, selection, data)
        if plan and method == "POST":
            return _update(_plan(backend, plan[1]), json.loads(data)["BackupPlan"], backend)
        if plan and method == "DELETE":
            return self._delete(backend, _plan(backend, plan[1]))
        return self._vaults.content(backend, method, path, data)

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
