# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person writes who has boto3, many accounts and an hour: assume the role of each account once, and back up its tables region by region, in threads.

boto3 sends again what was not answered, a few times, CreateBackup as well. That is all the care there is.
"""

from __future__ import annotations

import concurrent.futures
import json
import pathlib
import sys
import time

import boto3

inventory, threads, *tables = sys.argv[1:]
fleet = json.loads(pathlib.Path(inventory).read_text(encoding="utf-8"))
# A session is not made for several threads: the clients are made first, one after the other.
session = boto3.Session()
sts = session.client("sts")
clients = []
for account in fleet["accounts"]:
    keys = sts.assume_role(RoleArn=account["role_arn"], RoleSessionName="nightly")["Credentials"]
    given = {"aws_access_key_id": keys["AccessKeyId"], "aws_secret_access_key": keys["SecretAccessKey"], "aws_session_token": keys["SessionToken"]}
    clients += [session.client("dynamodb", region_name=region, **given) for region in fleet["regions"]]


def back_up(client) -> list[str]:  # type: ignore[no-untyped-def]
    """One backup of each table of an account and region, AVAILABLE."""
    arns = []
    for table in tables:
        client.describe_table(TableName=table)
        arns.append(client.create_backup(TableName=table, BackupName="bench")["BackupDetails"]["BackupArn"])
    for arn in arns:
        while client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] != "AVAILABLE":
            time.sleep(1)
    return arns


with concurrent.futures.ThreadPoolExecutor(int(threads)) as pool:
    for made in pool.map(back_up, clients):
        print(*made, sep="\n")
