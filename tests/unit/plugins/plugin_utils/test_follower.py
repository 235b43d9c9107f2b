# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin's ends of the pipes: what is shown, what the module is told, what is left behind."""

from __future__ import annotations

import os
import pathlib
import signal
import threading
import time
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.connection import Connection, connect
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.signals import Ending, Interrupted
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import follower
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils.follower import Follower
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils.standard_error import Output


class TaskTimeoutError(BaseException):
    """As ansible-core raises it."""


def following(folder: pathlib.Path, lines: list[bytes], output: Output | None = None) -> Follower:
    """A follower that notes what it shows."""
    return Follower(str(folder), output or Output(None), lines.append)


def module_in(folder: pathlib.Path) -> Connection:
    """The module's side."""
    module = connect(str(folder))
    assert module
    return module


def close(module: Connection) -> None:
    """What the end of the module's process does."""
    os.close(module._progress)
    os.close(module.descriptor)


def cause_of(module: Connection) -> str:
    """Why the module is to end; empty when it is not."""
    ending = Ending()
    ending.listen_to(module.descriptor, module.cause)
    try:
        ending.check()
    except Interrupted as interrupted:
        return str(interrupted)
    return ""


def test_lines_are_shown_and_confirmed_in_little_time(tmp_path: pathlib.Path) -> None:
    lines: list[bytes] = []
    with following(tmp_path, lines).following():
        module = module_in(tmp_path)
        times = []
        for number in range(20):
            start = time.monotonic()
            module.write(f"line {number}")
            module.wait_until_shown(5)
            times.append(time.monotonic() - start)
            assert lines[-1] == f"line {number}".encode()
        assert cause_of(module) == ""
        module.write("the last one")
        close(module)
    # The half of them, since the machine may stand still.
    assert sorted(times)[10] < 0.05
    assert lines[-1] == b"the last one" and not list(tmp_path.iterdir())


@pytest.mark.parametrize("reason, cause", [(TaskTimeoutError, "the task keyword timeout"), (KeyboardInterrupt, "SIGINT"), (RuntimeError, "RuntimeError")])
def test_e6_last_words_are_shown_when_the_task_is_ended(tmp_path: pathlib.Path, reason: type[BaseException], cause: str) -> None:
    lines: list[bytes] = []
    with pytest.raises(reason), following(tmp_path, lines).following():
        module = module_in(tmp_path)
        module.write("begun")
        module.wait_until_shown(5)

        def end() -> None:
            while not cause_of(module):
                time.sleep(0.01)
            module.write(f"ended by {cause_of(module)}")
            close(module)

        threading.Thread(target=end).start()
        raise reason
    assert lines[0] == b"begun" and lines[-1].startswith(b"ended by ") and cause.encode() in lines[-1]


def test_e6_a_module_that_does_not_end_is_not_waited_for_without_end(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "_LAST_WORDS", 0.2)
    with pytest.raises(TaskTimeoutError), following(tmp_path, []).following():
        module = module_in(tmp_path)
        module.write("begun")
        module.wait_until_shown(5)
        raise TaskTimeoutError
    assert cause_of(module)


def test_e6_a_module_that_starts_after_the_end_is_alone(tmp_path: pathlib.Path) -> None:
    with pytest.raises(TaskTimeoutError), following(tmp_path, []).following():
        raise TaskTimeoutError
    assert cause_of(module_in(tmp_path)) and not list(tmp_path.iterdir())


def test_e6_a_module_that_starts_during_the_end_is_alone(tmp_path: pathlib.Path) -> None:
    watching = following(tmp_path, [])
    with watching.following():
        watching.wind_up("SIGINT")
        module = module_in(tmp_path)
        assert cause_of(module) and not list(tmp_path.iterdir())
        close(module)


def test_e6_the_loss_of_the_main_process_is_noticed(tmp_path: pathlib.Path) -> None:
    watching = following(tmp_path, [])
    watching._main = os.getppid() + 1
    with watching.following():
        module = module_in(tmp_path)
        module.write("begun")
        module.wait_until_shown(5)
        limit = time.monotonic() + 30
        while not cause_of(module):
            assert time.monotonic() < limit
            time.sleep(0.01)
        close(module)


def test_a_module_that_never_came_leaves_nothing(tmp_path: pathlib.Path) -> None:
    with following(tmp_path, []).following():
        pass
    assert not list(tmp_path.iterdir())


def test_e6_a_signal_waits_for_the_last_words_and_then_does_what_it_does(tmp_path: pathlib.Path) -> None:
    lines: list[bytes] = []
    taken: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: taken.append(len(lines)))
    try:
        with following(tmp_path, lines).following():
            module = module_in(tmp_path)
            module.write("begun")
            module.wait_until_shown(5)

            def end() -> None:
                while not cause_of(module):
                    time.sleep(0.01)
                module.write(f"ended by {cause_of(module)}")
                close(module)

            threading.Thread(target=end).start()
            os.kill(os.getpid(), signal.SIGTERM)
        assert lines == [b"begun", b"ended by SIGTERM"] and taken == [2]
    finally:
        signal.signal(signal.SIGTERM, before)


def test_ctrl_c_is_for_the_main_thread_alone(tmp_path: pathlib.Path) -> None:
    # A signal that the other thread took would leave the main one waiting for the module.
    blocked: list[set[t.Any]] = []
    with Follower(str(tmp_path), Output(None), lambda line: blocked.append(signal.pthread_sigmask(signal.SIG_BLOCK, []))).following():
        module = module_in(tmp_path)
        module.write("begun")
        close(module)
    assert blocked and {signal.SIGINT, signal.SIGTERM} <= blocked[-1] and signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_c18_a_line_that_nobody_takes_is_not_confirmed_and_dropped_at_the_end(tmp_path: pathlib.Path) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with pytest.raises(BlockingIOError):
        while True:
            os.write(writing, b"x" * 4096)
    output = Output(writing)
    start = time.monotonic()
    with Follower(str(tmp_path), output, output.add).following():
        module = module_in(tmp_path)
        module.write("not read")
        module.wait_until_shown(0.2)
        assert module._shown() < module._sent
        os.read(reading, 1_000_000)
        module.wait_until_shown(30)
        assert module._shown() == module._sent and os.read(reading, 100) == b"not read"
        with pytest.raises(BlockingIOError):
            while True:
                os.write(writing, b"x" * 4096)
        module.write("never read")
        close(module)
    assert time.monotonic() - start < 30
