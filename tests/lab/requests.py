# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request to DynamoDB, as the lab's rooms see it."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import names, wire
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT

_TABLE = re.compile(r"arn:aws[a-z-]*:dynamodb:([^:]+):(\d{12}):table/([^/]+)")


@dataclasses.dataclass(frozen=True)
class Request:
    """One request to DynamoDB."""

    operation: str
    region: str
    body: dict[str, t.Any]
    forward: t.Callable[[dict[str, t.Any]], wire.Answer]
    account: str = ACCOUNT
    # The ARN of whoever makes it.
    caller: str = ""

    def table(self) -> str:
        """The name of the table that it is about, if it is about one."""
        return names.table_of(self.body.get("TableName") or self.body.get("ResourceArn") or "")

    def tables(self) -> set[str]:
        """The names of all tables that it is about; a batch or a transaction may be about many."""
        transacted = [next(iter(item.values())) for item in self.body.get("TransactItems", [])]
        named = [self.table(), *self.body.get("RequestItems", {}), *(item.get("TableName", "") for item in transacted)]
        return {names.table_of(name) for name in named}

    def moto(self, body: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """What moto answers to this, or to another body; raises with moto's refusal."""
        return wire.content_of(self.forward(self.body if body is None else body))

    def with_table_name(self) -> Request:
        """The request with the table's name where it gave the table's ARN."""
        given = self.body.get("TableName", "")
        return dataclasses.replace(self, body={**self.body, "TableName": self.named(given)}) if given.startswith("arn:") else self

    def resource(self) -> str:
        """The name of the table whose ARN ``ResourceArn`` is; raises ValidationException for anything else."""
        given = self.body.get("ResourceArn", "")
        if not given.startswith("arn:"):
            raise wire.AwsError("ValidationException", f"Invalid ResourceArn provided as input {given}: ARNs must start with 'arn:'")
        name = self.named(given)
        if name == given:
            raise wire.AwsError("ValidationException", f"Invalid ResourceArn provided as input {given}")
        return name

    def named(self, arn: str) -> str:
        """The name in a table's ARN; a name as it is. Raises as AWS does for a table of another region or account."""
        match = _TABLE.fullmatch(arn)
        if not match:
            return arn
        if match[1] != self.region:
            raise wire.AwsError("ValidationException", f"Invalid region in ARN: {arn}")
        if match[2] != self.account:
            raise wire.AwsError("AccessDeniedException", f"User is not authorized to perform: dynamodb:{self.operation} on resource: {arn}")
        return match[3]
