# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_table_settings and dynamodb_table_settings_info: what is named becomes so, once, in the order in which AWS takes it."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_table_settings
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import ALL_ON, POLICY, REFUSALS, apply, make_indexed_table, prepare, read, writes
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

NEW_KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"


@pytest.fixture(name="indexed")
def indexed_orders(lab: LabClient) -> LabClient:
    """The lab with a table orders that has a global secondary index."""
    make_indexed_table(lab)
    return lab


@pytest.mark.parametrize("name", sorted(ALL_ON))
def test_each_setting_is_made_so_and_then_left_alone(indexed: LabClient, name: str) -> None:
    first = apply(indexed, {name: ALL_ON[name]})
    assert first["changed"] and first["changes"] and all(text.startswith(name) for text in first["changes"])
    assert first["settings"] == {name: read(indexed)[name]}
    sent = len(writes(indexed))
    again = apply(indexed, {name: ALL_ON[name]})
    assert not again["changed"] and again["changes"] == [] and again["settings"] == first["settings"] and len(writes(indexed)) == sent


@pytest.mark.parametrize("name", sorted(ALL_ON))
def test_what_is_not_named_is_not_even_asked_about(indexed: LabClient, name: str) -> None:
    before = read(indexed)
    asked = len(indexed.requests())
    apply(indexed, {name: ALL_ON[name]})
    # A replica starts with a stream, by AWS's own doing, and its table has a mode of its own.
    changed = {"replicas": {"replicas", "stream", "global_table_settings_replication_mode"}}.get(name, {name})
    reads = {
        "point_in_time_recovery": {"DescribeContinuousBackups"},
        "replicas": {"DescribeContinuousBackups"},
        "time_to_live": {"DescribeTimeToLive"},
        "contributor_insights": {"DescribeContributorInsights"},
        "tags": {"ListTagsOfResource"},
        "resource_policy": {"GetResourcePolicy"},
    }
    used = {entry["operation"] for entry in indexed.requests()[asked:] if entry["operation"].startswith(("Describe", "List", "Get"))}
    assert used == {"DescribeTable", *reads.get(name, ())}
    after = read(indexed)
    assert {key for key in after if after[key] != before[key]} == changed


def test_all_at_once_in_an_order_that_aws_takes_without_one_refusal(indexed: LabClient) -> None:
    # That a new replica is found late, and its backups are enabled later, is asked below.
    indexed.settings(backups_enabled_after=0, replica_not_found_seconds=0)
    done = apply(indexed, ALL_ON)
    now = read(indexed)
    assert len(done["changes"]) == 14 and done["settings"] == {name: now[name] for name in ALL_ON}
    assert [entry for entry in indexed.work() if entry["status"] != 200 and entry["operation"] != "GetResourcePolicy"] == []
    order = [text.partition(":")[0] for text in done["changes"]]
    assert order[0] == "deletion_protection" and order[-1] == "resource_policy" and order.index("stream") < order.index("replicas")


def test_what_is_read_can_be_given_back_unchanged(indexed: LabClient) -> None:
    for wanted in ({}, ALL_ON):
        prepare(indexed, wanted)
        sent = len(writes(indexed))
        back = apply(indexed, read(indexed))
        assert not back["changed"] and len(writes(indexed)) == sent


def test_all_can_be_turned_off_again(indexed: LabClient) -> None:
    before = read(indexed)
    prepare(indexed, ALL_ON)
    done = apply(indexed, {**before, "stream": {"enabled": False}}, purge_replicas=True)
    # But for what AWS never lowers.
    assert read(indexed) == {**before, "warm_throughput": {**ALL_ON["warm_throughput"], "indexes": before["warm_throughput"]["indexes"]}}
    assert done["changes"].index("replicas: remove eu-west-1") < done["changes"].index("stream: disable")


def test_a_stream_gets_another_view_type_by_way_of_none(orders: LabClient) -> None:
    apply(orders, {"stream": {"enabled": True, "view_type": "NEW_IMAGE"}})
    before = orders.dynamodb().describe_table(TableName="orders")["Table"]["LatestStreamArn"]
    done = apply(orders, {"stream": {"enabled": True, "view_type": "KEYS_ONLY"}})
    assert done["changes"] == ["stream: disable", "stream: enable with KEYS_ONLY"]
    assert orders.dynamodb().describe_table(TableName="orders")["Table"]["LatestStreamArn"] != before
    assert not apply(orders, {"stream": {"enabled": True}})["changed"]


def test_a_key_is_the_same_by_arn_and_by_id_and_is_never_sent_again(orders: LabClient) -> None:
    apply(orders, {"server_side_encryption": {"enabled": True, "kms_master_key_id": NEW_KEY}})
    for key in (NEW_KEY, NEW_KEY.rpartition("/")[2], None):
        wanted = {"enabled": True, **({"kms_master_key_id": key} if key else {})}
        assert not apply(orders, {"server_side_encryption": wanted})["changed"], key
    assert len(writes(orders)) == 1


def test_policies_are_compared_by_what_they_mean(orders: LabClient) -> None:
    apply(orders, {"resource_policy": POLICY})
    statement = dict(reversed(POLICY["Statement"][0].items()))
    meant = {"Action": ["dynamodb:GetItem"], "Principal": {"AWS": ["arn:aws:iam::123456789012:root"]}}
    same = {"Statement": [{**statement, **meant}], "Version": POLICY["Version"]}
    for wanted in (POLICY, same, json.dumps(same, indent=3)):
        assert not apply(orders, {"resource_policy": wanted})["changed"]
    assert apply(orders, {"resource_policy": {}})["changed"] and read(orders)["resource_policy"] == {}


def test_tags_that_are_not_named_go_unless_they_are_not_ours(orders: LabClient) -> None:
    arn = orders.dynamodb().describe_table(TableName="orders")["Table"]["TableArn"]
    mark = {"Key": "dynaops.dynamodb:restored-from", "Value": "somewhere"}
    orders.dynamodb().tag_resource(ResourceArn=arn, Tags=[mark, {"Key": "old", "Value": "1"}])
    assert apply(orders, {"tags": {"new": 2}}, purge_tags=False)["settings"] == {"tags": {"new": "2", "old": "1"}}
    done = apply(orders, {"tags": {"new": "3"}})
    assert done["changes"] == ["tags: remove old", "tags: set new"] and done["settings"] == {"tags": {"new": "3"}}
    assert mark in orders.dynamodb().list_tags_of_resource(ResourceArn=arn)["Tags"]


def test_replicas_come_and_go_one_at_a_time_each_with_its_own_recovery(orders: LabClient) -> None:
    two = [{"region_name": "eu-west-1", "point_in_time_recovery": {"enabled": True, "recovery_period_in_days": 9}}, {"region_name": "eu-central-1"}]
    done = apply(orders, {"replicas": two})
    assert [each["region_name"] for each in done["settings"]["replicas"]] == ["eu-central-1", "eu-west-1"]
    there = orders.dynamodb("eu-west-1").describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]
    assert there["PointInTimeRecoveryDescription"]["RecoveryPeriodInDays"] == 9
    assert not apply(orders, {"replicas": [{"region_name": "eu-west-1"}]})["changed"]
    gone = apply(orders, {"replicas": two[:1]}, purge_replicas=True)
    assert gone["changes"] == ["replicas: remove eu-central-1"] and [each["region_name"] for each in read(orders)["replicas"]] == ["eu-west-1"]


# Measured: for some seconds after a table is ACTIVE AWS enables its backups, and refuses UpdateContinuousBackups.
def test_recovery_of_a_new_table_is_read_at_once_and_changed_when_aws_allows_it(lab: LabClient, time: LabTime) -> None:
    lab.settings(clock_stands=True)
    lab.make_table("orders", settled=False)
    assert not apply(lab, {"point_in_time_recovery": {"enabled": False}})["changed"] and writes(lab) == []
    # What is so already needs no backups: the table is ACTIVE after 6 seconds, and its backups are enabled after 12.
    assert 6 <= time.now < 10 and read(lab)["point_in_time_recovery"] == {"enabled": False}
    done = apply(lab, {"point_in_time_recovery": {"enabled": True, "recovery_period_in_days": 7}})
    assert done["changes"] == ["point_in_time_recovery: enable for 7 days"] and 12 <= time.now < 20
    assert {entry["error"] for entry in writes(lab)[:-1]} == {"ContinuousBackupsUnavailableException"} and writes(lab)[-1]["status"] == 200
    assert read(lab)["point_in_time_recovery"] == {"enabled": True, "recovery_period_in_days": 7}


def test_recovery_of_a_new_replica_is_changed_when_aws_allows_it(orders: LabClient) -> None:
    # Longer than the machine can take from one request to the next.
    orders.settings(backups_enabled_after=60)
    recovery = {"enabled": True, "recovery_period_in_days": 9}
    assert apply(orders, {"replicas": [{"region_name": "eu-west-1", "point_in_time_recovery": recovery}]})["changed"]
    sent = [entry for entry in writes(orders) if entry["operation"] == "UpdateContinuousBackups"]
    assert {entry["error"] for entry in sent[:-1]} == {"ContinuousBackupsUnavailableException"} and sent[-1]["status"] == 200
    assert read(orders)["replicas"][0]["point_in_time_recovery"] == recovery


def test_insights_of_an_index_by_itself(indexed: LabClient) -> None:
    done = apply(indexed, {"contributor_insights": {"enabled": False, "indexes": {"ByStatus": {"enabled": True, "mode": "THROTTLED_KEYS"}}}})
    assert done["changes"] == ["contributor_insights of index ByStatus: enable with THROTTLED_KEYS"]
    assert read(indexed)["contributor_insights"] == {"enabled": False, "indexes": {"ByStatus": {"enabled": True, "mode": "THROTTLED_KEYS"}}}


def test_check_mode_and_diff_say_what_would_be(indexed: LabClient) -> None:
    before = read(indexed)
    told = apply(indexed, ALL_ON, check_mode=True, with_diff=True)
    assert told["changed"] and len(told["changes"]) == 14 and writes(indexed) == []
    assert json.loads(told["diff"]["before"]) == {name: before[name] for name in ALL_ON} and json.loads(told["diff"]["after"])["stream"] == ALL_ON["stream"]
    assert apply(indexed, before, check_mode=True)["changed"] is False


@pytest.mark.parametrize(("settings", "words"), REFUSALS, ids=lambda value: json.dumps(value)[:60] if isinstance(value, dict) else "")
def test_bad_settings_are_refused_before_the_first_call(orders: LabClient, in_module: t.Any, settings: dict[str, t.Any], words: str) -> None:
    result = in_module(dynamodb_table_settings, table_name="orders", settings=settings)
    assert result["failed"] and words in result["msg"] and orders.work() == []


def test_an_unknown_setting_is_refused(orders: LabClient, in_module: t.Any) -> None:
    result = in_module(dynamodb_table_settings, table_name="orders", settings={"tiem_to_live": {"enabled": False}})
    assert result["failed"] and "tiem_to_live" in result["msg"] and orders.work() == []


def test_a_table_that_is_busy_is_waited_for_and_others_are_refused(orders: LabClient) -> None:
    orders.table("orders", "UPDATING", seconds=20)
    assert apply(orders, {"table_class": "STANDARD_INFREQUENT_ACCESS"})["changed"]
    orders.table("orders", "ARCHIVED")
    with pytest.raises(errors.TableNotReady, match="not in a valid state for a change of its settings: its status is ARCHIVED"):
        apply(orders, {"table_class": "STANDARD"})
    with pytest.raises(errors.TableNotFound):
        apply(orders, {"table_class": "STANDARD"}, table_name="ordres")


def test_through_ansible(orders: LabClient, ansible: AnsibleRuns) -> None:
    name = "dynaops.dynamodb.dynamodb_table_settings"
    settings = {"deletion_protection": {"enabled": True}, "tags": {"Owner": "ops"}}
    checked = ansible.adhoc(name, "--check", "--diff", table_name="orders", settings=settings)
    assert checked.code == 0 and checked.result["changed"] and '+  "deletion_protection"' not in checked.output and '"Owner": "ops"' in checked.output
    plays = [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "tasks": [
                {name: {"table_name": "orders", "settings": settings}},
                {f"{name}_info": {"table_name": "orders"}, "register": "found"},
                {name: {"table_name": "orders", "settings": "{{ found.settings }}"}, "register": "again"},
                {
                    "ansible.builtin.assert": {
                        "that": ["again is not changed", "found.settings.deletion_protection.enabled", "found.settings.tags.Owner == 'ops'"]
                    }
                },
            ],
        }
    ]
    run = ansible.playbook(plays)
    assert run.code == 0, run.output
    assert "Table orders, region us-east-1: 2 changes to make: deletion_protection: enable; tags: set Owner" in run.stderr
