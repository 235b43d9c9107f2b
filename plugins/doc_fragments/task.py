# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What is the same for every module of this collection: the account, reports and retries."""

    DOCUMENTATION = r"""
options:
  assume_role_arn:
    description:
      - Selects the IAM role that the task assumes, by ARN. All requests to AWS are made with its credentials.
      - The role is assumed with the credentials that the other options, the environment, the profile or the host give. The environment
        may have keys, as AWX sets them.
      - The task assumes the role again before the session expires, so it may take longer than a session lasts.
      - AWS STS is called at the region's own host, or at the URL in the environment variable E(AWS_ENDPOINT_URL_STS) or
        E(AWS_ENDPOINT_URL). O(endpoint_url) applies to DynamoDB only.
    type: str
  assume_role_external_id:
    description: Sets the external ID that the role's trust policy requires. It requires O(assume_role_arn).
    type: str
  assume_role_session_name:
    description: Sets the name of the role session, which AWS CloudTrail records. It has no effect without O(assume_role_arn).
    type: str
    default: dynaops-dynamodb
  expected_account_id:
    description:
      - Makes the task fail if the credentials do not belong to this account, before the first request to DynamoDB.
      - Write the 12 digits in quotes. YAML reads a number that begins with 0 as an octal number.
    type: str
notes:
  - The permission C(sts:AssumeRole) on the role is required for O(assume_role_arn). All other permissions must be those of the role.
    O(expected_account_id) calls C(sts:GetCallerIdentity), which needs no permission.
  - While the task runs on the controller (connection C(local)), its reports appear immediately, at least every 30 seconds,
    on standard error and in a job's output. Under C(async), with C(no_log), and over other connections they are in
    the result's C(progress) only. C(progress) keeps at most 500 lines, the first 100 and the last ones, and says how many lines are left out.
    Of more than 20 warnings the further ones are only counted.
  - The module has its own retry policy. C(retries) in O(aws_config) and botocore's retry settings in the environment have no effect.
    C(connect_timeout) and C(read_timeout) in O(aws_config) can only be set to less than 5 and 15 seconds.
"""
