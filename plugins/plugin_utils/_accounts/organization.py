# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The accounts of an organization, read from AWS Organizations. All requests only read."""

from __future__ import annotations

import typing as t

from .places import Account, role_arn

ACTIVE = "ACTIVE"


def read(client: t.Any, with_tags: bool) -> list[dict[str, t.Any]]:
    """The active accounts as plain values, which can be kept in a cache: id, name, partition, path, tags; sorted by name and id.

    All requests are made again by botocore when they are throttled. Raises what botocore raises, and ValueError for accounts whose state is not told.
    """
    found: list[dict[str, t.Any]] = []
    for root in _pages(client.list_roots, "Roots"):
        _read_below(client, root["Id"], (), found)
    for account in found:
        listed = _pages(client.list_tags_for_resource, "Tags", ResourceId=account["id"]) if with_tags else []
        account["tags"] = {tag["Key"]: tag["Value"] for tag in listed}
    return sorted(found, key=lambda account: (account["name"], account["id"]))


def account_of(entry: t.Mapping[str, t.Any], own: str, role_name: str, regions: t.Sequence[str]) -> Account:
    """An account that was read, in these regions, with its role of this name; without one where it is the ``own`` account of the credentials."""
    role = None if entry["id"] == own else role_arn(entry["partition"], entry["id"], role_name)
    return Account(entry["id"], entry["name"], role, tuple(regions), (), tuple(entry["path"]), dict(entry["tags"]))


def _read_below(client: t.Any, parent: str, path: tuple[str, ...], found: list[dict[str, t.Any]]) -> None:
    """Adds the active accounts below a root or a unit."""
    for account in _pages(client.list_accounts_for_parent, "Accounts", ParentId=parent):
        if _is_active(account):
            partition = account["Arn"].split(":")[1]
            found.append({"id": account["Id"], "name": account.get("Name") or account["Id"], "partition": partition, "path": list(path)})
    for unit in _pages(client.list_organizational_units_for_parent, "OrganizationalUnits", ParentId=parent):
        _read_below(client, unit["Id"], (*path, unit["Name"]), found)


def _is_active(account: t.Mapping[str, t.Any]) -> bool:
    """Whether the account can be worked in. AWS returns State, and until September 2026 returned Status (documented: API reference, Account)."""
    state = account.get("State") or account.get("Status")
    if not state:
        raise ValueError(f"The state of account {account['Id']} is not known: botocore on this host is too old. Install the newest boto3.")
    return bool(state == ACTIVE)


def _pages(call: t.Callable[..., t.Mapping[str, t.Any]], member: str, **parameters: t.Any) -> t.Iterator[t.Any]:
    """All entries of all pages. A page may be empty and not the last one (documented: API reference of each of these calls)."""
    token: dict[str, t.Any] = {}
    while True:
        answer = call(**parameters, **token)
        yield from answer[member]
        if not answer.get("NextToken"):
            return
        token = {"NextToken": answer["NextToken"]}
