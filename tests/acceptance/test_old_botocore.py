# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""With an older botocore: what it does not know is refused before the first change, and nothing is sent that was not asked for.

The model that is loaded is stripped of what botocore 1.34.0 does not have (its data/dynamodb/2012-08-10/service-2.json.gz).
"""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import service_model
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import ALL_ON, apply, make_indexed_table, read, writes
from ansible_collections.dynaops.dynamodb.tests.acceptance.whole_table import index
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from botocore.client import ClientCreator
from botocore.model import ServiceModel

SETTINGS = "dynaops.dynamodb.dynamodb_table_settings"
RESTORE = "dynaops.dynamodb.dynamodb_restore_backup"
TABLE = "dynaops.dynamodb.dynamodb_table"
ON = {"enabled": True}
# What came after 1.34.0, as far as this collection uses it.
OPERATIONS = ("GetResourcePolicy", "PutResourcePolicy", "DeleteResourcePolicy")
MEMBERS = ("RecoveryPeriodInDays", "OnDemandThroughput", "OnDemandThroughputOverride", "ContributorInsightsMode", "WarmThroughput", "MultiRegionConsistency")


@pytest.fixture(name="old")
def botocore_1_34(lab: LabClient, here: ModulesHere, monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., Run]:
    """A table orders with an index; and a way to run a module with that botocore."""
    make_indexed_table(lab)
    load = ClientCreator._load_service_model

    def stripped(self: ClientCreator, service: str, *words: t.Any, **more: t.Any) -> ServiceModel:
        # Of clients alone: the lab reads the same model.
        model = load(self, service, *words, **more)._service_description
        if service != "dynamodb":
            return load(self, service, *words, **more)
        shapes = {name: {**shape, "members": _known(shape["members"])} if "members" in shape else shape for name, shape in model["shapes"].items()}
        operations = {name: each for name, each in model["operations"].items() if name not in OPERATIONS}
        return ServiceModel({**model, "operations": operations, "shapes": shapes}, service)

    def run(module: str, **arguments: t.Any) -> Run:
        with monkeypatch.context() as patch:
            patch.setattr(ClientCreator, "_load_service_model", stripped)
            return here.adhoc(module, **arguments)

    return run


def _known(members: dict[str, t.Any]) -> dict[str, t.Any]:
    return {name: member for name, member in members.items() if name not in MEMBERS}


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (
            {"point_in_time_recovery": {**ON, "recovery_period_in_days": 7}},
            "settings.point_in_time_recovery cannot be used: VERSIONS on the host that runs the task does not know RecoveryPeriodInDays of "
            "UpdateContinuousBackups.",
        ),
        (
            {"on_demand_throughput": {"max_read_request_units": 7}},
            "settings.on_demand_throughput cannot be used: VERSIONS on the host that runs the task does not know OnDemandThroughput of UpdateTable.",
        ),
        ({"contributor_insights": {**ON, "indexes": {"ByStatus": {**ON, "mode": "THROTTLED_KEYS"}}}}, "ContributorInsightsMode of UpdateContributorInsights."),
        ({"resource_policy": ALL_ON["resource_policy"]}, "does not know GetResourcePolicy, PutResourcePolicy."),
        ({"resource_policy": {}}, "does not know GetResourcePolicy, DeleteResourcePolicy."),
        ({"replicas": ALL_ON["replicas"]}, "settings.replicas cannot be used: VERSIONS on the host that runs the task does not know RecoveryPeriodInDays"),
        (
            ALL_ON,
            "settings.contributor_insights, settings.on_demand_throughput, settings.point_in_time_recovery, settings.replicas, settings.resource_policy, "
            "settings.warm_throughput cannot be used: VERSIONS",
        ),
    ],
    ids=["days", "limits", "mode", "policy", "no policy", "replica", "all"],
)
def test_s12_what_is_not_known_is_refused_in_one_sentence_before_the_first_change(
    lab: LabClient, old: t.Callable[..., Run], wanted: dict[str, t.Any], words: str
) -> None:
    arn = lab.dynamodb().create_backup(TableName="orders", BackupName="before")["BackupDetails"]["BackupArn"]
    words = words.replace("VERSIONS", service_model.versions())
    both = {"tags": {"Owner": "me"}, "deletion_protection": ON, **wanted}
    for done in (
        old(SETTINGS, table_name="orders", settings=both),
        old(SETTINGS, table_name="orders", settings=both, check=True),
        old(RESTORE, backup_arn=arn, target_table_name="orders-new", settings=both),
    ):
        assert done.code and done.result["error"]["code"] == "BotocoreTooOld" and words in done.msg, done.msg
        assert "Install boto3 1.40.10 or newer on that host." in done.msg and not done.result["changed"]
    assert writes(lab) == [] and not lab.requests("RestoreTableFromBackup")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"on_demand_throughput": {"max_read_request_units": 7}}, "OnDemandThroughput of"),
        ({"warm_throughput": {"read_units_per_second": 20000}}, "WarmThroughput of"),
        ({"warm_throughput": {"indexes": {"ByX": {"read_units_per_second": 20000}}}}, "WarmThroughput of"),
        ({"resource_policy": ALL_ON["resource_policy"]}, "PutResourcePolicy"),
        ({"point_in_time_recovery": {**ON, "recovery_period_in_days": 7}}, "RecoveryPeriodInDays of UpdateContinuousBackups"),
    ],
)
def test_s12_no_table_is_created_that_cannot_be_completed(lab: LabClient, old: t.Callable[..., Run], settings: dict[str, t.Any], words: str) -> None:
    asked = {"table_name": "new", "hash_key_name": "id", "billing_mode": "PAY_PER_REQUEST", "indexes": [index()]}
    for check in (True, False):
        done = old(TABLE, **asked, settings={"deletion_protection": ON, **settings}, check=check)
        assert done.code and done.result["error"]["code"] == "BotocoreTooOld" and words in done.msg and not done.result["changed"], done.msg
    assert [each["name"] for each in lab.tables()] == ["orders"]


def test_s12_a_table_with_what_is_known(lab: LabClient, old: t.Callable[..., Run]) -> None:
    plain = {"deletion_protection": ON, "stream": ON, "server_side_encryption": ON, "table_class": "STANDARD_INFREQUENT_ACCESS", "tags": {"Owner": "me"}}
    asked = {"table_name": "new", "hash_key_name": "id", "billing_mode": "PAY_PER_REQUEST", "indexes": [index()], "settings": plain}
    first, second = old(TABLE, **asked), old(TABLE, **asked)
    assert first.code == 0 and first.result["changed"] and second.code == 0 and not second.result["changed"], first.msg
    changed = old(TABLE, table_name="new", billing_mode="PROVISIONED", read_capacity=1, write_capacity=1, indexes=[], purge_indexes=True)
    assert changed.code == 0 and len(changed.result["changes"]) == 2, changed.msg


def test_s12_an_override_too(lab: LabClient, old: t.Callable[..., Run]) -> None:
    arn = lab.dynamodb().create_backup(TableName="orders", BackupName="before")["BackupDetails"]["BackupArn"]
    done = old(RESTORE, backup_arn=arn, target_table_name="orders-new", when_busy="wait", on_demand_throughput_override={"max_read_request_units": 5})
    assert done.result["error"]["code"] == "BotocoreTooOld" and "does not know OnDemandThroughputOverride of RestoreTableFromBackup." in done.msg
    assert not lab.requests("RestoreTableFromBackup")
    done = old(RESTORE, backup_arn=arn, target_table_name="orders-new", sse_specification_override=ON)
    assert done.code == 0 and done.result["changed"], done.msg


def test_s12_what_is_known_is_changed_and_nothing_else_is_sent(lab: LabClient, old: t.Callable[..., Run]) -> None:
    plain = {
        "contributor_insights": {**ON, "indexes": {"ByStatus": ON}},
        "deletion_protection": ON,
        "point_in_time_recovery": ON,
        "replicas": [{"region_name": "eu-west-1", "point_in_time_recovery": ON}],
        "server_side_encryption": ON,
        "stream": ON,
        "table_class": "STANDARD_INFREQUENT_ACCESS",
        "tags": {"Owner": "me"},
        "time_to_live": ALL_ON["time_to_live"],
    }
    done = old(SETTINGS, table_name="orders", settings=plain)
    assert done.code == 0 and len(done.result["changes"]) == 11, done.msg
    sent = json.dumps([entry["body"] for entry in writes(lab)])
    assert [name for name in MEMBERS if name in sent] == []
    again = old(SETTINGS, table_name="orders", settings=plain)
    assert again.code == 0 and not again.result["changed"], again.msg
    # What is off is turned off, with any botocore.
    off = {"point_in_time_recovery": {"enabled": False, "recovery_period_in_days": 9}, "contributor_insights": {"enabled": False, "mode": "THROTTLED_KEYS"}}
    assert old(SETTINGS, table_name="orders", settings=off).code == 0 and read(lab)["point_in_time_recovery"] == {"enabled": False}


@pytest.mark.newer_boto
def test_s12_days_that_are_there_stay_when_they_are_not_asked_for(lab: LabClient, here: ModulesHere) -> None:
    make_indexed_table(lab)
    apply(lab, {"point_in_time_recovery": {**ON, "recovery_period_in_days": 9}, "contributor_insights": {**ON, "mode": "THROTTLED_KEYS"}})
    sent = len(writes(lab))
    done = here.adhoc(SETTINGS, table_name="orders", settings={"point_in_time_recovery": ON, "contributor_insights": ON})
    assert not done.result["changed"] and len(writes(lab)) == sent
    assert done.result["settings"]["point_in_time_recovery"]["recovery_period_in_days"] == 9


@pytest.mark.newer_boto
def test_s12_what_cannot_be_read_is_not_taken_for_a_default(lab: LabClient, old: t.Callable[..., Run], here: ModulesHere, tmp_path: t.Any) -> None:
    apply(lab, ALL_ON)
    arn = lab.dynamodb().create_backup(TableName="orders", BackupName="before")["BackupDetails"]["BackupArn"]
    shown = old(f"{SETTINGS}_info", table_name="orders")
    assert shown.code == 0 and not {"on_demand_throughput", "resource_policy"} & set(shown.result["settings"])
    assert shown.result["settings"]["point_in_time_recovery"] == ON and "mode" not in shown.result["settings"]["contributor_insights"]
    assert any("Not read: on_demand_throughput, resource_policy, stream_resource_policy." in line for line in shown.result["progress"])
    # Whole settings are asked for: they are not to be had.
    whole = old(RESTORE, backup_arn=arn, target_table_name="orders-new", settings="from_source")
    kept = old("dynaops.dynamodb.dynamodb_create_backup", table_name="orders", backup_name="kept", settings_manifest=str(tmp_path / "orders.json"))
    for done in (whole, kept):
        assert (
            done.result["error"]["code"] == "BotocoreTooOld" and "does not know on_demand_throughput, resource_policy, stream_resource_policy." in done.msg
        ), done.msg
    assert not lab.requests("RestoreTableFromBackup") and len(lab.requests("CreateBackup")) == 1
    # What was read can be given back.
    assert not old(SETTINGS, table_name="orders", settings=shown.result["settings"]).result["changed"]
