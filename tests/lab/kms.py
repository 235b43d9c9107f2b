# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS KMS, as far as the keys of tables are described: every key is Enabled but those whose state a test has chosen. All else is moto's."""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import wire
from ansible_collections.dynaops.dynamodb.tests.lab.settings import Settings
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError

_TARGET = "TrentService."
_ARN = re.compile(r"arn:aws[a-z-]*:kms:([^:]+):(\d{12}):key/(.+)")
_CONTENT = "application/x-amz-json-1.1"
# A key that KMS has deleted.
_GONE = "NotFound"
_CREATED = 1.7e9
_DAY = 86400


def operation_of(environ: t.Mapping[str, t.Any]) -> str:
    """The operation that a request names."""
    return str(environ.get("HTTP_X_AMZ_TARGET", "")).removeprefix(_TARGET)


class Kms:
    """The keys of all accounts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._states: dict[str, str] = {}

    def put(self, arn: str, state: str) -> None:
        """Gives a key one of KMS's states, or has KMS not know it (NotFound)."""
        if not _ARN.fullmatch(arn):
            raise ValueError(f"no such key: {arn}")
        self._states[arn] = state

    def answer(self, operation: str, account: str, region: str, data: bytes) -> wire.Answer | None:
        """The answer to a request, None when moto is to answer it."""
        if operation != "DescribeKey":
            return None
        try:
            told = {"KeyMetadata": self._described(str(json.loads(data)["KeyId"]), account, region)}
        except AwsError as error:
            return wire.Answer(error.status, json.dumps({"__type": error.code, "message": error.message}).encode(), _CONTENT)
        return wire.Answer(200, json.dumps(told).encode(), _CONTENT)

    def _described(self, arn: str, account: str, region: str) -> dict[str, t.Any]:
        """KeyMetadata. Raises as KMS does for a key of another region or account, without the permission, and for a key that is gone."""
        match, allowed = _ARN.fullmatch(arn), self._settings.allowed
        if (allowed is not None and "kms:DescribeKey" not in allowed) or (match and match[2] != account):
            raise AwsError("AccessDeniedException", f"User is not authorized to perform: kms:DescribeKey on resource: {arn}")
        state = self._states.get(arn, "Enabled")
        if not match or match[1] != region or state == _GONE:
            raise AwsError("NotFoundException", f"Key '{arn}' does not exist")
        deletion = {"DeletionDate": _CREATED + 1000 * _DAY} if state == "PendingDeletion" else {}
        return {
            "AWSAccountId": match[2],
            "KeyId": match[3],
            "Arn": arn,
            "CreationDate": _CREATED,
            "Enabled": state == "Enabled",
            "Description": "",
            "KeyUsage": "ENCRYPT_DECRYPT",
            "KeyState": state,
            "Origin": "AWS_KMS",
            "KeyManager": "CUSTOMER",
            "KeySpec": "SYMMETRIC_DEFAULT",
            "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
            "MultiRegion": False,
            **deletion,
        }
