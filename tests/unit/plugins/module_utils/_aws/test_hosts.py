# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of two host names is used, and which are named."""

from __future__ import annotations

from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.hosts import Hosts

ACCOUNT = "123456789012.ddb.us-east-1.amazonaws.com"
REGIONAL = "dynamodb.us-east-1.amazonaws.com"


def test_e9_the_regional_host_takes_over_and_is_kept() -> None:
    hosts = Hosts(lambda region: f"client of {region}")
    assert hosts.client("us-east-1", "usual") == "usual"
    assert hosts.not_reached("us-east-1", ACCOUNT) == ACCOUNT and hosts.has_other_way("us-east-1")
    assert hosts.client("us-east-1", "usual") == "client of us-east-1" and hosts.client("eu-west-1", "usual") == "usual"
    hosts.reached("us-east-1")
    assert hosts.client("us-east-1", "usual") == "client of us-east-1"


def test_e9_when_neither_is_reached_both_are_named_and_the_first_is_tried_again() -> None:
    hosts = Hosts(lambda region: "client")
    hosts.not_reached("us-east-1", ACCOUNT)
    assert hosts.has_other_way("us-east-1")
    said = hosts.not_reached("us-east-1", REGIONAL)
    assert ACCOUNT in said and REGIONAL in said and not hosts.has_other_way("us-east-1")
    assert hosts.client("us-east-1", "usual") == "usual"


def test_e9_there_is_no_other_way_for_the_regional_host_nor_with_an_old_botocore() -> None:
    hosts = Hosts(lambda region: "client")
    hosts.not_reached("us-east-1", REGIONAL)
    assert not hosts.has_other_way("us-east-1")
    hosts = Hosts()
    hosts.not_reached("us-east-1", ACCOUNT)
    assert not hosts.has_other_way("us-east-1")
