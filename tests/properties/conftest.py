# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tiers and the markers, so that the properties run by themselves too."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import order, tiers


def pytest_addoption(parser: pytest.Parser) -> None:
    """The tiers."""
    tiers.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """The markers."""
    tiers.configure(config)
    config.addinivalue_line("markers", order.MARKER)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is not in the tier."""
    tiers.choose(config, items)
