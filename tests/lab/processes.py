# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of a process that works on a lab: tests, demo and benchmarks start theirs with it."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

# Where the programs of the environment are that this process runs in.
BIN = pathlib.Path(sys.executable).parent

Environment = t.Mapping[str, str | None]


def environment(lab: LabClient, home: pathlib.Path, extra: Environment | None = None) -> dict[str, str]:
    """Nothing of this machine's AWS and Ansible settings, and nothing left behind outside the home folder given.

    A variable that ``extra`` gives as None is taken out.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ANSIBLE_"))}
    own = {
        "HOME": str(home),
        "ANSIBLE_HOME": str(home / ".ansible"),
        # On a local connection Ansible takes these from the user's real home folder, whatever HOME says.
        "ANSIBLE_REMOTE_TEMP": str(home / ".ansible/tmp"),
        "ANSIBLE_ASYNC_DIR": str(home / ".ansible_async"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_RETRY_FILES_ENABLED": "false",
        "PATH": f"{BIN}:{kept.get('PATH', '')}",
    }
    wanted = {**kept, **own, **lab.environment(), **(extra or {})}
    return {name: value for name, value in wanted.items() if value is not None}


def run_python(script: str, lab: LabClient, home: pathlib.Path, extra: Environment | None = None) -> str:
    """All that a Python script says, run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(lab, home, extra),
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout
