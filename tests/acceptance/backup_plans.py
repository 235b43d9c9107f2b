# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of AWS Backup for tests, and the role that they need."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.dynaops.dynamodb.tests.acceptance.table_role import Account
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

_ROLE = "arn:aws:iam::123456789012:role/backup"
_TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


def make_role(lab: LabClient) -> None:
    """A role for AWS Backup."""
    Account(lab).client("iam").create_role(RoleName="backup", AssumeRolePolicyDocument=json.dumps(_TRUST))


def make_plan(lab: LabClient, name: str, schedule: str = "cron(0 5 ? * * *)", **selection: t.Any) -> None:
    """A plan with one rule and one selection, in that role."""
    backup = Account(lab).client("backup")
    rule = {"RuleName": "daily", "TargetBackupVaultName": "Default", "ScheduleExpression": schedule}
    made = backup.create_backup_plan(BackupPlan={"BackupPlanName": name, "Rules": [rule]})["BackupPlanId"]
    backup.create_backup_selection(BackupPlanId=made, BackupSelection={"SelectionName": f"{name}-selection", "IamRoleArn": _ROLE, **selection})
