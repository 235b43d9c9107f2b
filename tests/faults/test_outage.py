# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes in the middle of the wait: the server is gone for a while, the credentials end."""

from __future__ import annotations

import pathlib
import subprocess
import time

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import await_that
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer


@pytest.mark.processes
@pytest.mark.long
def test_the_server_is_gone_for_40_seconds(tmp_path: pathlib.Path) -> None:
    with LabServer() as first:
        lab = LabClient(first.url)
        lab.reset()
        lab.make_table("orders")
        lab.settings(backup_seconds=10)
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            [str(BIN / "ansible"), "localhost", "-m", MODULE, "-a", "table_name=orders backup_name=outage"],
            env=environment(lab, tmp_path),
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        await_that(lambda: bool(lab.requests("DescribeBackup")))
    time.sleep(40)
    assert process.poll() is None
    with LabServer(port=int(first.url.rpartition(":")[2]), app=first.app):
        said, nothing = process.communicate(timeout=150)
        (made,) = lab.backups()
        assert len(lab.requests("CreateBackup")) == 1
    assert process.returncode == 0 and made["BackupArn"] in said and "status AVAILABLE" in said
    # The report that came meanwhile says that its status is an old one.
    assert "status CREATING at the last successful poll; later polls failed (EndpointConnectionError) (" in said


def test_the_credentials_expire_in_the_middle(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.make_table("orders")
    lab.settings(backup_seconds=60)
    lab.fault("DescribeBackup", "error", code="ExpiredTokenException", message="The security token included in the request is expired", skip=2, times=0)
    run = ansible.task()
    (made,) = lab.backups()
    assert run.code != 0 and run.result["backup_arn"] == made["BackupArn"] and run.result["error"]["code"] == "ExpiredTokenException"
    assert f"Backup {made['BackupArn']} exists, last known status CREATING. Its creation continues in AWS." in run.msg
    assert "the credentials have expired" in run.msg
