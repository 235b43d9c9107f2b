# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the role dynamodb_table share: its runs, and AWS as boto3 shows it afterwards."""

from __future__ import annotations

import json
import re
import typing as t

import boto3
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient

ROLE = "dynaops.dynamodb.dynamodb_table"
HOME, AWAY = "us-east-1", "eu-west-1"
TAGS = {"Environment": "prod", "Project": "shop", "Owner": "operations", "CostCenter": "4711", "ManagedBy": "Ansible", "Component": "dynamodb"}
# What the entry point main can't do without.
LEAST: dict[str, t.Any] = {"dynamodb_table_name": "orders", "dynamodb_table_partition_key": "PK", "dynamodb_table_tags": TAGS}


def prefixed(variables: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Variables of the role, which all begin alike."""
    return {f"dynamodb_table_{name}": value for name, value in variables.items()}


def include(entry: str = "main", **variables: t.Any) -> dict[str, t.Any]:
    """The role as a task, with ``LEAST`` and these variables; one that is ``...`` is left out."""
    given = {**LEAST, **prefixed(variables)}
    return {
        "name": "The role",
        "ansible.builtin.include_role": {"name": ROLE, "tasks_from": entry},
        "vars": {name: value for name, value in given.items() if value is not ...},
    }


class Roles:
    """Runs the role in plays of one ansible process each."""

    def __init__(self, ansible: AnsibleRuns) -> None:
        self._ansible = ansible
        # A run has some fifteen tasks with a module each.
        ansible.patience = 600.0
        self.folder = ansible.folder
        self._file = ansible.folder / "outputs.json"

    def run(self, *words: str, entry: str = "main", **variables: t.Any) -> Run:
        """The role once; ``result`` is dynamodb_table_outputs."""
        return self.play([include(entry, **variables)], *words)

    def play(self, tasks: list[dict[str, t.Any]], *words: str, keep: str = "dynamodb_table_outputs", **play: t.Any) -> Run:
        """These tasks; ``result`` is a variable afterwards."""
        self._file.write_text("{}")
        shown = {"content": "{{ " + keep + " | to_json }}", "dest": str(self._file), "mode": "0600"}
        kept = {"ansible.builtin.copy": shown, "check_mode": False, "changed_when": False}
        done = self._ansible.playbook([{"hosts": "localhost", "gather_facts": False, "tasks": [*tasks, kept], **play}], *words)
        return Run(done.code, done.stdout, done.stderr, json.loads(self._file.read_text()))

    def refusals(self, sets: t.Sequence[dict[str, t.Any]], entry: str = "main") -> list[str]:
        """What the role says to each of these sets of variables, in one process; nothing where it does not refuse."""
        says = "{{ said + [(ansible_failed_result.argument_errors | default([ansible_failed_result.msg])) | join(' ')] }}"
        tasks: list[dict[str, t.Any]] = [
            {
                "block": [include(entry, **each), {"ansible.builtin.set_fact": {"said": "{{ said + [''] }}"}}],
                "rescue": [{"ansible.builtin.set_fact": {"said": says}}],
            }
            for each in sets
        ]
        done = self.play([{"ansible.builtin.set_fact": {"said": []}}, *tasks], keep="said")
        assert done.code == 0, done.output
        return t.cast("list[str]", done.result)


def changed(run: Run) -> int:
    """How many tasks say that they have changed something; none has failed."""
    counts = re.search(r"changed=(\d+) .*failed=0", run.stdout)
    assert run.code == 0 and counts, run.output
    return int(counts[1])


class Account:
    """The lab's account, service by service, as boto3 shows it; in the region ``home`` where none is named."""

    def __init__(self, lab: LabClient, home: str = HOME) -> None:
        self._lab = lab
        self._home = home

    def client(self, service: str, region: str = "") -> t.Any:
        """A client for a service."""
        region = region or self._home
        return boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=region).client(service, endpoint_url=self._lab.url)

    def table(self, name: str = "orders", region: str = "") -> dict[str, t.Any]:
        """DescribeTable."""
        return t.cast("dict[str, t.Any]", self._lab.dynamodb(region or self._home).describe_table(TableName=name)["Table"])

    def tables(self, region: str = "") -> list[str]:
        """The names of all tables."""
        return list(self._lab.dynamodb(region or self._home).list_tables()["TableNames"])

    def recovery(self, name: str = "orders", region: str = "") -> dict[str, t.Any]:
        """Point-in-time recovery."""
        told = self._lab.dynamodb(region or self._home).describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        return t.cast("dict[str, t.Any]", told["PointInTimeRecoveryDescription"])

    def time_to_live(self, name: str = "orders") -> dict[str, t.Any]:
        """Time to live."""
        return t.cast("dict[str, t.Any]", self._lab.dynamodb(self._home).describe_time_to_live(TableName=name)["TimeToLiveDescription"])

    def table_tags(self, name: str = "orders") -> dict[str, str]:
        """The table's tags."""
        told = self._lab.dynamodb(self._home).list_tags_of_resource(ResourceArn=self.table(name)["TableArn"])
        return {tag["Key"]: tag["Value"] for tag in told["Tags"]}

    def vaults(self, region: str = "") -> dict[str, dict[str, str]]:
        """The vaults, each with its tags."""
        backup = self.client("backup", region)
        found = backup.list_backup_vaults()["BackupVaultList"]
        return {each["BackupVaultName"]: backup.list_tags(ResourceArn=each["BackupVaultArn"])["Tags"] for each in found}

    def plan(self) -> dict[str, t.Any]:
        """The one plan, with its tags and its selections; nothing where there is none."""
        backup = self.client("backup")
        found = backup.list_backup_plans()["BackupPlansList"]
        assert len(found) <= 1
        if not found:
            return {}
        listed = backup.list_backup_selections(BackupPlanId=found[0]["BackupPlanId"])["BackupSelectionsList"]
        selections = [backup.get_backup_selection(BackupPlanId=found[0]["BackupPlanId"], SelectionId=each["SelectionId"]) for each in listed]
        return {
            **backup.get_backup_plan(BackupPlanId=found[0]["BackupPlanId"]),
            "Tags": backup.list_tags(ResourceArn=found[0]["BackupPlanArn"])["Tags"],
            "Selections": [each["BackupSelection"] for each in selections],
        }

    def roles(self) -> list[str]:
        """The names of all IAM roles."""
        return [role["RoleName"] for role in self.client("iam").list_roles()["Roles"]]

    def alarms(self) -> dict[str, dict[str, t.Any]]:
        """All alarms, by name."""
        return {alarm["AlarmName"]: alarm for alarm in self.client("cloudwatch").describe_alarms()["MetricAlarms"]}

    def alarm_tags(self, arn: str) -> dict[str, str]:
        """The tags of an alarm."""
        return {tag["Key"]: tag["Value"] for tag in self.client("cloudwatch").list_tags_for_resource(ResourceARN=arn)["Tags"]}
