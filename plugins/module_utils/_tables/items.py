# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items in AWS's own form: what is equal, what the key is, and the requests that write them. Pure."""

from __future__ import annotations

import decimal
import typing as t

from .._task.plain_text import quoted

# A value in AWS's form: one member, whose name is the type.
Value = t.Mapping[str, t.Any]
Item = t.Mapping[str, Value]

TYPES = {
    "S": "text",
    "N": "a number",
    "B": "bytes",
    "BOOL": "true or false",
    "NULL": "null",
    "L": "a list",
    "M": "a map",
    "SS": "a set of texts",
    "NS": "a set of numbers",
    "BS": "a set of bytes",
}


def kind(value: Value) -> str:
    """The type of a value: S, N, BOOL ..."""
    return next(iter(value))


def kind_in_words(value: Value) -> str:
    """The type of a value, for messages."""
    return TYPES.get(kind(value), kind(value))


def less(one: Value, other: Value) -> bool:
    """Whether both are numbers and the first is less, as DynamoDB compares: what is no number is not less than one."""
    return kind(one) == kind(other) == "N" and decimal.Decimal(one["N"]) < decimal.Decimal(other["N"])


def equal(one: Item, other: Item) -> bool:
    """Whether both items have the same attributes with the same values, as ``holds`` compares them."""
    return one.keys() == other.keys() and holds(one, other)


def holds(item: Item, wanted: Item) -> bool:
    """Whether the item has all these attributes with these values; 1 and 1.0 are the same number, and a set has no order.

    AWS trims zeros of numbers, and does not keep the order of sets (documented: developer guide, "Supported data types and naming rules").
    """
    return all(name in item and _meaning(item[name]) == _meaning(value) for name, value in wanted.items())


def key_of(item: Item, schema: t.Sequence[t.Mapping[str, str]], types: t.Mapping[str, str]) -> dict[str, Value]:
    """The part of the item that is its key in a table of this schema. Raises ValueError when the item has no such key."""
    key = {}
    for name in (each["AttributeName"] for each in schema):
        if name not in item:
            raise ValueError(f"item lacks the attribute {quoted(name)}, which is a key of the table.")
        if kind(item[name]) != types.get(name, kind(item[name])):
            raise ValueError(f"item has {kind_in_words(item[name])} in {quoted(name)}; this key of the table must be {TYPES.get(types[name], types[name])}.")
        key[name] = item[name]
    return key


def identity(key: Item) -> t.Hashable:
    """What two keys share that DynamoDB takes for the same key, for use in a dictionary."""
    return frozenset((name, _meaning(value)) for name, value in key.items())


def put(item: Item, key: Item) -> dict[str, t.Any]:
    """The parameters of a PutItem that writes the item only where there is none of this key."""
    return {"Item": item, "ConditionExpression": "attribute_not_exists(#key)", "ExpressionAttributeNames": {"#key": next(iter(key))}}


def update(key: Item, wanted: Item, below: Item) -> dict[str, t.Any]:
    """The parameters of an UpdateItem that gives an item that exists these attributes; with ``below``, only while one of those is less."""
    names = {"#key": next(iter(key))}
    values = {}
    for letter, attributes in (("s", wanted), ("b", below)):
        names.update({f"#{letter}{number}": name for number, name in enumerate(attributes)})
        values.update({f":{letter}{number}": value for number, value in enumerate(attributes.values())})
    condition = " OR ".join(f"#b{number} < :b{number}" for number in range(len(below)))
    return {
        "Key": key,
        "UpdateExpression": "SET " + ", ".join(f"#s{number} = :s{number}" for number in range(len(wanted))),
        "ConditionExpression": "attribute_exists(#key)" + (f" AND ({condition})" if below else ""),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }


def _meaning(value: Value) -> tuple[str, t.Any]:
    """What two values share that DynamoDB takes for equal."""
    ((name, held),) = value.items()
    if name == "N":
        return name, decimal.Decimal(held)
    if name == "NS":
        return name, frozenset(map(decimal.Decimal, held))
    if name in ("SS", "BS"):
        return name, frozenset(held)
    if name == "L":
        return name, [_meaning(each) for each in held]
    if name == "M":
        return name, {inner: _meaning(each) for inner, each in held.items()}
    return name, held
