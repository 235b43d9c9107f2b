# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy on 127.0.0.1 that copies the bytes of a connection, and cuts one when a request has gone through and its answer has not.

It sees no content: for https it opens a tunnel, and the bytes in it stay encrypted. So such a connection must have carried an answer before
the cut is asked for: what comes next from the client is then the request and no handshake, and what comes next from the server is its answer.
"""

from __future__ import annotations

import contextlib
import dataclasses
import select
import socket
import threading
import typing as t

Address = tuple[str, int]
_CHUNK = 65536
# Seconds without a byte after which a request counts as complete. It is hoped that AWS needs longer for its answer; where not, the answer is cut.
_QUIET = 0.03


@dataclasses.dataclass
class Cut:
    """What is to be cut, and what became of it. ``sent`` are the bytes of the request, ``lost`` those of the answer that had come.

    ``when``: ``answer`` cuts when the answer's first bytes come, ``request`` as soon as the request has gone out, where that is sooner.
    """

    when: str
    sent: int = 0
    lost: int = 0
    done: bool = False
    # Whether it was the request for certain, and no handshake.
    known: bool = False


class Tunnel:
    """Listens while its context is open. A client names its server with CONNECT, or all is plain HTTP for ``upstream``."""

    def __init__(self, upstream: Address | None = None) -> None:
        self._upstream = upstream
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._cut: Cut | None = None
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> t.Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *unused: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def cut_next(self, when: str) -> Cut:
        """Cuts the next request; the one after it passes."""
        self._cut = Cut(when)
        return self._cut

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError, ValueError):
            address = self._upstream or _asked_for(client)
            with socket.create_connection(address, timeout=30) as server:
                if not self._upstream:
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _Connection(self, client, server, is_plain=self._upstream is not None).copy()

    def armed(self) -> Cut | None:
        """The cut that is still to come."""
        return self._cut if self._cut and not self._cut.done else None


class _Connection:
    """Both ends of one connection."""

    def __init__(self, tunnel: Tunnel, client: socket.socket, server: socket.socket, is_plain: bool) -> None:
        self._tunnel = tunnel
        self._is_plain = is_plain
        self._client = client
        self._server = server
        self._answers = 0
        self._mine: Cut | None = None

    def copy(self) -> None:
        """Until one of them ends, or until the cut."""
        while True:
            pause = _QUIET if self._mine and self._mine.when == "request" else None
            ready = select.select([self._client, self._server], [], [], pause)[0]
            if not ready:
                self._end(0)
                return
            # What the client has said goes out before anything is cut.
            for end in (self._client, self._server):
                if end in ready and not self._pass(end):
                    return

    def _pass(self, end: socket.socket) -> bool:
        """Passes on what has come; whether there may be more."""
        chunk = end.recv(_CHUNK)
        if not chunk:
            return False
        if end is self._client:
            self._server.sendall(chunk)
            cut = self._tunnel.armed()
            if cut and (self._mine or not cut.sent):
                self._mine, cut.known = cut, self._is_plain or self._answers > 0
                cut.sent += len(chunk)
        elif self._mine:
            self._end(len(chunk))
            return False
        else:
            self._answers += 1
            self._client.sendall(chunk)
        return True

    def _end(self, lost: int) -> None:
        assert self._mine
        self._mine.lost, self._mine.done = lost, True


def _asked_for(client: socket.socket) -> Address:
    """The server that CONNECT names. Raises ValueError for any other request."""
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = client.recv(_CHUNK)
        if not chunk or len(head) > _CHUNK:
            raise ValueError("no CONNECT")
        head += chunk
    method, target, _version = head.split(b"\r\n", 1)[0].decode("ascii").split(" ")
    host, _colon, port = target.rpartition(":")
    if method != "CONNECT":
        raise ValueError(method)
    return host, int(port)
