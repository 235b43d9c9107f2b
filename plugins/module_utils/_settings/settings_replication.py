# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GlobalTableSettingsReplicationMode: whether a table without replicas may become the source of a global table of several accounts.

AWS takes ENABLED and DISABLED for such a table alone; one with replicas in its own account has ENABLED_WITH_OVERRIDES by itself (API reference of
UpdateTable). So DISABLED and ENABLED_WITH_OVERRIDES mean the same: no global table of several accounts. That AWS leaves the member out where it
is DISABLED is inferred.
"""

from __future__ import annotations

from .setting import Change, Reading, Setting, Source, Value

NAME = "global_table_settings_replication_mode"
_MEMBER = "GlobalTableSettingsReplicationMode"
_ENABLED, _DISABLED, _BY_ITSELF = "ENABLED", "DISABLED", "ENABLED_WITH_OVERRIDES"


def _read(source: Source) -> Reading:
    shown = source.described.get(_MEMBER) or (_DISABLED if source.shows("DescribeTable", "Table", _MEMBER) else None)
    return Reading(shown, passing=source.busy())


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    return current if (wanted == _ENABLED) == (current == _ENABLED) and current else wanted


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    if current == _BY_ITSELF or wanted == _BY_ITSELF:
        raise ValueError(
            f"settings.{NAME} cannot be changed from {current} to {wanted} for table {source.table.name}: "
            f"AWS takes {_ENABLED} and {_DISABLED} for a table without replicas alone."
        )
    parameters = {**source.named(), _MEMBER: wanted}
    return [Change(NAME, f"{NAME}: change to {wanted}", "UpdateTable", parameters, lambda value: value == wanted)]


SETTING = Setting(
    NAME, {"type": "str", "choices": [_ENABLED, _DISABLED, _BY_ITSELF]}, _read, _complete, _changes, needs=lambda wanted: [("UpdateTable", {_MEMBER: wanted})]
)
