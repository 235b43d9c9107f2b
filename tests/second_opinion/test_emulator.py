# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator itself: for this machine alone, in its folder alone, and gone when it is told to go."""

from __future__ import annotations

import pathlib
import re
import socket
import struct

import pytest
from ansible_collections.dynaops.dynamodb.tests.second_opinion.emulator import HOST, Address, Emulator

LISTENING = "0A"
NET = pathlib.Path("/proc/net")

needs_proc = pytest.mark.skipif(not (NET / "tcp").exists(), reason="only Linux tells here who listens where")


def sockets_of(pid: int) -> set[str]:
    """The inodes of the sockets that a process has open."""
    found = set()
    for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        match = re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink())) if link.is_symlink() else None
        found |= {match[1]} if match else set()
    return found


def listening(pid: int) -> set[tuple[str, int]]:
    """Where a process listens. An address of IPv6 is given as the kernel writes it."""
    mine = sockets_of(pid)
    found = set()
    for name in ("tcp", "tcp6"):
        rows = [line.split() for line in (NET / name).read_text(encoding="ascii").splitlines()[1:]] if (NET / name).exists() else []
        for row in rows:
            if row[3] == LISTENING and row[9] in mine:
                address, port = row[1].split(":")
                # The kernel writes the address as one number of the machine's own byte order.
                host = socket.inet_ntoa(struct.pack("=I", int(address, 16))) if name == "tcp" else address
                found.add((host, int(port, 16)))
    return found


@needs_proc
def test_it_listens_on_the_loopback_interface_only(emulator: Address) -> None:
    assert listening(emulator.pid) == {(HOST, emulator.port)}


@needs_proc
def test_nor_does_it_have_a_datagram_socket(emulator: Address) -> None:
    mine = sockets_of(emulator.pid)
    files = [NET / name for name in ("udp", "udp6") if (NET / name).exists()]
    assert files and not [line for file in files for line in file.read_text(encoding="ascii").splitlines()[1:] if line.split()[9] in mine]


def test_it_keeps_to_its_folder(emulator: Address) -> None:
    folder = pathlib.Path(emulator.folder)
    # Its own note of its process goes where it believes the machine's temporary files to be.
    assert (folder / f"ministack-{emulator.port}.pid").read_text(encoding="ascii") == str(emulator.pid)
    assert {each.name for each in folder.iterdir()} == {"log", f"ministack-{emulator.port}.pid"}


def test_it_is_gone_when_it_is_told_to_go(pytestconfig: pytest.Config) -> None:
    with Emulator(pytestconfig.getoption("--emulator")) as another, socket.create_connection((HOST, another.port), timeout=5):
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, another.port), timeout=5)
    assert not pathlib.Path(another.folder).exists()


def test_a_program_that_is_no_emulator_is_an_error_and_leaves_nothing() -> None:
    broken = Emulator("/bin/false")
    with pytest.raises(RuntimeError, match="ministack ended instead of listening"):
        broken.start()
    assert broken.address is None
