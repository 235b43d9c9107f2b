# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sets (``!!set``) of a task's option, where Ansible has made lists of them.

Up to ansible-core 2.18 a set reaches an action plugin as it is. From 2.19 on it is a list in no order of its own, with Ansible's warning "Type
'set' is unsupported in variable storage"; what was written still is in the task as it was loaded and in the variables (seen with 2.17, 2.19
and 2.21). What an expression makes of a set cannot be known there.
"""

from __future__ import annotations

import re
import typing as t

_VARIABLE = re.compile(r"\s*\{\{\s*(?P<name>[A-Za-z_]\w*)(?P<members>(\.[A-Za-z_]\w*)*)\s*\}\}\s*", re.ASCII)
# Variables that stand for variables.
_LONGEST_CHAIN = 10


def as_written(task: t.Any, option: str) -> t.Any:
    """The option as it stands in the playbook, with its templates; None where that is not known."""
    loaded = task.get_ds() if hasattr(task, "get_ds") else None
    if not isinstance(loaded, dict):
        return None
    own = {str(task.action), str(task.action).rpartition(".")[2], "args", "action", "local_action"}
    for key, value in loaded.items():
        for given in (value, value.get("args")) if isinstance(value, dict) and str(key) in own else ():
            if isinstance(given, dict) and option in given:
                return given[option]
    return None


def restored(value: t.Any, written: t.Any, variables: t.Mapping[str, t.Any]) -> t.Any:
    """The value with each list that was written as a set as that set."""
    written = _meant(written, variables)
    if isinstance(written, (set, frozenset)) and isinstance(value, (list, tuple)) and len(value) == len(written):
        return set(value)
    if isinstance(value, dict) and isinstance(written, dict):
        return {key: restored(each, written.get(key), variables) for key, each in value.items()}
    if isinstance(value, list) and isinstance(written, list) and len(value) == len(written):
        return [restored(each, before, variables) for each, before in zip(value, written)]
    return value


def _meant(written: t.Any, variables: t.Mapping[str, t.Any]) -> t.Any:
    """What stands in a variable, where nothing but its name is written."""
    for _step in range(_LONGEST_CHAIN):
        match = _VARIABLE.fullmatch(written) if isinstance(written, str) else None
        if not match:
            return written
        written = variables.get(match["name"])
        for member in match["members"].split(".")[1:]:
            written = written.get(member) if isinstance(written, dict) else None
    return None
