# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role dynamodb_table is to make, from its variables alone. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles import table_checks
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.settings import removal, text_tags
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.table_variables import variables_of
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.variables import Values, Variables, merged

_LONG_TYPES = {"S": "STRING", "N": "NUMBER", "B": "BINARY"}
# Metric, threshold, periods of five minutes, and what the description begins with. Seen by AWS for a table and an operation: all but the first.
_ALARMS = {
    "user-errors": ("UserErrors", 10, 2, "Alert when user errors exceed threshold for"),
    "system-errors": ("SystemErrors", 0, 1, "Alert on any system errors for"),
    "throttled-requests": ("ThrottledRequests", 5, 2, "Alert when throttled requests exceed threshold for"),
}
_BY_OPERATION = ("system-errors", "throttled-requests")


def plan(entry: str, given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """All that follows from the variables of an entry point; only ``wrong``, with a sentence for each error, where they are wrong."""
    variables = variables_of(entry, given)
    if variables.wrong:
        return {"wrong": variables.wrong}
    values = variables.values
    added = {"Name": values["name"], "Type": "DynamoDB"} if entry == "main" else {}
    settings = _settings(values, {**text_tags(values["tags"]), **added})
    wrong = table_checks.flaws(variables, entry, added, settings)
    if wrong:
        return {"wrong": wrong}
    return {
        "wrong": [],
        "role": "dynamodb_table",
        "name": values["name"],
        "state": values["state"],
        "region_option": {"region": values["region"]} if values["region"] else {},
        "timeout": values["timeout"],
        **removal(variables),
        "table": table_options(values),
        "settings": settings,
        "purge_tags": values["purge_tags"],
        "purge_replicas": values["purge_replicas"],
        **(_around(variables) if entry == "main" else {"backup": {"wanted": False, "named_off": False}, "replica_vault": {}, "alarms": []}),
    }


def table_options(values: Values) -> dict[str, t.Any]:
    """Keys, indexes, billing and capacity as the module takes them."""
    types, provisioned = table_checks.types_of(values), values["billing_mode"] == "PROVISIONED"
    return {
        **_key("hash", values["partition_key"], types),
        **_key("range", values["sort_key"], types),
        "billing_mode": values["billing_mode"],
        **({"read_capacity": values["read_capacity"], "write_capacity": values["write_capacity"]} if provisioned else {}),
        "indexes": [_index(index, types, values) for index in values["global_secondary_indexes"]],
    }


def _key(kind: str, name: str | None, types: t.Mapping[str, str]) -> dict[str, str]:
    return {f"{kind}_key_name": name, f"{kind}_key_type": _LONG_TYPES[types[name]]} if name else {}


def _index(index: Values, types: t.Mapping[str, str], values: Values) -> dict[str, t.Any]:
    projection = index.get("projection_type", "ALL")
    capacity = {which: index.get(which, values[which]) for which in ("read_capacity", "write_capacity")}
    return {
        "name": index["name"],
        "type": f"global_{projection.lower()}",
        **_key("hash", index["hash_key"], types),
        **_key("range", index.get("range_key"), types),
        **({"includes": index["non_key_attributes"]} if projection == "INCLUDE" else {}),
        **(capacity if values["billing_mode"] == "PROVISIONED" else {}),
    }


def _settings(values: Values, tags: t.Mapping[str, str]) -> dict[str, t.Any]:
    """The settings as the module takes them. The further ones override the others."""
    days = values["point_in_time_recovery_days"]
    recovery = {"enabled": values["point_in_time_recovery"], **({"recovery_period_in_days": days} if values["point_in_time_recovery"] and days else {})}
    own: dict[str, t.Any] = {
        "tags": dict(tags),
        "point_in_time_recovery": recovery,
        "stream": {"enabled": values["stream_enabled"], **({"view_type": values["stream_view_type"]} if values["stream_enabled"] else {})},
        "time_to_live": {"enabled": values["ttl_enabled"], **({"attribute_name": values["ttl_attribute_name"]} if values["ttl_enabled"] else {})},
        "server_side_encryption": {"enabled": True},
        "deletion_protection": {"enabled": values["enable_deletion_protection"]},
        "replicas": [{"region_name": values["replica_region"], "point_in_time_recovery": recovery}] if values["enable_replication"] else [],
    }
    insights = {} if values["contributor_insights"] is None else {"contributor_insights": {"enabled": values["contributor_insights"]}}
    return merged({**own, **insights}, values["further_settings"])


def _around(variables: Variables) -> dict[str, t.Any]:
    """Alarms, the vault beside the replica, and what AWS Backup is to have."""
    values = variables.values
    tags, vault = text_tags(values["tags"]), values["replica_backup_vault_name"]
    region = values["replica_region"]
    replica_vault = {"name": vault, "region": region, "tags": {**tags, "Name": vault, "Component": "backup", "Region": region}}
    return {
        "replica_vault": replica_vault if values["enable_replication"] else {},
        "backup": backup_parts(
            tags,
            {name: values[f"backup_{name}_name"] for name in ("vault", "plan", "rule", "selection", "role")},
            values["backup_schedule"],
            values["backup_retention_days"],
            wanted=values["enable_backup"],
            named_off="enable_backup" in variables.given and not values["enable_backup"],
            named=[name for name in ("vault", "plan", "role") if f"backup_{name}_name" in variables.given],
        ),
        "alarms": _alarms(values, tags),
        "alarm_actions": values["alarm_actions"],
        "alarm_tags": [{"name": each["name"], "tags": each["tags"]} for each in _alarms(values, tags)],
        # What absent looks for, wherever a replica is or was.
        "replica_vault_name": vault,
        "replica_vault_regions": [region] if values["enable_replication"] or "replica_region" in variables.given else [],
    }


def backup_parts(
    tags: t.Mapping[str, str], names: t.Mapping[str, str], schedule: str, days: int, *, wanted: bool, named_off: bool, named: t.Sequence[str]
) -> dict[str, t.Any]:
    """What AWS Backup has for a table: names and tags of its vault, plan, selection and role; ``named`` are those whose names a user gave."""
    return {
        "wanted": wanted,
        "named_off": named_off,
        "names": dict(names),
        "named": list(named),
        "schedule": schedule,
        "retention_days": days,
        "tags": {part: {**tags, "Name": names[part], "Component": component} for part, component in (("vault", "backup"), ("plan", "backup"), ("role", "iam"))},
    }


def _alarms(values: Values, tags: t.Mapping[str, str]) -> list[dict[str, t.Any]]:
    name = values["name"]
    found = [_alarm(name, kind, tags) for kind in _ALARMS]
    return found + [_alarm(name, kind, tags, operation) for kind in _BY_OPERATION for operation in values["alarm_operations"]]


def _alarm(table: str, kind: str, tags: t.Mapping[str, str], operation: str = "") -> dict[str, t.Any]:
    metric, threshold, periods, text = _ALARMS[kind]
    name = f"{table}-{kind}-{operation}" if operation else f"{table}-{kind}"
    return {
        "name": name,
        "output": "" if operation else f"{kind.replace('-', '_')}_alarm_arn",
        "metric": metric,
        "threshold": threshold,
        "periods": periods,
        "description": f"{text} {table}, {operation}" if operation else f"{text} {table}",
        "dimensions": {"TableName": table, **({"Operation": operation} if operation else {})},
        "tags": {**tags, "Name": f"{name}-alarm", "Component": "monitoring"},
    }
