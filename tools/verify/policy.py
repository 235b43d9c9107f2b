# SPDX-License-Identifier: GPL-3.0-or-later
"""The least IAM policy for a run: what the product lists for its modules, what the targets' own script calls, and what claims and sweep need."""

from __future__ import annotations

import pathlib
import re
import typing as t

import home
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import permissions

from verify import cost

TARGETS = home.ROOT / "tests/integration/targets"
# Every name that a run makes begins so; nothing else is ever deleted.
FAMILY = "dynaops-verify-"

# Calls that AWS does not let a policy narrow to a table.
_ON_ALL = (
    "dynamodb:ListBackups",
    "dynamodb:ListTables",
    "backup:ListBackupVaults",
    "backup:ListRecoveryPointsByBackupVault",
    "backup:ListRecoveryPointsByResource",
)
_OWN = (
    "DescribeTable",
    "CreateTable",
    "DeleteTable",
    "CreateBackup",
    "DescribeBackup",
    "DeleteBackup",
    "ListBackups",
    "ListTables",
    "TagResource",
    "DescribeContinuousBackups",
)
# What else setup_dynamodb_table calls.
_SETUP = ("PutItem",)
# AWS asks the one who restores for these on the new table (developer guide, "Using IAM with DynamoDB backup and restore").
_RESTORE = ("RestoreTableFromBackup", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem")
# And for these in both regions of a replica ("Using IAM with global tables"): of the target that makes one, and of the sweep after it.
_WITH_REPLICA = "dynamodb_table_settings"
_REPLICA = ("CreateTable", "CreateTableReplica", "DeleteTableReplica", "UpdateTable", "UpdateContinuousBackups")
_LINKED_ROLES = ("replication.dynamodb.amazonaws.com", "contributorinsights.dynamodb.amazonaws.com")


def actions(targets: t.Collection[str], slow: bool) -> set[str]:
    """All actions that the run may use."""
    own = (*_OWN, *(_SETUP if targets else ()), *(_RESTORE if slow else ()), *(_REPLICA if _WITH_REPLICA in targets else ()))
    listed: list[set[str]] = [getattr(permissions, module.upper()).all() for target in targets for module in modules_of(TARGETS / target)]
    return {f"dynamodb:{name}" for name in own}.union(*listed)


def modules_of(target: pathlib.Path) -> set[str]:
    """The modules that the tasks of a target use, by their names without ``dynamodb_``."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(target.glob("tasks/*.yml"))]
    return set(re.findall(r"^\s*dynaops\.dynamodb\.dynamodb_(\w+):", "\n".join(texts), re.MULTILINE))


def document(account: str, partition: str, targets: t.Collection[str] = tuple(cost.TARGETS), slow: bool = False) -> dict[str, t.Any]:
    """The policy, for the names of this tool in this account."""
    wanted = actions(targets, slow)
    table = f"arn:{partition}:dynamodb:*:{account}:table/{FAMILY}*"
    statements: list[dict[str, t.Any]] = [
        {"Effect": "Allow", "Action": sorted(wanted - set(_ON_ALL)), "Resource": [table, f"{table}/backup/*", f"{table}/index/*", f"{table}/stream/*"]},
        {"Effect": "Allow", "Action": sorted(wanted & set(_ON_ALL)), "Resource": "*"},
    ]
    if _WITH_REPLICA in targets:
        roles = [f"arn:{partition}:iam::{account}:role/aws-service-role/{service}/*" for service in _LINKED_ROLES]
        services = {"StringEquals": {"iam:AWSServiceName": list(_LINKED_ROLES)}}
        statements.append({"Effect": "Allow", "Action": ["iam:CreateServiceLinkedRole"], "Resource": roles, "Condition": services})
    return {"Version": "2012-10-17", "Statement": statements}
