# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""T5: what the collection needs. Certified collections may not depend on community.aws, and nothing here does."""

from __future__ import annotations

import pathlib

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
# What runs must not name it at all; what is read may compare ours with the module that it takes the place of.
RUNS = ("galaxy.yml", "requirements.txt", "roles", "playbooks")
READ = ("README.md", "meta", "plugins", "docs", "changelogs", "tests/integration")
REPLACED = "community.aws.dynamodb_table"
COMPARING = ("plugins/modules/dynamodb_table_info.py", "docs/docsite/rst/guide_table_info.rst")
# module_defaults for the groups of amazon.aws and community.aws reach our modules.
EXTENDED = "- community.aws.aws"


def texts(places: tuple[str, ...]) -> dict[str, str]:
    """The files below these places, with their text."""
    found = [file for place in places for file in ([ROOT / place] if (ROOT / place).is_file() else (ROOT / place).rglob("*"))]
    # Compiled modules have the text of those that may compare.
    files = [file for file in found if file.is_file() and file.suffix != ".pyc"]
    return {str(file.relative_to(ROOT)): file.read_text(errors="replace").replace("community/aws", "community.aws") for file in files}


def test_t5_nothing_but_amazon_aws_is_needed() -> None:
    assert set(yaml.safe_load((ROOT / "galaxy.yml").read_text())["dependencies"]) == {"amazon.aws"}
    running, read = texts(RUNS), texts(READ)
    assert len(running) > 20 and len(read) > 100
    assert [name for name, text in running.items() if "community.aws" in text] == []
    assert [name for name, text in read.items() if name not in COMPARING and "community.aws" in text.replace(REPLACED, "").replace(EXTENDED, "")] == []
