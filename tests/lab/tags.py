# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tags of a table: 50 at most, told ten at a time, none of AWS's own; locked for a time by each change, and told as they were for another.

Since August 2024 a change of tags is carried out after its answer (scylladb, test/alternator/test_tag.py). What follows from that was measured by
the aws-controllers-k8s project (docs/api-quirks): the lock, DDB-TABLE-103 and 172; what passes it, 440 and 441; reads that lag, 406 and 408; the
limit of 50, 108; that those of CreateTable are told at once and lock nothing, 110.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Operation, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid

_MOST = 50
_PAGE = 10
_LONGEST_KEY = 128
_LONGEST_VALUE = 256
_LOCKED = "Table tags are being updated: "

Pairs = dict[str, str]
# Letters and digits of any script, blanks, and these; documented, and seen by scylladb's test_tag_forbidden_chars and test_tag_resource_unicode.
_PLAIN = re.compile(r"[\w\s+=._:/@-]*")


@dataclasses.dataclass
class Changes:
    """What was changed lately: when, and the tags before it; and what the last change put, None when it took away."""

    before: list[tuple[float, list[dict[str, str]]]] = dataclasses.field(default_factory=list)
    put: Pairs | None = None


class Tags(Room[Changes]):
    """The tags of all tables; moto's table keeps them as they are once all changes are carried out."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, Changes)

    def operations(self) -> dict[str, Operation]:
        """Those for tags."""
        return {"TagResource": self.put, "UntagResource": self.take, "ListTagsOfResource": self.page}

    def settle(self) -> None:
        """Every table's tags are told as they are, and may be changed."""
        for changes in self._kept.values():
            changes.before = []

    def put(self, request: Request) -> dict[str, t.Any]:
        """What TagResource answers."""
        table = self._resource(request)
        wanted = {tag["Key"]: tag["Value"] for tag in request.body["Tags"]}
        if not wanted:
            raise invalid("One or more parameter values were invalid: Tags must not be empty")
        _refuse_unfit(wanted)
        in_flight = self.kept(table).put
        if self._locked(table) and not (in_flight is not None and in_flight.items() <= wanted.items()):
            raise _refusal(table)
        merged = {**_pairs(table), **wanted}
        if len([key for key in merged if not key.startswith("aws:")]) > _MOST:
            raise invalid("Number of Tags exceed the current limit for the provided ResourceArn")
        self._change(table, merged, wanted)
        return {}

    def add(self, table: Table, wanted: Pairs) -> None:
        """Adds tags, AWS's own as well: at once, and whatever else is under way."""
        table.model.tags = _told({**_pairs(table), **wanted})

    def take(self, request: Request) -> dict[str, t.Any]:
        """What UntagResource answers."""
        table, keys = self._resource(request), request.body["TagKeys"]
        _refuse_unfit(dict.fromkeys(keys, ""))
        if self._locked(table):
            raise _refusal(table)
        self._change(table, {key: value for key, value in _pairs(table).items() if key not in keys}, None)
        return {}

    def page(self, request: Request) -> dict[str, t.Any]:
        """What ListTagsOfResource answers."""
        table = self._resource(request)
        told_until = self._clock.now() - self._settings.tag_lag_seconds
        hidden = [tags for at, tags in self.kept(table).before if at > told_until]
        tags, start = hidden[0] if hidden else table.model.tags, int(request.body.get("NextToken") or 0)
        end = start + _PAGE
        return {"Tags": tags[start:end], **({"NextToken": str(end)} if len(tags) > end else {})}

    def refuse_delete(self, table: Table) -> None:
        """Raises ResourceInUseException for a table whose tags are being changed."""
        if self._locked(table):
            raise AwsError("ResourceInUseException", f"Attempt to change a resource which is still in use: {_LOCKED}{table.name}")

    def _locked(self, table: Table) -> bool:
        before = self.kept(table).before
        return bool(before) and self._clock.now() < before[-1][0] + self._settings.tag_lock_seconds

    def _change(self, table: Table, tags: Pairs, put: Pairs | None) -> None:
        """Makes the tags these. What changes nothing takes no lock."""
        if tags == _pairs(table):
            return
        changes = self.kept(table)
        changes.before, changes.put = [*changes.before, (self._clock.now(), list(table.model.tags))], put
        table.model.tags = _told(tags)

    def _resource(self, request: Request) -> Table:
        name, arn = request.resource(), request.body["ResourceArn"]
        if not self._tables.model(request.region, name):
            raise AwsError("ResourceNotFoundException", f"Requested resource not found: ResourceArn: {arn} not found")
        return self._tables.find(request.region, name)


def _pairs(table: Table) -> Pairs:
    return {tag["Key"]: tag["Value"] for tag in table.model.tags}


def _told(tags: Pairs) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _refusal(table: Table) -> AwsError:
    return AwsError("LimitExceededException", f"Subscriber limit exceeded: {_LOCKED}{table.name}")


def _refuse_unfit(wanted: dict[str, str]) -> None:
    for key, value in wanted.items():
        if key.lower().startswith("aws:"):
            raise invalid(f"One or more parameter values were invalid: Tag key must not begin with aws: : {key}")
        if not _PLAIN.fullmatch(key + value):
            raise invalid(f"One or more parameter values were invalid: Tag key or value has characters that are not allowed: {key}")
        if not 1 <= len(key) <= _LONGEST_KEY or len(value) > _LONGEST_VALUE:
            raise invalid(f"One or more parameter values were invalid: Tag key or value is too long, or the key is empty: {key}")
