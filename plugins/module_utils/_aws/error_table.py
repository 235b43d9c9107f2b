# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ONE table: the code that DynamoDB answered with -> the kind of failure it is and the text that people read.

The codes are those of AWS's API model for DynamoDB and of its common errors.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .._task.plain_text import one_line
from . import errors

_LONGEST_TEXT = 400


@dataclass(frozen=True)
class _Entry:
    kind: type[errors.TaskError]
    text: str
    advice: str = ""


_BAD_CREDENTIALS = _Entry(
    errors.Denied,
    "{call} was refused ({code}): AWS does not accept the credentials in {place}.",
    "Check access key, secret key, session token and profile, and that the region is enabled in the account. {permissions}",
)
_BAD_SIGNATURE = _Entry(
    errors.Denied,
    "{call} was refused ({code}): AWS does not accept the request's signature in {place}.",
    "Check the secret key, and that this machine's clock is right. {permissions}",
)
_EXPIRED = _Entry(errors.Denied, "{call} was refused ({code}): the credentials have expired.", "Renew them and run the task again. {permissions}")
_FORBIDDEN = _Entry(
    errors.Denied, "{call} on {what} in {place} was refused ({code}): the credentials lack permissions.", "Allow the call that was refused. {permissions}"
)
_RATE = _Entry(errors.Throttled, "{call} on {what} in {place} was throttled repeatedly ({code}).", "Run the task again when fewer requests are sent.")
_FAULT = _Entry(errors.ServerFault, "AWS returned a server error to {call} on {what} in {place} ({code}).", "Run the task again later.")

_TABLE: dict[str, _Entry] = {
    "ResourceNotFoundException": _Entry(
        errors.TableNotFound, "DynamoDB table {table} was not found in {place}.", "Check the table's name, the region and the account."
    ),
    "TableNotFoundException": _Entry(
        errors.TableNotFound,
        "DynamoDB table {table} does not exist in {place}, or is still being created (AWS returns the same error for both).",
        "Check the table's name, the region and the account.",
    ),
    "PolicyNotFoundException": _Entry(errors.PolicyNotFound, "Table {table} in {place} has no resource policy."),
    "BackupNotFoundException": _Entry(errors.BackupNotFound, "Backup {backup} of table {table} was not found in {place}."),
    "BackupInUseException": _Entry(
        errors.Busy,
        "There is another ongoing conflicting backup operation on table {table} in {place}: a backup is being created, deleted or restored.",
        "Run the task again when it has ended, or set when_busy=wait.",
    ),
    "TableInUseException": _Entry(
        errors.Busy, "Table {table} in {place} is being created or deleted.", "Run the task again when that has ended, or set when_busy=wait."
    ),
    "LimitExceededException": _Entry(
        errors.Busy,
        "There are too many simultaneous table operations in {place}: the account's quota is 500, and 50 for restores.",
        "Run the task again when some have ended, or set when_busy=wait.",
    ),
    "ResourceInUseException": _Entry(
        errors.Busy, "Table {table} in {place} is being created, updated or deleted.", "Run the task again when that has ended, or set when_busy=wait."
    ),
    "TableAlreadyExistsException": _Entry(
        errors.TargetExists, "Table {table} already exists in {place}.", "Choose another target_table_name. The existing table was not changed."
    ),
    "ContinuousBackupsUnavailableException": _Entry(
        errors.NotYetEnabled,
        "Backups are not yet enabled for table {table} in {place}.",
        "AWS enables them some seconds after it creates the table. Run the task again later.",
    ),
    "PointInTimeRecoveryUnavailableException": _Entry(
        errors.NotRestorable, "Point-in-time recovery is not enabled for the source of table {table} in {place}.", "Restore a backup instead (backup_arn)."
    ),
    "InvalidRestoreTimeException": _Entry(
        errors.NotRestorable, "The restore_time of table {table} in {place} is outside the source's recovery window.", "Choose a restore_time in the window."
    ),
    **{
        code: _Entry(errors.WriteConflict, "{call} on {what} in {place} was refused because another write was in progress ({code}).", "Run the task again.")
        for code in ("ReplicatedWriteConflictException", "TransactionConflictException")
    },
    "ValidationException": _Entry(errors.Rejected, "AWS refused {call} on {what} in {place} as invalid ({code})."),
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
    **{code: _RATE for code in ("ThrottlingException", "Throttling", "ThrottledException", "RequestLimitExceeded", "ProvisionedThroughputExceededException")},
    **{
        code: _FAULT for code in ("InternalServerError", "InternalFailure", "InternalServerErrorException", "ServiceUnavailable", "ServiceUnavailableException")
    },
}

# What a code means where another service than DynamoDB answers with it.
_ELSEWHERE: dict[str, _Entry] = {
    "ResourceNotFoundException": _Entry(errors.ResourceUnknown, "{service} does not know {what} in {place}, which {call} asks for ({code}).")
}
_ODD_REFUSAL = _Entry(errors.Rejected, "AWS refused {call} on {what} in {place} ({code}).")
_NO_ANSWER = _Entry(
    errors.NoAnswer, "No usable response to {call} on {what} in {place} ({code}).", "Check the network, any proxy and endpoint_url, then run the task again."
)
_NO_CONNECTION = _Entry(
    errors.NotSent, "No connection to {service} in {place} for {call} on {what} ({code}).", "Check the network, any proxy, the region and endpoint_url."
)
_PROXY_LOGIN = _Entry(
    errors.NotSent,
    "A proxy refused to forward {call} on {what} in {place}: it requires a user name and a password ({code}).",
    "Add them to the proxy's URL (HTTPS_PROXY, HTTP_PROXY), or reach AWS without the proxy (NO_PROXY).",
)
_QUOTA = _Entry(
    errors.Rejected,
    "AWS refused {call} on {what} in {place} because a quota is reached ({code}).",
    "Delete what you no longer need, wait until AWS allows it again, or ask AWS for a higher quota.",
)

# A change of tags holds back the next one, and a deletion, for about 1.7 s (aws-controllers-k8s, docs/api-quirks, DDB-TABLE-103 and 172).
_TAGS_LOCKED = _Entry(
    errors.TagsLocked,
    "The tags of table {table} in {place} are still being updated, which {call} has to wait for ({code}).",
    "AWS ends that within seconds: run the task again.",
)
_TAGS_LOCKED_CODES = ("LimitExceededException", "ResourceInUseException")
_TAGS_LOCKED_TEXT = "tags are being updated"

# Texts that say more than their codes (aws-controllers-k8s, docs/api-quirks): of an index that is being added (DDB-TABLE-116), and of a table whose
# time to live can't be read (DDB-TABLE-115 and 118).
_INDEX_NOT_READY = _Entry(
    errors.IndexNotReady,
    "{call} on table {table} in {place} is refused as long as an index of it is not ACTIVE ({code}).",
    "Run the task again when the index is ACTIVE.",
)
_INDEX_TEXT = re.compile(r"\bIndex: \S+ not found for table\b|\bIndexStatus must be ACTIVE\b")
_STATE_TEXT = re.compile(r"\bwhile table is in (CREATING|DELETING) state\b")
_STATE_KINDS: dict[str, type[errors.TaskError]] = {"CREATING": errors.TableBusy, "DELETING": errors.TableNotReady}

# AWS's codes for "ended before an answer": the work may be done (AWS API reference, common errors).
_OPEN_CODES = ("RequestAborted", "RequestAbortedException", "RequestTimeout", "RequestTimeoutException")
_HTTP_REQUEST_TIMEOUT = 408
_HTTP_PROXY_LOGIN = 407

# LimitExceededException has several meanings, and AWS's text alone tells them apart (seen in public reports and in AWS's ACK project).
_LIMIT_CLEARS = re.compile(rf"simultaneous|{_TAGS_LOCKED_TEXT}", re.IGNORECASE)
_LIMIT_IS_QUOTA = re.compile(r"limit of \d|limited to \d|at most \d+ times|table ?class|\bkms\b|\bsse\b|encryption", re.IGNORECASE)


def limit_clears(text: str) -> bool:
    """Whether a LimitExceededException of this text is known to clear without action."""
    return bool(_LIMIT_CLEARS.search(text))


def answered(response: t.Mapping[str, t.Any], subject: errors.Subject) -> errors.TaskError:
    """The failure that an answer stands for: botocore's ``response`` of a ClientError, with Error and ResponseMetadata.

    A refusal is what DynamoDB itself refused, in its own form and with a status of 4xx. Any other answer leaves open the outcome of the
    request, except a proxy's demand to log in (407), which is given instead of passing the request on (RFC 9110, 15.5.8).
    """
    error = response.get("Error", {})
    code, text = str(error.get("Code") or ""), str(error.get("Message") or "")
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    named = code or f"HTTP {status}"
    if status == _HTTP_PROXY_LOGIN:
        return _build(_PROXY_LOGIN, named, "", subject)
    if status >= 500:
        entry = _TABLE.get(code, _FAULT)
        return _build(entry if entry.kind is errors.ServerFault else _FAULT, named, text, subject, said_by_aws=True)
    has_code = bool(code) and not code.isdigit() and code != "Unknown"
    if not 400 <= status < 500 or status == _HTTP_REQUEST_TIMEOUT or code in _OPEN_CODES or not has_code:
        return _build(_NO_ANSWER, named, text, subject, said_by_aws=has_code)
    if code in _TAGS_LOCKED_CODES and _TAGS_LOCKED_TEXT in text:
        return _build(_TAGS_LOCKED, named, text, subject, said_by_aws=True)
    if _INDEX_TEXT.search(text):
        return _build(_INDEX_NOT_READY, named, text, subject, said_by_aws=True)
    state = _STATE_TEXT.search(text)
    if state:
        entry = _Entry(_STATE_KINDS[state[1]], f"Table {{table}} in {{place}} has status {state[1]}, in which {{call}} is refused ({{code}}).")
        return _build(entry, named, text, subject, said_by_aws=True)
    if code == "LimitExceededException" and not limit_clears(text) and _LIMIT_IS_QUOTA.search(text):
        return _build(_QUOTA, named, text, subject, said_by_aws=True)
    meanings = _TABLE if subject.service == errors.DYNAMODB else {**_TABLE, **_ELSEWHERE}
    return _build(meanings.get(code, _ODD_REFUSAL), named, text, subject, said_by_aws=True)


def not_sent(error: Exception, subject: errors.Subject, hosts: str) -> errors.TaskError:
    """The failure for a request of which no byte left: no connection to one of the hosts came about."""
    return _build(_NO_CONNECTION, type(error).__name__, f"Not reached: {hosts}. {reason(error)}", subject)


def no_answer(error: Exception, subject: errors.Subject) -> errors.TaskError:
    """The failure for a request that left and was not answered, or not in a form that can be read."""
    return _build(_NO_ANSWER, type(error).__name__, str(error), subject)


def damaged(what: str, subject: errors.Subject) -> errors.NoAnswer:
    """The failure for an answer that arrived but is not one of DynamoDB's: ``what`` says how that was seen."""
    return t.cast(errors.NoAnswer, _build(_NO_ANSWER, "DamagedAnswer", what, subject))


def reason(error: BaseException) -> str:
    """What botocore says, and the operating system's or proxy's own words beneath it, which botocore often leaves out."""
    said, beneath = str(error), _innermost(error)
    return said if beneath in said else f"{said.rstrip('.')} ({beneath})"


def plain_text(text: str) -> str:
    """AWS's own text on one line, bounded, and without what it quotes of the request when a signature is wrong (that holds the session token)."""
    text = one_line(text.split("The Canonical String", 1)[0])
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "..."


def _innermost(error: BaseException) -> str:
    seen: set[int] = set()
    found = error
    while id(found) not in seen:
        seen.add(id(found))
        inner = (getattr(found, "kwargs", None) or {}).get("error") or getattr(found, "reason", None) or getattr(found, "original_error", None)
        following = inner if isinstance(inner, BaseException) else found.__cause__ or found.__context__
        if following is None:
            break
        found = following
    return str(found)


def _build(entry: _Entry, code: str, message: str, subject: errors.Subject, said_by_aws: bool = False) -> errors.TaskError:
    words = {
        "call": subject.call,
        "table": subject.table,
        "what": subject.what(),
        "backup": subject.backup,
        "place": subject.place(),
        "service": subject.service,
        "code": code,
        "permissions": subject.permissions,
    }
    text, advice = entry.text.format(**words), entry.advice.format(**words)
    message = plain_text(message)
    if message and not said_by_aws:
        text = f"{text} {message.rstrip('.')}."
        message = ""
    return entry.kind(text, advice=advice.strip(), code=code, aws_text=message)
