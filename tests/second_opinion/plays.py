# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks of one play, made of tasks of the collection's modules."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns

Task = dict[str, t.Any]
Result = dict[str, t.Any]


def task(module: str, check: bool = False, **arguments: t.Any) -> Task:
    """A task of the module ``dynamodb_...``. Its arguments may use ``result_0``, ``result_1``, ..., the results of the tasks before it."""
    return {f"dynaops.dynamodb.dynamodb_{module}": arguments, "check_mode": check}


class Plays:
    """Runs ansible-playbook."""

    def __init__(self, runs: AnsibleRuns) -> None:
        self._runs = runs

    def run(self, *tasks: Task) -> list[Result]:
        """All tasks in one play, whatever becomes of each; their results in order."""
        target = self._runs.folder / "results.json"
        named = [{**each, "register": f"result_{number}", "ignore_errors": True} for number, each in enumerate(tasks)]
        names = ", ".join(each["register"] for each in named)
        kept = {"ansible.builtin.copy": {"content": "{{ [" + names + "] | to_json }}", "dest": str(target), "mode": "0600"}}
        play = {"hosts": "localhost", "gather_facts": False, "tasks": [*named, kept]}
        # As many have it, and quicker: a task is one process less.
        done = self._runs.playbook([play], env={"ANSIBLE_PIPELINING": "true"})
        assert done.code == 0, done.output
        return t.cast("list[Result]", json.loads(target.read_text(encoding="utf-8")))
