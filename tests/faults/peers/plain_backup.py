# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module as the modules of amazon.aws are written: AnsibleAWSModule, a client with AWSRetry, a loop that waits."""

from __future__ import annotations

DOCUMENTATION = "{}"

import time

try:
    import botocore
except ImportError:
    pass

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.amazon.aws.plugins.module_utils.retries import AWSRetry


def main() -> None:
    """Creates a backup and waits for it."""
    spec = {"table_name": {"type": "str", "required": True}, "backup_name": {"type": "str", "required": True}}
    module = AnsibleAWSModule(argument_spec=spec, supports_check_mode=True)
    client = module.client("dynamodb", retry_decorator=AWSRetry.jittered_backoff(retries=3))
    deadline = time.monotonic() + 60
    try:
        client.describe_table(aws_retry=True, TableName=module.params["table_name"])
        answer = client.create_backup(aws_retry=True, TableName=module.params["table_name"], BackupName=module.params["backup_name"])
        arn = answer["BackupDetails"]["BackupArn"]
        while client.describe_backup(aws_retry=True, BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] != "AVAILABLE":
            if time.monotonic() > deadline:
                module.fail_json(msg="Timed out waiting for the backup", backup_arn=arn)
            time.sleep(1)
    except (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError) as error:
        module.fail_json_aws(error, msg="Failed to create backup")
    module.exit_json(changed=True, backup_arn=arn)


if __name__ == "__main__":
    main()
