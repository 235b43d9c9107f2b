# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request to AWS: sent once, its answer verified, its failure decided by evidence; and the retries of requests that only read.

The outcome of a request is decided here and nowhere else, by what was seen of it (evidence.py): it was not complete, no byte of it left, it
left, an answer came, the answer is DynamoDB's. The client must make one attempt a call (see module.py): retries here keep to the deadline,
botocore's do not.
"""

from __future__ import annotations

import typing as t
import zlib

from .._task.clock import backoff
from . import error_table, errors, evidence, service_model
from .error_before_sending import before_sending
from .errors import TRANSIENT
from .rate_limits import RateLimits
from .task import Task

MORE_TRIES = 3


class Tries:
    """How often one request has failed with what clears in a moment (a class of TRANSIENT): up to 3 more tries.

    A ``patient`` one does not limit how often it is throttled, and that takes no try from another failure.
    """

    def __init__(self, patient: bool) -> None:
        self._unlimited = (errors.Throttled,) if patient else ()
        self._failed = self._throttled = 0

    def pause_after(self, error: errors.TaskError) -> tuple[bool, float]:
        """Whether there is another try after this failure, and after how many seconds."""
        if isinstance(error, self._unlimited):
            self._throttled += 1
        else:
            self._failed += 1
        return self._failed <= MORE_TRIES, backoff(self._failed + self._throttled)


class _WrongChecksum(Exception):
    """The body of an answer does not match its x-amz-crc32 header."""


def prepare(client: t.Any) -> None:
    """Makes every request of a botocore client observed, and every answer fail whose x-amz-crc32 is wrong (botocore checks it for retries alone)."""
    evidence.register(client)
    client.meta.events.register("before-parse.dynamodb", _verify_checksum, unique_id="dynaops-crc32")
    # botocore 1.34 does not have the first event. The second one comes after a body was read that may be damaged.
    client.meta.events.register("response-received.dynamodb", _verify_checksum, unique_id="dynaops-crc32-later")


def _verify_checksum(response_dict: t.Mapping[str, t.Any] | None = None, **kwargs: t.Any) -> None:
    if response_dict is None:
        return
    wanted = response_dict["headers"].get("x-amz-crc32")
    if wanted is not None and str(zlib.crc32(response_dict["body"])) != wanted.strip():
        raise _WrongChecksum("the response's x-amz-crc32 checksum does not match its body")


def send(task: Task, subject: errors.Subject, expect: str | None, **parameters: t.Any) -> dict[str, t.Any]:
    """Sends one request, once, and returns its answer, which must have the member ``expect``; where none is expected, the id that AWS gives each request.

    Raises a subclass of TaskError: NoAnswer or ServerFault when the outcome of the request is unknown, any other when it is known that
    nothing was made; and Interrupted, before anything was sent, when the task must not start anything more. Where one of DynamoDB's two host names was
    not reached, the other one is tried.
    """
    with t.cast(RateLimits, task.rate_limits).turn(subject.call):
        try:
            return _send(task, subject, expect, parameters)
        except errors.NotSent:
            if not task.hosts.has_other_way(task.region):
                raise
            return _send(task, subject, expect, parameters)


def _send(task: Task, subject: errors.Subject, expect: str | None, parameters: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    method = getattr(task.hosts.client(task.region, task.client), _snake(subject.call), None)
    if method is None:
        raise errors.BotocoreTooOld(
            f"{subject.call} on {subject.what()} in {subject.place()} could not be sent: botocore on the host that runs the task is too old for this call.",
            advice=f"Install boto3 {service_model.WANTED} or newer on that host.",
        )
    task.check()
    with evidence.observed(task.check) as seen:
        try:
            answer: dict[str, t.Any] = method(**parameters)
        except Exception as error:  # pylint: disable=broad-exception-caught
            # A request may have been sent before an error of any kind: the task must not end with a stack trace.
            refusal = getattr(error, "response", None) if seen.has_left else None
            _observe(task, refusal)
            task.account.refused(_text_of(refusal))
            raise _failure(task, error, seen, subject) from error
    seen.answered()
    task.hosts.reached(task.region)
    _observe(task, answer)
    task.account.answered(answer)
    missing = _missing(answer, expect)
    if missing:
        raise error_table.damaged(f"the response has no {missing}", subject)
    return answer


def _missing(answer: t.Any, expect: str | None) -> str:
    """What an answer of DynamoDB's would have; empty when it is there.

    botocore takes any answer with status 200 for a success of a call that returns nothing (TagResource), and ``{}`` for one of every call. Each answer of
    DynamoDB has an id (developer guide, "DynamoDB low-level API": x-amzn-RequestId).
    """
    if not isinstance(answer, dict):
        return expect or "content"
    if expect is None:
        return "" if answer.get("ResponseMetadata", {}).get("RequestId") else "x-amzn-RequestId"
    return "" if isinstance(answer.get(expect), (dict, list, int, str)) else expect


def _failure(task: Task, error: Exception, seen: evidence.Attempt, subject: errors.Subject) -> errors.TaskError:
    """The outcome of a request that failed, by what was seen of it."""
    if not seen.is_complete:
        return before_sending(error, subject)
    if not seen.has_left:
        return error_table.not_sent(error, subject, task.hosts.not_reached(task.region, seen.host))
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        return error_table.answered(response, subject)
    if isinstance(error, _WrongChecksum):
        return error_table.damaged(str(error), subject)
    return error_table.no_answer(error, subject)


def read(task: Task, subject: errors.Subject, expect: str | None, patient: bool = False, **parameters: t.Any) -> dict[str, t.Any]:
    """Like send, for a request that only reads: up to 3 more tries within the deadline when no answer came or AWS asks to retry.

    A ``patient`` one does not count how often it is throttled: it comes back until the deadline.
    """
    tries = Tries(patient)
    while True:
        try:
            return send(task, subject, expect, **parameters)
        except TRANSIENT as error:
            again, pause = tries.pause_after(error)
            if not again or pause >= task.deadline.remaining():
                raise
            task.deadline.sleep(pause)


def check_time(task: Task, what: str) -> None:
    """Raises Timeout when the time is over: between the requests of a phase that only reads and may need many of them."""
    if task.deadline.passed():
        raise errors.Timeout(
            f"The timeout of {round(task.deadline.seconds)} s expired before {what} in region {task.region}.", advice="Set a longer timeout, or select less."
        )


def _observe(task: Task, answer: t.Any) -> None:
    if isinstance(answer, dict):
        task.server_clock.observe(answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date"))


def _text_of(answer: t.Any) -> str:
    """What AWS says in an answer that refuses a request; empty where it says nothing."""
    return str(answer.get("Error", {}).get("Message") or "") if isinstance(answer, dict) else ""


def _snake(call: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in call).lstrip("_")
