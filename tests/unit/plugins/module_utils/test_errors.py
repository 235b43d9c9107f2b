# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one table of errors: complete, and safe to show."""

from __future__ import annotations

import botocore.exceptions
import botocore.session
import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils import errors
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import aws_error

ABOUT = errors.Subject(call="CreateBackup", table="orders", region="us-east-1", backup="orders-backup")


def test_every_error_that_aws_declares_has_an_entry() -> None:
    model = botocore.session.Session().get_service_model("dynamodb")
    for operation in ("CreateBackup", "DescribeBackup", "ListBackups", "DescribeTable"):
        for shape in model.operation_model(operation).error_shapes:
            assert not isinstance(errors.translate(aws_error(shape.name), ABOUT), errors.Rejected), shape.name


@pytest.mark.parametrize(
    "error,kind",
    [
        (aws_error("SomethingNew"), errors.Rejected),
        (aws_error("SomethingNew", 500), errors.ServerFault),
        (aws_error("502", 502), errors.ServerFault),
        (aws_error("403", 403), errors.NoAnswer),
        (aws_error("301", 301), errors.NoAnswer),
        (aws_error("", 400), errors.NoAnswer),
        (botocore.exceptions.EndpointConnectionError(endpoint_url="x"), errors.NotSent),
        (botocore.exceptions.ConnectTimeoutError(endpoint_url="x"), errors.NotSent),
        (botocore.exceptions.ReadTimeoutError(endpoint_url="x"), errors.NoAnswer),
        (botocore.exceptions.ConnectionClosedError(endpoint_url="x"), errors.NoAnswer),
        (botocore.exceptions.SSLError(endpoint_url="x", error="bad"), errors.NoAnswer),
        (botocore.exceptions.NoCredentialsError(), errors.Denied),
        (botocore.exceptions.ParamValidationError(report="x"), errors.Rejected),
        (KeyError("inside botocore"), errors.NoAnswer),
    ],
    ids=lambda value: str(value)[:60],
)
def test_the_kind_tells_whether_something_can_have_been_made(error: Exception, kind: type) -> None:
    assert errors.translate(error, ABOUT).__class__ == kind


def test_the_sentence_is_one_line_with_state_and_advice() -> None:
    error = errors.translate(aws_error("BackupInUseException", message="two\nlines"), ABOUT)
    said = error.sentence("No backup was made.")
    assert "\n" not in said and 'AWS says: "two lines". No backup was made. Run the task again' in said


def test_what_aws_quotes_of_a_request_is_not_shown() -> None:
    text = errors.plain_text("Wrong signature.\n\nThe Canonical String for this request should have been\n'x-amz-security-token:SECRET'")
    assert text == "Wrong signature."
    assert len(errors.plain_text("x" * 10_000)) < 500
