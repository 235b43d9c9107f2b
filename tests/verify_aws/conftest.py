# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make verify-aws`` with a lab in the place of AWS."""

# pylint: disable=unused-import
# Fixtures are imported so that pytest finds them.

from __future__ import annotations

import os
import pathlib
import sys
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.conftest import lab, lab_server, models_are_read_once, time
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import become
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import environment

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
# At the end: it has names of the standard library.
sys.path.append(str(TOOLS))

from verify import account  # noqa: E402
from verify.account import Access  # noqa: E402

# Any token will do for the lab; it must never be seen again.
TOKEN = "session-token-that-nobody-may-ever-read-again"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The tiers."""
    tiers.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """The markers."""
    tiers.configure(config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is of no tier that was asked for."""
    tiers.choose(config, items)


@pytest.fixture
def variables(lab: LabClient, tmp_path: pathlib.Path) -> dict[str, str]:  # noqa: F811
    """The environment of somebody whose credentials lead to the lab."""
    return environment(lab, tmp_path, {"AWS_SESSION_TOKEN": TOKEN})


@pytest.fixture
def access(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> t.Iterator[Access]:
    """The same for this process."""
    become(variables, monkeypatch)
    yield account.find(os.environ)
