# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the credentials are of the account that the user expects, asked before DynamoDB is."""

from __future__ import annotations

import dataclasses
import typing as t

from . import calls, errors
from .hosts import Hosts
from .server_clock import ServerClock
from .task import Task


def check_account(task: Task, sts: t.Any, expected: str) -> None:
    """Raises WrongAccount unless the credentials of this STS client are of the account; another subclass of TaskError when that cannot be asked.

    GetCallerIdentity needs no permission (documented: API reference).
    """
    subject = errors.Subject(
        call="GetCallerIdentity", region=task.region, thing="the AWS credentials", service="AWS STS", permissions="Permissions needed: sts:GetCallerIdentity."
    )
    asked = dataclasses.replace(task, client=sts, hosts=Hosts(), server_clock=ServerClock())
    found = str(calls.read(asked, subject, "Account")["Account"])
    task.account.of_credentials(found)
    if found != expected:
        raise errors.WrongAccount(
            f"The AWS credentials are of account {found}, but expected_account_id is {expected}. No request was sent to DynamoDB.",
            "Check access_key, profile, the environment's AWS_* variables and assume_role_arn.",
        )
