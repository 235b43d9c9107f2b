# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces in a text what tells of an account: the same by the same, so that recordings can be compared."""

from __future__ import annotations

import re
import typing as t

ACCOUNT = "123456789012"
PREFIX = "verify"
_ARN_ACCOUNT = re.compile(r"(?<=:)\d{12}(?=:)|\b\d{12}(?=\.ddb\.)")
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
# DynamoDB's request ids, and the access keys of AWS.
_REQUEST = re.compile(r"\b[A-Z0-9]{52}\b")
_KEY = re.compile(r"\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b")
# Who asks: users and roles, with their paths and sessions.
_WHO = re.compile(r"\b(user|role|assumed-role|federated-user)/[\w+=,.@/-]+")


class Scrubber:
    """Replaces the account, the run's prefix, secrets, names of users, and every id by its number in the order in which it was seen."""

    def __init__(self, account: str, prefix: str, secrets: t.Iterable[str] = ()) -> None:
        self._account = account
        self._prefix = prefix
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)
        self._seen: dict[str, dict[str, str]] = {}

    def text(self, text: str) -> str:
        """The text with all of it replaced."""
        for secret in self._secrets:
            text = text.replace(secret, "SECRET")
        text = _KEY.sub("ACCESSKEY", text.replace(self._prefix, PREFIX))
        text = _ARN_ACCOUNT.sub(self._arn_account, text.replace(self._account, ACCOUNT))
        text = _UUID.sub(lambda found: self._numbered("id", found[0].lower(), "00000000-0000-4000-8000-{:012d}"), text)
        text = _REQUEST.sub(lambda found: self._numbered("request", found[0], "REQUEST{:045d}"), text)
        return _WHO.sub(lambda found: f"{found[1]}/someone", text)

    def entry(self, entry: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """A recorded request and its answer."""
        return {name: self._value(value) for name, value in entry.items()}

    def _value(self, value: t.Any) -> t.Any:
        if isinstance(value, dict):
            return {name: self._value(each) for name, each in value.items()}
        return self.text(value) if isinstance(value, str) else value

    def _arn_account(self, found: re.Match[str]) -> str:
        # A foreign account, as in a policy or in an error.
        return ACCOUNT if found[0] == ACCOUNT else self._numbered("account", found[0], "{:012d}")

    def _numbered(self, kind: str, value: str, pattern: str) -> str:
        seen = self._seen.setdefault(kind, {})
        return seen.setdefault(value, pattern.format(len(seen) + 1))
