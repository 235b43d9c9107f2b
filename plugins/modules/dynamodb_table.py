#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_table
version_added: 1.0.0
short_description: Create, change and delete a DynamoDB table with its indexes and settings
description:
  - Creates an Amazon DynamoDB table with its keys, indexes, billing mode and settings, changes an existing table to what the task names, and deletes a
    table, after a final backup if you want one.
  - Plans all changes first, and makes them one at a time in the order that AWS requires. Check mode, diff mode and RV(changes) show this one plan.
  - Gives CreateTable everything that it accepts at once, such as stream, encryption, table class, deletion protection and tags. What it does not accept
    follows when the table is C(ACTIVE).
  - Never replaces a table. A table that exists with other keys is refused.
  - Accepts the options of M(community.aws.dynamodb_table) under the same names. The guide of this collection lists the differences.
author:
  - Dynaops (@dynaops)
options:
  table_name:
    description:
      - Selects the table, by name or by ARN. An ARN must name the region that the task connects to, and an existing table.
    type: str
    required: true
    aliases: [name]
  state:
    description:
      - Decides whether the table is created or changed (V(present)), or deleted (V(absent)).
    type: str
    choices: [present, absent]
    default: present
  hash_key_name:
    description:
      - Sets the attribute of the partition key. Required to create a table.
      - If the table exists, the task compares its keys with the four options that are about keys, as far as they are given, and fails if they differ.
    type: str
  hash_key_type:
    description:
      - Sets the type of the partition key. The default for a new table is V(STRING).
    type: str
    choices: [STRING, NUMBER, BINARY]
  range_key_name:
    description:
      - Sets the attribute of the sort key. Without it, a new table has no sort key.
    type: str
  range_key_type:
    description:
      - Sets the type of the sort key. The default for a new table is V(STRING).
    type: str
    choices: [STRING, NUMBER, BINARY]
  exact_keys:
    description:
      - Fails also if an existing table has a sort key and the task gives none. By default a key that is not given is not compared.
    type: bool
    default: false
  billing_mode:
    description:
      - Sets the billing mode. By default it is not changed. A new table gets V(PROVISIONED).
      - To change it to V(PROVISIONED), give the capacity of the table and of each of its global indexes.
    type: str
    choices: [PROVISIONED, PAY_PER_REQUEST]
  read_capacity:
    description:
      - Sets the read capacity units of a table in billing mode V(ignore:PROVISIONED). By default it is not changed, or is 1 for a new table.
        0 counts as omitted.
      - Has no effect with O(billing_mode=PAY_PER_REQUEST).
    type: int
  write_capacity:
    description:
      - Sets the write capacity units of a table in billing mode V(ignore:PROVISIONED). By default it is not changed, or is 1 for a new table.
        0 counts as omitted.
      - Has no effect with O(billing_mode=PAY_PER_REQUEST).
    type: int
  indexes:
    description:
      - Sets secondary indexes. Other global indexes of the table are kept, unless O(purge_indexes=true).
      - AWS creates or deletes one global index at a time. It fills a new index in minutes, or in hours if the table is large.
      - AWS creates local indexes only together with the table, and never changes or deletes them.
    type: list
    elements: dict
    suboptions:
      name:
        description: Sets the name of the index.
        type: str
        required: true
      type:
        description:
          - Sets whether the index is local (V(all), V(include), V(keys_only)) or global, and which attributes it contains, namely all,
            the keys and those in O(indexes[].includes), or the keys only.
        type: str
        required: true
        choices: [all, global_all, global_include, global_keys_only, include, keys_only]
      hash_key_name:
        description: Sets the attribute of the partition key. Required to create a global index. A local index has the partition key of the table.
        type: str
      hash_key_type:
        description: Sets the type of the partition key. The default is the type of this attribute elsewhere in the table, or else V(STRING).
        type: str
        choices: [STRING, NUMBER, BINARY]
      range_key_name:
        description: Sets the attribute of the sort key. Required to create a local index.
        type: str
      range_key_type:
        description: Sets the type of the sort key. The default is the type of this attribute elsewhere in the table, or else V(STRING).
        type: str
        choices: [STRING, NUMBER, BINARY]
      includes:
        description: Sets the attributes that an index of type V(global_include) or V(include) contains beside the keys. Required to create one.
        type: list
        elements: str
      read_capacity:
        description:
          - Sets the read capacity units of a global index in billing mode C(PROVISIONED). The default for a new index is 1. Has no effect for a local index.
        type: int
      write_capacity:
        description:
          - Sets the write capacity units of a global index in billing mode C(PROVISIONED). The default for a new index is 1. Has no effect for a local index.
        type: int
  purge_indexes:
    description:
      - Removes global indexes that O(indexes) does not name, if that option is given.
      - Also permits the task to delete and create again a global index whose keys or attributes differ. Queries of this index fail until it is filled.
    type: bool
    default: false
  table_class:
    description:
      - Sets the table class, as RV(ignore:settings.table_class) does. AWS allows two changes in 30 days.
    type: str
    choices: [STANDARD, STANDARD_INFREQUENT_ACCESS]
  tags:
    description:
      - Sets the table's tags, as RV(ignore:settings.tags) does. Other tags are removed, unless O(purge_tags=false).
    type: dict
    aliases: [resource_tags]
  settings:
    description:
      - Sets the settings of the table. A setting that is not named is not changed.
      - Takes the same settings as the option C(settings) of M(dynaops.dynamodb.dynamodb_table_settings), such as C(deletion_protection),
        C(point_in_time_recovery), C(stream), C(time_to_live), C(server_side_encryption) and C(replicas).
      - Cannot name C(tags) or C(table_class) if O(tags) or O(table_class) is given.
      - With O(state=absent), C(deletion_protection) with C(enabled=false) is changed before the deletion, and so is an empty list of C(replicas) with
        O(purge_replicas=true). The others have no effect.
    type: dict
  purge_tags:
    description:
      - Removes tags that O(tags) or RV(ignore:settings.tags) does not name, if one of them is given.
    type: bool
    default: true
  purge_replicas:
    description:
      - Removes replicas that RV(ignore:settings.replicas) does not name, with all their data, if that setting is given.
    type: bool
    default: false
  final_backup_name:
    description:
      - Creates a backup of this name before the table is deleted, and deletes the table only when the backup is C(AVAILABLE). Used with O(state=absent).
      - C({table}) stands for the table's name, C({date}) for the date (C(2026-11-21)) and C({time}) for the time (C(235959)) of the start of the task
        in UTC, and C({id}) for 8 random characters.
      - A backup of this name that this very table already has is used. So a task that was interrupted can be run again.
    type: str
  final_settings_manifest:
    description:
      - Writes the settings of the table to this file, on the host that runs the module, beside the ARN of the final backup.
      - Requires O(final_backup_name). The file is the same as that of the option C(settings_manifest) of M(dynaops.dynamodb.dynamodb_create_backup).
    type: path
  table_id:
    description:
      - Deletes the table only if it has this id, as RV(table.table_id) returns it. A later table of the same name has another id, and the task fails
        without a change. Used with O(state=absent), and refused otherwise.
      - Use it when an earlier task decided that this table is to be deleted, and another table may have taken its name since.
    type: str
  wait:
    description:
      - Waits until all changes are complete, or the table is deleted.
      - With V(false), the task ends when AWS has accepted the last change. The task waits for the changes before it, because AWS accepts one at a time.
    type: bool
    default: true
  timeout:
    description:
      - Sets how long the task may take in seconds, from 1 to 86400. A change that AWS has accepted continues in AWS.
      - One timeout covers all changes of the task together.
    type: int
    default: 900
    aliases: [wait_timeout, wait_for_active_timeout]
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
      - The module sends all requests that only read. It changes nothing and does not wait.
  diff_mode:
    support: full
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:DescribeTable); C(dynamodb:CreateTable) to create a table; C(dynamodb:UpdateTable) to change billing mode, capacity,
    indexes and all settings that have no operation of their own; C(dynamodb:DeleteTable) for O(state=absent); C(dynamodb:CreateBackup),
    C(dynamodb:DescribeBackup) and C(dynamodb:ListBackups) for O(final_backup_name); C(dynamodb:DescribeContinuousBackups) and
    C(dynamodb:UpdateContinuousBackups) for point-in-time recovery and replicas; C(dynamodb:DescribeTimeToLive) and C(dynamodb:UpdateTimeToLive);
    C(dynamodb:DescribeContributorInsights) and C(dynamodb:UpdateContributorInsights); C(dynamodb:ListTagsOfResource), C(dynamodb:TagResource) and
    C(dynamodb:UntagResource); C(dynamodb:GetResourcePolicy), C(dynamodb:PutResourcePolicy) and C(dynamodb:DeleteResourcePolicy). Only the settings that
    are named need theirs. O(final_settings_manifest) reads all settings."
  - Tags and a resource policy that CreateTable accepts need C(dynamodb:TagResource) and C(dynamodb:PutResourcePolicy) as well.
  - "If the response to CreateTable is lost, the task describes the table. A table that was created since the request, and is defined as requested,
    is continued with. AWS never creates two tables of one name."
  - DeleteTable names a table by its name. The task compares the table's id before every attempt, so a later table of the same name is never deleted.
  - AWS refuses to delete a table with replicas. An empty list of C(replicas) with O(purge_replicas=true) removes them first.
  - An empty string counts as omitted for every option but O(table_name). AWX surveys send an empty string for an unanswered question.
seealso:
  - module: dynaops.dynamodb.dynamodb_table_settings
  - module: dynaops.dynamodb.dynamodb_create_backup
  - module: community.aws.dynamodb_table
  - name: CreateTable
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
  - name: UpdateTable
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
"""

EXAMPLES = r"""
- name: Create a table with an index and with its settings
  dynaops.dynamodb.dynamodb_table:
    table_name: invoices
    hash_key_name: customer
    range_key_name: created
    range_key_type: NUMBER
    billing_mode: PAY_PER_REQUEST
    indexes:
      - name: ByStatus
        type: global_include
        hash_key_name: status
        range_key_name: created
        includes: [total]
    tags: {Owner: operations, Environment: prod}
    settings:
      deletion_protection: {enabled: true}
      point_in_time_recovery: {enabled: true}
      stream: {enabled: true, view_type: NEW_AND_OLD_IMAGES}

- name: Change another table to provisioned capacity
  dynaops.dynamodb.dynamodb_table:
    table_name: carts
    billing_mode: PROVISIONED
    read_capacity: 10
    write_capacity: 5

- name: Have this index and no other one
  dynaops.dynamodb.dynamodb_table:
    table_name: orders
    indexes:
      - name: ByTotal
        type: global_keys_only
        hash_key_name: status
        range_key_name: total
        range_key_type: NUMBER
    purge_indexes: true
    timeout: 3600

- name: Delete a table after a final backup
  dynaops.dynamodb.dynamodb_table:
    table_name: users
    state: absent
    settings:
      deletion_protection: {enabled: false}
    final_backup_name: "{table}-final"
  register: removed

- name: Show the backup
  ansible.builtin.debug:
    msg: "{{ removed.backup_arn | default(removed.msg) }}"
"""

RETURN = r"""
table:
  description: The table as DescribeTable showed it last. For a table that was deleted, as it was before.
  returned: when the table was found or created
  type: dict
  contains:
    archival_summary:
      description: When and why AWS archived the table, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"archival_reason": "INACCESSIBLE_ENCRYPTION_CREDENTIALS"}
    attribute_definitions:
      description: The attributes that the keys of the table and of its indexes use, each with C(attribute_name) and C(attribute_type).
      returned: always
      type: list
      elements: dict
      sample: [{"attribute_name": "id", "attribute_type": "S"}]
    billing_mode:
      description: The billing mode, C(PROVISIONED) or C(PAY_PER_REQUEST).
      returned: when AWS returns it
      type: str
      sample: PAY_PER_REQUEST
    billing_mode_summary:
      description: The billing mode, and when it was last set to C(PAY_PER_REQUEST), as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"billing_mode": "PAY_PER_REQUEST", "last_update_to_pay_per_request_date_time": "2026-11-21T02:00:00+00:00"}
    creation_date_time:
      description: When the table was created, in UTC.
      returned: always
      type: str
      sample: "2026-11-21T02:00:00+00:00"
    deletion_protection_enabled:
      description: Whether AWS refuses to delete the table.
      returned: when AWS returns it
      type: bool
      sample: false
    global_secondary_indexes:
      description: The global secondary indexes, as AWS returns them.
      returned: always
      type: list
      elements: dict
      sample: [{"index_name": "ByStatus", "index_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/index/ByStatus"}]
    global_table_settings_replication_mode:
      description: Whether AWS copies the settings of the table to its replicas.
      returned: when AWS returns it
      type: str
      sample: ENABLED_WITH_OVERRIDES
    global_table_version:
      description: The version of global tables that the table uses.
      returned: when AWS returns it
      type: str
      sample: "2019.11.21"
    global_table_witnesses:
      description: The witness of strongly consistent replicas, in AWS's words.
      returned: when AWS returns it
      type: list
      elements: dict
      sample: [{"region_name": "us-west-2", "witness_status": "ACTIVE"}]
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
    latest_stream_arn:
      description: The ARN of the stream, or of the last one. Null if the table never had a stream.
      returned: always
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2026-11-21T02:00:00.000
    latest_stream_label:
      description: The stream's label.
      returned: always
      type: str
      sample: "2026-11-21T02:00:00.000"
    local_secondary_indexes:
      description: The local secondary indexes, as AWS returns them.
      returned: always
      type: list
      elements: dict
      sample: []
    multi_region_consistency:
      description: The consistency of the replicas, C(EVENTUAL) or C(STRONG).
      returned: when AWS returns it
      type: str
      sample: STRONG
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
    replicas:
      description: The replicas with their statuses, in AWS's words.
      returned: when AWS returns it
      type: list
      elements: dict
      sample: [{"region_name": "eu-west-1", "replica_status": "CREATION_FAILED", "replica_status_description": "Subscriber limit exceeded"}]
    restore_summary:
      description: The backup or the table from which the table was restored, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"source_backup_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d", "restore_in_progress": true}
    sse_description:
      description: The encryption with a key in AWS KMS, as AWS returns it. Absent when AWS owns the key.
      returned: when AWS returns it
      type: dict
      sample: {"sse_type": "KMS", "status": "ENABLED"}
    stream_specification:
      description: Whether the stream is enabled, and its view type, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"stream_enabled": true, "stream_view_type": "NEW_AND_OLD_IMAGES"}
    table_arn:
      description: The table's ARN. A later table of the same name has the same ARN.
      returned: always
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders
    table_class:
      description: The table's class, C(STANDARD) or C(STANDARD_INFREQUENT_ACCESS).
      returned: always
      type: str
      sample: STANDARD
    table_class_summary:
      description: The class, and when it was last changed, as AWS returns it. Absent for a table that always had the class C(STANDARD).
      returned: when AWS returns it
      type: dict
      sample: {"table_class": "STANDARD_INFREQUENT_ACCESS"}
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
    vector_indexes:
      description: The vector indexes, with the names of AWS. A restore brings them back.
      returned: always
      type: list
      elements: dict
      sample: []
    warm_throughput:
      description: How many reads and writes a second the table can serve at once, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"read_units_per_second": 12000, "status": "ACTIVE", "write_units_per_second": 4000}
settings:
  description:
    - The settings that were named, as they are now (in check mode, as they would be), in the form of
      M(dynaops.dynamodb.dynamodb_table_settings_info).
    - With O(state=absent), only those that were changed before the deletion.
  returned: always
  type: dict
  sample: {"deletion_protection": {"enabled": true}, "stream": {"enabled": true, "view_type": "NEW_AND_OLD_IMAGES"}}
changes:
  description: The changes that were made (in check mode, that would be), in order. After a failure, AWS may still be processing the last one.
  returned: always
  type: list
  elements: str
  sample: ["billing_mode: change to PAY_PER_REQUEST", "indexes: create ByStatus (global_all, status (STRING))"]
backup_arn:
  description: The backup's ARN. It is returned even when the task fails.
  returned: with O(final_backup_name), when a backup exists
  type: str
  sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d
backup:
  description: The backup that was created before the deletion, or that was there already.
  returned: with O(final_backup_name), when a backup exists
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
  sample: 6.2
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
  sample: Made 2 changes to table orders in region us-east-1.
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(BotocoreTooOld), C(KeysDiffer), C(TargetExists), C(TableLost), C(TableReplaced),
          C(DeletionProtected), C(HasReplicas), C(BackupLost), C(NotKept), C(SettingFailed), C(TableBusy), C(TableNotReady), C(Timeout),
          C(OutcomeUnknown), C(DamagedAnswer), C(Interrupted) and C(InternalError).
      returned: always
      type: str
      sample: ResourceNotFoundException
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: "Requested resource not found: Table: ordres not found"
"""

import datetime
import secrets
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import TABLE
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import manifest, name_pattern
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import make_table, remove_table
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings import catalogue, whole_table
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings.apply_changes import Desired
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import definition
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import options

ARGUMENTS = {
    "table_name": {"type": "str", "required": True, "aliases": ["name"]},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    **definition.OPTIONS,
    "exact_keys": {"type": "bool", "default": False},
    "purge_indexes": {"type": "bool", "default": False},
    "table_class": catalogue.OPTIONS["table_class"],
    "tags": {**catalogue.OPTIONS["tags"], "aliases": ["resource_tags"]},
    "settings": catalogue.OPTION,
    "purge_tags": {"type": "bool", "default": True},
    "purge_replicas": {"type": "bool", "default": False},
    "final_backup_name": {"type": "str"},
    "final_settings_manifest": {"type": "path"},
    "table_id": {"type": "str"},
    "wait": {"type": "bool", "default": True},
    "timeout": {"type": "int", "default": 900, "aliases": ["wait_timeout", "wait_for_active_timeout"]},
}


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> make_table.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    remove_from(params, check_mode)
    if params["table_id"] is not None:
        raise ValueError("table_id requires state=absent: only a deletion compares it.")
    wanted = Desired(
        whole_table.settings_from(params), params["purge_tags"], params["purge_replicas"], whole_table.definition_from(params), params["purge_indexes"]
    )
    return make_table.Request(names.parse_table(params["table_name"]), wanted, params["wait"], check_mode, params["exact_keys"])


def remove_from(params: t.Mapping[str, t.Any], check_mode: bool) -> remove_table.Request:
    """What the task asks for with state=absent. Raises ValueError for the first option that is invalid, those for state=present included."""
    table = names.parse_table(params["table_name"])
    whole_table.definition_from(params)
    pattern, path = params["final_backup_name"], params["final_settings_manifest"]
    if path is not None and pattern is None:
        raise ValueError("final_settings_manifest requires final_backup_name: the file belongs to the backup.")
    backup_names = None
    if pattern is not None:
        pattern = name_pattern.check_pattern(pattern, "final_backup_name")
        backup_names = name_pattern.BackupNames(pattern, datetime.datetime.now(datetime.timezone.utc), secrets.token_hex(4))
    return remove_table.Request(
        table,
        whole_table.settings_from(params),
        params["purge_replicas"],
        params["table_id"],
        backup_names,
        manifest.check(path, "final_settings_manifest") if path is not None else None,
        params["wait"],
        check_mode,
    )


def main() -> None:
    """Arguments, names, table, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    with_diff = module.wants_diff()
    if module.params["state"] == "present":
        run(module, make_table, request_from, make_table.Outcome(with_diff=with_diff), TABLE, options.TABLE_TIMEOUT_RANGE)
    run(module, remove_table, remove_from, remove_table.Outcome(with_diff=with_diff), TABLE, options.TABLE_TIMEOUT_RANGE)


if __name__ == "__main__":
    main()
