# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role dynamodb_jobs_table: all that it makes is read back through boto3, and a second run on the same day changes nothing."""

from __future__ import annotations

import json
import pathlib
import re
import textwrap
import time as machine
import typing as t

import pytest
import yaml
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_role import AWAY, HOME, Account, Roles, changed
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

pytestmark = pytest.mark.long

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/docsite/rst/guide_jobs_table_role.rst").read_text()
ROLE = "dynaops.dynamodb.dynamodb_jobs_table"
NAME = "CloudToolsJobs-abc123"
ARN = f"arn:aws:dynamodb:{HOME}:123456789012:table/{NAME}"
DAY = 86400
GROUP = "group/dynaops.dynamodb.dynamodb"
# A backup is named by the day; without this, a run over midnight would make two.
TODAY = "2026-11-21"
LEAST: dict[str, t.Any] = {"project_name": "cloud-tools", "environment": "production", "resource_suffix": "abc123", "backup_date": TODAY}
KEYS = {"StatusIndex": [("status", "HASH"), ("createdAt", "RANGE")], "UserIndex": [("userId", "HASH"), ("createdAt", "RANGE")]}
OUTPUTS = {
    "table_name": NAME,
    "table_id": NAME,
    "table_arn": ARN,
    "table_stream_arn": None,
    "backup_arn": None,
    "global_secondary_indexes": [
        {"name": "StatusIndex", "hash_key": "status", "range_key": "createdAt"},
        {"name": "UserIndex", "hash_key": "userId", "range_key": "createdAt"},
    ],
}


def include(**variables: t.Any) -> dict[str, t.Any]:
    """The role as a task, with ``LEAST`` and these variables; one that is ``...`` is left out."""
    given = {f"dynamodb_jobs_table_{name}": value for name, value in {**LEAST, **variables}.items() if value is not ...}
    return {"name": "The role", "ansible.builtin.include_role": {"name": ROLE}, "vars": given}


@pytest.fixture(name="run")
def runs_of_the_role(ansible: AnsibleRuns) -> t.Callable[..., Run]:
    """Runs the role once, with ``LEAST`` and these variables; the result is dynamodb_jobs_table_outputs."""
    return lambda *words, **variables: Roles(ansible).play([include(**variables)], *words, keep="dynamodb_jobs_table_outputs | default({})")


@pytest.fixture(name="account")
def account_of_the_lab(lab: LabClient) -> Account:
    """What is there."""
    return Account(lab)


def item(lab: LabClient, key: str = "system-status", table: str = NAME, region: str = HOME) -> dict[str, dict[str, t.Any]]:
    """An item of the table."""
    return t.cast("dict[str, dict[str, t.Any]]", lab.dynamodb(region).get_item(TableName=table, Key={"jobId": {"S": key}}).get("Item", {}))


def days_left(found: dict[str, dict[str, t.Any]]) -> float:
    """In how many days an item expires."""
    return (int(found["ttl"]["N"]) - machine.time()) / DAY


def backup_names(lab: LabClient) -> list[str]:
    """The names of the backups that there are, in order."""
    return sorted(made["BackupName"] for made in lab.backups())


def insights(lab: LabClient) -> list[str]:
    """Whether contributor insights are on, for the table and for its indexes."""
    client = lab.dynamodb()
    indexes: list[dict[str, str]] = [{}, *({"IndexName": name} for name in KEYS)]
    return [client.describe_contributor_insights(TableName=NAME, **index)["ContributorInsightsStatus"] for index in indexes]


def allowed_by_the_guide() -> list[str]:
    """The actions of the policy that the guide has for the whole role."""
    (block,) = re.findall(r"Policy for the whole role:\n\n\.\. code-block:: json\n\n((?:    .*\n|\n)+)", GUIDE)
    given = [statement["Action"] for statement in json.loads(block)["Statement"]]
    return [action for each in given for action in ([each] if isinstance(each, str) else each)]


def make_table(lab: LabClient, **item_attributes: dict[str, str]) -> None:
    """A table as the role makes it, less its settings, with a system status item."""
    definitions = [{"AttributeName": name, "AttributeType": "S"} for name in ("jobId", "status", "userId", "createdAt")]
    indexes = [
        {"IndexName": name, "KeySchema": [{"AttributeName": key, "KeyType": kind} for key, kind in keys], "Projection": {"ProjectionType": "ALL"}}
        for name, keys in KEYS.items()
    ]
    client = lab.dynamodb()
    client.create_table(
        TableName=NAME,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "jobId", "KeyType": "HASH"}],
        AttributeDefinitions=definitions,
        GlobalSecondaryIndexes=indexes,
    )
    lab.settle()
    client.put_item(TableName=NAME, Item={"jobId": {"S": "system-status"}, "status": {"S": "degraded"}, "createdAt": {"S": "2026"}, **item_attributes})


def check_table(account: Account) -> None:
    """Keys, indexes and settings in production, with the least variables."""
    table = account.table(NAME)
    assert table["KeySchema"] == [{"AttributeName": "jobId", "KeyType": "HASH"}]
    types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    assert types == dict.fromkeys(("jobId", "status", "userId", "createdAt"), "S")
    found = {each["IndexName"]: each for each in table["GlobalSecondaryIndexes"]}
    assert {name: [(key["AttributeName"], key["KeyType"]) for key in each["KeySchema"]] for name, each in found.items()} == KEYS
    assert all(each["Projection"] == {"ProjectionType": "ALL"} for each in found.values())
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST" and table["SSEDescription"]["SSEType"] == "KMS"
    assert not table.get("StreamSpecification") and table["DeletionProtectionEnabled"] is False
    assert account.time_to_live(NAME) == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"}
    assert account.recovery(NAME)["PointInTimeRecoveryStatus"] == "ENABLED"
    assert account.table_tags(NAME) == {"Project": "cloud-tools", "Environment": "production"}


def test_production_is_made_whole_and_once(lab: LabClient, run: t.Callable[..., Run], account: Account) -> None:
    lab.settings(allowed=allowed_by_the_guide())
    first = run()
    made, (backup,) = item(lab), lab.backups()
    # The table, the item and the backup.
    assert changed(first) == 3 and first.result == {**OUTPUTS, "backup_arn": backup["BackupArn"]}
    check_table(account)
    assert insights(lab) == ["ENABLED", "DISABLED", "DISABLED"]
    assert {name: value["S"] for name, value in made.items() if name in ("jobId", "status", "userId", "jobType")} == {
        "jobId": "system-status",
        "status": "operational",
        "userId": "system",
        "jobType": "system-status",
    }
    assert 364.5 < days_left(made) < 365.5 and set(made) == {"jobId", "status", "userId", "jobType", "createdAt", "updatedAt", "ttl"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", made["createdAt"]["S"])
    assert backup["BackupName"] == f"{NAME}-backup-{TODAY}" and backup["TableArn"] == ARN
    before = len(lab.requests())
    second = run()
    assert changed(second) == 0 and second.result == first.result
    assert item(lab) == made and len(lab.backups()) == 1
    writing = ("Create", "Update", "Put", "Delete", "Tag", "Untag")
    assert [entry["operation"] for entry in lab.requests()[before:] if entry["operation"].startswith(writing)] == []


@pytest.mark.further_case
def test_the_next_day_it_backs_up_prunes_and_renews(lab: LabClient, ansible: AnsibleRuns, account: Account) -> None:
    now = machine.time()
    make_table(lab, ttl={"N": str(round(now + 100 * DAY))}, note={"S": "by hand"})
    ages = {f"{NAME}-backup-older": 40, f"{NAME}-backup-old": 36, f"{NAME}-backup-young": 30, "before-migration": 400}
    lab.history([{"table": NAME, "name": name, "created": now - age * DAY} for name, age in ages.items()])
    elsewhere = {GROUP: {"region": AWAY}}
    done = Roles(ansible).play([include(backup_date="2026-11-22", region=HOME)], keep="dynamodb_jobs_table_outputs", module_defaults=elsewhere)
    assert {entry["region"] for entry in lab.requests()} == {HOME}
    assert changed(done) == 4 and done.result["backup_arn"] in [made["BackupArn"] for made in lab.backups()]
    assert backup_names(lab) == [f"{NAME}-backup-2026-11-22", f"{NAME}-backup-young", "before-migration"]
    renewed = item(lab)
    assert 364.5 < days_left(renewed) < 365.5 and renewed["updatedAt"]["S"] > "2026"
    # Nothing else of it is touched.
    assert {name: renewed[name]["S"] for name in ("status", "createdAt", "note")} == {"status": "degraded", "createdAt": "2026", "note": "by hand"}
    check_table(account)


@pytest.mark.further_case
def test_development_with_other_settings_and_protected(lab: LabClient, ansible: AnsibleRuns, account: Account) -> None:
    variables: dict[str, t.Any] = {
        "environment": "development",
        "resource_suffix": 112233,
        "name": "Jobs",
        "enable_point_in_time_recovery": False,
        "contributor_insights": False,
        "stream_enabled": True,
        "enable_deletion_protection": True,
        "tags": {"Project": "other", "ManagedBy": "Ansible"},
        "status_item_id": "health",
        "status_item_attributes": {"status": "up", "version": 3},
        "status_item_days": 30,
        "status_item_renew_days": 7,
        "daily_backup": True,
        "backup_date": ...,
        "backup_keep_days": 0,
    }
    refused = {"block": [include(**variables, state="absent")], "rescue": [{"ansible.builtin.set_fact": {"said": "{{ ansible_failed_result.msg }}"}}]}
    keep = "{'outputs': outputs, 'said': said, 'last': dynamodb_jobs_table_outputs}"
    remember = {"ansible.builtin.set_fact": {"outputs": "{{ dynamodb_jobs_table_outputs }}"}}
    there = {GROUP: {"region": AWAY}}
    days = [machine.strftime("%Y-%m-%d", machine.gmtime())]
    done = Roles(ansible).play([include(**variables), remember, refused], keep=keep, module_defaults=there)
    days.append(machine.strftime("%Y-%m-%d", machine.gmtime()))
    table = account.table("Jobs-112233", AWAY)
    assert done.code == 0 and "is protected against deletion" in done.result["said"], done.output
    (backup,) = lab.backups()
    assert backup["BackupName"] in [f"Jobs-112233-backup-{day}" for day in days] and "Starting to prune" not in done.output
    assert done.result["outputs"]["table_stream_arn"] == table["LatestStreamArn"] and done.result["outputs"]["backup_arn"] == backup["BackupArn"]
    assert account.recovery("Jobs-112233", AWAY)["PointInTimeRecoveryStatus"] == "DISABLED"
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES" and table["DeletionProtectionEnabled"] is True
    assert {entry["region"] for entry in lab.requests()} == {AWAY}
    tags = lab.dynamodb(AWAY).list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"Project": "other", "Environment": "development", "ManagedBy": "Ansible"}
    made = item(lab, "health", "Jobs-112233", AWAY)
    assert (made["status"], made["version"]) == ({"S": "up"}, {"N": "3"}) and 29.5 < days_left(made) < 30.5
    absent = include(**variables, state="absent", disable_deletion_protection=True)
    gone = Roles(ansible).play([absent], keep="dynamodb_jobs_table_outputs", module_defaults=there)
    assert changed(gone) == 1 and gone.result == {} and lab.tables() == []


def capacities(account: Account) -> list[tuple[int, int]]:
    """Reads and writes of the table, of StatusIndex and of UserIndex."""
    table = account.table(NAME)
    indexes = sorted(table["GlobalSecondaryIndexes"], key=lambda each: str(each["IndexName"]))
    found = [owner["ProvisionedThroughput"] for owner in (table, *indexes)]
    return [(each["ReadCapacityUnits"], each["WriteCapacityUnits"]) for each in found]


@pytest.mark.further_case
def test_staging_with_provisioned_capacity_twice_in_one_play(lab: LabClient, ansible: AnsibleRuns, account: Account) -> None:
    given: dict[str, t.Any] = {
        "billing_mode": "PROVISIONED",
        "read_capacity": 5,
        "write_capacity": 4,
        "user_index_read_capacity": 1,
        "user_index_write_capacity": 2,
        "environment": "staging",
        "status_item": False,
    }
    done = Roles(ansible).play([include(**given), include(**given)], keep="dynamodb_jobs_table_outputs")
    # The table, by the first of the two.
    assert changed(done) == 1 and done.result == OUTPUTS and capacities(account) == [(5, 4), (5, 4), (1, 2)]
    assert "BillingModeSummary" not in account.table(NAME) or account.table(NAME)["BillingModeSummary"]["BillingMode"] == "PROVISIONED"
    assert item(lab) == {} and lab.backups() == []


@pytest.mark.further_case
def test_l6_a_plan_of_aws_backup_is_made_once_and_the_outputs_are_what_aws_shows(lab: LabClient, run: t.Callable[..., Run], account: Account) -> None:
    given: dict[str, t.Any] = {"resource_suffix": "abc", "daily_backup": "aws_backup", "backup_keep_days": 14}
    name = "CloudToolsJobs-abc"
    before: dict[str, t.Any] = {**OUTPUTS, "table_name": name, "table_id": name, "table_arn": ARN.replace(NAME, name)}
    first, plan = run(**given), account.plan()
    # AWS Backup makes the backups, and this role none.
    assert changed(first) > 2 and first.result == before and lab.backups() == [], first.output
    (rule,), (selection,) = plan["BackupPlan"]["Rules"], plan["Selections"]
    assert (rule["ScheduleExpression"], rule["Lifecycle"]["DeleteAfterDays"], rule["TargetBackupVaultName"]) == (
        "cron(0 2 * * ? *)",
        14,
        f"{name}-backup-vault",
    )
    assert selection["Resources"] == [before["table_arn"]] and account.roles() == [f"{name}-backup-role"] and list(account.vaults()) == [f"{name}-backup-vault"]
    # Somebody adds an index by hand: the role, whose variables do not name it, keeps it and shows it.
    client, attributes = lab.dynamodb(), [*account.table(name)["AttributeDefinitions"], {"AttributeName": "jobType", "AttributeType": "S"}]
    index = {"IndexName": "ByType", "KeySchema": [{"AttributeName": "jobType", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
    client.update_table(TableName=name, AttributeDefinitions=attributes, GlobalSecondaryIndexUpdates=[{"Create": index}])
    lab.settle()
    seen, seen_of_backup = len(lab.requests()), len(lab.requests(service="backup"))
    second = run(**given)
    by_hand = {"name": "ByType", "hash_key": "jobType", "range_key": None}
    shown = sorted([*before["global_secondary_indexes"], by_hand], key=lambda each: str(each["name"]))
    assert changed(second) == 0, second.output
    assert {**second.result, "global_secondary_indexes": sorted(second.result["global_secondary_indexes"], key=lambda each: str(each["name"]))} == {
        **before,
        "global_secondary_indexes": shown,
    }
    writing = ("Create", "Update", "Put", "Delete", "Tag", "Untag", "Start")
    asked = [*lab.requests()[seen:], *lab.requests(service="backup")[seen_of_backup:]]
    assert [entry["operation"] for entry in asked if entry["operation"].startswith(writing)] == [] and len(asked) > 5
    assert [{**each, "ResponseMetadata": None} for each in (account.plan(), plan)] == [{**plan, "ResponseMetadata": None}] * 2


@pytest.mark.further_case
def test_removed_with_its_backups_only_if_asked(lab: LabClient, run: t.Callable[..., Run]) -> None:
    make_table(lab)
    names = [f"{NAME}-backup-2026-11-20", f"{NAME}-backup-2026-11-19", "before-migration"]
    lab.history([{"table": NAME, "name": name, "created": machine.time() - DAY} for name in names])
    lab.settings(allowed=allowed_by_the_guide())
    gone = run(state="absent")
    assert changed(gone) == 1 and gone.result == {} and lab.tables() == [] and backup_names(lab) == sorted(names)
    assert changed(run(state="absent", delete_backups=True)) == 1 and backup_names(lab) == ["before-migration"]


def test_check_mode_makes_nothing(lab: LabClient, run: t.Callable[..., Run]) -> None:
    done = run("--check")
    assert changed(done) == 1 and done.result == {**OUTPUTS, "table_arn": None} and lab.tables() == [] and lab.backups() == []


# First Ansible refuses by type, then the role in Python. All other rules have tests of units, which cost a thousandth: tests/unit.
WRONG: list[tuple[dict[str, t.Any], tuple[str, ...]]] = [
    (
        {"project_name": ..., "environment": ..., "resource_suffix": ...},
        ("missing required arguments: dynamodb_jobs_table_environment, dynamodb_jobs_table_project_name, dynamodb_jobs_table_resource_suffix",),
    ),
    (
        {"billing_mode": "ON_DEMAND", "tags": ["Owner"]},
        ("value of dynamodb_jobs_table_billing_mode must be one of: PAY_PER_REQUEST, PROVISIONED", "dynamodb_jobs_table_tags"),
    ),
    (
        {"project_name": "", "backup_date": "today", "region": "xx-nowhere-1", "status_item_days": 0},
        (
            "dynamodb_jobs_table_project_name is required.",
            "dynamodb_jobs_table_backup_date must have the form YYYY-MM-DD: 'today'.",
            "dynamodb_jobs_table_region must have the form of an AWS region, such as eu-west-1: 'xx-nowhere-1'.",
            "dynamodb_jobs_table_status_item_days must be from 1 to 3650: 0.",
            "Nothing was changed.",
        ),
    ),
]


def test_wrong_variables_are_refused_before_the_first_request(lab: LabClient, ansible: AnsibleRuns) -> None:
    says = "{{ said + [(ansible_failed_result.argument_errors | default([ansible_failed_result.msg])) | join(' ')] }}"
    tasks = [
        {"block": [include(**wrong), {"ansible.builtin.set_fact": {"said": "{{ said + [''] }}"}}], "rescue": [{"ansible.builtin.set_fact": {"said": says}}]}
        for wrong, texts in WRONG
    ]
    done = Roles(ansible).play([{"ansible.builtin.set_fact": {"said": []}}, *tasks], keep="said")
    assert done.code == 0, done.output
    missing = [(text, heard) for (wrong, texts), heard in zip(WRONG, done.result, strict=True) for text in texts if text not in heard]
    assert missing == [] and lab.requests() == []


def test_the_guide_speaks_of_every_variable_and_output_and_of_no_other() -> None:
    specs = yaml.safe_load((ROOT / "roles/dynamodb_jobs_table/meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    assert set(re.findall(r"\bdynamodb_jobs_table_\w+", GUIDE)) - {"dynamodb_jobs_table_outputs", "dynamodb_jobs_table_outputs_by_name"} == set(specs)
    assert {name for name in OUTPUTS if f"``{name}``" not in GUIDE} == set()


@pytest.fixture(name="programs")
def programs_of_the_guide(lab: LabClient, monkeypatch: pytest.MonkeyPatch) -> dict[str, t.Any]:
    """What the Python of the guide defines, with the lab in the place of AWS."""
    for name, value in {**lab.environment(), "DYNAMODB_TABLE_NAME": NAME}.items():
        monkeypatch.setenv(name, value)
    blocks = [textwrap.dedent(block) for block in re.findall(r"\.\. code-block:: python\n\n((?:    .*\n|\n)+)", GUIDE)]
    assert len(blocks) == 2
    defined: dict[str, t.Any] = {}
    exec("\n".join(blocks), defined)  # pylint: disable=exec-used
    return defined


def test_the_programs_of_the_guide_do_what_they_say(lab: LabClient, programs: dict[str, t.Any]) -> None:
    make_table(lab)
    client, create, update = programs["dynamodb"], programs["create_job"], programs["update_job_status"]
    assert programs["handler"]({"jobId": "job-1", "jobType": "convert", "userId": "user123"}, None) == {"jobId": "job-1"}
    create("job-2", "compress", "user456")
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        create("job-1", "convert", "somebody")
    update("job-1", "processing")
    update("job-2", "completed", "s3://files/2")
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        update("job-3", "completed")
    job = programs["get_job"](client, NAME, "job-2")
    assert (job["status"], job["outputFile"], job["userId"]) == ({"S": "completed"}, {"S": "s3://files/2"}, {"S": "user456"}) and 29 < days_left(job) < 31
    assert [each["jobId"]["S"] for each in programs["jobs_by_status"](client, NAME, "processing")] == ["job-1"]
    assert [each["jobId"]["S"] for each in programs["jobs_of_user"](client, NAME, "user123", "2020-01-01T00:00:00Z")] == ["job-1"]
    assert programs["jobs_of_user"](client, NAME, "user123", "2999-01-01T00:00:00Z") == []
    found = programs["jobs_between"](client, NAME, "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z")
    assert sorted(each["jobId"]["S"] for each in found) == ["job-1", "job-2", "system-status"]
