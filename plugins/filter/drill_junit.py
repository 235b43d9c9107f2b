# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdicts of a restore drill as JUnit XML."""

from __future__ import annotations

DOCUMENTATION = r"""
name: drill_junit
version_added: 1.0.0
author: Dynaops (@dynaops)
short_description: Write the verdicts of a restore drill as JUnit XML
description:
  - Returns the verdicts of P(dynaops.dynamodb.drill_verdict#filter) as JUnit XML, one test case a table. A table that did not pass is a failure.
  - The playbook C(dynaops.dynamodb.restore_drill) uses it itself.
options:
  _input:
    description: The verdicts.
    type: list
    elements: dict
    required: true
notes:
  - Makes no request and needs no boto3.
"""

EXAMPLES = r"""
- name: Show a verdict as JUnit XML
  ansible.builtin.debug:
    msg: "{{ [{'table_name': 'orders', 'passed': true, 'differences': [], 'elapsed': 211.4}] | dynaops.dynamodb.drill_junit }}"
"""

RETURN = r"""
_value:
  description: The XML.
  type: str
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import drill


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """By name."""
        return {"drill_junit": drill.as_junit}
