# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each claim is told apart from its contrary, by a lab that does either; and the tunnel cuts what it is to cut, through TLS as well."""

from __future__ import annotations

import os
import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.relay import RelayHandler
from ansible_collections.dynaops.dynamodb.tests.lab.tls import Certificates, TlsFront
from verify import account, claims
from verify.account import Access
from verify.claims import CLAIMS, DIFFERS, HOLDS, NOT_ASKED, Verdict
from verify.scene import Scene

BY_ID = {claim.id: claim for claim in CLAIMS}


@pytest.fixture
def asked(access: Access, time: LabTime) -> t.Callable[[str], Verdict]:
    """Asks a claim in the lab's time."""
    return lambda name: claims.ask(Scene(access, "dynaops-verify-test", time), BY_ID[name])


@pytest.mark.parametrize(
    "name", ["cut-answer", "cut-request", "cut-module", "names-not-unique", "creating-in-reply", "arn-time", "list-absent-table", "backups-enabled"]
)
def test_what_the_lab_does_like_aws_holds(lab: LabClient, asked: t.Callable[[str], Verdict], name: str) -> None:
    lab.settings(backup_seconds=0.2, backups_enabled_after=2, date_offset=0, table_creating_seconds=1)
    found = asked(name)
    assert found.verdict == HOLDS, found.answer


@pytest.mark.parametrize("seconds, code, verdict", [(0, "", NOT_ASKED), (5, "", HOLDS), (5, "ResourceNotFoundException", DIFFERS)])
def test_what_a_new_table_refuses(lab: LabClient, asked: t.Callable[[str], Verdict], seconds: float, code: str, verdict: str) -> None:
    lab.settings(table_creating_seconds=seconds)
    if code:
        lab.fault("CreateBackup", "error", code=code, status=400)
    assert asked("table-creating").verdict == verdict


@pytest.mark.parametrize("seconds, verdict", [(3, HOLDS), (30, DIFFERS)])
def test_how_long_a_new_table_takes_no_backup(lab: LabClient, asked: t.Callable[[str], Verdict], seconds: float, verdict: str) -> None:
    lab.settings(table_creating_seconds=1, backups_enabled_after=seconds)
    found = asked("backups-enabled")
    assert found.verdict == verdict and "until then ContinuousBackupsUnavailableException" in found.answer, found.answer


def test_how_long_a_backup_is_creating(lab: LabClient, asked: t.Callable[[str], Verdict]) -> None:
    lab.settings(backup_seconds=9)
    found = asked("creating-in-reply")
    assert found.verdict == DIFFERS and "CREATING in the reply, AVAILABLE after" in found.answer, found.answer


def test_a_time_that_is_not_that_of_the_request(lab: LabClient, asked: t.Callable[[str], Verdict]) -> None:
    lab.settings(date_offset=60)
    assert asked("arn-time").verdict == DIFFERS


@pytest.mark.parametrize("claim, code", [("tag-lock", "LimitExceededException"), ("tag-lock-delete", "ResourceInUseException")])
@pytest.mark.parametrize("seconds, verdict", [(1.7, HOLDS), (0.4, DIFFERS), (8, DIFFERS)])
def test_a_lock_of_tags_is_measured(lab: LabClient, asked: t.Callable[[str], Verdict], claim: str, code: str, seconds: float, verdict: str) -> None:
    lab.settings(table_creating_seconds=0, tag_lock_seconds=seconds)
    found = asked(claim)
    assert found.verdict == verdict, found.answer
    assert f"until then {code} " in found.answer and "Table tags are being updated" in found.answer


def test_what_a_restore_keeps(lab: LabClient, asked: t.Callable[[str], Verdict]) -> None:
    lab.settings(restore_seconds=90)
    assert asked("restore-in-use").verdict == HOLDS


def test_continuous_backups_of_a_new_table(lab: LabClient, asked: t.Callable[[str], Verdict]) -> None:
    found = asked("continuous-new")
    assert (found.verdict == HOLDS) == (found.answer == "DISABLED")


def test_a_backup_that_was_not_made_is_told(lab: LabClient, asked: t.Callable[[str], Verdict]) -> None:
    # One CreateBackup finds out that the table takes backups.
    lab.fault("CreateBackup", "error", skip=1, times=0, status=500)
    found = asked("cut-answer")
    assert found.verdict == DIFFERS and found.answer.startswith("0 of 3 made one backup"), found.answer


def test_hanging_up_is_not_waiting_for_the_answer(lab: LabClient, access: Access) -> None:
    # The first request, which finds out that the table takes backups, is not refused.
    lab.settings(table_creating_seconds=0, backups_enabled_after=0)
    lab.fault("CreateBackup", "delay", skip=1, times=3, seconds=0.3)
    # On the machine's clock, by which the lab carries out what was given up.
    found = claims.ask(Scene(access, "dynaops-verify-test"), BY_ID["cut-request"])
    assert found.verdict == HOLDS and found.answer.count(" 0 of the answer") == 3, found.answer


def test_a_claim_that_fails_is_not_asked(lab: LabClient, asked: t.Callable[[str], Verdict]) -> None:
    lab.settings(allowed=["dynamodb:DescribeTable"])
    found = asked("names-not-unique")
    assert found.verdict == NOT_ASKED and "AccessDeniedException" in found.answer


class KeptOpen(RelayHandler):
    """Keeps connections open as AWS does; the lab closes them."""

    def send(self, status: int, reason: str, headers: t.Iterable[tuple[str, str]], content: bytes) -> None:
        """Without the word of the lab that it closes."""
        super().send(status, reason, [(name, value) for name, value in headers if name != "Connection"], content)


@pytest.fixture
def through_tls(lab: LabClient, tmp_path: pathlib.Path, access: Access, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[TlsFront]:
    """The lab behind TLS, and an environment that leads there."""
    certificates = Certificates(tmp_path / "certificates")
    with TlsFront(lab.url, certificates.server) as front:
        monkeypatch.setenv("AWS_ENDPOINT_URL", front.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificates.bundle))
        yield front


def test_the_cut_goes_through_tls(lab: LabClient, through_tls: TlsFront) -> None:
    through_tls.RequestHandlerClass = type("KeptOpen", (KeptOpen, through_tls.RequestHandlerClass), {})
    scene = Scene(account.find(os.environ), "dynaops-verify-tls")
    for name in ("cut-answer", "cut-request", "cut-module"):
        found = claims.ask(scene, BY_ID[name])
        assert found.verdict == HOLDS, found.answer
    assert len(lab.requests("CreateBackup")) == len(through_tls.seen("CreateBackup")) == 8


def test_a_handshake_is_not_taken_for_a_request(through_tls: TlsFront) -> None:
    # The lab closes the connection that carried an answer, and the request needs another one.
    found = claims.ask(Scene(account.find(os.environ), "dynaops-verify-tls"), BY_ID["cut-answer"])
    assert found.verdict == NOT_ASKED and "handshake" in found.answer, found.answer
