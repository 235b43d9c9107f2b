# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task's result is made of: AWS's structures with keys in snake_case and dates as ISO 8601 text in UTC, and numbers in words."""

from __future__ import annotations

import datetime
import functools
import json
import typing as t

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict


def as_result(answer: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The part of an answer of AWS's, as a result."""
    return {_snake(key): _as_result(value) for key, value in answer.items()}


def _as_result(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return as_result(value)
    if isinstance(value, (list, tuple)):
        return [_as_result(each) for each in value]
    return plain(value)


@functools.lru_cache(maxsize=1024)
def _snake(key: str) -> str:
    """The key as Ansible's modules write it. Kept, since thousands of backups have the same few keys and each takes 20 microseconds."""
    return str(next(iter(camel_dict_to_snake_dict({key: None}))))


def diff(before: t.Mapping[str, t.Any], after: t.Mapping[str, t.Any]) -> dict[str, str]:
    """The result's diff, as Ansible shows it in diff mode."""
    return {"before": _lines(before), "after": _lines(after)}


def _lines(value: t.Mapping[str, t.Any]) -> str:
    return json.dumps(value, indent=2, sort_keys=True) + "\n"


def counted(number: int, thing: str) -> str:
    """A number of things in words: 1 backup, 2 backups."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def some(things: t.Sequence[str], most: int, where: str) -> str:
    """The first ``most`` of these things in words, the number of the others, and ``where`` these are listed."""
    more = f" and {len(things) - most} more; see {where}" if len(things) > most else ""
    return ", ".join(things[:most]) + more


def plain(value: t.Any) -> t.Any:
    """The value with every date in it as text."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value
