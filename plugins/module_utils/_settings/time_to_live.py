# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time to live (TTL): the attribute that says when an item expires.

After a change AWS refuses the next one for about 31 minutes (aws-controllers-k8s, docs/api-quirks, DDB-TABLE-143).
"""

from __future__ import annotations

import typing as t

from .._aws.calls import read
from .setting import Change, Reading, Setting, Source, Value, enabled, switch

NAME = "time_to_live"
OPTION = switch(attribute_name={"type": "str", "example": "expires"})
_LONGEST = 255


def _check(wanted: Value) -> None:
    name = wanted.get("attribute_name")
    if wanted["enabled"] and not name:
        raise ValueError(f"settings.{NAME}.attribute_name is required with enabled=true.")
    if name and len(name) > _LONGEST:
        raise ValueError(f"settings.{NAME}.attribute_name must be {_LONGEST} characters or less (got {len(name)}).")


def _read(source: Source) -> Reading:
    shown = read(source.task, source.subject("DescribeTimeToLive"), "TimeToLiveDescription", patient=True, **source.named())["TimeToLiveDescription"]
    status = shown.get("TimeToLiveStatus", "DISABLED")
    on = {"enabled": True, "attribute_name": shown.get("AttributeName")} if enabled(status) else {"enabled": False}
    return Reading(on, passing=status if status in ("ENABLING", "DISABLING") else "")


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    return {"enabled": True, "attribute_name": wanted["attribute_name"]} if wanted["enabled"] else {"enabled": False}


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    found = []
    if current["enabled"]:
        found.append(_change(source, {"Enabled": False, "AttributeName": current["attribute_name"]}, "disable", {"enabled": False}))
    if wanted["enabled"]:
        name = wanted["attribute_name"]
        found.append(_change(source, {"Enabled": True, "AttributeName": name}, f"enable with attribute {name}", wanted))
    return found


def _change(source: Source, specification: t.Mapping[str, t.Any], text: str, after: Value) -> Change:
    parameters = {**source.named(), "TimeToLiveSpecification": specification}
    return Change(NAME, f"{NAME}: {text}", "UpdateTimeToLive", parameters, lambda value: value == after)


SETTING = Setting(NAME, OPTION, _read, _complete, _changes, _check, initial=lambda source: {"enabled": False})
