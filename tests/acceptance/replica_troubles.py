# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of replicas share: a table with two of them, one in trouble, and the modules' work on it in the lab's time."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing as t

import boto3
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.calls import prepare
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import apply_settings, create_backup, read_settings, restore_backup
from ansible_collections.dynaops.dynamodb.plugins.modules import (
    dynamodb_create_backup,
    dynamodb_restore_backup,
    dynamodb_table_settings,
    dynamodb_table_settings_info,
)
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.replica_groups import STATUSES
from botocore.config import Config

# The replica in trouble, and the one that is not.
TROUBLED, SOUND = "eu-west-1", "eu-central-1"
NEW = "orders-restored"
OTHER_ACCOUNT = "444455556666"
WHY = "AWS says why"
RECOVERY = {"enabled": True, "recovery_period_in_days": 14}
# Beside AWS's statuses, what it does not show as one.
TROUBLES = (*STATUSES, "disabled for the caller", "denied", "other account", "unreachable")
# Of these there is no table to ask, or it does not answer.
UNREAD = ("CREATING", "CREATION_FAILED", "REGION_DISABLED", "disabled for the caller", "denied", "other account", "unreachable")
# These pass by themselves, and AWS changes nothing meanwhile.
PASSING = ("CREATING", "UPDATING", "DELETING")
# What is found in the reason why a replica was not read.
REASONS = {
    **{status: f"the replica is {status}: {WHY}" for status in STATUSES},
    "disabled for the caller": "UnrecognizedClientException",
    "denied": "AccessDeniedException",
    "other account": f"belongs to account {OTHER_ACCOUNT}",
    "unreachable": "No connection to DynamoDB in region eu-west-1",
}


def trouble(lab: LabClient, kind: str) -> None:
    """Puts the replica into trouble."""
    if kind in STATUSES:
        lab.replica("orders", TROUBLED, status=kind, description=WHY)
    elif kind == "disabled for the caller":
        lab.settings(disabled_regions=[TROUBLED])
    elif kind == "denied":
        lab.settings(denied_regions=[TROUBLED])
    elif kind == "other account":
        lab.replica("orders", TROUBLED, account=OTHER_ACCOUNT)


class Modules:
    """The modules, less Ansible, in the lab's time; the result has the task's warnings as ``warnings``."""

    def __init__(self, lab: LabClient, time: LabTime) -> None:
        self.lab = lab
        self._time = time
        self.unreachable: str | None = None
        # For which a client was made, once each time that a replica was to be asked.
        self.regions: list[str] = []
        # Making a client takes longer than many a request.
        self._reachable = functools.cache(lambda region: task_at(lab, region=region).client)

    def task(self, timeout: float = 600) -> Task:
        """A task with clients for all regions."""
        return dataclasses.replace(task_at(self.lab, timeout, time=self._time), client_of=self._client)

    def _client(self, region: str) -> t.Any:
        self.regions.append(region)
        if region != self.unreachable:
            return self._reachable(region)
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=1)
        # Nothing listens there.
        client = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=region).client("dynamodb", endpoint_url="http://127.0.0.1:9", config=config)
        prepare(client)
        return client

    def _perform(self, module: types.ModuleType, job: types.ModuleType, **options: t.Any) -> dict[str, t.Any]:
        working = self.task(options.pop("timeout", 600))
        outcome = perform(working, module, job, **options)
        return {**outcome.as_result(), "warnings": working.progress.warnings, "msg": outcome.msg}

    def info(self, table: str = "orders") -> dict[str, t.Any]:
        """dynamodb_table_settings_info."""
        return self._perform(dynamodb_table_settings_info, read_settings, table_name=table)

    def apply(self, settings: dict[str, t.Any], **options: t.Any) -> dict[str, t.Any]:
        """dynamodb_table_settings."""
        return self._perform(dynamodb_table_settings, apply_settings, **{"table_name": "orders", "settings": settings, **options})

    def back_up(self, **options: t.Any) -> dict[str, t.Any]:
        """dynamodb_create_backup."""
        return self._perform(dynamodb_create_backup, create_backup, **{"table_name": "orders", "backup_name": "orders-backup", **options})

    def restore(self, arn: str, settings: t.Any, **options: t.Any) -> dict[str, t.Any]:
        """dynamodb_restore_backup."""
        return self._perform(dynamodb_restore_backup, restore_backup, **{"backup_arn": arn, "target_table_name": NEW, "settings": settings, **options})


def replicated(lab: LabClient, time: LabTime) -> Modules:
    """The modules, and a table ``orders`` with both replicas, each with point-in-time recovery of its own."""
    lab.make_table()
    for region in (TROUBLED, SOUND):
        lab.dynamodb().update_table(TableName="orders", ReplicaUpdates=[{"Create": {"RegionName": region}}])
        lab.settle()
        lab.dynamodb(region).update_continuous_backups(
            TableName="orders",
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": RECOVERY["recovery_period_in_days"]},
        )
    lab.settle()
    return Modules(lab, time)


def of(replicas: list[dict[str, t.Any]], region: str = TROUBLED) -> dict[str, t.Any] | None:
    """The entry of a replica."""
    return next((each for each in replicas if each["region_name"] == region), None)
