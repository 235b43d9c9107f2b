#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_table_settings_info
version_added: 1.0.0
short_description: Read all settings of a DynamoDB table
description:
  - Reads the settings of an Amazon DynamoDB table from all the AWS operations that return them, in the form that
    M(dynaops.dynamodb.dynamodb_table_settings) takes.
  - Reads the settings that a restore does not bring back. Store them with a backup to keep them after the table is deleted.
  - Does not fail because of a replica that cannot be read, for example when its region is disabled, its creation failed, it is in another account,
    or access is denied. The task warns about it and returns RV(settings.replicas[].not_read).
  - "Leaves out tags whose keys begin with C(aws:) or C(dynaops.dynamodb:)."
author:
  - Dynaops (@dynaops)
options:
  table_name:
    description:
      - Selects the table, by name or by ARN. An ARN must name the region that the task connects to.
    type: str
    required: true
  include_kms_key:
    description:
      - Reads the key in AWS KMS that the table is encrypted with, which adds RV(kms_key).
      - A key that cannot be read is not an error. The task warns about it and returns RV(kms_key.not_read).
      - Has no effect when AWS owns the key.
    type: bool
    default: false
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 7200.
    type: int
    default: 1800
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
      - The module only reads.
  diff_mode:
    support: none
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:DescribeTable), C(dynamodb:DescribeContinuousBackups) (for replicas, also in their regions),
    C(dynamodb:DescribeTimeToLive), C(dynamodb:DescribeContributorInsights), C(dynamodb:ListTagsOfResource), C(dynamodb:GetResourcePolicy) (also on
    the stream); also C(kms:DescribeKey) for O(include_kms_key)."
  - The endpoint of KMS is that of the region, or C(AWS_ENDPOINT_URL_KMS) or C(AWS_ENDPOINT_URL) of the environment.
  - The module waits for a table that is being created or restored. While an index is being added, contributor insights are returned as disabled
    for it, and a warning names the index and its status.
  - An empty string counts as omitted for every option but O(table_name). AWX surveys send an empty string for an unanswered question.
seealso:
  - module: dynaops.dynamodb.dynamodb_table_settings
  - module: dynaops.dynamodb.dynamodb_restore_backup
"""

EXAMPLES = r"""
- name: Read the settings of a table
  dynaops.dynamodb.dynamodb_table_settings_info:
    table_name: orders
  register: orders

- name: Show whether the table is protected
  ansible.builtin.debug:
    msg: "Deletion protection: {{ orders.settings.deletion_protection.enabled }}, PITR: {{ orders.settings.point_in_time_recovery.enabled }}"
"""

RETURN = r"""
settings:
  description: The settings, as M(dynaops.dynamodb.dynamodb_table_settings) takes them.
  returned: success
  type: dict
  contains:
    contributor_insights:
      description: Whether contributor insights are enabled, for the table and in C(indexes) for each global secondary index, with C(mode) if enabled.
      returned: always
      type: dict
      sample: {"enabled": false, "indexes": {"ByStatus": {"enabled": true, "mode": "ACCESSED_AND_THROTTLED_KEYS"}}}
    deletion_protection:
      description: Whether AWS refuses to delete the table.
      returned: always
      type: dict
      sample: {"enabled": true}
    global_table_settings_replication_mode:
      description: C(ENABLED), C(DISABLED) or C(ENABLED_WITH_OVERRIDES), which a table with replicas has.
      returned: when the botocore that is used knows it
      type: str
      sample: DISABLED
    on_demand_throughput:
      description: The limits of a table in billing mode C(PAY_PER_REQUEST). -1 means no limit.
      returned: always
      type: dict
      sample: {"max_read_request_units": -1, "max_write_request_units": -1}
    point_in_time_recovery:
      description: Whether AWS creates continuous backups, and the recovery window in days.
      returned: always
      type: dict
      sample: {"enabled": true, "recovery_period_in_days": 35}
    replicas:
      description: The replicas in other regions, by region. One that is just being deleted is left out.
      returned: always
      type: list
      elements: dict
      contains:
        region_name:
          description: The region.
          returned: always
          type: str
          sample: eu-west-1
        point_in_time_recovery:
          description: Whether AWS makes continuous backups of the replica, and for how many days.
          returned: when it was read
          type: dict
          sample: {"enabled": false}
        table_class:
          description: The replica's class.
          returned: always
          type: str
          sample: STANDARD
        kms_master_key_id:
          description: The ARN of the replica's key.
          returned: when AWS returns it
          type: str
          sample: arn:aws:kms:eu-west-1:123456789012:key/0123abcd-0000-4000-8000-000000000001
        multi_region_consistency:
          description: C(STRONG) for strongly consistent replicas.
          returned: when they are
          type: str
          sample: STRONG
        witness_region_name:
          description: The region of the witness beside a strongly consistent replica.
          returned: when there is one
          type: str
          sample: us-west-2
        not_read:
          description:
            - The reason why C(point_in_time_recovery) was not read, with what AWS returns about the replica.
            - M(dynaops.dynamodb.dynamodb_table_settings) neither changes nor creates a replica whose entry has this key.
          returned: when the replica could not be read
          type: dict
          contains:
            reason:
              description: The reason.
              returned: always
              type: str
              sample: the replica is REGION_DISABLED
            replica_status:
              description: The status of the replica.
              returned: when AWS returns it
              type: str
              sample: REGION_DISABLED
            replica_status_description:
              description: AWS's own words about the status.
              returned: when AWS returns it
              type: str
              sample: The region is disabled for the account
            replica_arn:
              description: The ARN of the replica, which names its account.
              returned: when AWS returns it
              type: str
              sample: arn:aws:dynamodb:eu-west-1:444455556666:table/orders
    resource_policy:
      description: The resource policy, empty when there is none. A list of one element is returned as that element, as AWS does.
      returned: always
      type: dict
      sample: {}
    server_side_encryption:
      description: Whether a key in AWS KMS is used, and which one. V(false) when AWS owns the key.
      returned: always
      type: dict
      sample: {"enabled": false}
    stream:
      description: Whether the stream is enabled, and its view type.
      returned: always
      type: dict
      sample: {"enabled": true, "view_type": "NEW_AND_OLD_IMAGES"}
    stream_resource_policy:
      description: The resource policy of the stream; empty when there is none.
      returned: always
      type: dict
      sample: {}
    table_class:
      description: The table's class.
      returned: always
      type: str
      sample: STANDARD
    tags:
      description: The tags.
      returned: always
      type: dict
      sample: {"Owner": "operations"}
    time_to_live:
      description: Whether items expire, and by which attribute.
      returned: always
      type: dict
      sample: {"enabled": true, "attribute_name": "expires"}
    warm_throughput:
      description: How many reads and writes a second the table can serve at once, and in C(indexes) each global secondary index.
      returned: always
      type: dict
      sample: {"read_units_per_second": 12000, "write_units_per_second": 4000, "indexes": {}}
table:
  description: The table as DescribeTable showed it.
  returned: when the table was found
  type: dict
  contains:
    billing_mode:
      description: The billing mode, C(PROVISIONED) or C(PAY_PER_REQUEST).
      returned: when AWS returns it
      type: str
      sample: PAY_PER_REQUEST
    creation_date_time:
      description: When the table was created, in UTC.
      returned: always
      type: str
      sample: "2026-11-21T02:00:00+00:00"
    item_count:
      description: The number of items. AWS updates it about every six hours.
      returned: always
      type: int
      sample: 300
    key_schema:
      description: The table's keys, each with C(attribute_name) and C(key_type).
      returned: always
      type: list
      elements: dict
      sample: [{"attribute_name": "id", "key_type": "HASH"}]
    on_demand_throughput:
      description: The limits of a table in billing mode C(PAY_PER_REQUEST), C(max_read_request_units) and C(max_write_request_units).
      returned: when AWS returns it
      type: dict
      sample: {"max_read_request_units": 100, "max_write_request_units": 100}
    provisioned_throughput:
      description: The provisioned capacity, C(read_capacity_units) and C(write_capacity_units).
      returned: when AWS returns it
      type: dict
      sample: {"read_capacity_units": 0, "write_capacity_units": 0}
    table_arn:
      description: The table's ARN. A later table of the same name has the same ARN.
      returned: always
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders
    table_id:
      description: The table's unique id. A later table of the same name has another id.
      returned: always
      type: str
      sample: 8f2b9a70-4f0a-4d7c-9c9b-1f0f6a1d2c3e
    table_name:
      description: The table's name.
      returned: always
      type: str
      sample: orders
    table_size_bytes:
      description: The table's size in bytes. AWS updates it about every six hours.
      returned: always
      type: int
      sample: 184320
    table_status:
      description: The table's status. AWS does not record it in a backup.
      returned: when AWS returns it
      type: str
      sample: ACTIVE
    attribute_definitions:
      description: The attributes that the keys of the table and of its indexes use, each with C(attribute_name) and C(attribute_type).
      returned: always
      type: list
      elements: dict
      sample: [{"attribute_name": "id", "attribute_type": "S"}]
    global_secondary_indexes:
      description: The global secondary indexes, as AWS returns them.
      returned: always
      type: list
      elements: dict
      sample: [{"index_name": "ByStatus", "index_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/index/ByStatus"}]
    local_secondary_indexes:
      description: The local secondary indexes, as AWS returns them.
      returned: always
      type: list
      elements: dict
      sample: []
    replicas:
      description: The replicas with their statuses, in AWS's words.
      returned: when AWS returns it
      type: list
      elements: dict
      sample: [{"region_name": "eu-west-1", "replica_status": "CREATION_FAILED", "replica_status_description": "Subscriber limit exceeded"}]
    multi_region_consistency:
      description: The consistency of the replicas, C(EVENTUAL) or C(STRONG).
      returned: when AWS returns it
      type: str
      sample: STRONG
    global_table_witnesses:
      description: The witness of strongly consistent replicas, in AWS's words.
      returned: when AWS returns it
      type: list
      elements: dict
      sample: [{"region_name": "us-west-2", "witness_status": "ACTIVE"}]
    vector_indexes:
      description: The vector indexes, with the names of AWS. A restore brings them back.
      returned: always
      type: list
      elements: dict
      sample: []
    latest_stream_arn:
      description: The ARN of the stream, or of the last one. Null if the table never had a stream.
      returned: always
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2026-11-21T02:00:00.000
    latest_stream_label:
      description: The stream's label.
      returned: always
      type: str
      sample: "2026-11-21T02:00:00.000"
kms_key:
  description:
    - The key in AWS KMS, as KMS describes it.
    - A key that can be used does not promise that DynamoDB may use it. That also needs grants, which are not read.
  returned: when O(include_kms_key=true) and AWS does not own the key
  type: dict
  contains:
    kms_master_key_arn:
      description: The key's ARN.
      returned: always
      type: str
      sample: arn:aws:kms:us-east-1:123456789012:key/0123abcd-0000-4000-8000-000000000001
    key_state:
      description: The state of the key, such as C(Enabled), C(Disabled) or C(PendingDeletion). C(NotFound) when KMS has deleted it.
      returned: when it was read
      type: str
      sample: Enabled
    deletion_date:
      description: When KMS deletes the key, in UTC.
      returned: when KMS returns it
      type: str
      sample: "2026-12-26T02:00:00+00:00"
    not_read:
      description: Why the key could not be read.
      returned: when it could not be read
      type: str
      sample: "DescribeKey was refused (AccessDeniedException): the credentials lack permissions."
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
  sample: 6.2
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
  sample: Read the settings of table orders in region us-east-1.
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(BotocoreTooOld),
          C(DamagedAnswer), C(Interrupted) and C(InternalError).
      returned: always
      type: str
      sample: ResourceNotFoundException
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: "Requested resource not found: Table: ordres not found"
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import TABLE_SETTINGS_INFO
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import read_settings as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run

ARGUMENTS = {
    "table_name": {"type": "str", "required": True},
    "include_kms_key": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
}


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    return job.Request(names.parse_table(params["table_name"]), params["include_kms_key"])


def main() -> None:
    """Arguments, names, table, settings, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), TABLE_SETTINGS_INFO)


if __name__ == "__main__":
    main()
