#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_restore_backup
version_added: 1.0.0
short_description: Restore a DynamoDB table from a backup or to a point in time
description:
  - Restores an on-demand backup of an Amazon DynamoDB table, or the table as it was at a point in time (O(restore_time)), to a new table, waits until
    it is C(ACTIVE), and returns what a restore does not bring back.
  - Never changes an existing table, because AWS restores to new tables only. If the table was restored from this backup or point in time, the task
    succeeds with RV(ignore:changed=false). If any other table has the name, the task fails.
  - Starts a restore once. When the response is lost, the task checks for the table and continues with it.
  - "Adds the tag C(dynaops.dynamodb:restored-from) with the backup's ARN, or C(TABLE_ARN@TIME) (the last 256 characters), to the table, because
    AWS no longer reports where the table was restored from once it is C(ACTIVE)."
  - Deletes such a table with O(state=absent), for example at the end of a restore drill. It never deletes any other table.
author:
  - Dynaops (@dynaops)
options:
  state:
    description:
      - Decides whether to restore or to delete the table.
      - V(present) restores.
      - V(absent) deletes the table O(target_table_name) if its tag shows that it was restored from O(backup_arn), or from O(table_name) at
        O(restore_time). One of them is then required.
    type: str
    choices: [present, absent]
    default: present
  target_table_name:
    description:
      - Sets the name of the table to restore to.
    type: str
    required: true
  table_name:
    description:
      - Selects the table, by name or by ARN.
      - The newest C(AVAILABLE) backup that matches the other options is restored. The table may already be deleted. Backups of
        earlier tables of the same name count too.
      - A later run may find a newer backup. It then fails, because the table was restored from an older one. Use O(backup_arn) to avoid this.
      - With O(restore_time), the table itself is restored, as it was at that time. It must still exist.
    type: str
  restore_time:
    description:
      - Selects the point in time to restore O(table_name) to.
      - Takes an ISO 8601 date or time in whole seconds (UTC if it names no time zone), or V(latest), the latest time that AWS can restore, which is
        typically 5 minutes ago.
      - The table must have point-in-time recovery, and the time must be in its recovery window. The task checks both before the restore and reports the
        window. The window belongs to the table that exists now, not to an earlier table of its name.
      - The new table has the items of that time. It has the keys, indexes, billing mode, throughput and encryption that the table has now.
      - With V(latest), a table that was restored from O(table_name) at any point in time counts as the same restore.
      - Requires O(table_name). Cannot be combined with O(backup_arn) or the options that select backups.
    type: str
  backup_arn:
    description:
      - Selects the backup, by ARN.
      - The ARN must name the region that the task connects to.
      - Exactly one of O(backup_arn) and O(table_name) is required.
    type: str
  backup_name:
    description:
      - Selects only backups of exactly this name. Names are not unique in AWS.
      - Requires O(table_name).
    type: str
  backup_name_prefix:
    description:
      - Selects only backups whose name begins with this text.
      - Requires O(table_name).
    type: str
  backup_name_pattern:
    description:
      - Selects only backups whose whole name matches this shell pattern (C(*), C(?), C([...])). Case matters.
      - Requires O(table_name).
    type: str
  backup_type:
    description:
      - Selects only backups of this type.
      - V(user) selects backups that users and programs created. V(system) selects backups that AWS created when a table with
        point-in-time recovery was deleted. V(all) selects both.
      - V(aws_backup) is passed to AWS, which currently returns no such backups.
      - Applies to O(table_name).
    type: str
    choices: [user, system, aws_backup, all]
    default: user
  created_after:
    description:
      - Selects only backups that were created at this time or later.
      - Takes an ISO 8601 date or time (UTC if it names no time zone), or an age by AWS's clock, such as V(30d) or V(12h).
      - Requires O(table_name).
    type: str
  created_before:
    description:
      - Selects only backups that were created before this time.
      - Takes an ISO 8601 date or time (UTC if it names no time zone), or an age by AWS's clock, such as V(30d) or V(12h).
      - Requires O(table_name).
    type: str
  billing_mode_override:
    description:
      - Sets the billing mode of the new table. The default is that of the backup.
    type: str
    choices: [PROVISIONED, PAY_PER_REQUEST]
  provisioned_throughput_override:
    description:
      - Sets the provisioned throughput of the new table, but not of its indexes.
    type: dict
    suboptions:
      read_capacity_units:
        description: Sets the reads a second.
        type: int
        required: true
      write_capacity_units:
        description: Sets the writes a second.
        type: int
        required: true
  on_demand_throughput_override:
    description:
      - Sets the limits of the new table in billing mode V(PAY_PER_REQUEST).
    type: dict
    suboptions:
      max_read_request_units:
        description: Sets the maximum of reads a second.
        type: int
      max_write_request_units:
        description: Sets the maximum of writes a second.
        type: int
  global_secondary_index_override:
    description:
      - Sets the global secondary indexes of the new table. By default all indexes of the backup are restored. An empty list restores none.
      - An index with its name only is restored as it was. AWS creates no new index. It accepts another name for an index of the same
        keys and projection.
    type: list
    elements: dict
    suboptions:
      index_name:
        description: Sets the index's name.
        type: str
        required: true
      key_schema:
        description: Sets its keys. The default is those of the backup's index of this name.
        type: list
        elements: dict
        suboptions:
          attribute_name:
            description: Sets the attribute.
            type: str
            required: true
          key_type:
            description: Sets its role in the key.
            type: str
            choices: [HASH, RANGE]
            required: true
      projection:
        description: Sets the attributes in it. The default is those of the backup's index of this name.
        type: dict
        suboptions:
          projection_type:
            description: Sets which attributes are in the index.
            type: str
            choices: [ALL, KEYS_ONLY, INCLUDE]
            required: true
          non_key_attributes:
            description: Sets the attributes in addition to the keys, for V(INCLUDE).
            type: list
            elements: str
      provisioned_throughput:
        description: Sets its provisioned throughput.
        type: dict
        suboptions:
          read_capacity_units:
            description: Sets the reads a second.
            type: int
            required: true
          write_capacity_units:
            description: Sets the writes a second.
            type: int
            required: true
      on_demand_throughput:
        description: Sets its limits in billing mode V(PAY_PER_REQUEST).
        type: dict
        suboptions:
          max_read_request_units:
            description: Sets the maximum of reads a second.
            type: int
          max_write_request_units:
            description: Sets the maximum of writes a second.
            type: int
  local_secondary_index_override:
    description:
      - Sets the local secondary indexes of the new table, as O(global_secondary_index_override) does.
    type: list
    elements: dict
    suboptions:
      index_name:
        description: Sets the index's name.
        type: str
        required: true
      key_schema:
        description: Sets its keys. The default is those of the backup's index of this name.
        type: list
        elements: dict
        suboptions:
          attribute_name:
            description: Sets the attribute.
            type: str
            required: true
          key_type:
            description: Sets its role in the key.
            type: str
            choices: [HASH, RANGE]
            required: true
      projection:
        description: Sets the attributes in it. The default is those of the backup's index of this name.
        type: dict
        suboptions:
          projection_type:
            description: Sets which attributes are in the index.
            type: str
            choices: [ALL, KEYS_ONLY, INCLUDE]
            required: true
          non_key_attributes:
            description: Sets the attributes in addition to the keys, for V(INCLUDE).
            type: list
            elements: str
  vector_index_override:
    description:
      - Sets the vector indexes of the new table. By default all vector indexes of the backup are restored. An empty list restores none.
      - Each is restored unchanged. Requires botocore 1.44 or newer.
    type: list
    elements: dict
    suboptions:
      index_name:
        description: Sets the index's name.
        type: str
        required: true
  sse_specification_override:
    description:
      - Sets the encryption of the new table. The default is that of the backup.
    type: dict
    suboptions:
      enabled:
        description: Encrypts with a key in AWS KMS (V(true)), or with a key that AWS owns (V(false)).
        type: bool
        required: true
      sse_type:
        description: Sets the type of encryption.
        type: str
        choices: [KMS]
      kms_master_key_id:
        description: Selects the key in KMS, by id, ARN or alias. The default is AWS's own key for DynamoDB.
        type: str
  settings:
    description:
      - Sets the settings of the restored table that a restore does not bring back, see M(dynaops.dynamodb.dynamodb_table_settings).
      - V(none) sets none. V(from_source) copies the current settings of the table that was backed up. That table must still exist.
        A dictionary sets the settings in it, for example the C(settings) of the file that
        O(dynaops.dynamodb.dynamodb_create_backup#module:settings_manifest) wrote.
      - Warm throughput is included. If the new table has less than the source, AWS raises it in 5 to 9 minutes and bills for it.
      - If a resource policy names the backup's table, it names the new table afterwards. A setting that an override of this task sets is
        not copied from the source. Requires O(wait=true).
      - Replicas are included. AWS creates them again. A replica whose settings could not be read is not created, and is in RV(not_restored).
      - Replicas with multi-Region strong consistency are refused before the restore, because AWS creates them only while a table is empty.
        Leave C(replicas) out of the settings, and create them by hand.
    type: raw
    default: none
  mark_target:
    description:
      - Adds the tag C(dynaops.dynamodb:restored-from) to the new table once it is C(ACTIVE).
      - Without the tag, a second run cannot recognize the table and fails.
      - A table that gets 50 tags from O(settings), the most that AWS accepts, does not get this tag. The task issues a warning.
    type: bool
    default: true
  wait:
    description:
      - Waits until the table is C(ACTIVE) (with O(state=absent), until it is deleted).
      - With V(false) the task returns as soon as AWS has accepted the restore. The tag is then not added. A later run that
        waits adds it if the table is still being restored.
    type: bool
    default: true
  when_busy:
    description:
      - Decides what to do when the backup or the table is busy.
      - This means that another restore uses the backup (C(BackupInUseException)), the backup is still C(CREATING), too many restores run
        at the same time (C(LimitExceededException)), a table of the target's name is being deleted, AWS cannot yet
        restore to O(restore_time) because it is less than about 5 minutes ago, or, with O(state=absent), the table is still being restored.
      - V(fail) fails immediately.
      - V(wait) retries until O(timeout).
    type: str
    choices: [fail, wait]
    default: fail
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 86400. One deadline covers all phases.
      - AWS restores an empty table in about 1.5 to 13 minutes, and large tables in hours.
      - When the timeout expires, the task fails with the table's status. The restore continues in AWS.
    type: int
    default: 7200
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
      - The module sends all requests that only read. It restores and deletes nothing and does not wait.
  diff_mode:
    support: none
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:RestoreTableFromBackup), C(dynamodb:DescribeBackup), C(dynamodb:DescribeTable); C(dynamodb:ListBackups) for
    O(table_name); C(dynamodb:RestoreTableToPointInTime) and C(dynamodb:DescribeContinuousBackups) for O(restore_time);
    C(dynamodb:TagResource) and C(dynamodb:ListTagsOfResource) for the tag; C(dynamodb:DeleteTable) for O(state=absent);
    for O(settings) C(dynamodb:DescribeContinuousBackups), C(dynamodb:UpdateContinuousBackups), C(dynamodb:DescribeTimeToLive),
    C(dynamodb:UpdateTimeToLive), C(dynamodb:DescribeContributorInsights), C(dynamodb:UpdateContributorInsights), C(dynamodb:GetResourcePolicy),
    C(dynamodb:PutResourcePolicy), C(dynamodb:UntagResource) and C(dynamodb:UpdateTable)."
  - AWS also requires C(dynamodb:BatchWriteItem), C(dynamodb:DeleteItem), C(dynamodb:GetItem), C(dynamodb:PutItem),
    C(dynamodb:Query), C(dynamodb:Scan) and C(dynamodb:UpdateItem) on the new table.
  - An empty string counts as omitted for every option but O(target_table_name). AWX surveys send an empty string for an unanswered question.
seealso:
  - module: dynaops.dynamodb.dynamodb_create_backup
  - module: dynaops.dynamodb.dynamodb_backup_info
  - module: dynaops.dynamodb.dynamodb_table_count_info
  - name: RestoreTableFromBackup
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableFromBackup.html
  - name: RestoreTableToPointInTime
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html
"""

EXAMPLES = r"""
- name: Restore the newest backup of a table to another name
  dynaops.dynamodb.dynamodb_restore_backup:
    table_name: orders
    target_table_name: orders-restored
  register: restored

- name: Show the settings to set again, and those to check
  ansible.builtin.debug:
    msg:
      - "{{ restored.not_restored | default([]) }}"
      - "{{ restored.unknown_settings | default([]) }}"

- name: Restore the same backup without its indexes, on demand, to a scratch table
  dynaops.dynamodb.dynamodb_restore_backup:
    backup_arn: "{{ restored.backup_arn }}"
    target_table_name: orders-scratch
    billing_mode_override: PAY_PER_REQUEST
    global_secondary_index_override: []
    when_busy: wait
    timeout: 14400

- name: Restore a table to another name with all its settings
  dynaops.dynamodb.dynamodb_restore_backup:
    table_name: orders
    target_table_name: orders-copy
    settings: from_source

- name: Restore a table as it was five minutes ago, with its settings
  dynaops.dynamodb.dynamodb_restore_backup:
    table_name: carts
    restore_time: latest
    target_table_name: carts-restored
    settings: from_source

- name: Delete the scratch table
  dynaops.dynamodb.dynamodb_restore_backup:
    state: absent
    backup_arn: "{{ restored.backup_arn }}"
    target_table_name: orders-scratch
    when_busy: wait
"""

RETURN = r"""
backup_arn:
  description: The backup's ARN.
  returned: when it is known
  type: str
  sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d
backup:
  description: The backup as AWS last showed it.
  returned: when the backup was described
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
restore_date_time:
  description: The point in time that the table was restored to.
  returned: for O(restore_time), when it is known
  type: str
  sample: "2026-11-21T02:00:00+00:00"
earliest_restorable_date_time:
  description: The earliest time that the table O(table_name) can be restored to.
  returned: for O(restore_time), when it was read
  type: str
  sample: "2026-10-17T02:00:00+00:00"
latest_restorable_date_time:
  description: The latest time that the table O(table_name) can be restored to.
  returned: for O(restore_time), when it was read
  type: str
  sample: "2026-11-21T02:31:00+00:00"
not_restored:
  description: What the source table had and the restored table does not have, as far as the task knows it. Set it again yourself.
  returned: when the backup (for O(restore_time), the table) exists and was described
  type: list
  elements: dict
  contains:
    setting:
      description: The setting, C(stream), C(time_to_live) or C(replicas).
      returned: always
      type: str
      sample: time_to_live
    recorded:
      description:
        - The setting as AWS recorded it in the backup. AWS records only stream and time to live, and only when they were enabled.
        - For O(restore_time), the stream of the table now.
      returned: for C(stream) and C(time_to_live)
      type: dict
      sample: {"attribute_name": "expires", "time_to_live_status": "ENABLED"}
    replicas:
      description: The replicas that were not made since their settings could not be read, with what is known of them.
      returned: for C(replicas), when there are such
      type: list
      elements: dict
      sample: [{"region_name": "me-south-1", "table_class": "STANDARD", "not_read": {"reason": "the replica is REGION_DISABLED"}}]
unknown_settings:
  description:
    - The other settings that a restore does not bring back, except those that O(settings) restored.
    - A backup does not record them, so the task does not know whether the source table had them. Check them yourself.
    - For O(restore_time), time to live is among them.
  returned: when the backup (for O(restore_time), the table) exists and was described
  type: list
  elements: str
  sample: [auto_scaling, cloudwatch_alarms, iam_policies, kinesis_streaming_destinations]
table:
  description: The table O(target_table_name) as AWS last showed it. AWS shows 0 items until it updates the number, up to six hours after the restore.
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
settings:
  description: The settings that were restored, as they are now (in check mode, as they would be).
  returned: when O(settings) is not V(none) and the task restored or read settings
  type: dict
  sample: {"deletion_protection": {"enabled": true}, "stream": {"enabled": true, "view_type": "NEW_AND_OLD_IMAGES"}}
reused:
  description: Whether the table was restored from this backup or point in time by an earlier run.
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
  sample: 211.4
progress:
  description: The lines that the task reported while it ran.
  returned: always
  type: list
  elements: str
  sample: ["Starting restore: table orders-restored from backup arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"]
msg:
  description: What the task did. After a failure, what failed, the state now, and what to do. One line.
  returned: always
  type: str
  sample: "Table orders-restored has status ACTIVE: arn:aws:dynamodb:us-east-1:123456789012:table/orders-restored"
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
          C(NoBackup), C(BackupBusy), C(BackupLost), C(NoSource), C(TargetExists), C(TableBusy),
          C(RestoreLost), C(SettingFailed), C(IndexBusy), C(DamagedAnswer), C(OutcomeUnknown), C(Timeout), C(Interrupted) and C(InternalError).
        - C(PointInTimeRecoveryUnavailableException) and C(InvalidRestoreTimeException) are AWS's codes, also when the task found out before it
          asked AWS to restore.
      returned: always
      type: str
      sample: TargetExists
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: "Table orders already exists in region us-east-1, with status ACTIVE, and it is not known to be restored from this backup: it is older."
"""

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import RESTORE_BACKUP
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import listing
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import restore_backup, undo_restore
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._restores import overrides, point_in_time, settings_to_restore
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import options

_UNITS = {"type": "int", "example": 5}
PROVISIONED = {"read_capacity_units": {**_UNITS, "required": True}, "write_capacity_units": {**_UNITS, "required": True}}
ON_DEMAND = {"max_read_request_units": _UNITS, "max_write_request_units": _UNITS}
INDEX = {
    "index_name": {"type": "str", "required": True, "example": "ByStatus"},
    "key_schema": {
        "type": "list",
        "elements": "dict",
        "options": {
            "attribute_name": {"type": "str", "required": True, "example": "status"},
            "key_type": {"type": "str", "choices": ["HASH", "RANGE"], "required": True},
        },
    },
    "projection": {
        "type": "dict",
        "options": {
            "projection_type": {"type": "str", "choices": ["ALL", "KEYS_ONLY", "INCLUDE"], "required": True},
            "non_key_attributes": {"type": "list", "elements": "str"},
        },
    },
}
GLOBAL_INDEX = {**INDEX, "provisioned_throughput": {"type": "dict", "options": PROVISIONED}, "on_demand_throughput": {"type": "dict", "options": ON_DEMAND}}
OVERRIDES = {
    "billing_mode_override": {"type": "str", "choices": ["PROVISIONED", "PAY_PER_REQUEST"]},
    "provisioned_throughput_override": {"type": "dict", "options": PROVISIONED},
    "on_demand_throughput_override": {"type": "dict", "options": ON_DEMAND},
    "global_secondary_index_override": {"type": "list", "elements": "dict", "options": GLOBAL_INDEX},
    "local_secondary_index_override": {"type": "list", "elements": "dict", "options": INDEX},
    "vector_index_override": {"type": "list", "elements": "dict", "options": {"index_name": {"type": "str", "required": True}}},
    "sse_specification_override": {
        "type": "dict",
        "options": {"enabled": {"type": "bool", "required": True}, "sse_type": {"type": "str", "choices": ["KMS"]}, "kms_master_key_id": {"type": "str"}},
    },
}
ARGUMENTS = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "target_table_name": {"type": "str", "required": True},
    "table_name": {"type": "str"},
    "restore_time": {"type": "str"},
    **listing.OPTIONS,
    **OVERRIDES,
    "settings": {"type": "raw", "default": settings_to_restore.NONE},
    "mark_target": {"type": "bool", "default": True},
    "wait": {"type": "bool", "default": True},
    "when_busy": {"type": "str", "choices": ["fail", "wait"], "default": "fail"},
    "timeout": {"type": "int", "default": 7200, "aliases": ["wait_timeout"]},
}
CONSTRAINTS = {
    "mutually_exclusive": [
        *(("backup_arn", name) for name in ("table_name", "restore_time", *listing.NARROWING)),
        *(("restore_time", name) for name in listing.NARROWING),
    ],
    "required_one_of": [("backup_arn", "table_name")],
    "required_by": {name: "table_name" for name in ("restore_time", *listing.NARROWING)},
}


def target_from(params: t.Mapping[str, t.Any]) -> names.TableRef:
    """The table to restore to. Raises ValueError when it is invalid."""
    name = names.check_table_name("target_table_name", params["target_table_name"])
    return names.TableRef(given=name, name=name)


def moment_from(params: t.Mapping[str, t.Any]) -> point_in_time.Moment | None:
    """The moment to restore to; None for a backup. Raises ValueError when it is none."""
    return point_in_time.parse(params["restore_time"]) if params["restore_time"] is not None else None


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> restore_backup.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    target = target_from(params)
    backup = names.parse_backup(params["backup_arn"]) if params["backup_arn"] is not None else None
    table = names.parse_table(params["table_name"]) if params["table_name"] is not None else None
    overrides.check(params)
    settings = settings_to_restore.parse(params["settings"])
    if settings is not None and not params["wait"]:
        raise ValueError("settings requires wait=true: settings can be changed only when the table is ACTIVE.")
    return restore_backup.Request(
        target=target,
        backup=backup,
        wanted=dataclasses.replace(listing.parse_filter(params), table=table),
        restore_time=moment_from(params),
        overrides={name: params[name] for name in OVERRIDES},
        settings=settings,
        mark=params["mark_target"],
        wait=params["wait"],
        when_busy=params["when_busy"],
        check_mode=check_mode,
    )


def undo_from(params: t.Mapping[str, t.Any], check_mode: bool) -> undo_restore.Request:
    """What the task asks for with state=absent. Raises ValueError for the first option that is invalid."""
    target = target_from(params)
    options_of_all = {"wait": params["wait"], "when_busy": params["when_busy"], "check_mode": check_mode}
    if params["backup_arn"] is not None:
        return undo_restore.Request(target, backup=names.parse_backup(params["backup_arn"]), **options_of_all)
    moment = moment_from(params)
    if moment is None:
        raise ValueError("state=absent requires backup_arn, or table_name with restore_time: the table is deleted only if it was restored from there.")
    return undo_restore.Request(target, table=names.parse_table(params["table_name"]), restore_time=moment, **options_of_all)


def main() -> None:
    """Arguments, names, backup, table, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True, **CONSTRAINTS)
    present = module.params["state"] == "present"
    job, read_request = (restore_backup, request_from) if present else (undo_restore, undo_from)
    run(module, job, read_request, job.Outcome(), RESTORE_BACKUP, options.RESTORE_TIMEOUT_RANGE)


if __name__ == "__main__":
    main()
