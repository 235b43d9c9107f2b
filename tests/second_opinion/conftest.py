# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator for a whole run, however many processes test; tables on it, and plays that work on them."""

from __future__ import annotations

import dataclasses
import pathlib
import typing as t
import uuid

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.conftest import models_are_read_once, packed_modules, preloaded_python  # noqa: F401  # pylint: disable=unused-import
from ansible_collections.dynaops.dynamodb.tests.acceptance.preloaded import PreloadedPython
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.second_opinion.emulator import Address, Emulator
from ansible_collections.dynaops.dynamodb.tests.second_opinion.plays import Plays
from ansible_collections.dynaops.dynamodb.tests.second_opinion.tables import Tables

_EMULATOR = pytest.StashKey[Emulator]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """--emulator."""
    parser.getgroup("second opinion").addoption("--emulator", help="the Python of an environment that has ministack; required")


def _tests_itself(config: pytest.Config) -> bool:
    """Whether this is a process of pytest-xdist's, which gets all from the one that started it."""
    return hasattr(config, "workerinput")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Starts the emulator before any test process is. Without one the run fails: tests that were skipped would go unnoticed."""
    config = session.config
    if _tests_itself(config) or config.getoption("collectonly"):
        return
    python = config.getoption("--emulator")
    if not python:
        raise pytest.UsageError('tests/second_opinion needs --emulator="$(python3 tools/environment.py second_opinion)/bin/python"')
    emulator = config.stash[_EMULATOR] = Emulator(python)
    try:
        emulator.start()
    except (OSError, RuntimeError) as error:
        raise pytest.UsageError(f"No emulator: {error}") from error


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends it, when all tests are over."""
    emulator = config.stash.get(_EMULATOR, None)
    if emulator:
        emulator.stop()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: t.Any) -> None:
    """Tells a test process of pytest-xdist's where the emulator is."""
    emulator = node.config.stash.get(_EMULATOR, None)
    if emulator:
        node.workerinput["emulator"] = dataclasses.asdict(emulator.address)


@pytest.fixture(scope="session")
def emulator(pytestconfig: pytest.Config) -> Address:
    """Where the emulator is."""
    if _tests_itself(pytestconfig):
        return Address(**pytestconfig.workerinput["emulator"])  # type: ignore[attr-defined]
    return t.cast(Address, pytestconfig.stash[_EMULATOR].address)


@pytest.fixture
def tables(emulator: Address) -> Tables:
    """What boto3 says of the emulator's tables, beside the modules."""
    return Tables(LabClient(emulator.url).dynamodb())


@pytest.fixture
def orders(tables: Tables) -> str:
    """The name of a table that no other test knows, with items, a global and a local secondary index."""
    name = f"orders-{uuid.uuid4().hex[:12]}"
    tables.make(name)
    return name


@pytest.fixture
def plays(
    emulator: Address,
    tmp_path: pathlib.Path,
    preloaded_python: PreloadedPython,  # noqa: F811  # pylint: disable=redefined-outer-name
    packed_modules: pathlib.Path,  # noqa: F811  # pylint: disable=redefined-outer-name
) -> Plays:
    """Real ansible processes whose environment leads to the emulator. Their modules begin sooner, and are packed once for all tests."""
    return Plays(AnsibleRuns(LabClient(emulator.url), tmp_path, preloaded_python.path, packed_modules))
