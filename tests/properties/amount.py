# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many examples a property is tried with."""

from __future__ import annotations

import os

from ansible_collections.dynaops.dynamodb.tests.acceptance.tiers import SHORT


def examples(count: int) -> int:
    """So many, or the share of them that the tier runs."""
    return max(2, count // int(os.environ.get(SHORT, "1")))
