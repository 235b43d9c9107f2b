# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ONE table: the error that AWS or botocore gave -> the kind of failure it is and the text that people read.

The kind says what a caller may do next: whether anything can have been made, and whether to come back.
The codes are those of AWS's API model for DynamoDB and of its common errors.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

try:
    from botocore import exceptions as botocore_errors
except ImportError:  # AnsibleAWSModule says so before anything here is called.
    botocore_errors = None

_LONGEST_AWS_TEXT = 400


@dataclass(frozen=True)
class Subject:
    """What a request is about: named in every error."""

    call: str
    region: str
    # By name; None for all tables of the region.
    table: t.Optional[str] = None
    account: t.Optional[str] = None
    backup: t.Optional[str] = None
    permissions: str = ""

    def what(self) -> str:
        """What the call is made on."""
        return f"table {self.table}" if self.table else "all tables"

    def place(self) -> str:
        """The region, with the account where it is known."""
        return f"region {self.region}" + (f" (account {self.account})" if self.account else "")


class TaskError(Exception):
    """An expected failure: what happened, what to do about it, and the code for machines."""

    def __init__(self, text: str, advice: str = "", code: t.Optional[str] = None, aws_text: t.Optional[str] = None) -> None:
        super().__init__(text)
        self.text = text
        self.advice = advice
        self.code = code or type(self).__name__
        self.aws_text = aws_text

    def sentence(self, state: str = "") -> str:
        """The whole message on one line: what happened, the state of things, what to do."""
        said = f'AWS says: "{self.aws_text}".' if self.aws_text else ""
        return " ".join(" ".join(part for part in (self.text, said, state, self.advice) if part).split())


class InvalidArgument(TaskError):
    """Refused before any request."""


class TableNotFound(TaskError):
    """There is no such table in the region."""


class TableNotReady(TaskError):
    """The table's status does not allow a backup."""


class TableBusy(TableNotReady):
    """The table's status does not allow a backup yet; it passes by itself."""


class BackupNotFound(TaskError):
    """There is no such backup (yet, or any more)."""


class BackupExists(TaskError):
    """A backup of this name exists and the user wanted none."""


class BackupLost(TaskError):
    """The backup has a status from which it will not become AVAILABLE."""


class NoBackup(TaskError):
    """No backup is what the user asked for."""


class BackupKept(TaskError):
    """AWS lets nobody delete the backup."""


class TargetExists(TaskError):
    """A table of the target's name exists, and it is not what the user asked for."""


class RestoreLost(TaskError):
    """The restored table has a status from which it will not become ACTIVE."""


class PolicyNotFound(TaskError):
    """The table has no resource policy."""


class NoSource(TaskError):
    """The table whose settings are asked for is not there any more."""


class NotKept(TaskError):
    """The file with the settings could not be written."""


class SettingFailed(TaskError):
    """AWS accepted a change of a table's settings and did not carry it out."""


class NotDeleted(TaskError):
    """Some of several deletions failed."""


class NotBackedUp(TaskError):
    """Some of several tables were not backed up."""


class NoTables(TaskError):
    """No table is what the user asked for."""


class Busy(TaskError):
    """Refused because of another operation; nothing was made, and it passes by itself."""


class NotYetEnabled(TaskError):
    """Refused because AWS is still enabling backups for a new table; nothing was made, and it passes by itself."""


class Denied(TaskError):
    """Credentials or permissions; nothing was made."""


class Throttled(TaskError):
    """Refused because of the rate; nothing was made."""


class Rejected(TaskError):
    """Any other definite refusal; nothing was made."""


class NotSent(TaskError):
    """No connection came about; nothing can have been made."""


class NoAnswer(TaskError):
    """Sent, but the answer is missing or damaged: what became of it is not known."""


class ServerFault(TaskError):
    """AWS answered with an internal error: what became of it is not known."""


class Timeout(TaskError):
    """The deadline has passed."""


class OutcomeUnknown(TaskError):
    """A backup may or may not have been made, and nothing that this task may do can tell."""


@dataclass(frozen=True)
class _Entry:
    kind: t.Type[TaskError]
    text: str
    advice: str = ""


_BAD_CREDENTIALS = _Entry(
    Denied,
    "{call} was refused ({code}): AWS does not accept the credentials in {place}.",
    "Check access key, secret key, session token and profile. {permissions}",
)
_BAD_SIGNATURE = _Entry(
    Denied,
    "{call} was refused ({code}): AWS does not accept the request's signature in {place}.",
    "Check the secret key, and that this machine's clock is right. {permissions}",
)
_EXPIRED = _Entry(
    Denied, "{call} was refused ({code}): the credentials have expired.", "Renew them and run the task again. {permissions}"
)
_FORBIDDEN = _Entry(
    Denied,
    "{call} on {what} in {place} was refused ({code}): the credentials lack permissions.",
    "Allow the call that was refused. {permissions}",
)
_RATE = _Entry(Throttled, "{call} on {what} in {place} was throttled ({code}) again and again.", "Run the task again when fewer requests are made.")
_FAULT = _Entry(ServerFault, "AWS failed at {call} on {what} in {place} ({code}).", "Run the task again later.")

_TABLE: t.Dict[str, _Entry] = {
    "ResourceNotFoundException": _Entry(
        TableNotFound, "DynamoDB table {table} was not found in {place}.", "Check the table's name, the region and the account."
    ),
    "TableNotFoundException": _Entry(
        TableNotFound,
        "DynamoDB table {table} does not exist in {place}, or is still being created (AWS answers both alike).",
        "Check the table's name, the region and the account.",
    ),
    "PolicyNotFoundException": _Entry(PolicyNotFound, "Table {table} in {place} has no resource policy."),
    "BackupNotFoundException": _Entry(BackupNotFound, "Backup {backup} of table {table} was not found in {place}."),
    "BackupInUseException": _Entry(
        Busy,
        "There is another ongoing conflicting backup operation on table {table} in {place}: a backup is being created, deleted or restored.",
        "Run the task again when it has ended, or set when_busy=wait.",
    ),
    "TableInUseException": _Entry(
        Busy, "Table {table} in {place} is being created or deleted.", "Run the task again when that has ended, or set when_busy=wait."
    ),
    "LimitExceededException": _Entry(
        Busy,
        "There are too many simultaneous table operations in {place}: the account's quota is 500, and 50 for restores.",
        "Run the task again when some have ended, or set when_busy=wait.",
    ),
    "ResourceInUseException": _Entry(
        Busy, "Table {table} in {place} is being created, updated or deleted.", "Run the task again when that has ended, or set when_busy=wait."
    ),
    "TableAlreadyExistsException": _Entry(
        TargetExists, "Table {table} exists already in {place}.", "Choose another target_table_name. The existing table was not touched."
    ),
    "ContinuousBackupsUnavailableException": _Entry(
        NotYetEnabled,
        "Backups are not yet enabled for table {table} in {place}.",
        "AWS enables them by itself some seconds after a table was created: run the task again later.",
    ),
    "ValidationException": _Entry(Rejected, "AWS refused {call} on {what} in {place} as not valid ({code})."),
    **{code: _FORBIDDEN for code in ("AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "OptInRequired")},
    **{
        code: _BAD_CREDENTIALS
        for code in (
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "AuthFailure",
            "NotAuthorized",
        )
    },
    **{code: _BAD_SIGNATURE for code in ("InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature", "IncompleteSignatureException")},
    **{code: _EXPIRED for code in ("ExpiredTokenException", "ExpiredToken", "RequestExpired")},
    **{
        code: _RATE
        for code in ("ThrottlingException", "Throttling", "ThrottledException", "RequestLimitExceeded", "ProvisionedThroughputExceededException")
    },
    **{
        code: _FAULT
        for code in ("InternalServerError", "InternalFailure", "InternalServerErrorException", "ServiceUnavailable", "ServiceUnavailableException")
    },
}

# botocore's own errors, before and after a request was on its way.
_NO_CREDENTIALS = ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "SSOTokenLoadError", "UnauthorizedSSOTokenError")
_NO_CONNECTION = ("EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError")
_NOT_MADE = ("ParamValidationError", "UnknownServiceError", "InvalidEndpointConfigurationError", "EndpointResolutionError")

_ENTRY_FOR_BOTOCORE: t.Dict[str, _Entry] = {
    **{
        name: _Entry(
            Denied,
            "{call} could not be sent ({code}): no usable AWS credentials were found.",
            "Set access_key and secret_key, profile, or the environment's AWS_* variables. {permissions}",
        )
        for name in _NO_CREDENTIALS
    },
    **{
        name: _Entry(
            NotSent,
            "No connection to DynamoDB in {place} for {call} on {what} ({code}).",
            "Check the network, the region and endpoint_url.",
        )
        for name in _NO_CONNECTION
    },
    **{name: _Entry(Rejected, "{call} on {what} in {place} could not be sent ({code}).") for name in _NOT_MADE},
}

_ODD_REFUSAL = _Entry(Rejected, "AWS refused {call} on {what} in {place} ({code}).")
_NO_ANSWER = _Entry(
    NoAnswer, "No usable answer came to {call} on {what} in {place} ({code}).", "Check the network, any proxy and endpoint_url, then run the task again."
)


def translate(error: Exception, subject: Subject) -> TaskError:
    """The failure that a botocore or network exception stands for. Whatever is not known to be a refusal counts as no answer."""
    response = getattr(error, "response", None)
    if botocore_errors is not None and isinstance(error, botocore_errors.ClientError) and response:
        return _from_answer(response, subject)
    name = type(error).__name__
    # SSLError is not among them: it can come in the middle of an answer.
    entry = _ENTRY_FOR_BOTOCORE.get(name, _NO_ANSWER)
    return _build(entry, name, str(error), subject, said_by_aws=False)


def damaged(what: str, subject: Subject) -> NoAnswer:
    """The failure for an answer that arrived but is not one of DynamoDB's: C(what) says how that was seen."""
    return t.cast(NoAnswer, _build(_NO_ANSWER, "DamagedAnswer", what, subject, said_by_aws=False))


def plain_text(text: str) -> str:
    """AWS's own text on one line, bounded, and without what it quotes of the request when a signature is wrong (that holds the session token)."""
    text = text.split("The Canonical String", 1)[0]
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_AWS_TEXT else text[:_LONGEST_AWS_TEXT] + "..."


def _from_answer(response: t.Mapping[str, t.Any], subject: Subject) -> TaskError:
    error = response.get("Error", {})
    code = str(error.get("Code") or "")
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    entry = _TABLE.get(code)
    if entry is None and status >= 500:
        entry = _FAULT
    elif entry is None and (not code or code.isdigit() or code == "Unknown"):
        # Without a code of AWS's it was some proxy that answered: nobody knows how far the request came.
        entry = _NO_ANSWER
    return _build(entry or _ODD_REFUSAL, code or f"HTTP {status}", str(error.get("Message") or ""), subject, said_by_aws=True)


def _build(entry: _Entry, code: str, message: str, subject: Subject, said_by_aws: bool) -> TaskError:
    words = {
        "call": subject.call, "table": subject.table, "what": subject.what(), "backup": subject.backup,
        "place": subject.place(), "code": code, "permissions": subject.permissions,
    }
    text, advice = entry.text.format(**words), entry.advice.format(**words)
    message = plain_text(message)
    if message and not said_by_aws:
        text = f"{text} {message.rstrip('.')}."
        message = ""
    return entry.kind(text, advice=advice.strip(), code=code, aws_text=message)
