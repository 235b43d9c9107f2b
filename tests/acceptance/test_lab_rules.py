# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule of the lab says what it rests on, every part of the lab has its rules, and the page about them is up to date."""

from __future__ import annotations

import re

from ansible_collections.dynaops.dynamodb.tests.lab import rules

_BY_OTHERS = re.compile(r"ACK|moto|scylladb|cloud-custodian|localstack")
_BY_AWS = re.compile(r"API model|API Reference|developer guide")


def test_every_rule_has_a_source_that_is_of_its_kind() -> None:
    for rule in rules.rules():
        assert set(rule) == {"part", "rule", "rests_on", "source"} and all(rule.values()), rule
        assert rule["rests_on"] in rules.KINDS and (rules.HERE / rule["part"]).is_file(), rule
        assert rule["rests_on"] != "measured" or _BY_OTHERS.search(rule["source"]), rule
        assert rule["rests_on"] != "documented" or _BY_AWS.search(rule["source"]), rule


def test_every_part_of_the_lab_has_a_rule() -> None:
    parts = {file.stem for file in rules.HERE.glob("*.py")}
    ruled = {rule["part"].removesuffix(".py") for rule in rules.rules()}
    assert ruled | rules.MACHINERY == parts and not ruled & rules.MACHINERY


def test_the_page_tells_the_rules_and_counts_as_they_are() -> None:
    page = rules.PAGE.read_text(encoding="utf-8")
    assert rules.written(page) == page, "run: python -m ansible_collections.dynaops.dynamodb.tests.lab.rules"
