# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletion protection: at once, but not twice within a time."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Room, moment
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid


@dataclasses.dataclass
class Toggled:
    """When a table's protection was changed, or never."""

    at: float = float("-inf")


class Protection(Room[Toggled]):
    """The deletion protection of all tables; moto's table knows whether there is any."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, Toggled)

    def settle(self) -> None:
        """Every table may be changed again."""
        for state in self._kept.values():
            state.at = float("-inf")

    def change(self, table: Table, wanted: bool) -> dict[str, t.Any]:
        """Protects or no longer; answers what UpdateTable tells of it beside the table."""
        now, state = self._clock.now(), self.kept(table)
        if bool(table.model.deletion_protection_enabled) == wanted:
            return {}
        free_at = state.at + self._settings.protection_cooldown_seconds
        if now < free_at:
            raise AwsError("ThrottlingException", f"Deletion protection of table {table.name} was changed recently. Please try again after {moment(free_at)}")
        state.at, table.model.deletion_protection_enabled = now, wanted
        return {}

    def refuse(self, table: Table) -> None:
        """Raises ValidationException for a table that must not be deleted."""
        if table.model.deletion_protection_enabled:
            raise invalid("Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.")
