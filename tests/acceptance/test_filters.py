# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the filters cost: Ansible imports all of a collection's filters, up to the one that is asked for, in the process of each task."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest
from ansible_collections.dynaops.dynamodb.plugins.filter import role_plan
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.table_variables import ENTRIES

FILTERS = sorted(file.stem for file in (pathlib.Path(__file__).resolve().parents[2] / "plugins/filter").glob("*.py"))
ALL = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module("ansible_collections.dynaops.dynamodb.plugins.filter." + name)
rooms = "ansible_collections.dynaops.dynamodb.plugins.module_utils."
print([name for name in sys.modules if name in ("boto3", "botocore") or name.startswith((rooms + "_settings", rooms + "_tables", rooms + "_jobs"))])
"""


def test_filters_bring_in_neither_boto3_nor_the_settings() -> None:
    done = subprocess.run([sys.executable, "-c", ALL, *FILTERS], capture_output=True, text=True, check=True)
    assert len(FILTERS) > 5 and done.stdout == "[]\n"


@pytest.mark.parametrize("entry_point", ENTRIES)
def test_role_plan_knows_the_entry_points_of_the_role(entry_point: str) -> None:
    assert role_plan.role_plan({}, "dynamodb_table", entry_point)["wrong"]
