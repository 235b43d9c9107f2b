# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the restore drill compares, read by the modules that it runs: a restore that is damaged in any way is found, and a sound one passes."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.filter.drill_verdict import drill_verdict
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

SPACE = "dynaops.dynamodb.dynamodb_"
SOURCE, COPY = "orders", "orders-restore-drill"


def index(name: str, *keys: str, **projection: t.Any) -> dict[str, t.Any]:
    """An index with a partition key and perhaps a sort key."""
    schema = [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)]
    return {"IndexName": name, "KeySchema": schema, "Projection": projection or {"ProjectionType": "ALL"}}


BY_OWNER = index("by-owner", "owner", ProjectionType="INCLUDE", NonKeyAttributes=["total", "note"])
BY_TOTAL = index("by-total", "id", "total")
TYPES = {"id": "S", "day": "N", "owner": "S", "total": "N"}


def definitions(**changed: str) -> list[dict[str, str]]:
    """The attributes with their types, of which some are other ones."""
    return [{"AttributeName": name, "AttributeType": kind} for name, kind in {**TYPES, **changed}.items()]


@pytest.fixture(name="drilled")
def source_and_copy(lab: LabClient) -> LabClient:
    """A table with indexes, tags and 20 items, and another one that was restored from its backup."""
    client = lab.dynamodb()
    client.create_table(
        TableName=SOURCE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "day", "KeyType": "RANGE"}],
        AttributeDefinitions=definitions(),
        GlobalSecondaryIndexes=[BY_OWNER],
        LocalSecondaryIndexes=[BY_TOTAL],
        Tags=[{"Key": "Owner", "Value": "me"}],
    )
    lab.settle()
    for number in range(20):
        client.put_item(TableName=SOURCE, Item=item(number))
    arn = client.create_backup(TableName=SOURCE, BackupName="nightly")["BackupDetails"]["BackupArn"]
    lab.settle()
    client.restore_table_from_backup(TargetTableName=COPY, BackupArn=arn)
    lab.settle()
    client.tag_resource(ResourceArn=client.describe_table(TableName=COPY)["Table"]["TableArn"], Tags=[{"Key": "Owner", "Value": "me"}])
    lab.settle()
    return lab


def item(number: int, **more: dict[str, t.Any]) -> dict[str, t.Any]:
    """One of the items."""
    return {"id": {"S": f"order-{number % 7}"}, "day": {"N": str(number)}, "owner": {"S": "me"}, "total": {"N": str(number * 3)}, **more}


def verdict(here: ModulesHere) -> dict[str, t.Any]:
    """The verdict about the copy, from what the modules return, as the playbook makes it."""

    def run(module: str, **options: t.Any) -> dict[str, t.Any]:
        return here.adhoc(f"{SPACE}{module}", **options).result

    source, copy = (run("table_settings_info", table_name=name) for name in (SOURCE, COPY))
    counts = [run("table_count_info", table_name=name)["item_count"] for name in (SOURCE, COPY)]
    sample = run("compare_items_info", table_name=COPY, other_table_name=SOURCE)
    return drill_verdict(source, copy, items=counts, sample=sample, elapsed=1.0, settings=["tags"])


def describe(**members: t.Any) -> t.Callable[[LabClient], None]:
    """AWS describes the copy with these members."""
    return lambda lab: lab.table(COPY, "ACTIVE", extra=members)


def lose_item(lab: LabClient) -> None:
    """An item is not in the copy."""
    lab.dynamodb().delete_item(TableName=COPY, Key={name: item(3)[name] for name in ("id", "day")})


def change_item(lab: LabClient) -> None:
    """An item of the copy has another attribute."""
    lab.dynamodb().put_item(TableName=COPY, Item=item(3, note={"S": "damaged"}))


def change_type_of_value(lab: LabClient) -> None:
    """A number became a text."""
    lab.dynamodb().put_item(TableName=COPY, Item=item(3, count={"S": "1"}))
    lab.dynamodb().put_item(TableName=SOURCE, Item=item(3, count={"N": "1"}))


def replace_item(lab: LabClient) -> None:
    """An item of the copy has another key."""
    lose_item(lab)
    lab.dynamodb().put_item(TableName=COPY, Item=item(103))


def lose_tag(lab: LabClient) -> None:
    """The tag is not on the copy."""
    client = lab.dynamodb()
    client.untag_resource(ResourceArn=client.describe_table(TableName=COPY)["Table"]["TableArn"], TagKeys=["Owner"])
    lab.settle()


DAMAGES: dict[str, tuple[t.Callable[[LabClient], None], str]] = {
    "index": (describe(GlobalSecondaryIndexes=[]), "Index by-owner is missing."),
    "local index": (describe(LocalSecondaryIndexes=[]), "Index by-total is missing."),
    "index key": (
        describe(GlobalSecondaryIndexes=[{**BY_OWNER, "KeySchema": index("", "total")["KeySchema"]}]),
        "Index by-owner differs from that of the source in its key_schema.",
    ),
    "projection": (
        describe(GlobalSecondaryIndexes=[{**BY_OWNER, "Projection": {"ProjectionType": "KEYS_ONLY"}}]),
        "Index by-owner differs from that of the source in its projection.",
    ),
    "type of an index key": (describe(AttributeDefinitions=definitions(owner="N")), "Attribute owner has type N, and type S in the source."),
    "type of a key": (describe(AttributeDefinitions=definitions(day="S")), "Attribute day has type S, and type N in the source."),
    "sort key": (describe(KeySchema=index("", "id")["KeySchema"]), "The keys are id (HASH), and those of the source are id (HASH), day (RANGE)."),
    "billing mode": (describe(BillingModeSummary={"BillingMode": "PROVISIONED"}), "The billing mode is PROVISIONED, and PAY_PER_REQUEST in the source."),
    "setting": (lose_tag, "Setting tags differs from that of the source."),
    "item lost": (lose_item, "The restored table has 19 items, and the source has 20."),
    "item changed": (change_item, "Of a sample of 20 restored items, 1 have other contents in the source, and 0 are not in the source."),
    "type of a value": (change_type_of_value, "Of a sample of 20 restored items, 1 have other contents in the source, and 0 are not in the source."),
    "item replaced": (replace_item, "Of a sample of 20 restored items, 0 have other contents in the source, and 1 are not in the source."),
}


def test_u12_a_sound_restore_passes(drilled: LabClient, here: ModulesHere) -> None:
    found = verdict(here)
    assert found["passed"] and found["differences"] == [] and found["compared_items"] == found["restored_items"] == 20


@pytest.mark.shown_cases(5)
@pytest.mark.parametrize("damage, told", DAMAGES.values(), ids=list(DAMAGES))
def test_u12_each_damage_is_found_in_what_the_modules_read(drilled: LabClient, here: ModulesHere, damage: t.Callable[[LabClient], None], told: str) -> None:
    damage(drilled)
    found = verdict(here)
    assert not found["passed"] and found["differences"] == [told]
