# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All changes from the settings that a table has to those that are wanted: planned, ordered, carried out one by one, and recorded."""

from __future__ import annotations

import dataclasses
import typing as t
from dataclasses import dataclass, field

from .._aws import errors, service_model
from .._aws.retrying import Unsettled
from .._aws.service_model import Needed
from .._aws.task import Task
from .._names import TableRef
from .._tables.definition import Definition
from .._task.results import counted
from . import catalogue, indexes_and_billing, replicas, settings_replication, stream, stream_resource_policy, strong_consistency
from .apply_change import at_rest, carry_out
from .setting import Change, Reading, Setting, Source, Value


@dataclass(frozen=True)
class Desired:
    """What the user wants of the settings; everything in it is valid. Settings that are not named are not changed."""

    settings: t.Mapping[str, Value]
    purge_tags: bool = True
    purge_replicas: bool = False
    # Keys, billing and indexes, for whoever manages the whole table.
    definition: Definition | None = None
    purge_indexes: bool = False

    def purges(self, name: str) -> bool:
        """Whether entries of this setting that are not named are removed."""
        return {"tags": self.purge_tags, "replicas": self.purge_replicas, indexes_and_billing.NAME: self.purge_indexes}.get(name, False)

    def parts(self) -> dict[str, t.Any]:
        """What is named, by the name of the setting."""
        return {**({indexes_and_billing.NAME: self.definition} if self.definition else {}), **self.settings}


@dataclass
class Record:
    """What is known of the changes so far. It is filled in as things happen, so that no failure loses any of it."""

    before: dict[str, Value] = field(default_factory=dict)
    # As far as is known now: what is wanted, in check mode.
    now: dict[str, Value] = field(default_factory=dict)
    # All that is wanted.
    targets: dict[str, Value] = field(default_factory=dict)
    planned: list[Change] = field(default_factory=list)
    done: list[Change] = field(default_factory=list)
    # The change that is being made.
    current: Change | None = None
    unsettled: Unsettled = field(default_factory=Unsettled)
    accepted: bool = False

    @property
    def pending(self) -> Change | None:
        """The change that was sent, and is not yet known to be carried out."""
        return self.current if self.unsettled or self.accepted else None

    def made(self) -> list[Change]:
        """What was changed, or may have been."""
        return [*self.done, *([self.pending] if self.pending else [])]

    def changed(self) -> bool:
        """Whether anything was changed, or may have been."""
        return bool(self.made())

    def state(self) -> str:
        """The state of things in a sentence or two, for an error that comes now; none as long as nothing was to be done."""
        if not self.planned:
            return ""
        parts = [f"Changed before it: {_texts(self.done)}." if self.done else "Nothing was changed before it."]
        left = [change for change in self.planned if change not in self.done and change is not self.pending]
        if self.pending:
            parts.append(f"{'Accepted by AWS' if self.accepted else 'Not known whether AWS applied it'}: {self.pending.text}.")
        if left:
            parts.append(f"Not changed: {_texts(left)}.")
        return " ".join(parts)


def apply(task: Task, ref: TableRef, wanted: Desired, record: Record, wait: bool = True) -> None:
    """Makes the table's settings what is wanted. Raises a subclass of TaskError, with the record saying what was done before it and what not.

    Changes that the record has as done come first in its plan and are not made again. Without ``wait`` the last change is not waited for.
    """
    plan(task, ref, wanted, record, patient=wait)
    left = record.planned[len(record.done) :]
    if left:
        task.progress.announce(f"Table {ref.name}, region {task.region}: {counted(len(left), 'change')} to make: {_texts(left)}")
    for change in left:
        record.current = change
        is_awaited = wait or change is not left[-1]
        seen = carry_out(task, ref, change, record.unsettled, lambda: setattr(record, "accepted", True), is_awaited)
        record.current, record.accepted = None, False
        record.done.append(change)
        record.now[change.setting] = seen.value if is_awaited else record.targets[change.setting]
        task.progress.say(f"Table {ref.name}: {change.text}: {'done' if is_awaited else 'accepted by AWS'}")
        if change.warning:
            task.progress.warn(change.warning)
    _read_again(task, ref, record)


def _read_again(task: Task, ref: TableRef, record: Record) -> None:
    """What AWS changes by itself when replicas are added or removed, as far as it was named."""
    affected = [name for name in (stream.NAME, settings_replication.NAME) if name in record.now]
    if affected and any(change.setting == replicas.NAME for change in record.done):
        where = catalogue.source(task, ref)
        record.now.update({name: catalogue.BY_NAME[name].read(where).value for name in affected})


def plan(task: Task, ref: TableRef, wanted: Desired, record: Record, patient: bool = True) -> None:
    """Reads what there is and fills in the changes, in the order in which AWS takes them. A ``patient`` one waits until none is under way."""

    def reading(setting: Setting, where: Source) -> Reading:
        found = setting.read(where)
        return at_rest(task, ref, setting, where.needed) if found.passing and patient else found

    _plan(catalogue.source(task, ref), wanted, record, reading)


def plan_new(where: Source, wanted: Desired, record: Record) -> None:
    """Like plan, for a table that is yet to be created as the source describes it. Sends no request."""
    _plan(where, wanted, record, lambda setting, new: Reading(setting.initial(new)) if setting.initial else setting.read(new))


def _plan(where: Source, wanted: Desired, record: Record, reading: t.Callable[[Setting, Source], Reading]) -> None:
    changes: list[Change] = []
    named = wanted.parts()
    # Settings that a change of another one removes.
    lost: set[str] = set()
    for setting in catalogue.PLANNED:
        if setting.name not in named:
            continue
        current, target = _compared(where, setting, named[setting.name], wanted, record, reading)
        if setting.name == stream.NAME and stream_resource_policy.is_lost(current, target):
            lost.add(stream_resource_policy.NAME)
            _keep_policy(where, target, named)
        if setting.name in lost:
            current = {}
        found = _changes(where, setting, current, target)
        changes += found
        if found and setting is indexes_and_billing.SETTING:
            where = dataclasses.replace(where, described=indexes_and_billing.foreseen(where.described, current, target))
    _check_stream(where, record.targets)
    # What the settings themselves need was checked before; here is all that would be sent.
    service_model.check(where.task.client, [Needed(f"settings.{change.setting}", change.call, change.parameters) for change in changes])
    record.planned = [*record.done, *sorted(changes, key=lambda change: change.rank)]


def _compared(
    where: Source, setting: Setting, named: Value, wanted: Desired, record: Record, reading: t.Callable[[Setting, Source], Reading]
) -> tuple[Value, Value]:
    """The setting as it is and all that is wanted of it, both recorded; what the user must know of it is a warning."""
    found = reading(setting, dataclasses.replace(where, needed=setting.regions(named)))
    current = found.value
    record.before.setdefault(setting.name, current)
    record.now[setting.name] = current
    try:
        target = record.targets[setting.name] = setting.complete(named, current, wanted.purges(setting.name))
    except ValueError as error:
        raise _refused(where, setting, error) from error
    for text in setting.notes(where, found, target, named):
        where.task.progress.warn(text)
    return current, target


def _keep_policy(where: Source, new_stream: Value, named: dict[str, Value]) -> None:
    """Names the policy of the stream that is replaced, unless the user names another: the new stream has none."""
    policy = stream_resource_policy.SETTING.read(where).value if new_stream["enabled"] else None
    if policy:
        named.setdefault(stream_resource_policy.NAME, policy)


def _changes(where: Source, setting: Setting, current: Value, target: Value) -> list[Change]:
    """The requests that lead from what there is to what is wanted. Raises InvalidArgument for what the table does not allow."""
    if setting.same(where, current, target):
        return []
    try:
        return setting.changes(where, current, target)
    except ValueError as error:
        raise _refused(where, setting, error) from error


def _check_stream(where: Source, targets: t.Mapping[str, Value]) -> None:
    """Raises InvalidArgument when replicas or the policy of the stream need a stream that the table would not have."""
    needs_stream = targets.get(replicas.NAME) and not strong_consistency.is_strong(where.described)
    if needs_stream and not targets.get(stream.NAME, {"enabled": True})["enabled"]:
        raise errors.InvalidArgument("settings.stream cannot be disabled for a table with replicas: replicas require it.")
    has_stream = targets[stream.NAME]["enabled"] if stream.NAME in targets else where.described.get("StreamSpecification", {}).get("StreamEnabled")
    if targets.get(stream_resource_policy.NAME) and not has_stream:
        raise errors.InvalidArgument(f"settings.{stream_resource_policy.NAME} requires a stream: give settings.stream as well.")


def _refused(where: Source, setting: Setting, error: ValueError) -> errors.InvalidArgument:
    about = f"Table {where.table.name} in region {where.task.region}: " if setting is indexes_and_billing.SETTING else ""
    return errors.InvalidArgument(f"{about}{error}")


def foresee(task: Task, ref: TableRef, wanted: Desired, record: Record) -> None:
    """What apply would do, without doing it: the record's ``now`` is what would be."""
    plan(task, ref, wanted, record, patient=False)
    expect(record, record.planned)


def expect(record: Record, changes: t.Iterable[Change]) -> None:
    """Takes these changes for made: what is now is what they lead to."""
    record.now.update({change.setting: record.targets[change.setting] for change in changes})


def _texts(changes: t.Sequence[Change]) -> str:
    return "; ".join(change.text for change in changes)
