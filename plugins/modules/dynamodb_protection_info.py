#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_protection_info
version_added: 1.0.0
short_description: Check which DynamoDB tables could be restored today
description:
  - Checks for each of many Amazon DynamoDB tables whether it could be restored today, and to which state.
  - Considers point-in-time recovery, the on-demand backups of this very table, and the recovery points that AWS Backup has of it in the same
    account and region. Backups and recovery points of an earlier table of the same name do not count.
  - A table is V(protected) when its newest restorable state is at most O(max_age) old. Otherwise it is V(unknown) when something could not be read,
    V(stale) when it can be restored to an older state, and V(unprotected) when it cannot be restored. RV(tables[].reasons) has the reasons.
  - A request that AWS refused, throttled or did not answer makes no verdict better. The task succeeds as long as the tables can be listed.
  - Also finds the backups of deleted tables, see RV(orphaned_backups).
  - Sends as few requests as AWS allows, within AWS's rate limits. AWS allows 10 requests a second for DescribeContinuousBackups,
    so 2,500 tables take about 4 minutes. AWS Backup publishes no rates. 10 a second are assumed.
author:
  - Dynaops (@dynaops)
options:
  table_names:
    description:
      - Selects several tables, by name or by ARN.
      - Takes a list, or text with commas or line breaks, as AWX surveys send it.
      - At most one of O(table_names), O(table_name_patterns) and O(table_tags) (these two also together), and O(all_tables).
      - Without any of them, all tables of the region are checked.
      - A table that does not exist is an error. The others are checked first.
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
      - This is the default when no other option selects tables.
    type: bool
    default: false
  max_age:
    description:
      - Sets how old the newest restorable state of a table may be, such as V(24h) or V(7d). The units are V(s), V(m), V(h), V(d) and V(w).
      - Point-in-time recovery can restore a table to a state that is about 5 minutes old.
    type: str
    default: 24h
  schedules:
    description:
      - Also returns which backup plans of AWS Backup select each table, and when they run next, in RV(tables[].backup_plans).
      - What is planned does not count for the verdict. Only what was done can be restored.
      - Where plans select by tags, the tags of each table are read. AWS allows 10 of these requests a second.
    type: bool
    default: false
  restore_drills:
    description:
      - Also returns when each table last passed the restore drill of the playbook C(dynaops.dynamodb.restore_drill), in
        RV(tables[].last_restore_drill).
      - A drill does not count for the verdict.
      - Reads the tags of each table. AWS allows 10 of these requests a second. With O(table_tags) the tags are known already.
    type: bool
    default: false
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 7200.
      - When the timeout expires, the task fails. The verdict of the tables that were not checked is V(unknown).
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
  - "Permissions needed: C(dynamodb:ListTables), C(dynamodb:DescribeTable), C(dynamodb:DescribeContinuousBackups), C(dynamodb:ListBackups),
    C(backup:ListBackupVaults), C(backup:ListRecoveryPointsByBackupVault) and C(backup:ListRecoveryPointsByResource);
    also C(dynamodb:ListTagsOfResource) for O(table_tags), O(restore_drills) and
    O(schedules); also C(backup:ListBackupPlans), C(backup:GetBackupPlan),
    C(backup:ListBackupSelections), C(backup:GetBackupSelection) and C(backup:DescribeRegionSettings) for O(schedules)."
  - The option O(endpoint_url) applies to DynamoDB only. For AWS Backup, set the environment variable E(AWS_ENDPOINT_URL_BACKUP) or E(AWS_ENDPOINT_URL).
  - An empty string counts as omitted for every option. AWX surveys send an empty string for an unanswered question.
seealso:
  - module: dynaops.dynamodb.dynamodb_backup_info
  - module: dynaops.dynamodb.dynamodb_create_backups
  - name: DescribeContinuousBackups
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html
  - name: ListRecoveryPointsByResource
    description: The operation in the AWS Backup API reference.
    link: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListRecoveryPointsByResource.html
"""

EXAMPLES = r"""
- name: Check all tables of a region
  dynaops.dynamodb.dynamodb_protection_info:
    region: eu-west-1
  register: protection

- name: Show the tables that cannot be restored, with the reasons
  ansible.builtin.debug:
    msg: "{{ item.table_name }}: {{ item.reasons | join(' ') }}"
  loop: "{{ protection.tables | selectattr('verdict', 'eq', 'unprotected') }}"
  loop_control:
    label: "{{ item.table_name }}"

- name: Check the production tables, which may lose at most one hour
  dynaops.dynamodb.dynamodb_protection_info:
    table_tags:
      stage: prod
    max_age: 1h
  register: production

- name: Fail unless all of them are protected
  ansible.builtin.assert:
    that: production.counts.protected == production.tables | length
    fail_msg: "{{ production.msg }}"
"""

RETURN = r"""
tables:
  description: The selected tables, the most urgent ones first. A table that was deleted in the meantime is left out.
  returned: always
  type: list
  elements: dict
  contains:
    age:
      description: The age in seconds of RV(tables[].latest_restorable_date_time), by the later of AWS's clock and the clock of the host.
      returned: when the table can be restored
      type: int
      sample: 302
    backup_plans:
      description: The backup plans of AWS Backup that select the table.
      returned: when O(schedules=true) and the plans could be read
      type: list
      elements: dict
      contains:
        backup_plan_id:
          description: The plan's id.
          returned: always
          type: str
          sample: 8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e
        backup_plan_name:
          description: The plan's name.
          returned: always
          type: str
          sample: nightly
        last_execution_date:
          description: When the plan last ran, in UTC.
          returned: when AWS returns it
          type: str
          sample: "2026-11-21T05:00:00+00:00"
        next_execution_time:
          description: When the plan runs next, in UTC.
          returned: when AWS returns it and botocore on the host knows it
          type: str
          sample: "2026-11-22T05:00:00+00:00"
        rules:
          description:
            - The plan's rules, each with C(rule_name), C(target_backup_vault_name), C(schedule_expression), C(schedule_expression_timezone) and
              C(next_execution_time).
          returned: always
          type: list
          elements: dict
          sample: [{"rule_name": "daily", "schedule_expression": "cron(0 5 ? * * *)", "target_backup_vault_name": "Default"}]
        selection_name:
          description: The plan's selection that takes the table.
          returned: always
          type: str
          sample: all-tables
    billing_mode:
      description: The billing mode, C(PROVISIONED) or C(PAY_PER_REQUEST).
      returned: when AWS returns it
      type: str
      sample: PAY_PER_REQUEST
    creation_date_time:
      description: When the table was created, in UTC.
      returned: when DescribeTable succeeded
      type: str
      sample: "2026-11-21T02:00:00+00:00"
    deletion_protection_enabled:
      description: Whether deletion protection is enabled. It does not count for the verdict.
      returned: when DescribeTable succeeded
      type: bool
      sample: true
    failed_calls:
      description: The requests about this table that failed, each with C(call), C(code) and C(message).
      returned: always
      type: list
      elements: dict
      sample: []
    item_count:
      description: The number of items. AWS updates it about every six hours.
      returned: when DescribeTable succeeded
      type: int
      sample: 300
    key_schema:
      description: The table's keys, each with C(attribute_name) and C(key_type).
      returned: when DescribeTable succeeded
      type: list
      elements: dict
      sample: [{"attribute_name": "id", "key_type": "HASH"}]
    last_restore_drill:
      description:
        - When the table last passed the restore drill, in UTC, as its tag C(last-restore-drill) says.
        - Null when the table never passed one, so that it has no such tag.
      returned: when the tags were read
      type: str
      sample: "2026-11-20T03:00:00+00:00"
    latest_backup:
      description: The newest C(AVAILABLE) backup of this table, of any type. Backups of an earlier table of the same name are not considered.
      returned: when there is one
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
    latest_recovery_point:
      description: The newest completed recovery point of this table in AWS Backup. Recovery points of an earlier table of the same name are not considered.
      returned: when there is one
      type: dict
      contains:
        recovery_point_arn:
          description: The recovery point's ARN.
          returned: always
          type: str
          sample: arn:aws:backup:us-east-1:123456789012:recovery-point:1eb3b5e7-9eb0-435a-a80b-108b488b0d45
        backup_vault_name:
          description: The vault in which it is.
          returned: always
          type: str
          sample: Default
        creation_date:
          description: When it was created, in UTC. A copy has the date of its source.
          returned: always
          type: str
          sample: "2026-11-21T02:00:00+00:00"
        status:
          description: The status, C(COMPLETED).
          returned: always
          type: str
          sample: COMPLETED
        backup_size_bytes:
          description: The size in bytes.
          returned: when AWS returns it
          type: int
          sample: 184320
    latest_restorable_date_time:
      description: The newest state that the table can be restored to, in UTC, whatever it is restored from.
      returned: when the table can be restored
      type: str
      sample: "2026-11-21T01:55:00+00:00"
    on_demand_throughput:
      description: The limits of a table in billing mode C(PAY_PER_REQUEST), C(max_read_request_units) and C(max_write_request_units).
      returned: when AWS returns it
      type: dict
      sample: {"max_read_request_units": 100, "max_write_request_units": 100}
    point_in_time_recovery_description:
      description:
        - C(point_in_time_recovery_status), C(recovery_period_in_days), and the recovery window from C(earliest_restorable_date_time) to
          C(latest_restorable_date_time), as in AWS's C(PointInTimeRecoveryDescription).
      returned: when DescribeContinuousBackups succeeded
      type: dict
      sample: {"point_in_time_recovery_status": "DISABLED"}
    provisioned_throughput:
      description: The provisioned capacity, C(read_capacity_units) and C(write_capacity_units).
      returned: when AWS returns it
      type: dict
      sample: {"read_capacity_units": 0, "write_capacity_units": 0}
    reasons:
      description: The reasons for the verdict, in sentences. The first one is the most important.
      returned: always
      type: list
      elements: str
      sample: ["The newest AVAILABLE backup is orders-nightly, created 2026-11-21T02:00:00+00:00 (5 hours ago)."]
    table_arn:
      description: The table's ARN. A later table of the same name has the same ARN.
      returned: when DescribeTable succeeded
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders
    table_id:
      description: The table's unique id. A later table of the same name has another id.
      returned: when DescribeTable succeeded
      type: str
      sample: 8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e
    table_name:
      description: The table's name.
      returned: always
      type: str
      sample: orders
    table_size_bytes:
      description: The table's size in bytes. AWS updates it about every six hours.
      returned: when DescribeTable succeeded
      type: int
      sample: 184320
    table_status:
      description: The table's status. AWS does not record it in a backup.
      returned: when AWS returns it
      type: str
      sample: ACTIVE
    verdict:
      description: V(protected), V(stale), V(unprotected) or V(unknown).
      returned: always
      type: str
      sample: protected
counts:
  description: The number of tables for each verdict.
  returned: always
  type: dict
  contains:
    protected:
      description: Tables whose newest restorable state is at most O(max_age) old.
      returned: always
      type: int
      sample: 2
    stale:
      description: Tables that can be restored, but only to a state that is older than O(max_age).
      returned: always
      type: int
      sample: 0
    unknown:
      description: Tables for which something could not be read, and for which the rest does not suffice.
      returned: always
      type: int
      sample: 0
    unprotected:
      description: Tables that cannot be restored from anything.
      returned: always
      type: int
      sample: 1
orphaned_backups:
  description:
    - On-demand backups whose table was deleted, newest first. They cost money until somebody deletes them, or until they expire.
    - Those of an earlier table of the same name are among them.
    - With O(table_names) and O(table_tags), only those of earlier tables of the selected names.
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
orphaned_backup_bytes:
  description: The size of RV(orphaned_backups) in bytes, as far as AWS returns it.
  returned: always
  type: int
  sample: 184320
checked_at:
  description: When the tables were checked, in UTC, by the later of AWS's clock and the clock of the host.
  returned: when the tables were listed
  type: str
  sample: "2026-11-21T02:00:00+00:00"
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
  sample: "Checked 3 tables in region us-east-1: 1 unprotected, 0 unknown, 0 stale, 2 protected."
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(TableNotFound), C(Timeout), C(DamagedAnswer), C(Interrupted) and C(InternalError).
      returned: always
      type: str
      sample: AccessDeniedException
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: User is not authorized to perform this action
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import PROTECTION_INFO
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import check_protection as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._protection.findings import THREADS
from ansible_collections.dynaops.dynamodb.plugins.module_utils._protection.verdict import MaxAge
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import selection
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.options import parse_age

ARGUMENTS = {
    **selection.OPTIONS,
    "max_age": {"type": "str", "default": "24h"},
    "schedules": {"type": "bool", "default": False},
    "restore_drills": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
}


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    max_age = params["max_age"]
    return job.Request(
        MaxAge(max_age, parse_age("max_age", max_age)),
        selection.parse_selection(params, required=False),
        schedules=params["schedules"],
        restore_drills=params["restore_drills"],
    )


def main() -> None:
    """Arguments, tables, findings, verdicts, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), PROTECTION_INFO, connections=THREADS)


if __name__ == "__main__":
    main()
