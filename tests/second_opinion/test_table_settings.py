# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings made, read, kept and put back, on ministack. DIFFERENCES.md says where it is not like AWS, and why nothing else is asked of it."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.second_opinion.emulator import Address
from ansible_collections.dynaops.dynamodb.tests.second_opinion.plays import Plays, task
from ansible_collections.dynaops.dynamodb.tests.second_opinion.tables import GLOBAL_INDEX, Tables

ACCOUNT, ELSEWHERE = "000000000000", "eu-west-1"
ON, OFF = {"enabled": True}, {"enabled": False}
MODE = "ACCESSED_AND_THROTTLED_KEYS"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"


def wanted(table: str) -> dict[str, t.Any]:
    """Every setting otherwise than a new table has it, in the form in which it is read."""
    arn = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{table}"
    readers = {
        "Sid": "Readers",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": ["dynamodb:GetItem", "dynamodb:Query"],
        "Resource": [arn, f"{arn}/index/*"],
    }
    return {
        "contributor_insights": {**ON, "mode": MODE, "indexes": {GLOBAL_INDEX: {**ON, "mode": MODE}}},
        "deletion_protection": ON,
        "on_demand_throughput": {"max_read_request_units": 40, "max_write_request_units": 20},
        "point_in_time_recovery": {**ON, "recovery_period_in_days": 35},
        "replicas": [{"region_name": ELSEWHERE, "point_in_time_recovery": {**ON, "recovery_period_in_days": 35}, "table_class": "STANDARD_INFREQUENT_ACCESS"}],
        "resource_policy": {"Version": "2012-10-17", "Statement": [readers]},
        "server_side_encryption": {**ON, "kms_master_key_id": KEY},
        "stream": {**ON, "view_type": "NEW_AND_OLD_IMAGES"},
        "table_class": "STANDARD_INFREQUENT_ACCESS",
        "tags": {f"tag-{number:02d}": "Gr\u00fc\u00dfe" for number in range(14)},
        "time_to_live": {**ON, "attribute_name": "expires"},
    }


# What the emulator knows nothing of.
UNKNOWN = {"warm_throughput", "global_table_settings_replication_mode", "stream_resource_policy"}


def known(result: dict[str, t.Any]) -> dict[str, t.Any]:
    """The settings of a result that the emulator has an opinion on."""
    return {name: value for name, value in result["settings"].items() if name not in UNKNOWN}


# A play each: every setting in its own task. AWS makes a replica of the class of its table.
GROUPS = (
    ("deletion_protection", "point_in_time_recovery", "stream", "time_to_live"),
    ("server_side_encryption", "table_class", "on_demand_throughput", "tags"),
    ("contributor_insights", "table_class", "replicas", "resource_policy"),
)


@pytest.fixture(name="indexed")
def on_demand_table(orders: str, tables: Tables) -> str:
    """The name of a table of billing mode PAY_PER_REQUEST with a global secondary index and an item."""
    name = f"{orders}-on-demand"
    tables.client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "customer", "AttributeType": "S"}],
        GlobalSecondaryIndexes=[
            {"IndexName": GLOBAL_INDEX, "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
        ],
    )
    tables.client.put_item(TableName=name, Item={"id": {"S": "1"}})
    return name


@pytest.fixture(name="full")
def table_with_all_settings(indexed: str, plays: Plays) -> str:
    """The name of a table that has every setting on."""
    [made] = plays.run(task("table_settings", table_name=indexed, settings=wanted(indexed)))
    assert made["changed"] is True and made["settings"] == wanted(indexed), made
    return indexed


def renamed(settings: dict[str, t.Any], old: str, new: str) -> t.Any:
    """The settings as they are for a table of another name."""
    return json.loads(json.dumps(settings).replace(f"table/{old}", f"table/{new}"))


@pytest.mark.parametrize("names", GROUPS, ids="-".join)
def test_each_setting_by_itself_is_made_so_and_then_left_alone(indexed: str, plays: Plays, names: tuple[str, ...]) -> None:
    asked = [{"table_name": indexed, "settings": {name: wanted(indexed)[name]}} for name in names]
    before, *done = plays.run(
        task("table_settings_info", table_name=indexed),
        *(task("table_settings", check, **each) for each in asked for check in (True, False, False)),
        task("table_settings_info", table_name=indexed),
    )
    after = done.pop()
    for number, name in enumerate(names):
        predicted, first, second = done[3 * number : 3 * number + 3]
        assert before["settings"][name] != wanted(indexed)[name] and predicted["changed"] is True and predicted["settings"] == first["settings"], predicted
        assert first["changed"] is True and first["settings"] == {name: wanted(indexed)[name]} and first["changes"] == predicted["changes"], first
        assert second["changed"] is False and second["changes"] == [] and second["settings"] == first["settings"], second
    assert {name: after["settings"][name] for name in names} == {name: wanted(indexed)[name] for name in names}


def test_boto3_sees_what_the_module_says(full: str, tables: Tables, emulator: Address) -> None:
    table, client = tables.describe(full), tables.client
    assert table["DeletionProtectionEnabled"] is True and table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["SSEDescription"]["KMSMasterKeyArn"] == KEY and table["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    assert table["OnDemandThroughput"] == {"MaxReadRequestUnits": 40, "MaxWriteRequestUnits": 20}
    assert [each["RegionName"] for each in table["Replicas"]] == [ELSEWHERE] and tables.tags(full) == wanted(full)["tags"]
    assert client.describe_time_to_live(TableName=full)["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    for region in ("us-east-1", ELSEWHERE):
        there = LabClient(emulator.url).dynamodb(region).describe_continuous_backups(TableName=full)["ContinuousBackupsDescription"]
        assert there["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED", region
    for index in ({}, {"IndexName": GLOBAL_INDEX}):
        assert client.describe_contributor_insights(TableName=full, **index)["ContributorInsightsStatus"] == "ENABLED", index
    assert json.loads(client.get_resource_policy(ResourceArn=table["TableArn"])["Policy"])["Statement"][0]["Sid"] == "Readers"


def test_what_is_read_changes_nothing_and_all_can_be_turned_off(full: str, indexed: str, plays: Plays) -> None:
    info = task("table_settings_info", table_name=full)
    off = {
        "contributor_insights": {**OFF, "indexes": {GLOBAL_INDEX: OFF}},
        "deletion_protection": OFF,
        "point_in_time_recovery": OFF,
        "replicas": [],
        "on_demand_throughput": {"max_read_request_units": -1, "max_write_request_units": -1},
        "resource_policy": {},
        "server_side_encryption": OFF,
        "stream": OFF,
        "table_class": "STANDARD",
        "tags": {},
        "time_to_live": OFF,
    }
    read, same, gone, left = plays.run(
        info,
        task("table_settings", table_name=full, settings="{{ result_0.settings }}", purge_replicas=True),
        task("table_settings", table_name=full, settings=off, purge_replicas=True),
        info,
    )
    assert known(read) == wanted(full) and same["changed"] is False and same["settings"] == read["settings"], same
    assert gone["changed"] is True and known(gone) == off == known(left), gone
    assert read["table"]["global_secondary_indexes"][0]["index_name"] == GLOBAL_INDEX and read["table"]["latest_stream_arn"]


def test_a_restored_table_gets_them_from_its_source(full: str, tables: Tables, plays: Plays) -> None:
    [arn] = tables.back_up(full, "nightly")
    target, bare = f"{full}-restored", f"{full}-bare"
    asked = {"backup_arn": arn, "target_table_name": target, "settings": "from_source"}
    without, restored, read, again = plays.run(
        task("restore_backup", backup_arn=arn, target_table_name=bare),
        task("restore_backup", **asked),
        task("table_settings_info", table_name=target),
        task("restore_backup", **asked),
    )
    lost = {*(each["setting"] for each in without["not_restored"]), *without["unknown_settings"]}
    assert "settings" not in without and {"replicas", "stream", "tags"} <= lost and "Replicas" not in tables.describe(bare)
    assert restored["changed"] is True and known(restored) == known(read) == renamed(wanted(full), full, target), restored
    assert restored["not_restored"] == [] and set(restored["unknown_settings"]) == lost - set(wanted(full)) - UNKNOWN
    assert again["changed"] is False and again["reused"] is True and again["settings"] == read["settings"], again


def test_the_manifest_outlives_the_table(full: str, tables: Tables, plays: Plays, tmp_path: pathlib.Path) -> None:
    manifest = tmp_path / "kept.json"
    kept = "(lookup('ansible.builtin.file', '" + str(manifest) + "') | from_json)"
    made, freed = plays.run(
        task("create_backup", table_name=full, backup_name="last", settings_manifest=str(manifest)),
        task("table_settings", table_name=full, settings={"deletion_protection": OFF, "replicas": []}, purge_replicas=True),
    )
    assert made["changed"] is True and freed["changed"] is True, freed
    tables.client.delete_table(TableName=full)
    gone, restored, read = plays.run(
        task("restore_backup", backup_arn=made["backup_arn"], target_table_name=full, settings="from_source"),
        task("restore_backup", backup_arn="{{ " + kept + ".backup_arn }}", target_table_name=full, settings="{{ " + kept + ".settings }}"),
        task("table_settings_info", table_name=full),
    )
    assert gone["failed"] is True and gone["error"]["code"] == "NoSource" and "Nothing was restored." in gone["msg"]
    assert restored["changed"] is True and known(read) == wanted(full) == known(json.loads(manifest.read_text(encoding="utf-8"))), restored
    assert tables.items(full) == [{"id": {"S": "1"}}]


def test_what_cannot_be_is_refused_and_changes_nothing(indexed: str, tables: Tables, plays: Plays) -> None:
    before = tables.describe(indexed)
    lost, alias, unknown = plays.run(
        task("table_settings", table_name=f"{indexed}-2", settings={"deletion_protection": ON}),
        task("table_settings", table_name=indexed, settings={"server_side_encryption": {**ON, "kms_master_key_id": "alias/mine"}}),
        task("table_settings_info", table_name=f"{indexed}-2"),
    )
    assert [each["error"]["code"] for each in (lost, alias, unknown)] == ["ResourceNotFoundException", "InvalidArgument", "ResourceNotFoundException"]
    assert tables.describe(indexed) == before
