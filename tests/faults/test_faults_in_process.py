# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault of the quick half, with the module in this process: the same scenes, arguments and promises as in a process of its own."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, become, simulate
from ansible_collections.dynaops.dynamodb.tests.faults import cases, contenders, verdict
from ansible_collections.dynaops.dynamodb.tests.faults.cases import Case
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import Environment, environment

# What a process of its own gets from its environment, and this one not.
_OWN = ("region", "endpoint_url", "access_key", "secret_key")


@pytest.mark.parametrize("case", cases.quick(), ids=lambda case: case.name)
def test_fault_in_process(
    case: Case, lab: LabClient, in_module: t.Callable[..., dict[str, t.Any]], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.make_table("orders")
    lab.settings(backup_seconds=1.5, **case.scene.settings())
    case.scene.prepare(lab, contenders.BACKUP_NAME)
    older = [backup["BackupArn"] for backup in lab.backups()]
    for fault in case.faults():
        lab.fault(**fault)
    with case.scene.environment(lab, tmp_path) as scene, monkeypatch.context() as patch:
        given: Environment = {**cases.SETTINGS[case.setting][0], **scene}
        if not case.is_late:
            # What comes late comes in real time, and must find the module still looking for it.
            simulate(LabTime(lab), patch)
        become(environment(lab, tmp_path, given), patch)
        result = in_module(dynamodb_create_backup, **dict.fromkeys(_OWN, ...), **contenders.arguments(case))
    seen = verdict.Seen(not result["failed"], json.dumps(result, default=str))
    backups = [backup for backup in lab.backups() if backup["BackupArn"] not in older]
    broken = verdict.broken_promises(seen, backups) + verdict.bad_form(seen, result["elapsed"], contenders.TIMEOUT + contenders.MARGIN)
    if case.is_login:
        broken += verdict.sent_without_login(lab.work())
    assert not broken, f"{broken}\n{seen.said}"


def test_one_of_each_kind_is_real() -> None:
    real, quick = cases.real(), cases.quick()
    assert {case.kind_and_call for case in real} == {case.kind_and_call for case in quick} and len(real) < len(quick) / 3
    assert len({case.kind_and_call for case in real}) == len(real) and {case.family for case in real} == {case.family for case in quick}
