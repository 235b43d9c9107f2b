# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A large account: 2,500 tables and 10,000 backups give a message and reports that people can read, and a result with all of it for programs."""

from __future__ import annotations

import json
import threading
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.listing import Filter
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.name_pattern import BackupNames
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.retention import Rules
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backups, prune_backups
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables.selection import Selection
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeTime, aws_error, task

TABLES = 2500
# A message of more than a screen or two is not read.
READABLE = 4000


class Account:
    """A region with 2,500 tables; what its calls answer to a table may be an error's code."""

    def __init__(self, time: FakeTime, **codes: t.Mapping[str, str]) -> None:
        self._time = time
        self._codes = codes
        self._alone = threading.Lock()
        self.made: dict[str, str] = {}

    def _refuse(self, call: str, table: str) -> None:
        code = self._codes.get(call, {}).get(table)
        if code:
            raise aws_error(code)

    def list_tables(self, **unused: t.Any) -> dict[str, t.Any]:
        """All of them."""
        return {"TableNames": [f"table-{number:04d}" for number in range(TABLES)]}

    def describe_table(self, **asked: str) -> dict[str, t.Any]:
        """One of them."""
        name = asked["TableName"]
        self._refuse("describe_table", name)
        arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}"
        return {
            "Table": {
                "TableName": name,
                "TableArn": arn,
                "TableId": name,
                "TableStatus": "ACTIVE",
                "ItemCount": 1,
                "TableSizeBytes": 1,
                "KeySchema": [],
                "CreationDateTime": self._time.here(),
            }
        }

    def create_backup(self, **asked: str) -> dict[str, t.Any]:
        """AVAILABLE at once."""
        name = asked["TableName"]
        self._refuse("create_backup", name)
        with self._alone:
            arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}/backup/{len(self.made):014d}-1a2b3c4d"
            self.made[arn] = name
        return {"BackupDetails": {"BackupArn": arn, "BackupName": asked["BackupName"], "BackupStatus": "AVAILABLE"}}


def back_up(account: Account, time: FakeTime, **options: t.Any) -> tuple[create_backups.Outcome, str, list[str]]:
    """Backs up all tables: what is known then, the message as the task tells it, and the reports."""
    outcome, work = create_backups.Outcome(), task(time, account, 1e6)
    request = create_backups.Request(Selection(), BackupNames("nightly-{table}", time.here(), "id"), **options)
    try:
        msg = create_backups.run(work, request, outcome)
    except errors.TaskError as error:
        msg = error.sentence(outcome.state())
    return outcome, msg, work.progress.lines


def test_load_2500_tables_are_summed_up_in_a_line_and_a_few_reports() -> None:
    time = FakeTime()
    outcome, msg, lines = back_up(Account(time), time)
    result = outcome.as_result()
    assert msg.startswith("2500 tables in region us-east-1 backed up in ") and len(lines) < 10
    assert len(result["backups"]) == len({each["backup_arn"] for each in result["backups"]}) == TABLES
    assert [each["table_name"] for each in result["backups"]] == sorted(each["table_name"] for each in result["backups"])


def test_load_of_2500_tables_those_that_failed_are_named_first_and_counted() -> None:
    gone = {f"table-{number:04d}": "ResourceNotFoundException" for number in range(3, TABLES, 100)}
    denied = {f"table-{number:04d}": "AccessDeniedException" for number in range(5, TABLES, 50)}
    time = FakeTime()
    account = Account(time, describe_table=gone, create_backup=denied)
    outcome, msg, lines = back_up(account, time)
    result = outcome.as_result()
    assert msg.startswith("75 of 2500 tables in region us-east-1 not backed up. table-0003: DescribeTable on table table-0003 in region us-east-1")
    assert " And 70 more (50 AccessDeniedException, 25 ResourceNotFoundException in total); see `failed_tables`. " in msg
    assert "Created 2425, reused 0, failed 75, not started 0." in msg and len(msg) <= READABLE
    assert result["failed_tables"] == sorted([*gone, *denied]) and result["summary"]["failed"] == 75
    # For programs all is there, and for people what failed comes first.
    assert [each["table_name"] for each in result["backups"] if each["failed"]] == [each["table_name"] for each in result["backups"][:75]]
    assert len(result["backups"]) == TABLES and all(each["failed"] or each["backup_arn"] in account.made for each in result["backups"])
    assert sum(line.startswith("Error: ") for line in lines) == 21 and "More tables failed" in [line for line in lines if line.startswith("Error: ")][-1]


def test_load_when_all_2500_tables_fail_the_message_is_no_longer() -> None:
    time = FakeTime()
    denied = {f"table-{number:04d}": "AccessDeniedException" for number in range(TABLES)}
    outcome, msg, lines = back_up(Account(time, describe_table=denied), time)
    assert " And 2495 more (2500 AccessDeniedException in total); see `failed_tables`. " in msg and len(msg) <= READABLE and len(lines) < 30
    assert len(outcome.as_result()["failed_tables"]) == TABLES


def test_load_an_interruption_names_a_few_of_those_that_are_under_way() -> None:
    outcome = create_backups.Outcome()
    time = FakeTime()
    account = Account(time)
    back_up(account, time)
    for arn, name in account.made.items():
        outcome.shares.all.append(create_backups.Share(name=name, table=create_backups.TableRef(name, name), backup_name="nightly", began=0.0))
        outcome.shares.all[-1].known.backup = create_backups.Backup(arn, "nightly", "CREATING")
    state = outcome.state()
    assert state.count("arn:aws:dynamodb") == 5 and " and 2495 more; see `backups`." in state and len(state) <= READABLE
    for each in outcome.shares.all:
        each.known.backup = None
        each.known.unsettled = True  # type: ignore[assignment]
    assert "It is not known whether a backup was created for: " in outcome.state() and " and 2495 more; see `backups`." in outcome.state()


class Past:
    """A region with 10,000 backups of 50 tables that exist no more, page by page; none of them can be deleted."""

    def __init__(self, time: FakeTime) -> None:
        self._summaries = [
            {
                "BackupArn": f"arn:aws:dynamodb:us-east-1:123456789012:table/table-{number % 50:02d}/backup/{number:014d}-1a2b3c4d",
                "BackupName": "nightly",
                "BackupStatus": "AVAILABLE",
                "BackupType": "USER",
                "BackupCreationDateTime": time.here(),
                "TableName": f"table-{number % 50:02d}",
            }
            for number in range(10_000)
        ]

    def list_backups(self, **asked: t.Any) -> dict[str, t.Any]:
        """The next hundred."""
        start = asked.get("ExclusiveStartBackupArn")
        first = int(start.rpartition("/")[2].partition("-")[0]) + 1 if start else 0
        page = self._summaries[first : first + 100]
        return {"BackupSummaries": page, **({"LastEvaluatedBackupArn": page[-1]["BackupArn"]} if first + 100 < len(self._summaries) else {})}

    def delete_backup(self, **unused: str) -> dict[str, t.Any]:
        """No."""
        raise aws_error("AccessDeniedException")


def test_load_when_9500_backups_cannot_be_deleted_the_message_names_a_few() -> None:
    time = FakeTime()
    outcome, work = prune_backups.Outcome(), task(time, Past(time), 1e6)
    with pytest.raises(errors.NotDeleted) as failure:
        prune_backups.run(work, prune_backups.Request(Rules(keep=10, include_former_tables=True), Selection(), Filter()), outcome)
    msg = failure.value.sentence(outcome.state())
    assert msg.startswith("9500 backups of all tables in region us-east-1 could not be deleted: arn:") and "; and 9495 more." in msg
    assert "Deleted 0, failed 9500, not started 0, kept 500." in msg and len(msg) <= READABLE and len(work.progress.lines) < 10
    assert len(outcome.as_result()["failed_backups"]) == 9500 and len(json.dumps(outcome.as_result()["failed_backups"])) < 10_000_000
