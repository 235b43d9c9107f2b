# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab in a process of its own, so that it shares no interpreter with what is measured, and what was asked of it meanwhile."""

from __future__ import annotations

import bisect
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
    # How many backups of each table were made.
    made: t.Mapping[str, int]
    # The most requests of each call with a rate that came in any one second.
    most: t.Mapping[str, int] = dataclasses.field(default_factory=dict)

    def within_rates(self) -> bool:
        """Whether no second had more requests than AWS allows, wherever it begins."""
        return all(number <= AWS_RATES[call] for call, number in self.most.items())

    def each_once(self, tables: int) -> bool:
        """Whether there is exactly one backup of each of so many tables."""
        return len(self.made) == tables and set(self.made.values()) == {1}


class Notes:
    """Takes down what a lab is asked for from now on."""

    def __init__(self, lab: LabClient) -> None:
        self._lab = lab
        self._before = len(lab.requests())
        self._there = {each["BackupArn"] for each in lab.backups()}

    def read(self) -> Asked:
        """What it was asked for since."""
        new = self._lab.requests()[self._before :]
        made: dict[str, int] = {}
        for each in self._lab.backups():
            if each["BackupArn"] not in self._there:
                made[each["TableName"]] = made.get(each["TableName"], 0) + 1
        throttled = sum(entry["error"] == "ThrottlingException" for entry in new)
        came = {call: sorted(entry["at"] for entry in new if entry["operation"] == call) for call in AWS_RATES}
        most = {call: most_in_a_second(moments) for call, moments in came.items() if moments}
        return Asked(len(new), throttled, sum(entry["operation"] in _LOOKS for entry in new), made, most)


def most_in_a_second(moments: t.Sequence[float]) -> int:
    """The most of these moments, in seconds and in order, that lie in any one second."""
    return max(number - bisect.bisect_right(moments, at - 1.0) + 1 for number, at in enumerate(moments))
