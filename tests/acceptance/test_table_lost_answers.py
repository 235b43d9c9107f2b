# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_table and answers that are lost: one table, one change; and another task's table is never taken for its own."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime
from ansible_collections.dynaops.dynamodb.tests.acceptance.whole_table import FULL, NAME, index, indexes, make, remove, sent, shown
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

KINDS = ("cut", "garbage", "bad_crc", "html", "empty", "no_details")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_t1_a_lost_answer_to_create_table(lab: LabClient, time: LabTime, kind: str, when: str) -> None:
    lab.fault("CreateTable", kind, when=when)
    done = make(lab, **FULL, tags={"Owner": "me"})
    assert done["changed"] and done["table"]["table_status"] == "ACTIVE" and len(lab.tables()) == 1
    assert not make(lab, **FULL, tags={"Owner": "me"})["changed"]


def test_t1_answers_that_are_always_lost(lab: LabClient, time: LabTime) -> None:
    lab.fault("CreateTable", "cut", when="before", times=0)
    with pytest.raises(errors.NoAnswer) as failure:
        make(lab, **FULL)
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    assert "Table invoices does not exist: none was created." in str(failure.value) and not outcome.as_result()["changed"]
    assert len(sent(lab, "CreateTable")) == 4 and lab.tables() == []


def test_t1_a_server_error_after_the_work_was_done(lab: LabClient, time: LabTime) -> None:
    lab.fault("CreateTable", "error", when="after", code="InternalServerError", message="Internal server error", status=500)
    assert make(lab, **FULL)["changed"] and len(lab.tables()) == 1


def test_t1_it_is_not_known_when_the_table_cannot_be_described(lab: LabClient, time: LabTime) -> None:
    lab.fault("CreateTable", "cut", when="after")
    lab.fault("DescribeTable", "error", code="AccessDeniedException", message="no", times=0, skip=1)
    with pytest.raises(errors.OutcomeUnknown, match="It is not known whether table invoices in region us-east-1 was created") as failure:
        make(lab, **FULL)
    assert failure.value.outcome.as_result()["changed"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("how", ["other_keys", "other_index", "earlier"])
def test_t1_another_tasks_table_is_not_taken_for_its_own(lab: LabClient, time: LabTime, how: str) -> None:
    """The request is lost on its way, and another task creates a table of the name meanwhile."""
    wanted = dict(FULL)
    if how == "other_keys":
        wanted = {**FULL, "range_key_type": "STRING", "indexes": []}
    if how == "other_index":
        wanted = {**FULL, "indexes": [*FULL["indexes"], index()]}
    if how == "earlier":
        # DescribeTable may be late with a table that is there.
        make(lab, **FULL)
        time.sleep(60)
        lab.fault("DescribeTable", "error", code="ResourceNotFoundException", message="Requested resource not found", times=1)
    lab.fault("CreateTable", "cut", when="before")
    original = time.sleep
    others: list[dict[str, t.Any]] = []

    def another_task(seconds: float) -> None:
        original(seconds)
        if not others and how != "earlier":
            time.sleep = original  # type: ignore[method-assign]
            others.append(make(lab, **wanted))

    time.sleep = another_task  # type: ignore[method-assign]
    with pytest.raises(errors.TargetExists, match="was created by another task at the same time") as failure:
        make(lab, **FULL)
    assert len(lab.tables()) == 1 and not failure.value.outcome.as_result()["changed"]  # type: ignore[attr-defined]
    assert "It was not changed." in failure.value.sentence()


def test_t1_two_tasks_at_once_create_one_table(lab: LabClient, time: LabTime) -> None:
    make(lab, **FULL)
    lab.fault("DescribeTable", "error", code="ResourceNotFoundException", message="Requested resource not found", times=1)
    with pytest.raises(errors.TargetExists, match=r"was created by another task at the same time \(ResourceInUseException\)"):
        make(lab, **FULL)
    assert not make(lab, **FULL)["changed"]


def test_t1_too_many_operations_at_once_are_waited_for_and_a_quota_is_not(lab: LabClient, time: LabTime) -> None:
    text = "Subscriber limit exceeded: Only 500 tables can be created, updated, or deleted simultaneously"
    lab.fault("CreateTable", "error", code="LimitExceededException", message=text, times=5)
    assert make(lab, **FULL)["changed"]
    lab.fault("CreateTable", "error", code="LimitExceededException", message="Subscriber limit exceeded: There is a limit of 2500 tables per subscriber")
    with pytest.raises(errors.Rejected, match="because a quota is reached"):
        make(lab, table_name="others", hash_key_name="id")


@pytest.mark.shown_cases(4)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_t1_a_lost_answer_to_a_change(lab: LabClient, time: LabTime, kind: str, when: str) -> None:
    make(lab, **FULL)
    lab.settle()
    for options in (
        {"indexes": [index()]},
        {"indexes": [], "purge_indexes": True},
        {"billing_mode": "PROVISIONED", "read_capacity": 2, "write_capacity": 2},
        {"read_capacity": 3},
        {"indexes": [index()]},
        {"indexes": [index(read_capacity=4)]},
        {"billing_mode": "PAY_PER_REQUEST"},
    ):
        lab.fault("UpdateTable", kind, when=when)
        done = make(lab, **options)
        assert done["changed"] and not make(lab, **options)["changed"], options
    assert indexes(lab) == {"ByX": "ACTIVE"} and shown(lab)["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


@pytest.mark.shown_cases(6)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_t3_a_lost_answer_to_the_backup_or_the_deletion(lab: LabClient, time: LabTime, kind: str, when: str) -> None:
    lab.make_table(NAME)
    lab.fault("CreateBackup", kind, when=when)
    lab.fault("DeleteTable", kind, when=when)
    done = remove(lab, final_backup_name="last")
    assert done["changed"] and lab.tables() == [] and len(lab.backups()) == 1


@pytest.mark.parametrize("is_lost", [False, True])
def test_t1_a_new_table_may_not_be_found_for_a_moment(lab: LabClient, time: LabTime, is_lost: bool) -> None:
    """DescribeTable reads with eventual consistency (API reference of DescribeTable)."""
    if is_lost:
        lab.fault("CreateTable", "cut", when="after")
    lab.fault("DescribeTable", "error", code="ResourceNotFoundException", message="Requested resource not found", skip=1, times=3)
    done = make(lab, **FULL)
    assert done["changed"] and done["table"]["table_status"] == "ACTIVE" and len(lab.tables()) == 1
    # What was sent again was refused, since the table was there.
    assert [entry["status"] for entry in sent(lab, "CreateTable")] == ([None, 400, 400, 400] if is_lost else [200])
