# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_put_item: one item, once, whatever becomes of the answers, and nothing of it in any result."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import put_item
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_put_item
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_put_item"
ITEM = {"id": "status", "note": "very-private", "ttl": 2000}
STORED = {"id": {"S": "status"}, "note": {"S": "very-private"}, "ttl": {"N": "2000"}}
RENEW = {"if_exists": "update", "update_attributes": ["ttl"], "update_when_below": {"ttl": 1500}}


def put(lab: LabClient, check_mode: bool = False, task: t.Any = None, time: LabTime | None = None, **options: object) -> t.Any:
    """What the module does with this item, or another."""
    given = {"table_name": "orders", "item": ITEM, **options}
    return perform(task or task_at(lab, time=time), dynamodb_put_item, put_item, check_mode, **given)


def there(lab: LabClient, key: str = "status") -> dict[str, t.Any] | None:
    """The item as it is in the table."""
    return t.cast("dict[str, t.Any] | None", lab.dynamodb().get_item(TableName="orders", Key={"id": {"S": key}}).get("Item"))


def store(lab: LabClient, **attributes: dict[str, t.Any]) -> None:
    """Puts an item of the same key behind the module's back."""
    lab.dynamodb().put_item(TableName="orders", Item={"id": {"S": "status"}, **attributes})


def writes(lab: LabClient) -> list[str]:
    """The writes of the module, which are those with a condition."""
    return [entry["operation"] for entry in lab.requests() if "ConditionExpression" in entry["body"]]


def meanwhile(lab: LabClient, operation: str, action: t.Callable[[], object]) -> t.Any:
    """A task before whose first request of this kind something else happens."""
    task = task_at(lab)
    done: list[bool] = []

    def act(**unused: object) -> None:
        if not done:
            done.append(True)
            action()

    task.client.meta.events.register(f"before-call.dynamodb.{operation}", act)
    return task


def test_puts_it_once_with_every_type_and_shows_no_value(orders: LabClient, ansible: AnsibleRuns) -> None:
    item = {"id": "status", "n": 12, "f": 1.5, "big": 2**70, "yes": True, "none": None, "l": [1, "a", {"x": 0.1}], "m": {"very": "private"}}
    first = ansible.adhoc(MODULE, table_name="orders", item=item)
    second = ansible.adhoc(MODULE, table_name="orders", item=item)
    assert first.code == 0 and first.result["changed"] is True and first.result["existed"] is False, first.output
    assert first.result["attributes"] == sorted(item) and first.msg == "The item was put into table orders in region us-east-1."
    assert second.code == 0 and second.result["changed"] is False and second.result["existed"] is True and second.result["attributes"] == []
    assert there(orders) == {
        "id": {"S": "status"},
        "n": {"N": "12"},
        "f": {"N": "1.5"},
        "big": {"N": str(2**70)},
        "yes": {"BOOL": True},
        "none": {"NULL": True},
        "l": {"L": [{"N": "1"}, {"S": "a"}, {"M": {"x": {"N": "0.1"}}}]},
        "m": {"M": {"very": {"S": "private"}}},
    }
    shown = [{key: value for key, value in run.result.items() if key != "invocation"} for run in (first, second)]
    assert writes(orders) == ["PutItem"] and "private" not in json.dumps(shown)


def test_an_item_that_is_there_is_left_as_it_is(orders: LabClient) -> None:
    store(orders, note={"S": "older"})
    outcome = put(orders)
    assert outcome.as_result() == {"changed": False, "attributes": [], "existed": True} and "was not changed" in outcome.msg
    assert there(orders) == {"id": {"S": "status"}, "note": {"S": "older"}} and writes(orders) == []
    # An older answer could tell of no item where there is one by now.
    assert orders.requests("GetItem")[0]["body"]["ConsistentRead"] is True


def test_or_is_a_failure(orders: LabClient) -> None:
    store(orders)
    with pytest.raises(put_item.ItemExists, match="already exists in table orders in region us-east-1") as failure:
        put(orders, if_exists="fail")
    assert failure.value.code == "ItemExists" and writes(orders) == []
    assert put(orders, if_exists="fail", item={"id": "another"}).as_result()["changed"]


def test_one_that_comes_meanwhile_is_not_replaced(orders: LabClient) -> None:
    outcome = put(orders, task=meanwhile(orders, "PutItem", lambda: store(orders, note={"S": "quicker"})))
    assert outcome.as_result() == {"changed": False, "attributes": [], "existed": True}
    assert there(orders) == {"id": {"S": "status"}, "note": {"S": "quicker"}} and writes(orders) == ["PutItem"]


def test_an_update_gives_the_attributes_and_leaves_the_others(orders: LabClient) -> None:
    store(orders, note={"S": "older"}, ttl={"N": "2000.0"}, kept={"S": "kept"})
    first, second = put(orders, if_exists="update"), put(orders, if_exists="update")
    assert first.as_result() == {"changed": True, "attributes": ["note", "ttl"], "existed": True} and not second.as_result()["changed"]
    assert there(orders) == {**STORED, "kept": {"S": "kept"}} and writes(orders) == ["UpdateItem"]
    # The same numbers, otherwise written, are no change.
    assert not put(orders, if_exists="update", item={"id": "status", "ttl": 2000.0}).as_result()["changed"]


def test_or_those_alone_that_are_named(orders: LabClient) -> None:
    store(orders, note={"S": "older"})
    assert put(orders, if_exists="update", update_attributes=["ttl"]).as_result()["attributes"] == ["ttl"]
    assert there(orders) == {**STORED, "note": {"S": "older"}}


@pytest.mark.parametrize(
    "found, renewed", [({"N": "1499.5"}, True), ({"N": "-3"}, True), ({"N": "1500"}, False), ({"N": "1999"}, False), ({"S": "1000"}, False), (None, False)]
)
def test_an_item_is_renewed_when_its_end_is_near(orders: LabClient, found: t.Any, renewed: bool) -> None:
    store(orders, note={"S": "older"}, **({"ttl": found} if found else {}))
    assert put(orders, **RENEW).as_result()["changed"] is renewed and not put(orders, **RENEW).as_result()["changed"]
    assert (there(orders) or {}).get("ttl") == ({"N": "2000"} if renewed else found) and len(writes(orders)) == renewed


def test_two_that_renew_at_once_write_once(orders: LabClient) -> None:
    store(orders, ttl={"N": "1"})
    outcome = put(orders, task=meanwhile(orders, "UpdateItem", lambda: store(orders, ttl={"N": "1800"})), **RENEW)
    assert not outcome.as_result()["changed"] and (there(orders) or {})["ttl"] == {"N": "1800"} and writes(orders) == ["UpdateItem"]


def test_an_item_that_expires_before_it_is_renewed_is_put_whole(orders: LabClient) -> None:
    store(orders, ttl={"N": "1"})
    gone = meanwhile(orders, "UpdateItem", lambda: orders.dynamodb().delete_item(TableName="orders", Key={"id": {"S": "status"}}))
    assert put(orders, task=gone, **RENEW).as_result() == {"changed": True, "attributes": ["id", "note", "ttl"], "existed": False}
    assert there(orders) == STORED and writes(orders) == ["UpdateItem", "PutItem"]


@pytest.mark.shown_cases(12)
@pytest.mark.parametrize("kind", ["cut", "reset", "truncated", "garbage", "html", "bad_crc", "empty", "no_details"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem"])
def test_a_lost_or_damaged_answer_does_not_matter(orders: LabClient, time: LabTime, operation: str, kind: str, when: str) -> None:
    if operation == "UpdateItem":
        store(orders, ttl={"N": "1"})
    orders.fault(operation, kind, when=when)
    outcome = put(orders, time=time, **RENEW)
    assert outcome.as_result()["changed"] and outcome.existed is (operation == "UpdateItem")
    assert (there(orders) or {})["ttl"] == {"N": "2000"} and set(writes(orders)) == {operation} and len(writes(orders)) == 2
    assert not put(orders, **RENEW).as_result()["changed"]


@pytest.mark.parametrize("kind", ["cut", "garbage", "bad_crc", "empty", "no_details"])
def test_an_item_that_was_not_read_does_not_count_as_missing(orders: LabClient, time: LabTime, kind: str) -> None:
    store(orders, note={"S": "older"})
    orders.fault("GetItem", kind, when="after")
    assert not put(orders, time=time).as_result()["changed"] and writes(orders) == []


def test_throttling_is_waited_out(orders: LabClient, time: LabTime) -> None:
    orders.fault("PutItem", "error", code="ProvisionedThroughputExceededException", message="Slow down", times=8)
    assert put(orders, time=time).as_result()["changed"] and there(orders) == STORED


def test_what_is_not_known_is_said(orders: LabClient, time: LabTime) -> None:
    orders.fault("PutItem", "cut", when="after")
    orders.fault("PutItem", "cut", times=0)
    with pytest.raises(errors.NoAnswer) as failure:
        put(orders, time=time)
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    assert outcome.state() == "PutItem was sent, and it is not known whether it was carried out: run the task again."
    assert outcome.as_result() == {"changed": True, "attributes": ["id", "note", "ttl"], "existed": False} and there(orders) == STORED


def test_a_refusal_wrote_nothing(orders: LabClient) -> None:
    orders.settings(allowed=["dynamodb:DescribeTable", "dynamodb:GetItem"])
    with pytest.raises(errors.Denied) as failure:
        put(orders)
    assert "PutItem on table orders" in failure.value.text and failure.value.outcome.state() == "Nothing was written."  # type: ignore[attr-defined]


def test_check_mode_writes_nothing(orders: LabClient) -> None:
    absent = put(orders, check_mode=True)
    store(orders, ttl={"N": "1"})
    stale, kept = put(orders, check_mode=True, **RENEW), put(orders, check_mode=True)
    assert absent.msg == "Would have put the item into table orders in region us-east-1 if not in check mode." and absent.as_result()["changed"]
    assert stale.msg == "Would have updated 1 attribute of the item in table orders in region us-east-1 if not in check mode."
    assert stale.as_result()["attributes"] == ["ttl"] and not kept.as_result()["changed"] and writes(orders) == []


def test_a_table_that_is_being_created_is_waited_for(lab: LabClient, time: LabTime) -> None:
    lab.settings(table_creating_seconds=30)
    lab.make_table("orders", settled=False)
    assert put(lab, time=time).as_result()["changed"] and 25 < time.now < 60


def test_one_that_is_being_updated_takes_items(orders: LabClient) -> None:
    orders.table("orders", "UPDATING")
    assert put(orders).as_result()["changed"] and len(orders.requests("DescribeTable")) == 1


@pytest.mark.parametrize(
    "options, text",
    [
        ({"item": {"note": "very-private"}}, "item lacks the attribute 'id', which is a key of the table."),
        ({"item": {"id": 7}}, "item has a number in 'id'; this key of the table must be text."),
        ({"if_exists": "update", "update_attributes": ["id", "ttl"]}, "update_attributes must not name key attributes of the table: id."),
    ],
)
def test_what_the_table_does_not_take_is_refused_before_the_first_write(orders: LabClient, options: dict[str, t.Any], text: str) -> None:
    with pytest.raises(errors.InvalidArgument) as failure:
        put(orders, **options)
    assert failure.value.text == text and orders.operations() == ["DescribeTable"]


@pytest.mark.parametrize(
    "arguments, text",
    [
        ({"table_name": "ab"}, "table_name must be at least 3 characters"),
        ({"item": {"id": "a", "": 1}}, "item has an attribute without a name"),
        ({"item": {"id": "a", "x": float("nan")}}, "DynamoDB cannot store"),
        ({"item": {"id": "a", "x": {"y": [10**40 + 1]}}}, "DynamoDB cannot store"),
        ({"update_attributes": ["ttl"]}, "require if_exists=update"),
        ({"update_when_below": {"ttl": 1}, "if_exists": "fail"}, "require if_exists=update"),
        ({"if_exists": "update", "update_attributes": ["ttl", "tll"]}, "update_attributes names attributes that item does not have: 'tll'"),
        ({"if_exists": "update", "update_when_below": {"ttl": "soon"}}, "update_when_below: 'ttl' must be a number (got 'soon')"),
        ({"if_exists": "update", "update_when_below": {"ttl": True}}, "update_when_below: 'ttl' must be a number"),
        ({"if_exists": "update", "update_when_below": {"tll": 1}}, "update_when_below: 'tll' is not among the attributes that are updated"),
        ({**RENEW, "update_attributes": ["note"]}, "update_when_below: 'ttl' is not among the attributes that are updated"),
        ({**RENEW, "item": {**ITEM, "ttl": "2000"}}, "update_when_below: 'ttl' must be a number in item, where it is text. Before ansible-core 2.19"),
        ({**RENEW, "item": {**ITEM, "ttl": 1499}}, "update_when_below: 'ttl' must not be greater than the value in item: every run would update it"),
        ({"table_name": "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"}, "Set region to the table's region"),
        ({"timeout": 59}, "timeout must be at least 60"),
    ],
)
def test_bad_input_is_refused_before_the_first_call(lab: LabClient, in_module: t.Any, arguments: dict[str, t.Any], text: str) -> None:
    result = in_module(dynamodb_put_item, **{"table_name": "orders", "item": ITEM, **arguments})
    assert result["failed"] and result["error"]["code"] == "InvalidArgument" and text in result["msg"] and "very-private" not in result["msg"]
    assert lab.requests() == []


@pytest.mark.parametrize("given, stored", [(0.1, "0.1"), (1e-7, "1E-7"), (-2.50, "-2.5"), (10**37, "1" + "0" * 37), (0, "0")])
def test_numbers_are_stored_as_a_person_would_write_them(orders: LabClient, given: t.Any, stored: str) -> None:
    put(orders, item={"id": "status", "number": given})
    assert (there(orders) or {})["number"] == {"N": stored}


def test_limits_may_come_as_text(orders: LabClient) -> None:
    store(orders, ttl={"N": "1"})
    assert put(orders, **{**RENEW, "update_when_below": {"ttl": "1500"}}).as_result()["changed"]


@pytest.mark.parametrize("code", ["ReplicatedWriteConflictException", "TransactionConflictException"])
def test_c13_a_conflict_with_another_write_clears_and_is_tried_again(orders: LabClient, time: LabTime, code: str) -> None:
    orders.fault("PutItem", "error", code=code, message="Another write is in progress", times=2)
    outcome = put(orders, time=time)
    assert outcome.written and there(orders) == STORED and len(writes(orders)) == 3
