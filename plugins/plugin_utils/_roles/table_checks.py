# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role dynamodb_table refuses before the first request. Pure. Each text begins with the variable that is meant."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles import regions, schedule, settings
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.table_variables import OPERATIONS
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.variables import Values, Variables

REQUIRED_TAGS = ("Environment", "Project", "Owner", "CostCenter", "ManagedBy", "Component")
# Developer guide, "Quotas": global secondary indexes of a table; attributes that an index includes.
_MOST_INDEXES, _MOST_INCLUDED = 20, 20
_VAULT, _PART, _ROLE = "a-zA-Z0-9_-", "a-zA-Z0-9_.-", "a-zA-Z0-9_+=,.@-"
# The longest names and their characters (API references of AWS Backup and IAM).
_BACKUP_NAMES = {
    "backup_vault_name": (50, _VAULT),
    "backup_plan_name": (50, _PART),
    "backup_rule_name": (50, _PART),
    "backup_selection_name": (50, _PART),
    "backup_role_name": (64, _ROLE),
}


def flaws(variables: Variables, entry: str, added_tags: t.Mapping[str, str], wanted: Values) -> list[str]:
    """All that is wrong with the variables, where their types are right; ``wanted`` are the settings that follow from them."""
    found = [*_name(variables), *_region(variables), *variables.out_of_range("timeout", 60, 7200, " seconds")]
    if variables.values["state"] == "absent":
        return [*found, *settings.final_flaws(variables)]
    own_rules = [*_house_rules(variables), *_backup(variables), *_alarms(variables)] if entry == "main" else []
    further = settings.further_flaws(variables, wanted)
    return [*own_rules, *found, *_keys(variables), *_indexes(variables), *_settings(variables, wanted), *settings.tag_flaws(variables, added_tags), *further]


def own_keys(values: Values) -> dict[str, str]:
    """The table's own keys, with their types."""
    found = {values["partition_key"]: values["partition_key_type"]}
    return {**found, **({values["sort_key"]: values["sort_key_type"]} if values["sort_key"] else {})}


def types_of(values: Values) -> dict[str, str]:
    """All attributes that are keys, with their types."""
    return {**{each["name"]: each["type"] for each in values["attributes"]}, **own_keys(values)}


def _name(variables: Variables) -> list[str]:
    name = variables.values["name"]
    if re.fullmatch(settings.NAME, name):
        return []
    return [f"{variables.named('name')} must be 3 to 255 letters, digits, and the characters _ . -: '{name}'."]


def _region(variables: Variables) -> list[str]:
    region = variables.values["region"]
    wrong = regions.flaw(region) if region else ""
    return [f"{variables.named('region')} {wrong}: '{region}'."] if wrong else []


def _house_rules(variables: Variables) -> list[str]:
    """Rules that go beyond AWS's."""
    found, name, tags = [], variables.values["name"], variables.values["tags"]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        found.append(f"{variables.named('name')} must begin with a lowercase letter and have only lowercase letters, digits and underscores: '{name}'.")
    missing = [each for each in REQUIRED_TAGS if each not in tags]
    if missing:
        found.append(f"{variables.named('tags')} must have {', '.join(REQUIRED_TAGS)}; missing: {', '.join(missing)}.")
    return found


def _backup(variables: Variables) -> list[str]:
    values, found = variables.values, variables.out_of_range("backup_retention_days", 1, 365)
    wrong = schedule.flaw(values["backup_schedule"])
    if wrong:
        found.append(f"{variables.named('backup_schedule')} {wrong}: '{values['backup_schedule']}'.")
    named = {**(_BACKUP_NAMES if values["enable_backup"] else {}), **({"replica_backup_vault_name": (50, _VAULT)} if values["enable_replication"] else {})}
    for which, (longest, letters) in named.items():
        name = values[which]
        if not re.fullmatch(rf"[{letters}]{{2,{longest}}}", name):
            found.append(
                f"{variables.named(which)} must be 2 to {longest} characters of [{letters}], and is '{name}' ({len(name)}). "
                f"By default it begins with {variables.named('name')}."
            )
    return found


def _alarms(variables: Variables) -> list[str]:
    unknown = [each for each in variables.values["alarm_operations"] if each not in OPERATIONS]
    return [f"{variables.named('alarm_operations')} must be one or more of {', '.join(OPERATIONS)}: {', '.join(unknown)}."] if unknown else []


def _keys(variables: Variables) -> list[str]:
    values, name = variables.values, variables.named
    found, own, given = [], own_keys(values), [(each["name"], each["type"]) for each in values["attributes"]]
    keys = {key for index in values["global_secondary_indexes"] for key in (index["hash_key"], index.get("range_key")) if key} | set(own)
    ambiguous = sorted({attribute for attribute, kind in [*given, *own.items()] if (attribute, kind) not in types_of(values).items()})
    unused = sorted({attribute for attribute, unused_type in given} - keys)
    if not values["partition_key"]:
        found.append(f"{name('partition_key')} is required.")
    if values["sort_key"] and values["sort_key"] == values["partition_key"]:
        found.append(f"{name('sort_key')} must not be the partition key: '{values['partition_key']}'.")
    if ambiguous:
        types = f"{name('partition_key_type')} and {name('sort_key_type')}"
        found.append(f"{name('attributes')} (with {types}) has more than one type for {', '.join(ambiguous)}.")
    if unused:
        found.append(f"{name('attributes')} must have only keys of the table and of its indexes. Not a key: {', '.join(unused)}.")
    if values["billing_mode"] == "PROVISIONED" and min(values["read_capacity"], values["write_capacity"]) < 1:
        found.append(f"{name('read_capacity')} and {name('write_capacity')} must be 1 or more when {name('billing_mode')} is PROVISIONED.")
    return found


def _indexes(variables: Variables) -> list[str]:
    indexes, what = variables.values["global_secondary_indexes"], variables.named("global_secondary_indexes")
    names, found = [index["name"] for index in indexes], []
    if len(indexes) > _MOST_INDEXES:
        found.append(f"{what} must be {_MOST_INDEXES} at most: {len(indexes)}.")
    if len(set(names)) < len(names):
        found.append(f"{what} must have unique names.")
    return [*found, *(f"{what}: {index['name']} {text}" for index in indexes for text in _index(variables, index))]


def _index(variables: Variables, index: Values) -> t.Iterator[str]:
    hash_key, range_key = index["hash_key"], index.get("range_key")
    projection, included = index.get("projection_type", "ALL"), index.get("non_key_attributes", [])
    if not re.fullmatch(settings.NAME, index["name"]):
        yield "must be named with 3 to 255 letters, digits, and the characters _ . -."
    for key in (hash_key, range_key):
        if key and key not in types_of(variables.values):
            yield f"has the key {key}, which is not defined in {variables.named('attributes')}."
    if range_key == hash_key:
        yield f"has {range_key} as hash_key and as range_key."
    if projection == "INCLUDE" and not 1 <= len(included) <= _MOST_INCLUDED:
        yield f"must have 1 to {_MOST_INCLUDED} non_key_attributes, since its projection_type is INCLUDE."
    if projection != "INCLUDE" and included:
        yield f"must have no non_key_attributes, since its projection_type is {projection}."
    for which in ("read_capacity", "write_capacity"):
        if variables.values["billing_mode"] == "PROVISIONED" and index.get(which, 1) < 1:
            yield f"must have a {which} of 1 or more."


def _settings(variables: Variables, wanted: Values) -> list[str]:
    values, name = variables.values, variables.named
    found = variables.out_of_range("point_in_time_recovery_days", 1, 35)
    expiry = wanted["time_to_live"]
    attribute = expiry.get("attribute_name", "")
    if expiry["enabled"] and not 1 <= len(attribute) <= 255:
        found.append(f"{name('ttl_attribute_name')} must have 1 to 255 characters when {name('ttl_enabled')} is true.")
    if expiry["enabled"] and types_of(values).get(attribute, "N") != "N":
        found.append(f"{name('ttl_attribute_name')} must be an attribute of type N: {attribute} is a key of another type.")
    return [*found, *_replicas(variables, wanted)]


def _replicas(variables: Variables, wanted: Values) -> list[str]:
    values, name, found = variables.values, variables.named, []
    others = [each["region_name"] for each in wanted["replicas"]]
    for region in others:
        wrong = regions.flaw(region)
        if wrong:
            found.append(f"{name('replica_region')} {wrong}, and be one: '{region}'.")
    if values["region"] and values["region"] in others:
        found.append(f"{name('replica_region')} must not be {name('region')}: '{values['region']}'.")
    stream = wanted["stream"]
    if others and not (stream["enabled"] and stream.get("view_type", "NEW_AND_OLD_IMAGES") == "NEW_AND_OLD_IMAGES"):
        found.append(f"{name('enable_replication')} requires {name('stream_enabled')} with {name('stream_view_type')} NEW_AND_OLD_IMAGES.")
    if others and values["billing_mode"] == "PROVISIONED":
        found.append(
            f"{name('enable_replication')} requires {name('billing_mode')} PAY_PER_REQUEST: AWS makes a replica of a table with provisioned capacity "
            "only when it has auto scaling, which this role does not set up."
        )
    return found
