# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command costs: wall time, CPU and peak memory of it and of all that it starts; medians of rounds.

A command is measured by this file run as a program: a process starts with the memory of the one that started it on its
record, so that must be a small one. Standard library only, for the same reason.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import threading
import time
import typing as t

OUTPUT = "output.txt"


class Run(t.NamedTuple):
    """One run. Seconds of wall time and of CPU, MB of the largest of its processes, and whether it ended well.

    ``together`` are the MB of all its processes at once, the most that was seen; 0 where that was not asked for, or cannot be seen.
    """

    wall: float
    cpu: float
    memory: float
    ok: bool
    together: float = 0.0


def measure(command: t.Sequence[str], env: t.Mapping[str, str], folder: pathlib.Path, together: bool = False) -> Run:
    """Runs a command in a folder and says what that cost. What it prints goes to a file there, as to nobody's terminal."""
    measuring = [sys.executable, "-I", "-S", __file__, str(int(together)), *command]
    done = subprocess.run(measuring, env=dict(env), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
    return Run(*json.loads(done.stdout))


def expect_ok(run: Run, name: str, folder: pathlib.Path) -> Run:
    """The run, when it ended well; ends the benchmark with what it printed otherwise."""
    if not run.ok:
        raise SystemExit(f"{name} failed:\n{(folder / OUTPUT).read_text(encoding='utf-8', errors='replace')[-4000:]}")
    return run


def median(numbers: t.Iterable[float]) -> float:
    """The middle one; between the two in the middle when their number is even."""
    ordered = sorted(numbers)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def with_more(walls: t.Mapping[int, float], count: int) -> float:
    """What a command would take for so many tables, in seconds, given what it took for fewer: what each further one took, times their number."""
    (few, least), *unused, (more, most) = sorted(walls.items())
    return most + (count - more) * (most - least) / (more - few)


def middle(runs: t.Sequence[Run]) -> Run:
    """The medians of rounds, each figure by itself."""
    return Run(median(each.wall for each in runs), median(each.cpu for each in runs), median(each.memory for each in runs), all(each.ok for each in runs))


# Seconds from one look at the memory of all processes to the next.
_LOOK_AFTER = 0.5


def memory_of_all(root: int) -> float:
    """MB that a process and all that it has started hold at this moment; what several of them share counts once. 0 where the system does not tell."""
    parents: dict[int, int] = {}
    kilobytes = 0
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if name.isdigit():
            # Processes end while this reads.
            with contextlib.suppress(OSError, IndexError), open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                parents[int(name)] = int(file.read().rpartition(")")[2].split()[1])
    for pid in parents:
        at = pid
        while at not in (root, 0):
            at = parents.get(at, 0)
        if at == root:
            with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
                kilobytes += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return kilobytes * 1024 / 1e6


def _main(look: str, *command: str) -> None:
    """Runs the command, and prints a Run as JSON."""
    seen, ended = [0.0], threading.Event()

    def watch(root: int) -> None:
        while not ended.wait(_LOOK_AFTER):
            seen.append(memory_of_all(root))

    with open(OUTPUT, "wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        watcher = threading.Thread(target=watch, args=[process.pid])
        if look == "1":
            watcher.start()
        unused, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        ended.set()
    if look == "1":
        watcher.join()
    # In kilobytes on Linux, in bytes on macOS.
    unit = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    print(json.dumps(Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit, os.waitstatus_to_exitcode(status) == 0, max(seen))))


if __name__ == "__main__":
    _main(*sys.argv[1:])
