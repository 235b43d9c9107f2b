# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person writes who has boto3, many tables and half an hour: 100 threads, and in each the three calls for one table after the other.

boto3 retries what is throttled by itself, a few times. That is all the care there is.
"""

from __future__ import annotations

import concurrent.futures
import time

import boto3
import botocore.config

THREADS = 100

client = boto3.client("dynamodb", config=botocore.config.Config(max_pool_connections=THREADS))


def back_up(table_name: str) -> str:
    """One backup, AVAILABLE."""
    client.describe_table(TableName=table_name)
    arn = client.create_backup(TableName=table_name, BackupName="bench")["BackupDetails"]["BackupArn"]
    while True:
        try:
            if client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] == "AVAILABLE":
                return arn
        except client.exceptions.ClientError as error:
            # Whoever has tried this once knows that the looks are throttled, and looks again.
            if error.response["Error"]["Code"] != "ThrottlingException":
                raise
        time.sleep(1)


with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
    for made in pool.map(back_up, [table for page in client.get_paginator("list_tables").paginate() for table in page["TableNames"]]):
        print(made)
