# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of dynamodb_protection_info as the module returns them, for tests of the reports."""

from __future__ import annotations

import typing as t

AT = "2026-11-27T00:00:00+00:00"
# What must show as text wherever it stands.
MARKUP = '<script>document.title="broken"</script><b>&"\' \x1b\ud7ff'
WINDOW = {"earliest_restorable_date_time": "2026-11-01T00:00:00+00:00", "latest_restorable_date_time": "2026-11-26T23:55:00+00:00"}


def table(name: str, verdict: str, **more: t.Any) -> dict[str, t.Any]:
    """A table of the result."""
    facts: dict[str, t.Any] = {"table_name": name, "table_id": f"id-of-{name}", "table_size_bytes": 5_300_000, "item_count": 3, "failed_calls": []}
    facts |= {"verdict": verdict, "reasons": [f"{name} is {verdict}."], "deletion_protection_enabled": False}
    if verdict == "protected":
        facts |= {"age": 300, "latest_restorable_date_time": WINDOW["latest_restorable_date_time"]}
        facts["point_in_time_recovery_description"] = {"point_in_time_recovery_status": "ENABLED", "recovery_period_in_days": 35, **WINDOW}
    elif verdict == "stale":
        created = "2026-11-20T00:00:00+00:00"
        facts |= {"age": 604800, "latest_restorable_date_time": created}
        facts["latest_backup"] = {"backup_arn": f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}/backup/1", "backup_creation_date_time": created}
    return {**facts, **more}


def result(*tables: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """A result."""
    return {"changed": False, "failed": False, "region": "us-east-1", "checked_at": AT, "tables": list(tables), "orphaned_backups": [], "msg": "", **more}


def estate(number: int, drills: bool = False) -> list[dict[str, t.Any]]:
    """Two places with so many tables together, most of them protected; one more that could not be checked, and a backup of a deleted table.

    With ``drills`` every fifth table has passed a restore drill.
    """
    verdicts = ["unprotected", "unknown", "stale", *["protected"] * 22]
    passed = [{"last_restore_drill": None if each % 5 else "2026-11-06T03:00:00+00:00"} if drills else {} for each in range(number)]
    found = [table(f"table-{each:04d}", verdicts[each % len(verdicts)], **passed[each]) for each in range(number)]
    orphan = {"table_name": "lost", "backup_name": "lost-nightly", "backup_creation_date_time": AT, "backup_size_bytes": 2048}
    failed = {"failed": True, "msg": "ListTables on all tables in region eu-west-1 was refused (AccessDeniedException).", "region": "eu-west-1"}
    return [
        {"place": "shop-us-east-1", "result": result(*found[::2], orphaned_backups=[orphan])},
        {"place": "shop-us-west-2", "result": result(*found[1::2], region="us-west-2")},
        {"place": "shop-eu-west-1", "result": failed},
    ]
