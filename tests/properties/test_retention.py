# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retention over random histories against a computation of its own, and over HTTP against what is left in the end."""

from __future__ import annotations

import datetime
import random
import time
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.backup import Backup
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.listing import Filter
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.retention import Rules, judge
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import prune_backups
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_prune_backups
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer
from ansible_collections.dynaops.dynamodb.tests.properties.amount import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NOW = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
IDS = {"orders": "id-now", "carts": "id-carts"}
HOUR = 3600.0

backups = st.builds(
    dict,
    table=st.sampled_from(["orders", "orders", "carts", "dropped"]),
    # Few moments, so that many are of the same millisecond.
    hours=st.integers(0, 12),
    name=st.sampled_from(["nightly-1", "nightly-2", "release", "Nightly-1"]),
    former=st.booleans(),
    type=st.sampled_from(["USER", "USER", "USER", "SYSTEM"]),
    status=st.sampled_from(["AVAILABLE", "AVAILABLE", "AVAILABLE", "CREATING"]),
)
histories = st.lists(backups, max_size=14)
rules = st.builds(
    dict,
    keep=st.one_of(st.none(), st.integers(0, 6)),
    hours=st.one_of(st.none(), st.integers(0, 12)),
    min_keep=st.integers(0, 3),
    prefix=st.sampled_from(["", "nightly", "x"]),
    pattern=st.sampled_from([None, "*-1", "[nr]*"]),
    former=st.booleans(),
).filter(lambda rule: rule["keep"] is not None or rule["hours"] is not None)


def table_id(each: dict[str, t.Any]) -> str:
    """The id of the table that the backup is of."""
    return "id-former" if each["former"] else IDS.get(each["table"], "id-dropped")


def expected(history: list[dict[str, t.Any]], rule: dict[str, t.Any], tables: t.Collection[str] = tuple(IDS)) -> set[str]:
    """The ARNs that have to go when these tables exist, by counting for each backup how many newer ones there are."""

    def matches(each: dict[str, t.Any]) -> bool:
        pattern = {None: True, "*-1": each["name"].endswith("-1"), "[nr]*": each["name"][0] in "nr"}[rule["pattern"]]
        ours = rule["former"] or (each["table"] in tables and not each["former"])
        return bool(each["type"] == "USER" and each["status"] == "AVAILABLE" and each["name"].startswith(rule["prefix"]) and pattern and ours)

    going = set()
    candidates = [each for each in history if matches(each)]
    for each in candidates:
        newer = sum((-other["hours"], other["arn"]) > (-each["hours"], each["arn"]) for other in candidates if other["table"] == each["table"])
        enough = newer >= max(rule["min_keep"], rule["keep"] or 0)
        if enough and (rule["hours"] is None or each["hours"] > rule["hours"]):
            going.add(each["arn"])
    return going


@settings(max_examples=examples(2000), deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(histories, rules, st.randoms())
def test_exactly_those_go_that_all_rules_let_go(history: list[dict[str, t.Any]], rule: dict[str, t.Any], shuffle: random.Random) -> None:
    for number, each in enumerate(history):
        each["arn"] = f"arn:aws:dynamodb:us-east-1:123456789012:table/{each['table']}/backup/{number * 7 % 15:014d}-{number:08x}"
    found = [
        Backup(
            arn=each["arn"],
            name=each["name"],
            status=each["status"],
            type=each["type"],
            created=NOW - datetime.timedelta(hours=each["hours"]),
            table_name=each["table"],
            table_id=table_id(each),
        )
        for each in history
    ]
    shuffle.shuffle(found)
    wanted = Rules(
        keep=rule["keep"],
        older_than=None if rule["hours"] is None else datetime.timedelta(hours=rule["hours"]),
        min_keep=rule["min_keep"],
        include_former_tables=rule["former"],
    )
    matching = Filter(name_prefix=rule["prefix"], name_pattern=rule["pattern"], type="ALL")
    verdicts = judge(filter(matching.takes, found), wanted, IDS, NOW)
    assert {each.backup.arn for each in verdicts if not each.reason} == expected(history, rule)
    assert len({each.backup.arn for each in verdicts}) == len(verdicts)


@pytest.fixture(name="lab", scope="module")
def one_lab() -> t.Iterator[LabClient]:
    """A lab for all examples."""
    with LabServer() as server:
        yield LabClient(server.url, server.app.control.answer)


def prune(lab: LabClient, rule: dict[str, t.Any], check_mode: bool = False, sleep: t.Callable[[float], None] = lambda seconds: None) -> prune_backups.Outcome:
    """What the module does with all tables by this rule."""
    options = {
        "all_tables": True,
        "keep": rule["keep"],
        "older_than": None if rule["hours"] is None else f"{rule['hours']}h",
        "min_keep": rule["min_keep"],
        "backup_name_prefix": rule["prefix"] or None,
        "backup_name_pattern": rule["pattern"],
        "include_former_tables": rule["former"],
    }
    return perform(task_at(lab, 600, sleep=sleep), dynamodb_prune_backups, prune_backups, check_mode, **options)


def put(lab: LabClient, history: list[dict[str, t.Any]]) -> None:
    """Puts the history into the lab; half an hour beside whole hours, so that the seconds of a run don't matter."""
    now = round(time.time(), 3)
    made = []
    for number, each in enumerate(history):
        # AWS makes one backup of its own at a time.
        apart = number / 1000 if each["type"] == "SYSTEM" else 0.0
        created = now - (each["hours"] - 0.5) * HOUR + apart
        entry = {"table": each["table"], "name": each["name"], "created": created, "type": each["type"], "status": each["status"]}
        made.append({**entry, **({"table_id": "id-former"} if each["former"] else {})})
    for each, arn in zip(history, lab.history(made) if made else []):
        each["arn"] = arn


@settings(max_examples=examples(60), deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(histories, rules, st.booleans())
def test_over_http_exactly_those_are_gone(lab: LabClient, history: list[dict[str, t.Any]], rule: dict[str, t.Any], faulty: bool) -> None:
    lab.reset()
    lab.settings(rates={"DeleteBackup": 0, "ListBackups": 0})
    for name in IDS:
        lab.make_table(name)
    put(lab, history)
    before = {each["BackupArn"] for each in lab.backups()}
    would = {each["backup_arn"] for each in prune(lab, rule, check_mode=True).as_result()["deleted"]}
    assert {each["BackupArn"] for each in lab.backups()} == before
    if faulty:
        lab.fault("*", "cut", when="after", times=0, chance=0.1)
    outcome = prune(lab, rule)
    gone = before - {each["BackupArn"] for each in lab.backups()}
    assert gone == would == {each.arn for each in outcome.deleted} == expected(history, rule)


@pytest.mark.long
def test_a_thousand_backups_of_twenty_tables_under_throttling_and_with_a_tenth_of_all_answers_lost(lab: LabClient) -> None:
    chance = random.Random(20261121)
    names = [f"table-{number:02d}" for number in range(20)]
    lab.reset()
    for name in names[:15]:
        lab.make_table(name)
    history = [
        {
            "table": name,
            "name": chance.choice(["nightly-1", "nightly-2", "release"]),
            "hours": chance.randrange(0, 900),
            "former": chance.random() < 0.2,
            "type": chance.choice(["USER"] * 9 + ["SYSTEM"]),
            "status": chance.choice(["AVAILABLE"] * 19 + ["CREATING"]),
        }
        for name in names
        for number in range(50)
    ]
    put(lab, history)
    rule = {"keep": 4, "hours": 600, "min_keep": 1, "prefix": "nightly", "pattern": None, "former": False}
    lab.settings(rates={"DeleteBackup": 8, "ListBackups": 5})
    lab.fault("*", "cut", when="after", times=0, chance=0.1)
    wanted = expected(history, rule, names[:15])
    outcome = prune(lab, rule, sleep=lambda seconds: time.sleep(seconds / 5))
    left = {each["BackupArn"] for each in lab.backups()}
    assert {each["arn"] for each in history} - left == wanted == {each.arn for each in outcome.deleted} and 60 < len(wanted) < 250
    refused = [each for each in lab.requests() if each["error"] == "ThrottlingException"]
    assert refused and [each for each in lab.requests("DeleteBackup") if each["fault"]]
