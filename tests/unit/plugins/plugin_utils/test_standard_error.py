# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Standard error of any kind takes what it can, at once or not at all."""

from __future__ import annotations

import os
import pathlib
import sys
import time

import pytest
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import standard_error
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils.standard_error import Output


class Stderr:
    """sys.__stderr__ with another descriptor."""

    def __init__(self, number: int) -> None:
        self._number = number

    def fileno(self) -> int:
        """The descriptor."""
        return self._number


def duplicate_of(monkeypatch: pytest.MonkeyPatch, number: int) -> int | None:
    """What a plugin would write to."""
    monkeypatch.setattr(sys, "__stderr__", Stderr(number))
    return standard_error.duplicate()


def test_c18_a_pipe_that_nobody_reads_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    output = Output(duplicate_of(monkeypatch, writing))
    start = time.monotonic()
    for unused in range(100):
        output.add(b"x" * 3000)
    output.flush(0.1)
    assert output.waiting_for() and time.monotonic() - start < 30
    assert os.get_blocking(writing), "the flag is shared by all processes that have this pipe"
    taken = b""
    while output.waiting_for():
        taken += os.read(reading, 4096)
        output.flush()
    assert taken and set(taken) == set(b"x")


def test_c18_what_is_kept_has_a_limit() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    output = Output(writing)
    for unused in range(2000):
        output.add(b"x" * 1000)
    assert len(output._left) < 1_100_000
    os.close(reading)
    output.flush()
    assert output.waiting_for() is None


def test_c18_what_can_not_be_written_is_dropped(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    reading, writing = os.pipe()
    output = Output(duplicate_of(monkeypatch, writing))
    os.close(reading)
    output.add(b"nobody reads this")
    full = Output(duplicate_of(monkeypatch, os.open("/dev/full", os.O_WRONLY)))
    full.add(b"the disk is full")
    assert output.waiting_for() is full.waiting_for() is None


def test_c18_none_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)
    assert standard_error.duplicate() is None
    reading, writing = os.pipe()
    os.close(reading)
    os.close(writing)
    assert duplicate_of(monkeypatch, writing) is None
    output = Output(None)
    output.add(b"nowhere")
    output.flush(10)
    assert output.waiting_for() is None


def test_a_file_is_written_at_the_place_where_the_others_write(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "log"
    number = os.open(file, os.O_WRONLY | os.O_CREAT)
    output = Output(duplicate_of(monkeypatch, number))
    os.write(number, b"one\n")
    output.add(b"two\n")
    os.write(number, b"three\n")
    assert file.read_text() == "one\ntwo\nthree\n"
