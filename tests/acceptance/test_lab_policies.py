# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab itself: what it says of contributor insights, resource policies and tags is what AWS says."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.lab.asking import back_up, client_of, described, make_rich_table, restore, said, when_active
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.settings import AT_ONCE

LONG = 600.0
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
ALL_KEYS, THROTTLED = "ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"
GIVEN = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Read", "Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": ["dynamodb:GetItem"], "Resource": [ARN]}],
}
TOLD = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Read", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "dynamodb:GetItem", "Resource": ARN}],
}
OTHER = {"Version": "2012-10-17", "Statement": {**TOLD["Statement"][0], "Action": ["dynamodb:GetItem", "dynamodb:Query"]}}  # type: ignore[dict-item]
NONE = f"PolicyNotFoundException: Resource-based policy not found for the provided ResourceArn: {ARN}"


@pytest.fixture(name="aws")
def a_client(orders: LabClient) -> t.Any:
    """A client; there is a table ``orders``, whose changes take no time until a test says otherwise."""
    # What is asked here is each answer; how long things last is asked in test_lab_profile.py.
    orders.settings(speed=AT_ONCE)
    return client_of(orders)


def look_into(client: t.Any, action: str = "ENABLE", table: str = "orders", **more: t.Any) -> dict[str, t.Any]:
    """The answer to UpdateContributorInsights."""
    return members(client.update_contributor_insights(TableName=table, ContributorInsightsAction=action, **more))


def insights(client: t.Any, table: str = "orders", **more: t.Any) -> dict[str, t.Any]:
    """The answer to DescribeContributorInsights."""
    return members(client.describe_contributor_insights(TableName=table, **more))


def members(answer: dict[str, t.Any]) -> dict[str, t.Any]:
    """An answer less what boto3 adds."""
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def put(client: t.Any, policy: t.Any, **more: t.Any) -> str:
    """The RevisionId that PutResourcePolicy answers."""
    return str(client.put_resource_policy(ResourceArn=ARN, Policy=policy if isinstance(policy, str) else json.dumps(policy), **more)["RevisionId"])


def policy_of(client: t.Any) -> dict[str, t.Any]:
    """What GetResourcePolicy answers."""
    return members(client.get_resource_policy(ResourceArn=ARN))


def tags_of(client: t.Any, arn: str = ARN) -> list[tuple[int, dict[str, str]]]:
    """How many tags each page has, and the tags."""
    pages: list[tuple[int, dict[str, str]]] = []
    more: dict[str, str] = {}
    while True:
        page = client.list_tags_of_resource(ResourceArn=arn, **more)
        pages.append((len(page["Tags"]), {tag["Key"]: tag["Value"] for tag in page["Tags"]}))
        if "NextToken" not in page:
            return pages
        more = {"NextToken": page["NextToken"]}


def test_insights_take_their_time(orders: LabClient, aws: t.Any) -> None:
    never = {"TableName": "orders", "ContributorInsightsStatus": "DISABLED"}
    assert insights(aws) == never and look_into(aws, "DISABLE") == never
    orders.settings(insights_updating_seconds=LONG)
    answer = look_into(aws)
    assert answer == {"TableName": "orders", "ContributorInsightsStatus": "ENABLING", "ContributorInsightsMode": ALL_KEYS}
    assert insights(aws)["ContributorInsightsStatus"] == "ENABLING" and said(look_into, aws, "DISABLE").startswith("ValidationException: ")
    orders.settings(clock_offset=LONG)
    told = insights(aws)
    assert told["ContributorInsightsStatus"] == "ENABLED" and told["ContributorInsightsMode"] == ALL_KEYS and len(told["ContributorInsightsRuleList"]) == 2
    assert look_into(aws)["ContributorInsightsStatus"] == "ENABLED" and insights(aws) == told
    assert look_into(aws, "DISABLE")["ContributorInsightsStatus"] == insights(aws)["ContributorInsightsStatus"] == "DISABLING"
    orders.settings(clock_offset=2 * LONG)
    assert insights(aws)["ContributorInsightsStatus"] == "DISABLED" and "ContributorInsightsMode" not in insights(aws)


def test_another_mode_of_insights_is_to_enable_them_again(orders: LabClient, aws: t.Any) -> None:
    look_into(aws, ContributorInsightsMode=THROTTLED)
    assert insights(aws)["ContributorInsightsMode"] == THROTTLED and look_into(aws)["ContributorInsightsStatus"] == "ENABLED"
    orders.settings(insights_updating_seconds=LONG)
    answer = look_into(aws, ContributorInsightsMode=ALL_KEYS)
    assert answer["ContributorInsightsStatus"] == "ENABLING" and answer["ContributorInsightsMode"] == insights(aws)["ContributorInsightsMode"] == ALL_KEYS


def test_each_index_has_insights_of_its_own(aws: t.Any) -> None:
    make_rich_table(aws)
    answer = look_into(aws, table="rich", IndexName="by-day")
    assert answer["IndexName"] == "by-day" and insights(aws, "rich", IndexName="by-day")["ContributorInsightsStatus"] == "ENABLED"
    assert insights(aws, "rich")["ContributorInsightsStatus"] == "DISABLED"
    for request in (look_into, insights):
        assert said(request, aws, table="rich", IndexName="by-night").startswith("ResourceNotFoundException: ")
        assert said(request, aws, table="nothing").startswith("ResourceNotFoundException: ")
    assert said(look_into, aws, ContributorInsightsMode="ALL").startswith("ValidationException: ")


def test_insights_are_listed_unless_they_are_disabled(aws: t.Any) -> None:
    make_rich_table(aws)
    for table, more in (("orders", {}), ("rich", {"IndexName": "by-day"}), ("rich", {})):
        look_into(aws, table=table, **more)
    look_into(aws, "DISABLE")
    shown = [(each["TableName"], each.get("IndexName")) for each in aws.list_contributor_insights()["ContributorInsightsSummaries"]]
    assert shown == [("rich", None), ("rich", "by-day")]
    page = aws.list_contributor_insights(TableName="rich", MaxResults=1)
    rest = aws.list_contributor_insights(TableName="rich", MaxResults=1, NextToken=page["NextToken"])
    assert rest["ContributorInsightsSummaries"][0]["IndexName"] == "by-day" and "NextToken" not in rest
    assert aws.list_contributor_insights(TableName="orders")["ContributorInsightsSummaries"] == []


def test_insights_fail_when_they_are_told_to(orders: LabClient, aws: t.Any) -> None:
    orders.settings(insights_fail=True)
    assert look_into(aws)["ContributorInsightsStatus"] == "ENABLING"
    told = insights(aws)
    assert told["ContributorInsightsStatus"] == "FAILED" and told["FailureException"]["ExceptionName"] == "LimitExceededException"
    orders.settings(insights_fail=False)
    look_into(aws)
    assert insights(aws)["ContributorInsightsStatus"] == "ENABLED" and "FailureException" not in insights(aws)


def test_a_policy_is_told_in_awss_own_spelling(aws: t.Any) -> None:
    assert said(policy_of, aws) == NONE
    revision = put(aws, GIVEN)
    assert policy_of(aws) == {"Policy": json.dumps(TOLD, separators=(",", ":")), "RevisionId": revision}


def test_an_equivalent_policy_changes_nothing_and_another_does(aws: t.Any) -> None:
    revision = put(aws, GIVEN)
    turned = {name: TOLD[name] for name in ("Statement", "Version")}
    for same in (TOLD, turned, json.dumps(GIVEN, indent=4), {**GIVEN, "Statement": GIVEN["Statement"][0]}):
        assert put(aws, same) == revision
    other = put(aws, OTHER)
    assert other != revision and policy_of(aws)["RevisionId"] == other
    assert aws.delete_resource_policy(ResourceArn=ARN)["RevisionId"] and said(policy_of, aws) == NONE
    assert "RevisionId" not in aws.delete_resource_policy(ResourceArn=ARN)


def test_a_policy_may_be_put_if_it_is_the_expected_one(aws: t.Any) -> None:
    revision = put(aws, GIVEN, ExpectedRevisionId="NO_POLICY")
    assert said(put, aws, OTHER, ExpectedRevisionId="NO_POLICY").startswith("PolicyNotFoundException: ")
    assert said(aws.delete_resource_policy, ResourceArn=ARN, ExpectedRevisionId="1").startswith("PolicyNotFoundException: ")
    assert put(aws, OTHER, ExpectedRevisionId=revision) != revision


def test_a_policy_is_read_as_it_was_for_a_time(orders: LabClient, aws: t.Any) -> None:
    orders.settings(policy_lag_seconds=LONG)
    first = put(aws, GIVEN)
    assert said(policy_of, aws) == NONE
    orders.settings(clock_offset=LONG)
    assert policy_of(aws)["RevisionId"] == first
    put(aws, OTHER)
    assert policy_of(aws)["RevisionId"] == first
    aws.delete_resource_policy(ResourceArn=ARN)
    orders.settings(clock_offset=2 * LONG)
    assert said(policy_of, aws) == NONE


def test_a_policy_is_not_changed_twice_within_a_time(orders: LabClient, aws: t.Any) -> None:
    orders.settings(policy_cooldown_seconds=LONG)
    first = put(aws, GIVEN)
    assert put(aws, TOLD) == first
    orders.settings(clock_offset=2)
    for request, asked in ((put, (aws, OTHER)), (aws.delete_resource_policy, ())):
        more = {} if asked else {"ResourceArn": ARN}
        answer = said(request, *asked, **more)
        assert answer.startswith("ThrottlingException: ") and "was modified within the previous 15000 milliseconds. Please try again after " in answer
    orders.settings(clock_offset=LONG + 60)
    second = put(aws, OTHER)
    # However slow this machine is, the change is not two seconds old.
    orders.settings(clock_offset=LONG)
    assert second != first and "pending previous resource-based policy update" in said(put, aws, GIVEN)
    assert said(aws.delete_resource_policy, ResourceArn=ARN).startswith("ResourceInUseException: ")


@pytest.mark.parametrize("policy", ["{not json", "[]", "{}", {"Statement": [{"Effect": "Allow"}]}, json.dumps(TOLD) + " " * 20480])
def test_a_policy_that_is_none_is_refused(aws: t.Any, policy: t.Any) -> None:
    assert said(put, aws, policy).startswith("ValidationException: ") and said(policy_of, aws) == NONE


@pytest.mark.parametrize(
    "arn, expected",
    [
        ("orders", "ValidationException: "),
        (f"{ARN}/index/by-day", "ValidationException: "),
        (ARN.replace("orders", "nothing"), "ResourceNotFoundException: "),
        (ARN.replace("us-east-1", "eu-west-1"), "ValidationException: "),
        (ARN.replace("123456789012", "210987654321"), "AccessDeniedException: "),
    ],
)
def test_policies_and_tags_are_of_a_table_by_its_arn(aws: t.Any, arn: str, expected: str) -> None:
    for request, more in (
        (aws.get_resource_policy, {}),
        (aws.put_resource_policy, {"Policy": json.dumps(TOLD)}),
        (aws.delete_resource_policy, {}),
        (aws.list_tags_of_resource, {}),
        (aws.tag_resource, {"Tags": [{"Key": "a", "Value": "b"}]}),
        (aws.untag_resource, {"TagKeys": ["a"]}),
    ):
        assert said(request, ResourceArn=arn, **more).startswith(expected)


def test_tags_are_put_taken_and_told_ten_at_a_time(aws: t.Any) -> None:
    aws.tag_resource(ResourceArn=ARN, Tags=[{"Key": f"key-{number}", "Value": "old"} for number in range(21)])
    aws.tag_resource(ResourceArn=ARN, Tags=[{"Key": "key-0", "Value": "new"}])
    pages = tags_of(aws)
    assert [count for count, _tags in pages] == [10, 10, 1] and pages[0][1]["key-0"] == "new" and pages[0][1]["key-1"] == "old"
    aws.untag_resource(ResourceArn=ARN, TagKeys=["key-0", "nothing"])
    assert [count for count, _tags in tags_of(aws)] == [10, 10] and "key-0" not in tags_of(aws)[0][1]


def test_there_are_fifty_tags_at_most_and_none_of_awss(orders: LabClient, aws: t.Any) -> None:
    orders.system_tags("orders", {"aws:cloudformation:stack-name": "shop"})
    aws.tag_resource(ResourceArn=ARN, Tags=[{"Key": f"key-{number}", "Value": ""} for number in range(50)])
    assert said(aws.tag_resource, ResourceArn=ARN, Tags=[{"Key": "one-more", "Value": ""}]).startswith("ValidationException: ")
    for key in ("aws:mine", "AWS:mine"):
        assert said(aws.tag_resource, ResourceArn=ARN, Tags=[{"Key": key, "Value": ""}]).startswith("ValidationException: ")
    assert said(aws.untag_resource, ResourceArn=ARN, TagKeys=["aws:cloudformation:stack-name"]).startswith("ValidationException: ")
    assert tags_of(aws)[0][1]["aws:cloudformation:stack-name"] == "shop" and sum(count for count, _tags in tags_of(aws)) == 51


def test_a_restored_or_new_table_has_none_of_them(orders: LabClient, aws: t.Any) -> None:
    put(aws, GIVEN)
    look_into(aws)
    aws.tag_resource(ResourceArn=ARN, Tags=[{"Key": "a", "Value": "b"}])
    restore(aws, back_up(aws))
    arn = when_active(aws)["TableArn"]
    aws.delete_table(TableName="orders")
    orders.make_table()
    assert described(aws, "orders")["TableArn"] == ARN
    for name, one in (("copy", arn), ("orders", ARN)):
        assert said(aws.get_resource_policy, ResourceArn=one).startswith("PolicyNotFoundException: ")
        assert insights(aws, name) == {"TableName": name, "ContributorInsightsStatus": "DISABLED"} and tags_of(aws, one) == [(0, {})]
