# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools that make a backup: ours, and what a person would use instead."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import typing as t

from ansible_collections.dynaops.dynamodb.tests.faults.cases import SETTINGS, Case
from ansible_collections.dynaops.dynamodb.tests.faults.page import OURS
from ansible_collections.dynaops.dynamodb.tests.faults.verdict import Seen
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

HERE = pathlib.Path(__file__).parent
BACKUP_NAME = "fault"
# Seconds: the shortest that the module takes, so that what lasts for ever ends.
TIMEOUT = 60
# Seconds that one request may last beyond the deadline (its own limit of 15), and a little less than a second one would add.
MARGIN = 28
# A read that takes longer than this is given up; a delay of the lab lasts 3.
READ_TIMEOUT = 1


def arguments(case: Case) -> dict[str, t.Any]:
    """The module's arguments for a case."""
    config = {"read_timeout": READ_TIMEOUT, **SETTINGS[case.setting][1].get("aws_config", {})}
    # if_exists=reuse only where ListBackups is the call that fails: else the three calls are all there is.
    found: dict[str, t.Any] = {"table_name": "orders", "backup_name": BACKUP_NAME, "timeout": TIMEOUT, "aws_config": config}
    if case.call == "ListBackups" and not case.lost:
        found["if_exists"] = "reuse"
    return found


def _ours(case: Case) -> list[str]:
    return [str(BIN / "ansible"), "localhost", "-m", "dynaops.dynamodb.dynamodb_create_backup", "-a", json.dumps(arguments(case))]


def _boto3(case: Case) -> list[str]:
    return [sys.executable, str(HERE / "peers/plain_boto3.py"), "orders", BACKUP_NAME, str(READ_TIMEOUT)]


def _cli(case: Case) -> list[str]:
    return ["bash", str(HERE / "peers/aws_cli.sh"), "orders", BACKUP_NAME, str(READ_TIMEOUT)]


def _plain_module(case: Case) -> list[str]:
    given = {"table_name": "orders", "backup_name": BACKUP_NAME, "aws_config": {"read_timeout": READ_TIMEOUT}}
    return [str(BIN / "ansible"), "localhost", "-M", str(HERE / "peers"), "-m", "plain_backup", "-a", json.dumps(given)]


COMMANDS: dict[str, t.Callable[[Case], list[str]]] = {OURS: _ours, "boto3 script": _boto3, "AWS CLI": _cli, "plain amazon.aws-style module": _plain_module}


def run(name: str, case: Case, lab: LabClient, folder: pathlib.Path) -> Seen:
    """Lets one contender make one backup under one fault."""
    with case.scene.environment(lab, folder) as variables:
        return _run(COMMANDS[name](case), environment(lab, folder, {**SETTINGS[case.setting][0], **variables}), folder)


def _run(command: list[str], env: dict[str, str], folder: pathlib.Path) -> Seen:
    try:
        done = subprocess.run(
            command, env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=150, check=False
        )
    except subprocess.TimeoutExpired as hanging:
        said = hanging.stdout.decode("utf-8", "replace") if isinstance(hanging.stdout, bytes) else str(hanging.stdout or "")
        return Seen(success=False, said=said)
    return Seen(success=done.returncode == 0, said=done.stdout)
