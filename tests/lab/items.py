# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and writes of items: moto's, with AWS's own answer where moto has another one (tests/truth/items.yml)."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import wire
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, Item

_EXPRESSIONS = ("ConditionExpression", "FilterExpression", "KeyConditionExpression", "ProjectionExpression", "UpdateExpression")
_NEEDS_EXPRESSION = ("ExpressionAttributeNames", "ExpressionAttributeValues")
_DETECTED = "1 validation error detected: "
# What AWS says of a Scan without the beginning that it has for a Query.
_SELECTIONS = re.compile(rf"^{_DETECTED}(?=ALL_PROJECTED_ATTRIBUTES can be used only|Must specify the AttributesToGet|Cannot specify the )")
_NO_INDEX = re.compile(r"^Invalid index: (\S+) for table: ")


def answer(request: Request) -> wire.Answer:
    """The answer to an operation that is moto's."""
    if request.operation in ("PutItem", "DeleteItem", "UpdateItem") and not any(request.body.get(name) for name in _EXPRESSIONS):
        for name in _NEEDS_EXPRESSION:
            if request.body.get(name):
                return wire.refusal(wire.invalid(f"{name} can only be specified when using expressions"))
    told = request.forward(request.body)
    if request.operation == "Scan" and told.status == 200:
        return _page(request, wire.content_of(told))
    try:
        wire.content_of(told) if told.status == 400 else None
    except wire.AwsError as error:
        if request.operation == "Scan":
            return wire.refusal(wire.AwsError(error.code, _SELECTIONS.sub("", error.message))) if _SELECTIONS.match(error.message) else told
        missing = _NO_INDEX.match(error.message) if request.operation == "Query" else None
        return wire.refusal(wire.invalid(f"The table does not have the specified index: {missing[1]}")) if missing else told
    return told


def _page(request: Request, content: dict[str, t.Any]) -> wire.Answer:
    """A page of a Scan: it begins in its own segment, and one that is full names its last item, even when no other follows."""
    body = request.with_table_name().body
    model = dynamodb_backends[request.account][request.region].tables[body["TableName"]]
    start, segment = body.get("ExclusiveStartKey"), (body.get("Segment"), body.get("TotalSegments"))
    if start and not Item(DynamoType(start[model.hash_key_attr]), None, {}).is_within_segment(segment):
        return wire.refusal(
            wire.invalid(
                "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
                f"TotalSegments: {segment[1]} Segment: {segment[0]}"
            )
        )
    items = content.get("Items", [])
    # Of an index, or of a part of the attributes, the last key is not among the items.
    if items and content["ScannedCount"] == len(items) == body.get("Limit") and set(model.table_key_attrs) <= set(items[-1]) and "IndexName" not in body:
        content.setdefault("LastEvaluatedKey", {name: items[-1][name] for name in model.table_key_attrs})
    return wire.answer(content)
