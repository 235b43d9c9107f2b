# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module dynamodb_alarm_tags: the tags of CloudWatch alarms over HTTP, once, and nothing of an alarm that was not named."""

from __future__ import annotations

import re
import typing as t

import boto3
import pytest
import yaml
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import ALARM_TAGS
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_alarm_tags
from ansible_collections.dynaops.dynamodb.tests.acceptance import cloudwatch
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_family import make_alarm
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient

MODULE = "dynaops.dynamodb.dynamodb_alarm_tags"
ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:orders-errors"


def tags(lab: LabClient, region: str = "us-east-1") -> dict[str, str]:
    """The alarm's tags as CloudWatch shows them."""
    client = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=region).client("cloudwatch", endpoint_url=lab.url)
    return {tag["Key"]: tag["Value"] for tag in client.list_tags_for_resource(ResourceARN=ARN.replace("us-east-1", region))["Tags"]}


def alarm(**wanted: t.Any) -> list[dict[str, t.Any]]:
    """The option."""
    return [{"name": "orders-errors", "tags": wanted}]


def test_l8_tags_are_set_changed_and_removed_once(lab: LabClient, here: ModulesHere) -> None:
    make_alarm(lab)
    first = here.adhoc(MODULE, alarms=alarm(Owner="operations", CostCenter=4711)).result
    assert first["changed"] and first["changes"] == ["orders-errors: set Owner, CostCenter"] and tags(lab) == {"Owner": "operations", "CostCenter": "4711"}
    assert first["alarms"] == [{"alarm_name": "orders-errors", "alarm_arn": ARN, "tags": {"Owner": "operations", "CostCenter": "4711"}}]
    again = here.adhoc(MODULE, alarms=alarm(Owner="operations", CostCenter=4711)).result
    assert not again["changed"] and again["changes"] == []
    more = here.adhoc(MODULE, alarms=alarm(Stage="prod"), purge_tags=False).result
    assert more["changed"] and tags(lab) == {"Owner": "operations", "CostCenter": "4711", "Stage": "prod"}
    less = here.adhoc(MODULE, alarms=alarm(Owner="somebody")).result
    assert less["changes"] == ["orders-errors: remove CostCenter, Stage", "orders-errors: set Owner"] and tags(lab) == {"Owner": "somebody"}


def test_check_mode_changes_nothing_and_takes_an_alarm_that_is_not_there_yet(lab: LabClient, here: ModulesHere) -> None:
    make_alarm(lab)
    wanted = [*alarm(Owner="operations"), {"name": "new", "tags": {"Owner": "operations"}}]
    done = here.adhoc(MODULE, check=True, alarms=wanted).result
    assert done["changed"] and done["changes"] == ["orders-errors: set Owner", "new: set Owner"] and tags(lab) == {}
    assert done["alarms"][1]["alarm_arn"] is None and done["msg"].startswith("Would have made 2 changes")


def test_an_alarm_that_is_missing_ends_the_task_before_the_first_change(lab: LabClient, here: ModulesHere) -> None:
    make_alarm(lab)
    make_alarm(lab, "eu-west-1")
    done = here.adhoc(MODULE, alarms=[*alarm(Owner="operations"), {"name": "ordres-errors", "tags": {}}]).result
    assert done["failed"] and done["error"]["code"] == "AlarmNotFound" and "no alarm ordres-errors in region us-east-1" in done["msg"]
    assert not done["changed"] and tags(lab) == {} and "No tag was changed." in done["msg"]
    assert here.adhoc(MODULE, alarms=alarm(Owner="operations"), region="eu-west-1").result["changed"] and tags(lab, "eu-west-1") and tags(lab) == {}


@pytest.mark.parametrize("operation", ["DescribeAlarms", "ListTagsForResource", "TagResource"])
def test_l8_a_refused_request_names_the_alarm(lab: LabClient, here: ModulesHere, monkeypatch: pytest.MonkeyPatch, operation: str) -> None:
    make_alarm(lab)
    cloudwatch.refuse(monkeypatch, lambda action: action == f"cloudwatch:{operation}")
    done = here.adhoc(MODULE, alarms=alarm(Owner="operations")).result
    assert done["failed"] and f"{operation} on alarm orders-errors in region us-east-1 was refused" in done["msg"], done["msg"]


WRONG: list[tuple[t.Any, str]] = [
    ([], "alarms must name at least one alarm"),
    ([*alarm(), *alarm()], "each one once"),
    ([{"name": "x" * 256, "tags": {}}], "a name takes 1 to 255 characters (got 256)"),
    (alarm(Owner=None), "alarms[0].tags.Owner is null"),
    (alarm(**{"aws:mine": "x"}), "the tag aws:mine of orders-errors is invalid"),
    (alarm(Note="x" * 257), "the tag Note of orders-errors is invalid"),
    (alarm(**{f"t{number}": "x" for number in range(51)}), "orders-errors must have 50 tags or fewer (got 51)"),
    ([{"name": "orders-errors"}], "alarms[0] needs tags"),
]


@pytest.mark.parametrize(("alarms", "text"), WRONG)
def test_what_is_invalid_is_refused_before_any_request(lab: LabClient, in_module: t.Callable[..., dict[str, t.Any]], alarms: t.Any, text: str) -> None:
    done = in_module(dynamodb_alarm_tags, alarms=alarms)
    assert done["failed"] and text in done["msg"] and done["error"]["code"] == "InvalidArgument"


def test_the_documentation_names_the_permissions() -> None:
    (note,) = [each for each in yaml.safe_load(dynamodb_alarm_tags.DOCUMENTATION)["notes"] if each.startswith("Permissions needed")]
    assert set(re.findall(r"cloudwatch:\w+", note)) == ALARM_TAGS.all()
