# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_protection_info: what each table could be restored to, of this very table, with few requests; and no failure makes a verdict better."""

from __future__ import annotations

import time as machine
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import check_protection
from ansible_collections.dynaops.dynamodb.plugins.module_utils._protection.verdict import VERDICTS
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_protection_info
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, back_up, perform, simulate, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_protection_info"
HOUR, DAY = 3600.0, 86400.0
READS = ("DescribeTable", "DescribeContinuousBackups", "ListBackups")
OF_BACKUP = ("ListBackupVaults", "ListRecoveryPointsByBackupVault", "ListRecoveryPointsByResource")


def arn(name: str, region: str = "us-east-1") -> str:
    """A table's ARN."""
    return f"arn:aws:dynamodb:{region}:123456789012:table/{name}"


def check(lab: LabClient, time: LabTime | None = None, timeout: float = 60, **options: object) -> dict[str, t.Any]:
    """What the module returns."""
    outcome = perform(task_at(lab, timeout=timeout, time=time), dynamodb_protection_info, check_protection, **options)
    return {**outcome.as_result(), "msg": outcome.msg}


def verdicts(lab: LabClient, time: LabTime | None = None, **options: object) -> dict[str, str]:
    """The verdict on each table."""
    return {each["table_name"]: each["verdict"] for each in check(lab, time, **options)["tables"]}


def enable_pitr(lab: LabClient, name: str) -> None:
    """Enables point-in-time recovery."""
    lab.dynamodb().update_continuous_backups(TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True})


@pytest.fixture(name="now")
def ten_days_later(lab: LabClient, time: LabTime) -> float:
    """Tables that are ten days old: continuous, fresh, old, none, vault, again and creating. AWS's clock as it is then."""
    for name in ("continuous", "fresh", "old", "none", "vault", "again", "creating"):
        lab.make_table(name)
    enable_pitr(lab, "continuous")
    time.sleep(10 * DAY)
    now = machine.time() + 10 * DAY
    lab.history(
        [
            {"table": "fresh", "name": "fresh-old", "created": now - 3 * DAY},
            {"table": "fresh", "name": "fresh-new", "created": now - HOUR},
            {"table": "old", "name": "old-one", "created": now - 3 * DAY},
            {"table": "again", "name": "again-one", "created": now - HOUR, "table_id": "8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e"},
            {"table": "creating", "name": "creating-one", "created": now - HOUR, "status": "CREATING"},
            {"table": "lost", "name": "lost-one", "created": now - DAY},
        ]
    )
    lab.points(
        [
            {"resource": arn("vault"), "created": now - 2 * HOUR, "vault": "nightly"},
            {"resource": arn("vault"), "created": now - 30 * HOUR, "vault": "nightly"},
            {"resource": arn("vault"), "created": now - 60, "vault": "nightly", "status": "CREATING"},
            {"resource": arn("again"), "created": now - 11 * DAY, "vault": "nightly"},
            {"resource": arn("none"), "created": now - 60, "vault": "nightly", "status": "EXPIRED"},
        ]
    )
    return now


def test_p1_each_table_has_its_verdict_with_reasons_and_findings(lab: LabClient, time: LabTime, now: float) -> None:
    result = check(lab, time)
    found = {each["table_name"]: each for each in result["tables"]}
    assert {name: each["verdict"] for name, each in found.items()} == {
        "continuous": "protected",
        "fresh": "protected",
        "vault": "protected",
        "old": "stale",
        "none": "unprotected",
        "again": "unprotected",
        "creating": "unprotected",
    }
    assert result["counts"] == {"protected": 3, "stale": 1, "unknown": 0, "unprotected": 3}
    # The most urgent ones first.
    assert [each["table_name"] for each in result["tables"]] == ["again", "creating", "none", "old", "vault", "fresh", "continuous"]
    assert result["msg"].startswith("Checked 7 tables in region us-east-1: 3 unprotected, 0 unknown, 1 stale, 3 protected.")
    window = found["continuous"]["point_in_time_recovery_description"]
    assert window["point_in_time_recovery_status"] == "ENABLED" and window["earliest_restorable_date_time"] < window["latest_restorable_date_time"]
    assert 300 <= found["continuous"]["age"] <= 330 and found["continuous"]["latest_restorable_date_time"] == window["latest_restorable_date_time"]
    assert found["fresh"]["latest_backup"]["backup_name"] == "fresh-new" and found["fresh"]["latest_backup"]["table_id"] == found["fresh"]["table_id"]
    assert HOUR <= found["fresh"]["age"] <= HOUR + 30
    point = found["vault"]["latest_recovery_point"]
    assert point["backup_vault_name"] == "nightly" and point["status"] == "COMPLETED" and 2 * HOUR <= found["vault"]["age"] <= 2 * HOUR + 30
    assert "age" not in found["none"] and "latest_backup" not in found["again"] and "latest_recovery_point" not in found["again"]
    assert not any(each["deletion_protection_enabled"] or each["failed_calls"] for each in found.values())


def test_the_reasons_say_what_is_there_and_what_is_not(lab: LabClient, time: LabTime, now: float) -> None:
    reasons = {each["table_name"]: " ".join(each["reasons"]) for each in check(lab, time)["tables"]}
    assert "Point-in-time recovery is disabled. No backup of this table is AVAILABLE." in reasons["none"]
    assert "AWS Backup has no completed recovery point of this table." in reasons["none"]
    assert "1 backup of this name is of an earlier table." in reasons["again"] and "is of an earlier table." in reasons["again"].partition("AWS Backup")[2]
    assert "Backup creating-one is still CREATING." in reasons["creating"]
    assert "The newest AVAILABLE backup is old-one, created " in reasons["old"] and "(3 days ago). That is older than max_age (24h)." in reasons["old"]
    assert "The newest recovery point of AWS Backup is in vault nightly, created " in reasons["vault"] and "(2 hours ago)" in reasons["vault"]
    assert "Point-in-time recovery can restore the table to " in reasons["continuous"] and "(5 minutes ago)" in reasons["continuous"]


def test_max_age_decides(lab: LabClient, time: LabTime, now: float) -> None:
    assert verdicts(lab, time, table_names=["fresh"], max_age="1h")["fresh"] == "stale"
    assert verdicts(lab, time, table_names=["old"], max_age="73h")["old"] == "protected"


def test_backups_of_tables_that_are_gone_are_told_with_their_bytes(lab: LabClient, time: LabTime, now: float) -> None:
    result = check(lab, time)
    assert [each["backup_name"] for each in result["orphaned_backups"]] == ["again-one", "lost-one"]
    assert result["orphaned_backup_bytes"] == sum(each.get("backup_size_bytes", 0) for each in result["orphaned_backups"])
    assert [each["backup_name"] for each in check(lab, time, table_names=["again", "none"])["orphaned_backups"]] == ["again-one"]
    assert [each["backup_name"] for each in check(lab, time, table_name_patterns=["l*"])["orphaned_backups"]] == ["lost-one"]
    assert check(lab, time, table_name_patterns=["f*"])["orphaned_backups"] == []


def test_a_table_that_comes_while_tables_are_checked_does_not_make_its_backup_an_orphan(lab: LabClient) -> None:
    lab.make_table("orders")
    # As if ListTables did not show it yet.
    lab.history([{"table": "newcomer", "name": "newcomer-one", "created": machine.time()}])
    assert check(lab)["orphaned_backups"] == []


@pytest.mark.shown_cases(6)
@pytest.mark.parametrize("operation", [*READS, *OF_BACKUP])
@pytest.mark.parametrize("fault", [{"kind": "error", "code": "AccessDeniedException"}, {"kind": "error", "code": "InternalServerError"}, {"kind": "cut"}])
def test_a_request_that_fails_makes_no_verdict_better(lab: LabClient, time: LabTime, now: float, operation: str, fault: dict[str, t.Any]) -> None:
    before = verdicts(lab, time)
    lab.fault(operation, times=0, **fault)
    result = check(lab, time)
    after = {each["table_name"]: each["verdict"] for each in result["tables"]}
    assert set(after) == set(before)
    for name, verdict in after.items():
        assert VERDICTS.index(verdict) <= VERDICTS.index(before[name]) or (before[name] == "unprotected" and verdict == "unknown"), name
        # A table that could be restored from nothing before is never said to be protected or stale now.
        assert before[name] != "unprotected" or verdict in ("unprotected", "unknown"), name
    one_way_left = operation in ("ListBackupVaults", "ListRecoveryPointsByBackupVault", "ListRecoveryPointsByResource")
    assert one_way_left or "unknown" in after.values()


def test_a_refused_call_is_unknown_and_told(lab: LabClient, time: LabTime, now: float) -> None:
    lab.fault("ListBackups", "error", code="AccessDeniedException", message="no", times=0)
    found = {each["table_name"]: each for each in check(lab, time)["tables"]}
    assert {name for name, each in found.items() if each["verdict"] == "unknown"} == {"fresh", "old", "none", "again", "creating"}
    assert "It is not known which on-demand backups exist: ListBackups" in found["none"]["reasons"][0]
    lab.fault("DescribeContinuousBackups", "error", code="AccessDeniedException", message="not you", times=0)
    (denied,) = check(lab, time, table_names=["continuous"])["tables"]
    assert denied["verdict"] == "unknown" and "point_in_time_recovery_description" not in denied
    assert denied["failed_calls"] == [{"call": "DescribeContinuousBackups", "code": "AccessDeniedException", "message": "not you"}]


def test_an_older_state_does_not_decide_where_a_newer_one_could_not_be_read(lab: LabClient, time: LabTime, now: float) -> None:
    lab.fault("DescribeContinuousBackups", "error", code="AccessDeniedException", message="no", times=0)
    found = {each["table_name"]: each for each in check(lab, time, table_names=["old", "fresh"])["tables"]}
    assert found["old"]["verdict"] == "unknown" and found["fresh"]["verdict"] == "protected"
    assert "It is not known whether point-in-time recovery" in found["old"]["reasons"][0] and "old-one" in found["old"]["reasons"][1]


def test_a_throttled_call_is_asked_again(lab: LabClient, time: LabTime, now: float) -> None:
    before = verdicts(lab, time)
    for operation in (*READS, *OF_BACKUP):
        lab.fault(operation, "error", code="ThrottlingException", message="Rate exceeded", times=3)
    assert verdicts(lab, time) == before


def test_a_table_that_cannot_be_described_can_still_be_restored_to_a_point_in_time(lab: LabClient, time: LabTime, now: float) -> None:
    lab.fault("DescribeTable", "error", code="AccessDeniedException", message="no", times=0)
    assert verdicts(lab, time, table_names=["continuous", "fresh", "vault"]) == {"continuous": "protected", "fresh": "unknown", "vault": "unknown"}


def test_many_tables_take_one_list_of_backups_and_one_of_each_vault(lab: LabClient, time: LabTime, now: float) -> None:
    check(lab, time)
    assert len(lab.requests("ListBackups")) == len(lab.requests("ListTables")) == 1
    assert [entry["operation"] for entry in lab.requests(service="backup")] == ["ListBackupVaults", "ListRecoveryPointsByBackupVault"]
    assert len(lab.requests("DescribeContinuousBackups")) == 7


def test_few_tables_are_asked_one_by_one_where_there_are_as_many_vaults(lab: LabClient, time: LabTime, now: float) -> None:
    lab.points([{"resource": arn("vault"), "created": now - HOUR, "vault": "another"}])
    assert check(lab, time, table_names=["vault", "none"])["counts"]["protected"] == 1
    operations = [entry["operation"] for entry in lab.requests(service="backup")]
    assert operations == ["ListBackupVaults", "ListRecoveryPointsByResource", "ListRecoveryPointsByResource"]
    assert check(lab, time, table_names=["vault"])["tables"][0]["latest_recovery_point"]["backup_vault_name"] == "another"
    assert [entry["operation"] for entry in lab.requests(service="backup")][3:] == ["ListRecoveryPointsByResource"]


@pytest.mark.parametrize("operation", OF_BACKUP[:2])
def test_where_vaults_may_not_be_read_each_table_is_asked(lab: LabClient, time: LabTime, now: float, operation: str) -> None:
    before = verdicts(lab, time)
    lab.fault(operation, "error", code="AccessDeniedException", message="no", times=0)
    assert verdicts(lab, time) == before and len(lab.requests("ListRecoveryPointsByResource", service="backup")) == 7


def test_what_is_refused_for_one_table_is_not_asked_for_every_other(lab: LabClient) -> None:
    for number in range(40):
        lab.make_table(f"table-{number:02d}", items=0)
    lab.fault("backup:*", "error", code="AccessDeniedException", message="no", times=0)
    result = check(lab)
    assert result["counts"]["unknown"] == 40
    # As many as are asked at the same time, at most.
    assert len(lab.requests("ListRecoveryPointsByResource", service="backup")) <= 32


def test_the_newest_recovery_point_is_found_on_any_page(lab: LabClient, time: LabTime) -> None:
    for name in ("orders", "carts", "users", "items"):
        lab.make_table(name, items=0)
    time.sleep(10 * DAY)
    now = machine.time() + 10 * DAY
    ages = [5 * DAY] * 1500 + [HOUR] + [4 * DAY] * 600
    lab.points([{"resource": arn("orders"), "created": now - age} for age in ages])
    assert verdicts(lab, time)["orders"] == "protected" and len(lab.requests("ListRecoveryPointsByBackupVault", service="backup")) == 3
    assert verdicts(lab, time, table_names=["orders"]) == {"orders": "protected"}
    assert len(lab.requests("ListRecoveryPointsByResource", service="backup")) == 3


def test_a_named_table_that_does_not_exist_fails_after_the_others_were_checked(orders: LabClient) -> None:
    with pytest.raises(errors.TableNotFound, match="table ordres was not found in region us-east-1") as failure:
        check(orders, table_names=["ordres", "orders"])
    assert [each["table_name"] for each in failure.value.outcome.as_result()["tables"]] == ["orders"]  # type: ignore[attr-defined]
    with pytest.raises(errors.TableNotFound, match=r"2 of 2 tables were not found in region us-east-1: ordres, cards\."):
        check(orders, table_names=["ordres", "cards"])


def test_a_listed_table_that_is_deleted_meanwhile_is_left_out(orders: LabClient) -> None:
    orders.make_table("carts")
    orders.fault("DescribeTable", "error", code="ResourceNotFoundException", message="Requested resource not found", times=1)
    assert len(check(orders)["tables"]) == 1


def test_the_timeout_leaves_unchecked_tables_unknown(lab: LabClient, time: LabTime) -> None:
    for number in range(60):
        lab.make_table(f"table-{number:02d}", items=0)
    lab.fault("DescribeContinuousBackups", "error", code="ThrottlingException", message="Rate exceeded", times=0)
    with pytest.raises(errors.Timeout, match="expired before .* of 60 tables in region us-east-1 were checked") as failure:
        check(lab, time, timeout=10)
    result = failure.value.outcome.as_result()  # type: ignore[attr-defined]
    assert result["counts"]["unknown"] == 60 == len(result["tables"])
    assert any(each["reasons"] == ["The table was not checked before the timeout expired."] for each in result["tables"])


def test_it_keeps_to_the_rates(lab: LabClient, time: LabTime) -> None:
    for number in range(35):
        lab.make_table(f"table-{number:02d}", items=0)
    began = time.now
    check(lab, time)
    # Ten at once, and ten in each further second.
    assert time.now - began >= 2


def test_no_table_at_all(lab: LabClient) -> None:
    result = check(lab)
    assert result["tables"] == [] and result["msg"].startswith("Checked 0 tables")


def test_endpoint_url_is_dynamodbs_alone(orders: LabClient, in_module: t.Any, time: LabTime, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate(time, monkeypatch)
    good = in_module(dynamodb_protection_info, table_names=["orders"])
    assert good["tables"][0]["verdict"] == "unprotected" and len(orders.requests(service="backup")) == 1
    bad = in_module(dynamodb_protection_info, table_names=["orders"], endpoint_url="http://127.0.0.1:9")
    assert bad["failed"] and bad["error"]["code"] == "EndpointConnectionError" and bad["tables"][0]["verdict"] == "unknown"
    assert len(orders.requests("ListBackupVaults", service="backup")) == 0 and len(orders.requests(service="backup")) == 1


@pytest.mark.parametrize("given", ["24", "1 day", "-1h", "", "24 hours"])
def test_an_age_that_is_none_is_refused_before_the_first_request(orders: LabClient, in_module: t.Any, given: str) -> None:
    before = len(orders.requests())
    result = in_module(dynamodb_protection_info, max_age=given)
    assert result["failed"] and result["error"]["code"] == "InvalidArgument" and "max_age" in result["msg"] and len(orders.requests()) == before


def test_through_ansible(orders: LabClient, ansible: AnsibleRuns) -> None:
    orders.make_table("carts")
    back_up(orders)
    run = ansible.adhoc(MODULE, table_name_patterns="*", max_age="1h")
    assert run.code == 0 and run.result["changed"] is False, run.output
    assert [(each["table_name"], each["verdict"]) for each in run.result["tables"]] == [("carts", "unprotected"), ("orders", "protected")]
    assert run.msg == "Checked 2 tables in region us-east-1: 1 unprotected, 0 unknown, 0 stale, 1 protected."
