# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS says with each of its error codes: as reported by its users, and as its API reference has it where no answer is known."""

from __future__ import annotations

import dataclasses

from ansible_collections.dynaops.dynamodb.tests.lab import names
from ansible_collections.dynaops.dynamodb.tests.lab.faults import Fault
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request

# {table}, {backup} and {resource} are those of the request, {action} its name in IAM.
TEXTS = {
    "AccessDeniedException": "User: {user} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} "
    "action",
    "BackupInUseException": "There is another ongoing conflicting backup control plane operation on the table. The backup is either being created, deleted or "
    "restored to a table.",
    "BackupNotFoundException": "Backup not found: {backup}",
    "ContinuousBackupsUnavailableException": "Backups are being enabled for the table: {table}. Please retry later",
    "ExpiredTokenException": "The security token included in the request is expired",
    "IncompleteSignatureException": "Authorization header requires 'Signature' parameter.",
    "InternalServerError": "Internal server error",
    "InvalidClientTokenId": "The security token included in the request is invalid.",
    "InvalidSignatureException": "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing "
    "method. Consult the service documentation for details.",
    "LimitExceededException": "Subscriber limit exceeded: Only 50 tables can be created, updated, or deleted simultaneously",
    "MissingAuthenticationTokenException": "Request is missing Authentication Token",
    "ProvisionedThroughputExceededException": "The level of configured provisioned throughput for the table was exceeded. Consider increasing your "
    "provisioning level with the UpdateTable API.",
    "ReplicatedWriteConflictException": "One or more items in this request are being modified by a request in another Region.",
    "RequestAbortedException": "The request was aborted before a reply was sent.",
    "RequestLimitExceeded": "Throughput exceeds the current throughput limit for your account.",
    "RequestTimeoutException": "The request timed out before it was received completely.",
    "ResourceInUseException": "Attempt to change a resource which is still in use: Table is being updated: {table}",
    "ResourceNotFoundException": "Requested resource not found: Table: {table} not found",
    "ServiceUnavailable": "The service is currently unavailable or busy.",
    "TableInUseException": "Table is being created or deleted: {table}",
    "TableNotFoundException": "Table not found: {table}",
    "Throttling": "Rate exceeded",
    "ThrottlingException": "Rate exceeded",
    "UnrecognizedClientException": "The security token included in the request is invalid.",
    "ValidationException": "1 validation error detected: Value at 'backupName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
    "[a-zA-Z0-9_.-]+",
}


def worded(fault: Fault, request: Request) -> Fault:
    """The fault with AWS's own message, where it is an error that was given none."""
    if fault.kind != "error" or fault.message:
        return fault
    text = TEXTS.get(fault.code, fault.code)
    return dataclasses.replace(fault, message=text.format(**_facts(request)))


def _facts(request: Request) -> dict[str, str]:
    """What a message may be about."""
    table, backup = request.table(), str(request.body.get("BackupArn") or "")
    partition = names.partition_of(request.region)
    arn = f"arn:{partition}:dynamodb:{request.region}:{request.account}:table/{table or '*'}"
    user = f"arn:{partition}:iam::{request.account}:user/ops"
    return {"user": user, "action": f"dynamodb:{request.operation}", "table": table, "backup": backup, "resource": backup or arn}
