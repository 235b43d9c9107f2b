# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One table deleted, after a last backup where that is wanted, and what is known of it at every moment."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._aws import errors
from .._aws.retrying import Unsettled
from .._aws.task import Task
from .._backups.name_pattern import BackupNames
from .._names import BackupRef, TableRef
from .._settings import catalogue, deletion_protection, indexes_and_billing, replicas
from .._settings.apply_changes import Desired, Record, apply, foresee
from .._settings.setting import Value
from .._tables import definition, delete, table
from .._task.results import diff
from . import create_backup


@dataclass(frozen=True)
class Request:
    """What the user wants; everything in it is valid."""

    table: TableRef
    # The settings that are named; of these, only what would keep AWS from deleting the table is changed.
    settings: t.Mapping[str, Value] = field(default_factory=dict)
    purge_replicas: bool = False
    # The TableId of the only table that may be deleted; None allows whichever has the name.
    table_id: str | None = None
    backup_names: BackupNames | None = None
    # Where to write the settings of the backup's table.
    manifest: str | None = None
    wait: bool = True
    check_mode: bool = False

    def refs(self) -> t.Iterable[TableRef | BackupRef | None]:
        """The tables and backups that are named, for the check of their regions."""
        return (self.table,)


@dataclass
class Outcome:
    """What is known so far. It is filled in as things happen, so that no failure loses any of it."""

    with_diff: bool = False
    shown: t.Mapping[str, t.Any] | None = None
    found: table.Table | None = None
    ref: TableRef | None = None
    backup: create_backup.Outcome | None = None
    # What must be changed before AWS deletes the table.
    record: Record = field(default_factory=Record)
    # What was deleted (in check mode, what would be): "table: delete orders".
    deletion: str = ""
    foreseen: list[str] = field(default_factory=list)
    # From the first DeleteTable on, until its outcome is known.
    unsettled: Unsettled = field(default_factory=Unsettled)

    def state(self) -> str:
        """The state of things in a sentence or two, for an error that comes now."""
        end = delete.state(self.found, bool(self.deletion), self.unsettled)
        if self.unsettled or self.found is None:
            return end
        backup = _without_if_exists(self.backup.state()) if self.backup and (self.backup.backup or self.backup.unsettled) else ""
        return " ".join(part for part in (backup, self.record.state(), end) if part)

    def as_result(self) -> dict[str, t.Any]:
        """The result's keys, as far as they are known."""
        made = self.backup if self.backup and not self.backup.reused else None
        backup_text = [f"backup: create {made.backup.name}"] if made and made.backup else []
        changes = [*backup_text, *(change.text for change in self.record.made()), *self.foreseen]
        changes += [self.deletion] if self.deletion else []
        changed = bool(changes or self.unsettled or (self.backup and self.backup.as_result()["changed"]))
        result: dict[str, t.Any] = {"changed": changed, "changes": changes, "settings": dict(self.record.now)}
        if self.backup:
            result.update({name: value for name, value in self.backup.as_result().items() if name in ("backup", "backup_arn")})
        if self.shown and self.ref:
            result["table"] = table.details(self.shown, self.ref)
        if self.with_diff:
            before = {indexes_and_billing.NAME: definition.described(self.shown)} if self.shown else {}
            is_deleted = bool(self.deletion or self.foreseen)
            result["diff"] = diff(before, {} if is_deleted else before)
        return result


def run(task: Task, request: Request, outcome: Outcome) -> str:
    """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""
    name = request.table.name
    catalogue.check_botocore(task, _freeing(request))
    try:
        shown = outcome.shown = table.described(task, request.table)
    except errors.TableNotFound:
        return f"Table {name} does not exist in region {task.region}: nothing to delete."
    outcome.ref = request.table
    found = outcome.found = table.from_answer(shown, request.table)
    if request.table_id and found.id != request.table_id:
        raise errors.TableReplaced(
            f"Table {name} in region {task.region} has the id {found.id}, not the id {request.table_id} that the task names: it is another table.",
            advice="Read the table again. If this table is to be deleted, give its table_id.",
        )
    if found.status == table.DELETING:
        return delete.finish(task, request.table, found, request.wait and not request.check_mode)
    _check_deletable(task, request, shown)
    if request.backup_names:
        _back_up(task, request, outcome, found)
    wanted = Desired(_freeing(request), purge_replicas=True)
    if request.check_mode:
        foresee(task, request.table, wanted, outcome.record)
        outcome.foreseen = [*outcome.foreseen, *(change.text for change in outcome.record.planned), f"table: delete {name}"]
        return f"Would have deleted table {name} in region {task.region} if not in check mode."
    if wanted.settings:
        apply(task, request.table, wanted, outcome.record)
    task.progress.announce(f"Deleting table {name}, region {task.region}")
    delete.delete_once(task, request.table, found, "wait", outcome.unsettled)
    outcome.deletion = f"table: delete {name}"
    return delete.finish(task, request.table, found, request.wait)


def _freeing(request: Request) -> dict[str, Value]:
    """Of the settings that are named, those without which AWS deletes the table: protection that is disabled, and replicas that are removed."""
    protection, others = request.settings.get(deletion_protection.NAME), request.settings.get(replicas.NAME)
    return {
        **({deletion_protection.NAME: protection} if protection and not protection["enabled"] else {}),
        **({replicas.NAME: []} if others == [] and request.purge_replicas else {}),
    }


def _check_deletable(task: Task, request: Request, shown: t.Mapping[str, t.Any]) -> None:
    """Raises for a table that AWS does not delete as it is, unless the same task changes that."""
    freeing, where = _freeing(request), f"Table {request.table.name} in region {task.region}"
    if shown.get("DeletionProtectionEnabled") and deletion_protection.NAME not in freeing:
        raise errors.DeletionProtected(
            f"{where} is protected against deletion.", advice="To delete it, give settings.deletion_protection.enabled=false in the same task."
        )
    regions = [each["RegionName"] for each in shown.get("Replicas", ()) if each["RegionName"] != task.region]
    if regions and replicas.NAME not in freeing:
        raise errors.HasReplicas(
            f"{where} has replicas in {', '.join(sorted(regions))}.",
            advice="To remove them and to delete it, give settings.replicas=[] and purge_replicas=true in the same task.",
        )


def _back_up(task: Task, request: Request, outcome: Outcome, found: table.Table) -> None:
    """The last backup, AVAILABLE and of this very table. One of the name that this table has already is used."""
    backup_name, is_cut = t.cast(BackupNames, request.backup_names).of(request.table.name)
    if is_cut:
        task.progress.warn(f"The name of the final backup is too long and was cut: {backup_name}")
    outcome.backup = create_backup.Outcome()
    wanted = create_backup.Request(request.table, backup_name, if_exists="reuse", when_busy="wait", check_mode=request.check_mode, manifest=request.manifest)
    try:
        create_backup.run(task, wanted, outcome.backup)
    except errors.TaskError as error:
        error.advice = _without_if_exists(error.advice)
        raise
    if request.check_mode:
        if not outcome.backup.reused:
            outcome.foreseen.append(f"backup: create {backup_name}")
        return
    made = outcome.backup.backup
    if made is None or made.table_id != found.id:
        raise errors.TableReplaced(
            f"Backup {backup_name} is not one of the table {request.table.name} in region {task.region} that was to be deleted: "
            "another table of its name has taken its place.",
            advice="Run the task again if the table that exists now is to be deleted.",
        )


def _without_if_exists(text: str) -> str:
    """The text without the option ``if_exists``: a table is deleted after a backup that is always reused, by a module that has no such option."""
    return text.replace(", or run it with if_exists=reuse", "").replace(" with if_exists=reuse", "")
