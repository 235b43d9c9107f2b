# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as AWS shows them: TableId, a status that takes time, backups that are enabled some seconds after the creation.

moto keeps the keys, the items and the indexes; this adds what it lacks.
"""

from __future__ import annotations

import dataclasses
import json
import math
import typing as t
import uuid

from ansible_collections.dynaops.dynamodb.tests.lab import descriptions
from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError
from moto.dynamodb.models import dynamodb_backends

_UNSEEN = ("TagResource", "ListTagsOfResource", "Scan", "Query", "PutItem", "GetItem", "UpdateTable", "UpdateTimeToLive", "DescribeTimeToLive")
# What AWS says as long as a table is being restored; a table that is being created answers otherwise.
_WHILE_RESTORED = {
    **dict.fromkeys(_UNSEEN, ("ResourceNotFoundException", "Requested resource not found: Table: {name} not found")),
    "DeleteTable": ("ResourceInUseException", "Attempt to change a resource which is still in use: Table is being created: {name}"),
    "CreateTable": ("ResourceInUseException", "Table is being used: {name}"),
}
# What reads and writes items; a table that is not ACTIVE yet has none (documented: "its status might not be ACTIVE").
_ITEMS = (
    *("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Scan", "Query"),
    *("BatchGetItem", "BatchWriteItem", "TransactGetItems", "TransactWriteItems", "ExecuteStatement"),
)
# A replica that is being added answers so, but for DescribeTable.
_NOT_YET = {
    **dict.fromkeys(("CreateBackup", "DescribeContinuousBackups", "UpdateContinuousBackups"), ("TableNotFoundException", "Table not found: {name}")),
    "DeleteTable": _WHILE_RESTORED["DeleteTable"],
    "CreateTable": _WHILE_RESTORED["CreateTable"],
}
_NOT_FOUND = ("ResourceNotFoundException", "Requested resource not found: Table: {name} not found")
# What changes a table, less what is said above and what answers in its own way.
_CHANGES = ("UpdateTable", "UpdateTimeToLive", "TagResource", "UntagResource", "PutResourcePolicy", "DeleteResourcePolicy")


@dataclasses.dataclass
class TableState:
    """What the lab knows of a table beside moto; ``restore`` is the RestoreSummary of one that was made from a backup."""

    created: float
    id: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))
    active_at: float = 0.0
    passing: str = "CREATING"
    forced: str = ""
    extra: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    backups_enabled_at: float = 0.0
    # Until when all but DescribeTable does not find a table that is CREATING.
    unseen_until: float = 0.0
    # Until when not even DescribeTable finds a table whose restore was accepted.
    hidden_until: float = 0.0
    restore: dict[str, t.Any] | None = None
    # Whether it comes about as a replica.
    joining: bool = False

    def status(self, now: float) -> str:
        """The table's status at this moment."""
        return self.forced or (self.passing if now < self.active_at else "ACTIVE")

    def unseen(self, now: float) -> bool:
        """Whether AWS does not know yet that it is CREATING; of one that is being restored it does not know until the end."""
        return self.status(now) == "CREATING" and (self.restore is not None or now < self.unseen_until)

    def backups_enabled(self, now: float) -> bool:
        """Whether AWS has enabled backups, which it does by itself when the table has been ACTIVE for some seconds."""
        return self.status(now) != "CREATING" and now >= self.backups_enabled_at

    def restoring(self, now: float) -> bool:
        """Whether the table is CREATING from a backup at this moment."""
        return self.restore is not None and self.status(now) == "CREATING"


@dataclasses.dataclass(frozen=True)
class Table:
    """One table: moto's part of it and the lab's."""

    region: str
    name: str
    model: t.Any
    state: TableState


# What a room tells of a table in its description; None for a member that is absent.
Teller = t.Callable[[Table], dict[str, t.Any]]


class Tables:
    """The states of all tables of an account, by region and name."""

    def __init__(self, clock: LabClock, account: str = ACCOUNT) -> None:
        self.account = account
        self._clock = clock
        self._states: dict[tuple[str, str], TableState] = {}
        # When those that are DELETING are gone.
        self._leaving: dict[tuple[str, str], float] = {}
        self.tellers: list[Teller] = []

    def get(self, region: str, name: str) -> TableState:
        """The state of a table that moto has; made up when the table came another way than CreateTable."""
        return self._states.setdefault((region, name), TableState(created=self._clock.now()))

    def find(self, region: str, name: str) -> Table:
        """The table of this name; raises ResourceNotFoundException when there is none."""
        model = self.model(region, name)
        if not model:
            raise AwsError("ResourceNotFoundException", f"Requested resource not found: Table: {name} not found")
        return Table(region, name, model, self.get(region, name))

    def of_region(self, region: str) -> list[Table]:
        """All tables of a region."""
        return [self.find(region, name) for name in list(dynamodb_backends[self.account][region].tables)]

    def update(self, table: Table, seconds: float) -> float:
        """Makes a table UPDATING for so long; answers until when it is."""
        state, until = table.state, self._clock.now() + seconds
        if state.status(self._clock.now()) == "ACTIVE":
            state.passing, state.active_at = "UPDATING", until
        return until

    def add(self, region: str, name: str, creating_seconds: float, backups_after: float) -> TableState:
        """A new table, with an id of its own."""
        now = self._clock.now()
        state = TableState(created=now, active_at=now + creating_seconds, backups_enabled_at=now + creating_seconds + backups_after)
        self._states[region, name] = state
        return state

    def drop(self, region: str, name: str) -> None:
        """Forgets a table: the next one of its name has another id."""
        self._states.pop((region, name), None)
        self._leaving.pop((region, name), None)

    def leave(self, region: str, name: str, seconds: float) -> None:
        """Makes a table DELETING for so long."""
        state = self.get(region, name)
        state.passing, state.active_at, state.forced = "DELETING", math.inf, ""
        self._leaving[region, name] = self._clock.now() + seconds

    def sweep(self) -> None:
        """Takes away the tables that have been DELETING for long enough."""
        now = self._clock.now()
        for (region, name), gone_at in list(self._leaving.items()):
            if now >= gone_at:
                dynamodb_backends[self.account][region].tables.pop(name, None)
                self.drop(region, name)

    def settle(self, name: str | None = None) -> None:
        """Every table (or those of this name) is ACTIVE, or gone, and its backups are enabled."""
        now = self._clock.now()
        for state in [state for (_region, of), state in self._states.items() if name in (None, of)]:
            state.active_at, state.backups_enabled_at = min(state.active_at, now), min(state.backups_enabled_at, now)
            state.unseen_until = state.hidden_until = 0.0
            state.joining = False
        self._leaving = {key: now if name in (None, key[1]) else gone_at for key, gone_at in self._leaving.items()}
        self.sweep()

    def refuse_unfit(self, operation: str, region: str, name: str) -> None:
        """Raises as AWS does for what cannot be done with a table that is being restored or deleted."""
        now = self._clock.now()
        state = self._states.get((region, name))
        if state and state.status(now) == "CREATING":
            said = _while_creating(operation, state, now)
            if said:
                raise AwsError(said[0], said[1].format(name=name))
        if (region, name) in self._leaving and operation == "DeleteTable":
            raise AwsError("ResourceInUseException", f"Attempt to change a resource which is still in use: Table is being deleted: {name}")

    def fed_by(self, backup_arn: str) -> bool:
        """Whether a table is being restored from this backup at this moment."""
        now = self._clock.now()
        return any(state.restoring(now) and state.restore.get("SourceBackupArn") == backup_arn for state in list(self._states.values()) if state.restore)

    def being_restored(self) -> int:
        """How many tables of the account are being restored at this moment."""
        now = self._clock.now()
        return sum(state.restoring(now) for state in list(self._states.values()))

    def model(self, region: str, name: str) -> t.Any:
        """moto's table, or None."""
        return dynamodb_backends[self.account][region].tables.get(name)

    def all(self) -> list[dict[str, t.Any]]:
        """All tables there are: region, name, id and status."""
        now = self._clock.now()
        found = [(region, name) for region, backend in list(dynamodb_backends[self.account].items()) for name in list(backend.tables)]
        states = [(region, name, self.get(region, name)) for region, name in found]
        return [{"account": self.account, "region": region, "name": name, "id": state.id, "status": state.status(now)} for region, name, state in states]

    def description(self, table: Table) -> dict[str, t.Any]:
        """moto's description of a table, made true; without a request to moto, which takes longer than all else that the lab does."""
        state, model, now = table.state, table.model, self._clock.now()
        told = {
            **model.describe()["TableDescription"],
            "TableId": state.id,
            "TableStatus": state.status(now),
            "TableSizeBytes": size_of(model),
            "CreationDateTime": round(state.created, 3),
        }
        # moto goes on telling of a restore that is over; AWS does not.
        told.pop("RestoreSummary", None)
        if state.restore and state.restoring(now):
            told["RestoreSummary"] = {**state.restore, "RestoreInProgress": True}
        for teller in self.tellers:
            told.update(teller(table))
        shown = {member: value for member, value in told.items() if value is not None}
        return {**descriptions.as_aws_does(shown, model), **state.extra}


def _while_creating(operation: str, state: TableState, now: float) -> tuple[str, str] | None:
    """Code and message for what cannot be done with a table that is CREATING."""
    if state.joining:
        return None if operation == "DescribeTable" else _NOT_YET.get(operation, _NOT_FOUND)
    if operation == "UpdateContributorInsights":
        # Inferred: AWS's model declares no other error of it that could be meant.
        return _NOT_FOUND
    if state.restoring(now):
        return _WHILE_RESTORED.get(operation)
    if operation in _ITEMS:
        return "ResourceNotFoundException", "Requested resource not found"
    return _WHILE_RESTORED["DeleteTable"] if operation in _CHANGES else None


def size_of(model: t.Any) -> int:
    """The size of a table's items in bytes, near enough."""
    return sum(len(json.dumps(item.to_json(), default=bytes.hex)) for item in model.all_items())
