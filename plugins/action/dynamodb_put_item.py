# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module of the same name and shows its reports while it runs. Sets and bytes, which JSON does not know, it writes in AWS's own JSON before."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import item_input
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import written_sets
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils.following_action import FollowingAction


class ActionModule(FollowingAction):
    """Following it is all there is to do for an item without sets and bytes."""

    REQUIRED = ("table_name", "item")

    def _prepared(self, arguments: dict[str, t.Any], task_vars: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        item = written_sets.restored(arguments.get("item"), written_sets.as_written(self._task, "item"), task_vars)
        item_format = arguments.get("item_format", item_input.PLAIN)
        if not isinstance(item, dict) or item_format not in item_input.FORMATS or not item_input.has_sets_or_bytes(item):
            return arguments
        read = item_input.read("item", item, item_format)
        return {**arguments, "item": item_input.as_json(read), "item_format": item_input.DYNAMODB_JSON}
