# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One table: the whole ad-hoc task beside what a person would use instead, in one run, as ratios. python tests/bench/bench.py"""

from __future__ import annotations

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer

HERE = pathlib.Path(__file__).parent
MODULE = "dynaops.dynamodb.dynamodb_create_backup"

# Each makes one backup of the table and sees it AVAILABLE.
CONTENDERS: dict[str, list[str]] = {
    "bare boto3 script, same three calls": [sys.executable, str(HERE / "bare_boto3.py"), "orders", "bench"],
    "aws dynamodb create-backup + describe loop": ["bash", str(HERE / "aws_cli.sh"), "orders", "bench"],
    "ansible ad hoc: ping (no AWS at all)": [str(BIN / "ansible"), "localhost", "-m", "ansible.builtin.ping"],
    "ansible ad hoc: dynamodb_create_backup": [str(BIN / "ansible"), "localhost", "-m", MODULE, "-a", "table_name=orders backup_name=bench"],
}
OURS = "ansible ad hoc: dynamodb_create_backup"


def seconds(command: list[str], env: dict[str, str], folder: str) -> float:
    """The wall time of one run."""
    began = time.perf_counter()
    subprocess.run(command, env=env, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return time.perf_counter() - began


def measure(lab: LabClient, rounds: int) -> dict[str, list[float]]:
    """All contenders in turn, round after round: what disturbs the machine disturbs them all."""
    times: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    with tempfile.TemporaryDirectory() as folder:
        env = environment(lab, pathlib.Path(folder))
        for number in range(rounds + 1):
            for name, command in CONTENDERS.items():
                taken = seconds(command, env, folder)
                if number:  # the first round only warms up
                    times[name].append(taken)
    return times


def table(times: t.Mapping[str, list[float]]) -> str:
    """Medians, spread and ratios as Markdown."""
    ours = statistics.median(times[OURS])
    rows = ["| One backup of one table | median s | min s | max s | our task / this |", "|---|---|---|---|---|"]
    for name, taken in times.items():
        middle = statistics.median(taken)
        rows.append(f"| {name} | {middle:.2f} | {min(taken):.2f} | {max(taken):.2f} | {ours / middle:.2f} |")
    return "\n".join(rows)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    with LabServer() as server:
        lab = LabClient(server.url)
        lab.make_table("orders", items=100)
        times = measure(lab, asked.rounds)
        made = [backup for backup in lab.backups() if backup["BackupName"] == "bench"]
    expected = 3 * (asked.rounds + 1)
    if len(made) != expected:
        raise SystemExit(f"{len(made)} backups were made instead of {expected}: the runs are not comparable.")
    print(table(times))


if __name__ == "__main__":
    main()
