# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tags of a table: 50 at most, told ten at a time, none of AWS's own."""

from __future__ import annotations

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
# Letters and digits of any script, blanks, and these; documented, and seen by scylladb's test_tag_forbidden_chars and test_tag_resource_unicode.
_PLAIN = re.compile(r"[\w\s+=._:/@-]*")


class Tags(Room[None]):
    """The tags of all tables; moto's table keeps them."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, lambda: None)

    def operations(self) -> dict[str, Operation]:
        """Those for tags."""
        return {"TagResource": self.put, "UntagResource": self.take, "ListTagsOfResource": self.page}

    def put(self, request: Request) -> dict[str, t.Any]:
        """What TagResource answers."""
        table = self._resource(request)
        wanted = {tag["Key"]: tag["Value"] for tag in request.body["Tags"]}
        if not wanted:
            raise invalid("One or more parameter values were invalid: Tags must not be empty")
        _refuse_unfit(wanted)
        self.add(table, wanted)
        return {}

    def add(self, table: Table, wanted: dict[str, str]) -> None:
        """Adds tags, AWS's own as well."""
        present = {tag["Key"]: tag["Value"] for tag in table.model.tags}
        merged = {**present, **wanted}
        if len([key for key in merged if not key.startswith("aws:")]) > _MOST:
            raise invalid(f"One or more parameter values were invalid: Too many tags: expected at most {_MOST}")
        table.model.tags = [{"Key": key, "Value": value} for key, value in merged.items()]

    def take(self, request: Request) -> dict[str, t.Any]:
        """What UntagResource answers."""
        table, keys = self._resource(request), request.body["TagKeys"]
        _refuse_unfit(dict.fromkeys(keys, ""))
        table.model.tags = [tag for tag in table.model.tags if tag["Key"] not in keys]
        return {}

    def page(self, request: Request) -> dict[str, t.Any]:
        """What ListTagsOfResource answers."""
        tags, start = self._resource(request).model.tags, int(request.body.get("NextToken") or 0)
        end = start + _PAGE
        return {"Tags": tags[start:end], **({"NextToken": str(end)} if len(tags) > end else {})}

    def _resource(self, request: Request) -> Table:
        name, arn = request.resource(), request.body["ResourceArn"]
        if not self._tables.model(request.region, name):
            raise AwsError("ResourceNotFoundException", f"Requested resource not found: ResourceArn: {arn} not found")
        return self._tables.find(request.region, name)


def _refuse_unfit(wanted: dict[str, str]) -> None:
    for key, value in wanted.items():
        if key.lower().startswith("aws:"):
            raise invalid(f"One or more parameter values were invalid: Tag key must not begin with aws: : {key}")
        if not _PLAIN.fullmatch(key + value):
            raise invalid(f"One or more parameter values were invalid: Tag key or value has characters that are not allowed: {key}")
        if not 1 <= len(key) <= _LONGEST_KEY or len(value) > _LONGEST_VALUE:
            raise invalid(f"One or more parameter values were invalid: Tag key or value is too long, or the key is empty: {key}")
