# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials of a role, which renew themselves while the task runs.

They are botocore's own refreshable credentials: AssumeRole is called when the first request is signed, and again when less than 15 minutes of the
session are left (10 minutes: no request is signed before it was renewed). So a session of an hour, the most that AWS gives to a chain of roles,
outlasts a task of two.
"""

from __future__ import annotations

import datetime
import typing as t

try:
    from botocore import credentials as botocore_credentials
    from botocore import exceptions as botocore_errors
    from botocore import session as botocore_session
except ImportError:  # AnsibleAWSModule reports it before anything here is called.
    botocore_credentials = botocore_errors = botocore_session = None

from .account import Role


class NotAssumed(Exception):
    """The role was not assumed; ``cause`` is what was raised. Nothing was sent to the service that the credentials are for."""

    def __init__(self, role: Role, cause: Exception) -> None:
        super().__init__(str(cause))
        self.role = role
        self.cause = cause


def now() -> datetime.datetime:
    """What this machine's clock shows, with which the end of a session is compared."""
    return datetime.datetime.now(datetime.timezone.utc)


def renewing(role: Role, sts: t.Any, is_assumed: t.Callable[[str], None]) -> t.Any:
    """Credentials of the role, which this STS client obtains when they are needed; ``is_assumed`` is told the account each time.

    Asking for them raises NotAssumed when AssumeRole fails.
    """

    def renew() -> dict[str, t.Any]:
        try:
            found = _assumed(role, sts)
        except Exception as error:
            raise NotAssumed(role, error) from error
        is_assumed(role.account_id)
        return found

    return botocore_credentials.DeferredRefreshableCredentials(renew, "assume-role", time_fetcher=now)


def _assumed(role: Role, sts: t.Any) -> dict[str, t.Any]:
    """A new session of the role, in the words of botocore's credentials. Raises what botocore raises."""
    more = {"ExternalId": role.external_id} if role.external_id else {}
    answer = sts.assume_role(RoleArn=role.arn, RoleSessionName=role.session_name, **more)
    keys = answer.get("Credentials") or {}
    members = {"access_key": "AccessKeyId", "secret_key": "SecretAccessKey", "token": "SessionToken", "expiry_time": "Expiration"}
    missing = sorted(member for member in members.values() if not keys.get(member))
    if missing:
        raise botocore_errors.ResponseParserError(f"the response has no {', '.join(missing)}")
    return {**{name: keys[member] for name, member in members.items()}, "expiry_time": keys["Expiration"].isoformat(), "account_id": role.account_id}


class _Provider:
    """What a session takes its credentials from."""

    def __init__(self, credentials: t.Any) -> None:
        self._credentials = credentials

    def load_credentials(self) -> t.Any:
        """The credentials."""
        return self._credentials


def session_with(credentials: t.Any, profile: str | None) -> t.Any:
    """A botocore session that has these credentials; the profile gives everything else. Raises BotoCoreError for a profile that cannot be used."""
    session = botocore_session.Session(profile=profile)
    session.register_component("credential_provider", _Provider(credentials))
    return session
