# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be read of a replica, and why: its region is disabled, its creation failed, it is another account's, it was denied or not reached.

Such a replica never makes a table unreadable. Its entry has the member ``not_read`` in place of what was not read. An entry with that member can be
used as input: it does not change the replica, and never creates one.
"""

from __future__ import annotations

import typing as t

from .._aws import errors
from .setting import Reading, Source, Value

NOT_READ = "not_read"
FAILED = "CREATION_FAILED"
# The replica has no table to describe, or AWS refuses every request to it. These and all others: ReplicaStatus in AWS's API model.
_NOT_ASKED = ("CREATING", FAILED, "REGION_DISABLED")
# What a replica does not leave without help.
BROKEN = (FAILED, "REGION_DISABLED", "INACCESSIBLE_ENCRYPTION_CREDENTIALS", "ARCHIVING", "ARCHIVED", "REPLICATION_NOT_AUTHORIZED")
# Asking again takes as long again.
_SILENT = (errors.NotSent, errors.NoAnswer)

Shown = t.Mapping[str, t.Any]


def state(shown: Shown) -> str:
    """The status of a ReplicaDescription in words, with AWS's reason where it gives one."""
    said = shown.get("ReplicaStatusDescription")
    return f"the replica is {shown.get('ReplicaStatus', 'without a status')}" + (f": {str(said).rstrip('.')}" if said else "")


def reason_not_to_ask(source: Source, shown: Shown) -> str:
    """Why the table in a replica's region must not be asked: there is none, or it is another one of the same name. Empty when it is to be asked."""
    owner, own = _account(shown.get("ReplicaArn")), _account(source.described.get("TableArn"))
    if owner and own and owner != own:
        return f"the replica belongs to account {owner}, and the table to account {own}"
    if shown.get("ReplicaStatus") in _NOT_ASKED:
        return state(shown)
    earlier = source.task.unreached.get(shown["RegionName"])
    return _told(earlier) if earlier and shown["RegionName"] not in source.needed else ""


def reason_of(source: Source, shown: Shown, failure: errors.TaskError) -> str:
    """Why a replica that was asked could not be read. Raises the failure itself when the task needs to know."""
    region = shown["RegionName"]
    if region in source.needed:
        raise failure
    if isinstance(failure, _SILENT):
        source.task.unreached[region] = failure
    return _told(failure)


def marked(shown: Shown, reason: str) -> Value:
    """The member of an entry that says what is known instead of what was not read."""
    names = {"replica_status": "ReplicaStatus", "replica_status_description": "ReplicaStatusDescription", "replica_arn": "ReplicaArn"}
    return {NOT_READ: {**{name: str(shown[member]) for name, member in names.items() if shown.get(member)}, "reason": reason}}


def why(entry: Value) -> str:
    """Why the settings of an entry were not read, to be part of a sentence."""
    return str(entry[NOT_READ].get("reason", "no reason is given")).rstrip(".")


def has_failed(entry: Value) -> bool:
    """Whether an entry is that of a replica that never came to be."""
    return bool(entry.get(NOT_READ, {}).get("replica_status") == FAILED)


def notes(source: Source, reading: Reading, kept: Value, given: Value) -> list[str]:
    """What people must know of the replicas that are kept, and of those that are given and not made."""
    shown = {each["RegionName"]: each for each in source.described.get("Replicas", ())}
    said = []
    for each in kept:
        region = each["region_name"]
        whose = f"replica of table {source.table.name} in region {region}"
        if NOT_READ in each:
            said.append(f"The settings of the {whose} were not read (point_in_time_recovery): {why(each)}.")
        elif shown.get(region, {}).get("ReplicaStatus") in BROKEN:
            said.append(f"The {whose} does not work: {state(shown[region])}.")
    there = {each["region_name"] for each in kept}
    for each in given or ():
        if NOT_READ in each and each["region_name"] not in there:
            said.append(note_not_made(source.table.name, each))
    return said


def note_not_made(table: str, entry: Value) -> str:
    """What people must know of a replica that is given and not made."""
    return (
        f"The replica of table {table} in region {entry['region_name']} is not created: its settings were not read ({why(entry)}). "
        f"To create it, give its entry without {NOT_READ}."
    )


def _told(failure: errors.TaskError) -> str:
    """A failure without its advice, which is about the task as a whole."""
    return failure.text + (f' AWS says: "{failure.aws_text}"' if failure.aws_text else "")


def _account(arn: t.Any) -> str:
    parts = str(arn or "").split(":")
    return parts[4] if len(parts) > 5 else ""
