# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold for every module of the collection, those to come included: no module is left out of the family."""

from __future__ import annotations

import importlib
import json
import pathlib
import types
import typing as t

import boto3
import pytest
import yaml
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import account
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import CHECK_MODE
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPACE = "ansible_collections.dynaops.dynamodb"
NAMES = sorted(file.stem for file in (ROOT / "plugins/modules").glob("*.py"))
GROUP = "group/dynaops.dynamodb.dynamodb"
ANSIBLES_OWN = {"ansible_parsed", "changed", "failed", "invocation", "warnings", "deprecations", "exception", "diff", "ansible_facts", "_ansible_no_log"}

# Something that succeeds, in an order in which all of it does. ARN stands for a backup's.
WORK: dict[str, dict[str, t.Any]] = {
    "dynamodb_alarm_tags": {"alarms": [{"name": "orders-errors", "tags": {"very-private": "very-private"}}]},
    "dynamodb_create_backup": {"table_name": "orders", "backup_name": "very-private"},
    "dynamodb_create_backups": {"table_names": ["orders"], "backup_name": "very-private-{table}"},
    "dynamodb_backup_info": {"table_name": "orders"},
    "dynamodb_protection_info": {"table_names": ["orders"]},
    "dynamodb_table": {"table_name": "very-private", "hash_key_name": "id", "billing_mode": "PAY_PER_REQUEST"},
    "dynamodb_compare_items_info": {"table_name": "orders", "other_table_name": "carts"},
    "dynamodb_table_count_info": {"table_name": "orders"},
    "dynamodb_table_info": {"table_name": "orders", "include_tags": True, "include_settings": True},
    "dynamodb_table_settings": {"table_name": "orders", "settings": {"tags": {"very-private": "very-private"}}},
    "dynamodb_table_settings_info": {"table_name": "orders"},
    "dynamodb_put_item": {"table_name": "orders", "item": {"id": "very-private"}},
    "dynamodb_restore_backup": {"table_name": "orders", "target_table_name": "orders-restored"},
    "dynamodb_restore_backups": {"table_names": ["orders"], "target_table_name": "{table}-again", "when_busy": "wait"},
    "dynamodb_delete_backup": {"backup_arn": "ARN"},
    "dynamodb_prune_backups": {"table_name": "orders", "keep": 1},
}
# Something that fails after the first call.
TROUBLE: dict[str, dict[str, t.Any]] = {
    "dynamodb_alarm_tags": {"alarms": [{"name": "ordres-errors", "tags": {}}]},
    "dynamodb_create_backup": {"table_name": "ordres", "backup_name": "some"},
    "dynamodb_create_backups": {"table_names": ["ordres"], "backup_name": "some"},
    "dynamodb_backup_info": {},
    "dynamodb_protection_info": {"table_names": ["ordres"]},
    "dynamodb_table": {"table_name": "ordres"},
    "dynamodb_compare_items_info": {"table_name": "orders", "other_table_name": "ordres"},
    "dynamodb_table_count_info": {"table_name": "ordres"},
    "dynamodb_table_info": {"table_name_patterns": ["ord*"]},
    "dynamodb_table_settings": {"table_name": "ordres", "settings": {"tags": {}}},
    "dynamodb_table_settings_info": {"table_name": "ordres"},
    "dynamodb_put_item": {"table_name": "ordres", "item": {"id": "some"}},
    "dynamodb_restore_backup": {"table_name": "ordres", "target_table_name": "restored"},
    "dynamodb_restore_backups": {"table_names": ["ordres"]},
    "dynamodb_delete_backup": {"backup_arn": "ARN"},
    "dynamodb_prune_backups": {"table_name": "ordres", "keep": 1},
}


def module(name: str) -> types.ModuleType:
    """The module's Python."""
    return importlib.import_module(f"{SPACE}.plugins.modules.{name}")


def tasks(arn: str, work: t.Mapping[str, dict[str, t.Any]] = types.MappingProxyType(WORK), **keywords: t.Any) -> list[dict[str, t.Any]]:
    """A task for each module, its result registered under the module's name."""
    return [
        {f"dynaops.dynamodb.{name}": {key: arn if value == "ARN" else value for key, value in options.items()}, "register": name, **keywords}
        for name, options in work.items()
    ]


def results(ansible: AnsibleRuns, many: list[dict[str, t.Any]], *words: str, **play: t.Any) -> tuple[dict[str, t.Any], str]:
    """The results of these tasks in one play by module, and all that was shown."""
    target = ansible.folder / "results.json"
    shown = "{{ dict(names | zip(names | map('extract', vars))) | to_json }}"
    keep = {"ansible.builtin.copy": {"content": shown, "dest": str(target), "mode": "0600"}, "vars": {"names": list(WORK)}, "check_mode": False}
    run = ansible.playbook([{"hosts": "localhost", "gather_facts": False, "tasks": [*many, keep], **play}], *words)
    assert run.code == 0, run.output
    return json.loads(target.read_text()), run.output


def results_here(here: ModulesHere, arn: str, work: t.Mapping[str, dict[str, t.Any]], **how: t.Any) -> dict[str, dict[str, t.Any]]:
    """The results of a task for each module in this process, by module."""
    # The threads of this one do not wait in the lab's time.
    without_threads = {"dynamodb_create_backups": {"wait": False}}
    done = {}
    for name, options in work.items():
        given = {key: arn if value == "ARN" else value for key, value in {**options, **without_threads.get(name, {})}.items()}
        done[name] = here.adhoc(f"dynaops.dynamodb.{name}", **given, **how).result
    return done


def make_alarm(lab: LabClient, region: str = "us-east-1", key: str = ACCESS_KEY) -> None:
    """The alarm orders-errors, without tags."""
    client = boto3.session.Session(key, SECRET_KEY, region_name=region).client("cloudwatch", endpoint_url=lab.url)
    client.put_metric_alarm(
        AlarmName="orders-errors", Namespace="AWS/DynamoDB", MetricName="SystemErrors", Statistic="Sum", Period=300, EvaluationPeriods=1,
        Threshold=0, ComparisonOperator="GreaterThanThreshold", Dimensions=[{"Name": "TableName", "Value": "orders"}],
    )  # fmt: skip


def reports(shown: str) -> list[str]:
    """The lines that a module reported while it ran."""
    return [line for line in shown.splitlines() if line.startswith("[localhost] ")]


@pytest.fixture(name="arn")
def one_backup(orders: LabClient) -> str:
    """A backup of the table orders, another table, and an alarm."""
    orders.make_table("carts")
    make_alarm(orders)
    return str(back_up(orders).as_result()["backup_arn"])


def test_every_module_is_here_in_the_action_group_and_has_its_action_plugin() -> None:
    group = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["action_groups"]["dynamodb"]
    assert set(WORK) == set(TROUBLE) == set(NAMES) == {each for each in group if isinstance(each, str)}
    assert sorted(file.stem for file in (ROOT / "plugins/action").glob("*.py")) == NAMES


def test_module_defaults_reach_all_by_their_group_and_no_secret_is_shown_at_the_highest_verbosity(lab: LabClient, ansible: AnsibleRuns) -> None:
    for name in ("orders", "carts"):
        lab.make_table(name, region="eu-west-1")
    make_alarm(lab, "eu-west-1")
    arn = lab.dynamodb("eu-west-1").create_backup(TableName="orders", BackupName="first")["BackupDetails"]["BackupArn"]
    defaults = {"region": "eu-west-1", "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
    done, shown = results(ansible, tasks(arn), "-vvvvv", module_defaults={GROUP: defaults})
    assert {entry["region"] for entry in lab.requests()} == {"eu-west-1"} and all(not each["failed"] for each in done.values()), shown
    assert {each["region"] for each in done.values()} == {"eu-west-1"}
    assert SECRET_KEY not in shown and SECRET_KEY not in json.dumps(done)


def test_every_result_is_documented_and_every_documented_result_comes(orders: LabClient, arn: str, here: ModulesHere) -> None:
    good = results_here(here, arn, WORK)
    orders.fault("ListBackups", "error", code="AccessDeniedException", message="no", times=1)
    orders.fault("DescribeBackup", "error", code="AccessDeniedException", message="no", times=0)
    orders.fault("ListTables", "error", code="AccessDeniedException", message="no", times=0)
    failed = results_here(here, arn, TROUBLE)
    for name in NAMES:
        documented = yaml.safe_load(module(name).RETURN)
        bad = failed[name]
        assert bad["failed"] and set(bad["error"]) == {"code", "message"} and "Traceback" not in json.dumps(bad), name
        assert set(good[name]) | set(bad) <= set(documented) | ANSIBLES_OWN, name
        always = {key for key, value in documented.items() if value["returned"] == "always"}
        assert {"elapsed", "progress", "msg"} <= always and "region" in good[name] and "region" in bad, name
        assert always <= set(good[name]) and always <= set(bad) | {"backups"}, name
        for key, value in documented.items():
            if key in good[name] and "contains" in value:
                found = good[name][key] if isinstance(good[name][key], list) else [good[name][key]]
                nested = {inner for each in found for inner in each}
                assert nested <= set(value["contains"]), (name, key, nested)


def test_u8_check_mode_changes_nothing_and_each_report_says_it(orders: LabClient, arn: str, here: ModulesHere) -> None:
    done = results_here(here, arn, WORK, check=True)
    changing = {"CreateBackup", "DeleteBackup", "RestoreTableFromBackup", "TagResource", "UpdateTable", "DeleteTable", "PutItem"}
    assert [entry["operation"] for entry in orders.requests() if entry["operation"] in changing] == ["CreateBackup"]
    assert sorted(each["name"] for each in orders.tables()) == ["carts", "orders"]
    changing = {
        "dynamodb_alarm_tags",
        "dynamodb_create_backup",
        "dynamodb_create_backups",
        "dynamodb_restore_backup",
        "dynamodb_restore_backups",
        "dynamodb_delete_backup",
        "dynamodb_table",
        "dynamodb_table_settings",
        "dynamodb_put_item",
    }
    assert {name for name, each in done.items() if each["changed"]} == changing
    lines = [line for each in done.values() for line in each["progress"]]
    assert lines and all(line.startswith(CHECK_MODE) for line in lines), lines


def test_async(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    done, shown = results(ansible, tasks(arn, **{"async": 7300, "poll": 1}))
    assert all(each["finished"] and not each["failed"] for each in done.values()) and not reports(shown)


def test_no_log_shows_nothing_of_the_work(orders: LabClient, arn: str, ansible: AnsibleRuns) -> None:
    done, shown = results(ansible, tasks(arn, no_log=True), "-v")
    assert "very-private" not in shown and "arn:aws" not in shown and not reports(shown)


@pytest.mark.parametrize("empty_one", ["", None])
def test_empty_strings_of_a_survey_count_as_omitted(orders: LabClient, arn: str, here: ModulesHere, empty_one: str | None) -> None:
    """AWX marks the answers as unsafe, and ansible-core 2.19 and newer make null of an empty one that is marked."""
    meant = {
        "dynamodb_prune_backups": {
            "table_names",
            "table_name_patterns",
            "table_tags",
            "backup_arn",
            "backup_name",
            "backup_name_prefix",
            "backup_name_pattern",
            "created_after",
            "created_before",
        },
        "dynamodb_restore_backup": {"backup_arn"},
        "dynamodb_restore_backups": {"backup_arns", "backups", "table_names", "table_name_patterns", "table_tags", "target_table_name"},
        "dynamodb_backup_info": {"backup_arn"},
        "dynamodb_create_backups": {"table_names", "table_name_patterns", "table_tags"},
    }
    given = {}
    for name, options in WORK.items():
        empty = {option: empty_one for option, spec in module(name).ARGUMENTS.items() if not spec.get("required") and option not in meant.get(name, ())}
        given[name] = {**empty, "region": empty_one, "profile": empty_one, **dict.fromkeys(account.OPTIONS, empty_one), **options}
    done = results_here(here, arn, given, survey=True)
    assert [each["msg"] for each in done.values() if each["failed"]] == []


def _refers(said: dict[str, t.Any]) -> bool:
    """Whether an option is described where another module has it: M(...) is checked to exist by antsibull-docs."""
    return "suboptions" not in said and "M(dynaops.dynamodb.dynamodb_table_settings)" in " ".join(said["description"])


@pytest.mark.parametrize("name", NAMES)
def test_the_documentation_agrees_with_the_arguments(name: str) -> None:
    def compare(options: dict[str, t.Any], spec: dict[str, t.Any]) -> None:
        assert set(options) == set(spec)
        for option, said in options.items():
            meant = spec[option]
            assert said["type"] == meant["type"] and said.get("required", False) == meant.get("required", False), option
            assert said.get("default") == meant.get("default"), option
            assert said.get("choices") == meant.get("choices") and said.get("aliases") == meant.get("aliases"), option
            if "options" in meant and not (option == "settings" and _refers(said)):
                compare(said["suboptions"], meant["options"])

    compare(yaml.safe_load(module(name).DOCUMENTATION)["options"], module(name).ARGUMENTS)
