# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas with multi-Region strong consistency: nothing makes ordinary ones of them, and what AWS would refuse is refused before anything begins."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_restore_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime
from ansible_collections.dynaops.dynamodb.tests.acceptance.replica_troubles import NEW, RECOVERY, Modules, of
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import writes
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

OTHER, THIRD = "us-east-2", "us-west-2"
ENTRY = {"table_class": "STANDARD", "point_in_time_recovery": {"enabled": False}, "multi_region_consistency": "STRONG"}
# With the declared minimum of boto3 the members are not to be seen.
pytestmark = pytest.mark.newer_boto
BY_HAND = "aws dynamodb update-table --multi-region-consistency STRONG"


@pytest.fixture(name="modules", params=["three replicas", "a witness"])
def a_strong_table(lab: LabClient, time: LabTime, request: pytest.FixtureRequest) -> Modules:
    """A table ``orders`` with strongly consistent replicas, without a stream."""
    lab.make_table(items=0)
    replicas = [OTHER] if request.param == "a witness" else [OTHER, THIRD]
    witness = {"GlobalTableWitnessUpdates": [{"Create": {"RegionName": THIRD}}]} if request.param == "a witness" else {}
    updates = [{"Create": {"RegionName": region}} for region in replicas]
    lab.dynamodb().update_table(TableName="orders", ReplicaUpdates=updates, MultiRegionConsistency="STRONG", **witness)
    lab.settle()
    lab.dynamodb().put_item(TableName="orders", Item={"id": {"S": "1"}})
    return Modules(lab, time)


def entries(modules: Modules) -> list[dict[str, t.Any]]:
    """The replicas as they are read."""
    return t.cast("list[dict[str, t.Any]]", modules.info()["settings"]["replicas"])


def test_s3_they_are_read_with_their_consistency_and_their_witness(modules: Modules) -> None:
    done = modules.info()
    found = done["settings"]["replicas"]
    if len(found) == 1:
        assert found == [{"region_name": OTHER, **ENTRY, "witness_region_name": THIRD}]
        assert done["table"]["global_table_witnesses"] == [{"region_name": THIRD, "witness_status": "ACTIVE"}]
    else:
        assert found == [{"region_name": OTHER, **ENTRY}, {"region_name": THIRD, **ENTRY}] and "global_table_witnesses" not in done["table"]
    assert done["table"]["multi_region_consistency"] == "STRONG" and done["settings"]["stream"] == {"enabled": False} and done["warnings"] == []


@pytest.mark.parametrize("way", ["from_source", "manifest"])
@pytest.mark.parametrize("check_mode", [False, True])
def test_s3_a_restore_that_would_make_them_is_refused_before_it_begins(
    modules: Modules, tmp_path: pathlib.Path, in_module: t.Any, way: str, check_mode: bool
) -> None:
    path = tmp_path / "orders.json"
    arn = modules.back_up(settings_manifest=str(path))["backup_arn"]
    if way == "from_source":
        with pytest.raises(errors.InvalidArgument) as failure:
            modules.restore(arn, "from_source", check_mode=check_mode)
        said = failure.value.sentence()
    else:
        sent = len(modules.lab.requests())
        result = in_module(dynamodb_restore_backup, backup_arn=arn, target_table_name=NEW, settings=json.loads(path.read_text())["settings"])
        said = result["msg"]
        assert result["failed"] and result["error"]["code"] == "InvalidArgument" and len(modules.lab.requests()) == sent
    assert "a restored table cannot get strongly consistent replicas" in said and OTHER in said and BY_HAND in said and "without replicas" in said
    assert "Nothing was restored" in said and not modules.lab.requests("RestoreTableFromBackup")


def test_s3_settings_without_replicas_are_restored_and_these_are_named(modules: Modules) -> None:
    modules.apply({"tags": {"Owner": "ops"}})
    arn = modules.back_up()["backup_arn"]
    settings = {name: value for name, value in modules.info()["settings"].items() if name != "replicas"}
    done = modules.restore(arn, settings)
    assert done["settings"]["tags"] == {"Owner": "ops"} and "replicas" in done["unknown_settings"]
    assert "Replicas" not in modules.lab.dynamodb().describe_table(TableName=NEW)["Table"]


def test_s3_as_they_are_they_can_be_given_to_the_table(modules: Modules) -> None:
    settings = modules.info()["settings"]
    sent = len(writes(modules.lab))
    assert not modules.apply(settings)["changed"] and not modules.apply({"replicas": settings["replicas"]}, purge_replicas=True)["changed"]
    names = [{"region_name": each["region_name"]} for each in settings["replicas"]]
    assert not modules.apply({"replicas": names}, purge_replicas=True)["changed"] and len(writes(modules.lab)) == sent


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("change", ["another", "none", "eventual", "class"])
def test_s3_any_other_replicas_are_refused_before_the_first_change(modules: Modules, change: str, check_mode: bool) -> None:
    found = entries(modules)
    wanted = {
        "another": [*found, {"region_name": "eu-west-1"}],
        "none": [],
        "eventual": [{"region_name": OTHER, "multi_region_consistency": "EVENTUAL"}],
        "class": [{"region_name": OTHER, "table_class": "STANDARD_INFREQUENT_ACCESS"}],
    }[change]
    sent = len(writes(modules.lab))
    with pytest.raises(errors.InvalidArgument, match="the replicas of table orders are strongly consistent") as failure:
        modules.apply({"tags": {"first": "1"}, "replicas": wanted}, purge_replicas=change == "none", check_mode=check_mode)
    assert "aws dynamodb update-table" in failure.value.sentence() and len(writes(modules.lab)) == sent and entries(modules) == found


def test_s3_what_each_replica_has_for_itself_can_be_changed(modules: Modules) -> None:
    done = modules.apply({"replicas": [{"region_name": OTHER, "point_in_time_recovery": RECOVERY}]})
    assert done["changes"] == [f"replicas: enable for 14 days point_in_time_recovery in {OTHER}"]
    assert of(entries(modules), OTHER)["point_in_time_recovery"] == RECOVERY  # type: ignore[index]


def test_s3_none_are_made_of_a_table_without_them(orders: LabClient, time: LabTime) -> None:
    modules = Modules(orders, time)
    with pytest.raises(errors.InvalidArgument, match="table orders cannot get strongly consistent replicas") as failure:
        modules.apply({"replicas": [{"region_name": OTHER, "multi_region_consistency": "STRONG", "witness_region_name": THIRD}]})
    assert BY_HAND in failure.value.sentence() and writes(orders) == []
    assert modules.apply({"replicas": [{"region_name": OTHER, "multi_region_consistency": "EVENTUAL"}]})["changed"]
