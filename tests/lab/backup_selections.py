# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The selections of a plan of AWS Backup, which moto lacks: what the plan backs up, and in which role."""

from __future__ import annotations

import json
import re
import time
import typing as t
import uuid

from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError

_NAME = re.compile(r"[a-zA-Z0-9_.-]{1,50}")
_PRINCIPAL = "backup.amazonaws.com"
# AWS tells all of them, whatever it was given.
_EMPTY: dict[str, t.Any] = {"Resources": [], "NotResources": [], "ListOfTags": []}
_CONDITIONS = ("StringEquals", "StringNotEquals", "StringLike", "StringNotLike")

Selection = dict[str, t.Any]


class Selections:
    """The selections of all plans, by the plan's id."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Selection]] = {}

    def create(self, plan: str, asked: dict[str, t.Any]) -> dict[str, t.Any]:
        """What CreateBackupSelection answers."""
        wanted, kept = asked["BackupSelection"], self._kept.setdefault(plan, {})
        name = wanted.get("SelectionName", "")
        if not _NAME.fullmatch(name):
            raise AwsError("InvalidParameterValueException", f"Invalid selection name: {name}")
        if name in [each["BackupSelection"]["SelectionName"] for each in kept.values()]:
            raise AwsError("AlreadyExistsException", f"Backup selection with the same name already exists: {name}")
        _refuse_role(wanted.get("IamRoleArn", ""))
        conditions = {**dict.fromkeys(_CONDITIONS, []), **wanted.get("Conditions", {})}
        made_id = str(uuid.uuid4())
        made = {
            "SelectionId": made_id,
            "BackupPlanId": plan,
            "CreationDate": round(time.time(), 3),
            "BackupSelection": {**_EMPTY, **wanted, "Conditions": conditions},
            "CreatorRequestId": asked.get("CreatorRequestId"),
        }
        kept[made_id] = made
        return {name: made[name] for name in ("SelectionId", "BackupPlanId", "CreationDate")}

    def listed(self, plan: str) -> dict[str, t.Any]:
        """What ListBackupSelections answers."""
        return {"BackupSelectionsList": [_listed(each) for each in self.of(plan)]}

    def get(self, plan: str, selection: str) -> dict[str, t.Any]:
        """What GetBackupSelection answers."""
        found = self._kept.get(plan, {}).get(selection)
        if not found:
            raise AwsError("ResourceNotFoundException", f"Cannot find Backup selection with ID {selection}")
        return {name: value for name, value in found.items() if value is not None}

    def delete(self, plan: str, selection: str) -> dict[str, t.Any]:
        """What DeleteBackupSelection answers."""
        self.get(plan, selection)
        del self._kept[plan][selection]
        return {}

    def of(self, plan: str) -> list[Selection]:
        """The selections of a plan."""
        return list(self._kept.get(plan, {}).values())


def _listed(selection: Selection) -> dict[str, t.Any]:
    told = {name: selection[name] for name in ("SelectionId", "BackupPlanId", "CreationDate", "CreatorRequestId")}
    told |= {name: selection["BackupSelection"][name] for name in ("SelectionName", "IamRoleArn")}
    return {name: value for name, value in told.items() if value is not None}


def _refuse_role(arn: str) -> None:
    """Raises for a role that is not there, or that does not trust AWS Backup."""
    from moto.iam.models import iam_backends  # pylint: disable=import-outside-toplevel

    roles = [role for role in iam_backends[ACCOUNT]["aws"].roles.values() if role.arn == arn]
    trusts = json.loads(roles[0].assume_role_policy_document)["Statement"] if roles else []
    if not any(_PRINCIPAL in json.dumps(trust.get("Principal")) for trust in (trusts if isinstance(trusts, list) else [trusts])):
        raise AwsError("InvalidParameterValueException", f"IAM Role {arn} cannot be assumed by AWS Backup")
