# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of an item as a user writes it: sets, exact numbers, AWS's own JSON, and names that are the same as text."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_put_item
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_put_item import MODULE, put, store, there, writes
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

JSON = {"item_format": "dynamodb_json"}
# One of each of AWS's types, as DynamoDB's API takes them, less bytes.
EVERY_TYPE: dict[str, t.Any] = {
    "id": {"S": "status"},
    "exact": {"N": "0.12345678901234567890123456789012345678"},
    "big": {"N": "9.9E+125"},
    "small": {"N": "-1E-130"},
    "yes": {"BOOL": True},
    "nothing": {"NULL": True},
    "list": {"L": [{"S": ""}, {"M": {"inner": {"N": "1"}}}, {"L": []}]},
    "map": {"M": {"a": {"SS": ["x", "y"]}}},
    "numbers": {"NS": ["1", "2.5"]},
    "texts": {"SS": ["only"]},
}
# What item_format=dynamodb_json does not take: a value, its path, and what is said.
WRONG: list[tuple[t.Any, str]] = [
    ("text", 'item.x must be a dictionary with one type (S, N, B, BOOL, NULL, L, M, SS, NS, BS) and its value, such as {S: "text"}'),
    ({}, "item.x must be a dictionary with one type"),
    (None, "item.x must be a dictionary with one type"),
    ({"S": "a", "N": "1"}, "item.x must be a dictionary with one type"),
    ({"T": "a"}, "item.x has an unknown type 'T'"),
    ({"s": "a"}, "item.x has an unknown type 's'"),
    ({"S": 5}, "item.x.S must be text. Write it in quotes."),
    ({"S": None}, "item.x.S must be text"),
    ({"N": 5}, 'item.x.N must be a number in quotes, such as "12.5".'),
    ({"N": 0.1}, "item.x.N must be a number in quotes"),
    ({"N": ""}, "item.x.N must be a number in quotes"),
    ({"N": "five"}, "item.x.N must be a number in quotes"),
    ({"N": "0x10"}, "item.x.N must be a number in quotes"),
    ({"N": "NaN"}, "item.x.N must be a number in quotes"),
    ({"N": "Infinity"}, "item.x.N must be a number in quotes"),
    ({"N": "1_000"}, "item.x.N must be a number in quotes"),
    ({"N": "1" * 39}, "item.x.N is a number that DynamoDB cannot store: it takes up to 38 digits"),
    ({"N": "1E+126"}, "item.x.N is a number that DynamoDB cannot store"),
    ({"N": "1E-131"}, "item.x.N is a number that DynamoDB cannot store"),
    ({"B": "no base64!"}, "item.x.B must be bytes in base64"),
    ({"B": "aGVsbG8"}, "item.x.B must be bytes in base64"),
    ({"BOOL": "true"}, "item.x.BOOL must be true or false, without quotes."),
    ({"NULL": False}, "item.x.NULL must be true"),
    ({"L": {"S": "a"}}, "item.x.L must be a list."),
    ({"L": ["a"]}, "item.x.L[0] must be a dictionary with one type"),
    ({"M": [{"S": "a"}]}, "item.x.M must be a dictionary of attributes"),
    ({"M": {"inner": {"L": [{"N": "x"}]}}}, "item.x.M.inner.L[0].N must be a number in quotes"),
    ({"M": {"": {"S": "a"}}}, "item.x.M has an attribute without a name."),
    ({"SS": []}, "item.x.SS is an empty set, which DynamoDB does not take."),
    ({"NS": []}, "item.x.NS is an empty set"),
    ({"SS": "a"}, "item.x.SS must be a list."),
    ({"SS": ["a", "a"]}, "item.x.SS has a value twice"),
    ({"NS": ["1", "1.0"]}, "item.x.NS has a value twice"),
    ({"SS": ["a", 1]}, "item.x.SS[1] must be text"),
    ({"BS": ["aGk=", "?"]}, "item.x.BS[1] must be bytes in base64"),
]


def nested(levels: int) -> t.Any:
    """Lists in lists."""
    value: t.Any = "end"
    for _level in range(levels):
        value = [value]
    return value


def refused(lab: LabClient, in_module: t.Any, words: str, **arguments: t.Any) -> None:
    """Asserts that the module refuses it so before the first request."""
    result = in_module(dynamodb_put_item, **{"table_name": "orders", **arguments})
    assert result["failed"] and result["error"]["code"] == "InvalidArgument" and words in result["msg"], result["msg"]
    assert result["msg"].isprintable() and lab.work() == []


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"b", "a"}, {"SS": ["a", "b"]}),
        ({2, 1.5}, {"NS": ["1.5", "2"]}),
        (frozenset({"only"}), {"SS": ["only"]}),
        ({b"hi"}, {"BS": [b"hi"]}),
        (b"hi", {"B": b"hi"}),
        ([{"a"}], {"L": [{"SS": ["a"]}]}),
        ({"in": {1}}, {"M": {"in": {"NS": ["1"]}}}),
    ],
)
def test_i1_a_set_is_stored_as_a_set(orders: LabClient, given: t.Any, stored: dict[str, t.Any]) -> None:
    put(orders, item={"id": "status", "x": given})
    found = (there(orders) or {})["x"]
    assert {kind: sorted(held) if kind in ("SS", "NS", "BS") else held for kind, held in found.items()} == stored


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (set(), "item.x is an empty set, which DynamoDB does not take. Leave it out."),
        ({"a", 1}, "item.x must be a set of texts alone or of numbers alone; it has a number, text."),
        ({True}, "item.x must be a set of texts alone or of numbers alone; it has true or false."),
        ({None}, "item.x must be a set of texts alone"),
        ({("a", "b")}, "item.x must be a set of texts alone"),
        ({"{{ who }}"}, "item.x has a template in a set, where Ansible does not replace it"),
        ({0.12345678901234567}, "item.x (in the set) is a decimal number of more than 15 significant digits"),
    ],
)
def test_i1_an_empty_or_mixed_set_is_refused(lab: LabClient, given: t.Any, words: str) -> None:
    with pytest.raises(ValueError) as refusal:
        put(lab, item={"id": "status", "x": given})
    assert words in str(refusal.value) and lab.requests() == []


def test_i1_the_order_of_a_set_is_no_difference(orders: LabClient) -> None:
    store(orders, x={"SS": ["b", "a"]}, y={"NS": ["2", "1.0"]})
    item = {"id": "status", "x": {"a", "b"}, "y": {1, 2}}
    assert not put(orders, if_exists="update", item=item).as_result()["changed"]
    assert put(orders, if_exists="update", item={**item, "y": {1, 3}}).as_result()["changed"]


def test_i1_i2_i3_through_ansible(orders: LabClient, ansible: AnsibleRuns) -> None:
    """What reaches a module is not what the playbook has: sets and keys must be seen before."""
    book = f"""
- hosts: localhost
  gather_facts: false
  module_defaults:
    {MODULE}: {{table_name: orders}}
  vars:
    kept: !!set {{c, d}}
    whole: {{id: variable, x: "{{{{ kept }}}}", l: [!!set {{3, 4}}]}}
  tasks:
    - {MODULE}:
        item: {{id: literal, x: !!set {{b, a}}, n: !!set {{1, 2.5}}, deep: {{l: [!!set {{z}}, plain]}}, list: [b, a]}}
    - {MODULE}: {{item: "{{{{ whole }}}}"}}
    - action:
        module: {MODULE}
        item: {{id: action, x: !!set {{a}}}}
    - {MODULE}:
      args:
        item: {{id: args, x: !!set {{a}}}}
    - {MODULE}:
        item_format: dynamodb_json
        item: {{id: {{S: described}}, x: {{SS: [a]}}, n: {{N: "0.12345678901234567891"}}}}
    - {MODULE}: {{item: {{id: numbers, 1: one, deep: {{2: two}}, big: 12345678901234567890123456789012345678}}}}
    # The lab's engine cannot describe a table with bytes in it: the last item that is stored.
    - {MODULE}: {{item: {{id: bytes, x: !!binary aGk=}}}}
    - {MODULE}: {{item: {{id: bad, x: !!set {{}}}}}}
      ignore_errors: true
    - {MODULE}: {{item: {{id: bad, x: !!set {{a, 1}}}}}}
      ignore_errors: true
    - {MODULE}: {{item: {{id: bad, x: 0.12345678901234567891}}}}
      ignore_errors: true
    - {MODULE}: {{item: {{id: bad, 1: a, "1": b}}}}
      ignore_errors: true
    - {MODULE}: {{item: {{id: bad, deep: [{{1: a, "1": b}}]}}}}
      ignore_errors: true
    - {MODULE}: {{item: {{id: bad, on: a}}}}
      ignore_errors: true
    - {MODULE}: {{item: {{id: bad, 2026-01-01: a}}}}
      ignore_errors: true
"""
    run = ansible.playbook(book)
    assert run.code == 0, run.output
    found = {each["id"]["S"]: {name: value for name, value in each.items() if name != "id"} for each in orders.dynamodb().scan(TableName="orders")["Items"]}
    for each in ("bad", *(name for name in found if name.isdigit() or name.startswith("item"))):
        found.pop(each, None)
    stored = json.loads(json.dumps(found, default=lambda value: value.decode()))
    assert {kind: sorted(held) for kind, held in stored["literal"]["n"].items()} == {"NS": ["1", "2.5"]}
    assert {kind: sorted(held) for kind, held in stored["literal"]["x"].items()} == {"SS": ["a", "b"]}
    assert stored["literal"]["deep"] == {"M": {"l": {"L": [{"SS": ["z"]}, {"S": "plain"}]}}}
    assert stored["bytes"] == {"x": {"B": "hi"}} and stored["literal"]["list"] == {"L": [{"S": "b"}, {"S": "a"}]}
    assert sorted(stored["variable"]["x"]["SS"]) == ["c", "d"] and sorted(stored["variable"]["l"]["L"][0]["NS"]) == ["3", "4"]
    assert stored["action"] == stored["args"] == {"x": {"SS": ["a"]}}
    assert stored["described"] == {"x": {"SS": ["a"]}, "n": {"N": "0.12345678901234567891"}}
    assert stored["numbers"] == {"1": {"S": "one"}, "deep": {"M": {"2": {"S": "two"}}}, "big": {"N": "12345678901234567890123456789012345678"}}
    for words in (
        "item.x is an empty set",
        "item.x must be a set of texts alone or of numbers alone",
        "item.x is a decimal number of more than 15 significant digits",
        "item has the key 1 and the text '1' as a key",
        "item.deep[0] has the key 1 and the text '1' as a key",
        "item has the key true, which is not text",
        "item has the key '2026-01-01', which is not text",
    ):
        assert words in run.output, (words, run.output)
    assert "Traceback" not in run.output and len(writes(orders)) == 7


@pytest.mark.parametrize("given", [0.12345678901234567891, 1234567890123456.5, 0.1 + 0.2, [1 / 3], {"a": {"b": 1e22 / 7}}])
def test_i2_a_decimal_number_that_yaml_cannot_hold_is_refused_with_the_way_out(orders: LabClient, in_module: t.Any, given: t.Any) -> None:
    words = "is a decimal number of more than 15 significant digits: YAML may have lost some of them already. Round it, or give the item with item_format="
    refused(orders, in_module, words, item={"id": "status", "x": given})


@pytest.mark.parametrize("given", [0.123456789012345, 1e22, -2.5, 100000.0, 12345678901234567891, 10**37, 0.1])
def test_i2_other_numbers_are_stored_as_written(orders: LabClient, given: t.Any) -> None:
    put(orders, item={"id": "status", "x": given})
    assert float((there(orders) or {})["x"]["N"]) == float(given)


def test_i2_a_limit_is_held_to_the_same(orders: LabClient, in_module: t.Any) -> None:
    more = {"item": {"id": "status", "ttl": 5}, "if_exists": "update"}
    refused(orders, in_module, "update_when_below: 'ttl' is a decimal number of more than 15", update_when_below={"ttl": 0.12345678901234567}, **more)
    refused(orders, in_module, "update_when_below: 'ttl' must be a number (got 'soon')", update_when_below={"ttl": "soon"}, **more)


def test_i2_awss_own_json_is_stored_as_it_is(orders: LabClient, in_module: t.Any) -> None:
    result = in_module(dynamodb_put_item, table_name="orders", item={**EVERY_TYPE, "bytes": {"B": "aGk="}, "several": {"BS": ["aGk="]}}, **JSON)
    assert not result["failed"] and result["changed"], result
    sent = orders.requests("PutItem")[0]["body"]["Item"]
    assert sent == {**EVERY_TYPE, "bytes": {"B": "aGk="}, "several": {"BS": ["aGk="]}}
    again = in_module(dynamodb_put_item, table_name="orders", item=EVERY_TYPE, if_exists="update", **JSON)
    assert not again["changed"] and len(writes(orders)) == 1


@pytest.mark.parametrize(("given", "words"), WRONG, ids=[json.dumps(given)[:40] for given, _words in WRONG])
def test_i2_what_is_not_awss_own_json_is_refused_with_its_path(orders: LabClient, in_module: t.Any, given: t.Any, words: str) -> None:
    refused(orders, in_module, words, item={"id": {"S": "status"}, "x": given}, **JSON)


def test_i2_plain_yaml_stays_plain(orders: LabClient) -> None:
    put(orders, item={"id": "status", "x": {"N": "5"}})
    assert (there(orders) or {})["x"] == {"M": {"N": {"S": "5"}}}


def test_i2_nesting_has_awss_limit(orders: LabClient, in_module: t.Any) -> None:
    put(orders, item={"id": "status", "x": nested(31)})
    orders.requests()
    result = in_module(dynamodb_put_item, table_name="orders", item={"id": "deep", "x": nested(33)})
    assert result["failed"] and "levels deep" in result["msg"]
    result = in_module(dynamodb_put_item, table_name="orders", item={"id": "deep", "x": nested(300)})
    assert result["failed"] and "levels deep" in result["msg"] and there(orders, "deep") is None


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"id": "status", 1: "a", "1": "b"}, "item has the key 1 and the text '1' as a key: one of them would be lost."),
        ({"id": "status", "m": {1: "a", "1": "b"}}, "item.m has the key 1 and the text '1' as a key"),
        ({"id": "status", "l": [{"m": {2: "a", "2": "b"}}]}, "item.l[0].m has the key 2 and the text '2' as a key"),
        ({"id": "status", True: "a"}, "item has the key true, which is not text. Write it in quotes."),
        ({"id": "status", "m": {None: "a"}}, "item.m has the key null, which is not text"),
        ({"id": "status", "m": {1.5: "a"}}, "item.m has the key 1.5, which is not text"),
        ({"id": "status", "m": {"": "a"}}, "item.m has an attribute without a name."),
    ],
)
def test_i3_names_that_are_the_same_as_text_are_refused(lab: LabClient, item: dict[t.Any, t.Any], words: str) -> None:
    with pytest.raises(ValueError) as refusal:
        put(lab, item=item)
    assert words in str(refusal.value) and lab.requests() == []
