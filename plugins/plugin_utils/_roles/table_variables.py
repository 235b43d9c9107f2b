# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the role dynamodb_table: their types, their defaults, and what an environment presets. Pure.

``meta/argument_specs.yml`` describes them for users; a test compares both.
"""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.settings import FURTHER_SETTINGS, TAGS
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.variables import Declarations, Values, Variables, read

PREFIX = "dynamodb_table_"
DAILY_AT_TWO = "cron(0 2 * * ? *)"
HOURLY = "cron(0 */1 * * ? *)"
OPERATIONS = ("BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "TransactGetItems", "TransactWriteItems", "UpdateItem")

_TYPES = ("S", "N", "B")
_TEXT = {"type": "str", "default": ""}
_ON, _OFF = {"type": "bool", "default": True}, {"type": "bool", "default": False}
_KEY_TYPE = {"type": "str", "choices": _TYPES, "default": "S"}
_INDEX = {
    "name": {"type": "str", "required": True, "example": "ByStatus"},
    "hash_key": {"type": "str", "required": True, "example": "status"},
    "range_key": {"type": "str"},
    "projection_type": {"type": "str", "choices": ("ALL", "KEYS_ONLY", "INCLUDE")},
    "non_key_attributes": {"type": "list", "elements": "str"},
    "read_capacity": {"type": "int"},
    "write_capacity": {"type": "int"},
}
VIEW_TYPE = {"type": "str", "choices": ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"), "default": "NEW_AND_OLD_IMAGES"}
# What both roles have, under the same names.
SHARED: Declarations = {
    "state": {"type": "str", "choices": ("present", "absent"), "default": "present"},
    "region": _TEXT,
    "timeout": {"type": "int", "default": 1800},
    "read_capacity": {"type": "int", "default": 0},
    "write_capacity": {"type": "int", "default": 0},
    "stream_view_type": VIEW_TYPE,
    "disable_deletion_protection": _OFF,
    "final_backup_name": _TEXT,
    "final_settings_manifest": _TEXT,
    "further_settings": FURTHER_SETTINGS,
    "tags": TAGS,
    "purge_tags": _ON,
}
TABLE: Declarations = {
    **SHARED,
    "name": _TEXT,
    "environment": {"type": "str", "choices": ("dev", "sit", "prod"), "default": ""},
    "partition_key": _TEXT,
    "partition_key_type": _KEY_TYPE,
    "sort_key": _TEXT,
    "sort_key_type": _KEY_TYPE,
    "attributes": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {"name": {"type": "str", "required": True}, "type": {"type": "str", "choices": _TYPES, "required": True}},
        "example": [{"name": "status", "type": "S"}],
    },
    "global_secondary_indexes": {"type": "list", "elements": "dict", "default": [], "options": _INDEX},
    "billing_mode": {"type": "str", "choices": ("PAY_PER_REQUEST", "PROVISIONED"), "default": "PAY_PER_REQUEST"},
    "point_in_time_recovery": _ON,
    "point_in_time_recovery_days": {"type": "int"},
    "stream_enabled": _ON,
    "ttl_enabled": _OFF,
    "ttl_attribute_name": {"type": "str", "default": "expiryTime"},
    "enable_deletion_protection": _OFF,
    "contributor_insights": {"type": "bool"},
    "enable_replication": _OFF,
    "replica_region": {"type": "str", "default": "eu-west-1"},
    "purge_replicas": _OFF,
}
MAIN: Declarations = {
    **TABLE,
    "billing_mode": {"type": "str", "choices": ("PAY_PER_REQUEST",), "default": "PAY_PER_REQUEST"},
    "enable_backup": _OFF,
    "backup_retention_days": {"type": "int", "default": 7},
    "backup_schedule": {"type": "str", "default": DAILY_AT_TWO},
    "backup_vault_name": _TEXT,
    "replica_backup_vault_name": _TEXT,
    "backup_plan_name": _TEXT,
    "backup_rule_name": _TEXT,
    "backup_selection_name": _TEXT,
    "backup_role_name": _TEXT,
    "alarm_actions": {"type": "list", "elements": "str", "default": []},
    "alarm_operations": {"type": "list", "elements": "str", "default": []},
}
ENTRIES = {"table": TABLE, "main": MAIN}

# What an environment means where nothing else is said.
ENVIRONMENTS: dict[str, Values] = {
    "dev": {
        "enable_backup": True,
        "backup_retention_days": 7,
        "backup_schedule": DAILY_AT_TWO,
        "enable_deletion_protection": False,
        "enable_replication": False,
    },
    "sit": {
        "enable_backup": True,
        "backup_retention_days": 14,
        "backup_schedule": DAILY_AT_TWO,
        "enable_deletion_protection": False,
        "enable_replication": False,
    },
    "prod": {
        "enable_backup": True,
        "backup_retention_days": 90,
        "backup_schedule": HOURLY,
        "enable_deletion_protection": True,
        "enable_replication": True,
        "replica_region": "eu-west-1",
        "final_backup_name": "{table}-final",
    },
}
# The names of what AWS Backup needs, by default the table's with these ends.
NAME_ENDS = {
    "backup_vault_name": "-backup-vault",
    "replica_backup_vault_name": "-backup-vault-dr",
    "backup_plan_name": "-backup-plan",
    "backup_rule_name": "-backup-rule",
    "backup_selection_name": "-backup-selection",
    "backup_role_name": "-backup-role",
}


def variables_of(entry: str, given: t.Mapping[str, t.Any]) -> Variables:
    """The variables of an entry point, with the defaults of their environment and of the table's name."""
    found = read(PREFIX, ENTRIES[entry], given)
    preset = {name: value for name, value in ENVIRONMENTS.get(found.values["environment"], {}).items() if name in found.values}
    names = {name: f"{found.values['name']}{end}" for name, end in NAME_ENDS.items() if name in found.values}
    own = {name: value for name, value in found.values.items() if name in found.given}
    return Variables(PREFIX, {**found.values, **preset, **names, **own}, found.given, found.wrong)
