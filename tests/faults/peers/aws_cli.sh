#!/usr/bin/env bash
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# A careful person's AWS CLI: create, tell the ARN, describe until AVAILABLE. The CLI's defaults.
set -euo pipefail
aws dynamodb describe-table --table-name "$1" --cli-read-timeout "$3" > /dev/null
arn=$(aws dynamodb create-backup --table-name "$1" --backup-name "$2" --cli-read-timeout "$3" --query BackupDetails.BackupArn --output text)
echo "$arn"
for _ in $(seq 60); do
  status=$(aws dynamodb describe-backup --backup-arn "$arn" --cli-read-timeout "$3" --query BackupDescription.BackupDetails.BackupStatus --output text)
  [ "$status" != AVAILABLE ] || exit 0
  sleep 1
done
echo "timed out"
exit 1
