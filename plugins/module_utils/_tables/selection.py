# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tables are meant: by name, by patterns, by tags, or all of the region."""

from __future__ import annotations

import fnmatch
import re
import typing as t
from dataclasses import dataclass

from .._aws import errors
from .._aws.calls import check_time, read
from .._aws.task import Task
from .._names import TableRef, parse_table
from .._task.results import counted
from . import table
from .tags import tags_of

# The most that ListTables gives a page.
_PAGE = 100

# The options with which every module selects tables. One that takes a single table as well has table_name beside them.
OPTIONS: dict[str, dict[str, t.Any]] = {
    "table_names": {"type": "list", "elements": "str"},
    "table_name_patterns": {"type": "list", "elements": "str"},
    "table_tags": {"type": "dict", "values": {"type": "scalar", "example": "operations"}, "example": {"Owner": "operations"}},
    "all_tables": {"type": "bool", "default": False},
}


@dataclass(frozen=True)
class Selection:
    """The tables that are wanted. Either the tables themselves, or (with None) what those of the region must match."""

    tables: tuple[TableRef, ...] | None = None
    # Shell patterns; one that begins with an exclamation mark excludes tables.
    patterns: tuple[str, ...] = ()
    # All of them must be on the table.
    tags: tuple[tuple[str, str], ...] = ()

    def takes(self, name: str) -> bool:
        """Whether the patterns take a table of this name."""
        wanted = [each for each in self.patterns if not each.startswith("!")] or ["*"]
        unwanted = [each[1:] for each in self.patterns if each.startswith("!")]
        return any(fnmatch.fnmatchcase(name, each) for each in wanted) and not any(fnmatch.fnmatchcase(name, each) for each in unwanted)

    def text(self) -> str:
        """The tables, in words."""
        if self.tables is not None:
            return f"table {self.tables[0].name}" if len(self.tables) == 1 else counted(len(self.tables), "table")
        return "the selected tables" if self.patterns or self.tags else "all tables"


def parse_selection(params: t.Mapping[str, t.Any], required: bool = True) -> Selection:
    """The tables that the options select; all of them when none is given and none is required. Raises ValueError for what selects none, or twice."""
    single, tables, patterns, tags = params.get("table_name"), words(params["table_names"]), words(params["table_name_patterns"]), params["table_tags"]
    ways = [single is not None, tables is not None, patterns is not None or tags is not None, params["all_tables"]].count(True)
    if ways > 1 or (required and not ways):
        first = "table_name, " if "table_name" in params else ""
        number = "exactly" if required else "at most"
        raise ValueError(f"Give {number} one of {first}table_names, table_name_patterns (with or without table_tags), table_tags, and all_tables=true.")
    if tables == [] and not params.get("allow_empty"):
        raise ValueError(f"table_names must not be empty{', unless allow_empty=true' if 'allow_empty' in params else ''}.")
    if patterns is not None and not [each for each in patterns if each.strip("!") and not each.startswith("!")]:
        raise ValueError("table_name_patterns needs at least one pattern that does not begin with an exclamation mark.")
    if tags is not None and not tags:
        raise ValueError("table_tags must not be empty. Omit it, or set all_tables=true.")
    given = [single] if single is not None else tables
    return Selection(
        tables=tuple({each.name: each for each in map(parse_table, given)}.values()) if given is not None else None,
        patterns=tuple(patterns or ()),
        tags=tuple((str(key), str(value)) for key, value in (tags or {}).items()),
    )


def words(given: t.Sequence[str] | None) -> list[str] | None:
    """The list less what separates its parts when it was text; None when the option was not given."""
    if given is None:
        return None
    return [word for each in given for word in re.split(r"[\s,]+", each) if word]


def select(task: Task, selection: Selection, tags_read: dict[str, dict[str, str]] | None = None) -> list[TableRef]:
    """The tables, each once: as given, or in the order of their names. Raises what calls.read raises.

    Where their tags are read, ``tags_read`` has them afterwards, by the name of the table.
    """
    if selection.tables is not None:
        return list({each.name: each for each in selection.tables}.values())
    found = [TableRef(given=name, name=name) for name in _all_names(task) if selection.takes(name)]
    if not selection.tags:
        return found
    wanted = dict(selection.tags)
    seen = {} if tags_read is None else tags_read
    return [each for number, each in enumerate(found, 1) if _has_tags(task, each, wanted, seen, f"{number} of {len(found)}")]


def _all_names(task: Task) -> list[str]:
    names: list[str] = []
    start: dict[str, str] = {}
    while True:
        answer = read(task, task.about("ListTables", None), "TableNames", patient=True, Limit=_PAGE, **start)
        names += answer["TableNames"]
        last = answer.get("LastEvaluatedTableName")
        if not last or last == start.get("ExclusiveStartTableName"):
            return sorted(set(names))
        check_time(task, "all tables were listed")
        start = {"ExclusiveStartTableName": last}


def _has_tags(task: Task, ref: TableRef, wanted: t.Mapping[str, str], seen: dict[str, dict[str, str]], which: str) -> bool:
    check_time(task, "all tables' tags were read")
    task.progress.status = f"Reading tags of tables: status {which}"
    try:
        found = table.describe(task, ref)
    except errors.TableNotFound:
        # Deleted since it was listed.
        return False
    tags = seen[ref.name] = tags_of(task, ref, found)
    return all(tags.get(key) == value for key, value in wanted.items())
