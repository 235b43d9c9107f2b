# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose an access key is: the accounts that the lab knows, the roles that may be assumed, and the sessions that came of that."""

from __future__ import annotations

import dataclasses
import math
import re
import typing as t
import uuid

from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT, partition_of
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError

_KEY = re.compile(r"Credential=([^/]+)/")
_ROLE = re.compile(r"arn:(aws[a-z-]*):iam::(\d{12}):role/(?:.+/)?([^/]+)")


@dataclasses.dataclass(frozen=True)
class Role:
    """A role that may be assumed; with ``seconds`` its sessions last so long, whatever is asked for.

    With ``external_id`` its trust policy demands this one (documented: IAM user guide, third-party access).
    """

    arn: str
    seconds: float | None = None
    external_id: str | None = None


@dataclasses.dataclass(frozen=True)
class Identity:
    """Who makes a request; a session of a role has a token, and an end."""

    account: str
    arn: str
    key: str
    user_id: str
    token: str | None = None
    ends: float = math.inf


class Identities:
    """Accounts by access key. A key that nobody has made known is one of the first account's."""

    def __init__(self, clock: LabClock) -> None:
        self._clock = clock
        self._accounts: dict[str, str] = {}
        self._roles: dict[str, Role] = {}
        self._sessions: dict[str, Identity] = {}

    def add_key(self, key: str, account: str) -> None:
        """Makes a key one of this account's."""
        if not re.fullmatch(r"\d{12}", account):
            raise ValueError(f"no such account: {account}")
        self._accounts[key] = account

    def add_role(self, role: Role) -> None:
        """Lets everybody assume a role."""
        if not _ROLE.fullmatch(role.arn):
            raise ValueError(f"no such role: {role.arn}")
        self._roles[role.arn] = role

    def account_of(self, environ: dict[str, t.Any]) -> str:
        """The account of a request's key, whether it is valid or not."""
        key = _key_of(environ)
        session = self._sessions.get(key)
        return session.account if session else self._accounts.get(key, ACCOUNT)

    def of(self, environ: dict[str, t.Any], region: str) -> Identity:
        """Who makes this request. Raises as AWS does for a session that has ended, or whose token is another one."""
        key = _key_of(environ)
        session = self._sessions.get(key)
        if not session:
            account = self.account_of(environ)
            return Identity(account, f"arn:{partition_of(region)}:iam::{account}:user/lab", key, "AIDALABUSER0000000000")
        if environ.get("HTTP_X_AMZ_SECURITY_TOKEN") != session.token:
            raise AwsError("UnrecognizedClientException", "The security token included in the request is invalid.")
        if self._clock.now() >= session.ends:
            raise AwsError("ExpiredTokenException", "The security token included in the request is expired")
        return session

    def assume(self, caller: Identity, arn: str, name: str, seconds: float, external_id: str | None = None) -> Identity:
        """A new session of a role. Raises AccessDenied for one that nobody has made known: AWS does not tell whether it is there."""
        role, match = self._roles.get(arn), _ROLE.fullmatch(arn)
        if not role or not match or role.external_id not in (None, external_id):
            raise AwsError("AccessDenied", f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}", 403)
        partition, account, role_name = match.groups()
        ends = self._clock.now() + (seconds if role.seconds is None else role.seconds)
        key, token = f"ASIA{uuid.uuid4().hex[:16].upper()}", f"lab-session-token-{uuid.uuid4().hex}"
        made = Identity(account, f"arn:{partition}:sts::{account}:assumed-role/{role_name}/{name}", key, f"AROALABROLE0000000000:{name}", token, ends)
        self._sessions[key] = made
        return made


def _key_of(environ: dict[str, t.Any]) -> str:
    match = _KEY.search(environ.get("HTTP_AUTHORIZATION", ""))
    return match[1] if match else ""
