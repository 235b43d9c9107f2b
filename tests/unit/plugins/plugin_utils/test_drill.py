# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A drill finds every damage that a restored table may have: by mutation of a table that is right."""

from __future__ import annotations

import copy
import typing as t
import xml.etree.ElementTree as xml

import pytest
from ansible_collections.dynaops.dynamodb.plugins.filter.drill_verdict import drill_verdict
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import drill

GOOD: dict[str, t.Any] = {
    "table": {
        "table_name": "orders",
        "billing_mode": "PAY_PER_REQUEST",
        "key_schema": [{"attribute_name": "id", "key_type": "HASH"}, {"attribute_name": "day", "key_type": "RANGE"}],
        "attribute_definitions": [{"attribute_name": "id", "attribute_type": "S"}, {"attribute_name": "day", "attribute_type": "N"}],
        "global_secondary_indexes": [
            {
                "index_name": "by-day",
                "key_schema": [{"attribute_name": "day", "key_type": "HASH"}],
                "projection": {"projection_type": "INCLUDE", "non_key_attributes": ["a", "b"]},
            }
        ],
        "local_secondary_indexes": [],
        "vector_indexes": [{"index_name": "by-text", "vector_attribute": {"name": "text"}, "dimensions": 8, "distance_function": "COSINE"}],
    },
    "settings": {"tags": {"Owner": "me"}, "stream": {"enabled": True}},
}
NOTE = "2026-11-21T02:00:00Z orders-restore-drill"
SOURCE: dict[str, t.Any] = {"table": {**GOOD["table"], "table_arn": "arn:orders"}, "settings": {"tags": {"restore-drill-scratch": NOTE}}}
LEFT: dict[str, t.Any] = {"key_schema": GOOD["table"]["key_schema"], "table_id": "8f2b", "creation_date_time": "2026-11-21T02:00:04+00:00", "tags": {}}
Change = t.Callable[[dict[str, t.Any]], None]


def lose_index(copied: dict[str, t.Any]) -> None:
    """The index is not restored."""
    copied["table"]["global_secondary_indexes"] = []


def add_index(copied: dict[str, t.Any]) -> None:
    """There is an index that the source does not have."""
    copied["table"]["local_secondary_indexes"] = [{"index_name": "other", "key_schema": [], "projection": {}}]


def project_less(copied: dict[str, t.Any]) -> None:
    """The index has fewer attributes."""
    copied["table"]["global_secondary_indexes"][0]["projection"]["non_key_attributes"] = ["a"]


def change_index_key(copied: dict[str, t.Any]) -> None:
    """The index has another key."""
    copied["table"]["global_secondary_indexes"][0]["key_schema"][0]["attribute_name"] = "id"


def change_type(copied: dict[str, t.Any]) -> None:
    """A key has another type."""
    copied["table"]["attribute_definitions"][1]["attribute_type"] = "S"


def lose_key(copied: dict[str, t.Any]) -> None:
    """The sort key is not there."""
    copied["table"]["key_schema"].pop()


def change_billing(copied: dict[str, t.Any]) -> None:
    """It is provisioned."""
    copied["table"]["billing_mode"] = "PROVISIONED"


def lose_tag(copied: dict[str, t.Any]) -> None:
    """The tags are not restored."""
    copied["settings"]["tags"] = {}


def lose_vector_index(copied: dict[str, t.Any]) -> None:
    """The vector index is not restored."""
    copied["table"]["vector_indexes"] = []


def shorten_vectors(copied: dict[str, t.Any]) -> None:
    """The vector index has fewer dimensions."""
    copied["table"]["vector_indexes"][0]["dimensions"] = 4


DAMAGES: dict[str, tuple[Change, str]] = {
    "index missing": (lose_index, "Index by-day is missing."),
    "index added": (add_index, "Index other is not in the source."),
    "projection": (project_less, "Index by-day differs from that of the source in its projection."),
    "index key": (change_index_key, "Index by-day differs from that of the source in its key_schema."),
    "vector index missing": (lose_vector_index, "Index by-text is missing."),
    "dimensions": (shorten_vectors, "Index by-text differs from that of the source in its dimensions."),
    "type": (change_type, "Attribute day has type S, and type N in the source."),
    "keys": (lose_key, "The keys are id (HASH), and those of the source are id (HASH), day (RANGE)."),
    "billing": (change_billing, "The billing mode is PROVISIONED, and PAY_PER_REQUEST in the source."),
    "setting": (lose_tag, "Setting tags differs from that of the source."),
}


def verdict(restored: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """The verdict, with the same number of items."""
    return drill_verdict(GOOD, restored, **{"items": [3, 3], "elapsed": 200.0, "settings": ["tags", "stream"], **more})


def test_a_table_that_is_restored_well_passes() -> None:
    shuffled = copy.deepcopy(GOOD)
    shuffled["table"]["key_schema"].reverse()
    shuffled["table"]["global_secondary_indexes"][0]["projection"]["non_key_attributes"].reverse()
    found = verdict(shuffled, rto=200)
    assert found["passed"] and found["differences"] == [] and found["table_name"] == "orders"


@pytest.mark.parametrize("change, told", DAMAGES.values(), ids=list(DAMAGES))
def test_every_damage_is_found(change: Change, told: str) -> None:
    damaged = copy.deepcopy(GOOD)
    change(damaged)
    found = verdict(damaged)
    assert not found["passed"] and found["differences"] == [told]


@pytest.mark.parametrize(
    "items, tolerance, passed", [([100, 99], 0, False), ([100, 101], 0, False), ([100, 99], 1, True), ([100, 98], "1", False), ([0, 0], 0, True)]
)
def test_items_that_are_lost(items: list[int], tolerance: t.Any, passed: bool) -> None:
    assert verdict(GOOD, items=items, tolerance_percent=tolerance)["passed"] is passed


@pytest.mark.parametrize(
    "sample, tolerance, passed",
    [
        ({}, 0, True),
        ({"skipped": True, "changed": False}, 0, True),
        ({"compared": 0, "equal": 0, "different": 0, "missing": 0}, 0, True),
        ({"compared": 100, "equal": 100, "different": 0, "missing": 0}, 0, True),
        ({"compared": 100, "equal": 99, "different": 1, "missing": 0}, 0, False),
        ({"compared": 100, "equal": 99, "different": 0, "missing": 1}, 0, False),
        ({"compared": 100, "equal": 98, "different": 1, "missing": 1}, "2", True),
        ({"compared": 100, "equal": 97, "different": 2, "missing": 1}, 2.9, False),
        ({"compared": 1, "equal": 0, "different": 1, "missing": 0}, 99, False),
    ],
)
def test_u12_items_whose_contents_are_not_those_of_the_source(sample: dict[str, t.Any], tolerance: t.Any, passed: bool) -> None:
    assert verdict(GOOD, sample=sample, tolerance_percent=tolerance)["passed"] is passed


def test_u12_the_verdict_has_the_figures_of_the_sample_in_words_and_as_numbers() -> None:
    found = verdict(GOOD, sample={"compared": 100, "equal": 96, "different": 3, "missing": 1})
    assert found["differences"] == ["Of a sample of 100 restored items, 3 have other contents in the source, and 1 are not in the source."]
    assert [found[f"{name}_items"] for name in ("compared", "different", "missing")] == [100, 3, 1]
    assert [verdict(GOOD)[f"{name}_items"] for name in ("compared", "different", "missing")] == [0, 0, 0]


def test_a_restore_that_took_too_long() -> None:
    assert "The restore took 200 s, which is longer than" in verdict(GOOD, rto=199)["differences"][0] and verdict(GOOD, rto=0)["passed"]


@pytest.mark.parametrize(
    "change, is_ours",
    [
        ({}, True),
        ({"tags": {"dynaops.dynamodb:restored-from": "arn:orders/backup/1"}}, True),
        ({"tags": {"dynaops.dynamodb:restored-from": "arn:orders@latest"}}, True),
        ({"tags": {"dynaops.dynamodb:restored-from": "arn:orders2/backup/1"}}, False),
        ({"creation_date_time": "2026-11-21T02:16:00+00:00"}, False),
        ({"creation_date_time": "2026-11-21T01:59:30+00:00"}, True),
        ({"creation_date_time": "2026-11-21T01:58:00+00:00"}, False),
        ({"deletion_protection_enabled": True}, False),
        ({"deletion_protection_enabled": True, "tags": {"dynaops.dynamodb:restored-from": "arn:orders/backup/1"}}, True),
        ({"creation_date_time": None}, False),
        ({"key_schema": []}, False),
        ({"table_id": None}, False),
    ],
)
def test_only_what_a_drill_made_is_a_leftover(change: dict[str, t.Any], is_ours: bool) -> None:
    assert drill.leftover(SOURCE, {"table": {**LEFT, **change}}, "orders-restore-drill") == ("8f2b" if is_ours else "")


@pytest.mark.parametrize("note", [None, "none", "", "soon orders-restore-drill", "2026-11-21T02:00:00Z orders-scratch"])
def test_without_a_note_on_the_source_nothing_is_a_leftover(note: str | None) -> None:
    source = {**SOURCE, "settings": {"tags": {} if note is None else {"restore-drill-scratch": note}}}
    assert drill.leftover(source, {"table": LEFT}, "orders-restore-drill") == ""


def test_the_note_fits_into_a_tag_whatever_the_name() -> None:
    # As the playbook makes it.
    note = f"2026-11-21T02:00:00Z {('t' * 255)[-200:]}"
    source = {**SOURCE, "settings": {"tags": {"restore-drill-scratch": note}}}
    assert len(note) <= 256 and drill.leftover(source, {"table": LEFT}, "t" * 255) == "8f2b"


def test_junit() -> None:
    bad = {"table_name": "carts<&>", "passed": False, "differences": ["Index \x1b[2J is missing."], "elapsed": 3}
    good = verdict(GOOD, sample={"compared": 3, "equal": 3, "different": 0, "missing": 0}, restored_from="backup arn")
    [suite] = xml.fromstring(drill.as_junit([good, bad]).encode())
    assert suite.attrib["tests"] == "2" and suite.attrib["failures"] == "1" and suite.attrib["time"] == "203"
    cases = suite.findall("testcase")
    assert [each.attrib["name"] for each in cases] == ["orders", "carts<&>"] and cases[0].find("failure") is None
    assert cases[1].find("failure").text == "Index ?[2J is missing."  # type: ignore[union-attr]
    told = "backup arn Items: 3 restored, 3 in the source. Sample: 3 compared, 0 different, 0 missing in the source."
    # A table that was not even restored has no figures.
    assert [each.findtext("system-out") for each in cases] == [told, ""]
