# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of many restored tables: one pattern with a placeholder. Pure."""

from __future__ import annotations

import re
import typing as t

from .._names import check_table_name
from .._task.plain_text import quoted

_TABLE = "{table}"


def check_pattern(pattern: str) -> str:
    """Returns the pattern when the names that it makes can be names of tables; raises ValueError otherwise."""
    if re.search(r"[{}]", pattern.replace(_TABLE, "")):
        raise ValueError(f"target_table_name has an unknown placeholder or an unmatched brace: {quoted(pattern)}. The placeholder is {_TABLE}.")
    check_table_name("target_table_name", pattern.replace(_TABLE, "xxx"))
    return pattern


def filled(pattern: str, table_name: str) -> str:
    """The name that the pattern makes for this table, whether AWS accepts it or not."""
    return pattern.replace(_TABLE, table_name)


def target_of(pattern: str, table_name: str) -> str:
    """The name of the table that is restored from this one. Raises ValueError when AWS does not accept it."""
    return check_table_name("target_table_name", filled(pattern, table_name))


def check_unique(pattern: str, table_names: t.Iterable[str]) -> None:
    """Raises ValueError when two tables would be restored to the same name."""
    seen: dict[str, str] = {}
    for name in table_names:
        target = filled(pattern, name)
        if target in seen:
            what = f"two backups of table {name}" if seen[target] == name else f"tables {seen[target]} and {name}"
            raise ValueError(f"target_table_name gives {what} the same name {target}. Use {_TABLE} in it, and name one backup of each table.")
        seen[target] = name
