# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table's tags, less those that are AWS's own or this collection's."""

from __future__ import annotations

import re
import unicodedata

from .._aws.task import Task
from .._names import RESTORE_MARK, TableRef
from .._tables import table
from .._tables.tags import MOST, room_for, tags_of, tags_with_mark
from .._task import trees
from .._task.plain_text import quoted
from .setting import Change, Reading, Setting, Source, Value

NAME = "tags"
OPTION = {"type": "dict", "values": {"type": "scalar", "example": "operations"}, "example": {"Owner": "operations"}}
_NOT_OURS = ("aws:", "dynaops.dynamodb:")
# What AWS takes, and the most of each (developer guide, "Tagging restrictions in DynamoDB"; seen by scylladb's test_tag_forbidden_chars).
_TEXT = re.compile(r"[\w\s+=.:/@-]*")
_LONGEST_KEY, _LONGEST_VALUE = 128, 256


def _check(wanted: Value) -> None:
    if len(wanted) > MOST:
        raise ValueError(f"settings.{NAME} must be {MOST} or fewer (got {len(wanted)}).")
    for key, value in wanted.items():
        for text in (str(key), str(value)):
            if not _TEXT.fullmatch(text) or any(unicodedata.category(letter) == "Cc" for letter in text):
                raise ValueError(
                    f"{trees.at(f'settings.{NAME}', key)} must have letters, digits, spaces and the characters + - = . _ : / @ only, in key and value "
                    f"(got {quoted(text)})."
                )
        if str(key).startswith(_NOT_OURS):
            raise ValueError(f"settings.{NAME}: {key} cannot be set: the prefix is reserved.")
        if not 1 <= len(str(key)) <= _LONGEST_KEY or len(str(value)) > _LONGEST_VALUE:
            raise ValueError(f"settings.{NAME}: a key takes 1 to {_LONGEST_KEY} characters and a value {_LONGEST_VALUE} at most ({key}).")


def no_room_for_mark(table_name: str) -> str:
    """The warning about a table whose tags leave no room for the restore mark."""
    return (
        f"Table {table_name} has {MOST} tags, AWS's most, which leaves no room for the tag {RESTORE_MARK}: "
        "no later run of the task can know from which backup the table was restored."
    )


def _read(source: Source) -> Reading:
    found = tags_of(*_place(source))
    return Reading({key: value for key, value in sorted(found.items()) if not key.startswith(_NOT_OURS)})


def _place(source: Source) -> tuple[Task, TableRef, table.Table]:
    return source.task, source.table, table.from_answer(source.described, source.table)


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    named = {str(key): str(value) for key, value in wanted.items()}
    return named if purge else {**current, **named}


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    found = []
    gone = [key for key in current if key not in wanted]
    put = {key: value for key, value in wanted.items() if current.get(key) != value}
    # The user's tags come first: the restore mark gives way to the last of them.
    crowded = room_for(wanted) < 1 and bool(set(put) - set(current)) and RESTORE_MARK in tags_with_mark(*_place(source))
    if crowded:
        gone.append(RESTORE_MARK)
    if gone:
        found.append(
            Change(
                NAME,
                f"{NAME}: remove {', '.join(gone)}",
                "UntagResource",
                {"ResourceArn": source.arn, "TagKeys": gone},
                lambda value: not set(gone) & set(value),
                warning=no_room_for_mark(source.table.name) if crowded else "",
            )
        )
    if put:
        tags = [{"Key": key, "Value": value} for key, value in put.items()]
        found.append(
            Change(
                NAME,
                f"{NAME}: set {', '.join(put)}",
                "TagResource",
                {"ResourceArn": source.arn, "Tags": tags},
                lambda value: all(value.get(key) == each for key, each in put.items()),
            )
        )
    return found


SETTING = Setting(NAME, OPTION, _read, _complete, _changes, _check, initial=lambda source: {})
