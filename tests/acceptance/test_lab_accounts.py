# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several accounts and partitions in one lab, by access key, by role and by region."""

from __future__ import annotations

import datetime
import typing as t

import boto3
import pytest
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime
from ansible_collections.dynaops.dynamodb.tests.lab.asking import back_up, described, restore, said
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from botocore.config import Config

OTHER, OTHER_KEY = "210987654321", "AKIALABOTHERKEY00000"
ROLE = f"arn:aws:iam::{OTHER}:role/path/backup"
ONCE = Config(retries={"total_max_attempts": 1})


def client(lab: LabClient, service: str = "dynamodb", key: str = ACCESS_KEY, secret: str = SECRET_KEY, token: str | None = None) -> t.Any:
    """A plain boto3 client with these keys, that sends each request once."""
    return boto3.session.Session(key, secret, token, region_name="us-east-1").client(service, endpoint_url=lab.url, config=ONCE)


def session(lab: LabClient, role: str = ROLE, **caller: str) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """The keys of a new session of a role, as the words of ``client``, and all that AssumeRole answers."""
    answer = client(lab, "sts", **caller).assume_role(RoleArn=role, RoleSessionName="nightly")
    keys = answer["Credentials"]
    return {"key": keys["AccessKeyId"], "secret": keys["SecretAccessKey"], "token": keys["SessionToken"]}, answer


@pytest.fixture
def two(orders: LabClient) -> tuple[t.Any, t.Any]:
    """A client of each of two accounts; both have a table orders."""
    orders.key(OTHER_KEY, OTHER)
    orders.make_table("orders", items=1, key=OTHER_KEY)
    return client(orders), client(orders, key=OTHER_KEY)


# Documented: names of tables are unique within an account and region (developer guide, naming rules).
def test_each_account_has_its_own_tables(orders: LabClient, two: tuple[t.Any, t.Any]) -> None:
    ours, theirs = two
    assert [described(each, "orders")["TableArn"].split(":")[4] for each in two] == ["123456789012", OTHER]
    assert described(ours, "orders")["TableId"] != described(theirs, "orders")["TableId"]
    assert [each.scan(TableName="orders")["Count"] for each in two] == [3, 1]
    ours.tag_resource(ResourceArn=described(ours, "orders")["TableArn"], Tags=[{"Key": "a", "Value": "b"}])
    assert theirs.list_tags_of_resource(ResourceArn=described(theirs, "orders")["TableArn"])["Tags"] == []
    refused = said(theirs.describe_table, TableName=described(ours, "orders")["TableArn"])
    assert refused.startswith("AccessDeniedException: ")
    theirs.delete_table(TableName="orders")
    orders.settle()
    assert [table["account"] for table in orders.tables()] == ["123456789012"] and described(ours, "orders")["ItemCount"] == 3


# Measured, Q: another account's backup is AccessDenied.
def test_each_account_has_its_own_backups(orders: LabClient, two: tuple[t.Any, t.Any]) -> None:
    arns = [back_up(each) for each in two]
    orders.settle()
    assert [arn.split(":")[4] for arn in arns] == ["123456789012", OTHER]
    for each, own, other in ((two[0], *arns), (two[1], *reversed(arns))):
        assert [made["BackupArn"] for made in each.list_backups()["BackupSummaries"]] == [own]
        for request in (each.describe_backup, each.delete_backup):
            assert said(request, BackupArn=other).startswith("AccessDeniedException: ")
        assert said(restore, each, other).startswith("AccessDeniedException: ")
        assert restore(each, own)["TableArn"].split(":")[4] == own.split(":")[4]
    orders.settle()
    assert [each.scan(TableName="copy")["Count"] for each in two] == [3, 1]
    two[1].delete_backup(BackupArn=arns[1])
    assert [made["BackupArn"] for made in orders.backups()] == [arns[0]]


# Documented: API reference of GetCallerIdentity and AssumeRole.
def test_a_role_leads_into_its_account(orders: LabClient, two: tuple[t.Any, t.Any]) -> None:
    orders.role(ROLE)
    assert client(orders, "sts").get_caller_identity()["Account"] == "123456789012"
    assert client(orders, "sts", key=OTHER_KEY).get_caller_identity()["Arn"] == f"arn:aws:iam::{OTHER}:user/lab"
    keys, answer = session(orders)
    who = client(orders, "sts", **keys).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{OTHER}:assumed-role/backup/nightly" == answer["AssumedRoleUser"]["Arn"] and who["Account"] == OTHER
    assert client(orders, **keys).scan(TableName="orders")["Count"] == 1
    assert orders.requests("Scan")[-1]["account"] == OTHER
    orders.settings(allowed=[])
    assert who["Arn"] in said(client(orders, **keys).scan, TableName="orders")


# Measured in AWS by many: it does not tell a role that is not there from one that may not be assumed.
def test_a_role_that_was_not_made_known_is_refused(orders: LabClient) -> None:
    sts = client(orders, "sts")
    refused = said(sts.assume_role, RoleArn=ROLE, RoleSessionName="nightly")
    assert refused == f"AccessDenied: User: arn:aws:iam::123456789012:user/lab is not authorized to perform: sts:AssumeRole on resource: {ROLE}"


# Documented: DurationSeconds from 900 seconds to 12 hours, and an hour at most for a chain of roles.
def test_a_session_lasts_as_long_as_asked_and_a_chain_an_hour(orders: LabClient) -> None:
    orders.role(ROLE)
    sts = client(orders, "sts")
    assert said(sts.assume_role, RoleArn=ROLE, RoleSessionName="nightly", DurationSeconds=43201).startswith("ValidationError: ")
    ends = sts.assume_role(RoleArn=ROLE, RoleSessionName="nightly", DurationSeconds=43200)["Credentials"]["Expiration"]
    assert abs((ends - datetime.datetime.now(datetime.UTC)).total_seconds() - 43200) < 60
    keys, unused = session(orders)
    chained = client(orders, "sts", **keys)
    refused = said(chained.assume_role, RoleArn=ROLE, RoleSessionName="nightly", DurationSeconds=3601)
    assert refused == "ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    assert chained.assume_role(RoleArn=ROLE, RoleSessionName="nightly", DurationSeconds=3600)


# Documented: common errors of DynamoDB and STS.
def test_a_session_of_60_seconds_ends(orders: LabClient, time: LabTime, two: tuple[t.Any, t.Any]) -> None:
    orders.settings(clock_stands=True)
    orders.role(ROLE, seconds=60)
    keys, unused = session(orders)
    time.sleep(59.9)
    assert described(client(orders, **keys), "orders")
    time.sleep(0.2)
    assert said(described, client(orders, **keys), "orders") == "ExpiredTokenException: The security token included in the request is expired"
    assert said(client(orders, "sts", **keys).get_caller_identity) == "ExpiredToken: The security token included in the request is expired"
    assert orders.requests("DescribeTable")[-1]["error"] == "ExpiredTokenException"
    fresh, unused = session(orders)
    for wrong in ({**fresh, "token": "another"}, {**fresh, "token": None}):
        invalid = "The security token included in the request is invalid."
        assert said(described, client(orders, **wrong), "orders") == f"UnrecognizedClientException: {invalid}"
        assert said(client(orders, "sts", **wrong).get_caller_identity) == f"InvalidClientTokenId: {invalid}"
    assert described(client(orders, **fresh), "orders")


# Documented: general reference, ARNs of AWS China and AWS GovCloud.
@pytest.mark.parametrize(("region", "partition"), [("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn"), ("eu-west-1", "aws")])
def test_arns_name_the_partition_of_their_region(lab: LabClient, region: str, partition: str) -> None:
    lab.make_table("orders", region=region)
    aws = lab.dynamodb(region)
    start = f"arn:{partition}:dynamodb:{region}:123456789012:table/orders"
    arn = back_up(aws)
    lab.settle()
    assert described(aws, "orders")["TableArn"] == start and arn.startswith(f"{start}/backup/")
    assert aws.describe_backup(BackupArn=arn)["BackupDescription"]["SourceTableDetails"]["TableArn"] == start
    assert restore(aws, arn)["TableArn"] == start.replace("orders", "copy")
    aws.update_table(TableName="orders", SSESpecification={"Enabled": True, "KMSMasterKeyId": "alias/mine"})
    assert described(aws, "orders")["SSEDescription"]["KMSMasterKeyArn"].startswith(f"arn:{partition}:kms:{region}:123456789012:key/")
    lost = [{"table": name, "name": "old", "created": 1.7e9, "region": region} for name in ("orders", "gone")]
    assert [each.partition("/")[0] for each in lab.history(lost)] == [start.partition("/")[0]] * 2
    assert aws.describe_table(TableName=start)["Table"]["TableName"] == "orders"


@pytest.mark.parametrize("region", ["us-gov-west-1", "cn-north-1"])
def test_the_module_backs_up_by_arn_in_another_partition(lab: LabClient, in_module: t.Callable[..., dict[str, t.Any]], region: str) -> None:
    lab.make_table("orders", region=region)
    arn = described(lab.dynamodb(region), "orders")["TableArn"]
    result = in_module(dynamodb_create_backup, table_name=arn, backup_name="some", region=region)
    assert not result["failed"] and result["backup_arn"].startswith(f"{arn}/backup/"), result["msg"]


def test_the_module_backs_up_in_the_account_of_a_role(orders: LabClient, two: tuple[t.Any, t.Any], in_module: t.Callable[..., dict[str, t.Any]]) -> None:
    orders.role(ROLE)
    keys, unused = session(orders)
    given = {"access_key": keys["key"], "secret_key": keys["secret"], "session_token": keys["token"]}
    result = in_module(dynamodb_create_backup, table_name="orders", backup_name="some", **given)
    assert not result["failed"] and result["backup_arn"].split(":")[4] == OTHER, result["msg"]
    assert [made["BackupArn"] for made in orders.backups()] == [result["backup_arn"]]
