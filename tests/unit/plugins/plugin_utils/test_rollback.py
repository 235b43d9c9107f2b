# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rollback does next, from what its user wants and what was found."""

from __future__ import annotations

import fnmatch
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.filter.rollback_plan import rollback_plan
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import rollback

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
WANTED = {"table_name": "orders", "backup_arn": ARN, "writers_stopped": True, "manifest_folder": "/kept"}
MOMENT = {**WANTED, "backup_arn": "", "restore_time": "2026-11-21T04:14:59+02:00"}
BEFORE: dict[str, t.Any] = {
    "table": {"table_id": "8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e", "latest_stream_arn": "arn:stream"},
    "settings": {"deletion_protection": {"enabled": True}, "replicas": [{"region_name": "eu-west-1"}]},
}


@pytest.mark.parametrize(
    "change, told",
    [
        ({"table_name": ""}, "table_name is required"),
        ({"table_name": "a/b"}, "table_name must contain only"),
        ({"backup_arn": ""}, "Set exactly one of backup_arn and restore_time."),
        ({"restore_time": "2026-11-21"}, "Set exactly one of backup_arn and restore_time."),
        ({"backup_arn": "orders"}, "backup_arn is not the ARN of a DynamoDB backup"),
        ({"table_name": "carts"}, "backup_arn is of table orders, not of table carts."),
        ({"writers_stopped": False}, "then set writers_stopped=true"),
        ({"writers_stopped": "false"}, "then set writers_stopped=true"),
        ({"backup_arn": "", "restore_time": "latest"}, "restore_time must be a time"),
        ({"backup_arn": "", "restore_time": "soon"}, "restore_time must be an ISO 8601 date or time"),
        ({"backup_arn": "", "restore_time": "2026-11-21T02:00:00.5Z"}, "restore_time must be in whole seconds"),
    ],
)
def test_variables_that_are_wrong(change: dict[str, t.Any], told: str) -> None:
    plan = rollback_plan({**WANTED, **change})
    assert list(plan) == ["problems"] and any(told in each for each in plan["problems"])


@pytest.mark.parametrize("yes", [True, "true", "True", "yes", "1"])
def test_words_that_mean_yes(yes: t.Any) -> None:
    assert rollback_plan({**WANTED, "writers_stopped": yes})["problems"] == []
    assert rollback_plan({**WANTED, "remove_protection": yes, "remove_replicas": yes}, before=BEFORE)["obstacles"] == []


def test_the_names_are_the_same_in_every_run() -> None:
    assert rollback_plan(MOMENT)["scratch"] == "orders-rollback-20261121T021459Z" and rollback_plan(WANTED)["scratch"] == ""
    first = rollback_plan(WANTED, before=BEFORE)
    assert first["last_backup_name"] == "orders-before-rollback-8f2b9a70" and first["manifest"] == "/kept/orders-before-rollback-8f2b9a70.json"
    # The table is gone: the newest last backup tells where its settings are.
    later = rollback_plan(WANTED, last_backups=[{"backup_name": "orders-before-rollback-8f2b9a70"}, {"backup_name": "orders-before-rollback-00000000"}])
    assert later["manifest"] == first["manifest"] and first["last_backup_name"].startswith(later["last_backup_prefix"])
    assert rollback_plan({**WANTED, "last_backup_name": "mine"}, before=BEFORE)["manifest"] == "/kept/mine.json"
    assert rollback_plan(WANTED)["manifest"] == ""


def test_names_of_tables_with_very_long_names() -> None:
    one, other = "t" * 254 + "a", "t" * 254 + "b"
    found = {name: rollback_plan({**MOMENT, "table_name": name}, before=BEFORE) for name in (one, other)}
    assert found[one]["scratch"] != found[other]["scratch"] and all(len(each["scratch"]) == 255 == len(each["last_backup_name"]) for each in found.values())
    assert all(each["last_backup_name"].startswith(each["last_backup_prefix"]) for each in found.values())


@pytest.mark.parametrize(
    "look, state",
    [({"reused": True}, rollback.DONE), ({"error": {"code": "TargetExists"}, "reused": False}, rollback.OTHER), ({"reused": False}, rollback.MISSING)],
)
def test_what_the_table_is(look: dict[str, t.Any], state: str) -> None:
    assert rollback_plan(WANTED, look=look)["state"] == state


def test_what_forbids_to_delete_the_table() -> None:
    told = rollback_plan(WANTED, before=BEFORE)["obstacles"]
    assert "Set remove_protection=true" in told[0] and "replicas in eu-west-1" in told[1] and len(told) == 2
    assert rollback_plan(WANTED, before={"skipped": True})["obstacles"] == []


@pytest.mark.parametrize(
    "table, told",
    [
        ({"table_status": "CREATING"}, "another rollback or another task creates or deletes it"),
        ({"table_status": "INACCESSIBLE_ENCRYPTION_CREDENTIALS", "sse_description": {"kms_master_key_arn": "arn:key"}}, "cannot use the KMS key arn:key."),
        ({"table_status": "INACCESSIBLE_ENCRYPTION_CREDENTIALS"}, "cannot use the KMS key of the table."),
        ({"table_status": "UPDATING"}, ""),
        ({"table_status": "ACTIVE"}, ""),
    ],
)
def test_p5_a_status_in_which_no_rollback_begins(table: dict[str, t.Any], told: str) -> None:
    found = rollback_plan(WANTED, before={"table": table, "settings": {}})["obstacles"]
    assert len(found) == bool(told) and told in "".join(found)


KEY = "arn:aws:kms:us-east-1:123456789012:key/0123abcd"
THERE = {"backups": [{}], "latest": {"backup_status": "AVAILABLE"}}


def keyed(**key: t.Any) -> dict[str, t.Any]:
    """A result with this key in KMS."""
    return {"kms_key": {"kms_master_key_arn": KEY, **key}}


@pytest.mark.parametrize(
    "found, told",
    [
        ({"backup": {"backups": []}}, f"Backup {ARN} does not exist"),
        ({"backup": {"backups": [{}], "latest": {"backup_status": "CREATING"}}}, f"Backup {ARN} has status CREATING. Wait until it is AVAILABLE"),
        ({"backup": {"backups": [{}], "latest": {"backup_status": "DELETED"}}}, "has status DELETED"),
        ({"backup": THERE, "scratch_tables": {"tables": [{"table_name": "orders-rollback-20261121T021459Z"}]}}, "scratch table orders-rollback-2026"),
        ({"before": keyed(key_state="Disabled")}, f"KMS key {KEY} has state Disabled: DynamoDB cannot restore with it. Enable it (aws kms enable-key"),
        ({"before": keyed(key_state="PendingDeletion", deletion_date="2026-12-01")}, "to be deleted on 2026-12-01"),
        ({"backup": {"backups": [{}], "latest": {"backup_status": "AVAILABLE", **keyed(key_state="NotFound")}}}, "Choose another backup"),
        ({"before": keyed(key_state="PendingImport")}, "Import its key material again"),
        ({"before": keyed(key_state="Unavailable")}, "Connect its key store again"),
        # What is usable, or not known, forbids nothing.
        ({"backup": THERE, "before": keyed(key_state="Enabled")}, ""),
        ({"backup": THERE, "before": keyed(key_state="Updating")}, ""),
        ({"backup": THERE, "before": keyed(not_read="DescribeKey was refused")}, ""),
        ({"backup": {"skipped": True}, "own_scratch": {"skipped": True}, "scratch_tables": {"error": {"code": "AccessDeniedException"}}}, ""),
        ({"own_scratch": {"error": {"code": "InvalidRestoreTimeException"}}}, ""),
    ],
)
def test_p5_what_was_found_that_forbids_to_begin(found: dict[str, t.Any], told: str) -> None:
    obstacles = rollback_plan(WANTED, before={"table": {"table_status": "ACTIVE"}, "settings": {}}, found=found)["obstacles"]
    assert len(obstacles) == bool(told) and told in "".join(obstacles)


def test_p5_a_scratch_table_is_known_by_its_name() -> None:
    own = {"own_scratch": {"error": {"code": "TargetExists"}}, "scratch_tables": {"tables": [{"table_name": "orders-rollback-20261121T021459Z"}]}}
    (told,) = rollback_plan(MOMENT, found=own)["obstacles"]
    assert told.startswith("Scratch table orders-rollback-20261121T021459Z exists, and is not known to be restored from the table at this time.")
    # One of the rollback itself is no other's.
    assert rollback_plan(MOMENT, found={"scratch_tables": own["scratch_tables"]})["obstacles"] == []
    for name in ("orders", "t" * 255):
        moment = {**MOMENT, "table_name": name}
        plan = rollback_plan(moment)
        assert fnmatch.fnmatchcase(plan["scratch"], plan["scratch_pattern"]) and not fnmatch.fnmatchcase(f"{name[:200]}s-rollback-x", plan["scratch_pattern"])


def test_one_key_of_backup_and_table_is_told_once() -> None:
    found = {"backup": {"backups": [{}], "latest": {"backup_status": "AVAILABLE", **keyed(key_state="Disabled")}}, "before": keyed(key_state="Disabled")}
    assert len(rollback_plan(WANTED, found=found)["obstacles"]) == 1


def test_what_must_be_connected_again() -> None:
    told = rollback_plan(WANTED, before=BEFORE, restored={"not_restored": [{"setting": "stream"}], "unknown_settings": ["auto_scaling"]})["reconnect"]
    assert "arn:stream" in told[0] and "eu-west-1" in told[1] and told[2] == "Not restored: stream." and "auto_scaling" in told[3]


EARLIER = [{"backup_name": "orders-before-rollback-00000000", "table_id": "00000000", "backup_creation_date_time": "2026-11-27T01:00:00+00:00"}]
UNMARKED = {"error": {"code": "TargetExists"}, "msg": "Table orders already exists, and it is not known to be restored from this backup: it has no tag x."}


@pytest.mark.parametrize(
    "created, look, earlier, is_doubtful",
    [
        ("2026-11-27T01:05:00+00:00", UNMARKED, EARLIER, True),
        ("2026-11-27T00:55:00+00:00", UNMARKED, EARLIER, False),
        ("2026-11-27T01:05:00+00:00", {**UNMARKED, "msg": "it was restored from another backup: arn"}, EARLIER, False),
        ("2026-11-27T01:05:00+00:00", UNMARKED, [], False),
        ("2026-11-27T01:05:00+00:00", UNMARKED, [{**EARLIER[0], "table_id": "8f2b9a70"}], False),
    ],
)
def test_a_table_that_an_interrupted_run_may_have_restored_is_not_replaced(
    created: str, look: dict[str, t.Any], earlier: list[dict[str, t.Any]], is_doubtful: bool
) -> None:
    before = {"table": {"table_id": "8f2b9a70", "table_arn": "arn:orders", "creation_date_time": created}, "settings": {}}
    told = rollback_plan({**WANTED, "source_arn": ARN}, look=look, before=before, last_backups=earlier)["obstacles"]
    assert [f"--resource-arn arn:orders --tags Key=dynaops.dynamodb:restored-from,Value={ARN}" in each for each in told] == [True] * is_doubtful
    assert rollback_plan({**WANTED, "last_backup_name": "mine"}, look=look, before=before, last_backups=earlier)["obstacles"] == []
