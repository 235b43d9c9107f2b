# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A global table: the replicas of one table, each with its status, and the witness of a strongly consistent one.

The statuses and members are those of AWS's API model (ReplicaDescription and GlobalTableWitnessDescription in botocore's service-2.json).
"""

from __future__ import annotations

import dataclasses
import typing as t

STRONG = "STRONG"
STATUSES = (
    "CREATING",
    "CREATION_FAILED",
    "UPDATING",
    "DELETING",
    "ACTIVE",
    "REGION_DISABLED",
    "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
    "ARCHIVING",
    "ARCHIVED",
    "REPLICATION_NOT_AUTHORIZED",
)


@dataclasses.dataclass
class Member:
    """One table of a group; ``passing`` is its status until that moment, ``forced`` its status whatever happens."""

    region: str
    table_id: str
    passing: str = "ACTIVE"
    until: float = 0.0
    key: str | None = None
    table_class: str | None = None
    forced: str = ""
    description: str = ""
    # The ARN of a table of another account.
    arn: str = ""
    # Whether DescribeTable tells its key, which it may leave out (terraform-provider-aws issue 35629).
    key_told: bool = True

    def status(self, now: float) -> str:
        """ReplicaStatus at this moment."""
        if now < self.until and self.passing in ("CREATING", "DELETING"):
            return self.passing
        return self.forced or (self.passing if now < self.until else "ACTIVE")

    def gone(self, now: float) -> bool:
        """Whether it has been deleted."""
        return self.passing == "DELETING" and now >= self.until

    def has_table(self) -> bool:
        """Whether there is a table of this account in its region."""
        return self.forced != "CREATION_FAILED" and not self.arn

    def told(self, now: float) -> dict[str, t.Any]:
        """ReplicaDescription."""
        told = {
            "RegionName": self.region,
            "ReplicaStatus": self.status(now),
            "ReplicaStatusDescription": self.description,
            "ReplicaArn": self.arn,
            "KMSMasterKeyId": self.key if self.key_told else None,
        }
        summary = {"ReplicaTableClassSummary": {"TableClass": self.table_class} if self.table_class else None}
        return {name: value for name, value in {**told, **summary}.items() if value}


class Group(dict[str, Member]):
    """The tables that are one, by region."""

    strong = False
    witness: Member | None = None
