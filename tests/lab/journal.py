# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request that the lab has seen, without headers: no credential is ever kept."""

from __future__ import annotations

import threading
import time
import typing as t


class Journal:
    """The requests in the order of their arrival."""

    def __init__(self) -> None:
        self._entries: list[dict[str, t.Any]] = []
        self._lock = threading.Lock()

    def open(self, operation: str, region: str, body: dict[str, t.Any], user_agent: str, account: str, service: str = "dynamodb") -> dict[str, t.Any]:
        """Notes a request that has arrived; the entry is completed when it is answered."""
        entry = {
            "service": service,
            "operation": operation,
            "account": account,
            "region": region,
            "body": body,
            "user_agent": user_agent,
            "at": time.time(),
            "fault": None,
            "status": None,
            "error": None,
        }
        with self._lock:
            self._entries.append(entry)
        return entry

    def entries(self) -> list[dict[str, t.Any]]:
        """A copy of all entries."""
        with self._lock:
            return [dict(entry) for entry in self._entries]
