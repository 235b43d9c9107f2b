# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of dynamodb_protection_info of one or several places as one report: data, CSV, JUnit XML and a Prometheus textfile. Pure."""

from __future__ import annotations

import csv
import datetime
import io
import json
import typing as t
from dataclasses import dataclass, field

from ansible_collections.dynaops.dynamodb.plugins.module_utils._protection.verdict import PROTECTED, UNKNOWN, VERDICTS, in_words
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.results import counted

from . import junit

# What each source is called, by the key of the finding that has its time.
_RECOVERY, _BACKUP, _POINT = "point-in-time recovery", "backup", "recovery point"
_DRILL = "last_restore_drill"
# What is shown of a table that never passed a restore drill.
NEVER = "never"


@dataclass(frozen=True)
class Row:
    """One table of a place."""

    place: str
    region: str
    account_id: str
    found: t.Mapping[str, t.Any]

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.found["table_name"])

    @property
    def verdict(self) -> str:
        """The verdict."""
        return str(self.found["verdict"])

    @property
    def age(self) -> int | None:
        """The age of the newest restorable state in seconds."""
        return self.found.get("age")

    @property
    def restorable_from(self) -> str:
        """What the newest state is restored from; empty where there is none."""
        newest = self.found.get("latest_restorable_date_time")
        times = {
            _RECOVERY: self.found.get("point_in_time_recovery_description", {}).get("latest_restorable_date_time"),
            _BACKUP: self.found.get("latest_backup", {}).get("backup_creation_date_time"),
            _POINT: self.found.get("latest_recovery_point", {}).get("creation_date"),
        }
        return next((what for what, time in times.items() if newest and time == newest), "")

    @property
    def drill(self) -> str:
        """When the table last passed a restore drill, in ISO 8601 and UTC, or ``never``; empty where the tags that tell it were not read."""
        return str(self.found[_DRILL] or NEVER) if _DRILL in self.found else ""

    def where(self) -> str:
        """The place and the region, in words."""
        return self.region if self.place in ("localhost", self.region) or not self.place else f"{self.place}, {self.region}" if self.region else self.place

    def urgency(self) -> tuple[int, float, str, str]:
        """The key to sort by: the most urgent first, and of these the oldest."""
        return VERDICTS.index(self.verdict), -(self.age or 0.0), self.name, self.place


@dataclass(frozen=True)
class Place:
    """An account and region that was checked, or that could not be."""

    name: str
    region: str = ""
    account_id: str = ""
    msg: str = ""
    failed: bool = False


@dataclass(frozen=True)
class Report:
    """All places together. The tables are sorted by urgency."""

    max_age: str = ""
    checked_at: str = ""
    places: t.Sequence[Place] = ()
    rows: t.Sequence[Row] = ()
    orphans: t.Sequence[t.Mapping[str, t.Any]] = field(default_factory=tuple)

    def counts(self) -> dict[str, int]:
        """How many tables have which verdict, the most urgent first."""
        found = [row.verdict for row in self.rows]
        return {verdict: found.count(verdict) for verdict in VERDICTS}

    def not_protected(self) -> list[Row]:
        """The tables that are not protected."""
        return [row for row in self.rows if row.verdict != PROTECTED]

    def failed_places(self) -> list[Place]:
        """The places that were not checked to the end."""
        return [place for place in self.places if place.failed]

    def drills_known(self) -> bool:
        """Whether it was read of any table when it last passed a restore drill."""
        return any(row.drill for row in self.rows)

    def orphaned_bytes(self) -> int:
        """The size of the backups whose table was deleted."""
        return sum(each.get("backup_size_bytes", 0) for each in self.orphans)


def report_of(results: t.Iterable[t.Mapping[str, t.Any]], max_age: str = "") -> Report:
    """The report of these results, each with ``place`` (a name) and ``result`` (what the module returned). Raises ValueError for anything else."""
    places, rows, orphans, times = [], [], [], []
    for each in _plain(list(results)):
        if not isinstance(each, dict) or not isinstance(each.get("result"), dict) or "place" not in each:
            raise ValueError("each entry must be a dictionary with `place` and `result`, the result of dynamodb_protection_info.")
        name, result = str(each["place"]), each["result"]
        place = Place(name, result.get("region", ""), result.get("account_id", ""), str(result.get("msg", "")), _failed(result))
        places.append(place)
        rows += [Row(name, place.region, place.account_id, found) for found in result.get("tables", ())]
        orphans += [{"place": name, "region": place.region, **backup} for backup in result.get("orphaned_backups", ())]
        times += [result["checked_at"]] if result.get("checked_at") else []
    return Report(max_age, max(times, default=""), places, sorted(rows, key=Row.urgency), orphans)


def as_json(report: Report) -> str:
    """All that is known, for programs."""
    content = {
        "checked_at": report.checked_at,
        "max_age": report.max_age,
        "counts": report.counts(),
        "places": [vars(place) for place in report.places],
        "tables": [{"place": row.place, "region": row.region, "account_id": row.account_id, **row.found} for row in report.rows],
        "orphaned_backups": list(report.orphans),
        "orphaned_backup_bytes": report.orphaned_bytes(),
    }
    return json.dumps(content, indent=2, sort_keys=True) + "\n"


def as_csv(report: Report) -> str:
    """One line a table, for spreadsheets (RFC 4180)."""
    target = io.StringIO()
    writer = csv.DictWriter(target, list(_COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: value_of(row) for name, value_of in _COLUMNS.items()} for row in report.rows)
    return target.getvalue()


def _of(part: str, key: str) -> t.Callable[[Row], t.Any]:
    return lambda row: row.found.get(part, {}).get(key, "")


_COLUMNS: dict[str, t.Callable[[Row], t.Any]] = {
    "place": lambda row: row.place,
    "account_id": lambda row: row.account_id,
    "region": lambda row: row.region,
    "table_name": lambda row: row.name,
    "table_id": lambda row: row.found.get("table_id", ""),
    "verdict": lambda row: row.verdict,
    "age": lambda row: "" if row.age is None else row.age,
    "latest_restorable_date_time": lambda row: row.found.get("latest_restorable_date_time", ""),
    "restorable_from": lambda row: row.restorable_from,
    "point_in_time_recovery_status": _of("point_in_time_recovery_description", "point_in_time_recovery_status"),
    "earliest_restorable_date_time": _of("point_in_time_recovery_description", "earliest_restorable_date_time"),
    "backup_arn": _of("latest_backup", "backup_arn"),
    "recovery_point_arn": _of("latest_recovery_point", "recovery_point_arn"),
    "backup_vault_name": _of("latest_recovery_point", "backup_vault_name"),
    "deletion_protection_enabled": lambda row: row.found.get("deletion_protection_enabled", ""),
    "table_size_bytes": lambda row: row.found.get("table_size_bytes", ""),
    "item_count": lambda row: row.found.get("item_count", ""),
    "backup_plans": lambda row: " ".join(plan["backup_plan_name"] for plan in row.found.get("backup_plans", ())),
    "next_execution_time": lambda row: min(
        (plan["next_execution_time"] for plan in row.found.get("backup_plans", ()) if "next_execution_time" in plan), default=""
    ),
    _DRILL: lambda row: row.drill,
    "reasons": lambda row: " ".join(row.found.get("reasons", ())),
}


def as_junit(report: Report) -> str:
    """A test suite for each place and a test case for each table: a failure for one that is not protected, an error for one that is unknown."""
    suites = []
    for place in report.places:
        group = place.region or place.name
        cases = [junit.Case(group, "all tables", junit.ERROR, "failed", place.msg, "failed")] if place.failed else []
        for row in (row for row in report.rows if row.place == place.name):
            kind = "" if row.verdict == PROTECTED else junit.ERROR if row.verdict == UNKNOWN else junit.FAILURE
            cases.append(junit.Case(group, row.name, kind, row.verdict, " ".join(row.found.get("reasons", ())), row.verdict))
        suites.append(junit.Suite(f"{place.name} {place.region}".strip(), cases, report.checked_at))
    return junit.document(suites, "DynamoDB protection")


def as_prometheus(report: Report) -> str:
    """Metrics for the textfile collector of the node exporter (Prometheus text format 0.0.4)."""
    lines: list[str] = []

    def metric(name: str, text: str, samples: t.Iterable[tuple[dict[str, str], float]]) -> None:
        found = list(samples)
        if found:
            lines.extend([f"# HELP {name} {text}", f"# TYPE {name} gauge"])
            lines.extend(f"{name}{{{_labels(labels)}}} {value:.15g}" for labels, value in found)

    of_place = [(place, [row for row in report.rows if row.place == place.name]) for place in report.places]
    metric(
        "dynamodb_protection_tables",
        "Number of tables by verdict.",
        (
            ({**_place(place), "verdict": verdict}, float(sum(row.verdict == verdict for row in rows)))
            for place, rows in of_place
            for verdict in reversed(VERDICTS)
        ),
    )
    metric(
        "dynamodb_protection_place_failed",
        "Whether the place could not be checked to the end (1) or was checked (0).",
        ((_place(place), float(place.failed)) for place in report.places),
    )
    metric(
        "dynamodb_table_protected",
        "Whether the table is protected (1) or not (0).",
        (({**_table(row), "verdict": row.verdict}, float(row.verdict == PROTECTED)) for row in report.rows),
    )
    metric(
        "dynamodb_table_latest_restorable_timestamp_seconds",
        "Newest state that the table can be restored to, in seconds since 1970.",
        ((_table(row), _seconds(row.found["latest_restorable_date_time"])) for row in report.rows if row.found.get("latest_restorable_date_time")),
    )
    metric(
        "dynamodb_table_last_restore_drill_timestamp_seconds",
        "When the table last passed a restore drill, in seconds since 1970, or 0 when it never did.",
        ((_table(row), 0.0 if row.drill == NEVER else _seconds(row.drill)) for row in report.rows if row.drill),
    )
    metric(
        "dynamodb_orphaned_backup_bytes",
        "Size of the on-demand backups whose table is deleted.",
        ((_place(place), float(sum(each.get("backup_size_bytes", 0) for each in report.orphans if each["place"] == place.name))) for place in report.places),
    )
    if report.checked_at:
        metric("dynamodb_protection_checked_timestamp_seconds", "When the tables were checked, in seconds since 1970.", [({}, _seconds(report.checked_at))])
    return "\n".join(lines).replace("{} ", " ") + "\n"


def _place(place: Place) -> dict[str, str]:
    return {"place": place.name, "account_id": place.account_id, "region": place.region}


def _table(row: Row) -> dict[str, str]:
    return {"place": row.place, "account_id": row.account_id, "region": row.region, "table_name": row.name}


def _labels(labels: t.Mapping[str, str]) -> str:
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def _seconds(moment: str) -> float:
    return datetime.datetime.fromisoformat(moment).timestamp()


def as_lines(report: Report) -> list[str]:
    """What is not protected, and which places were not checked, one line each."""
    failed = [f"{place.name}: not checked. {place.msg}" for place in report.failed_places()]
    return failed + [f"{row.name} ({row.where()}): {row.verdict}. {' '.join(row.found.get('reasons', ()))}" for row in report.not_protected()]


def totals(report: Report) -> str:
    """The numbers, in one sentence."""
    numbers = ", ".join(f"{number} {verdict}" for verdict, number in report.counts().items())
    failed = len(report.failed_places())
    places = f" in {len(report.places)} places" if len(report.places) > 1 else ""
    return f"{counted(len(report.rows), 'table')}{places}: {numbers}." + (
        f" {failed} {'place was' if failed == 1 else 'places were'} not checked to the end." if failed else ""
    )


def age_in_words(row: Row) -> str:
    """The age of the newest restorable state; empty where there is none."""
    return "" if row.age is None else in_words(row.age)


def drill_in_words(report: Report, row: Row) -> str:
    """How long before the check the table last passed a restore drill, or ``never``; empty where that was not read."""
    if row.drill in ("", NEVER):
        return row.drill
    return f"{in_words(max(0.0, _seconds(report.checked_at) - _seconds(row.drill)))} ago"


def _failed(result: t.Mapping[str, t.Any]) -> bool:
    """Whether the task failed, was skipped or did not reach the place: then its tables, if any, are not all."""
    return bool(result.get("failed") or result.get("unreachable") or result.get("skipped") or "tables" not in result)


def _plain(value: t.Any) -> t.Any:
    """The value in types of Python's own: Ansible's carry tags and templates with them."""
    if isinstance(value, t.Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool) or value is None:
        return value
    return int(value) if isinstance(value, int) else float(value) if isinstance(value, float) else str(value)
