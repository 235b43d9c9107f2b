#!/usr/bin/env bash
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# What a person types who has the AWS CLI: create the backup, then describe it until it is AVAILABLE; the third word is the pause in seconds.
set -euo pipefail
arn=$(aws dynamodb create-backup --table-name "$1" --backup-name "$2" --query BackupDetails.BackupArn --output text)
until [ "$(aws dynamodb describe-backup --backup-arn "$arn" --query BackupDescription.BackupDetails.BackupStatus --output text)" = AVAILABLE ]; do
  sleep "${3:-0.1}"
done
echo "$arn"
