# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP proxy between a client and the lab, which can lose, refuse and delay what it is to pass on."""

from __future__ import annotations

import contextlib
import fnmatch
import select
import socket
import time
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.relay import Address, RelayHandler, RelayServer, Rule, Seen

# A name that no resolver knows (RFC 6761).
UNKNOWN_PROXY = "http://proxy.invalid:3128"
_CHUNK = 65536


class Proxy(RelayServer):
    """A proxy on 127.0.0.1 that forwards plain requests and opens tunnels for CONNECT.

    ``routes`` leads ``host:port`` patterns to addresses, such as ``*.amazonaws.com:443`` to a :class:`TlsFront`. A host that matches a pattern of
    ``refused`` is answered with 403. A host that is neither routed nor this machine is answered with 502: nothing ever leaves the machine.
    """

    def __init__(self, *rules: Rule, routes: t.Mapping[str, Address] | None = None, refused: t.Sequence[str] = ()) -> None:
        super().__init__(_ProxyHandler, rules)
        self._routes = dict(routes or {})
        self._refused = tuple(refused)
        self.url = f"http://127.0.0.1:{self.address[1]}"

    def refuses(self, target: str) -> bool:
        """Whether a host is one that the proxy does not let through."""
        return any(fnmatch.fnmatch(target.rpartition(":")[0], pattern) for pattern in self._refused)

    def upstream(self, target: str) -> Address | None:
        """Where a host and port is to be found."""
        for pattern, address in self._routes.items():
            if fnmatch.fnmatch(target, pattern):
                return address
        host, _colon, port = target.rpartition(":")
        return (host, int(port)) if host in ("127.0.0.1", "localhost") and port.isdecimal() else None

    def environment(self) -> dict[str, str | None]:
        """The variables that make a program use the proxy for every host."""
        return variables(self.url)


class _ProxyHandler(RelayHandler):
    server: Proxy

    def do_POST(self) -> None:
        """Passes a request on, unless its host is refused."""
        target = self.path.partition("//")[2].partition("/")[0]
        if self.server.refuses(target):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.server.rules.apply_to(Seen(self.command, target, self.headers.get("X-Amz-Target", "").partition(".")[2]))
            self.send_page(403)
        else:
            super().do_POST()

    do_GET = do_PUT = do_POST

    def do_CONNECT(self) -> None:  # pylint: disable=invalid-name
        """Opens a tunnel and copies what comes, until one end closes it."""
        rule = self.server.rules.apply_to(Seen("CONNECT", self.path, "CONNECT"))
        time.sleep(rule.slow)
        address = self.server.upstream(self.path)
        if rule.status or self.server.refuses(self.path):
            self.send_page(rule.status or 403)
        elif rule.cut == "before":
            self.hang_up()
        elif not address:
            self.send_page(502)
        else:
            self._tunnel(address, rule)

    def _tunnel(self, address: Address, rule: Rule) -> None:
        self.close_connection = True
        try:
            upstream = socket.create_connection(address, timeout=10)
        except OSError:
            self.send_page(502)
            return
        with upstream:
            self.send_response_only(200, "Connection established")
            self.end_headers()
            if not rule.cut:
                _copy_both_ways(self.connection, upstream)
            self.hang_up()


def _copy_both_ways(one: socket.socket, other: socket.socket) -> None:
    """Copies what two sockets say to each other until one of them ends."""
    peers = {one: other, other: one}
    with contextlib.suppress(OSError):
        while True:
            for ready in select.select(list(peers), [], [])[0]:
                chunk = ready.recv(_CHUNK)
                if not chunk:
                    return
                peers[ready].sendall(chunk)


def variables(url: str) -> dict[str, str | None]:
    """The variables that make a program use the proxy of this URL for every host; None takes a variable out."""
    return {
        "HTTP_PROXY": url,
        "http_proxy": url,
        "HTTPS_PROXY": url,
        "https_proxy": url,
        "NO_PROXY": None,
        "no_proxy": None,
        "ALL_PROXY": None,
        "all_proxy": None,
    }


@contextlib.contextmanager
def refusing_address() -> t.Iterator[Address]:
    """An address on 127.0.0.1 that refuses connections; nobody else can listen there while the context is open."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()
