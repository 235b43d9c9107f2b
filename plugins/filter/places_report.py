# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes one report over the results of a task in many accounts and regions."""

from __future__ import annotations

DOCUMENTATION = r"""
name: places_report
short_description: Write one report over many accounts and regions
version_added: 1.0.0
author:
  - Dynaops (@dynaops)
description:
  - Puts the results of one task of this collection in many accounts and regions (places) together into one report.
  - Takes reports of several runs as well, for example of the slices of a job, and puts them together.
positional: format
options:
  _input:
    description:
      - The results, each as a dictionary with C(place), a name such as that of the inventory host, and C(result), what the module returned.
      - With O(merge=true), reports that this filter has written with V(json).
    type: list
    elements: raw
    required: true
  format:
    description:
      - Selects the form of the report.
      - V(json) is text with all results, which does not depend on their order. V(lines) is a table, as a list of lines, failures first.
        V(totals) is one sentence with the numbers, V(counts) a dictionary with C(succeeded) and C(failed).
    type: str
    choices: [json, lines, totals, counts]
    required: true
  merge:
    description: Decides whether the input are reports to put together. A place that is in more than one of them is an error.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show a table of two places
  ansible.builtin.debug:
    msg: "{{ results | dynaops.dynamodb.places_report('lines') }}"
  vars:
    results:
      - {place: shop-us-east-1, result: {msg: "Created 3, reused 0, failed 0.", account_id: "123456789012", region: us-east-1}}
      - {place: shop-eu-west-1, result: {failed: true, msg: Table orders was not found.}}
"""

RETURN = r"""
_value:
  description: The report in the form of O(format).
  type: raw
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._accounts import report

_FORMS: dict[str, t.Callable[[t.Sequence[report.Entry]], t.Any]] = {
    "json": report.as_json,
    "lines": report.as_lines,
    "totals": report.totals,
    "counts": report.counts,
}


def write(results: t.Any, format: str, merge: bool = False) -> t.Any:  # pylint: disable=redefined-builtin
    """The report in this form."""
    if format not in _FORMS:
        raise AnsibleFilterError(f"places_report: format must be one of {', '.join(_FORMS)} (got {format!r}).")
    try:
        return _FORMS[format](report.merged(results) if merge else report.entries_of(results))
    except ValueError as error:
        raise AnsibleFilterError(f"places_report: {error}") from error


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """The filter by its name."""
        return {"places_report": write}
