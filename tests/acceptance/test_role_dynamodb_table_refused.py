# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role dynamodb_table refuses: before any request, or when it has seen the table."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_role import HOME, TAGS, Account, Roles
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


@pytest.fixture(name="roles")
def runs_of_the_role(ansible: AnsibleRuns) -> Roles:
    """Runs the role against the lab."""
    return Roles(ansible)


INDEX = {"name": "ByStatus", "hash_key": "status"}
STATUS = {"attributes": [{"name": "status", "type": "S"}]}
Refusals = list[tuple[dict[str, t.Any], str]]
# First, Ansible refuses what is no legal value by its type. All other rules have tests of units, which cost a thousandth: tests/unit.
BY_TYPE: Refusals = [
    ({"partition_key_type": "T"}, "dynamodb_table_partition_key_type must be one of"),
    ({"sort_key_type": "T"}, "dynamodb_table_sort_key_type must be one of"),
    ({"attributes": [{"name": "status", "type": "T"}]}, "must be one of: S, N, B, got: T found in dynamodb_table_attributes"),
    ({"billing_mode": "PROVISIONED"}, "dynamodb_table_billing_mode must be one of: PAY_PER_REQUEST"),
    ({"global_secondary_indexes": [{**INDEX, "projection_type": "SOME"}]}, "must be one of: ALL, KEYS_ONLY, INCLUDE"),
    ({"stream_view_type": "ALL"}, "dynamodb_table_stream_view_type must be one of"),
    ({"alarm_operations": ["Put"]}, "dynamodb_table_alarm_operations must be one or more of"),
    ({"environment": "uat"}, "dynamodb_table_environment must be one of"),
    ({"state": "gone"}, "dynamodb_table_state must be one of"),
]
# Then the role, in Python: values, and rules about them.
BY_VALUE: Refusals = [
    ({"tags": {**TAGS, "Owner": None}}, "dynamodb_table_tags.Owner is null"),
    ({"point_in_time_recovery": "perhaps"}, "dynamodb_table_point_in_time_recovery must be true or false"),
    ({"timeout": "soon"}, "dynamodb_table_timeout must be a whole number"),
]
BY_RULE: Refusals = [
    ({"name": "Orders"}, "only lowercase letters, digits and underscores: 'Orders'."),
    ({"region": "xx-nowhere-1"}, "dynamodb_table_region must have the form of an AWS region"),
    ({"backup_schedule": "cron(*/5 * * * ? *)"}, "dynamodb_table_backup_schedule must have one minute in its first field"),
    ({"further_settings": {"server_side_encryption": {"enabled": True, "kms_master_key_id": "alias/mine"}}}, "not an alias (got alias/mine)"),
    ({"timeout": 59}, "dynamodb_table_timeout must be from 60 to 7200 seconds: 59"),
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
    sets = [each for gate in (BY_TYPE, BY_VALUE, BY_RULE) for each in together(gate)]
    said = roles.refusals([variables for variables, unused in sets])
    missing = [text for (unused, texts), heard in zip(sets, said) for text in texts if text not in heard]
    assert missing == [] and len(said) == len(sets) < 6
    assert lab.requests() == [] and account.roles() == [] and account.vaults() == {} and account.alarms() == {}


@pytest.mark.further_case
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
        ({}, "exists with other keys: range_key_name is SK, not none"),
        ({"sort_key": "SK", "sort_key_type": "N"}, "exists with other keys: range_key_type is STRING, not NUMBER"),
        ({"sort_key": "SK", **STATUS, "global_secondary_indexes": [{**INDEX, "projection_type": "KEYS_ONLY"}]}, "Index ByStatus cannot be changed in place"),
        ({"sort_key": "SK", "enable_replication": True, "replica_region": HOME}, f"{HOME}, the region of the table itself"),
        ({"name": "carts", "enable_replication": True, "replica_region": HOME}, f"{HOME}, the region of the table itself"),
    ]
    said = roles.refusals([variables for variables, unused in bad])
    assert [(expected, text) for (unused, expected), text in zip(bad, said) if expected not in text] == []
    assert not {entry["operation"] for entry in lab.work() if not entry["operation"].startswith(("Describe", "List"))}
