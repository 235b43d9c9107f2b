# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encryption at rest as AWS changes it: UPDATING for a time while the table stays ACTIVE, four times a day at most."""

from __future__ import annotations

import dataclasses
import re
import typing as t
import uuid

from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT, partition_of
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, in_use, invalid
from moto.dynamodb.models.table import Table as MotoTable

MANAGED = "alias/aws/dynamodb"
_DAY = 86400
_MOST = 4


@dataclasses.dataclass
class Encryption:
    """When a table's key was changed, until when that is UPDATING, and the key before it."""

    changed: list[float] = dataclasses.field(default_factory=list)
    until: float = 0.0
    before: str | None = None


class Encryptions(Room[Encryption]):
    """The encryption of all tables; which key it is, moto's table knows."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, Encryption)
        ground.tables.tellers.append(self.told)

    def told(self, table: Table) -> dict[str, t.Any]:
        """SSEDescription, absent for AWS's own key."""
        key = key_of(table.model)
        state = self.kept(table)
        if self._clock.now() < state.until:
            return {"SSEDescription": _described("UPDATING", key or state.before)}
        return {"SSEDescription": _described("ENABLED", key) if key else None}

    def settle(self) -> None:
        """Ends UPDATING."""
        for state in self._kept.values():
            state.until = 0.0

    def change(self, table: Table, wanted: dict[str, t.Any]) -> dict[str, t.Any]:
        """Takes another key, or re-encrypts with the same; answers what UpdateTable tells of it."""
        now = self._clock.now()
        state, before = self.kept(table), key_of(table.model)
        after = asked_for(table.region, wanted, self._tables.account)
        if now < state.until:
            raise in_use(f"Table is being updated: {table.name}")
        if after is None and before is None:
            raise invalid("One or more parameter values were invalid: Table is already decrypted")
        if before is not None and wanted.get("KMSMasterKeyId") == before:
            raise invalid("One or more parameter values were invalid: Table is already encrypted by given KMSMasterKey")
        recent = [at for at in state.changed if at > now - _DAY]
        if len(recent) >= _MOST:
            raise AwsError("LimitExceededException", f"Subscriber limit exceeded: SSE can be changed at most {_MOST} times in 24 hours: {table.name}")
        state.changed, state.before, state.until = [*recent, now], before, now + self._settings.sse_updating_seconds
        table.model.sse_specification = specification(after)
        return {"SSEDescription": _described("UPDATING", after or before)}


def key_of(model: t.Any) -> str | None:
    """The ARN of the key of moto's table, None for AWS's own key."""
    kept = model.sse_specification or {}
    return kept.get("KMSMasterKeyId") if kept.get("Enabled") else None


def asked_for(region: str, wanted: dict[str, t.Any], account: str = ACCOUNT) -> str | None:
    """The ARN of the key of an SSESpecification, None for AWS's own key; raises ValidationException."""
    kind, key = wanted.get("SSEType"), wanted.get("KMSMasterKeyId")
    if not wanted.get("Enabled"):
        if kind or key:
            raise invalid("One or more parameter values were invalid: SSEType and KMSMasterKeyId must not be given when SSE is not enabled")
        return None
    if kind not in (None, "KMS"):
        raise invalid(f"One or more parameter values were invalid: SSEType {kind} is not supported")
    return key_arn(region, key, account)


def specification(key: str | None) -> dict[str, t.Any] | None:
    """What moto's table keeps for this key."""
    return {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key} if key else None


def key_arn(region: str, given: str | None, account: str = ACCOUNT) -> str:
    """The ARN of the key that is meant by an ARN, id or alias, or by nothing: the one that AWS manages. Raises ValidationException."""
    name = (given or MANAGED).rpartition(f":{account}:")[2]
    match = re.match(r"arn:aws[a-z-]*:kms:([^:]+):", given or "")
    if match and match[1] != region:
        raise invalid(f"One or more parameter values were invalid: KMS key is not in region {region}: {given}")
    if name == MANAGED:
        return str(MotoTable._get_default_encryption_key(None, account, region))  # type: ignore[arg-type]  # pylint: disable=protected-access
    for flaw, said in (("missing", "does not exist"), ("disabled", "is disabled")):
        if flaw in name:
            raise invalid(f"One or more parameter values were invalid: KMS key {given} {said}")
    if given and given.startswith("arn:") and not name.startswith("alias/"):
        return given
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{region}/{name}")) if name.startswith("alias/") else name.removeprefix("key/")
    return f"arn:{partition_of(region)}:kms:{region}:{account}:key/{key}"


def _described(status: str, key: str | None) -> dict[str, t.Any]:
    return {"Status": status, "SSEType": "KMS", "KMSMasterKeyArn": key}
