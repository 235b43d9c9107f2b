# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in the vaults of AWS Backup: moto has vaults, but nothing ever comes into one."""

from __future__ import annotations

import json
import re
import time
import typing as t
import uuid

from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError

_VAULT = re.compile(r"/backup-vaults/([^/]+)")
_JOBS = "/backup-jobs"


class Vaults:
    """The number of recovery points in each vault, by region and name."""

    def __init__(self) -> None:
        self._points: dict[tuple[str, str], int] = {}

    def content(self, backend: t.Any, method: str, path: str, data: bytes) -> dict[str, t.Any] | None:
        """What is answered to a request about a vault or for a backup job; None when moto is to answer it. Raises AwsError for a refusal."""
        if path == _JOBS and method == "PUT":
            return self._start_job(backend, json.loads(data))
        match = _VAULT.fullmatch(path)
        if not match or method not in ("GET", "DELETE"):
            return None
        vault = _there(backend, match[1])
        points = self._points.get((backend.region_name, match[1]), 0)
        if method == "GET":
            # moto answers with the attributes of its vault.
            vault.number_of_recovery_points = points
        elif points:
            raise AwsError("InvalidRequestException", f"Backup vault {match[1]} cannot be deleted as it contains {points} recovery points.")
        return None

    def _start_job(self, backend: t.Any, asked: dict[str, t.Any]) -> dict[str, t.Any]:
        """StartBackupJob, done at once: one recovery point more."""
        name = asked["BackupVaultName"]
        _there(backend, name)
        key = (backend.region_name, name)
        self._points[key] = self._points.get(key, 0) + 1
        point = f"arn:aws:backup:{backend.region_name}:{ACCOUNT}:recovery-point:{uuid.uuid4()}"
        return {"BackupJobId": str(uuid.uuid4()), "RecoveryPointArn": point, "CreationDate": round(time.time(), 3)}


def _there(backend: t.Any, name: str) -> t.Any:
    if name not in backend.vaults:
        # AWS does not tell a vault that is not there from one that is somebody else's.
        raise AwsError("AccessDeniedException", "Insufficient privileges to perform this action.", 403)
    return backend.vaults[name]
