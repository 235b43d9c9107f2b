# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scratch table that an interrupted restore drill left."""

from __future__ import annotations

DOCUMENTATION = r"""
name: drill_leftover
version_added: 1.0.0
author: Dynaops (@dynaops)
short_description: Recognize the scratch table of an interrupted restore drill
description:
  - Returns the id of the scratch table that an interrupted run of the playbook C(dynaops.dynamodb.restore_drill) left, or an empty string.
  - A drill adds the tag C(restore-drill-scratch) to its source, with the time and the name of the scratch table, when no table has that name.
    A table of that name is the drill's own when it was created in the 15 minutes after that time, has the keys of the source, and is not known to be
    restored from anything else.
  - The playbook uses it itself.
positional: found, scratch_table_name
options:
  _input:
    description: The result of M(dynaops.dynamodb.dynamodb_table_settings_info) for the source.
    type: dict
    required: true
  found:
    description: The result of M(dynaops.dynamodb.dynamodb_table_info) with C(include_tags=true) for the table that has the name of the scratch table.
    type: dict
    required: true
  scratch_table_name:
    description: The name of the scratch table.
    type: str
    required: true
notes:
  - Makes no request and needs no boto3.
"""

EXAMPLES = r"""
- name: Show whether a table was left by a drill
  ansible.builtin.debug:
    msg: "{{ source | dynaops.dynamodb.drill_leftover(found, 'orders-restore-drill') }}"
  vars:
    source: {table: {table_name: orders}, settings: {tags: {restore-drill-scratch: 2026-11-21T02:00:00Z orders-restore-drill}}}
    found: {table: {table_id: 8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e, creation_date_time: "2026-11-21T02:00:04+00:00"}}
"""

RETURN = r"""
_value:
  description: The id of the table, or an empty string when it was not made by a drill of this source.
  type: str
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import drill


class FilterModule:
    """The filters."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """By name."""
        return {"drill_leftover": drill.leftover}
