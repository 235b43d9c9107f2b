# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items as a user writes them, plain or in AWS's own JSON, checked to the last leaf and brought into AWS's form. Pure, and without boto3.

The rules are those of the developer guide ("Supported data types and naming rules", "Quotas"): numbers of up to 38 digits from 1E-130 to
9.99...E+125, sets that are not empty, have one type and hold nothing twice, 32 levels of nesting, NULL that is true. No text shows a value.
"""

from __future__ import annotations

import base64
import binascii
import decimal
import re
import typing as t

from .._task import trees
from .._task.plain_text import quoted
from .items import TYPES, Item, Value

PLAIN, DYNAMODB_JSON = "plain", "dynamodb_json"
FORMATS = (PLAIN, DYNAMODB_JSON)

_DEEPEST = 32
# What a float keeps of any decimal number (sys.float_info.dig).
_FLOAT_DIGITS = 15
_NUMBERS = decimal.Context(
    prec=38, Emin=-130, Emax=125, traps=[decimal.Clamped, decimal.Overflow, decimal.Inexact, decimal.Rounded, decimal.Subnormal, decimal.InvalidOperation]
)
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,4})?")
_RANGE = "it takes up to 38 digits, from 1E-130 to 9.9E+125"
_WAY_OUT = 'Round it, or give the item with item_format=dynamodb_json and the number as {N: "..."}'


def read(what: str, given: t.Mapping[t.Any, t.Any], item_format: str = PLAIN) -> dict[str, Value]:
    """The attributes in AWS's form. Raises ValueError, which calls them ``what`` and shows no value, for the first leaf that is wrong."""
    trees.check_depth(what, given, _DEEPEST * (1 if item_format == PLAIN else 2) + 2)
    one = _plain if item_format == PLAIN else _described
    return {name: one(trees.at(what, name), value, 1) for name, value in _members(what, given)}


def number(what: str, value: t.Any) -> Value:
    """A number in AWS's form, also when it comes as text. Raises ValueError, which calls it ``what``, for anything else."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return _exact(what, value.strip())
    if isinstance(value, bool) or not isinstance(value, (int, float, decimal.Decimal)):
        raise ValueError(f"{what} must be a number (got {quoted(str(value))}).")
    return _number(what, value)


def has_sets_or_bytes(value: t.Any) -> bool:
    """Whether there is anything in it that JSON cannot carry to a module."""
    if isinstance(value, (set, frozenset, bytes, bytearray)):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return any(map(has_sets_or_bytes, inner))


def as_json(item: Item) -> dict[str, t.Any]:
    """The item as ``item_format=dynamodb_json`` takes it."""
    return {name: _as_json(value) for name, value in item.items()}


def _as_json(value: Value) -> dict[str, t.Any]:
    ((kind, held),) = value.items()
    if kind == "B":
        return {kind: base64.b64encode(held).decode()}
    if kind == "BS":
        return {kind: [base64.b64encode(each).decode() for each in held]}
    if kind == "L":
        return {kind: [_as_json(each) for each in held]}
    return {kind: as_json(held)} if kind == "M" else {kind: held}


def _members(path: str, given: t.Mapping[t.Any, t.Any]) -> list[tuple[str, t.Any]]:
    found = trees.members(path, given)
    if any(not name for name, _value in found):
        raise ValueError(f"{path} has an attribute without a name.")
    return found


def _level(path: str, depth: int) -> int:
    if depth > _DEEPEST:
        raise ValueError(f"{path} is nested more than {_DEEPEST} levels deep, which DynamoDB does not take.")
    return depth + 1


def _plain(path: str, value: t.Any, depth: int) -> Value:
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": bool(value)}
    if isinstance(value, str):
        return {"S": trees.check_text(path, str(value))}
    if isinstance(value, (int, float, decimal.Decimal)):
        return _number(path, value)
    if isinstance(value, (bytes, bytearray)):
        return {"B": bytes(value)}
    if isinstance(value, (set, frozenset)):
        return _set(path, value)
    if isinstance(value, (list, tuple)):
        below = _level(path, depth)
        return {"L": [_plain(f"{path}[{place}]", each, below) for place, each in enumerate(value)]}
    if isinstance(value, dict):
        below = _level(path, depth)
        return {"M": {name: _plain(trees.at(path, name), each, below) for name, each in _members(path, value)}}
    if hasattr(value, "isoformat"):
        # A date, which Ansible passes to modules as text.
        return {"S": str(value.isoformat())}
    raise ValueError(
        f"{path} has a value that DynamoDB cannot store: it takes text, finite numbers of up to 38 digits, true, false, null, bytes, sets of texts or of "
        "numbers, and lists and maps of these."
    )


def _set(path: str, given: t.AbstractSet[t.Any]) -> Value:
    if not given:
        raise ValueError(f"{path} is an empty set, which DynamoDB does not take. Leave it out.")
    values = [_plain(f"{path} (in the set)", each, 1) for each in given]
    kinds = {next(iter(value)) for value in values}
    if len(kinds) > 1 or not kinds <= {"S", "N", "B"}:
        raise ValueError(f"{path} must be a set of texts alone or of numbers alone; it has {', '.join(sorted(TYPES[each] for each in kinds))}.")
    (kind,) = kinds
    held = sorted(value[kind] for value in values)
    if kind == "S" and any("{{" in each for each in held):
        raise ValueError(f"{path} has a template in a set, where Ansible does not replace it. Give the set with item_format=dynamodb_json as {{SS: [...]}}.")
    return {f"{kind}S": _distinct(path, f"{kind}S", held)}


def _number(path: str, value: t.Any) -> Value:
    if isinstance(value, float):
        text = repr(float(value))
        digits = text.lstrip("-").partition("e")[0].replace(".", "").strip("0")
        if len(digits) > _FLOAT_DIGITS:
            raise ValueError(
                f"{path} is a decimal number of more than {_FLOAT_DIGITS} significant digits: YAML may have lost some of them already. {_WAY_OUT}."
            )
        return _exact(path, text)
    if isinstance(value, int) and abs(value) >= 10**130:
        raise ValueError(f"{path} is a number that DynamoDB cannot store: {_RANGE}.")
    return _exact(path, str(value))


def _exact(path: str, text: str) -> Value:
    try:
        made = _NUMBERS.create_decimal(text)
    except decimal.DecimalException:
        made = decimal.Decimal("NaN")
    if not made.is_finite():
        raise ValueError(f"{path} is a number that DynamoDB cannot store: {_RANGE}.")
    return {"N": str(made)}


def _described(path: str, value: t.Any, depth: int) -> Value:
    """A value of AWS's own JSON: a dictionary of one member, whose name is the type."""
    forms = ", ".join(TYPES)
    if not isinstance(value, dict) or len(value) != 1:
        raise ValueError(f'{path} must be a dictionary with one type ({forms}) and its value, such as {{S: "text"}}, as item_format=dynamodb_json asks.')
    ((kind, held),) = value.items()
    if kind not in TYPES:
        raise ValueError(f"{path} has an unknown type {quoted(str(kind))}: item_format=dynamodb_json takes {forms}.")
    inner = f"{path}.{kind}"
    if kind == "M":
        below = _level(path, depth)
        if not isinstance(held, dict):
            raise ValueError(f'{inner} must be a dictionary of attributes such as {{name: {{S: "text"}}}}.')
        return {kind: {name: _described(trees.at(inner, name), each, below) for name, each in _members(inner, held)}}
    if kind == "L":
        below = _level(path, depth)
        return {kind: [_described(f"{inner}[{place}]", each, below) for place, each in enumerate(_sequence(inner, held))]}
    if kind in ("SS", "NS", "BS"):
        several = _sequence(inner, held)
        if not several:
            raise ValueError(f"{inner} is an empty set, which DynamoDB does not take. Leave it out.")
        return {kind: _distinct(inner, kind, [_LEAVES[kind[0]](f"{inner}[{place}]", each) for place, each in enumerate(several)])}
    return {kind: _LEAVES[kind](inner, held)}


def _sequence(path: str, held: t.Any) -> t.Sequence[t.Any]:
    if isinstance(held, (set, frozenset)):
        return sorted(held, key=str)
    if not isinstance(held, (list, tuple)):
        raise ValueError(f"{path} must be a list.")
    return held


def _distinct(path: str, kind: str, held: list[t.Any]) -> list[t.Any]:
    if len({decimal.Decimal(each) if kind == "NS" else each for each in held}) < len(held):
        raise ValueError(f"{path} has a value twice, which DynamoDB does not take.")
    return held


def _text(path: str, held: t.Any) -> str:
    if not isinstance(held, str):
        raise ValueError(f"{path} must be text. Write it in quotes.")
    return trees.check_text(path, held)


def _number_as_text(path: str, held: t.Any) -> str:
    if not isinstance(held, str) or not _NUMBER.fullmatch(held):
        raise ValueError(f'{path} must be a number in quotes, such as "12.5".')
    return str(_exact(path, held)["N"])


def _bytes(path: str, held: t.Any) -> bytes:
    if isinstance(held, (bytes, bytearray)):
        return bytes(held)
    try:
        return base64.b64decode(_text(path, held), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"{path} must be bytes in base64, such as aGVsbG8=.") from None


def _yes_or_no(path: str, held: t.Any) -> bool:
    if not isinstance(held, bool):
        raise ValueError(f"{path} must be true or false, without quotes.")
    return held


def _null(path: str, held: t.Any) -> bool:
    if held is not True:
        raise ValueError(f"{path} must be true: that is how AWS writes a null.")
    return True


_LEAVES: dict[str, t.Callable[[str, t.Any], t.Any]] = {"S": _text, "N": _number_as_text, "B": _bytes, "BOOL": _yes_or_no, "NULL": _null}
