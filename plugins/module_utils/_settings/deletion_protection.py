# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deletion protection: whether AWS refuses to delete the table."""

from __future__ import annotations

from .setting import PROTECTION, Change, Reading, Setting, Source, Value, replaced, switch

NAME = "deletion_protection"


def _read(source: Source) -> Reading:
    # With replicas a toggle holds the table UPDATING (aws-controllers-k8s, docs/api-quirks, DDB-TABLE-230).
    return Reading({"enabled": bool(source.described.get("DeletionProtectionEnabled"))}, passing=source.busy())


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    on = wanted["enabled"]
    parameters = {**source.named(), "DeletionProtectionEnabled": on}
    return [Change(NAME, f"{NAME}: {'enable' if on else 'disable'}", "UpdateTable", parameters, lambda value: value["enabled"] == on, PROTECTION)]


SETTING = Setting(
    NAME,
    switch(),
    _read,
    replaced,
    _changes,
    needs=lambda wanted: [("UpdateTable", {"DeletionProtectionEnabled": wanted["enabled"]})],
    shown=("DescribeTable", "Table", "DeletionProtectionEnabled"),
)
