# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible processes against the lab, and what came of them."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import subprocess
import typing as t

import yaml
from ansible.release import __version__
from ansible_collections.dynaops.dynamodb.tests.acceptance import hanging
from ansible_collections.dynaops.dynamodb.tests.acceptance.callbacks import packed_once
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, Environment, environment

MODULE = "dynaops.dynamodb.dynamodb_create_backup"
# The release of ansible-core, such as (2, 19).
CORE = tuple(map(int, __version__.split(".")[:2]))


# From ansible-core 2.21 on, a result has its arguments only when asked.
SHOWN = {"ANSIBLE_NOCOLOR": "true", "ANSIBLE_INJECT_INVOCATION": "true"}
_CALLBACKS = pathlib.Path(packed_once.__file__).parent


def packed_in(folder: pathlib.Path) -> dict[str, str]:
    """The environment in which playbooks share the modules that they pack, in this folder."""
    return {"ANSIBLE_CALLBACK_PLUGINS": str(_CALLBACKS), "ANSIBLE_CALLBACKS_ENABLED": "packed_once", packed_once.FOLDER: str(folder)}


@dataclasses.dataclass(frozen=True)
class Run:
    """A process that has ended; ``result`` is the module's result where there was one task."""

    code: int
    stdout: str
    stderr: str
    result: dict[str, t.Any]

    @property
    def msg(self) -> str:
        """The result's message."""
        return str(self.result.get("msg"))

    @property
    def output(self) -> str:
        """All that a person sees."""
        return self.stdout + self.stderr


class AnsibleRuns:
    """Runs ansible and ansible-playbook in a folder of their own."""

    def __init__(self, lab: LabClient, folder: pathlib.Path, python: pathlib.Path | None = None, packed: pathlib.Path | None = None) -> None:
        self.lab = lab
        self.folder = folder
        # Seconds after which a process is taken to hang.
        self.patience = 300.0
        # What runs the modules, if not the Python of these tests.
        self._python = ("-e", f"ansible_python_interpreter={python}") if python else ()
        self._packed = packed_in(packed) if packed else {}

    def task(self, *words: str, env: Environment | None = None, **arguments: t.Any) -> Run:
        """The module dynamodb_create_backup ad hoc; an argument that is ``...`` is left out."""
        defaults = {"table_name": "orders", "backup_name": "orders-backup"}
        asked = {name: value for name, value in {**defaults, **arguments}.items() if value is not ...}
        return self.adhoc(MODULE, *words, env=env, **asked)

    def adhoc(self, module: str, *words: str, env: Environment | None = None, **arguments: t.Any) -> Run:
        """A module ad hoc, on localhost; ``words`` are further words of the command line."""
        given = ["-a", json.dumps(arguments)] if arguments else []
        done = self.process("ansible", "localhost", "-m", module, *given, *self._python, *words, env=env)
        return Run(done.returncode, done.stdout, done.stderr, _adhoc_result(done.stdout))

    def tasks(self, many: t.Sequence[t.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
        """Each set of arguments as a task of one play, whatever becomes of it; the results in order."""
        target = self.folder / "results.json"
        tasks = [{MODULE: dict(arguments), "register": f"result_{number}", "ignore_errors": True} for number, arguments in enumerate(many)]
        names = ", ".join(f"result_{number}" for number in range(len(many)))
        tasks.append({"ansible.builtin.copy": {"content": "{{ [" + names + "] | to_json }}", "dest": str(target), "mode": "0600"}})
        done = self.playbook([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}])
        assert done.code == 0, done.output
        return t.cast("list[dict[str, t.Any]]", json.loads(target.read_text()))

    def playbook(self, plays: t.Any, *words: str, env: Environment | None = None, stem: str = "play") -> Run:
        """A playbook, given as plays (or as text)."""
        file = self.folder / f"{stem}.yml"
        file.write_text(plays if isinstance(plays, str) else _written(plays))
        done = self.process("ansible-playbook", str(file), *self._python, *words, env=env)
        return Run(done.returncode, done.stdout, done.stderr, {})

    def process(self, *command: str, env: Environment | None = None) -> subprocess.CompletedProcess[str]:
        """A command of the environment that these tests run in."""
        program, *words = command
        extra = {**SHOWN, **hanging.variables(self.folder), **self._packed, **(env or {})}
        with subprocess.Popen(
            [str(BIN / program), *words],
            env=environment(self.lab, self.folder, extra),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                stdout, stderr = process.communicate(timeout=self.patience)
            except subprocess.TimeoutExpired:
                found = hanging.end_with_evidence(self.folder)
                raise AssertionError(f"{program} did not end within {self.patience} s.\n{found}\n{''.join(process.communicate(timeout=30))}") from None
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def _adhoc_result(stdout: str) -> dict[str, t.Any]:
    start = stdout.find("=> {")
    if start < 0:
        return {}
    return t.cast("dict[str, t.Any]", json.JSONDecoder().raw_decode(stdout[start + 3 :])[0])


def _written(plays: t.Any) -> str:
    """Plays on one line, of which Ansible's excerpts show nothing; in many where there is a set, which JSON does not know."""
    try:
        return json.dumps(plays)
    except TypeError:
        return str(yaml.safe_dump(plays, sort_keys=False))
