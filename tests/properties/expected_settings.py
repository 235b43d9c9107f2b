# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to come of settings, by rules of its own: what is named is so, and what is not named stays."""

from __future__ import annotations

import json
import random
import typing as t

Settings = dict[str, t.Any]

# What AWS takes where neither the task nor the table says it.
_DEFAULTS: dict[str, Settings] = {
    "contributor_insights": {"mode": "ACCESSED_AND_THROTTLED_KEYS"},
    "point_in_time_recovery": {"recovery_period_in_days": 35},
    "stream": {"view_type": "NEW_AND_OLD_IMAGES"},
}


def agrees(name: str, found: t.Any, wanted: t.Any, before: t.Any, purge: bool) -> bool:
    """Whether ``found`` is what has to come of a setting that was ``before`` when a task gives ``wanted``."""
    if name == "table_class":
        return bool(found == wanted)
    if name == "on_demand_throughput":
        return bool(found == {**before, **wanted})
    if name == "tags":
        return bool(found == {**({} if purge else before), **{key: str(value) for key, value in wanted.items()}})
    if name == "global_table_settings_replication_mode":
        return bool((found == "ENABLED") == (wanted == "ENABLED"))
    if name == "warm_throughput":
        indexes = {index: _raised(value, before["indexes"].get(index, {})) for index, value in wanted.get("indexes", {}).items()}
        return bool(found == {**_raised(wanted, before), "indexes": {**before["indexes"], **indexes}})
    if name in ("resource_policy", "stream_resource_policy"):
        return _meaning(found) == _meaning(json.loads(wanted) if isinstance(wanted, str) else wanted)
    if name == "server_side_encryption":
        return _encrypted(found, wanted, before)
    if name == "replicas":
        return _replicated(found, wanted, before, purge)
    if name == "contributor_insights":
        indexes = {index: _switched(name, value, before["indexes"].get(index, {"enabled": False})) for index, value in wanted.get("indexes", {}).items()}
        shown = {**_shown(name, found), "indexes": {index: _shown(name, value) for index, value in found["indexes"].items()}}
        return bool(shown == {**_switched(name, wanted, before), "indexes": {**before["indexes"], **indexes}})
    return bool(_shown(name, found) == _switched(name, wanted, before))


def _shown(name: str, found: Settings) -> Settings:
    """What AWS shows of a setting, of which nothing is asked for that the task does not name."""
    return {**(_DEFAULTS.get(name, {}) if found["enabled"] else {}), **found}


def _switched(name: str, wanted: Settings, before: Settings) -> Settings:
    """A setting that is on or off."""
    whole = {"enabled": True, **_DEFAULTS.get(name, {}), **(before if before["enabled"] else {}), **wanted} if wanted["enabled"] else {"enabled": False}
    return {member: value for member, value in whole.items() if member != "indexes"}


def _raised(wanted: Settings, before: Settings) -> Settings:
    """Throughput that is never lowered."""
    both = ("read_units_per_second", "write_units_per_second")
    return {name: max(side[name] for side in (wanted, before) if name in side) for name in both if name in wanted or name in before}


def _encrypted(found: Settings, wanted: Settings, before: Settings) -> bool:
    key = wanted.get("kms_master_key_id", "alias/aws/dynamodb")
    if not wanted["enabled"]:
        return found == {"enabled": False}
    if key.endswith("alias/aws/dynamodb"):
        # AWS says which key that is, where the table had none.
        return found == before if before["enabled"] else found["enabled"]
    return found["enabled"] and str(found["kms_master_key_id"]).endswith(key)


def _replicated(found: list[Settings], wanted: list[Settings], before: list[Settings], purge: bool) -> bool:
    there, asked = {each["region_name"]: each for each in before}, {each["region_name"]: each for each in wanted}
    regions = sorted(asked) if purge else sorted({*asked, *there})
    return [each["region_name"] for each in found] == regions and all(
        _replica_agrees(each, asked.get(each["region_name"], {}), there.get(each["region_name"], {})) for each in found
    )


def _replica_agrees(found: Settings, wanted: Settings, before: Settings) -> bool:
    had = before.get("point_in_time_recovery", {"enabled": False})
    recovery = _switched("point_in_time_recovery", wanted["point_in_time_recovery"], had) if "point_in_time_recovery" in wanted else had
    # Without a class of its own a replica has that of the table.
    kind = wanted.get("table_class", found.get("table_class"))
    key = wanted.get("kms_master_key_id", before.get("kms_master_key_id", ""))
    return bool(
        _shown("point_in_time_recovery", found["point_in_time_recovery"]) == recovery
        and found.get("table_class") == kind
        and str(found.get("kms_master_key_id", "")).endswith(key)
    )


def _meaning(policy: t.Any) -> t.Any:
    """A policy in which one and a list of one, the order of lists, and an account and its root are the same; a statement's place counts."""
    if isinstance(policy, dict):
        return {key: _meaning(value if key == "Statement" or isinstance(value, (dict, list)) else [value]) for key, value in policy.items()}
    if isinstance(policy, list) and policy and isinstance(policy[0], dict):
        return [_meaning(each) for each in policy]
    return sorted({f"arn:aws:iam::{each}:root" if str(each).isdigit() else each for each in policy})


def retold(policy: t.Any, chance: random.Random) -> t.Any:
    """A policy of the same meaning: members and lists in another order, one as a list of one, and an account for its root."""
    if not policy:
        return {}
    return _shuffled({"Version": policy["Version"], "Statement": [_shuffled(_retold(each, chance), chance) for each in policy["Statement"]]}, chance)


def _retold(statement: Settings, chance: random.Random) -> Settings:
    told = {key: _as_list(value, chance) if key in ("Action", "Resource") else value for key, value in statement.items()}
    if isinstance(told["Principal"], dict):
        several = _as_list(told["Principal"]["AWS"], chance)
        told["Principal"] = {"AWS": [who.replace("arn:aws:iam::123456789012:root", "123456789012") for who in several]}
    return told


def _as_list(value: t.Any, chance: random.Random) -> list[str]:
    several = list(value) if isinstance(value, list) else [value]
    chance.shuffle(several)
    return several


def _shuffled(members: Settings, chance: random.Random) -> Settings:
    return dict(chance.sample(sorted(members.items(), key=str), len(members)))
