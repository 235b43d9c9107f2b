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
  - Deletes one on-demand backup of an Amazon DynamoDB table, by its ARN. A deleted backup cannot be recovered.
  - Succeeds with RV(ignore:changed=false) when the backup does not exist.
  - Requires that the ARN names the region that the task connects to. AWS does not check this, and would delete the backup of that id in
    the region of the connection.
author:
  - Dynaops (@dynaops)
options:
  backup_arn:
    description:
      - Selects the backup, by ARN.
      - The ARN must name the region that the task connects to.
      - Backups of type C(SYSTEM), which AWS creates when a table with point-in-time recovery is deleted, cannot be deleted.
        The task fails with the date on which AWS deletes the backup.
    type: str
    required: true
  when_busy:
    description:
      - Decides what to do when the backup is still being created or a restore uses it (C(BackupInUseException)).
      - V(fail) fails immediately.
      - V(wait) retries until O(timeout). A restore takes minutes at least.
    type: str
    choices: [fail, wait]
    default: fail
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 7200.
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
      - Check mode does not detect that the backup is being created, or that a restore uses it.
  diff_mode:
    support: none
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:DescribeBackup), C(dynamodb:DeleteBackup)."
  - An empty string counts as omitted for every option but O(backup_arn). AWX surveys send an empty string for an unanswered question.
seealso:
  - module: dynaops.dynamodb.dynamodb_backup_info
  - module: dynaops.dynamodb.dynamodb_prune_backups
  - name: DeleteBackup
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteBackup.html
"""

EXAMPLES = r"""
- name: Find the backup of a completed migration
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
  description: The backup as it was before it was deleted.
  returned: when the backup existed
  type: dict
  contains:
    backup_arn:
      description: The backup's ARN.
      returned: always
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d
    backup_creation_date_time:
      description: When AWS accepted the backup, in UTC.
      returned: always
      type: str
      sample: "2026-11-21T02:00:00.123000+00:00"
    backup_expiry_date_time:
      description: When AWS deletes the backup, in UTC.
      returned: for backups of type C(SYSTEM)
      type: str
      sample: "2026-12-26T02:00:00+00:00"
    backup_name:
      description: The backup's name.
      returned: always
      type: str
      sample: orders-before-migration
    backup_size_bytes:
      description: The backup's size in bytes. AWS updates it about every six hours. It may be 0 or absent at first.
      returned: when AWS returns it
      type: int
      sample: 184320
    backup_status:
      description: The status, C(CREATING), C(AVAILABLE) or C(DELETED).
      returned: always
      type: str
      sample: AVAILABLE
    backup_type:
      description: The type, C(USER), C(SYSTEM) or C(AWS_BACKUP).
      returned: always
      type: str
      sample: USER
    data_window:
      description: Which data is in the backup, by the time when it was committed, in UTC. Data committed between the two times may be in it or not.
      returned: always
      type: dict
      contains:
        complete_until:
          description: All data committed up to this time is in the backup. One minute before AWS accepted the backup.
          returned: always
          type: str
          sample: "2026-11-21T01:59:00.123000+00:00"
        nothing_after:
          description: No data committed after this time is in the backup. One minute after AWS accepted the backup.
          returned: always
          type: str
          sample: "2026-11-21T02:01:00.123000+00:00"
    source_table:
      description: The table as it was when the backup was created. AWS does not record its status.
      returned: when the backup was described
      type: dict
      contains:
        billing_mode:
          description: The billing mode, C(PROVISIONED) or C(PAY_PER_REQUEST).
          returned: when AWS returns it
          type: str
          sample: PAY_PER_REQUEST
        creation_date_time:
          description: When the table was created, in UTC.
          returned: always
          type: str
          sample: "2026-11-21T02:00:00+00:00"
        item_count:
          description: The number of items. AWS updates it about every six hours.
          returned: always
          type: int
          sample: 300
        key_schema:
          description: The table's keys, each with C(attribute_name) and C(key_type).
          returned: always
          type: list
          elements: dict
          sample: [{"attribute_name": "id", "key_type": "HASH"}]
        on_demand_throughput:
          description: The limits of a table in billing mode C(PAY_PER_REQUEST), C(max_read_request_units) and C(max_write_request_units).
          returned: when AWS returns it
          type: dict
          sample: {"max_read_request_units": 100, "max_write_request_units": 100}
        provisioned_throughput:
          description: The provisioned capacity, C(read_capacity_units) and C(write_capacity_units).
          returned: when AWS returns it
          type: dict
          sample: {"read_capacity_units": 0, "write_capacity_units": 0}
        table_arn:
          description: The table's ARN. A later table of the same name has the same ARN.
          returned: always
          type: str
          sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders
        table_id:
          description: The table's unique id. A later table of the same name has another id.
          returned: always
          type: str
          sample: 8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e
        table_name:
          description: The table's name.
          returned: always
          type: str
          sample: orders
        table_size_bytes:
          description: The table's size in bytes. AWS updates it about every six hours.
          returned: always
          type: int
          sample: 184320
        table_status:
          description: The table's status. AWS does not record it in a backup.
          returned: when AWS returns it
          type: str
          sample: ACTIVE
    source_table_features:
      description:
        - Indexes, stream, time to live and encryption of the table when the backup was created, as in AWS's C(SourceTableFeatureDetails).
        - Each key is returned only when the table had the feature.
      returned: when the backup was described
      type: dict
      sample: {"stream_description": {"stream_enabled": true, "stream_view_type": "NEW_AND_OLD_IMAGES"}}
    table_arn:
      description: The table's ARN. A later table of the same name has the same ARN.
      returned: always
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders
    table_id:
      description: The table's unique id. A later table of the same name has another id.
      returned: when AWS returns it
      type: str
      sample: 8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e
    table_name:
      description: The table's name.
      returned: always
      type: str
      sample: orders
region:
  description: The region that the task connected to.
  returned: when the region is known
  type: str
  sample: us-east-1
account_id:
  description: The account of the tables and backups, as the ARNs that AWS returned name it. Without such an ARN, the account of the credentials.
  returned: when the account is known
  type: str
  sample: "123456789012"
elapsed:
  description: How long the task took, in seconds.
  returned: always
  type: float
  sample: 0.3
progress:
  description: The lines that the task reported while it ran.
  returned: always
  type: list
  elements: str
  sample: ["Backup deleted: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"]
msg:
  description: What the task did. After a failure, what failed, the state now, and what to do. One line.
  returned: always
  type: str
  sample: "Backup orders-before-4.2 of table orders was deleted: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
error:
  description:
    - What failed, for use in conditions.
    - When Ansible itself refuses the task (a missing option, an invalid choice), only C(msg) is returned.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - AWS's error code, the name of botocore's exception, or a code of this module.
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(BackupKept), C(DamagedAnswer), C(OutcomeUnknown), C(Interrupted) and C(InternalError).
      returned: always
      type: str
      sample: BackupInUseException
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: "Backup is being used to restore table: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

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
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    return job.Request(names.parse_backup(params["backup_arn"]), params["when_busy"], check_mode)


def main() -> None:
    """Arguments, names, backup, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), DELETE_BACKUP)


if __name__ == "__main__":
    main()
