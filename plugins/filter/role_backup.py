# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role dynamodb_table asks of AWS Backup for a table that exists, and what it may remove."""

from __future__ import annotations

DOCUMENTATION = r"""
name: role_backup
version_added: 1.0.0
author: Dynaops (@dynaops)
short_description: Derive what AWS Backup needs for a table
description:
  - Derives the trust policy, the managed policies and the rule of a plan of AWS Backup for the role P(dynaops.dynamodb.dynamodb_table#role),
    which depend on the table's ARN.
  - The role uses it itself.
positional: table_arn, plans
options:
  _input:
    description: What P(dynaops.dynamodb.role_plan#filter) returned.
    type: dict
    required: true
  table_arn:
    description: The table's ARN. Empty if there is no table yet, in check mode.
    type: str
    default: ""
  plans:
    description: The plans of the name, as M(amazon.aws.backup_plan_info) returns them.
    type: list
    elements: dict
    default: []
notes:
  - Makes no request and needs no boto3.
seealso:
  - plugin: dynaops.dynamodb.role_plan
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show the rule of the plan
  ansible.builtin.debug:
    msg: "{{ (plan | dynaops.dynamodb.role_backup('arn:aws:dynamodb:us-east-1:123456789012:table/orders')).rule }}"
  vars:
    tags: {Environment: dev, Project: shop, Owner: operations, CostCenter: "4711", ManagedBy: Ansible, Component: dynamodb}
    plan: "{{ {'name': 'orders', 'partition_key': 'id', 'environment': 'dev', 'tags': tags} | dynaops.dynamodb.role_plan('dynamodb_table') }}"
"""

RETURN = r"""
_value:
  description: C(trust), C(policies) and C(rule), whether the plan that exists is the same (C(is_current)), and its C(plan_id).
  type: dict
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles import backup


def role_backup(plan: t.Mapping[str, t.Any], table_arn: str | None = None, plans: t.Sequence[t.Mapping[str, t.Any]] = ()) -> dict[str, t.Any]:
    """Trust, policies and rule, and whether there is a plan like that already."""
    return backup.resources(plan, table_arn or "", plans)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """By name."""
        return {"role_backup": role_backup}
