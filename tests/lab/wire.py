# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes over the wire: an answer in DynamoDB's form, and an error of AWS's."""

from __future__ import annotations

import dataclasses
import json
import typing as t
import zlib

# The HTTP status of an error that is not AWS's usual 400.
STATUS = {"InternalServerError": 500, "InternalFailure": 500, "ServiceUnavailable": 503, "RequestTimeoutException": 408}


# Before whose code which namespace stands: what DynamoDB itself refuses has its own, what its framework refuses has that of the framework.
# Seen in AWS: by the tests of mhart/dynalite, which pass against it (validate, availability, and the first two lines of service), and by boto
# (UnrecognizedClientException, ExpiredTokenException). The last line is inferred.
_OWN = "com.amazonaws.dynamodb.v20120810"
_SERVICE = "com.amazon.coral.service"
_SPACES = {
    "ValidationException": "com.amazon.coral.validate",
    "ThrottlingException": "com.amazon.coral.availability",
    **dict.fromkeys(
        (
            *("SerializationException", "UnknownOperationException", "AccessDeniedException", "InvalidSignatureException"),
            *("MissingAuthenticationTokenException", "IncompleteSignatureException", "UnrecognizedClientException", "ExpiredTokenException"),
            *("RequestAbortedException", "RequestTimeoutException", "OptInRequired"),
        ),
        _SERVICE,
    ),
    "InternalServerError": _OWN,
}


class AwsError(Exception):
    """An error that AWS answers with; the HTTP status is 400 for most of them."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


@dataclasses.dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: bytes
    content_type: str = "application/x-amz-json-1.0"
    location: str = ""
    # Whether AWS has sent it, and not something that stands before AWS.
    is_of_aws: bool = True

    def headers(self) -> dict[str, str]:
        """The headers that come with it, less the date."""
        return {
            "Content-Type": self.content_type,
            "Content-Length": str(len(self.body)),
            **({"x-amz-crc32": str(zlib.crc32(self.body)), "x-amzn-RequestId": "LAB"} if self.is_of_aws else {}),
            **({"Location": self.location} if self.location else {}),
        }


def answer(content: object, status: int = 200) -> Answer:
    """An answer with this content as JSON."""
    return Answer(status, json.dumps(content).encode())


# The answer of an operation that tells nothing at all.
NOTHING = Answer(200, b"")


def refusal(error: AwsError) -> Answer:
    """The answer that carries an error. Authorization says Message where all else says message (seen in AWS by dynalite's tests)."""
    return answer({"__type": type_of(error.code), "Message" if error.code == "AccessDeniedException" else "message": error.message}, error.status)


def type_of(code: str) -> str:
    """The code with the namespace that AWS puts before it."""
    return f"{_SPACES.get(code, _OWN if code.endswith('Exception') else _SERVICE)}#{code}"


def in_aws_namespace(told: Answer) -> Answer:
    """An answer of moto's with the namespace that AWS has for its error; any other one as it is."""
    if told.status < 400:
        return told
    held = json.loads(told.body)
    return answer({**held, "__type": type_of(str(held.get("__type", "")).rpartition("#")[2])}, told.status)


def content_of(told: Answer) -> dict[str, t.Any]:
    """What an answer holds; raises AwsError for a refusal."""
    held: dict[str, t.Any] = json.loads(told.body)
    if told.status != 200:
        raise AwsError(str(held.get("__type", "")).rpartition("#")[2], str(held.get("message") or held.get("Message") or ""), told.status)
    return held


def invalid(message: str) -> AwsError:
    """The error for a request that does not fit."""
    return AwsError("ValidationException", message)


def in_use(message: str) -> AwsError:
    """The error for a table that cannot be changed now."""
    return AwsError("ResourceInUseException", f"Attempt to change a resource which is still in use: {message}")
