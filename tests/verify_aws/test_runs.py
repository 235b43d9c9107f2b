# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run in this process: it asks before it makes anything, deletes all at the end however it ends, and says who has answered."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import typing as t

import pytest
import verify.run
import verify_aws
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from verify import cost, policy
from verify.account import Access
from verify.claims import CLAIMS, Claim
from verify.run import Interrupted, Plan
from verify.scene import Scene

# Of these, GetCallerIdentity is STS's and needs no permission (documented).
READS = {"DescribeTable", "ListTables", "ListBackups", "DescribeBackup", "GetCallerIdentity"}
CLAIM = ["--only", "names-not-unique"]


def plan(folder: pathlib.Path, *asks: t.Callable[[Scene], tuple[bool, str]]) -> Plan:
    """A run of these, under a name each."""
    return Plan([], [Claim(f"claim-{number}", "Something.", "nowhere", ask) for number, ask in enumerate(asks)], "dynaops-verify-22222222", folder / "run")


def report(folder: pathlib.Path) -> dict[str, t.Any]:
    """The only report below the folder."""
    [file] = folder.rglob("report.json")
    content: dict[str, t.Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def make(scene: Scene) -> tuple[bool, str]:
    """A table and a backup."""
    scene.client.create_backup(TableName=scene.ready_table("made"), BackupName=scene.name("made"))
    return True, "made"


@pytest.mark.parametrize("answer", ["no", "", "y", EOFError])
def test_no_makes_nothing(lab: LabClient, access: Access, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, answer: t.Any) -> None:
    def say(question: str) -> str:
        if answer is EOFError:
            raise EOFError
        return str(answer)

    monkeypatch.setattr("builtins.input", say)
    assert verify_aws.main([], folder=tmp_path) == 1
    assert set(lab.operations()) <= READS and not lab.tables()


def test_it_says_who_pays_for_what_before_it_asks(
    lab: LabClient, access: Access, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    monkeypatch.setattr("builtins.input", lambda question: told.append(capsys.readouterr().out) or "no")
    verify_aws.main([], folder=tmp_path)
    for text in (
        "Account 123456789012",
        "Region us-east-1",
        "NOT AWS",
        f"{len(cost.TARGETS) - len(cost.SLOW_TARGETS)} integration targets, 12 claims",
        "Expected cost: below 0.01 USD",
        "2024-11-01",
        "policy.json",
    ):
        assert text in told[0]


def test_yes_asks_and_deletes(lab: LabClient, access: Access, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda question: "yes")
    assert verify_aws.main(CLAIM, folder=tmp_path) == 0
    assert "CreateBackup" in lab.operations() and not lab.tables() and not lab.backups()
    [verdict] = report(tmp_path)["claims"]
    assert (verdict["id"], verdict["verdict"]) == ("names-not-unique", "holds")


def test_the_report_says_that_it_is_a_stand_in(lab: LabClient, access: Access, tmp_path: pathlib.Path) -> None:
    verify_aws.main([*CLAIM, "--yes"], folder=tmp_path)
    assert report(tmp_path)["source"]["answered_by"] == "a stand-in, not AWS: the endpoint 127.0.0.1 is none of AWS's"
    [place] = (tmp_path / "stand-in").iterdir()
    assert (place / "report.md").read_text().startswith("# Answers of a stand-in, not AWS")
    recorded = list((place / "recordings").rglob("*.json"))
    assert recorded and all("a stand-in, not AWS" in file.read_text() for file in recorded)
    assert not (tmp_path / "aws").exists() and not (place / "raw").exists()


def test_a_stand_in_is_never_recorded_as_aws(lab: LabClient, access: Access, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_aws, "RECORDINGS", tmp_path / "own")
    with pytest.raises(SystemExit, match="nothing was made"):
        verify_aws.main([*CLAIM, "--yes", "--record"], folder=tmp_path)
    assert not (tmp_path / "own").exists() and set(lab.operations()) <= READS


@pytest.mark.parametrize("end", [SystemExit("ended"), MemoryError(), RuntimeError("broken")])
def test_a_failure_deletes_all_the_same(lab: LabClient, access: Access, tmp_path: pathlib.Path, end: BaseException) -> None:
    def fail(scene: Scene) -> tuple[bool, str]:
        raise end

    one = plan(tmp_path, make, fail)
    if isinstance(end, Exception):
        assert [each.verdict for each in verify.run.run(access, one).verdicts] == ["holds", "not asked"]
    else:
        with pytest.raises(type(end)):
            verify.run.run(access, one)
    assert not lab.tables() and not lab.backups() and len(report(tmp_path)["claims"]) == (2 if isinstance(end, Exception) else 1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_deletes_all_the_same(lab: LabClient, access: Access, tmp_path: pathlib.Path, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(Interrupted, match=number.name):
        verify.run.run(access, plan(tmp_path, make, lambda scene: os.kill(os.getpid(), number) or (True, ""), make))
    assert not lab.tables() and not lab.backups() and len(report(tmp_path)["claims"]) == 1
    assert signal.getsignal(number) == before and signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


@pytest.mark.parametrize("more", [1, 2])
def test_a_signal_during_the_deletion(lab: LabClient, access: Access, tmp_path: pathlib.Path, more: int) -> None:
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        if text.startswith("Deleting all"):
            for _each in range(more):
                os.kill(os.getpid(), signal.SIGINT)

    if more == 1:
        verify.run.run(access, plan(tmp_path, make), say)
        assert not lab.tables() and any(text.startswith("Still deleting") for text in said)
    else:
        with pytest.raises(Interrupted):
            verify.run.run(access, plan(tmp_path, make), say)
        assert lab.tables() and report(tmp_path)["left"][0]["reason"] == "the deletion did not come to its end"
        assert any("--sweep dynaops-verify-22222222" in text for text in said)


def test_what_is_left_is_told_and_fails(lab: LabClient, access: Access, tmp_path: pathlib.Path, time: t.Any, capsys: pytest.CaptureFixture[str]) -> None:
    lab.fault("DeleteTable", "error", times=0, code="AccessDeniedException", status=400)
    results = verify.run.run(access, plan(tmp_path, make), clock=time)
    assert list(results.left) == ["table dynaops-verify-22222222-made in us-east-1"] and not results.ok(stand_in=True)
    assert "LEFT in the account: table dynaops-verify-22222222-made in us-east-1: " in capsys.readouterr().out


def test_a_claim_that_differs_is_a_failure_where_aws_has_answered() -> None:
    differs = verify.run.Results(verdicts=[verify.run.claims.Verdict(CLAIMS[0], "differs", "")])
    assert differs.ok(stand_in=True) and not differs.ok(stand_in=False)
    assert verify.run.Results(verdicts=[verify.run.claims.Verdict(CLAIMS[0], "not asked", "")]).ok(stand_in=False)


def test_all_claims_do_with_the_policy(lab: LabClient, access: Access, tmp_path: pathlib.Path, time: t.Any) -> None:
    """On an account that refuses every other action, and no action of the policy is unused by the claims and the sweep."""
    allowed = policy.actions([], slow=False)
    lab.settings(allowed=sorted(allowed), table_creating_seconds=1)
    chosen = [claim for claim in CLAIMS if not claim.slow]
    results = verify.run.run(access, Plan([], chosen, "dynaops-verify-22222222", tmp_path / "run"), clock=time)
    assert {each.claim.id for each in results.verdicts if each.verdict == "not asked"} <= {"cut-module"} and not results.left
    assert {f"dynamodb:{name}" for name in lab.operations() if name != "GetCallerIdentity"} | {"dynamodb:CreateTable"} == allowed


def test_a_reader_that_is_gone_keeps_nothing_from_being_deleted(
    lab: LabClient, access: Access, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, write = os.pipe()
    os.close(read)
    monkeypatch.setattr("sys.stdout", os.fdopen(write, "w"))
    verify.run.run(access, plan(tmp_path, make))
    assert not lab.tables() and not lab.backups() and report(tmp_path)["claims"][0]["verdict"] == "holds"


def test_a_recording_that_can_not_be_written_changes_nothing(lab: LabClient, access: Access, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*unused: object) -> t.NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(verify.run.recording, "_private", full)
    assert [each.verdict for each in verify.run.run(access, plan(tmp_path, make)).verdicts] == ["holds"]
    assert not lab.tables() and not lab.backups()


@pytest.mark.parametrize(
    "absent, reason",
    [(("AWS_REGION", "AWS_DEFAULT_REGION"), "No region"), (("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "No credentials")],
)
def test_what_is_missing_is_named(access: Access, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, absent: tuple[str, ...], reason: str) -> None:
    for name in absent:
        monkeypatch.delenv(name)
    with pytest.raises(SystemExit, match=reason):
        verify_aws.main(CLAIM, folder=tmp_path)


def test_an_account_that_can_not_be_asked_is_no_stack_trace(access: Access, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(SystemExit, match="nothing was made: Could not connect"):
        verify_aws.main(CLAIM, folder=tmp_path)
