# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several processes want the same environment: one makes it, the others wait for it. Nothing is installed here."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import time

import pytest

TOOLS = pathlib.Path(__file__).resolve().parents[3] / "tools"
# A process that makes an environment below a temporary folder. In place of an installation it waits for the file "go".
MAKER = """
import pathlib, sys, time
import environment, rows

folder = pathlib.Path(sys.argv[1])

def install(place, row, group):
    with open(folder / "installed", "a") as log:
        log.write(f"{group}\\n")
    while not (folder / "go").exists():
        time.sleep(0.01)
    if (folder / "go").read_text() == "fail":
        (folder / "go").write_text("")
        raise SystemExit("no network")
    place.mkdir(parents=True)

environment.BUILD = folder / "build"
environment.run = lambda *command, attempts=1: None
environment.install = install
environment.add_collections = lambda site, wheel: None
environment.uv = lambda: pathlib.Path("uv")
environment.bundle = lambda version: pathlib.Path("wheel")
rows.find_python = lambda version: sys.executable
print(environment.make(rows.ROWS[0], sys.argv[2]))
"""
WAITS = "Another process is making an environment"


def start(folder: pathlib.Path, group: str = "test") -> subprocess.Popen[str]:
    """A process that wants an environment."""
    command = [sys.executable, "-c", MAKER, str(folder), group]
    return subprocess.Popen(command, cwd=TOOLS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def installed(folder: pathlib.Path) -> list[str]:
    """The groups whose installation has begun, in order."""
    log = folder / "installed"
    return log.read_text().split() if log.exists() else []


def start_first(folder: pathlib.Path, group: str = "test") -> subprocess.Popen[str]:
    """A process that is in the middle of making an environment."""
    first = start(folder, group)
    deadline = time.monotonic() + 60
    while not installed(folder):
        assert first.poll() is None and time.monotonic() < deadline, first.communicate()
        time.sleep(0.01)
    return first


def first_line(process: subprocess.Popen[str]) -> str:
    """What it writes first to standard error."""
    assert process.stderr
    return process.stderr.readline()


@pytest.mark.parametrize("group, installations", [("test", ["test"]), ("lint", ["test", "lint"])])
def test_u2_the_second_process_waits_and_reports_it(tmp_path: pathlib.Path, group: str, installations: list[str]) -> None:
    first = start_first(tmp_path)
    second = start(tmp_path, group)
    assert WAITS in first_line(second) and str(tmp_path / "build") not in first_line(first)
    assert installed(tmp_path) == ["test"]
    (tmp_path / "go").touch()
    (made, unused), (found, said) = first.communicate(timeout=60), second.communicate(timeout=60)
    assert first.returncode == second.returncode == 0, said
    assert installed(tmp_path) == installations
    assert (made == found) == (group == "test") and pathlib.Path(found.strip()).is_dir()


def test_u2_the_second_process_makes_it_when_the_first_fails(tmp_path: pathlib.Path) -> None:
    first = start_first(tmp_path)
    second = start(tmp_path)
    assert WAITS in first_line(second)
    # Whole at once: the other process reads it as soon as it is there.
    (tmp_path / "fail").write_text("fail")
    (tmp_path / "fail").rename(tmp_path / "go")
    assert "no network" in first.communicate(timeout=60)[1] and first.returncode == 1
    found, unused = second.communicate(timeout=60)
    assert second.returncode == 0 and pathlib.Path(found.strip()).is_dir()
    assert installed(tmp_path) == ["test", "test"]


def test_a_process_that_is_killed_leaves_no_lock(tmp_path: pathlib.Path) -> None:
    first = start_first(tmp_path)
    first.kill()
    first.communicate()
    (tmp_path / "go").touch()
    found, said = start(tmp_path).communicate(timeout=60)
    assert WAITS not in said and pathlib.Path(found.strip()).is_dir()


def test_what_is_there_is_found_without_waiting(tmp_path: pathlib.Path) -> None:
    (tmp_path / "go").touch()
    made, unused = start(tmp_path).communicate(timeout=60)
    (tmp_path / "go").unlink()
    (tmp_path / "installed").unlink()
    other = start_first(tmp_path, "lint")
    try:
        found, said = start(tmp_path).communicate(timeout=60)
        assert (found, said) == (made, "")
    finally:
        other.kill()
        other.communicate()
