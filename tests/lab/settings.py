# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the lab behaves: as AWS does by default, in AWS's seconds divided by ``speed``; and otherwise as far as a test may choose."""

from __future__ import annotations

import dataclasses
import math
import typing as t

# With it AWS's seconds are some milliseconds, so that real processes do not wait for them.
SPEED = 400.0
# What would take time takes none.
AT_ONCE = math.inf

_AWS = "aws"
_SOURCE = "source"


def lasts(aws: float, source: str) -> t.Any:
    """A duration: AWS's own in seconds, and where that is known from.

    ``Q`` is docs/api-quirks of aws-controllers-k8s/dynamodb-controller, measured in AWS in 2026-10. Of a range this is the longest.
    """
    # pylint: disable-next=invalid-field-call
    return dataclasses.field(default=aws / SPEED, metadata={_AWS: aws, _SOURCE: source})


@dataclasses.dataclass
class Settings:
    """Every number is in seconds but ``speed``. ``allowed`` lists the only DynamoDB actions that are permitted (None: all)."""

    # By what AWS's own durations are divided, 1 for none; those that were set to something else stay.
    speed: float = SPEED
    table_creating_seconds: float = lasts(6, "measured, Q")
    # How long it is found by DescribeTable alone: afterwards AWS says what it is, CREATING or with backups that are being enabled.
    table_unseen_seconds: float = lasts(2.6, "measured, Q 115")
    table_deleting_seconds: float = lasts(6, "measured, Q: 4 to 6 s")
    # After a table is ACTIVE, and after a restore.
    backups_enabled_after: float = lasts(6, "measured, Q: 1.4 to 6 s")
    # How long a table is UPDATING after a change of stream, class, capacity or indexes.
    table_updating_seconds: float = lasts(6, "measured, Q: a stream 4 to 5 s, a table class 4 to 6 s; the others inferred from these")
    # How long SSEDescription is UPDATING; the table is ACTIVE meanwhile.
    sse_updating_seconds: float = lasts(22, "measured, Q")
    # How long contributor insights are ENABLING or DISABLING, and whether ENABLING ends as FAILED.
    insights_updating_seconds: float = lasts(16, "measured, Q: 1 to 16 s")
    insights_fail: bool = False
    replica_creating_seconds: float = lasts(50, "measured, Q: 15 to 50 s when empty, 11 minutes with one item")
    replica_deleting_seconds: float = lasts(240, "measured, Q: 2 to 4 minutes")
    # How long a new replica that is ACTIVE is not found by anything but DescribeTable.
    replica_not_found_seconds: float = lasts(1, "inferred: of tables that are new this was measured")
    # Why the creation of replicas fails (ReplicaStatusDescription); it succeeds when there is no reason.
    replica_creation_failure: str = ""
    # How long after a change of these the next one is refused.
    ttl_cooldown_seconds: float = lasts(1860, "measured, Q: about 31 minutes")
    protection_cooldown_seconds: float = lasts(15, "measured, Q")
    policy_cooldown_seconds: float = lasts(15, "measured, Q")
    # How long a resource policy is read as it was before a change.
    policy_lag_seconds: float = lasts(2.7, "measured, Q: 1 to 2.7 s")
    # How long a change of tags locks a table's tags, and how long they are read as they were before it.
    tag_lock_seconds: float = lasts(1.8, "measured, Q 103 and 172: 1.6 to 1.8 s")
    tag_lag_seconds: float = lasts(3, "measured, Q 406 and 408: 1.6 to 3.0 s")
    # An index that is added: how long the table is UPDATING, contributor insights do not know it, and it is CREATING.
    index_allocating_seconds: float = lasts(42, "measured, Q 116")
    index_unknown_seconds: float = lasts(20, "measured, Q 116")
    index_adding_seconds: float = lasts(510, "measured, Q 116: 8 to 17 minutes until it is filled")
    # An index that is deleted: how long it is DELETING.
    index_deleting_seconds: float = lasts(42, "assumed: AWS documents the status DELETING; nobody has measured it")
    # How long warm throughput is UPDATING.
    warm_updating_seconds: float = lasts(390, "measured, Q: see warm_throughput.py")
    # CREATING is seen in the answer to CreateBackup, and hardly ever after it.
    backup_seconds: float = lasts(0.05, "measured, Q: some 50 ms for small tables")
    # How long ListBackups leaves a new backup out; DescribeBackup shows it at once.
    list_lag_seconds: float = lasts(1, "assumed: AWS's lists are eventually consistent, and nobody has measured this one")
    restore_seconds: float = lasts(81, "measured, Q: an empty table 81 s; 721 s were seen")
    # How long DescribeTable does not find a table whose restore was accepted.
    restore_hidden_seconds: float = lasts(1, "measured, Q: for a moment; its length is assumed")
    # How many tables an account may restore at once.
    restores_at_once: int = 50
    # How many keys of a table a BatchGetItem reads at most; the rest is unprocessed. None for all, 0 as for a table that is throttled.
    batch_reads_at_once: int | None = None
    # By how much only the Date header is wrong, as where a proxy writes its own (clock_offset is AWS's whole clock); and whether there is one.
    date_offset: float = 0.0
    date_header: bool = True
    # Whether the regions have opted in to DynamoDB for AWS Backup.
    backup_opted_in: bool = True
    allowed: list[str] | None = None
    # Regions that the account has not enabled, and those in which the caller may do nothing.
    disabled_regions: list[str] = dataclasses.field(default_factory=list)
    denied_regions: list[str] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        self._chosen: set[str] = set()

    def change(self, members: dict[str, t.Any]) -> None:
        """Changes these; raises ValueError for one that there is not."""
        unknown = set(members) - {field.name for field in dataclasses.fields(self)}
        if unknown:
            raise ValueError(f"no such settings: {', '.join(sorted(unknown))}")
        self._chosen |= set(members)
        for name, value in members.items():
            setattr(self, name, value)
        for name, seconds in aws_seconds().items():
            if name not in self._chosen:
                setattr(self, name, seconds / self.speed)


def aws_seconds() -> dict[str, float]:
    """How long each thing takes in AWS."""
    return {field.name: field.metadata[_AWS] for field in dataclasses.fields(Settings) if _AWS in field.metadata}


def sources() -> dict[str, str]:
    """Where each duration is known from."""
    return {field.name: field.metadata[_SOURCE] for field in dataclasses.fields(Settings) if _AWS in field.metadata}
