# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task's result is made of: AWS's structures with keys in snake_case and dates as ISO 8601 text in UTC, and numbers in words."""

from __future__ import annotations

import datetime
import typing as t

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict


def as_result(answer: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The part of an answer of AWS's, as a result."""
    return {key: plain(value) for key, value in camel_dict_to_snake_dict(dict(answer)).items()}


def counted(number: int, thing: str) -> str:
    """So many of a thing, in words: 1 backup, 2 backups."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def plain(value: t.Any) -> t.Any:
    """The value with every date in it as text."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value
