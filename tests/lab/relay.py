# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that pass HTTP requests on to another server, and the rules by which a request is lost, refused or delayed on the way."""

from __future__ import annotations

import contextlib
import dataclasses
import http
import http.client
import http.server
import socket
import socketserver
import threading
import time
import typing as t
import urllib.parse

Address = tuple[str, int]
CUTS = ("", "before", "after")
# Headers that are about one connection alone, and the length, which is set again.
_OF_ONE_CONNECTION = ("connection", "content-length", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "transfer-encoding")
_UPSTREAM_TIMEOUT = 150


@dataclasses.dataclass(frozen=True)
class Rule:
    """What becomes of requests of one operation (``*``: of every request, ``CONNECT``: of the request for a tunnel).

    ``cut="before"`` closes the connection when the request was read; the request is never passed on. ``cut="after"`` passes the request on, reads
    the whole answer and closes the connection without it; a tunnel is opened and closed. ``status`` answers with an HTML page of this status.
    ``slow`` waits for this many seconds first. The rule applies ``times`` times (0: always).
    """

    operation: str = "*"
    times: int = 1
    cut: str = ""
    status: int = 0
    slow: float = 0.0

    def __post_init__(self) -> None:
        if self.cut not in CUTS:
            raise ValueError(f"no such cut: {self.cut}")


@dataclasses.dataclass(frozen=True)
class Seen:
    """A request that a relay has received: the method, host and port, and DynamoDB's operation (``CONNECT`` for a tunnel)."""

    method: str
    target: str
    operation: str


class Rules:
    """The rules of one relay, and the requests that it has received."""

    def __init__(self, rules: t.Iterable[Rule]) -> None:
        # Each with how often it still applies; 0 is always.
        self._rules = [(rule, rule.times) for rule in rules]
        self._seen: list[Seen] = []
        self._lock = threading.Lock()

    def apply_to(self, seen: Seen) -> Rule:
        """Records a request and returns the rule that applies to it."""
        with self._lock:
            self._seen.append(seen)
            for place, (rule, left) in enumerate(self._rules):
                if rule.operation in ("*", seen.operation):
                    self._rules[place : place + 1] = [] if left == 1 else [(rule, left - 1 if left else 0)]
                    return rule
        return Rule()

    def seen(self) -> list[Seen]:
        """The requests in the order of their arrival."""
        with self._lock:
            return list(self._seen)


class RelayServer(socketserver.ThreadingTCPServer):
    """A relay on 127.0.0.1 that serves in threads while its context is open."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, handler: type[RelayHandler], rules: t.Iterable[Rule]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.rules = Rules(rules)
        self.address: Address = ("127.0.0.1", self.socket.getsockname()[1])
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, name="relay", daemon=True)

    def __enter__(self) -> t.Self:
        self._thread.start()
        return self

    def __exit__(self, *unused: t.Any) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, request: t.Any, client_address: t.Any) -> None:
        """Says nothing: clients and rules close connections at any moment."""

    def upstream(self, target: str) -> Address | None:
        """The server that a request is passed on to; None when it cannot be reached from here."""
        raise NotImplementedError

    def seen(self, operation: str = "") -> list[Seen]:
        """The requests received, or those of one operation."""
        return [each for each in self.rules.seen() if operation in ("", each.operation)]


class RelayHandler(http.server.BaseHTTPRequestHandler):
    """Passes the requests of one connection on, by the rules of its server."""

    protocol_version = "HTTP/1.1"
    server: RelayServer

    def log_message(self, format: str, *args: t.Any) -> None:  # pylint: disable=redefined-builtin
        """Says nothing."""

    def do_POST(self) -> None:  # pylint: disable=invalid-name
        """Passes a request on and sends the answer back."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        target = url.netloc or self.headers.get("Host", "")
        rule = self.server.rules.apply_to(Seen(self.command, target, self.headers.get("X-Amz-Target", "").partition(".")[2]))
        time.sleep(rule.slow)
        if rule.status:
            self.send_page(rule.status)
        elif rule.cut == "before":
            self.hang_up()
        else:
            self._pass_on(target, url.path or "/", url.query, body, rule)

    do_GET = do_PUT = do_POST

    def _pass_on(self, target: str, path: str, query: str, body: bytes, rule: Rule) -> None:
        address = self.server.upstream(target)
        if not address:
            self.send_page(502)
            return
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_ONE_CONNECTION}
        try:
            upstream = http.client.HTTPConnection(*address, timeout=_UPSTREAM_TIMEOUT)
            with contextlib.closing(upstream):
                upstream.request(self.command, f"{path}?{query}" if query else path, body, headers)
                answer = upstream.getresponse()
                content = answer.read()
        except ConnectionRefusedError:
            self.send_page(502)
        except (OSError, http.client.HTTPException):
            self.hang_up()
        else:
            if rule.cut == "after":
                self.hang_up()
            else:
                self.send(answer.status, answer.reason, answer.getheaders(), content)

    def send_page(self, status: int) -> None:
        """Answers with a page of HTML, as proxies and firewalls do, and closes the connection."""
        phrase = http.HTTPStatus(status).phrase
        headers = [("Content-Type", "text/html"), ("Connection", "close")]
        if status == 407:
            headers.append(("Proxy-Authenticate", 'Basic realm="proxy"'))
        self.send(status, phrase, headers, f"<html><body><h1>{status} {phrase}</h1></body></html>\n".encode())
        self.close_connection = True

    def hang_up(self) -> None:
        """Closes the connection without an answer."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def send(self, status: int, reason: str, headers: t.Iterable[tuple[str, str]], content: bytes) -> None:
        """Sends an answer with these headers, its length, and nothing of our own."""
        # send_response would add a Date: the lab's own, or its absence, is what a test is about.
        self.send_response_only(status, reason)
        for name, value in headers:
            if name.lower() not in _OF_ONE_CONNECTION or name in ("Connection", "Proxy-Authenticate"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
