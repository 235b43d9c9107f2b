# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tests each tier of the Makefile runs: ``make check`` those of one process, with ``make test`` no further cases, a further release one of each kind."""

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
)
# What runs ansible processes is asked for by this fixture, or by another that asks for it.
_FIXTURES = frozenset({"ansible"})
# The variable by which the examples of properties are divided: for make check, and for make test.
SHORT = "SHORT_PROPERTIES"
_CHECK, _TEST = "20", "4"


def add_options(parser: pytest.Parser) -> None:
    """The choices, which a run of several suites has once."""
    with contextlib.suppress(ValueError):
        parser.addoption("--in-process", action="store_true", help="only tests that start no process of ansible or of a module, and short properties")
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


def keep(config: pytest.Config, items: list[pytest.Item], wanted: t.Callable[[pytest.Item], bool]) -> None:
    """Leaves out what is not wanted."""
    left_out = [item for item in items if not wanted(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if wanted(item)]


def starts_processes(item: pytest.Item) -> bool:
    """Whether a test runs ansible, or a module in a process of its own."""
    return bool(_FIXTURES & set(getattr(item, "fixturenames", ()))) or item.get_closest_marker("processes") is not None


def cases(every: t.Mapping[str, t.Any], shown: str) -> list[t.Any]:
    """The parameters of a test by their ids. The tier ``make test`` runs the one that is ``shown``; the others are further cases."""
    assert shown in every
    return [
        pytest.param(*(values if isinstance(values, tuple) else (values,)), id=name, marks=[] if name == shown else [pytest.mark.further_case])
        for name, values in every.items()
    ]
