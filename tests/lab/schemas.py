# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, attributes and indexes that do not go together, which AWS refuses and moto takes.

Which of them AWS refuses, with which code, is in tests/truth (tables.yml, indexes.yml), from scylladb's tests against AWS. The texts are AWS's own where
those tests quote them, and else in AWS's words.
"""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid

_WRONG = "One or more parameter values were invalid: "
_MOST_TAGS = 50

Asked = dict[str, t.Any]


def check_new(body: Asked) -> None:
    """Raises ValidationException for a CreateTable that does not fit together."""
    _check_billing(body)
    keys, attributes = body["KeySchema"], body["AttributeDefinitions"]
    _check_keys(keys)
    names = [attribute["AttributeName"] for attribute in attributes]
    for name in names:
        if names.count(name) > 1:
            raise invalid(f"{_WRONG}Duplicate AttributeName in AttributeDefinitions: {name}")
    local, all_over = body.get("LocalSecondaryIndexes") or [], body.get("GlobalSecondaryIndexes") or []
    taken: set[str] = set()
    for index in (*all_over, *local):
        if index["IndexName"] in taken:
            raise invalid(f"{_WRONG}Duplicate index name: {index['IndexName']}")
        taken.add(index["IndexName"])
        _check_projection(index["Projection"])
    for index in local:
        _check_local(index, keys)
    if len(body.get("Tags") or []) > _MOST_TAGS:
        raise invalid(f"{_WRONG}Too many tags: expected at most {_MOST_TAGS}")


def check_index_updates(table: Table, body: Asked) -> None:
    """Raises for GlobalSecondaryIndexUpdates that cannot be carried out with this table."""
    updates = body.get("GlobalSecondaryIndexUpdates") or []
    for update in updates:
        if len(update) != 1:
            said = "is none of Create, Update, Delete" if not update else "must have one of Create, Update, Delete alone"
            raise invalid(f"{_WRONG}GlobalSecondaryIndexUpdate {said}; there is one action for one index")
    if sum("Create" in update or "Delete" in update for update in updates) > 1:
        raise AwsError("LimitExceededException", "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table")
    for update in updates:
        ((action, index),) = update.items()
        if action == "Create":
            _check_addition(table, index, body.get("AttributeDefinitions") or [])
        elif index["IndexName"] not in [each.name for each in table.model.global_indexes]:
            raise AwsError("ResourceNotFoundException", f"Requested resource not found: Table: {table.name} Index: {index['IndexName']} not found")


def _check_addition(table: Table, index: Asked, attributes: list[Asked]) -> None:
    if index["IndexName"] in [each.name for each in (*table.model.global_indexes, *table.model.indexes)]:
        raise invalid(f"Attempting to create an index which already exists: {index['IndexName']}")
    _check_projection(index["Projection"])
    given = {attribute["AttributeName"]: attribute["AttributeType"] for attribute in attributes}
    known = {attribute["AttributeName"]: attribute["AttributeType"] for attribute in table.model.attr}
    keys = [key["AttributeName"] for key in index["KeySchema"]]
    if set(keys) - set(given):
        raise invalid(
            f"{_WRONG}Some index key attributes are not defined in AttributeDefinitions. Keys: [{', '.join(keys)}], AttributeDefinitions: [{', '.join(given)}]"
        )
    for name in keys:
        if known.get(name, given[name]) != given[name]:
            raise invalid(f"{_WRONG}Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. {name}")


def _check_billing(body: Asked) -> None:
    given = body.get("ProvisionedThroughput")
    if body.get("BillingMode") == "PAY_PER_REQUEST":
        if given:
            raise invalid(f"{_WRONG}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
    elif not given:
        # moto, test_import_has_regular_validation, has this text of AWS's.
        raise invalid(f"{_WRONG}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")


def _check_keys(keys: list[Asked]) -> None:
    kinds = [key["KeyType"] for key in keys]
    if len(kinds) > 2:
        raise invalid("1 validation error detected: Value at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2")
    for number, (kind, wanted) in enumerate(zip(kinds, ("HASH", "RANGE"))):
        if kind != wanted:
            raise invalid(f"Invalid KeySchema: The {('first', 'second')[number]} KeySchemaElement is not a {wanted} key type")


def _check_projection(projection: Asked) -> None:
    kind, named = projection.get("ProjectionType"), projection.get("NonKeyAttributes")
    if not kind:
        raise invalid(f"{_WRONG}Unknown ProjectionType: null")
    if kind == "INCLUDE" and not named:
        raise invalid(f"{_WRONG}ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
    if kind != "INCLUDE" and named:
        raise invalid(f"{_WRONG}ProjectionType is {kind}, but NonKeyAttributes is specified")


def _check_local(index: Asked, keys: list[Asked]) -> None:
    if len(keys) < 2:
        raise invalid(f"{_WRONG}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex")
    first = index["KeySchema"][0]["AttributeName"]
    if first != keys[0]["AttributeName"]:
        raise invalid(
            f"{_WRONG}Index KeySchema does not have the same leading hash key as table KeySchema for index: {index['IndexName']}. "
            f"index hash key: {first}, table hash key: {keys[0]['AttributeName']}"
        )
