# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was seen of one request on its way: whether it was complete and signed, and whether a byte of it left this machine.

Which exception a library raises does not tell that: behind a proxy, every connection that breaks is a ProxyConnectionError, before and
after the request was sent (seen with botocore 1.44.5 and urllib3 2.8). So it is observed where it happens. CPython reports each write to an
HTTP connection as the audit event ``http.client.send`` in the thread that writes (documented, since 3.8). A ``CONNECT`` is addressed
to a proxy and is no part of the request. It errs to the safe side: bytes that were written and never arrived count as sent, and
once an answer came to a request of which no byte was seen, every further request counts as sent: then the interpreter does not report them.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import typing as t

_SENDING = "http.client.send"
_CONNECTING = "socket.connect"

_local = threading.local()
_in_use: dict[int, socket.socket] = {}
_observing = threading.Lock()
_is_observed = False
_is_blind = False


class Attempt:
    """One request. ``url`` is where it goes, as soon as it is complete and signed; ``left`` counts the bytes that were written for it."""

    def __init__(self, check: t.Callable[[], None]) -> None:
        self.url: str | None = None
        self.left = 0
        self._check = check

    @property
    def is_complete(self) -> bool:
        """Whether the request was complete and signed: what fails before that sends nothing."""
        return self.url is not None

    @property
    def host(self) -> str:
        """The host that the request is for; empty when there was none yet."""
        return (self.url or "").partition("://")[2].partition("/")[0]

    @property
    def has_left(self) -> bool:
        """Whether a byte of the request left this machine, as far as that can be seen here."""
        return self.left > 0 or _is_blind

    def answered(self) -> None:
        """An answer came to the request."""
        global _is_blind  # pylint: disable=global-statement
        if self.is_complete and not self.left:
            _is_blind = True

    def about_to_leave(self, url: str) -> None:
        """The request is complete: what was written for this thread until now (for credentials) was for others. Raises what the check raises."""
        self._check()
        self.url, self.left = url, 0

    def wrote(self, data: t.Any) -> None:
        """Counts bytes that were written to a connection."""
        if isinstance(data, (bytes, bytearray)) and data.startswith(b"CONNECT "):
            return
        self.left += len(data) if hasattr(data, "__len__") else 1


@contextlib.contextmanager
def observed(check: t.Callable[[], None] = lambda: None) -> t.Iterator[Attempt]:
    """Observes the one request that this thread makes in the block; ``check`` may raise to stop it at the last moment."""
    _observe()
    attempt = _local.attempt = Attempt(check)
    try:
        yield attempt
    finally:
        _local.attempt = None
        _in_use.pop(threading.get_ident(), None)


def current() -> Attempt | None:
    """The request that this thread makes now."""
    return getattr(_local, "attempt", None)


def register(client: t.Any) -> None:
    """Makes a botocore client report each request that is complete and about to leave (botocore's event ``before-send`` of its service)."""
    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register(f"before-send.{service}", _before_send, unique_id="dynaops-evidence")


def cut_all() -> None:
    """Shuts down the connections of all requests that are under way, in all threads: each fails as for any connection that breaks."""
    for connection in list(_in_use.values()):
        # Of the base class: a TLS connection would first send a closing message.
        with contextlib.suppress(OSError):
            socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _observe() -> None:
    """Audit hooks stay until the process ends, so there is one, and none before the first request."""
    global _is_observed  # pylint: disable=global-statement
    with _observing:
        if not _is_observed:
            sys.addaudithook(_audit)
            _is_observed = True


def _before_send(request: t.Any, **unused: t.Any) -> None:
    attempt = current()
    if attempt is not None:
        attempt.about_to_leave(request.url)


def _audit(event: str, arguments: tuple[t.Any, ...]) -> None:
    if event == _SENDING:
        attempt = current()
        if attempt is not None:
            connection, data = arguments
            attempt.wrote(data)
            _use(connection.sock)
    elif event == _CONNECTING and current() is not None:
        _use(arguments[0])


def _use(connection: t.Any) -> None:
    if isinstance(connection, socket.socket):
        _in_use[threading.get_ident()] = connection
