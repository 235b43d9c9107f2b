# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stream of the table's changes.

Its view type cannot be changed in place, and AWS refuses to enable what is enabled (aws-controllers-k8s, docs/api-quirks, DDB-TABLE-050).
"""

from __future__ import annotations

import typing as t

from .setting import BEFORE_ALL, Change, Reading, Setting, Source, Value, switch

NAME = "stream"
OPTION = switch(view_type={"type": "str", "choices": ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]})
_DEFAULT_VIEW = "NEW_AND_OLD_IMAGES"


def _read(source: Source) -> Reading:
    shown = source.described.get("StreamSpecification", {})
    on = {"enabled": True, "view_type": shown.get("StreamViewType")} if shown.get("StreamEnabled") else {"enabled": False}
    return Reading(on, passing=source.busy())


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    if not wanted["enabled"]:
        return {"enabled": False}
    return {"enabled": True, "view_type": wanted.get("view_type") or current.get("view_type") or _DEFAULT_VIEW}


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    found = []
    if current["enabled"]:
        found.append(_change(source, {"StreamEnabled": False}, f"{NAME}: disable", {"enabled": False}))
    if wanted["enabled"]:
        view = wanted["view_type"]
        found.append(_change(source, {"StreamEnabled": True, "StreamViewType": view}, f"{NAME}: enable with {view}", wanted))
    return found


def _change(source: Source, specification: t.Mapping[str, t.Any], text: str, after: Value) -> Change:
    return Change(NAME, text, "UpdateTable", {**source.named(), "StreamSpecification": specification}, lambda value: value == after, BEFORE_ALL)


SETTING = Setting(NAME, OPTION, _read, _complete, _changes)
