# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself: AWS Backup, IAM and CloudWatch beside DynamoDB, as far as amazon.aws and the roles ask for them."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.amazon.aws.plugins.modules import (
    backup_plan,
    backup_plan_info,
    backup_selection,
    backup_selection_info,
    backup_vault,
    backup_vault_info,
    cloudwatch_metric_alarm,
    iam_role,
)
from ansible_collections.dynaops.dynamodb.tests.lab import models
from ansible_collections.dynaops.dynamodb.tests.lab.asking import said
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

POLICIES = [f"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor{purpose}" for purpose in ("Backup", "Restores")]
RULE = {"RuleName": "nightly", "TargetBackupVaultName": "vault"}
TABLES = ["arn:aws:dynamodb:*:*:table/*"]

Clients = t.Callable[[str], t.Any]


@pytest.fixture(name="client")
def clients(lab: LabClient, monkeypatch: pytest.MonkeyPatch) -> Clients:
    """Clients of any service that know the lab by the environment alone."""
    for name, value in lab.environment().items():
        monkeypatch.setenv(name, value)
    return models.session().client


def a_plan(backup: t.Any) -> str:
    """The id of a new plan."""
    return str(backup.create_backup_plan(BackupPlan={"BackupPlanName": "nightly", "Rules": [RULE]})["BackupPlanId"])


def trust(service: str = "backup.amazonaws.com") -> str:
    """The policy of a role that a service may assume."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def a_role(client: Clients, trusted: str = "backup.amazonaws.com") -> str:
    """The ARN of a new role with AWS's policies for AWS Backup."""
    iam = client("iam")
    arn = iam.create_role(RoleName="backups", AssumeRolePolicyDocument=trust(trusted))["Role"]["Arn"]
    for policy in POLICIES:
        iam.attach_role_policy(RoleName="backups", PolicyArn=policy)
    return str(arn)


def test_a_vault_that_is_not_there_is_denied(client: Clients) -> None:
    backup = client("backup")
    for request in (backup.describe_backup_vault, backup.delete_backup_vault):
        assert said(request, BackupVaultName="vault") == "AccessDeniedException: Insufficient privileges to perform this action."
    arn = backup.create_backup_vault(BackupVaultName="vault", BackupVaultTags={"a": "b"})["BackupVaultArn"]
    assert backup.describe_backup_vault(BackupVaultName="vault")["BackupVaultArn"] == arn
    assert [vault["BackupVaultName"] for vault in backup.list_backup_vaults()["BackupVaultList"]] == ["vault"]
    backup.tag_resource(ResourceArn=arn, Tags={"c": "d"})
    backup.untag_resource(ResourceArn=arn, TagKeyList=["a"])
    assert backup.list_tags(ResourceArn=arn)["Tags"] == {"c": "d"}
    backup.delete_backup_vault(BackupVaultName="vault")
    assert backup.list_backup_vaults()["BackupVaultList"] == []


def test_a_vault_with_recovery_points_stays(client: Clients) -> None:
    backup = client("backup")
    asked = {"BackupVaultName": "vault", "ResourceArn": TABLES[0].replace("*", "orders"), "IamRoleArn": a_role(client)}
    assert said(backup.start_backup_job, **asked).startswith("AccessDeniedException: ")
    backup.create_backup_vault(BackupVaultName="vault")
    assert backup.start_backup_job(**asked)["RecoveryPointArn"]
    assert backup.describe_backup_vault(BackupVaultName="vault")["NumberOfRecoveryPoints"] == 1
    assert said(backup.delete_backup_vault, BackupVaultName="vault").startswith("InvalidRequestException: Backup vault vault cannot be deleted")


def test_a_plan_is_updated_in_place(client: Clients) -> None:
    backup = client("backup")
    plan = a_plan(backup)
    before = backup.get_backup_plan(BackupPlanId=plan)
    answer = backup.update_backup_plan(BackupPlanId=plan, BackupPlan={"BackupPlanName": "weekly", "Rules": [{**RULE, "StartWindowMinutes": 60}]})
    after = backup.get_backup_plan(BackupPlanId=plan)
    assert after["BackupPlan"]["BackupPlanName"] == "weekly" and after["BackupPlan"]["Rules"][0]["StartWindowMinutes"] == 60
    assert answer["VersionId"] == after["VersionId"] != before["VersionId"] and after["BackupPlanArn"] == before["BackupPlanArn"] == answer["BackupPlanArn"]
    assert said(backup.update_backup_plan, BackupPlanId="nothing", BackupPlan={"BackupPlanName": "x", "Rules": [RULE]}).startswith("ResourceNotFound")


def test_a_selection_has_what_it_was_given_and_the_rest_empty(client: Clients) -> None:
    backup, role = client("backup"), a_role(client)
    plan, wanted = a_plan(backup), {"SelectionName": "tables", "IamRoleArn": role, "Resources": TABLES}
    made = backup.create_backup_selection(BackupPlanId=plan, BackupSelection=wanted)
    (listed,) = backup.list_backup_selections(BackupPlanId=plan)["BackupSelectionsList"]
    assert listed["SelectionId"] == made["SelectionId"] and listed["SelectionName"] == "tables" and listed["IamRoleArn"] == role
    got = backup.get_backup_selection(BackupPlanId=plan, SelectionId=made["SelectionId"])
    conditions: dict[str, t.Any] = {name: [] for name in ("StringEquals", "StringNotEquals", "StringLike", "StringNotLike")}
    assert got["BackupSelection"] == {**wanted, "NotResources": [], "ListOfTags": [], "Conditions": conditions} and got["BackupPlanId"] == plan
    assert said(backup.create_backup_selection, BackupPlanId=plan, BackupSelection=wanted).startswith("AlreadyExistsException: ")
    assert said(backup.delete_backup_plan, BackupPlanId=plan).startswith("InvalidRequestException: Related backup plan selections must be deleted")
    backup.delete_backup_selection(BackupPlanId=plan, SelectionId=made["SelectionId"])
    for request in (backup.get_backup_selection, backup.delete_backup_selection):
        assert said(request, BackupPlanId=plan, SelectionId=made["SelectionId"]).startswith("ResourceNotFoundException: ")
    assert backup.list_backup_selections(BackupPlanId=plan)["BackupSelectionsList"] == []


def test_a_plan_goes_and_its_name_is_free(client: Clients) -> None:
    backup = client("backup")
    plan = a_plan(backup)
    assert backup.delete_backup_plan(BackupPlanId=plan)["BackupPlanId"] == plan
    for request in (backup.get_backup_plan, backup.delete_backup_plan, backup.list_backup_selections):
        assert said(request, BackupPlanId=plan).startswith("ResourceNotFoundException: ")
    assert a_plan(backup) != plan and len(backup.list_backup_plans()["BackupPlansList"]) == 1


@pytest.mark.parametrize("trusted", [None, "ec2.amazonaws.com"])
def test_a_selection_needs_a_role_that_trusts_aws_backup(client: Clients, trusted: str | None) -> None:
    backup = client("backup")
    role = a_role(client, trusted) if trusted else "arn:aws:iam::123456789012:role/nobody"
    wanted = {"SelectionName": "tables", "IamRoleArn": role, "Resources": TABLES}
    answer = said(backup.create_backup_selection, BackupPlanId=a_plan(backup), BackupSelection=wanted)
    assert answer == f"InvalidParameterValueException: IAM Role {role} cannot be assumed by AWS Backup"


def test_a_role_takes_awss_policies(client: Clients) -> None:
    a_role(client)
    attached = client("iam").list_attached_role_policies(RoleName="backups")["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == POLICIES


def test_alarms_have_tags(client: Clients) -> None:
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="failed",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Namespace="AWS/Backup",
        Threshold=0,
        Period=300,
        MetricName="NumberOfBackupJobsFailed",
        Statistic="Sum",
        Tags=[{"Key": "a", "Value": "b"}],
    )
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=["failed"])["MetricAlarms"]
    assert alarm["MetricName"] == "NumberOfBackupJobsFailed" and alarm["Threshold"] == 0
    assert cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"] == [{"Key": "a", "Value": "b"}]


def test_all_of_it_goes_with_a_reset(lab: LabClient, client: Clients) -> None:
    backup = client("backup")
    role, plan = a_role(client), a_plan(backup)
    backup.create_backup_selection(BackupPlanId=plan, BackupSelection={"SelectionName": "tables", "IamRoleArn": role, "Resources": TABLES})
    lab.reset()
    assert backup.list_backup_plans()["BackupPlansList"] == [] and client("iam").list_roles()["Roles"] == []
    assert a_role(client) == role


def test_the_modules_of_amazon_aws_find_nothing_to_do_again(lab: LabClient, in_module: t.Any) -> None:
    rule = {"rule_name": "nightly", "target_backup_vault_name": "vault", "lifecycle": {"delete_after_days": 35}}
    role = "arn:aws:iam::123456789012:role/backups"
    tag = [{"condition_type": "STRINGEQUALS", "condition_key": "Backup", "condition_value": "nightly"}]
    alarm = {
        "name": "failed",
        "metric_name": "NumberOfBackupJobsFailed",
        "namespace": "AWS/Backup",
        "statistic": "Sum",
        "threshold": 0.0,
        "period": 300,
        "comparison": "GreaterThanThreshold",
        "evaluation_periods": 1,
        "treat_missing_data": "notBreaching",
    }
    steps: list[tuple[t.Any, dict[str, t.Any]]] = [
        (iam_role, {"name": "backups", "assume_role_policy_document": trust(), "managed_policies": POLICIES}),
        (backup_vault, {"backup_vault_name": "vault", "tags": {"a": "b"}}),
        (backup_plan, {"backup_plan_name": "nightly", "rules": [rule], "tags": {"a": "b"}}),
        (backup_selection, {"backup_plan_name": "nightly", "selection_name": "tables", "iam_role_arn": role, "list_of_tags": tag}),
        (cloudwatch_metric_alarm, alarm),
    ]
    for changed in (True, False):
        for module, arguments in steps:
            result = in_module(module, **arguments)
            assert not result["failed"] and result["changed"] is changed, (module.__name__, result)
    assert in_module(backup_plan, backup_plan_name="nightly", rules=[{**rule, "start_window_minutes": 60}], tags={"a": "b"})["changed"]
    assert in_module(backup_selection, **{**steps[3][1], "list_of_tags": [{**tag[0], "condition_value": "weekly"}]})["changed"]
    shown = in_module(backup_selection_info, backup_plan_name="nightly")["backup_selections"]
    assert [selection["list_of_tags"][0]["condition_value"] for selection in shown] == ["weekly"]
    assert in_module(backup_plan_info, backup_plan_names=["nightly"])["backup_plans"][0]["backup_plan"]["rules"][0]["start_window_minutes"] == 60
    assert [vault["backup_vault_name"] for vault in in_module(backup_vault_info)["backup_vaults"]] == ["vault"]
    for module, arguments in reversed(steps[1:4]):
        keys = {name: arguments[name] for name in arguments if name.endswith("_name")}
        assert in_module(module, state="absent", **keys)["changed"]
