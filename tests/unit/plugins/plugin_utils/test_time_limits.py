# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which limits of a task are too short for its module."""

from __future__ import annotations

import importlib
import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import time_limits

ROOT = pathlib.Path(__file__).resolve().parents[4]
MODULES = sorted(file.stem for file in (ROOT / "plugins/modules").glob("*.py"))


@pytest.mark.parametrize(
    "arguments, seconds, keyword, named",
    [
        ({}, 0, 0, []),
        ({}, 3600, 3600, []),
        ({}, 300, 0, ["Async (300 s)"]),
        ({}, 1800, 0, ["Async (1800 s)"]),
        ({"timeout": "60"}, 300, 60, ["The task keyword timeout (60 s)"]),
        ({"wait_timeout": 600}, 300, None, ["Async (300 s)"]),
        ({"timeout": "soon"}, 300, 9, ["Async (300 s)", "The task keyword timeout (9 s)"]),
    ],
)
def test_c19_a_limit_that_ends_the_module_first_is_named(arguments: dict[str, t.Any], seconds: int, keyword: int | None, named: list[str]) -> None:
    found = time_limits.warnings(arguments, 1800, seconds, keyword)
    assert len(found) == len(named) and all(text.startswith(start) for text, start in zip(found, named))


def test_c19_the_warning_says_what_to_set() -> None:
    (text,) = time_limits.warnings({}, 1800, 300, 0)
    assert "option timeout (1800 s)" in text and "Set async to 1860 or more" in text


@pytest.mark.parametrize("name", MODULES)
def test_c19_the_default_timeout_is_that_of_the_module(name: str) -> None:
    package = "ansible_collections.dynaops.dynamodb.plugins"
    action, module = importlib.import_module(f"{package}.action.{name}"), importlib.import_module(f"{package}.modules.{name}")
    assert module.ARGUMENTS["timeout"]["default"] == action.ActionModule.TIMEOUT
