# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the roles make of right variables, what they may remove, and their outputs."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.filter.role_backup import role_backup
from ansible_collections.dynaops.dynamodb.plugins.filter.role_outputs import role_outputs
from ansible_collections.dynaops.dynamodb.plugins.filter.role_plan import role_plan
from ansible_collections.dynaops.dynamodb.plugins.filter.role_removals import role_removals

TAGS = {"Environment": "prod", "Project": "shop", "Owner": "operations", "CostCenter": "4711", "ManagedBy": "Ansible", "Component": "dynamodb"}
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
PLAN_ARN = "arn:aws:backup:us-east-1:123456789012:backup-plan:1111"


def planned(entry: str = "main", **given: t.Any) -> dict[str, t.Any]:
    """The plan of the least variables with these."""
    plan = role_plan({"name": "orders", "partition_key": "PK", "tags": TAGS, **given}, "dynamodb_table", entry)
    assert plan["wrong"] == []
    return plan


def test_an_environment_presets_what_is_not_given() -> None:
    prod, sit = planned(environment="prod"), planned(environment="sit", backup_retention_days=3, enable_backup=False)
    assert prod["backup"]["wanted"] and prod["backup"]["retention_days"] == 90 and prod["backup"]["schedule"] == "cron(0 */1 * * ? *)"
    assert prod["settings"]["deletion_protection"] == {"enabled": True} and prod["settings"]["replicas"][0]["region_name"] == "eu-west-1"
    assert not sit["backup"]["wanted"] and sit["backup"]["named_off"] and sit["backup"]["retention_days"] == 3
    assert sit["settings"]["replicas"] == [] and sit["replica_vault"] == {}
    given = planned(environment="prod", enable_replication=False, enable_deletion_protection="no", backup_plan_name="mine")
    assert given["settings"]["replicas"] == [] and given["settings"]["deletion_protection"] == {"enabled": False}
    assert given["backup"]["names"]["plan"] == "mine" and given["backup"]["named"] == ["plan"]


def test_l2_what_was_not_named_is_not_turned_off() -> None:
    assert not planned()["backup"]["named_off"] and not planned(enable_backup="")["backup"]["named_off"]
    assert planned(enable_backup=False)["backup"]["named_off"] and planned(enable_backup="no")["backup"]["named_off"]
    assert not planned(environment="dev")["backup"]["named_off"] and not planned("table", enable_backup=False)["backup"]["named_off"]


def test_further_settings_win_and_are_merged() -> None:
    plan = planned(further_settings={"point_in_time_recovery": {"recovery_period_in_days": 7}, "table_class": "STANDARD", "stream": {"enabled": False}})
    settings = plan["settings"]
    assert settings["point_in_time_recovery"] == {"enabled": True, "recovery_period_in_days": 7} and settings["table_class"] == "STANDARD"
    assert settings["stream"]["enabled"] is False and settings["tags"] == {**TAGS, "Name": "orders", "Type": "DynamoDB"}


def test_tags_are_text() -> None:
    assert planned("table", tags={"CostCenter": 4711, 7: True})["settings"]["tags"] == {"CostCenter": "4711", "7": "True"}


def test_l1_every_alarm_is_about_the_table_and_l8_has_its_tags() -> None:
    alarms = planned(alarm_operations=["PutItem"])["alarms"]
    assert [each["name"] for each in alarms] == [
        "orders-user-errors",
        "orders-system-errors",
        "orders-throttled-requests",
        "orders-system-errors-PutItem",
        "orders-throttled-requests-PutItem",
    ]
    assert {each["dimensions"]["TableName"] for each in alarms} == {"orders"} and alarms[-1]["dimensions"]["Operation"] == "PutItem"
    assert alarms[0]["tags"] == {**TAGS, "Name": "orders-user-errors-alarm", "Component": "monitoring"}


def test_the_rule_copies_to_the_vault_beside_the_replica() -> None:
    found = role_backup(planned(environment="prod"), ARN.replace("arn:aws:", "arn:aws-cn:"))
    vault = "arn:aws-cn:backup:eu-west-1:123456789012:backup-vault:orders-backup-vault-dr"
    assert found["rule"]["copy_actions"] == [{"destination_backup_vault_arn": vault, "lifecycle": {"delete_after_days": 90}}]
    assert found["policies"][0] == "arn:aws-cn:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
    assert "copy_actions" not in role_backup(planned(environment="dev"), ARN)["rule"]


def test_l9_a_plan_that_is_the_same_is_known() -> None:
    plan = planned(environment="dev")
    rule = role_backup(plan, ARN)["rule"]
    shown = {"backup_plan_id": "1", "tags": plan["backup"]["tags"]["plan"], "backup_plan": {"rules": [{**rule, "rule_id": "x"}]}}
    assert role_backup(plan, ARN, [shown])["is_current"] and role_backup(plan, ARN, [shown])["plan_id"] == "1"
    assert not role_backup(plan, ARN, [{**shown, "tags": {}}])["is_current"] and not role_backup(plan, ARN)["is_current"]
    assert not role_backup(planned(environment="sit"), ARN, [shown])["is_current"]


PLAN = {"backup_plan_arn": PLAN_ARN, "tags": {}, "backup_plan": {"rules": []}}
OWN = {"selection_name": "orders-backup-selection", "resources": [ARN], "iam_role_arn": "arn:aws:iam::123456789012:role/orders-backup-role"}
ROLE = {"arn": OWN["iam_role_arn"], "tags": {"Name": "orders-backup-role", "Component": "iam"}}
MARKED = {**PLAN, "tags": {"Name": "orders-backup-plan", "Component": "backup"}}
FOREIGN = {"arn": OWN["iam_role_arn"], "tags": {"Name": "something"}}


@pytest.mark.parametrize(
    ("plans", "selections", "roles", "removed", "kept"),
    [
        ([PLAN], [OWN], [ROLE], (True, True, True), 0),
        # A plan whose selection was removed already, by a run that was interrupted.
        ([MARKED], [], [ROLE], (False, True, True), 0),
        ([], [], [ROLE], (False, False, True), 0),
        ([], [], [], (False, False, False), 0),
        # Another's plan and role of these names.
        ([PLAN], [], [FOREIGN], (False, False, False), 2),
        ([PLAN], [{**OWN, "resources": ["*"]}], [FOREIGN], (False, False, False), 2),
        ([PLAN], [{**OWN, "resources": [ARN, f"{ARN}s"]}], [ROLE], (False, False, False), 2),
        ([PLAN], [{**OWN, "resources": [ARN.replace("us-east-1", "eu-west-1")]}], [FOREIGN], (False, False, False), 2),
        # The plan is shared: only the table is taken out of it.
        ([MARKED], [OWN, {**OWN, "selection_name": "carts", "resources": [f"{ARN}s"]}], [ROLE], (True, False, False), 2),
    ],
)
def test_l2_only_what_is_the_tables_own_is_removed(plans: t.Any, selections: t.Any, roles: t.Any, removed: tuple[bool, ...], kept: int) -> None:
    found = role_removals(planned(enable_backup=False), plans, selections, roles)
    assert (found["selection"], found["plan"], found["role"]) == removed and len(found["kept"]) == kept, found["kept"]


def test_l2_what_a_variable_names_is_removed() -> None:
    found = role_removals(planned(enable_backup=False, backup_plan_name="p-1", backup_role_name="r-1"), [PLAN], [], [FOREIGN])
    assert (found["plan"], found["role"], found["kept"]) == (True, True, [])


def test_l5_vaults_are_looked_for_wherever_replicas_and_copies_are() -> None:
    copy = {"destination_backup_vault_arn": "arn:aws:backup:eu-central-1:123456789012:backup-vault:orders-backup-vault-dr"}
    other = {"destination_backup_vault_arn": "arn:aws:backup:eu-north-1:123456789012:backup-vault:central"}
    plans = [{**PLAN, "backup_plan": {"rules": [{"copy_actions": [copy, other]}, {"copy_actions": None}]}}]
    plan = planned(state="absent")
    places = role_removals(plan, plans, replicas=[{"region_name": "ap-south-1"}])["vaults"]
    assert [(each["name"], each["region"]) for each in places] == [
        ("orders-backup-vault", ""),
        ("orders-backup-vault-dr", "ap-south-1"),
        ("orders-backup-vault-dr", "eu-central-1"),
    ]
    ours = {"tags": {"Name": "orders-backup-vault-dr", "Component": "backup"}}
    results = [
        {"vault": {"number_of_recovery_points": 2, "tags": {}}},
        {"vault": {"number_of_recovery_points": 0, **ours}},
        {"vault": {"number_of_recovery_points": 0, "tags": {}}},
    ]
    found = role_removals(plan, plans, replicas=[{"region_name": "ap-south-1"}], vaults=results)
    assert found["empty_vaults"] == [places[1]]
    assert found["kept_vaults"] == [
        "The vault orders-backup-vault in the table's region is kept: it has 2 recovery points.",
        "The vault orders-backup-vault-dr in region eu-central-1 is kept: this role did not create it.",
    ]
    none = [{"vault": {"backup_vault_name": "x"}}, {}, {}]
    assert role_removals(plan, plans, replicas=[{"region_name": "ap-south-1"}], vaults=none)["empty_vaults"] == []


def test_l2_an_alarm_about_something_else_is_kept() -> None:
    about = [{"name": "TableName", "value": "orders"}]
    shown = [{"alarm_name": "orders-user-errors", "dimensions": about}, {"alarm_name": "orders-system-errors", "dimensions": []}]
    assert role_removals(planned(state="absent"), alarms=shown)["alarms"] == ["orders-user-errors"]


TABLE: dict[str, t.Any] = {
    "table_arn": ARN,
    "table_id": "id",
    "key_schema": [{"attribute_name": "PK", "key_type": "HASH"}, {"attribute_name": "SK", "key_type": "RANGE"}],
    "billing_mode": "PAY_PER_REQUEST",
    "stream_specification": {"stream_enabled": True},
    "latest_stream_arn": "stream",
    "latest_stream_label": "label",
    "global_secondary_indexes": [
        {"index_name": "Older", "key_schema": [{"attribute_name": "a", "key_type": "HASH"}]},
        {"index_name": "ByStatus", "key_schema": [{"attribute_name": "status", "key_type": "HASH"}]},
    ],
    "replicas": [{"region_name": "us-east-1"}, {"region_name": "ap-south-1"}],
}


def test_l6_outputs_are_what_aws_shows() -> None:
    plan = planned(
        "table", attributes=[{"name": "status", "type": "S"}], global_secondary_indexes=[{"name": "ByStatus", "hash_key": "status"}], stream_enabled=False
    )
    shown = role_outputs(plan, TABLE, {"point_in_time_recovery": {"enabled": False}})
    assert shown["replica_region"] == "ap-south-1" and shown["replica_table_arn"] == ARN.replace("us-east-1", "ap-south-1")
    assert shown["table_stream_arn"] == "stream" and [each["name"] for each in shown["global_secondary_indexes"]] == ["ByStatus", "Older"]
    assert shown["gsi_arns"] == {name: f"{ARN}/index/{name}" for name in ("ByStatus", "Older")}
    info = shown["table_info"]
    assert (info["sort_key"], info["pitr_enabled"], info["replication_enabled"], info["stream_enabled"]) == ("SK", False, True, True)
    assert "backup_plan_id" not in shown and info["backup_enabled"] is False


def test_l6_a_stream_that_was_is_no_stream_and_of_several_replicas_the_wanted_one_is_shown() -> None:
    off = {**TABLE, "stream_specification": None, "replicas": [{"region_name": "ap-south-1"}, {"region_name": "eu-west-1"}]}
    shown = role_outputs(planned(environment="prod"), off, {})
    assert shown["table_stream_arn"] is shown["table_stream_label"] is None and shown["replica_region"] == "eu-west-1"
    provisioned = {key: value for key, value in off.items() if key != "billing_mode"}
    assert role_outputs(planned(), provisioned)["table_info"]["billing_mode"] == "PROVISIONED"


def test_outputs_of_a_table_that_is_not_there_yet() -> None:
    shown = role_outputs(planned(environment="prod"), {}, vault={}, alarms=[{}, {}, {}])
    nulls = ("table_arn", "table_stream_arn", "backup_plan_id", "backup_vault_arn", "replica_table_arn", "user_errors_alarm_arn")
    assert {name: shown[name] for name in nulls} == dict.fromkeys(nulls) and shown["gsi_arns"] == {}
    assert shown["replica_region"] == "eu-west-1" and shown["backup_vault_name"] == "orders-backup-vault" and shown["table_info"]["backup_enabled"]


def test_the_jobs_table() -> None:
    variables: dict[str, t.Any] = {"project_name": "cloud-tools", "environment": "Production", "resource_suffix": 12, "read_capacity": 5, "write_capacity": 4}
    plan = role_plan({**variables, "billing_mode": "PROVISIONED", "user_index_read_capacity": 1}, "dynamodb_jobs_table", now=1_795_000_000)
    assert (plan["name"], plan["backup_name"]) == ("CloudToolsJobs-12", "CloudToolsJobs-12-backup-2026-11-18") and plan["daily_backup"]
    assert [(each["name"], each["read_capacity"], each["write_capacity"]) for each in plan["table"]["indexes"]] == [("StatusIndex", 5, 4), ("UserIndex", 1, 4)]
    assert plan["status_item"]["createdAt"] == "2026-11-18T11:06:40Z" and plan["status_item"]["ttl"] == 1_795_000_000 + 365 * 86400
    assert plan["settings"]["tags"] == {"Project": "cloud-tools", "Environment": "Production"} and plan["renew_below"] == 1_795_000_000 + 180 * 86400
    outputs = role_outputs(plan, {}, backup_arn="")
    assert outputs["backup_arn"] is None and [each["name"] for each in outputs["global_secondary_indexes"]] == ["StatusIndex", "UserIndex"]
    development = role_plan({**variables, "environment": "dev"}, "dynamodb_jobs_table", now=0)
    assert development["daily_backup"] == "none" and "read_capacity" not in development["table"]


@pytest.mark.parametrize(
    ("given", "kind", "wanted", "off"),
    [
        ("", "task", False, False),
        (True, "task", False, True),
        ("yes", "task", False, True),
        (False, "none", False, True),
        ("none", "none", False, True),
        ("aws_backup", "aws_backup", True, False),
        ("AWS_Backup", "aws_backup", True, False),
    ],
)
def test_who_makes_the_daily_backup_of_the_jobs_table(given: t.Any, kind: str, wanted: bool, off: bool) -> None:
    variables = {"project_name": "cloud-tools", "environment": "production", "resource_suffix": "abc", "daily_backup": given}
    plan = role_plan(variables, "dynamodb_jobs_table", now=0)
    assert (plan["daily_backup"], plan["backup"]["wanted"], plan["backup"]["named_off"]) == (kind, wanted, off)
    rule = role_backup(plan, ARN)["rule"]
    assert (rule["schedule_expression"], rule["lifecycle"]) == ("cron(0 2 * * ? *)", {"delete_after_days": 35})
    assert rule["target_backup_vault_name"] == "CloudToolsJobs-abc-backup-vault" and role_removals(plan, replicas=[{"region_name": "eu-west-1"}])["vaults"] == [
        {"name": "CloudToolsJobs-abc-backup-vault", "region": ""}
    ]


def test_t3_a_last_backup_before_a_table_is_removed() -> None:
    prod = planned(environment="prod", state="absent")
    assert prod["final_backup_name"] == "{table}-final" and prod["freeing"] == {"replicas": []}
    assert planned(environment="prod", state="absent", final_backup_name="none")["final_backup_name"] == ""
    assert planned(environment="prod", state="absent", final_settings_manifest="x.json")["final_settings_manifest"] == "x.json"
    assert planned(state="absent")["final_backup_name"] == "" and planned(state="absent", final_backup_name="{table}-{date}")["final_backup_name"]
    assert planned(disable_deletion_protection=True)["freeing"] == {"deletion_protection": {"enabled": False}, "replicas": []}
