# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The overrides of a restore: sent as AWS wants them, and seen in the new table."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_backup import MODULE, restore
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

KEYS = ("customer", "total")


def index(name: str, attribute: str, kind: str = "HASH") -> dict[str, t.Any]:
    """An index by one attribute (a local one keeps the table's key in front)."""
    keys = [{"AttributeName": attribute, "KeyType": kind}]
    front = [{"AttributeName": "id", "KeyType": "HASH"}] if kind == "RANGE" else []
    return {"IndexName": name, "KeySchema": [*front, *keys], "Projection": {"ProjectionType": "ALL"}}


@pytest.fixture(name="arn")
def one_backup(lab: LabClient) -> str:
    """A backup of a provisioned table with two global indexes and a local one."""
    throughput = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    lab.dynamodb().create_table(
        TableName="orders",
        BillingMode="PROVISIONED",
        ProvisionedThroughput=throughput,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "line", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("id", "line", *KEYS)],
        GlobalSecondaryIndexes=[{**index(f"by_{name}", name), "ProvisionedThroughput": throughput} for name in KEYS],
        LocalSecondaryIndexes=[index("local_total", "total", "RANGE")],
    )
    lab.settle()
    return str(back_up(lab).as_result()["backup_arn"])


def described(lab: LabClient) -> dict[str, t.Any]:
    """The restored table."""
    return t.cast("dict[str, t.Any]", lab.dynamodb().describe_table(TableName="orders-restored")["Table"])


def names(table: dict[str, t.Any], kind: str = "GlobalSecondaryIndexes") -> list[str]:
    """The names of the table's indexes."""
    return sorted(each["IndexName"] for each in table.get(kind, []))


def test_without_any_all_is_as_it_was(lab: LabClient, arn: str) -> None:
    restore(lab, arn)
    table = described(lab)
    assert names(table) == ["by_customer", "by_total"] and names(table, "LocalSecondaryIndexes") == ["local_total"]
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    assert set(lab.requests("RestoreTableFromBackup")[0]["body"]) == {"BackupArn", "TargetTableName"}


def test_billing_on_demand_and_no_indexes_through_ansible(lab: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    run = ansible.adhoc(
        MODULE,
        backup_arn=arn,
        target_table_name="orders-restored",
        billing_mode_override="PAY_PER_REQUEST",
        global_secondary_index_override=[],
        local_secondary_index_override=[],
    )
    assert run.code == 0, run.output
    table = described(lab)
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST" and names(table) == [] and names(table, "LocalSecondaryIndexes") == []
    body = lab.requests("RestoreTableFromBackup")[0]["body"]
    assert body["GlobalSecondaryIndexOverride"] == [] and body["LocalSecondaryIndexOverride"] == []


def test_an_index_by_its_name_alone_comes_back_as_it_was(lab: LabClient, arn: str) -> None:
    wanted = [{"index_name": "by_total", "key_schema": None, "projection": None, "provisioned_throughput": None, "on_demand_throughput": None}]
    restore(lab, arn, global_secondary_index_override=wanted)
    assert names(described(lab)) == ["by_total"]
    (sent,) = lab.requests("RestoreTableFromBackup")[0]["body"]["GlobalSecondaryIndexOverride"]
    assert sent == index("by_total", "total")


def test_an_index_under_another_name_and_other_throughput(lab: LabClient, arn: str, here: ModulesHere) -> None:
    units = {"read_capacity_units": 7, "write_capacity_units": 8}
    run = here.adhoc(
        MODULE,
        backup_arn=arn,
        target_table_name="orders-restored",
        billing_mode_override="PROVISIONED",
        provisioned_throughput_override=units,
        global_secondary_index_override=[
            {
                "index_name": "renamed",
                "key_schema": [{"attribute_name": "total", "key_type": "HASH"}],
                "projection": {"projection_type": "ALL"},
                "provisioned_throughput": units,
            }
        ],
    )
    assert run.code == 0, run.output
    table = described(lab)
    assert names(table) == ["renamed"] and table["ProvisionedThroughput"]["WriteCapacityUnits"] == 8
    assert table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"] == 7


def test_an_index_that_the_backup_does_not_have_is_refused_before_the_restore(lab: LabClient, arn: str, here: ModulesHere) -> None:
    run = here.adhoc(MODULE, backup_arn=arn, target_table_name="orders-restored", global_secondary_index_override=[{"index_name": "by_tatol"}])
    assert run.code != 0 and run.result["error"]["code"] == "InvalidArgument"
    assert "has no index 'by_tatol' (it has: by_customer, by_total)" in run.msg and lab.requests("RestoreTableFromBackup") == []


def test_what_aws_refuses_is_told_in_its_words(lab: LabClient, arn: str) -> None:
    keys = [{"attribute_name": "id", "key_type": "HASH"}]
    strange = {"index_name": "new", "key_schema": keys, "projection": {"projection_type": "ALL", "non_key_attributes": None}}
    with pytest.raises(errors.Rejected) as failure:
        restore(lab, arn, global_secondary_index_override=[strange])
    assert "does not match a secondary index that existed in the source table" in failure.value.sentence()


def test_encryption_is_spelt_as_aws_wants_it(lab: LabClient, arn: str) -> None:
    restore(lab, arn, sse_specification_override={"enabled": True, "sse_type": "KMS", "kms_master_key_id": "alias/orders"})
    sent = lab.requests("RestoreTableFromBackup")[0]["body"]["SSESpecificationOverride"]
    assert sent == {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "alias/orders"}


def test_limits_on_demand(lab: LabClient) -> None:
    lab.make_table("orders")
    arn = str(back_up(lab).as_result()["backup_arn"])
    restore(lab, arn, on_demand_throughput_override={"max_read_request_units": 100, "max_write_request_units": None})
    assert lab.requests("RestoreTableFromBackup")[0]["body"]["OnDemandThroughputOverride"] == {"MaxReadRequestUnits": 100}
