# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user writes freely is checked to its last leaf before the first request: nulls, types, unknown keys; what has no effect is taken."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.modules import (
    dynamodb_create_backup,
    dynamodb_create_backups,
    dynamodb_put_item,
    dynamodb_restore_backup,
    dynamodb_table_settings,
)
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import following_action
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import CORE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import ALL_ON, apply, make_indexed_table, read, writes
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

ON = {"enabled": True}
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}


def policy(**changes: t.Any) -> dict[str, t.Any]:
    """A resource policy with one statement; a member that is None is null."""
    return {"resource_policy": {"Version": "2012-10-17", "Statement": [{**STATEMENT, **changes}]}}


# A null somewhere below settings, and its path.
NULLS: list[tuple[dict[str, t.Any], str]] = [
    ({"tags": {"CostCenter": None, "Owner": "me"}}, "settings.tags.CostCenter"),
    ({"tags": {"Cost Center": None}}, "settings.tags['Cost Center']"),
    ({"tags": None}, "settings.tags"),
    ({"stream": {"enabled": True, "view_type": None}}, "settings.stream.view_type"),
    ({"deletion_protection": {"enabled": None}}, "settings.deletion_protection.enabled"),
    ({"replicas": [None]}, "settings.replicas[0]"),
    ({"replicas": [{"region_name": "eu-west-1", "point_in_time_recovery": None}]}, "settings.replicas[0].point_in_time_recovery"),
    ({"contributor_insights": {**ON, "indexes": {"ByStatus": None}}}, "settings.contributor_insights.indexes.ByStatus"),
    ({"contributor_insights": {**ON, "indexes": {"ByStatus": {**ON, "mode": None}}}}, "settings.contributor_insights.indexes.ByStatus.mode"),
    ({"on_demand_throughput": {"max_read_request_units": None}}, "settings.on_demand_throughput.max_read_request_units"),
    (policy(Action=["dynamodb:GetItem", None]), "settings.resource_policy.Statement[0].Action[1]"),
    (policy(Condition={"StringEquals": {"aws:PrincipalOrgID": None}}), "settings.resource_policy.Statement[0].Condition.StringEquals.aws:PrincipalOrgID"),
]
# A wrong type or an unknown key, and what is said.
WRONG: list[tuple[t.Any, str]] = [
    ({"deletion_protection": True}, "settings.deletion_protection must be a dictionary such as {enabled: true} (got true)."),
    ({"deletion_protection": "on"}, "settings.deletion_protection must be a dictionary such as {enabled: true} (got 'on')."),
    ({"deletion_protection": {}}, "settings.deletion_protection needs enabled, such as {enabled: true}."),
    ({"deletion_protection": {"enabeld": True}}, "settings.deletion_protection.enabeld is unknown: settings.deletion_protection takes enabled."),
    ({"deletion_protection": {"enabled": "maybe"}}, "settings.deletion_protection.enabled must be true or false (got 'maybe')."),
    ({"deletion_protection": {"enabled": [True]}}, "settings.deletion_protection.enabled must be true or false (got a list)."),
    ({"delete_protection": ON}, "settings.delete_protection is unknown: settings takes contributor_insights, deletion_protection,"),
    ({"stream": "NEW_IMAGE"}, "settings.stream must be a dictionary such as {enabled: true} (got 'NEW_IMAGE')."),
    ({"stream": {**ON, "view_type": "new_image"}}, "settings.stream.view_type must be one of KEYS_ONLY, NEW_IMAGE"),
    ({"table_class": True}, "settings.table_class must be text such as STANDARD (got true). Write it in quotes."),
    ({"time_to_live": {**ON, "attribute_name": True}}, "settings.time_to_live.attribute_name must be text such as expires (got true). Write it in quotes."),
    ({"point_in_time_recovery": {**ON, "recovery_period_in_days": "week"}}, "recovery_period_in_days must be a whole number such as 35 (got 'week')."),
    ({"point_in_time_recovery": {**ON, "recovery_period_in_days": True}}, "recovery_period_in_days must be a whole number such as 35 (got true)."),
    ({"point_in_time_recovery": {**ON, "recovery_period_in_days": 7.5}}, "recovery_period_in_days must be a whole number such as 35 (got 7.5)."),
    ({"replicas": {"region_name": "eu-west-1"}}, "settings.replicas must be a list such as [{region_name: eu-west-1}] (got a dictionary)."),
    ({"replicas": ["eu-west-1"]}, "settings.replicas[0] must be a dictionary such as {region_name: eu-west-1} (got 'eu-west-1')."),
    ({"replicas": [{"region": "eu-west-1"}]}, "settings.replicas[0].region is unknown"),
    ({"tags": ["Owner"]}, "settings.tags must be a dictionary such as {Owner: operations} (got a list)."),
    ({"tags": {"Owner": ["me"]}}, "settings.tags.Owner must be text such as operations (got a list)."),
    ({"tags": {"Owner": "a\x1b[2J"}}, "settings.tags.Owner must have letters, digits, spaces and the characters"),
    ({"contributor_insights": {**ON, "indexes": ["ByStatus"]}}, "settings.contributor_insights.indexes must be a dictionary such as {key: {enabled: true}}"),
    ({"resource_policy": [STATEMENT]}, "settings.resource_policy must be a dictionary or JSON text"),
    ({"resource_policy": {"Version": "2012-10-17", "Statement": ["x"]}}, "settings.resource_policy.Statement[0] must be a dictionary"),
    ({"resource_policy": {"Version": 2012, "Statement": []}}, "settings.resource_policy.Version must be text"),
    ({"resource_policy": {"Version": "2012-10-17", "Statement": [], "statement": []}}, "settings.resource_policy.statement is unknown"),
    (policy(effect="Allow"), "settings.resource_policy.Statement[0].effect is unknown"),
    (policy(Effect="allow"), "settings.resource_policy.Statement[0].Effect must be one of Allow, Deny."),
    (policy(Condition={"StringEquals": "x"}), "settings.resource_policy.Statement[0].Condition must be a dictionary of operators"),
    ({"resource_policy": "[" * 100_000}, "settings.resource_policy is not JSON"),
]
# What has no effect beside enabled: false.
IDLE: dict[str, dict[str, t.Any]] = {
    "stream": {"view_type": "NEW_IMAGE"},
    "time_to_live": {"attribute_name": "expires"},
    "point_in_time_recovery": {"recovery_period_in_days": 9},
    "server_side_encryption": {"kms_master_key_id": "alias/mine"},
    "contributor_insights": {"mode": "THROTTLED_KEYS", "indexes": {"ByStatus": {"enabled": False, "mode": "THROTTLED_KEYS"}}},
}


@pytest.fixture(name="indexed")
def indexed_orders(lab: LabClient) -> LabClient:
    """The lab with a table orders that has a global secondary index."""
    make_indexed_table(lab)
    return lab


def refused(result: dict[str, t.Any], words: str) -> None:
    """Asserts that it was refused so, on one line."""
    assert result["failed"] and result["error"]["code"] == "InvalidArgument", result
    assert words in result["msg"] and "\n" not in result["msg"] and result["msg"].isprintable(), result["msg"]


@pytest.mark.parametrize(("settings", "path"), NULLS, ids=[path for _settings, path in NULLS])
def test_s10_a_null_below_settings_is_refused_with_its_path(orders: LabClient, in_module: t.Any, settings: dict[str, t.Any], path: str) -> None:
    for module, more in ((dynamodb_table_settings, {"table_name": "orders"}), (dynamodb_restore_backup, {"backup_arn": ARN, "target_table_name": "new"})):
        refused(in_module(module, settings=settings, **more), f"{path} is null: nothing is written behind its colon. Give it a value")
    assert orders.work() == []


def test_s10_no_tag_is_removed_by_a_null(orders: LabClient, in_module: t.Any) -> None:
    apply(orders, {"tags": {"CostCenter": "42", "Owner": "you"}})
    in_module(dynamodb_table_settings, table_name="orders", settings={"tags": {"CostCenter": None, "Owner": "me"}})
    assert read(orders)["tags"] == {"CostCenter": "42", "Owner": "you"}


@pytest.mark.parametrize(
    ("module", "arguments", "words"),
    [
        (dynamodb_create_backups, {"table_tags": {"CostCenter": None}}, "table_tags.CostCenter is null"),
        (dynamodb_create_backups, {"table_tags": {"CostCenter": ["1"]}}, "table_tags.CostCenter must be text"),
        (dynamodb_create_backups, {"table_names": ["orders", None]}, "table_names[1] is null"),
        (dynamodb_create_backups, {"table_names": ["orders", {"name": "x"}]}, "table_names[1] must be text"),
        (dynamodb_create_backups, {"table_name_patterns": ["o*", ["a"]]}, "table_name_patterns[1] must be text"),
        (dynamodb_create_backups, {"table_name_patterns": ["o*", 1.5]}, "table_name_patterns[1] must be text such as text (got 1.5). Write it in quotes."),
        (dynamodb_create_backup, {"settings_manifest": ["orders.json"]}, "settings_manifest must be text such as /backups/orders.json (got a list)"),
        (dynamodb_put_item, {"item": {"id": "a", "ttl": 5}, "if_exists": "update", "update_when_below": {"ttl": None}}, "update_when_below.ttl is null"),
        (dynamodb_put_item, {"item": {"id": "a"}, "if_exists": "update", "update_attributes": [None]}, "update_attributes[0] is null"),
    ],
)
def test_s10_a_null_or_a_wrong_type_in_any_other_option_is_refused(
    orders: LabClient, in_module: t.Any, module: t.Any, arguments: dict[str, t.Any], words: str
) -> None:
    own = {"backup_name": "nightly"} if module is dynamodb_create_backups else {"table_name": "orders"}
    own |= {"backup_name": "nightly"} if module is dynamodb_create_backup else {}
    result = in_module(module, **own, **arguments)
    if CORE < (2, 19) and words.endswith("] is null"):
        # These releases of ansible-core refuse a null in a list of texts themselves, before the module begins.
        assert result["failed"] and f"option '{words.partition('[')[0]}'" in result["msg"] and "NoneType" in result["msg"], result
    else:
        refused(result, words)
    assert orders.work() == []


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (
            {"provisioned_throughput_override": {"read_capacity_units": None, "write_capacity_units": 5}},
            "provisioned_throughput_override.read_capacity_units is null",
        ),
        (
            {"provisioned_throughput_override": {"read_capacity_units": 5}},
            "provisioned_throughput_override needs write_capacity_units, such as {read_capacity_units: 5,",
        ),
        ({"provisioned_throughput_override": {"read_capacity_units": 0, "write_capacity_units": 5}}, "read_capacity_units must be at least 1 (got 0)"),
        ({"on_demand_throughput_override": {"max_read_units": 5}}, "on_demand_throughput_override.max_read_units is unknown"),
        ({"global_secondary_index_override": [{}]}, "global_secondary_index_override[0] needs index_name, such as {index_name: ByStatus}"),
        ({"global_secondary_index_override": ["ByStatus"]}, "global_secondary_index_override"),
        ({"global_secondary_index_override": {"index_name": "ByStatus"}}, "global_secondary_index_override"),
        ({"local_secondary_index_override": [{"index_name": "ByDay", "key_schema": None}]}, "local_secondary_index_override[0].key_schema is null"),
        ({"global_secondary_index_override": [{"index_name": "x", "key_schema": [{"attribute_name": "a"}]}]}, "[0].key_schema[0] needs key_type"),
        ({"global_secondary_index_override": [{"index_name": "x", "on_demand_throughput": {"max_read_request_units": -2}}]}, "must be at least 1 (got -2)"),
        ({"sse_specification_override": {"enabled": "sometimes"}}, "sse_specification_override.enabled must be true or false"),
    ],
)
def test_s10_the_overrides_of_a_restore_too(lab: LabClient, in_module: t.Any, overrides: dict[str, t.Any], words: str) -> None:
    result = in_module(dynamodb_restore_backup, backup_arn=ARN, target_table_name="new", **overrides)
    assert result["failed"] and words in result["msg"] and lab.requests() == [], result["msg"]


@pytest.mark.parametrize(("settings", "words"), WRONG, ids=[words[:60] for _settings, words in WRONG])
def test_s11_a_wrong_type_or_an_unknown_key_is_refused_with_path_and_form(orders: LabClient, in_module: t.Any, settings: t.Any, words: str) -> None:
    for module, more in ((dynamodb_table_settings, {"table_name": "orders"}), (dynamodb_restore_backup, {"backup_arn": ARN, "target_table_name": "new"})):
        refused(in_module(module, settings=settings, **more), words)
    assert orders.work() == []


def test_s11_what_templates_and_surveys_make_of_values_is_taken(indexed: LabClient, here: ModulesHere) -> None:
    """Before ansible-core 2.19 a template is text; AWX's surveys send text alone."""
    given = {
        "deletion_protection": {"enabled": "True"},
        "point_in_time_recovery": {"enabled": "yes", "recovery_period_in_days": "9"},
        "tags": {"Number": 5, "Version": 1.5, "On": True},
        "stream": '{"enabled": true}',
        "replicas": '[{"region_name": "eu-west-1"}]',
        "resource_policy": json.dumps(ALL_ON["resource_policy"]),
    }
    for settings in (given, json.dumps(given)):
        done = here.adhoc("dynaops.dynamodb.dynamodb_table_settings", table_name="orders", settings=settings, check=isinstance(settings, str))
        assert done.code == 0, done.msg
    found = read(indexed)
    assert found["deletion_protection"] == ON and found["point_in_time_recovery"]["recovery_period_in_days"] == 9
    assert found["tags"] == {"Number": "5", "Version": "1.5", "On": "True"} and found["stream"]["enabled"]


@pytest.mark.parametrize("name", sorted(IDLE))
def test_s6_what_stands_beside_enabled_false_has_no_effect(indexed: LabClient, here: ModulesHere, name: str) -> None:
    off = {"enabled": False, **IDLE[name]}
    for before in ({"enabled": False}, ALL_ON[name]):
        apply(indexed, {name: before})
        sent = len(writes(indexed))
        done = here.adhoc("dynaops.dynamodb.dynamodb_table_settings", table_name="orders", settings={name: off})
        assert done.code == 0 and read(indexed)[name]["enabled"] is False, done.msg
        assert done.result["changed"] is before["enabled"] and (len(writes(indexed)) > sent) is before["enabled"]
        sent = len(writes(indexed))
        again = here.adhoc("dynaops.dynamodb.dynamodb_table_settings", table_name="orders", settings={name: off})
        assert not again.result["changed"] and len(writes(indexed)) == sent


def test_s6_also_of_a_replicas_recovery_and_of_the_encryption_of_a_restore(indexed: LabClient, here: ModulesHere) -> None:
    idle = {"region_name": "eu-west-1", "point_in_time_recovery": {"enabled": False, "recovery_period_in_days": 9}}
    apply(indexed, {"replicas": [idle]})
    assert read(indexed)["replicas"][0]["point_in_time_recovery"] == {"enabled": False}
    arn = here.task().result["backup_arn"]
    off = {"enabled": False, "sse_type": "KMS", "kms_master_key_id": "some"}
    done = here.adhoc("dynaops.dynamodb.dynamodb_restore_backup", backup_arn=arn, target_table_name="orders-new", sse_specification_override=off)
    assert done.code == 0 and indexed.requests("RestoreTableFromBackup")[0]["body"]["SSESpecificationOverride"] == {"Enabled": False}, done.msg


def test_s10_s11_through_ansible(orders: LabClient, ansible: AnsibleRuns) -> None:
    apply(orders, {"tags": {"CostCenter": "42"}})
    settings = "dynaops.dynamodb.dynamodb_table_settings"
    book = f"""
- hosts: localhost
  gather_facts: false
  tasks:
    - {settings}:
        table_name: orders
        settings:
          tags:
            CostCenter:
            Owner: me
      ignore_errors: true
    - {settings}:
        table_name: orders
        settings:
          deletion_protection: true
      ignore_errors: true
    - {settings}:
        table_name: orders
        settings:
          tags: {{1: a, "1": b}}
      ignore_errors: true
    - {settings}:
        table_name: orders
        settings:
          tags: {{on: a}}
      ignore_errors: true
"""
    run = ansible.playbook(book)
    assert "settings.tags.CostCenter is null" in run.output and "settings.deletion_protection must be a dictionary such as {enabled: true}" in run.output
    assert "settings.tags has the key 1 and the text '1'" in run.output and "settings.tags has the key true" in run.output, run.output
    assert read(orders)["tags"] == {"CostCenter": "42"} and "Traceback" not in run.output


def test_s11_half_a_surrogate_pair_never_reaches_a_module() -> None:
    with pytest.raises(ValueError, match="settings.tags.Owner is not Unicode text"):
        following_action._check({"settings": {"tags": {"Owner": "a\ud800"}}})
