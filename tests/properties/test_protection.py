# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random estates of tables, backups and recovery points over HTTP: the verdicts are those that a second computation, from the estate itself, comes to."""

from __future__ import annotations

import dataclasses
import time as machine
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import check_protection
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_protection_info
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer
from ansible_collections.dynaops.dynamodb.tests.properties.amount import examples
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

# Some fifty requests each: an example that fails is shown as it was found.
FEW = settings(max_examples=examples(120), deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
HOUR = 3600.0
# The hours of an estate: earlier tables of the names lived in the first half.
PAST, PRESENT = 240, 120
FORMER_ID = "8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e"
TYPES = ("USER", "SYSTEM", "AWS_BACKUP")
POINT_STATES = ("COMPLETED", "COMPLETED", "COMPLETED", "PARTIAL", "CREATING", "EXPIRED", "DELETING", "STOPPED", "AVAILABLE")
CALLS = ("DescribeTable", "DescribeContinuousBackups", "ListBackups", "backup:*")
# Hours between what is made, so that no age is near a limit.
ages = st.integers(1, PAST).map(lambda hours: hours + 0.5)


@dataclasses.dataclass(frozen=True)
class Made:
    """A backup or a recovery point: so many hours old, available or not, of this table or of the earlier one of its name."""

    age: float
    good: bool
    former: bool = False


@dataclasses.dataclass(frozen=True)
class Table:
    """A table that is 120 hours old."""

    continuous: bool
    backups: tuple[Made, ...]
    types: tuple[str, ...]
    points: tuple[Made, ...]
    states: tuple[str, ...]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table with up to three backups and two recovery points."""
    # Two SYSTEM backups of a table that were created in the same millisecond would have the same ARN.
    backups = tuple(draw(st.lists(st.builds(Made, ages, st.booleans(), st.booleans()), max_size=3, unique_by=lambda made: made.age)))
    states = tuple(draw(st.lists(st.sampled_from(POINT_STATES), max_size=2)))
    # What a recovery point is of follows from its age.
    points = tuple(Made(age, state == "COMPLETED", age > PRESENT) for state, age in ((each, draw(ages)) for each in states))
    types = tuple(draw(st.sampled_from(TYPES)) for each in backups)
    return Table(draw(st.booleans()), backups, types, points, states)


def listed(table: Table) -> list[Made]:
    """The backups that DynamoDB lists as ALL; those of AWS Backup are its recovery points (AWS API reference, ListBackups)."""
    return [made for made, kind in zip(table.backups, table.types) if kind != "AWS_BACKUP"]


estates = st.lists(tables(), min_size=1, max_size=4)


def expected(table: Table, max_age: int, refused: frozenset[str]) -> str:
    """The verdict, from what was made."""
    best = []
    if table.continuous and "DescribeContinuousBackups" not in refused:
        best.append(300 / HOUR)
    if not refused & {"DescribeTable", "ListBackups"}:
        best += [made.age for made in listed(table) if made.good and not made.former]
    if not refused & {"DescribeTable", "backup:*"}:
        best += [made.age for made in table.points if made.good and not made.former]
    if best and min(best) <= max_age:
        return "protected"
    return "unknown" if refused else "stale" if best else "unprotected"


@pytest.fixture(name="lab", scope="module")
def one_lab() -> t.Iterator[LabClient]:
    """A lab for all examples, whose answers have AWS's form."""
    with LabServer(checked=True) as server:
        lab = LabClient(server.url, server.app.control.answer)
        yield lab
        assert not lab.misfits()


def make(lab: LabClient, time: LabTime, estate: t.Sequence[Table]) -> None:
    """The estate in the lab, now that its tables are 120 hours old."""
    names = [f"table-{number}" for number in range(len(estate))]
    for name, table in zip(names, estate):
        lab.make_table(name, items=0)
        if table.continuous:
            lab.dynamodb().update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    time.sleep(PRESENT * HOUR)
    now = machine.time() + time.now
    history, points = [], []
    for name, table in zip(names, estate):
        for number, (made, kind) in enumerate(zip(table.backups, table.types)):
            whose = {"table_id": FORMER_ID} if made.former else {}
            status = "AVAILABLE" if made.good else "CREATING"
            history.append({"table": name, "name": f"backup-{number}", "created": now - made.age * HOUR, "type": kind, "status": status, **whose})
        for made, state in zip(table.points, table.states):
            arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}"
            points.append({"resource": arn, "created": now - made.age * HOUR, "status": state, "vault": f"vault-{len(points) % 2}"})
    lab.history(history)
    lab.points(points)


@FEW
@given(estates, st.sampled_from([2, 30, 100, 300]), st.frozensets(st.sampled_from(CALLS), max_size=2), st.booleans())
def test_p1_verdicts_are_those_of_an_independent_computation(lab: LabClient, estate: list[Table], max_age: int, refused: frozenset[str], lost: bool) -> None:
    lab.reset()
    time = LabTime(lab)
    make(lab, time, estate)
    for call in refused:
        lab.fault(call, "cut" if lost else "error", times=0, **({} if lost else {"code": "AccessDeniedException", "message": "no"}))
    found = perform(task_at(lab, time=time, timeout=600), dynamodb_protection_info, check_protection, max_age=f"{max_age}h").as_result()
    assert {each["table_name"]: each["verdict"] for each in found["tables"]} == {
        f"table-{number}": expected(table, max_age, refused) for number, table in enumerate(estate)
    }
    assert sum(found["counts"].values()) == len(estate)
    if not refused:
        former = [made for table in estate for made in listed(table) if made.former]
        assert len(found["orphaned_backups"]) == len(former)
