# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the lab's answers have the form that AWS gives them: members, types, enums and errors of AWS's own API model, which botocore carries."""

from __future__ import annotations

import base64
import binascii
import json
import threading
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import models, wire
from botocore.model import Shape

# What any operation may answer, beside the errors that its model declares. Documented: "Common Errors" of the DynamoDB API Reference, "Error handling
# with DynamoDB" of the Developer Guide, and UnknownOperationException and SerializationException of the protocol (scylladb, test_manual_requests.py).
COMMON_ERRORS = frozenset(
    {
        "AccessDeniedException",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InternalFailure",
        "InternalServerError",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "OptInRequired",
        "RequestExpired",
        "RequestLimitExceeded",
        "SerializationException",
        "ServiceUnavailable",
        "ThrottlingException",
        "UnknownOperationException",
        "UnrecognizedClientException",
        "ValidationException",
    }
)
_INTEGERS = ("integer", "long")
_NUMBERS = ("float", "double", "timestamp")


class Shapes:
    """The form of the answers of DynamoDB, AWS Backup and KMS."""

    def __init__(self) -> None:
        self._models = {name: models.model(name) for name in ("dynamodb", "backup", "kms")}
        # Values that a test forced upon the lab, which AWS need not know.
        self.forced: set[str] = set()

    def misfits(self, operation: str, told: wire.Answer, service: str = "dynamodb") -> list[str]:
        """What is wrong with the answer to an operation, one line each."""
        if operation not in self._models[service].operation_names:
            return []
        model = self._models[service].operation_model(operation)
        content = json.loads(told.body or b"{}")
        if told.status == 200:
            found = self._structure(model.output_shape, content, "") if model.output_shape else []
        else:
            code = str(content.get("__type", "")).rpartition("#")[2]
            known = COMMON_ERRORS | {shape.name for shape in model.error_shapes}
            found = [] if code in known else [f"error {code} is none of {operation}"]
        return [f"{operation}: {each}" for each in found]

    def _structure(self, shape: Shape, value: t.Any, place: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{place or 'the answer'} is {value!r}, not a structure"]
        members = shape.members
        found = [f"{place}.{name} is not known to AWS" for name in value if name not in members]
        found += [f"{place}.{name} is missing" for name in shape.required_members if name not in value]
        for name, inner in value.items():
            if name in members:
                found += self._value(members[name], inner, f"{place}.{name}")
        return found

    def _value(self, shape: Shape, value: t.Any, place: str) -> list[str]:
        kind = shape.type_name
        if kind == "structure":
            return self._structure(shape, value, place)
        if kind == "list":
            if not isinstance(value, list):
                return [f"{place} is {value!r}, not a list"]
            return [each for number, inner in enumerate(value) for each in self._value(shape.member, inner, f"{place}[{number}]")]
        if kind == "map":
            if not isinstance(value, dict):
                return [f"{place} is {value!r}, not a map"]
            return [each for name, inner in value.items() for each in self._value(shape.value, inner, f"{place}[{name}]")]
        return self._scalar(shape, value, place)

    def _scalar(self, shape: Shape, value: t.Any, place: str) -> list[str]:
        kind = shape.type_name
        if kind == "string":
            fits = isinstance(value, str)
            if fits and shape.enum and value not in shape.enum and value not in self.forced:
                return [f"{place} is {value!r}, none of {', '.join(shape.enum)}"]
        elif kind == "boolean":
            fits = isinstance(value, bool)
        elif kind in _INTEGERS:
            fits = isinstance(value, int) and not isinstance(value, bool)
        elif kind in _NUMBERS:
            fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        elif kind == "blob":
            fits = _is_base64(value)
        else:
            raise AssertionError(f"{place}: botocore has a type that this does not know: {kind}")
        return [] if fits else [f"{place} is {value!r}, not of the type {kind}"]


class Checks:
    """Looks at each answer that the lab gives by itself, and keeps what is wrong with it until somebody takes it."""

    def __init__(self, wanted: bool) -> None:
        self._shapes = Shapes() if wanted else None
        self._misfits: list[str] = []
        self._lock = threading.Lock()

    def check(self, operation: str, told: wire.Answer, service: str = "dynamodb") -> wire.Answer:
        """The answer, looked at."""
        found = self._shapes.misfits(operation, told, service) if self._shapes else []
        with self._lock:
            self._misfits += found
        return told

    def force(self, *values: str) -> None:
        """Takes these values from a test that wants them, whatever AWS's model says."""
        if self._shapes:
            self._shapes.forced.update(values)

    def begin(self) -> None:
        """Nothing is forced any more."""
        if self._shapes:
            self._shapes.forced.clear()

    def take(self) -> list[str]:
        """What was found since it was last taken."""
        with self._lock:
            found, self._misfits = self._misfits, []
        return found


def _is_base64(value: t.Any) -> bool:
    try:
        return isinstance(value, str) and base64.b64decode(value, validate=True) is not None
    except binascii.Error:
        return False
