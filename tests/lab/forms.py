# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses a request whose form is not that of AWS's own API model, as AWS does before it looks at anything else.

The limits are those of the model, which botocore carries. The texts are those of moto's test_create_table__specify_non_key_column and scylladb's
test_create_table_invalid_attribute_definitions; those for lengths, numbers and patterns are documented for AWS's services alike.
"""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import models
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid
from botocore.model import ServiceModel, Shape

_KINDS: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "blob": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),
}
_SIZED = ("string", "list", "map", "blob")
# The model demands nothing of CreateTable but a name; AWS does: scylladb, test_create_table_lacking_attribute_definitions.
_DEMANDED = {"CreateTable": ("attributeDefinitions", "keySchema")}


@functools.cache
def _model() -> ServiceModel:
    return models.model("dynamodb")


def check(operation: str, body: dict[str, t.Any]) -> None:
    """Raises SerializationException for a wrong type, ValidationException for whatever else does not fit, UnknownOperationException."""
    if operation not in _model().operation_names:
        raise AwsError("UnknownOperationException", "")
    shape = _model().operation_model(operation).input_shape
    flaws = _flaws(shape, body, "") if shape else []
    flaws += [_flaw(None, name, "Member must not be null") for name in _DEMANDED.get(operation, ()) if not body.get(name[0].upper() + name[1:])]
    if flaws:
        raise invalid(f"{len(flaws)} validation error{'s' if len(flaws) > 1 else ''} detected: {'; '.join(flaws)}")


def _flaws(shape: Shape, value: t.Any, place: str) -> list[str]:
    kind = shape.type_name
    if not isinstance(value, _KINDS[kind]) or isinstance(value, bool) and kind != "boolean":
        raise AwsError("SerializationException", f"{type(value).__name__} at '{place}' cannot be converted to {kind}")
    if kind == "structure":
        # null is as good as absent.
        given = {name: each for name, each in value.items() if each is not None}
        missing = [_flaw(None, _under(place, name), "Member must not be null") for name in shape.required_members if name not in given]
        return missing + [flaw for name, each in given.items() if name in shape.members for flaw in _flaws(shape.members[name], each, _under(place, name))]
    found = [_flaw(value, place, said) for said in _broken(shape, value)]
    if kind == "list":
        return found + [flaw for number, each in enumerate(value, 1) for flaw in _flaws(shape.member, each, f"{place}.{number}.member")]
    if kind == "map":
        return found + [flaw for name, each in value.items() for flaw in _flaws(shape.value, each, f"{place}.{name}.member")]
    return found


def _broken(shape: Shape, value: t.Any) -> t.Iterator[str]:
    """What the model says of a value that does not fit."""
    limits = shape.metadata
    measured, what = (len(value), "length") if shape.type_name in _SIZED else (value, "value")
    if "min" in limits and measured < limits["min"]:
        yield f"Member must have {what} greater than or equal to {limits['min']}"
    if "max" in limits and measured > limits["max"]:
        yield f"Member must have {what} less than or equal to {limits['max']}"
    if "pattern" in limits and not re.fullmatch(limits["pattern"], value):
        yield f"Member must satisfy regular expression pattern: {limits['pattern']}"
    if limits.get("enum") and value not in limits["enum"]:
        yield f"Member must satisfy enum value set: [{', '.join(limits['enum'])}]"


def _under(place: str, name: str) -> str:
    return f"{place}.{name[0].lower()}{name[1:]}".lstrip(".")


def _flaw(value: t.Any, place: str, said: str) -> str:
    shown = "null" if value is None else f"'{value}'"
    return f"Value {shown} at '{place}' failed to satisfy constraint: {said}"
