# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource policies of tables and of their streams: read as they were for a time, not changed twice within another, and told in AWS's own spelling."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Operation, Room, moment
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid

_LARGEST = 20480
# For so long after a change AWS says that it is pending, and later that it was recently.
_PENDING = 2.0
_NO_POLICY = "NO_POLICY"
_NOT_FOUND = "Resource-based policy not found for the provided ResourceArn: "


@dataclasses.dataclass(frozen=True)
class Version:
    """A policy as it was put at a moment; ``document`` is None where there was none any more."""

    at: float
    document: t.Any
    revision: str


Versions = list[Version]


@dataclasses.dataclass(frozen=True)
class Owner:
    """A table or a stream of it, and the policies that it had."""

    name: str
    versions: Versions


class Policies(Room[dict[str, Versions]]):
    """The resource policies of all tables, and of each of their streams by its label. Another stream has none (developer guide)."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, dict)

    def operations(self) -> dict[str, Operation]:
        """Those for resource policies."""
        return {"PutResourcePolicy": self.put, "GetResourcePolicy": self.get, "DeleteResourcePolicy": self.delete}

    def settle(self) -> None:
        """Every policy is read as it is, and may be changed."""
        for versions in (each for kept in self._kept.values() for each in kept.values()):
            versions[:] = [dataclasses.replace(version, at=float("-inf")) for version in versions]

    def get(self, request: Request) -> dict[str, t.Any]:
        """What GetResourcePolicy answers."""
        seen_until = self._clock.now() - self._settings.policy_lag_seconds
        seen = [version for version in self._owner(request).versions if version.at <= seen_until]
        if not seen or seen[-1].document is None:
            raise AwsError("PolicyNotFoundException", _NOT_FOUND + request.body["ResourceArn"])
        return {"Policy": json.dumps(seen[-1].document, separators=(",", ":")), "RevisionId": seen[-1].revision}

    def put(self, request: Request) -> dict[str, t.Any]:
        """What PutResourcePolicy answers."""
        owner, text = self._owner(request), request.body["Policy"]
        document = _told_by_aws(_parsed(text), request.body["ResourceArn"].split(":")[1])
        present = self._present(owner, request)
        if present and _same(present.document, document):
            return {"RevisionId": present.revision}
        return {"RevisionId": self._change(owner, document).revision}

    def begin(self, table: Table, text: str) -> None:
        """Puts the policy of a CreateTable, which is read at once; raises ValidationException for one that AWS would not take."""
        document = _told_by_aws(_parsed(text), table.model.table_arn.split(":")[1])
        self.kept(table)[""] = [Version(float("-inf"), document, str(round(self._clock.now() * 1000)))]

    def delete(self, request: Request) -> dict[str, t.Any]:
        """What DeleteResourcePolicy answers."""
        owner = self._owner(request)
        if not self._present(owner, request):
            return {}
        return {"RevisionId": self._change(owner, None).revision}

    def _owner(self, request: Request) -> Owner:
        given = request.body.get("ResourceArn", "")
        arn, _slash, label = given.partition("/stream/")
        name = dataclasses.replace(request, body={**request.body, "ResourceArn": arn}).resource()
        table = self._tables.find(request.region, name)
        if label and label != table.model.latest_stream_label:
            raise AwsError("ResourceNotFoundException", f"Requested resource not found: Stream: {given} not found")
        return Owner(table.name, self.kept(table).setdefault(label, []))

    def _present(self, owner: Owner, request: Request) -> Version | None:
        """The policy that there is; raises when it is not the one that the request expects."""
        versions = owner.versions
        present = versions[-1] if versions and versions[-1].document is not None else None
        expected, found = request.body.get("ExpectedRevisionId"), present.revision if present else _NO_POLICY
        if expected and expected != found:
            if expected == _NO_POLICY:
                said = f"Requested policy update expecting none to be present for table {owner.name}, but a policy exists with revision id {found}."
            else:
                said = (
                    f"Requested update for policy with revision id {expected}, but the policy associated to target table {owner.name} has revision id {found}."
                )
            raise AwsError("PolicyNotFoundException", _NOT_FOUND + said)
        return present

    def _change(self, owner: Owner, document: t.Any) -> Version:
        versions, now = owner.versions, self._clock.now()
        free_at = (versions[-1].at if versions else float("-inf")) + self._settings.policy_cooldown_seconds
        if now < free_at:
            if now < versions[-1].at + _PENDING:
                raise AwsError("ResourceInUseException", f"Cannot update the policy of table {owner.name}: pending previous resource-based policy update")
            raise AwsError(
                "ThrottlingException",
                f"The resource-based policy of table {owner.name} was modified within the previous 15000 milliseconds. "
                f"Please try again after {moment(free_at)}",
            )
        last = int(versions[-1].revision) if versions else 0
        versions.append(Version(now, document, str(max(round(now * 1000), last + 1))))
        return versions[-1]


def _parsed(text: str) -> t.Any:
    """The policy as JSON; raises ValidationException for one that AWS would not take."""
    if len(text) > _LARGEST:
        raise invalid(f"Resource-based policy size exceeds the limit of {_LARGEST} bytes")
    try:
        document = json.loads(text)
    except ValueError as error:
        raise invalid(f"Invalid policy document: not valid JSON: {error}") from error
    statements = _listed(document.get("Statement")) if isinstance(document, dict) else []
    if not statements or not all(isinstance(each, dict) and {"Effect", "Principal"} <= set(each) for each in statements):
        raise invalid("Invalid policy document: each Statement needs an Effect and a Principal")
    return document


def _told_by_aws(document: t.Any, partition: str) -> t.Any:
    """The policy as AWS tells it: lists of one as text, and accounts as the ARN of their root in the table's partition."""
    told = {**document, "Statement": [_statement(each, partition) for each in _listed(document["Statement"])]}
    return json.loads(json.dumps(told))


def _statement(statement: dict[str, t.Any], partition: str) -> dict[str, t.Any]:
    told = {name: _single(value) for name, value in statement.items()}
    if isinstance(statement["Principal"], dict):
        told["Principal"] = {kind: _single([_root(each, partition) for each in _listed(value)]) for kind, value in statement["Principal"].items()}
    return told


def _root(principal: str, partition: str) -> str:
    if principal.startswith("arn:") and not principal.startswith(f"arn:{partition}:"):
        # No account of one partition can be named in another (IAM User Guide, "Principal": "in the same partition").
        raise invalid("Invalid policy document: Invalid principal in policy")
    return f"arn:{partition}:iam::{principal}:root" if re.fullmatch(r"\d{12}", principal) else principal


def _listed(value: t.Any) -> list[t.Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _single(value: t.Any) -> t.Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _same(one: t.Any, other: t.Any) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
