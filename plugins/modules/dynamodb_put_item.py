#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_put_item
version_added: 1.0.0
short_description: Put one item into a DynamoDB table, exactly once
description:
  - Puts one item into an Amazon DynamoDB table unless the table has an item with the same key.
  - Never replaces an existing item. The task keeps it, updates some of its attributes, or fails, as O(if_exists) says.
  - Sends only conditional writes. A lost response or two tasks at the same time do not write anything twice.
author:
  - Dynaops (@dynaops)
options:
  table_name:
    description:
      - Selects the table, by name or by ARN. An ARN must name the region that the task connects to.
      - If the table is still being created, the task waits for it.
    type: str
    required: true
  item:
    description:
      - Sets the item as plain YAML, or in AWS's own JSON, see O(item_format).
      - Of plain YAML, text, numbers, booleans, null, lists and dicts become DynamoDB's C(S), C(N), C(BOOL), C(NULL), C(L) and C(M). A set
        (C(!!set {a, b})) becomes C(SS) or C(NS) and must have texts alone or numbers alone. Bytes (C(!!binary)) become C(B).
      - YAML keeps 15 digits of a decimal number, so one of more significant digits is refused. Whole numbers may have up to 38.
      - A key that is a whole number is the attribute of that name; two keys that are the same as text are refused.
      - From ansible-core 2.19 on, Ansible makes a list of a set that an expression returns. A set is taken as a set where it stands in the task,
        or in a variable that the task names alone (C("{{ mine }}")). Use O(item_format=dynamodb_json) everywhere else.
      - It must have the keys of the table.
      - Before ansible-core 2.19, a template returns text, even if the text is a number. Write the whole item as one expression then, as in the
        last example.
    type: dict
    required: true
  item_format:
    description:
      - How O(item) is written.
      - V(plain) is YAML as above.
      - "V(dynamodb_json) is AWS's own form, in which each value is a dictionary of its type and the value, such as C({N: '12.5'}) or
        C({SS: [a, b]}). Numbers are text there and keep up to 38 digits. Bytes (C(B), C(BS)) are in base64."
      - O(update_when_below) has plain numbers, or numbers as text, in either case.
    type: str
    choices: [plain, dynamodb_json]
    default: plain
  if_exists:
    description:
      - Decides what to do when the table has an item with this key.
      - V(keep) does not change the item.
      - V(update) updates the attributes named in O(update_attributes) where they differ, and keeps all other attributes.
      - V(fail) fails with RV(error.code=ItemExists).
    type: str
    choices: [keep, update, fail]
    default: keep
  update_attributes:
    description:
      - Selects the attributes of O(item) to update in an existing item. The default is all attributes that are not keys of the table.
      - Requires O(if_exists=update).
    type: list
    elements: str
  update_when_below:
    description:
      - Updates an existing item only while one of these attributes of it is a number below the given one.
      - Use it with an expiry time, such as the time to live attribute, to renew the item before it expires.
      - Each attribute must be among those that are updated, and its value in O(item) must not be less than the given number.
      - Requires O(if_exists=update).
    type: dict
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
  diff_mode:
    support: none
    details:
      - The content of a table is not shown.
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:DescribeTable), C(dynamodb:GetItem), C(dynamodb:PutItem); also C(dynamodb:UpdateItem) for O(if_exists=update)."
  - An empty string counts as omitted for every option but O(table_name) and O(item). AWX surveys send an empty string for an unanswered question.
seealso:
  - module: dynaops.dynamodb.dynamodb_table_settings
  - name: PutItem
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
"""

EXAMPLES = r"""
- name: Put the first item into a table
  dynaops.dynamodb.dynamodb_put_item:
    table_name: orders
    item:
      id: format
      version: 3
      features: {search: true}

- name: Put an item with sets
  dynaops.dynamodb.dynamodb_put_item:
    table_name: orders
    item:
      id: allowed
      regions: !!set {eu-west-1, us-east-1}
      ports: !!set {80, 443}

- name: Put an item with a number of more than 15 digits
  dynaops.dynamodb.dynamodb_put_item:
    table_name: orders
    item_format: dynamodb_json
    item:
      id: {S: rate}
      exact: {N: "0.12345678901234567891"}
      currencies: {SS: [CHF, EUR]}

- name: Update the version of an item, and keep its other attributes
  dynaops.dynamodb.dynamodb_put_item:
    table_name: orders
    item:
      id: format
      version: 4
    if_exists: update

- name: Keep an item for a year, and renew it when less than half of that time remains
  dynaops.dynamodb.dynamodb_put_item:
    table_name: orders
    item: "{{ {'id': 'status', 'createdAt': now(utc=true, fmt='%Y-%m-%dT%H:%M:%SZ'), 'ttl': (now().timestamp() + 365 * 86400) | int} }}"
    if_exists: update
    update_attributes: [ttl]
    update_when_below: "{{ {'ttl': (now().timestamp() + 180 * 86400) | int} }}"
"""

RETURN = r"""
existed:
  description: Whether the table already had an item with this key.
  returned: when that is known
  type: bool
  sample: false
attributes:
  description:
    - The names of the attributes that were written (in check mode, that would be). Empty when nothing was written.
    - After an error with an unknown outcome, the names of the attributes that may have been written.
  returned: always
  type: list
  elements: str
  sample: [features, id, version]
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
  sample: 0.1
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
  sample: The item was put into table orders in region us-east-1.
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(ItemExists), C(TableNotReady), C(TableBusy), C(Timeout), C(DamagedAnswer),
          C(Interrupted) and C(InternalError).
      returned: always
      type: str
      sample: ItemExists
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: An item with this key already exists in table orders in region us-east-1.
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import PUT_ITEM
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import put_item as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import item_input, items
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.plain_text import quoted

ARGUMENTS = {
    "table_name": {"type": "str", "required": True},
    "item": {"type": "dict", "required": True},
    "item_format": {"type": "str", "choices": list(item_input.FORMATS), "default": item_input.PLAIN},
    "if_exists": {"type": "str", "choices": ["keep", "update", "fail"], "default": "keep"},
    "update_attributes": {"type": "list", "elements": "str"},
    "update_when_below": {"type": "dict", "values": {"type": "scalar", "example": 1800000000}},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
}


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    table = names.parse_table(params["table_name"])
    item = item_input.read("item", params["item"], params["item_format"])
    named, limits = params["update_attributes"], params["update_when_below"]
    if params["if_exists"] != "update" and (named is not None or limits is not None):
        raise ValueError("update_attributes and update_when_below require if_exists=update.")
    missing = [name for name in named or () if name not in item]
    if missing:
        raise ValueError(f"update_attributes names attributes that item does not have: {', '.join(map(quoted, missing))}.")
    below = {name: item_input.number(f"update_when_below: {quoted(name)}", limit) for name, limit in (limits or {}).items()}
    for name, limit in below.items():
        check_limit(name, limit, item, named)
    return job.Request(table, item, params["if_exists"], None if named is None else tuple(named), below, check_mode)


def check_limit(name: str, limit: items.Value, item: items.Item, named: t.Sequence[str] | None) -> None:
    """Raises ValueError for a limit that the item itself would not lift: every run would update it then."""
    what = f"update_when_below: {quoted(name)}"
    if name not in item or named is not None and name not in named:
        raise ValueError(f"{what} is not among the attributes that are updated.")
    if items.kind(item[name]) != "N":
        raise ValueError(
            f"{what} must be a number in item, where it is {items.kind_in_words(item[name])}. Before ansible-core 2.19 a template returns text: "
            "write the whole item as one expression."
        )
    if items.less(item[name], limit):
        raise ValueError(f"{what} must not be greater than the value in item: every run would update it.")


def main() -> None:
    """Arguments, names, table, item, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), PUT_ITEM)


if __name__ == "__main__":
    main()
