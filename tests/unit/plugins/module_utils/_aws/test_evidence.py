# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of a request follows from what was seen of it, whatever the exception is called: every class of botocore's at every stage."""

from __future__ import annotations

import http.client
import inspect
import socket
import string
import typing as t

import boto3
import botocore.exceptions
import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import calls, errors, evidence
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import CREATE_BACKUP
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.clock import Deadline
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.progress import Progress
from botocore.config import Config

ABOUT = errors.Subject(call="CreateBackup", table="orders", region="us-east-1", backup="nightly", permissions=CREATE_BACKUP.text())
REFUSED = {"Error": {"Code": "AccessDenied", "Message": "not allowed"}, "ResponseMetadata": {"HTTPStatusCode": 403}}


def every_class() -> list[type[Exception]]:
    """All classes of exceptions that botocore has, and some that are Python's own."""
    found = [each for name, each in vars(botocore.exceptions).items() if inspect.isclass(each) and issubclass(each, Exception)]
    return [*found, KeyError, OSError, ConnectionResetError, TimeoutError, RuntimeError]


def instance(kind: type[Exception]) -> Exception:
    """One of this class, with something for each thing that it wants to name."""
    if issubclass(kind, botocore.exceptions.ClientError):
        return kind(REFUSED, "AssumeRole")
    if kind is botocore.exceptions.WaiterError:
        return kind("x", "x", {})
    text = getattr(kind, "fmt", "")
    words = {name: "x" for _unused, name, _spec, _conversion in string.Formatter().parse(text) if name}
    words.update(report="x", provider="x", error_msg="x", msg="x")
    try:
        return kind(**words)
    except TypeError:
        return kind("x")


def _write(data: bytes) -> None:
    """Writes that to a connection, as a request does."""
    ours, theirs = socket.socketpair()
    connection = http.client.HTTPConnection("127.0.0.1")
    connection.sock = ours
    with ours, theirs:
        connection.send(data)


class Client:
    """A real client whose request fails at a stage of its way with a given exception."""

    def __init__(self, stage: str, error: Exception) -> None:
        self._stage, self._error = stage, error
        session = boto3.session.Session("AKIALABACCESSKEY0000", "lab-secret-key-that-is-no-secret-0000000", region_name="us-east-1")
        self.client = session.client("dynamodb", endpoint_url="http://127.0.0.1:9", config=Config(retries={"total_max_attempts": 1}))
        calls.prepare(self.client)
        if stage == "signing":
            self.client.meta.events.register("before-sign.dynamodb", self._fail)
        if stage == "credentials":
            self.client.meta.events.register("before-sign.dynamodb", self._ask_for_credentials)
        self.client._endpoint.http_session = self  # pylint: disable=protected-access

    def send(self, request: t.Any) -> t.NoReturn:
        """What botocore calls in the place of its own HTTP session."""
        if self._stage == "proxy":
            _write(b"CONNECT dynamodb.us-east-1.amazonaws.com:443 HTTP/1.1\r\n\r\n")
        if self._stage == "sent":
            _write(b"POST / HTTP/1.1\r\n\r\n")
        self._fail()

    def close(self) -> None:
        """Nothing to close."""

    def _ask_for_credentials(self, **unused: t.Any) -> None:
        """As where a role is assumed for the request, or assumed again: a request of its own, by the same thread."""
        _write(b"POST / HTTP/1.1\r\n\r\n")

    def _fail(self, **unused: t.Any) -> t.NoReturn:
        raise self._error


def task_of(client: t.Any) -> calls.Task:
    """A task with this client."""
    deadline = Deadline(60)
    return calls.Task(client=client, region="us-east-1", deadline=deadline, progress=Progress(deadline))


@pytest.fixture(name="session", scope="module")
def one_client() -> t.Callable[[str, Exception], t.Any]:
    """Making a client takes longer than all that is asked of it: one for each stage."""
    made: dict[str, Client] = {}

    def of(stage: str, error: Exception) -> t.Any:
        if stage not in made:
            made[stage] = Client(stage, error)
        made[stage]._error = error  # pylint: disable=protected-access
        return made[stage].client

    return of


@pytest.mark.parametrize("kind", every_class(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("stage,unknown", [("signing", False), ("credentials", False), ("connecting", False), ("proxy", False), ("sent", True)])
def test_e1_every_class_at_every_stage(session: t.Callable[[str, Exception], t.Any], stage: str, unknown: bool, kind: type[Exception]) -> None:
    with pytest.raises(errors.TaskError) as failure:
        calls.send(task_of(session(stage, instance(kind))), ABOUT, "BackupDetails", TableName="orders", BackupName="nightly")
    if stage == "sent" and issubclass(kind, botocore.exceptions.ClientError):
        # An answer came, and it is DynamoDB's.
        assert isinstance(failure.value, errors.Denied)
    else:
        assert isinstance(failure.value, errors.UNKNOWN) == unknown, failure.value.sentence()
    if stage in ("credentials", "connecting", "proxy"):
        assert isinstance(failure.value, errors.NotSent)
    assert "Traceback" not in failure.value.sentence() and "\n" not in failure.value.sentence()


def test_e10_a_refusal_of_assume_role_is_not_dynamodbs(session: t.Callable[[str, Exception], t.Any]) -> None:
    error = botocore.exceptions.ClientError(REFUSED, "AssumeRole")
    with pytest.raises(errors.Denied) as failure:
        calls.send(task_of(session("signing", error)), ABOUT, "BackupDetails", TableName="orders", BackupName="nightly")
    said = failure.value.sentence()
    assert "sts:AssumeRole" in said and "was refused" in said and "dynamodb:CreateBackup" not in said


NEWER = pytest.mark.skipif(not hasattr(botocore.exceptions, "LoginRefreshRequired"), reason="needs a newer boto3")


@pytest.mark.parametrize(
    "kind,words",
    [
        ("NoCredentialsError", "no usable AWS credentials were found"),
        ("TokenRetrievalError", "Log in again"),
        ("SSOTokenLoadError", "Log in again"),
        pytest.param("LoginRefreshRequired", "Log in again", marks=NEWER),
        ("ProfileNotFound", "Correct the profile"),
        ("RefreshWithMFAUnsupportedError", "MFA"),
        ("MissingDependencyException", "Install it"),
        ("CredentialRetrievalError", "could not be obtained"),
    ],
)
def test_c15_what_is_missing_and_what_to_do_without_a_list(session: t.Callable[[str, Exception], t.Any], kind: str, words: str) -> None:
    error = instance(getattr(botocore.exceptions, kind))
    with pytest.raises(errors.TaskError) as failure:
        calls.send(task_of(session("signing", error)), ABOUT, "BackupDetails", TableName="orders", BackupName="nightly")
    assert words in failure.value.sentence() and "Permissions needed" not in failure.value.sentence()


def test_a_request_that_may_not_begin_is_stopped_before_it_leaves(session: t.Callable[[str, Exception], t.Any]) -> None:
    class Ended(BaseException):
        """Raised by the check."""

    def check() -> t.NoReturn:
        raise Ended()

    with evidence.observed(check) as seen, pytest.raises(Ended):
        session("sent", RuntimeError()).create_backup(TableName="orders", BackupName="nightly")
    assert seen.left == 0 and not seen.is_complete


def test_e1_where_the_interpreter_reports_no_bytes_every_request_counts_as_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "_is_blind", False)
    with evidence.observed() as seen:
        seen.about_to_leave("https://dynamodb.us-east-1.amazonaws.com/")
        assert not seen.has_left
        seen.answered()
    with evidence.observed() as seen:
        seen.about_to_leave("https://dynamodb.us-east-1.amazonaws.com/")
        assert seen.has_left
