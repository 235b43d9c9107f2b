# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Warm throughput, settings replication, vector indexes, and a stream's own policy: read, and put back as far as AWS allows it."""

from __future__ import annotations

import json
import typing as t

import boto3
import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors, service_model
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import read_settings
from ansible_collections.dynaops.dynamodb.plugins.module_utils._restores.not_restored import RECORDED, UNRECORDED
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings import catalogue
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_table_settings_info
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, back_up, perform
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_lab_indexes import VECTORS
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_settings import about
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_tag_locks import NEW, Tasks
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODE = "global_table_settings_replication_mode"
POLICY = "stream_resource_policy"
WARM = {"read_units_per_second": 13000, "write_units_per_second": 5000, "indexes": {"ByStatus": {"read_units_per_second": 14000}}}
# What a restore does not bring back.
LOST = {*RECORDED, *UNRECORDED}
FIRST = {"read_units_per_second": 12000, "write_units_per_second": 4000}
STREAM = {"enabled": True, "view_type": "NEW_IMAGE"}
# Every member of TableDescription: who brings it back after a restore, or why nobody has to.
MEMBERS = {
    **dict.fromkeys(("AttributeDefinitions", "KeySchema", "BillingModeSummary", "ProvisionedThroughput"), "the backup"),
    **dict.fromkeys(("LocalSecondaryIndexes", "GlobalSecondaryIndexes", "VectorIndexes"), "the backup"),
    **dict.fromkeys(("TableName", "TableArn", "TableId", "TableStatus", "CreationDateTime", "TableSizeBytes", "ItemCount"), "a fact"),
    **dict.fromkeys(("LatestStreamLabel", "LatestStreamArn", "RestoreSummary", "ArchivalSummary", "GlobalTableVersion"), "a fact"),
    **dict.fromkeys(("Replicas", "GlobalTableWitnesses", "MultiRegionConsistency"), "replicas"),
    "StreamSpecification": "stream",
    "SSEDescription": "server_side_encryption",
    "TableClassSummary": "table_class",
    "DeletionProtectionEnabled": "deletion_protection",
    "DisassociationProtectionEnabled": "disassociation_protection",
    "OnDemandThroughput": "on_demand_throughput",
    "WarmThroughput": "warm_throughput",
    "GlobalTableSettingsReplicationMode": MODE,
}


@pytest.fixture(name="tasks")
def table_and_tasks(lab: LabClient, time: LabTime) -> Tasks:
    """Tasks, and a table ``orders`` with an index ``ByStatus``, on AWS's own times."""
    lab.settings(warm_updating_seconds=390)
    return Tasks(lab, time, timeout=3600)


def stream_arn(tasks: Tasks, name: str = "orders") -> str:
    """The ARN of a table's stream."""
    return str(tasks.lab.dynamodb().describe_table(TableName=name)["Table"]["LatestStreamArn"])


def policy(arn: str) -> dict[str, t.Any]:
    """A policy of the stream of this ARN."""
    reader = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::210987654321:root"}, "Action": "dynamodb:GetRecords", "Resource": arn}
    return {"Version": "2012-10-17", "Statement": [reader]}


def without_label(settings: dict[str, t.Any], tasks: Tasks, name: str) -> dict[str, t.Any]:
    """The settings with a stream's label taken out, which is another one for every stream."""
    label = stream_arn(tasks, name).rpartition("/")[2]
    return t.cast("dict[str, t.Any]", json.loads(json.dumps(settings).replace(label, "LABEL")))


def test_s8_every_member_of_a_table_is_accounted_for() -> None:
    """One that a newer botocore shows, and nobody has thought of, fails here."""
    model = boto3.session.Session(region_name="us-east-1").client("dynamodb").meta.service_model
    assert set(model.shape_for("TableDescription").members) <= set(MEMBERS)
    known = {*catalogue.BY_NAME, *LOST, "the backup", "a fact"}
    assert set(MEMBERS.values()) <= known
    # Of the settings, AWS's restore brings back these two alone.
    assert set(catalogue.BY_NAME) - LOST == {"on_demand_throughput", "server_side_encryption"}


@pytest.mark.newer_boto
def test_s8_warm_throughput_is_read_raised_and_left_alone(tasks: Tasks) -> None:
    assert tasks.read()["warm_throughput"] == {**FIRST, "indexes": {"ByStatus": FIRST}}
    began = tasks.time.now
    done = tasks.settings({"warm_throughput": WARM}).as_result()
    assert done["changes"] == [
        "warm_throughput: raise to read_units_per_second 13000, write_units_per_second 5000",
        "warm_throughput of index ByStatus: raise to read_units_per_second 14000, write_units_per_second 4000",
    ]
    # Time passes on the machine as well, so a poll may come a little sooner by the simulated clock.
    assert tasks.time.now - began >= 2 * 380
    assert tasks.read()["warm_throughput"] == done["settings"]["warm_throughput"]
    assert not tasks.settings({"warm_throughput": WARM}).as_result()["changed"]


def test_s8_less_warm_throughput_changes_nothing(tasks: Tasks) -> None:
    done = tasks.settings(
        {"warm_throughput": {"read_units_per_second": 1, "write_units_per_second": 4000, "indexes": {"ByStatus": {"write_units_per_second": 2}}}}
    )
    assert not done.as_result()["changed"] and done.as_result()["settings"]["warm_throughput"] == {**FIRST, "indexes": {"ByStatus": FIRST}}


@pytest.mark.parametrize(
    "wanted, refusal",
    [
        ({"read_units_per_second": 0}, "settings.warm_throughput.read_units_per_second must be a whole number of at least 1 (got 0)"),
        ({"indexes": {"ByStatus": 5}}, "settings.warm_throughput.indexes.ByStatus may have"),
        ({"indexes": {"ByStatus": {"reads": 5}}}, "settings.warm_throughput.indexes.ByStatus may have"),
        ({"indexes": {"ByStatus": {"read_units_per_second": "many"}}}, "must be a whole number"),
    ],
)
def test_s8_warm_throughput_that_can_not_be(wanted: dict[str, t.Any], refusal: str) -> None:
    with pytest.raises(ValueError) as refused:
        catalogue.named({"warm_throughput": wanted})
    assert refusal in str(refused.value)


def test_s8_warm_throughput_of_no_index(tasks: Tasks) -> None:
    with pytest.raises(errors.InvalidArgument, match="no ACTIVE global secondary index of table orders: ByNothing"):
        tasks.settings({"warm_throughput": {"indexes": {"ByNothing": FIRST}}})


@pytest.mark.newer_boto
def test_s8_the_mode_of_settings_replication(tasks: Tasks) -> None:
    assert tasks.read()[MODE] == "DISABLED"
    assert not tasks.settings({MODE: "ENABLED_WITH_OVERRIDES"}).as_result()["changed"]
    assert tasks.settings({MODE: "ENABLED"}).as_result()["changes"] == [f"{MODE}: change to ENABLED"] and tasks.read()[MODE] == "ENABLED"
    with pytest.raises(errors.InvalidArgument, match="cannot be changed from ENABLED to ENABLED_WITH_OVERRIDES"):
        tasks.settings({MODE: "ENABLED_WITH_OVERRIDES"})
    assert tasks.settings({MODE: "DISABLED"}).as_result()["changed"]
    tasks.settings({"replicas": [{"region_name": "eu-west-1"}]})
    assert tasks.read()[MODE] == "ENABLED_WITH_OVERRIDES"
    with pytest.raises(errors.InvalidArgument, match="for a table without replicas alone"):
        tasks.settings({MODE: "ENABLED"})
    assert not tasks.settings({MODE: "DISABLED"}).as_result()["changed"]


@pytest.mark.newer_boto
def test_s8_the_policy_of_a_stream(tasks: Tasks) -> None:
    assert tasks.read()[POLICY] == {}
    with pytest.raises(errors.InvalidArgument, match=f"settings.{POLICY} requires a stream"):
        tasks.settings({POLICY: policy("*")})
    # Of a stream that is yet to come, whose ARN nobody knows.
    wanted = policy("arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/some")
    done = tasks.settings({"stream": STREAM, POLICY: wanted}).as_result()
    assert done["changes"] == ["stream: enable with NEW_IMAGE", f"{POLICY}: put"]
    assert tasks.read()[POLICY] == done["settings"][POLICY] == policy(stream_arn(tasks))
    assert not tasks.settings({POLICY: wanted}).as_result()["changed"] and not tasks.settings({POLICY: json.dumps(wanted)}).as_result()["changed"]
    assert tasks.read()["resource_policy"] == {}
    assert tasks.settings({POLICY: {}}).as_result()["changes"] == [f"{POLICY}: delete"] and tasks.read()[POLICY] == {}


@pytest.mark.parametrize("named", [True, False])
def test_s8_another_stream_gets_the_policy_of_the_first(tasks: Tasks, named: bool) -> None:
    tasks.settings({"stream": STREAM, POLICY: policy("*")})
    first = stream_arn(tasks)
    done = tasks.settings({"stream": {"enabled": True, "view_type": "KEYS_ONLY"}, **({POLICY: policy("*")} if named else {})}).as_result()
    assert done["changes"] == ["stream: disable", "stream: enable with KEYS_ONLY", f"{POLICY}: put"]
    assert stream_arn(tasks) != first and tasks.read()[POLICY] == policy("*")


def test_s8_a_stream_that_goes_takes_its_policy_along(tasks: Tasks) -> None:
    tasks.settings({"stream": STREAM, POLICY: policy("*")})
    assert tasks.settings({"stream": {"enabled": False}, POLICY: {}}).as_result()["changes"] == ["stream: disable"] and tasks.read()[POLICY] == {}


@pytest.mark.parametrize("source_is_there", [True, False], ids=["from the source", "from what was kept"])
def test_s8_a_restore_brings_them_back(tasks: Tasks, source_is_there: bool) -> None:
    tasks.settings({"warm_throughput": WARM, "stream": STREAM, MODE: "ENABLED"})
    tasks.settings({POLICY: policy(stream_arn(tasks))})
    kept = tasks.read()
    arn = tasks.back_up()
    expected = without_label(about(kept, NEW), tasks, "orders")
    if not source_is_there:
        tasks.lab.dynamodb().delete_table(TableName="orders")
    done = tasks.restore(arn, "from_source" if source_is_there else kept)
    assert without_label(tasks.read(NEW), tasks, NEW) == expected
    assert done.as_result()["not_restored"] == [] and not {"warm_throughput", MODE, POLICY} & set(done.as_result()["unknown_settings"])
    assert policy(stream_arn(tasks, NEW)) == tasks.read(NEW)[POLICY]
    assert not tasks.restore(arn, "from_source" if source_is_there else kept).as_result()["changed"]


def test_s8_what_is_not_asked_for_is_named(tasks: Tasks) -> None:
    done = tasks.restore(tasks.back_up(), "none")
    assert {"warm_throughput", MODE, POLICY, "disassociation_protection"} <= set(done.as_result()["unknown_settings"])


def test_s8_what_an_override_decides_is_not_bought(tasks: Tasks) -> None:
    """A table on demand has a warm throughput that would cost the provisioned one money."""
    arn = tasks.back_up()
    units = {"read_capacity_units": 5, "write_capacity_units": 5}
    tasks.restore(arn, "from_source", billing_mode_override="PROVISIONED", provisioned_throughput_override=units, global_secondary_index_override=[])
    assert tasks.read(NEW)["warm_throughput"] == {"read_units_per_second": 5, "write_units_per_second": 5, "indexes": {}}


@pytest.fixture(name="texts")
def backup_with_vectors(tasks: Tasks) -> str:
    """A backup of a table with a vector index."""
    tasks.lab.dynamodb().create_table(
        TableName="texts",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        VectorIndexes=[VECTORS],
    )
    tasks.lab.settle()
    return str(back_up(tasks.lab, table="texts", time=tasks.time).as_result()["backup_arn"])


@pytest.mark.newer_boto
@pytest.mark.parametrize("override, names", [(None, ["ByMeaning"]), ([{"index_name": "ByMeaning"}], ["ByMeaning"]), ([], [])])
def test_s8_vector_indexes_come_back_as_wished(tasks: Tasks, texts: str, override: t.Any, names: list[str]) -> None:
    tasks.restore(texts, "none", vector_index_override=override)
    told = perform(tasks.task(), dynamodb_table_settings_info, read_settings, table_name=NEW)
    assert [each["index_name"] for each in told.found["vector_indexes"]] == names


def test_s8_a_vector_index_that_the_backup_has_not(tasks: Tasks, texts: str) -> None:
    with pytest.raises(errors.InvalidArgument, match="names ByNothing, which is no vector index of backup"):
        tasks.restore(texts, "none", vector_index_override=[{"index_name": "ByNothing"}])
    assert not tasks.lab.requests("RestoreTableFromBackup")


def test_s8_an_older_botocore_goes_on_working(tasks: Tasks, texts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It neither tells nor sends what it does not know: that is left out, or refused before the first change where it was asked for."""
    newer = {"WarmThroughput", "GlobalTableSettingsReplicationMode", "VectorIndexOverride"}
    unknown = service_model._unknown_members
    monkeypatch.setattr(service_model, "shows", lambda client, call, *path: not newer & set(path))
    monkeypatch.setattr(
        service_model, "_unknown_members", lambda shape, given: [*unknown(shape, given), *(newer & set(given if isinstance(given, dict) else ()))]
    )
    assert MODE not in tasks.read()
    for settings, member in (({MODE: "ENABLED"}, "GlobalTableSettingsReplicationMode"), ({"warm_throughput": WARM}, "WarmThroughput")):
        with pytest.raises(errors.BotocoreTooOld, match=f"does not know {member} of UpdateTable"):
            tasks.settings({"tags": {"first": "change"}, **settings})
    with pytest.raises(errors.BotocoreTooOld, match="does not know VectorIndexOverride of RestoreTableFromBackup"):
        tasks.restore(texts, "none", vector_index_override=[])
    assert tasks.read()["tags"] == {} and not tasks.lab.requests("RestoreTableFromBackup")
    assert tasks.restore(texts, "from_source").changed
