# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contributor insights, which moto lacks: for a table and for each of its global indexes.

An index that is being added is not found for a time, then told as DISABLED, and not enabled until it is ACTIVE (aws-controllers-k8s, docs/api-quirks,
DDB-TABLE-116).
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.indexes import ACTIVE, Indexes
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Operation, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError, invalid

MODES = ("ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS")
_PAGE = 100
_FAILURE = {
    "ExceptionName": "LimitExceededException",
    "ExceptionDescription": "The rules of contributor insights could not be created: the account has as many as it may have.",
}


@dataclasses.dataclass
class Insights:
    """Those of a table or an index: what they were changed to at a moment, and from when on they are it."""

    on: bool = False
    mode: str = MODES[0]
    changed: float = 0.0
    since: float = 0.0
    failed: bool = False

    def status(self, now: float) -> str:
        """ContributorInsightsStatus at this moment."""
        if now < self.since:
            return "ENABLING" if self.on else "DISABLING"
        if self.on:
            return "FAILED" if self.failed else "ENABLED"
        return "DISABLED"


# By index; that of the table itself has no name.
Kept = dict[str, Insights]


class ContributorInsights(Room[Kept]):
    """The contributor insights of all tables."""

    def __init__(self, ground: Ground, indexes: Indexes) -> None:
        super().__init__(ground, dict)
        self._indexes = indexes

    def operations(self) -> dict[str, Operation]:
        """Those for contributor insights."""
        return {"DescribeContributorInsights": self.describe, "UpdateContributorInsights": self.update, "ListContributorInsights": self.page}

    def settle(self) -> None:
        """Ends ENABLING and DISABLING."""
        for state in (insights for kept in self._kept.values() for insights in kept.values()):
            state.since = min(state.since, self._clock.now())

    def describe(self, request: Request) -> dict[str, t.Any]:
        """What DescribeContributorInsights answers."""
        table, index = self.table(request), self._index(request)
        state, now = self.kept(table).get(index), self._clock.now()
        told = _named(table.name, index)
        if not state:
            return {**told, "ContributorInsightsStatus": "DISABLED"}
        status = state.status(now)
        told |= {"ContributorInsightsStatus": status, "LastUpdateDateTime": round(state.changed, 3)}
        if status == "FAILED":
            told["FailureException"] = _FAILURE
        if status != "DISABLED":
            told |= {"ContributorInsightsMode": state.mode, "ContributorInsightsRuleList": _rules(table, index, state.mode)}
        return told

    def update(self, request: Request) -> dict[str, t.Any]:
        """What UpdateContributorInsights answers."""
        table, body = self.table(request), request.body
        index, action, mode = self._index(request), body["ContributorInsightsAction"], body.get("ContributorInsightsMode")
        _check(action, mode)
        if index and self._indexes.status(table, index) != ACTIVE:
            raise invalid("Table or Index is not in a valid state to update Key Access Insights: IndexStatus must be ACTIVE to enable ContributorInsights.")
        now = self._clock.now()
        state = self.kept(table).get(index) or Insights()
        status = state.status(now)
        if status in ("ENABLING", "DISABLING"):
            raise invalid(f"Contributor insights are {status} already: table {table.name} {index}".rstrip())
        wanted = action == "ENABLE"
        mode = mode or (state.mode if status == "ENABLED" else MODES[0])
        if (status == "ENABLED") != wanted or wanted and mode != state.mode:
            self.kept(table)[index] = state = Insights(
                on=wanted,
                mode=mode if wanted else state.mode,
                changed=now,
                since=now + self._settings.insights_updating_seconds,
                failed=wanted and self._settings.insights_fail,
            )
            status = "ENABLING" if wanted else "DISABLING"
        shown = {"ContributorInsightsMode": state.mode} if wanted else {}
        return {**_named(table.name, index), "ContributorInsightsStatus": status, **shown}

    def page(self, request: Request) -> dict[str, t.Any]:
        """What ListContributorInsights answers: those that are not DISABLED, of one table or of all, page by page."""
        body, now = request.body, self._clock.now()
        tables = [self.table(request)] if body.get("TableName") else self._tables.of_region(request.region)
        found = [
            {**_named(table.name, index), "ContributorInsightsStatus": state.status(now), "ContributorInsightsMode": state.mode}
            for table in tables
            for index, state in sorted(self.kept(table).items())
            if state.status(now) != "DISABLED"
        ]
        start = int(body.get("NextToken") or 0)
        end = start + min(body.get("MaxResults") or _PAGE, _PAGE)
        return {"ContributorInsightsSummaries": found[start:end], **({"NextToken": str(end)} if len(found) > end else {})}

    def _index(self, request: Request) -> str:
        """The index that is asked for, empty for the table; raises ResourceNotFoundException when there is none of that name, or not yet."""
        table, name = self.table(request), str(request.body.get("IndexName") or "")
        if name and not self._indexes.is_known(table, name):
            raise AwsError("ResourceNotFoundException", f"Requested resource not found: Index: {name} not found for table: {table.name}")
        return name


def _check(action: str, mode: str | None) -> None:
    if action not in ("ENABLE", "DISABLE"):
        raise invalid(f"1 validation error detected: Value '{action}' at 'contributorInsightsAction' failed to satisfy constraint")
    if mode not in (None, *MODES):
        raise invalid(f"1 validation error detected: Value '{mode}' at 'contributorInsightsMode' failed to satisfy constraint")


def _named(table: str, index: str) -> dict[str, t.Any]:
    return {"TableName": table, **({"IndexName": index} if index else {})}


def _rules(table: Table, index: str, mode: str) -> list[str]:
    """The names of the rules that AWS makes in CloudWatch for it."""
    place = f"{table.name}-{index}" if index else table.name
    kinds = ("PKT", "SKT") if mode == MODES[1] else ("PKC", "SKC", "PKT", "SKT")
    hashed = kinds if table.model.range_key_attr else [kind for kind in kinds if kind.startswith("PK")]
    return [f"DynamoDBContributorInsights-{kind}-{place}-{round(table.state.created * 1000)}" for kind in hashed]
