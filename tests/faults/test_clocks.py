# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's clock is wrong by hours: nothing can be told by time, so nothing is claimed and nothing is sent again."""

from __future__ import annotations

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient


@pytest.mark.parametrize("hours", [2, pytest.param(-2, marks=pytest.mark.whole)])
def test_e4_an_older_backup_of_the_same_name_stays_what_it_is(lab: LabClient, ansible: AnsibleRuns, hours: int) -> None:
    lab.settings(clock_offset=hours * 3600)
    lab.make_table("orders")
    assert ansible.task().code == 0
    lab.fault("CreateBackup", "cut", when="after")
    run = ansible.task()
    both = [backup["BackupArn"] for backup in lab.backups()]
    assert run.code != 0 and len(both) == 2 and all(arn in run.msg for arn in both), run.output
    assert "It is not known whether" in run.msg and "backup_arn" not in run.result and len(lab.requests("CreateBackup")) == 2
