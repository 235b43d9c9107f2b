# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the collection, by their full names, as a user types them."""

from __future__ import annotations

import json
import time

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import CHECK_MODE
from ansible_collections.dynaops.dynamodb.tests.acceptance import tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import await_that, back_up
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_protection_info import check
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


def launch(ansible: AnsibleRuns, name: str, *words: str, **variables: object) -> Run:
    """A playbook of the collection with extra variables."""
    done = ansible.process("ansible-playbook", f"dynaops.dynamodb.{name}", "-e", json.dumps(variables), *words)
    return Run(done.returncode, done.stdout, done.stderr, {})


def tables(lab: LabClient) -> list[str]:
    """The names of the tables that there are."""
    return list(lab.dynamodb().list_tables()["TableNames"])


def damaged(lab: LabClient, **description: object) -> bool:
    """Makes the scratch table ACTIVE with another description, as soon as there is one."""
    if "orders-restore-drill" not in [each["name"] for each in lab.tables()]:
        return False
    lab.table("orders-restore-drill", "ACTIVE", extra=description)
    return True


@pytest.mark.parametrize("given", tiers.cases({"as text": "orders, carts", "as a list": ["orders", "carts"]}, "as text"))
def test_backup_before_migration_backs_up_each_table_once_for_a_release(lab: LabClient, ansible: AnsibleRuns, given: object) -> None:
    for name in ("orders", "carts"):
        lab.make_table(name)
    first = launch(ansible, "backup_before_migration", table_names=given, release="4.2")
    assert first.code == 0 and "changed=1" in first.stdout, first.output
    assert sorted((made["TableName"], made["BackupName"]) for made in lab.backups()) == [("carts", "before-4.2"), ("orders", "before-4.2")]
    assert all(made["BackupArn"] in first.stdout for made in lab.backups())
    if isinstance(given, str):
        second = launch(ansible, "backup_before_migration", table_names=given, release="4.2")
        assert second.code == 0 and "changed=0" in second.stdout and len(lab.backups()) == 2


def test_u7_when_one_table_fails_the_arns_of_the_others_are_shown_and_handed_on(orders: LabClient, ansible: AnsibleRuns) -> None:
    done = ansible.process(
        "ansible-playbook",
        "dynaops.dynamodb.backup_before_migration",
        "-e",
        json.dumps({"table_names": "ordres,orders", "release": "4.2"}),
        env={"ANSIBLE_SHOW_CUSTOM_STATS": "true"},
    )
    (made,) = orders.backups()
    assert done.returncode != 0 and "table ordres was not found" in done.stdout + done.stderr
    shown = done.stdout[done.stdout.index("TASK [Show the ARNs") :]
    assert f'"dynamodb_backup_arns": {{\n        "orders": "{made["BackupArn"]}"\n    }}' in shown, done.stdout
    stats = shown[shown.index("CUSTOM STATS") :]
    assert "dynamodb_backup_arns" in stats and made["BackupArn"] in stats


def test_u8_backup_before_migration_in_check_mode_names_nothing_as_made(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = launch(ansible, "backup_before_migration", "--check", table_names="orders", release="4.2")
    assert run.code == 0 and orders.backups() == [] and '"dynamodb_backup_arns": {}' in run.stdout, run.output


@pytest.mark.shown_cases(1)
@pytest.mark.parametrize("variables", [{}, {"table_names": "orders"}, {"release": "4.2"}, {"table_names": "orders", "release": "4/2"}])
def test_backup_before_migration_asks_for_what_it_needs(orders: LabClient, ansible: AnsibleRuns, variables: dict[str, object]) -> None:
    run = launch(ansible, "backup_before_migration", **variables)
    assert run.code != 0 and "Nothing was backed up." in run.output and orders.backups() == []


@pytest.mark.further_case
def test_its_arns_are_there_for_the_play_that_follows(orders: LabClient, ansible: AnsibleRuns) -> None:
    plays = [
        {"import_playbook": "dynaops.dynamodb.backup_before_migration", "vars": {"table_names": "orders", "release": "5"}},
        {"hosts": "localhost", "gather_facts": False, "tasks": [{"ansible.builtin.debug": {"msg": "HERE {{ dynamodb_backup_arns.orders }}"}}]},
    ]
    run = ansible.playbook(plays)
    assert run.code == 0 and f"HERE {orders.backups()[0]['BackupArn']}" in run.stdout, run.output


@pytest.mark.further_case
def test_restore_drill_restores_compares_reports_and_cleans_up(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.make_table("orders", items=60)
    lab.settings(restore_seconds=1.0)
    arn = back_up(lab).as_result()["backup_arn"]
    run = launch(ansible, "restore_drill", table_name="orders")
    assert run.code == 0 and "can be restored: 60 items (60 in the source now), the same keys" in run.stdout and str(arn) in run.stdout, run.output
    assert tables(lab) == ["orders"] and len(lab.backups()) == 1 and len(lab.requests("RestoreTableFromBackup")) == 1


@pytest.mark.further_case
def test_restore_drill_finds_a_difference_and_cleans_up_all_the_same(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.make_table("orders", items=50)
    back_up(lab)
    lab.dynamodb().delete_item(TableName="orders", Key={"id": {"S": "order-00001"}})
    run = launch(ansible, "restore_drill", table_name="orders")
    assert run.code != 0 and "The restored table has 50 items, and the source has 49." in run.output
    assert tables(lab) == ["orders"]


@pytest.mark.further_case
def test_u12_restore_drill_finds_items_with_other_contents_by_a_sample(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.make_table("orders", items=30)
    back_up(lab)
    lab.dynamodb().put_item(TableName="orders", Item={"id": {"S": "order-00001"}, "total": {"N": "-1"}})
    run = launch(ansible, "restore_drill", table_name="orders", report_folder=str(ansible.folder))
    (verdict,) = json.loads((ansible.folder / "restore_drill.json").read_text())
    told = "Of a sample of 30 restored items, 1 have other contents in the source, and 0 are not in the source."
    assert run.code != 0 and told in run.output and verdict["differences"] == [told] and tables(lab) == ["orders"], run.output
    assert [verdict[f"{name}_items"] for name in ("restored", "source", "compared", "different", "missing")] == [30, 30, 30, 1, 0]
    assert "Sample: 30 compared, 1 different, 0 missing in the source." in (ansible.folder / "restore_drill.junit.xml").read_text()
    assert "order-00001" not in run.output
    looked_up = len(lab.requests("BatchGetItem"))
    run = launch(ansible, "restore_drill", table_name="orders", sample_size=0)
    assert run.code == 0 and "the same keys and indexes, in " in run.stdout and len(lab.requests("BatchGetItem")) == looked_up == 1, run.output


@pytest.mark.further_case
def test_u12_restore_drill_names_a_type_that_is_not_restored_when_the_items_cannot_be_compared(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(restore_seconds=600)
    back_up(orders)
    other = [{"AttributeName": "id", "AttributeType": "N"}]
    orders.when_asked("RestoreTableFromBackup", 1, lambda: await_that(lambda: damaged(orders, AttributeDefinitions=other)))
    run = launch(ansible, "restore_drill", table_name="orders")
    assert run.code != 0 and "Attribute id has type N, and type S in the source." in run.output and tables(orders) == ["orders"], run.output
    assert "1 of 1 tables did not pass the restore drill." in run.output and orders.requests("BatchGetItem") == []


def test_restore_drill_cleans_up_after_a_failure_in_the_middle(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.settings(restore_seconds=1.0)
    back_up(orders)
    orders.fault("Scan", "error", code="AccessDeniedException", message="not authorized to perform: dynamodb:Scan", times=0)
    run = launch(ansible, "restore_drill", table_name="orders")
    assert run.code != 0 and "dynamodb:Scan" in run.output and tables(orders) == ["orders"]


@pytest.mark.further_case
def test_restore_drill_does_not_touch_a_table_that_is_there(orders: LabClient, ansible: AnsibleRuns) -> None:
    back_up(orders)
    orders.make_table("carts", items=5)
    run = launch(ansible, "restore_drill", table_name="orders", scratch_table_name="carts")
    assert run.code != 0 and "already exists" in run.output and sorted(tables(orders)) == ["carts", "orders"]
    assert orders.requests("DeleteTable") == []


@pytest.mark.further_case
def test_restore_drill_does_not_delete_a_table_that_was_restored_before(orders: LabClient, ansible: AnsibleRuns) -> None:
    arn = back_up(orders).as_result()["backup_arn"]
    kept = ansible.adhoc("dynaops.dynamodb.dynamodb_restore_backup", backup_arn=arn, target_table_name="orders-restore-drill")
    run = launch(ansible, "restore_drill", table_name="orders")
    assert kept.code == 0 and run.code != 0 and "by an earlier run. It was not changed." in run.output
    assert len(tables(orders)) == 2 and orders.requests("DeleteTable") == []


@pytest.mark.further_case
def test_restore_drill_of_a_given_backup_within_a_tolerance_and_of_none(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.make_table("orders", items=50)
    none = launch(ansible, "restore_drill", table_name="orders")
    assert none.code != 0 and "There is no AVAILABLE backup of table orders to restore." in none.output
    older = back_up(lab).as_result()["backup_arn"]
    back_up(lab)
    # One of 50 is 2 percent.
    lab.dynamodb().delete_item(TableName="orders", Key={"id": {"S": "order-00001"}})
    run = launch(ansible, "restore_drill", table_name="orders", backup_arn=older, tolerance_percent=3)
    assert run.code == 0 and lab.requests("RestoreTableFromBackup")[0]["body"]["BackupArn"] == older, run.output
    assert tables(lab) == ["orders"]
    carts = launch(ansible, "restore_drill", table_name="carts", backup_arn=older)
    assert carts.code != 0 and "Nothing was restored." in carts.output


@pytest.mark.further_case
def test_u6_restore_drill_checks_its_variables_before_the_first_request(orders: LabClient, ansible: AnsibleRuns) -> None:
    asked = len(orders.requests())
    run = launch(ansible, "restore_drill")
    assert run.code != 0 and "Set table_name (a name or an ARN), backup_arn, or both. Nothing was restored." in run.output
    run = launch(ansible, "restore_drill", table_name="orders", sample_size="10001")
    assert run.code != 0 and "a sample_size from 0 to 10000. Nothing was restored." in run.output
    assert len(orders.requests()) == asked


@pytest.mark.further_case
def test_u6_restore_drill_takes_arns(orders: LabClient, ansible: AnsibleRuns) -> None:
    arn = str(back_up(orders).as_result()["backup_arn"])
    for variables in ({"table_name": arn.partition("/backup/")[0]}, {"backup_arn": arn}):
        run = launch(ansible, "restore_drill", **variables)
        assert run.code == 0 and "Table orders can be restored" in run.stdout and tables(orders) == ["orders"], run.output


@pytest.mark.further_case
def test_u8_restore_drill_in_check_mode_restores_nothing_and_says_it_in_each_line(orders: LabClient, ansible: AnsibleRuns) -> None:
    back_up(orders)
    run = launch(ansible, "restore_drill", "--check", table_name="orders")
    assert run.code == 0 and orders.requests("RestoreTableFromBackup") == [], run.output
    reported = [line for line in run.stderr.splitlines() if line.startswith("[localhost] ")]
    assert reported and all(line.startswith(f"[localhost] {CHECK_MODE}") for line in reported), reported


def test_restore_drill_of_several_tables_is_evidence(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.make_table("carts", items=2)
    client = orders.dynamodb()
    client.tag_resource(ResourceArn=client.describe_table(TableName="orders")["Table"]["TableArn"], Tags=[{"Key": "Owner", "Value": "me"}])
    orders.settle()
    back_up(orders)
    back_up(orders, table="carts")
    client.put_item(TableName="carts", Item={"id": {"S": "later"}})
    folder = ansible.folder / "reports"
    # Relative to the folder in which the command is started.
    run = launch(ansible, "restore_drill", table_names="orders, carts, users", report_folder=folder.name, compare_settings=["tags"], rto=3600)
    assert run.code != 0 and sorted(tables(orders)) == ["carts", "orders"], run.output
    verdicts = {each["table_name"]: each for each in json.loads((folder / "restore_drill.json").read_text())}
    assert verdicts["orders"]["passed"] is True and verdicts["orders"]["differences"] == [] and verdicts["orders"]["rto"] == 3600
    assert verdicts["carts"]["differences"] == ["The restored table has 2 items, and the source has 3."]
    assert "There is no AVAILABLE backup of table users" in verdicts["users"]["differences"][0] and "2 of 3 tables did not pass" in run.output
    assert 'failures="2"' in (folder / "restore_drill.junit.xml").read_text()
    orders.settle()
    noted = {each["Key"] for each in client.list_tags_of_resource(ResourceArn=client.describe_table(TableName="orders")["Table"]["TableArn"])["Tags"]}
    assert noted == {"Owner", "last-restore-drill", "restore-drill-scratch"}
    drilled = {each["table_name"]: each["last_restore_drill"] for each in check(orders, restore_drills=True)["tables"]}
    assert drilled["orders"].endswith("+00:00") and drilled["carts"] is None


@pytest.mark.further_case
def test_u12_restore_drill_refuses_a_setting_that_does_not_exist_before_anything_is_restored(orders: LabClient, ansible: AnsibleRuns) -> None:
    back_up(orders)
    run = launch(ansible, "restore_drill", table_name="orders", compare_settings="tags, streem", tag_source=False)
    assert run.code != 0 and "settings.streem is unknown: settings takes contributor_insights, " in run.output, run.output
    assert orders.requests("RestoreTableFromBackup") == [] and tables(orders) == ["orders"]
    # A setting that the table does not have is no mistake.
    run = launch(ansible, "restore_drill", table_name="orders", compare_settings="on_demand_throughput, time_to_live", tag_source=False)
    assert run.code == 0 and tables(orders) == ["orders"], run.output


@pytest.mark.further_case
def test_restore_drill_from_a_point_in_time_within_a_time(orders: LabClient, ansible: AnsibleRuns) -> None:
    client = orders.dynamodb()
    client.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})
    late = launch(ansible, "restore_drill", table_name="orders", restore_time="latest", rto=0.001)
    assert late.code != 0 and "longer than the recovery time objective (rto) of 0.001 s" in late.output and tables(orders) == ["orders"], late.output
    run = launch(ansible, "restore_drill", table_name="orders", restore_time="latest")
    assert run.code == 0 and tables(orders) == ["orders"] and len(orders.requests("RestoreTableToPointInTime")) == 2, run.output


def test_sweep_deletes_by_prefix_across_tables_those_that_are_gone_included(orders: LabClient, ansible: AnsibleRuns) -> None:
    now = time.time()
    made = [("orders", "test-1", 5), ("gone", "test-2", 5), ("gone", "other", 5), ("orders", "nightly", 5), ("orders", "test-young", 0.01)]
    arns = orders.history([{"table": table, "name": name, "created": now - days * 86400} for table, name, days in made])
    check = launch(ansible, "sweep_test_backups", "--check", "--diff", prefix="test-", older_than="1d")
    assert check.code == 0 and f"-{arns[0]} test-1" in check.stdout and len(orders.backups()) == 5, check.output
    assert '"Would be deleted": [' in check.stdout
    run = launch(ansible, "sweep_test_backups", prefix="test-", older_than="1d")
    assert run.code == 0 and {each["BackupArn"] for each in orders.backups()} == set(arns[2:]), run.output
    assert '"Deleted": [' in run.stdout
    all_of_them = launch(ansible, "sweep_test_backups", prefix="test-")
    assert all_of_them.code == 0 and {each["BackupArn"] for each in orders.backups()} == set(arns[2:4])


@pytest.mark.further_case
def test_sweep_goes_on_after_an_error_and_reports_all(orders: LabClient, ansible: AnsibleRuns) -> None:
    arns = orders.history([{"table": "orders", "name": f"test-{number}", "created": time.time() - 86400 - number} for number in range(6)])
    for skip in (1, 2):
        orders.fault("DeleteBackup", "error", code="AccessDeniedException", message="not authorized", skip=skip)
    run = launch(ansible, "sweep_test_backups", prefix="test-")
    assert run.code != 0 and "2 backups of all tables in region us-east-1 could not be deleted" in run.output
    left = {each["BackupArn"] for each in orders.backups()}
    assert len(left) == 2 and left < set(arns) and all(arn in run.output for arn in left)


@pytest.mark.parametrize("prefix", ["", "ab"])
def test_sweep_wants_a_prefix(orders: LabClient, ansible: AnsibleRuns, prefix: str) -> None:
    back_up(orders, name="abc")
    run = launch(ansible, "sweep_test_backups", prefix=prefix)
    assert run.code != 0 and "Nothing was deleted." in run.output and len(orders.backups()) == 1
