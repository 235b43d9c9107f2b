#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_restore_backups
version_added: 1.0.0
short_description: Restore many DynamoDB tables from their backups at once and wait until all are ACTIVE
description:
  - Restores many Amazon DynamoDB tables from on-demand backups to new tables, waits until all of them are C(ACTIVE), and sets their settings.
  - Restores each table exactly once, as M(dynaops.dynamodb.dynamodb_restore_backup) does, but in parallel in one process. AWS restores up to 50
    tables of an account at the same time.
  - Tries every table, even when others fail. If any table failed, the task fails at the end. RV(tables) has the outcome of each table,
    RV(msg) the numbers and the first few failures, however many tables there are.
  - Never changes an existing table. If a table was restored from this backup before, that is a success.
author:
  - Dynaops (@dynaops)
options:
  backup_arns:
    description:
      - Selects the backups, by ARN, at most one of each table.
      - Takes a list, or text with commas or line breaks, as AWX surveys send it.
      - Exactly one of O(backup_arns), O(backups), O(table_names), O(table_name_patterns) and O(table_tags) (these two also together), and
        O(all_tables) is required.
    type: list
    elements: str
  backups:
    description:
      - Selects the backups by the result RV(dynaops.dynamodb.dynamodb_create_backups#module:backups) of an earlier task, or by any list of
        dictionaries with C(backup_arn), such as RV(dynaops.dynamodb.dynamodb_backup_info#module:backups).
      - An entry without C(backup_arn), of a table that was not backed up, is refused.
    type: list
    elements: dict
  table_names:
    description:
      - Selects several tables, by name or by ARN. The newest C(AVAILABLE) backup of each that matches the other options is restored.
      - The tables may already be deleted. Backups of earlier tables of the same names count too. A table without a backup that matches fails.
      - Takes a list, or text with commas or line breaks, as AWX surveys send it.
    type: list
    elements: str
  table_name_patterns:
    description:
      - Selects the tables whose names match one of these shell patterns (C(*), C(?), C([...])), among those that have backups. Case matters.
      - A pattern that begins with C(!) excludes the tables that it matches. At least one pattern must not begin with it.
      - Can be combined with O(table_tags).
    type: list
    elements: str
  table_tags:
    description:
      - Selects the tables that have all of these tags. These tables must still exist.
      - Can be combined with O(table_name_patterns). Then both must match.
    type: dict
  all_tables:
    description:
      - Selects all tables of the region. Only tables that have backups are restored.
    type: bool
    default: false
  allow_empty:
    description:
      - Succeeds when no backup is selected. Otherwise that is an error.
    type: bool
    default: false
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
  target_table_name:
    description:
      - Sets the names of the new tables. C({table}) stands for the name of the table that was backed up.
      - With C({table}) alone, the tables get their old names, which must be free.
    type: str
    default: "{table}-restored"
  settings:
    description:
      - Sets the settings of the restored tables that a restore does not bring back.
      - V(none) sets none. V(from_source) copies the current settings of each table that was backed up, as in
        M(dynaops.dynamodb.dynamodb_restore_backup). Requires O(wait=true).
    type: str
    choices: [none, from_source]
    default: none
  settings_manifests:
    description:
      - Sets the settings of each restored table to those of its backup's file in this folder, on the host that runs the task.
      - O(dynaops.dynamodb.dynamodb_create_backups#module:settings_manifests) and
        O(dynaops.dynamodb.dynamodb_create_backup#module:settings_manifest) write such files. A file may have any name that ends in C(.json), because
        the ARN in it counts. A table whose backup has no file in the folder fails before its restore.
      - Cannot be combined with O(settings=from_source). Requires O(wait=true).
    type: path
  mark_target:
    description:
      - Adds the tag C(dynaops.dynamodb:restored-from) to each new table once it is C(ACTIVE). Without the tag, a second run cannot recognize the table
        and fails.
    type: bool
    default: true
  parallel:
    description:
      - Sets how many tables are restored at the same time, from 1 to 50. 50 is the most that AWS restores at the same time in an account, other
        restores included.
    type: int
    default: 50
  fail_fast:
    description:
      - Starts no further table once one has failed. The task still waits for the restores that were started.
    type: bool
    default: false
  wait:
    description:
      - Waits until all tables are C(ACTIVE). With V(false) the task ends as soon as all restores have begun. With more tables than O(parallel), it waits
        until the last one could begin.
    type: bool
    default: true
  when_busy:
    description:
      - Decides what to do when a backup or a table is busy, as in M(dynaops.dynamodb.dynamodb_restore_backup). V(wait) also waits while other restores
        of the account use up AWS's limit.
    type: str
    choices: [fail, wait]
    default: fail
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 86400. One deadline covers all tables.
      - When the timeout expires, each unfinished table fails with its status. The restores continue in AWS.
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
      - The module sends all requests that only read. It restores nothing and does not wait.
  diff_mode:
    support: none
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:RestoreTableFromBackup), C(dynamodb:DescribeBackup), C(dynamodb:DescribeTable); C(dynamodb:ListBackups) for a
    selection of tables; C(dynamodb:TagResource) and C(dynamodb:ListTagsOfResource) for the tag; C(dynamodb:ListTables) for O(table_tags); for
    O(settings) and O(settings_manifests) C(dynamodb:DescribeContinuousBackups), C(dynamodb:UpdateContinuousBackups), C(dynamodb:DescribeTimeToLive),
    C(dynamodb:UpdateTimeToLive), C(dynamodb:DescribeContributorInsights), C(dynamodb:UpdateContributorInsights), C(dynamodb:GetResourcePolicy),
    C(dynamodb:PutResourcePolicy), C(dynamodb:UntagResource) and C(dynamodb:UpdateTable)."
  - AWS also requires C(dynamodb:BatchWriteItem), C(dynamodb:DeleteItem), C(dynamodb:GetItem), C(dynamodb:PutItem),
    C(dynamodb:Query), C(dynamodb:Scan) and C(dynamodb:UpdateItem) on the new tables.
  - An empty string counts as omitted (AWX surveys send one for an unanswered question), but not for O(backup_arns), O(backups), O(table_names),
    O(table_name_patterns), O(table_tags) and O(target_table_name).
seealso:
  - module: dynaops.dynamodb.dynamodb_create_backups
  - module: dynaops.dynamodb.dynamodb_restore_backup
"""

EXAMPLES = r"""
- name: Restore the newest backup of some tables, each to another name
  dynaops.dynamodb.dynamodb_restore_backups:
    table_names: [orders, carts, users]
    target_table_name: "{table}-restored"
    when_busy: wait
  register: restored

- name: Show the new tables
  ansible.builtin.debug:
    msg: "{{ restored.tables | map(attribute='table_arn', default='none in check mode') }}"

- name: Restore the newest backup before a release of all tables that have one, with the settings that the tables have now
  dynaops.dynamodb.dynamodb_restore_backups:
    table_name_patterns: ["*", "!test-*"]
    backup_name_pattern: "*before-4.2*"
    target_table_name: "{table}-4.1"
    settings: from_source
    when_busy: wait
    timeout: 28800
"""

RETURN = r"""
tables:
  description: One entry for each table, with the new table and what the task did. Tables that failed come first, then those that are not done.
  returned: when the backups were selected
  type: list
  elements: dict
  contains:
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
    backup_arn:
      description: The backup's ARN.
      returned: when the table has a backup that matches
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d
    billing_mode:
      description: The billing mode, C(PROVISIONED) or C(PAY_PER_REQUEST).
      returned: when AWS returns it
      type: str
      sample: PAY_PER_REQUEST
    changed:
      description: Whether a restore of this table began, or its settings changed.
      returned: always
      type: bool
      sample: true
    creation_date_time:
      description: When the table was created, in UTC.
      returned: when the table was found
      type: str
      sample: "2026-11-21T02:00:00+00:00"
    elapsed:
      description: How long this table took, in seconds.
      returned: always
      type: float
      sample: 211.4
    error:
      description: What failed, for use in conditions, with the keys C(code) and C(message).
      returned: when this table failed
      type: dict
      sample: {"code": "TargetExists", "message": "Table orders-restored already exists in region us-east-1, with status ACTIVE"}
    failed:
      description: Whether this table failed.
      returned: always
      type: bool
      sample: false
    item_count:
      description: The number of items. AWS updates it about every six hours.
      returned: when the table was found
      type: int
      sample: 300
    key_schema:
      description: The table's keys, each with C(attribute_name) and C(key_type).
      returned: when the table was found
      type: list
      elements: dict
      sample: [{"attribute_name": "id", "key_type": "HASH"}]
    msg:
      description: What the task did with this table. After a failure, what failed, the state now, and what to do. One line.
      returned: always
      type: str
      sample: "Table orders-restored has status ACTIVE: arn:aws:dynamodb:us-east-1:123456789012:table/orders-restored"
    not_restored:
      description: What the source table had and the restored table does not have, as far as the task knows it. Set it again yourself.
      returned: when the backup exists and was described
      type: list
      elements: dict
      contains:
        setting:
          description: The setting, C(stream), C(time_to_live) or C(replicas).
          returned: always
          type: str
          sample: time_to_live
        recorded:
          description: The setting as AWS recorded it in the backup. AWS records only stream and time to live, and only when they were enabled.
          returned: for C(stream) and C(time_to_live)
          type: dict
          sample: {"attribute_name": "expires", "time_to_live_status": "ENABLED"}
        replicas:
          description: The replicas that were not made since their settings could not be read, with what is known of them.
          returned: for C(replicas), when there are such
          type: list
          elements: dict
          sample: [{"region_name": "me-south-1", "table_class": "STANDARD", "not_read": {"reason": "the replica is REGION_DISABLED"}}]
    on_demand_throughput:
      description: The limits of a table in billing mode C(PAY_PER_REQUEST), C(max_read_request_units) and C(max_write_request_units).
      returned: when AWS returns it
      type: dict
      sample: {"max_read_request_units": 100, "max_write_request_units": 100}
    progress:
      description: The lines that the task reported about this table.
      returned: always
      type: list
      elements: str
      sample: ["Restore completed successfully: arn:aws:dynamodb:us-east-1:123456789012:table/orders-restored (status ACTIVE, 211 s elapsed)"]
    provisioned_throughput:
      description: The provisioned capacity, C(read_capacity_units) and C(write_capacity_units).
      returned: when AWS returns it
      type: dict
      sample: {"read_capacity_units": 0, "write_capacity_units": 0}
    reused:
      description: Whether the table was restored from this backup by an earlier run.
      returned: always
      type: bool
      sample: false
    settings:
      description: The settings that were restored, as they are now (in check mode, as they would be).
      returned: when the task restored or read settings
      type: dict
      sample: {"deletion_protection": {"enabled": true}, "stream": {"enabled": true, "view_type": "NEW_AND_OLD_IMAGES"}}
    source_table_name:
      description: The name of the table that was backed up.
      returned: always
      type: str
      sample: orders
    table_arn:
      description: The table's ARN. A later table of the same name has the same ARN.
      returned: when the table was found
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders
    table_id:
      description: The table's unique id. A later table of the same name has another id.
      returned: when the table was found
      type: str
      sample: 8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e
    table_name:
      description: The table's name.
      returned: always
      type: str
      sample: orders-restored
    table_size_bytes:
      description: The table's size in bytes. AWS updates it about every six hours.
      returned: when the table was found
      type: int
      sample: 184320
    table_status:
      description: The table's status. AWS does not record it in a backup.
      returned: when AWS returns it
      type: str
      sample: ACTIVE
    unknown_settings:
      description:
        - The other settings that a restore does not bring back, except those that the task restored.
        - A backup does not record them, so the task does not know whether the source table had them. Check them yourself.
      returned: when the backup exists and was described
      type: list
      elements: str
      sample: [auto_scaling, cloudwatch_alarms, iam_policies, kinesis_streaming_destinations]
failed_tables:
  description: The names of the new tables that failed.
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
      description: How many tables there are to restore.
      returned: always
      type: int
      sample: 3
    restored:
      description: How many tables were restored.
      returned: always
      type: int
      sample: 3
    reused:
      description: How many tables were restored from the same backup before.
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
      sample: 212.3
    slowest:
      description: The table that took longest, with C(table_name) and C(elapsed).
      returned: when a table is done
      type: dict
      sample: {"elapsed": 211.4, "table_name": "orders-restored"}
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
  sample: 212.6
progress:
  description: The lines that the task reported while it ran.
  returned: always
  type: list
  elements: str
  sample: ["Starting restore: 3 tables, region us-east-1", "Restores: 3 done, 0 failed of 3 (212 s elapsed)"]
msg:
  description: What the task did. After a failure, what failed, the state now, and what to do. One line.
  returned: always
  type: str
  sample: 3 tables in region us-east-1 restored in 212 s.
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(NoBackup), C(NotAllRestored), C(Timeout),
          C(DamagedAnswer), C(Interrupted) and C(InternalError).
        - Those of RV(tables) are the codes of M(dynaops.dynamodb.dynamodb_restore_backup).
      returned: always
      type: str
      sample: NotAllRestored
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: 1 of 3 tables in region us-east-1 not restored.
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import RESTORE_BACKUPS
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.rate_limits import RESTORES_AT_ONCE
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import listing, manifest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import restore_backups as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._restores import settings_to_restore, target_names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import selection
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import options
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.plain_text import quoted

ARGUMENTS = {
    "backup_arns": {"type": "list", "elements": "str"},
    "backups": {"type": "list", "elements": "dict"},
    **selection.OPTIONS,
    "allow_empty": {"type": "bool", "default": False},
    **{name: spec for name, spec in listing.OPTIONS.items() if name != "backup_arn"},
    "target_table_name": {"type": "str", "default": "{table}-restored"},
    "settings": {"type": "str", "choices": [settings_to_restore.NONE, settings_to_restore.FROM_SOURCE], "default": settings_to_restore.NONE},
    "settings_manifests": {"type": "path"},
    "mark_target": {"type": "bool", "default": True},
    "parallel": {"type": "int", "default": RESTORES_AT_ONCE},
    "fail_fast": {"type": "bool", "default": False},
    "wait": {"type": "bool", "default": True},
    "when_busy": {"type": "str", "choices": ["fail", "wait"], "default": "fail"},
    "timeout": {"type": "int", "default": 7200, "aliases": ["wait_timeout"]},
}
_GIVEN = ("backup_arns", "backups")
_SELECTING = tuple(selection.OPTIONS)


def backups_from(params: t.Mapping[str, t.Any]) -> tuple[names.BackupRef, ...] | None:
    """The backups that are named; None when tables are selected. Raises ValueError for what names none, or no backup."""
    given = [name for name in _GIVEN if params[name] is not None]
    if not given:
        return None
    beside = [name for name in (*_GIVEN, *_SELECTING, *listing.NARROWING) if params[name] not in (None, False) and name != given[0]]
    if beside:
        raise ValueError(f"{given[0]} cannot be combined with {', '.join(beside)}: it names the backups.")
    arns = (selection.words(params["backup_arns"]) or []) if given[0] == "backup_arns" else _arns(params["backups"])
    if not arns and not params["allow_empty"]:
        raise ValueError(f"{given[0]} must not be empty, unless allow_empty=true.")
    return tuple({arn: names.parse_backup(arn) for arn in arns}.values())


def _arns(backups: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
    found = []
    for number, each in enumerate(backups):
        arn = each.get("backup_arn")
        if not isinstance(arn, str):
            table = each.get("table_name")
            of_it = f" of table {quoted(table)}" if isinstance(table, str) else ""
            raise ValueError(
                f"backups[{number}]{of_it} has no backup_arn: there is no backup to restore. "
                "To restore the others, pass backups | selectattr('backup_arn', 'defined')."
            )
        found.append(arn)
    return found


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    if not 1 <= params["parallel"] <= RESTORES_AT_ONCE:
        raise ValueError(f"parallel must be from 1 to {RESTORES_AT_ONCE} (got {params['parallel']}).")
    pattern = target_names.check_pattern(params["target_table_name"])
    backups = backups_from(params)
    target_names.check_unique(pattern, [each.table.name for each in backups or ()])
    settings, folder = settings_to_restore.parse(params["settings"]), params["settings_manifests"]
    if settings is not None and folder is not None:
        raise ValueError("settings=from_source cannot be combined with settings_manifests.")
    if (settings is not None or folder is not None) and not params["wait"]:
        raise ValueError("settings and settings_manifests require wait=true: settings can be changed only when the table is ACTIVE.")
    return job.Request(
        target_table_name=pattern,
        backups=backups,
        selection=selection.parse_selection(params) if backups is None else selection.Selection(),
        wanted=listing.parse_filter({**params, "backup_arn": None}),
        allow_empty=params["allow_empty"],
        settings=t.cast("str | None", settings),
        manifests=manifest.check_folder(folder, writable=False) if folder is not None else None,
        mark=params["mark_target"],
        parallel=params["parallel"],
        fail_fast=params["fail_fast"],
        wait=params["wait"],
        when_busy=params["when_busy"],
        check_mode=check_mode,
    )


def main() -> None:
    """Arguments, backups, tables, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), RESTORE_BACKUPS, options.RESTORE_TIMEOUT_RANGE, connections=job.threads(module.params["parallel"]) + 1)


if __name__ == "__main__":
    main()
