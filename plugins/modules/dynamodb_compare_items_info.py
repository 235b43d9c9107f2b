#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_compare_items_info
version_added: 1.0.0
short_description: Compare a sample of the items of two DynamoDB tables
description:
  - Reads a sample of the items of one Amazon DynamoDB table with C(Scan), and looks up the items of the same keys in another table with C(BatchGetItem).
    Returns how many of them are equal, different and missing there.
  - The sample is spread over the whole table. It is taken from 25 parts of it, which C(Scan) calls segments. A table with fewer items than O(sample_size)
    is compared completely.
  - Whole items are compared on the host that runs the task. Neither values nor keys of items are returned or reported.
  - Numbers that are written in different ways, such as 1 and 1.0, are equal, and so are sets in another order. DynamoDB stores them as the same.
  - Items that only O(other_table_name) has are not found. Compare the numbers of items as well, see M(dynaops.dynamodb.dynamodb_table_count_info).
author:
  - Dynaops (@dynaops)
options:
  table_name:
    description:
      - Selects the table, by name or by ARN. An ARN must name the region that the task connects to.
      - The sample is read from this table.
    type: str
    required: true
  other_table_name:
    description:
      - Selects the table in which the items of the same keys are looked up, by name or by ARN. It must have the same keys.
    type: str
    required: true
  sample_size:
    description:
      - Sets how many items to compare, from 1 to 10000.
    type: int
    default: 100
  consistent_read:
    description:
      - Reads the latest data, at twice the read capacity. All that was written to both tables before the task started is compared.
    type: bool
    default: true
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
  - "Permissions needed: C(dynamodb:DescribeTable), C(dynamodb:Scan), C(dynamodb:BatchGetItem)."
  - C(dynamodb:Scan) is needed for O(table_name), C(dynamodb:BatchGetItem) for O(other_table_name), and C(dynamodb:DescribeTable) for both.
  - An empty string counts as omitted for every option but O(table_name) and O(other_table_name). AWX surveys send an empty string for an unanswered
    question.
seealso:
  - module: dynaops.dynamodb.dynamodb_table_count_info
  - module: dynaops.dynamodb.dynamodb_restore_backup
  - name: BatchGetItem
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
"""

EXAMPLES = r"""
- name: Restore a table
  dynaops.dynamodb.dynamodb_restore_backup:
    table_name: orders
    target_table_name: orders-restored

- name: Compare a sample of it with its source
  dynaops.dynamodb.dynamodb_compare_items_info:
    table_name: orders-restored
    other_table_name: orders
    sample_size: 500
  register: sample
  # Nothing was restored in check mode.
  when: not ansible_check_mode

- name: Show what was found
  ansible.builtin.debug:
    msg: "Of {{ sample.compared }} items, {{ sample.different }} are different and {{ sample.missing }} are missing in the source"
  when: not ansible_check_mode
"""

RETURN = r"""
compared:
  description: The number of items of the sample. It is less than O(sample_size) for a table that has fewer items.
  returned: success
  type: int
  sample: 100
equal:
  description: How many items of the sample the other table has with the same attributes and values.
  returned: success
  type: int
  sample: 99
different:
  description: How many items of the sample the other table has with other attributes or values.
  returned: success
  type: int
  sample: 1
missing:
  description: How many items of the sample the other table does not have.
  returned: success
  type: int
  sample: 0
table:
  description: The table as DescribeTable showed it.
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
other_table:
  description: The other table as DescribeTable showed it. It has the same keys.
  returned: when the other table was found
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
  sample: 1.2
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
  sample: "Compared 100 items of table orders-restored with table orders in region us-east-1: 99 equal, 1 different, 0 missing."
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(KeysDiffer), C(Timeout), C(DamagedAnswer), C(Interrupted) and C(InternalError).
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
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import COMPARE_ITEMS_INFO
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import compare_items as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run

ARGUMENTS = {
    "table_name": {"type": "str", "required": True},
    "other_table_name": {"type": "str", "required": True},
    "sample_size": {"type": "int", "default": 100},
    "consistent_read": {"type": "bool", "default": True},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
}


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    smallest, largest = job.SAMPLE_SIZES
    if not smallest <= params["sample_size"] <= largest:
        raise ValueError(f"sample_size must be from {smallest} to {largest} (got {params['sample_size']}).")
    return job.Request(
        table=names.parse_table(params["table_name"]),
        other=names.parse_table(params["other_table_name"], "other_table_name"),
        sample_size=params["sample_size"],
        consistent_read=params["consistent_read"],
    )


def main() -> None:
    """Arguments, names, tables, items, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), COMPARE_ITEMS_INFO)


if __name__ == "__main__":
    main()
