# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vaults of AWS Backup and the recovery points in them: moto has vaults, but nothing ever comes into one."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t
import uuid

from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT, partition_of
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError

_VAULT = re.compile(r"/backup-vaults/([^/]+)")
_OF_VAULT = re.compile(r"/backup-vaults/([^/]+)/recovery-points/?")
_OF_RESOURCE = re.compile(r"/resources/(.+)/recovery-points/?")
_VAULTS, _JOBS = "/backup-vaults/", "/backup-jobs"
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:.*")
_MOST = 1000
_SIZE = 4096

Query = dict[str, list[str]]


@dataclasses.dataclass(frozen=True)
class Point:
    """A recovery point; ``created`` is in seconds since 1970."""

    resource: str
    created: float
    vault: str = "Default"
    status: str = "COMPLETED"
    region: str = "us-east-1"
    id: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def arn(self) -> str:
        """Its ARN, which names no table."""
        return f"arn:{partition_of(self.region)}:backup:{self.region}:{ACCOUNT}:recovery-point:{self.id}"

    def listed(self) -> dict[str, t.Any]:
        """What both lists have."""
        return {
            "RecoveryPointArn": self.arn,
            "BackupVaultName": self.vault,
            "CreationDate": round(self.created, 3),
            "Status": self.status,
            "IsParent": False,
            "ResourceName": self.resource.rpartition("/")[2],
            "VaultType": "BACKUP_VAULT",
        }

    def of_resource(self) -> dict[str, t.Any]:
        """A RecoveryPointByResource."""
        return {**self.listed(), "BackupSizeBytes": _SIZE}

    def of_vault(self, vault_arn: str) -> dict[str, t.Any]:
        """A RecoveryPointByBackupVault."""
        return {
            **self.listed(),
            "BackupVaultArn": vault_arn,
            "ResourceArn": self.resource,
            "ResourceType": "DynamoDB",
            "BackupSizeInBytes": _SIZE,
            "IsEncrypted": True,
            "IamRoleArn": f"arn:{partition_of(self.region)}:iam::{ACCOUNT}:role/backup",
        }


class Vaults:
    """The recovery points of all regions, in the order in which they came."""

    def __init__(self, clock: LabClock) -> None:
        self._clock = clock
        self._points: list[Point] = []

    def add(self, backend_of: t.Callable[[str], t.Any], wanted: list[dict[str, t.Any]]) -> list[str]:
        """Makes recovery points of the past, and the vaults that they are in; answers their ARNs."""
        points = [Point(**each) for each in wanted]
        for point in points:
            backend = backend_of(point.region)
            if point.vault not in backend.vaults:
                backend.create_backup_vault(backup_vault_name=point.vault, backup_vault_tags={}, encryption_key_arn=None, creator_request_id=None)
        self._points += points
        return [point.arn for point in points]

    def content(self, backend: t.Any, method: str, path: str, query: Query, data: bytes) -> dict[str, t.Any] | None:
        """What is answered to a request about a vault or for a backup job; None when moto is to answer it. Raises AwsError for a refusal."""
        if path == _JOBS and method == "PUT":
            return self._start_job(backend, json.loads(data))
        if method == "GET" and path == _VAULTS:
            return self._vaults(backend, query)
        of_vault, of_resource = _OF_VAULT.fullmatch(path), _OF_RESOURCE.fullmatch(path)
        if method == "GET" and of_vault:
            return self._points_of_vault(backend, of_vault[1], query)
        if method == "GET" and of_resource:
            return self._points_of_resource(backend, of_resource[1], query)
        match = _VAULT.fullmatch(path)
        if not match or method not in ("GET", "DELETE"):
            return None
        vault = _there(backend, match[1])
        points = len(self._in(backend, match[1]))
        if method == "GET":
            # moto answers with the attributes of its vault.
            vault.number_of_recovery_points = points
        elif points:
            raise AwsError("InvalidRequestException", f"Backup vault {match[1]} cannot be deleted as it contains {points} recovery points.")
        return None

    def _in(self, backend: t.Any, vault: str) -> list[Point]:
        return [point for point in self._points if (point.region, point.vault) == (backend.region_name, vault)]

    def _vaults(self, backend: t.Any, query: Query) -> dict[str, t.Any]:
        listed = []
        for vault in backend.list_backup_vaults():
            points = len(self._in(backend, vault.backup_vault_name))
            listed.append({**vault.to_list_dict(), "NumberOfRecoveryPoints": points, "VaultType": "BACKUP_VAULT", "VaultState": "AVAILABLE"})
        return page("BackupVaultList", listed, query)

    def _points_of_vault(self, backend: t.Any, name: str, query: Query) -> dict[str, t.Any]:
        vault = _there(backend, name)
        kind = query.get("resourceType", ["DynamoDB"])[0]
        return page("RecoveryPoints", [point.of_vault(vault.backup_vault_arn) for point in self._in(backend, name) if kind == "DynamoDB"], query)

    def _points_of_resource(self, backend: t.Any, arn: str, query: Query) -> dict[str, t.Any]:
        if not _ARN.fullmatch(arn):
            raise AwsError("InvalidParameterValueException", f"Invalid resource ARN: {arn}")
        here = [point for point in self._points if (point.region, point.resource) == (backend.region_name, arn)]
        return page("RecoveryPoints", [point.of_resource() for point in here], query)

    def _start_job(self, backend: t.Any, asked: dict[str, t.Any]) -> dict[str, t.Any]:
        """StartBackupJob, done at once: one recovery point more."""
        name = asked["BackupVaultName"]
        _there(backend, name)
        point = Point(asked["ResourceArn"], self._clock.now(), name, region=backend.region_name)
        self._points.append(point)
        return {"BackupJobId": str(uuid.uuid4()), "RecoveryPointArn": point.arn, "CreationDate": round(point.created, 3)}


def page(member: str, found: list[dict[str, t.Any]], query: Query) -> dict[str, t.Any]:
    """So many as were asked for, from the token on, which is a number here."""
    start, most = int(query.get("nextToken", ["0"])[0]), int(query.get("maxResults", [str(_MOST)])[0])
    if not 1 <= most <= _MOST:
        raise AwsError("InvalidParameterValueException", f"Invalid value for maxResults: {most}")
    told: dict[str, t.Any] = {member: found[start : start + most]}
    return {**told, "NextToken": str(start + most)} if start + most < len(found) else told


def _there(backend: t.Any, name: str) -> t.Any:
    if name not in backend.vaults:
        # AWS does not tell a vault that is not there from one that is somebody else's.
        raise AwsError("AccessDeniedException", "Insufficient privileges to perform this action.", 403)
    return backend.vaults[name]
