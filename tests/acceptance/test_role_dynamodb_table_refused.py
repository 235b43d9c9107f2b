# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role dynamodb_table refuses: before any request, or when it has seen the table."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_role import AWAY, HOME, TAGS, Account, Roles
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


@pytest.fixture(name="roles")
def runs_of_the_role(ansible: AnsibleRuns) -> Roles:
    """Runs the role against the lab."""
    return Roles(ansible)


INDEX = {"name": "ByStatus", "hash_key": "status"}
STATUS = {"attributes": [{"name": "status", "type": "S"}]}
Refusals = list[tuple[dict[str, t.Any], str]]
# What is refused at each of three gates, and what is said: the variable first of all. First, what is no legal value by its type.
BY_TYPE: Refusals = [
    ({"partition_key_type": "T"}, "dynamodb_table_partition_key_type must be one of"),
    ({"sort_key_type": "T"}, "dynamodb_table_sort_key_type must be one of"),
    ({"attributes": [{"name": "status", "type": "T"}]}, "must be one of: S, N, B, got: T found in dynamodb_table_attributes"),
    ({"billing_mode": "PROVISIONED"}, "dynamodb_table_billing_mode must be one of: PAY_PER_REQUEST"),
    ({"global_secondary_indexes": [{**INDEX, "projection_type": "SOME"}]}, "must be one of: ALL, KEYS_ONLY, INCLUDE"),
    ({"stream_view_type": "ALL"}, "dynamodb_table_stream_view_type must be one of"),
    ({"point_in_time_recovery": "perhaps"}, "dynamodb_table_point_in_time_recovery"),
    ({"backup_retention_days": "a week"}, "dynamodb_table_backup_retention_days"),
    ({"further_settings": {"colour": "blue"}}, "dynamodb_table_further_settings"),
    ({"alarm_operations": ["Put"]}, "dynamodb_table_alarm_operations must be one or more of"),
    ({"environment": "uat"}, "dynamodb_table_environment must be one of"),
    ({"state": "gone"}, "dynamodb_table_state must be one of"),
]
# Then the rules that go beyond AWS's, and what concerns AWS Backup.
BY_RULE: Refusals = [
    *[({"name": name}, f"only lowercase letters, digits and underscores: '{name}'.") for name in ("Orders", "or-ders", "1orders", "_orders")],
    ({"name": ...}, "dynamodb_table_name must begin with a lowercase letter and have only lowercase letters, digits and underscores: ''."),
    ({"tags": {name: value for name, value in TAGS.items() if name != "Owner"}}, "missing: Owner."),
    ({"tags": ...}, "dynamodb_table_tags must have Environment, Project, Owner, CostCenter, ManagedBy, Component; missing: Environment, Project,"),
    *[({"backup_retention_days": days}, f"dynamodb_table_backup_retention_days must be 1 to 365: {days}.") for days in (0, 366, -1)],
    *[
        ({"backup_schedule": schedule}, f"?, such as cron(0 2 * * ? *): '{schedule}'.")
        for schedule in ("0 2 * * ? *", "cron(0 2 * * ?)", "cron(0 2 * * * *)", "cron(0 2 ? * ? *)", "rate(1 day)", "cron(a b * * ? *)", "")
    ],
    ({"enable_backup": True, "name": "x" * 34}, f"dynamodb_table_backup_selection_name must be 2 to 50 characters of [a-zA-Z0-9_.-], and is '{'x' * 34}-"),
    ({"enable_backup": True, "backup_vault_name": "my.vault"}, "dynamodb_table_backup_vault_name must be"),
    ({"enable_replication": True, "name": "x" * 35}, "dynamodb_table_replica_backup_vault_name must be"),
]
# Then AWS's own.
BY_AWS: Refusals = [
    ({"name": "or"}, "dynamodb_table_name must be 3 to 255 letters"),
    ({"partition_key": ...}, "dynamodb_table_partition_key is required."),
    ({"partition_key": "PK", "sort_key": "PK"}, "dynamodb_table_sort_key must not be the partition key: 'PK'."),
    ({"attributes": [{"name": "status", "type": "S"}]}, "dynamodb_table_attributes must have only keys of the table and of its indexes. Not a key: status."),
    ({"partition_key": "PK", "attributes": [{"name": "PK", "type": "N"}]}, "dynamodb_table_attributes (with dynamodb_table_partition_key_type"),
    ({"tags": {**TAGS, "aws:mine": "x"}}, "values of up to 256 characters: aws:mine."),
    ({"tags": {**TAGS, "Note": "x" * 257}}, "values of up to 256 characters: Note."),
    ({"tags": {**TAGS, **{f"t{number}": "x" for number in range(43)}}}, "dynamodb_table_tags must be 50 at most, with those that the role adds: 51."),
    ({"attributes": [], "global_secondary_indexes": [INDEX]}, "dynamodb_table_global_secondary_indexes: ByStatus has the key status, which is not defined"),
    ({**STATUS, "global_secondary_indexes": [{**INDEX, "projection_type": "INCLUDE"}]}, "ByStatus must have 1 to 20 non_key_attributes"),
    ({**STATUS, "global_secondary_indexes": [{**INDEX, "non_key_attributes": ["a"]}]}, "ByStatus must have no non_key_attributes"),
    ({**STATUS, "global_secondary_indexes": [{**INDEX, "range_key": "status"}]}, "ByStatus has status as hash_key and as range_key"),
    ({**STATUS, "global_secondary_indexes": [INDEX, INDEX]}, "dynamodb_table_global_secondary_indexes must have unique names."),
    ({**STATUS, "global_secondary_indexes": [{**INDEX, "name": "By Status"}]}, "By Status must be named"),
    ({**STATUS, "global_secondary_indexes": [{**INDEX, "name": f"By{number}"} for number in range(100, 121)]}, "must be 20 at most: 21"),
    ({"point_in_time_recovery_days": 36}, "dynamodb_table_point_in_time_recovery_days must be 1 to 35: 36"),
    ({"ttl_enabled": True, "ttl_attribute_name": ""}, "dynamodb_table_ttl_attribute_name must have 1 to 255"),
    ({"ttl_enabled": True, "ttl_attribute_name": "PK"}, "dynamodb_table_ttl_attribute_name must be an attribute of type N"),
    ({"enable_replication": True, "replica_region": "ireland"}, "such as eu-west-1, and be one: 'ireland'."),
    ({"enable_replication": True, "replica_region": "eu-west-1,eu-west-2"}, "such as eu-west-1, and be one: 'eu-west-1,eu-west-2'."),
    ({"enable_replication": True, "region": AWAY}, "dynamodb_table_replica_region must not be dynamodb_table_region"),
    ({"region": "ireland"}, "dynamodb_table_region must have the form of an AWS region"),
    ({"enable_replication": True, "stream_enabled": False}, "dynamodb_table_enable_replication requires dynamodb_table_stream_enabled"),
    ({"enable_replication": True, "stream_view_type": "NEW_IMAGE"}, "dynamodb_table_enable_replication requires dynamodb_table_stream_enabled"),
    ({"timeout": 59}, "dynamodb_table_timeout must be 60 to 7200 seconds: 59"),
]


def together(refusals: Refusals) -> list[tuple[dict[str, t.Any], list[str]]]:
    """As few sets of variables as will do: the role says all that is wrong at one gate at once."""
    sets: list[tuple[dict[str, t.Any], list[str]]] = []
    for variables, text in refusals:
        for given, texts in sets:
            if not set(given) & set(variables):
                given.update(variables)
                texts.append(text)
                break
        else:
            sets.append((dict(variables), [text]))
    return sets


def test_what_cant_be_is_refused_before_any_request_and_all_of_it_at_once(roles: Roles, lab: LabClient) -> None:
    account = Account(lab)
    sets = [each for gate in (BY_TYPE, BY_RULE, BY_AWS) for each in together(gate)]
    said = roles.refusals([variables for variables, unused in sets])
    missing = [text for (unused, texts), heard in zip(sets, said) for text in texts if text not in heard]
    assert missing == [] and len(said) == len(sets) < 30
    assert lab.requests() == [] and account.roles() == [] and account.vaults() == {} and account.alarms() == {}


@pytest.mark.one_release
def test_a_table_that_cant_become_what_is_wanted_stays_as_it_is(roles: Roles, lab: LabClient) -> None:
    lab.dynamodb().create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK", "status")],
        GlobalSecondaryIndexes=[
            {"IndexName": "ByStatus", "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
        ],
    )
    lab.settle()
    bad: list[tuple[dict[str, t.Any], str]] = [
        ({}, "which has PK and SK: AWS can't change the keys"),
        ({"sort_key": "SK", "sort_key_type": "N"}, "(SK): AWS can't change the type"),
        ({"sort_key": "SK", **STATUS, "global_secondary_indexes": [{**INDEX, "projection_type": "KEYS_ONLY"}]}, "has ByStatus with other keys"),
        ({"sort_key": "SK", "enable_replication": True, "replica_region": HOME}, "must not be the region of the table itself"),
        ({"name": "carts", "enable_replication": True, "replica_region": HOME}, "must not be the region of the table itself"),
    ]
    said = roles.refusals([variables for variables, unused in bad])
    assert [expected for (unused, expected), text in zip(bad, said) if expected not in text] == []
    assert {entry["operation"] for entry in lab.work()} == {"DescribeTable", "ListTagsOfResource", "ListBackups"}
