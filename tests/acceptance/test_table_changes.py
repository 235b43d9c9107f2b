# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_table changes an existing table: indexes one at a time, billing mode and capacity; and takes tasks for community.aws.dynamodb_table."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_table
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere
from ansible_collections.dynaops.dynamodb.tests.acceptance.whole_table import BY_DUE, BY_STATUS, FULL, MODULE, NAME, SMALL, index, indexes, make, sent, shown
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

ON_DEMAND: dict[str, t.Any] = {"hash_key_name": "id", "billing_mode": "PAY_PER_REQUEST"}


@pytest.fixture(name="table")
def table_on_demand(lab: LabClient, time: LabTime) -> LabClient:
    """The lab with a table on demand."""
    make(lab, **ON_DEMAND)
    return lab


def updates(lab: LabClient) -> list[dict[str, t.Any]]:
    """What the requests UpdateTable asked for, less the name of the table."""
    return [{name: value for name, value in entry["body"].items() if name != "TableName"} for entry in sent(lab, "UpdateTable")]


def capacity(owner: dict[str, t.Any]) -> tuple[int, int]:
    """What is provisioned."""
    return owner["ProvisionedThroughput"]["ReadCapacityUnits"], owner["ProvisionedThroughput"]["WriteCapacityUnits"]


def test_t1_indexes_are_added_one_at_a_time_and_each_is_waited_for(table: LabClient, time: LabTime) -> None:
    wanted = [index("ByA", "a"), index("ByB", "b", "global_keys_only", range_key_name="id"), index("ByC", "c", hash_key_type="NUMBER")]
    predicted = make(table, check_mode=True, indexes=wanted)
    assert updates(table) == [] and indexes(table) == {}
    done = make(table, indexes=wanted)
    assert (
        done["changes"]
        == predicted["changes"]
        == [
            "indexes: create ByA (global_all, a (STRING))",
            "indexes: create ByB (global_keys_only, b (STRING), id (STRING))",
            "indexes: create ByC (global_all, c (NUMBER))",
        ]
    )
    assert indexes(table) == {"ByA": "ACTIVE", "ByB": "ACTIVE", "ByC": "ACTIVE"}
    # Each takes 510 s in the lab, by two clocks, and none was refused since it was not its turn.
    assert time.now >= 3 * 500 and all(entry["status"] == 200 for entry in sent(table, "UpdateTable")) and len(updates(table)) == 3
    again = make(table, indexes=wanted)
    assert not again["changed"] and len(updates(table)) == 3


def test_t1_an_index_that_is_not_named_is_kept_unless_purge_indexes(table: LabClient, time: LabTime) -> None:
    make(table, indexes=[index("ByA", "a"), index("ByB", "b")])
    assert make(table, indexes=[index("ByA", "a")])["changes"] == [] and make(table, purge_indexes=True)["changes"] == []
    done = make(table, indexes=[index("ByC", "c")], purge_indexes=True)
    assert done["changes"] == ["indexes: delete ByA", "indexes: delete ByB", "indexes: create ByC (global_all, c (STRING))"]
    assert indexes(table) == {"ByC": "ACTIVE"} and all(entry["status"] == 200 for entry in sent(table, "UpdateTable"))
    assert make(table, indexes=[], purge_indexes=True)["changes"] == ["indexes: delete ByC"] and indexes(table) == {}


@pytest.mark.parametrize(
    ("changed", "difference"),
    [
        ({"hash_key_name": "other"}, "hash_key_name is status, not other"),
        ({"range_key_name": "due"}, "range_key_name is created, not due"),
        ({"type": "global_all", "includes": []}, "type is global_include, not global_all"),
        ({"includes": ["total"]}, "includes is note, total, not total"),
    ],
)
def test_t4_t6_an_index_is_made_again_only_with_purge_indexes(lab: LabClient, time: LabTime, changed: dict[str, t.Any], difference: str) -> None:
    make(lab, **FULL)
    wanted = {**BY_STATUS, **changed}
    for check_mode in (True, False):
        with pytest.raises(errors.InvalidArgument) as refusal:
            make(lab, check_mode=check_mode, indexes=[wanted], tags={"Owner": "me"})
        assert f"Table invoices in region us-east-1: Index ByStatus cannot be changed in place: {difference}. Set purge_indexes=true" in str(refusal.value)
    assert len(sent(lab)) == 1
    done = make(lab, indexes=[wanted], purge_indexes=True)
    assert [text.partition(" (")[0] for text in done["changes"]] == ["indexes: delete ByStatus", "indexes: create ByStatus"]
    assert not make(lab, indexes=[wanted], purge_indexes=True)["changed"] and indexes(lab) == {"ByStatus": "ACTIVE"}
    assert len(shown(lab)["LocalSecondaryIndexes"]) == 1


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({**BY_DUE, "range_key_name": "created"}, "AWS never changes a local index"),
        ({**BY_DUE, "type": "global_all"}, "AWS never changes a local index"),
        ({"name": "ByNew", "type": "all", "range_key_name": "x"}, "AWS creates local indexes only together with the table"),
        ({**BY_STATUS, "type": "all", "includes": []}, "AWS creates local indexes only together with the table"),
        (index(), "Attribute x has the type"),
        (index(key="due"), "Attribute due has the type"),
        ({"name": "ByNew", "type": "global_all"}, "hash_key_name is required"),
    ],
)
def test_t1_what_aws_cannot_do_with_an_index_is_refused_before_the_first_change(lab: LabClient, time: LabTime, wanted: dict[str, t.Any], said: str) -> None:
    make(lab, **FULL)
    kinds = {"x": [index("ByOther", "x", hash_key_type="NUMBER")], "due": []}.get(wanted.get("hash_key_name", ""), [])
    wanted = {**wanted, **({"hash_key_type": "STRING"} if "has the type" in said else {})}
    with pytest.raises((errors.InvalidArgument, ValueError)) as refusal:
        make(lab, indexes=[wanted, *kinds], purge_indexes=True, settings={"deletion_protection": {"enabled": True}})
    assert said in str(refusal.value) and len(sent(lab)) == 1


def test_t1_an_omitted_type_is_the_one_that_the_attribute_has(lab: LabClient, time: LabTime) -> None:
    make(lab, **FULL)
    make(lab, indexes=[index("ByDate", "due", range_key_name="created")])
    types = {each["AttributeName"]: each["AttributeType"] for each in shown(lab)["AttributeDefinitions"]}
    assert types == {"customer": "S", "created": "N", "status": "S", "due": "N"}


def test_t1_attributes_that_no_key_uses_any_more_are_not_sent(table: LabClient, time: LabTime) -> None:
    make(table, indexes=[index("ByA", "a")])
    make(table, indexes=[index("ByB", "b")], purge_indexes=True)
    assert [each["AttributeName"] for each in updates(table)[-1]["AttributeDefinitions"]] == ["b", "id"]


def test_t1_billing_mode_and_capacity(table: LabClient, time: LabTime) -> None:
    make(table, indexes=[index("ByA", "a")])
    both = {"read_capacity": 5, "write_capacity": 6}
    for options in ({}, both, {**both, "indexes": [index("ByA", "a", read_capacity=3)]}, {"indexes": [index("ByA", "a", **both)]}):
        with pytest.raises(errors.InvalidArgument, match="must be set to change the billing mode to PROVISIONED"):
            make(table, billing_mode="PROVISIONED", **options)
    sent_before = len(updates(table))
    options = {"billing_mode": "PROVISIONED", **both, "indexes": [index("ByA", "a", read_capacity=3, write_capacity=4)]}
    done = make(table, **options)
    assert done["changes"] == ["billing_mode: change to PROVISIONED with 5 read and 6 write units"] and len(updates(table)) == sent_before + 1
    now = shown(table)
    assert capacity(now) == (5, 6) and capacity(now["GlobalSecondaryIndexes"][0]) == (3, 4)
    assert not make(table, **options)["changed"] and not make(table, read_capacity=5)["changed"]
    changed = make(table, read_capacity=7, indexes=[index("ByA", "a", write_capacity=8)])
    assert changed["changes"] == ["capacity: change to 7 read and 6 write units", "indexes: change the capacity of ByA to 3 read and 8 write units"]
    now = shown(table)
    assert capacity(now) == (7, 6) and capacity(now["GlobalSecondaryIndexes"][0]) == (3, 8)
    back = make(table, billing_mode="PAY_PER_REQUEST", **both)
    assert back["changes"] == ["billing_mode: change to PAY_PER_REQUEST"] and capacity(shown(table)) == (0, 0)
    assert not make(table, billing_mode="PAY_PER_REQUEST", **both, indexes=[index("ByA", "a", **both)])["changed"]
    with pytest.raises(errors.InvalidArgument, match="read_capacity cannot be set: the billing mode of the table is PAY_PER_REQUEST"):
        make(table, read_capacity=5)


def test_t1_an_index_that_is_deleted_needs_no_capacity(table: LabClient, time: LabTime) -> None:
    make(table, indexes=[index("ByA", "a")])
    wanted = {"billing_mode": "PROVISIONED", "read_capacity": 1, "write_capacity": 1, "indexes": [index("ByB", "b")], "purge_indexes": True}
    done = make(table, **wanted)
    assert [text.partition(":")[0] for text in done["changes"]] == ["indexes", "billing_mode", "indexes"]
    assert capacity(shown(table)["GlobalSecondaryIndexes"][0]) == (1, 1) and not make(table, **wanted)["changed"]


def test_t1_limits_on_demand_follow_the_billing_mode_and_need_it(lab: LabClient, time: LabTime) -> None:
    make(lab, **SMALL)
    limits = {"on_demand_throughput": {"max_read_request_units": 50}}
    with pytest.raises(errors.InvalidArgument, match="requires the billing mode PAY_PER_REQUEST"):
        make(lab, settings=limits)
    done = make(lab, billing_mode="PAY_PER_REQUEST", settings=limits)
    assert [text.partition(":")[0] for text in done["changes"]] == ["billing_mode", "on_demand_throughput"]
    assert shown(lab)["OnDemandThroughput"]["MaxReadRequestUnits"] == 50


def test_t1_one_timeout_for_all_changes_and_the_next_run_waits_on(table: LabClient, time: LabTime) -> None:
    wanted = [index("ByA", "a"), index("ByB", "b")]
    with pytest.raises(errors.Timeout, match="did not complete within 700 s: indexes: create ByB") as late:
        make(table, timeout=700, indexes=wanted)
    outcome = late.value.outcome  # type: ignore[attr-defined]
    assert "Changed before it: indexes: create ByA" in outcome.state() and len(outcome.as_result()["changes"]) == 2
    done = make(table, indexes=wanted)
    assert not done["changed"] and indexes(table) == {"ByA": "ACTIVE", "ByB": "ACTIVE"} and len(updates(table)) == 2


def test_t1_a_table_that_is_busy_is_waited_for(table: LabClient, time: LabTime) -> None:
    table.dynamodb().update_table(TableName=NAME, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
    assert shown(table)["TableStatus"] == "UPDATING"
    assert make(table, tags={"Owner": "me"})["changes"] == ["tags: set Owner"]


# Tasks for community.aws.dynamodb_table, from its documentation, with what they make of a new and of an existing table.
THEIRS: list[dict[str, t.Any]] = [
    {
        "name": NAME,
        "hash_key_name": "id",
        "hash_key_type": "STRING",
        "range_key_name": "create_time",
        "range_key_type": "NUMBER",
        "read_capacity": 2,
        "write_capacity": 2,
        "tags": {"tag_name": "tag_value"},
    },
    {"name": NAME, "read_capacity": 10, "write_capacity": 10},
    {
        "name": NAME,
        "indexes": [
            {
                "name": "NamedIndex",
                "type": "global_include",
                "hash_key_name": "id",
                "range_key_name": "create_time",
                "includes": ["other_field", "other_field2"],
                "read_capacity": 10,
                "write_capacity": 10,
            }
        ],
        "wait_timeout": 1800,
    },
    {"name": NAME, "table_class": "STANDARD_INFREQUENT_ACCESS", "resource_tags": {"more": "yes"}, "purge_tags": False, "wait_for_active_timeout": 700},
    {"name": NAME, "billing_mode": "PAY_PER_REQUEST"},
]


def test_t6_tasks_for_community_aws_work_unchanged(lab: LabClient, here: ModulesHere) -> None:
    for options in THEIRS:
        checked = here.adhoc(MODULE, check=True, **options)
        first, second = here.adhoc(MODULE, **options), here.adhoc(MODULE, **options)
        assert first.code == 0 and first.result["changed"] and checked.result["changed"], first.msg
        assert second.code == 0 and not second.result["changed"], second.result["changes"]
        assert first.result["changes"] == checked.result["changes"]
    now = shown(lab)
    assert now["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS" and capacity(now) == (0, 0)
    assert {each["AttributeName"]: each["AttributeType"] for each in now["AttributeDefinitions"]} == {"id": "S", "create_time": "N"}
    tags = lab.dynamodb().list_tags_of_resource(ResourceArn=now["TableArn"])["Tags"]
    assert {each["Key"]: each["Value"] for each in tags} == {"tag_name": "tag_value", "more": "yes"}
    gone, again = here.adhoc(MODULE, name=NAME, state="absent"), here.adhoc(MODULE, name=NAME, state="absent")
    assert gone.result["changed"] and not again.result["changed"] and lab.tables() == []


_KEYS: dict[str, t.Any] = {"hash_key_name": "id", "hash_key_type": "NUMBER"}
_RANGE: dict[str, t.Any] = {"range_key_name": "variety", "range_key_type": "STRING"}
_TAGS = {"snake_case_key": "snake_case_value", "camelCaseKey": "camelCaseValue", "key with spaces": "value with spaces"}
_INCLUDE = {"range_key_name": "create_time", "includes": ["other_field", "other_field2"]}
_BARE: list[dict[str, t.Any]] = [
    {"name": "NamedIndex", "type": "global_include", "hash_key_name": "idx", **_INCLUDE},
    {"name": "AnotherIndex", "type": "global_all", "hash_key_name": "foo", "range_key_name": "bar"},
    {"name": "KeysOnlyIndex", "type": "global_keys_only", "hash_key_name": "create_time"},
]
_UNITS = [{"read_capacity": units, "write_capacity": units} for units in (10, 5, 2)]
_GLOBAL = [{**bare, **units} for bare, units in zip(_BARE, _UNITS)]
_LOCAL: list[dict[str, t.Any]] = [
    {"name": "NamedIndex", "type": "include", **_INCLUDE, **_UNITS[0]},
    {"name": "AnotherIndex", "type": "all", "range_key_name": "bar", **_UNITS[1]},
    {"name": "KeysOnlyIndex", "type": "keys_only", "range_key_name": "baz", **_UNITS[2]},
]
_COMPLEX = {**_KEYS, **_RANGE, "read_capacity": 3, "write_capacity": 3, "table_class": "STANDARD_INFREQUENT_ACCESS", "tags": _TAGS, "indexes": _GLOBAL}
_UPDATED = [
    {"name": "NamedIndex", "type": "global_include", "read_capacity": 3, "write_capacity": 3},
    {"name": "AnotherIndex", "type": "global_all", "read_capacity": 4},
]
_ON_DEMAND = {**_KEYS, "billing_mode": "PAY_PER_REQUEST"}
# What community.aws's public integration target asks of its module, in its order: the table, the options, and whether they change it or are refused.
TARGET: list[tuple[str, dict[str, t.Any], str]] = [
    ("on-demand", _ON_DEMAND, "changed"),
    ("on-demand", {**_ON_DEMAND, **_RANGE}, "refused"),
    ("complex", {**_ON_DEMAND, "tags": _TAGS, "indexes": [_BARE[0], {**_BARE[1], "includes": ["another_field"]}, _BARE[2]]}, "refused"),
    ("complex", {**_ON_DEMAND, "tags": _TAGS, "indexes": _BARE}, "changed"),
    ("complex", {**_KEYS, "billing_mode": "PROVISIONED", "read_capacity": 1, "write_capacity": 1, "tags": _TAGS, "indexes": _GLOBAL}, "changed"),
    ("plain", _KEYS, "changed"),
    ("local", {**_KEYS, "indexes": _LOCAL}, "refused"),
    ("local", {**_KEYS, **_RANGE, "hash_key_name": "NOT_id", "indexes": [{**_LOCAL[0], "hash_key_name": "id"}]}, "refused"),
    ("composite", {**_KEYS, **_RANGE}, "changed"),
    ("local", {**_KEYS, **_RANGE, "indexes": _LOCAL}, "changed"),
    ("plain", {"tags": _TAGS}, "changed"),
    ("plain", {"read_capacity": 3}, "changed"),
    ("plain", {"write_capacity": 3}, "changed"),
    ("plain", _RANGE, "refused"),
    ("plain", {"indexes": _GLOBAL}, "changed"),
    ("plain", {"state": "absent"}, "changed"),
    ("plain", _COMPLEX, "changed"),
    ("plain", {"table_class": "STANDARD"}, "changed"),
    ("plain", {"indexes": _UPDATED}, "changed"),
    ("plain", {"state": "absent"}, "changed"),
]


def test_t6_what_the_public_integration_target_asks(lab: LabClient, here: ModulesHere) -> None:
    # One timeout holds for all indexes of a task, so the default is too short for three of them.
    longer = {"wait_timeout": 3600}
    for table, options, outcome in TARGET:
        asked = {"name": f"theirs-{table}", "state": "present", **options, **longer}
        checked, first = here.adhoc(MODULE, check=True, **asked), here.adhoc(MODULE, **asked)
        if outcome == "refused":
            assert checked.code and first.code and not first.result["changed"], (table, options)
            continue
        assert (checked.code, first.code) == (0, 0) and checked.result["changed"] and first.result["changed"], (table, options, first.msg)
        for check in (True, False):
            again = here.adhoc(MODULE, check=check, **asked)
            assert again.code == 0 and not again.result["changed"], (table, options, again.msg)
    assert {each["name"] for each in lab.tables()} == {"theirs-on-demand", "theirs-complex", "theirs-composite", "theirs-local"}


def test_t6_the_same_options_values_and_defaults() -> None:
    theirs = {
        "state": ("present", ["present", "absent"]),
        "hash_key_type": (None, ["STRING", "NUMBER", "BINARY"]),
        "range_key_type": (None, ["STRING", "NUMBER", "BINARY"]),
        "billing_mode": (None, ["PROVISIONED", "PAY_PER_REQUEST"]),
        "table_class": (None, ["STANDARD", "STANDARD_INFREQUENT_ACCESS"]),
        "purge_tags": (True, None),
        "wait": (True, None),
        "timeout": (900, None),
    }
    ours: dict[str, t.Any] = dynamodb_table.ARGUMENTS
    assert {name: (ours[name].get("default"), ours[name].get("choices")) for name in theirs} == theirs
    names = {"name", "type", "hash_key_name", "hash_key_type", "range_key_name", "range_key_type", "includes", "read_capacity", "write_capacity"}
    assert set(ours["indexes"]["options"]) == names
    assert ours["indexes"]["options"]["type"]["choices"] == ["all", "global_all", "global_include", "global_keys_only", "include", "keys_only"]


def test_t6_no_capacity_is_one_unit_and_zero_counts_as_omitted(lab: LabClient, time: LabTime) -> None:
    make(lab, **SMALL, read_capacity=0, indexes=[index("ByA", "a", write_capacity=0)])
    now = shown(lab)
    assert capacity(now) == capacity(now["GlobalSecondaryIndexes"][0]) == (1, 1)
    assert not make(lab, **SMALL, read_capacity=0, indexes=[index("ByA", "a", write_capacity=0)])["changed"]
