# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab as a server on 127.0.0.1, and the way of a request through it."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import re
import threading
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab import faults, texts, wire
from ansible_collections.dynaops.dynamodb.tests.lab.control import Control, World
from ansible_collections.dynaops.dynamodb.tests.lab.requests import Request
from ansible_collections.dynaops.dynamodb.tests.lab.shapes import Checks
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/dynamodb/")


class App:
    """Journal, fault, permission, rate, operation, answer: in this order. ``checked`` has each answer held against AWS's own model (shapes.py)."""

    def __init__(self, checked: bool = False) -> None:
        self._world = World()
        self._checks = Checks(checked)
        self.control = Control(self._world, self._checks)
        self._moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: dict[str, t.Any], start_response: t.Any) -> t.Any:
        if environ["PATH_INFO"].startswith("/_lab/"):
            return self.control(environ, start_response)
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if not target.startswith("DynamoDB_"):
            return self._beside(environ, start_response)
        scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        body = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or b"{}")
        account = self._world.identities.account_of(environ)
        request = Request(
            operation=target.partition(".")[2],
            region=scope[1] if scope else "us-east-1",
            body=body,
            forward=lambda changed: self._forward(environ, changed, account),
            account=account,
        )
        return self._respond(self._answer(request, environ), start_response)

    def _beside(self, environ: dict[str, t.Any], start_response: t.Any) -> t.Any:
        """A request to another service than DynamoDB."""
        asked = self._world.neighbours.journalled(environ)
        answer = self._answer_journalled(environ, *asked) if asked else self._world.neighbours.answer(environ)
        return self._respond(answer, start_response) if answer else self._moto(environ, start_response)

    def _answer_journalled(self, environ: dict[str, t.Any], service: str, operation: str, region: str) -> wire.Answer:
        """The answer to a request to AWS Backup or KMS, with the fault that is in the script for its operation."""
        world = self._world
        account = world.identities.account_of(environ)
        entry = world.journal.open(operation, region, {}, environ.get("HTTP_USER_AGENT", ""), account, service=service)

        def work() -> wire.Answer:
            told = world.neighbours.answer(environ)
            return self._checks.check(operation, told, service=service) if told else self._moto_answer(environ)

        fault = world.script.take(operation, any_operation=f"{service}:*")
        return self._played(entry, fault, work, environ)

    def _moto_answer(self, environ: dict[str, t.Any]) -> wire.Answer:
        content, status, headers = run_wsgi_app(self._moto, environ, buffered=True)
        return wire.Answer(int(status.split()[0]), b"".join(content), headers.get("Content-Type", "application/json"))

    def _answer(self, request: Request, environ: dict[str, t.Any]) -> wire.Answer:
        world = self._world
        entry = world.journal.open(request.operation, request.region, request.body, environ.get("HTTP_USER_AGENT", ""), request.account)
        fault = world.script.take(request.operation)

        journal = world.journal

        def work() -> wire.Answer:
            # A request that a fault delays can outlive its test. Nothing of it reaches the next one.
            if self._world.journal is not journal:
                return faults.page(503)
            return self._checks.check(request.operation, self._carry_out(request, environ))

        return self._played(entry, texts.worded(fault, request) if fault else None, work, environ)

    def _played(self, entry: dict[str, t.Any], fault: faults.Fault | None, work: t.Callable[[], wire.Answer], environ: dict[str, t.Any]) -> wire.Answer:
        """The answer to the work, with the fault where there is one; the journal's entry takes note of both."""
        entry["fault"] = fault.kind if fault else None
        answer = faults.play(fault, work, environ["werkzeug.socket"]) if fault else work()
        entry["status"] = answer.status
        if answer.status >= 400:
            entry["error"] = re.sub(r".*#", "", _type_of(answer))
        return answer

    def _carry_out(self, request: Request, environ: dict[str, t.Any]) -> wire.Answer:
        try:
            caller = self._world.identities.of(environ, request.region)
        except wire.AwsError as error:
            return wire.refusal(error)
        return self._world.account(request.account).answer(dataclasses.replace(request, caller=caller.arn))

    def _respond(self, answer: wire.Answer, start_response: t.Any) -> list[bytes]:
        settings, clock = self._world.settings, self._world.clock
        date = {"Date": clock.date_header(settings.date_offset)} if settings.date_header else {}
        headers = {**answer.headers(), **date}
        start_response(f"{answer.status} {'OK' if answer.status == 200 else 'Error'}", list(headers.items()))
        return [answer.body]

    def _forward(self, environ: dict[str, t.Any], body: dict[str, t.Any], account: str) -> wire.Answer:
        """Hands a request to moto, with this body, for this account."""
        data = json.dumps(body).encode()
        inner = {**environ, "wsgi.input": io.BytesIO(data), "CONTENT_LENGTH": str(len(data)), "HTTP_X_MOTO_ACCOUNT_ID": account}
        content, status, headers = run_wsgi_app(self._moto, inner, buffered=True)
        return wire.in_aws_namespace(wire.Answer(int(status.split()[0]), b"".join(content), headers.get("Content-Type", "application/x-amz-json-1.0")))


def _type_of(answer: wire.Answer) -> str:
    try:
        return str(json.loads(answer.body).get("__type", ""))
    except ValueError:
        return "not JSON"


class _Handler(WSGIRequestHandler):
    """Silent, and without a Date of its own: the lab's clock may differ from the machine's."""

    def log(self, type: str, message: str, *args: t.Any) -> None:  # pylint: disable=redefined-builtin
        """Says nothing."""

    def handle(self) -> None:
        """Ends quietly when a fault has taken the connection away."""
        with contextlib.suppress(OSError):
            super().handle()

    def send_response(self, code: int, message: str | None = None) -> None:
        """The status line alone."""
        self.send_response_only(code, message)


class LabServer:
    """A lab that listens on 127.0.0.1 until it is stopped. Port 0 takes a free one; ``app`` is that of an earlier server to go on with.

    ``checked`` is for tests: ``LabClient.misfits`` then tells which answers are none that AWS gives.
    """

    def __init__(self, port: int = 0, app: App | None = None, checked: bool = False) -> None:
        self.app = app or App(checked)
        self._server = make_server("127.0.0.1", port, self.app, threaded=True, request_handler=_Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="lab", daemon=True)

    def __enter__(self) -> LabServer:
        self._thread.start()
        return self

    def __exit__(self, *unused: t.Any) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
