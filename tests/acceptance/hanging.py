# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run that does not end is doing: its processes, what each waits for, and the stacks of all Python threads in them."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import time

_PROC = pathlib.Path("/proc")
# A process writes its stacks by itself, and gives no sign when it has.
_SECONDS_FOR_STACKS = 0.3


def variables(folder: pathlib.Path) -> dict[str, str]:
    """What the processes of a run in this folder need in order to tell where they stand."""
    # What is on the path already stays on it: it may lead to the collection that is tested.
    path = [str(pathlib.Path(__file__).parent / "stacks"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(path), "DYNAOPS_STACKS": str(folder / "stacks")}


def processes_of(folder: pathlib.Path) -> list[int]:
    """The processes that work in or for this folder, whoever has started them and whatever became of their parents."""
    found = []
    for entry in _PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(folder).encode() in (entry / "environ").read_bytes() and (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return sorted(found)


def command(number: int) -> str:
    """The command line of a process; a question mark when there is no such process any more."""
    return _read(number, "cmdline")


def evidence(folder: pathlib.Path) -> str:
    """Asks all processes of the folder where they stand, and says what they answer."""
    numbers = processes_of(folder)
    told = [_line(number) for number in numbers]
    for number in numbers:
        if listens(number):
            with contextlib.suppress(ProcessLookupError), (folder / "stacks").open("a", encoding="utf-8") as stacks:
                stacks.write(f"\nStacks of {number}:\n")
                stacks.flush()
                os.kill(number, signal.SIGUSR2)
            time.sleep(_SECONDS_FOR_STACKS)
    file = folder / "stacks"
    return "\n".join([*told, file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""])


def end(folder: pathlib.Path) -> None:
    """Ends all processes of the folder."""
    for number in processes_of(folder):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def end_with_evidence(folder: pathlib.Path) -> str:
    """Ends all processes of the folder; what they were doing."""
    found = evidence(folder)
    end(folder)
    return found


def _read(number: int, name: str) -> str:
    try:
        return (_PROC / str(number) / name).read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return "?"


def _status(number: int) -> dict[str, str]:
    return {name: value.strip() for name, found, value in (line.partition(":") for line in _read(number, "status").splitlines()) if found}


def _line(number: int) -> str:
    """A process in one line: its parent, state, threads, and where in the kernel it waits."""
    status = _status(number)
    kept = ", ".join(f"{name} {status.get(name, '?')}" for name in ("PPid", "State", "Threads"))
    return f"{number}: {kept}, waits in {_read(number, 'wchan') or '?'}: {command(number)[:300]}"


def listens(number: int) -> bool:
    """Whether the signal has a handler there; it would end any other process."""
    caught = _status(number).get("SigCgt", "0")
    return bool(int(caught, 16) & 1 << signal.SIGUSR2 - 1)
