# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One test for each fault, in a process of its own: the promises hold, whoever is asked. Peers are measured, not judged."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.dynaops.dynamodb.tests.faults import contenders, page, verdict
from ansible_collections.dynaops.dynamodb.tests.faults.cases import Case
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

pytestmark = pytest.mark.processes


def test_fault(contender: str, case: Case, lab: LabClient, tmp_path: pathlib.Path, record_property: pytest.RecordProperty) -> None:
    lab.make_table("orders")
    lab.settings(backup_seconds=1.5, **case.scene.settings())
    case.scene.prepare(lab, contenders.BACKUP_NAME)
    older = [backup["BackupArn"] for backup in lab.backups()]
    for fault in case.faults():
        lab.fault(**fault)
    seen = contenders.run(contender, case, lab, tmp_path)
    backups = [backup for backup in lab.backups() if backup["BackupArn"] not in older]
    asked = [request["at"] for request in lab.work()]
    broken = verdict.broken_promises(seen, backups)
    if case.is_login:
        broken += verdict.sent_without_login(lab.work())
    if contender == contenders.OURS:
        # Form and time are asked of ourselves alone.
        broken += verdict.bad_form(seen, asked[-1] - asked[0] if asked else 0, contenders.TIMEOUT + contenders.MARGIN)
    record_property("contender", contender)
    record_property("case", case.name)
    record_property("family", case.family)
    record_property("backups", len(backups))
    record_property("outcome", "success" if seen.success else "failure")
    record_property("said", page.gist(seen.said))
    record_property("broken", ", ".join(broken))
    assert contender != contenders.OURS or not broken, f"{broken}\n{seen.said}"
