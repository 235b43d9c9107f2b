# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each module is said to need in IAM is enough for it, on an account that refuses every other action, and is all that it asks for."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import pytest
import yaml
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import permissions
from ansible_collections.dynaops.dynamodb.plugins.modules import (
    dynamodb_alarm_tags,
    dynamodb_backup_info,
    dynamodb_compare_items_info,
    dynamodb_create_backup,
    dynamodb_create_backups,
    dynamodb_delete_backup,
    dynamodb_protection_info,
    dynamodb_prune_backups,
    dynamodb_put_item,
    dynamodb_restore_backup,
    dynamodb_restore_backups,
    dynamodb_table,
    dynamodb_table_count_info,
    dynamodb_table_info,
    dynamodb_table_settings,
    dynamodb_table_settings_info,
)
from ansible_collections.dynaops.dynamodb.tests.acceptance import cloudwatch, older_boto
from ansible_collections.dynaops.dynamodb.tests.acceptance.backup_plans import make_plan, make_role
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import back_up
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import ALL_ON
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_family import make_alarm
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_kms_keys import encrypt
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULES = {
    dynamodb_alarm_tags: permissions.ALARM_TAGS,
    dynamodb_create_backup: permissions.CREATE_BACKUP,
    dynamodb_create_backups: permissions.CREATE_BACKUPS,
    dynamodb_backup_info: permissions.BACKUP_INFO,
    dynamodb_delete_backup: permissions.DELETE_BACKUP,
    dynamodb_protection_info: permissions.PROTECTION_INFO,
    dynamodb_prune_backups: permissions.PRUNE_BACKUPS,
    dynamodb_put_item: permissions.PUT_ITEM,
    dynamodb_restore_backup: permissions.RESTORE_BACKUP,
    dynamodb_restore_backups: permissions.RESTORE_BACKUPS,
    dynamodb_table: permissions.TABLE,
    dynamodb_compare_items_info: permissions.COMPARE_ITEMS_INFO,
    dynamodb_table_count_info: permissions.TABLE_COUNT_INFO,
    dynamodb_table_info: permissions.TABLE_INFO,
    dynamodb_table_settings: permissions.TABLE_SETTINGS,
    dynamodb_table_settings_info: permissions.TABLE_SETTINGS_INFO,
}
IDS = [module.__name__.rpartition(".")[2] for module in MODULES]
NEW, OLD = "orders-restored", "orders"
# The table has no index.
SETTINGS = {**ALL_ON, "contributor_insights": {"enabled": True}}
PUT_BACK = {name: value for name, value in SETTINGS.items() if name not in ("deletion_protection", "replicas")}

# What uses the permissions that every task needs, and what uses the others as well. ARN stands for the older of two backups, FILE for a file.
PLAIN: dict[t.Any, list[dict[str, t.Any]]] = {
    # A tag is set, then removed.
    dynamodb_alarm_tags: [{"alarms": [{"name": "orders-errors", "tags": tags}]} for tags in ({"Owner": "operations"}, {})],
    dynamodb_create_backup: [{"table_name": OLD, "backup_name": "third"}],
    dynamodb_create_backups: [{"table_names": [OLD], "backup_name": "third"}],
    dynamodb_backup_info: [{"table_name": OLD}, {}],
    dynamodb_delete_backup: [{"backup_arn": "ARN"}],
    dynamodb_prune_backups: [{"table_name": OLD, "keep": 1}],
    # Of several tables the vaults are listed, of one its own recovery points.
    dynamodb_protection_info: [{}, {"table_names": [OLD]}],
    dynamodb_put_item: [{"table_name": OLD, "item": {"id": "new"}}],
    dynamodb_restore_backup: [{"backup_arn": "ARN", "target_table_name": NEW, "mark_target": False}],
    dynamodb_restore_backups: [{"backup_arns": "ARN", "mark_target": False}],
    dynamodb_table: [{"table_name": OLD, "hash_key_name": "id"}],
    dynamodb_compare_items_info: [{"table_name": OLD, "other_table_name": "carts"}],
    dynamodb_table_count_info: [{"table_name": OLD}],
    dynamodb_table_info: [{"table_name": OLD}, {"table_names": [OLD]}],
    dynamodb_table_settings: [{"table_name": OLD, "settings": {"deletion_protection": {"enabled": False}}}],
    dynamodb_table_settings_info: [{"table_name": OLD}],
}
MORE: dict[t.Any, list[dict[str, t.Any]]] = {
    dynamodb_table: [
        {"table_name": NEW, "hash_key_name": "id", "billing_mode": "PAY_PER_REQUEST", "settings": SETTINGS},
        {
            "table_name": NEW,
            "settings": {"replicas": [], "deletion_protection": {"enabled": False}, "tags": {"New": "1"}, "resource_policy": {}},
            "purge_replicas": True,
        },
        {"table_name": NEW, "state": "absent", "final_backup_name": "last", "final_settings_manifest": "FILE"},
    ],
    dynamodb_create_backup: [{"table_name": OLD, "backup_name": "sixth", "if_exists": "reuse", "settings_manifest": "FILE"}],
    dynamodb_table_settings: [{"table_name": OLD, "settings": SETTINGS}, {"table_name": OLD, "settings": {"tags": {}, "resource_policy": {}}}],
    dynamodb_create_backups: [
        {"table_tags": {"stage": "none"}, "allow_empty": True, "backup_name": "fourth"},
        {"all_tables": True, "backup_name": "second", "if_exists": "reuse"},
        {"all_tables": True, "backup_name": "seventh", "settings_manifests": "FOLDER"},
    ],
    dynamodb_table_info: [{"table_tags": {"stage": "none"}}, {"include_tags": True, "include_settings": True}],
    dynamodb_backup_info: [{"backup_arn": "ARN"}, {"table_name": OLD, "describe": True, "include_kms_key": True}, {"table_tags": {"stage": "none"}}],
    dynamodb_table_settings_info: [{"table_name": OLD, "include_kms_key": True}],
    dynamodb_prune_backups: [{"all_tables": True, "keep": 1}, {"table_tags": {"stage": "none"}, "keep": 1}],
    dynamodb_protection_info: [{"table_tags": {"stage": "none"}}, {"schedules": True}, {"restore_drills": True}],
    dynamodb_put_item: [{"table_name": OLD, "item": {"id": "order-00001", "note": "new"}, "if_exists": "update"}],
    dynamodb_restore_backups: [
        {"table_names": [OLD], "backup_name": "first"},
        {"backup_arns": "ARN", "target_table_name": "{table}-kept", "settings_manifests": "FOLDER"},
        {"table_tags": {"stage": "none"}, "allow_empty": True},
        # The tag of the module gives way to the 50 of the last of these.
        {"backup_arns": "ARN", "target_table_name": "{table}-full"},
        {"backup_arns": "ARN", "target_table_name": "{table}-full", "settings_manifests": "FULL"},
    ],
    dynamodb_restore_backup: [
        {"table_name": OLD, "backup_name": "first", "target_table_name": NEW},
        {"backup_arn": "ARN", "target_table_name": NEW, "settings": PUT_BACK},
        {"backup_arn": "ARN", "target_table_name": NEW, "state": "absent"},
        {"table_name": OLD, "restore_time": "latest", "target_table_name": "orders-then"},
        # The tag of the module gives way to the last of these.
        {"backup_arn": "ARN", "target_table_name": NEW},
        {"backup_arn": "ARN", "target_table_name": NEW, "settings": {"tags": {f"key-{number}": "value" for number in range(50)}}},
    ],
}


@pytest.fixture(name="alarm_calls", autouse=True)
def calls_of_cloudwatch(lab: LabClient, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The actions of CloudWatch that were asked for and permitted."""

    def is_refused(action: str) -> bool:
        allowed = lab.settings()["allowed"]
        if allowed is None or action in allowed:
            return False
        # It is carried out all the same. The first request of the module only reads.
        assert action.startswith("cloudwatch:Describe")
        return True

    return cloudwatch.refuse(monkeypatch, is_refused)


@pytest.fixture(name="arn")
def two_backups(orders: LabClient) -> str:
    """The older of two backups of the table orders; beside it an alarm, and a table with a recovery point."""
    make_alarm(orders)
    arn = str(back_up(orders, name="first").as_result()["backup_arn"])
    back_up(orders, name="second")
    orders.make_table("carts")
    orders.points([{"resource": "arn:aws:dynamodb:us-east-1:123456789012:table/carts", "created": 1795226400.0}])
    return arn


@pytest.fixture(name="meant")
def what_words_stand_for(arn: str, tmp_path: pathlib.Path) -> dict[str, str]:
    """ARN, FILE, and two folders with settings of this backup's table."""
    full = {"tags": {f"key-{number}": "value" for number in range(50)}}
    for name, settings in (("FOLDER", PUT_BACK), ("FULL", full)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "settings.json").write_text(json.dumps({"backup_arn": arn, "settings": settings}))
    return {"ARN": arn, "FILE": str(tmp_path / "settings.json"), "FOLDER": str(tmp_path / "FOLDER"), "FULL": str(tmp_path / "FULL")}


def run_all(lab: LabClient, in_module: t.Any, meant: dict[str, str], module: t.Any, cases: list[dict[str, t.Any]], alarm_calls: list[str]) -> set[str]:
    """Runs the module with each of these, none of which may fail; the actions that they asked for."""
    services = ("dynamodb", "backup", "kms")
    alarm_calls.clear()
    before = {name: len(lab.requests(service=name)) for name in services}
    for arguments in cases:
        result = in_module(module, **{name: meant.get(str(value), value) for name, value in arguments.items()})
        warnings = [each for each in result.get("warnings", ()) if "50 tags" not in each]
        assert not result["failed"] and not warnings, result["msg"]
    used = [entry for name in services for entry in lab.requests(service=name)[before[name] :]]
    return {*alarm_calls, *(f"{entry['service']}:{entry['operation']}" for entry in used)}


# With an older boto3 a module reads no policies.
@pytest.mark.parametrize("module", older_boto.needed_by(MODULES, dynamodb_table_settings_info), ids=IDS)
def test_the_needed_ones_are_enough_and_all_are_used(orders: LabClient, in_module: t.Any, meant: dict[str, str], module: t.Any, alarm_calls: list[str]) -> None:
    orders.settings(allowed=list(MODULES[module].needed))
    assert run_all(orders, in_module, meant, module, PLAIN[module], alarm_calls) == set(MODULES[module].needed)


@pytest.mark.shown_cases(6)
@pytest.mark.parametrize(
    "module",
    older_boto.needed_by((module for module in MODULES if MODULES[module].sometimes), dynamodb_table_info),
    ids=lambda module: module.__name__.rpartition(".")[2],
)
def test_with_the_others_all_else_works(orders: LabClient, in_module: t.Any, meant: dict[str, str], module: t.Any, alarm_calls: list[str]) -> None:
    if module is dynamodb_restore_backup:
        orders.dynamodb().update_continuous_backups(TableName=OLD, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    if module is dynamodb_protection_info:
        make_role(orders)
        make_plan(orders, "tagged", Resources=["*"], ListOfTags=[{"ConditionType": "STRINGEQUALS", "ConditionKey": "stage", "ConditionValue": "prod"}])
    if module in (dynamodb_backup_info, dynamodb_table_settings_info):
        encrypt(orders)
        back_up(orders, name="encrypted")
    orders.settings(allowed=sorted(MODULES[module].all()))
    if module is dynamodb_prune_backups:
        orders.fault("DeleteBackup", "cut", when="before", times=3)
        orders.fault("DeleteBackup", "cut", when="after")
    used = run_all(orders, in_module, meant, module, MORE[module], alarm_calls)
    assert used | set(MODULES[module].needed) == MODULES[module].all() and used <= MODULES[module].all()


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_without_one_of_the_needed_ones_the_refusal_names_them_all(orders: LabClient, in_module: t.Any, meant: dict[str, str], module: t.Any) -> None:
    orders.settings(allowed=[])
    arguments = {name: meant.get(str(value), value) for name, value in PLAIN[module][0].items()}
    result = in_module(module, **arguments)
    # That of many tables fails for each table by itself.
    assert (
        result["failed"]
        and result["error"]["code"] in ("AccessDeniedException", "AccessDenied", "NotBackedUp", "NotAllRestored")
        and MODULES[module].text() in result["msg"]
    )


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_the_documentation_names_exactly_these(module: t.Any) -> None:
    notes = yaml.safe_load(module.DOCUMENTATION)["notes"]
    (note,) = [each for each in notes if each.startswith("Permissions needed")]
    assert set(re.findall(r"(?:dynamodb|backup|kms|cloudwatch):\w+", note)) == MODULES[module].all()
