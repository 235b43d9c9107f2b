# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one loop that sends again: never while it is not known what came of a request, and what it says at the end."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.retrying import Doubt, Resendable, RetryPolicy, Unsettled, send_until_known
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.signals import Interrupted
from ansible_collections.dynaops.dynamodb.tests.unit.plugins.module_utils.fakes import FakeTime, task

THROTTLED = errors.Throttled("throttled", code="ThrottlingException")
LOST = errors.NoAnswer("lost", code="ConnectionClosedError")
DENIED = errors.Denied("denied", code="AccessDeniedException")


class Sender:
    """Sends nothing: gives the answers one after the other, and takes note of what the loop asks of it."""

    def __init__(self, *answers: t.Any, found: t.Any = None, late: t.Any = None) -> None:
        self._answers, self._found, self._late = list(answers), found, late
        self.sent = 0
        self.checked: list[tuple[errors.TaskError, Doubt | None]] = []
        self.unsettled = Unsettled()
        self.time = FakeTime()
        self.task = task(self.time, None, seconds=300)

    def send(self) -> str:
        """One request."""
        self.sent += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, BaseException):
            raise answer
        return str(answer)

    def check(self, cause: errors.TaskError, doubt: Doubt | None) -> t.Any:
        """What came of it."""
        self.checked.append((cause, doubt))
        return self._found if doubt else None

    def last_check(self, doubt: Doubt) -> t.Any:
        """What came of it in the end."""
        if isinstance(self._late, Exception):
            raise self._late
        return self._late

    def run(self, **more: t.Any) -> t.Any:
        """What the loop returns."""
        request = Resendable(purpose="make it", send=self.send, check=self.check, last_check=self.last_check, **more)
        return send_until_known(self.task, request, RetryPolicy(self.task), self.unsettled)


def test_a_refusal_that_clears_is_sent_again_and_a_definite_one_is_not() -> None:
    sender = Sender(THROTTLED, THROTTLED, "made")
    assert sender.run() == ("made", None) and sender.sent == 3 and not sender.unsettled
    sender = Sender(DENIED)
    with pytest.raises(errors.Denied):
        sender.run()
    assert sender.sent == 1 and not sender.unsettled


def test_what_the_check_finds_ends_the_loop() -> None:
    sender = Sender(LOST, found="found")
    made, doubt = sender.run()
    assert made == "found" and doubt is not None and sender.sent == 1 and not sender.unsettled


def test_the_doubt_of_the_first_request_stays_through_later_refusals() -> None:
    sender = Sender(LOST, THROTTLED, "made")
    made, doubt = sender.run()
    assert made == "made" and [each[1] is not None for each in sender.checked] == [True, True]
    assert doubt is not None and doubt.cause is LOST and not sender.unsettled


@pytest.mark.parametrize("late,kind,open_", [(None, errors.NoAnswer, False), (errors.OutcomeUnknown("?"), errors.OutcomeUnknown, True)])
def test_at_the_end_the_last_check_decides(late: t.Any, kind: type[Exception], open_: bool) -> None:
    sender = Sender(LOST, late=late)
    with pytest.raises(kind):
        sender.run()
    assert sender.sent == 4 and bool(sender.unsettled) is open_


def test_what_the_last_check_finds_is_returned() -> None:
    sender = Sender(LOST, late="late")
    assert sender.run()[0] == "late" and not sender.unsettled


def test_before_each_try_it_is_looked_whether_it_is_still_needed() -> None:
    sender = Sender(THROTTLED)
    assert sender.run(before_each=lambda doubt: "gone" if sender.sent else None) == ("gone", None) and sender.sent == 1


def test_the_error_itself_is_never_changed() -> None:
    text = THROTTLED.text
    busy = errors.NotYetEnabled("not yet", code="X")
    sender = Sender(busy)
    with pytest.raises(errors.NotYetEnabled, match="The error persisted for") as failure:
        sender.run()
    assert busy.text == "not yet" and failure.value is not busy and THROTTLED.text == text


def test_an_interruption_before_the_request_leaves_no_doubt_and_keeps_an_older_one() -> None:
    sender = Sender(Interrupted("SIGTERM"))
    with pytest.raises(Interrupted):
        sender.run()
    assert not sender.unsettled
    sender = Sender(LOST, Interrupted("SIGTERM"))
    with pytest.raises(Interrupted):
        sender.run()
    assert sender.unsettled


def test_an_unexpected_error_keeps_the_doubt() -> None:
    sender = Sender(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        sender.run()
    assert sender.unsettled
