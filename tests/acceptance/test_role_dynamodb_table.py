# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role dynamodb_table: all that it makes is read back through boto3, and a second run changes nothing."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.filter.role_outputs import role_outputs
from ansible_collections.dynaops.dynamodb.plugins.filter.role_plan import role_plan
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.table_variables import ENVIRONMENTS, MAIN
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_role import AWAY, HOME, TAGS, Account, Roles, changed, include
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_role_dynamodb_jobs_table import include as include_jobs
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

pytestmark = pytest.mark.long

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/docsite/rst/guide_table_role.rst").read_text()
ARN = f"arn:aws:dynamodb:{HOME}:123456789012:table/orders"
TOPIC = f"arn:aws:sns:{HOME}:123456789012:operations"
KEYS: dict[str, t.Any] = {
    "sort_key": "SK",
    "attributes": [{"name": name, "type": kind} for name, kind in (("PK", "S"), ("SK", "S"), ("active", "S"), ("from", "N"), ("product", "B"))],
    "global_secondary_indexes": [
        {"name": "ByActive", "hash_key": "active", "range_key": "from", "projection_type": "ALL", "non_key_attributes": []},
        {"name": "ByProduct", "hash_key": "product", "range_key": None, "projection_type": "KEYS_ONLY"},
        {"name": "ByDate", "hash_key": "from", "range_key": "SK", "projection_type": "INCLUDE", "non_key_attributes": ["title", "price"]},
    ],
}
STATUS = {"attributes": [{"name": "status", "type": "S"}]}
PROD: dict[str, t.Any] = {**KEYS, "environment": "prod", "ttl_enabled": True, "alarm_actions": [TOPIC]}


@pytest.fixture(name="roles")
def runs_of_the_role(ansible: AnsibleRuns) -> Roles:
    """Runs the role against the lab."""
    return Roles(ansible)


@pytest.fixture(name="account")
def account_of_the_lab(lab: LabClient) -> Account:
    """What is there."""
    return Account(lab)


def check_table(account: Account) -> None:
    """The table of PROD, with its settings."""
    table = account.table()
    assert table["KeySchema"] == [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]
    types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    assert types == {"PK": "S", "SK": "S", "active": "S", "from": "N", "product": "B"}
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST" and table["DeletionProtectionEnabled"] is True
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["SSEDescription"]["Status"] == "ENABLED" and table["SSEDescription"]["SSEType"] == "KMS"
    assert account.time_to_live() == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expiryTime"}
    assert account.recovery()["PointInTimeRecoveryStatus"] == "ENABLED" and account.recovery()["RecoveryPeriodInDays"] == 35
    assert [replica["RegionName"] for replica in table["Replicas"]] == [AWAY] and account.tables(AWAY) == ["orders"]
    assert account.recovery(region=AWAY)["PointInTimeRecoveryStatus"] == "ENABLED"
    assert account.table_tags() == {**TAGS, "Name": "orders", "Type": "DynamoDB"}


def check_indexes(account: Account) -> None:
    """The indexes of PROD, each with its keys and its projection."""
    found = {each["IndexName"]: each for each in account.table()["GlobalSecondaryIndexes"]}
    keys = {name: [(key["AttributeName"], key["KeyType"]) for key in each["KeySchema"]] for name, each in found.items()}
    assert keys == {"ByActive": [("active", "HASH"), ("from", "RANGE")], "ByProduct": [("product", "HASH")], "ByDate": [("from", "HASH"), ("SK", "RANGE")]}
    assert found["ByActive"]["Projection"] == {"ProjectionType": "ALL"} and found["ByProduct"]["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    assert found["ByDate"]["Projection"]["ProjectionType"] == "INCLUDE"
    assert sorted(found["ByDate"]["Projection"]["NonKeyAttributes"]) == ["price", "title"]


def check_backup(account: Account) -> None:
    """Vaults, plan, selection and role of PROD."""
    assert account.vaults() == {"orders-backup-vault": {**TAGS, "Name": "orders-backup-vault", "Component": "backup"}}
    assert account.vaults(AWAY) == {"orders-backup-vault-dr": {**TAGS, "Name": "orders-backup-vault-dr", "Component": "backup", "Region": AWAY}}
    plan = account.plan()
    assert plan["Tags"] == {**TAGS, "Name": "orders-backup-plan", "Component": "backup"}
    assert plan["BackupPlan"]["BackupPlanName"] == "orders-backup-plan"
    (rule,) = plan["BackupPlan"]["Rules"]
    assert (rule["RuleName"], rule["TargetBackupVaultName"]) == ("orders-backup-rule", "orders-backup-vault")
    assert rule["ScheduleExpression"] == "cron(0 */1 * * ? *)" and rule["Lifecycle"] == {"DeleteAfterDays": 90}
    vault = f"arn:aws:backup:{AWAY}:123456789012:backup-vault:orders-backup-vault-dr"
    assert rule["CopyActions"] == [{"DestinationBackupVaultArn": vault, "Lifecycle": {"DeleteAfterDays": 90}}]
    (selection,) = plan["Selections"]
    assert selection["SelectionName"] == "orders-backup-selection" and selection["Resources"] == [ARN]
    assert selection["IamRoleArn"] == "arn:aws:iam::123456789012:role/orders-backup-role"


def check_role(account: Account) -> None:
    """The role that AWS Backup assumes: two policies and no instance profile."""
    iam = account.client("iam")
    role = iam.get_role(RoleName="orders-backup-role")["Role"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust == {"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}
    assert {tag["Key"]: tag["Value"] for tag in role["Tags"]} == {**TAGS, "Name": "orders-backup-role", "Component": "iam"}
    attached = iam.list_attached_role_policies(RoleName="orders-backup-role")["AttachedPolicies"]
    assert sorted(policy["PolicyArn"] for policy in attached) == [
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
    ]
    assert iam.list_instance_profiles()["InstanceProfiles"] == []


def check_alarms(account: Account) -> None:
    """The three alarms, with every member."""
    found = account.alarms()
    own = {
        "orders-user-errors": ("UserErrors", 10.0, 2, "Alert when user errors exceed threshold for orders"),
        "orders-system-errors": ("SystemErrors", 0.0, 1, "Alert on any system errors for orders"),
        "orders-throttled-requests": ("ThrottledRequests", 5.0, 2, "Alert when throttled requests exceed threshold for orders"),
    }
    assert {name: (each["MetricName"], each["Threshold"], each["EvaluationPeriods"], each["AlarmDescription"]) for name, each in found.items()} == own
    for alarm in found.values():
        assert (alarm["Namespace"], alarm["Statistic"], alarm["Period"]) == ("AWS/DynamoDB", "Sum", 300)
        assert (alarm["ComparisonOperator"], alarm["TreatMissingData"]) == ("GreaterThanThreshold", "notBreaching")
        assert alarm["Dimensions"] == [{"Name": "TableName", "Value": "orders"}] and alarm["AlarmActions"] == [TOPIC]
        assert account.alarm_tags(alarm["AlarmArn"]) == {**TAGS, "Name": f"{alarm['AlarmName']}-alarm", "Component": "monitoring"}


def check_outputs(account: Account, outputs: dict[str, t.Any]) -> None:
    """dynamodb_table_outputs of PROD: nothing more and nothing less."""
    table, plan = account.table(), account.plan()
    stream = table["LatestStreamArn"]
    assert outputs == {
        "table_name": "orders",
        "table_id": "orders",
        "table_unique_id": table["TableId"],
        "table_arn": ARN,
        "table_stream_arn": stream,
        "table_stream_label": table["LatestStreamLabel"],
        "global_secondary_indexes": [
            {"name": "ByActive", "hash_key": "active", "range_key": "from"},
            {"name": "ByProduct", "hash_key": "product", "range_key": None},
            {"name": "ByDate", "hash_key": "from", "range_key": "SK"},
        ],
        "gsi_arns": {name: f"{ARN}/index/{name}" for name in ("ByActive", "ByProduct", "ByDate")},
        "backup_plan_id": plan["BackupPlanId"],
        "backup_vault_name": "orders-backup-vault",
        "backup_vault_arn": f"arn:aws:backup:{HOME}:123456789012:backup-vault:orders-backup-vault",
        "replica_table_arn": ARN.replace(HOME, AWAY),
        "replica_region": AWAY,
        "replica_backup_vault_arn": f"arn:aws:backup:{AWAY}:123456789012:backup-vault:orders-backup-vault-dr",
        **{
            f"{name.replace('-', '_')}_alarm_arn": account.alarms()[f"orders-{name}"]["AlarmArn"]
            for name in ("user-errors", "system-errors", "throttled-requests")
        },
        "table_info": {
            "name": "orders",
            "arn": ARN,
            "partition_key": "PK",
            "sort_key": "SK",
            "billing_mode": "PAY_PER_REQUEST",
            "stream_enabled": True,
            "stream_arn": stream,
            "pitr_enabled": True,
            "backup_enabled": True,
            "replication_enabled": True,
        },
    }


def test_l8_prod_has_all_of_it_and_a_second_run_changes_nothing(roles: Roles, account: Account) -> None:
    keep = {"ansible.builtin.set_fact": {"first": "{{ dynamodb_table_outputs }}"}}
    again = {"name": "AGAIN", **include(**PROD)}
    runs = roles.play([include(**PROD), keep, again], keep="[first, dynamodb_table_outputs]")
    assert changed(runs) == 8 and "changed: [localhost]" not in runs.stdout.partition("AGAIN")[2], runs.output
    for check in (check_table, check_indexes, check_backup, check_role, check_alarms):
        check(account)
    first, second = runs.result
    check_outputs(account, first)
    assert first == second


@pytest.mark.further_case
def test_l9_sit_in_check_mode_then_made_then_in_check_mode_again(roles: Roles, account: Account) -> None:
    sit = {"environment": "sit", "stream_view_type": "KEYS_ONLY", "tags": {**TAGS, "CostCenter": 4711}}
    before = roles.run("--check", **sit)
    # L9: what check mode tells is what the run does.
    assert changed(before) == 7 and account.tables() == [] and account.vaults() == {} and account.roles() == [] and account.alarms() == {}
    assert before.result["table_arn"] is None and before.result["gsi_arns"] == {} and before.result["backup_plan_id"] is None
    made = roles.run(**sit)
    (rule,) = account.plan()["BackupPlan"]["Rules"]
    assert changed(made) == 7 and rule["ScheduleExpression"] == "cron(0 2 * * ? *)" and rule["Lifecycle"] == {"DeleteAfterDays": 14}
    assert "CopyActions" not in rule and account.vaults(AWAY) == {} and account.tables(AWAY) == []
    assert account.table()["StreamSpecification"]["StreamViewType"] == "KEYS_ONLY" and account.table_tags()["CostCenter"] == "4711"
    assert not account.table()["DeletionProtectionEnabled"] and account.time_to_live() == {"TimeToLiveStatus": "DISABLED"}
    assert {made.result[name] for name in ("replica_region", "replica_table_arn", "replica_backup_vault_arn")} == {None}
    after = roles.run("--check", **sit)
    assert changed(after) == 0 and after.result == made.result


def foreign_backup(account: Account, table: str) -> None:
    """A plan and a role that somebody else has made under the names that the role would give them, and an alarm."""
    backup, trust = account.client("backup"), {"Statement": [{"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    account.client("iam").create_role(RoleName=f"{table}-backup-role", AssumeRolePolicyDocument=json.dumps(trust))
    backup.create_backup_vault(BackupVaultName=f"{table}-backup-vault")
    rule = {"RuleName": "daily", "TargetBackupVaultName": f"{table}-backup-vault", "ScheduleExpression": "cron(0 5 * * ? *)"}
    backup.create_backup_plan(BackupPlan={"BackupPlanName": f"{table}-backup-plan", "Rules": [rule]})
    account.client("cloudwatch").put_metric_alarm(
        AlarmName=f"{table}-user-errors", Namespace="AWS/DynamoDB", MetricName="UserErrors", Statistic="Sum", Period=60, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip


@pytest.mark.further_case
def test_l1_l2_l3_both_roles_twice_in_a_loop_then_off_and_removed(roles: Roles, account: Account, lab: LabClient) -> None:
    foreign_backup(account, "carts")
    each = {"loop": [{"name": "alpha", "backup": True}, {"name": "beta", "backup": ""}]}
    tables = {**include(name="{{ item.name }}", enable_backup="{{ item.backup }}"), **each}
    jobs = {**include_jobs(resource_suffix="{{ item.name }}", daily_backup=False, status_item=False), **each}
    kept = {"ansible.builtin.set_fact": {"first": "{{ dynamodb_table_outputs_by_name }}"}}
    # L3: a variable of one role in the inventory has no effect on the other.
    inventory = {"dynamodb_table_point_in_time_recovery_days": 5}
    keep = "[first, dynamodb_table_outputs_by_name, dynamodb_jobs_table_outputs_by_name]"
    made = roles.play([tables, jobs, kept, {"name": "AGAIN", "ansible.builtin.debug": {}}, tables, jobs], keep=keep, vars=inventory)
    assert changed(made) == 12 and "changed: [localhost]" not in made.stdout.partition("AGAIN")[2], made.output
    first, second, of_jobs = made.result
    assert first == second and list(first) == ["alpha", "beta"] and list(of_jobs) == ["CloudToolsJobs-alpha", "CloudToolsJobs-beta"]
    assert account.recovery("alpha")["RecoveryPeriodInDays"] == 5 and account.recovery("CloudToolsJobs-alpha")["RecoveryPeriodInDays"] == 35
    ours = {name: alarm["Dimensions"] for name, alarm in account.alarms().items() if not name.startswith("carts")}
    assert len(ours) == 6 and {name: dimensions[0]["Value"] for name, dimensions in ours.items()} == {name: name.partition("-")[0] for name in ours}
    # L2: what was not named, or is another's, is kept.
    off = [include(name="alpha", enable_backup=False), include(name="carts", state="absent")]
    done = roles.play(off, keep="dynamodb_table_outputs_by_name")
    assert changed(done) == 3 and done.result["alpha"]["backup_plan_id"] is None and done.result["alpha"]["table_info"]["backup_enabled"] is False, done.output
    plans = [each["BackupPlanName"] for each in account.client("backup").list_backup_plans()["BackupPlansList"]]
    assert plans == ["carts-backup-plan"] and account.roles() == ["carts-backup-role"] and "carts-user-errors" in account.alarms()
    assert sorted(account.vaults()) == ["alpha-backup-vault", "carts-backup-vault"]
    for kept_one in ("plan carts-backup-plan", "IAM role carts-backup-role", "vault carts-backup-vault in the table's region"):
        assert f"The {kept_one} is kept" in done.output
    assert sorted(account.tables()) == ["CloudToolsJobs-alpha", "CloudToolsJobs-beta", "alpha", "beta"]


@pytest.mark.further_case
def test_l5_dev_elsewhere_with_more_than_it_has_by_itself_and_removed(roles: Roles, lab: LabClient) -> None:
    region, other = "eu-central-1", "ap-south-1"
    account = Account(lab, region)
    dev = {
        "environment": "dev",
        "region": region,
        "enable_deletion_protection": True,
        "enable_replication": "yes",
        "replica_region": other,
        "point_in_time_recovery": False,
        "alarm_operations": ["PutItem"],
    }
    made = roles.run(**dev)
    (rule,) = account.plan()["BackupPlan"]["Rules"]
    assert changed(made) == 8 and rule["ScheduleExpression"] == "cron(0 2 * * ? *)" and rule["Lifecycle"] == {"DeleteAfterDays": 7}
    assert account.recovery()["PointInTimeRecoveryStatus"] == account.recovery(region=other)["PointInTimeRecoveryStatus"] == "DISABLED"
    alarms = account.alarms()
    assert len(alarms) == 5 and {"Name": "Operation", "Value": "PutItem"} in alarms["orders-throttled-requests-PutItem"]["Dimensions"]
    assert {entry["region"] for entry in lab.requests()} == {region, other} and Account(lab).vaults() == {}
    account.client("backup").start_backup_job(
        BackupVaultName="orders-backup-vault", ResourceArn=made.result["table_arn"], IamRoleArn=account.plan()["Selections"][0]["IamRoleArn"]
    )
    # Nothing tells where the replica is but AWS.
    absent = {"state": "absent", "region": region, "partition_key": ..., "tags": ..., "alarm_operations": ["PutItem"], "final_backup_name": "{table}-final"}
    refused = {"block": [include(**absent)], "rescue": [{"ansible.builtin.set_fact": {"said": "{{ ansible_failed_result.msg }}"}}]}
    stopped = roles.play([refused], keep="said")
    assert "dynamodb_table_disable_deletion_protection" in stopped.result and "was not deleted" in stopped.result, stopped.output
    assert account.table()["DeletionProtectionEnabled"] and account.plan() and len(account.alarms()) == 5
    allowed = include(**absent, disable_deletion_protection=True, final_settings_manifest=str(roles.folder / "orders.json"))
    removed = roles.play([allowed, {"name": "AGAIN", "ansible.builtin.debug": {}}, allowed])
    assert changed(removed) == 6 and removed.result == {} and "changed: [localhost]" not in removed.stdout.partition("AGAIN")[2], removed.output
    assert (account.tables(), account.tables(other), account.plan(), account.roles(), account.alarms()) == ([], [], {}, [], {})
    # The one with a backup in it stays.
    assert list(account.vaults()) == ["orders-backup-vault"] and account.vaults(other) == {}
    assert "The vault orders-backup-vault in the table's region is kept: it has 1 recovery points." in removed.output
    (last,) = (made for made in lab.backups() if made["BackupType"] == "USER")
    assert last["BackupName"] == "orders-final" and json.loads((roles.folder / "orders.json").read_text())["backup_arn"] == last["BackupArn"]


@pytest.mark.further_case
def test_l9_the_entry_point_table_takes_what_aws_takes(roles: Roles, account: Account, lab: LabClient) -> None:
    free = {
        "name": "Orders.v1",
        "tags": {"Team": "a", "Size": 3},
        "billing_mode": "PROVISIONED",
        "read_capacity": 5,
        "write_capacity": "4",
        **STATUS,
        "global_secondary_indexes": [{"name": "ByStatus", "hash_key": "status", "read_capacity": 2}],
        "contributor_insights": True,
        "stream_enabled": False,
        "further_settings": {"table_class": "STANDARD_INFREQUENT_ACCESS"},
    }
    grown = {
        **free,
        "tags": {"Team": "b"},
        "attributes": [*STATUS["attributes"], {"name": "at", "type": "N"}],
        "global_secondary_indexes": [*free["global_secondary_indexes"], {"name": "ByDate", "hash_key": "at"}],
    }
    defaults: dict[str, t.Any] = {f"group/{name}": {"region": AWAY} for name in ("amazon.aws.aws", "dynaops.dynamodb.dynamodb")}
    first = roles.play([include("table", **free)], module_defaults=defaults)
    table = account.table("Orders.v1", AWAY)
    assert changed(first) == 1 and first.result["table_arn"] == table["TableArn"] and first.result["table_stream_arn"] is None
    capacity = [each["ProvisionedThroughput"] for each in (table, *table["GlobalSecondaryIndexes"])]
    assert [(each["ReadCapacityUnits"], each["WriteCapacityUnits"]) for each in capacity] == [(5, 4), (2, 4)]
    assert table["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS" and "StreamSpecification" not in table
    assert lab.dynamodb(AWAY).describe_contributor_insights(TableName="Orders.v1")["ContributorInsightsStatus"] == "ENABLED"
    others = {"aws:cloudformation:stack-name": "shop", "dynaops.dynamodb:restored-from": "some"}
    lab.system_tags("Orders.v1", others, AWAY)
    # L9, for a table that is there.
    assert changed(roles.play([include("table", **grown)], "--check", module_defaults=defaults)) == 1
    second = roles.play([include("table", **grown)], module_defaults=defaults, keep="dynamodb_table_outputs_by_name")
    found = account.table("Orders.v1", AWAY)["GlobalSecondaryIndexes"]
    assert changed(second) == 1 and sorted(each["IndexName"] for each in found) == ["ByDate", "ByStatus"]
    assert Account(lab, AWAY).table_tags("Orders.v1") == {"Team": "b", **others}
    assert list(second.result) == ["Orders.v1"] and {entry["region"] for entry in lab.requests()} == {AWAY}
    assert account.vaults(AWAY) == {} and account.alarms() == {}
    gone = roles.play([include("table", name="Orders.v1", state="absent", region=AWAY, partition_key=..., tags=...)])
    assert changed(gone) == 1 and account.tables(AWAY) == [] and gone.result == {}


def test_the_guide_tells_of_every_environment_and_every_output() -> None:
    assert all(f"``dynamodb_table_{name}``" in GUIDE for each in ENVIRONMENTS.values() for name in each)
    assert {name for name in MAIN if f"``dynamodb_table_{name}``" not in GUIDE} == set()
    plan = role_plan({"name": "orders", "partition_key": "PK", "tags": TAGS}, "dynamodb_table")
    names = role_outputs(plan, {}, vault={}, alarms=[{}, {}, {}])
    assert len(names) > 15 and {name for name in names if f"``{name}``" not in GUIDE} == set()
