# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of tests among the processes of pytest-xdist: a test that lasts long must not be the last to begin."""

from __future__ import annotations

import pytest

MARKER = "long: lasts for ten seconds and more; such tests are begun first, and make check leaves them out"


def long_ones_first(items: list[pytest.Item]) -> None:
    """Puts them in front; the others keep their order."""
    items.sort(key=lambda item: not _is_long(item))


def _is_long(item: pytest.Item) -> bool:
    # Thousands of examples each.
    return item.get_closest_marker("long") is not None or "properties" in item.path.parts
