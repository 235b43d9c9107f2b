# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all phases of one task share."""

from __future__ import annotations

import dataclasses
import typing as t
from dataclasses import dataclass, field

from .._names import TableRef
from .._task.clock import Deadline
from .._task.progress import Progress
from . import errors
from .account import SeenAccount
from .hosts import Hosts
from .permissions import CREATE_BACKUP, Permissions
from .rate_limits import RateLimits
from .server_clock import ServerClock


@dataclass(frozen=True)
class Task:
    """What all phases of one task share."""

    client: t.Any
    region: str
    deadline: Deadline
    progress: Progress
    server_clock: ServerClock = field(default_factory=ServerClock)
    permissions: Permissions = CREATE_BACKUP
    rate_limits: RateLimits | None = None
    # Makes a client for another region.
    client_of: t.Callable[[str], t.Any] | None = None
    # The service of AWS that the client talks to, and what makes a client of another one, by botocore's name of it.
    service: str = errors.DYNAMODB
    client_of_service: t.Callable[[str], t.Any] | None = None
    # Which of DynamoDB's host names are used.
    hosts: Hosts = field(default_factory=Hosts)
    # The account that the answers show.
    account: SeenAccount = field(default_factory=SeenAccount)
    # The regions of replicas that gave no answer, with the failure: they are not asked again, which takes as long each time.
    unreached: dict[str, errors.TaskError] = field(default_factory=dict)
    # Raises Interrupted when nothing may begin any more.
    check: t.Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        if self.rate_limits is None:
            object.__setattr__(self, "rate_limits", RateLimits(self.deadline))

    def client_for(self, region: str) -> t.Any:
        """A client for this region."""
        return self.client if region == self.region or self.client_of is None else self.client_of(region)

    def with_service(self, service: str, name: str) -> Task:
        """The same task with a client of another service of AWS, which botocore calls ``name``. Raises what making a client raises."""
        if self.client_of_service is None:
            raise TypeError(f"this task has no client of {service}")
        return dataclasses.replace(self, client=self.client_of_service(name), service=service, hosts=Hosts())

    def about(self, call: str, table: TableRef | None, backup: str | None = None, thing: str = "") -> errors.Subject:
        """What an error about this call on the table (on all tables, when None), on a backup of it, or on another ``thing`` has to name."""
        return errors.Subject(
            call=call,
            region=self.region,
            table=table.name if table else None,
            account=table.account if table else None,
            backup=backup,
            permissions=self.permissions.text(),
            thing=thing,
            service=self.service,
        )
