# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time limits of a task: its keywords async and timeout against the module's option timeout. Pure."""

from __future__ import annotations

import typing as t

# Seconds that a module may need beside its timeout: to start, and for the answer to its last request.
_BESIDE = 60


def warnings(arguments: t.Mapping[str, t.Any], default: int, async_seconds: int | None, keyword: int | None) -> list[str]:
    """A sentence or two for each keyword (in seconds; 0 or None: not set) that ends the module before its own timeout, which has this default."""
    option = _seconds(arguments.get("timeout", arguments.get("wait_timeout")), default)
    limits = {"async": async_seconds, "the task keyword timeout": keyword}
    return [_text(name, seconds, option) for name, seconds in limits.items() if seconds and seconds <= option]


def _text(name: str, seconds: int, option: int) -> str:
    ended = "kills the module" if name == "async" else "fails the task"
    return (
        f"{name[0].upper()}{name[1:]} ({seconds} s) is not longer than the module's option timeout ({option} s). When it expires first, Ansible {ended} "
        f"and the result is lost, with the ARN of what was created. Set {name} to {option + _BESIDE} or more, or the option timeout to less."
    )


def _seconds(value: t.Any, default: int) -> int:
    """The module's timeout; its default where the value is none (the module refuses it)."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return default
