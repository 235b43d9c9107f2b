# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a role of this collection is to make, from its variables: checked, and refused as a whole before the first request."""

from __future__ import annotations

DOCUMENTATION = r"""
name: role_plan
version_added: 1.0.0
author: Dynaops (@dynaops)
short_description: Check the variables of a role and derive what it creates
description:
  - Checks the variables of the roles P(dynaops.dynamodb.dynamodb_table#role) and P(dynaops.dynamodb.dynamodb_jobs_table#role), and derives
    from them everything that these roles create.
  - The roles use it themselves. Use it to test variables without a connection to AWS.
positional: role, entry_point
options:
  _input:
    description: The variables of the role, without the role's prefix. An empty text and a null count as omitted.
    type: dict
    required: true
  role:
    description: Selects the role.
    type: str
    choices: [dynamodb_table, dynamodb_jobs_table]
    required: true
  entry_point:
    description: Selects the entry point of the role.
    type: str
    default: main
  now:
    description: Sets the time in seconds since 1970, for the expiry of the status item and the day in a backup's name. The default is now.
    type: int
notes:
  - Makes no request and needs no boto3.
seealso:
  - plugin: dynaops.dynamodb.role_outputs
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Check variables without a connection to AWS
  ansible.builtin.assert:
    that: plan.wrong | length == 0
    fail_msg: "{{ plan.wrong | join(' ') }}"
  vars:
    plan: "{{ {'name': 'orders', 'partition_key': 'id'} | dynaops.dynamodb.role_plan('dynamodb_table', 'table') }}"
"""

RETURN = r"""
_value:
  description:
    - C(wrong) is a list of sentences, one for each error. If it is empty, the other members are what the role creates, in the form of the
      options of the modules that it uses.
  type: dict
"""

import time
import typing as t

from ansible.errors import AnsibleFilterError


def role_plan(variables: t.Mapping[str, t.Any], role: str, entry_point: str = "main", now: int | None = None) -> dict[str, t.Any]:
    """All that follows from the variables; only ``wrong`` where they are wrong. Raises AnsibleFilterError for another role or entry point."""
    # Not with the imports above. To find any filter of a collection, Ansible imports the files of the filters before it by name, again for each task;
    # these rooms take half a second.
    from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles import jobs_plan, table_plan
    from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.table_variables import ENTRIES

    if entry_point not in {"dynamodb_table": tuple(ENTRIES), "dynamodb_jobs_table": ("main",)}.get(role, ()):
        raise AnsibleFilterError(f"role_plan knows no entry point {entry_point!r} of a role {role!r}.")
    if role == "dynamodb_table":
        return table_plan.plan(entry_point, variables)
    return jobs_plan.plan(variables, int(time.time()) if now is None else int(now))


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """By name."""
        return {"role_plan": role_plan}
