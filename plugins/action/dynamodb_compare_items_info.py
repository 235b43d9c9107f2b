# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module of the same name and shows its reports while it runs."""

from __future__ import annotations

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils.following_action import FollowingAction


class ActionModule(FollowingAction):
    """Nothing is special about this module: following it is all there is to do."""

    REQUIRED = ("table_name", "other_table_name")
