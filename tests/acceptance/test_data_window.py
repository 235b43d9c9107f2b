# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which data is in a backup: every description of one says it, in every module."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.backup import data_window
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

# A task of each module that describes backups. ARN stands for the older one's.
TASKS: list[tuple[str, dict[str, t.Any]]] = [
    ("backup_info", {"table_name": "orders", "backup_type": "all"}),
    ("backup_info", {"table_name": "orders", "describe": True}),
    ("create_backup", {"table_name": "orders", "backup_name": "third"}),
    ("create_backup", {"table_name": "orders", "backup_name": "first", "if_exists": "reuse"}),
    # Threads do not wait in the lab's time.
    ("create_backups", {"table_names": ["orders"], "backup_name": "fourth", "wait": False}),
    ("restore_backup", {"backup_arn": "ARN", "target_table_name": "orders-restored"}),
    ("prune_backups", {"table_name": "orders", "keep": 1, "backup_type": "all"}),
    ("delete_backup", {"backup_arn": "ARN"}),
]


def backups_in(value: t.Any) -> list[dict[str, t.Any]]:
    """Everything in a result that describes a backup."""
    if isinstance(value, list):
        return [found for each in value for found in backups_in(each)]
    if not isinstance(value, dict):
        return []
    return ([value] if "backup_status" in value else []) + [found for each in value.values() for found in backups_in(each)]


@pytest.mark.parametrize(("name", "options"), TASKS, ids=[f"{number}-{name}" for number, (name, options) in enumerate(TASKS)])
def test_p4_every_description_of_a_backup_says_which_data_is_in_it(orders: LabClient, here: ModulesHere, name: str, options: dict[str, t.Any]) -> None:
    arn = back_up(orders, name="first", time=here.time).as_result()["backup_arn"]
    back_up(orders, name="second", time=here.time)
    orders.history([{"table": "orders", "name": "orders$DeletedTableBackup", "created": 1795226400.0, "type": "SYSTEM"}])
    orders.settle()
    run = here.adhoc(f"dynaops.dynamodb.dynamodb_{name}", **{key: arn if value == "ARN" else value for key, value in options.items()})
    assert run.code == 0, run.output
    found = backups_in(run.result)
    assert found
    for each in found:
        begin, end = (datetime.datetime.fromisoformat(each["data_window"][key]) for key in ("complete_until", "nothing_after"))
        created = datetime.datetime.fromisoformat(each["backup_creation_date_time"])
        assert begin == created - datetime.timedelta(seconds=60) and end == created + datetime.timedelta(seconds=60)
        assert set(each["data_window"]) == {"complete_until", "nothing_after"} and begin.utcoffset() == datetime.timedelta(0)
        assert all(text.endswith("+00:00") for text in each["data_window"].values())


def test_p4_a_backup_that_was_not_created_has_no_window(orders: LabClient, here: ModulesHere) -> None:
    planned = here.adhoc("dynaops.dynamodb.dynamodb_create_backup", table_name="orders", backup_name="first", check=True)
    assert planned.code == 0 and planned.result["changed"] and "data_window" not in str(planned.result)


def test_p4_the_window_is_in_utc_whatever_zone_the_time_has() -> None:
    here = datetime.timezone(datetime.timedelta(hours=2))
    # The example of AWS's API reference of CreateBackup: 14:25:00.
    assert data_window(datetime.datetime(2018, 12, 14, 16, 25, tzinfo=here)) == {
        "complete_until": "2018-12-14T14:24:00+00:00",
        "nothing_after": "2018-12-14T14:26:00+00:00",
    }
