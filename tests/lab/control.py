# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's own API below /_lab, over HTTP: settings, faults, what was asked, what there is."""

from __future__ import annotations

import dataclasses
import json
import threading
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.aws import Aws
from ansible_collections.dynaops.dynamodb.tests.lab.clock import LabClock
from ansible_collections.dynaops.dynamodb.tests.lab.faults import Fault, Script
from ansible_collections.dynaops.dynamodb.tests.lab.identities import Identities, Role
from ansible_collections.dynaops.dynamodb.tests.lab.journal import Journal
from ansible_collections.dynaops.dynamodb.tests.lab.names import ACCOUNT
from ansible_collections.dynaops.dynamodb.tests.lab.neighbours import Neighbours
from ansible_collections.dynaops.dynamodb.tests.lab.rates import AWS_RATES
from ansible_collections.dynaops.dynamodb.tests.lab.settings import Settings
from ansible_collections.dynaops.dynamodb.tests.lab.shapes import Checks
from werkzeug.wrappers import Request, Response


class World:
    """All that the lab is about; ``reset`` begins it anew."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.clock = LabClock()
        # Requests a second, by operation; 0 for no limit.
        self.limits = dict(AWS_RATES)
        self.identities = Identities(self.clock)
        self._accounts: dict[str, Aws] = {}
        self._making = threading.Lock()
        self.aws = self.account(ACCOUNT)
        self.script = Script()
        self.journal = Journal()
        self.neighbours = Neighbours(self.identities, self.journal, self.script, self.settings, self.clock)

    def account(self, number: str) -> Aws:
        """The account of this number. What goes for all of them is one: settings, clock, and the limits of AWS's rates."""
        with self._making:
            if number not in self._accounts:
                self._accounts[number] = Aws(self.settings, self.clock, self.limits, number)
            return self._accounts[number]

    def accounts(self) -> list[Aws]:
        """All accounts that something was asked of."""
        return list(self._accounts.values())

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
        content, status = self.answer(request.method, request.path.removeprefix("/_lab/"), request.get_data() or b"null")
        return Response(content, status, content_type="application/json")(environ, start_response)

    def answer(self, method: str, path: str, body: bytes) -> tuple[str, int]:
        """The answer to a request, as JSON, and its status."""
        name = f"{method.lower()}_{path.replace('/', '_')}"
        handler = getattr(self, name, None)
        try:
            content, status = (handler(json.loads(body)), 200) if handler else ({"error": f"no such call: {name}"}, 404)
        except (TypeError, ValueError, KeyError) as error:
            content, status = {"error": f"{type(error).__name__}: {error}"}, 400
        return json.dumps(content), status

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
        world = self._world
        if "clock_stands" in body:
            world.clock.stand(body.pop("clock_stands"))
        world.clock.offset = body.pop("clock_offset", world.clock.offset)
        world.limits.update(body.pop("rates", {}))
        world.settings.change(body)
        return dataclasses.asdict(world.settings)

    def post_keys(self, body: dict[str, str]) -> dict[str, t.Any]:
        """Makes an access key one of an account's."""
        self._world.identities.add_key(**body)
        return {}

    def post_roles(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Lets everybody assume a role."""
        self._world.identities.add_role(Role(**body))
        return {}

    def post_organization(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Describes the organization."""
        self._world.neighbours.organizations.describe(**body)
        return {}

    def post_settle(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Lets everything that passes by itself have passed, or a ``table`` come or go."""
        for aws in self._world.accounts():
            aws.settle(**body)
        return {}

    def post_faults(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Adds a fault to the script."""
        self._world.script.add(Fault(**body))
        return {}

    def post_tables(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Forces a table's status (for ``seconds``, or for good) and adds members to its description."""
        aws = self._world.account(body.get("account", ACCOUNT))
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
        """All tables there are, with their accounts and ids."""
        found = []
        for aws in self._world.accounts():
            aws.tables.sweep()
            found += aws.tables.all()
        return found

    def post_history(self, body: list[dict[str, t.Any]]) -> list[str]:
        """Makes backups of the past."""
        return self._world.aws.history.add(body)

    def post_kms(self, body: dict[str, str]) -> dict[str, t.Any]:
        """Gives a key a state; see Kms.put."""
        self._world.neighbours.kms.put(**body)
        return {}

    def post_points(self, body: list[dict[str, t.Any]]) -> list[str]:
        """Makes recovery points of AWS Backup."""
        return self._world.neighbours.backup.add_points(body)

    def post_backups(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        """Forces a backup's members: status, type, created."""
        self._checks.force(*(body[member] for member in ("status", "type") if member in body))
        for state in [state for aws in self._world.accounts() for state in aws.backups.all()]:
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
        now = self._world.clock.now()
        return [state.summary(now) for aws in self._world.accounts() for state in aws.backups.all()]
