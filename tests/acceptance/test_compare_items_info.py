# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_compare_items_info: how many items of a sample are equal, different and missing in another table."""

from __future__ import annotations

import collections
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import COMPARE_ITEMS_INFO
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import compare_items
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_compare_items_info
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

MODULE = "dynaops.dynamodb.dynamodb_compare_items_info"
BOTH = {"table_name": "copy", "other_table_name": "orders"}
# Each as one table has it, and as another one may have the same.
SAME: list[tuple[dict[str, t.Any], dict[str, t.Any]]] = [
    ({"N": "1"}, {"N": "1.0"}),
    ({"N": "100"}, {"N": "1E+2"}),
    ({"NS": ["1", "2"]}, {"NS": ["2.0", "1"]}),
    ({"SS": ["a", "b"]}, {"SS": ["b", "a"]}),
    ({"BS": [b"a", b"b"]}, {"BS": [b"b", b"a"]}),
    ({"M": {"a": {"L": [{"NS": ["1", "2"]}]}, "b": {"S": ""}}}, {"M": {"b": {"S": ""}, "a": {"L": [{"NS": ["2", "1"]}]}}}),
]
OTHERWISE: list[tuple[dict[str, t.Any], dict[str, t.Any]]] = [
    ({"N": "1"}, {"S": "1"}),
    ({"N": "0.12345678901234567890123456789012345678"}, {"N": "0.12345678901234567890123456789012345679"}),
    ({"S": "a"}, {"S": "A"}),
    ({"S": "a"}, {"B": b"a"}),
    ({"SS": ["a", "b"]}, {"SS": ["a"]}),
    ({"SS": ["1"]}, {"NS": ["1"]}),
    ({"L": [{"S": "a"}, {"S": "b"}]}, {"L": [{"S": "b"}, {"S": "a"}]}),
    ({"M": {"a": {"S": "a"}}}, {"M": {"a": {"S": "a"}, "b": {"NULL": True}}}),
    ({"BOOL": True}, {"BOOL": False}),
]


@pytest.fixture(name="two")
def two_tables(lab: LabClient) -> LabClient:
    """The tables orders and copy, with the same 20 items."""
    for name in ("orders", "copy"):
        lab.make_table(name, items=20)
    return lab


def compare(here: ModulesHere, **options: t.Any) -> Run:
    """The module about copy and orders."""
    return here.adhoc(MODULE, **{**BOTH, **options})


def found(run: Run) -> tuple[int, int, int, int]:
    """What was compared, equal, different and missing."""
    assert run.code == 0 and run.result["changed"] is False, run.output
    return tuple(run.result[name] for name in ("compared", "equal", "different", "missing"))  # type: ignore[return-value]


def write(lab: LabClient, table: str, number: int, **attributes: dict[str, t.Any]) -> None:
    """Writes one of the items that both tables have, with these attributes."""
    lab.dynamodb().put_item(TableName=table, Item={"id": {"S": f"order-{number:05d}"}, **attributes})


def make_large(lab: LabClient, table: str) -> None:
    """Adds items of more than a page, which ends at 1 MB."""
    for number in range(4):
        lab.dynamodb().put_item(TableName=table, Item={"id": {"S": f"large-{number}"}, "text": {"S": "x" * 390_000}})


def test_u12_a_copy_is_equal_and_what_is_changed_or_not_there_is_counted(two: LabClient, here: ModulesHere) -> None:
    assert found(compare(here)) == (20, 20, 0, 0)
    write(two, "copy", 7, total={"N": "-1"})
    write(two, "copy", 8)
    write(two, "copy", 9, total={"N": str(9 * 7)}, more={"NULL": True})
    two.dynamodb().delete_item(TableName="orders", Key={"id": {"S": "order-00011"}})
    run = compare(here)
    assert found(run) == (20, 16, 3, 1)
    assert run.msg == "Compared 20 items of table copy with table orders in region us-east-1: 16 equal, 3 different, 1 missing."
    assert (run.result["table"]["table_name"], run.result["other_table"]["table_name"]) == ("copy", "orders")
    # The other way round, the item that only the copy has is not seen.
    assert found(compare(here, table_name="orders", other_table_name="copy")) == (19, 16, 3, 0)


def test_u12_what_dynamodb_takes_for_the_same_is_equal_and_nothing_else(two: LabClient, here: ModulesHere) -> None:
    for number, (one, other) in enumerate([*SAME, *OTHERWISE]):
        write(two, "orders", number, value=one)
        write(two, "copy", number, value=other)
    assert found(compare(here)) == (20, 20 - len(OTHERWISE), len(OTHERWISE), 0)


def test_u12_keys_of_numbers_and_bytes(lab: LabClient, here: ModulesHere) -> None:
    client = lab.dynamodb()
    keys = [{"AttributeName": "number", "KeyType": "HASH"}, {"AttributeName": "bytes", "KeyType": "RANGE"}]
    types = [{"AttributeName": "number", "AttributeType": "N"}, {"AttributeName": "bytes", "AttributeType": "B"}]
    for name in ("orders", "copy"):
        client.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=keys, AttributeDefinitions=types)
        lab.settle()
        for number in ("-1", "2.5"):
            for held in (b"\x00", b"\xff"):
                client.put_item(TableName=name, Item={"number": {"N": number}, "bytes": {"B": held}, "name": {"S": name if number == "-1" else ""}})
    assert found(compare(here)) == (4, 2, 2, 0)


def test_u12_a_large_table_is_compared_by_a_sample_from_everywhere_in_it(lab: LabClient, here: ModulesHere) -> None:
    for name in ("orders", "copy"):
        lab.make_table(name, items=200)
    before = len(lab.requests())
    assert found(compare(here, sample_size=50)) == (50, 50, 0, 0)
    whole, *scans = [each["body"] for each in lab.requests("Scan")]
    assert whole["Limit"] == 50 and {each["Segment"] for each in scans} == set(range(25)) and {each["TotalSegments"] for each in scans} == {25}
    # No segment gives more than its share before all others have given theirs.
    assert len(scans) == 25 and {each["Limit"] for each in scans} == {2} and len(lab.requests()) - before == 2 + 1 + 25 + 1
    assert all(each["ConsistentRead"] is True for each in scans)


@pytest.mark.parametrize(
    ("items", "size", "compared"), [(0, 100, 0), (1, 100, 1), (1, 1, 1), (9, 1, 1), (9, 7, 7), (9, 9, 9), (150, 120, 120), (230, 10_000, 230)]
)
def test_u12_a_table_of_any_size_with_a_sample_of_any_size(lab: LabClient, here: ModulesHere, items: int, size: int, compared: int) -> None:
    for name in ("orders", "copy"):
        lab.make_table(name, items=items)
    assert found(compare(here, sample_size=size)) == (compared, compared, 0, 0)
    asked = [each["body"]["RequestItems"]["orders"]["Keys"] for each in lab.requests("BatchGetItem")]
    assert [len(keys) for keys in asked] == [100] * (compared // 100) + [compared % 100] * bool(compared % 100)
    # No item is compared twice.
    assert len({key["id"]["S"] for keys in asked for key in keys}) == compared


def test_u12_a_table_of_few_large_items_is_compared_completely(two: LabClient, here: ModulesHere) -> None:
    for name in ("orders", "copy"):
        make_large(two, name)
    write(two, "orders", 3, total={"N": "-1"})
    assert found(compare(here)) == (24, 23, 1, 0) and len(two.requests("Scan")) > 25


def test_u12_keys_that_aws_leaves_unprocessed_are_sent_again_after_a_pause(two: LabClient, here: ModulesHere, time: LabTime) -> None:
    two.settings(batch_reads_at_once=8)
    two.dynamodb().delete_item(TableName="orders", Key={"id": {"S": "order-00011"}})
    assert found(compare(here, consistent_read=False)) == (20, 19, 0, 1)
    asked = [each["body"]["RequestItems"]["orders"] for each in two.requests("BatchGetItem")]
    assert [len(each["Keys"]) for each in asked] == [20, 12, 4] and time.now >= 1.0
    assert [each["ConsistentRead"] for each in asked] == [False] * 3 and two.requests("Scan")[0]["body"]["ConsistentRead"] is False


def test_u12_throttling_and_lost_answers_change_nothing(two: LabClient, here: ModulesHere) -> None:
    for operation in ("Scan", "BatchGetItem"):
        two.fault(operation, "error", code="ProvisionedThroughputExceededException", message="Slow down", times=6)
        for kind in ("cut", "truncated", "bad_crc"):
            two.fault(operation, kind, when="after")
    assert found(compare(here)) == (20, 20, 0, 0)
    told = collections.Counter((each["operation"], each["fault"]) for each in two.requests() if each["fault"])
    assert set(told.values()) == {1, 6} and len(told) == 8


@pytest.mark.parametrize("operation", ["Scan", "BatchGetItem"])
def test_u12_an_answer_without_items_is_no_answer(two: LabClient, here: ModulesHere, operation: str) -> None:
    two.fault(operation, "no_details", times=4)
    run = compare(here)
    assert run.code != 0 and run.result["error"]["code"] == "DamagedAnswer" and f"No usable response to {operation} on table" in run.msg
    assert "compared" not in run.result


def test_u12_throttled_until_the_end_it_is_a_timeout(two: LabClient, here: ModulesHere) -> None:
    two.settings(batch_reads_at_once=0)
    run = compare(here, timeout=60)
    assert run.code != 0 and "BatchGetItem on table orders" in run.msg and run.result["error"]["code"] == "ProvisionedThroughputExceededException"
    assert len(two.requests("BatchGetItem")) > 5 and "compared" not in run.result


@pytest.mark.parametrize(("operation", "table"), [("Scan", "copy"), ("BatchGetItem", "orders")])
def test_u12_a_refusal_names_the_call_and_the_permissions(two: LabClient, here: ModulesHere, operation: str, table: str) -> None:
    two.settings(allowed=[action for action in COMPARE_ITEMS_INFO.needed if not action.endswith(operation)])
    run = compare(here)
    assert run.code != 0 and run.result["error"]["code"] == "AccessDeniedException" and f"{operation} on table {table} in region us-east-1" in run.msg
    assert COMPARE_ITEMS_INFO.text() in run.msg and "compared" not in run.result


@pytest.mark.parametrize(
    ("keys", "types", "words"),
    [
        ([("id", "HASH")], [("id", "N")], "id (STRING), and id (NUMBER)"),
        ([("number", "HASH")], [("number", "S")], "id (STRING), and number (STRING)"),
        ([("id", "HASH"), ("day", "RANGE")], [("id", "S"), ("day", "S")], "id (STRING), and id (STRING), day (STRING)"),
    ],
)
def test_u12_tables_with_other_keys_are_refused_before_an_item_is_read(
    lab: LabClient, here: ModulesHere, keys: list[tuple[str, str]], types: list[tuple[str, str]], words: str
) -> None:
    lab.make_table("copy")
    lab.dynamodb().create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": kind} for name, kind in types],
    )
    lab.settle()
    run = compare(here)
    assert run.code != 0 and run.result["error"]["code"] == "KeysDiffer" and lab.requests("Scan") == []
    assert run.msg == (
        f"Table copy and table orders in region us-east-1 have different keys: {words}. No item was read. Compare tables that have the same keys."
    )


def test_u12_indexes_make_no_difference(two: LabClient, here: ModulesHere) -> None:
    two.dynamodb().update_table(
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("id", "day")],
        GlobalSecondaryIndexUpdates=[
            {"Create": {"IndexName": "by-day", "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}
        ],
    )
    assert found(compare(here)) == (20, 20, 0, 0)


def test_u12_one_table_named_twice_is_refused(orders: LabClient, here: ModulesHere) -> None:
    arn = orders.dynamodb().describe_table(TableName="orders")["Table"]["TableArn"]
    run = compare(here, table_name=arn)
    assert run.code != 0 and run.result["error"]["code"] == "InvalidArgument" and "name the same table (orders). Name two tables." in run.msg
    assert orders.requests("Scan") == []


@pytest.mark.parametrize("missing", ["copy", "orders"])
def test_u12_a_table_that_is_not_there_is_named(lab: LabClient, here: ModulesHere, missing: str) -> None:
    lab.make_table("orders" if missing == "copy" else "copy")
    run = compare(here)
    assert run.code != 0 and f"DynamoDB table {missing} was not found in region us-east-1" in run.msg and lab.requests("Scan") == []


def test_u12_tables_are_named_by_arn(two: LabClient, here: ModulesHere) -> None:
    arns = {option: two.dynamodb().describe_table(TableName=name)["Table"]["TableArn"] for option, name in BOTH.items()}
    assert found(compare(here, **arns)) == (20, 20, 0, 0)
    assert list(two.requests("BatchGetItem")[0]["body"]["RequestItems"]) == [arns["other_table_name"]]
    run = compare(here, other_table_name=arns["other_table_name"].replace("us-east-1", "eu-west-1"))
    assert run.code != 0 and "names region eu-west-1" in run.msg


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"sample_size": 0}, "sample_size must be from 1 to 10000 (got 0)."),
        ({"sample_size": 10_001}, "sample_size must be from 1 to 10000 (got 10001)."),
        ({"other_table_name": "o"}, "other_table_name must be at least 3 characters (got 1)"),
        ({"other_table_name": "arn:aws:dynamodb:us-east-1:12:table/orders"}, "other_table_name looks like an ARN"),
        ({"other_table_name": ""}, "other_table_name is required and cannot be empty"),
    ],
)
def test_u12_what_is_wrong_is_refused_before_the_first_request(lab: LabClient, here: ModulesHere, options: dict[str, t.Any], words: str) -> None:
    run = compare(here, survey=True, **options)
    assert run.code != 0 and words in run.msg and run.result["error"]["code"] == "InvalidArgument" and lab.requests() == []


def test_u12_check_mode_compares_too(two: LabClient, here: ModulesHere) -> None:
    write(two, "copy", 7, total={"N": "-1"})
    assert found(compare(here, check=True)) == (20, 19, 1, 0)


def test_u12_past_the_timeout_it_ends(two: LabClient) -> None:
    make_large(two, "copy")
    two.fault("Scan", "delay", seconds=2.5, times=0)
    with pytest.raises(errors.Timeout, match="before all items of the sample of table copy were compared in region us-east-1") as ended:
        perform(task_at(two, 2), dynamodb_compare_items_info, compare_items, **BOTH)
    assert len(two.requests("Scan")) <= 1 and "compared" not in ended.value.outcome.as_result()  # type: ignore[attr-defined]


def test_u12_nothing_of_an_item_is_shown(two: LabClient, ansible: AnsibleRuns) -> None:
    write(two, "copy", 7, total={"S": "very-private"})
    run = ansible.adhoc(MODULE, "-vvvvv", **BOTH)
    assert found(run) == (20, 19, 1, 0) and "order-0000" not in run.output and "very-private" not in run.output
    two.settings(allowed=["dynamodb:DescribeTable", "dynamodb:Scan"])
    run = ansible.adhoc(MODULE, "-vvvvv", **BOTH)
    assert run.code != 0 and "order-0000" not in run.output and "very-private" not in run.output
