# SPDX-License-Identifier: GPL-3.0-or-later
"""What a claim is asked with: clients, tables of the run's prefix, time, and the tunnel that cuts."""

from __future__ import annotations

import contextlib
import typing as t
import urllib.parse

import botocore.exceptions

from verify.account import Access
from verify.sweep import MACHINE, Clock
from verify.tunnel import Tunnel

# Seconds for a new table, or until it takes backups.
_LONGEST = 120.0
_NOT_YET = ("ContinuousBackupsUnavailableException", "TableNotFoundException")


class NotAsked(Exception):
    """A claim could not be asked here, for this reason."""


class Scene:
    """The account, a prefix for all names, and a clock."""

    def __init__(self, access: Access, prefix: str, clock: Clock = MACHINE) -> None:
        self.access = access
        self.clock = clock
        self.client = access.client()
        self._prefix = prefix
        self._shared = ""

    def name(self, rest: str) -> str:
        """A name that the sweep finds again."""
        return f"{self._prefix}-{rest}"

    def create_table(self, rest: str) -> str:
        """Asks for a table with one key, and does not wait for it; its name."""
        name = self.name(rest)
        key = [{"AttributeName": "id", "KeyType": "HASH"}]
        self.client.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=key, AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}]
        )
        return name

    def until_active(self, name: str, seconds: float = _LONGEST) -> str:
        """Waits for a table; its ARN."""
        for _passed in self.polls(seconds, 0.5):
            with contextlib.suppress(self.client.exceptions.ResourceNotFoundException):
                table = self.client.describe_table(TableName=name)["Table"]
                if table["TableStatus"] == "ACTIVE":
                    return str(table["TableArn"])
        raise NotAsked(f"the table was not ACTIVE after {seconds:.0f} s")

    def ready_table(self, rest: str) -> str:
        """A table that takes backups; its name."""
        name = self.create_table(rest)
        self.until_active(name)
        for _passed in self.polls(_LONGEST, 1.0):
            if self.refusal(lambda: self.client.create_backup(TableName=name, BackupName=self.name("ready")))[0] not in _NOT_YET:
                return name
        raise NotAsked(f"the table took no backup after {_LONGEST:.0f} s")

    def shared_table(self) -> str:
        """The one table of all claims that need no table of their own."""
        self._shared = self._shared or self.ready_table("shared")
        return self._shared

    def backups(self, table: str, name: str) -> list[str]:
        """The ARNs of a table's backups of this name."""
        pages = self.access.patient_client().get_paginator("list_backups").paginate(TableName=table, BackupType="USER")
        return [each["BackupArn"] for page in pages for each in page["BackupSummaries"] if each["BackupName"] == name]

    def polls(self, seconds: float, pause: float) -> t.Iterator[float]:
        """The seconds that have passed, again and again, until there are so many."""
        began = self.clock.monotonic()
        while (passed := self.clock.monotonic() - began) <= seconds:
            yield passed
            self.clock.sleep(pause)

    def refusal(self, call: t.Callable[[], object]) -> tuple[str, str]:
        """Code and message of AWS's refusal; two empty texts when it did as asked. What is no answer of AWS's is raised."""
        try:
            call()
        except botocore.exceptions.ClientError as error:
            return error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        return "", ""

    @contextlib.contextmanager
    def tunnel(self) -> t.Iterator[tuple[Tunnel, dict[str, t.Any]]]:
        """A tunnel to the endpoint, and what a client must be told to go through it: an endpoint, or proxies for its configuration."""
        url = urllib.parse.urlsplit(self.access.account.endpoint)
        if url.scheme == "https":
            if any(name in self.access.environ for name in ("HTTPS_PROXY", "https_proxy")):
                raise NotAsked("AWS is reached through a proxy, and the tunnel does not lead through it")
            with Tunnel() as tunnel:
                yield tunnel, {"proxies": {"https": tunnel.url}}
        else:
            with Tunnel((url.hostname or "", url.port or 80)) as tunnel:
                yield tunnel, {"endpoint_url": tunnel.url}
