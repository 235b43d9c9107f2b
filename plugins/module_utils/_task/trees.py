# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dictionaries and lists that a user writes, whatever they mean: paths of their members, and what JSON can carry of them. Pure."""

from __future__ import annotations

import json
import re
import typing as t

from .plain_text import quoted

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.:/@-]{1,60}")
# Deeper than anything that AWS takes, and less deep than what JSON, YAML and Ansible fail at.
_DEEPEST = 64


def at(path: str, key: t.Any) -> str:
    """The path of a member."""
    text = str(key)
    return f"{path}.{text}" if _PLAIN_KEY.fullmatch(text) else f"{path}[{quoted(text)}]"


def members(path: str, given: t.Mapping[t.Any, t.Any]) -> list[tuple[str, t.Any]]:
    """The members under names of text. Raises ValueError for a key that is none, or that is the same as another one as text.

    JSON, by which Ansible hands a dictionary to a module, makes text of every key: of ``on`` "true", and of 1 and "1" one.
    """
    found: dict[str, t.Any] = {}
    for key, value in given.items():
        if not isinstance(key, str) and (isinstance(key, bool) or not isinstance(key, int)):
            raise ValueError(f"{path} has the key {_key(key)}, which is not text. Write it in quotes.")
        name = check_text(f"a key of {path}", str(key))
        if name in found:
            raise ValueError(f"{path} has the key {name} and the text {quoted(name)} as a key: one of them would be lost. Use unique keys.")
        found[name] = value
    return list(found.items())


def check_for_json(path: str, value: t.Any) -> None:
    """Raises ValueError for keys and texts, at any depth, that Ansible cannot hand to a module as they are. Sets and all other values are passed over."""
    check_depth(path, value)
    _check_leaves(path, value)


def _check_leaves(path: str, value: t.Any) -> None:
    if isinstance(value, dict):
        for name, each in members(path, value):
            _check_leaves(at(path, name), each)
    elif isinstance(value, (list, tuple)):
        for number, each in enumerate(value):
            _check_leaves(f"{path}[{number}]", each)
    elif isinstance(value, str):
        check_text(path, value)


def _key(key: t.Any) -> str:
    return json.dumps(key) if key is None or isinstance(key, (bool, float)) else quoted(str(key))


def check_text(path: str, value: str) -> str:
    """Returns the text when it can be sent to AWS; raises ValueError otherwise."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f"{path} is not Unicode text, it has half of a surrogate pair: {quoted(value)}.") from None
    return value


def check_depth(path: str, value: t.Any, deepest: int = _DEEPEST) -> None:
    """Raises ValueError for a value that is nested more than ``deepest`` levels deep. It needs no deep stack itself."""
    level = [value]
    for _depth in range(deepest + 1):
        level = [inner for each in level if isinstance(each, (dict, list, tuple)) for inner in (each.values() if isinstance(each, dict) else each)]
        if not level:
            return
    raise ValueError(f"{path} is nested more than {deepest} levels deep.")
