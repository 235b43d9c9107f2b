# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""STS: who somebody is, and sessions of roles, which moto would give to everybody for any role. All else is moto's."""

from __future__ import annotations

import datetime
import typing as t
import urllib.parse
import xml.sax.saxutils

from ansible_collections.dynaops.dynamodb.tests.lab import faults, texts, wire
from ansible_collections.dynaops.dynamodb.tests.lab.identities import Identities, Identity
from ansible_collections.dynaops.dynamodb.tests.lab.journal import Journal
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.wire import Answer, AwsError

_SPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
# The names that STS has for what DynamoDB calls otherwise (documented: common errors of both).
_CODES = {"ExpiredTokenException": "ExpiredToken", "UnrecognizedClientException": "InvalidClientTokenId"}
# Documented: API reference of AssumeRole, DurationSeconds and role chaining.
_SHORTEST, _LONGEST, _LONGEST_OF_A_CHAIN = 900, 43200, 3600


class Sts:
    """Answers the requests to STS. They are in the journal, and the script's faults strike them too."""

    def __init__(self, identities: Identities, journal: Journal, script: faults.Script) -> None:
        self._identities = identities
        self._journal = journal
        self._script = script

    def answer(self, environ: dict[str, t.Any], region: str, data: bytes) -> Answer | None:
        """The answer to a request, None when moto is to answer it."""
        form = dict(urllib.parse.parse_qsl(data.decode()))
        action = form.get("Action", "")
        if action not in ("GetCallerIdentity", "AssumeRole"):
            return None
        asked = {name: value for name, value in form.items() if name not in ("Action", "Version")}
        account = self._identities.account_of(environ)
        entry = self._journal.open(action, region, asked, environ.get("HTTP_USER_AGENT", ""), account)
        fault = self._script.take(action)
        if fault:
            entry["fault"] = fault.kind
        answer = self._answer(environ, Request(action, region, asked, _not_moto, account), fault)
        entry["status"] = answer.status
        return answer

    def _answer(self, environ: dict[str, t.Any], request: Request, fault: faults.Fault | None) -> Answer:
        def work() -> Answer:
            return self._carry_out(environ, request)

        if not fault:
            return work()
        if fault.kind == "error":
            told = texts.worded(fault, request)
            return _refusal(AwsError(told.code, told.message, told.status or wire.STATUS.get(told.code, 400)))
        return faults.play(fault, work, environ["werkzeug.socket"])

    def _carry_out(self, environ: dict[str, t.Any], request: Request) -> Answer:
        action = request.operation
        try:
            caller = self._identities.of(environ, request.region)
            result = _identity(caller) if action == "GetCallerIdentity" else self._assume(caller, request.body)
        except AwsError as error:
            return _refusal(error)
        return _document(f"{action}Response", {f"{action}Result": result, "ResponseMetadata": {"RequestId": "LAB"}}, 200)

    def _assume(self, caller: Identity, form: dict[str, str]) -> dict[str, t.Any]:
        seconds = int(form.get("DurationSeconds") or 3600)
        if not _SHORTEST <= seconds <= _LONGEST:
            raise AwsError("ValidationError", f"The requested DurationSeconds is not between {_SHORTEST} and {_LONGEST}.")
        if caller.token and seconds > _LONGEST_OF_A_CHAIN:
            raise AwsError("ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
        made = self._identities.assume(caller, form["RoleArn"], form["RoleSessionName"], seconds, form.get("ExternalId"))
        ends = datetime.datetime.fromtimestamp(made.ends, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "AssumedRoleUser": {"AssumedRoleId": made.user_id, "Arn": made.arn},
            "Credentials": {
                "AccessKeyId": made.key,
                "SecretAccessKey": "lab-session-secret-that-is-no-secret-00",
                "SessionToken": str(made.token),
                "Expiration": ends,
            },
        }


def _not_moto(body: dict[str, t.Any]) -> Answer:
    raise AssertionError("moto is not asked for what STS answers here")


def _refusal(error: AwsError) -> Answer:
    told = {"Error": {"Type": "Sender", "Code": _CODES.get(error.code, error.code), "Message": error.message}, "RequestId": "LAB"}
    return _document("ErrorResponse", told, 403 if error.code in _CODES else error.status)


def _identity(caller: Identity) -> dict[str, t.Any]:
    return {"Arn": caller.arn, "UserId": caller.user_id, "Account": caller.account}


def _document(name: str, content: dict[str, t.Any], status: int) -> Answer:
    return Answer(status, f'<{name} xmlns="{_SPACE}">{_xml(content)}</{name}>'.encode(), "text/xml")


def _xml(content: dict[str, t.Any]) -> str:
    return "".join(f"<{name}>{_xml(value) if isinstance(value, dict) else xml.sax.saxutils.escape(value)}</{name}>" for name, value in content.items())
