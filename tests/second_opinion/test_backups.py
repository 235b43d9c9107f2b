# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups made, found, deleted and pruned, and items counted, on ministack. DIFFERENCES.md says where it is not like AWS."""

from __future__ import annotations

from ansible_collections.dynaops.dynamodb.tests.second_opinion.plays import Plays, task
from ansible_collections.dynaops.dynamodb.tests.second_opinion.tables import GLOBAL_INDEX, ITEMS, LOCAL_INDEX, Tables

MADE = "{{ result_0.backup_arn }}"


def test_a_backup_is_made_and_then_used_again(orders: str, tables: Tables, plays: Plays) -> None:
    asked = {"table_name": orders, "backup_name": "nightly"}
    first, again, third, refused = plays.run(
        task("create_backup", **asked),
        task("create_backup", **asked, if_exists="reuse"),
        task("create_backup", **asked, if_exists="create", wait=False),
        task("create_backup", **asked, if_exists="fail"),
    )
    assert first["changed"] is True and first["reused"] is False and first["backup"]["backup_status"] == "AVAILABLE", first
    assert first["source_table"]["table_id"] == tables.describe(orders)["TableId"] and first["source_table"]["item_count"] == ITEMS
    assert again["changed"] is False and again["reused"] is True and again["backup_arn"] == first["backup_arn"]
    assert third["changed"] is True and third["backup_arn"] != first["backup_arn"]
    assert refused["failed"] is True and refused["backup_arn"] == third["backup_arn"] and "already exists" in refused["msg"]
    assert tables.backups(orders) == ["nightly", "nightly"]


def test_nothing_in_check_mode_nor_for_what_can_not_be_backed_up(orders: str, tables: Tables, plays: Plays) -> None:
    check, lost, misnamed = plays.run(
        task("create_backup", check=True, table_name=tables.describe(orders)["TableArn"], backup_name="nightly"),
        task("create_backup", table_name=f"{orders}-lost", backup_name="nightly"),
        task("create_backup", table_name=orders, backup_name="a b"),
    )
    assert check["changed"] is True and "if not in check mode" in check["msg"]
    assert lost["failed"] is True and lost["error"]["code"] == "ResourceNotFoundException" and "No backup was created." in lost["msg"]
    # ministack would take it; AWS would not.
    assert misnamed["failed"] is True and misnamed["error"]["code"] == "InvalidArgument" and tables.backups(orders) == []


def test_a_backup_of_a_former_table_is_not_used_again(orders: str, tables: Tables, plays: Plays) -> None:
    [former] = tables.back_up(orders, "nightly")
    tables.client.delete_table(TableName=orders)
    tables.make(orders, items=1)
    [made] = plays.run(task("create_backup", table_name=orders, backup_name="nightly", if_exists="reuse"))
    assert made["changed"] is True and made["reused"] is False and made["backup_arn"] != former


def test_backups_are_found_by_table_name_time_and_status(orders: str, tables: Tables, plays: Plays) -> None:
    arns = tables.back_up(orders, "nightly", "before-4.2", "nightly")
    by_table, by_name, described, early, system = plays.run(
        task("backup_info", table_name=orders, created_after="2020-01-01"),
        task("backup_info", table_name=tables.describe(orders)["TableArn"], backup_name="nightly"),
        task("backup_info", table_name=orders, describe=True, status="AVAILABLE"),
        task("backup_info", table_name=orders, created_before="2020-01-01"),
        task("backup_info", table_name=orders, backup_type="system"),
    )
    assert [each["backup_arn"] for each in by_table["backups"]] == arns[::-1] and by_table["latest"]["backup_arn"] == arns[2]
    assert [each["backup_arn"] for each in by_name["backups"]] == [arns[2], arns[0]] and by_name["changed"] is False
    assert {each["table_id"] for each in by_table["backups"]} == {tables.describe(orders)["TableId"]}
    assert [each["source_table"]["item_count"] for each in described["backups"]] == [ITEMS] * 3
    # ministack does not filter by time: the module does.
    assert early["backups"] == [] and "latest" not in early
    # Nor by type, which the module leaves to the service: AWS gives none here. The result says what type they are.
    assert system["backups"] == []


def test_a_backup_is_found_by_arn_with_all_that_is_known_of_it(orders: str, tables: Tables, plays: Plays) -> None:
    made, found, none = plays.run(
        task("create_backup", table_name=orders, backup_name="nightly"),
        task("backup_info", backup_arn=MADE),
        task("backup_info", backup_arn="{{ result_0.backup_arn | regex_replace('.$', 'x') }}"),
    )
    [backup] = found["backups"]
    assert backup["backup_arn"] == made["backup_arn"] and backup["table_name"] == orders and backup["backup_type"] == "USER"
    source, features = backup["source_table"], backup["source_table_features"]
    assert source["billing_mode"] == "PROVISIONED" and source["provisioned_throughput"] == {"read_capacity_units": 5, "write_capacity_units": 6}
    assert [each["index_name"] for each in features["global_secondary_indexes"]] == [GLOBAL_INDEX]
    assert [each["index_name"] for each in features["local_secondary_indexes"]] == [LOCAL_INDEX]
    assert none["backups"] == [] and none.get("failed", False) is False


def test_every_page_of_a_long_list_is_read(orders: str, tables: Tables, plays: Plays) -> None:
    arns = tables.back_up(orders, *[f"nightly-{number:03d}" for number in range(205)])
    [found] = plays.run(task("backup_info", table_name=orders))
    assert [each["backup_arn"] for each in found["backups"]] == arns[::-1] and found["msg"].startswith("205 backups found")


def test_a_backup_is_deleted_once(orders: str, tables: Tables, plays: Plays) -> None:
    [arn] = tables.back_up(orders, "nightly")
    check, first, second = plays.run(
        task("delete_backup", check=True, backup_arn=arn), task("delete_backup", backup_arn=arn), task("delete_backup", backup_arn=arn)
    )
    # DeleteBackup answers with the status AVAILABLE here: the module takes its success for what it is.
    assert check["changed"] is True and first["changed"] is True and "was deleted" in first["msg"], first
    assert second["changed"] is False and "nothing to delete" in second["msg"] and tables.backups(orders) == []


def test_pruning_keeps_what_the_rules_keep(orders: str, tables: Tables, plays: Plays) -> None:
    arns = tables.back_up(orders, "nightly-1", "nightly-2", "before-4.2", "nightly-3", "nightly-4")
    asked = {"table_name": orders, "backup_name_prefix": "nightly-", "keep": 2}
    check, young, first, second = plays.run(
        task("prune_backups", check=True, **asked),
        task("prune_backups", table_name=orders, older_than="30d", min_keep=0),
        task("prune_backups", **asked),
        task("prune_backups", **asked),
    )
    assert [each["backup_arn"] for each in check["deleted"]] == arns[:2] == [each["backup_arn"] for each in first["deleted"]]
    assert check["changed"] is True and first["changed"] is True and first["failed_backups"] == [] and first["vanished"] == []
    assert [each["backup_name"] for each in first["kept"]] == ["nightly-4", "nightly-3"]
    assert young["changed"] is False and len(young["kept"]) == 5
    assert second["changed"] is False and second["deleted"] == [] and tables.backups(orders) == ["before-4.2", "nightly-3", "nightly-4"]


def test_pruning_leaves_the_backups_of_a_former_table_unless_told_otherwise(orders: str, tables: Tables, plays: Plays) -> None:
    tables.back_up(orders, "former")
    tables.client.delete_table(TableName=orders)
    tables.make(orders, items=1)
    tables.back_up(orders, "nightly")
    asked = {"table_name": orders, "keep": 0, "min_keep": 0}
    first, second = plays.run(task("prune_backups", **asked), task("prune_backups", **asked, include_former_tables=True))
    assert [each["backup_name"] for each in first["deleted"]] == ["nightly"]
    assert [each["reason"] for each in first["kept"]] == ["it belongs to an earlier table of this name"]
    assert [each["backup_name"] for each in second["deleted"]] == ["former"] and tables.backups(orders) == []


def test_items_are_counted_over_pages(orders: str, tables: Tables, plays: Plays) -> None:
    # A page ends at 1 MB.
    tables.add(orders, [{"id": {"S": f"large-{number}"}, "placed": {"N": "1"}, "text": {"S": "x" * 300_000}} for number in range(7)])
    assert "LastEvaluatedKey" in tables.client.scan(TableName=orders, Select="COUNT")
    counted, lost = plays.run(task("table_count_info", table_name=orders), task("table_count_info", table_name=f"{orders}-lost"))
    assert counted["item_count"] == ITEMS + 7 and counted["changed"] is False, counted
    assert lost["failed"] is True and lost["error"]["code"] == "ResourceNotFoundException"
