# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many examples a property is tried with."""

from __future__ import annotations

import os

from ansible_collections.dynaops.dynamodb.tests.acceptance.tiers import SHORT

# What make check runs of each.
_SHARE = 20


def examples(count: int) -> int:
    """So many, or a twentieth of them where properties are to be short."""
    return max(2, count // _SHARE) if os.environ.get(SHORT) else count
