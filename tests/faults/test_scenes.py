# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenes of the fault suite do to a plain client what their names say: none of them is passed by."""

from __future__ import annotations

import pathlib
import time

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import await_that
from ansible_collections.dynaops.dynamodb.tests.faults import cases, contenders
from ansible_collections.dynaops.dynamodb.tests.faults.scenes import OLDER, ClockScene, LagScene, ProxyScene
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import run_python

# Each request once, and what became of it.
SCRIPT = """
import os
import boto3
from botocore.config import Config
client = boto3.client("dynamodb", config=Config(read_timeout=int(os.environ["READ_TIMEOUT"]), retries={"total_max_attempts": 1}))
arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01700000000000-0123abcd"
for call, asked in (("describe_table", {"TableName": "orders"}), ("create_backup", {"TableName": "orders", "BackupName": "fault"}),
                    ("describe_backup", {"BackupArn": arn})):
    try:
        getattr(client, call)(**asked)
        print("done", end=" ")
    except Exception as error:
        print("done" if "BackupNotFound" in str(error) else type(error).__name__, end=" ")
"""
# What becomes of DescribeTable, CreateBackup and DescribeBackup: carried out and answered, or the error that a client raises.
DONE, LOST, HTTP = "done", "lost", "ClientError"
PROXIES = {
    "CreateBackup cut before it was passed on, once": (DONE, LOST, DONE),
    "CreateBackup cut before it was passed on, always": (DONE, LOST, DONE),
    "CreateBackup cut after it was passed on, once": (DONE, LOST, DONE),
    "CreateBackup cut after it was passed on, always": (DONE, LOST, DONE),
    "CreateBackup passed on 3 s late, once": (DONE, "ReadTimeoutError", DONE),
    "CreateBackup passed on 3 s late, always": (DONE, "ReadTimeoutError", DONE),
    "CreateBackup answered 407 by the proxy, once": (DONE, HTTP, DONE),
    "CreateBackup answered 502 by the proxy, once": (DONE, HTTP, DONE),
    "DescribeTable cut after it was passed on, once": (LOST, DONE, DONE),
    "DescribeBackup cut after it was passed on, once": (DONE, DONE, LOST),
    "refuses connections": ("ProxyConnectionError",) * 3,
    "its host name is unknown": ("ProxyConnectionError",) * 3,
    "refuses the host name that carries the account": (DONE, DONE, "ProxyConnectionError"),
    "the certificate of the server is unknown": ("SSLError",) * 3,
}
ERRORS = {LOST: ("ConnectionClosedError", "ProxyConnectionError", "SSLError", "EndpointConnectionError")}


def expected(scene: ProxyScene) -> tuple[str, ...]:
    """What a client sees in this scene."""
    if scene.trouble.startswith("answers "):
        refusal = "ProxyConnectionError" if scene.tls else HTTP
        return (refusal,) * 3 if scene.trouble.endswith("always") else (refusal, DONE, DONE)
    return PROXIES[scene.trouble]


_SCENES = [
    pytest.param(case.scene, id=case.scene.name, marks=() if case.in_quick else pytest.mark.whole)
    for case in cases.everything()
    if isinstance(case.scene, ProxyScene)
]


@pytest.mark.processes
@pytest.mark.parametrize("scene", _SCENES)
def test_a_proxy_does_what_its_name_says(orders: LabClient, tmp_path: pathlib.Path, scene: ProxyScene) -> None:
    with scene.environment(orders, tmp_path) as variables:
        # Short only where a proxy is slower than that: this machine may stand still for seconds.
        patience = {"READ_TIMEOUT": "2" if "late" in scene.trouble else "60"}
        seen = run_python(SCRIPT, orders, tmp_path, {**variables, **patience}).split()
        wanted = expected(scene)
        if "late" in scene.trouble:
            await_that(lambda: bool(orders.backups()))
    assert len(seen) == 3 and all(told in ERRORS.get(want, (want,)) for told, want in zip(seen, wanted)), seen
    # It is made where it was passed on, and only there.
    passed_on = DONE in wanted[1] or " after it was " in scene.trouble or " late" in scene.trouble
    assert len(orders.backups()) == int(passed_on)


def test_a_clock_is_wrong_and_an_older_backup_is_there(orders: LabClient) -> None:
    scene = ClockScene(600, older=True)
    orders.settings(**scene.settings())
    scene.prepare(orders, contenders.BACKUP_NAME)
    (older,) = orders.backups()
    # The lab gives times to the nearest millisecond.
    assert older["BackupName"] == contenders.BACKUP_NAME and OLDER - 0.001 <= time.time() - older["BackupCreationDateTime"] < OLDER + 60
    assert ClockScene(None).settings() == {"date_header": False} and ClockScene(-600).settings() == {"date_offset": -600}


def test_a_list_lags(orders: LabClient) -> None:
    orders.settings(**LagScene(20).settings())
    orders.dynamodb().create_backup(TableName="orders", BackupName="fault")
    assert orders.dynamodb().list_backups()["BackupSummaries"] == [] and len(orders.backups()) == 1
