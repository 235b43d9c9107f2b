# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface is the one that was agreed on; and what Automation Platform counts of it."""

from __future__ import annotations

import copy
import pathlib

import yaml
from ansible_collections.dynaops.dynamodb.tests.acceptance import interface

AUDIT = pathlib.Path(__file__).resolve().parents[2] / "extensions/audit/event_query.yml"


def test_the_interface_is_the_one_that_was_agreed_on() -> None:
    found = interface.changes(interface.agreed(), interface.current())
    assert found == [], "if it is meant, write it with python -m ansible_collections.dynaops.dynamodb.tests.acceptance.interface"


def test_a_change_is_noticed_wherever_it_is() -> None:
    old = interface.agreed()
    new = copy.deepcopy(old)
    module = new["modules"]["dynamodb_create_backup"]
    module["options"]["timeout"]["default"] = 60
    del module["results"]["backup"]["contains"]["backup_name"]
    module["codes"].remove("Timeout")
    new["roles"]["dynamodb_table"]["dynamodb_table_new"] = {}
    found = interface.changes(old, new)
    place = "modules.dynamodb_create_backup"
    assert f"{place}.options.timeout.default: 1800 is now 60" in found and f"{place}.results.backup.contains.backup_name: removed" in found
    assert any(text.startswith(f"{place}.codes: ") for text in found) and "roles.dynamodb_table.dynamodb_table_new: added" in found and len(found) == 4


def test_the_audit_file_asks_each_module_for_results_that_it_has() -> None:
    queries = yaml.safe_load(AUDIT.read_text())
    modules = interface.agreed()["modules"]
    assert set(queries) == {f"dynaops.dynamodb.{name}" for name, module in modules.items() if "table_arn" in str(module["results"])}
    for name, entry in queries.items():
        results = modules[name.rpartition(".")[2]]["results"]
        key = entry["query"].strip().removeprefix(".").partition(" ")[0].rstrip("?").removesuffix("[]")
        assert key in results and "canonical_facts" in entry["query"], name
        assert "table_arn" in str(results[key]), name
