# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When many backups are looked at again: on time that passes only when somebody sleeps."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.backup import from_answer
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.wait_for_many import PendingBackup, Waiter
from ansible_collections.dynaops.dynamodb.plugins.module_utils._names import TableRef
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeTime, task

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/0176369040000{}-1a2b3c4d"


class Account:
    """Backups of one region, by the number in their ARN: the seconds at which each is AVAILABLE."""

    def __init__(self, time: FakeTime, **ready: float) -> None:
        self._time = time
        self._ready = {ARN.format(number[1:]): at for number, at in ready.items()}

    def _details(self, arn: str) -> dict[str, t.Any]:
        return {"BackupArn": arn, "BackupStatus": "AVAILABLE" if self._time.now >= 1000 + self._ready[arn] else "CREATING"}

    def list_backups(self, **unused: t.Any) -> dict[str, t.Any]:
        """All of them."""
        return {"BackupSummaries": [self._details(arn) for arn in self._ready]}

    def describe_backup(self, **asked: str) -> dict[str, t.Any]:
        """One of them."""
        return {"BackupDescription": {"BackupDetails": self._details(asked["BackupArn"])}}


def ends(begun: t.Sequence[float], took: t.Sequence[float]) -> tuple[list[float], list[float]]:
    """When backups that began at these seconds and took so long were seen to be done, and when it was looked; as the crew's loop looks."""
    time = FakeTime()
    ready = {f"n{number}": start + seconds for number, (start, seconds) in enumerate(zip(begun, took))}
    watcher = Waiter(task(time, Account(time, **ready)))
    seen: list[float] = []
    looks: list[float] = []
    about = errors.Subject("CreateBackup", "us-east-1")
    for number, start in enumerate(begun):
        backup = from_answer({"BackupArn": ARN.format(number), "BackupStatus": "CREATING"}, about)
        watcher.add(PendingBackup(TableRef("orders", "orders"), backup, start, lambda unused: None, lambda error: seen.append(time.now - 1000)))
    time.sleep(max(begun) + 0.1)
    while watcher.pending():
        watcher.poll()
        looks.append(time.now - 1000)
        time.sleep(watcher.pause() if watcher.pending() else 0)
    return seen, looks


def test_the_last_ones_are_seen_as_long_after_their_start_as_the_first_took() -> None:
    seen, looks = ends([0, 0, 0.3, 0.3], [4.2, 4.2, 4.2, 4.2])
    assert seen[:2] == pytest.approx([4.4, 4.4]) and seen[2:] == pytest.approx([4.7, 4.7])
    assert len(looks) == 6


def test_those_that_take_longer_than_others_are_looked_at_no_more_often_than_one_alone() -> None:
    seen, looks = ends([0, 0.3], [1.2, 60])
    assert seen[0] == pytest.approx(1.4) and 60.3 <= seen[1] <= 66
    assert all(later - earlier >= 0.99 for earlier, later in zip(looks[3:], looks[4:])) and len(looks) < 40
