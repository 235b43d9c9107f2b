# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is around a task in the fault suite: a proxy, a login that fails, a clock that is wrong, a list that lags."""

from __future__ import annotations

import contextlib
import dataclasses
import pathlib
import time
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.logins import LOGINS
from ansible_collections.dynaops.dynamodb.tests.lab.proxy import UNKNOWN_PROXY, Proxy, refusing_address, variables
from ansible_collections.dynaops.dynamodb.tests.lab.relay import Address, Rule
from ansible_collections.dynaops.dynamodb.tests.lab.tls import Certificates, TlsFront

Variables = t.Mapping[str, str | None]
# Seconds between the older backup of the same name and the task.
OLDER = 20


@dataclasses.dataclass(frozen=True)
class Scene:
    """Nothing unusual around the task."""

    @property
    def family(self) -> str:
        """The kind of fault; empty where the scene is none."""
        return ""

    @property
    def name(self) -> str:
        """The scene in words; empty where there is nothing to tell."""
        return ""

    @property
    def aspect(self) -> str:
        """What tells scenes of one family apart where a case of one says nothing of another."""
        return ""

    def settings(self) -> dict[str, t.Any]:
        """Settings of the lab."""
        return {}

    def prepare(self, lab: LabClient, backup_name: str) -> None:
        """Makes what must be there before the task."""

    @contextlib.contextmanager
    def environment(self, lab: LabClient, folder: pathlib.Path) -> t.Iterator[Variables]:
        """The variables for the task while the context is open; None takes a variable out."""
        del lab, folder
        yield {}


@dataclasses.dataclass(frozen=True)
class ProxyScene(Scene):
    """A proxy between the task and AWS: for plain requests, or with ``tls`` by CONNECT to AWS's own host names.

    ``rule`` is what it does to requests; ``reached`` is empty for a proxy that listens, or how it cannot be reached (``refused``, ``unknown``);
    ``hosts_refused`` are patterns of hosts that it refuses; ``self_signed`` means that AWS's certificate seems to be one nobody knows.
    """

    tls: bool
    trouble: str
    rule: Rule | None = None
    reached: str = ""
    hosts_refused: tuple[str, ...] = ()
    self_signed: bool = False

    @property
    def family(self) -> str:
        """The kind of fault."""
        return "HTTPS proxy (CONNECT)" if self.tls else "HTTP proxy"

    @property
    def name(self) -> str:
        """The scene in words."""
        return f"{self.family}: {self.trouble}"

    @property
    def aspect(self) -> str:
        """Whether a request is struck, all of the proxy, or what it leads to."""
        if self.hosts_refused or self.self_signed:
            return self.trouble
        return "request" if self.rule and self.rule.operation == "CreateBackup" else "proxy"

    @contextlib.contextmanager
    def environment(self, lab: LabClient, folder: pathlib.Path) -> t.Iterator[Variables]:
        """Starts the proxy, and with ``tls`` the server behind it."""
        with contextlib.ExitStack() as stack:
            if not self.tls:
                yield self._proxy(stack, {})
                return
            certificates = Certificates(folder / "certificates")
            served = certificates.self_signed if self.self_signed else certificates.server
            front = stack.enter_context(TlsFront(lab.url, served, *([self.rule] if self.rule and not self._is_about_tunnels() else [])))
            yield {**certificates.environment(), **self._proxy(stack, front.routes())}

    def _is_about_tunnels(self) -> bool:
        """Whether the proxy itself applies the rule; within a tunnel it sees nothing."""
        return self.rule is not None and self.rule.operation == "CONNECT"

    def _proxy(self, stack: contextlib.ExitStack, routes: t.Mapping[str, Address]) -> Variables:
        if self.reached == "unknown":
            return variables(UNKNOWN_PROXY)
        if self.reached == "refused":
            host, port = stack.enter_context(refusing_address())
            return variables(f"http://{host}:{port}")
        rules = [self.rule] if self.rule and (self._is_about_tunnels() or not self.tls) else []
        return stack.enter_context(Proxy(*rules, routes=routes, refused=self.hosts_refused)).environment()


@dataclasses.dataclass(frozen=True)
class LoginScene(Scene):
    """A login that fails before a request can be signed."""

    login: str

    @property
    def family(self) -> str:
        """The kind of fault."""
        return "Login that fails"

    @property
    def name(self) -> str:
        """The scene in words."""
        return f"Login: {self.login}"

    @contextlib.contextmanager
    def environment(self, lab: LabClient, folder: pathlib.Path) -> t.Iterator[Variables]:
        """Writes the files of the login."""
        with LOGINS[self.login].environment(folder) as given:
            yield given


@dataclasses.dataclass(frozen=True)
class ClockScene(Scene):
    """A Date header that is wrong by ``offset`` seconds (None: there is none), and perhaps an older backup of the same name."""

    offset: float | None
    older: bool = False

    @property
    def family(self) -> str:
        """The kind of fault."""
        return "Clock that is wrong, answer lost"

    @property
    def name(self) -> str:
        """The scene in words."""
        date = "no Date header" if self.offset is None else f"Date header {abs(self.offset):.0f} s {'ahead' if self.offset > 0 else 'behind'}"
        return date + (f", a backup of the same name {OLDER} s before" if self.older else "")

    def settings(self) -> dict[str, t.Any]:
        """The Date header."""
        return {"date_header": False} if self.offset is None else {"date_offset": self.offset}

    def prepare(self, lab: LabClient, backup_name: str) -> None:
        """The older backup."""
        if self.older:
            lab.history([{"table": "orders", "name": backup_name, "created": time.time() - OLDER}])


@dataclasses.dataclass(frozen=True)
class LagScene(Scene):
    """ListBackups shows a new backup only after so many seconds."""

    seconds: float

    @property
    def family(self) -> str:
        """The kind of fault."""
        return "ListBackups that lags, answer lost"

    @property
    def name(self) -> str:
        """The scene in words."""
        return f"ListBackups {self.seconds:.0f} s late"

    def settings(self) -> dict[str, t.Any]:
        """The lag."""
        return {"list_lag_seconds": self.seconds}
