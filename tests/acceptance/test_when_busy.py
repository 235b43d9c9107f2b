# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""when_busy=wait: what passes by itself is ridden out."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


@pytest.mark.parametrize("status", ["CREATING", "UPDATING"])
def test_waits_for_the_table(orders: LabClient, time: LabTime, status: str) -> None:
    orders.table("orders", status, seconds=30)
    assert back_up(orders, when_busy="wait", time=time).changed and len(orders.backups()) == 1 and len(orders.requests("CreateBackup")) == 1


def test_waits_for_a_table_that_was_just_created(lab: LabClient, here: ModulesHere) -> None:
    lab.make_table("orders", settled=False)
    run = here.task(when_busy="wait")
    assert run.code == 0, run.output
    assert len(lab.backups()) == 1


@pytest.mark.parametrize("code", ["BackupInUseException", "TableInUseException", "LimitExceededException"])
def test_waits_for_other_operations(orders: LabClient, time: LabTime, code: str) -> None:
    orders.fault("CreateBackup", "error", code=code, message="Not now", times=5)
    assert back_up(orders, when_busy="wait", time=time).changed and len(orders.backups()) == 1
    assert len(orders.requests("CreateBackup")) == 6


def test_a_table_that_goes_away_meanwhile(orders: LabClient, time: LabTime) -> None:
    orders.table("orders", "UPDATING")
    orders.fault("DescribeTable", "error", code="ResourceNotFoundException", message="gone", skip=2)
    with pytest.raises(errors.TableNotFound, match="was not found in region"):
        back_up(orders, when_busy="wait", time=time)
    assert orders.backups() == []
