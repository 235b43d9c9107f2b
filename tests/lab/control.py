# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's own API below /_lab, over HTTP: settings, faults, what was asked, what there is."""

from __future__ import annotations

import dataclasses
import json
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.aws import Aws
from ansible_collections.dynaops.dynamodb.tests.lab.faults import Fault, Script
from ansible_collections.dynaops.dynamodb.tests.lab.journal import Journal
from ansible_collections.dynaops.dynamodb.tests.lab.neighbours import Neighbours
from ansible_collections.dynaops.dynamodb.tests.lab.shapes import Checks
from werkzeug.wrappers import Request, Response


class World:
    """All that the lab is about; ``reset`` begins it anew."""

    def __init__(self) -> None:
        self.aws = Aws()
        self.neighbours = Neighbours()
        self.script = Script()
        self.journal = Journal()

    def reset(self) -> None:
        """Forgets everything."""
        self.__init__()  # type: ignore[misc]


class Control:
    """Answers the requests below /_lab."""

    def __init__(self, world: World, checks: Checks) -> None:
        self._world = world
        self._checks = checks

    def __call__(self, environ: dict[str, t.Any], start_response: t.Any) -> t.Any:
        request = Request(environ)
        body = json.loads(request.get_data() or b"null")
        name = f"{request.method.lower()}_{request.path.removeprefix('/_lab/').replace('/', '_')}"
        handler = getattr(self, name, None)
        try:
            content, status = (handler(body), 200) if handler else ({"error": f"no such call: {name}"}, 404)
        except (TypeError, ValueError, KeyError) as error:
            content, status = {"error": f"{type(error).__name__}: {error}"}, 400
        return Response(json.dumps(content), status, content_type="application/json")(environ, start_response)

    def post_reset(self, body: None) -> dict[str, t.Any]:
        """Begins anew."""
        self._world.reset()
        self._checks.begin()
        return {}

    def post_misfits(self, body: None) -> list[str]:
        """Tells what was wrong with the answers since this was last asked, also with those before a reset."""
        return self._checks.take()

    def post_settings(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Changes the settings named, and ``clock_offset``, ``clock_stands`` and ``rates``."""
        aws = self._world.aws
        if "clock_stands" in body:
            aws.clock.stand(body.pop("clock_stands"))
        aws.clock.offset = body.pop("clock_offset", aws.clock.offset)
        aws.rates.limits.update(body.pop("rates", {}))
        aws.settings.change(body)
        return dataclasses.asdict(aws.settings)

    def post_settle(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Lets everything that passes by itself have passed, or a ``table`` come or go."""
        self._world.aws.settle(**body)
        return {}

    def post_faults(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Adds a fault to the script."""
        self._world.script.add(Fault(**body))
        return {}

    def post_tables(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Forces a table's status (for ``seconds``, or for good) and adds members to its description."""
        aws = self._world.aws
        self._checks.force(body["status"])
        state = aws.tables.get(body.get("region", "us-east-1"), body["name"])
        if body.get("seconds"):
            state.passing, state.active_at = body["status"], aws.clock.now() + body["seconds"]
        else:
            state.forced = body["status"]
        state.extra = body.get("extra", {})
        return {"id": state.id}

    def post_replicas(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Forces the status of a table's replica, ``description``, ``account`` (of another table's owner) or ``key_told``; see Replicas.force."""
        aws = self._world.aws
        aws.updates.replicas.force(aws.tables.find(body.get("region", "us-east-1"), body["name"]), body["replica"], body)
        return {}

    def post_tags(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Adds tags to a table that nobody could add, such as ``aws:cloudformation:stack-name``."""
        aws = self._world.aws
        aws.tags.add(aws.tables.find(body.get("region", "us-east-1"), body["name"]), body["tags"])
        return {}

    def get_tables(self, body: None) -> list[dict[str, t.Any]]:
        """All tables there are, with their ids."""
        self._world.aws.tables.sweep()
        return self._world.aws.tables.all()

    def post_history(self, body: list[dict[str, t.Any]]) -> list[str]:
        """Makes backups of the past."""
        return self._world.aws.history.add(body)

    def post_backups(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Forces a backup's members: status, type, created."""
        self._checks.force(*(body[member] for member in ("status", "type") if member in body))
        for state in self._world.aws.backups.all():
            if state.arn == body["arn"]:
                state.forced = body.get("status", state.forced)
                state.type = body.get("type", state.type)
                state.created = body.get("created", state.created)
                return {}
        raise KeyError(body["arn"])

    def get_requests(self, body: None) -> list[dict[str, t.Any]]:
        """All requests seen."""
        return self._world.journal.entries()

    def get_backups(self, body: None) -> list[dict[str, t.Any]]:
        """All backups there are, whoever asks."""
        aws = self._world.aws
        return [state.summary(aws.clock.now()) for state in aws.backups.all()]
