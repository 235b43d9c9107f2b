# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict of a restore drill about one table, and of all of them as JUnit XML."""

from __future__ import annotations

DOCUMENTATION = r"""
name: drill_verdict
version_added: 1.0.0
author: Dynaops (@dynaops)
short_description: Compare a restored table with its source
description:
  - Compares keys, attribute types, indexes, billing mode, number of items, a sample of them and the time of the restore. Returns the verdict of the playbook
    C(dynaops.dynamodb.restore_drill) about one table.
  - The playbook uses it itself.
positional: restored
options:
  _input:
    description: The result of M(dynaops.dynamodb.dynamodb_table_settings_info) for the source.
    type: dict
    required: true
  restored:
    description: The result of M(dynaops.dynamodb.dynamodb_table_settings_info) for the restored table.
    type: dict
    required: true
  items:
    description: The numbers of items of the source and of the restored table.
    type: list
    elements: int
    required: true
  elapsed:
    description: How long the restore took, in seconds.
    type: float
    required: true
  rto:
    description: How long the restore may take, in seconds. 0 for any time.
    type: float
    default: 0
  sample:
    description:
      - The result of M(dynaops.dynamodb.dynamodb_compare_items_info) for the restored table, with the source as the other table. Empty, or the result
        of a task that was skipped, when no items were compared.
    type: dict
    default: {}
  tolerance_percent:
    description: How many percent the numbers of items may differ, and how many percent of the sample.
    type: float
    default: 0
  settings:
    description: The names of the settings that must be the same.
    type: list
    elements: str
    default: []
  restored_from:
    description: What was restored, as text.
    type: str
    default: ""
notes:
  - Makes no request and needs no boto3.
"""

EXAMPLES = r"""
- name: Compare two tables
  ansible.builtin.debug:
    msg: "{{ table | dynaops.dynamodb.drill_verdict(copy, items=[3, 3], elapsed=211.4, rto=3600) }}"
  vars:
    table: {table: {table_name: orders, key_schema: [{attribute_name: id, key_type: HASH}]}}
    copy: {table: {table_name: orders-restored, key_schema: [{attribute_name: id, key_type: HASH}]}}
"""

RETURN = r"""
_value:
  description:
    - The verdict with C(table_name), C(passed), C(differences) (a sentence each), C(source_items), C(restored_items), C(elapsed), C(rto) and C(source).
    - C(compared_items), C(different_items) and C(missing_items) are the numbers of the sample, 0 without one.
  type: dict
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import drill

Facts = t.Mapping[str, t.Any]


def drill_verdict(
    source: Facts,
    restored: Facts,
    items: t.Sequence[t.Any],
    elapsed: float,
    rto: float = 0,
    tolerance_percent: float = 0,
    settings: t.Sequence[str] = (),
    restored_from: str = "",
    sample: Facts | None = None,
) -> dict[str, t.Any]:
    """The verdict about one table."""
    here, there = (int(each) for each in items)
    tolerance = float(tolerance_percent or 0)
    found = [
        *drill.differences(source, restored),
        *drill.setting_differences(source, restored, settings),
        *drill.count_differences(here, there, tolerance),
        *drill.sample_differences(sample or {}, tolerance),
        *drill.time_differences(float(elapsed), float(rto or 0)),
    ]
    return {
        "table_name": (source.get("table") or {}).get("table_name", ""),
        "passed": not found,
        "differences": found,
        "source_items": here,
        "restored_items": there,
        **{f"{name}_items": (sample or {}).get(name, 0) for name in ("compared", "different", "missing")},
        "elapsed": float(elapsed),
        "rto": float(rto or 0),
        "source": restored_from,
    }


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """By name."""
        return {"drill_verdict": drill_verdict}
