# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A4: the playbooks over many accounts and regions, with one report and one exit code; and the reports of slices put together."""

from __future__ import annotations

import collections
import json
import pathlib
import typing as t

import pytest
import yaml
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_playbooks import launch
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.fleets import INVENTORY, fleet, table_arns, timeless

ROOT = pathlib.Path(__file__).resolve().parents[2]


def over(ansible: AnsibleRuns, name: str, *words: str, **variables: object) -> Run:
    """A playbook over all places, at once."""
    return launch(ansible, name, "-i", INVENTORY, "-f", "20", *words, places="all", **variables)


@pytest.mark.parametrize("name", sorted(file.stem for file in (ROOT / "playbooks").glob("*.yml") if file.stem != "merge_reports"))
def test_a4_every_playbook_takes_places(name: str) -> None:
    plays = [play for play in yaml.safe_load((ROOT / f"playbooks/{name}.yml").read_text()) if "hosts" in play]
    assert {play["hosts"] for play in plays} == {"{{ places | default('localhost', true) }}"} and all(play.get("connection") == "local" for play in plays)


def test_a4_every_playbook_that_assumes_a_role_passes_its_external_id() -> None:
    texts = {file.stem: file.read_text() for file in (ROOT / "playbooks").glob("*.yml")}
    assert [name for name, text in texts.items() if text.count("assume_role_arn: ") != text.count("assume_role_external_id: ")] == []


@pytest.mark.long
def test_a4_one_place_fails_and_the_others_are_done_and_reported(lab: LabClient, ansible: AnsibleRuns) -> None:
    places = fleet(lab, ansible.folder, 2, ["us-east-1", "eu-west-1"])
    lab.dynamodb("eu-west-1", "AKIA0000000000010000").delete_table(TableName="orders")
    lab.settle()
    run = over(ansible, "backup_before_migration", table_names="orders", release="1", report_file=str(ansible.folder / "report.json"))
    assert run.code == 2 and "4 places: 3 succeeded, 1 failed." in run.output, run.output
    report = json.loads((ansible.folder / "report.json").read_text())
    assert [entry["place"] for entry in report["places"]] == places and report["counts"] == {"failed": 1, "succeeded": 3}
    (failed,) = [entry for entry in report["places"] if entry["outcome"] == "failed"]
    assert failed["place"] == "shop-1-eu-west-1" and "not found" in json.dumps(failed)
    for entry in report["places"]:
        if entry["outcome"] == "succeeded":
            assert entry["account_id"] == f"{int(entry['place'].split('-')[1]):012d}" and entry["place"].endswith(entry["region"])
    assert len(lab.backups()) == 3


@pytest.mark.further_case
@pytest.mark.long
def test_a4_slices_give_the_report_of_one_run(lab: LabClient, ansible: AnsibleRuns) -> None:
    places = fleet(lab, ansible.folder, 2, ["us-east-1", "eu-west-1"])
    made = {"table_names": "orders", "release": "1"}
    assert over(ansible, "backup_before_migration", **made, report_file=str(ansible.folder / "first.json")).code == 0
    # Again: the backups are found, so the results of all runs from here on are the same, but for the time they took.
    for name, limit in (("one.whole", "all"), ("one.slice", ",".join(places[:1])), ("two.slice", ",".join(places[1:]))):
        run = over(ansible, "backup_before_migration", "--limit", limit, **made, report_file=str(ansible.folder / f"{name}.json"))
        assert run.code == 0, run.output
    pattern = str(ansible.folder / "*.slice.json")
    run = launch(ansible, "merge_reports", report_files=pattern, report_file=str(ansible.folder / "merged.json"))
    assert run.code == 0 and "4 places: 4 succeeded, 0 failed." in run.output, run.output

    def compared(name: str) -> t.Any:
        return timeless(json.loads((ansible.folder / name).read_text()))

    assert compared("merged.json") == compared("one.whole.json") and len(lab.backups()) == len(places)
    run = launch(ansible, "merge_reports", report_files=str(ansible.folder / "one.*.json"))
    assert run.code != 0 and "is in more than one report" in run.output


@pytest.mark.long
def test_a4_relative_paths_of_reports_are_those_of_the_command(orders: LabClient, ansible: AnsibleRuns) -> None:
    run = launch(ansible, "backup_before_migration", table_names="orders", release="1", report_file="slice-1.json")
    merged = launch(ansible, "merge_reports", report_files="slice-*.json", report_file="all.json")
    assert run.code == merged.code == 0, run.output + merged.output
    assert len(orders.backups()) == 1 and (ansible.folder / "all.json").read_text() == (ansible.folder / "slice-1.json").read_text()


@pytest.mark.long
def test_a4_many_places_with_lost_replies_have_one_backup_of_each_table(lab: LabClient, ansible: AnsibleRuns) -> None:
    regions, tables = ["us-east-1", "eu-west-1"], ("orders", "carts", "users")
    places = fleet(lab, ansible.folder, 4, regions, tables)
    lab.fault("*", "cut", when="after", times=0, chance=0.05, seed=4)
    run = over(ansible, "backup_before_migration", table_names="orders,carts,users", release="1", report_file=str(ansible.folder / "report.json"))
    assert run.code == 0, run.output
    found = collections.Counter(backup["BackupArn"].partition("/backup/")[0] for backup in lab.backups())
    assert found == dict.fromkeys(table_arns(4, regions, tables), 1) and len(found) == 3 * len(places)
    assert any(each["fault"] for each in lab.requests())
