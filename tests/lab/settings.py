# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the lab behaves, as far as a test may choose."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass
class Settings:
    """Every number is in seconds. ``allowed`` lists the only DynamoDB actions that are permitted (None: all)."""

    backup_seconds: float = 0.05
    restore_seconds: float = 0.05
    table_creating_seconds: float = 0.0
    table_deleting_seconds: float = 0.0
    backups_enabled_after: float = 0.0
    # How long a table is UPDATING after a change of stream, class, capacity or indexes.
    table_updating_seconds: float = 0.05
    # How long SSEDescription is UPDATING; the table is ACTIVE meanwhile.
    sse_updating_seconds: float = 0.05
    # How long contributor insights are ENABLING or DISABLING, and whether ENABLING ends as FAILED.
    insights_updating_seconds: float = 0.05
    insights_fail: bool = False
    replica_creating_seconds: float = 0.05
    replica_deleting_seconds: float = 0.05
    # How long a new replica that is ACTIVE is not found by anything but DescribeTable.
    replica_not_found_seconds: float = 0.0
    # Why the creation of replicas fails (ReplicaStatusDescription); it succeeds when there is no reason.
    replica_creation_failure: str = ""
    # How long after a change of these the next one is refused.
    ttl_cooldown_seconds: float = 0.0
    protection_cooldown_seconds: float = 0.0
    policy_cooldown_seconds: float = 0.0
    # How long a resource policy is read as it was before a change.
    policy_lag_seconds: float = 0.0
    # How long a change of tags locks a table's tags, and how long they are read as they were before it. AWS: 1.7 and 2.3 (see tags.py).
    tag_lock_seconds: float = 0.02
    tag_lag_seconds: float = 0.03
    # An index that is added: how long the table is UPDATING, contributor insights do not know it, and it is CREATING. AWS: 42, 20, 510 (see indexes.py).
    index_allocating_seconds: float = 0.05
    index_unknown_seconds: float = 0.0
    index_adding_seconds: float = 0.05
    # How long warm throughput is UPDATING. AWS: 390 (see warm_throughput.py).
    warm_updating_seconds: float = 0.05
    # How long ListBackups leaves a new backup out; DescribeBackup shows it at once.
    list_lag_seconds: float = 0.0
    # By how much only the Date header is wrong, as where a proxy writes its own (clock_offset is AWS's whole clock); and whether there is one.
    date_offset: float = 0.0
    date_header: bool = True
    allowed: list[str] | None = None
    # Regions that the account has not enabled, and those in which the caller may do nothing.
    disabled_regions: list[str] = dataclasses.field(default_factory=list)
    denied_regions: list[str] = dataclasses.field(default_factory=list)

    def change(self, members: dict[str, t.Any]) -> None:
        """Changes these; raises ValueError for one that there is not."""
        unknown = set(members) - {field.name for field in dataclasses.fields(self)}
        if unknown:
            raise ValueError(f"no such settings: {', '.join(sorted(unknown))}")
        for name, value in members.items():
            setattr(self, name, value)
