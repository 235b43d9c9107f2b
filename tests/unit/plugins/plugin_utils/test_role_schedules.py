# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's cron expressions, as far as AWS Backup accepts them; and AWS's regions."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles import regions, schedule

RIGHT = (
    "cron(0 2 * * ? *)",
    "cron(0 */1 * * ? *)",
    "cron(30 0/4 ? * MON-FRI *)",
    "cron(0 12 L * ? *)",
    "cron(0 12 15W * ? *)",
    "cron(0 12 LW * ? *)",
    "cron(0 12 ? JAN,JUL 6L *)",
    "cron(0 12 ? * FRI#2 2026-2030)",
    "cron(59 23 1,15,31 1-12/3 ? 2199)",
    "cron(0/60 * * * ? *)",
)
WRONG = {
    "six fields": ("0 2 * * ? *", "cron(0 2 * * ?)", "cron(0 2 * * * *)", "cron(0 2 ? * ? *)", "rate(1 day)", "cron(0 2 * * ? * *)", "", "cron(0 2 * * ? *) "),
    "field minutes": ("cron(99 2 * * ? *)", "cron(a 2 * * ? *)", "cron(-1 2 * * ? *)", "cron(5-1 2 * * ? *)", "cron(0/0 2 * * ? *)", "cron(? 2 * * ? *)"),
    "field hours": ("cron(0 24 * * ? *)", "cron(0 99 * * ? *)", "cron(0 1- * * ? *)", "cron(0 *-5 * * ? *)"),
    "field day of month": ("cron(0 2 0 * ? *)", "cron(0 2 32 * ? *)", "cron(0 2 32W * ? *)", "cron(0 2 MON * ? *)"),
    "field month": ("cron(0 2 * 13 ? *)", "cron(0 2 * MON ? *)", "cron(0 2 * jan ? *)"),
    "field day of week": ("cron(0 2 ? * 8 *)", "cron(0 2 ? * MON#6 *)", "cron(0 2 ? * 0 *)"),
    "field year": ("cron(0 2 * * ? 1969)", "cron(0 2 * * ? 2200)"),
    "one minute in its first field": ("cron(*/5 * * * ? *)", "cron(* 2 * * ? *)", "cron(0,30 2 * * ? *)", "cron(0-1 * * * ? *)"),
}


@pytest.mark.parametrize("expression", RIGHT)
def test_right(expression: str) -> None:
    assert schedule.flaw(expression) == ""


@pytest.mark.parametrize(("text", "expression"), [(text, each) for text, many in WRONG.items() for each in many])
def test_l4_wrong(text: str, expression: str) -> None:
    assert text in schedule.flaw(expression)


def test_partitions() -> None:
    known = {"eu-west-1": "aws", "us-gov-east-1": "aws-us-gov", "cn-northwest-1": "aws-cn", "eu-isoe-west-1": "aws-iso-e", "eusc-de-east-1": "aws-eusc"}
    assert {region: regions.partition(region) for region in known} == known
    assert [region for region in ("xx-nowhere-1", "us-nowhere-1", "eu-west", "eu-west-0", "EU-WEST-1", "eu-west-1\n", "") if regions.partition(region)] == []
