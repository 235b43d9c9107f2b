# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A4: one report over many accounts and regions."""

from __future__ import annotations

import json
import random
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._accounts import report

RESULTS: list[dict[str, t.Any]] = [
    {"place": "shop-us-east-1", "result": {"msg": "Created 3.", "account_id": "123456789012", "region": "us-east-1", "backups": [1], "failed": False}},
    {"place": "shop-eu-west-1", "result": {"msg": "Table orders\nwas not found.", "failed": True, "region": "eu-west-1", "progress": ["a"], "invocation": {}}},
    {"place": "other-us-east-1", "result": {}},
]


def test_a4_a_report_has_every_place_and_its_outcome() -> None:
    entries = report.entries_of(RESULTS)
    assert [(entry["place"], entry["outcome"]) for entry in entries] == [
        ("other-us-east-1", "failed"),
        ("shop-eu-west-1", "failed"),
        ("shop-us-east-1", "succeeded"),
    ]
    assert report.counts(entries) == {"succeeded": 1, "failed": 2} and report.totals(entries) == "3 places: 1 succeeded, 2 failed."
    assert entries[0]["msg"] == "The task did not run." and entries[2]["backups"] == [1]
    assert not {"progress", "invocation", "failed"} & set(entries[1])


def test_a4_the_table_has_failures_first_and_one_line_a_place() -> None:
    lines = report.as_lines(report.entries_of(RESULTS))
    assert [line.split()[0] for line in lines] == ["place", "other-us-east-1", "shop-eu-west-1", "shop-us-east-1"]
    assert lines[2].endswith("Table orders was not found.") and len({line.index("succeeded") for line in lines if "succeeded" in line}) == 1


def test_a4_slices_in_any_order_make_the_report_of_one_run() -> None:
    whole = report.as_json(report.entries_of(RESULTS))
    for seed in range(20):
        mixed = random.Random(seed).sample(RESULTS, len(RESULTS))
        slices = [report.as_json(report.entries_of(mixed[: seed % 4])), report.as_json(report.entries_of(mixed[seed % 4 :]))]
        assert report.as_json(report.merged(slices)) == whole == report.as_json(report.merged([json.loads(each) for each in reversed(slices)]))


@pytest.mark.parametrize("wrong", [[], "text", [1], [{"place": "one"}], [{"place": 1, "result": {}}], [{"place": "one", "result": "text"}]])
def test_a4_another_form_is_refused(wrong: t.Any) -> None:
    if wrong:
        with pytest.raises(ValueError, match="is not a dictionary with place"):
            report.entries_of(wrong)
        with pytest.raises(ValueError, match="not of the form"):
            report.merged([wrong])
    else:
        assert report.totals(report.entries_of(wrong)) == "0 places: 0 succeeded, 0 failed."


def test_a4_a_place_in_two_reports_is_refused() -> None:
    one = report.as_json(report.entries_of(RESULTS[:1]))
    with pytest.raises(ValueError, match="place shop-us-east-1 is in more than one report"):
        report.merged([one, one])
