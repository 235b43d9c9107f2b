# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the playbook roll_back_table does with a table, from what its user wants and what was found. Pure."""

from __future__ import annotations

import datetime
import hashlib
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.options import parse_moment

Facts = t.Mapping[str, t.Any]

LONGEST_NAME = 255
# The states of the table that a run can find.
DONE, OTHER, MISSING = "done", "other", "missing"
_LAST, _SCRATCH = "-before-rollback-", "-rollback-"
# A moment in the name of a scratch table, and a shell pattern for all of them.
_MOMENT, _ANY_MOMENT = "%Y%m%dT%H%M%SZ", "????????T??????Z"
# What to do about a key in a state in which it cannot be used (KMS developer guide, "Key states of AWS KMS keys"). In any other state it may be usable.
_KEY_REMEDIES = {
    "Disabled": "Enable it (aws kms enable-key --key-id {arn})",
    "PendingDeletion": "Cancel its deletion and enable it (aws kms cancel-key-deletion and enable-key, --key-id {arn})",
    "PendingReplicaDeletion": "Cancel its deletion and enable it (aws kms cancel-key-deletion and enable-key, --key-id {arn})",
    "PendingImport": "Import its key material again",
    "Unavailable": "Connect its key store again",
    "NotFound": "KMS has deleted it, and what is encrypted with it is lost. Choose another backup",
}


def name_with(table_name: str, end: str) -> str:
    """The table's name with this end; one that gets too long is cut and has a hash of the whole name."""
    if len(table_name) + len(end) <= LONGEST_NAME:
        return table_name + end
    digest = hashlib.sha256(table_name.encode("utf-8")).hexdigest()[:8]
    return f"{table_name[: LONGEST_NAME - len(end) - 9]}-{digest}{end}"


def is_true(value: t.Any) -> bool:
    """Whether a variable is true, also as text, as an extra variable gives it."""
    return str(value).lower() in ("true", "yes", "1")


def problems_of(wanted: Facts) -> list[str]:
    """What is wrong with the variables, a sentence each."""
    found: list[str] = []
    table_name, arn, moment = str(wanted.get("table_name") or ""), wanted.get("backup_arn"), wanted.get("restore_time")
    try:
        names.check_table_name("table_name", table_name)
    except ValueError as error:
        found.append(str(error))
    if bool(arn) == bool(moment):
        found.append("Set exactly one of backup_arn and restore_time.")
    if arn:
        found += _problems_of_backup(str(arn), table_name)
    if moment:
        found += _problems_of_moment(str(moment))
    if not is_true(wanted.get("writers_stopped")):
        found.append("Stop everything that writes to the table, then set writers_stopped=true. What is written during the rollback is lost.")
    return found


def _problems_of_backup(arn: str, table_name: str) -> list[str]:
    try:
        backup = names.parse_backup(arn)
    except ValueError as error:
        return [str(error)]
    return [f"backup_arn is of table {backup.table.name}, not of table {table_name}."] if backup.table.name != table_name else []


def _problems_of_moment(moment: str) -> list[str]:
    if moment == "latest":
        return ["restore_time must be a time: with latest, a second run would mean another time."]
    try:
        parsed = parse_moment("restore_time", moment)
    except ValueError as error:
        return [str(error)]
    return ["restore_time must be in whole seconds, because AWS restores to whole seconds."] if parsed.microsecond else []


def scratch_name(table_name: str, restore_time: str) -> str:
    """The name of the scratch table that is restored to the moment, and of its backup: the same in every run."""
    moment = parse_moment("restore_time", restore_time).astimezone(datetime.timezone.utc)
    return name_with(table_name, f"{_SCRATCH}{moment.strftime(_MOMENT)}")


def scratch_pattern(table_name: str) -> str:
    """A shell pattern for the names of the scratch tables of all moments."""
    return name_with(table_name, f"{_SCRATCH}{_ANY_MOMENT}")


def last_backup_name(table_name: str, table_id: str) -> str:
    """The name of the last backup of this very table: the id makes a second run find it, and keeps it apart from that of a later table."""
    return name_with(table_name, f"{_LAST}{table_id[:8]}")


def last_backup_prefix(table_name: str) -> str:
    """How the names of the last backups of all tables of this name begin."""
    return name_with(table_name, f"{_LAST}{'x' * 8}")[: -len("x" * 8)]


def state_of(look: Facts) -> str:
    """What the table is, by the result of dynamodb_restore_backup in check mode: restored already, another table, or none."""
    if look.get("reused"):
        return DONE
    return OTHER if (look.get("error") or {}).get("code") == "TargetExists" else MISSING


def obstacles_of(wanted: Facts, before: Facts) -> list[str]:
    """What forbids to delete the table that is there, a sentence each; ``before`` is the result of dynamodb_table_settings_info."""
    found = [*_status_obstacles(before.get("table") or {})]
    settings = before.get("settings") or {}
    if (settings.get("deletion_protection") or {}).get("enabled") and not is_true(wanted.get("remove_protection")):
        found.append("The table has deletion protection. Set remove_protection=true: the playbook disables it, and enables it again on the restored table.")
    regions = sorted(each["region_name"] for each in settings.get("replicas") or ())
    if regions and not is_true(wanted.get("remove_replicas")):
        found.append(
            f"The table has replicas in {', '.join(regions)}. Set remove_replicas=true: the playbook deletes them with their data, and AWS creates them "
            "again from the restored table."
        )
    return found


def found_obstacles(wanted: Facts, found: Facts, scratch: str) -> list[str]:
    """What was found beside the table that forbids to begin, a sentence each. ``found`` has the results of the tasks that looked for it.

    ``backup`` is that of dynamodb_backup_info for what is restored, ``own_scratch`` that of dynamodb_restore_backup with state=absent in check mode,
    ``scratch_tables`` that of dynamodb_table_info for the scratch tables of all moments, ``before`` that of dynamodb_table_settings_info.
    """
    obstacles: list[str] = []
    backup = found.get("backup") or {}
    if wanted.get("backup_arn") and "backups" in backup:
        status = (backup.get("latest") or {}).get("backup_status")
        if status is None:
            obstacles.append(
                f"Backup {wanted['backup_arn']} does not exist: it was deleted, or the ARN is wrong. List the backups of the table with dynamodb_backup_info."
            )
        elif status != "AVAILABLE":
            obstacles.append(
                f"Backup {wanted['backup_arn']} has status {status}. Wait until it is AVAILABLE, or choose another one, then run the playbook again."
            )
    if ((found.get("own_scratch") or {}).get("error") or {}).get("code") == "TargetExists":
        obstacles.append(
            f"Scratch table {scratch} exists, and is not known to be restored from the table at this time. If an interrupted run of this rollback "
            "restored it, or nobody needs it, delete it. Otherwise choose a restore_time one second earlier. Then run the playbook again."
        )
    names_found = [each.get("table_name") for each in (found.get("scratch_tables") or {}).get("tables") or ()]
    others = sorted(str(each) for each in names_found if each and each != scratch)
    if others:
        obstacles.append(
            f"Another rollback of the table is under way or was interrupted: its scratch table {', '.join(others)} exists. Wait until it has ended, or run it "
            "again with its restore_time to complete it. If nobody needs that rollback, delete its scratch table. Then run the playbook again."
        )
    keys = {each["kms_master_key_arn"]: each for each in ((backup.get("latest") or {}).get("kms_key"), (found.get("before") or {}).get("kms_key")) if each}
    return [*obstacles, *(told for each in keys.values() for told in _key_obstacles(each))]


def _key_obstacles(key: Facts) -> list[str]:
    """That a key is known to be unusable. Of one that could not be read nothing is known."""
    state, arn = key.get("key_state"), key["kms_master_key_arn"]
    if state not in _KEY_REMEDIES:
        return []
    when = f", to be deleted on {key['deletion_date']}" if key.get("deletion_date") else ""
    return [f"KMS key {arn} has state {state}{when}: DynamoDB cannot restore with it. {_KEY_REMEDIES[state].format(arn=arn)}, then run the playbook again."]


def _status_obstacles(table: Facts) -> list[str]:
    """What the table's status forbids; AWS does not back up a table in these."""
    status = table.get("table_status")
    if status == "INACCESSIBLE_ENCRYPTION_CREDENTIALS":
        key = (table.get("sse_description") or {}).get("kms_master_key_arn") or "of the table"
        return [f"DynamoDB cannot use the KMS key {key}. Enable the key, and the grants that DynamoDB needs, then run the playbook again."]
    if status in ("CREATING", "DELETING"):
        return [
            f"The table has status {status}: another rollback or another task creates or deletes it. Wait until that has ended, then run the playbook again."
        ]
    return []


def perhaps_restored(wanted: Facts, look: Facts, before: Facts, last_backups: t.Sequence[Facts]) -> list[str]:
    """A sentence when an interrupted run may have restored the table that is there: it has no tag, and is newer than a last backup of an earlier table.

    AWS reports what a table is restored from only while it restores it, so nothing else can tell.
    """
    table = before.get("table") or {}
    unmarked = any(text in str(look.get("msg")) for text in ("it has no tag", "no room for the tag"))
    earlier = [each for each in last_backups if each.get("table_id") != table.get("table_id")]
    if not (unmarked and table.get("table_id") and earlier and str(earlier[0]["backup_creation_date_time"]) < str(table.get("creation_date_time"))):
        return []
    value = wanted.get("source_arn") or "ARN_OF_THE_BACKUP"
    return [
        f"The table was created after the last backup {earlier[0]['backup_name']} of an earlier rollback, and has no tag that says what it was restored "
        f"from. If that rollback was interrupted during its restore, add the tag and run the playbook again: aws dynamodb tag-resource --resource-arn "
        f"{table.get('table_arn')} --tags Key={names.RESTORE_MARK},Value={value} . If it is another table, delete or rename nothing of the "
        "earlier rollback, and set last_backup_name to a new name to roll this table back."
    ]


def reconnect(before: Facts, restored: Facts) -> list[str]:
    """What must be connected again, or be looked after, a sentence each."""
    found: list[str] = []
    old_stream = (before.get("table") or {}).get("latest_stream_arn")
    if old_stream:
        found.append(f"The stream {old_stream} was deleted. Connect its readers (Lambda triggers, Kinesis applications) to the new stream of the table.")
    for each in (before.get("settings") or {}).get("replicas") or ():
        found.append(f"The replica in {each['region_name']} was created again, with a new stream ARN.")
    for each in restored.get("not_restored") or ():
        found.append(f"Not restored: {each['setting']}.")
    if restored.get("unknown_settings"):
        found.append(f"Check these settings yourself, no backup records them: {', '.join(restored['unknown_settings'])}.")
    return found
