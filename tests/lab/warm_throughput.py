# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Warm throughput: of a table and of each global index, always told, never less than it was.

Measured by the aws-controllers-k8s project (docs/api-quirks, DDB-TABLE-061, 155, 179): 12000 reads and 4000 writes on demand, otherwise what is provisioned;
the table stays ACTIVE while it is raised, and the old values are told meanwhile. That a restored table begins anew is assumed.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import invalid

Units = dict[str, int]

_MEMBERS = {"ReadUnitsPerSecond": "ReadCapacityUnits", "WriteUnitsPerSecond": "WriteCapacityUnits"}
_ON_DEMAND = {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000}


@dataclasses.dataclass
class Raised:
    """What it was raised to, from what, and when it is that."""

    before: Units
    after: Units
    at: float


class WarmThroughput(Room[dict[str, Raised]]):
    """The warm throughput of all tables, by index; that of the table itself has no name."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, dict)
        ground.tables.tellers.append(self.told)

    def settle(self) -> None:
        """Every table and index has what it was raised to."""
        for raised in (each for kept in self._kept.values() for each in kept.values()):
            raised.at = min(raised.at, self._clock.now())

    def told(self, table: Table) -> dict[str, t.Any]:
        """WarmThroughput."""
        return {"WarmThroughput": self.of(table)}

    def of(self, table: Table, index: str = "") -> dict[str, t.Any]:
        """That of the table or of an index, with its status."""
        raised = self.kept(table).get(index)
        passing = raised is not None and self._clock.now() < raised.at
        return {**self._units(table, index), "Status": "UPDATING" if passing else "ACTIVE"}

    def change(self, table: Table, wanted: Units, index: str = "") -> dict[str, t.Any]:
        """Begins to raise it; answers what UpdateTable tells of it. The last request wins."""
        now = self._units(table, index)
        for member, value in wanted.items():
            if value < now[member]:
                place = f"index {index}" if index else "table"
                raise invalid(
                    f"One or more parameter values were invalid: Requested {member} for WarmThroughput for {place} is lower than current WarmThroughput, "
                    "decreasing WarmThroughput is not supported"
                )
        self.kept(table)[index] = Raised(now, {**now, **wanted}, self._clock.now() + self._settings.warm_updating_seconds)
        return {} if index else self.told(table)

    def begin(self, table: Table, wanted: Units, index: str = "") -> None:
        """Gives it to a new table, or to an index of one."""
        self.kept(table)[index] = Raised(wanted, {**self._units(table, index), **wanted}, 0.0)

    def _units(self, table: Table, index: str) -> Units:
        owner = next((each for each in table.model.global_indexes if each.name == index), None) if index else table.model
        capacity = (owner.throughput if owner else None) or {}
        base = _ON_DEMAND if table.model.billing_mode == "PAY_PER_REQUEST" else {name: int(capacity.get(member, 0)) for name, member in _MEMBERS.items()}
        raised = self.kept(table).get(index)
        if not raised:
            return dict(base)
        shown = raised.after if self._clock.now() >= raised.at else raised.before
        return {name: max(base[name], shown.get(name, 0)) for name in base}
