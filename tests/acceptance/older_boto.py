# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The row with the declared minimum of boto3: which tests need a newer one.

tests/acceptance/test_old_botocore.py says what is refused there, and with which words; any other test in which that happens is about something newer.
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.service_model import WANTED
from ansible_collections.dynaops.dynamodb.tests.lab import models

MARKER = "newer_boto: is about what the declared minimum of boto3 does not know"
# These tests say what is refused: a refusal is no excuse for them.
ABOUT_REFUSALS = "test_old_botocore.py"
# A test may name an exception that botocore did not have yet.
_REFUSED = ("BotocoreTooOld", f"Install boto3 {WANTED} or newer", "Install the newest boto3", "module 'botocore.exceptions' has no attribute")
_WHY = "needs a newer boto3"


def needed_by(cases: t.Iterable[t.Any], *values: t.Any) -> list[t.Any]:
    """The parameters of a test, values or ``pytest.param``, with the marker for those whose first value is one of these."""
    given = [each if isinstance(each, type(pytest.param())) else pytest.param(each) for each in cases]
    return [pytest.param(*each.values, id=each.id, marks=[*each.marks, *([pytest.mark.newer_boto] if each.values[0] in values else [])]) for each in given]


def choose(items: t.Iterable[pytest.Item]) -> None:
    """Skips what is marked."""
    for item in items if models.OLDER else ():
        if item.get_closest_marker("newer_boto"):
            item.add_marker(pytest.mark.skip(reason=_WHY))


def excuse(report: pytest.TestReport) -> None:
    """Turns a failure into a skip when the product refused what this boto3 does not know."""
    if models.OLDER and report.failed and ABOUT_REFUSALS not in report.nodeid and any(text in str(report.longrepr) for text in _REFUSED):
        report.outcome = "skipped"
        report.longrepr = (report.location[0], report.location[1] or 0, _WHY)
