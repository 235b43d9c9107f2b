#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_delete_backup
version_added: 1.0.0
short_description: Delete one backup of a DynamoDB table
description:
  - Deletes one on-demand backup of an Amazon DynamoDB table, by its ARN. What is deleted can't be brought back.
  - A backup that does not exist any more is no failure; the result has RV(ignore:changed=false) then.
  - The ARN must name the region that the task connects to. AWS itself does not look at it, and would delete the backup of that id in its own region.
author:
  - Dynaops (@dynaops)
options:
  backup_arn:
    description:
      - The backup to delete, by ARN.
      - Backups of type C(SYSTEM), which AWS makes when a table with point-in-time recovery is deleted, can't be deleted by anybody;
        they are refused with the date on which AWS deletes them.
    type: str
    required: true
  when_busy:
    description:
      - What to do when the backup is still being created, or a table is just being restored from it (C(BackupInUseException)).
      - V(fail) fails at once.
      - V(wait) tries again until O(timeout). A restore takes minutes at least.
    type: str
    choices: [fail, wait]
    default: fail
  timeout:
    description:
      - How long the task may take in seconds, from 60 to 7200.
    type: int
    default: 1800
    aliases: [wait_timeout]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - dynaops.dynamodb.attributes
  - dynaops.dynamodb.task
attributes:
  check_mode:
    support: full
    details:
      - Whether a restore uses the backup can only be seen by trying, so check mode does not tell.
  diff_mode:
    support: none
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:DescribeBackup), C(dynamodb:DeleteBackup)."
  - An empty string counts as omitted for every option but O(backup_arn), as a survey of AWX sends one.
seealso:
  - module: dynaops.dynamodb.dynamodb_backup_info
  - module: dynaops.dynamodb.dynamodb_prune_backups
  - name: DeleteBackup
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteBackup.html
"""

EXAMPLES = r"""
- name: Find the backup of a migration that went well
  dynaops.dynamodb.dynamodb_backup_info:
    table_name: orders
    backup_name: orders-before-4.2
  register: found

- name: Delete it
  dynaops.dynamodb.dynamodb_delete_backup:
    backup_arn: "{{ item.backup_arn }}"
    when_busy: wait
  loop: "{{ found.backups }}"
  loop_control:
    label: "{{ item.backup_arn }}"
"""

RETURN = r"""
backup_arn:
  description: The backup's ARN.
  returned: when the backup existed
  type: str
  sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d
backup:
  description: The backup as it was before it was deleted, with the keys of M(dynaops.dynamodb.dynamodb_backup_info).
  returned: when the backup existed
  type: dict
  sample: {"backup_name": "orders-before-4.2", "backup_status": "AVAILABLE", "table_name": "orders"}
region:
  description: The region that the task worked in.
  returned: when it could be resolved
  type: str
  sample: us-east-1
elapsed:
  description: How long the task took in seconds.
  returned: always
  type: float
  sample: 0.3
progress:
  description: The lines that were reported while the task ran.
  returned: always
  type: list
  elements: str
  sample: ["Backup deleted: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"]
msg:
  description: What was done, or what went wrong, in what state things are, and what to do, on one line.
  returned: always
  type: str
  sample: "Backup orders-before-4.2 of table orders was deleted: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
error:
  description:
    - What failed, for programs.
    - What Ansible itself refuses, such as a missing option or a wrong choice, has C(msg) alone.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - AWS's error code, the name of botocore's exception, or a code of this module, which are
          C(InvalidArgument), C(BackupKept), C(DamagedAnswer), C(OutcomeUnknown), C(Interrupted) and C(InternalError).
      returned: always
      type: str
      sample: BackupInUseException
    message:
      description: AWS's own text, or this module's.
      returned: always
      type: str
      sample: "Backup is being used to restore table: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.signals import ENDING

if __name__ == "__main__":
    # Before the other imports, which take their time: an interruption is answered from here on.
    ENDING.handle_signals()

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import DELETE_BACKUP
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import delete_backup as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run

ARGUMENTS = {
    "backup_arn": {"type": "str", "required": True},
    "when_busy": {"type": "str", "choices": ["fail", "wait"], "default": "fail"},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
}


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that can't be."""
    return job.Request(names.parse_backup(params["backup_arn"]), params["when_busy"], check_mode)


def main() -> None:
    """Arguments, names, backup, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), DELETE_BACKUP)


if __name__ == "__main__":
    main()
