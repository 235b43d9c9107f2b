# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A replica that can't be asked: the table stays readable, what was not read is told, nothing is made of what is not known, and it can be removed."""

from __future__ import annotations

import json
import pathlib
import typing as t

import botocore.session
import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere
from ansible_collections.dynaops.dynamodb.tests.acceptance.replica_troubles import (
    NEW,
    OTHER_ACCOUNT,
    PASSING,
    REASONS,
    RECOVERY,
    SOUND,
    TROUBLED,
    TROUBLES,
    UNREAD,
    WHY,
    Modules,
    of,
    replicated,
    trouble,
)
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import writes
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

KEYS = {
    region: f"arn:aws:kms:{region}:123456789012:key/11111111-2222-3333-4444-55555555555{number}" for number, region in enumerate((TROUBLED, SOUND, "us-east-1"))
}


@pytest.fixture(name="modules")
def a_replicated_table(lab: LabClient, time: LabTime) -> Modules:
    """A table with two replicas."""
    return replicated(lab, time)


def begin(modules: Modules, kind: str) -> None:
    """Puts the one replica into trouble."""
    trouble(modules.lab, kind)
    modules.unreachable = TROUBLED if kind == "unreachable" else None


def check_entries(replicas: list[dict[str, t.Any]], warnings: list[str], kind: str) -> None:
    """The sound replica is whole; of the other there is what is known, with the reason; and a warning names what was not read."""
    assert of(replicas, SOUND) == {"region_name": SOUND, "point_in_time_recovery": RECOVERY, "table_class": "STANDARD"}
    entry = of(replicas)
    if kind == "DELETING":
        assert entry is None and warnings == []
        return
    assert entry and entry["region_name"] == TROUBLED
    if kind not in UNREAD:
        assert entry["point_in_time_recovery"] == RECOVERY and "not_read" not in entry
        assert len(warnings) == (kind not in ("ACTIVE", "UPDATING")) and all(REASONS[kind] in each for each in warnings)
        return
    assert "point_in_time_recovery" not in entry and REASONS[kind] in entry["not_read"]["reason"]
    assert entry["not_read"]["replica_status"] == (kind if kind in REASONS and kind.isupper() else "ACTIVE")
    (warning,) = [each for each in warnings if "were not read" in each and "not created" not in each]
    assert TROUBLED in warning and "point_in_time_recovery" in warning and REASONS[kind] in warning


@pytest.mark.newer_boto
@pytest.mark.parametrize("kind", TROUBLES)
def test_s2_the_settings_are_read_and_the_replica_is_told_of(modules: Modules, kind: str) -> None:
    begin(modules, kind)
    modules.regions.clear()
    done = modules.info()
    check_entries(done["settings"]["replicas"], done["warnings"], kind)
    shown = of(done["table"]["replicas"])
    assert shown and shown["replica_status"] == (kind if kind.isupper() else "ACTIVE")
    assert shown.get("replica_status_description") == (WHY if kind.isupper() else None)
    assert shown.get("replica_arn", "").count(OTHER_ACCOUNT) == (kind == "other account")
    # Where there is no table of that replica there may be another one of its name.
    no_table = ("CREATING", "DELETING", "CREATION_FAILED", "REGION_DISABLED", "other account")
    assert (TROUBLED in modules.regions) is (kind not in no_table) and SOUND in modules.regions


@pytest.mark.shown_cases(6)
@pytest.mark.parametrize("kind", TROUBLES)
def test_s2_the_backup_is_made_and_its_manifest_says_what_it_lacks(modules: Modules, tmp_path: pathlib.Path, kind: str) -> None:
    begin(modules, kind)
    path = tmp_path / "orders.json"
    done = modules.back_up(settings_manifest=str(path))
    kept = json.loads(path.read_text())
    assert done["backup"]["backup_status"] == "AVAILABLE" and kept["backup_arn"] == done["backup_arn"]
    check_entries(kept["settings"]["replicas"], done["warnings"], kind)


@pytest.mark.shown_cases(6)
@pytest.mark.parametrize("way", ["from_source", "manifest"])
@pytest.mark.parametrize("kind", TROUBLES)
def test_s2_a_restore_names_the_replica_that_it_does_not_make(modules: Modules, tmp_path: pathlib.Path, kind: str, way: str) -> None:
    begin(modules, kind)
    path = tmp_path / "orders.json"
    arn = modules.back_up(settings_manifest=str(path))["backup_arn"]
    settings = "from_source" if way == "from_source" else json.loads(path.read_text())["settings"]
    # A replica that is just changed keeps nothing else from being restored.
    done = modules.restore(arn, settings)
    made = sorted(each["region_name"] for each in done["settings"]["replicas"])
    told = [each for each in done["not_restored"] if each["setting"] == "replicas"]
    is_made = kind not in UNREAD and kind != "DELETING"
    assert made == ([SOUND, TROUBLED] if is_made else [SOUND])
    assert sorted(table["region"] for table in modules.lab.tables() if table["name"] == NEW) == sorted(["us-east-1", *made])
    if kind in UNREAD:
        ((entry,),) = [each["replicas"] for each in told]
        assert entry["region_name"] == TROUBLED and REASONS[kind] in entry["not_read"]["reason"]
        assert any(f"The replica of table {NEW} in region {TROUBLED} is not created" in each for each in done["warnings"])
    else:
        assert told == []


@pytest.mark.shown_cases(4)
@pytest.mark.parametrize("kind", [kind for kind in TROUBLES if kind not in PASSING])
def test_s2_the_replica_can_be_removed(modules: Modules, kind: str) -> None:
    begin(modules, kind)
    sound = {"region_name": SOUND}
    done = modules.apply({"replicas": [sound]}, purge_replicas=True)
    assert done["changes"] == [f"replicas: remove {TROUBLED}"] and [each["region_name"] for each in done["settings"]["replicas"]] == [SOUND]
    assert [each["region_name"] for each in modules.info()["settings"]["replicas"]] == [SOUND]


@pytest.mark.shown_cases(4)
@pytest.mark.parametrize("kind", [kind for kind in TROUBLES if kind not in PASSING])
def test_s2_what_was_read_can_be_given_back_and_changes_nothing(modules: Modules, kind: str) -> None:
    begin(modules, kind)
    settings = modules.info()["settings"]
    sent = len(writes(modules.lab))
    done = modules.apply(settings)
    assert not done["changed"] and done["settings"] == settings and len(writes(modules.lab)) == sent
    # By its name alone it is left as it is, too, unless there is none.
    again = {"replicas": [{"region_name": TROUBLED}]}
    if kind == "CREATION_FAILED":
        with pytest.raises(errors.InvalidArgument, match=f"{TROUBLED} cannot be changed: the replica is CREATION_FAILED: {WHY}. Remove it first"):
            modules.apply(again)
    else:
        assert not modules.apply(again)["changed"]
    assert len(writes(modules.lab)) == sent


@pytest.mark.newer_boto
@pytest.mark.parametrize("kind", [kind for kind in UNREAD if kind != "CREATING"])
def test_s2_what_is_not_known_is_not_changed_and_refused_before_the_first_change(modules: Modules, kind: str) -> None:
    begin(modules, kind)
    sent = len(writes(modules.lab))
    with pytest.raises(errors.TaskError) as failure:
        modules.apply({"tags": {"first": "1"}, "replicas": [{"region_name": TROUBLED, "point_in_time_recovery": {"enabled": False}}]})
    assert TROUBLED in failure.value.sentence() and REASONS[kind] in f"{failure.value.text} ({failure.value.code})"
    assert len(writes(modules.lab)) == sent and modules.info()["settings"]["tags"] == {}


@pytest.mark.newer_boto
def test_s2_the_replicas_of_a_table_that_is_named_by_its_arn_are_of_its_account(modules: Modules) -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
    seen = len(modules.lab.requests())
    off = {"enabled": False}
    assert of(modules.info(arn)["settings"]["replicas"])["point_in_time_recovery"] == RECOVERY  # type: ignore[index]
    done = modules.apply({"replicas": [{"region_name": TROUBLED, "point_in_time_recovery": off}]}, table_name=arn)
    # By its name alone it might be another table, of the account that asks.
    named = {entry["body"]["TableName"] for entry in modules.lab.requests()[seen:] if entry["region"] == TROUBLED}
    assert done["changed"] and named == {arn.replace("us-east-1", TROUBLED)}
    assert of(modules.info()["settings"]["replicas"])["point_in_time_recovery"] == off  # type: ignore[index]


@pytest.mark.newer_boto
@pytest.mark.parametrize("setting", ["disabled_regions", "denied_regions"])
def test_s2_the_modules_own_clients_for_other_regions(orders: LabClient, here: ModulesHere, setting: str) -> None:
    assert here.adhoc("dynaops.dynamodb.dynamodb_table_settings", table_name="orders", settings={"replicas": [{"region_name": TROUBLED}]}).code == 0
    orders.settings(**{setting: [TROUBLED]})
    manifest = here.folder / "orders.json"
    read = here.adhoc("dynaops.dynamodb.dynamodb_table_settings_info", table_name="orders")
    made = here.task(settings_manifest=str(manifest))
    restored = here.adhoc("dynaops.dynamodb.dynamodb_restore_backup", backup_arn=made.result["backup_arn"], target_table_name=NEW, settings="from_source")
    changed = here.adhoc("dynaops.dynamodb.dynamodb_table_settings", table_name="orders", settings={"replicas": []}, purge_replicas=True)
    assert [run.code for run in (read, made, restored, changed)] == [0, 0, 0, 0]
    for run in (read, made, restored):
        assert any(line.startswith("Warning: ") and TROUBLED in line for line in run.result["progress"])
    assert "not_read" in of(read.result["settings"]["replicas"]) and "not_read" in manifest.read_text()  # type: ignore[operator]
    assert [each["replicas"][0]["region_name"] for each in restored.result["not_restored"] if each["setting"] == "replicas"] == [TROUBLED]


@pytest.mark.newer_boto
def test_s2_a_task_that_polls_replicas_makes_one_client_for_each_region(orders: LabClient, here: ModulesHere, monkeypatch: pytest.MonkeyPatch) -> None:
    regions: list[str] = []
    make = botocore.session.Session.create_client
    monkeypatch.setattr(
        botocore.session.Session, "create_client", lambda own, *args, **given: regions.append(given["region_name"]) or make(own, *args, **given)
    )
    wanted = {"replicas": [{"region_name": TROUBLED, "point_in_time_recovery": RECOVERY}]}
    assert here.adhoc("dynaops.dynamodb.dynamodb_table_settings", table_name="orders", settings=wanted).code == 0
    assert len([entry for entry in orders.requests("DescribeContinuousBackups") if entry["region"] == TROUBLED]) >= 2
    assert regions.count(TROUBLED) == 1


def test_s2_settings_that_were_not_read_make_no_replica_of_another_table_and_say_so(modules: Modules) -> None:
    begin(modules, "denied")
    entry = of(modules.info()["settings"]["replicas"])
    modules.lab.settings(denied_regions=[])
    modules.lab.make_table("invoices")
    done = modules.apply({"replicas": [entry]}, table_name="invoices")
    (warning,) = done["warnings"]
    assert not done["changed"] and f"The replica of table invoices in region {TROUBLED} is not created" in warning and "AccessDeniedException" in warning


def test_s2_a_replica_that_is_not_reached_is_asked_once_by_a_task_that_polls(modules: Modules) -> None:
    begin(modules, "unreachable")
    modules.lab.settings(replica_creating_seconds=60)
    modules.regions.clear()
    done = modules.apply({"replicas": [{"region_name": "ap-southeast-2"}]})
    assert done["changed"] and modules.regions.count(SOUND) > 5 and modules.regions.count(TROUBLED) == 1
    assert [each for each in done["warnings"] if TROUBLED in each]


def test_s2_a_creation_that_fails_ends_the_task_with_the_reason(orders: LabClient, time: LabTime) -> None:
    modules = Modules(orders, time)
    orders.settings(replica_creating_seconds=30, replica_creation_failure="the quota of tables in eu-west-1 is used up")
    with pytest.raises(errors.SettingFailed, match=r"create eu-west-1 \(the replica is CREATION_FAILED: the quota of tables in eu-west-1 is used up\)"):
        modules.apply({"replicas": [{"region_name": TROUBLED}]})
    orders.settings(replica_creation_failure="")
    done = modules.apply({"replicas": []}, purge_replicas=True)
    assert done["changes"] == [f"replicas: remove {TROUBLED}"]
    assert modules.apply({"replicas": [{"region_name": TROUBLED}]})["changes"] == [f"replicas: create {TROUBLED}"]


def test_s2_a_key_that_aws_leaves_out_is_read_in_the_replicas_region(orders: LabClient, time: LabTime) -> None:
    modules = Modules(orders, time)
    replicas = [{"region_name": region, "kms_master_key_id": KEYS[region]} for region in (TROUBLED, SOUND)]
    modules.apply({"server_side_encryption": {"enabled": True, "kms_master_key_id": KEYS["us-east-1"]}, "replicas": replicas})
    whole = modules.info()["settings"]
    orders.replica("orders", TROUBLED, key_told=False)
    assert modules.info()["settings"] == whole and of(whole["replicas"])["kms_master_key_id"] == KEYS[TROUBLED]  # type: ignore[index]
    # None is shown: only a task that names one asks for it.
    orders.replica("orders", SOUND, key_told=False)
    assert not modules.apply({"replicas": replicas})["changed"]
    with pytest.raises(errors.InvalidArgument, match="The key of the replica in eu-west-1 cannot be changed"):
        modules.apply({"replicas": [{"region_name": TROUBLED, "kms_master_key_id": "another"}]})
