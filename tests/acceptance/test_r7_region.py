# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""R7: the region."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_r2_names import refused_by_module
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

NO_REGION = {"AWS_REGION": None, "AWS_DEFAULT_REGION": None}


@pytest.mark.parametrize("option", ["region", "aws_region"])
def test_r7_1_takes_an_optional_region(lab: LabClient, here: ModulesHere, option: str) -> None:
    lab.make_table("orders", region="eu-west-1")
    assert here.task(**{option: "eu-west-1"}).code == 0


@pytest.mark.parametrize("source", ["AWS_REGION", "AWS_DEFAULT_REGION", "profile"])
def test_r7_2_uses_the_provider_region_without_it(lab: LabClient, here: ModulesHere, source: str) -> None:
    lab.make_table("orders", region="ap-southeast-2")
    env = dict(NO_REGION)
    if source == "profile":
        config = here.folder / "aws-config"
        keys = "aws_access_key_id = AKIALABACCESSKEY0000\naws_secret_access_key = lab-secret-key-that-is-no-secret-0000000\n"
        config.write_text(f"[profile far]\nregion = ap-southeast-2\n{keys}")
        env |= {"AWS_CONFIG_FILE": str(config), "AWS_PROFILE": "far", "AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    else:
        env[source] = "ap-southeast-2"
    run = here.task(env=env)
    assert run.code == 0, run.output
    assert {entry["region"] for entry in lab.requests("CreateBackup")} == {"ap-southeast-2"}


def test_r7_3_with_it_talks_to_that_region(lab: LabClient, here: ModulesHere) -> None:
    lab.make_table("orders", region="eu-west-1")
    lab.make_table("orders", region="us-east-1")
    run = here.task(region="eu-west-1")
    asked = [entry for entry in lab.requests() if entry["operation"] in ("DescribeTable", "CreateBackup", "DescribeBackup")]
    assert {entry["region"] for entry in asked[-3:]} == {"eu-west-1"}
    assert ":eu-west-1:" in run.result["backup_arn"] and len(lab.backups()) == 1


def test_r7_4_refuses_a_malformed_region_before_any_call(orders: LabClient, in_module: t.Any) -> None:
    regions = ["us-east", "US-EAST-1", "us-east-1a", "us-east-1\n", "ü-east-1", "x" * 10_000]
    messages = refused_by_module(orders, in_module, [{"table_name": "orders", "backup_name": "abc", "region": region} for region in regions])
    assert all("the region's format is incorrect" in message for message in messages)
    assert all(ascii(region)[:60] in message for region, message in zip(regions[:5], messages))


def test_r7_4_also_when_it_comes_from_the_environment(orders: LabClient, here: ModulesHere) -> None:
    run = here.task(env={"AWS_REGION": "nowhere", "AWS_DEFAULT_REGION": "nowhere"})
    assert "the region's format is incorrect" in run.msg and orders.operations() == []


def test_r7_5_a_table_of_another_region_is_not_found_in_this_one(orders: LabClient, here: ModulesHere) -> None:
    run = here.task(region="eu-west-1")
    assert run.code != 0 and "table orders was not found in region eu-west-1" in run.msg and "Check" in run.msg
    assert orders.backups() == []


def test_without_any_region_the_message_says_how_to_give_one(orders: LabClient, here: ModulesHere) -> None:
    run = here.task(env=NO_REGION)
    assert "region is required" in run.msg and "AWS_REGION" in run.msg and run.result["error"]["code"] == "InvalidArgument"


def test_a_profile_that_does_not_exist(orders: LabClient, here: ModulesHere) -> None:
    keys = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    run = here.task(profile="nobody", env=keys)
    assert "nobody" in run.msg and "Traceback" not in run.output and orders.operations() == []
    assert run.result["error"]["code"]


def test_an_arn_of_another_region_names_both(orders: LabClient, in_module: t.Any) -> None:
    arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders"
    (message,) = refused_by_module(orders, in_module, [{"table_name": arn, "backup_name": "abc", "region": "us-east-1"}])
    assert "eu-central-1" in message and "us-east-1" in message and "table orders" in message


def test_an_arn_of_another_account_is_refused_by_aws(orders: LabClient, here: ModulesHere) -> None:
    run = here.task(table_name="arn:aws:dynamodb:us-east-1:210987654321:table/orders")
    assert "account 210987654321" in run.msg and run.result["error"]["code"] == "AccessDeniedException"
