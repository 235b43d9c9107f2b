# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-runner, which AWX uses, as a process of its own: its library would fork this one, which has threads."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns


def run_by_runner(ansible: AnsibleRuns, playbook: str, variables: t.Mapping[str, t.Any] | None = None) -> list[dict[str, t.Any]]:
    """Runs a playbook with extra variables to a good end; its events in order."""
    for name in ("project", "env"):
        (ansible.folder / name).mkdir()
    (ansible.folder / "project/play.yml").write_text(playbook)
    (ansible.folder / "env/extravars").write_text(json.dumps(variables or {}))
    done = ansible.process("ansible-runner", "run", str(ansible.folder), "-p", "play.yml", "--ident", "run", "--quiet")
    assert done.returncode == 0, done.stdout + done.stderr
    files = (ansible.folder / "artifacts/run/job_events").glob("*-*.json")
    return sorted((json.loads(file.read_text()) for file in files), key=lambda event: event["counter"])
