# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which account a task is to work in, as the user says it, and in which account it worked, as AWS's answers show it. No request is made here.

The rules for a role are those of AWS's API model for STS, 2011-06-15 (shapes ``arnType``, ``roleSessionNameType``, ``externalIdType``).
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .._task.plain_text import quoted

SESSION_NAME = "dynaops-dynamodb"

# The options of every module; doc_fragments/task.py describes them.
OPTIONS: dict[str, dict[str, t.Any]] = {
    "assume_role_arn": {"type": "str"},
    "assume_role_external_id": {"type": "str"},
    "assume_role_session_name": {"type": "str", "default": SESSION_NAME},
    "expected_account_id": {"type": "str"},
}

_ROLE_ARN = re.compile(r"arn:aws(-[a-z]+)*:iam::(?P<account>[0-9]{12}):role/[\x21-\x7e]+")
_ROLE_ARN_LENGTH = 2048
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_ACCOUNT_ID = re.compile(r"[0-9]{12}")

_ARN_OF_DYNAMODB = re.compile(r"\barn:aws[a-z-]*:dynamodb:[a-z0-9-]+:([0-9]{12}):")
_ARN_OF_CALLER = re.compile(r"\barn:aws[a-z-]*:(?:sts|iam)::([0-9]{12}):")
# The members of answers that are about a table or a backup of the task, and not about its replicas or keys.
_THINGS = ("Table", "TableDescription", "BackupDetails", "BackupDescription", "SourceTableDetails")
_ARNS = ("TableArn", "BackupArn")


@dataclass(frozen=True)
class Role:
    """A role to assume."""

    arn: str
    session_name: str = SESSION_NAME
    external_id: str | None = None

    @property
    def account_id(self) -> str:
        """The account that the role belongs to."""
        return self.arn.split(":")[4]


@dataclass(frozen=True)
class Access:
    """By which role, and in which account, the user wants the task to work. None: whatever the credentials lead to."""

    role: Role | None = None
    expected_account_id: str | None = None


def access_from(params: t.Mapping[str, t.Any]) -> Access:
    """What the user wants, from the values of OPTIONS. Raises ValueError for the first one that is invalid."""
    arn, external_id, expected = (params.get(name) for name in ("assume_role_arn", "assume_role_external_id", "expected_account_id"))
    role = None
    if arn is not None:
        role = Role(_checked_arn(arn), _checked_session_name(params["assume_role_session_name"]), _checked_external_id(external_id))
    elif external_id is not None:
        raise ValueError("assume_role_external_id needs assume_role_arn: it is sent when that role is assumed.")
    if expected is not None and not _ACCOUNT_ID.fullmatch(expected):
        raise ValueError(f"expected_account_id must be the 12 digits of an AWS account (got {quoted(expected)}). Write it in quotes.")
    if role and expected not in (None, role.account_id):
        raise ValueError(f"assume_role_arn names a role of account {role.account_id}, but expected_account_id is {expected}.")
    return Access(role, expected)


def _checked_arn(value: str) -> str:
    if len(value) > _ROLE_ARN_LENGTH or not _ROLE_ARN.fullmatch(value):
        raise ValueError(f"assume_role_arn is not the ARN of an IAM role: {quoted(value)}. Its form is arn:aws:iam::ACCOUNT:role/NAME.")
    return value


def _checked_session_name(value: str) -> str:
    if not _SESSION_NAME.fullmatch(value):
        raise ValueError(f"assume_role_session_name must have 2 to 64 letters, digits or characters of _+=,.@- (got {quoted(value)}).")
    return value


def _checked_external_id(value: str | None) -> str | None:
    if value is not None and not _EXTERNAL_ID.fullmatch(value):
        raise ValueError(f"assume_role_external_id must have 2 to 1224 letters, digits or characters of _+=,.@:/- (got {quoted(value)}).")
    return value


class SeenAccount:
    """The account that a task works in, as far as anything has shown it: an ARN in an answer, before the credentials."""

    def __init__(self) -> None:
        self._of_arn: str | None = None
        self._of_credentials: str | None = None

    @property
    def id(self) -> str | None:
        """Its 12 digits; None while nothing is known."""
        return self._of_arn or self._of_credentials

    def of_credentials(self, account_id: str | None) -> None:
        """The credentials are of this account."""
        self._of_credentials = self._of_credentials or account_id

    def answered(self, answer: t.Any) -> None:
        """Reads an answer of DynamoDB's. The first ARN counts."""
        self._of_arn = self._of_arn or _account_in(_ARN_OF_DYNAMODB, _arn_in(answer))

    def refused(self, text: str) -> None:
        """Reads the text of a refusal by DynamoDB, which for missing permissions names the resource and the caller (documented: IAM user guide,
        troubleshooting access denied error messages)."""
        self._of_arn = self._of_arn or _account_in(_ARN_OF_DYNAMODB, text)
        self.of_credentials(_account_in(_ARN_OF_CALLER, text))


def _account_in(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None


def _arn_in(answer: t.Any) -> str:
    """The ARN of the table or the backup that the answer is about; of the first one, for a list. Empty where there is none."""
    if not isinstance(answer, dict):
        return ""
    for name in _ARNS:
        if isinstance(answer.get(name), str):
            return str(answer[name])
    for name in _THINGS:
        if found := _arn_in(answer.get(name)):
            return found
    backups = answer.get("BackupSummaries")
    return _arn_in(backups[0]) if isinstance(backups, list) and backups else ""
