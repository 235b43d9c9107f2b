# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests, demo and benchmarks say to a lab: its own API, and DynamoDB clients that talk to it."""

from __future__ import annotations

import functools
import json
import threading
import time
import typing as t
import urllib.request

from ansible_collections.dynaops.dynamodb.tests.lab import models

# Long enough that Ansible's masking of secrets hides nothing else.
ACCESS_KEY = "AKIALABACCESSKEY0000"
SECRET_KEY = "lab-secret-key-that-is-no-secret-0000000"


@functools.lru_cache(maxsize=64)
def _client(url: str, region: str, key: str) -> t.Any:
    """One client for all tests of a process that have the same lab."""
    return models.session(key, SECRET_KEY, region_name=region).client("dynamodb", endpoint_url=url)


class LabClient:
    """Talks to the lab at this URL.

    ``control`` is the lab's own API where the lab is in this process: without a connection for each call, tests take a tenth less.
    """

    def __init__(self, url: str, control: t.Callable[[str, str, bytes], tuple[str, int]] | None = None) -> None:
        self.url = url
        self._control = control

    def environment(self, region: str = "us-east-1", key: str = ACCESS_KEY) -> dict[str, str]:
        """The variables that send any AWS program to the lab, with this access key."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": key,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def dynamodb(self, region: str = "us-east-1", key: str = ACCESS_KEY) -> t.Any:
        """A plain boto3 client; making one takes longer than many a request."""
        return _client(self.url, region, key)

    def key(self, key: str, account: str) -> None:
        """Makes an access key one of this account's (12 digits). Any other key is one of account 123456789012."""
        self._call("keys", {"key": key, "account": account})

    def role(self, arn: str, seconds: float | None = None, external_id: str | None = None) -> None:
        """Lets everybody assume this role, in the account that its ARN names; with ``seconds`` its sessions last so long, whatever is asked for.

        With ``external_id``, everybody who gives this one.
        """
        self._call("roles", {"arn": arn, "seconds": seconds, "external_id": external_id})

    def organization(self, management: str, accounts: list[dict[str, t.Any]]) -> None:
        """An organization with this management account; see tests/lab/organizations.py for the members of an account."""
        self._call("organization", {"management": management, "accounts": accounts})

    def make_table(self, name: str = "orders", items: int = 3, region: str = "us-east-1", settled: bool = True, key: str = ACCESS_KEY) -> None:
        """A table with the key ``id`` and some items, in the account of this access key. One that is not ``settled`` is CREATING, and has none."""
        client = self.dynamodb(region, key)
        client.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )
        if not settled:
            return
        self._call("settle", {"table": name})
        for start in range(0, items, 25):
            puts = [
                {"PutRequest": {"Item": {"id": {"S": f"order-{number:05d}"}, "total": {"N": str(number * 7 % 500)}}}}
                for number in range(start, min(start + 25, items))
            ]
            client.batch_write_item(RequestItems={name: puts})

    def drop_table(self, name: str = "orders") -> None:
        """Deletes a table, which is gone at once."""
        self.dynamodb().delete_table(TableName=name)
        self._call("settle", {"table": name})

    def reset(self) -> None:
        """Forgets tables, backups, settings, faults and requests."""
        self._call("reset", {})

    def settings(self, **settings: t.Any) -> dict[str, t.Any]:
        """Changes settings (see tests/lab/settings.py), ``clock_offset`` (seconds) or ``rates`` (operation to requests a second, 0 for no limit).
        Answers what they are then.

        ``speed`` is by what AWS's own durations are divided; a duration that is given itself is what it is. ``speed=AT_ONCE`` is for a test
        that is about something else than time.

        ``clock_stands=True`` stops AWS's clock but for ``clock_offset``: for a test that asks what is so at which moment.

        Times that are wrong or late: ``clock_offset`` moves AWS's whole clock, ``date_offset`` the Date header alone, ``date_header=False`` leaves it
        out, and ``list_lag_seconds`` is how late ListBackups shows a new backup.
        """
        return t.cast("dict[str, t.Any]", self._call("settings", settings))

    def settle(self) -> None:
        """Lets everything that passes by itself have passed, in no time: for what a test prepares with requests of its own.

        Tables are ACTIVE or gone, changes are carried out and seen, and the next ones are not refused. What was forced stays, and so do quotas.
        """
        self._call("settle", {})

    def fault(self, operation: str, kind: str, **details: t.Any) -> None:
        """Adds a fault to the script; see tests/lab/faults.py."""
        self._call("faults", {"operation": operation, "kind": kind, **details})

    def table(self, name: str, status: str, **details: t.Any) -> None:
        """Forces a table's status, for ``seconds`` or for good."""
        self._call("tables", {"name": name, "status": status, **details})

    def replica(self, name: str, region: str, **members: t.Any) -> None:
        """Forces a replica's ``status``, its ``description``, its ``account``, or whether its key is told (``key_told``)."""
        self._call("replicas", {"name": name, "replica": region, **members})

    def system_tags(self, name: str, tags: dict[str, str], region: str = "us-east-1") -> None:
        """Adds tags to a table, also those that only AWS could add (``aws:...``)."""
        self._call("tags", {"name": name, "region": region, "tags": tags})

    def backup(self, arn: str, **members: t.Any) -> None:
        """Forces a backup's status, type or creation time."""
        self._call("backups", {"arn": arn, **members})

    def backups(self) -> list[dict[str, t.Any]]:
        """All backups that there are."""
        return self._call("backups")

    def history(self, backups: list[dict[str, t.Any]]) -> list[str]:
        """Makes backups as they might have come about over months; answers their ARNs. See tests/lab/history.py for the members."""
        return self._call("history", backups)

    def tables(self) -> list[dict[str, t.Any]]:
        """All tables that there are: region, name, id, status."""
        return self._call("tables")

    def kms_key(self, arn: str, state: str) -> None:
        """Gives a key of KMS this state (any other key is Enabled); ``NotFound`` is a key that KMS has deleted."""
        self._call("kms", {"arn": arn, "state": state})

    def points(self, points: list[dict[str, t.Any]]) -> list[str]:
        """Makes recovery points of AWS Backup, and the vaults that they are in; answers their ARNs. See tests/lab/vaults.py for the members."""
        return self._call("points", points)

    def requests(self, operation: str | None = None, service: str = "dynamodb") -> list[dict[str, t.Any]]:
        """All requests to this service (dynamodb, backup or kms) seen, or those of one operation, in order."""
        return [entry for entry in self._call("requests") if operation in (None, entry["operation"]) and entry["service"] == service]

    def when_asked(self, operation: str, count: int, action: t.Callable[[], object]) -> threading.Thread:
        """Does this, in a thread that it returns, as soon as so many more requests of an operation have come (or after a minute)."""
        wanted = len(self.requests(operation)) + count

        def wait_and_act() -> None:
            limit = time.monotonic() + 60
            while len(self.requests(operation)) < wanted and time.monotonic() < limit:
                time.sleep(0.05)
            action()

        thread = threading.Thread(target=wait_and_act, daemon=True)
        thread.start()
        return thread

    def work(self) -> list[dict[str, t.Any]]:
        """The requests seen, in order, less those that only prepare a test."""
        return [entry for entry in self.requests() if entry["operation"] not in ("CreateTable", "BatchWriteItem")]

    def misfits(self) -> list[str]:
        """What was wrong with the lab's answers since this was last asked: what AWS's own model does not know. A lab that is ``checked`` knows."""
        return self._call("misfits", {})

    def operations(self) -> list[str]:
        """The operations asked for in that work, in order."""
        return [entry["operation"] for entry in self.work()]

    def _call(self, path: str, body: t.Any = None) -> t.Any:
        data = None if body is None else json.dumps(body).encode()
        if self._control:
            text, status = self._control("GET" if data is None else "POST", path, data or b"null")
            assert status == 200, text
            return json.loads(text)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(f"{self.url}/_lab/{path}", data=data), timeout=30) as answer:
            return json.load(answer)
