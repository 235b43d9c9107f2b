# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault suite's options, its lab, and its table: N/N hold."""

# pylint: disable=unused-import
# Fixtures are imported so that pytest finds them.

from __future__ import annotations

import collections
import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import order, tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.conftest import in_module, lab, lab_server, models_are_read_once, orders
from ansible_collections.dynaops.dynamodb.tests.faults import cases, contenders, page
from ansible_collections.dynaops.dynamodb.tests.faults.figures import Row
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


@pytest.fixture
def ansible(lab: LabClient, tmp_path: pathlib.Path) -> AnsibleRuns:  # noqa: F811 - the fixture that is imported
    """Real ansible processes, whose modules have a Python of their own: it is processes that faults meet."""
    return AnsibleRuns(lab, tmp_path)


def pytest_addoption(parser: pytest.Parser) -> None:
    """--all, --peers and --page, and the tiers."""
    tiers.add_options(parser)
    group = parser.getgroup("faults")
    group.addoption("--all", action="store_true", help="every case in a process of its own, not one of each kind")
    group.addoption("--peers", action="store_true", help="the other tools as well, on the cases of the quick half that can be given to them")
    group.addoption("--page", help="write the first page to this file, the second page and the picture beside it")


def pytest_configure(config: pytest.Config) -> None:
    """The markers."""
    tiers.configure(config)
    config.addinivalue_line("markers", order.MARKER)
    config.addinivalue_line("markers", "whole: one of many of its kind, which the whole fault suite (--all) alone runs")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Those of the tier, in order."""
    tiers.choose(config, items)
    if not config.getoption("--all"):
        tiers.keep(config, items, lambda item: not item.get_closest_marker("whole"))
    order.long_ones_first(items)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test for each contender and case."""
    if {"contender", "case"} <= set(metafunc.fixturenames):
        option = metafunc.config.getoption
        # All of the quick half is in test_faults_in_process.py.
        ours = cases.everything() if option("--all") else cases.real()
        pairs = [(contenders.OURS, case) for case in ours]
        if option("--peers"):
            pairs += [(name, case) for name in contenders.COMMANDS if name != contenders.OURS for case in cases.shared()]
        metafunc.parametrize("contender,case", pairs, ids=[f"{name}: {case.name}" for name, case in pairs])


def pytest_terminal_summary(terminalreporter: t.Any, config: pytest.Config) -> None:
    """The table, and how many hold."""
    rows: dict[str, list[Row]] = collections.defaultdict(list)
    for reports in terminalreporter.stats.values():
        for report in reports:
            found = dict(getattr(report, "user_properties", ()))
            if getattr(report, "when", "") == "call" and "contender" in found:
                rows[found["contender"]].append(Row(found["case"], found["family"], found["backups"], found["outcome"], found["said"], found["broken"]))
    if not rows:
        return
    # Several workers end their tests in any order.
    place = {case.name: number for number, case in enumerate(cases.everything())}
    for mine in rows.values():
        mine.sort(key=lambda row: place[row.case])
    ordered = {name: rows[name] for name in contenders.COMMANDS if name in rows}
    terminalreporter.section("faults")
    terminalreporter.write(page.text(ordered))
    if config.getoption("--page"):
        page.write(pathlib.Path(config.getoption("--page")), ordered, [case.name for case in cases.shared()])
