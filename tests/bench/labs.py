# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab in a process of its own, so that it shares no interpreter with what is measured, and what was asked of it meanwhile."""

from __future__ import annotations

import bisect
import collections
import contextlib
import dataclasses
import re
import subprocess
import sys
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.rates import AWS_RATES

_LOOKS = ("DescribeBackup", "ListBackups")


@contextlib.contextmanager
def started(backup_seconds: float) -> t.Iterator[LabClient]:
    """A lab without tables whose backups take so long, until the block ends."""
    command = [sys.executable, "-m", "ansible_collections.dynaops.dynamodb.tests.lab", "--table", "", "--backup-seconds", str(backup_seconds)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = re.search(r"http://127\.0\.0\.1:\d+", t.cast(t.IO[str], process.stdout).readline())
            if not url:
                raise SystemExit("The lab did not start.")
            yield LabClient(url[0])
        finally:
            process.terminate()


@dataclasses.dataclass(frozen=True)
class Asked:
    """What the lab was asked for while a command ran."""

    requests: int
    throttled: int
    looks: int
    # How many backups of each table were made, by its ARN.
    made: t.Mapping[str, int]
    # The most requests of each call with a rate that came to one account and region in any one second.
    most: t.Mapping[str, int] = dataclasses.field(default_factory=dict)
    # How many restores to each table were accepted.
    restored: t.Mapping[str, int] = dataclasses.field(default_factory=dict)
    # Requests whose reply was lost on purpose.
    lost: int = 0

    def within_rates(self) -> bool:
        """Whether no second had more requests than AWS allows, wherever it begins."""
        return all(number <= AWS_RATES[call] for call, number in self.most.items())

    def each_once(self, tables: int) -> bool:
        """Whether there is exactly one backup of each of so many tables."""
        return _each_once(self.made, tables)

    def each_restored_once(self, tables: int) -> bool:
        """Whether exactly one restore to each of so many tables was accepted."""
        return _each_once(self.restored, tables)


def _each_once(numbers: t.Mapping[str, int], tables: int) -> bool:
    return len(numbers) == tables and set(numbers.values()) == {1}


class Notes:
    """Takes down what a lab is asked for from now on."""

    def __init__(self, lab: LabClient) -> None:
        self._lab = lab
        self._before = len(lab.requests())
        self._there = {each["BackupArn"] for each in lab.backups()}

    def read(self) -> Asked:
        """What it was asked for since."""
        new = self._lab.requests()[self._before :]
        arns = [each["BackupArn"] for each in self._lab.backups() if each["BackupArn"] not in self._there]
        made = collections.Counter(arn.partition("/backup/")[0] for arn in arns)
        throttled = sum(entry["error"] == "ThrottlingException" for entry in new)
        # AWS's rates are for each account and region.
        came: dict[tuple[str, str, str], list[float]] = {}
        for entry in new:
            came.setdefault((entry["operation"], entry["account"], entry["region"]), []).append(entry["at"])
        most: dict[str, int] = {}
        for (call, *unused), moments in came.items():
            if call in AWS_RATES:
                most[call] = max(most.get(call, 0), most_in_a_second(sorted(moments)))
        accepted = [entry for entry in new if entry["operation"] == "RestoreTableFromBackup" and not entry["error"]]
        restored = collections.Counter(entry["body"]["TargetTableName"] for entry in accepted)
        lost = sum(bool(entry["fault"]) for entry in new)
        return Asked(len(new), throttled, sum(entry["operation"] in _LOOKS for entry in new), made, most, restored, lost)


def most_in_a_second(moments: t.Sequence[float]) -> int:
    """The most of these moments, in seconds and in order, that lie in any one second."""
    return max(number - bisect.bisect_right(moments, at - 1.0) + 1 for number, at in enumerate(moments))
