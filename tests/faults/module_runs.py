# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module in a process of its own, which a test interrupts."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import environment

_RUNNER = pathlib.Path(__file__).parent / "runner/run_module.py"
# Seconds: what a machine that is busy with other things may add to the two that a module takes to end.
_CROWDED = 20


class ModuleRun:
    """One run of a module against the lab; it has printed that it begins."""

    def __init__(self, lab: LabClient, folder: pathlib.Path, name: str, trick: str = "", **arguments: t.Any) -> None:
        words = [sys.executable, str(_RUNNER), name, json.dumps(arguments), *([trick] if trick else [])]
        self._process = subprocess.Popen(  # pylint: disable=consider-using-with
            words, env=environment(lab, folder), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stderr and self._process.stderr.readline() == "begins\n"
        self.ended_in = 0.0

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def send(self, number: signal.Signals) -> None:
        """Sends a signal, if the process is still there."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, number)

    def end(self) -> tuple[int, str, str]:
        """Waits for the end: exit code, and what it wrote to stdout and stderr. Raises TimeoutExpired when it does not end."""
        began = time.monotonic()
        try:
            stdout, stderr = self._process.communicate(timeout=_CROWDED)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            raise
        self.ended_in = time.monotonic() - began
        return self._process.returncode, stdout, stderr


def result_of(stdout: str) -> dict[str, t.Any]:
    """The result that a module has printed: one line of JSON, and nothing else."""
    (line,) = stdout.strip().splitlines()
    return t.cast("dict[str, t.Any]", json.loads(line))
