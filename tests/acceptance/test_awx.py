# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWX: what extensions/awx creates there, surveys with nothing answered, and jobs with credentials and slices as AWX gives them to ansible-runner."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import re
import typing as t

import boto3
import pytest
import yaml
from ansible_collections.dynaops.dynamodb.tests.acceptance import tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.awx_api import FILES, ROOT, TEMPLATES, Controller, Jobs, listening, sliced, survey_flaw
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.fleets import fleet

# What the hosts of the inventory bring along.
OF_A_PLACE = {"region", "assume_role_arn", "assume_role_external_id", "expected_account_id"}
# The last play of the others, and the demo, are not launched.
NOT_LAUNCHED = {"report_places", "demo"}
BY_PLAYBOOK = {template["playbook"].removesuffix(".yml"): template for template in TEMPLATES}
# The collection is in most releases of the ansible bundle, not in all.
needs_awx = pytest.mark.skipif(importlib.util.find_spec("ansible_collections.awx") is None, reason="this release of the bundle has no awx.awx")


def imported_by(file: pathlib.Path) -> list[str]:
    """The playbooks that this one imports."""
    names = [play.get("ansible.builtin.import_playbook") or play.get("import_playbook") for play in yaml.safe_load(file.read_text())]
    return [str(name).removeprefix("dynaops.dynamodb.") for name in names if name]


def variables_of(playbook: str) -> set[str]:
    """The variables of a playbook's plays, and of those that it imports."""
    file = ROOT / f"playbooks/{playbook}.yml"
    plays = yaml.safe_load(file.read_text())
    own = {name for play in plays for name in play.get("vars", {})} | ({"places"} if "places |" in file.read_text() else set())
    return own.union(*map(variables_of, imported_by(file)))


def nothing_answered(template: t.Mapping[str, t.Any], **given: t.Any) -> dict[str, t.Any]:
    """What a survey sends when only the required questions are answered: these answers, and an empty text for each other one."""
    answers = {question["variable"]: question.get("default", "") if question["required"] else "" for question in template["questions"]}
    return {**answers, **given}


def inventory_of(ansible: AnsibleRuns, file: str = "all.accounts.yml") -> dict[str, t.Any]:
    """What AWX imports from a file of accounts."""
    done = ansible.process("ansible-inventory", "-i", file, "--list", "--export")
    assert done.returncode == 0, done.stderr
    return t.cast("dict[str, t.Any]", json.loads(done.stdout))


def as_credential(**more: str) -> dict[str, str | None]:
    """The variables of AWX's credential type Amazon Web Services, and no region, as the places have theirs."""
    return {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_REGION": None, "AWS_DEFAULT_REGION": None, **more}


def test_a4_every_ready_playbook_has_a_job_template_and_a_file_in_the_project() -> None:
    assert set(BY_PLAYBOOK) == {file.stem for file in (ROOT / "playbooks").glob("*.yml")} - NOT_LAUNCHED
    for name in BY_PLAYBOOK:
        file = FILES / f"project/{name}.yml"
        assert imported_by(file) == [name]
        # AWX lists the files of a project that have such a line.
        assert re.search(r"^\s*-?\s*(hosts|(ansible\.builtin\.)?import_playbook):", file.read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", sorted(BY_PLAYBOOK))
def test_a4_a_survey_has_the_form_of_awx_and_asks_for_variables_of_its_playbook(name: str) -> None:
    questions = BY_PLAYBOOK[name]["questions"]
    asked = {question["variable"] for question in questions}
    assert survey_flaw({"name": "", "description": "", "spec": questions}) == ""
    assert asked <= variables_of(name)
    # An empty answer would replace what each place has, since an answer is an extra variable.
    assert not asked & OF_A_PLACE
    assert all(question.get("question_description") for question in questions)
    # AWX refuses an empty answer where one must be chosen.
    assert all(question["required"] for question in questions if question["type"] == "multiplechoice")


def test_a4_what_awx_refuses_in_a_survey_is_noticed() -> None:
    good = {"variable": "a", "question_name": "A", "type": "integer", "required": False, "default": 1}
    bad = [{"type": "number"}, {"required": "no"}, {"default": "1"}, {"min": "1"}, {"type": "multiplechoice", "choices": ["2"]}]
    assert survey_flaw({"name": "", "description": "", "spec": [good]}) == ""
    assert all(survey_flaw({"name": "", "description": "", "spec": [{**good, **each}]}) for each in bad)
    assert survey_flaw({"name": "", "description": "", "spec": [good, good]}) and survey_flaw({"name": "", "spec": [good]})


# What must be answered beside what a survey requires.
GIVEN: dict[str, dict[str, str]] = {
    "backup_before_migration": {"release": "v4.20", "table_names": "orders"},
    "protection_report": {},
    "protection_gate": {"warn_only": "true"},
    "restore_drill": {"table_names": "orders", "places": "all"},
    "roll_back_table": {"table_name": "orders", "writers_stopped": "true", "manifest_folder": ".", "places": "all", "backup_arn": "{arn}"},
    "sweep_test_backups": {"prefix": "test-", "places": "all"},
    "merge_reports": {"report_files": "{folder}/*.json"},
}


@pytest.mark.long
@pytest.mark.parametrize("name", tiers.cases({name: name for name in sorted(GIVEN)}, "backup_before_migration"))
def test_a4_a_job_whose_other_questions_are_not_answered_works(lab: LabClient, ansible: AnsibleRuns, name: str) -> None:
    fleet(lab, ansible.folder, 1, ["us-east-1"])
    backup = lab.dynamodb("us-east-1", "AKIA0000000000010000").create_backup(TableName="orders", BackupName="before")
    lab.settle()
    arn = backup["BackupDetails"]["BackupArn"]
    (ansible.folder / "one.json").write_text(json.dumps({"places": [], "counts": {"failed": 0, "succeeded": 0}}))
    answers = nothing_answered(BY_PLAYBOOK[name], **{key: value.format(arn=arn, folder=ansible.folder) for key, value in GIVEN[name].items()})
    before = len(lab.requests())
    run = Jobs(ansible).run(f"{name}.yml", answers, "--check", inventory=inventory_of(ansible), env=as_credential())
    assert run.code == 0 and not re.search(r"(failed|rescued|unreachable)=[1-9]", run.stdout), run.output
    asked = [each["operation"] for each in lab.requests()[before:]]
    assert [each for each in asked if not each.startswith(("AssumeRole", "Describe", "Get", "List", "Query", "Scan"))] == []
    assert bool(asked) == (name != "merge_reports")


@pytest.mark.shown_cases(1)
@pytest.mark.parametrize(
    ("name", "answers", "told"),
    [
        ("sweep_test_backups", {"prefix": ""}, "Set prefix to at least 3 characters"),
        ("backup_before_migration", {"release": "", "table_names": "orders"}, "Set table_names"),
        # AWX marks each answer as unsafe. ansible-core 2.19 and newer read a marked 4.20 as a number.
        ("backup_before_migration", {"release": "4.20", "table_names": "orders"}, "begin it with a letter"),
    ],
)
def test_a4_an_answer_that_would_mean_another_release_or_every_backup_is_refused(
    lab: LabClient, ansible: AnsibleRuns, name: str, answers: dict[str, str], told: str
) -> None:
    fleet(lab, ansible.folder, 1, ["us-east-1"])
    before = len(lab.requests())
    given = nothing_answered(BY_PLAYBOOK[name], places="all", **answers)
    run = Jobs(ansible).run(f"{name}.yml", given, inventory=inventory_of(ansible), env=as_credential())
    if told == "begin it with a letter" and run.code == 0:
        # Older releases keep it as it was answered.
        assert [backup["BackupName"] for backup in lab.backups()] == ["before-4.20"]
        return
    assert run.code != 0 and told in run.output and lab.requests()[before:] == [], run.output


@pytest.mark.further_case
@pytest.mark.long
def test_a4_slices_of_a_job_with_the_credentials_of_awx_and_their_reports_together(lab: LabClient, ansible: AnsibleRuns) -> None:
    places = fleet(lab, ansible.folder, 2, ["us-east-1"])
    inventory = inventory_of(ansible)
    session = boto3.client("sts", endpoint_url=lab.url, region_name="us-east-1", aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY)
    lab.role("arn:aws:iam::123456789012:role/controller")
    keys = session.assume_role(RoleArn="arn:aws:iam::123456789012:role/controller", RoleSessionName="awx")["Credentials"]
    # AWX sets the token under both names.
    token = dict.fromkeys(("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"), keys["SessionToken"])
    short_lived = {"AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"], **token}
    jobs = Jobs(ansible)
    answers = nothing_answered(BY_PLAYBOOK["backup_before_migration"], release="v4.20", table_names="orders")
    # The variables of the template itself may be templates.
    own = {"report_file": f"{ansible.folder}/report-{{{{ awx_job_id }}}}.json"}
    for number, credential in ((1, short_lived), (2, dict.fromkeys(token, ""))):
        slice_of = sliced(inventory, number, 2)
        assert list(slice_of["_meta"]["hostvars"]) == [places[number - 1]]
        run = jobs.run("backup_before_migration.yml", answers, inventory=slice_of, extra_vars=own, env=as_credential(**credential))
        assert run.code == 0 and "1 place: 1 succeeded" in run.stdout, run.output
    assert sorted(backup["BackupArn"].split(":")[4] for backup in lab.backups()) == ["000000000001", "000000000002"]
    merged = jobs.run(
        "merge_reports.yml", {"report_files": f"{ansible.folder}/report-*.json", "report_file": f"{ansible.folder}/all.json"}, env=as_credential()
    )
    assert merged.code == 0, merged.output
    assert [entry["place"] for entry in json.loads((ansible.folder / "all.json").read_text())["places"]] == places


@pytest.mark.long
def test_a4_a_job_in_another_account_than_the_place_changes_nothing(lab: LabClient, ansible: AnsibleRuns) -> None:
    fleet(lab, ansible.folder, 1, ["us-east-1"])
    inventory = inventory_of(ansible)
    for variables in inventory["_meta"]["hostvars"].values():
        variables["expected_account_id"] = "000000000009"
    answers = nothing_answered(BY_PLAYBOOK["backup_before_migration"], release="v4.20", table_names="orders")
    before = len(lab.requests())
    run = Jobs(ansible).run("backup_before_migration.yml", answers, inventory=inventory, env=as_credential())
    assert run.code != 0 and "000000000009" in run.output and lab.requests()[before:] == [] and lab.backups() == []


@pytest.mark.further_case
@needs_awx
@pytest.mark.long
def test_a4_the_playbook_creates_everything_in_awx_and_a_second_run_changes_nothing(ansible: AnsibleRuns) -> None:
    awx = Controller()
    variables = {
        "awx_project": "DynamoDB",
        "awx_credential": "AWS backup",
        "awx_execution_environment": "DynamoDB",
        "awx_execution_environment_image": "registry.example.com/dynamodb-ee:1.0.0",
        "awx_report_folder": "/srv/reports",
        "awx_job_slices": 4,
    }

    def set_up(env: t.Mapping[str, str], **more: object) -> Run:
        done = ansible.process("ansible-playbook", str(FILES / "set_up.yml"), "-e", json.dumps({**variables, **more}), env=env)
        return Run(done.returncode, done.stdout, done.stderr, {})

    with listening(awx) as env:
        refused = set_up(env, awx_project="")
        assert refused.code != 0 and "Nothing was created." in refused.output and awx.changes == []
        first = set_up(env)
        assert first.code == 0 and "WARNING" not in first.output, first.output
        changes = len(awx.changes)
        second = set_up(env)
        assert second.code == 0 and "changed=0" in second.stdout and len(awx.changes) == changes, (second.output, awx.changes[changes:])

    (inventory,), (source,), (image,) = (list(awx.named(kind).values()) for kind in ("inventories", "inventory_sources", "execution_environments"))
    assert source["inventory"] == inventory["id"] and source["source"] == "scm" and (FILES / "project" / source["source_path"]).is_file()
    assert source["update_on_launch"] and source["credential"] == 1 and image["image"] == variables["awx_execution_environment_image"]
    templates = awx.named("job_templates")
    assert list(templates) == [template["name"] for template in TEMPLATES]
    for template in TEMPLATES:
        made = templates[template["name"]]
        assert made["playbook"] == template["playbook"] and made["survey_enabled"] and awx.surveys[made["id"]]["spec"] == template["questions"]
        assert made["inventory"] == inventory["id"] and made["execution_environment"] == image["id"]
        assert awx.associated[f"/api/v2/job_templates/{made['id']}/credentials/"] == [1]
        assert made["job_slice_count"] == (4 if template.get("sliced") else 1)
        assert made.get("extra_vars") == ('{"report_file": "/srv/reports/report-{{ awx_job_id }}.json"}' if template.get("sliced") else None)
    assert {templates[name]["job_type"] for name in ("DynamoDB rollback of a table", "DynamoDB sweep of test backups")} == {"check"}
