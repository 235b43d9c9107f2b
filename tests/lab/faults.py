# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on request: what goes wrong, with which operation, how often; and how each is played on the connection."""

from __future__ import annotations

import dataclasses
import http
import os
import random
import re
import socket
import struct
import threading
import time
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import wire

KINDS = ("error", "delay", "cut", "reset", "truncated", "garbage", "html", "bad_crc", "content_type", "empty", "no_details", "late", "page")


@dataclasses.dataclass
class Fault:
    """One line of the script.

    ``when`` tells whether the work is done before the fault strikes (``after``) or not at all (``before``). ``skip``
    requests are let through first, then it strikes ``times`` times (0: for ever). ``seconds`` is the length of a delay,
    or how late a given-up request is carried out (kind ``late``). ``code``, ``message`` and ``status`` are those of an error; without a message
    it is AWS's own for this code, and without a status AWS's as well. The kind ``page`` is an answer that is not DynamoDB's: a page of HTML
    with this ``status`` (403 without one), from a proxy, a firewall or a portal. One of 300 to 399 leads to another address.

    ``chance`` is the probability with which a request that comes so far is struck; one that is not is let through, and uses up
    none of the times. ``seed`` begins the script's chances anew: without it they are the same after each reset of the lab.
    """

    operation: str
    kind: str
    when: str = "before"
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    code: str = "InternalServerError"
    message: str = ""
    status: int = 0
    chance: float = 1.0
    seed: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.when not in ("before", "after"):
            raise ValueError(f"no such fault: {self.kind} {self.when}")
        if not 0 <= self.chance <= 1:
            raise ValueError(f"no such chance: {self.chance}")


class Script:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._random = random.Random(0)

    def add(self, fault: Fault) -> None:
        """Adds one."""
        with self._lock:
            if fault.seed is not None:
                self._random.seed(fault.seed)
            self._faults.append(fault)

    def take(self, operation: str, any_operation: str = "*") -> Fault | None:
        """The fault that strikes a request of this operation now, if any; it names the operation. ``any_operation`` stands for all of a service."""
        with self._lock:
            for fault in self._faults:
                if fault.operation not in (operation, any_operation):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    return None
                if fault.chance < 1 and self._random.random() >= fault.chance:
                    return None
                if fault.times == 1:
                    self._faults.remove(fault)
                elif fault.times:
                    fault.times -= 1
                return dataclasses.replace(fault, operation=operation)
        return None


class Severed(ConnectionAbortedError):
    """The connection was ended on purpose; the server must not try to answer."""


def play(fault: Fault, work: t.Callable[[], wire.Answer], connection: socket.socket) -> wire.Answer:
    """Does what the fault says with the work and the connection; returns what is left to be answered in the ordinary way."""
    if fault.kind == "late":
        threading.Timer(fault.seconds, work).start()
        return _sever(connection, reset=False)
    real = work() if fault.when == "after" else None
    if fault.kind == "delay":
        time.sleep(fault.seconds)
        return real or work()
    if fault.kind == "error":
        status = fault.status or wire.STATUS.get(fault.code, 400)
        return wire.refusal(wire.AwsError(fault.code, fault.message, status))
    if fault.kind == "page":
        return page(fault.status or 403)
    if fault.kind in ("cut", "reset"):
        return _sever(connection, reset=fault.kind == "reset")
    if fault.kind == "truncated":
        return _truncate(real or _made_up(fault.operation), connection)
    if fault.kind == "bad_crc":
        return _with_bad_crc(real or _made_up(fault.operation), connection)
    if fault.kind == "content_type":
        return dataclasses.replace(real or wire.answer({}), content_type="text/html")
    return _NONSENSE[fault.kind]


# What an answer to these holds.
_MEMBERS = {
    "CreateBackup": "BackupDetails",
    "DescribeBackup": "BackupDescription",
    "DeleteBackup": "BackupDescription",
    "UpdateTable": "TableDescription",
    "UpdateContinuousBackups": "ContinuousBackupsDescription",
    "UpdateTimeToLive": "TimeToLiveSpecification",
    "DescribeContinuousBackups": "ContinuousBackupsDescription",
    "DescribeTimeToLive": "TimeToLiveDescription",
    "CreateTable": "TableDescription",
    "DeleteTable": "TableDescription",
    "RestoreTableFromBackup": "TableDescription",
    "RestoreTableToPointInTime": "TableDescription",
    "DescribeTable": "Table",
}

# What something between a client and AWS may answer with.
_NONSENSE = {
    "garbage": wire.Answer(200, b"\x00\xff{not json at all", is_of_aws=False),
    "html": wire.Answer(502, b"<html><head><title>502 Bad Gateway</title></head>\n<body><h1>Bad Gateway</h1></body></html>\n", "text/html", is_of_aws=False),
    "empty": wire.Answer(200, b"", is_of_aws=False),
    "no_details": wire.Answer(200, b"{}", is_of_aws=False),
}


def page(status: int) -> wire.Answer:
    """A page of HTML as what stands between a client and AWS answers with."""
    phrase = http.HTTPStatus(status).phrase
    body = f"<html><head><title>{status} {phrase}</title></head>\n<body><h1>{phrase}</h1></body></html>\n".encode()
    return wire.Answer(status, body, "text/html", location="https://login.invalid/" if 300 <= status < 400 else "", is_of_aws=False)


def _made_up(operation: str) -> wire.Answer:
    """Something to damage where no work was done."""
    return wire.answer({_MEMBERS.get(operation, operation): {}, "lab": "no work was done"})


def _sever(connection: socket.socket, reset: bool) -> t.NoReturn:
    if reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    else:
        connection.shutdown(socket.SHUT_RDWR)
    # The server's file objects keep a plain close() from closing.
    os.close(connection.detach())
    raise Severed()


def _raw(connection: socket.socket, answer: wire.Answer, headers: dict[str, str], body: bytes) -> t.NoReturn:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    connection.sendall(f"HTTP/1.1 {answer.status} OK\r\n{head}Connection: close\r\n\r\n".encode() + body)
    _sever(connection, reset=False)


def _truncate(answer: wire.Answer, connection: socket.socket) -> t.NoReturn:
    _raw(connection, answer, answer.headers(), answer.body[: len(answer.body) // 2])


def _with_bad_crc(answer: wire.Answer, connection: socket.socket) -> t.NoReturn:
    """An answer that is still JSON and looks right, but says something else than was sent: only its checksum tells."""
    damaged = re.sub(rb"(/backup/\d{14}-)[0-9a-f]{8}", rb"\g<1>00000000", answer.body)
    damaged = damaged.replace(b'"AVAILABLE"', b'"CREATING"').replace(b'"ACTIVE"', b'"DELETE"')
    # A restore that is under way would look finished.
    damaged = damaged.replace(b'"TableStatus": "CREATING"', b'"TableStatus": "ACTIVE"')
    if damaged == answer.body:
        damaged = answer.body[:-1] + b" }"
    _raw(connection, answer, {**answer.headers(), "Content-Length": str(len(damaged))}, damaged)
