# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a report of the results of dynamodb_protection_info."""

from __future__ import annotations

DOCUMENTATION = r"""
name: protection_report
short_description: Write a report of the results of dynamodb_protection_info
version_added: 1.0.0
author:
  - Dynaops (@dynaops)
description:
  - Puts the results of M(dynaops.dynamodb.dynamodb_protection_info), of one or several accounts and regions, together into one report.
  - A result that failed counts as a place that was not checked.
positional: format
options:
  _input:
    description:
      - The results, each as a dictionary with C(place), a name such as that of the inventory host, and C(result), what the module returned.
    type: list
    elements: dict
    required: true
  format:
    description:
      - Selects the form of the report.
      - V(html) is one page that needs no network and no other file. V(csv) has one line for each table. V(json) has all findings.
        V(junit) is JUnit XML with one test case for each table. V(prometheus) is a file for the textfile collector of the Prometheus node exporter.
      - V(lines) is a list with one line for each table that is not protected, and for each place that was not checked, the most urgent first.
        V(totals) is one sentence with the numbers, V(counts) a dictionary of them.
    type: str
    choices: [html, csv, json, junit, prometheus, lines, totals, counts]
    required: true
  max_age:
    description:
      - Shows this O(dynaops.dynamodb.dynamodb_protection_info#module:max_age) in the report.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Check all tables
  dynaops.dynamodb.dynamodb_protection_info:
  register: protection

- name: Write the report
  ansible.builtin.copy:
    content: "{{ [{'place': 'production', 'result': protection}] | dynaops.dynamodb.protection_report('html', max_age='24h') }}"
    dest: /srv/reports/report.html
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The report in the form of O(format). A list for V(lines), a dictionary for V(counts), and text for all else.
  type: raw
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import protection_page, protection_report

_FORMS: dict[str, t.Callable[[protection_report.Report], t.Any]] = {
    "html": protection_page.as_html,
    "csv": protection_report.as_csv,
    "json": protection_report.as_json,
    "junit": protection_report.as_junit,
    "prometheus": protection_report.as_prometheus,
    "lines": protection_report.as_lines,
    "totals": protection_report.totals,
    "counts": protection_report.Report.counts,
}


def write(results: t.Any, format: str, max_age: str = "") -> t.Any:  # pylint: disable=redefined-builtin
    """The report in this form."""
    if format not in _FORMS:
        raise AnsibleFilterError(f"protection_report: format must be one of {', '.join(_FORMS)} (got {format!r}).")
    if not isinstance(results, (list, tuple)):
        raise AnsibleFilterError("protection_report: the input must be a list of dictionaries with place and result.")
    try:
        return _FORMS[format](protection_report.report_of(results, str(max_age)))
    except ValueError as error:
        raise AnsibleFilterError(f"protection_report: {error}") from error


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """By their names."""
        return {"protection_report": write}
