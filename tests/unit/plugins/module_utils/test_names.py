# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a legal name is. The rule is stated here a second time, by hand."""

from __future__ import annotations

import string

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names

LEGAL = set(string.ascii_letters + string.digits + "_.-")
REGIONS = ["us-east-1", "ap-southeast-7", "us-gov-east-1", "us-isob-east-1", "eusc-de-east-1", "mx-central-1", "cn-northwest-1", "il-central-1"]
NO_REGIONS = ["", "us", "us-east", "us-east-", "us-east-1a", "US-EAST-1", "us--east-1", "us-east-1 ", "us_east_1", "us-east-01", "us-east-100", "us-east-0"]
NO_ARNS = [
    "arn:",
    "arn:aws:dynamodb:us-east-1:123456789012:tables/orders",
    "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d",
    "arn:aws:dynamodb::123456789012:table/orders",
    "arn:aws:dynamodb:us-east-1::table/orders",
    "arn:aws:dynamodb:us-east-1:123456789012:table/",
    "arn:aws",
]
SAMPLES = ["abc", "a" * 255, "a" * 256, "ab", "", "a b", "abc\n", "\nabc", "ab\u00e9", "abc\x00", "...", "-_-", "\u0661\u0662\u0663", "abc\u2028", "ab\u212a"]


def is_legal(value: str) -> bool:
    """The rule, in other words."""
    return 3 <= len(value) <= 255 and all(character in LEGAL for character in value)


@pytest.mark.parametrize("value", SAMPLES)
def test_backup_and_table_names(value: str) -> None:
    for check in (names.check_backup_name, lambda text: names.parse_table(text).name):
        if is_legal(value):
            assert check(value) == value
        else:
            with pytest.raises(ValueError) as refusal:
                check(value)
            assert str(refusal.value).isprintable() and len(str(refusal.value)) < 300


def test_a_table_arn_is_taken_apart() -> None:
    arn = "arn:aws-us-gov:dynamodb:us-gov-west-1:123456789012:table/or.ders"
    assert names.parse_table(arn) == names.TableRef(given=arn, name="or.ders", region="us-gov-west-1", account="123456789012")


@pytest.mark.parametrize("arn", NO_ARNS)
def test_arns_that_are_none(arn: str) -> None:
    with pytest.raises(ValueError, match="ARN"):
        names.parse_table(arn)


@pytest.mark.parametrize("region", REGIONS)
def test_regions_that_are(region: str) -> None:
    assert names.check_region(region) == region


@pytest.mark.parametrize("region", NO_REGIONS)
def test_regions_that_are_not(region: str) -> None:
    with pytest.raises(ValueError, match="format is incorrect"):
        names.check_region(region)


def test_all_regions_that_botocore_knows_are_accepted() -> None:
    session = pytest.importorskip("botocore.session").Session()
    known = [region for partition in session.get_available_partitions() for region in session.get_available_regions("dynamodb", partition)]
    assert len(known) > 30
    for region in known:
        assert names.check_region(region) == region


def test_same_region() -> None:
    table = names.parse_table("arn:aws:dynamodb:us-east-1:123456789012:table/orders")
    names.check_regions("us-east-1", table)
    names.check_regions("eu-west-1", names.parse_table("orders"))
    with pytest.raises(ValueError, match="us-east-1.*eu-west-1"):
        names.check_regions("eu-west-1", table)
