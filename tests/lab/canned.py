# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on 127.0.0.1 that answers every request alike."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.relay import RelayHandler, RelayServer, Seen


class CannedServer(RelayServer):
    """Answers with this status, body and headers while its context is open, and records what it was asked."""

    def __init__(self, status: int, body: str, content_type: str = "text/plain", headers: t.Mapping[str, str] | None = None) -> None:
        super().__init__(_CannedHandler, ())
        self.status = status
        self.body = body.encode()
        self.headers = {"Content-Type": content_type, **(headers or {})}
        self.url = f"http://127.0.0.1:{self.address[1]}"


class _CannedHandler(RelayHandler):
    server: CannedServer

    def do_POST(self) -> None:
        """The answer."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.rules.apply_to(Seen(self.command, self.headers.get("Host", ""), self.headers.get("X-Amz-Target", "").partition(".")[2]))
        self.send(self.server.status, "Answer", list(self.server.headers.items()), self.server.body)

    do_GET = do_PUT = do_POST
