# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user writes below an option, checked against the option's declaration to the last leaf. Pure.

A declaration has the words of Ansible's argument spec (``type``, ``required``, ``choices``, ``elements``, ``options``) and two more: ``values``
declares the values of a dictionary whose keys are free, and ``example`` is shown where a value is refused.

Ansible itself is not asked to check what is below an option: it fills in None for every member that was not given, so that a null cannot be distinguished
from an omission, and it fails without a text where a dictionary is another type (seen with ansible-core 2.17 to 2.21).
"""

from __future__ import annotations

import json
import math
import re
import typing as t

from . import trees
from .plain_text import quoted

Spec = t.Mapping[str, t.Any]
Specs = t.Mapping[str, Spec]

# The words that Ansible's argument spec does not know, or that are checked here instead.
_OWN_WORDS = ("options", "values", "example")
_TRUE, _FALSE = ("1", "on", "t", "true", "y", "yes"), ("0", "f", "false", "n", "no", "off")
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
# Python does not write numbers of thousands of digits.
_HUGE = 10**300
_NAMES = {"bool": "true or false", "int": "a whole number", "str": "text", "dict": "a dictionary", "list": "a list", "json": "a dictionary or JSON text"}
_EXAMPLES: dict[str, t.Any] = {"path": "/backups/orders.json", "bool": True, "int": 1, "str": "text", "json": {}, "scalar": "text"}


def for_ansible(specs: Specs) -> dict[str, dict[str, t.Any]]:
    """The declarations as Ansible's argument spec, which leaves alone what is below an option."""
    return {name: {word: value for word, value in spec.items() if word not in _OWN_WORDS} for name, spec in specs.items()}


def written(specs: Specs, params: t.Mapping[str, t.Any], raw: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The options' values as Ansible read them (``params``), with each list and dictionary as it was given (``raw``), checked.

    Raises ValueError for the first leaf that is wrong, with its path and the right form.
    """
    checked_ones = {}
    for name, spec in specs.items():
        # Text for a list or a dictionary is Ansible's to take apart.
        value = raw[name] if isinstance(raw.get(name), (dict, list)) else params.get(name)
        if value is not None and spec["type"] in ("dict", "list", "str", "path"):
            checked_ones[name] = checked(name, spec, value)
    return {**params, **checked_ones}


def checked(path: str, spec: Spec, value: t.Any) -> t.Any:
    """The value in the type that is declared, less nothing. Raises ValueError, which names the path and the right form, for the first wrong leaf."""
    if value is None:
        raise ValueError(f"{path} is null: nothing is written behind its colon. Give it a value{_such_as(spec)}, or leave it out.")
    return _KINDS[spec["type"]](path, spec, value)


def _such_as(spec: Spec) -> str:
    return f" such as {_flow(_example(spec))}"


def _refused(path: str, spec: Spec, value: t.Any, hint: str = "") -> ValueError:
    example = "" if spec["type"] == "bool" else _such_as(spec)
    return ValueError(f"{path} must be {_NAMES.get(spec['type'], 'text')}{example} (got {_shown(value)}).{hint}")


def _shown(value: t.Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (bool, float)):
        return json.dumps(value)
    if isinstance(value, int):
        return _digits(value) or "a very large number"
    return "a dictionary" if isinstance(value, dict) else "a list" if isinstance(value, (list, tuple)) else type(value).__name__


def _example(spec: Spec) -> t.Any:
    """A value that is right."""
    if "example" in spec:
        return spec["example"]
    if spec.get("choices"):
        return spec["choices"][0]
    if spec["type"] == "list":
        return [_example(_element(spec))]
    if spec["type"] == "dict":
        members = spec.get("options", {})
        needed = {name: each for name, each in members.items() if each.get("required")} or members
        return {name: _example(each) for name, each in needed.items()} or {"key": _example(spec.get("values", {"type": "str"}))}
    return _EXAMPLES[spec["type"]]


def _flow(value: t.Any) -> str:
    """The value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value) if isinstance(value, (bool, int)) or value == "" else str(value)


def _bool(path: str, spec: Spec, value: t.Any) -> bool:
    # A template is text before ansible-core 2.19.
    word = str(value).strip().lower() if isinstance(value, (bool, int, str)) else ""
    if word not in _TRUE + _FALSE:
        raise _refused(path, spec, value)
    return word in _TRUE


def _int(path: str, spec: Spec, value: t.Any) -> int:
    whole = int(value) if isinstance(value, float) and math.isfinite(value) and value == int(value) else value
    if isinstance(whole, bool) or not isinstance(whole, (int, str)) or not _WHOLE.fullmatch(_digits(whole)):
        raise _refused(path, spec, value)
    return int(whole)


def _digits(value: int | str) -> str:
    """The number as text, empty for one of more than 18 digits: Python refuses to write one of thousands."""
    return value.strip() if isinstance(value, str) else str(value) if abs(value) < 10**18 else ""


def _str(path: str, spec: Spec, value: t.Any) -> str:
    text = _digits(value) or value if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str):
        raise _refused(path, spec, value, " Write it in quotes." if isinstance(value, (bool, int, float)) else "")
    if spec.get("choices") and text not in spec["choices"]:
        raise ValueError(f"{path} must be one of {', '.join(spec['choices'])} (got {quoted(text)}).")
    return trees.check_text(path, text)


def _scalar(path: str, spec: Spec, value: t.Any) -> str | int | float:
    """Text, or what YAML makes of text without quotes."""
    if isinstance(value, str):
        return trees.check_text(path, value)
    if not isinstance(value, (bool, int, float)) or (isinstance(value, int) and abs(value) >= _HUGE):
        raise _refused(path, spec, value)
    return value


def _dict(path: str, spec: Spec, value: t.Any) -> dict[str, t.Any]:
    found = _from_json(value)
    if not isinstance(found, dict):
        raise _refused(path, spec, value)
    trees.check_depth(path, found)
    declared, values, given = spec.get("options"), spec.get("values"), dict(trees.members(path, found))
    if declared is None:
        return {name: checked(trees.at(path, name), values, each) if values else each for name, each in given.items()}
    for name in given:
        if name not in declared:
            raise ValueError(f"{trees.at(path, name)} is unknown: {path} takes {', '.join(sorted(declared))}.")
    for name, member in declared.items():
        if member.get("required") and name not in given:
            raise ValueError(f"{path} needs {name},{_such_as(spec)}.")
    return {name: checked(trees.at(path, name), declared[name], each) for name, each in given.items()}


def _list(path: str, spec: Spec, value: t.Any) -> list[t.Any]:
    element = _element(spec)
    plain = element["type"] == "str"
    found = _from_json(value)
    if plain and isinstance(found, str):
        found = [part.strip() for part in found.split(",")]
    if not isinstance(found, (list, tuple)):
        raise _refused(path, spec, value)
    trees.check_depth(path, found)
    return [checked(f"{path}[{number}]", element, each) for number, each in enumerate(found)]


def _element(spec: Spec) -> Spec:
    return {"type": spec.get("elements", "str"), **{word: spec[word] for word in ("options", "values") if word in spec}}


def _json(path: str, spec: Spec, value: t.Any) -> t.Any:
    if not isinstance(value, (str, dict)):
        raise _refused(path, spec, value)
    trees.check_depth(path, value)
    return trees.check_text(path, value) if isinstance(value, str) else value


def _raw(path: str, spec: Spec, value: t.Any) -> t.Any:
    return value


def _from_json(value: t.Any) -> t.Any:
    """What a template or a survey gives as text, where it is JSON."""
    if not isinstance(value, str) or value.strip()[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


_KINDS: dict[str, t.Callable[[str, Spec, t.Any], t.Any]] = {
    "bool": _bool,
    "int": _int,
    "str": _str,
    "scalar": _scalar,
    "dict": _dict,
    "list": _list,
    "json": _json,
    "raw": _raw,
    "path": _str,
}
