# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is none, and arguments that are none: one line, no stack trace, and the truth about what was made."""

from __future__ import annotations

import contextlib
import socket
import threading
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


def assert_plain(run: Run) -> None:
    """A failure as people should see it."""
    assert run.code != 0 and run.result["failed" if "failed" in run.result else "error"]
    assert "Traceback" not in run.output and "\n" not in run.msg and run.result["error"]["code"]


@contextlib.contextmanager
def server(answer: bytes | None) -> t.Iterator[str]:
    """A server that gives every connection the same bytes and closes it; or accepts and never answers."""
    listener = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, address = listener.accept()
                held.append(connection)
                if answer is not None:
                    connection.recv(65536)
                    connection.sendall(answer)
                    connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in held:
            connection.close()
        thread.join()


HTML = b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: 29\r\nConnection: close\r\n\r\n<html><body>Hi!</body></html>"


@pytest.mark.parametrize(
    "answer",
    [HTML % b"200 OK", HTML % b"403 Forbidden", HTML % b"502 Bad Gateway", HTML % b"301 Moved", b"", b"\x00\x01\x02 what?\r\n\r\n", b"HTTP/1.1 200 OK\r\n"],
    ids=["html200", "html403", "html502", "redirect", "closes", "no-http", "half-header"],
)
def test_a_server_that_is_not_dynamodb(lab: LabClient, here: ModulesHere, answer: bytes) -> None:
    with server(answer) as url:
        run = here.task(endpoint_url=url)
    assert_plain(run)
    assert "DescribeTable" in run.msg and "No backup was created." in run.msg and run.result["changed"] is False


def test_a_server_that_does_not_listen(lab: LabClient, here: ModulesHere) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    run = here.task(endpoint_url=f"http://127.0.0.1:{port}")
    assert_plain(run)
    assert "No connection to DynamoDB in region us-east-1" in run.msg and "endpoint_url" in run.msg
    assert run.result["error"]["code"] == "EndpointConnectionError"


def test_a_server_that_never_answers(lab: LabClient, here: ModulesHere) -> None:
    with server(None) as url:
        run = here.task(endpoint_url=url, aws_config={"read_timeout": 2})
    assert_plain(run)
    assert run.result["error"]["code"] == "ReadTimeoutError" and run.result["elapsed"] < 40


@pytest.mark.long
def test_a_black_hole_cannot_hold_a_task_past_its_deadline(lab: LabClient, here: ModulesHere) -> None:
    with server(None) as url:
        run = here.task(endpoint_url=url, timeout=60)
    assert_plain(run)
    # The last request may take its 15 s beyond; with botocore's own limits it would be four minutes.
    assert run.result["elapsed"] < 60 + 40


@pytest.mark.parametrize(
    "arguments",
    [
        {"endpoint_url": "not a url"},
        {"endpoint_url": "http://[::bad"},
        {"aws_config": {"nonsense": 1}},
        {"aws_config": {"read_timeout": "soon"}},
        {"aws_ca_bundle": "/nowhere/ca.pem", "endpoint_url": "https://127.0.0.1:1"},
        {"profile": "nobody", "access_key": "AKIA", "secret_key": "not-so-secret-at-all"},
        {"aws_config": {"proxies": {"http": "http://127.0.0.1:1"}}},
    ],
    ids=str,
)
def test_options_that_lead_nowhere(orders: LabClient, here: ModulesHere, arguments: dict) -> None:
    assert_plain(here.task(**arguments))
    assert orders.backups() == []


WRONG = [{"timeout": "soon"}, {"wait": "perhaps"}, {"if_exists": "overwrite"}, {"when_busy": "panic"}, {"tabel_name": "orders"}]


def test_arguments_that_ansible_refuses(orders: LabClient, here: ModulesHere) -> None:
    results = [here.task(**arguments).result for arguments in WRONG]
    for arguments, result in zip(WRONG, results):
        assert result["failed"] and next(iter(arguments)) in result["msg"] and "Traceback" not in str(result), arguments
    assert len(results) == len(WRONG) and orders.operations() == []
