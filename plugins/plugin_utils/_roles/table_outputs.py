# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outputs of the roles, from what AWS shows. Pure."""

from __future__ import annotations

import re
import typing as t

Shown = t.Mapping[str, t.Any]


def table_outputs(plan: Shown, table: Shown, settings: Shown) -> dict[str, t.Any]:
    """The outputs of a table as it was described last, with its settings; of what the plan says where there is no table yet, in check mode."""
    arn, stream = table.get("table_arn"), _stream(table)
    indexes, replica = _indexes(plan, table), _replica(plan, table)
    return {
        "table_name": plan["name"],
        "table_id": plan["name"],
        "table_unique_id": table.get("table_id"),
        "table_arn": arn,
        "table_stream_arn": stream.get("latest_stream_arn"),
        "table_stream_label": stream.get("latest_stream_label"),
        "global_secondary_indexes": indexes,
        "gsi_arns": {index["name"]: f"{arn}/index/{index['name']}" for index in indexes} if arn else {},
        "replica_region": replica,
        "replica_table_arn": replica_arn(arn, replica) if arn and replica else None,
        "table_info": _info(plan, table, settings, bool(replica)),
    }


def replica_arn(arn: str, region: str) -> str:
    """The ARN of the table's replica in a region."""
    return re.sub(r"^(arn:[^:]+:dynamodb:)[^:]+", rf"\g<1>{region}", arn)


def _info(plan: Shown, table: Shown, settings: Shown, is_replicated: bool) -> dict[str, t.Any]:
    keys = _keys(table) if table else {"HASH": plan["table"]["hash_key_name"], "RANGE": plan["table"].get("range_key_name")}
    recovery = settings.get("point_in_time_recovery", plan["settings"]["point_in_time_recovery"])
    return {
        "name": plan["name"],
        "arn": table.get("table_arn"),
        "partition_key": keys["HASH"],
        "sort_key": keys.get("RANGE"),
        "billing_mode": _billing_mode(plan, table),
        "stream_enabled": bool(_stream(table)) if table else plan["settings"]["stream"]["enabled"],
        "stream_arn": _stream(table).get("latest_stream_arn"),
        "pitr_enabled": bool(recovery["enabled"]),
        "backup_enabled": False,
        "replication_enabled": is_replicated,
    }


def _billing_mode(plan: Shown, table: Shown) -> str:
    """AWS shows none of a table that always was provisioned."""
    shown = table.get("billing_mode") or (table.get("billing_mode_summary") or {}).get("billing_mode")
    return shown or ("PROVISIONED" if table else plan["table"]["billing_mode"])


def _stream(table: Shown) -> Shown:
    """The table, if its stream is enabled: AWS shows the ARN of the last stream of a table without one too."""
    return table if (table.get("stream_specification") or {}).get("stream_enabled") else {}


def _keys(shown: Shown) -> dict[str, str]:
    return {key["key_type"]: key["attribute_name"] for key in shown["key_schema"]}


def _indexes(plan: Shown, table: Shown) -> list[dict[str, t.Any]]:
    """The indexes that AWS shows, those of the variables first and in their order."""
    wanted = [{"name": each["name"], "hash_key": each["hash_key_name"], "range_key": each.get("range_key_name")} for each in plan["table"]["indexes"]]
    if not table:
        return wanted
    names = [each["name"] for each in wanted]
    shown = {each["index_name"]: _keys(each) for each in table.get("global_secondary_indexes") or []}
    order = [*(name for name in names if name in shown), *sorted(set(shown) - set(names))]
    return [{"name": name, "hash_key": shown[name]["HASH"], "range_key": shown[name].get("RANGE")} for name in order]


def _replica_regions(table: Shown) -> list[str]:
    own = str(table.get("table_arn", ":::")).split(":")[3]
    return sorted(each["region_name"] for each in table.get("replicas") or [] if each["region_name"] != own)


def _replica(plan: Shown, table: Shown) -> str | None:
    """The region of the replica: of several, that of the variables."""
    wanted = [each["region_name"] for each in plan["settings"]["replicas"]]
    found = _replica_regions(table) if table else wanted
    return next((region for region in wanted if region in found), found[0] if found else None)


def outputs_around(plan: Shown, backup_plan_id: str | None, vault: Shown, replica_vault: Shown, alarms: t.Sequence[Shown]) -> dict[str, t.Any]:
    """The outputs of AWS Backup and of the alarms."""
    wanted = plan["backup"]["wanted"]
    arns = {each["output"]: result.get("alarm_arn") for each, result in zip(plan["alarms"], alarms) if each["output"]}
    return {
        "backup_plan_id": (backup_plan_id or None) if wanted else None,
        "backup_vault_name": plan["backup"]["names"]["vault"] if wanted else None,
        "backup_vault_arn": (vault.get("backup_vault_arn") or None) if wanted else None,
        "replica_backup_vault_arn": (replica_vault.get("backup_vault_arn") or None) if plan["replica_vault"] else None,
        **arns,
    }


def role_outputs(plan: Shown, table: Shown, settings: Shown, around: Shown | None = None) -> dict[str, t.Any]:
    """All outputs of the role dynamodb_table; ``around`` are those of the entry point main."""
    found = table_outputs(plan, table, settings)
    if around is None:
        return found
    info = {**found["table_info"], "backup_enabled": around["backup_vault_name"] is not None}
    return {**found, **around, "table_info": info}


def jobs_outputs(plan: Shown, table: Shown, backup_arn: str | None) -> dict[str, t.Any]:
    """All outputs of the role dynamodb_jobs_table."""
    found = table_outputs(plan, table, {})
    names = ("table_name", "table_id", "table_arn", "table_stream_arn", "global_secondary_indexes")
    return {**{name: found[name] for name in names}, "backup_arn": backup_arn or None}
