# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's logins: each fails in botocore with the error of its kind, and nothing reaches DynamoDB."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import older_boto
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.logins import LOGINS
from ansible_collections.dynaops.dynamodb.tests.lab.processes import run_python

EXPECTED = {
    "Identity Center login expired": "TokenRetrievalError",
    "Identity Center login absent": "SSOTokenLoadError",
    "legacy Identity Center login expired": "UnauthorizedSSOTokenError",
    "legacy Identity Center login absent": "SSOTokenLoadError",
    "credential_process fails": "CredentialRetrievalError",
    "credential_process writes no JSON": "JSONDecodeError",
    "source_profile does not exist": "InvalidConfigError",
    "AssumeRole denied": "ClientError",
    "STS cannot be reached": "EndpointConnectionError",
    "STS answers 503": "ClientError",
    "configuration file with a syntax error": "ConfigParseError",
    "key without a secret": "PartialCredentialsError",
    "no credentials": "NoCredentialsError",
    "profile does not exist": "ProfileNotFound",
    "web identity token file missing": "FileNotFoundError",
    "container credentials cannot be reached": "CredentialRetrievalError",
}
SCRIPT = """
import boto3
try:
    boto3.client("dynamodb").describe_table(TableName="orders")
except Exception as error:
    print(" ".join(kind.__name__ for kind in type(error).__mro__))
"""


@pytest.mark.shown_cases(4)
@pytest.mark.processes
@pytest.mark.parametrize("name", older_boto.needed_by(LOGINS, "legacy Identity Center login expired"))
def test_a_login_fails_with_the_error_of_its_kind(orders: LabClient, tmp_path: pathlib.Path, name: str) -> None:
    with LOGINS[name].environment(tmp_path) as variables:
        # STS is asked once alone: its retries take seconds.
        said = run_python(SCRIPT, orders, tmp_path, {**variables, "AWS_MAX_ATTEMPTS": "1"})
    assert EXPECTED[name] in said.split(), said
    assert orders.work() == []


def test_every_login_is_looked_at() -> None:
    assert set(EXPECTED) == set(LOGINS) and all(name == login.name for name, login in LOGINS.items())


def test_what_a_login_takes_out_is_taken_out(tmp_path: pathlib.Path) -> None:
    with LOGINS["no credentials"].environment(tmp_path) as variables:
        gone: list[t.Any] = [name for name, value in variables.items() if value is None]
    assert set(gone) == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"}
