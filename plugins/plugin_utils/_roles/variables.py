# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a role, read by their declarations. Pure.

A declaration has the words of ``_task/shape.py``. An empty text and a null count as omitted, because AWX surveys send an empty text for an
unanswered question.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import shape

# How a variable is declared: type and default, and what else shape.py knows.
Declarations = t.Mapping[str, t.Mapping[str, t.Any]]
Values = t.Mapping[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Variables:
    """The variables of one run of a role, without their prefix."""

    prefix: str
    values: dict[str, t.Any]
    # The names of those that the user set.
    given: frozenset[str]
    # One sentence for each that is wrong by its type.
    wrong: list[str]

    def named(self, name: str) -> str:
        """The variable's whole name."""
        return f"{self.prefix}{name}"

    def out_of_range(self, name: str, least: int, most: int | None = None, unit: str = "") -> list[str]:
        """What is wrong with a whole number that has limits."""
        value = self.values[name]
        if value is None or (value >= least and (most is None or value <= most)):
            return []
        limits = f"{least} or more" if most is None else f"from {least} to {most}"
        return [f"{self.named(name)} must be {limits}{unit}: {value}."]


def read(prefix: str, declarations: Declarations, given: Values) -> Variables:
    """The variables in their types, with the defaults of those that were omitted."""
    values: dict[str, t.Any] = {}
    named: set[str] = set()
    wrong: list[str] = []
    for name, declaration in declarations.items():
        value = given.get(name)
        values[name] = declaration.get("default")
        if is_omitted(value):
            continue
        named.add(name)
        try:
            values[name] = shape.checked(f"{prefix}{name}", declaration, without_empty_members(declaration, value))
        except ValueError as error:
            wrong.append(str(error))
    return Variables(prefix, values, frozenset(named), wrong)


def is_omitted(value: t.Any) -> bool:
    """Whether it counts as not given."""
    return value is None or (isinstance(value, str) and not value.strip())


def without_empty_members(declaration: t.Mapping[str, t.Any], value: t.Any) -> t.Any:
    """A list of declared dictionaries without the optional members that count as omitted."""
    options = declaration.get("options", {})
    if declaration["type"] != "list" or not isinstance(value, list):
        return value
    return [_cleaned(options, each) if isinstance(each, dict) else each for each in value]


def _cleaned(options: Declarations, given: dict[t.Any, t.Any]) -> dict[t.Any, t.Any]:
    return {key: each for key, each in given.items() if not (is_omitted(each) and key in options and not options[key].get("required"))}


def merged(base: Values, over: Values) -> dict[str, t.Any]:
    """Both dictionaries. Where both have a dictionary, it is merged too; else ``over`` wins."""
    both = {key: merged(base[key], each) if isinstance(each, dict) and isinstance(base.get(key), dict) else each for key, each in over.items()}
    return {**base, **both}
