# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person writes who has boto3 and wants to see all backups: its own paginator. boto3 retries what is throttled by itself, a few times."""

from __future__ import annotations

import json

import boto3

pages = boto3.client("dynamodb").get_paginator("list_backups").paginate(BackupType="USER")
print(json.dumps([backup for page in pages for backup in page["BackupSummaries"]], default=str))
