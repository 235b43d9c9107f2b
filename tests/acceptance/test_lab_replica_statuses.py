# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself: replicas that can't be asked, and strongly consistent groups, are told as AWS tells them."""

from __future__ import annotations

import gzip
import json
import pathlib
import typing as t

import botocore
import pytest
from ansible_collections.dynaops.dynamodb.tests.lab.asking import client_of, described, said
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.replica_groups import STATUSES

HERE, OTHER, THIRD, FAR = "us-east-1", "us-east-2", "us-west-2", "eu-west-1"
STRONG = {"MultiRegionConsistency": "STRONG"}
WITNESS = {"GlobalTableWitnessUpdates": [{"Create": {"RegionName": THIRD}}]}
KEY = f"arn:aws:kms:{OTHER}:123456789012:key/0123abcd-0000-4000-8000-000000000001"


@pytest.fixture(name="aws")
def a_client(lab: LabClient) -> t.Any:
    """A client for the first region; there is an empty table ``orders``, whose changes take no time until a test says otherwise."""
    lab.make_table(items=0)
    lab.settings(replica_creating_seconds=0, replica_deleting_seconds=0, table_updating_seconds=0)
    return client_of(lab)


def create(*regions: str) -> list[dict[str, t.Any]]:
    """ReplicaUpdates that create these."""
    return [{"Create": {"RegionName": region}} for region in regions]


def delete(*regions: str) -> list[dict[str, t.Any]]:
    """Updates that delete these."""
    return [{"Delete": {"RegionName": region}} for region in regions]


def update(client: t.Any, updates: list[dict[str, t.Any]], **more: t.Any) -> str:
    """What UpdateTable is refused with; empty when it is carried out."""
    return said(client.update_table, TableName="orders", ReplicaUpdates=updates, **more)


def replicas(client: t.Any) -> list[dict[str, t.Any]]:
    """The table's replicas."""
    return list(described(client, "orders").get("Replicas", []))


def test_the_statuses_are_those_of_aws() -> None:
    folder = pathlib.Path(botocore.__file__).parent / "data/dynamodb/2012-08-10"
    (model,) = folder.glob("service-2.json*")
    text = gzip.decompress(model.read_bytes()) if model.suffix == ".gz" else model.read_bytes()
    # botocore that is older knows some of them.
    assert set(json.loads(text)["shapes"]["ReplicaStatus"]["enum"]) <= set(STATUSES)


@pytest.mark.parametrize("status", STATUSES)
def test_a_replica_has_the_status_that_a_test_gives_it(lab: LabClient, aws: t.Any, status: str) -> None:
    update(aws, create(OTHER))
    lab.replica("orders", OTHER, status=status, description="why")
    assert replicas(aws) == [{"RegionName": OTHER, "ReplicaStatus": status, "ReplicaStatusDescription": "why"}]
    there = said(described, client_of(lab, OTHER), "orders")
    assert there.startswith("ResourceNotFoundException" if status == "CREATION_FAILED" else "")
    assert bool(there) is (status == "CREATION_FAILED")
    if status not in ("CREATING", "UPDATING", "DELETING"):
        assert update(aws, delete(OTHER)) == "" and replicas(aws) == []


def test_a_creation_that_fails_is_told_and_can_be_removed(lab: LabClient, aws: t.Any) -> None:
    lab.settings(replica_creation_failure="quota used up")
    update(aws, create(OTHER))
    assert replicas(aws) == [{"RegionName": OTHER, "ReplicaStatus": "CREATION_FAILED", "ReplicaStatusDescription": "quota used up"}]
    assert [table["region"] for table in lab.tables()] == [HERE] and update(aws, delete(OTHER)) == "" and replicas(aws) == []


def test_a_replica_of_another_account_is_named_by_its_arn_and_not_there_for_this_one(lab: LabClient, aws: t.Any) -> None:
    update(aws, create(OTHER))
    lab.replica("orders", OTHER, account="444455556666")
    (told,) = replicas(aws)
    assert told["ReplicaArn"] == f"arn:aws:dynamodb:{OTHER}:444455556666:table/orders" and told["ReplicaStatus"] == "ACTIVE"
    assert said(described, client_of(lab, OTHER), "orders").startswith("ResourceNotFoundException")


def test_a_key_may_be_left_out(lab: LabClient, aws: t.Any) -> None:
    aws.update_table(TableName="orders", SSESpecification={"Enabled": True})
    aws.update_table(TableName="orders", ReplicaUpdates=[{"Create": {"RegionName": OTHER, "KMSMasterKeyId": KEY}}])
    assert replicas(aws)[0]["KMSMasterKeyId"] == KEY
    lab.replica("orders", OTHER, key_told=False)
    assert "KMSMasterKeyId" not in replicas(aws)[0] and described(client_of(lab, OTHER), "orders")["SSEDescription"]["KMSMasterKeyArn"] == KEY


def test_regions_without_the_account_or_without_rights(lab: LabClient, aws: t.Any) -> None:
    lab.settings(disabled_regions=[OTHER], denied_regions=[FAR])
    disabled, denied = said(described, client_of(lab, OTHER), "orders"), said(described, client_of(lab, FAR), "orders")
    assert disabled == "UnrecognizedClientException: The security token included in the request is invalid."
    assert denied.startswith("AccessDeniedException: ") and described(aws, "orders")


def test_a_new_replica_may_be_missing_for_a_moment(lab: LabClient, aws: t.Any) -> None:
    lab.settings(replica_not_found_seconds=60)
    update(aws, create(OTHER))
    there = client_of(lab, OTHER)
    assert described(there, "orders")["TableStatus"] == "ACTIVE" and replicas(aws)[0]["ReplicaStatus"] == "ACTIVE"
    assert said(there.describe_continuous_backups, TableName="orders") == "TableNotFoundException: Table not found: orders"
    assert said(there.describe_time_to_live, TableName="orders").startswith("ResourceNotFoundException")
    lab.settings(clock_offset=60)
    assert said(there.describe_continuous_backups, TableName="orders") == ""


@pytest.mark.parametrize(("regions", "more"), [((OTHER, THIRD), {}), ((OTHER,), WITNESS)])
def test_a_strong_group_is_made_in_one_request_without_a_stream_and_ends_in_one(aws: t.Any, regions: tuple[str, ...], more: dict[str, t.Any]) -> None:
    assert update(aws, create(*regions), **STRONG, **more) == ""
    told = described(aws, "orders")
    assert told["MultiRegionConsistency"] == "STRONG" and "StreamSpecification" not in told
    assert [each["RegionName"] for each in told["Replicas"]] == list(regions)
    assert told.get("GlobalTableWitnesses") == ([{"RegionName": THIRD, "WitnessStatus": "ACTIVE"}] if more else None)
    for updates, words in ((create(FAR), {}), (delete(OTHER), {}), (create(FAR), STRONG)):
        assert update(aws, updates, **words).startswith("ValidationException: ")
    gone = {"GlobalTableWitnessUpdates": delete(THIRD)} if more else {}
    assert update(aws, delete(*regions), **gone) == ""
    told = described(aws, "orders")
    assert "Replicas" not in told and "MultiRegionConsistency" not in told and "GlobalTableWitnesses" not in told
    # It is a table like any other again.
    assert update(aws, create(FAR)) == ""


@pytest.mark.parametrize(
    ("regions", "more", "words"),
    [
        ((OTHER,), {}, "three replicas, or two replicas and a witness"),
        ((OTHER, THIRD), WITNESS, "three replicas, or two replicas and a witness"),
        ((OTHER, FAR), {}, "not regions of one set"),
    ],
)
def test_what_cannot_be_a_strong_group(aws: t.Any, regions: tuple[str, ...], more: dict[str, t.Any], words: str) -> None:
    assert words in update(aws, create(*regions), **STRONG, **more) and replicas(aws) == []


def test_a_strong_group_begins_empty_and_never_later(lab: LabClient, aws: t.Any) -> None:
    aws.put_item(TableName="orders", Item={"id": {"S": "1"}})
    assert "must be empty" in update(aws, create(OTHER, THIRD), **STRONG)
    assert update(aws, create(OTHER)) == "" and "MultiRegionConsistency" in update(aws, create(THIRD), **STRONG)
    assert update(aws, create(THIRD), **WITNESS).startswith("ValidationException: ") and "MultiRegionConsistency" not in described(aws, "orders")
