# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same thing has the same name and the same shape in every module, as the table "Words of the interface" in CONTRIBUTING.md says."""

from __future__ import annotations

import collections
import importlib
import pathlib
import re
import typing as t

import pytest
from ansible.module_utils.common.yaml import yaml_load
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import listing
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import selection

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMES = sorted(file.stem.removeprefix("dynamodb_") for file in (ROOT / "plugins/modules").glob("*.py"))
MODULES = {name: importlib.import_module(f"ansible_collections.dynaops.dynamodb.plugins.modules.dynamodb_{name}") for name in NAMES}
OPTIONS = {name: yaml_load(module.DOCUMENTATION)["options"] for name, module in MODULES.items()}
RESULTS = {name: yaml_load(module.RETURN) for name, module in MODULES.items()}
SECTION = (ROOT / "CONTRIBUTING.md").read_text().partition("## Words of the interface")[2].partition("\n## ")[0]
EVERYWHERE = ("region", "account_id", "elapsed", "progress", "msg", "error")
SELECTION = ("table_names", "table_name_patterns", "table_tags", "all_tables")


class Row(t.NamedTuple):
    """A row of the table."""

    thing: str
    name: str
    shape: str
    kind: str
    modules: tuple[str, ...]


def rows() -> list[Row]:
    """The table."""
    found = []
    for line in SECTION.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "Thing":
            thing, name, shape, where = cells
            kind, of, modules = where.partition(" of ")
            found.append(Row(thing, name.strip("`"), shape, kind, tuple(NAMES) if modules == "all" else tuple(modules.split(", "))))
    return found


def keys_of(thing: str) -> set[str]:
    """The keys that a table or a backup has."""
    text = SECTION.partition(f"* A {thing} has ")[2].partition("\n* ")[0].partition(" Where it was described")[0]
    return set(re.findall(r"`(\w+)`", text))


def words_of(said: dict[str, t.Any]) -> str:
    """The description."""
    return " ".join([said["description"]] if isinstance(said["description"], str) else said["description"])


def shape_of(said: dict[str, t.Any]) -> str:
    """The shape, in the words of the table."""
    if "choices" in said:
        return ", ".join(said["choices"])
    inner = set(said.get("contains", {}))
    thing = said["type"]
    for name in ("backup", "table"):
        if thing in ("dict", "list") and keys_of(name) <= inner:
            return f"list of {name}" if thing == "list" else name
    return f"list of {said['elements']}" if thing == "list" else str(thing)


def described(kind: str) -> dict[str, dict[str, t.Any]]:
    """The options or the results of each module."""
    return OPTIONS if kind == "option" else RESULTS


def test_the_table_has_rows_and_each_is_about_modules_that_exist() -> None:
    assert len(rows()) > 30 and {name for row in rows() for name in row.modules} == set(NAMES)
    assert len({(row.kind, row.name, name) for row in rows() for name in row.modules}) == sum(len(row.modules) for row in rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.kind}-{row.name}-{row.modules[0]}")
def test_a_name_means_what_the_table_says_in_every_module_that_it_names(row: Row) -> None:
    for module in row.modules:
        said = described(row.kind)[module][row.name]
        assert (shape_of(said), words_of(said).startswith(row.thing)) == (row.shape, True), (module, words_of(said))


@pytest.mark.parametrize("kind", ["option", "result"])
def test_every_name_that_two_modules_have_is_in_the_table_for_all_of_them(kind: str) -> None:
    where = collections.defaultdict(set)
    for module, names in described(kind).items():
        for name in names:
            where[name].add(module)
    told = collections.defaultdict(set)
    for row in rows():
        if row.kind == kind:
            told[row.name] |= set(row.modules)
    assert {name: modules for name, modules in where.items() if len(modules) > 1 or name in told} == told


@pytest.mark.parametrize("module", NAMES)
def test_v4_what_every_module_returns_is_described_in_the_same_words(module: str) -> None:
    first = RESULTS[NAMES[0]]

    def compared(block: dict[str, t.Any]) -> dict[str, t.Any]:
        block = {key: value for key, value in block.items() if key != "sample"}
        if "contains" in block:
            block["contains"] = {key: compared(value) for key, value in block["contains"].items()}
            # After the first sentence, each module lists its own codes.
            code = block["contains"]["code"]
            block["contains"]["code"] = {**code, "description": code["description"][:1]}
        return block

    for name in EVERYWHERE:
        assert compared(RESULTS[module][name]) == compared(first[name]), name
    # The second is community.aws's, of its module of the same name.
    more = ["wait_for_active_timeout"] if module == "table" else []
    assert OPTIONS[module]["timeout"]["aliases"] == MODULES[module].ARGUMENTS["timeout"]["aliases"] == ["wait_timeout", *more]


def shapes(block: dict[str, t.Any], shape: str) -> t.Iterator[dict[str, t.Any]]:
    """The keys of every table, or of every backup, in these results."""
    for said in block.values():
        if shape_of(said).removeprefix("list of ") == shape:
            yield said["contains"]
        yield from shapes(said.get("contains", {}), shape)


@pytest.mark.parametrize("shape", ["table", "backup"])
def test_v1_a_table_and_a_backup_are_described_in_the_same_words_wherever_they_occur(shape: str) -> None:
    found = [(module, keys) for module in NAMES for keys in shapes(RESULTS[module], shape)]
    assert len(found) >= 9
    for module, keys in found:
        for key in keys_of(shape):
            # What of it is returned at all differs: a table that could not be backed up has no backup_status.
            assert [keys[key].get(part) for part in ("description", "type", "elements")] == [
                found[0][1][key].get(part) for part in ("description", "type", "elements")
            ], (module, key)


def test_v1_nothing_that_is_a_table_or_a_backup_has_another_shape() -> None:
    def check(block: dict[str, t.Any], path: str) -> None:
        for name, said in block.items():
            wanted = {"table": "table", "source_table": "table", "backup": "backup", "latest": "backup", "backups": "list of backup"}.get(name)
            assert wanted in (None, shape_of(said)), f"{path}.{name}"
            check(said.get("contains", {}), f"{path}.{name}")

    for module in NAMES:
        check(RESULTS[module], module)


def test_v2_v3_tables_and_backups_are_selected_by_the_same_arguments_everywhere() -> None:
    for module in NAMES:
        arguments = MODULES[module].ARGUMENTS
        if set(SELECTION) & set(arguments):
            assert {name: arguments[name] for name in SELECTION} == selection.OPTIONS, module
        if "backup_name_pattern" in arguments:
            # A module about many backups takes backup_arns in the place of one.
            wanted = {name: spec for name, spec in listing.OPTIONS.items() if name != "backup_arn" or "backup_arns" not in arguments}
            assert {name: arguments[name] for name in wanted} == wanted, module
        # Elsewhere they would be taken for a selection.
        assert "tags" not in arguments or module == "table"
