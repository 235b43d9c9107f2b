# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS Backup has for a table: as its modules take it, and what of it may be removed. Pure."""

from __future__ import annotations

import typing as t

_TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
# AWS's managed policies (AWS Backup documentation, "Managed policies for AWS Backup").
_POLICIES = ("AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores")
Shown = t.Mapping[str, t.Any]


def resources(plan: Shown, table_arn: str, found: t.Sequence[Shown] = ()) -> dict[str, t.Any]:
    """Trust, policies and rule, and whether the plan that AWS Backup has (as backup_plan_info shows it) is like that already.

    Without an ARN, which a table that does not exist yet has not, the ARNs in it are no ARNs: that is for check mode.
    """
    parts, own = plan["backup"], [*table_arn.split(":"), *[""] * 5]
    partition = own[1] or "aws"
    lifecycle = {"delete_after_days": parts["retention_days"]}
    vault = plan.get("replica_vault") or {}
    destination = f"arn:{partition}:backup:{vault['region']}:{own[4]}:backup-vault:{vault['name']}" if vault else ""
    # Whole, with what the module adds: so it can be compared with the rule that there is.
    rule = {
        "rule_name": parts["names"]["rule"],
        "target_backup_vault_name": parts["names"]["vault"],
        "schedule_expression": parts["schedule"],
        "schedule_expression_timezone": "Etc/UTC",
        "start_window_minutes": 480,
        "completion_window_minutes": 10080,
        "enable_continuous_backup": False,
        "lifecycle": lifecycle,
        **({"copy_actions": [{"destination_backup_vault_arn": destination, "lifecycle": lifecycle}]} if vault else {}),
    }
    return {
        "trust": _TRUST,
        "policies": [f"arn:{partition}:iam::aws:policy/service-role/{name}" for name in _POLICIES],
        "rule": rule,
        "is_current": bool(found) and _is_current(found[0], rule, parts["tags"]["plan"]),
        "plan_id": found[0].get("backup_plan_id") if found else None,
    }


def _is_current(shown: Shown, rule: Shown, tags: Shown) -> bool:
    rules = [{key: value for key, value in each.items() if key != "rule_id"} for each in shown.get("backup_plan", {}).get("rules", [])]
    return bool(shown.get("tags") == tags and rules == [rule])


def is_ours(tags: Shown | None, name: str, component: str) -> bool:
    """Whether these are tags that the role gives: nothing else is removed unless a user named it."""
    return (tags or {}).get("Name") == name and (tags or {}).get("Component") == component


def removals(plan: Shown, plans: t.Sequence[Shown], selections: t.Sequence[Shown], roles: t.Sequence[Shown]) -> dict[str, t.Any]:
    """Whether selection, plan and role are removed, and a sentence for each that is kept.

    The selection is this table's when the table is the only resource in it. The plan has no other selection. Plan and role carry the tags that
    the role gives, or a user named them, or the plan had the table's selection.
    """
    names, named = plan["backup"]["names"], plan["backup"]["named"]
    shown = plans[0] if plans else {}
    own = [each for each in selections if each.get("resources") == [_table_arn(shown, plan["name"])] and each.get("selection_name") == names["selection"]]
    others = [each for each in selections if each not in own]
    ours = bool(own) or "plan" in named or is_ours(shown.get("tags"), names["plan"], "backup")
    role = roles[0] if roles else {}
    role_is_free = all(each.get("iam_role_arn") != role.get("arn") for each in others)
    removed = {
        "selection": bool(own),
        "plan": bool(shown) and ours and not others,
        "role": bool(role) and role_is_free and ("role" in named or is_ours(role.get("tags"), names["role"], "iam")),
    }
    kept = [(f"plan {names['plan']}", bool(shown) and not removed["plan"]), (f"IAM role {names['role']}", bool(role) and not removed["role"])]
    return {**removed, "kept": [f"The {what} is kept: it has other selections, or this role did not create it." for what, is_kept in kept if is_kept]}


def _table_arn(shown: Shown, table: str) -> str:
    """The ARN of the table beside a plan of AWS Backup: it has the same partition, region and account."""
    parts = [*str(shown.get("backup_plan_arn", "")).split(":"), *[""] * 5]
    return f"arn:{parts[1]}:dynamodb:{parts[3]}:{parts[4]}:table/{table}"


def vaults(plan: Shown, plans: t.Sequence[Shown], replicas: t.Sequence[Shown]) -> list[dict[str, str]]:
    """The vaults that the table may have: name, and region where that is not the table's own. Replicas and copies tell of further regions."""
    name = plan["replica_vault_name"]
    regions = {*plan["replica_vault_regions"], *(each["region_name"] for each in replicas)}
    for rule in [rule for each in plans[:1] for rule in each.get("backup_plan", {}).get("rules", [])]:
        for copy in rule.get("copy_actions") or []:
            arn = str(copy.get("destination_backup_vault_arn", "")).split(":")
            regions.update([arn[3]] if arn[-1] == name and len(arn) > 3 else [])
    return [{"name": plan["backup"]["names"]["vault"], "region": ""}, *({"name": name, "region": region} for region in sorted(regions) if name)]


def vault_removals(plan: Shown, looked_for: t.Sequence[Shown], results: t.Sequence[Shown]) -> dict[str, t.Any]:
    """Which vaults are removed: empty ones that carry the tags that the role gives, or whose name a user gave. A sentence for each that is kept."""
    removed, kept = [], []
    for vault, result in zip(looked_for, results):
        shown = result.get("vault") or {}
        count = shown.get("number_of_recovery_points")
        if count is None:
            continue
        where = f"in region {vault['region']}" if vault["region"] else "in the table's region"
        if count:
            kept.append(f"The vault {vault['name']} {where} is kept: it has {count} recovery points.")
        elif is_ours(shown.get("tags"), vault["name"], "backup") or (not vault["region"] and "vault" in plan["backup"]["named"]):
            removed.append(vault)
        else:
            kept.append(f"The vault {vault['name']} {where} is kept: this role did not create it.")
    return {"removed": removed, "kept": kept}


def alarm_removals(plan: Shown, found: t.Sequence[Shown]) -> list[str]:
    """The names of the alarms that are about this table, of those that have its alarms' names."""
    wanted = {each["name"]: each["dimensions"] for each in plan["alarms"]}
    shown = {each["alarm_name"]: {pair["name"]: pair["value"] for pair in each.get("dimensions", [])} for each in found}
    return [name for name in wanted if shown.get(name) == wanted[name]]
