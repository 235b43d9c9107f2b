# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a restore forgets, put back: from the table that is still there, or from what was kept beside the backup."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import restore_backup as job
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_restore_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import back_up, perform
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import ALL_ON, make_indexed_table, prepare, read, task, writes
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.settings import SPEED

NEW = "orders-restored"
LIMITS = {"max_read_request_units": 7, "max_write_request_units": None}


@pytest.fixture(name="arn")
def full_table(lab: LabClient) -> str:
    """A backup of a table with every setting on."""
    make_indexed_table(lab)
    prepare(lab, ALL_ON)
    return str(back_up(lab).as_result()["backup_arn"])


def restore(lab: LabClient, arn: str, settings: t.Any, **options: t.Any) -> dict[str, t.Any]:
    """What the module does, less Ansible: the result."""
    return perform(
        task(lab, options.pop("timeout", 3600)), dynamodb_restore_backup, job, backup_arn=arn, target_table_name=NEW, settings=settings, **options
    ).as_result()


def drop(lab: LabClient) -> None:
    """Deletes the table orders, protected and replicated as it is."""
    prepare(lab, {"deletion_protection": {"enabled": False}, "replicas": []}, purge_replicas=True)
    lab.drop_table()


def about(settings: dict[str, t.Any], name: str) -> dict[str, t.Any]:
    """The settings as they are for a table of this name."""
    return json.loads(json.dumps(settings).replace("table/orders", f"table/{name}"))


def test_without_being_asked_for_nothing_is_put_back(lab: LabClient, arn: str) -> None:
    sent = len(writes(lab))
    done = restore(lab, arn, "none")
    assert read(lab, NEW)["stream"] == {"enabled": False} and "settings" not in done
    assert {entry["operation"] for entry in writes(lab)[sent:]} == {"TagResource"}
    assert [each["setting"] for each in done["not_restored"]] == ["stream", "time_to_live"] and {"replicas", "tags"} <= set(done["unknown_settings"])


def test_from_the_source_the_new_table_gets_them_all(lab: LabClient, arn: str) -> None:
    done = restore(lab, arn, "from_source")
    assert read(lab, NEW) == done["settings"] == about(read(lab), NEW) and done["changed"]
    by_hand = {"auto_scaling", "cloudwatch_alarms", "disassociation_protection", "iam_policies", "kinesis_streaming_destinations"}
    assert done["not_restored"] == [] and set(done["unknown_settings"]) == by_hand
    sent = len(writes(lab))
    again = restore(lab, arn, "from_source")
    assert again["reused"] and not again["changed"] and len(writes(lab)) == sent


def test_from_what_was_kept_when_the_table_is_gone(lab: LabClient, arn: str) -> None:
    kept = read(lab)
    drop(lab)
    with pytest.raises(errors.NoSource, match="cannot be read: the table no longer exists"):
        restore(lab, arn, "from_source")
    assert [each["name"] for each in lab.tables()] == [] and not lab.requests("RestoreTableFromBackup")
    restore(lab, arn, kept)
    assert read(lab, NEW) == about(kept, NEW)


def test_another_table_of_the_name_is_not_the_source(lab: LabClient, arn: str) -> None:
    drop(lab)
    make_indexed_table(lab)
    with pytest.raises(errors.NoSource, match="is not the table that was backed up, but a later table of the same name"):
        restore(lab, arn, "from_source")
    assert not lab.requests("RestoreTableFromBackup")


def test_what_the_restore_overrides_is_not_taken_from_the_source(lab: LabClient, arn: str) -> None:
    encryption = {"enabled": False, "sse_type": None, "kms_master_key_id": None}
    restore(lab, arn, "from_source", sse_specification_override=encryption, on_demand_throughput_override=LIMITS)
    found = read(lab, NEW)
    assert found["on_demand_throughput"]["max_read_request_units"] == 7 and found["server_side_encryption"] == {"enabled": False}
    assert found["stream"] == ALL_ON["stream"]


def test_an_index_that_the_restore_leaves_out_has_no_settings(lab: LabClient, arn: str) -> None:
    restore(lab, arn, "from_source", global_secondary_index_override=[])
    assert read(lab, NEW)["contributor_insights"] == {**ALL_ON["contributor_insights"], "indexes": {}}


def test_a_table_that_was_restored_without_them_gets_them_later(lab: LabClient, arn: str) -> None:
    restore(lab, arn, "none")
    checked = restore(lab, arn, {"stream": {"enabled": True}}, check_mode=True)
    assert checked["changed"] and read(lab, NEW)["stream"] == {"enabled": False}
    done = restore(lab, arn, {"stream": {"enabled": True}})
    assert done["reused"] and done["changed"] and read(lab, NEW)["stream"] == {"enabled": True, "view_type": "NEW_AND_OLD_IMAGES"}


def test_check_mode_changes_nothing_and_reads_the_source(lab: LabClient, arn: str) -> None:
    sent = len(writes(lab))
    told = restore(lab, arn, "from_source", check_mode=True)
    assert told["changed"] and told["settings"]["stream"] == ALL_ON["stream"] and told["not_restored"] == []
    assert len(writes(lab)) == sent and not lab.requests("RestoreTableFromBackup") and lab.requests("DescribeTimeToLive")


def test_a_source_that_cannot_be_read_is_learned_of_before_the_restore(lab: LabClient, arn: str) -> None:
    lab.fault("GetResourcePolicy", "error", code="AccessDeniedException", message="no", times=0)
    with pytest.raises(errors.Denied):
        restore(lab, arn, "from_source")
    assert not lab.requests("RestoreTableFromBackup")


def test_a_setting_that_is_refused_leaves_the_table_and_says_what_is_missing(lab: LabClient, arn: str) -> None:
    lab.fault("UpdateContinuousBackups", "error", code="AccessDeniedException", message="no", times=0)
    with pytest.raises(errors.Denied) as failure:
        restore(lab, arn, {"stream": {"enabled": True}, "point_in_time_recovery": {"enabled": True}})
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    said = failure.value.sentence(outcome.state())
    assert (
        f"table/{NEW} exists, last known status ACTIVE" in said
        and "Changed before it: stream: enable" in said
        and "Not changed: point_in_time_recovery" in said
    )
    assert outcome.as_result()["changed"] and outcome.as_result()["table"]["table_name"] == NEW


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("from_backup", "settings must be none, from_source, or a dictionary"),
        ([1], "settings must be none"),
        ({"strem": {}}, "strem"),
        ({"time_to_live": {"enabled": True}}, "attribute_name is required"),
        ('{"stream": {"enabled": "maybe"}}', "settings.stream.enabled must be true or false"),
    ],
)
def test_settings_that_cannot_be_are_refused_before_the_first_call(lab: LabClient, in_module: t.Any, given: t.Any, words: str) -> None:
    result = in_module(dynamodb_restore_backup, table_name="orders", target_table_name=NEW, settings=given)
    assert result["failed"] and words in result["msg"] and result["error"]["code"] == "InvalidArgument" and lab.requests() == []


def test_they_need_the_wait(lab: LabClient, in_module: t.Any) -> None:
    result = in_module(dynamodb_restore_backup, table_name="orders", target_table_name=NEW, settings="from_source", wait=False)
    assert result["failed"] and "settings requires wait=true" in result["msg"] and lab.requests() == []


def test_through_ansible_from_the_manifest(lab: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    kept = read(lab)
    # From here on real processes wait.
    lab.settings(speed=SPEED)
    manifest = ansible.folder / "orders.json"
    plays = [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "tasks": [
                {"dynaops.dynamodb.dynamodb_create_backup": {"table_name": "orders", "backup_name": "with-settings", "settings_manifest": str(manifest)}},
                {"ansible.builtin.set_fact": {"kept": f"{{{{ lookup('ansible.builtin.file', '{manifest}') | from_json }}}}"}},
                {
                    "dynaops.dynamodb.dynamodb_restore_backup": {
                        "backup_arn": "{{ kept.backup_arn }}",
                        "target_table_name": NEW,
                        "settings": "{{ kept.settings }}",
                    }
                },
            ],
        }
    ]
    run = ansible.playbook(plays)
    assert run.code == 0, run.output
    assert read(lab, NEW) == about(kept, NEW)
