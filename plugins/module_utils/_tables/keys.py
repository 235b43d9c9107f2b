# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of a table or an index: as options name them, as AWS describes them, and whether the two agree. Pure.

The options and the words for types are those of community.aws.dynamodb_table; the letters are those of AWS's API model (ScalarAttributeType).
"""

from __future__ import annotations

import typing as t

TYPES = {"STRING": "S", "NUMBER": "N", "BINARY": "B"}
_WORDS = {letter: word for word, letter in TYPES.items()}
PARTS = ("hash", "range")
# AWS's API model: KeySchemaAttributeName.
_LONGEST_NAME = 255

# hash_key_name, hash_key_type, range_key_name and range_key_type, as far as they are given or known. Types are words: STRING, NUMBER, BINARY.
Keys = t.Mapping[str, str]
OPTIONS: dict[str, dict[str, t.Any]] = {
    **{f"{part}_key_name": {"type": "str", "example": "id"} for part in PARTS},
    **{f"{part}_key_type": {"type": "str", "choices": list(TYPES)} for part in PARTS},
}


def given(options: t.Mapping[str, t.Any]) -> dict[str, str]:
    """The members of the options that are about keys, less those that are not given."""
    return {name: options[name] for name in OPTIONS if options.get(name)}


def check(where: str, keys: Keys) -> None:
    """Raises ValueError for names that AWS does not take; ``where`` is what stands before the option's name."""
    for part in PARTS:
        name = keys.get(f"{part}_key_name", "")
        if len(name) > _LONGEST_NAME:
            raise ValueError(f"{where}{part}_key_name must be {_LONGEST_NAME} characters or less (got {len(name)}).")
    if keys.get("range_key_name") and keys.get("range_key_name") == keys.get("hash_key_name"):
        raise ValueError(f"{where}range_key_name must be another attribute than {where}hash_key_name (got {keys['range_key_name']} for both).")


def described(schema: t.Iterable[t.Mapping[str, str]], attributes: t.Mapping[str, str]) -> dict[str, str]:
    """The keys of a KeySchema, with the types that the table's attributes (name to word) have."""
    found: dict[str, str] = {}
    for each in schema:
        part, name = each["KeyType"].lower(), each["AttributeName"]
        found[f"{part}_key_name"] = name
        if name in attributes:
            found[f"{part}_key_type"] = attributes[name]
    return found


def attribute_types(described_table: t.Mapping[str, t.Any]) -> dict[str, str]:
    """The types of a TableDescription's attributes, in words, by name."""
    return {each["AttributeName"]: _WORDS.get(each["AttributeType"], each["AttributeType"]) for each in described_table.get("AttributeDefinitions", ())}


def types_of(all_keys: t.Iterable[tuple[str, Keys]]) -> dict[str, str]:
    """The type of each attribute for which one is given, by name; each entry has the words for a refusal with it.

    Raises ValueError for an attribute that is given two types.
    """
    found: dict[str, tuple[str, str]] = {}
    for where, keys in all_keys:
        for part in PARTS:
            name, kind = keys.get(f"{part}_key_name"), keys.get(f"{part}_key_type")
            if name and kind and found.setdefault(name, (kind, where))[0] != kind:
                first_kind, first_where = found[name]
                raise ValueError(f"Attribute {name} has the type {first_kind} in {first_where} and {kind} in {where}. An attribute has one type.")
    return {name: kind for name, (kind, _where) in found.items()}


def with_types(keys: Keys, types: t.Mapping[str, str]) -> dict[str, str]:
    """The keys with a type for each: the one that is given, the one that is known of the attribute, or STRING."""
    whole = dict(keys)
    for part in PARTS:
        name = keys.get(f"{part}_key_name")
        if name:
            whole[f"{part}_key_type"] = keys.get(f"{part}_key_type") or types.get(name) or "STRING"
        else:
            whole.pop(f"{part}_key_type", None)
    return whole


def differences(wanted: Keys, current: Keys) -> list[str]:
    """What of the wanted keys is otherwise now: "hash_key_name is id, not number". A member that is not wanted is not compared."""
    return [f"{name} is {current.get(name, 'none')}, not {value}" for name, value in wanted.items() if current.get(name) != value]


def schema(keys: Keys) -> list[dict[str, str]]:
    """The KeySchema."""
    names = [(keys.get(f"{part}_key_name"), part.upper()) for part in PARTS]
    return [{"AttributeName": name, "KeyType": kind} for name, kind in names if name]


def definitions(all_keys: t.Iterable[Keys]) -> list[dict[str, str]]:
    """The AttributeDefinitions of these keys, each attribute once, in the order of their names."""
    types = {keys[f"{part}_key_name"]: keys[f"{part}_key_type"] for keys in all_keys for part in PARTS if keys.get(f"{part}_key_name")}
    return [{"AttributeName": name, "AttributeType": TYPES.get(types[name], types[name])} for name in sorted(types)]


def text(keys: Keys) -> str:
    """The keys in words: id (STRING), created (NUMBER)."""
    return ", ".join(f"{keys[f'{part}_key_name']} ({keys.get(f'{part}_key_type', 'type not given')})" for part in PARTS if keys.get(f"{part}_key_name"))
