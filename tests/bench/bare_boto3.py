# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person writes who has boto3 and ten minutes: describe the table, create the backup, look until it is AVAILABLE."""

from __future__ import annotations

import sys
import time

import boto3

table_name, backup_name = sys.argv[1:]
client = boto3.client("dynamodb")
client.describe_table(TableName=table_name)
arn = client.create_backup(TableName=table_name, BackupName=backup_name)["BackupDetails"]["BackupArn"]
while client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] != "AVAILABLE":
    time.sleep(0.1)
print(arn)
