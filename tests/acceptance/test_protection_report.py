# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The protection report in all its forms, read by parsers of others, and the playbooks that write it and fail by it."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import pathlib
import typing as t

import junitparser
import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.dynaops.dynamodb.plugins.filter.protection_report import write
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import back_up
from ansible_collections.dynaops.dynamodb.tests.acceptance.protection_results import AT, MARKUP, estate, result, table
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from prometheus_client.parser import text_string_to_metric_families

SMALL = [
    {"place": "one", "result": result(table("good", "protected"), table("old", "stale"), table("bad", "unprotected"), table("odd", "unknown"))},
    {"place": "two", "result": {"failed": True, "msg": "Refused.", "region": "eu-west-1"}},
]
ODD = [{"place": MARKUP, "result": result(table(MARKUP, "unprotected", reasons=[MARKUP]), region=MARKUP)}]


def samples(text: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    """The metrics of a textfile, by name."""
    return {family.name: [(sample.labels, sample.value) for sample in family.samples] for family in text_string_to_metric_families(text)}


class Page(html.parser.HTMLParser):
    """The tags of a page, and the texts of its cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        """Adds to the text of the last cell."""
        if self.cells:
            self.cells[-1] += data


def test_p2_junit_has_a_case_for_each_table_and_a_failure_for_each_that_is_not_protected(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "report.junit.xml"
    file.write_text(write(SMALL, "junit"), encoding="utf-8")
    one, two = junitparser.JUnitXml.fromfile(str(file))
    assert (one.name, one.tests, one.failures, one.errors) == ("one us-east-1", 4, 2, 1) and (two.tests, two.errors) == (1, 1)
    kinds = {case.name: [type(each).__name__ for each in case.result] for case in one}
    assert kinds == {"bad": ["Failure"], "odd": ["Error"], "old": ["Failure"], "good": []}
    assert {case.name: case.result[0].text for case in two} == {"all tables": "Refused."}


def test_p2_prometheus_reads_the_textfile() -> None:
    found = samples(write(SMALL, "prometheus"))
    tables = {(labels["place"], labels["verdict"]): value for labels, value in found["dynamodb_protection_tables"]}
    assert tables == {("one", verdict): 1 for verdict in ("protected", "stale", "unknown", "unprotected")} | {
        ("two", verdict): 0 for verdict in ("protected", "stale", "unknown", "unprotected")
    }
    assert {labels["table_name"]: value for labels, value in found["dynamodb_table_protected"]} == {"good": 1, "old": 0, "bad": 0, "odd": 0}
    newest = {labels["table_name"]: value for labels, value in found["dynamodb_table_latest_restorable_timestamp_seconds"]}
    assert newest == {"good": 1795737300, "old": 1795132800}
    assert found["dynamodb_protection_checked_timestamp_seconds"] == [({}, 1795737600)]
    assert [value for labels, value in found["dynamodb_protection_place_failed"]] == [0, 1]


def test_p2_csv_and_json_have_every_table() -> None:
    rows = list(csv.DictReader(io.StringIO(write(SMALL, "csv"))))
    assert [(row["table_name"], row["verdict"], row["age"], row["restorable_from"]) for row in rows] == [
        ("bad", "unprotected", "", ""),
        ("odd", "unknown", "", ""),
        ("old", "stale", "604800", "backup"),
        ("good", "protected", "300", "point-in-time recovery"),
    ]
    content = json.loads(write(SMALL, "json", max_age="24h"))
    assert content["counts"] == {"unprotected": 1, "unknown": 1, "stale": 1, "protected": 1} and content["max_age"] == "24h" and content["checked_at"] == AT
    assert [each["table_name"] for each in content["tables"]] == [row["table_name"] for row in rows]
    assert [(place["name"], place["failed"]) for place in content["places"]] == [("one", False), ("two", True)]


def test_what_is_no_text_of_ours_is_text_in_every_form(tmp_path: pathlib.Path) -> None:
    page = Page(write(ODD, "html"))
    assert [tag for tag, attributes in page.tags].count("script") == 1 and "b" in {tag for tag, attributes in page.tags}
    assert MARKUP in page.cells[1]
    file = tmp_path / "report.junit.xml"
    file.write_text(write(ODD, "junit"), encoding="utf-8")
    (suite,) = junitparser.JUnitXml.fromfile(str(file))
    # XML has no escape character.
    assert [case.name for case in suite] == [MARKUP.replace("\x1b", "?")]
    assert samples(write(ODD, "prometheus"))["dynamodb_table_protected"][0][0]["table_name"] == MARKUP
    assert next(csv.DictReader(io.StringIO(write(ODD, "csv"))))["table_name"] == MARKUP
    assert json.loads(write(ODD, "json"))["tables"][0]["table_name"] == MARKUP


def test_the_page_needs_no_network_and_tells_the_totals_first() -> None:
    text = write(estate(250), "html", max_age="24h")
    page = Page(text)
    assert not [attributes for tag, attributes in page.tags if set(attributes) & {"src", "href", "srcset", "action"}]
    assert "http" not in text.replace("http-equiv", "") and "@import" not in text and "url(" not in text
    assert text.index('class="totals"') < text.index("<svg") < text.index('id="tables"')
    assert [attributes["data-verdict"] for tag, attributes in page.tags if tag == "tr" and "data-verdict" in attributes] == (
        ["unprotected"] * 10 + ["unknown"] * 10 + ["stale"] * 10 + ["protected"] * 220
    )
    assert "Not checked to the end: shop-eu-west-1" in text and "1 on-demand backups (2.0 KiB)" in text


def test_a_share_is_nothing_or_all_only_where_it_is_exactly_that() -> None:
    many = [{"place": "one", "result": result(table("bad", "unprotected"), *(table(f"good-{number}", "protected") for number in range(999)))}]
    text = write(many, "html")
    assert "unprotected (&lt;1 %)" in text and "protected (&gt;99 %)" in text and "stale (0 %)" in text


@pytest.mark.parametrize("given", ["text", {"place": 1}, [1], [{"place": "one"}], [{"place": "one", "result": 3}]])
def test_what_is_no_result_is_refused(given: t.Any) -> None:
    with pytest.raises(AnsibleFilterError, match="place"):
        write(given, "html")
    with pytest.raises(AnsibleFilterError, match="format must be one of html, csv"):
        write(SMALL, "pdf")


def launch(ansible: AnsibleRuns, name: str, *words: str, **variables: object) -> Run:
    """A playbook of the collection with extra variables."""
    done = ansible.process("ansible-playbook", f"dynaops.dynamodb.{name}", "-e", json.dumps(variables), *words)
    return Run(done.returncode, done.stdout, done.stderr, {})


FILES = {"report.html", "report.csv", "report.json", "report.junit.xml", "report.prom"}


def test_p2_the_playbook_writes_all_files_and_the_gate_fails_with_the_list(lab: LabClient, ansible: AnsibleRuns) -> None:
    for name in ("orders", "carts"):
        lab.make_table(name)
    back_up(lab)
    folder = ansible.folder / "report"
    # Relative to the folder in which the command is started.
    run = launch(ansible, "protection_report", report_folder=folder.name, restore_drills=True)
    assert run.code == 0 and "2 tables: 1 unprotected, 0 unknown, 0 stale, 1 protected." in run.stdout, run.output
    assert {file.name for file in folder.iterdir()} == FILES and "changed=0" not in run.stdout.replace("changed=1", "")
    assert json.loads((folder / "report.json").read_text())["counts"]["unprotected"] == 1
    assert samples((folder / "report.prom").read_text()) and "carts" in (folder / "report.html").read_text()
    assert Page((folder / "report.html").read_text()).cells.count("never") == 2
    folder.chmod(0o700)
    gate = launch(ansible, "protection_gate", report_folder=str(folder))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert gate.code == 2 and "carts (us-east-1): unprotected. Point-in-time recovery is disabled." in gate.output, gate.output
    assert "Not all tables are protected: 2 tables: 1 unprotected" in gate.output and "orders (us-east-1)" not in gate.output
    assert launch(ansible, "protection_gate", report_folder=str(folder), warn_only=True).code == 0
    back_up(lab, table="carts")
    assert launch(ansible, "protection_gate", report_folder=str(folder)).code == 0


@pytest.mark.further_case
def test_p2_places_are_checked_into_one_report_and_one_that_is_refused_fails_the_gate(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.make_table("orders")
    lab.make_table("orders", region="eu-west-1")
    back_up(lab)
    regions = {"shop-us-east-1": "us-east-1", "shop-eu-west-1": "eu-west-1", "shop-ap-south-1": "ap-south-1"}
    python = {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    inventory = ansible.folder / "places.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": {name: {"region": region, **python} for name, region in regions.items()}}}))
    lab.settings(denied_regions=["ap-south-1"])
    folder = ansible.folder / "report"
    run = launch(ansible, "protection_gate", "-i", str(inventory), places="all", report_folder=str(folder))
    assert run.code == 2 and "shop-ap-south-1: not checked." in run.output and "orders (shop-eu-west-1, eu-west-1): unprotected." in run.output, run.output
    content = json.loads((folder / "report.json").read_text())
    assert {place["name"]: place["failed"] for place in content["places"]} == {"shop-us-east-1": False, "shop-eu-west-1": False, "shop-ap-south-1": True}
    # A part of the places gives a report of this part.
    part = launch(ansible, "protection_gate", "-i", str(inventory), "--limit", "shop-us-east-1", places="all", report_folder=str(folder))
    assert part.code == 0, part.output


@pytest.mark.further_case
def test_p2_a_gate_that_checked_nothing_fails(lab: LabClient, ansible: AnsibleRuns) -> None:
    folder = str(ansible.folder / "report")
    run = launch(ansible, "protection_gate", report_folder=folder, table_name_patterns="ordres*")
    assert run.code == 2 and "No table was checked" in run.output, run.output
    assert launch(ansible, "protection_gate", report_folder=folder, table_name_patterns="ordres*", allow_empty=True).code == 0
