#!/usr/bin/python
# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dynamodb_table_info
version_added: 1.0.0
short_description: Describe DynamoDB tables
description:
  - Describes one, several or all Amazon DynamoDB tables of a region, as AWS's DescribeTable returns them, with their tags and settings on request.
  - Reads several tables at the same time within AWS's rate limits, and retries throttled requests. A table that cannot be read does not hide the others.
  - Takes the place of the module of the same name in C(community.aws). The guide lists the differences.
author:
  - Dynaops (@dynaops)
options:
  table_name:
    description:
      - Selects the table, by name or by ARN.
      - At most one of O(table_name), O(table_names), O(table_name_patterns) and O(table_tags) (these two also together), and O(all_tables).
      - Without any of them, all tables of the region are described.
      - A table that does not exist is not an error. RV(table) is then empty.
    type: str
    aliases: [name]
  table_names:
    description:
      - Selects several tables, by name or by ARN.
      - Takes a list, or text with commas or line breaks, as AWX surveys send it.
      - A table that does not exist is not an error. RV(missing_tables) names it.
    type: list
    elements: str
  table_name_patterns:
    description:
      - Selects the tables whose names match one of these shell patterns (C(*), C(?), C([...])). Case matters.
      - A pattern that begins with C(!) excludes the tables that it matches. At least one pattern must not begin with it.
      - Can be combined with O(table_tags).
    type: list
    elements: str
  table_tags:
    description:
      - Selects the tables that have all of these tags.
      - Can be combined with O(table_name_patterns). Then both must match.
      - Reads the tags of each table. AWS allows 10 of these requests a second, so 300 tables take 30 seconds.
    type: dict
  all_tables:
    description:
      - Selects all tables of the region.
      - This is the default when no other option selects tables.
    type: bool
    default: false
  include_tags:
    description:
      - Adds RV(tables[].tags).
      - AWS allows 10 of these requests a second. 300 tables take 30 seconds.
    type: bool
    default: false
  include_settings:
    description:
      - Adds RV(tables[].settings), in the form that M(dynaops.dynamodb.dynamodb_table_settings) takes.
      - Needs at least six requests for each table. AWS allows 10 of some of them a second, so 300 tables take 30 seconds or more.
      - The settings of a table that is being created or deleted are left out, with a warning.
    type: bool
    default: false
  timeout:
    description:
      - Sets how long the task may take in seconds, from 60 to 7200.
      - When the timeout expires, each table that was not read fails with the code C(Timeout).
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
  - "Permissions needed: C(dynamodb:DescribeTable); also C(dynamodb:ListTables) without O(table_name) and O(table_names); also
    C(dynamodb:ListTagsOfResource) for O(table_tags), O(include_tags) and O(include_settings); also C(dynamodb:DescribeContinuousBackups) (for
    replicas, also in their regions), C(dynamodb:DescribeTimeToLive), C(dynamodb:DescribeContributorInsights) and C(dynamodb:GetResourcePolicy)
    (also on the stream) for O(include_settings)."
  - An empty string counts as omitted for every option. AWX surveys send an empty string for an unanswered question.
seealso:
  - module: dynaops.dynamodb.dynamodb_table_settings_info
  - module: dynaops.dynamodb.dynamodb_backup_info
  - name: DescribeTable
    description: The operation in the AWS API reference.
    link: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
"""

EXAMPLES = r"""
- name: Describe a table
  dynaops.dynamodb.dynamodb_table_info:
    table_name: orders
  register: found

- name: Show its status
  ansible.builtin.debug:
    msg: "{{ found.table.table_status | default('there is no such table') }}"

- name: Describe all tables of a region, with their tags
  dynaops.dynamodb.dynamodb_table_info:
    region: eu-west-1
    include_tags: true

- name: Read the settings of all production tables
  dynaops.dynamodb.dynamodb_table_info:
    table_name_patterns: ["*", "!test-*"]
    table_tags:
      Environment: prod
    include_settings: true
  register: found

- name: Show which of them can be deleted
  ansible.builtin.debug:
    msg: "{{ found.tables | rejectattr('settings.deletion_protection.enabled') | map(attribute='table_name') }}"
"""

RETURN = r"""
tables:
  description:
    - The selected tables as AWS describes them, in the order of O(table_names) or of their names.
    - Tables that do not exist are left out.
  returned: always
  type: list
  elements: dict
  contains:
    archival_summary:
      description: When and why AWS archived the table, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"archival_reason": "INACCESSIBLE_ENCRYPTION_CREDENTIALS"}
    attribute_definitions:
      description: The attributes that the keys of the table and of its indexes use, each with C(attribute_name) and C(attribute_type).
      returned: always
      type: list
      elements: dict
      sample: [{"attribute_name": "id", "attribute_type": "S"}]
    billing_mode:
      description: The billing mode, C(PROVISIONED) or C(PAY_PER_REQUEST).
      returned: when AWS returns it
      type: str
      sample: PAY_PER_REQUEST
    billing_mode_summary:
      description: The billing mode, and when it was last set to C(PAY_PER_REQUEST), as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"billing_mode": "PAY_PER_REQUEST", "last_update_to_pay_per_request_date_time": "2026-11-21T02:00:00+00:00"}
    creation_date_time:
      description: When the table was created, in UTC.
      returned: always
      type: str
      sample: "2026-11-21T02:00:00+00:00"
    deletion_protection_enabled:
      description: Whether AWS refuses to delete the table.
      returned: when AWS returns it
      type: bool
      sample: false
    error:
      description: The error code and AWS's error message, as in RV(error).
      returned: when it failed
      type: dict
      sample: {"code": "AccessDeniedException", "message": "User is not authorized to perform this action"}
    failed:
      description: Whether something of the table could not be read. The entry then has what was read.
      returned: always
      type: bool
      sample: false
    global_secondary_indexes:
      description: The global secondary indexes, as AWS returns them.
      returned: always
      type: list
      elements: dict
      sample: [{"index_name": "ByStatus", "index_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/index/ByStatus"}]
    global_table_settings_replication_mode:
      description: Whether AWS copies the settings of the table to its replicas.
      returned: when AWS returns it
      type: str
      sample: ENABLED_WITH_OVERRIDES
    global_table_version:
      description: The version of global tables that the table uses.
      returned: when AWS returns it
      type: str
      sample: "2019.11.21"
    global_table_witnesses:
      description: The witness of strongly consistent replicas, in AWS's words.
      returned: when AWS returns it
      type: list
      elements: dict
      sample: [{"region_name": "us-west-2", "witness_status": "ACTIVE"}]
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
    local_secondary_indexes:
      description: The local secondary indexes, as AWS returns them.
      returned: always
      type: list
      elements: dict
      sample: []
    msg:
      description: Why something of the table could not be read. One line.
      returned: when it failed
      type: str
      sample: No permission for ListTagsOfResource on table orders in region us-east-1 (AccessDeniedException).
    multi_region_consistency:
      description: The consistency of the replicas, C(EVENTUAL) or C(STRONG).
      returned: when AWS returns it
      type: str
      sample: STRONG
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
    replicas:
      description: The replicas with their statuses, in AWS's words.
      returned: when AWS returns it
      type: list
      elements: dict
      sample: [{"region_name": "eu-west-1", "replica_status": "CREATION_FAILED", "replica_status_description": "Subscriber limit exceeded"}]
    restore_summary:
      description: The backup or the table from which the table was restored, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"source_backup_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d", "restore_in_progress": true}
    settings:
      description: The settings, as M(dynaops.dynamodb.dynamodb_table_settings_info) returns them.
      returned: when O(include_settings=true) and the table is neither C(CREATING) nor C(DELETING)
      type: dict
      sample: {"deletion_protection": {"enabled": true}, "point_in_time_recovery": {"enabled": true, "recovery_period_in_days": 35}}
    sse_description:
      description: The encryption with a key in AWS KMS, as AWS returns it. Absent when AWS owns the key.
      returned: when AWS returns it
      type: dict
      sample: {"sse_type": "KMS", "status": "ENABLED"}
    stream_specification:
      description: Whether the stream is enabled, and its view type, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"stream_enabled": true, "stream_view_type": "NEW_AND_OLD_IMAGES"}
    table_arn:
      description: The table's ARN. A later table of the same name has the same ARN.
      returned: always
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders
    table_class:
      description: The table's class, C(STANDARD) or C(STANDARD_INFREQUENT_ACCESS).
      returned: always
      type: str
      sample: STANDARD
    table_class_summary:
      description: The class, and when it was last changed, as AWS returns it. Absent for a table that always had the class C(STANDARD).
      returned: when AWS returns it
      type: dict
      sample: {"table_class": "STANDARD_INFREQUENT_ACCESS"}
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
    tags:
      description: All tags of the table, also those whose keys begin with C(aws:).
      returned: when O(include_tags=true)
      type: dict
      sample: {"Owner": "operations"}
    vector_indexes:
      description: The vector indexes, with the names of AWS. A restore brings them back.
      returned: always
      type: list
      elements: dict
      sample: []
    warm_throughput:
      description: How many reads and writes a second the table can serve at once, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"read_units_per_second": 12000, "status": "ACTIVE", "write_units_per_second": 4000}
table:
  description: The table of O(table_name), as in RV(tables). Empty when there is no table of that name.
  returned: when O(table_name) is given
  type: dict
  contains:
    archival_summary:
      description: When and why AWS archived the table, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"archival_reason": "INACCESSIBLE_ENCRYPTION_CREDENTIALS"}
    attribute_definitions:
      description: The attributes that the keys of the table and of its indexes use, each with C(attribute_name) and C(attribute_type).
      returned: always
      type: list
      elements: dict
      sample: [{"attribute_name": "id", "attribute_type": "S"}]
    billing_mode:
      description: The billing mode, C(PROVISIONED) or C(PAY_PER_REQUEST).
      returned: when AWS returns it
      type: str
      sample: PAY_PER_REQUEST
    billing_mode_summary:
      description: The billing mode, and when it was last set to C(PAY_PER_REQUEST), as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"billing_mode": "PAY_PER_REQUEST", "last_update_to_pay_per_request_date_time": "2026-11-21T02:00:00+00:00"}
    creation_date_time:
      description: When the table was created, in UTC.
      returned: always
      type: str
      sample: "2026-11-21T02:00:00+00:00"
    deletion_protection_enabled:
      description: Whether AWS refuses to delete the table.
      returned: when AWS returns it
      type: bool
      sample: false
    error:
      description: The error code and AWS's error message, as in RV(error).
      returned: when it failed
      type: dict
      sample: {"code": "AccessDeniedException", "message": "User is not authorized to perform this action"}
    failed:
      description: Whether something of the table could not be read. The entry then has what was read.
      returned: always
      type: bool
      sample: false
    global_secondary_indexes:
      description: The global secondary indexes, as AWS returns them.
      returned: always
      type: list
      elements: dict
      sample: [{"index_name": "ByStatus", "index_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/index/ByStatus"}]
    global_table_settings_replication_mode:
      description: Whether AWS copies the settings of the table to its replicas.
      returned: when AWS returns it
      type: str
      sample: ENABLED_WITH_OVERRIDES
    global_table_version:
      description: The version of global tables that the table uses.
      returned: when AWS returns it
      type: str
      sample: "2019.11.21"
    global_table_witnesses:
      description: The witness of strongly consistent replicas, in AWS's words.
      returned: when AWS returns it
      type: list
      elements: dict
      sample: [{"region_name": "us-west-2", "witness_status": "ACTIVE"}]
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
    local_secondary_indexes:
      description: The local secondary indexes, as AWS returns them.
      returned: always
      type: list
      elements: dict
      sample: []
    msg:
      description: Why something of the table could not be read. One line.
      returned: when it failed
      type: str
      sample: No permission for ListTagsOfResource on table orders in region us-east-1 (AccessDeniedException).
    multi_region_consistency:
      description: The consistency of the replicas, C(EVENTUAL) or C(STRONG).
      returned: when AWS returns it
      type: str
      sample: STRONG
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
    replicas:
      description: The replicas with their statuses, in AWS's words.
      returned: when AWS returns it
      type: list
      elements: dict
      sample: [{"region_name": "eu-west-1", "replica_status": "CREATION_FAILED", "replica_status_description": "Subscriber limit exceeded"}]
    restore_summary:
      description: The backup or the table from which the table was restored, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"source_backup_arn": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d", "restore_in_progress": true}
    settings:
      description: The settings, as M(dynaops.dynamodb.dynamodb_table_settings_info) returns them.
      returned: when O(include_settings=true) and the table is neither C(CREATING) nor C(DELETING)
      type: dict
      sample: {"deletion_protection": {"enabled": true}, "point_in_time_recovery": {"enabled": true, "recovery_period_in_days": 35}}
    sse_description:
      description: The encryption with a key in AWS KMS, as AWS returns it. Absent when AWS owns the key.
      returned: when AWS returns it
      type: dict
      sample: {"sse_type": "KMS", "status": "ENABLED"}
    stream_specification:
      description: Whether the stream is enabled, and its view type, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"stream_enabled": true, "stream_view_type": "NEW_AND_OLD_IMAGES"}
    table_arn:
      description: The table's ARN. A later table of the same name has the same ARN.
      returned: always
      type: str
      sample: arn:aws:dynamodb:us-east-1:123456789012:table/orders
    table_class:
      description: The table's class, C(STANDARD) or C(STANDARD_INFREQUENT_ACCESS).
      returned: always
      type: str
      sample: STANDARD
    table_class_summary:
      description: The class, and when it was last changed, as AWS returns it. Absent for a table that always had the class C(STANDARD).
      returned: when AWS returns it
      type: dict
      sample: {"table_class": "STANDARD_INFREQUENT_ACCESS"}
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
    tags:
      description: All tags of the table, also those whose keys begin with C(aws:).
      returned: when O(include_tags=true)
      type: dict
      sample: {"Owner": "operations"}
    vector_indexes:
      description: The vector indexes, with the names of AWS. A restore brings them back.
      returned: always
      type: list
      elements: dict
      sample: []
    warm_throughput:
      description: How many reads and writes a second the table can serve at once, as AWS returns it.
      returned: when AWS returns it
      type: dict
      sample: {"read_units_per_second": 12000, "status": "ACTIVE", "write_units_per_second": 4000}
failed_tables:
  description: The names of the tables that failed.
  returned: always
  type: list
  elements: str
  sample: []
missing_tables:
  description: The names that were given, or listed a moment before, for which there is no table.
  returned: always
  type: list
  elements: str
  sample: []
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
  sample: Described 3 tables in region us-east-1.
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
        - Codes of this module are C(InvalidArgument), C(WrongAccount), C(NotRead), C(Timeout), C(DamagedAnswer), C(Interrupted) and C(InternalError).
      returned: always
      type: str
      sample: AccessDeniedException
    message:
      description: AWS's error message, or this module's.
      returned: always
      type: str
      sample: User is not authorized to perform this action
"""

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import start

if __name__ == "__main__":
    # Before the other imports, which take their time.
    start.begin()

from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.permissions import TABLE_INFO
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import describe_tables as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import DynamoDBModule, run
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import selection

ARGUMENTS = {
    "table_name": {"type": "str", "aliases": ["name"]},
    **selection.OPTIONS,
    "include_tags": {"type": "bool", "default": False},
    "include_settings": {"type": "bool", "default": False},
    "timeout": {"type": "int", "default": 1800, "aliases": ["wait_timeout"]},
}


def request_from(params: t.Mapping[str, t.Any], check_mode: bool) -> job.Request:
    """What the task asks for. Raises ValueError for the first option that is invalid."""
    return job.Request(
        selection=selection.parse_selection(params, required=False),
        single=params["table_name"] is not None,
        with_tags=params["include_tags"],
        with_settings=params["include_settings"],
    )


def main() -> None:
    """Arguments, names, tables, result."""
    module = DynamoDBModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    run(module, job, request_from, job.Outcome(), TABLE_INFO, connections=job.THREADS)


if __name__ == "__main__":
    main()
