# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings as a report: each table with its verdict and the reasons, in the order of urgency; the backups whose tables were deleted."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t
from dataclasses import dataclass

from .._backups.backup import AVAILABLE, CREATING, Backup
from .._backups.listing import newest_first
from .._tables.selection import Selection
from .._tables.tags import last_drill
from .._task.results import as_result, counted, plain
from .findings import Finding, Findings
from .recovery_points import RecoveryPoint
from .verdict import PROTECTED, VERDICTS, MaxAge, Source, Verdict, in_words, judge

# A backup that is younger than the list of the tables by less than this may be of a table that was not listed yet: a table can be backed up
# some 10 s after its creation (aws-controllers-k8s, docs/api-quirks), and how late ListTables shows it is not known.
_MARGIN = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Checked:
    """One table with its verdict, and the newest backup and recovery point that are of this very table."""

    finding: Finding
    verdict: Verdict
    backup: Backup | None
    point: RecoveryPoint | None

    def urgency(self) -> tuple[int, float, str]:
        """The key to sort by: the most urgent first, and of these the oldest."""
        return VERDICTS.index(self.verdict.verdict), -(self.verdict.age or 0.0), self.finding.ref.name

    def as_result(self) -> dict[str, t.Any]:
        """The table for a task's result, with what was found out about it."""
        finding, verdict = self.finding, self.verdict
        facts: dict[str, t.Any] = finding.table.as_result() if finding.table else {"table_name": finding.ref.name}
        facts.update(verdict=verdict.verdict, reasons=list(verdict.reasons))
        found = {
            "age": None if verdict.age is None else round(verdict.age),
            "latest_restorable_date_time": plain(verdict.newest),
            "deletion_protection_enabled": finding.deletion_protection,
            "point_in_time_recovery_description": None if finding.recovery is None else as_result(finding.recovery),
            "latest_backup": self.backup.as_result() if self.backup else None,
            "latest_recovery_point": self.point.as_result() if self.point else None,
            "backup_plans": None if finding.plans is None else [plan.as_result(selection) for plan, selection in finding.plans],
        }
        failed = [{"call": call, **error.detail()} for call, error in finding.failures.items()]
        # Null tells a table that never passed a drill from one whose tags were not read.
        drill = {} if finding.tags is None else {"last_restore_drill": last_drill(finding.tags)}
        return {**facts, **{key: value for key, value in found.items() if value is not None}, **drill, "failed_calls": failed}


def check(findings: Findings, max_age: MaxAge, now: datetime.datetime) -> list[Checked]:
    """All tables that exist, the most urgent first. ``now`` is the later of two clocks that disagree: by it, nothing is younger than it is."""
    by_table: dict[str, list[Backup]] = {}
    for backup in findings.backups or ():
        by_table.setdefault(backup.table_name, []).append(backup)
    done = [_checked(each, findings, by_table.get(each.ref.name, []), max_age, now) for each in findings.tables if not each.gone]
    return sorted(done, key=Checked.urgency)


def counts(checked: t.Iterable[Checked]) -> dict[str, int]:
    """How many tables have which verdict."""
    found = [each.verdict.verdict for each in checked]
    return {verdict: found.count(verdict) for verdict in reversed(VERDICTS)}


def orphans(findings: Findings, selection: Selection, listed_at: datetime.datetime) -> list[Backup]:
    """The backups whose table was deleted, newest first: of a name that no table has, or of an earlier table of the name.

    ``listed_at`` is when the tables were listed: what is as new as that may be of a table that was created since. Nothing is
    told of a table that could not be described, nor of names that were not selected.
    """
    tables = {each.ref.name: each for each in findings.tables}
    found = []
    for backup in findings.backups or ():
        finding = tables.get(backup.table_name)
        if backup.created is None or backup.created >= listed_at - _MARGIN:
            continue
        if finding is None or finding.gone:
            # Tags are of tables that exist: which others are meant, they do not say.
            is_orphan = finding is not None or (selection.tables is None and not selection.tags)
        else:
            is_orphan = finding.table is not None and None not in (finding.table.id, backup.table_id) and finding.table.id != backup.table_id
        if is_orphan:
            found.append(backup)
    return sorted(found, key=newest_first, reverse=True)


def _checked(finding: Finding, findings: Findings, backups: t.Sequence[Backup], max_age: MaxAge, now: datetime.datetime) -> Checked:
    table = finding.table
    own = [each for each in backups if table and table.id and each.table_id == table.id]
    backup = next((each for each in own if each.status == AVAILABLE and each.created), None)
    # A recovery point names a table by its ARN alone, which an earlier table of the name had as well.
    point = finding.point if finding.point and table and table.created and finding.point.created >= table.created else None
    if not finding.read:
        sources = [Source("The table was not checked before the timeout expired.", is_known=False)]
    else:
        sources = [_recovery(finding, now), _backups(finding, findings, own, backup, len(backups) - len(own), now), _points(finding, point, now)]
    verdict = judge(sources, max_age, now)
    # What is planned is no state that can be restored: it is told, and changes no verdict.
    told = () if verdict.verdict == PROTECTED else _planned(finding)
    return Checked(finding, dataclasses.replace(verdict, reasons=(*verdict.reasons, *told)), backup, point)


def _planned(finding: Finding) -> tuple[str, ...]:
    """What the plans of AWS Backup will do, where that was asked for, in sentences."""
    call = "ListBackupPlans"
    if call in finding.failures:
        return (_not_known("which backup plans of AWS Backup select the table", finding, call),)
    if finding.plans is None:
        return ()
    if not finding.plans:
        return ("No backup plan of AWS Backup selects the table.",)
    runs = [f"{plan.name} (next run {plain(plan.next_run)})" if plan.next_run else plan.name for plan, selection in finding.plans]
    return (f"Backup {'plan' if len(runs) == 1 else 'plans'} of AWS Backup that {'selects' if len(runs) == 1 else 'select'} the table: {', '.join(runs)}.",)


def _recovery(finding: Finding, now: datetime.datetime) -> Source:
    if finding.recovery is None:
        return Source(_not_known("whether point-in-time recovery can restore the table", finding, "DescribeContinuousBackups"), is_known=False)
    if finding.recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
        return Source("Point-in-time recovery is disabled.")
    newest = finding.recovery.get("LatestRestorableDateTime")
    if newest is None:
        return Source("Point-in-time recovery is enabled, but AWS names no time yet that can be restored.")
    return Source(f"Point-in-time recovery can restore the table to {_moment(newest, now)}.", newest)


def _backups(finding: Finding, findings: Findings, own: t.Sequence[Backup], newest: Backup | None, former: int, now: datetime.datetime) -> Source:
    if findings.backups is None:
        error = findings.backups_failure
        return Source(f"It is not known which on-demand backups exist: {error.text if error else 'they were not listed.'}", is_known=False)
    if finding.table is None:
        return Source(_not_known("which backups are of this table", finding, "DescribeTable"), is_known=False)
    if newest and newest.created:
        return Source(f"The newest AVAILABLE backup is {newest.name}, created {_moment(newest.created, now)}.", newest.created)
    creating = [each.name for each in own if each.status == CREATING]
    more = f" Backup {creating[0]} is still CREATING." if creating else ""
    more += f" {counted(former, 'backup')} of this name {'is' if former == 1 else 'are'} of an earlier table." if former else ""
    return Source(f"No backup of this table is AVAILABLE.{more}")


def _points(finding: Finding, point: RecoveryPoint | None, now: datetime.datetime) -> Source:
    if finding.table is None:
        return Source(_not_known("which recovery points of AWS Backup are of this table", finding, "DescribeTable"), is_known=False)
    call = "ListRecoveryPointsByResource"
    if call in finding.failures:
        return Source(_not_known("which recovery points AWS Backup has", finding, call), is_known=False)
    if point:
        return Source(f"The newest recovery point of AWS Backup is in vault {point.vault}, created {_moment(point.created, now)}.", point.created)
    former = finding.point
    more = f" The newest one of this name, created {_moment(former.created, now)}, is of an earlier table." if former else ""
    return Source(f"AWS Backup has no completed recovery point of this table.{more}")


def _not_known(what: str, finding: Finding, call: str) -> str:
    error = finding.failures.get(call)
    return f"It is not known {what}: {error.text if error else f'{call} was not asked.'}"


def _moment(moment: datetime.datetime, now: datetime.datetime) -> str:
    return f"{plain(moment.replace(microsecond=0))} ({in_words(max(0.0, (now - moment).total_seconds()))} ago)"
