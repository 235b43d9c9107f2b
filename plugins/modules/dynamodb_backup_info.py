#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_backup_info
version_added: 1.0.0
short_description: Find the backups of DynamoDB tables
description:
  - Finds on-demand backups of Amazon DynamoDB tables, by ARN, or by table, name, type, time and status, newest first.
  - Reads every page of AWS's list within AWS's rate limits, and retries throttled requests.
  - Also finds the backups of deleted tables. Backups of an earlier table of the same name have another RV(backups[].table_id).
  - Does not find backups that AWS Backup created. AWS lists those in AWS Backup only.
author:
  - Dynaops (@dynaops)
options:
  table_name:
    description:
      - Selects the table, by name or by ARN.
      - The table may already be deleted.
      - At most one of O(table_name), O(table_names), O(table_name_patterns) and O(table_tags) (these two also together), and O(all_tables).
      - Without any of them, the backups of all tables in the region are found.
    type: str
  table_names:
    description:
      - Selects several tables, by name or by ARN.
      - Takes a list, or text with commas or line breaks, as AWX surveys send it.
      - The tables may already be deleted.
    type: list
    elements: str
  table_name_patterns:
    description:
      - Selects the tables whose names match one of these shell patterns (C(*), C(?), C([...])). Case matters.
      - A pattern that begins with C(!) excludes the tables that it matches. At least one pattern must not begin with it.
      - Can be combined with O(table_tags).
      - Deleted tables match too.
    type: list
    elements: str
  table_tags:
    description:
      - Selects the tables that have all of these tags.
      - Can be combined with O(table_name_patterns). Then both must match.
      - Reads the tags of each table. AWS allows 10 of these requests a second, so 300 tables take 30 seconds.
      - Backups of deleted tables are not included.
    type: dict
  all_tables:
    description:
      - Selects all tables of the region.
      - This is the default when no other option selects tables.
    type: bool
    default: false
  backup_arn:
    description:
      - Selects the backup, by ARN.
      - The ARN must name the region that the task connects to.
      - A backup that does not exist is not an error. RV(backups) is then empty.
      - Can be combined with O(backup_type) only, which has no effect then.
    type: str
  backup_name:
    description:
      - Selects only backups of exactly this name. Names are not unique in AWS.
    type: str
  backup_name_prefix:
    description:
      - Selects only backups whose name begins with this text.
    type: str
  backup_name_pattern:
    description:
      - Selects only backups whose whole name matches this shell pattern (C(*), C(?), C([...])). Case matters.
    type: str
  backup_type:
    description:
      - Selects only backups of this type.
      - V(user) selects backups that users and programs created. V(system) selects backups that AWS created when a table with
        point-in-time recovery was deleted. V(all) selects both.
      - V(aws_backup) is passed to AWS, which currently returns no such backups.
    type: str
    choices: [user, system, aws_backup, all]
    default: user
  created_after:
    description:
      - Selects only backups that were created at this time or later.
      - Takes an ISO 8601 date or time (UTC if it names no time zone), or an age by AWS's clock, such as V(30d) or V(12h).
    type: str
  created_before:
    description:
      - Selects only backups that were created before this time.
      - Takes an ISO 8601 date or time (UTC if it names no time zone), or an age by AWS's clock, such as V(30d) or V(12h).
    type: str
  status:
    description:
      - Selects only backups of this status.
    type: str
    choices: [CREATING, AVAILABLE, DELETED]
  describe:
    description:
      - Describes each backup, which adds RV(backups[].source_table) and RV(backups[].source_table_features).
      - ListBackups returns a summary only. With O(backup_arn), the backup is always described.
      - AWS allows 10 of these requests a second. 100 backups take 10 seconds.
      - A backup that is deleted in the meantime is left out.
    type: bool
    default: false
  include_kms_key:
    description:
      - Reads the key in AWS KMS that each described backup is encrypted with, which adds RV(backups[].kms_key).
      - A key that cannot be read is not an error. The task warns about it and returns RV(backups[].kms_key.not_read).
      - Has no effect when AWS owns the key.
      - Requires O(backup_arn) or O(describe=true).
    type: bool
    default: false
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
      - The module only reads.
  diff_mode:
    support: none
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:ListBackups); also C(dynamodb:DescribeBackup) for O(backup_arn) and O(describe);
    also C(dynamodb:ListTables), C(dynamodb:DescribeTable) and C(dynamodb:ListTagsOfResource) for O(table_tags); also C(kms:DescribeKey) for
    O(include_kms_key)."
  - The endpoint of KMS is that of the region, or C(AWS_ENDPOINT_URL_KMS) or C(AWS_ENDPOINT_URL) of the environment.
  - An empty string counts as omitted for every option. AWX surveys send an empty string for an unanswered question.
seealso:
  - module: dynaops.dynamodb.dynamodb_create_backup
  - module: dynaops.dynamodb.dynamodb_prune_backups
  - module: dynaops.dynamodb.dynamodb_restore_backup
  - name: ListBackups
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBackups.html
"""

EXAMPLES = r"""
- name: Find the newest backup of a table that can be restored
  dynaops.dynamodb.dynamodb_backup_info:
    table_name: orders
    status: AVAILABLE
  register: found

- name: Show it
  ansible.builtin.debug:
    msg: "{{ found.latest.backup_arn | default('none') }}"

- name: Find this year's backups of all tables in a region
  dynaops.dynamodb.dynamodb_backup_info:
    region: eu-west-1
    backup_type: all
    created_after: "2026-01-01"

- name: Find the nightly backups of two tables that are older than 30 days
  dynaops.dynamodb.dynamodb_backup_info:
    table_names: [orders, carts]
    backup_name_pattern: "*-nightly-*"
    created_before: 30d

- name: Find the backup that AWS made when a table was deleted
  dynaops.dynamodb.dynamodb_backup_info:
    table_name: orders
    backup_type: system
    describe: true
"""

RETURN = r"""
backups:
  description: The backups found, newest first.
  returned: always
  type: list
  elements: dict
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
    kms_key:
      description:
        - The key in AWS KMS, as KMS describes it.
        - A key that can be used does not promise that DynamoDB may use it. That also needs grants, which are not read.
      returned: when O(include_kms_key=true) and AWS does not own the key
      type: dict
      contains:
        kms_master_key_arn:
          description: The key's ARN.
          returned: always
          type: str
          sample: arn:aws:kms:us-east-1:123456789012:key/0123abcd-0000-4000-8000-000000000001
        key_state:
          description: The state of the key, such as C(Enabled), C(Disabled) or C(PendingDeletion). C(NotFound) when KMS has deleted it.
          returned: when it was read
          type: str
          sample: Enabled
        deletion_date:
          description: When KMS deletes the key, in UTC.
          returned: when KMS returns it
          type: str
          sample: "2026-12-26T02:00:00+00:00"
        not_read:
          description: Why the key could not be read.
          returned: when it could not be read
          type: str
          sample: "DescribeKey was refused (AccessDeniedException): the credentials lack permissions."
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
latest:
  description: The first of RV(backups), which is the newest.
  returned: when a backup was found
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
    kms_key:
      description:
        - The key in AWS KMS, as KMS describes it.
        - A key that can be used does not promise that DynamoDB may use it. That also needs grants, which are not read.
      returned: when O(include_kms_key=true) and AWS does not own the key
      type: dict
      contains:
        kms_master_key_arn:
          description: The key's ARN.
          returned: always
          type: str
          sample: arn:aws:kms:us-east-1:123456789012:key/0123abcd-0000-4000-8000-000000000001
        key_state:
          description: The state of the key, such as C(Enabled), C(Disabled) or C(PendingDeletion). C(NotFound) when KMS has deleted it.
          returned: when it was read
          type: str
          sample: Enabled
        deletion_date:
          description: When KMS deletes the key, in UTC.
          returned: when KMS returns it
          type: str
          sample: "2026-12-26T02:00:00+00:00"
        not_read:
          description: Why the key could not be read.
          returned: when it could not be read
          type: str
          sample: "DescribeKey was refused (AccessDeniedException): the credentials lack permissions."
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
  sample: 0.4
progress:
  description: The lines that the task reported while it ran.
  returned: always
  type: list
  elements: str
  sample: []
msg:
  description: What the task did. After a failure, what failed, the state now, and what to do. One line.
  returned: always
  type: str
  sample: 3 backups found in region us-east-1.
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(Timeout), C(DamagedAnswer), C(Interrupted) and C(InternalError).
      returned: always
      type: str
      sample: AccessDeniedException
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: User is not authorized to perform this action
"""

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import BACKUP_INFO
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import listing
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import find_backups as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import selection

ARGUMENTS = {
    "table_name": {"type": "str"},
    **selection.OPTIONS,
    **listing.OPTIONS,
    "status": {"type": "str", "choices": ["CREATING", "AVAILABLE", "DELETED"]},
    "describe": {"type": "bool", "default": False},
    "include_kms_key": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
}
FILTERS = ("table_name", "table_names", "table_name_patterns", "table_tags", *listing.NARROWING, "status")


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    wanted = dataclasses.replace(listing.parse_filter(params), status=params["status"])
    backup = names.parse_backup(params["backup_arn"]) if params["backup_arn"] is not None else None
    if backup and params["all_tables"]:
        raise ValueError("backup_arn cannot be combined with all_tables=true.")
    if params["include_kms_key"] and not (backup or params["describe"]):
        raise ValueError("include_kms_key requires backup_arn or describe=true: a list of backups does not name their keys.")
    return job.Request(wanted, selection.parse_selection(params, required=False), backup, params["describe"], params["include_kms_key"])


def main() -> None:
    """Arguments, names, backups, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, mutually_exclusive=[("backup_arn", name) for name in FILTERS], supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), BACKUP_INFO)


if __name__ == "__main__":
    main()
