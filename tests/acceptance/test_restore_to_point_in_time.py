# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dynamodb_restore_backup with restore_time: a table as it was at a second of its recovery window, and no other table touched."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import restore_backup, undo_restore
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_restore_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_restore_backup import MODULE, TAG, items, tags
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_undo_restore import WIRING, tables
from ansible_collections.dynaops.dynamodb.tests.lab.asking import BY_DAY, make_rich_table
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

NEW = "orders-restored"
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
Moments = dict[str, str]


def enable(lab: LabClient, table: str = "orders", enabled: bool = True) -> None:
    """Switches point-in-time recovery."""
    lab.dynamodb().update_continuous_backups(TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": enabled})


def window(lab: LabClient, table: str = "orders") -> tuple[datetime.datetime, datetime.datetime]:
    """The recovery window of a table, as AWS tells it."""
    told = lab.dynamodb().describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    return told["EarliestRestorableDateTime"], told["LatestRestorableDateTime"]


def text(moment: datetime.datetime, seconds: int = 0) -> str:
    """So many seconds after the moment, as a user writes it."""
    return (moment + datetime.timedelta(seconds=seconds)).astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def restore(lab: LabClient, time: LabTime, restore_time: str = "latest", check_mode: bool = False, **options: object) -> restore_backup.Outcome:
    """What the module does with the table orders, to the table orders-restored."""
    wanted = {"target_table_name": NEW, "table_name": "orders", "restore_time": restore_time, **options}
    return perform(task_at(lab, 900, time=time), dynamodb_restore_backup, restore_backup, check_mode, **wanted)


def undo(lab: LabClient, time: LabTime, restore_time: str = "latest", **options: object) -> undo_restore.Outcome:
    """What the module does with state=absent."""
    wanted = {"target_table_name": NEW, "table_name": "orders", "restore_time": restore_time, **options}
    return perform(task_at(lab, 900, time=time), WIRING, undo_restore, **wanted)  # type: ignore[arg-type]


@pytest.fixture(name="moments")
def a_history(orders: LabClient, time: LabTime) -> Moments:
    """The table orders has three items, loses one after 10 minutes and gets another one after 20; all of it is in its window now."""
    enable(orders)
    earliest, _latest = window(orders)
    time.sleep(600)
    orders.dynamodb().delete_item(TableName="orders", Key={"id": {"S": "order-00001"}})
    time.sleep(600)
    orders.dynamodb().put_item(TableName="orders", Item={"id": {"S": "later"}})
    time.sleep(600)
    return {"full": text(earliest, 300), "less": text(earliest, 900), "more": text(earliest, 1250), "earliest": text(earliest)}


def names(lab: LabClient, table: str = NEW) -> list[str]:
    """The keys of a table's items, in order."""
    return sorted(each["id"]["S"] for each in items(lab, table))


@pytest.mark.parametrize(
    "moment, found",
    [("full", ["order-00000", "order-00001", "order-00002"]), ("less", ["order-00000", "order-00002"]), ("more", ["later", "order-00000", "order-00002"])],
)
def test_p3_the_items_are_those_of_the_moment(orders: LabClient, moments: Moments, time: LabTime, moment: str, found: list[str]) -> None:
    outcome = restore(orders, time, moments[moment])
    result = outcome.as_result()
    assert outcome.changed and names(orders) == found and tags(orders, NEW) == {TAG: f"{ARN}@{moments[moment]}"}
    assert result["restore_date_time"] == moments[moment].replace("Z", "+00:00") and "backup_arn" not in result and result["reused"] is False
    assert result["earliest_restorable_date_time"] < result["restore_date_time"] < result["latest_restorable_date_time"]
    assert result["not_restored"] == [] and {"tags", "point_in_time_recovery", "time_to_live"} <= set(result["unknown_settings"])


def test_the_latest_is_some_minutes_ago(orders: LabClient, moments: Moments, time: LabTime) -> None:
    orders.dynamodb().put_item(TableName="orders", Item={"id": {"S": "too-late"}})
    _earliest, latest = window(orders)
    outcome = restore(orders, time)
    restored = outcome.as_result()["restore_date_time"].replace("+00:00", "Z")
    # The window moves with the machine's clock.
    assert text(latest) <= restored <= text(latest, 100)
    assert names(orders) == ["later", "order-00000", "order-00002"] and tags(orders, NEW) == {TAG: f"{ARN}@{restored}"}


@pytest.mark.parametrize("edge, seconds", [("earliest", -1), ("latest", 1)])
def test_p3_a_window_missed_by_a_second_is_told_before_the_call(orders: LabClient, moments: Moments, time: LabTime, edge: str, seconds: int) -> None:
    orders.settings(clock_stands=True)
    earliest, latest = window(orders)
    moment = text({"earliest": earliest, "latest": latest}[edge], seconds)
    with pytest.raises(errors.NotRestorable) as failure:
        restore(orders, time, moment)
    said = failure.value.sentence()
    assert failure.value.code == "InvalidRestoreTimeException" and orders.requests("RestoreTableToPointInTime") == []
    assert f"cannot be restored to {moment}: it can be restored from {text(earliest)} to {text(latest)}." in said
    assert ("set when_busy=wait" in said) == (edge == "latest")
    result = failure.value.outcome.as_result()  # type: ignore[attr-defined]
    told = (result["earliest_restorable_date_time"], result["latest_restorable_date_time"])
    assert result["changed"] is False and told == tuple(text(each).replace("Z", "+00:00") for each in (earliest, latest))


@pytest.mark.parametrize("edge, found", [(0, ["order-00000", "order-00001", "order-00002"]), (1, ["later", "order-00000", "order-00002"])])
def test_p3_the_first_and_the_last_second_of_the_window_can_be_restored(
    orders: LabClient, moments: Moments, time: LabTime, edge: int, found: list[str]
) -> None:
    orders.settings(clock_stands=True)
    moment = text(window(orders)[edge])
    assert restore(orders, time, moment).changed and tags(orders, NEW) == {TAG: f"{ARN}@{moment}"} and names(orders) == found


def test_p3_the_second_after_the_window_is_waited_for_and_asked_for_once(orders: LabClient, moments: Moments, time: LabTime) -> None:
    orders.settings(clock_stands=True)
    moment = text(window(orders)[1], 1)
    assert restore(orders, time, moment, when_busy="wait").changed and tags(orders, NEW) == {TAG: f"{ARN}@{moment}"}
    # A request that came a second too early would have been refused.
    assert len(orders.requests("RestoreTableToPointInTime")) == 1


def test_a_moment_of_two_minutes_ago_is_waited_for(orders: LabClient, moments: Moments, time: LabTime) -> None:
    moment = text(window(orders)[1], 180)
    began = time.now
    outcome = restore(orders, time, moment, when_busy="wait")
    # Three minutes, and a restore of 81 seconds, less what this process takes.
    assert outcome.changed and 240 <= time.now - began < 300 and tags(orders, NEW) == {TAG: f"{ARN}@{moment}"}


def test_a_moment_in_the_future_is_not(orders: LabClient, moments: Moments, time: LabTime) -> None:
    began = time.now
    with pytest.raises(errors.NotRestorable):
        restore(orders, time, text(window(orders)[1], 3600), when_busy="wait")
    assert time.now == began


def test_without_point_in_time_recovery(orders: LabClient, time: LabTime) -> None:
    with pytest.raises(errors.NotRestorable, match="point-in-time recovery is not enabled for it") as failure:
        restore(orders, time)
    assert failure.value.code == "PointInTimeRecoveryUnavailableException" and "Restore a backup instead" in failure.value.advice
    assert orders.requests("RestoreTableToPointInTime") == [] and tables(orders) == ["orders"]


@pytest.mark.parametrize("seconds", [-1, 1, 30])
def test_p3_recovery_that_was_enabled_a_minute_ago(orders: LabClient, time: LabTime, seconds: int) -> None:
    orders.settings(clock_stands=True)
    enable(orders)
    earliest, _latest = window(orders)
    time.sleep(60)
    with pytest.raises(errors.NotRestorable, match=f"it can be restored from {text(earliest)} to {text(earliest)}\\."):
        restore(orders, time, text(earliest, seconds))
    assert orders.requests("RestoreTableToPointInTime") == []
    assert restore(orders, time).changed and tags(orders, NEW) == {TAG: f"{ARN}@{text(earliest)}"}
    assert restore(orders, time, text(earliest), target_table_name="again").changed and tags(orders, "again") == {TAG: f"{ARN}@{text(earliest)}"}


def test_p3_a_table_that_was_created_again_has_a_window_of_its_own(orders: LabClient, moments: Moments, time: LabTime) -> None:
    orders.settings(clock_stands=True)
    orders.drop_table("orders")
    orders.make_table("orders", items=1)
    time.sleep(100)
    enable(orders)
    earliest, _latest = window(orders)
    time.sleep(900)
    # Before the table that exists now, and after it was created but before its window.
    for moment, advice in ((moments["less"], "An earlier table of its name is in its backups only"), (text(earliest, -1), "or restore a backup (backup_arn)")):
        with pytest.raises(errors.NotRestorable, match=f"cannot be restored to {moment}: it can be restored from {text(earliest)} to ") as failure:
            restore(orders, time, moment)
        assert advice in failure.value.advice and orders.requests("RestoreTableToPointInTime") == []
    assert restore(orders, time, text(earliest)).changed and names(orders) == ["order-00000"]


def test_what_aws_refuses_itself(orders: LabClient, moments: Moments, time: LabTime) -> None:
    # Point-in-time recovery is enabled again between the look and the request.
    says = "RestoreDateTime '2026-10-06T23:16:32Z' must be within EarliestRestorableDateTime '2026-10-08T23:16:33Z' and LatestRestorableDateTime ..."
    orders.fault("RestoreTableToPointInTime", "error", code="InvalidRestoreTimeException", message=says)
    with pytest.raises(errors.NotRestorable, match="outside the source's recovery window") as failure:
        restore(orders, time, moments["less"])
    assert says in failure.value.sentence() and tables(orders) == ["orders"]
    assert failure.value.outcome.state() == "Nothing was restored."  # type: ignore[attr-defined]


def test_a_source_that_is_deleted_between_the_look_and_the_request(orders: LabClient, moments: Moments, time: LabTime) -> None:
    orders.fault("RestoreTableToPointInTime", "error", code="TableNotFoundException", message="Table not found: orders")
    with pytest.raises(errors.TableNotFound, match="Table orders was not found when it was to be restored") as failure:
        restore(orders, time, moments["less"])
    assert "backup_type=system" in failure.value.advice and NEW not in failure.value.text


def test_a_table_that_is_gone_and_what_is_left_of_it(orders: LabClient, moments: Moments, time: LabTime) -> None:
    orders.drop_table("orders")
    with pytest.raises(errors.TableNotFound, match="DynamoDB table orders was not found in region us-east-1") as failure:
        restore(orders, time, moments["less"])
    assert "A deleted table cannot be restored to a point in time." in failure.value.advice
    backup = {"target_table_name": NEW, "table_name": "orders", "backup_type": "system"}
    assert perform(task_at(orders, 900, time=time), dynamodb_restore_backup, restore_backup, **backup).changed
    assert names(orders) == ["later", "order-00000", "order-00002"]


def test_the_second_run_changes_nothing(orders: LabClient, moments: Moments, time: LabTime) -> None:
    first, second = restore(orders, time, moments["less"]), restore(orders, time, moments["less"])
    assert not second.changed and second.reused and len(orders.requests("RestoreTableToPointInTime")) == 1
    assert first.as_result()["not_restored"] == second.as_result()["not_restored"]
    assert second.as_result()["restore_date_time"] == moments["less"].replace("Z", "+00:00")


def test_also_when_the_source_is_gone_since(orders: LabClient, moments: Moments, time: LabTime) -> None:
    restore(orders, time, moments["less"])
    orders.drop_table("orders")
    outcome = restore(orders, time, moments["less"])
    assert outcome.reused and "not_restored" not in outcome.as_result()
    assert restore(orders, time, table_name=ARN).reused


def test_a_restore_that_is_under_way_is_joined(orders: LabClient, moments: Moments, time: LabTime) -> None:
    assert restore(orders, time, moments["less"], wait=False).as_result()["table"]["table_status"] == "CREATING"
    # A moment later AWS shows it.
    time.sleep(1.1)
    with pytest.raises(errors.TargetExists, match=f"it is being restored from another point in time: {ARN}@{moments['less']}"):
        restore(orders, time, moments["full"])
    second = restore(orders, time, moments["less"])
    assert second.reused and tags(orders, NEW) == {TAG: f"{ARN}@{moments['less']}"} and len(orders.requests("RestoreTableToPointInTime")) == 1


def test_another_moment_or_a_backup_is_another_restore(orders: LabClient, moments: Moments, time: LabTime) -> None:
    arn = back_up(orders, time=time).as_result()["backup_arn"]
    restore(orders, time, moments["less"])
    with pytest.raises(errors.TargetExists, match=f"not known to be restored from table orders at .*: it was restored from another point in time: {ARN}@"):
        restore(orders, time, moments["full"])
    from_backup = {"target_table_name": NEW, "backup_arn": arn}
    with pytest.raises(errors.TargetExists, match="not known to be restored from this backup: it was restored from another point in time"):
        perform(task_at(orders, 900, time=time), dynamodb_restore_backup, restore_backup, **from_backup)
    assert len(orders.requests("RestoreTableToPointInTime")) == 1


def test_p3_with_latest_any_moment_of_this_table_counts(orders: LabClient, moments: Moments, time: LabTime) -> None:
    restore(orders, time, moments["less"])
    outcome = restore(orders, time)
    assert outcome.reused and outcome.as_result()["restore_date_time"] == moments["less"].replace("Z", "+00:00")


def test_but_none_of_an_earlier_table_of_its_name(orders: LabClient, moments: Moments, time: LabTime) -> None:
    restore(orders, time, moments["less"])
    orders.drop_table("orders")
    orders.make_table("orders", items=1)
    enable(orders)
    with pytest.raises(errors.TargetExists, match="it was restored from another point in time"):
        restore(orders, time)


def test_a_table_older_than_the_moment_is_not_ours(orders: LabClient, moments: Moments, time: LabTime) -> None:
    orders.make_table(NEW)
    with pytest.raises(errors.TargetExists, match="it has no tag"):
        restore(orders, time, moments["less"])
    with pytest.raises(errors.TargetExists, match="it is older than restore_time"):
        restore(orders, time, text(window(orders)[1]), target_table_name="orders")


def test_a_mark_for_a_very_long_name(lab: LabClient, time: LabTime) -> None:
    name = "t" * 255
    lab.make_table(name)
    enable(lab, name)
    earliest, _latest = window(lab, name)
    time.sleep(900)
    restore(lab, time, text(earliest), table_name=name)
    (mark,) = tags(lab, NEW).values()
    assert len(mark) == 256 and mark.endswith(f"t@{text(earliest)}")
    assert restore(lab, time, text(earliest), table_name=name).reused and restore(lab, time, table_name=name).reused
    with pytest.raises(errors.TargetExists):
        restore(lab, time, text(earliest, 1), table_name=name)


@pytest.mark.shown_cases(8)
@pytest.mark.parametrize("kind", ["cut", "truncated", "garbage", "bad_crc", "no_details"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("moment", ["less", "latest"])
def test_p3_a_lost_or_damaged_answer_does_not_matter(orders: LabClient, moments: Moments, time: LabTime, kind: str, when: str, moment: str) -> None:
    orders.fault("RestoreTableToPointInTime", kind, when=when)
    outcome = restore(orders, time, moments.get(moment, moment))
    assert outcome.changed and len(tables(orders)) == 2 and next(iter(tags(orders, NEW))) == TAG
    # What was done is not asked for again; what was not done is.
    assert len(orders.requests("RestoreTableToPointInTime")) == (1 if when == "after" else 2)


@pytest.mark.parametrize("moment", ["earliest", "latest"])
def test_p3_a_request_that_is_carried_out_late_makes_one_table(orders: LabClient, moment: str) -> None:
    enable(orders)
    wanted = text(window(orders)[0]) if moment == "earliest" else moment
    orders.settings(restore_seconds=2.0)
    orders.fault("RestoreTableToPointInTime", "late", seconds=0.3)
    asked = {"target_table_name": NEW, "table_name": "orders", "restore_time": wanted}
    outcome = perform(task_at(orders, 60), dynamodb_restore_backup, restore_backup, **asked)
    assert outcome.changed and outcome.target and outcome.target.status == "ACTIVE" and tables(orders) == ["orders", NEW]


def test_one_that_somebody_has_just_begun_is_seen_when_aws_shows_it(orders: LabClient, moments: Moments, time: LabTime) -> None:
    moment = datetime.datetime.fromisoformat(moments["less"])
    orders.dynamodb().restore_table_to_point_in_time(SourceTableName="orders", TargetTableName=NEW, RestoreDateTime=moment)
    outcome = restore(orders, time, moments["less"])
    assert outcome.target and outcome.target.status == "ACTIVE" and len(tables(orders)) == 2


def test_one_of_another_moment_that_somebody_has_just_begun_is_refused(orders: LabClient, moments: Moments, time: LabTime) -> None:
    moment = datetime.datetime.fromisoformat(moments["full"])
    orders.dynamodb().restore_table_to_point_in_time(SourceTableName="orders", TargetTableName=NEW, RestoreDateTime=moment)
    with pytest.raises(errors.Busy):
        restore(orders, time, moments["less"])
    assert names_after(orders, time) == ["order-00000", "order-00001", "order-00002"]


def names_after(lab: LabClient, time: LabTime) -> list[str]:
    """The keys of the restored table's items, as soon as it is ACTIVE."""
    time.sleep(100)
    return names(lab)


def test_too_many_restores_at_once(orders: LabClient, moments: Moments, time: LabTime) -> None:
    orders.settings(restores_at_once=1)
    orders.dynamodb().restore_table_to_point_in_time(SourceTableName="orders", TargetTableName="other", UseLatestRestorableTime=True)
    with pytest.raises(errors.Busy, match="50 for restores") as failure:
        restore(orders, time, moments["less"])
    assert failure.value.code == "LimitExceededException"
    assert restore(orders, time, moments["less"], when_busy="wait").changed


def test_its_settings_come_from_the_table_itself(orders: LabClient, moments: Moments, time: LabTime) -> None:
    client = orders.dynamodb()
    client.tag_resource(ResourceArn=ARN, Tags=[{"Key": "Owner", "Value": "operations"}])
    client.update_table(TableName="orders", StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})
    orders.settle()
    outcome = restore(orders, time, moments["less"], settings="from_source")
    assert outcome.settings and outcome.settings["point_in_time_recovery"]["enabled"] is True
    assert tags(orders, NEW) == {TAG: f"{ARN}@{moments['less']}", "Owner": "operations"}
    assert client.describe_table(TableName=NEW)["Table"]["StreamSpecification"]["StreamViewType"] == "KEYS_ONLY"
    assert outcome.as_result()["not_restored"] == [] and "time_to_live" not in outcome.as_result()["unknown_settings"]


def test_the_stream_that_it_has_now_is_told(orders: LabClient, moments: Moments, time: LabTime) -> None:
    orders.dynamodb().update_table(TableName="orders", StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})
    orders.settle()
    told = restore(orders, time, moments["less"]).as_result()
    assert told["not_restored"] == [{"setting": "stream", "recorded": {"stream_enabled": True, "stream_view_type": "KEYS_ONLY"}}]
    assert "stream" not in told["unknown_settings"]


def test_overrides_are_about_the_indexes_that_the_table_has(lab: LabClient, time: LabTime) -> None:
    make_rich_table(lab.dynamodb())
    lab.settle()
    enable(lab, "rich")
    with pytest.raises(errors.InvalidArgument, match="table rich at the latest restorable time has no index 'by-night' \\(it has: by-day\\)"):
        restore(lab, time, table_name="rich", global_secondary_index_override=[{"index_name": "by-night"}])
    assert lab.requests("RestoreTableToPointInTime") == []
    restore(lab, time, table_name="rich", local_secondary_index_override=[], global_secondary_index_override=[{"index_name": "by-day"}])
    described = lab.dynamodb().describe_table(TableName=NEW)["Table"]
    assert [each["IndexName"] for each in described["GlobalSecondaryIndexes"]] == [BY_DAY["IndexName"]] and "LocalSecondaryIndexes" not in described


def test_check_mode_reads_and_restores_nothing(orders: LabClient, moments: Moments, here: ModulesHere) -> None:
    asked = {"table_name": "orders", "target_table_name": NEW, "when_busy": "wait"}
    run = here.adhoc(MODULE, check=True, restore_time=moments["less"], **asked)
    assert run.code == 0 and run.result["changed"] is True and f"Would have restored table orders at {moments['less']} to table {NEW}" in run.msg
    refused = here.adhoc(MODULE, check=True, restore_time=text(window(orders)[1], 60), **asked)
    assert refused.code != 0 and refused.result["error"]["code"] == "InvalidRestoreTimeException" and tables(orders) == ["orders"]


def test_p3_it_is_deleted_again_by_what_it_was_restored_from(orders: LabClient, moments: Moments, time: LabTime) -> None:
    restore(orders, time, moments["less"])
    with pytest.raises(errors.TargetExists, match="is not known to be restored from table orders at .*: it was restored from another point in time"):
        undo(orders, time, moments["full"])
    with pytest.raises(errors.TargetExists):
        undo(orders, time, table_name="carts")
    with pytest.raises(errors.TargetExists, match="it is older than restore_time"):
        undo(orders, time, text(window(orders)[1]), target_table_name="orders")
    assert len(tables(orders)) == 2 and orders.requests("DeleteTable") == []
    assert undo(orders, time, moments["less"]).changed and tables(orders) == ["orders"]


@pytest.mark.parametrize("source_is_there", [True, False])
@pytest.mark.parametrize("table_name", ["orders", ARN])
def test_also_by_latest_and_when_the_source_is_gone(orders: LabClient, moments: Moments, time: LabTime, source_is_there: bool, table_name: str) -> None:
    restore(orders, time, moments["less"])
    if not source_is_there:
        orders.drop_table("orders")
    assert undo(orders, time, table_name=table_name).changed and NEW not in tables(orders)


def test_whole(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.make_table("orders")
    enable(lab)
    asked = {"table_name": "orders", "restore_time": "latest", "target_table_name": NEW}
    run = ansible.adhoc(MODULE, **asked)
    assert run.code == 0 and run.result["changed"] is True and len(items(lab, NEW)) == 3, run.output
    assert "Starting restore: table orders-restored from table orders at the latest restorable time, region us-east-1" in run.stderr
    gone = ansible.adhoc(MODULE, state="absent", **asked)
    assert gone.code == 0 and tables(lab) == ["orders"], gone.output


@pytest.mark.parametrize(
    "arguments, told",
    [
        ({"restore_time": "latest", "backup_arn": f"{ARN}/backup/01763690400000-1a2b3c4d"}, "mutually exclusive"),
        ({"restore_time": "latest"}, "one of the following is required: backup_arn, table_name"),
        *(
            ({"restore_time": "latest", "table_name": "orders", name: "2026-11-21"}, "mutually exclusive")
            for name in ("backup_name", "backup_name_prefix", "backup_name_pattern", "created_after", "created_before")
        ),
        ({"restore_time": "yesterday", "table_name": "orders"}, "restore_time must be latest, or an ISO 8601 date or time"),
        ({"restore_time": "2026-11-21T02:00:00.5Z", "table_name": "orders"}, "restore_time must be in whole seconds"),
        ({"restore_time": "latest", "table_name": ARN, "region": "eu-west-1"}, "names region us-east-1"),
        ({"restore_time": "latest", "table_name": "orders", "state": "absent", "backup_name": "first"}, "mutually exclusive"),
        ({"table_name": "orders", "state": "absent"}, "state=absent requires backup_arn, or table_name with restore_time"),
    ],
)
def test_bad_input_is_refused_before_the_first_call(lab: LabClient, in_module: t.Any, arguments: dict[str, t.Any], told: str) -> None:
    result = in_module(dynamodb_restore_backup, target_table_name=NEW, **arguments)
    assert result["failed"] and told in result["msg"] and lab.requests() == []


@pytest.mark.parametrize("given", ["2026-11-21T02:00:00Z", "2026-11-21T02:00:00", "2026-11-21T04:00:00+02:00"])
def test_a_time_without_a_zone_is_utc(orders: LabClient, time: LabTime, given: str) -> None:
    enable(orders)
    with pytest.raises(errors.NotRestorable, match="cannot be restored to 2026-11-21T02:00:00Z"):
        restore(orders, time, given)
