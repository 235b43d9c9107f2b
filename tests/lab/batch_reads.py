# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BatchGetItem: moto reads the items; tables by ARN, what is left unprocessed and the order of the answer are AWS's."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import wire
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Tables

_MISFIT = "The provided key element does not match the schema"


def answer(request: Request, tables: Tables, at_once: int | None) -> wire.Answer:
    """The items of the first ``at_once`` keys of each table (None: of all); the other keys are unprocessed.

    Raises as AWS does for a key that is none of the table, and when not one key was read.
    """
    asked: dict[str, dict[str, t.Any]] = request.body["RequestItems"]
    for given, each in asked.items():
        _check(tables.find(request.region, request.named(given)).model, each["Keys"])
    if at_once == 0:
        raise wire.AwsError(
            "ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
        )
    read = {request.named(given): {**each, "Keys": each["Keys"][:at_once]} for given, each in asked.items()}
    content = request.moto({**request.body, "RequestItems": read})
    told: dict[str, t.Any] = {"Responses": {}, "UnprocessedKeys": {}}
    for given, each in asked.items():
        name = request.named(given)
        # AWS gives them in no order.
        told["Responses"][given] = content["Responses"][name][::-1]
        left = [*content["UnprocessedKeys"].get(name, {}).get("Keys", []), *each["Keys"][len(read[name]["Keys"]) :]]
        if left:
            told["UnprocessedKeys"][given] = {**each, "Keys": left}
    if request.body.get("ReturnConsumedCapacity", "NONE") != "NONE":
        told["ConsumedCapacity"] = content["ConsumedCapacity"]
    return wire.answer(told)


def _check(model: t.Any, keys: list[dict[str, dict[str, t.Any]]]) -> None:
    """Raises ValidationException for a key with other attributes or types than the table's."""
    types = {each["AttributeName"]: each["AttributeType"] for each in model.attr if each["AttributeName"] in model.table_key_attrs}
    if any({name: next(iter(value)) for name, value in key.items()} != types for key in keys):
        raise wire.invalid(_MISFIT)
