# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The class of a table: twice in 30 days it may be changed, and it is the old one until the table is ACTIVE again."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid

STANDARD = "STANDARD"
CLASSES = (STANDARD, "STANDARD_INFREQUENT_ACCESS")
_MONTH = 30 * 86400
_MOST = 2


@dataclasses.dataclass
class Class:
    """The class from a moment on, and the one before it; a class that was never changed is not shown."""

    name: str = STANDARD
    before: str = STANDARD
    since: float = 0.0
    changed: list[float] = dataclasses.field(default_factory=list)


class Classes(Room[Class]):
    """The classes of all tables."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, Class)
        ground.tables.tellers.append(self.told)

    def settle(self) -> None:
        """Every table has its new class."""
        for state in self._kept.values():
            state.since = min(state.since, self._clock.now())

    def of(self, table: Table) -> str:
        """The class that a table has at this moment."""
        state = self.kept(table)
        return state.name if self._clock.now() >= state.since else state.before

    def told(self, table: Table) -> dict[str, t.Any]:
        """TableClassSummary, absent as long as there is nothing to tell but STANDARD."""
        state, now = self.kept(table), self._clock.now()
        if now < state.since:
            if len(state.changed) == 1 and state.before == STANDARD:
                return {"TableClassSummary": None}
            return {"TableClassSummary": {"TableClass": state.before}}
        if not state.changed and state.name == STANDARD:
            return {"TableClassSummary": None}
        return {"TableClassSummary": {"TableClass": state.name, **({"LastUpdateDateTime": state.since} if state.changed else {})}}

    def check(self, wanted: str) -> None:
        """Raises ValidationException for a class that there is not."""
        if wanted not in CLASSES:
            raise invalid(
                f"1 validation error detected: Value '{wanted}' at 'tableClass' failed to satisfy constraint: "
                f"Member must satisfy enum value set: [{', '.join(CLASSES)}]"
            )

    def begin(self, table: Table, name: str) -> None:
        """Gives a new table its class."""
        self.kept(table).name = name

    def change(self, table: Table, wanted: str) -> dict[str, t.Any]:
        """Changes the class; answers what UpdateTable tells of it: the old one."""
        now, state = self._clock.now(), self.kept(table)
        if wanted == state.name:
            return {}
        recent = [at for at in state.changed if at > now - _MONTH]
        if len(recent) >= _MOST:
            raise AwsError("LimitExceededException", f"Subscriber limit exceeded: TableClass can be changed at most {_MOST} times in 30 days: {table.name}")
        old = self.told(table)
        state.before, state.name, state.changed = state.name, wanted, [*recent, now]
        state.since = self._tables.update(table, self._settings.table_updating_seconds)
        return {"TableStatus": "UPDATING", **old}
