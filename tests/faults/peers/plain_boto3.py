# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A careful person's boto3 script: create, tell the ARN, look until AVAILABLE. botocore's defaults."""

from __future__ import annotations

import sys
import time

import boto3
from botocore.config import Config

table_name, backup_name, read_timeout = sys.argv[1:]
client = boto3.client("dynamodb", config=Config(read_timeout=float(read_timeout)))
deadline = time.monotonic() + 60
client.describe_table(TableName=table_name)
arn = client.create_backup(TableName=table_name, BackupName=backup_name)["BackupDetails"]["BackupArn"]
print(arn, flush=True)
while client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] != "AVAILABLE":
    if time.monotonic() > deadline:
        sys.exit("timed out")
    time.sleep(1)
