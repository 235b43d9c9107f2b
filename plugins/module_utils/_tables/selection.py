# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tables are meant: by name, by patterns, by tags, or all of the region."""

from __future__ import annotations

import fnmatch
import typing as t
from dataclasses import dataclass

from .._aws import errors
from .._aws.calls import check_time, read
from .._aws.task import Task
from .._names import TableRef
from . import table
from .tags import tags_of

# The most that ListTables gives a page.
_PAGE = 100


@dataclass(frozen=True)
class Selection:
    """The tables that are wanted. Either the tables themselves, or (with None) what those of the region must match."""

    tables: tuple[TableRef, ...] | None = None
    # Shell patterns; one that begins with an exclamation mark takes away.
    patterns: tuple[str, ...] = ()
    # All of them must be on the table.
    tags: tuple[tuple[str, str], ...] = ()

    def takes(self, name: str) -> bool:
        """Whether the patterns take a table of this name."""
        wanted = [each for each in self.patterns if not each.startswith("!")] or ["*"]
        unwanted = [each[1:] for each in self.patterns if each.startswith("!")]
        return any(fnmatch.fnmatchcase(name, each) for each in wanted) and not any(fnmatch.fnmatchcase(name, each) for each in unwanted)


def select(task: Task, selection: Selection) -> list[TableRef]:
    """The tables, each once: as given, or in the order of their names. Raises what calls.read raises."""
    if selection.tables is not None:
        return list({each.name: each for each in selection.tables}.values())
    found = [TableRef(given=name, name=name) for name in _all_names(task) if selection.takes(name)]
    if not selection.tags:
        return found
    return [each for number, each in enumerate(found, 1) if _has_tags(task, each, dict(selection.tags), f"{number} of {len(found)}")]


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


def _has_tags(task: Task, ref: TableRef, wanted: t.Mapping[str, str], which: str) -> bool:
    check_time(task, "all tables' tags were read")
    task.progress.status = f"Reading tags of tables: status {which}"
    try:
        found = table.describe(task, ref)
    except errors.TableNotFound:
        # Gone since it was listed.
        return False
    tags = tags_of(task, ref, found)
    return all(tags.get(key) == value for key, value in wanted.items())
