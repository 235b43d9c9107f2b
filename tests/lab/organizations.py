# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS Organizations, as far as it is read: roots, units, accounts and their tags, in pages of which some are empty."""

from __future__ import annotations

import hashlib
import json
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import faults, texts, wire
from ansible_collections.dynaops.dynamodb.tests.lab.identities import Identities
from ansible_collections.dynaops.dynamodb.tests.lab.journal import Journal
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request

_TARGET = "AWSOrganizationsV20161128."
_ROOT = "r-lab1"
_ORGANIZATION = "o-labexample1"
# Entries of a page; AWS gives 20 at the most (documented: MaxResults).
_PAGE = 3
_ACTIONS = ("ListRoots", "ListAccountsForParent", "ListOrganizationalUnitsForParent", "ListTagsForResource")
_CONTENT = "application/x-amz-json-1.1"


class Organizations:
    """The organization that a test has described; without one, none is in use."""

    def __init__(self, identities: Identities, journal: Journal, script: faults.Script) -> None:
        self._identities = identities
        self._journal = journal
        self._script = script
        self._management = ""
        self._accounts: list[dict[str, t.Any]] = []

    def describe(self, management: str, accounts: list[dict[str, t.Any]]) -> None:
        """An organization with this management account. An account has ``id``, ``name``, ``path`` (names of units from the root down, by default
        none), ``state`` (ACTIVE by default) and ``tags``."""
        self._management = management
        self._accounts = [{"path": [], "state": "ACTIVE", "tags": {}, **each} for each in accounts]

    def answer(self, environ: dict[str, t.Any], region: str, data: bytes) -> wire.Answer | None:
        """The answer to a request, None when moto is to answer it."""
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        action = target.removeprefix(_TARGET)
        if not target.startswith(_TARGET) or action not in _ACTIONS:
            return None
        body = json.loads(data or b"{}")
        account = self._identities.account_of(environ)
        entry = self._journal.open(action, region, body, environ.get("HTTP_USER_AGENT", ""), account)
        fault = self._script.take(action)
        if not fault:
            told = self._carry_out(environ, region, action, body)
        elif fault.kind == "error":
            worded = texts.worded(fault, Request(action, region, body, lambda changed: wire.NOTHING, account))
            told = _refusal(worded.code, worded.message)
        else:
            told = faults.play(fault, lambda: self._carry_out(environ, region, action, body), environ["werkzeug.socket"])
        entry["status"], entry["fault"] = told.status, fault.kind if fault else None
        return told

    def _carry_out(self, environ: dict[str, t.Any], region: str, action: str, body: dict[str, t.Any]) -> wire.Answer:
        try:
            caller = self._identities.of(environ, region)
        except wire.AwsError as error:
            return _refusal(error.code, error.message)
        if not self._management:
            return _refusal("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
        if caller.account != self._management:
            return _refusal("AccessDeniedException", "You don't have permissions to access this resource.")
        member, entries = getattr(self, f"_{action}")(body)
        return _paged(member, entries, body)

    def _ListRoots(self, body: dict[str, t.Any]) -> tuple[str, list[dict[str, t.Any]]]:  # pylint: disable=invalid-name
        return "Roots", [{"Id": _ROOT, "Arn": self._arn(f"root/{_ORGANIZATION}/{_ROOT}"), "Name": "Root", "PolicyTypes": []}]

    def _ListAccountsForParent(self, body: dict[str, t.Any]) -> tuple[str, list[dict[str, t.Any]]]:  # pylint: disable=invalid-name
        within = [each for each in self._accounts if _id_of(each["path"]) == body["ParentId"]]
        return "Accounts", [
            {
                "Id": each["id"],
                "Arn": self._arn(f"account/{_ORGANIZATION}/{each['id']}"),
                "Email": f"{each['id']}@lab.invalid",
                "Name": each["name"],
                "State": each["state"],
                "JoinedMethod": "CREATED",
                "JoinedTimestamp": 1.7e9,
            }
            for each in within
        ]

    def _ListOrganizationalUnitsForParent(self, body: dict[str, t.Any]) -> tuple[str, list[dict[str, t.Any]]]:  # pylint: disable=invalid-name
        paths = {tuple(each["path"][:depth]) for each in self._accounts for depth in range(1, len(each["path"]) + 1)}
        found = sorted(path for path in paths if _id_of(path[:-1]) == body["ParentId"])
        return "OrganizationalUnits", [{"Id": _id_of(path), "Arn": self._arn(f"ou/{_ORGANIZATION}/{_id_of(path)}"), "Name": path[-1]} for path in found]

    def _ListTagsForResource(self, body: dict[str, t.Any]) -> tuple[str, list[dict[str, t.Any]]]:  # pylint: disable=invalid-name
        tags = next(each["tags"] for each in self._accounts if each["id"] == body["ResourceId"])
        return "Tags", [{"Key": key, "Value": value} for key, value in tags.items()]

    def _arn(self, resource: str) -> str:
        return f"arn:aws:organizations::{self._management}:{resource}"


def _id_of(path: t.Sequence[str]) -> str:
    """The id of a unit, and of the root for none."""
    return f"ou-lab1-{hashlib.sha256('/'.join(path).encode()).hexdigest()[:16]}" if path else _ROOT


def _paged(member: str, entries: list[dict[str, t.Any]], body: dict[str, t.Any]) -> wire.Answer:
    """A page. The one before the last is empty: NextToken alone says whether there are more (documented: API reference of each call)."""
    start = int(body.get("NextToken") or 0)
    if start < 0:
        return _json({member: entries[-start:]})
    if start + _PAGE < len(entries):
        return _json({member: entries[start : start + _PAGE], "NextToken": str(start + _PAGE)})
    if start and "NextToken" in body:
        return _json({member: [], "NextToken": str(-start)})
    return _json({member: entries[start:]})


def _json(content: dict[str, t.Any], status: int = 200) -> wire.Answer:
    return wire.Answer(status, json.dumps(content).encode(), _CONTENT)


def _refusal(code: str, message: str) -> wire.Answer:
    return _json({"__type": code, "Message": message}, 400)
