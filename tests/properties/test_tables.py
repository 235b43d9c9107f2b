# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random histories of one table: whatever is wanted of its indexes, billing and settings comes about, and the second run changes nothing.

Some requests get no answer, before or after their work was done: one of twenty, or more.
"""

from __future__ import annotations

import contextlib
import random
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import definition
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import time_of
from ansible_collections.dynaops.dynamodb.tests.acceptance.whole_table import make, remove, sent, shown
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer
from ansible_collections.dynaops.dynamodb.tests.properties.amount import examples
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

# The generation alone: what fails is a whole history, which shrinks badly and slowly.
SOME = settings(max_examples=examples(60), deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
LOST = 20
KINDS = ("cut", "garbage", "bad_crc", "html", "empty", "no_details")
OPERATIONS = ("CreateTable", "UpdateTable", "TagResource", "UntagResource", "UpdateContinuousBackups", "DescribeTable", "ListTagsOfResource")
KEYS = {"a": "STRING", "b": "NUMBER", "id": "STRING"}
NAMES = ("ByA", "ByB", "ByC")


@st.composite
def indexes(draw: st.DrawFn) -> list[dict[str, t.Any]]:
    """Global indexes of different keys and projections; their attributes have the types that they have everywhere."""
    found = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3)):
        key, kind = draw(st.sampled_from(sorted(KEYS))), draw(st.sampled_from(["global_all", "global_include", "global_keys_only"]))
        index: dict[str, t.Any] = {"name": name, "type": kind, "hash_key_name": key, "hash_key_type": KEYS[key]}
        index.update(read_capacity=draw(st.integers(1, 3)), write_capacity=draw(st.integers(1, 3)))
        if kind == "global_include":
            index["includes"] = draw(st.lists(st.sampled_from(["x", "y", "z"]), unique=True, min_size=1))
        found.append(index)
    return found


WANTED = st.fixed_dictionaries(
    {},
    optional={
        "indexes": indexes(),
        "billing": st.sampled_from(["PROVISIONED", "PAY_PER_REQUEST"]),
        "tags": st.dictionaries(st.sampled_from(["Owner", "Stage", "Cost"]), st.sampled_from(["1", "2"])),
        "stream": st.sampled_from([{"enabled": False}, {"enabled": True, "view_type": "NEW_IMAGE"}, {"enabled": True, "view_type": "KEYS_ONLY"}]),
        "point_in_time_recovery": st.sampled_from([{"enabled": False}, {"enabled": True}, {"enabled": True, "recovery_period_in_days": 7}]),
        "deletion_protection": st.sampled_from([{"enabled": False}, {"enabled": True}]),
        "units": st.tuples(st.integers(1, 4), st.integers(1, 4)),
    },
)
HISTORIES = st.lists(WANTED, min_size=1, max_size=4)


@pytest.fixture(name="lab", scope="module")
def one_lab() -> t.Iterator[LabClient]:
    """A lab for all examples."""
    with LabServer() as server:
        yield LabClient(server.url, server.app.control.answer)


def options_of(wanted: dict[str, t.Any], kept: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    """The task that asks for this. A change of the billing mode names what is kept, since each index needs a capacity."""
    named = {name: value for name, value in wanted.items() if name in ("stream", "point_in_time_recovery", "deletion_protection")}
    read, write = wanted.get("units", (1, 1))
    billing = {"billing_mode": wanted["billing"], "read_capacity": read, "write_capacity": write} if "billing" in wanted else {}
    tags = {"tags": wanted["tags"]} if "tags" in wanted else {}
    return {"hash_key_name": "id", **billing, **tags, "indexes": wanted.get("indexes", kept), "settings": named, "purge_indexes": True}


def as_wanted(options: dict[str, t.Any], result: dict[str, t.Any], table: dict[str, t.Any]) -> None:
    """Asserts that the table is what the task asked for."""
    now = definition.described(table)
    assert set(now["indexes"]) == {index["name"] for index in options["indexes"]}
    for index in options["indexes"]:
        found = now["indexes"][index["name"]]
        named = ("type", "hash_key_name", "hash_key_type", *(("read_capacity", "write_capacity") if now["billing_mode"] == "PROVISIONED" else ()))
        assert {name: found[name] for name in named} == {name: index[name] for name in named}
        assert found.get("includes", []) == sorted(index.get("includes", []))
    assert all(each["IndexStatus"] == "ACTIVE" for each in table.get("GlobalSecondaryIndexes", ()))
    if "billing_mode" in options:
        assert now["billing_mode"] == options["billing_mode"]
        if now["billing_mode"] == "PROVISIONED":
            assert (now["read_capacity"], now["write_capacity"]) == (options["read_capacity"], options["write_capacity"])
    for name, value in {**options["settings"], **({"tags": options["tags"]} if "tags" in options else {})}.items():
        assert {**result["settings"][name], **value} == result["settings"][name] and (name != "tags" or value == result["settings"][name])


def seen(lab: LabClient) -> dict[str, t.Any]:
    """The table as AWS has it. What was not used up of the script may strike this look as well."""
    for _attempt in range(len(OPERATIONS)):
        with contextlib.suppress(Exception):
            return shown(lab)
    return shown(lab)


@SOME
@given(HISTORIES, st.integers(0, 10**6), st.sampled_from([0, LOST, 4]))
def test_t1_every_history_ends_at_what_was_wanted_and_the_second_run_changes_nothing(
    lab: LabClient, history: list[dict[str, t.Any]], seed: int, one_of: int
) -> None:
    dice = random.Random(seed)
    lab.reset()
    time_of(lab)
    lab.settings(speed=1, backups_enabled_after=0)
    kept: list[dict[str, t.Any]] = []
    for wanted in history:
        options = options_of(wanted, kept)
        kept = options["indexes"]
        predicted = make(lab, timeout=86400, check_mode=True, **options)
        if one_of:
            # How many requests of each operation come is not known before: skipping some makes it so many of all.
            for operation in OPERATIONS:
                if dice.randrange(one_of) < 4:
                    lab.fault(operation, dice.choice(KINDS), when=dice.choice(["before", "after"]), skip=dice.randrange(4), times=1)
        done = make(lab, timeout=86400, **options)
        assert done["changes"] == predicted["changes"], (predicted["changes"], done["changes"])
        as_wanted(options, done, seen(lab))
        changes = len(sent(lab))
        # What was not used up of the script belongs to this run as well: what only reads may be lost.
        again = make(lab, timeout=86400, **options)
        assert not again["changed"] and len(sent(lab)) == changes, again["changes"]
    remove(lab, timeout=86400, settings={"deletion_protection": {"enabled": False}}, final_backup_name="{table}-final")
    assert lab.tables() == [] and [each["BackupName"] for each in lab.backups() if each["BackupType"] == "USER"] == ["invoices-final"]
