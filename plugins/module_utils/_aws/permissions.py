# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each module must be allowed to do in AWS. The documentation's policies are checked against this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Permissions:
    """IAM actions: those that every task needs, and those that some need, with what for."""

    needed: tuple[str, ...]
    sometimes: tuple[tuple[tuple[str, ...], str], ...] = ()

    def text(self) -> str:
        """For the advice of an error."""
        rest = "".join(f"; also {', '.join(actions)} {purpose}" for actions, purpose in self.sometimes)
        return f"Permissions needed: {', '.join(self.needed)}{rest}."

    def all(self) -> set[str]:
        """All actions that a task may ever use."""
        return {*self.needed, *(action for actions, purpose in self.sometimes for action in actions)}


# Each setting's, to read it and to change it.
_SETTING_READS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("dynamodb:DescribeContinuousBackups",), "for point_in_time_recovery and replicas"),
    (("dynamodb:DescribeTimeToLive",), "for time_to_live"),
    (("dynamodb:DescribeContributorInsights",), "for contributor_insights"),
    (("dynamodb:ListTagsOfResource",), "for tags"),
    (("dynamodb:GetResourcePolicy",), "for resource_policy and stream_resource_policy"),
)
_SETTING_WRITES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("dynamodb:UpdateTable",), "to change all settings that have no request of their own"),
    (("dynamodb:UpdateContinuousBackups",), "to change point_in_time_recovery"),
    (("dynamodb:UpdateTimeToLive",), "to change time_to_live"),
    (("dynamodb:UpdateContributorInsights",), "to change contributor_insights"),
    (("dynamodb:TagResource", "dynamodb:UntagResource"), "to change tags"),
    (("dynamodb:PutResourcePolicy", "dynamodb:DeleteResourcePolicy"), "to change resource_policy and stream_resource_policy"),
)
# All that is asked of KMS.
KMS_KEY = Permissions(("kms:DescribeKey",))
_KEY_READ = (KMS_KEY.needed, "for include_kms_key")
CREATE_BACKUP = Permissions(
    ("dynamodb:CreateBackup", "dynamodb:DescribeBackup", "dynamodb:DescribeTable"),
    (
        (("dynamodb:ListBackups",), "for if_exists and to find a backup whose response was lost"),
        (tuple(action for actions, purpose in _SETTING_READS for action in actions), "for settings_manifest"),
    ),
)
CREATE_BACKUPS = Permissions(
    CREATE_BACKUP.needed,
    (
        (("dynamodb:ListBackups",), "for if_exists, to wait for many backups with few requests, and to find a backup whose response was lost"),
        (("dynamodb:ListTables",), "for table_name_patterns, table_tags and all_tables"),
        (("dynamodb:ListTagsOfResource",), "for table_tags"),
        (tuple(action for actions, purpose in _SETTING_READS for action in actions), "for settings_manifests"),
    ),
)
BACKUP_INFO = Permissions(
    ("dynamodb:ListBackups",),
    (
        (("dynamodb:DescribeBackup",), "for backup_arn and describe"),
        (("dynamodb:ListTables", "dynamodb:DescribeTable", "dynamodb:ListTagsOfResource"), "for table_tags"),
        _KEY_READ,
    ),
)
PROTECTION_INFO = Permissions(
    (
        "dynamodb:ListTables",
        "dynamodb:DescribeTable",
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:ListBackups",
        "backup:ListBackupVaults",
        "backup:ListRecoveryPointsByBackupVault",
        "backup:ListRecoveryPointsByResource",
    ),
    (
        (("dynamodb:ListTagsOfResource",), "for table_tags and restore_drills, and for schedules where plans select by tags"),
        (
            ("backup:ListBackupPlans", "backup:GetBackupPlan", "backup:ListBackupSelections", "backup:GetBackupSelection", "backup:DescribeRegionSettings"),
            "for schedules",
        ),
    ),
)
DELETE_BACKUP = Permissions(("dynamodb:DescribeBackup", "dynamodb:DeleteBackup"))
PRUNE_BACKUPS = Permissions(
    ("dynamodb:ListBackups", "dynamodb:DescribeTable", "dynamodb:DeleteBackup"),
    (
        (("dynamodb:DescribeBackup",), "to check a backup when DeleteBackup got no response"),
        (("dynamodb:ListTables", "dynamodb:ListTagsOfResource"), "for table_tags"),
    ),
)
TABLE_SETTINGS = Permissions(("dynamodb:DescribeTable",), (*_SETTING_READS, *_SETTING_WRITES))
TABLE = Permissions(
    ("dynamodb:DescribeTable",),
    (
        (("dynamodb:CreateTable",), "to create a table"),
        (("dynamodb:UpdateTable",), "to change billing mode, capacity, indexes and all settings that have no request of their own"),
        (("dynamodb:DeleteTable",), "for state=absent"),
        (("dynamodb:CreateBackup", "dynamodb:DescribeBackup", "dynamodb:ListBackups"), "for final_backup_name"),
        (tuple(action for actions, purpose in _SETTING_READS for action in actions), "for settings that are named, and for final_settings_manifest"),
        *(each for each in _SETTING_WRITES if each[0] != ("dynamodb:UpdateTable",)),
    ),
)
TABLE_SETTINGS_INFO = Permissions(("dynamodb:DescribeTable", *(action for actions, purpose in _SETTING_READS for action in actions)), (_KEY_READ,))
_SETTINGS_OF_RESTORED = (
    *(action for actions, purpose in _SETTING_READS for action in actions),
    "dynamodb:UpdateTable",
    "dynamodb:UpdateContinuousBackups",
    "dynamodb:UpdateTimeToLive",
    "dynamodb:UpdateContributorInsights",
    "dynamodb:UntagResource",
    "dynamodb:PutResourcePolicy",
)
RESTORE_BACKUP = Permissions(
    ("dynamodb:RestoreTableFromBackup", "dynamodb:DescribeBackup", "dynamodb:DescribeTable"),
    (
        (("dynamodb:ListBackups",), "for table_name"),
        (("dynamodb:RestoreTableToPointInTime", "dynamodb:DescribeContinuousBackups"), "for restore_time"),
        (("dynamodb:TagResource", "dynamodb:ListTagsOfResource"), "to tag the restored table and to recognize it later"),
        (("dynamodb:DeleteTable",), "for state=absent"),
        (_SETTINGS_OF_RESTORED, "for settings"),
    ),
)
RESTORE_BACKUPS = Permissions(
    RESTORE_BACKUP.needed,
    (
        (("dynamodb:ListBackups",), "for table_names, table_name_patterns, table_tags and all_tables"),
        (("dynamodb:ListTables",), "for table_tags"),
        (("dynamodb:TagResource", "dynamodb:ListTagsOfResource"), "to tag the restored tables and to recognize them later"),
        (_SETTINGS_OF_RESTORED, "for settings and settings_manifests"),
    ),
)
TABLE_INFO = Permissions(
    ("dynamodb:DescribeTable",),
    (
        (("dynamodb:ListTables",), "without table_name and table_names"),
        (("dynamodb:ListTagsOfResource",), "for table_tags, include_tags and include_settings"),
        (tuple(action for actions, purpose in _SETTING_READS for action in actions if action != "dynamodb:ListTagsOfResource"), "for include_settings"),
    ),
)
ALARM_TAGS = Permissions(("cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:TagResource", "cloudwatch:UntagResource"))
COMPARE_ITEMS_INFO = Permissions(("dynamodb:DescribeTable", "dynamodb:Scan", "dynamodb:BatchGetItem"))
TABLE_COUNT_INFO = Permissions(("dynamodb:DescribeTable", "dynamodb:Scan"))
PUT_ITEM = Permissions(("dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem"), ((("dynamodb:UpdateItem",), "for if_exists=update"),))
