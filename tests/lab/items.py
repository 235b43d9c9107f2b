# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and writes of items: moto's, with AWS's own answer where moto has another one (tests/truth/items.yml)."""

from __future__ import annotations

import re

from ansible_collections.dynaops.dynamodb.tests.lab import wire
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request

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
    try:
        wire.content_of(told) if told.status == 400 else None
    except wire.AwsError as error:
        if request.operation == "Scan":
            return wire.refusal(wire.AwsError(error.code, _SELECTIONS.sub("", error.message))) if _SELECTIONS.match(error.message) else told
        missing = _NO_INDEX.match(error.message) if request.operation == "Query" else None
        return wire.refusal(wire.invalid(f"The table does not have the specified index: {missing[1]}")) if missing else told
    return told
