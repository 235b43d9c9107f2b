# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that does not end explains itself."""

from __future__ import annotations

import json
import subprocess

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import hanging
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import await_that
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment

pytestmark = pytest.mark.unprepared

PLAY = [{"hosts": "localhost", "gather_facts": False, "tasks": [{"name": "Sleep well", "ansible.builtin.wait_for": {"timeout": 600}}]}]


def test_it_fails_with_what_its_processes_were_doing_and_leaves_none(ansible: AnsibleRuns) -> None:
    ansible.patience = 1.0
    with pytest.raises(AssertionError, match=r"^ansible-playbook did not end within 1.0 s\.\n\d+: PPid \d+, State"):
        ansible.playbook(PLAY)
    await_that(lambda: not hanging.processes_of(ansible.folder))


def test_the_stacks_of_controller_worker_and_module(ansible: AnsibleRuns) -> None:
    folder = ansible.folder
    (folder / "play.yml").write_text(json.dumps(PLAY))
    with subprocess.Popen(
        [str(BIN / "ansible-playbook"), "play.yml"],
        env=environment(ansible.lab, folder, hanging.variables(folder)),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ):
        try:
            # Not the shell that names it before it runs.
            await_that(lambda: any("AnsiballZ_wait_for" in hanging.command(each) and hanging.listens(each) for each in hanging.processes_of(folder)))
            said = hanging.evidence(folder)
        finally:
            hanging.end(folder)
    # The controller waits for its worker, and the worker for the module.
    assert "_wait_on_pending_results" in said and "exec_command" in said and "AnsiballZ_wait_for.py" in said
