# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that does not end explains itself."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import hanging
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns


@pytest.mark.one_release
def test_it_fails_with_the_stacks_of_all_its_processes_and_leaves_none(ansible: AnsibleRuns) -> None:
    ansible.patience = 8.0
    play = [{"hosts": "localhost", "gather_facts": False, "tasks": [{"name": "Sleep well", "ansible.builtin.wait_for": {"timeout": 600}}]}]
    with pytest.raises(AssertionError) as failure:
        ansible.playbook(play)
    said = str(failure.value)
    assert "ansible-playbook did not end within 8.0 s." in said and "TASK [Sleep well]" in said
    # The controller waits for its worker, the worker for the module, the module for the time.
    assert all(function in said for function in ("_wait_on_pending_results", "exec_command", "in main"))
    assert hanging.processes_of(ansible.folder) == []
