#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_alarm_tags
version_added: 1.0.0
short_description: Set the tags of CloudWatch alarms
description:
  - Sets the tags of Amazon CloudWatch alarms, because M(amazon.aws.cloudwatch_metric_alarm) creates alarms without tags.
  - Compares the tags first. A second run changes nothing.
  - The role P(dynaops.dynamodb.dynamodb_table#role) uses it for the alarms of a table.
author:
  - Dynaops (@dynaops)
options:
  alarms:
    description:
      - Selects the alarms, each by its name, with the tags that it is to have.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Selects the alarm, by name.
        type: str
        required: true
      tags:
        description: Sets the tags of the alarm.
        type: dict
        required: true
  purge_tags:
    description:
      - Removes tags that O(alarms) does not name, except those whose keys begin with C(aws:).
    type: bool
    default: true
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 7200.
    type: int
    default: 300
    aliases: [wait_timeout]
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - dynaops.dynamodb.attributes
  - dynaops.dynamodb.task
attributes:
  check_mode:
    support: full
    details:
      - The module sends all requests that only read. An alarm that does not exist yet counts as an alarm without tags.
  diff_mode:
    support: none
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(cloudwatch:DescribeAlarms), C(cloudwatch:ListTagsForResource), C(cloudwatch:TagResource), C(cloudwatch:UntagResource)."
  - The endpoint of CloudWatch is that of the region, or C(AWS_ENDPOINT_URL_CLOUDWATCH) or C(AWS_ENDPOINT_URL) of the environment.
  - An empty string counts as omitted for every option but O(alarms). AWX surveys send an empty string for an unanswered question.
seealso:
  - module: amazon.aws.cloudwatch_metric_alarm
  - name: TagResource
    description: The operation in the API reference of CloudWatch.
    link: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html
"""

EXAMPLES = r"""
- name: Create an alarm on throttled writes
  amazon.aws.cloudwatch_metric_alarm:
    name: orders-throttled-requests
    namespace: AWS/DynamoDB
    metric_name: ThrottledRequests
    dimensions: {TableName: orders, Operation: PutItem}
    statistic: Sum
    period: 300
    evaluation_periods: 2
    comparison: GreaterThanThreshold
    threshold: 5

- name: Set its tags
  dynaops.dynamodb.dynamodb_alarm_tags:
    alarms:
      - name: orders-throttled-requests
        tags: {Owner: operations, Component: monitoring}
"""

RETURN = r"""
alarms:
  description: The alarms in the order of the task, with their tags as they are now (in check mode, as they would be).
  returned: always
  type: list
  elements: dict
  contains:
    alarm_arn:
      description: The alarm's ARN. Null in check mode if the alarm does not exist yet.
      returned: always
      type: str
      sample: arn:aws:cloudwatch:us-east-1:123456789012:alarm:orders-throttled-requests
    alarm_name:
      description: The alarm's name.
      returned: always
      type: str
      sample: orders-throttled-requests
    tags:
      description: The tags of the alarm.
      returned: always
      type: dict
      sample: {"Component": "monitoring", "Owner": "operations"}
changes:
  description: The changes that were made (in check mode, that would be), in order.
  returned: always
  type: list
  elements: str
  sample: ["orders-throttled-requests: set Owner, Component"]
region:
  description: The region that the task connected to.
  returned: when the region is known
  type: str
  sample: us-east-1
account_id:
  description: The account of the tables and backups, as the ARNs that AWS returned name it. Without such an ARN, the account of the credentials.
  returned: when the account is known
  type: str
  sample: "123456789012"
elapsed:
  description: How long the task took, in seconds.
  returned: always
  type: float
  sample: 0.4
progress:
  description: The lines that the task reported while it ran.
  returned: always
  type: list
  elements: str
  sample: []
msg:
  description: What the task did. After a failure, what failed, the state now, and what to do. One line.
  returned: always
  type: str
  sample: Made 1 change to the tags of 1 alarm in region us-east-1.
error:
  description:
    - What failed, for use in conditions.
    - When Ansible itself refuses the task (a missing option, an invalid choice), only C(msg) is returned.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - AWS's error code, the name of botocore's exception, or a code of this module.
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(AlarmNotFound), C(Timeout), C(DamagedAnswer), C(Interrupted) and C(InternalError).
      returned: always
      type: str
      sample: AlarmNotFound
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: CloudWatch has no alarm ordres-errors in region us-east-1.
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import ALARM_TAGS
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import tag_alarms as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run

_TAGS = {"type": "dict", "required": True, "values": {"type": "scalar", "example": "operations"}, "example": {"Owner": "operations"}}
ARGUMENTS = {
    "alarms": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {"name": {"type": "str", "required": True, "example": "orders-user-errors"}, "tags": _TAGS},
    },
    "purge_tags": {"type": "bool", "default": True},
    "timeout": {"type": "int", "default": 300, "aliases": ["wait_timeout"]},
}
# CloudWatch API reference, shape Tag and operation TagResource.
_MOST = 50
_LONGEST_KEY = 128
_LONGEST_VALUE = 256


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    alarms = [job.Alarm(each["name"], {key: str(value) for key, value in each["tags"].items()}) for each in params["alarms"]]
    names = [alarm.name for alarm in alarms]
    if not names or len(set(names)) < len(names):
        raise ValueError("alarms must name at least one alarm, and each one once.")
    for alarm in alarms:
        _check(alarm)
    return job.Request(alarms, params["purge_tags"], check_mode)


def _check(alarm: job.Alarm) -> None:
    if not 1 <= len(alarm.name) <= 255:
        raise ValueError(f"alarms: a name takes 1 to 255 characters (got {len(alarm.name)}).")
    if len(alarm.tags) > _MOST:
        raise ValueError(f"alarms: {alarm.name} must have {_MOST} tags or fewer (got {len(alarm.tags)}).")
    for key, value in alarm.tags.items():
        if not 1 <= len(key) <= _LONGEST_KEY or len(value) > _LONGEST_VALUE or key.startswith("aws:"):
            raise ValueError(
                f"alarms: the tag {key} of {alarm.name} is invalid. A key takes 1 to {_LONGEST_KEY} characters and does not begin with aws:, a value takes "
                f"{_LONGEST_VALUE} at most."
            )


def main() -> None:
    """Arguments, alarms, tags, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), ALARM_TAGS)


if __name__ == "__main__":
    main()
