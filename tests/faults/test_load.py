# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many tasks at once, at AWS's rates: each has a backup of its own. The whole suite has 50 of them."""

from __future__ import annotations

import json
import sys

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

FEW, MANY = 8, 50


@pytest.mark.parametrize(
    "tasks, tables", [(FEW, FEW), (FEW, 1), pytest.param(MANY, MANY, marks=pytest.mark.whole), pytest.param(MANY, 1, marks=pytest.mark.whole)]
)
def test_many_tasks_at_once(lab: LabClient, ansible: AnsibleRuns, tasks: int, tables: int) -> None:
    hosts = [f"t-{number:02d}" for number in range(tasks)]
    for name in hosts[:tables]:
        lab.make_table(name)
    lab.settings(backup_seconds=5)
    variables = f"[all:vars]\nansible_connection=local\nansible_python_interpreter={sys.executable}\n"
    (ansible.folder / "hosts").write_text("\n".join(hosts) + "\n" + variables)
    table = "{{ inventory_hostname }}" if tables > 1 else hosts[0]
    steps = [
        {MODULE: {"table_name": table, "backup_name": "{{ inventory_hostname }}-load"}, "register": "made"},
        {"ansible.builtin.debug": {"msg": "ARN={{ made.backup_arn }}"}},
    ]
    run = ansible.playbook([{"hosts": "all", "gather_facts": False, "tasks": steps}], "-i", "hosts", "--forks", str(tasks))
    assert run.code == 0, run.output
    backups = lab.backups()
    assert sorted(backup["BackupName"] for backup in backups) == [f"{host}-load" for host in hosts]
    assert all(json.dumps(f"ARN={backup['BackupArn']}") in run.stdout for backup in backups)
    assert len({backup["TableName"] for backup in backups}) == tables
