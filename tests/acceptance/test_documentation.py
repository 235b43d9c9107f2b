# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What README, guides and module documentation say of options, results, codes and permissions is true."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys

import pytest
import yaml
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import permissions
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.examples import GUIDES, MODULES, README, ROOT, as_plays, fenced, fill, module, write_task_files
from ansible_collections.dynaops.dynamodb.tests.acceptance.runner import run_by_runner
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


@pytest.fixture(name="tables")
def all_tables(lab: LabClient, ansible: AnsibleRuns) -> LabClient:
    """The tables and the task files that the examples speak of."""
    fill(lab)
    write_task_files(ansible.folder)
    return lab


def test_the_rescue_of_the_readme_has_the_arn(tables: LabClient, ansible: AnsibleRuns) -> None:
    (ansible.folder / "migrate.yml").write_text("- name: Break\n  ansible.builtin.fail:\n    msg: the migration broke\n")
    run = ansible.playbook(as_plays(fenced("yaml")[1]))
    assert run.code != 0 and "Break failed (no code): the migration broke" in run.output
    assert f"Backup to restore: {tables.backups()[0]['BackupArn']}" in run.output


def test_the_rescue_of_the_readme_when_the_backup_itself_fails(tables: LabClient, ansible: AnsibleRuns) -> None:
    tables.settings(backup_seconds=60)
    tables.fault("DescribeBackup", "error", code="ExpiredTokenException", message="The security token included in the request is expired")
    run = ansible.playbook(as_plays(fenced("yaml")[1]))
    assert run.code != 0 and "Back up the table failed (ExpiredTokenException)" in run.output
    assert f"Backup to restore: {tables.backups()[0]['BackupArn']}" in run.output


def test_the_awx_playbook_under_ansible_runner_with_text_from_a_survey(tables: LabClient, ansible: AnsibleRuns) -> None:
    survey = {"survey_table_name": "carts", "survey_backup_name": "by-survey", "survey_timeout": "90", "survey_region": ""}
    run_by_runner(ansible, fenced("yaml")[2], survey)
    assert [made["BackupName"] for made in tables.backups()] == ["by-survey"]


@pytest.mark.processes
def test_the_demo(tmp_path: pathlib.Path) -> None:
    done = subprocess.run([sys.executable, ROOT / "tools/demo.py"], capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Three runs, 1 CreateBackup request, 1 backup." in done.stdout
    assert "reused, nothing changed" in done.stdout and "table ordres was not found in region us-east-1" in done.stdout + done.stderr


def test_the_versions_agree() -> None:
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text())["version"]
    # From the first release on, the README does not name the file.
    assert f"dynaops-dynamodb-{version}.tar.gz" in README or "dynaops-dynamodb-" not in README
    assert f'VERSION = "{version}"' in (ROOT / "plugins/module_utils/_module.py").read_text()


def test_the_iam_policy_is_enough(tables: LabClient, ansible: AnsibleRuns) -> None:
    (policy,) = (json.loads(block) for block in fenced("json"))
    given = [statement["Action"] for statement in policy["Statement"]]
    actions = [action for each in given for action in ([each] if isinstance(each, str) else each)]
    tables.settings(allowed=actions)
    assert ansible.task(if_exists="reuse").code == 0
    tables.fault("CreateBackup", "cut", when="after")
    assert ansible.task().code == 0
    assert sorted(actions) == sorted({f"dynamodb:{operation}" for operation in tables.operations()})


def test_the_policies_of_the_guides_are_what_the_modules_need() -> None:
    found = {}
    for guide in GUIDES.values():
        for name, block in re.findall(r"Policy for ``(\w+)``:\n\n\.\. code-block:: json\n\n((?:    .*\n|\n)+)", guide):
            given = [statement["Action"] for statement in json.loads(block)["Statement"]]
            found[name] = {action for each in given for action in ([each] if isinstance(each, str) else each)}
    named = {name: getattr(permissions, name.removeprefix("dynamodb_").upper()).all() for name in found}
    items = {f"dynamodb:{call}" for call in ("BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem")}
    assert found.pop("dynamodb_restore_backup") == named.pop("dynamodb_restore_backup") | items and found == named
    assert set(found) >= {"dynamodb_backup_info", "dynamodb_delete_backup", "dynamodb_prune_backups"}


def test_every_code_of_an_error_is_in_a_guide() -> None:
    said = [str(yaml.safe_load(module(name).RETURN)["error"]["contains"]["code"]["description"]) for name in MODULES]
    codes = {code for each in said for code in re.findall(r"C\((\w+)\)", each)}
    told = {code for guide in GUIDES.values() for code in re.findall(r"``(\w+)``", guide)}
    assert codes - told <= {"DamagedAnswer", "InternalError"}


def test_every_module_and_playbook_is_in_the_readme() -> None:
    books = {file.stem for file in (ROOT / "playbooks").glob("*.yml")} - {"demo"}
    assert {name for name in (*MODULES, *books) if name not in README} == set()


def test_the_readme_names_every_option(ansible: AnsibleRuns) -> None:
    (module,) = json.loads(ansible.process("ansible-doc", "--json", "dynaops.dynamodb.dynamodb_create_backup").stdout).values()
    rows = "".join(line for line in README.splitlines() if line.startswith("| `"))
    options = module["doc"]["options"]
    assert {name for name in options if f"`{name}`" not in rows} == set()
    for name in dynamodb_create_backup.ARGUMENTS:
        default = options[name].get("default", "required" if options[name].get("required") else "none")
        assert re.search(rf"\| `{name}`[^|]*\| {str(default).lower() if isinstance(default, bool) else default} \|", README), name


def test_every_result_is_documented(tables: LabClient, ansible: AnsibleRuns) -> None:
    documented = yaml.safe_load(dynamodb_create_backup.RETURN)
    ansible_s_own = {"changed", "failed", "invocation", "warnings", "deprecations", "_ansible_no_log", "exception"}
    success, failure = ansible.task().result, ansible.task(backup_name="x").result
    assert set(success) | set(failure) <= set(documented) | ansible_s_own
    assert set(success) >= {name for name in documented if name != "error"}
    for name in ("backup", "source_table"):
        assert set(success[name]) <= set(documented[name]["contains"])
    assert set(failure["error"]) == set(documented["error"]["contains"])
    assert "backup_expiry_date_time" in documented["backup"]["contains"]
