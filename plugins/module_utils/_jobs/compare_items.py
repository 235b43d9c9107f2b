# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample of the items of one table, each compared with the item of the same key in another table.

Whole items are compared in memory, 100 at a time. No value of an item, and no key, is in the result, the reports or an error.
"""

from __future__ import annotations

import collections
import itertools
import math
import typing as t
from dataclasses import dataclass

from .._aws import errors
from .._aws.calls import check_time, read
from .._aws.task import Task
from .._names import BackupRef, TableRef
from .._tables import items, keys, table
from .._tables.items import Item, Value
from .._task.clock import backoff
from .._task.results import counted

SAMPLE_SIZES = (1, 10_000)
# How many keys BatchGetItem takes (documented: API reference, BatchGetItem).
_KEYS_AT_ONCE = 100
# From how many parts of the table the sample is taken. AWS divides a table by the hash of the partition key (inferred, from what others have seen).
_SEGMENTS = 25

Key = t.Mapping[str, Value]


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    table: TableRef
    other: TableRef
    sample_size: int = 100
    consistent_read: bool = True

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.table, self.other)


@dataclass
class Outcome:
    """What is known so far."""

    found: table.Table | None = None
    other: table.Table | None = None
    equal: int = 0
    different: int = 0
    missing: int = 0
    is_complete: bool = False

    @property
    def compared(self) -> int:
        """The number of items of the sample that were compared so far."""
        return self.equal + self.different + self.missing

    def state(self) -> str:
        """Reading changes nothing."""
        return ""

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known. The numbers are known when the whole sample was compared."""
        result: dict[str, t.Any] = {"changed": False}
        if self.found:
            result["table"] = self.found.as_result()
        if self.other:
            result["other_table"] = self.other.as_result()
        if self.is_complete:
            result.update(compared=self.compared, equal=self.equal, different=self.different, missing=self.missing)
        return result


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Compares, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    names = _key_names(task, request, outcome)
    sample = itertools.chain.from_iterable(_pages(task, request))
    while True:
        batch = list(itertools.islice(sample, _KEYS_AT_ONCE))
        if not batch:
            break
        _compare(task, request, names, batch, outcome)
        task.progress.status = f"Comparing items of table {request.table.name} with table {request.other.name}: status {outcome.compared} so far"
    outcome.is_complete = True
    return (
        f"Compared {counted(outcome.compared, 'item')} of table {request.table.name} with table {request.other.name} in region {task.region}: "
        f"{outcome.equal} equal, {outcome.different} different, {outcome.missing} missing."
    )


def _key_names(task: Task, request: Request, outcome: Outcome) -> tuple[str, ...]:
    """The names of the key attributes of both tables.

    Raises KeysDiffer when the keys are not the same, and InvalidArgument for one table that is named twice.
    """
    shown = table.described(task, request.table)
    outcome.found = table.from_answer(shown, request.table)
    other = table.described(task, request.other)
    outcome.other = table.from_answer(other, request.other)
    if outcome.found.arn == outcome.other.arn:
        raise errors.InvalidArgument(f"table_name and other_table_name name the same table ({request.table.name}).", advice="Name two tables.")
    mine, theirs = (keys.described(each["KeySchema"], keys.attribute_types(each)) for each in (shown, other))
    if mine != theirs:
        raise errors.KeysDiffer(
            f"Table {request.table.name} and table {request.other.name} in region {task.region} have different keys: {keys.text(mine)}, and "
            f"{keys.text(theirs)}. No item was read.",
            advice="Compare tables that have the same keys.",
        )
    return tuple(each["AttributeName"] for each in outcome.found.key_schema)


def _pages(task: Task, request: Request) -> t.Iterator[t.Sequence[Item]]:
    """The sample: all of a table whose items fit into one page; otherwise a small page of each segment of the table in turn, until it is complete.

    A page has up to 1 MB of items (documented: API reference, Scan).
    """
    whole = _page(task, request, Limit=request.sample_size)
    if not whole.get("LastEvaluatedKey"):
        yield whole["Items"]
        return
    segments = min(request.sample_size, _SEGMENTS)
    left, limit = request.sample_size, math.ceil(request.sample_size / segments)
    begins: collections.deque[tuple[int, dict[str, t.Any]]] = collections.deque((number, {}) for number in range(segments))
    while begins and left:
        segment, start = begins.popleft()
        answer = _page(task, request, Segment=segment, TotalSegments=segments, Limit=min(limit, left), **start)
        left -= len(answer["Items"])
        yield answer["Items"]
        if answer.get("LastEvaluatedKey"):
            begins.append((segment, {"ExclusiveStartKey": answer["LastEvaluatedKey"]}))


def _page(task: Task, request: Request, **part: t.Any) -> dict[str, t.Any]:
    """The answer to a Scan of this part of the table. Raises Timeout when the time is over before it."""
    check_time(task, f"all items of the sample of table {request.table.name} were compared")
    about = task.about("Scan", request.table)
    return read(task, about, "Items", patient=True, TableName=request.table.given, ConsistentRead=request.consistent_read, **part)


def _compare(task: Task, request: Request, names: t.Sequence[str], batch: t.Sequence[Item], outcome: Outcome) -> None:
    """Looks up the items of this batch in the other table, and counts them in the outcome."""
    theirs = _look_up(task, request, names, [_key(item, names) for item in batch])
    for item in batch:
        other = theirs.get(items.identity(_key(item, names)))
        if other is None:
            outcome.missing += 1
        elif items.equal(item, other):
            outcome.equal += 1
        else:
            outcome.different += 1


def _look_up(task: Task, request: Request, names: t.Sequence[str], wanted: t.Sequence[Key]) -> dict[t.Hashable, Item]:
    """The items of these keys in the other table, by the identity of their keys. Keys that AWS did not process are sent again until the deadline.

    AWS leaves keys unprocessed over 16 MB of items and when the table is throttled, and advises to wait before they are sent again (documented: API
    reference, BatchGetItem).
    """
    about = task.about("BatchGetItem", request.other)
    found: dict[t.Hashable, Item] = {}
    in_vain = 0
    while True:
        asked = {request.other.given: {"Keys": wanted, "ConsistentRead": request.consistent_read}}
        answer = read(task, about, "Responses", patient=True, RequestItems=asked)
        # One table is asked for, which AWS calls by its name or by its ARN.
        found.update((items.identity(_key(item, names)), item) for several in answer["Responses"].values() for item in several)
        left = [key for each in answer.get("UnprocessedKeys", {}).values() for key in each["Keys"]]
        if not left:
            return found
        check_time(task, f"all items of the sample were read from table {request.other.name}")
        in_vain = in_vain + 1 if len(left) == len(wanted) else 1
        task.deadline.sleep(backoff(in_vain))
        wanted = left


def _key(item: Item, names: t.Sequence[str]) -> Key:
    return {name: item[name] for name in names}
