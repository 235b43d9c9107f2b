# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A replica that a task has just made: that AWS does not find it for a moment after it was ACTIVE passes. What is not there stays not found."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime
from ansible_collections.dynaops.dynamodb.tests.acceptance.replica_troubles import NEW, RECOVERY, SOUND, TROUBLED, Modules
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

# Each setting with what it is changed to, the call that changes it, and the call that reads it where DescribeTable does not show it.
SETTINGS: dict[str, tuple[t.Any, str, str | None]] = {
    "contributor_insights": ({"enabled": True}, "UpdateContributorInsights", "DescribeContributorInsights"),
    "deletion_protection": ({"enabled": True}, "UpdateTable", None),
    "point_in_time_recovery": (RECOVERY, "UpdateContinuousBackups", "DescribeContinuousBackups"),
    "resource_policy": (
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}]},
        "PutResourcePolicy",
        "GetResourcePolicy",
    ),
    "tags": ({"Owner": "ops"}, "TagResource", "ListTagsOfResource"),
    "time_to_live": ({"enabled": True, "attribute_name": "expires"}, "UpdateTimeToLive", "DescribeTimeToLive"),
}
CODES = ("TableNotFoundException", "ResourceNotFoundException")


@pytest.fixture(name="modules")
def a_table(orders: LabClient, time: LabTime) -> Modules:
    """A table without replicas."""
    return Modules(orders, time)


@pytest.mark.parametrize("seconds", [0, 20, 300])
def test_s9_a_new_replica_that_is_not_found_for_a_moment_gets_its_recovery(modules: Modules, seconds: int) -> None:
    # Nothing else is to be refused there: that backups are enabled later is asked in test_table_settings.py.
    modules.lab.settings(replica_creating_seconds=30, replica_not_found_seconds=seconds, backups_enabled_after=0)
    replicas = [{"region_name": region, "point_in_time_recovery": RECOVERY} for region in (TROUBLED, SOUND)]
    done = modules.apply({"replicas": replicas}, timeout=3600)
    assert [each["point_in_time_recovery"] for each in done["settings"]["replicas"]] == [RECOVERY, RECOVERY] and done["warnings"] == []
    assert done["settings"]["replicas"] == modules.info()["settings"]["replicas"]
    refused = [entry for entry in modules.lab.work() if entry["region"] == TROUBLED and entry["status"] == 400]
    assert bool(refused) is bool(seconds)


def test_s9_without_recovery_of_its_own_the_new_replica_is_read_too(modules: Modules) -> None:
    modules.lab.settings(replica_creating_seconds=30, replica_not_found_seconds=60)
    done = modules.apply({"replicas": [{"region_name": TROUBLED}]})
    assert done["settings"]["replicas"] == [{"region_name": TROUBLED, "point_in_time_recovery": {"enabled": False}, "table_class": "STANDARD"}]
    assert done["warnings"] == []


def test_s9_a_restored_table_gets_its_replicas_settings_too(modules: Modules, time: LabTime) -> None:
    modules.apply({"replicas": [{"region_name": TROUBLED, "point_in_time_recovery": RECOVERY}]})
    arn = modules.back_up()["backup_arn"]
    time.sleep(100)
    modules.lab.settings(replica_not_found_seconds=60, replica_creating_seconds=30)
    done = modules.restore(arn, "from_source")
    assert done["settings"]["replicas"] == modules.info(NEW)["settings"]["replicas"] and done["settings"]["replicas"][0]["point_in_time_recovery"] == RECOVERY


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_s9_a_table_that_was_seen_is_found_again(modules: Modules, name: str, code: str) -> None:
    wanted, call, reading = SETTINGS[name]
    modules.lab.fault(call, "error", code=code, message="not found", times=3)
    if reading:
        # The reading that the plan is made of is well.
        modules.lab.fault(reading, "error", code=code, message="not found", times=6, skip=1)
    done = modules.apply({name: wanted})
    assert done["changed"] and modules.info()["settings"][name] == done["settings"][name]
    assert [entry["status"] for entry in modules.lab.requests(call)] == [400, 400, 400, 200]


def test_s9_it_is_tried_until_the_deadline_and_no_longer(modules: Modules) -> None:
    modules.lab.settings(replica_not_found_seconds=100000)
    with pytest.raises(errors.Timeout, match="replicas: create eu-west-1") as failure:
        modules.apply({"replicas": [{"region_name": TROUBLED, "point_in_time_recovery": RECOVERY}]}, timeout=120)
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    assert "Accepted by AWS: replicas: create eu-west-1." in outcome.state() and outcome.as_result()["changed"]


@pytest.mark.parametrize("code", CODES)
def test_s9_a_table_that_is_dropped_meanwhile_is_not_found_and_not_waited_for(modules: Modules, time: LabTime, code: str) -> None:
    modules.lab.fault("UpdateContinuousBackups", "error", code=code, message="not found", times=0)
    # The plan's two readings are well.
    modules.lab.fault("DescribeTable", "error", code="ResourceNotFoundException", message="not found", times=0, skip=2)
    began = time.now
    with pytest.raises(errors.TableNotFound):
        modules.apply({"point_in_time_recovery": RECOVERY}, timeout=3600)
    assert time.now - began < 30 and len(modules.lab.requests("UpdateContinuousBackups")) == 1


def test_s9_a_table_that_was_never_seen_is_not_found(modules: Modules) -> None:
    with pytest.raises(errors.TableNotFound):
        modules.apply({"point_in_time_recovery": RECOVERY}, table_name="ordres")
    assert modules.lab.operations() == ["DescribeTable"]


def test_s9_a_replica_that_was_there_before_and_is_not_found_is_refused_at_once(modules: Modules, time: LabTime) -> None:
    modules.apply({"replicas": [{"region_name": TROUBLED}]})
    modules.lab.settings(replica_not_found_seconds=100000)
    began = time.now
    with pytest.raises(errors.TableNotFound, match="eu-west-1"):
        modules.apply({"replicas": [{"region_name": TROUBLED, "point_in_time_recovery": RECOVERY}]}, timeout=3600)
    assert time.now - began < 30
