# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and ARNs as AWS checks them."""

from __future__ import annotations

import re

from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.utilities.utils import get_partition

# The account of whoever has not made another one known.
ACCOUNT = DEFAULT_ACCOUNT_ID

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
_BACKUP = re.compile(r"arn:aws[a-z-]*:dynamodb:([^:]+):(\d{12}):table/[^/]+/backup/.+")


def validate(member: str, value: str) -> None:
    """Raises ValidationException for a name that is not one."""
    if not _NAME.fullmatch(value):
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ and have a length of 3 to 255",
        )


def region_of_backup(arn: str, account: str) -> str:
    """The region in the ARN of a backup; raises as AWS does when it is not such an ARN, or one of another account than this."""
    match = _BACKUP.fullmatch(arn)
    if not match:
        raise AwsError("ValidationException", "Invalid Backup ARN")
    if match[2] != account:
        raise AwsError("AccessDeniedException", f"User is not authorized to perform the operation on resource: {arn}")
    return match[1]


def partition_of(region: str) -> str:
    """The partition that a region belongs to, as its ARNs name it: aws, aws-cn, aws-us-gov."""
    return str(get_partition(region))


def is_region(name: str) -> bool:
    """Whether there is a region of this name."""
    return name in dynamodb_backends[ACCOUNT].regions


def table_of(name_or_arn: str) -> str:
    """The name of the table that is meant by its name or its ARN."""
    return name_or_arn.partition(":table/")[2].partition("/")[0] or name_or_arn
