# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one table of errors: complete, and safe to show."""

from __future__ import annotations

import botocore.session
import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import error_table, errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import plain_text

ABOUT = errors.Subject(call="CreateBackup", table="orders", region="us-east-1", backup="orders-backup")


def answered(code: str, status: int = 400, message: str = "Said by AWS") -> errors.TaskError:
    """The failure for an answer of this kind."""
    return error_table.answered({"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}, ABOUT)


def test_every_error_that_aws_declares_has_an_entry() -> None:
    model = botocore.session.Session().get_service_model("dynamodb")
    for operation in ("CreateBackup", "DescribeBackup", "ListBackups", "DescribeTable"):
        for shape in model.operation_model(operation).error_shapes:
            assert not isinstance(answered(shape.name), errors.Rejected), shape.name


@pytest.mark.parametrize(
    "code,status,kind",
    [
        ("SomethingNew", 400, errors.Rejected),
        ("SomethingNew", 500, errors.ServerFault),
        ("AccessDeniedException", 500, errors.ServerFault),
        ("InternalServerError", 500, errors.ServerFault),
        ("502", 502, errors.ServerFault),
        ("403", 403, errors.NoAnswer),
        ("404", 404, errors.NoAnswer),
        ("413", 413, errors.NoAnswer),
        ("429", 429, errors.NoAnswer),
        ("301", 301, errors.NoAnswer),
        ("307", 307, errors.NoAnswer),
        ("", 400, errors.NoAnswer),
        ("RequestAbortedException", 400, errors.NoAnswer),
        ("RequestTimeoutException", 408, errors.NoAnswer),
        ("RequestTimeout", 400, errors.NoAnswer),
        ("408", 408, errors.NoAnswer),
        ("407", 407, errors.NotSent),
        ("ThrottlingException", 400, errors.Throttled),
        ("ReplicatedWriteConflictException", 400, errors.WriteConflict),
    ],
)
def test_e3_what_an_answer_leaves_open(code: str, status: int, kind: type) -> None:
    assert answered(code, status).__class__ == kind


@pytest.mark.parametrize(
    "text,kind",
    [
        ("Subscriber limit exceeded: There is a limit of 2500 tables per subscriber", errors.Rejected),
        ("Subscriber limit exceeded: TableClass can be changed at most 2 times in 30 days", errors.Rejected),
        ("Subscriber limit exceeded: SSE can be changed at most 4 times in 24 hours: orders", errors.Rejected),
        ("Subscriber limit exceeded: Table tags are being updated: orders", errors.TagsLocked),
        ("Subscriber limit exceeded: Only 500 tables can be created, updated, or deleted simultaneously", errors.Busy),
        ("Too many operations for a given subscriber", errors.Busy),
        ("", errors.Busy),
    ],
)
def test_c10_a_limit_that_clears_and_one_that_does_not(text: str, kind: type) -> None:
    # AWS's text alone tells the meanings of this code apart.
    assert answered("LimitExceededException", message=text).__class__ == kind


def test_the_sentence_is_one_line_with_state_and_advice() -> None:
    error = answered("BackupInUseException", message="two\nlines")
    said = error.sentence("No backup was created.")
    assert "\n" not in said and 'AWS message: "two lines". No backup was created. Run the task again' in said


def test_a_sentence_is_added_without_a_change_of_the_error_itself() -> None:
    error = answered("BackupInUseException")
    text = error.text
    added = error.adding("The error persisted for 60 s.")
    assert error.text == text and type(added) is type(error) and added.text.endswith("The error persisted for 60 s.")
    assert (added.code, added.advice, added.aws_text) == (error.code, error.advice, error.aws_text)


def test_what_aws_quotes_of_a_request_is_not_shown() -> None:
    text = error_table.plain_text("Wrong signature.\n\nThe Canonical String for this request should have been\n'x-amz-security-token:SECRET'")
    assert text == "Wrong signature."
    assert len(error_table.plain_text("x" * 10_000)) < 500


@pytest.mark.parametrize("unsafe", ["\x1b[2J", "\x1b]0;x\x07", "\u202e", "\u2066", "\x9b2J", "\u200b", "\u2028", "\x00", "\x7f", "\ud800"])
def test_e8_control_and_format_characters_are_replaced(unsafe: str) -> None:
    said = answered("AccessDeniedException", message=f"before{unsafe}after").sentence()
    assert all(each.isprintable() for each in said) and "before" in said and "after" in said
    shown = plain_text.printable_result({f"key{unsafe}": [f"a{unsafe}b\n", 1, None, (unsafe,)]})
    assert not any(each in str(shown) for each in unsafe if not each.isprintable())


def test_e8_letters_of_all_languages_stay() -> None:
    assert plain_text.one_line("Größe 表 ümlaut Ω\u00a0x") == "Größe 表 ümlaut Ω x"
