# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing secret appears at any verbosity, in success or failure, wherever it came from."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import CORE, MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

pytestmark = pytest.mark.unprepared

SECRET = "wJalrDISTINCTIVE0SECRET0KEY0bPxRfiCYEX"
TOKEN = "FwoDISTINCTIVE0SESSION0TOKEN0aXxYyZz=="

# What AWS answers to a wrong signature: it quotes the request, token and all.
SIGNATURE_TEXT = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.\n\n"
    f"The Canonical String for this request should have been\n'POST\n/\n\nhost:dynamodb\nx-amz-security-token:{TOKEN}\n'"
)


def given(source: str) -> tuple[dict, dict]:
    """The credentials as options and as environment."""
    if source == "options":
        keys = {"access_key": "AKIADISTINCTIVE00000", "secret_key": SECRET, "session_token": TOKEN}
        return keys, {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    return {}, {"AWS_ACCESS_KEY_ID": "AKIADISTINCTIVE00000", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN}


def assert_silent(lab: LabClient, *outputs: str) -> None:
    """No secret is in the outputs, nor in anything the lab has kept."""
    for text in (*outputs, str(lab.requests()), str(lab.backups())):
        assert SECRET not in text and TOKEN not in text


@pytest.mark.shown_cases(1)
@pytest.mark.parametrize("source", ["options", "environment"])
def test_no_secret_in_any_output(orders: LabClient, ansible: AnsibleRuns, source: str) -> None:
    arguments, env = given(source)
    asked = {"table_name": "orders", "backup_name": "abc", **arguments}
    # A success, a failure, a crash, and an answer that quotes the signature.
    many: list[dict[str, t.Any]] = [asked, {**asked, "table_name": "ordres"}, {**asked, "aws_config": {"no_such_setting": True}}, asked]
    orders.fault("CreateBackup", "error", code="InvalidSignatureException", message=SIGNATURE_TEXT, skip=1)
    tasks = [{MODULE: each, "ignore_errors": True} for each in many]
    run = ansible.playbook([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}], "-vvv", env=env)
    assert run.code == 0 and "ok=4" in run.stdout and "ignored=3" in run.stdout, run.output
    assert len(orders.backups()) == 1 and len(orders.requests("CreateBackup")) == 2
    assert "does not match the signature you provided" in run.output and "no_such_setting" in run.output
    assert_silent(orders, run.output)


@pytest.mark.every_release
def test_no_secret_is_in_a_registered_result_and_none_of_ansibles_own_keys_in_a_report(orders: LabClient, ansible: AnsibleRuns) -> None:
    """ansible-core 2.22 masks secrets where they are shown, not where they are registered; a registered result has ansible_parsed and, if wanted, arguments."""
    keys, env = given("options")
    task = {MODULE: {"table_name": "orders", "backup_name": "abc", **keys}, "register": "made"}
    # A refusal quotes what was given.
    refused = {MODULE: {"table_name": "orders", "backup_name": f"{SECRET}!", **keys}, "register": "refused", "ignore_errors": True}
    places = "[{'place': 'here', 'result': made}, {'place': 'there', 'result': refused}] | dynaops.dynamodb.places_report('json')"
    files = {"results.json": "{{ [made, refused] | to_json }}", "report.json": "{{ " + places + " }}"}
    kept = [{"ansible.builtin.copy": {"content": text, "dest": str(ansible.folder / name), "mode": "0600"}} for name, text in files.items()]
    run = ansible.playbook([{"hosts": "localhost", "gather_facts": False, "tasks": [task, refused, *kept]}], env={**env, "ANSIBLE_INJECT_INVOCATION": "true"})
    assert run.code == 0, run.output
    results, report = ((ansible.folder / name).read_text() for name in files)
    made, other = json.loads(results)
    assert made["backup_arn"] == orders.backups()[0]["BackupArn"] and other["error"]["code"] == "InvalidArgument"
    # Older releases take the arguments out of a registered result.
    arguments = made.get("invocation", {}).get("module_args", {})
    assert bool(arguments) == (CORE >= (2, 21)), sorted(made)
    assert not arguments or (arguments["table_name"], arguments["secret_key"]) == ("orders", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
    assert_silent(orders, run.output, results, report)
    entry = json.loads(report)["places"][0]
    assert entry["backup_arn"] == made["backup_arn"] and not {"invocation", "ansible_parsed"} & set(entry)


def test_the_environment_keyword_below_verbosity_3(orders: LabClient, ansible: AnsibleRuns) -> None:
    # From -vvv on, Ansible itself prints the command line that it makes of this keyword.
    env = {"AWS_ACCESS_KEY_ID": "AKIADISTINCTIVE00000", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN}
    play = [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "environment": env,
            "tasks": [{"dynaops.dynamodb.dynamodb_create_backup": {"table_name": "orders", "backup_name": "abc"}}],
        }
    ]
    run = ansible.playbook(play, "-vv", env={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None})
    assert run.code == 0, run.output
    assert_silent(orders, run.output.replace((ansible.folder / "play.yml").read_text(), ""))
