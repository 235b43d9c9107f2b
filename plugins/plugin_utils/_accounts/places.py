# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and their regions as hosts of an inventory. Pure."""

from __future__ import annotations

import collections
import re
import typing as t
from dataclasses import dataclass, field

from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.account import access_from
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import shape

_REGIONS = {"type": "list", "elements": "str", "example": ["us-east-1", "eu-west-1"]}
# The form of the option accounts.
ACCOUNTS: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "id": {"type": "str", "required": True, "example": '"123456789012"'},
        "name": {"type": "str", "example": "shop"},
        "role_arn": {"type": "str", "example": "arn:aws:iam::123456789012:role/backup"},
        "regions": _REGIONS,
        "groups": {"type": "list", "elements": "str"},
    },
}

# A host's name may have these; Ansible reads a colon or a bracket in it as something else.
_NOT_IN_HOST = re.compile(r"[^A-Za-z0-9_.-]+")
_NOT_IN_GROUP = re.compile(r"\W+", re.ASCII)


@dataclass(frozen=True)
class Account:
    """An account. ``path`` are the names of the organizational units that it is in, from the root down."""

    id: str
    name: str
    role_arn: str | None = None
    regions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    tags: t.Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """An account in a region: a host."""

    host: str
    groups: tuple[str, ...]
    variables: t.Mapping[str, t.Any]


def accounts_from(given: t.Any, regions: t.Sequence[str]) -> list[Account]:
    """The accounts of the option; ``regions`` are those of an account that has none of its own.

    Raises ValueError for the first wrong leaf, and for an account without a region.
    """
    found = []
    for number, each in enumerate(shape.checked("accounts", ACCOUNTS, given)):
        own = each.get("regions") or regions
        if not own:
            raise ValueError(f"accounts[{number}] has no regions. Set regions there, or for all accounts.")
        _checked("accounts", number, each)
        found.append(Account(each["id"], each.get("name") or each["id"], each.get("role_arn"), tuple(check_regions(own)), tuple(each.get("groups", ()))))
    return found


def check_regions(regions: t.Sequence[str]) -> list[str]:
    """The regions, each once. Raises ValueError for the first that does not have the form of one."""
    return list(dict.fromkeys(map(names.check_region, regions)))


def check_role_name(value: str) -> str:
    """The name of a role, with or without its path. Raises ValueError for what cannot be one."""
    access_from({"assume_role_arn": role_arn("aws", "123456789012", value), "assume_role_session_name": "check"})
    return value


def places(accounts: t.Iterable[Account]) -> list[Place]:
    """One place for each account and region, in order. Accounts of the same name get their ids into the name."""
    listed = list(accounts)
    uses = collections.Counter(_host_part(each.name) for each in listed)
    made = []
    for account in listed:
        name = _host_part(account.name)
        unique = name if uses[name] == 1 else f"{name}-{account.id}"
        made += [Place(f"{unique}-{region}", _groups(account, region), _variables(account, region)) for region in account.regions]
    twice = [host for host, number in collections.Counter(each.host for each in made).items() if number > 1]
    if twice:
        raise ValueError(f"Several accounts make the host {twice[0]}. Give each account one entry, with all its regions.")
    return made


def _checked(option: str, number: int, account: t.Mapping[str, t.Any]) -> None:
    given = {"assume_role_arn": account.get("role_arn"), "expected_account_id": account["id"], "assume_role_session_name": "check"}
    try:
        access_from(given)
    except ValueError as error:
        said = str(error).replace("assume_role_arn", "role_arn").replace("expected_account_id", "id")
        raise ValueError(f"{option}[{number}]: {said}") from error


def role_arn(partition: str, account_id: str, role_name: str) -> str:
    """The ARN of the role of this name, with or without its path, in the account."""
    return f"arn:{partition}:iam::{account_id}:role/{role_name.strip('/')}"


def _host_part(name: str) -> str:
    return _NOT_IN_HOST.sub("-", name).strip("-") or "account"


def _group(*words: str) -> str:
    return _NOT_IN_GROUP.sub("_", "_".join(words))


def _groups(account: Account, region: str) -> tuple[str, ...]:
    """The groups of a place: by region, by each organizational unit above, by tag, and those that the account names itself."""
    by_unit = [_group("ou", unit) for unit in account.path]
    by_tag = [_group("tag", key, value) if value else _group("tag", key) for key, value in account.tags.items()]
    return tuple(dict.fromkeys([_group("region", region), *by_unit, *by_tag, *map(_group, account.groups)]))


def _variables(account: Account, region: str) -> dict[str, t.Any]:
    """The variables of a place. Its tasks run on the machine that runs Ansible."""
    found: dict[str, t.Any] = {
        "ansible_connection": "local",
        "expected_account_id": account.id,
        "region": region,
        "account_name": account.name,
        "account_tags": dict(account.tags),
        "account_path": list(account.path),
    }
    return {**found, "assume_role_arn": account.role_arn} if account.role_arn else found
