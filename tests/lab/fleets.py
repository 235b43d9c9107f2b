# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many accounts in a lab, with the same tables in each region, and an inventory of them; for tests and benchmarks."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

INVENTORY = "all.accounts.yml"


def fleet(lab: LabClient, folder: pathlib.Path, accounts: int, regions: t.Sequence[str], tables: t.Sequence[str] = ("orders",)) -> list[str]:
    """Accounts with tables in each region, a role in each, and an inventory of them in the folder; the hosts, in order of their names."""
    listed = []
    for number in range(1, accounts + 1):
        account = f"{number:012d}"
        key, role = f"AKIA{account}0000", f"arn:aws:iam::{account}:role/backup"
        lab.key(key, account)
        lab.role(role)
        listed.append({"id": account, "name": f"shop-{number}", "role_arn": role})
        for region in regions:
            for table in tables:
                lab.make_table(table, items=1, region=region, key=key)
    (folder / INVENTORY).write_text(json.dumps({"plugin": "dynaops.dynamodb.accounts", "accounts": listed, "regions": list(regions)}))
    return sorted(f"shop-{number}-{region}" for number in range(1, accounts + 1) for region in regions)


def table_arns(accounts: int, regions: t.Sequence[str], tables: t.Sequence[str]) -> set[str]:
    """The ARNs of all tables of such a fleet."""
    return {f"arn:aws:dynamodb:{region}:{number:012d}:table/{table}" for number in range(1, accounts + 1) for region in regions for table in tables}


def timeless(value: t.Any) -> t.Any:
    """A report less how long anything took, and what took longest."""
    if isinstance(value, dict):
        return {name: timeless(each) for name, each in value.items() if name not in ("elapsed", "slowest")}
    if isinstance(value, list):
        return [timeless(each) for each in value]
    # As in "3 tables in region us-east-1 backed up in 2 s."
    return re.sub(r"\b\d+ s\b", "some s", value) if isinstance(value, str) else value
