# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of a table with the members that AWS gives it, and no others.

From recorded answers of AWS: localstack (test_table_crud, test_gsi_with_billing_mode, test_table_warm_throughput) and cloud-custodian
(test_force_delete_dynamodb_tables, test_dynamodb_update_table); see tests/truth/tables.yml and indexes.yml.
"""

from __future__ import annotations

import typing as t

Described = dict[str, t.Any]

_INDEXES = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
_ON_DEMAND = "PAY_PER_REQUEST"
# What is told no more of a table that is being deleted.
_LOST = ("AttributeDefinitions", "KeySchema", "CreationDateTime", "WarmThroughput", *_INDEXES)
# What AWS gives a table on demand to begin with.
_WARM = (12000, 4000)


def as_aws_does(told: Described, model: t.Any) -> Described:
    """moto's description of a table; ``model`` is moto's table. ``TableStatus`` is the lab's."""
    status = told["TableStatus"]
    described = {**told, **{name: [_index(index, told, model) for index in told.get(name) or []] for name in _INDEXES}}
    described = {name: value for name, value in described.items() if name not in _INDEXES or value}
    billing = described.get("BillingModeSummary") or {}
    if billing.get("BillingMode") != _ON_DEMAND and len(billing) < 2:
        described.pop("BillingModeSummary", None)
    if status == "CREATING":
        _while_creating(described)
    if status == "DELETING":
        described = {name: value for name, value in described.items() if name not in _LOST}
    return described


def _index(index: Described, told: Described, model: t.Any) -> Described:
    keys = [key["AttributeName"] for key in index["KeySchema"]]
    items = [item for item in model.all_items() if all(key in item.attrs for key in keys)] if model else []
    described = {**index, "IndexArn": f"{told['TableArn']}/index/{index['IndexName']}", "IndexSizeBytes": 0, "ItemCount": len(items)}
    if "ProvisionedThroughput" in index:
        described["ProvisionedThroughput"] = {"NumberOfDecreasesToday": 0, **index["ProvisionedThroughput"]}
    return described


def _while_creating(described: Described) -> None:
    """Warm throughput is told of a new table only where it was asked for."""
    for owner in (described, *described.get(_INDEXES[0], [])):
        warm, units = owner.get("WarmThroughput"), owner.get("ProvisionedThroughput") or {}
        if not warm:
            continue
        given = (warm["ReadUnitsPerSecond"], warm["WriteUnitsPerSecond"])
        if given in (_WARM, (units.get("ReadCapacityUnits"), units.get("WriteCapacityUnits"))):
            owner.pop("WarmThroughput")
        else:
            owner["WarmThroughput"] = {**warm, "Status": "UPDATING"}
