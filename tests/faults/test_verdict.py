# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict: what breaks a promise, and what does not."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.tests.faults.verdict import Seen, bad_form, broken_promises, sent_without_login

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01700000000000-0123abcd"
OTHER = ARN.replace("0123abcd", "4567abcd")


def backups(*arns: str, status: str = "AVAILABLE") -> list[dict[str, str]]:
    """Backups with these ARNs."""
    return [{"BackupArn": arn, "BackupStatus": status} for arn in arns]


@pytest.mark.parametrize(
    "success, said, made, expected",
    [
        (True, f"made {ARN}", backups(ARN), []),
        (False, "No backup was created.", [], []),
        (False, "It is not known whether a backup was made.", backups(ARN), []),
        (False, f"{ARN} is CREATING", backups(ARN, status="CREATING"), []),
        (True, f"made {ARN}", backups(ARN, OTHER), ["2 backups"]),
        (True, "made", [], ["success without a backup", "success without an AVAILABLE backup whose ARN was told"]),
        (True, f"made {ARN}", backups(ARN, status="CREATING"), ["success without an AVAILABLE backup whose ARN was told"]),
        (False, "refused", backups(ARN), ["lost ARN"]),
        (False, "No backup was created.", backups(ARN), ["lost ARN", "a backup denied"]),
    ],
)
def test_promises(success: bool, said: str, made: list[dict[str, str]], expected: list[str]) -> None:
    assert broken_promises(Seen(success, said), made) == expected


def test_no_backup_is_asked_for_without_a_login() -> None:
    assert sent_without_login([{"operation": "DescribeTable"}]) == []
    assert sent_without_login([{"operation": "CreateBackup"}] * 2) == ["2 CreateBackup sent without a login"]


def test_form() -> None:
    assert bad_form(Seen(False, "refused"), 10, 20) == []
    assert bad_form(Seen(False, "Traceback (most recent call last)"), 30, 20) == ["stack trace", "took 30 s"]
