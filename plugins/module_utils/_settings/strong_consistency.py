# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Multi-Region strong consistency (MRSC): replicas that AWS creates and removes only all at once.

AWS takes ``MultiRegionConsistency=STRONG`` only in the request that makes all replicas, and the witness, of an empty table, and never changes it
afterwards (developer guide, "How DynamoDB global tables work"). A restored table is not empty, so none can have it. Pure.
"""

from __future__ import annotations

import typing as t

from .setting import Value

NAME, WITNESS, STRONG = "multi_region_consistency", "witness_region_name", "STRONG"
OPTIONS = {NAME: {"type": "str", "choices": ["EVENTUAL", STRONG]}, WITNESS: {"type": "str"}}
_BY_HAND = "aws dynamodb update-table --multi-region-consistency STRONG"


def is_strong(described: t.Mapping[str, t.Any]) -> bool:
    """Whether the replicas of a TableDescription are strongly consistent."""
    return described.get("MultiRegionConsistency") == STRONG


def shown(described: t.Mapping[str, t.Any]) -> Value:
    """The members of a replica's entry: none for eventual consistency, which is the default."""
    if not is_strong(described):
        return {}
    witnesses = [each["RegionName"] for each in described.get("GlobalTableWitnesses", ())]
    return {NAME: STRONG, **({WITNESS: witnesses[0]} if witnesses else {})}


def completed(wanted: Value, current: Value) -> Value:
    """The requested members, without those that equal the default."""
    found = {name: wanted.get(name, current.get(name)) for name in (NAME, WITNESS)}
    return {name: value for name, value in found.items() if value and value != "EVENTUAL"}


def check_unchanged(table: str, current: Value, wanted: Value) -> None:
    """Raises ValueError when strongly consistent replicas would be added, removed or changed, by their entries before and after."""
    before, after = [_fixed(each) for each in current], [_fixed(each) for each in wanted]
    if before == after or not any(NAME in each for each in (*before, *after)):
        return
    if any(NAME in each for each in before):
        raise ValueError(
            f"settings.replicas: the replicas of table {table} are strongly consistent ({NAME}={STRONG}), and AWS creates and removes such replicas only all "
            "at once. Give them as they are, or leave replicas out. Change them with `aws dynamodb update-table`."
        )
    raise ValueError(
        f"settings.replicas: table {table} cannot get strongly consistent replicas ({NAME}={STRONG}) here: AWS creates them only all at once, together with "
        f"the witness, while the table is empty. Leave replicas out, and create them with `{_BY_HAND}`."
    )


def check_restorable(settings: t.Mapping[str, Value]) -> None:
    """Raises ValueError when settings for a restored table have strongly consistent replicas."""
    regions = [each["region_name"] for each in settings.get("replicas") or [] if each.get(NAME) == STRONG]
    if regions:
        raise ValueError(
            f"settings.replicas: a restored table cannot get strongly consistent replicas ({NAME}={STRONG}, {', '.join(regions)}): AWS creates them only "
            "while a table is empty. Nothing was restored. Give settings without replicas. Then create an empty table by hand, its replicas with "
            f"`{_BY_HAND}`, and copy the items into it."
        )


def _fixed(entry: Value) -> Value:
    """What of a replica only UpdateTable changes."""
    return {name: value for name, value in entry.items() if name in ("region_name", "table_class", NAME, WITNESS)}
