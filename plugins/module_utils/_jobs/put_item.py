# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One item of a table: put exactly once, or some of its attributes updated, and what is known of that at every moment.

Every write has a condition that only the first of several can meet, so that sending one again, or two tasks at once, do nothing twice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.calls import check_time, read, send
from .._aws.retrying import Doubt, Resendable, RetryPolicy, Unsettled, send_until_known
from .._aws.task import Task
from .._names import BackupRef, TableRef
from .._tables import items, table
from .._tables.items import Item
from .._task.results import counted

WRITING = ("writing an item", "Run the task again when the table is ACTIVE, or set a longer timeout.")
# The statuses in which a table takes items.
_WRITABLE = (table.ACTIVE, "UPDATING")
_REFUSED_BY_CONDITION = "ConditionalCheckFailedException"
# Without it the answer of a write, or of a read that finds nothing, has nothing in it that a damaged one could lack.
_PROOF = "ConsumedCapacity"


class ItemExists(errors.TaskError):
    """An item of this key exists, and the user asked to fail in this case."""


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid, but for what only the table tells."""

    table: TableRef
    item: Item
    if_exists: str = "keep"
    # Which attributes an item that exists is given; None for all that are no key.
    update_attributes: tuple[str, ...] | None = None
    # An item that exists is only updated while one of these is less.
    below: Item = field(default_factory=dict)
    check_mode: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.table,)


@dataclass(frozen=True)
class Write:
    """One conditional request, and the attributes that the item has after it."""

    call: str
    parameters: t.Mapping[str, t.Any]
    wanted: Item


@dataclass
class Outcome:
    """What is known so far."""

    existed: bool | None = None
    written: tuple[str, ...] = ()
    # The write that is being made.
    write: Write | None = None
    unsettled: Unsettled = field(default_factory=Unsettled)

    @property
    def pending(self) -> Write | None:
        """The write that was sent, when its outcome is unknown."""
        return self.write if self.unsettled else None

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        if self.pending:
            return f"{self.pending.call} was sent, and it is not known whether it was carried out: run the task again."
        return "Nothing was written."

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known. No value of the item is among them."""
        attributes = sorted(self.pending.wanted if self.pending else self.written)
        known = {} if self.existed is None else {"existed": self.existed}
        return {"changed": bool(attributes), "attributes": attributes, **known}


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    key = _key(task, request)
    place = f"table {request.table.name} in region {task.region}"
    while True:
        present = _present(task, request, key)
        outcome.existed = present is not None
        write = _plan(request, key, present, place)
        if write is None:
            what = "was not changed" if request.if_exists == "keep" else "already has the requested values"
            return f"The item with this key in {place} {what}."
        if request.check_mode or _carried_out(task, request, key, write, outcome):
            outcome.written = tuple(write.wanted)
            return _done(write, place, request.check_mode)
        check_time(task, f"an item of table {request.table.name} could be written (other requests kept changing it)")


def _key(task: Task, request: Request) -> dict[str, items.Value]:
    """The item's key, when the table is there and takes items."""
    described = table.described(task, request.table)
    found = table.from_answer(described, request.table)
    if found.status not in _WRITABLE:
        table.wait_ready(task, request.table, found, WRITING)
    types = {each["AttributeName"]: each["AttributeType"] for each in described.get("AttributeDefinitions", ())}
    try:
        key = items.key_of(request.item, found.key_schema, types)
        keys = sorted(set(key) & set(request.update_attributes or ()))
        if keys:
            raise ValueError(f"update_attributes must not name key attributes of the table: {', '.join(keys)}.")
    except ValueError as error:
        raise errors.InvalidArgument(str(error)) from error
    return key


def _present(task: Task, request: Request, key: Item) -> Item | None:
    """The item of this key as it is at this moment, None when there is none."""
    about = task.about("GetItem", request.table)
    asked = {"TableName": request.table.given, "Key": key, "ConsistentRead": True, "ReturnConsumedCapacity": "TOTAL"}
    answer = read(task, about, _PROOF, patient=True, **asked)
    return t.cast("Item | None", answer.get("Item"))


def _plan(request: Request, key: Item, present: Item | None, place: str) -> Write | None:
    """The write that remains; None when there is none. Raises ItemExists when there may be no item."""
    if present is None:
        return Write("PutItem", items.put(request.item, key), request.item)
    if request.if_exists == "fail":
        raise ItemExists(f"An item with this key already exists in {place}.", advice="Choose another key, or set if_exists=keep.")
    if request.if_exists == "keep":
        return None
    if request.below and not any(name in present and items.less(present[name], limit) for name, limit in request.below.items()):
        return None
    named = request.update_attributes
    wanted = {name: value for name, value in request.item.items() if (name in named if named is not None else name not in key)}
    if items.holds(present, wanted):
        return None
    return Write("UpdateItem", items.update(key, wanted, request.below), wanted)


def _carried_out(task: Task, request: Request, key: Item, write: Write, outcome: Outcome) -> bool:
    """Sends the write until its outcome is known; False when its condition did not hold. Throttling is retried until the deadline."""
    about = task.about(write.call, request.table)
    outcome.write = write
    task.progress.announce(f"Writing an item: {write.call}, table {request.table.name}, region {task.region}")

    def send_it() -> bool:
        send(task, about, _PROOF, TableName=request.table.given, ReturnConsumedCapacity="TOTAL", **write.parameters)
        return True

    def check(cause: errors.TaskError, doubt: Doubt | None) -> bool | None:
        if cause.code != _REFUSED_BY_CONDITION:
            return None
        # After a lost answer, the item that is in the way may be our own.
        present = _present(task, request, key) if doubt else None
        return present is not None and items.holds(present, write.wanted)

    def last_check(doubt: Doubt) -> t.NoReturn:
        raise doubt.cause

    resendable = Resendable(purpose=f"write an item of table {request.table.name}", send=send_it, check=check, last_check=last_check)
    return send_until_known(task, resendable, RetryPolicy(task, throttling="wait"), outcome.unsettled)[0]


def _done(write: Write, place: str, check_mode: bool) -> str:
    """The message of success."""
    if write.call == "PutItem":
        return f"Would have put the item into {place} if not in check mode." if check_mode else f"The item was put into {place}."
    attributes = f"{counted(len(write.wanted), 'attribute')} of the item in {place}"
    if check_mode:
        return f"Would have updated {attributes} if not in check mode."
    return f"Updated {attributes}: {', '.join(sorted(write.wanted))}."
