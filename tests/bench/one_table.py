# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One backup of one table: the whole ad-hoc task beside what a person would use instead, and beside the least that any module must cost."""

from __future__ import annotations

import pathlib
import sys
import tempfile

from ansible_collections.dynaops.dynamodb.tests.bench import labs
from ansible_collections.dynaops.dynamodb.tests.bench.runs import Run, expect_ok, measure
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

HERE = pathlib.Path(__file__).parent
BACKUP_SECONDS = 0.05
OURS = "ansible: dynamodb_create_backup"
FLOOR = "ansible: a module of amazon.aws that only makes the three calls"
PING = "ansible: ping (no AWS at all)"

_ANSIBLE = [str(BIN / "ansible"), "localhost"]
_ARGUMENTS = ["-a", "table_name=orders backup_name=bench"]

# Each but ping makes one backup of the table and sees it AVAILABLE.
CONTENDERS: dict[str, list[str]] = {
    "bare boto3 script, the same three calls": [sys.executable, str(HERE / "bare_boto3.py"), "orders", "bench"],
    "aws dynamodb create-backup, then describe-backup in a loop": ["bash", str(HERE / "aws_cli.sh"), "orders", "bench"],
    PING: [*_ANSIBLE, "-m", "ansible.builtin.ping"],
    FLOOR: [*_ANSIBLE, "-M", str(HERE / "library"), "-m", "three_calls", *_ARGUMENTS],
    OURS: [*_ANSIBLE, "-m", "dynaops.dynamodb.dynamodb_create_backup", *_ARGUMENTS],
}


def run(rounds: int) -> dict[str, list[Run]]:
    """All contenders in turn, round after round: what disturbs the machine disturbs them all."""
    runs: dict[str, list[Run]] = {name: [] for name in CONTENDERS}
    with labs.started(BACKUP_SECONDS) as lab, tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        env = environment(lab, folder)
        lab.make_table("orders", items=100)
        notes = labs.Notes(lab)
        for number in range(rounds + 1):
            for contender, command in CONTENDERS.items():
                taken = expect_ok(measure(command, env, folder), contender, folder)
                if number:  # the first round only warms up
                    runs[contender].append(taken)
        made, expected = sum(notes.read().made.values()), (len(CONTENDERS) - 1) * (rounds + 1)
    if made != expected:
        raise SystemExit(f"{made} backups were made instead of {expected}: the runs are not comparable.")
    return runs
