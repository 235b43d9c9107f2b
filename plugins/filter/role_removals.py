# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the resources around a table the role dynamodb_table may remove: nothing that is another's."""

from __future__ import annotations

DOCUMENTATION = r"""
name: role_removals
version_added: 1.0.0
author: Dynaops (@dynaops)
short_description: Select the resources around a table that a role may remove
description:
  - Selects what the role P(dynaops.dynamodb.dynamodb_table#role) may remove of AWS Backup and of the alarms, and gives a reason for each resource
    that is kept. A resource that the role did not create is kept, unless its name was set by a variable.
  - The role uses it itself.
positional: plans, selections, roles
options:
  _input:
    description: What P(dynaops.dynamodb.role_plan#filter) returned.
    type: dict
    required: true
  plans:
    description: The plans of the name, as M(amazon.aws.backup_plan_info) returns them.
    type: list
    elements: dict
    default: []
  selections:
    description: The selections of the plan, as M(amazon.aws.backup_selection_info) returns them.
    type: list
    elements: dict
    default: []
  roles:
    description: The IAM roles of the name, as M(amazon.aws.iam_role_info) returns them.
    type: list
    elements: dict
    default: []
  replicas:
    description: The replicas of the table.
    type: list
    elements: dict
    default: []
  vaults:
    description: The results of M(amazon.aws.backup_vault) for each of C(vaults) of an earlier result, in the same order.
    type: list
    elements: dict
    default: []
  alarms:
    description: The alarms of the names, as M(amazon.aws.cloudwatch_metric_alarm_info) returns them.
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
- name: Show which vaults a table may have
  ansible.builtin.debug:
    msg: "{{ (plan | dynaops.dynamodb.role_removals).vaults }}"
  vars:
    plan: "{{ {'name': 'orders', 'state': 'absent'} | dynaops.dynamodb.role_plan('dynamodb_table') }}"
"""

RETURN = r"""
_value:
  description:
    - C(selection), C(plan) and C(role) are true if it is removed. C(alarms) are the names of the alarms that are removed.
    - C(vaults) are the vaults that the table may have, and C(empty_vaults) those of them that are removed.
    - C(kept) and C(kept_vaults) have a sentence for each resource that is kept.
  type: dict
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles import backup

Shown = t.Sequence[t.Mapping[str, t.Any]]


def role_removals(
    plan: t.Mapping[str, t.Any], plans: Shown = (), selections: Shown = (), roles: Shown = (), replicas: Shown = (), vaults: Shown = (), alarms: Shown = ()
) -> dict[str, t.Any]:
    """What may be removed of what was found, and a sentence for each resource that is kept."""
    found = backup.removals(plan, plans, selections, roles)
    places = backup.vaults(plan, plans, replicas)
    empty = backup.vault_removals(plan, places, vaults)
    return {**found, "vaults": places, "empty_vaults": empty["removed"], "alarms": backup.alarm_removals(plan, alarms), "kept_vaults": empty["kept"]}


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """By name."""
        return {"role_removals": role_removals}
