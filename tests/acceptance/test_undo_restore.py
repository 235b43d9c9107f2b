# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_restore_backup with state=absent: only a table that is known to be restored from that backup is ever deleted."""

from __future__ import annotations

import time as machine
import types
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import undo_restore
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_restore_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance import tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_backup import MODULE, restore
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

WIRING = types.SimpleNamespace(ARGUMENTS=dynamodb_restore_backup.ARGUMENTS, request_from=dynamodb_restore_backup.undo_from)


@pytest.fixture(name="arn")
def one_backup(orders: LabClient) -> str:
    """A backup of the table orders."""
    return str(back_up(orders).as_result()["backup_arn"])


def undo(
    lab: LabClient, arn: str, timeout: float = 60, target: str = "orders-restored", time: LabTime | None = None, **options: object
) -> undo_restore.Outcome:
    """What the module does with state=absent."""
    return perform(task_at(lab, timeout, time=time), WIRING, undo_restore, backup_arn=arn, target_table_name=target, **options)  # type: ignore[arg-type]


def tables(lab: LabClient) -> list[str]:
    """The names of the tables that there are."""
    return list(lab.dynamodb().list_tables()["TableNames"])


def test_deletes_what_was_restored_and_then_finds_nothing(orders: LabClient, arn: str, here: ModulesHere) -> None:
    restore(orders, arn, time=here.time)
    asked = {"state": "absent", "backup_arn": arn, "target_table_name": "orders-restored"}
    check = here.adhoc(MODULE, check=True, **asked)
    assert check.result["changed"] is True and "Would have deleted table orders-restored" in check.msg and len(tables(orders)) == 2
    first, second = here.adhoc(MODULE, **asked), here.adhoc(MODULE, **asked)
    assert first.code == 0 and first.result["changed"] is True and tables(orders) == ["orders"], first.output
    assert second.code == 0 and second.result["changed"] is False and "Table orders-restored does not exist" in second.msg


def test_never_a_table_of_another_origin(orders: LabClient, arn: str, here: ModulesHere) -> None:
    run = here.adhoc(MODULE, state="absent", backup_arn=arn, target_table_name="orders")
    assert run.code != 0 and run.result["error"]["code"] == "TargetExists" and tables(orders) == ["orders"]
    assert f"Table orders in region us-east-1 is not known to be restored from backup {arn}: it is older than the backup." in run.msg
    assert "The table was not changed." in run.msg
    assert orders.requests("DeleteTable") == []


def test_nor_one_from_another_backup(orders: LabClient, arn: str) -> None:
    restore(orders, arn)
    other = str(back_up(orders, name="another").as_result()["backup_arn"])
    with pytest.raises(errors.TargetExists):
        undo(orders, other)
    assert len(tables(orders)) == 2


def test_one_that_is_still_being_restored_is_an_error_or_waited_for(orders: LabClient, arn: str, time: LabTime) -> None:
    orders.settings(restore_seconds=50, table_deleting_seconds=10)
    restore(orders, arn, wait=False, time=time)
    # A moment later AWS shows it.
    time.sleep(1.1)
    with pytest.raises(errors.Busy, match="cannot be deleted while it is being restored"):
        undo(orders, arn, time=time)
    assert undo(orders, arn, timeout=600, when_busy="wait", time=time).changed and tables(orders) == ["orders"]


def test_it_waits_until_the_table_is_gone(orders: LabClient, arn: str, time: LabTime) -> None:
    restore(orders, arn, time=time)
    orders.settings(table_deleting_seconds=20)
    outcome: t.Any = undo(orders, arn, time=time)
    assert outcome.changed and tables(orders) == ["orders"] and outcome.msg == "Table orders-restored in region us-east-1 was deleted."


def test_or_not(orders: LabClient, arn: str, time: LabTime) -> None:
    restore(orders, arn, time=time)
    orders.settings(table_deleting_seconds=600)
    assert undo(orders, arn, wait=False, time=time).changed
    with pytest.raises(errors.Timeout, match="was still being deleted after 60 s"):
        undo(orders, arn, timeout=60, time=time)


def test_a_table_that_took_the_place_of_ours_meanwhile_stays(orders: LabClient, arn: str) -> None:
    orders.settings(restore_seconds=60)
    restore(orders, arn, wait=False)

    def replace() -> None:
        orders.table("orders-restored", "ACTIVE")
        orders.drop_table("orders-restored")
        orders.make_table("orders-restored", items=7)

    # The third look comes too late to see ours.
    orders.fault("DescribeTable", "delay", seconds=8, skip=2)
    replacer = orders.when_asked("DescribeTable", 3, replace)
    with pytest.raises(errors.RestoreLost):
        undo(orders, arn, when_busy="wait")
    replacer.join()
    assert len(orders.dynamodb().scan(TableName="orders-restored")["Items"]) == 7


@pytest.mark.parametrize("kind", tiers.cases({kind: kind for kind in ("cut", "garbage", "bad_crc", "html")}, "cut"))
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_does_not_matter(orders: LabClient, arn: str, kind: str, when: str) -> None:
    restore(orders, arn)
    orders.fault("DeleteTable", kind, when=when)
    assert undo(orders, arn).changed and tables(orders) == ["orders"]


@pytest.mark.long
def test_a_lost_answer_and_another_table_of_the_name_since(orders: LabClient, arn: str) -> None:
    restore(orders, arn)
    # The deletion is done, its answer is late and lost, and in between somebody makes a table of the name.
    orders.fault("DeleteTable", "delay", when="after", seconds=16)

    def take_the_name() -> None:
        while "orders-restored" in tables(orders):
            machine.sleep(0.1)
        orders.make_table("orders-restored", 7)

    maker = orders.when_asked("DeleteTable", 1, take_the_name)
    outcome = undo(orders, arn)
    maker.join()
    assert outcome.changed and len(orders.dynamodb().scan(TableName="orders-restored")["Items"]) == 7 and len(orders.requests("DeleteTable")) == 1


def test_when_it_can_not_be_seen_it_is_not_known(orders: LabClient, arn: str) -> None:
    restore(orders, arn)
    orders.fault("DeleteTable", "cut", when="after")
    orders.fault("DescribeTable", "error", code="AccessDeniedException", message="not authorized", times=0, skip=2)
    with pytest.raises(errors.OutcomeUnknown, match="It is not known whether table orders-restored in region us-east-1 is being deleted") as failure:
        undo(orders, arn)
    assert failure.value.outcome.as_result()["changed"] is True  # type: ignore[attr-defined]


def test_when_no_answer_ever_comes_the_table_is_looked_at_until_it_is_certain(orders: LabClient, arn: str, time: LabTime) -> None:
    restore(orders, arn, time=time)
    orders.fault("DeleteTable", "cut", times=0)
    with pytest.raises(errors.NoAnswer) as failure:
        undo(orders, arn, timeout=300, time=time)
    assert failure.value.outcome.as_result()["changed"] is False  # type: ignore[attr-defined]
    assert "was not deleted" in failure.value.outcome.state() and len(orders.requests("DeleteTable")) == 4  # type: ignore[attr-defined]


def test_when_the_time_is_over_before_that_it_is_not_known(orders: LabClient, arn: str, time: LabTime) -> None:
    restore(orders, arn, time=time)
    orders.fault("DeleteTable", "cut", times=0)
    with pytest.raises(errors.OutcomeUnknown) as failure:
        undo(orders, arn, timeout=20, time=time)
    assert failure.value.outcome.as_result()["changed"] is True  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "kind,details",
    [("error", {"code": "ThrottlingException"}), ("error", {"code": "InternalServerError"}), ("error", {"code": "ResourceInUseException"}), ("cut", {})],
)
def test_c8_e7_another_table_of_the_name_is_never_deleted(orders: LabClient, arn: str, kind: str, details: dict[str, str]) -> None:
    """A deletion is refused or lost; before the next try somebody drops the table and makes another one of its name."""
    restore(orders, arn)
    orders.fault("DeleteTable", kind, **details)

    def replace() -> None:
        orders.drop_table("orders-restored")
        orders.make_table("orders-restored", items=7)

    replaced = orders.when_asked("DeleteTable", 1, replace)
    outcome = undo(orders, arn, when_busy="wait")
    replaced.join()
    assert outcome.changed and len(orders.dynamodb().scan(TableName="orders-restored")["Items"]) == 7
    # The first one was struck by the fault, the second one is the other person's.
    assert len(orders.requests("DeleteTable")) == 2
