#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_prune_backups
version_added: 1.0.0
short_description: Delete old backups of DynamoDB tables by retention rules
description:
  - Deletes the on-demand backups of one, several or all Amazon DynamoDB tables in a region that the retention rules select.
    A deleted backup cannot be recovered.
  - Requires at least one of the rules O(keep) and O(older_than). A backup is deleted only when every given rule selects it.
  - Deletes only backups of type C(USER) and status C(AVAILABLE). It never deletes a backup that is still being created, nor one of an
    earlier table of the same name unless O(include_former_tables=true).
  - Applies the rules only to the backups that the other options select. M(dynaops.dynamodb.dynamodb_backup_info) lists them with the same options.
  - Applies the rules to each table separately. Of several backups of the same millisecond, the one with the greater ARN counts as newer.
  - Tries every backup, even when others fail. If any failed, the task fails at the end.
author:
  - Dynaops (@dynaops)
options:
  table_name:
    description:
      - Selects the table, by name or by ARN.
      - The table must exist, unless O(include_former_tables=true).
      - Exactly one of O(table_name), O(table_names), O(table_name_patterns) and O(table_tags) (these two also together), and O(all_tables) is required.
    type: str
  table_names:
    description:
      - Selects several tables, by name or by ARN.
      - Takes a list, or text with commas or line breaks, as AWX surveys send it.
      - Each table must exist, unless O(include_former_tables=true).
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
      - Backups of deleted tables are not included.
    type: dict
  all_tables:
    description:
      - Selects all tables of the region.
      - Backups of deleted tables are not deleted, unless O(include_former_tables=true).
    type: bool
    default: false
  backup_arn:
    description:
      - Selects the backup, by ARN.
      - The ARN must name the region that the task connects to.
      - Can be combined with O(backup_type) only. The rules count only this backup, so it is kept when O(keep) or O(min_keep) is 1 or more.
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
      - Only backups of type C(USER) are deleted. Others that match are in RV(kept).
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
  keep:
    description:
      - Keeps this number of the newest backups of each table. V(0) selects all of them for deletion, but O(min_keep) still keeps its number.
    type: int
  older_than:
    description:
      - Deletes only backups that are older than this, by AWS's clock.
      - Takes a whole number with a unit, such as V(30d), V(12h), V(2w), V(90m) or V(45s).
    type: str
  min_keep:
    description:
      - Keeps this number of the newest backups of each table, whatever the other rules select.
      - Counts only C(AVAILABLE) backups that match the options that select backups.
    type: int
    default: 1
  include_former_tables:
    description:
      - Includes the backups of deleted tables and of earlier tables of the same name. They count as backups of the table.
    type: bool
    default: false
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 7200. AWS allows 10 deletions a second.
      - When the timeout expires, the remaining backups are returned in RV(failed_backups).
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
      - RV(deleted) lists exactly what would be deleted.
  diff_mode:
    support: full
    details:
      - Shows the matching backups before and after.
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:ListBackups), C(dynamodb:DescribeTable), C(dynamodb:DeleteBackup); also C(dynamodb:DescribeBackup),
    to check a backup when C(DeleteBackup) got no response; also C(dynamodb:ListTables) and C(dynamodb:ListTagsOfResource) for O(table_tags)."
  - An empty string counts as omitted (AWX surveys send one for an unanswered question). It is an error for the options that select tables
    (O(table_name), O(table_names), O(table_name_patterns), O(table_tags)) and for those that select backups (O(backup_arn), O(backup_name),
    O(backup_name_prefix), O(backup_name_pattern), O(created_after), O(created_before)). An unanswered question must not select every
    table or every backup.
seealso:
  - module: dynaops.dynamodb.dynamodb_backup_info
  - module: dynaops.dynamodb.dynamodb_delete_backup
  - name: DeleteBackup
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteBackup.html
"""

EXAMPLES = r"""
- name: Keep the seven newest nightly backups of a table
  dynaops.dynamodb.dynamodb_prune_backups:
    table_name: orders
    backup_name_prefix: orders-nightly-
    keep: 7

- name: Preview the deletion of all backups older than 30 days, keeping at least three of each table
  dynaops.dynamodb.dynamodb_prune_backups:
    all_tables: true
    older_than: 30d
    min_keep: 3
  check_mode: true
  diff: true
  register: preview

- name: Show it
  ansible.builtin.debug:
    msg: "{{ preview.deleted | map(attribute='backup_arn') }}"

- name: Delete every backup of a deleted table
  dynaops.dynamodb.dynamodb_prune_backups:
    table_name: carts
    include_former_tables: true
    keep: 0
    min_keep: 0
"""

RETURN = r"""
deleted:
  description:
    - The backups that were deleted, oldest first.
    - In check mode, those that would be deleted.
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
kept:
  description: The backups that match and are kept, newest first.
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
    reason:
      description: Why the backup is kept, with the name of the option that keeps it.
      returned: always
      type: str
      sample: it is number 1 of the 7 newest (keep)
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
failed_backups:
  description: The backups that could not be deleted.
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
    error:
      description: What failed, for use in conditions, with the keys C(code) and C(message).
      returned: always
      type: dict
      sample: {"code": "BackupInUseException", "message": "Backup is being used to restore table"}
    msg:
      description: What failed, the state now, and what to do. One line.
      returned: always
      type: str
      sample: "There is another ongoing conflicting backup operation on table orders in region us-east-1."
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
vanished:
  description: The backups that another client deleted before this task could.
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
  sample: 4.2
progress:
  description: The lines that the task reported while it ran.
  returned: always
  type: list
  elements: str
  sample: ["Starting to prune the backups of table orders in region us-east-1"]
msg:
  description: What the task did. After a failure, what failed, the state now, and what to do. One line.
  returned: always
  type: str
  sample: "Deleted 3 backups of table orders in region us-east-1 and kept 7 (keep: 7)."
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(NotDeleted), C(Timeout), C(DamagedAnswer), C(Interrupted) and C(InternalError).
        - Those of RV(failed_backups) can also be C(OutcomeUnknown).
      returned: always
      type: str
      sample: NotDeleted
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: 1 backup of table orders in region us-east-1 could not be deleted
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import PRUNE_BACKUPS
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import listing
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.retention import Rules
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import prune_backups as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import selection
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import options

ARGUMENTS = {
    "table_name": {"type": "str"},
    **selection.OPTIONS,
    "keep": {"type": "int"},
    "older_than": {"type": "str"},
    "min_keep": {"type": "int", "default": 1},
    **listing.OPTIONS,
    "include_former_tables": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
}


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    wanted = listing.parse_filter(params)
    tables = selection.parse_selection(params, required=wanted.arn is None)
    if wanted.arn:
        if params["all_tables"]:
            raise ValueError("backup_arn cannot be combined with all_tables=true.")
        tables = selection.Selection(tables=(names.parse_backup(wanted.arn).table,))
    for name in ("keep", "min_keep"):
        if params[name] is not None and params[name] < 0:
            raise ValueError(f"{name} must not be negative (got {params[name]}).")
    rules = Rules(
        keep=params["keep"],
        older_than=options.parse_age("older_than", params["older_than"]) if params["older_than"] is not None else None,
        min_keep=params["min_keep"],
        include_former_tables=params["include_former_tables"],
    )
    return job.Request(rules, tables, wanted, check_mode)


def main() -> None:
    """Arguments, names, rules, backups, result."""
    exclusive = [("backup_arn", name) for name in ("table_name", "table_names", "table_name_patterns", "table_tags", *listing.NARROWING)]
    module = DynamoDBModule(argument_spec=ARGUMENTS, required_one_of=[("keep", "older_than")], mutually_exclusive=exclusive, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(with_diff=module.wants_diff()), PRUNE_BACKUPS)


if __name__ == "__main__":
    main()
