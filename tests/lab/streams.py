# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stream of a table, on and off; which one it is, moto's table knows."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.room import Ground, Room
from ansible_collections.dynaops.dynamodb.tests.lab.tables import Table
from ansible_collections.dynaops.dynamodb.tests.lab.wire import invalid

VIEWS = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")


class Streams(Room[None]):
    """The streams of all tables."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground, lambda: None)
        ground.tables.tellers.append(self.told)

    def told(self, table: Table) -> dict[str, t.Any]:
        """The latest stream, also of a table that has none any more."""
        label = table.model.latest_stream_label
        return {"LatestStreamLabel": label, "LatestStreamArn": f"{table.model.table_arn}/stream/{label}"} if label else {}

    def check(self, wanted: dict[str, t.Any]) -> None:
        """Raises ValidationException for a StreamSpecification that says too little or too much."""
        view = wanted.get("StreamViewType")
        if wanted.get("StreamEnabled") and view not in VIEWS:
            raise invalid("One or more parameter values were invalid: StreamViewType must be one of those known when StreamEnabled is true")
        if not wanted.get("StreamEnabled") and view:
            raise invalid("One or more parameter values were invalid: StreamViewType must not be given when StreamEnabled is false")

    def change(self, table: Table, wanted: dict[str, t.Any]) -> dict[str, t.Any]:
        """Enables or disables; answers what UpdateTable tells of it."""
        if wanted["StreamEnabled"] and view_of(table.model):
            raise invalid(f"Table already has an enabled stream: TableName: {table.name}")
        if not wanted["StreamEnabled"] and not view_of(table.model):
            raise invalid(f"Table has no stream to disable: TableName: {table.name}")
        if wanted["StreamEnabled"]:
            self.enable(table.model, wanted["StreamViewType"])
        else:
            table.model.stream_specification = {"StreamEnabled": False}
            # moto would go on writing to it, and fail.
            table.model.stream_shard = None
        self._tables.update(table, self._settings.table_updating_seconds)
        return {"TableStatus": "UPDATING", "StreamSpecification": dict(wanted)}

    def enable(self, model: t.Any, view: str) -> None:
        """Gives moto's table a new stream; its label is a moment, and another one than that of the stream before."""
        before = model.latest_stream_label
        model.set_stream_specification({"StreamEnabled": True, "StreamViewType": view})
        at = datetime.datetime.fromtimestamp(self._clock.now(), datetime.UTC).replace(tzinfo=None)
        while (label := at.isoformat(timespec="milliseconds")) == before:
            at += datetime.timedelta(milliseconds=1)
        model.latest_stream_label = label


def view_of(model: t.Any) -> str | None:
    """What the stream of moto's table shows, None when there is no stream."""
    kept = model.stream_specification or {}
    return kept.get("StreamViewType") if kept.get("StreamEnabled") else None
