# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's rates for an account and region, in requests a second: over them, ThrottlingException."""

from __future__ import annotations

import threading
import time

from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError

# From AWS's API model of DynamoDB.
AWS_RATES = {
    "CreateBackup": 50.0,
    "DescribeBackup": 10.0,
    "DeleteBackup": 10.0,
    "RestoreTableFromBackup": 10.0,
    # Assumed: none is published.
    "RestoreTableToPointInTime": 10.0,
    "DescribeContinuousBackups": 10.0,
    "ListBackups": 5.0,
}


class Rates:
    """A token bucket for every operation and region, one second deep."""

    def __init__(self, limits: dict[str, float]) -> None:
        self._limits = limits
        self._left: dict[tuple[str, str], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def spend(self, operation: str, region: str) -> None:
        """Takes one request; raises ThrottlingException when there is none left."""
        limit = self._limits.get(operation)
        if not limit:
            return
        with self._lock:
            now = time.monotonic()
            left, since = self._left.get((operation, region), (limit, now))
            left = min(limit, left + (now - since) * limit)
            if left < 1:
                self._left[operation, region] = (left, now)
                raise AwsError("ThrottlingException", "Rate exceeded")
            self._left[operation, region] = (left - 1, now)
