#!/usr/bin/env bash
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# What a person types who has the AWS CLI and many tables: eight at a time.
set -euo pipefail
aws dynamodb list-tables --query 'TableNames[]' --output text | tr '\t' '\n' | xargs -P 8 -I TABLE bash "$(dirname "${BASH_SOURCE[0]}")/aws_cli.sh" TABLE bench 1
