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
  - Each table is treated as M(dynaops.dynamodb.dynamodb_create_backup) treats one, with exactly one backup for each, but all of them at once in one process.
  - The requests keep to AWS's rates, so that AWS has no reason to throttle them. All backups are waited for together, with few requests.
  - One failure hides no other. Every table is tried, and the task fails at the end when any failed, with what became of each in RV(backups).
author:
  - Dynaops (@dynaops)
options:
  table_names:
    description:
      - The tables to back up, by name or by ARN, as a list, or as text with commas or line breaks as a survey of AWX sends it.
      - Exactly one of O(table_names), O(table_name_patterns) and O(tags) (these two also together), and O(all_tables) is required.
    type: list
    elements: str
  table_name_patterns:
    description:
      - Shell patterns (C(*), C(?), C([...])) for the names of the tables to back up. Case matters.
      - One that begins with C(!) takes the tables away that it matches; at least one must be without it.
    type: list
    elements: str
  tags:
    description:
      - The tables to back up are those that have all of these tags. With O(table_name_patterns), those that match both.
      - AWS allows 10 of the requests for this a second, so that 300 tables take 30 seconds.
    type: dict
  all_tables:
    description:
      - Whether to back up all tables of the region.
    type: bool
    default: false
  allow_empty:
    description:
      - Whether it is fine when no table is selected. Otherwise that is an error.
    type: bool
    default: false
  backup_name:
    description:
      - The name of the backups. C({table}) stands for the table's name, C({date}) for the date (C(2026-11-21)) and C({time}) for the
        time (C(235959)) of the start of the task in UTC, and C({id}) for 8 random characters, the same for the whole task.
      - A name of more than 255 characters is cut, and ends with a hash of the whole; RV(backups[].backup_name_cut) says so.
    type: str
    required: true
  timeout:
    description:
      - How long the whole task may take in seconds, from 60 to 7200.
      - When it passes, the tables that are not done fail, each with its backup's status and ARN. The backups themselves go on in AWS.
    type: int
    default: 1800
    aliases: [wait_timeout]
  parallel:
    description:
      - How many tables are worked on at the same time until AWS has accepted their backups, from 1 to 50. All accepted backups are waited for at once.
    type: int
    default: 32
  fail_fast:
    description:
      - Whether to begin with no further table once one has failed. What was begun is waited for all the same.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until all backups are C(AVAILABLE).
    type: bool
    default: true
  if_exists:
    description:
      - What to do when a table already has a backup of this name, as in M(dynaops.dynamodb.dynamodb_create_backup).
    type: str
    choices: [create, reuse, fail]
    default: create
  when_busy:
    description:
      - What to do when a table is busy, as in M(dynaops.dynamodb.dynamodb_create_backup).
    type: str
    choices: [fail, wait]
    default: fail
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
      - RV(backups) lists what would be made, with the final names.
  diff_mode:
    support: none
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:DescribeTable), C(dynamodb:CreateBackup), C(dynamodb:DescribeBackup). C(dynamodb:ListBackups) as well for
    O(if_exists), to wait for many backups with few requests, and to find a backup whose answer was lost. C(dynamodb:ListTables) for
    O(table_name_patterns), O(tags) and O(all_tables), and C(dynamodb:ListTagsOfResource) for O(tags)."
  - An empty string counts as omitted, as a survey of AWX sends one, but not for O(table_names), O(table_name_patterns) and O(backup_name).
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
    msg: "{{ made.backups | map(attribute='backup_arn') }}"

- name: Back up all tables of production but those for tests
  dynaops.dynamodb.dynamodb_create_backups:
    table_name_patterns: ["*", "!test-*"]
    tags:
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
  description: What became of each table, with all keys that M(dynaops.dynamodb.dynamodb_create_backup) returns, and these.
  returned: when the tables were selected
  type: list
  elements: dict
  contains:
    table_name:
      description: The table.
      returned: always
      type: str
      sample: orders
    backup_name:
      description: The name of its backup.
      returned: always
      type: str
      sample: before-4.2-orders
    backup_name_cut:
      description: Whether the name had to be cut.
      returned: always
      type: bool
      sample: false
    failed:
      description: Whether this table failed.
      returned: always
      type: bool
      sample: false
    backup_arn:
      description: The backup's ARN.
      returned: when a backup exists
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d
    changed:
      description: Whether a backup of this table was made.
      returned: always
      type: bool
      sample: true
    reused:
      description: Whether the backup was there already, with O(if_exists=reuse).
      returned: always
      type: bool
      sample: false
    backup:
      description: The backup as AWS last showed it.
      returned: when a backup exists
      type: dict
      sample: {"backup_name": "before-4.2-orders", "backup_status": "AVAILABLE"}
    source_table:
      description: The table as it was when the task looked at it.
      returned: when the table was found
      type: dict
      sample: {"item_count": 300, "name": "orders"}
    elapsed:
      description: How long this table took in seconds.
      returned: always
      type: float
      sample: 5.4
    progress:
      description: What was done with this table.
      returned: always
      type: list
      elements: str
      sample: ["Starting backup creation: table orders, backup before-4.2-orders, region us-east-1"]
    msg:
      description: What was done, or what went wrong, on one line.
      returned: always
      type: str
      sample: "Backup before-4.2-orders of table orders has status AVAILABLE"
    error:
      description: What failed, with the keys C(code) and C(message).
      returned: when this table failed
      type: dict
      sample: {"code": "ResourceNotFoundException", "message": "Requested resource not found"}
failed_tables:
  description: The names of the tables that failed.
  returned: always
  type: list
  elements: str
  sample: []
summary:
  description: The numbers.
  returned: always
  type: dict
  contains:
    tables:
      description: How many tables were selected.
      returned: always
      type: int
      sample: 3
    created:
      description: How many backups were made.
      returned: always
      type: int
      sample: 3
    reused:
      description: How many were there already.
      returned: always
      type: int
      sample: 0
    failed:
      description: How many tables failed.
      returned: always
      type: int
      sample: 0
    not_tried:
      description: How many tables were not begun, because of O(fail_fast) or O(timeout).
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
  description: The region that the task worked in.
  returned: when it could be resolved
  type: str
  sample: us-east-1
elapsed:
  description: How long the task took in seconds.
  returned: always
  type: float
  sample: 6.1
progress:
  description: The lines that were reported while the task ran.
  returned: always
  type: list
  elements: str
  sample: ["Starting backup creation: 3 tables, region us-east-1", "Backups: 3 done, 0 failed of 3 (6 s elapsed)"]
msg:
  description: What was done, or what went wrong with which tables, on one line.
  returned: always
  type: str
  sample: 3 tables in region us-east-1 backed up in 6 s.
error:
  description:
    - What failed, for programs.
    - What Ansible itself refuses, such as a missing option or a wrong choice, has C(msg) alone.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - AWS's error code, the name of botocore's exception, or a code of this module, which are C(InvalidArgument), C(NoTables),
          C(NotBackedUp), C(Timeout), C(DamagedAnswer), C(Interrupted) and C(InternalError).
        - Those of RV(backups) are the codes of M(dynaops.dynamodb.dynamodb_create_backup).
      returned: always
      type: str
      sample: NotBackedUp
    message:
      description: AWS's own text, or this module's.
      returned: always
      type: str
      sample: 1 of 3 tables in region us-east-1 not backed up.
"""

import datetime
import re
import secrets
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.signals import ENDING

if __name__ == "__main__":
    # Before the other imports, which take their time: an interruption is answered from here on.
    ENDING.handle_signals()

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import CREATE_BACKUPS
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import name_pattern
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backups as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables.selection import Selection

ARGUMENTS = {
    "table_names": {"type": "list", "elements": "str"},
    "table_name_patterns": {"type": "list", "elements": "str"},
    "tags": {"type": "dict"},
    "all_tables": {"type": "bool", "default": False},
    "allow_empty": {"type": "bool", "default": False},
    "backup_name": {"type": "str", "required": True},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
    "parallel": {"type": "int", "default": 32},
    "fail_fast": {"type": "bool", "default": False},
    "wait": {"type": "bool", "default": True},
    "if_exists": {"type": "str", "choices": ["create", "reuse", "fail"], "default": "create"},
    "when_busy": {"type": "str", "choices": ["fail", "wait"], "default": "fail"},
}
PARALLEL_RANGE = (1, 50)


def words_of(given: t.Sequence[str] | None) -> list[str] | None:
    """The list less what separates its parts when it was text; None when the option was not given."""
    if given is None:
        return None
    return [word for each in given for word in re.split(r"[\s,]+", each) if word]


def selection_from(params: t.Mapping[str, t.Any]) -> Selection:
    """The tables that the task is about. Raises ValueError when that is not said, or said twice."""
    tables, patterns, tags = words_of(params["table_names"]), words_of(params["table_name_patterns"]), params["tags"]
    ways = [tables is not None, patterns is not None or tags is not None, params["all_tables"]]
    if ways.count(True) != 1:
        raise ValueError("Give exactly one of table_names, table_name_patterns (with or without tags), tags, and all_tables=true.")
    if tables == [] and not params["allow_empty"]:
        raise ValueError("table_names must not be empty, unless allow_empty=true.")
    if patterns is not None and not [each for each in patterns if each.strip("!") and not each.startswith("!")]:
        raise ValueError("table_name_patterns needs at least one pattern that does not begin with an exclamation mark.")
    if tags is not None and not tags:
        raise ValueError("tags must not be empty; leave it out, or set all_tables=true.")
    return Selection(
        tables=tuple(names.parse_table(each) for each in tables) if tables is not None else None,
        patterns=tuple(patterns or ()),
        tags=tuple((str(key), str(value)) for key, value in (tags or {}).items()),
    )


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that can't be."""
    smallest, largest = PARALLEL_RANGE
    if not smallest <= params["parallel"] <= largest:
        raise ValueError(f"parallel must be from {smallest} to {largest} (got {params['parallel']}).")
    pattern = name_pattern.check_pattern(params["backup_name"])
    return job.Request(
        selection=selection_from(params),
        names=name_pattern.BackupNames(pattern, datetime.datetime.now(datetime.timezone.utc), secrets.token_hex(4)),
        allow_empty=params["allow_empty"],
        parallel=params["parallel"],
        fail_fast=params["fail_fast"],
        wait=params["wait"],
        if_exists=params["if_exists"],
        when_busy=params["when_busy"],
        check_mode=check_mode,
    )


def main() -> None:
    """Arguments, names, tables, backups, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), CREATE_BACKUPS, connections=module.params["parallel"] + 1)


if __name__ == "__main__":
    main()
