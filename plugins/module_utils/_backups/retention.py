# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retention: which backups of a table are deleted, which are kept, and why. Pure: no request is ever made here."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import dataclass

from .backup import AVAILABLE, Backup
from .listing import newest_first

TableIds = t.Mapping[str, t.Optional[str]]


@dataclass(frozen=True)
class Rules:
    """What the user wants to keep. A backup is deleted only when every rule that is given allows it."""

    # The number of the newest AVAILABLE backups of each table that are kept.
    keep: int | None = None
    # Only backups that are older than this are deleted.
    older_than: datetime.timedelta | None = None
    # The number of AVAILABLE backups of each table that are kept in any case.
    min_keep: int = 1
    include_former_tables: bool = False


@dataclass(frozen=True)
class Verdict:
    """The verdict on one backup. Without a reason to keep it, it is deleted. ``rule`` is the option, or the property, that keeps it."""

    backup: Backup
    reason: str = ""
    rule: str = ""


def judge(backups: t.Iterable[Backup], rules: Rules, table_ids: TableIds, now: datetime.datetime) -> list[Verdict]:
    """The verdict on each of these backups, newest first.

    ``table_ids`` has the id of each table that exists, by name; ``now`` is AWS's time. The backups of one table count
    together; those of former tables of its name count with them when the rules include them, and are kept otherwise.
    """
    verdicts: list[Verdict] = []
    rank: dict[str, int] = {}
    for backup in sorted(backups, key=newest_first, reverse=True):
        former = backup.table_id is None or backup.table_id != table_ids.get(backup.table_name)
        if backup.type != "USER":
            verdicts.append(Verdict(backup, f"its type is {backup.type}, which cannot be deleted here", "backup_type"))
        elif former and not rules.include_former_tables:
            verdicts.append(Verdict(backup, "it belongs to an earlier table of this name", "include_former_tables"))
        elif backup.status != AVAILABLE:
            verdicts.append(Verdict(backup, f"its status is {backup.status}", "status"))
        else:
            rank[backup.table_name] = rank.get(backup.table_name, 0) + 1
            verdicts.append(_verdict(backup, rank[backup.table_name], rules, now))
    return verdicts


def _verdict(backup: Backup, rank: int, rules: Rules, now: datetime.datetime) -> Verdict:
    if rules.keep is not None and rank <= rules.keep:
        return Verdict(backup, f"it is number {rank} of the {rules.keep} newest (keep)", "keep")
    if rules.older_than is not None and not (backup.created and backup.created < now - rules.older_than):
        return Verdict(backup, "it is not old enough (older_than)", "older_than")
    if rank <= rules.min_keep:
        return Verdict(backup, f"it is number {rank} of the {rules.min_keep} that are always kept (min_keep)", "min_keep")
    return Verdict(backup)
