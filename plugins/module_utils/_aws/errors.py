# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of failure. The kind says what a caller may do next: whether anything can have been made, and whether another try may succeed.

Kinds are given by what was seen of a request (calls.py), never by the class of an exception. error_table.py has the words.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._task.plain_text import one_line

DYNAMODB = "DynamoDB"


@dataclass(frozen=True)
class Subject:
    """What a request is about: named in every error."""

    call: str
    region: str
    # By name; None for all tables of the region.
    table: str | None = None
    account: str | None = None
    backup: str | None = None
    permissions: str = ""
    # What the call is made on, where that is no table; and the service that is called.
    thing: str = ""
    service: str = DYNAMODB

    def what(self) -> str:
        """What the call is made on."""
        if self.thing:
            return self.thing
        return f"table {self.table}" if self.table else "all tables"

    def place(self) -> str:
        """The region, with the account where it is known."""
        return f"region {self.region}" + (f" (account {self.account})" if self.account else "")


Failure = t.TypeVar("Failure", bound="TaskError")


class TaskError(Exception):
    """An expected failure: what happened, what to do about it, and the code for machines."""

    def __init__(self, text: str, advice: str = "", code: str | None = None, aws_text: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.advice = advice
        self.code = code or type(self).__name__
        self.aws_text = aws_text

    def sentence(self, state: str = "") -> str:
        """The whole message on one line: what happened, the state of things, what to do."""
        said = f'AWS message: "{self.aws_text}".' if self.aws_text else ""
        return one_line(" ".join(part for part in (self.text, said, state, self.advice) if part))

    def detail(self) -> dict[str, str]:
        """The code, and AWS's text or, without one, that of the module: for use in conditions."""
        return {"code": self.code, "message": self.aws_text or self.text}

    def adding(self: Failure, text: str) -> Failure:
        """The same failure with this sentence added to what happened; without one, the failure itself."""
        return type(self)(f"{self.text} {text}", self.advice, self.code, self.aws_text) if text else self


class InvalidArgument(TaskError):
    """Refused before any request."""


class BotocoreTooOld(TaskError):
    """The botocore that is there does not know what the task needs; refused before the first change."""


class WrongAccount(TaskError):
    """The credentials are of another account than the user expects; refused before the first request to DynamoDB."""


class TableNotFound(TaskError):
    """There is no such table in the region."""


class TableNotReady(TaskError):
    """The table's status does not allow a backup."""


class TableBusy(TableNotReady):
    """The table's status does not allow a backup yet; it clears without action."""


class ResourceUnknown(TaskError):
    """Another service than DynamoDB does not know what was asked for."""


class BackupNotFound(TaskError):
    """There is no such backup: not yet, or no longer."""


class BackupExists(TaskError):
    """A backup of this name exists, and the user asked to fail in this case."""


class BackupLost(TaskError):
    """The backup has a status from which it will not become AVAILABLE."""


class NoBackup(TaskError):
    """No backup is what the user asked for."""


class BackupKept(TaskError):
    """AWS refuses every deletion of the backup."""


class TargetExists(TaskError):
    """A table of the target's name exists, and it is not what the user asked for."""


class NotRestorable(TaskError):
    """The table cannot be restored to the point in time: recovery is off, or the moment is outside its window. Nothing was restored."""


class TableLost(TaskError):
    """The table that was created has a status from which it will not become ACTIVE, or another one has taken its place."""


class TableReplaced(TaskError):
    """The table of this name is another one than the user named by its TableId, or than the task found first. It was not deleted."""


class KeysDiffer(TaskError):
    """The table has other keys than the user asked for, or than the table that it is compared with. AWS never changes keys."""


class DeletionProtected(TaskError):
    """The table is protected against deletion, and the user did not ask to disable that."""


class HasReplicas(TaskError):
    """The table has replicas, and the user did not ask to remove them: AWS deletes no table that has any."""


class RestoreLost(TaskError):
    """The restored table has a status from which it will not become ACTIVE."""


class IndexNotReady(TaskError):
    """An index is still being added or filled, which clears without action; or no index has this name: only time shows which of the two it is."""


class PolicyNotFound(TaskError):
    """The table has no resource policy."""


class NoSource(TaskError):
    """The table whose settings are asked for no longer exists."""


class NotKept(TaskError):
    """The file with the settings could not be written."""


class SettingFailed(TaskError):
    """AWS accepted a change of a table's settings and did not carry it out."""


class NotDeleted(TaskError):
    """Some of several deletions failed."""


class NotBackedUp(TaskError):
    """Some of several tables were not backed up."""


class NotAllRestored(TaskError):
    """Some of several tables were not restored."""


class NotRead(TaskError):
    """Some of several tables were not read."""


class NoTables(TaskError):
    """No table is what the user asked for."""


class Busy(TaskError):
    """Refused because of another operation; nothing was made, and it clears without action."""


class NotYetEnabled(TaskError):
    """Refused because AWS is still enabling backups for a new table; nothing was made, and it clears without action."""


class Denied(TaskError):
    """Credentials or permissions; nothing was made."""


class Throttled(TaskError):
    """Refused because of the rate; nothing was made."""


class WriteConflict(Throttled):
    """Refused because another write was faster; nothing was written, and another try may succeed."""


class TagsLocked(Throttled):
    """Refused because a change of the table's tags is under way; nothing was made, and it clears within seconds."""


class Rejected(TaskError):
    """Any other definite refusal; nothing was made."""


class NotSent(TaskError):
    """No byte of the request left this machine, or a proxy refused to pass it on; nothing can have been made, and another try may succeed."""


class NoAnswer(TaskError):
    """Sent, but the answer is missing or damaged: its outcome is unknown."""


class ServerFault(TaskError):
    """AWS answered with an internal error: its outcome is unknown."""


class Timeout(TaskError):
    """The deadline has passed."""


class OutcomeUnknown(TaskError):
    """A backup may have been made, and this task has no means to find out."""


# The outcome of the request is unknown: its work may be done.
UNKNOWN = (NoAnswer, ServerFault)
# Nothing was made, or the request only reads: another try may succeed.
TRANSIENT = (Throttled, ServerFault, NotSent, NoAnswer)
