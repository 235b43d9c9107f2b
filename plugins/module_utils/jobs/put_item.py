# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One item of a table: put exactly once, or some of its attributes brought up to date, and what is known of that at every moment.

Every write has a condition that only the first of several can meet, so that sending one again, or two tasks at once, do nothing twice.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.dynaops.dynamodb.plugins.module_utils import errors, items, table
from ansible_collections.dynaops.dynamodb.plugins.module_utils.calls import UNKNOWN, Task, check_time, read, send
from ansible_collections.dynaops.dynamodb.plugins.module_utils.items import Item
from ansible_collections.dynaops.dynamodb.plugins.module_utils.names import TableRef
from ansible_collections.dynaops.dynamodb.plugins.module_utils.patience import Patience
from ansible_collections.dynaops.dynamodb.plugins.module_utils.results import counted

WRITING = ("writing an item", "Run the task again when the table is ACTIVE, or set a longer timeout.")
# The statuses in which a table takes items.
_WRITABLE = (table.ACTIVE, "UPDATING")
_REFUSED_BY_CONDITION = "ConditionalCheckFailedException"
# Without it the answer of a write, or of a read that finds nothing, has nothing in it that a damaged one could lack.
_PROOF = "ConsumedCapacity"


class ItemExists(errors.TaskError):
    """An item of this key exists and the user wanted none."""


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid, but for what only the table tells."""

    table: TableRef
    item: Item
    if_exists: str = "keep"
    # Which attributes an item that exists is given; None for all that are no key.
    update_attributes: t.Optional[t.Tuple[str, ...]] = None
    # An item that exists is only updated while one of these is less.
    below: Item = field(default_factory=dict)
    check_mode: bool = False


@dataclass(frozen=True)
class Write:
    """One conditional request, and the attributes that the item has after it."""

    call: str
    parameters: t.Mapping[str, t.Any]
    wanted: Item


@dataclass
class Outcome:
    """What is known so far."""

    existed: t.Optional[bool] = None
    written: t.Tuple[str, ...] = ()
    # Sent, and not known whether it was carried out.
    unsettled: t.Optional[Write] = None

    def state(self) -> str:
        """The state of things in one sentence, for an error that comes now."""
        if self.unsettled:
            return f"{self.unsettled.call} was sent, and it is not known whether it was carried out: run the task again."
        return "Nothing was written."

    def as_result(self) -> t.Dict[str, t.Any]:
        """The result's keys, as far as they are known. No value of the item is among them."""
        attributes = sorted(self.unsettled.wanted if self.unsettled else self.written)
        known = {} if self.existed is None else {"existed": self.existed}
        return {"changed": bool(attributes), "attributes": attributes, **known}


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    key = _key(task, request)
    place = f"table {request.table.name} in region {task.region}"
    while True:
        present = _present(task, request, key)
        settled = _settle(outcome, present)
        if not settled:
            outcome.existed = present is not None
        write = settled or _plan(request, key, present, place)
        if write is None:
            what = "was left as it is" if request.if_exists == "keep" else "is as wanted"
            return f"The item of this key in {place} {what}."
        if settled or request.check_mode or _carried_out(task, request, write, outcome):
            outcome.written, outcome.unsettled = tuple(write.wanted), None
            return _done(write, place, request.check_mode)
        check_time(task, f"an item of {place} stayed unchanged for long enough to be written")


def _key(task: Task, request: Request) -> t.Dict[str, items.Value]:
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
            raise ValueError(f"update_attributes must not name a key of the table: {', '.join(keys)}.")
    except ValueError as error:
        raise errors.InvalidArgument(str(error)) from error
    return key


def _present(task: Task, request: Request, key: Item) -> t.Optional[Item]:
    """The item of this key as it is at this moment, None when there is none."""
    about = table.subject(task, request.table, "GetItem")
    asked = {"TableName": request.table.given, "Key": key, "ConsistentRead": True, "ReturnConsumedCapacity": "TOTAL"}
    answer = read(task, about, _PROOF, patient=True, **asked)
    return t.cast("t.Optional[Item]", answer.get("Item"))


def _settle(outcome: Outcome, present: t.Optional[Item]) -> t.Optional[Write]:
    """The write that was not answered, when it can be seen that it was carried out; otherwise it counts no more."""
    write = outcome.unsettled
    if write and present is not None and items.holds(present, write.wanted):
        return write
    outcome.unsettled = None
    return None


def _plan(request: Request, key: Item, present: t.Optional[Item], place: str) -> t.Optional[Write]:
    """The write that is left to do; None when there is none. Raises ItemExists when there may be no item."""
    if present is None:
        return Write("PutItem", items.put(request.item, key), request.item)
    if request.if_exists == "fail":
        raise ItemExists(f"An item of this key exists already in {place}.", advice="Choose another key, or set if_exists=keep.")
    if request.if_exists == "keep":
        return None
    if request.below and not any(name in present and items.less(present[name], limit) for name, limit in request.below.items()):
        return None
    named = request.update_attributes
    wanted = {name: value for name, value in request.item.items() if (name in named if named is not None else name not in key)}
    if items.holds(present, wanted):
        return None
    return Write("UpdateItem", items.update(key, wanted, request.below), wanted)


def _carried_out(task: Task, request: Request, write: Write, outcome: Outcome) -> bool:
    """Sends the write until it is known what came of it; False when its condition did not hold. Throttling is waited out until the deadline."""
    about = table.subject(task, request.table, write.call)
    patience = Patience(task, throttling="wait")
    while True:
        try:
            send(task, about, _PROOF, TableName=request.table.given, ReturnConsumedCapacity="TOTAL", **write.parameters)
            return True
        except errors.TaskError as error:
            if error.code == _REFUSED_BY_CONDITION:
                return False
            if isinstance(error, UNKNOWN):
                outcome.unsettled = write
            again, pause = patience.pause_after(error)
            if not again or pause >= task.deadline.remaining():
                raise
            task.progress.status = f"Waiting to write an item of table {request.table.name}: status {error.code}"
        task.deadline.sleep(pause)


def _done(write: Write, place: str, check_mode: bool) -> str:
    """The message of success."""
    if write.call == "PutItem":
        return f"Would have put the item into {place} if not in check mode." if check_mode else f"The item was put into {place}."
    attributes = f"{counted(len(write.wanted), 'attribute')} of the item in {place}"
    if check_mode:
        return f"Would have updated {attributes} if not in check mode."
    return f"Updated {attributes}: {', '.join(sorted(write.wanted))}."
