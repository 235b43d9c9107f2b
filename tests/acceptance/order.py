# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of tests among the processes of pytest-xdist: a test that lasts for a minute must not be the last to begin."""

from __future__ import annotations

import pytest

MARKER = "long: lasts for half a minute and more, mostly waiting; such tests are begun first"


def long_ones_first(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts them in front of the shares that ``--dist worksteal`` gives to its processes in the beginning."""
    lanes = int(getattr(config, "workerinput", {}).get("workercount", 1))
    chosen = [item for item in items if _is_long(item)]
    others = [item for item in items if not _is_long(item)]
    left = len(items)
    items.clear()
    for lane in range(lanes):
        share = left // (lanes - lane)
        left -= share
        first = chosen[lane::lanes][:share]
        items += first + others[: share - len(first)]
        del others[: share - len(first)]
    # There are some left only where a share is smaller than its long ones.
    items += others + [item for item in chosen if item not in items]


def _is_long(item: pytest.Item) -> bool:
    # Thousands of examples each.
    return item.get_closest_marker("long") is not None or "properties" in item.path.parts
