# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of README, guides and modules, and a lab that is prepared for each of them in turn, on the happy path and on others."""

from __future__ import annotations

import contextlib
import http.server
import importlib
import json
import pathlib
import re
import sys
import textwrap
import threading
import time
import typing as t

import yaml
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
GUIDES = {file.stem: file.read_text() for file in sorted((ROOT / "docs/docsite/rst").glob("guide_*.rst"))}
# All pages with examples.
WITH_EXAMPLES = {file.stem: file.read_text() for file in sorted((ROOT / "docs/docsite/rst").glob("*.rst")) if "code-block:: yaml" in file.read_text()}
MODULES = sorted(file.stem for file in (ROOT / "plugins/modules").glob("*.py"))

# What becomes of the example. AS_WRITTEN: all is there. REFUSED: AWS refuses every request. EMPTY: the region has no table and no backup.
# BROKEN: the step that the example puts between backup and end (a migration, a drop) fails.
AS_WRITTEN, REFUSED, EMPTY, BROKEN = "as-written", "refused", "empty", "broken"
BROKEN_TEXT = "this step broke"


def fenced(language: str) -> list[str]:
    """The README's blocks in this language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def page_blocks(page: str, language: str = "yaml") -> list[str]:
    """A page's blocks in this language."""
    return [textwrap.dedent(block) for block in re.findall(rf"\.\. code-block:: {language}\n\n((?:    .*\n|\n)+)", WITH_EXAMPLES[page])]


def module(name: str) -> t.Any:
    """A module's Python."""
    return importlib.import_module(f"ansible_collections.dynaops.dynamodb.plugins.modules.{name}")


def as_plays(text: str) -> list[dict[str, t.Any]]:
    """A playbook as it is; tasks alone in a play."""
    content = yaml.safe_load(text)
    return content if "hosts" in content[0] else [{"hosts": "localhost", "gather_facts": False, "tasks": content}]


EXAMPLES = {
    **{f"readme-{number}": block for number, block in enumerate(fenced("yaml"))},
    **{f"{page}-{number}": block for page in WITH_EXAMPLES for number, block in enumerate(page_blocks(page))},
    **{f"module-{name}": module(name).EXAMPLES for name in MODULES},
}
# These begin with tables that have no backups; the others find one of each table.
ABOUT_CREATING = ("readme", "guide_create_backup", "guide_many_tables", "guide_many_accounts", "module-dynamodb_create_backup")


def page_of(name: str) -> str:
    """Where an example stands: README, a guide, or the documentation of the modules."""
    return "modules" if name.startswith("module-") else name.rpartition("-")[0]


PAGES: dict[str, list[str]] = {page: [name for name in EXAMPLES if page_of(name) == page] for page in dict.fromkeys(map(page_of, EXAMPLES))}
# The task files that examples include as a step of their own.
STEPS = ("migrate.yml", "drop-orders.yml")


def has_step(name: str) -> bool:
    """Whether the example includes a step that can break."""
    return any(step in EXAMPLES[name] for step in STEPS)


def asks_cloudwatch_alone(name: str) -> bool:
    """Whether the example is about alarms only, so that no request to DynamoDB comes of it."""
    return set(re.findall(r"dynaops\.dynamodb\.(dynamodb_\w+)", EXAMPLES[name])) == {"dynamodb_alarm_tags"}


def fill(lab: LabClient) -> None:
    """The tables that the examples speak of."""
    for name in ("orders", "carts", "users"):
        lab.make_table(name)
    lab.make_table("orders", region="eu-west-1")
    lab.role("arn:aws:iam::123456789012:role/backup")


def write_task_files(folder: pathlib.Path) -> None:
    """The task files that the examples speak of; on a host that is called so, they break."""
    for name in STEPS:
        (folder / name).write_text(f"- ansible.builtin.fail:\n    msg: {BROKEN_TEXT}\n  when: inventory_hostname is search('{BROKEN}$')\n")


class Turns:
    """The lab for many examples in one process of ansible: prepared for each, as soon as its address is asked for."""

    def __init__(self, lab: LabClient) -> None:
        self._lab = lab
        self._current = ""
        # How many requests only prepared the lab for the example.
        self._prepared = 0
        # For each host the calls that work, in order, and the ARNs of the backups that are there in the end.
        self.calls: dict[str, list[str]] = {}
        self.backups: dict[str, list[str]] = {}

    def take(self, host: str) -> None:
        """Keeps what the last example did, and prepares the lab for this one."""
        self.finish()
        self._current = host
        self._prepared = 0
        self._lab.reset()
        if host.endswith(EMPTY):
            return
        fill(self._lab)
        if not host.startswith(ABOUT_CREATING):
            day_ago = time.time() - 86400
            self._lab.history([{"table": table, "name": f"{table}-before-4.2", "created": day_ago} for table in ("orders", "carts", "users")])
            recovery = {"PointInTimeRecoveryEnabled": True}
            self._lab.dynamodb().update_continuous_backups(TableName="carts", PointInTimeRecoverySpecification=recovery)
        self._prepared = len(self._lab.work())
        if host.endswith(REFUSED):
            self._lab.settings(allowed=[])

    def finish(self) -> None:
        """Keeps what the last example did."""
        if self._current:
            self.calls[self._current] = [entry["operation"] for entry in self._lab.work()[self._prepared :]]
            self.backups[self._current] = [each["BackupArn"] for each in self._lab.backups()]

    @contextlib.contextmanager
    def address(self) -> t.Iterator[str]:
        """Where a turn is asked for, followed by the host's name."""
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


def host_of(name: str, outcome: str) -> str:
    """The host that has this example alone, so that no other sees its variables."""
    return name if outcome == AS_WRITTEN else f"{name}-{outcome}"


# A process of ansible ends when all hosts of a play have failed, so this one is in each play and leaves it at once.
KEEPER = "keeper"
LEAVE = {"ansible.builtin.meta": "end_host", "when": f"inventory_hostname == '{KEEPER}'"}


def as_turn(name: str, outcome: str, address: str) -> list[dict[str, t.Any]]:
    """The plays of an example with a host of its own; before them, its turn."""
    host = host_of(name, outcome)
    ask = {"ansible.builtin.debug": {"msg": f"{{{{ lookup('ansible.builtin.url', '{address}/{host}', timeout=300) }}}}"}}
    there = {"hosts": [host, KEEPER]}
    plays = [
        {**each, **(there if each.get("hosts") == "localhost" else {}), "pre_tasks": [LEAVE, *each.get("pre_tasks", ())]} for each in as_plays(EXAMPLES[name])
    ]
    return [{"hosts": host, "gather_facts": False, "tasks": [ask]}, *plays]


class Played(t.NamedTuple):
    """What came of the examples of a page: the process, and for each host its calls and its failures, in order."""

    run: Run
    turns: Turns

    def failures(self, host: str) -> list[str]:
        """The messages of the tasks that failed, those that were rescued among them."""
        return self._messages(rf"fatal: \[{re.escape(host)}\]: FAILED!")

    def failed_items(self, host: str) -> list[str]:
        """The messages of the items of loops that failed."""
        return self._messages(rf"failed: \[{re.escape(host)}\] \(item=.*?\)")

    def _messages(self, beginning: str) -> list[str]:
        found = re.findall(rf"^{beginning} => (\{{.*\}})$", self.run.stdout, re.MULTILINE)
        return [str(json.loads(each)["msg"]) for each in found]


def play(lab: LabClient, ansible: AnsibleRuns, examples: t.Sequence[tuple[str, str]], *words: str) -> Played:
    """Plays examples, each as (name, outcome), one after the other in one process; ``words`` are further words of the command line."""
    write_task_files(ansible.folder)
    # A page has up to a dozen examples, and some of them run a role.
    ansible.patience = 600.0
    variables = f"[all:vars]\nansible_connection=local\nansible_python_interpreter={sys.executable}\n"
    hosts = [host_of(*each) for each in examples]
    (ansible.folder / "hosts").write_text("\n".join(["localhost", KEEPER, *hosts]) + "\n" + variables)
    survey = {"survey_table_name": "orders", "survey_backup_name": "by-survey", "survey_timeout": "", "survey_region": ""}
    turns = Turns(lab)
    with turns.address() as address:
        plays = [each for name, outcome in examples for each in as_turn(name, outcome, address)]
        run = ansible.playbook(plays, "-i", "hosts", "-e", json.dumps(survey), *words)
    turns.finish()
    assert list(turns.calls) == hosts, run.output
    return Played(run, turns)
