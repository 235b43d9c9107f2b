# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The least that a module of amazon.aws can do to make a backup: three calls, and nothing checked, reported or retried."""

from __future__ import annotations

DOCUMENTATION = "{}"

import time

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule


def main() -> None:
    """Describes the table, creates the backup, looks until it is AVAILABLE."""
    module = AnsibleAWSModule(argument_spec={"table_name": {"type": "str", "required": True}, "backup_name": {"type": "str", "required": True}})
    client = module.client("dynamodb")
    client.describe_table(TableName=module.params["table_name"])
    arn = client.create_backup(TableName=module.params["table_name"], BackupName=module.params["backup_name"])["BackupDetails"]["BackupArn"]
    # As the bare script does: the first look is one too early for the smallest backup.
    while client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] != "AVAILABLE":
        time.sleep(0.1)
    module.exit_json(changed=True, backup_arn=arn)


if __name__ == "__main__":
    main()
