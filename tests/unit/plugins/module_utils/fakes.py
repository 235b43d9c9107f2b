# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time that passes only when somebody sleeps, and a client that answers what a test wants."""

from __future__ import annotations

import datetime
import types
import typing as t

import botocore.exceptions
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.evidence import Attempt, current
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.server_clock import ServerClock
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.clock import Deadline
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.progress import Progress

# What this client raises without a byte having been written.
NOT_SENT = (botocore.exceptions.EndpointConnectionError, botocore.exceptions.ConnectTimeoutError)


class FakeTime:
    """A monotonic clock, in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """What the clock shows."""
        return self.now

    def here(self) -> datetime.datetime:
        """What the machine's own clock shows: it agrees with AWS's, which begins at 02:00."""
        return datetime.datetime(2026, 11, 21, 2, 0, tzinfo=datetime.UTC) + datetime.timedelta(seconds=self.now - 1000.0)

    def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        self.now += seconds


class FakeClient:
    """Answers each call with the next of its answers (the last one for ever), and notes when it was called."""

    def __init__(self, time: FakeTime, seconds: float = 0.0, **answers: t.Sequence[t.Any]) -> None:
        self._time = time
        self._seconds = seconds
        self._answers = {name: list(given) for name, given in answers.items()}
        self.calls: list[tuple[str, float, dict[str, t.Any]]] = []

    def __getattr__(self, name: str) -> t.Any:
        def call(**parameters: t.Any) -> t.Any:
            evidence = current() or Attempt(lambda: None)
            self.calls.append((name, self._time.now, parameters))
            self._time.now += self._seconds
            answers = self._answers[name]
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            answer = answer(self._time.now) if isinstance(answer, types.FunctionType) else answer
            evidence.about_to_leave("https://dynamodb.us-east-1.amazonaws.com/")
            if not isinstance(answer, NOT_SENT):
                evidence.wrote(b"POST / HTTP/1.1")
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call

    def times(self, name: str) -> list[float]:
        """When this call was made."""
        return [at for called, at, parameters in self.calls if called == name]


def aws_error(code: str, status: int = 400, message: str = "Said by AWS") -> Exception:
    """What botocore raises for an error of AWS's."""
    return botocore.exceptions.ClientError({"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}, "Call")


def task(time: FakeTime, client: t.Any, seconds: float = 1800) -> Task:
    """A task on that time with that client."""
    deadline = Deadline(seconds, time.monotonic, time.sleep)
    return Task(client=client, region="us-east-1", deadline=deadline, progress=Progress(deadline), server_clock=ServerClock(time.monotonic, time.here))
