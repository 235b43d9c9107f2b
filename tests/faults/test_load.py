# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""50 tasks at once, at AWS's rates: each has a backup of its own."""

from __future__ import annotations

import json
import sys

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

TASKS = 50


@pytest.mark.parametrize("tables", [TASKS, 1])
def test_fifty_tasks_at_once(lab: LabClient, ansible: AnsibleRuns, tables: int) -> None:
    hosts = [f"t-{number:02d}" for number in range(TASKS)]
    for name in hosts[:tables]:
        lab.make_table(name)
    lab.settings(backup_seconds=5)
    variables = f"[all:vars]\nansible_connection=local\nansible_python_interpreter={sys.executable}\n"
    (ansible.folder / "hosts").write_text("\n".join(hosts) + "\n" + variables)
    table = "{{ inventory_hostname }}" if tables > 1 else hosts[0]
    tasks = [
        {MODULE: {"table_name": table, "backup_name": "{{ inventory_hostname }}-load"}, "register": "made"},
        {"ansible.builtin.debug": {"msg": "ARN={{ made.backup_arn }}"}},
    ]
    run = ansible.playbook([{"hosts": "all", "gather_facts": False, "tasks": tasks}], "-i", "hosts", "--forks", str(TASKS))
    assert run.code == 0, run.output
    backups = lab.backups()
    assert sorted(backup["BackupName"] for backup in backups) == [f"{host}-load" for host in hosts]
    assert all(json.dumps(f"ARN={backup['BackupArn']}") in run.stdout for backup in backups)
    assert len({backup["TableName"] for backup in backups}) == tables
