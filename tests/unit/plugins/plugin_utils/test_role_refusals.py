# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the roles refuse before the first request: every rule, with the variable that is meant, and all that is wrong at once."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.dynaops.dynamodb.plugins.filter.role_plan import role_plan
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles import jobs_plan, table_variables

ROOT = pathlib.Path(__file__).resolve().parents[4]
TAGS = {"Environment": "prod", "Project": "shop", "Owner": "operations", "CostCenter": "4711", "ManagedBy": "Ansible", "Component": "dynamodb"}
LEAST: dict[str, t.Any] = {"name": "orders", "partition_key": "PK", "tags": TAGS}
INDEX = {"name": "ByStatus", "hash_key": "status"}
STATUS = {"attributes": [{"name": "status", "type": "S"}]}
Refusals = list[tuple[dict[str, t.Any], str]]


def table_errors(entry: str = "main", **given: t.Any) -> str:
    """What the role dynamodb_table says to the least variables with these; one that is ... is left out."""
    variables = {name: value for name, value in {**LEAST, **given}.items() if value is not ...}
    return " ".join(role_plan(variables, "dynamodb_table", entry)["wrong"])


def jobs_errors(**given: t.Any) -> str:
    """What the role dynamodb_jobs_table says to the least variables with these."""
    least = {"project_name": "cloud-tools", "environment": "production", "resource_suffix": "abc123"}
    variables = {name: value for name, value in {**least, **given}.items() if value is not ...}
    return " ".join(role_plan(variables, "dynamodb_jobs_table", now=0)["wrong"])


BY_TYPE: Refusals = [
    ({"timeout": "soon"}, "dynamodb_table_timeout must be a whole number"),
    ({"timeout": True}, "dynamodb_table_timeout must be a whole number"),
    ({"backup_retention_days": 7.5}, "dynamodb_table_backup_retention_days must be a whole number"),
    ({"stream_view_type": "ALL"}, "dynamodb_table_stream_view_type must be one of KEYS_ONLY, NEW_IMAGE"),
    ({"point_in_time_recovery": "perhaps"}, "dynamodb_table_point_in_time_recovery must be true or false"),
    ({"attributes": [{"name": "status", "type": "T"}]}, "dynamodb_table_attributes[0].type must be one of S, N, B"),
    ({"attributes": [{"name": "status"}]}, "dynamodb_table_attributes[0] needs type"),
    ({"global_secondary_indexes": [{**INDEX, "hashkey": "x"}]}, "dynamodb_table_global_secondary_indexes[0].hashkey is unknown"),
    ({"tags": {**TAGS, "CostCenter": None}}, "dynamodb_table_tags.CostCenter is null"),
    ({"tags": {**TAGS, "Owner": ["a"]}}, "dynamodb_table_tags.Owner must be text"),
    ({"further_settings": {"colour": "blue"}}, "dynamodb_table_further_settings.colour is unknown"),
    ({"further_settings": {"deletion_protection": True}}, "dynamodb_table_further_settings.deletion_protection must be a dictionary"),
    ({"billing_mode": "PROVISIONED"}, "dynamodb_table_billing_mode must be one of PAY_PER_REQUEST"),
    ({"environment": "uat"}, "dynamodb_table_environment must be one of dev, sit, prod"),
]
BY_RULE: Refusals = [
    *[({"name": name}, f"only lowercase letters, digits and underscores: '{name}'.") for name in ("Orders", "or-ders", "1orders", "_orders")],
    ({"name": ...}, "dynamodb_table_name must begin with a lowercase letter and have only lowercase letters, digits and underscores: ''."),
    ({"tags": {name: value for name, value in TAGS.items() if name != "Owner"}}, "missing: Owner."),
    ({"tags": ...}, "dynamodb_table_tags must have Environment, Project, Owner, CostCenter, ManagedBy, Component; missing: Environment, Project,"),
    *[({"backup_retention_days": days}, f"dynamodb_table_backup_retention_days must be from 1 to 365: {days}.") for days in (0, 366, -1)],
    ({"enable_backup": True, "name": "x" * 34}, f"dynamodb_table_backup_selection_name must be 2 to 50 characters of [a-zA-Z0-9_.-], and is '{'x' * 34}-"),
    ({"enable_backup": True, "backup_vault_name": "my.vault"}, "dynamodb_table_backup_vault_name must be"),
    ({"enable_replication": True, "name": "x" * 35}, "dynamodb_table_replica_backup_vault_name must be"),
    ({"alarm_operations": ["Put"]}, "dynamodb_table_alarm_operations must be one or more of"),
    ({"name": "or"}, "dynamodb_table_name must be 3 to 255 letters"),
    ({"partition_key": ...}, "dynamodb_table_partition_key is required."),
    ({"partition_key": "PK", "sort_key": "PK"}, "dynamodb_table_sort_key must not be the partition key: 'PK'."),
    (STATUS, "dynamodb_table_attributes must have only keys of the table and of its indexes. Not a key: status."),
    ({"attributes": [{"name": "PK", "type": "N"}]}, "dynamodb_table_attributes (with dynamodb_table_partition_key_type"),
    ({"tags": {**TAGS, "aws:mine": "x"}}, "dynamodb_table_tags: aws:mine cannot be set"),
    ({"tags": {**TAGS, "Note": "x" * 257}}, "dynamodb_table_tags: a key takes 1 to 128 characters and a value 256 at most (Note)"),
    ({"tags": {**TAGS, **{f"t{number}": "x" for number in range(43)}}}, "dynamodb_table_tags must be 50 or fewer (got 51)."),
    ({"global_secondary_indexes": [INDEX]}, "dynamodb_table_global_secondary_indexes: ByStatus has the key status, which is not defined"),
    ({**STATUS, "global_secondary_indexes": [{**INDEX, "projection_type": "INCLUDE"}]}, "ByStatus must have 1 to 20 non_key_attributes"),
    ({**STATUS, "global_secondary_indexes": [{**INDEX, "non_key_attributes": ["a"]}]}, "ByStatus must have no non_key_attributes"),
    ({**STATUS, "global_secondary_indexes": [{**INDEX, "range_key": "status"}]}, "ByStatus has status as hash_key and as range_key"),
    ({**STATUS, "global_secondary_indexes": [INDEX, INDEX]}, "dynamodb_table_global_secondary_indexes must have unique names."),
    ({**STATUS, "global_secondary_indexes": [{**INDEX, "name": "By Status"}]}, "By Status must be named"),
    ({**STATUS, "global_secondary_indexes": [{**INDEX, "name": f"By{number}"} for number in range(100, 121)]}, "must be 20 at most: 21"),
    ({"point_in_time_recovery_days": 36}, "dynamodb_table_point_in_time_recovery_days must be from 1 to 35: 36"),
    ({"ttl_enabled": True, "ttl_attribute_name": "PK"}, "dynamodb_table_ttl_attribute_name must be an attribute of type N"),
    ({"ttl_enabled": True, "ttl_attribute_name": "x" * 256}, "dynamodb_table_ttl_attribute_name must have 1 to 255"),
    ({"enable_replication": True, "replica_region": "ireland"}, "such as eu-west-1, and be one: 'ireland'."),
    ({"enable_replication": True, "replica_region": "eu-west-1,eu-west-2"}, "such as eu-west-1, and be one: 'eu-west-1,eu-west-2'."),
    ({"enable_replication": True, "region": "eu-west-1"}, "dynamodb_table_replica_region must not be dynamodb_table_region"),
    ({"enable_replication": True, "stream_enabled": False}, "dynamodb_table_enable_replication requires dynamodb_table_stream_enabled"),
    ({"enable_replication": True, "stream_view_type": "NEW_IMAGE"}, "dynamodb_table_enable_replication requires dynamodb_table_stream_enabled"),
    ({"timeout": 59}, "dynamodb_table_timeout must be from 60 to 7200 seconds: 59"),
    ({"timeout": 7201}, "dynamodb_table_timeout must be from 60 to 7200 seconds: 7201"),
]
# What came through before a table was half made, or was handed to AWS.
L4: Refusals = [
    *[
        ({"region": region}, f"dynamodb_table_region must have the form of an AWS region, such as eu-west-1: '{region}'.")
        for region in ("ireland", "xx-nowhere-1")
    ],
    ({"enable_replication": True, "replica_region": "xx-nowhere-1"}, "dynamodb_table_replica_region must have the form of an AWS region"),
    ({"backup_schedule": "cron(99 99 * * ? *)"}, "dynamodb_table_backup_schedule must have values from 0 to 59 in the field minutes"),
    ({"backup_schedule": "cron(*/5 * * * ? *)"}, "dynamodb_table_backup_schedule must have one minute in its first field"),
    (
        {"further_settings": {"server_side_encryption": {"enabled": True, "kms_master_key_id": "alias/mine"}}},
        "dynamodb_table_further_settings.server_side_encryption.kms_master_key_id must be the ARN or the id of a key, not an alias",
    ),
    ({"further_settings": {"contributor_insights": {}}}, "dynamodb_table_further_settings.contributor_insights needs enabled"),
    ({"further_settings": {"tags": {"Owner": None}}}, "dynamodb_table_further_settings.tags.Owner is null"),
]
L4_TABLE: Refusals = [
    ({"billing_mode": "PROVISIONED"}, "dynamodb_table_read_capacity and dynamodb_table_write_capacity must be 1 or more"),
    (
        {"billing_mode": "PROVISIONED", "read_capacity": 1, "write_capacity": 1, "enable_replication": True},
        "dynamodb_table_enable_replication requires dynamodb_table_billing_mode PAY_PER_REQUEST",
    ),
    (
        {"billing_mode": "PROVISIONED", "read_capacity": 1, "write_capacity": 1, "further_settings": {"replicas": [{"region_name": "eu-west-1"}]}},
        "dynamodb_table_enable_replication requires dynamodb_table_billing_mode PAY_PER_REQUEST",
    ),
    (
        {"billing_mode": "PROVISIONED", "read_capacity": 1, "write_capacity": 1, **STATUS, "global_secondary_indexes": [{**INDEX, "read_capacity": 0}]},
        "dynamodb_table_global_secondary_indexes: ByStatus must have a read_capacity of 1 or more.",
    ),
]


@pytest.mark.parametrize(("variables", "text"), [*BY_TYPE, *BY_RULE, *L4])
def test_l4_what_is_wrong_with_the_variables_of_dynamodb_table(variables: dict[str, t.Any], text: str) -> None:
    assert text in table_errors(**variables)


@pytest.mark.parametrize(("variables", "text"), L4_TABLE)
def test_l4_what_is_wrong_with_the_variables_of_the_entry_point_table(variables: dict[str, t.Any], text: str) -> None:
    assert text in table_errors("table", **variables)


def test_t2_all_that_is_wrong_is_said_at_once() -> None:
    said = table_errors(name="Orders", region="xx-nowhere-1", timeout=5, backup_schedule="daily", tags={}, sort_key="PK")
    for name in ("name", "region", "timeout", "backup_schedule", "tags", "sort_key"):
        assert f"dynamodb_table_{name} must" in said
    said = table_errors(timeout="soon", stream_enabled="perhaps")
    assert "dynamodb_table_timeout must be" in said and "dynamodb_table_stream_enabled must be" in said


def test_t3_what_is_wrong_with_a_last_backup() -> None:
    absent = {"state": "absent", "partition_key": ..., "tags": ...}
    assert table_errors(**absent, final_backup_name="a b").startswith("dynamodb_table_final_backup_name must contain only")
    assert "dynamodb_table_final_backup_name has an unknown placeholder" in table_errors(**absent, final_backup_name="{name}-final")
    assert table_errors(**absent, final_settings_manifest="x.json") == "dynamodb_table_final_settings_manifest requires dynamodb_table_final_backup_name."
    assert table_errors(**absent, environment="prod", final_settings_manifest="x.json") == ""


def test_t2_what_is_right_is_taken() -> None:
    assert table_errors() == table_errors(environment="prod") == table_errors("table", name="Or.ders-1", tags=...) == ""
    assert table_errors(state="absent", partition_key=..., tags=...) == jobs_errors() == ""
    for region in ("us-gov-west-1", "cn-north-1", "ap-southeast-7", "eusc-de-east-1", "us-isob-east-1", "mx-central-1"):
        assert table_errors(region=region) == jobs_errors(region=region) == ""


# Each set is refused as a whole, with all of these texts: nobody fixes one variable only to hear of the next.
JOBS: list[tuple[dict[str, t.Any], tuple[str, ...]]] = [
    (
        {"billing_mode": "ON_DEMAND", "enable_point_in_time_recovery": "perhaps", "tags": ["Owner"], "backup_keep_days": "long"},
        (
            "dynamodb_jobs_table_billing_mode must be one of PAY_PER_REQUEST, PROVISIONED",
            "dynamodb_jobs_table_enable_point_in_time_recovery must be true or false",
            "dynamodb_jobs_table_tags must be a dictionary",
            "dynamodb_jobs_table_backup_keep_days must be a whole number",
        ),
    ),
    (
        {"project_name": "", "environment": "", "resource_suffix": "", "backup_date": "today", "region": "Frankfurt"},
        (
            "dynamodb_jobs_table_project_name is required.",
            "dynamodb_jobs_table_environment is required.",
            "dynamodb_jobs_table_resource_suffix is required.",
            "dynamodb_jobs_table_backup_date must have the form YYYY-MM-DD: 'today'.",
            "dynamodb_jobs_table_region must have the form of an AWS region, such as eu-west-1: 'Frankfurt'.",
        ),
    ),
    (
        {
            "full_name": "a" * 238,
            "timeout": 59,
            "billing_mode": "PROVISIONED",
            "tags": {f"key-{number}": "" for number in range(49)},
            "status_item_attributes": {"ttl": 1, "status": 200, "userId": ""},
            "status_item_days": 0,
            "backup_keep_days": -1,
            "backup_min_keep": -1,
        },
        (
            "dynamodb_jobs_table_full_name must have 237 characters at most",
            "dynamodb_jobs_table_timeout must be from 60 to 7200 seconds: 59.",
            "dynamodb_jobs_table_read_capacity, dynamodb_jobs_table_write_capacity, dynamodb_jobs_table_status_index_read_capacity, ",
            "dynamodb_jobs_table_tags must be 50 or fewer (got 51).",
            "dynamodb_jobs_table_status_item_attributes must not have jobId",
            "dynamodb_jobs_table_status_item_attributes must have text in what is a key of an index: status, userId.",
            "dynamodb_jobs_table_status_item_days must be from 1 to 3650: 0.",
            "dynamodb_jobs_table_backup_keep_days must be from 0 to 36500: -1.",
            "dynamodb_jobs_table_backup_min_keep must be 0 or more: -1.",
        ),
    ),
    (
        {
            "billing_mode": "PROVISIONED",
            "read_capacity": 1,
            "write_capacity": 1,
            "user_index_write_capacity": 0,
            "tags": {"aws:stack": "mine"},
            "status_item_renew_days": 365,
            "further_settings": {"replicas": [{"region_name": "eu-west-1"}]},
            "backup_date": "2026-02-30",
        },
        (
            "dynamodb_jobs_table_user_index_write_capacity must be 1 or more when dynamodb_jobs_table_billing_mode is PROVISIONED.",
            "dynamodb_jobs_table_tags: aws:stack cannot be set",
            "must be 0 or more, and less than dynamodb_jobs_table_status_item_days (365): 365.",
            "dynamodb_jobs_table_further_settings.replicas requires dynamodb_jobs_table_billing_mode PAY_PER_REQUEST",
            "dynamodb_jobs_table_backup_date must have the form YYYY-MM-DD: '2026-02-30'.",
        ),
    ),
    ({"tags": {"Owner": None}}, ("dynamodb_jobs_table_tags.Owner is null",)),
    (
        {"daily_backup": "aws_backup", "full_name": "a.b", "backup_keep_days": 0},
        ("dynamodb_jobs_table_full_name must be 2 to 33 characters", "dynamodb_jobs_table_backup_keep_days must be from 1 to 36500: 0."),
    ),
    ({"daily_backup": "weekly"}, ("dynamodb_jobs_table_daily_backup must be one of task, aws_backup, none.",)),
    ({"state": "absent", "resource_suffix": "a b"}, ("must make 3 to 255 letters, digits, and the characters _ . -: 'CloudToolsJobs-a b'.",)),
]


@pytest.mark.parametrize(("variables", "texts"), JOBS)
def test_t2_what_is_wrong_with_the_variables_of_dynamodb_jobs_table(variables: dict[str, t.Any], texts: tuple[str, ...]) -> None:
    said = jobs_errors(**variables)
    assert [text for text in texts if text not in said] == []


def test_l7_an_empty_answer_of_a_survey_counts_as_omitted_for_every_variable() -> None:
    empty = dict.fromkeys(table_variables.MAIN, "")
    assert role_plan({**empty, **LEAST}, "dynamodb_table") == role_plan(LEAST, "dynamodb_table")
    nulls = dict.fromkeys(table_variables.TABLE)
    assert role_plan({**nulls, **LEAST}, "dynamodb_table", "table") == role_plan(LEAST, "dynamodb_table", "table")
    jobs = {"project_name": "cloud-tools", "environment": "production", "resource_suffix": "abc123"}
    emptied = role_plan({**dict.fromkeys(jobs_plan.DECLARATIONS, " "), **jobs}, "dynamodb_jobs_table", now=7)
    assert emptied == role_plan(jobs, "dynamodb_jobs_table", now=7) and emptied["wrong"] == []
    index = {**INDEX, "range_key": None, "projection_type": "", "non_key_attributes": [], "read_capacity": ""}
    assert table_errors(**STATUS, global_secondary_indexes=[index]) == ""


def test_a_number_of_a_survey_is_text() -> None:
    plan = role_plan({**LEAST, "timeout": "90", "backup_retention_days": " 30 ", "stream_enabled": "no"}, "dynamodb_table")
    assert (plan["timeout"], plan["backup"]["retention_days"], plan["settings"]["stream"]) == (90, 30, {"enabled": False})


@pytest.mark.parametrize(("role", "entry"), [("dynamodb_tables", "main"), ("dynamodb_table", "present"), ("dynamodb_jobs_table", "table")])
def test_another_role_or_entry_point_is_an_error(role: str, entry: str) -> None:
    with pytest.raises(AnsibleFilterError, match="knows no entry point"):
        role_plan({}, role, entry)


SPECS = {
    ("dynamodb_table", "main"): table_variables.MAIN,
    ("dynamodb_table", "table"): table_variables.TABLE,
    ("dynamodb_jobs_table", "main"): jobs_plan.DECLARATIONS,
}


@pytest.mark.parametrize("place", list(SPECS))
def test_the_descriptions_of_the_variables_are_those_of_their_checks(place: tuple[str, str]) -> None:
    role, entry = place
    described = yaml.safe_load((ROOT / f"roles/{role}/meta/argument_specs.yml").read_text())["argument_specs"][entry]["options"]
    defaults = yaml.safe_load((ROOT / f"roles/{role}/defaults/main.yml").read_text())
    for name, declaration in SPECS[place].items():
        # The entry point main makes tables on demand only.
        if entry == "main" and role == "dynamodb_table" and name in ("read_capacity", "write_capacity"):
            continue
        option = described.pop(f"{role}_{name}")
        default = declaration.get("default")
        assert option["type"] == ("raw" if declaration["type"] in ("int", "bool") else declaration["type"]), name
        assert set(option.get("choices", [])) - {""} == set(declaration.get("choices", [])) or name == "alarm_operations", name
        # An empty default follows from other variables.
        assert option.get("required") or option.get("default", "") in (default, ""), name
        assert option.get("required") or defaults[f"{role}_{name}"] == option.get("default", ""), name
    assert described == {}
