# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tests each tier of the Makefile runs: ``make check`` those of one process, ``make test`` no further cases, a further release one of each kind."""

from __future__ import annotations

import contextlib
import os
import signal
import typing as t

import pytest

MARKERS = (
    "processes: starts processes of ansible or of a module without the fixture ansible; make check leaves it out",
    "every_release: one test of its kind, which make test runs on the newest release as well",
    "further_case: takes long for another case of a kind that other tests show; make check and make test leave it out, make matrix runs it",
    "shown_cases(number): make test runs so many of the cases of this test, from the first to the last; the others are further cases",
)
Case = t.TypeVar("Case")
# What runs ansible processes is asked for by this fixture, or by another that asks for it.
_FIXTURES = frozenset({"ansible"})
# What talks to the lab asks for it by one of these. All its cases would take most of the time of ``make check``, those of other tests take next to none.
_OVER_HTTP = frozenset({"lab", "lab_server"})
# The variable by which the examples of properties are divided: for make check, and for make test.
SHORT = "SHORT_PROPERTIES"
_CHECK, _TEST = "20", "4"


def add_options(parser: pytest.Parser) -> None:
    """The choices, which a run of several suites has once."""
    with contextlib.suppress(ValueError):
        parser.addoption(
            "--in-process",
            action="store_true",
            help="only tests that start no process of ansible or of a module; one case of each that goes over HTTP, short properties",
        )
        parser.addoption("--every-release", action="store_true", help="only a test of each kind, for a further release of ansible-core")
        parser.addoption("--no-further-cases", action="store_true", help="without the tests that take long for another case of a kind")


def configure(config: pytest.Config) -> None:
    """The markers, and how long properties are, before any test is read."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell starts what runs in its background so. The modules that the tests start would ignore an interruption as well.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for option, share in (("--no-further-cases", _TEST), ("--in-process", _CHECK)):
        if config.getoption(option):
            os.environ[SHORT] = share


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is of no tier that was asked for, and says how many."""
    if config.getoption("--in-process"):
        keep(config, items, lambda item: not starts_processes(item) and not item.get_closest_marker("long"))
    if config.getoption("--every-release"):
        keep(config, items, lambda item: item.get_closest_marker("every_release") is not None)
    if config.getoption("--no-further-cases"):
        keep(config, items, lambda item: item.get_closest_marker("further_case") is None)
        _keep_cases(config, items, _shown_cases)
    # Of the cases that are left: the first of all may be a further case, and then the test would be gone.
    if config.getoption("--in-process"):
        _keep_cases(config, items, lambda item, cases: 1 if _asks_for(item, _OVER_HTTP) else cases)


def keep(config: pytest.Config, items: list[pytest.Item], wanted: t.Callable[[pytest.Item], bool]) -> None:
    """Leaves out what is not wanted."""
    left_out = [item for item in items if not wanted(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if wanted(item)]


def _shown_cases(item: pytest.Item, cases: int) -> int:
    """How many of so many cases of its test ``make test`` runs."""
    marker = item.get_closest_marker("shown_cases")
    return int(marker.args[0]) if marker else cases


def _keep_cases(config: pytest.Config, items: list[pytest.Item], number: t.Callable[[pytest.Item, int], int]) -> None:
    """Leaves out all but so many cases of each test, by one of its cases and how many it has. Doing it twice is as doing it once: each conftest does."""
    tests: dict[str, list[pytest.Item]] = {}
    for item in items:
        tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    kept = {item for cases in tests.values() for item in spread(cases, number(cases[0], len(cases)))}
    keep(config, items, kept.__contains__)


def spread(several: t.Sequence[Case], number: int) -> list[Case]:
    """So many of them at equal distances, the first and, from two on, the last among them."""
    if number >= len(several):
        return list(several)
    return [several[round(place * (len(several) - 1) / max(number - 1, 1))] for place in range(number)]


def starts_processes(item: pytest.Item) -> bool:
    """Whether a test runs ansible, or a module in a process of its own."""
    return _asks_for(item, _FIXTURES) or item.get_closest_marker("processes") is not None


def _asks_for(item: pytest.Item, fixtures: frozenset[str]) -> bool:
    """Whether a test has one of these fixtures, even through another."""
    return not fixtures.isdisjoint(getattr(item, "fixturenames", ()))


def cases(every: t.Mapping[str, t.Any], shown: str) -> list[t.Any]:
    """The parameters of a test by their ids. The tier ``make test`` runs the one that is ``shown``; the others are further cases."""
    assert shown in every
    return [
        pytest.param(*(values if isinstance(values, tuple) else (values,)), id=name, marks=[] if name == shown else [pytest.mark.further_case])
        for name, values in every.items()
    ]
