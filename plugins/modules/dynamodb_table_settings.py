#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_table_settings
version_added: 1.0.0
short_description: Manage the settings of a DynamoDB table
description:
  - Manages the settings of an existing Amazon DynamoDB table. It changes the settings that differ, and does not change settings that are not named.
  - Makes the changes in the order that AWS requires, and waits until each one is complete, because AWS accepts many of them only one at a time.
    If AWS refuses a change, the task fails and reports what was changed and what was not.
  - Accepts the settings that M(dynaops.dynamodb.dynamodb_table_settings_info) returns.
  - "Ignores tags whose keys begin with C(aws:) or C(dynaops.dynamodb:). If a table is to have 50 tags, the most that AWS accepts, the tag
    C(dynaops.dynamodb:restored-from) is removed to make room, with a warning."
author:
  - Dynaops (@dynaops)
options:
  table_name:
    description:
      - Selects the table, by name or by ARN. An ARN must name the region that the task connects to.
    type: str
    required: true
  settings:
    description:
      - Sets the settings of the table. A setting that is not named is not changed.
      - All of it is checked before the first request. An unknown key, a wrong type and a null (a key without a value) are refused.
      - What stands beside C(enabled=false) in a setting, such as RV(ignore:settings.stream.view_type), has no effect.
    type: dict
    required: true
    suboptions:
      contributor_insights:
        description: Sets CloudWatch Contributor Insights, which shows the most used keys.
        type: dict
        suboptions:
          enabled:
            description: Enables it for the table.
            type: bool
            required: true
          indexes:
            description:
              - Sets it for global secondary indexes, by name, each with C(enabled) and optionally C(mode).
              - An index that is not named is not changed.
            type: dict
          mode:
            description:
              - Sets which keys are reported. By default the mode is not changed, or all keys are reported if it was disabled.
            type: str
            choices: [ACCESSED_AND_THROTTLED_KEYS, THROTTLED_KEYS]
      deletion_protection:
        description: Sets deletion protection.
        type: dict
        suboptions:
          enabled:
            description: Makes AWS refuse to delete the table.
            type: bool
            required: true
      global_table_settings_replication_mode:
        description:
          - Sets whether the table can become the source of a multi-account global table.
          - AWS accepts V(ENABLED) and V(DISABLED), and only for a table without replicas. A table with replicas always has
            V(ENABLED_WITH_OVERRIDES). The module treats that as equal to V(DISABLED).
        type: str
        choices: [ENABLED, DISABLED, ENABLED_WITH_OVERRIDES]
      on_demand_throughput:
        description:
          - Sets the limits of a table in billing mode C(PAY_PER_REQUEST). A limit that is not named is not changed.
        type: dict
        suboptions:
          max_read_request_units:
            description: Sets the maximum of reads a second. V(-1) sets no limit.
            type: int
          max_write_request_units:
            description: Sets the maximum of writes a second. V(-1) sets no limit.
            type: int
      point_in_time_recovery:
        description: Sets point-in-time recovery (continuous backups).
        type: dict
        suboptions:
          enabled:
            description: Enables continuous backups.
            type: bool
            required: true
          recovery_period_in_days:
            description:
              - Sets the recovery window in days, from 1 to 35. By default it is not changed, or is 35 if recovery was disabled.
            type: int
      replicas:
        description:
          - Sets the table's replicas in other regions. AWS creates or removes one at a time, which takes minutes each.
          - Other existing replicas are kept, unless O(purge_replicas=true).
          - AWS creates a replica of a table in billing mode C(PROVISIONED) only if the table has auto scaling.
          - Replicas with multi-Region strong consistency cannot be created, removed or changed. The task fails before its first change,
            unless they are given as they are.
        type: list
        elements: dict
        suboptions:
          region_name:
            description: Sets the region.
            type: str
            required: true
          point_in_time_recovery:
            description: Sets point-in-time recovery of the replica. A new replica has none by default.
            type: dict
            suboptions:
              enabled:
                description: Enables continuous backups.
                type: bool
                required: true
              recovery_period_in_days:
                description: Sets the recovery window in days, from 1 to 35.
                type: int
          kms_master_key_id:
            description: Sets the replica's key, by ARN or id. It cannot be changed later.
            type: str
          table_class:
            description: Sets the replica's table class. The default is that of the table.
            type: str
            choices: [STANDARD, STANDARD_INFREQUENT_ACCESS]
          multi_region_consistency:
            description:
              - Takes the consistency of the replicas, as M(dynaops.dynamodb.dynamodb_table_settings_info) returns it. It cannot be changed.
            type: str
            choices: [EVENTUAL, STRONG]
          witness_region_name:
            description:
              - Takes the region of the witness of a global table with strong consistency, as M(dynaops.dynamodb.dynamodb_table_settings_info)
                returns it. It cannot be changed.
            type: str
          not_read:
            description:
              - Takes what M(dynaops.dynamodb.dynamodb_table_settings_info) returns for a replica whose settings it could not read.
              - An existing replica is not changed then, and a missing one is not created. The task warns about it.
            type: dict
      resource_policy:
        description:
          - Sets the table's resource policy, as a dictionary or as JSON text, with C(Version) and C(Statement). An empty policy, C({}), removes it.
          - The policy is changed last, because it may forbid further changes.
        type: json
      server_side_encryption:
        description: Sets the encryption of the table. AWS allows about four changes a day.
        type: dict
        suboptions:
          enabled:
            description:
              - Encrypts with a key in AWS KMS (V(true)), or with a key that AWS owns (V(false)).
            type: bool
            required: true
          kms_master_key_id:
            description:
              - Selects your own key, by ARN or id, not by alias. By default the key is not changed, or is the key that AWS manages if there
                was none.
            type: str
      stream:
        description:
          - Sets the stream of the table's changes. To change the view type, the stream is disabled and enabled, which gives it another ARN.
          - AWS refuses to change the stream of a table with replicas.
        type: dict
        suboptions:
          enabled:
            description: Enables the stream.
            type: bool
            required: true
          view_type:
            description:
              - Sets what the stream contains of a changed item. By default it is not changed, or is V(NEW_AND_OLD_IMAGES) for a new stream.
            type: str
            choices: [KEYS_ONLY, NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES]
      stream_resource_policy:
        description:
          - Sets the resource policy of the stream, as a dictionary or as JSON text, with C(Version) and C(Statement). An empty policy, C({}), removes it.
          - Each stream has its own ARN and policy. The module replaces the ARN of any stream of the table in the policy with that of the current stream.
          - If the task replaces the stream, the new stream gets the policy of the old one unless another policy is given.
        type: json
      table_class:
        description: Sets the table class. AWS allows two changes in 30 days.
        type: str
        choices: [STANDARD, STANDARD_INFREQUENT_ACCESS]
      tags:
        description:
          - Sets the table's tags. Other tags are removed, unless O(purge_tags=false).
        type: dict
      time_to_live:
        description:
          - Sets time to live. After a change, AWS refuses the next one for about half an hour. The task retries until O(timeout).
        type: dict
        suboptions:
          enabled:
            description: Enables time to live.
            type: bool
            required: true
          attribute_name:
            description: Sets the attribute with the expiry time. Required with C(enabled=true).
            type: str
      warm_throughput:
        description:
          - Sets how many reads and writes a second the table can serve at once. AWS raises it in 5 to 9 minutes, bills for that, and never lowers it.
          - A value at or below the current one changes nothing.
        type: dict
        suboptions:
          indexes:
            description:
              - Sets the same for global secondary indexes, by name, each with C(read_units_per_second), C(write_units_per_second), or both.
            type: dict
          read_units_per_second:
            description: Sets the reads a second.
            type: int
          write_units_per_second:
            description: Sets the writes a second.
            type: int
  purge_tags:
    description:
      - Removes tags that RV(ignore:settings.tags) does not name, if that setting is given.
    type: bool
    default: true
  purge_replicas:
    description:
      - Removes replicas that RV(ignore:settings.replicas) does not name, with all their data, if that setting is given.
    type: bool
    default: false
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 7200. A change that AWS has accepted continues in AWS.
    type: int
    default: 3600
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
      - The module sends all requests that only read. It changes nothing and does not wait.
  diff_mode:
    support: full
  action:
    support: full
  async:
    support: full
notes:
  - "Permissions needed: C(dynamodb:DescribeTable); C(dynamodb:UpdateTable) to change settings that have no operation of their own;
    C(dynamodb:DescribeContinuousBackups) and C(dynamodb:UpdateContinuousBackups) for point-in-time recovery and replicas;
    C(dynamodb:DescribeTimeToLive) and C(dynamodb:UpdateTimeToLive); C(dynamodb:DescribeContributorInsights) and
    C(dynamodb:UpdateContributorInsights); C(dynamodb:ListTagsOfResource), C(dynamodb:TagResource) and C(dynamodb:UntagResource);
    C(dynamodb:GetResourcePolicy), C(dynamodb:PutResourcePolicy) and C(dynamodb:DeleteResourcePolicy), for the policy of a stream on the stream.
    Only the settings that are named need theirs."
  - Replicas require further permissions, for example to create and read the replica's table. See the developer guide on global tables.
  - The module connects to replicas in their own regions with the same credentials. O(endpoint_url), if set, is used for all regions.
  - A replica that cannot be reached can be removed. Its point-in-time recovery cannot be changed. A task that names it fails before its first change.
  - An empty string counts as omitted for every option but O(table_name). AWX surveys send an empty string for an unanswered question.
seealso:
  - module: dynaops.dynamodb.dynamodb_table_settings_info
  - module: dynaops.dynamodb.dynamodb_restore_backup
  - module: dynaops.dynamodb.dynamodb_table
  - name: UpdateTable
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
"""

EXAMPLES = r"""
- name: Protect a table
  dynaops.dynamodb.dynamodb_table_settings:
    table_name: orders
    settings:
      point_in_time_recovery: {enabled: true}
      deletion_protection: {enabled: true}
      stream: {enabled: true, view_type: NEW_AND_OLD_IMAGES}
      time_to_live: {enabled: true, attribute_name: expires}
      server_side_encryption: {enabled: true}
      tags: {Owner: operations, Environment: prod}

- name: Add a replica with its own point-in-time recovery
  dynaops.dynamodb.dynamodb_table_settings:
    table_name: orders
    settings:
      replicas:
        - region_name: eu-central-1
          point_in_time_recovery: {enabled: true, recovery_period_in_days: 14}
    timeout: 3600
"""

RETURN = r"""
settings:
  description:
    - The settings that were named, as they are now (in check mode, as they would be), in the form of
      M(dynaops.dynamodb.dynamodb_table_settings_info).
  returned: always
  type: dict
  sample: {"deletion_protection": {"enabled": true}, "stream": {"enabled": true, "view_type": "NEW_AND_OLD_IMAGES"}}
changes:
  description: The changes that were made (in check mode, that would be), in order. After a failure, AWS may still be processing the last one.
  returned: always
  type: list
  elements: str
  sample: ["deletion_protection: enable", "stream: enable with NEW_AND_OLD_IMAGES"]
table:
  description: The table as DescribeTable showed it before the changes.
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
  sample: Made 2 changes to the settings of table orders in region us-east-1.
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
          C(SettingFailed), C(IndexBusy), C(TableBusy), C(TableNotReady), C(Timeout), C(DamagedAnswer), C(Interrupted)
          and C(InternalError).
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
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import TABLE_SETTINGS
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import apply_settings as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings import catalogue
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings.apply_changes import Desired

ARGUMENTS = {
    "table_name": {"type": "str", "required": True},
    "settings": {**catalogue.OPTION, "required": True},
    "purge_tags": {"type": "bool", "default": True},
    "purge_replicas": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 3600, "aliases": ["wait_timeout"]},
}


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    table = names.parse_table(params["table_name"])
    return job.Request(table, Desired(catalogue.named(params["settings"]), params["purge_tags"], params["purge_replicas"]), check_mode)


def main() -> None:
    """Arguments, names, table, settings, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(with_diff=module.wants_diff()), TABLE_SETTINGS)


if __name__ == "__main__":
    main()
