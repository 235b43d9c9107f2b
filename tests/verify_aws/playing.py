# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays recorded answers to the product: a client whose requests are all answered with one recording."""

from __future__ import annotations

import json
import pathlib
import typing as t

import boto3
from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.calls import prepare, send
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import backup
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import one_attempt
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import table
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.clock import Deadline
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.progress import Progress
from ansible_collections.dynaops.dynamodb.tests.lab.canned import CannedServer

# This project's own, once somebody has run ``make verify-aws ARGS=--record``.
RECORDINGS = pathlib.Path(__file__).resolve().parents[1] / "recordings"
# The member that an answer must have, and what the product makes of it.
EXPECTED: dict[str, str] = {
    "CreateBackup": "BackupDetails",
    "DescribeBackup": "BackupDescription",
    "DeleteBackup": "BackupDescription",
    "ListBackups": "BackupSummaries",
    "DescribeTable": "Table",
    "DescribeContinuousBackups": "ContinuousBackupsDescription",
    "RestoreTableFromBackup": "TableDescription",
}


def play(recording: t.Mapping[str, t.Any]) -> object:
    """What the product reads in a recorded answer: a backup, backups, a table, the answer itself; or the error that it takes it for."""
    # A recording has no headers. AWS gives each request an id.
    headers = {"x-amzn-RequestId": "RECORDED"}
    with CannedServer(recording["status"], json.dumps(recording["answer"]), "application/x-amz-json-1.0", headers) as server:
        session = boto3.session.Session("AKIALABACCESSKEY0000", "lab-secret-key-that-is-no-secret-0000000", region_name="us-east-1")
        client = session.client("dynamodb", endpoint_url=server.url, config=one_attempt({}))
        prepare(client)
        deadline = Deadline(60)
        task = Task(client=client, region="us-east-1", deadline=deadline, progress=Progress(deadline))
        operation, given = recording["operation"], recording["request"]
        ref = names.parse_table(given["TableName"]) if "TableName" in given else None
        about = task.about(operation, ref, backup=given.get("BackupArn"))
        try:
            answer = send(task, about, EXPECTED.get(operation), **given)
        except errors.TaskError as error:
            return error
        return _read(operation, answer, about, ref)


def _read(operation: str, answer: dict[str, t.Any], about: errors.Subject, ref: names.TableRef | None) -> object:
    if operation == "CreateBackup":
        return backup.from_answer(answer["BackupDetails"], about)
    if operation == "DescribeBackup":
        return backup.from_description(answer["BackupDescription"], about)
    if operation == "ListBackups":
        return [backup.from_answer(each, about) for each in answer["BackupSummaries"]]
    if operation == "DescribeTable" and ref:
        return table.from_answer(answer["Table"], ref)
    return answer
