# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One lab for each test process, as new for every test; and the ways to run a task against it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer


@pytest.fixture(scope="session")
def lab_server() -> t.Iterator[LabServer]:
    """A lab that listens as long as this process tests."""
    with LabServer() as server:
        yield server


@pytest.fixture
def lab(lab_server: LabServer) -> LabClient:
    """The lab with nothing in it."""
    client = LabClient(lab_server.url)
    client.reset()
    return client


@pytest.fixture
def orders(lab: LabClient) -> LabClient:
    """The lab with a table C(orders) of three items, and nothing in its journal but that."""
    lab.make_table("orders")
    return lab


@pytest.fixture
def ansible(lab: LabClient, tmp_path: t.Any) -> AnsibleRuns:
    """Real ansible processes whose environment leads to the lab."""
    return AnsibleRuns(lab, tmp_path)
