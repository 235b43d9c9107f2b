# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of ListBackups, and what is made of an answer that filters nothing."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.server_clock import TwoClocks
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.backup import Backup
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.listing import Filter, listed
from ansible_collections.dynaops.dynamodb.plugins.module_utils._names import parse_table
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeClient, FakeTime, task

NOON = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


def summary(number: int, milliseconds: int, **more: t.Any) -> dict[str, t.Any]:
    """A BackupSummary so long after noon."""
    return {
        "BackupArn": f"arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/{number}",
        "BackupName": f"backup-{number}",
        "BackupStatus": "AVAILABLE",
        "BackupType": "USER",
        "BackupCreationDateTime": NOON + datetime.timedelta(milliseconds=milliseconds),
        "TableName": "orders",
        **more,
    }


ALL = [summary(1, 0), summary(2, 1), summary(3, 999, BackupType="SYSTEM"), summary(4, 1000, BackupStatus="CREATING"), summary(5, 1000, BackupName="other")]


@pytest.mark.parametrize(
    "wanted, numbers",
    [
        (Filter(), [5, 4, 2, 1]),
        (Filter(type="ALL"), [5, 4, 3, 2, 1]),
        (Filter(type="SYSTEM"), [3]),
        (Filter(name="other"), [5]),
        (Filter(name_prefix="backup-"), [4, 2, 1]),
        (Filter(name_pattern="*[12]"), [2, 1]),
        (Filter(arn=ALL[1]["BackupArn"]), [2]),
        (Filter(status="CREATING"), [4]),
        (Filter(since=NOON + datetime.timedelta(milliseconds=1)), [5, 4, 2]),
        (Filter(until=NOON + datetime.timedelta(milliseconds=1)), [1]),
        (Filter(type="ALL", since=NOON + datetime.timedelta(milliseconds=1), until=NOON + datetime.timedelta(seconds=1)), [3, 2]),
    ],
)
def test_what_the_service_did_not_filter_is_filtered(wanted: Filter, numbers: list[int]) -> None:
    time = FakeTime()
    client = FakeClient(time, list_backups=[{"BackupSummaries": ALL}])
    assert [int(each.arn.rpartition("/")[2]) for each in listed(task(time, client), wanted)] == numbers


@pytest.mark.parametrize("days", [(10, 20), (20, 10)])
def test_of_two_clocks_that_disagree_the_one_counts_by_which_less_is_selected(days: tuple[int, int]) -> None:
    now = TwoClocks(*(NOON.replace(day=day) for day in days))
    made = Backup("arn", "name", "AVAILABLE", created=NOON.replace(day=5))
    week, half = datetime.timedelta(days=7), datetime.timedelta(days=4)
    assert not Filter(until=week).takes(made, now) and not Filter(since=week).takes(made, now) and Filter(until=half).takes(made, now)


def test_what_is_asked_for_loses_nothing_when_times_are_sent_in_whole_seconds() -> None:
    time = FakeTime()
    client = FakeClient(time, list_backups=[{"BackupSummaries": []}])
    half_past = NOON + datetime.timedelta(milliseconds=500)
    listed(task(time, client), Filter(table=parse_table("orders"), since=half_past, until=half_past))
    ((call, at, asked),) = client.calls
    bounds = {"TimeRangeLowerBound": half_past, "TimeRangeUpperBound": NOON + datetime.timedelta(seconds=1)}
    assert asked == {"TableName": "orders", "BackupType": "USER", "Limit": 100, **bounds}
