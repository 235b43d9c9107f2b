# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the playbook roll_back_table is to do, from what its user wants and what was found."""

from __future__ import annotations

DOCUMENTATION = r"""
name: rollback_plan
version_added: 1.0.0
author: Dynaops (@dynaops)
short_description: Plan the rollback of a table
description:
  - Returns what the playbook C(dynaops.dynamodb.roll_back_table) does next, from its variables and from what its tasks have found so far.
  - The playbook uses it itself.
positional: look, before, restored, last_backups, found
options:
  _input:
    description: The variables of the playbook, C(table_name), C(backup_arn), C(restore_time), C(writers_stopped), C(remove_protection),
      C(remove_replicas), C(last_backup_name), C(manifest_folder) and C(settings_manifest).
    type: dict
    required: true
  look:
    description: The result of M(dynaops.dynamodb.dynamodb_restore_backup) in check mode, with the table as its target.
    type: dict
    default: {}
  before:
    description: The result of M(dynaops.dynamodb.dynamodb_table_settings_info) for the table that is there.
    type: dict
    default: {}
  restored:
    description: The result of M(dynaops.dynamodb.dynamodb_restore_backup).
    type: dict
    default: {}
  last_backups:
    description: The last backups of earlier runs, newest first, as M(dynaops.dynamodb.dynamodb_backup_info) returns them.
    type: list
    elements: dict
    default: []
  found:
    description: The results of the tasks that looked for what forbids to begin, C(backup), C(own_scratch), C(scratch_tables) and C(before).
    type: dict
    default: {}
notes:
  - Makes no request and needs no boto3.
"""

EXAMPLES = r"""
- name: Show the names that a rollback uses
  ansible.builtin.debug:
    msg: "{{ {'table_name': 'orders', 'restore_time': '2026-11-21T02:14:59Z'} | dynaops.dynamodb.rollback_plan }}"
"""

RETURN = r"""
_value:
  description:
    - C(problems) has a sentence for each variable that is wrong, C(obstacles) one for each reason not to delete the table that is there.
    - C(state) is C(done) when the table was restored from the wanted backup, C(other) when another table has its name, and C(missing).
    - C(scratch) is the name of the scratch table and of its backup, C(scratch_pattern) is a shell pattern for those of all moments.
    - C(last_backup_prefix) and C(last_backup_name) are about the last backup of the table that is replaced, and C(manifest) is the file with its settings.
    - C(reconnect) has a sentence for everything that must be connected again.
  type: dict
"""

import os
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import rollback

Facts = t.Mapping[str, t.Any]


def rollback_plan(
    wanted: Facts,
    look: Facts | None = None,
    before: Facts | None = None,
    restored: Facts | None = None,
    last_backups: t.Sequence[Facts] = (),
    found: Facts | None = None,
) -> dict[str, t.Any]:
    """What the playbook does next."""
    problems = rollback.problems_of(wanted)
    if problems:
        return {"problems": problems}
    name, moment, there = str(wanted["table_name"]), wanted.get("restore_time"), before or {}
    own_id = (there.get("table") or {}).get("table_id")
    last = wanted.get("last_backup_name") or (rollback.last_backup_name(name, own_id) if own_id else next((each["backup_name"] for each in last_backups), ""))
    doubts = [] if wanted.get("last_backup_name") else rollback.perhaps_restored(wanted, look or {}, there, last_backups)
    folder = os.path.abspath(os.path.expanduser(str(wanted.get("manifest_folder") or ".")))
    scratch = rollback.scratch_name(name, str(moment)) if moment else ""
    return {
        "problems": [],
        "scratch": scratch,
        "scratch_pattern": rollback.scratch_pattern(name),
        "state": rollback.state_of(look) if look else "",
        "obstacles": [*rollback.obstacles_of(wanted, there), *doubts, *rollback.found_obstacles(wanted, found or {}, scratch)],
        "last_backup_prefix": rollback.last_backup_prefix(name),
        "last_backup_name": last,
        "manifest": os.path.join(folder, f"{last[:200]}.json") if last else "",
        "reconnect": rollback.reconnect(there, restored or {}),
    }


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """By name."""
        return {"rollback_plan": rollback_plan}
