#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_create_backups
version_added: 1.0.0
short_description: Create on-demand backups of many DynamoDB tables at once and wait until all can be restored
description:
  - Creates one on-demand backup of each of many Amazon DynamoDB tables, waits until all of them are C(AVAILABLE), and returns their ARNs.
  - Creates exactly one backup for each table, as M(dynaops.dynamodb.dynamodb_create_backup) does, but in parallel in one process.
  - Keeps the requests within AWS's rate limits, and polls all backups together with few requests.
  - Tries every table, even when others fail. If any table failed, the task fails at the end. RV(backups) has the outcome of each table,
    RV(msg) the numbers and the first few failures, however many tables there are.
author:
  - Dynaops (@dynaops)
options:
  table_names:
    description:
      - Selects several tables, by name or by ARN.
      - Takes a list, or text with commas or line breaks, as AWX surveys send it.
      - Exactly one of O(table_names), O(table_name_patterns) and O(table_tags) (these two also together), and O(all_tables) is required.
    type: list
    elements: str
  table_name_patterns:
    description:
      - Selects the tables whose names match one of these shell patterns (C(*), C(?), C([...])). Case matters.
      - A pattern that begins with C(!) excludes the tables that it matches. At least one pattern must not begin with it.
      - Can be combined with O(table_tags).
    type: list
    elements: str
  table_tags:
    description:
      - Selects the tables that have all of these tags.
      - Can be combined with O(table_name_patterns). Then both must match.
      - Reads the tags of each table. AWS allows 10 of these requests a second, so 300 tables take 30 seconds.
    type: dict
  all_tables:
    description:
      - Selects all tables of the region.
    type: bool
    default: false
  allow_empty:
    description:
      - Succeeds when no table is selected. Otherwise that is an error.
    type: bool
    default: false
  backup_name:
    description:
      - Sets the names of the new backups. C({table}) stands for the table's name, C({date}) for the date (C(2026-11-21)) and C({time}) for the
        time (C(235959)) of the start of the task in UTC, and C({id}) for 8 random characters, the same for the whole task.
      - A name of more than 255 characters is cut, and ends with a hash of the whole name. RV(backups[].backup_name_cut) is then V(true).
    type: str
    required: true
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 7200.
      - When the timeout expires, each unfinished table fails with the status and ARN of its backup. The backups continue in AWS.
    type: int
    default: 1800
    aliases: [wait_timeout]
  parallel:
    description:
      - Sets how many tables are processed at the same time until AWS has accepted their backups, from 1 to 50.
      - The task waits for all accepted backups together.
    type: int
    default: 32
  fail_fast:
    description:
      - Starts no further table once one has failed. The task still waits for the backups that were started.
    type: bool
    default: false
  wait:
    description:
      - Waits until all backups are C(AVAILABLE).
    type: bool
    default: true
  if_exists:
    description:
      - Decides what to do when the table already has a backup of this name, as in M(dynaops.dynamodb.dynamodb_create_backup).
    type: str
    choices: [create, reuse, fail]
    default: create
  when_busy:
    description:
      - Decides what to do when a table is busy, as in M(dynaops.dynamodb.dynamodb_create_backup).
    type: str
    choices: [fail, wait]
    default: fail
  settings_manifests:
    description:
      - Writes the settings of each table to a file in this folder, one file for each backup (C(TABLE.BACKUP_ID.json)), on the host that runs the task.
      - A restore does not bring these settings back. M(dynaops.dynamodb.dynamodb_restore_backups) reads the files with the option of the same name.
        Each file is like that of O(dynaops.dynamodb.dynamodb_create_backup#module:settings_manifest).
      - The folder must exist. The settings of a table are read before its backup is created. If they cannot be read, the table fails without a backup.
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
      - RV(backups) lists the backups that would be created, with their final names.
  diff_mode:
    support: none
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:DescribeTable), C(dynamodb:CreateBackup), C(dynamodb:DescribeBackup). Also C(dynamodb:ListBackups) for
    O(if_exists), to wait for many backups with few requests, and to find a backup whose response was lost. Also C(dynamodb:ListTables)
    for O(table_name_patterns), O(table_tags) and O(all_tables), and C(dynamodb:ListTagsOfResource) for O(table_tags). For O(settings_manifests)
    C(dynamodb:DescribeContinuousBackups), C(dynamodb:DescribeTimeToLive), C(dynamodb:DescribeContributorInsights), C(dynamodb:ListTagsOfResource)
    and C(dynamodb:GetResourcePolicy)."
  - An empty string counts as omitted (AWX surveys send one for an unanswered question), but not for O(table_names),
    O(table_name_patterns), O(table_tags) and O(backup_name).
seealso:
  - module: dynaops.dynamodb.dynamodb_create_backup
  - module: dynaops.dynamodb.dynamodb_prune_backups
"""

EXAMPLES = r"""
- name: Back up some tables before a release
  dynaops.dynamodb.dynamodb_create_backups:
    table_names: [orders, carts, users]
    backup_name: "before-4.2-{table}"
    if_exists: reuse
  register: made

- name: Show the ARNs
  ansible.builtin.debug:
    msg: "{{ made.backups | map(attribute='backup_arn', default='none in check mode') }}"

- name: Back up all production tables except those for tests
  dynaops.dynamodb.dynamodb_create_backups:
    table_name_patterns: ["*", "!test-*"]
    table_tags:
      stage: production
    allow_empty: true
    backup_name: "{table}-{date}-{time}"
    when_busy: wait
    timeout: 7200

- name: Back up a whole region, and stop at the first failure
  dynaops.dynamodb.dynamodb_create_backups:
    all_tables: true
    backup_name: "window-{id}"
    fail_fast: true
"""

RETURN = r"""
backups:
  description: One entry for each table, with its backup and what the task did with the table. Tables that failed come first, then those that are not done.
  returned: when the tables were selected
  type: list
  elements: dict
  contains:
    backup_arn:
      description: The backup's ARN.
      returned: when a backup exists
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d
    backup_creation_date_time:
      description: When AWS accepted the backup, in UTC.
      returned: when a backup exists
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
    backup_name_cut:
      description: Whether the name was longer than 255 characters and was cut.
      returned: always
      type: bool
      sample: false
    backup_size_bytes:
      description: The backup's size in bytes. AWS updates it about every six hours. It may be 0 or absent at first.
      returned: when AWS returns it
      type: int
      sample: 184320
    backup_status:
      description: The status, C(CREATING), C(AVAILABLE) or C(DELETED).
      returned: when a backup exists
      type: str
      sample: AVAILABLE
    backup_type:
      description: The type, C(USER), C(SYSTEM) or C(AWS_BACKUP).
      returned: when a backup exists
      type: str
      sample: USER
    changed:
      description: Whether a backup of this table was created.
      returned: always
      type: bool
      sample: true
    data_window:
      description: Which data is in the backup, by the time when it was committed, in UTC. Data committed between the two times may be in it or not.
      returned: when a backup exists
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
    elapsed:
      description: How long this table took, in seconds.
      returned: always
      type: float
      sample: 5.4
    error:
      description: What failed, for use in conditions, with the keys C(code) and C(message).
      returned: when this table failed
      type: dict
      sample: {"code": "ResourceNotFoundException", "message": "Requested resource not found"}
    failed:
      description: Whether this table failed.
      returned: always
      type: bool
      sample: false
    msg:
      description: What the task did with this table. After a failure, what failed, the state now, and what to do. One line.
      returned: always
      type: str
      sample: "Backup before-4.2-orders of table orders has status AVAILABLE"
    progress:
      description: The lines that the task reported about this table.
      returned: always
      type: list
      elements: str
      sample: ["Starting backup creation: table orders, backup before-4.2-orders, region us-east-1"]
    reused:
      description: Whether the backup already existed, with O(if_exists=reuse).
      returned: always
      type: bool
      sample: false
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
    table_arn:
      description: The table's ARN. A later table of the same name has the same ARN.
      returned: when a backup exists
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
failed_tables:
  description: The names of the tables that failed.
  returned: always
  type: list
  elements: str
  sample: []
summary:
  description: The number of tables in each state, and how long they took.
  returned: always
  type: dict
  contains:
    tables:
      description: How many tables were selected.
      returned: always
      type: int
      sample: 3
    created:
      description: How many backups were created.
      returned: always
      type: int
      sample: 3
    reused:
      description: How many backups already existed and were reused.
      returned: always
      type: int
      sample: 0
    failed:
      description: How many tables failed.
      returned: always
      type: int
      sample: 0
    not_tried:
      description: How many tables were not started, because of O(fail_fast) or O(timeout).
      returned: always
      type: int
      sample: 0
    elapsed:
      description: How long all of them took in seconds.
      returned: always
      type: float
      sample: 5.9
    slowest:
      description: The table that took longest, with C(table_name) and C(elapsed).
      returned: when a table is done
      type: dict
      sample: {"elapsed": 5.4, "table_name": "orders"}
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
  sample: 6.1
progress:
  description: The lines that the task reported while it ran.
  returned: always
  type: list
  elements: str
  sample: ["Starting backup creation: 3 tables, region us-east-1", "Backups: 3 done, 0 failed of 3 (6 s elapsed)"]
msg:
  description: What the task did. After a failure, what failed, the state now, and what to do. One line.
  returned: always
  type: str
  sample: 3 tables in region us-east-1 backed up in 6 s.
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(NoTables), C(NotBackedUp), C(Timeout),
          C(DamagedAnswer), C(Interrupted) and C(InternalError).
        - Those of RV(backups) are the codes of M(dynaops.dynamodb.dynamodb_create_backup).
      returned: always
      type: str
      sample: NotBackedUp
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: 1 of 3 tables in region us-east-1 not backed up.
"""

import datetime
import secrets
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import CREATE_BACKUPS
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import manifest, name_pattern
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backups as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import selection

ARGUMENTS = {
    **selection.OPTIONS,
    "allow_empty": {"type": "bool", "default": False},
    "backup_name": {"type": "str", "required": True},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
    "parallel": {"type": "int", "default": 32},
    "fail_fast": {"type": "bool", "default": False},
    "wait": {"type": "bool", "default": True},
    "if_exists": {"type": "str", "choices": ["create", "reuse", "fail"], "default": "create"},
    "when_busy": {"type": "str", "choices": ["fail", "wait"], "default": "fail"},
    "settings_manifests": {"type": "path"},
}
PARALLEL_RANGE = (1, 50)


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    smallest, largest = PARALLEL_RANGE
    if not smallest <= params["parallel"] <= largest:
        raise ValueError(f"parallel must be from {smallest} to {largest} (got {params['parallel']}).")
    pattern = name_pattern.check_pattern(params["backup_name"])
    return job.Request(
        selection=selection.parse_selection(params),
        names=name_pattern.BackupNames(pattern, datetime.datetime.now(datetime.timezone.utc), secrets.token_hex(4)),
        allow_empty=params["allow_empty"],
        parallel=params["parallel"],
        fail_fast=params["fail_fast"],
        wait=params["wait"],
        if_exists=params["if_exists"],
        when_busy=params["when_busy"],
        check_mode=check_mode,
        manifests=manifest.check_folder(params["settings_manifests"]) if params["settings_manifests"] is not None else None,
    )


def main() -> None:
    """Arguments, names, tables, backups, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), CREATE_BACKUPS, connections=module.params["parallel"] + 1)


if __name__ == "__main__":
    main()
