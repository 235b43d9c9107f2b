# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module is read without garbage collection, answers signals meanwhile, and collects only what comes after."""

from __future__ import annotations

import gc
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import garbage_collection, start


@pytest.fixture(autouse=True)
def garbage_collection_as_before() -> t.Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_garbage_collection_waits_until_the_module_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    handled: list[bool] = []
    monkeypatch.setattr(start.ENDING, "handle_signals", lambda: handled.append(gc.isenabled()))
    start.begin()
    assert handled == [False] and not gc.isenabled()
    kept = gc.get_freeze_count()
    garbage_collection.resume()
    assert gc.isenabled() and gc.get_freeze_count() > kept
