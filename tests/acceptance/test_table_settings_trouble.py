# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_table_settings when AWS refuses, is slow, or is not heard: what was done is said, and nothing is done twice."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import ALL_ON, POLICY, apply, make_indexed_table, read, writes
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

# The call that carries out the first change of each setting.
CALLS = {
    "contributor_insights": "UpdateContributorInsights",
    "point_in_time_recovery": "UpdateContinuousBackups",
    "resource_policy": "PutResourcePolicy",
    "tags": "TagResource",
    "time_to_live": "UpdateTimeToLive",
}


@pytest.fixture(name="indexed")
def indexed_orders(lab: LabClient) -> LabClient:
    """The lab with a table orders that has a global secondary index."""
    make_indexed_table(lab)
    return lab


def sentence(failure: pytest.ExceptionInfo[errors.TaskError]) -> str:
    """The message as people read it."""
    return failure.value.sentence(failure.value.outcome.state())  # type: ignore[attr-defined]


def outcome(failure: pytest.ExceptionInfo[errors.TaskError]) -> dict[str, t.Any]:
    """The result beside it."""
    return t.cast("dict[str, t.Any]", failure.value.outcome.as_result())  # type: ignore[attr-defined]


def test_a_refusal_says_what_was_done_before_it_and_what_was_not(indexed: LabClient) -> None:
    indexed.fault("UpdateTimeToLive", "error", code="AccessDeniedException", message="no")
    with pytest.raises(errors.Denied) as failure:
        apply(indexed, {name: ALL_ON[name] for name in ("deletion_protection", "time_to_live", "tags")})
    said = sentence(failure)
    assert "UpdateTimeToLive on table orders in region us-east-1" in said and "time_to_live: enable with attribute expires" in said
    assert "Changed before it: deletion_protection: enable." in said and "Not changed: time_to_live: enable with attribute expires; tags: set" in said
    assert outcome(failure)["changed"] and outcome(failure)["changes"] == ["deletion_protection: enable"]
    assert read(indexed)["deletion_protection"] == {"enabled": True} and read(indexed)["tags"] == {}


def test_a_refusal_of_the_first_says_that_nothing_was_changed(orders: LabClient) -> None:
    orders.fault("UpdateTable", "error", code="AccessDeniedException", message="no")
    with pytest.raises(errors.Denied) as failure:
        apply(orders, {"deletion_protection": {"enabled": True}})
    assert "Nothing was changed before it." in sentence(failure) and not outcome(failure)["changed"]


@pytest.mark.shown_cases(8)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", sorted(ALL_ON))
def test_a_lost_answer_ends_in_one_change(indexed: LabClient, name: str, when: str) -> None:
    # For a new replica they are enabled later, which is asked in test_table_settings.py.
    indexed.settings(backups_enabled_after=0)
    indexed.fault(CALLS.get(name, "UpdateTable"), "cut", when=when)
    done = apply(indexed, {name: ALL_ON[name]})
    assert done["settings"] == {name: read(indexed)[name]} and not apply(indexed, {name: ALL_ON[name]})["changed"]
    # None was sent that AWS had carried out already, as some it refuses and others it counts; but the same tags again it takes.
    sent = writes(indexed)
    again = len(sent) - len(done["changes"])
    assert (again == (when == "before") or name == "tags" and again == 1) and {entry["status"] for entry in sent} <= {200, 0, None}


@pytest.mark.shown_cases(4)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["garbage", "bad_crc", "html", "empty", "no_details"])
def test_e3_an_answer_that_is_not_of_aws_is_no_acceptance(indexed: LabClient, kind: str, when: str) -> None:
    for name in CALLS:
        indexed.fault(CALLS[name], kind, when=when)
        done = apply(indexed, {name: ALL_ON[name]}, timeout=3600)
        assert done["settings"] == {name: read(indexed)[name]} and not apply(indexed, {name: ALL_ON[name]})["changed"], name
    removals: dict[str, dict[str, t.Any]] = {"UntagResource": {"tags": {}}, "DeleteResourcePolicy": {"resource_policy": {}}}
    for call, gone in removals.items():
        indexed.fault(call, kind, when=when)
        assert apply(indexed, gone, purge_tags=True, timeout=3600)["changed"] and not apply(indexed, gone, purge_tags=True)["changed"], call
    assert all(any(each["fault"] for each in indexed.requests(call)) for call in (*CALLS.values(), *removals))


def test_e3_a_lost_answer_after_long_throttling_has_its_tries(indexed: LabClient) -> None:
    for name in CALLS:
        indexed.fault(CALLS[name], "error", code="ThrottlingException", message="Rate exceeded", status=400, times=5)
        indexed.fault(CALLS[name], "garbage", when="before", times=2)
        done = apply(indexed, {name: ALL_ON[name]}, timeout=3600)
        assert done["settings"] == {name: read(indexed)[name]}, name
        assert [each["fault"] for each in indexed.requests(CALLS[name])][:8] == [*["error"] * 5, "garbage", "garbage", None], name


def test_no_answer_at_all_is_said_to_be_unknown(orders: LabClient) -> None:
    orders.fault("UpdateTable", "cut", when="before", times=0)
    with pytest.raises(errors.NoAnswer) as failure:
        apply(orders, {"deletion_protection": {"enabled": True}})
    assert "Not known whether AWS applied it: deletion_protection: enable." in sentence(failure) and outcome(failure)["changed"]


@pytest.mark.parametrize(
    ("operation", "code", "message"),
    [
        ("UpdateTable", "ThrottlingException", "modified within the previous 15000 milliseconds. Please try again after 2026-11-21T02:00:00Z"),
        ("UpdateTable", "ResourceInUseException", "Attempt to change a resource which is still in use: Table is being updated: orders"),
        ("UpdateTable", "LimitExceededException", "Subscriber limit exceeded: Only 500 tables can be created, updated, or deleted simultaneously"),
    ],
)
def test_what_passes_is_waited_for(orders: LabClient, operation: str, code: str, message: str) -> None:
    orders.fault(operation, "error", code=code, message=message, times=3)
    assert apply(orders, {"deletion_protection": {"enabled": True}})["changed"]
    assert len(writes(orders)) == 4


def test_it_is_waited_for_until_the_deadline(orders: LabClient) -> None:
    orders.fault("UpdateTable", "error", code="ResourceInUseException", message="still in use", times=0)
    with pytest.raises(errors.Busy) as failure:
        apply(orders, {"deletion_protection": {"enabled": True}}, timeout=20)
    assert re.search(r"The error persisted for \d+ s\. The refused change is: deletion_protection: enable\.", sentence(failure))
    assert "or set a longer timeout" in sentence(failure) and "when_busy" not in sentence(failure)


def test_a_quota_that_is_used_up_is_not_waited_for(orders: LabClient) -> None:
    orders.fault("UpdateTable", "error", code="LimitExceededException", message="Table class changes are limited to 2 in 30 days", times=0)
    with pytest.raises(errors.Rejected, match="a quota of the table is reached .* table_class: change to STANDARD_INFREQUENT_ACCESS") as failure:
        apply(orders, {"table_class": "STANDARD_INFREQUENT_ACCESS"})
    assert len(writes(orders)) == 1 and "2 in 30 days" in sentence(failure)


def test_another_attribute_for_time_to_live_waits_for_aws(orders: LabClient) -> None:
    # Twice AWS's 31 minutes would be 700 requests.
    orders.settings(ttl_cooldown_seconds=100)
    apply(orders, {"time_to_live": {"enabled": True, "attribute_name": "expires"}})
    done = apply(orders, {"time_to_live": {"enabled": True, "attribute_name": "ends"}})
    assert done["changes"] == ["time_to_live: disable", "time_to_live: enable with attribute ends"]
    assert [entry["status"] for entry in writes(orders)].count(200) == 3 and 400 in [entry["status"] for entry in writes(orders)]


def test_two_policies_in_a_row_wait_for_aws(orders: LabClient) -> None:
    apply(orders, {"resource_policy": POLICY})
    other = {**POLICY, "Statement": [{**POLICY["Statement"][0], "Action": "dynamodb:Query"}]}
    assert apply(orders, {"resource_policy": other})["changed"]
    assert read(orders)["resource_policy"]["Statement"][0]["Action"] == "dynamodb:Query"


def test_insights_that_fail_say_why(indexed: LabClient) -> None:
    indexed.settings(insights_fail=True)
    with pytest.raises(errors.SettingFailed, match="AWS accepted the change .*LimitExceededException") as failure:
        apply(indexed, {"contributor_insights": {"enabled": True}})
    assert "Accepted by AWS: contributor_insights: enable" in sentence(failure)


def test_what_failed_elsewhere_before_is_not_this_task_s(indexed: LabClient) -> None:
    indexed.settings(insights_fail=True)
    indexed.dynamodb().update_contributor_insights(TableName="orders", IndexName="ByStatus", ContributorInsightsAction="ENABLE")
    indexed.settings(insights_fail=False)
    assert apply(indexed, {"contributor_insights": {"enabled": True}})["changed"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"contributor_insights": {"enabled": True, "indexes": {"Nope": {"enabled": True}}}},
            "names indexes that are not global secondary indexes of table orders: Nope",
        ),
        ({"replicas": [{"region_name": "us-east-1"}]}, "names us-east-1, the region of the table itself"),
        ({"replicas": [{"region_name": "eu-west-1"}], "stream": {"enabled": False}}, "cannot be disabled for a table with replicas"),
    ],
)
def test_what_the_table_tells_to_be_impossible_is_refused_before_the_first_change(indexed: LabClient, settings: dict[str, t.Any], words: str) -> None:
    with pytest.raises(errors.InvalidArgument, match=words):
        apply(indexed, {"tags": {"first": "1"}, **settings})
    assert writes(indexed) == []


def test_at_the_deadline_it_says_what_goes_on(orders: LabClient) -> None:
    orders.settings(sse_updating_seconds=60)
    with pytest.raises(errors.Timeout, match=r"did not complete within 20 s: server_side_encryption: .* \(status UPDATING\)") as failure:
        apply(orders, {"server_side_encryption": {"enabled": True}}, timeout=20)
    assert "Accepted by AWS: server_side_encryption: enable with the key that AWS manages." in sentence(failure) and outcome(failure)["changed"]


def test_a_change_that_is_under_way_is_waited_for_and_not_made_again(orders: LabClient) -> None:
    orders.dynamodb().update_table(TableName="orders", SSESpecification={"Enabled": True})
    assert not apply(orders, {"server_side_encryption": {"enabled": True}})["changed"]
    table = orders.dynamodb().describe_table(TableName="orders")["Table"]
    assert table["SSEDescription"]["Status"] == "ENABLED" and len(writes(orders)) == 1


def test_the_key_of_a_replica_cannot_be_changed(orders: LabClient) -> None:
    key = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    apply(orders, {"server_side_encryption": {"enabled": True}, "replicas": [{"region_name": "eu-west-1", "kms_master_key_id": key}]})
    assert not apply(orders, {"replicas": [{"region_name": "eu-west-1", "kms_master_key_id": key.rpartition("/")[2]}]})["changed"]
    with pytest.raises(errors.InvalidArgument, match="The key of the replica in eu-west-1 cannot be changed from this region"):
        apply(orders, {"replicas": [{"region_name": "eu-west-1", "kms_master_key_id": "another"}]})
