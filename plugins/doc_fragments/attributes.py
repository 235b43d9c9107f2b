# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The attributes that the modules of this collection support."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check_mode and return the changed status prediction without modifying the target.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in check_mode), when in diff mode.
  action:
    description: Has a corresponding action plugin, so that some parts of the options can be executed on the controller.
  async:
    description: Supports being used with the C(async) keyword.
  action_group:
    description: Use C(group/dynaops.dynamodb.dynamodb) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - dynaops.dynamodb.dynamodb
"""
