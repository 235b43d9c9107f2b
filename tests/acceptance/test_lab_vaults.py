# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's vaults of AWS Backup: what is in them is told, and keeps them from being deleted."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_role import Account
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from botocore.exceptions import ClientError


def test_a_vault_with_a_recovery_point_stays_and_an_empty_one_goes(lab: LabClient) -> None:
    backup = Account(lab).client("backup")
    for name in ("full", "empty"):
        backup.create_backup_vault(BackupVaultName=name)
    table, role = "arn:aws:dynamodb:us-east-1:123456789012:table/orders", "arn:aws:iam::123456789012:role/some"
    backup.start_backup_job(BackupVaultName="full", ResourceArn=table, IamRoleArn=role)
    points = {name: backup.describe_backup_vault(BackupVaultName=name)["NumberOfRecoveryPoints"] for name in ("full", "empty")}
    assert points == {"full": 1, "empty": 0}
    backup.delete_backup_vault(BackupVaultName="empty")
    with pytest.raises(ClientError, match="InvalidRequestException"):
        backup.delete_backup_vault(BackupVaultName="full")
    assert [each["BackupVaultName"] for each in backup.list_backup_vaults()["BackupVaultList"]] == ["full"]


def test_a_vault_that_is_not_there_is_not_told_from_one_of_somebody_else(lab: LabClient) -> None:
    backup = Account(lab).client("backup")
    for ask in (backup.describe_backup_vault, backup.delete_backup_vault):
        with pytest.raises(ClientError, match="AccessDeniedException"):
            ask(BackupVaultName="none")
