# SPDX-License-Identifier: GPL-3.0-or-later
"""What is claimed of tables: what a new one refuses, and what a change of tags refuses."""

from __future__ import annotations

import typing as t

from verify.scene import NotAsked, Scene

_UNAVAILABLE = "ContinuousBackupsUnavailableException"
# What a lock of tags takes at least and at most, in seconds; measured: 1.6 to 1.8.
_LOCK = (1.0, 3.0)
_ENABLED = 10.0


def creating(scene: Scene) -> tuple[bool, str]:
    """CreateBackup as soon as CreateTable has answered. A table that is ACTIVE before and after tells nothing."""
    table = scene.create_table("creating")
    code, message = scene.refusal(lambda: scene.client.create_backup(TableName=table, BackupName=scene.name("too-early")))
    status = scene.client.describe_table(TableName=table)["Table"]["TableStatus"]
    if status != "CREATING":
        raise NotAsked(f"the table was {status} at once")
    return code == "TableNotFoundException", f"{code or 'a backup'} {message}".strip()


def continuous(scene: Scene) -> tuple[bool, str]:
    """DescribeContinuousBackups of a table that has just become ACTIVE."""
    table = scene.create_table("continuous")
    scene.until_active(table)
    status: list[str] = []
    code, message = scene.refusal(
        lambda: status.append(scene.client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]["ContinuousBackupsStatus"])
    )
    return status == ["DISABLED"], status[0] if status else f"{code} {message}"


def enabled(scene: Scene) -> tuple[bool, str]:
    """How long CreateBackup is refused after ACTIVE, and with what."""
    table = scene.create_table("enabled")
    scene.until_active(table)
    codes: set[str] = set()
    for passed in scene.polls(60.0, 0.2):
        code, _message = scene.refusal(lambda: scene.client.create_backup(TableName=table, BackupName=scene.name("first")))
        if not code:
            refusals = ", ".join(sorted(codes)) or "nothing"
            return codes <= {_UNAVAILABLE} and passed <= _ENABLED, f"accepted {passed:.1f} s after ACTIVE; until then {refusals}"
        codes.add(code)
    return False, f"refused for a minute: {', '.join(sorted(codes))}"


def tag_lock(scene: Scene) -> tuple[bool, str]:
    """Changes of tags, one after the other, until one more is accepted."""
    arn = scene.until_active(scene.create_table("tags"))
    return _locked(scene, arn, "LimitExceededException", lambda: scene.client.tag_resource(ResourceArn=arn, Tags=[{"Key": "second", "Value": "2"}]))


def tag_lock_delete(scene: Scene) -> tuple[bool, str]:
    """DeleteTable right after a change of tags, until it is accepted."""
    table = scene.create_table("tags-delete")
    return _locked(scene, scene.until_active(table), "ResourceInUseException", lambda: scene.client.delete_table(TableName=table))


def _locked(scene: Scene, arn: str, expected: str, call: t.Callable[[], object]) -> tuple[bool, str]:
    """Changes a tag, and then tries until it is accepted; whether it was refused with this code for as long as expected."""
    scene.client.tag_resource(ResourceArn=arn, Tags=[{"Key": "first", "Value": "1"}])
    refusals: dict[str, str] = {}
    for passed in scene.polls(30.0, 0.2):
        code, message = scene.refusal(call)
        told = "; ".join(f"{each} {text}" for each, text in refusals.items()) or "nothing"
        if not code:
            return set(refusals) == {expected} and _LOCK[0] <= passed <= _LOCK[1], f"accepted after {passed:.1f} s; until then {told}"
        refusals[code] = message
    return False, f"refused for 30 s: {told}"
