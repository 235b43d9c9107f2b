# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of a table to the second, and which restores count as one to a moment. AWS was seen to tell whole seconds, but its API does not promise them."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._names import parse_table
from ansible_collections.dynaops.dynamodb.plugins.module_utils._restores.point_in_time import LATEST, PointInTime, Window, check_window
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeClient, FakeTime
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import task as task_on

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"


def at(second: int, microsecond: int = 0) -> datetime.datetime:
    """A moment in the minute that begins at 02:00."""
    return datetime.datetime(2026, 11, 21, 2, 0, second, microsecond, tzinfo=datetime.UTC)


def source(moment: datetime.datetime | str, created: datetime.datetime | None = None) -> PointInTime:
    """The table orders at a moment."""
    return PointInTime(parse_table("orders"), ARN, moment, created)


@pytest.mark.parametrize("earliest, first", [(at(5), at(5)), (at(5, 1), at(6)), (at(5, 999_999), at(6))])
def test_p3_the_first_second_of_a_window_lies_in_it(earliest: datetime.datetime, first: datetime.datetime) -> None:
    window = Window(earliest, at(30, 500_000))
    assert window.first() == first and window.text() == f"from 2026-11-21T02:00:{first.second:02d}Z to 2026-11-21T02:00:30Z"
    # What the window names as its bounds can be restored, and the seconds beside them cannot.
    time = FakeTime()
    task = task_on(time, FakeClient(time))
    for moment in (first, at(30)):
        check_window(task, source(moment), window)
    for moment in (first - datetime.timedelta(seconds=1), at(31)):
        with pytest.raises(errors.NotRestorable):
            check_window(task, source(moment), window)


def test_p3_a_window_without_a_whole_second_is_named_by_latest() -> None:
    window = Window(at(5, 100_000), at(5, 900_000))
    assert window.text() == "only 2026-11-21T02:00:05Z, which restore_time=latest selects"
    assert Window(at(5), at(5)).text() == "from 2026-11-21T02:00:05Z to 2026-11-21T02:00:05Z"


@pytest.mark.parametrize("created, is_same", [(at(5), True), (at(5, 999_999), True), (at(6), False), (at(4), True)])
def test_with_latest_a_restore_counts_that_is_no_older_than_the_table(created: datetime.datetime, is_same: bool) -> None:
    # The tag tells whole seconds: a table that was created within that second may have been restored in it.
    assert source(LATEST, created).is_named(f"{ARN}@2026-11-21T02:00:05Z") is is_same
    assert source(LATEST, created).is_named(f"{ARN}@latest") and not source(LATEST, created).is_named(f"{ARN}s@2026-11-21T02:00:05Z")


@pytest.mark.parametrize("created, is_older", [(at(4), True), (at(4, 999_999), True), (at(5), False), (at(6), False)])
def test_a_table_older_than_the_moment_was_not_restored_from_it(created: datetime.datetime, is_older: bool) -> None:
    assert bool(source(at(5)).too_old(created)) is is_older and source(LATEST).too_old(created) == ""
