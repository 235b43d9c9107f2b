# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A4: accounts and their regions as hosts."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._accounts.places import Account, accounts_from, check_regions, check_role_name, places, role_arn

ONE, TWO = "123456789012", "210987654321"
ROLE = f"arn:aws:iam::{ONE}:role/backup"


def test_a4_one_host_for_each_account_and_region_with_its_variables() -> None:
    listed = [{"id": ONE, "name": "shop", "role_arn": ROLE, "groups": ["production"]}, {"id": TWO, "regions": ["eu-west-1", "eu-west-1"]}]
    found = {place.host: place for place in places(accounts_from(listed, ["us-east-1", "eu-west-1"]))}
    assert list(found) == ["shop-us-east-1", "shop-eu-west-1", f"{TWO}-eu-west-1"]
    shop, other = found["shop-us-east-1"], found[f"{TWO}-eu-west-1"]
    assert (shop.variables["region"], shop.variables["expected_account_id"], shop.variables["assume_role_arn"]) == ("us-east-1", ONE, ROLE)
    assert shop.groups == ("region_us_east_1", "production") and shop.variables["ansible_connection"] == "local"
    assert "assume_role_arn" not in other.variables and other.variables["expected_account_id"] == TWO


def test_a4_groups_by_unit_and_tag() -> None:
    account = Account(ONE, "shop", None, ("us-east-1",), (), ("Workloads", "Online shop"), {"stage": "prod", "cost-centre": "4 2", "empty": ""})
    (place,) = places([account])
    assert place.groups == ("region_us_east_1", "ou_Workloads", "ou_Online_shop", "tag_stage_prod", "tag_cost_centre_4_2", "tag_empty")
    assert place.variables["account_path"] == ["Workloads", "Online shop"] and place.variables["account_tags"]["cost-centre"] == "4 2"


def test_a4_names_are_made_fit_for_hosts_and_stay_unique() -> None:
    accounts = [Account(ONE, "Online shop: [EU]", None, ("eu-west-1",)), Account(TWO, "Online shop (EU)", None, ("eu-west-1",))]
    assert [place.host for place in places(accounts)] == [f"Online-shop-EU-{ONE}-eu-west-1", f"Online-shop-EU-{TWO}-eu-west-1"]
    with pytest.raises(ValueError, match="Several accounts make the host"):
        places([Account(ONE, "shop", None, ("eu-west-1",))] * 2)


WRONG: list[tuple[t.Any, str]] = [
    ("shop", "accounts must be a list"),
    ([{"name": "shop"}], "accounts[0] needs id"),
    ([{"id": ONE, "region": "us-east-1"}], "accounts[0].region is unknown"),
    ([{"id": ONE, "name": None}], "accounts[0].name is null"),
    ([{"id": "1234"}], "accounts[0]: id must be the 12 digits"),
    ([{"id": ONE}, {"id": TWO, "role_arn": "backup"}], "accounts[1]: role_arn is not the ARN of an IAM role"),
    ([{"id": TWO, "role_arn": ROLE}], f"accounts[0]: role_arn names a role of account {ONE}, but id is {TWO}"),
    ([{"id": ONE, "regions": ["us_east_1"]}], "region must be a valid AWS region identifier"),
    ([{"id": ONE, "regions": "us-east-1 eu-west-1"}], "region must be a valid AWS region identifier"),
]


@pytest.mark.parametrize(("given", "text"), WRONG)
def test_a4_what_is_wrong_in_the_list_is_refused_with_its_path(given: t.Any, text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        accounts_from(given, ["us-east-1"])


def test_a4_an_account_needs_a_region() -> None:
    with pytest.raises(ValueError, match=r"accounts\[0\] has no regions"):
        accounts_from([{"id": ONE}], [])
    assert check_regions(["us-east-1", "us-east-1", "eu-west-1"]) == ["us-east-1", "eu-west-1"]


def test_a4_a_role_is_named_with_or_without_its_path() -> None:
    assert role_arn("aws-us-gov", ONE, "/operations/backup") == f"arn:aws-us-gov:iam::{ONE}:role/operations/backup"
    assert check_role_name("backup") == "backup"
    with pytest.raises(ValueError, match="not the ARN of an IAM role"):
        check_role_name("two words")
