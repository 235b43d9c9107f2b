# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_table creates a table as it is wanted, once, and then leaves it alone; what cannot be is refused before the first change."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_table
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import ALL_ON, POLICY, read
from ansible_collections.dynaops.dynamodb.tests.acceptance.whole_table import BY_STATUS, FULL, MODULE, NAME, SMALL, index, make, sent, shown
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

# All settings that a new table with the index ByStatus can have.
ALL = {**ALL_ON, "resource_policy": json.loads(json.dumps(POLICY).replace("table/orders", f"table/{NAME}"))}
AT_ONCE = ("deletion_protection", "on_demand_throughput", "server_side_encryption", "stream", "table_class", "tags", "warm_throughput")


def test_t1_creates_a_table_with_keys_and_indexes_and_then_leaves_it_alone(lab: LabClient, time: LabTime) -> None:
    first = make(lab, **FULL)
    table = shown(lab)
    assert first["changed"] and first["msg"] == "Table invoices in region us-east-1 was created."
    assert table["TableStatus"] == "ACTIVE" and table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["KeySchema"] == [{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "created", "KeyType": "RANGE"}]
    assert {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]} == {
        "customer": "S",
        "created": "N",
        "status": "S",
        "due": "N",
    }
    (everywhere,), (local,) = table["GlobalSecondaryIndexes"], table["LocalSecondaryIndexes"]
    assert everywhere["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["note", "total"]}
    assert [each["AttributeName"] for each in everywhere["KeySchema"]] == ["status", "created"]
    assert local["Projection"] == {"ProjectionType": "KEYS_ONLY"} and [each["AttributeName"] for each in local["KeySchema"]] == ["customer", "due"]
    assert first["table"]["table_id"] == table["TableId"] and first["table"]["table_status"] == "ACTIVE"
    again = make(lab, **FULL)
    assert not again["changed"] and again["changes"] == [] and len(sent(lab)) == 1
    assert again["msg"] == "Table invoices in region us-east-1 already is as requested."


def test_t1_all_settings_in_the_same_task_as_far_as_possible_in_one_request(lab: LabClient, time: LabTime) -> None:
    lab.settings(backups_enabled_after=0, replica_not_found_seconds=0)
    first = make(lab, **FULL, settings=ALL)
    (created,) = sent(lab, "CreateTable")
    assert {"StreamSpecification", "SSESpecification", "Tags", "TableClass", "DeletionProtectionEnabled", "OnDemandThroughput", "WarmThroughput"} <= set(
        created["body"]
    )
    assert not [entry for entry in sent(lab, "UpdateTable") if "ReplicaUpdates" not in entry["body"]] and not sent(lab, "TagResource")
    now = read(lab, NAME)
    assert first["settings"] == {name: now[name] for name in ALL}
    assert {text.partition(":")[0].partition(" of ")[0] for text in first["changes"]} == {"table", *ALL}
    assert all(entry["status"] == 200 for entry in sent(lab))
    again = make(lab, **FULL, settings=ALL)
    assert not again["changed"] and again["settings"] == first["settings"]


@pytest.mark.parametrize("name", sorted(ALL))
def test_t1_check_mode_before_the_table_exists_predicts_what_the_task_does(lab: LabClient, time: LabTime, name: str) -> None:
    settings = {name: ALL[name]}
    predicted = make(lab, check_mode=True, **FULL, settings=settings)
    assert predicted["changed"] and not sent(lab) and "table" not in predicted
    assert predicted["msg"] == "Would have created table invoices in region us-east-1 if not in check mode."
    done = make(lab, **FULL, settings=settings)
    assert done["changes"] == predicted["changes"] and len(done["changes"]) > 1
    # AWS shows a key and an account by their ARNs, and the class of a replica.
    if name not in ("server_side_encryption", "resource_policy", "replicas"):
        assert done["settings"] == predicted["settings"]
    assert bool([entry for entry in sent(lab) if entry["operation"] != "CreateTable"]) == (name not in (*AT_ONCE, "resource_policy"))


def test_t1_the_policy_comes_last_where_something_follows(lab: LabClient, time: LabTime) -> None:
    settings = {"resource_policy": ALL["resource_policy"], "time_to_live": {"enabled": True, "attribute_name": "expires"}}
    make(lab, **FULL, settings=settings)
    assert "ResourcePolicy" not in sent(lab, "CreateTable")[0]["body"]
    assert [entry["operation"] for entry in sent(lab)] == ["CreateTable", "UpdateTimeToLive", "PutResourcePolicy"]


def test_t1_one_deadline_and_the_next_run_continues(lab: LabClient, time: LabTime) -> None:
    lab.settings(table_creating_seconds=100)
    settings = {"point_in_time_recovery": {"enabled": True}}
    with pytest.raises(errors.Timeout, match=r"The creation of table invoices in region us-east-1 timed out after 20 s. Current status: CREATING.") as late:
        make(lab, timeout=20, **FULL, settings=settings)
    outcome = late.value.outcome  # type: ignore[attr-defined]
    assert outcome.as_result()["changed"] and "Not changed: point_in_time_recovery: enable" in outcome.state()
    assert "Run the task again to continue" in late.value.sentence()
    second = make(lab, **FULL, settings=settings)
    assert second["changes"] == ["point_in_time_recovery: enable"] and len(sent(lab, "CreateTable")) == 1


def test_t1_without_wait_it_ends_when_aws_has_accepted_the_last_request(lab: LabClient, time: LabTime) -> None:
    lab.settings(table_creating_seconds=100, index_adding_seconds=500)
    done = make(lab, **FULL, wait=False)
    assert done["changed"] and done["table"]["table_status"] == "CREATING" and time.now == 0
    done = make(lab, indexes=[index()], wait=False)
    assert done["changes"] == ["indexes: create ByX (global_all, x (STRING))"] and 100 <= time.now < 200
    done = make(lab, indexes=[index()], wait=False)
    assert not done["changed"] and time.now < 200


def test_t1_a_table_that_is_being_deleted_is_created_again(lab: LabClient, time: LabTime) -> None:
    lab.make_table(NAME)
    lab.settings(table_deleting_seconds=30)
    before = shown(lab)["TableId"]
    lab.dynamodb().delete_table(TableName=NAME)
    assert make(lab, check_mode=True, **FULL)["changed"]
    assert make(lab, **FULL)["table"]["table_id"] != before and shown(lab)["TableStatus"] == "ACTIVE"


@pytest.mark.parametrize(
    ("options", "difference"),
    [
        ({"hash_key_name": "id"}, "hash_key_name is customer, not id"),
        ({"hash_key_name": "customer", "hash_key_type": "NUMBER"}, "hash_key_type is STRING, not NUMBER"),
        ({"range_key_name": "due"}, "range_key_name is created, not due"),
        ({"range_key_type": "BINARY"}, "range_key_type is NUMBER, not BINARY"),
        ({"hash_key_name": "customer", "exact_keys": True}, "range_key_name is created, not none"),
    ],
)
def test_t4_a_table_with_other_keys_is_refused_and_never_replaced(lab: LabClient, time: LabTime, options: dict[str, t.Any], difference: str) -> None:
    make(lab, **FULL)
    before = shown(lab)
    for check_mode in (True, False):
        with pytest.raises(errors.KeysDiffer, match=f"exists with other keys: {difference}.") as refusal:
            make(lab, check_mode=check_mode, **options, billing_mode="PROVISIONED", settings={"tags": {"Owner": "me"}})
        assert "the module never replaces a table" in refusal.value.sentence()
        assert "Nothing was changed." in refusal.value.outcome.state()  # type: ignore[attr-defined]
    assert shown(lab) == before and len(sent(lab)) == 1


def test_t4_a_sort_key_that_is_not_there_differs_too(lab: LabClient, time: LabTime) -> None:
    make(lab, **SMALL)
    with pytest.raises(errors.KeysDiffer, match="range_key_name is none, not created"):
        make(lab, **SMALL, range_key_name="created")


# What cannot be, whatever the table is, and what is said.
REFUSED: list[tuple[dict[str, t.Any], str]] = [
    ({"name": "ab"}, "table_name must be at least 3 characters"),
    ({"hash_key_name": "x" * 256}, "hash_key_name must be 255 characters or less (got 256)"),
    ({"hash_key_name": "id", "range_key_name": "id"}, "range_key_name must be another attribute than hash_key_name (got id for both)"),
    ({"read_capacity": -1}, "read_capacity must be at least 1 (got -1)"),
    ({"indexes": [{"name": "ByX"}]}, "indexes[0] needs type"),
    ({"indexes": [index("B!")]}, "indexes[0].name must"),
    ({"indexes": [index(kind="global")]}, "indexes[0].type must be one of all, global_all"),
    ({"indexes": [index(), index()]}, "indexes names ByX twice"),
    ({"indexes": [index(includes=["a"])]}, "indexes[0].includes cannot be combined with indexes[0].type=global_all"),
    ({"indexes": [index(kind="global_include", includes=[str(number) for number in range(21)])]}, "must have 1 to 20 names of attributes (got 21)"),
    ({"indexes": [index(read_capacity=-5)]}, "indexes[0].read_capacity must be at least 1 (got -5)"),
    ({"indexes": [index(f"By{number}", "id", "keys_only") for number in range(6)]}, "5 local indexes or fewer"),
    ({"indexes": [index(hash_key_typ="STRING")]}, "indexes[0].hash_key_typ is unknown"),
    ({"hash_key_name": "id", "hash_key_type": "STRING", "indexes": [index(key="id", hash_key_type="NUMBER")]}, "Attribute id has the type STRING in the table"),
    ({"hash_key_name": "id", "indexes": [index(key="x", kind="all")]}, "Local index ByX must have the hash key of the table, id (got x)"),
    ({"tags": {"a": "b"}, "settings": {"tags": {"a": "b"}}}, "tags and settings.tags cannot be combined"),
    ({"table_class": "STANDARD", "settings": {"table_class": "STANDARD"}}, "table_class and settings.table_class cannot be combined"),
    ({"tags": {"CostCenter": None}}, "tags.CostCenter is null"),
    ({"settings": {"deletion_protection": True}}, "settings.deletion_protection must be a dictionary such as"),
    ({"billing_mode": "PROVISIONED", "settings": {"on_demand_throughput": {"max_read_request_units": 5}}}, "requires the billing mode PAY_PER_REQUEST"),
    ({"final_backup_name": "{tabel}"}, "final_backup_name has an unknown placeholder"),
    ({"final_backup_name": "a"}, "final_backup_name must be at least 3 characters"),
    ({"final_settings_manifest": "/tmp/x.json"}, "final_settings_manifest requires final_backup_name"),
    ({"final_backup_name": "last", "final_settings_manifest": "/nowhere/x.json"}, "final_settings_manifest must be in an existing folder"),
    ({"timeout": 0}, "timeout must be at least 1 seconds (got 0)"),
    ({"timeout": 86401}, "timeout must be at most 86400 seconds (got 86401)"),
]


@pytest.mark.parametrize(("options", "said"), REFUSED)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_t1_what_cannot_be_is_refused_before_the_first_request(lab: LabClient, in_module: t.Any, options: dict[str, t.Any], said: str, state: str) -> None:
    name = {} if "name" in options else {"table_name": NAME}
    result = in_module(dynamodb_table, state=state, **name, **options)
    assert result["failed"] and said in result["msg"], result["msg"]
    assert not result["changed"] and lab.requests() == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "hash_key_name is required to create a table"),
        ({"hash_key_name": "id", "indexes": [{"name": "ByX", "type": "global_all"}]}, "Index ByX does not exist: hash_key_name is required to create it"),
        ({"hash_key_name": "id", "indexes": [index(kind="global_include")]}, "includes is required to create an index of type global_include"),
        ({"hash_key_name": "id", "indexes": [{"name": "ByX", "type": "all"}]}, "Local index ByX requires a table with a range key"),
        ({"hash_key_name": "id", "range_key_name": "at", "indexes": [{"name": "ByX", "type": "all"}]}, "Local index ByX requires range_key_name"),
        ({"hash_key_name": "id", "settings": {"on_demand_throughput": {"max_read_request_units": 5}}}, "requires the billing mode PAY_PER_REQUEST"),
        ({"hash_key_name": "id", "settings": {"replicas": [{"region_name": "eu-west-1"}]}}, "settings.replicas requires billing_mode=PAY_PER_REQUEST"),
    ],
)
def test_l4_nothing_is_created_of_a_table_that_cannot_be_completed(lab: LabClient, time: LabTime, options: dict[str, t.Any], said: str) -> None:
    for check_mode in (True, False):
        with pytest.raises(errors.InvalidArgument) as refusal:
            make(lab, check_mode=check_mode, **options)
        assert said in str(refusal.value) and "Table invoices does not exist in region us-east-1" in str(refusal.value)
    assert not sent(lab)


def test_l4_nor_of_one_whose_settings_do_not_fit_together(lab: LabClient, time: LabTime) -> None:
    no_stream = {"replicas": [{"region_name": "eu-west-1"}], "stream": {"enabled": False}}
    own_region = {"replicas": [{"region_name": "us-east-1"}]}
    no_index = {"contributor_insights": {"enabled": True, "indexes": {"ByNothing": {"enabled": True}}}}
    no_policy = {"stream_resource_policy": POLICY}
    for settings in (no_stream, own_region, no_index, no_policy, {"warm_throughput": {"indexes": {"ByNothing": {"read_units_per_second": 20000}}}}):
        with pytest.raises(errors.InvalidArgument):
            make(lab, **FULL, settings=settings)
    assert not sent(lab)


def test_t1_a_table_that_is_named_by_its_arn_must_exist(lab: LabClient, time: LabTime) -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/invoices"
    with pytest.raises(errors.InvalidArgument, match="table_name is an ARN. Give the table's name to create it"):
        make(lab, **{**FULL, "table_name": arn})
    make(lab, **FULL)
    assert not make(lab, **{**FULL, "table_name": arn})["changed"]


def test_t1_insights_and_warm_throughput_of_an_index_that_the_same_task_creates(lab: LabClient, time: LabTime) -> None:
    settings = {
        "contributor_insights": {"enabled": True, "indexes": {"ByStatus": {"enabled": True}, "ByX": {"enabled": True}}},
        "warm_throughput": {"indexes": {"ByStatus": {"read_units_per_second": 15000}, "ByX": {"read_units_per_second": 14000}}},
    }
    make(lab, **FULL)
    wanted = {"indexes": [BY_STATUS, index()], "settings": settings}
    predicted = make(lab, check_mode=True, **wanted)
    done = make(lab, **wanted)
    assert done["changes"] == predicted["changes"] and done["changes"][0].startswith("indexes: create ByX")
    assert done["settings"]["contributor_insights"]["indexes"]["ByX"]["enabled"]
    assert done["settings"]["warm_throughput"]["indexes"]["ByX"]["read_units_per_second"] == 14000
    assert not make(lab, **wanted)["changed"]


def test_t1_diff_mode_shows_the_whole_plan(here: ModulesHere) -> None:
    asked = {"table_name": NAME, **FULL, "tags": {"Owner": "operations"}, "_ansible_diff": True}
    before = here.adhoc(MODULE, check=True, **asked).result["diff"]
    created = here.adhoc(MODULE, **asked).result["diff"]
    assert json.loads(created["before"]) == {} and before == created
    assert json.loads(created["after"])["table"]["indexes"]["ByStatus"]["type"] == "global_include"
    changed = here.adhoc(MODULE, table_name=NAME, billing_mode="PROVISIONED", read_capacity=2, write_capacity=2, _ansible_diff=True)
    assert changed.code != 0 and "of index ByStatus must be set" in changed.msg
    tags = here.adhoc(MODULE, table_name=NAME, tags={}, _ansible_diff=True).result["diff"]
    assert json.loads(tags["before"])["tags"] == {"Owner": "operations"} and json.loads(tags["after"])["tags"] == {}


def test_t1_a_real_run_reports_its_changes_live_and_empty_survey_answers_count_as_omitted(lab: LabClient, ansible: AnsibleRuns) -> None:
    empty = dict.fromkeys(("range_key_name", "billing_mode", "table_class", "final_backup_name", "read_capacity", "wait_timeout"), "")
    done = ansible.adhoc(MODULE, name=NAME, hash_key_name="id", **empty)
    assert done.code == 0 and done.result["changed"] and "Table invoices is ACTIVE" in done.stderr, done.output
    assert shown(lab)["ProvisionedThroughput"]["ReadCapacityUnits"] == 1
