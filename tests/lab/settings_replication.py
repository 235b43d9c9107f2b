# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GlobalTableSettingsReplicationMode: that of a table without replicas may be changed, one with replicas has ENABLED_WITH_OVERRIDES (API reference)."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.replicas import Replicas
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import invalid


class SettingsReplication(Room[dict[str, str]]):
    """The modes of all tables. That AWS leaves the member out for a table that never had another is assumed."""

    def __init__(self, ground: Ground, replicas: Replicas) -> None:
        super().__init__(ground, dict)
        self._replicas = replicas
        ground.tables.tellers.append(self.told)

    def told(self, table: Table) -> dict[str, t.Any]:
        """GlobalTableSettingsReplicationMode."""
        mode = "ENABLED_WITH_OVERRIDES" if len(self._replicas.peers(table)) > 1 else self.kept(table).get("mode")
        return {"GlobalTableSettingsReplicationMode": mode}

    def change(self, table: Table, wanted: str) -> dict[str, t.Any]:
        """Makes it this one."""
        if len(self._replicas.peers(table)) > 1 or wanted not in ("ENABLED", "DISABLED"):
            raise invalid("GlobalTableSettingsReplicationMode can only be set to ENABLED or DISABLED, on a table without replicas")
        self.kept(table)["mode"] = wanted
        return self.told(table)
