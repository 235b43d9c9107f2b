# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in README, guide and module documentation is run; what they say of options, results and permissions is true."""

from __future__ import annotations

import contextlib
import http.server
import importlib
import json
import pathlib
import re
import subprocess
import sys
import textwrap
import threading
import time
import typing as t

import pytest
import yaml
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import permissions
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.runner import run_by_runner
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
GUIDES = {file.stem: file.read_text() for file in sorted((ROOT / "docs/docsite/rst").glob("guide_*.rst"))}
MODULES = sorted(file.stem for file in (ROOT / "plugins/modules").glob("*.py"))


def fenced(language: str) -> list[str]:
    """The README's blocks in this language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def guide_blocks(guide: str, language: str = "yaml") -> list[str]:
    """A guide's blocks in this language."""
    return [textwrap.dedent(block) for block in re.findall(rf"\.\. code-block:: {language}\n\n((?:    .*\n|\n)+)", GUIDES[guide])]


def module(name: str) -> t.Any:
    """A module's Python."""
    return importlib.import_module(f"ansible_collections.dynaops.dynamodb.plugins.modules.{name}")


def as_plays(text: str) -> list[dict[str, t.Any]]:
    """A playbook as it is; tasks alone in a play."""
    content = yaml.safe_load(text)
    return content if "hosts" in content[0] else [{"hosts": "localhost", "gather_facts": False, "tasks": content}]


EXAMPLES = {
    **{f"readme-{number}": block for number, block in enumerate(fenced("yaml"))},
    **{f"{guide}-{number}": block for guide in GUIDES for number, block in enumerate(guide_blocks(guide))},
    **{f"module-{name}": module(name).EXAMPLES for name in MODULES},
}


# These begin with tables that have no backups; the others find one of each table.
ABOUT_CREATING = ("readme", "guide_create_backup", "guide_many_tables", "guide_many_accounts", "module-dynamodb_create_backup")


def fill(lab: LabClient) -> None:
    """The tables that the examples speak of."""
    for name in ("orders", "carts", "users"):
        lab.make_table(name)
    lab.make_table("orders", region="eu-west-1")
    lab.role("arn:aws:iam::123456789012:role/backup")


def write_task_files(folder: pathlib.Path) -> None:
    """The task files that the examples speak of."""
    for name in ("migrate.yml", "drop-orders.yml"):
        (folder / name).write_text("- ansible.builtin.debug:\n    msg: as if\n")


@pytest.fixture(name="tables")
def all_tables(lab: LabClient, ansible: AnsibleRuns) -> LabClient:
    """The tables and the task files that the examples speak of."""
    fill(lab)
    write_task_files(ansible.folder)
    return lab


def page_of(name: str) -> str:
    """Where an example stands: README, a guide, or the documentation of the modules."""
    return "modules" if name.startswith("module-") else name.rpartition("-")[0]


PAGES: dict[str, list[str]] = {page: [name for name in EXAMPLES if page_of(name) == page] for page in dict.fromkeys(map(page_of, EXAMPLES))}


class Turns:
    """The lab for many examples in one process of ansible: anew for each, as soon as its address is asked for."""

    def __init__(self, lab: LabClient) -> None:
        self._lab = lab
        self._current = ""
        # How many requests only prepared the lab for the example.
        self._prepared = 0
        # For each example the calls that work, in order.
        self.calls: dict[str, list[str]] = {}

    def take(self, name: str) -> None:
        """Keeps what the last example did, and prepares the lab for this one."""
        self.finish()
        self._current = name
        self._lab.reset()
        fill(self._lab)
        if not name.startswith(ABOUT_CREATING):
            day_ago = time.time() - 86400
            self._lab.history([{"table": table, "name": f"{table}-before-4.2", "created": day_ago} for table in ("orders", "carts", "users")])
            recovery = {"PointInTimeRecoveryEnabled": True}
            self._lab.dynamodb().update_continuous_backups(TableName="carts", PointInTimeRecoverySpecification=recovery)
        self._prepared = len(self._lab.work())

    def finish(self) -> None:
        """Keeps what the last example did."""
        if self._current:
            self.calls[self._current] = [entry["operation"] for entry in self._lab.work()[self._prepared :]]

    @contextlib.contextmanager
    def address(self) -> t.Iterator[str]:
        """Where a turn is asked for, followed by the example's name."""
        turns = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """One turn."""

            def do_GET(self) -> None:
                """Answers when the lab is prepared."""
                turns.take(self.path.strip("/"))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *unused: object) -> None:  # pylint: disable=arguments-differ
                """Nothing."""

        with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()


def as_turn(name: str, address: str) -> list[dict[str, t.Any]]:
    """The plays of an example with a host of its own, whose variables no other example sees; before them, its turn."""
    ask = {"ansible.builtin.debug": {"msg": f"{{{{ lookup('ansible.builtin.url', '{address}/{name}') }}}}"}}
    plays = [{**play, **({"hosts": name} if play.get("hosts") == "localhost" else {})} for play in as_plays(EXAMPLES[name])]
    return [{"hosts": name, "gather_facts": False, "tasks": [ask]}, *plays]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 20 and {"readme-0", "module-dynamodb_restore_backup", "guide_create_backup-0"} <= set(EXAMPLES)
    assert all(any(name.startswith(guide) for name in EXAMPLES) for guide in GUIDES)


# On further releases those of the README alone: what modules and guides show there differs in the module, not in Ansible.
@pytest.mark.parametrize("page", [pytest.param(page, marks=[pytest.mark.every_release] if page == "readme" else []) for page in PAGES])
def test_every_example_runs(lab: LabClient, ansible: AnsibleRuns, page: str) -> None:
    write_task_files(ansible.folder)
    # A page has up to a dozen examples, and some of them run a role.
    ansible.patience = 600.0
    variables = f"[all:vars]\nansible_connection=local\nansible_python_interpreter={sys.executable}\n"
    (ansible.folder / "hosts").write_text("\n".join(["localhost", *PAGES[page]]) + "\n" + variables)
    survey = {"survey_table_name": "orders", "survey_backup_name": "by-survey", "survey_timeout": "", "survey_region": ""}
    turns = Turns(lab)
    with turns.address() as address:
        plays = [play for name in PAGES[page] for play in as_turn(name, address)]
        run = ansible.playbook(plays, "-i", "hosts", "-e", json.dumps(survey))
    turns.finish()
    assert run.code == 0 and not re.search(r"(failed|rescued|unreachable)=[1-9]", run.stdout), run.output
    assert list(turns.calls) == PAGES[page] and all(turns.calls.values())
    assert [name for name in PAGES[page] if name.startswith(ABOUT_CREATING) and "CreateBackup" not in turns.calls[name]] == []


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
    assert f"dynaops-dynamodb-{version}.tar.gz" in README
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
