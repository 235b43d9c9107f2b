# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module's ends of the pipes: reports that can't be sent are lost, and nothing else happens."""

from __future__ import annotations

import os
import pathlib
import threading
import time
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import connection
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.signals import Ending, Interrupted


class Plugin:
    """The other ends."""

    def __init__(self, folder: pathlib.Path) -> None:
        for name in (connection.PROGRESS_PIPE, connection.SHOWN_PIPE):
            os.mkfifo(folder / name, 0o600)
        self.reports = os.open(folder / connection.PROGRESS_PIPE, os.O_RDONLY | os.O_NONBLOCK)
        self.shown = os.open(folder / connection.SHOWN_PIPE, os.O_RDWR | os.O_NONBLOCK)

    def read(self) -> bytes:
        """All that was sent so far."""
        return os.read(self.reports, 1_000_000)


def connected(folder: pathlib.Path) -> tuple[Plugin, connection.Connection]:
    """Both sides."""
    plugin = Plugin(folder)
    module = connection.connect(str(folder))
    assert module
    return plugin, module


def elapsed(wait: t.Callable[[], None]) -> float:
    """Seconds that it takes."""
    start = time.monotonic()
    wait()
    return time.monotonic() - start


def test_lines_arrive_and_no_name_is_left(tmp_path: pathlib.Path) -> None:
    plugin, module = connected(tmp_path)
    assert not list(tmp_path.iterdir())
    module.write("first \u00fc")
    module.write("second")
    assert plugin.read().decode() == "\nfirst \u00fc\nsecond\n"


def test_nobody_follows_and_no_file_is_made(tmp_path: pathlib.Path) -> None:
    assert connection.connect(str(tmp_path)) is None and not list(tmp_path.iterdir())


@pytest.mark.parametrize("lost", ["reader", "second pipe", "folder"])
def test_e6_a_module_that_starts_too_late_is_alone(tmp_path: pathlib.Path, lost: str) -> None:
    folder = tmp_path / "task"
    if lost != "folder":
        folder.mkdir()
        plugin = Plugin(folder)
    if lost == "reader":
        os.close(plugin.reports)
    if lost == "second pipe":
        (folder / connection.SHOWN_PIPE).unlink()
    module = connection.connect(str(folder))
    assert module and (not folder.exists() or not list(folder.iterdir()))
    module.write("nobody reads this")
    module.wait_until_shown(10)
    ending = Ending()
    ending.listen_to(module.descriptor, module.cause)
    with pytest.raises(Interrupted, match="the loss of the connection to the controller"):
        ending.check()


@pytest.mark.parametrize("told, cause", [(b"!SIGINT", "SIGINT"), (b"", "the loss of the connection to the controller")])
def test_e6_it_is_told_that_nobody_waits(tmp_path: pathlib.Path, told: bytes, cause: str) -> None:
    plugin, module = connected(tmp_path)
    ending = Ending()
    ending.listen_to(module.descriptor, module.cause)
    ending.check()
    os.write(plugin.shown, b"." + told)
    ending.check()
    os.close(plugin.shown)
    with pytest.raises(Interrupted, match=cause):
        ending.check()
    module.write("last words")
    assert plugin.read() == b"\nlast words\n"


def test_e11_it_waits_for_what_was_sent(tmp_path: pathlib.Path) -> None:
    plugin, module = connected(tmp_path)
    module.write("one")
    threading.Timer(0.2, os.write, (plugin.shown, b"..")).start()
    assert 0.1 < elapsed(lambda: module.wait_until_shown(60)) < 30
    assert elapsed(lambda: module.wait_until_shown(60)) < 30


def test_e11_it_does_not_wait_for_long(tmp_path: pathlib.Path) -> None:
    plugin, module = connected(tmp_path)
    module.write("one")
    os.write(plugin.shown, b".")
    assert 0.3 <= elapsed(lambda: module.wait_until_shown(0.3)) < 30
    os.close(plugin.shown)
    assert elapsed(lambda: module.wait_until_shown(60)) < 30


def test_c18_a_full_pipe_loses_lines_and_never_waits(tmp_path: pathlib.Path) -> None:
    plugin, module = connected(tmp_path)
    for number in range(100):
        module.write(f"{number} {'x' * 1500}")
    found = plugin.read()
    assert b"\n0 xxx" in found and b"99 xxx" not in found and found.endswith(b"\n")
    module.write("after it")
    assert plugin.read() == b"after it\n"


def test_c18_a_line_that_was_cut_does_not_spoil_the_next(tmp_path: pathlib.Path) -> None:
    plugin, module = connected(tmp_path)
    module.write("z" * 1_000_000)
    module.write("lost as well")
    found = plugin.read()
    assert found.startswith(b"\nzzz") and not found.endswith(b"\n")
    module.write("after it")
    assert plugin.read() == b"\nafter it\n"


def test_c18_a_reader_that_is_gone_does_no_harm(tmp_path: pathlib.Path) -> None:
    plugin, module = connected(tmp_path)
    os.close(plugin.reports)
    module.write("nobody reads this")
