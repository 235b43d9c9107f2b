# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services beside DynamoDB that a lab of moto's has: as new with the lab, and completed where moto is unlike AWS."""

from __future__ import annotations

import io
import json
import re
import sys
import typing as t
import urllib.parse

from ansible_collections.dynaops.dynamodb.tests.lab import kms, wire
from ansible_collections.dynaops.dynamodb.tests.lab.aws_backup import AwsBackup, operation_of
from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.faults import Script
from ansible_collections.dynaops.dynamodb.tests.lab.identities import Identities
from ansible_collections.dynaops.dynamodb.tests.lab.journal import Journal
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT
from ansible_collections.dynaops.dynamodb.tests.lab.organizations import Organizations
from ansible_collections.dynaops.dynamodb.tests.lab.settings import Settings
from ansible_collections.dynaops.dynamodb.tests.lab.sts import Sts

_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/")
# Begun anew if somebody has used them: importing them takes a second.
_SERVICES = ("iam", "cloudwatch", "kms")
_MANAGED = ("AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores")


class Neighbours:
    """All services but DynamoDB. All but STS have the first account alone."""

    def __init__(self, identities: Identities, journal: Journal, script: Script, settings: Settings, clock: LabClock) -> None:
        self.backup = AwsBackup(settings, clock)
        self.kms = kms.Kms(settings)
        self._identities = identities
        self._sts = Sts(identities, journal, script)
        self.organizations = Organizations(identities, journal, script)
        self._has_policies = False
        for service in _SERVICES:
            models = sys.modules.get(f"moto.{service}.models")
            for backend in getattr(models, f"{service}_backends")[ACCOUNT].values() if models else ():
                backend.reset()

    def journalled(self, environ: dict[str, t.Any]) -> tuple[str, str, str] | None:
        """Service, operation and region of a request to AWS Backup or KMS, which the server notes and strikes with faults; None for another service."""
        region, service = _scope(environ)
        if service == "backup":
            return service, operation_of(environ["REQUEST_METHOD"], environ["PATH_INFO"]), region
        return (service, kms.operation_of(environ), region) if service == "kms" else None

    def answer(self, environ: dict[str, t.Any]) -> wire.Answer | None:
        """The answer to a request, None when moto is to answer it."""
        region, service = _scope(environ)
        if service in ("iam", "backup") and not self._has_policies:
            _add_policies()
            self._has_policies = True
        if service not in ("backup", "kms", "sts", "organizations"):
            return None
        data = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        # It may be moto that reads it after all.
        environ["wsgi.input"] = io.BytesIO(data)
        if service == "sts":
            return self._sts.answer(environ, region, data)
        if service == "organizations":
            return self.organizations.answer(environ, region, data)
        if service == "kms":
            return self.kms.answer(kms.operation_of(environ), self._identities.account_of(environ), region, data)
        query = urllib.parse.parse_qs(environ.get("QUERY_STRING", ""))
        return self.backup.answer(region, environ["REQUEST_METHOD"], environ["PATH_INFO"], query, data)


def _scope(environ: dict[str, t.Any]) -> tuple[str, str]:
    """The region and the service that a request is signed for."""
    scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    return (scope[1], scope[2]) if scope else ("", "")


def _add_policies() -> None:
    """Puts in the policies of AWS's own that a role for AWS Backup needs; moto has none unless it loads all thousand."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data  # pylint: disable=import-outside-toplevel
    from moto.iam.models import AWSManagedPolicy, iam_backends  # pylint: disable=import-outside-toplevel

    known, backend = json.loads(aws_managed_policies_data), iam_backends[ACCOUNT]["aws"]
    for name in _MANAGED:
        policy = AWSManagedPolicy.from_data(name, ACCOUNT, "aws", known[name])
        backend.managed_policies[policy.arn] = policy
