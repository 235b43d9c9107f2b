#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_create_backup
version_added: 1.0.0
short_description: Create one on-demand backup of a DynamoDB table and wait until it can be restored
description:
  - Creates an on-demand backup of an Amazon DynamoDB table, waits until it is C(AVAILABLE), and returns its ARN.
  - Creates exactly one backup for each task. C(CreateBackup) has no client token, and AWS's SDKs send it again when a response is
    lost. This module sends it once. When the response is lost, it searches for the backup and continues with it. It sends the
    request again only when it has verified that no backup was created.
  - Returns RV(backup_arn) whenever AWS has accepted the backup, even when the task fails later.
  - Does not require point-in-time recovery. AWS enables backups some seconds after a table is created, and the task waits for that.
author:
  - Dynaops (@dynaops)
options:
  table_name:
    description:
      - Selects the table, by name or by ARN.
      - A name has 3 to 255 characters of C(a-z), C(A-Z), C(0-9), C(_), C(-) and C(.).
      - An ARN must name the region that the task connects to.
    type: str
    required: true
  backup_name:
    description:
      - Sets the name of the new backup, 3 to 255 characters of C(a-z), C(A-Z), C(0-9), C(_), C(-) and C(.).
      - Names of backups are not unique in AWS. See O(if_exists).
    type: str
    required: true
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 7200. One deadline covers all phases.
      - When the timeout expires, the task fails with the backup's status and ARN. The backup continues in AWS.
    type: int
    default: 1800
    aliases: [wait_timeout]
  wait:
    description:
      - Waits until the backup is C(AVAILABLE).
      - With V(false) the task returns as soon as AWS has accepted the backup.
    type: bool
    default: true
  if_exists:
    description:
      - Decides what to do when the table already has a backup of this name that is C(AVAILABLE) or C(CREATING).
        Backups of an earlier table of the same name do not count.
      - V(create) creates another one without checking.
      - V(reuse) waits for the newest of them and returns it with RV(ignore:changed=false). The task is then idempotent.
      - V(fail) fails and returns that backup.
    type: str
    choices: [create, reuse, fail]
    default: create
  when_busy:
    description:
      - Decides what to do when the table is busy.
      - The table is busy when it is C(CREATING) or C(UPDATING), or when AWS refuses the request because of another operation
        (C(BackupInUseException), C(TableInUseException)) or of too many operations (C(LimitExceededException)).
      - V(fail) fails immediately.
      - V(wait) retries until O(timeout).
    type: str
    choices: [fail, wait]
    default: fail
  settings_manifest:
    description:
      - Writes the table's settings to this file, on the host that runs the module.
      - The file is JSON with the keys C(backup_arn), C(backup_name), C(table) (C(table_name), C(table_arn), C(table_id)) and C(settings).
        A restore does not bring these settings back, see M(dynaops.dynamodb.dynamodb_table_settings_info). The file keeps them after the
        table is deleted.
      - The settings are read before the backup is created, and written as soon as AWS has accepted it. C(settings_read_at) and
        C(backup_creation_date_time) are the two times. A file of the same backup is not changed. Any other file is replaced.
      - When the backup already existed (O(if_exists=reuse)) and the file is not of this backup, the current settings are written, with a
        warning that they may have changed since the backup was created, and the task reports RV(ignore:changed=true).
      - If a replica cannot be read, its entry in C(settings) has C(not_read) with the reason instead of its point-in-time recovery, and the task
        warns about it.
      - The folder must exist. The path must be a regular file or a link to one.
    type: path
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
      - The module sends all requests that only read. It does not send C(CreateBackup) and does not wait.
  diff_mode:
    support: none
  action:
    support: full
  async:
    support: full
    details:
      - Reports are in RV(progress) only.
notes:
  - "Permissions needed: C(dynamodb:DescribeTable), C(dynamodb:CreateBackup), C(dynamodb:DescribeBackup). For O(if_exists=reuse) and
    O(if_exists=fail), and to find a backup whose response was lost, also C(dynamodb:ListBackups). For O(settings_manifest), also
    C(dynamodb:DescribeContinuousBackups), C(dynamodb:DescribeTimeToLive), C(dynamodb:DescribeContributorInsights),
    C(dynamodb:ListTagsOfResource) and C(dynamodb:GetResourcePolicy)."
  - "AWS allows 50 C(CreateBackup) and 10 C(DescribeBackup) requests a second for an account and region. The module polls a backup
    after 0.1 seconds, then every second, later every 5 seconds."
  - An empty string counts as omitted for every option but O(table_name) and O(backup_name). AWX surveys send an empty string for an unanswered question.
seealso:
  - module: dynaops.dynamodb.dynamodb_create_backups
  - module: dynaops.dynamodb.dynamodb_backup_info
  - module: dynaops.dynamodb.dynamodb_prune_backups
  - module: dynaops.dynamodb.dynamodb_restore_backup
  - module: dynaops.dynamodb.dynamodb_table
  - name: CreateBackup
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateBackup.html
  - name: Backup and restore for DynamoDB
    description: What an on-demand backup contains, and what a restore brings back.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Backup-and-Restore.html
"""

EXAMPLES = r"""
- name: Back up a table
  dynaops.dynamodb.dynamodb_create_backup:
    table_name: orders
    backup_name: orders-before-migration
  register: backup

- name: Show the ARN
  ansible.builtin.debug:
    msg: "{{ backup.backup_arn | default('none in check mode') }}"

- name: Back up a large table, at most once a day, and wait for up to two hours
  dynaops.dynamodb.dynamodb_create_backup:
    table_name: arn:aws:dynamodb:eu-west-1:123456789012:table/orders
    backup_name: "orders-{{ now(utc=true, fmt='%Y-%m-%d') }}"
    region: eu-west-1
    if_exists: reuse
    when_busy: wait
    timeout: 7200

- name: Back up a table together with its settings
  dynaops.dynamodb.dynamodb_create_backup:
    table_name: orders
    backup_name: orders-with-settings
    settings_manifest: /tmp/orders-settings.json

- name: Start a backup and do not wait for it
  dynaops.dynamodb.dynamodb_create_backup:
    table_name: orders
    backup_name: orders-nightly
    wait: false

- name: Delete a table only after a successful backup
  block:
    - name: Back up the table a last time
      dynaops.dynamodb.dynamodb_create_backup:
        table_name: orders
        backup_name: orders-last
      register: last

    - name: Drop the table
      ansible.builtin.include_tasks: drop-orders.yml
  rescue:
    - name: Report the backup
      ansible.builtin.fail:
        msg: >-
          {{ ansible_failed_task.name }} failed: {{ ansible_failed_result.msg }}
          Last backup: {{ (last | default({})).backup_arn | default('none known') }}
"""

RETURN = r"""
backup_arn:
  description:
    - The backup's ARN. It is returned even when the task fails after AWS accepted the backup.
    - With O(if_exists=fail) it is the ARN of the existing backup.
  returned: when a backup exists
  type: str
  sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d
backup:
  description: The backup as AWS last showed it.
  returned: when a backup exists
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
source_table:
  description: The table as DescribeTable showed it before the backup.
  returned: when the table was found
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
reused:
  description: Whether the backup already existed, with O(if_exists=reuse).
  returned: always
  type: bool
  sample: false
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
  sample: 8.2
progress:
  description: The lines that the task reported while it ran.
  returned: always
  type: list
  elements: str
  sample:
    - "Starting backup creation: table orders, backup orders-before-migration, region us-east-1"
    - "Backup completed successfully: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d (status AVAILABLE, 8 s elapsed)"
msg:
  description: What the task did. After a failure, what failed, the state now, and what to do. One line.
  returned: always
  type: str
  sample: "Backup nightly of table orders has status AVAILABLE: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(BotocoreTooOld),
          C(TableNotReady), C(TableBusy), C(BackupExists), C(BackupLost), C(NotKept), C(DamagedAnswer),
          C(OutcomeUnknown), C(Timeout), C(Interrupted) and C(InternalError).
      returned: always
      type: str
      sample: ResourceNotFoundException
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: "Requested resource not found: Table: ordres not found"
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import CREATE_BACKUP
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import manifest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backup as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run

ARGUMENTS = {
    "table_name": {"type": "str", "required": True},
    "backup_name": {"type": "str", "required": True},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
    "wait": {"type": "bool", "default": True},
    "if_exists": {"type": "str", "choices": ["create", "reuse", "fail"], "default": "create"},
    "when_busy": {"type": "str", "choices": ["fail", "wait"], "default": "fail"},
    "settings_manifest": {"type": "path"},
}


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    return job.Request(
        table=names.parse_table(params["table_name"]),
        backup_name=names.check_backup_name(params["backup_name"]),
        wait=params["wait"],
        if_exists=params["if_exists"],
        when_busy=params["when_busy"],
        check_mode=check_mode,
        manifest=manifest.check(params["settings_manifest"]) if params["settings_manifest"] else None,
    )


def main() -> None:
    """Arguments, names, table, backup, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), CREATE_BACKUP)


if __name__ == "__main__":
    main()
