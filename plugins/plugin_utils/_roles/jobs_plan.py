# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the role dynamodb_jobs_table, what it refuses before the first request, and what it is to make. Pure."""

from __future__ import annotations

import datetime
import re
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles import regions, settings, table_plan
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.settings import text_tags
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.table_variables import DAILY_AT_TWO, NAME_ENDS, SHARED
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.variables import Declarations, Values, Variables, is_omitted, merged, read

PREFIX = "dynamodb_jobs_table_"
_TEXT = {"type": "str", "default": ""}
_ON, _OFF = {"type": "bool", "default": True}, {"type": "bool", "default": False}
_NUMBER = {"type": "int"}
DECLARATIONS: Declarations = {
    **SHARED,
    "project_name": _TEXT,
    "environment": _TEXT,
    "resource_suffix": _TEXT,
    "name": {"type": "str", "default": "CloudToolsJobs"},
    "full_name": _TEXT,
    "billing_mode": {"type": "str", "choices": ("PAY_PER_REQUEST", "PROVISIONED"), "default": "PAY_PER_REQUEST"},
    "status_index_read_capacity": _NUMBER,
    "status_index_write_capacity": _NUMBER,
    "user_index_read_capacity": _NUMBER,
    "user_index_write_capacity": _NUMBER,
    "enable_point_in_time_recovery": _ON,
    "contributor_insights": _ON,
    "stream_enabled": _OFF,
    "enable_deletion_protection": _OFF,
    "status_item": _ON,
    "status_item_id": {"type": "str", "default": "system-status"},
    "status_item_attributes": {"type": "dict", "default": {}, "example": {"status": "operational"}},
    "status_item_days": {"type": "int", "default": 365},
    "status_item_renew_days": {"type": "int", "default": 180},
    "daily_backup": {"type": "raw"},
    "backup_date": _TEXT,
    "backup_keep_days": {"type": "int", "default": 35},
    "backup_min_keep": {"type": "int", "default": 1},
    "delete_backups": _OFF,
}
# The index of each, and its two keys. All are text.
_INDEXES = {"status_index": ("StatusIndex", "status"), "user_index": ("UserIndex", "userId")}
_SORT_KEY = "createdAt"
_KEYS = ("status", "userId", _SORT_KEY)
_CAPACITIES = ("read_capacity", "write_capacity")
_DAY = 86400
# Who makes the daily backup: this role's own run, or AWS Backup. True and false are the first and the last.
TASK, AWS_BACKUP, NONE = "task", "aws_backup", "none"
_KINDS = {kind: kind for kind in (TASK, AWS_BACKUP, NONE)} | dict.fromkeys(("true", "yes", "on", "1"), TASK) | dict.fromkeys(("false", "no", "off", "0"), NONE)
# AWS Backup's own limit is 50, of which the longest end takes 17.
_LONGEST_WITH_AWS_BACKUP = 33
# The longest name of a table, less what follows it in a backup's name: -backup-YYYY-MM-DD.
_LONGEST_WITH_BACKUP = 237


def plan(given: t.Mapping[str, t.Any], now: int) -> dict[str, t.Any]:
    """All that follows from the variables at a moment (seconds since 1970); only ``wrong``, with a sentence for each error, where they are wrong."""
    variables = _variables(given, now)
    if variables.wrong:
        return {"wrong": variables.wrong}
    values, tags = variables.values, _tags(variables.values)
    wanted = _settings(values, tags)
    wrong = _flaws(variables, tags, wanted)
    if wrong:
        return {"wrong": wrong}
    return {
        "wrong": [],
        "role": "dynamodb_jobs_table",
        "name": values["full_name"],
        "state": values["state"],
        "region_option": {"region": values["region"]} if values["region"] else {},
        "timeout": values["timeout"],
        **settings.removal(variables),
        "table": _table(values),
        "settings": wanted,
        "purge_tags": values["purge_tags"],
        "purge_replicas": False,
        "status_item": _item(values, now) if values["status_item"] else {},
        "renew_below": now + values["status_item_renew_days"] * _DAY,
        "daily_backup": values["daily_backup"],
        "backup": table_plan.backup_parts(
            tags,
            {part: f"{values['full_name']}{NAME_ENDS[f'backup_{part}_name']}" for part in ("vault", "plan", "rule", "selection", "role")},
            DAILY_AT_TWO,
            values["backup_keep_days"],
            wanted=values["daily_backup"] == AWS_BACKUP,
            named_off="daily_backup" in variables.given and values["daily_backup"] != AWS_BACKUP,
            named=[],
        ),
        "replica_vault": {},
        "replica_vault_name": "",
        "replica_vault_regions": [],
        "alarms": [],
        "backup_prefix": f"{values['full_name']}-backup-",
        "backup_name": f"{values['full_name']}-backup-{values['backup_date']}",
        "backup_keep_days": values["backup_keep_days"],
        "backup_min_keep": values["backup_min_keep"],
        "delete_backups": values["delete_backups"],
    }


def _variables(given: t.Mapping[str, t.Any], now: int) -> Variables:
    """The variables, with the defaults that follow from others."""
    found = read(PREFIX, DECLARATIONS, given)
    values = found.values
    derived = {
        "full_name": f"{values['name']}-{values['resource_suffix']}",
        "daily_backup": TASK if values["environment"].lower() in ("production", "prod") else NONE,
        "backup_date": _moment(now).strftime("%Y-%m-%d"),
        **{f"{index}_{which}": values[which] for index in _INDEXES for which in _CAPACITIES},
    }
    if not is_omitted(values["daily_backup"]):
        values["daily_backup"] = _KINDS.get(str(values["daily_backup"]).lower(), "unknown")
    return Variables(PREFIX, {**values, **{name: value for name, value in derived.items() if is_omitted(values[name])}}, found.given, found.wrong)


def _moment(now: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(now, datetime.timezone.utc)


def _tags(values: Values) -> dict[str, str]:
    return {"Project": values["project_name"], "Environment": values["environment"], **text_tags(values["tags"])}


def _flaws(variables: Variables, tags: t.Mapping[str, str], wanted: Values) -> list[str]:
    values, name = variables.values, variables.named
    found = [f"{name(each)} is required." for each in ("project_name", "environment", "resource_suffix") if not values[each]]
    if not re.fullmatch(settings.NAME, values["full_name"]):
        found.append(
            f"{name('name')} and {name('resource_suffix')}, or {name('full_name')}, must make 3 to 255 letters, digits, and the characters _ . -: "
            f"'{values['full_name']}'."
        )
    region = regions.flaw(values["region"]) if values["region"] else ""
    found += [f"{name('region')} {region}: '{values['region']}'."] if region else []
    found += variables.out_of_range("timeout", 60, 7200, " seconds")
    if values["state"] == "absent":
        return [*found, *settings.final_flaws(variables)]
    added = {key: value for key, value in tags.items() if key not in text_tags(values["tags"])}
    return [
        *found,
        *_capacity_flaws(variables),
        *settings.tag_flaws(variables, added),
        *settings.further_flaws(variables, wanted),
        *_replica_flaws(variables),
        *_item_flaws(variables),
        *_backup_flaws(variables),
    ]


def _capacity_flaws(variables: Variables) -> list[str]:
    names = [*_CAPACITIES, *(f"{index}_{which}" for index in _INDEXES for which in _CAPACITIES)]
    small = [variables.named(each) for each in names if variables.values[each] < 1]
    if variables.values["billing_mode"] != "PROVISIONED" or not small:
        return []
    return [f"{', '.join(small)} must be 1 or more when {variables.named('billing_mode')} is PROVISIONED."]


def _replica_flaws(variables: Variables) -> list[str]:
    """AWS demands auto scaling of a table with replicas and provisioned capacity (DynamoDB developer guide, "Global tables")."""
    if variables.values["billing_mode"] != "PROVISIONED" or not variables.values["further_settings"].get("replicas"):
        return []
    return [
        f"{variables.named('further_settings')}.replicas requires {variables.named('billing_mode')} PAY_PER_REQUEST, since the role sets up no auto scaling."
    ]


def _item_flaws(variables: Variables) -> list[str]:
    name, given = variables.named, variables.values["status_item_attributes"]
    found = [*variables.out_of_range("status_item_days", 1, 3650)]
    days, renewed = variables.values["status_item_days"], variables.values["status_item_renew_days"]
    if "jobId" in given or "ttl" in given:
        found.append(
            f"{name('status_item_attributes')} must not have jobId, which is {name('status_item_id')}, nor ttl, which follows from {name('status_item_days')}."
        )
    no_text = [key for key in _KEYS if key in given and not (isinstance(given[key], str) and given[key])]
    if no_text:
        found.append(f"{name('status_item_attributes')} must have text in what is a key of an index: {', '.join(no_text)}.")
    if not 0 <= renewed < days:
        found.append(f"{name('status_item_renew_days')} must be 0 or more, and less than {name('status_item_days')} ({days}): {renewed}.")
    return found


def _backup_flaws(variables: Variables) -> list[str]:
    values, name = variables.values, variables.named
    found = [*variables.out_of_range("backup_keep_days", 0, 36500), *variables.out_of_range("backup_min_keep", 0)]
    if values["daily_backup"] not in (TASK, AWS_BACKUP, NONE):
        found.append(f"{name('daily_backup')} must be one of {', '.join((TASK, AWS_BACKUP, NONE))}.")
    if values["daily_backup"] == AWS_BACKUP:
        found += variables.out_of_range("backup_keep_days", 1, 36500)
        if not re.fullmatch(rf"[a-zA-Z0-9_-]{{2,{_LONGEST_WITH_AWS_BACKUP}}}", values["full_name"]):
            found.append(
                f"{name('full_name')} must be 2 to {_LONGEST_WITH_AWS_BACKUP} characters of [a-zA-Z0-9_-] when {name('daily_backup')} is {AWS_BACKUP}, since "
                f"names in AWS Backup begin with it: '{values['full_name']}' ({len(values['full_name'])})."
            )
    if values["daily_backup"] == TASK and len(values["full_name"]) > _LONGEST_WITH_BACKUP:
        found.append(
            f"{name('full_name')} must have {_LONGEST_WITH_BACKUP} characters at most when {name('daily_backup')} is {TASK}, since the backups' names "
            f"begin with it: {len(values['full_name'])}."
        )
    if not _is_date(values["backup_date"]):
        found.append(f"{name('backup_date')} must have the form YYYY-MM-DD: '{values['backup_date']}'.")
    return found


def _is_date(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)) and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _table(values: Values) -> dict[str, t.Any]:
    """Keys, indexes, billing and capacity as the module takes them."""
    provisioned = values["billing_mode"] == "PROVISIONED"
    indexes = [
        {
            "name": index,
            "type": "global_all",
            "hash_key_name": key,
            "hash_key_type": "STRING",
            "range_key_name": _SORT_KEY,
            "range_key_type": "STRING",
            **({which: values[f"{variable}_{which}"] for which in _CAPACITIES} if provisioned else {}),
        }
        for variable, (index, key) in _INDEXES.items()
    ]
    capacity = {which: values[which] for which in _CAPACITIES} if provisioned else {}
    return {"hash_key_name": "jobId", "hash_key_type": "STRING", "billing_mode": values["billing_mode"], **capacity, "indexes": indexes}


def _settings(values: Values, tags: t.Mapping[str, str]) -> dict[str, t.Any]:
    own: dict[str, t.Any] = {
        "tags": dict(tags),
        "point_in_time_recovery": {"enabled": values["enable_point_in_time_recovery"]},
        "stream": {"enabled": values["stream_enabled"], **({"view_type": values["stream_view_type"]} if values["stream_enabled"] else {})},
        "time_to_live": {"enabled": True, "attribute_name": "ttl"},
        "server_side_encryption": {"enabled": True},
        "deletion_protection": {"enabled": values["enable_deletion_protection"]},
        "replicas": [],
        "contributor_insights": {"enabled": values["contributor_insights"]},
    }
    return merged(own, values["further_settings"])


def _item(values: Values, now: int) -> dict[str, t.Any]:
    """The system status item: what a new one has."""
    moment = _moment(now).strftime("%Y-%m-%dT%H:%M:%SZ")
    usual = {"status": "operational", "userId": "system", "jobType": "system-status", "createdAt": moment, "updatedAt": moment}
    return {**usual, **values["status_item_attributes"], "jobId": values["status_item_id"], "ttl": now + values["status_item_days"] * _DAY}
