# SPDX-License-Identifier: GPL-3.0-or-later
"""What is claimed of backups: their names, their status, their ids, and what a restore keeps from them."""

from __future__ import annotations

import email.utils
import re
import typing as t

from verify.scene import NotAsked, Scene

# A small table's backup. AWS's clock and its Date header, which has whole seconds.
_AVAILABLE = 2.0
_CLOCKS = 2.0
_MADE = 120.0
_LISTED = 10.0
_RESTORED = 1500.0


def same_name(scene: Scene) -> tuple[bool, str]:
    """Two requests with the same name."""
    table, name = scene.shared_table(), scene.name("twin")
    arns = {scene.client.create_backup(TableName=table, BackupName=name)["BackupDetails"]["BackupArn"] for _each in range(2)}
    listed: set[str] = set()
    # A new backup may be listed late.
    for _passed in scene.polls(_LISTED, 1.0):
        listed = set(scene.backups(table, name))
        if listed >= arns:
            break
    return len(arns) == 2 and listed == arns, f"{len(arns)} ARNs, {len(listed)} of them listed"


def creating_in_reply(scene: Scene) -> tuple[bool, str]:
    """The status in the reply, and how soon DescribeBackup shows another."""
    details = _create(scene, "status")["BackupDetails"]
    passed, status = _made(scene, details["BackupArn"])
    told = f"{details['BackupStatus']} in the reply, {status} after {passed:.2f} s"
    return details["BackupStatus"] == "CREATING" and status == "AVAILABLE" and passed <= _AVAILABLE, told


def _made(scene: Scene, arn: str) -> tuple[float, str]:
    """When a backup was no longer CREATING, and what it was then."""
    for passed in scene.polls(_MADE, 0.05):
        status = str(scene.client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"])
        if status != "CREATING":
            return passed, status
    raise NotAsked(f"the backup was CREATING for {_MADE:.0f} s")


def arn_time(scene: Scene) -> tuple[bool, str]:
    """The id beside BackupCreationDateTime, and that beside the Date of the answer."""
    answer = _create(scene, "time")
    details = answer["BackupDetails"]
    created = details["BackupCreationDateTime"].timestamp()
    found = re.search(r"/backup/(\d+)-", details["BackupArn"])
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    if not date:
        raise NotAsked("the answer has no Date")
    late = email.utils.parsedate_to_datetime(date).timestamp() - created
    digits = int(found[1]) if found else 0
    return digits == round(created * 1000) and abs(late) <= _CLOCKS, f"id {digits}, creation {created:.3f}, {late:+.1f} s to the Date of the answer"


def absent_table(scene: Scene) -> tuple[bool, str]:
    """The backups of a table that there is not."""
    listed: list[t.Any] = []
    code, message = scene.refusal(lambda: listed.append(scene.client.list_backups(TableName=scene.name("absent"))["BackupSummaries"]))
    return listed == [[]], f"{code} {message}".strip() or f"{len(listed[0])} backups"


def in_use(scene: Scene) -> tuple[bool, str]:
    """A second restore, and a deletion, while a first restore goes on. Waits for its end, which the deletion of all needs."""
    arn = _create(scene, "restored")["BackupDetails"]["BackupArn"]
    _made(scene, arn)
    scene.client.restore_table_from_backup(TargetTableName=scene.name("restored"), BackupArn=arn)
    second, _text = scene.refusal(lambda: scene.client.restore_table_from_backup(TargetTableName=scene.name("restored-again"), BackupArn=arn))
    delete, _text = scene.refusal(lambda: scene.client.delete_backup(BackupArn=arn))
    scene.until_active(scene.name("restored"), _RESTORED)
    told = f"second restore: {second or 'accepted'}; DeleteBackup: {delete or 'accepted'}"
    return (second, delete) == ("BackupInUseException",) * 2, told


def _create(scene: Scene, name: str) -> dict[str, t.Any]:
    made: dict[str, t.Any] = scene.client.create_backup(TableName=scene.shared_table(), BackupName=scene.name(name))
    return made
