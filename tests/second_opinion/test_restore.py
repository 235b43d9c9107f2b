# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables restored, known again and removed, on ministack. DIFFERENCES.md says where it is not like AWS."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.tests.second_opinion.plays import Plays, task
from ansible_collections.dynaops.dynamodb.tests.second_opinion.tables import GLOBAL_INDEX, LOCAL_INDEX, Tables, item

TAG = "dynaops.dynamodb:restored-from"


@pytest.fixture(name="arn")
def one_backup(orders: str, tables: Tables) -> str:
    """A backup of the table, which has changed since."""
    [arn] = tables.back_up(orders, "nightly")
    tables.client.delete_item(TableName=orders, Key={name: item(1)[name] for name in ("id", "placed")})
    tables.add(orders, [item(1000)])
    return arn


@pytest.fixture(name="target")
def target_name(orders: str) -> str:
    """The name of the table to restore to."""
    return f"{orders}-restored"


def customers_items(tables: Tables, name: str) -> list[dict[str, object]]:
    """What the global secondary index finds for one customer."""
    return tables.items(name, IndexName=GLOBAL_INDEX, KeyConditionExpression="customer = :one", ExpressionAttributeValues={":one": {"S": "customer-3"}})


def test_every_item_of_the_time_of_the_backup_is_there(orders: str, tables: Tables, plays: Plays, target: str) -> None:
    before, found_before = tables.items(orders), customers_items(tables, orders)
    [arn] = tables.back_up(orders, "nightly")
    tables.add(orders, [item(1000)])
    restored, counted = plays.run(task("restore_backup", backup_arn=arn, target_table_name=target), task("table_count_info", table_name=target))
    assert restored["changed"] is True and restored["reused"] is False and restored["table"]["table_status"] == "ACTIVE", restored
    assert tables.items(target) == before and counted["item_count"] == len(before) and len(tables.items(orders)) == len(before) + 1
    # The index too, by its own query.
    assert customers_items(tables, target) == found_before and found_before
    assert restored["backup"]["source_table"]["table_name"] == orders and "not_restored" in restored
    assert restored["table"]["key_schema"] == [{"attribute_name": "id", "key_type": "HASH"}, {"attribute_name": "placed", "key_type": "RANGE"}]


def test_the_second_run_changes_nothing(tables: Tables, plays: Plays, arn: str, target: str) -> None:
    asked = {"backup_arn": arn, "target_table_name": target}
    first, second = plays.run(task("restore_backup", **asked), task("restore_backup", **asked))
    # ministack shows no RestoreSummary afterwards, as AWS does not: the tag alone tells.
    assert "RestoreSummary" not in tables.describe(target) and tables.tags(target) == {TAG: arn}
    assert first["changed"] is True and second["changed"] is False and second["reused"] is True, second
    assert first["table"]["table_id"] == second["table"]["table_id"] == tables.describe(target)["TableId"]


def test_check_mode_restores_nothing(tables: Tables, plays: Plays, arn: str, target: str) -> None:
    check, removed = plays.run(
        task("restore_backup", check=True, backup_arn=arn, target_table_name=target),
        task("restore_backup", check=True, backup_arn=arn, target_table_name=target, state="absent"),
    )
    assert check["changed"] is True and "Would have restored" in check["msg"] and "table" not in check
    assert removed["changed"] is False and tables.describe(target) == {}


def test_a_restore_that_is_not_waited_for(tables: Tables, plays: Plays, arn: str, target: str) -> None:
    asked = {"backup_arn": arn, "target_table_name": target}
    first, second = plays.run(task("restore_backup", **asked, wait=False), task("restore_backup", **asked))
    # The answer says RestoreInProgress of a table that is ACTIVE: the module goes by the table's status.
    assert first["changed"] is True and first["table"]["table_status"] == "ACTIVE" and tables.tags(target) == {}
    # On AWS the second run would find it CREATING, and known by its RestoreSummary.
    assert second["failed"] is True and second["error"]["code"] == "TargetExists"


def test_the_newest_backup_of_a_table(orders: str, tables: Tables, plays: Plays, arn: str, target: str) -> None:
    newest = tables.back_up(orders, "nightly", "before-4.2")[0]
    [restored] = plays.run(task("restore_backup", table_name=orders, backup_name="nightly", target_table_name=target))
    assert restored["backup_arn"] == newest != arn and tables.items(target) == tables.items(orders)


def test_a_table_of_another_origin_is_refused_and_untouched(orders: str, tables: Tables, plays: Plays, arn: str, target: str) -> None:
    [other] = tables.back_up(orders, "another")
    tables.make_simple(target)
    before = tables.describe(target)
    foreign, made, elsewhere, absent = plays.run(
        task("restore_backup", backup_arn=arn, target_table_name=target),
        task("restore_backup", backup_arn=arn, target_table_name=f"{target}-2"),
        task("restore_backup", backup_arn=other, target_table_name=f"{target}-2"),
        task("restore_backup", backup_arn=arn, target_table_name=target, state="absent"),
    )
    assert made["changed"] is True
    assert all(each["failed"] is True and each["error"]["code"] == "TargetExists" and not each["changed"] for each in (foreign, elsewhere, absent))
    assert tables.describe(target) == before and tables.items(target) == [] and tables.tags(f"{target}-2") == {TAG: arn}


def test_what_was_restored_is_removed_again_and_nothing_else(orders: str, tables: Tables, plays: Plays, arn: str, target: str) -> None:
    [other] = tables.back_up(orders, "another")
    asked = {"backup_arn": arn, "target_table_name": target, "state": "absent"}
    made, refused, check, first, second, source = plays.run(
        task("restore_backup", backup_arn=arn, target_table_name=target),
        task("restore_backup", **{**asked, "backup_arn": other}),
        task("restore_backup", check=True, **asked),
        task("restore_backup", **asked),
        task("restore_backup", **asked),
        task("restore_backup", **{**asked, "target_table_name": orders}),
    )
    assert made["changed"] is True and refused["failed"] is True and refused["error"]["code"] == "TargetExists"
    assert check["changed"] is True and first["changed"] is True and first["table"]["table_id"] == made["table"]["table_id"] and "was deleted" in first["msg"]
    assert second["changed"] is False and "nothing to delete" in second["msg"] and tables.describe(target) == {}
    assert source["failed"] is True and tables.describe(orders)["TableStatus"] == "ACTIVE"


def test_another_billing_mode_and_no_global_index(tables: Tables, plays: Plays, arn: str, target: str) -> None:
    [restored] = plays.run(
        task(
            "restore_backup",
            backup_arn=arn,
            target_table_name=target,
            mark_target=False,
            billing_mode_override="PAY_PER_REQUEST",
            global_secondary_index_override=[],
        )
    )
    table = tables.describe(target)
    assert restored["changed"] is True and table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST", restored
    assert "GlobalSecondaryIndexes" not in table and [each["IndexName"] for each in table["LocalSecondaryIndexes"]] == [LOCAL_INDEX]
    assert tables.tags(target) == {}


def test_an_index_by_its_name_alone_and_no_local_one(tables: Tables, plays: Plays, arn: str, target: str) -> None:
    asked = {"backup_arn": arn, "target_table_name": target, "local_secondary_index_override": []}
    restored, unknown = plays.run(
        task("restore_backup", **asked, global_secondary_index_override=[{"index_name": GLOBAL_INDEX}]),
        task("restore_backup", **{**asked, "target_table_name": f"{target}-2"}, global_secondary_index_override=[{"index_name": "by-nothing"}]),
    )
    table = tables.describe(target)
    [index] = table["GlobalSecondaryIndexes"]
    assert restored["changed"] is True and index["IndexName"] == GLOBAL_INDEX and index["Projection"] == {"ProjectionType": "ALL"}, restored
    assert "LocalSecondaryIndexes" not in table
    assert unknown["failed"] is True and unknown["error"]["code"] == "InvalidArgument" and f"it has: {GLOBAL_INDEX}" in unknown["msg"]
    assert tables.describe(f"{target}-2") == {}


def test_throughput_that_the_service_does_not_override(orders: str, tables: Tables, plays: Plays, arn: str, target: str) -> None:
    simple = f"{orders}-simple"
    tables.make_simple(simple)
    [on_demand] = tables.back_up(simple, "nightly")
    throughput = {"read_capacity_units": 7, "write_capacity_units": 8}
    ignored, refused = plays.run(
        task("restore_backup", backup_arn=arn, target_table_name=target, provisioned_throughput_override=throughput),
        task(
            "restore_backup",
            backup_arn=on_demand,
            target_table_name=f"{target}-2",
            billing_mode_override="PROVISIONED",
            provisioned_throughput_override=throughput,
        ),
    )
    # AWS makes the table as asked. ministack takes the backup's throughput, of which the module does not ask again.
    found = tables.describe(target)["ProvisionedThroughput"]
    assert ignored["changed"] is True and (found["ReadCapacityUnits"], found["WriteCapacityUnits"]) == (5, 6)
    # There it has none to take, and refuses: nothing was made, and the task says so.
    assert refused["failed"] is True and refused["error"]["code"] == "ValidationException" and refused["changed"] is False
    assert "Nothing was restored." in refused["msg"] and tables.describe(f"{target}-2") == {}


def test_backups_that_there_are_not(orders: str, plays: Plays, target: str) -> None:
    none, lost = plays.run(
        task("restore_backup", table_name=orders, target_table_name=target),
        task("restore_backup", backup_arn=f"arn:aws:dynamodb:us-east-1:000000000000:table/{orders}/backup/01795245511563-0a1b2c3d", target_table_name=target),
    )
    assert none["failed"] is True and none["error"]["code"] == "NoBackup"
    assert lost["failed"] is True and lost["error"]["code"] == "BackupNotFoundException" and "Nothing was restored." in lost["msg"]
