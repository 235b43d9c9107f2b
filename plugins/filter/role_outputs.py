# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outputs of a role of this collection, from what AWS shows."""

from __future__ import annotations

DOCUMENTATION = r"""
name: role_outputs
version_added: 1.0.0
author: Dynaops (@dynaops)
short_description: Derive the outputs of a role from what AWS returned
description:
  - Derives the outputs of the roles P(dynaops.dynamodb.dynamodb_table#role) and P(dynaops.dynamodb.dynamodb_jobs_table#role) from the results
    of the modules that they use.
  - The roles use it themselves.
positional: table, settings
options:
  _input:
    description: What P(dynaops.dynamodb.role_plan#filter) returned.
    type: dict
    required: true
  table:
    description: The description of the table. Empty if there is none, in check mode.
    type: dict
    required: true
  settings:
    description: The settings of the table.
    type: dict
    default: {}
  backup_plan_id:
    description: The id of the plan of AWS Backup.
    type: str
  vault:
    description: The vault, as M(amazon.aws.backup_vault) returns it. Without it, the outputs have nothing about AWS Backup and alarms.
    type: dict
  replica_vault:
    description: The vault in the replica's region.
    type: dict
    default: {}
  backup_arn:
    description: The ARN of the daily backup, for the role P(dynaops.dynamodb.dynamodb_jobs_table#role).
    type: str
  alarms:
    description: The results of the alarms, in the order of the plan.
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
- name: Show the outputs of a table that is not created yet
  ansible.builtin.debug:
    msg: "{{ plan | dynaops.dynamodb.role_outputs({}) }}"
  vars:
    plan: "{{ {'name': 'orders', 'partition_key': 'id'} | dynaops.dynamodb.role_plan('dynamodb_table', 'table') }}"
"""

RETURN = r"""
_value:
  description: The outputs, as the guides of the roles describe them.
  type: dict
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles import table_outputs


def role_outputs(
    plan: t.Mapping[str, t.Any],
    table: t.Mapping[str, t.Any],
    settings: t.Mapping[str, t.Any] | None = None,
    backup_plan_id: str | None = None,
    vault: t.Mapping[str, t.Any] | None = None,
    replica_vault: t.Mapping[str, t.Any] | None = None,
    alarms: t.Sequence[t.Mapping[str, t.Any]] = (),
    backup_arn: str | None = None,
) -> dict[str, t.Any]:
    """The outputs, with those of AWS Backup and alarms where there is a vault, even an empty one."""
    if plan["role"] == "dynamodb_jobs_table":
        return table_outputs.jobs_outputs(plan, table, backup_arn)
    around = None if vault is None else table_outputs.outputs_around(plan, backup_plan_id, vault, replica_vault or {}, alarms)
    return table_outputs.role_outputs(plan, table, settings or {}, around)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """By name."""
        return {"role_outputs": role_outputs}
