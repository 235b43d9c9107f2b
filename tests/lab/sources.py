# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table that a backup is of, as it was when the backup was made."""

from __future__ import annotations

import copy
import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.names import partition_of
from ansible_collections.dynaops.dynamodb.tests.lab.tables import TableState, size_of


@dataclasses.dataclass(frozen=True)
class Source:
    """What a backup keeps of its table, beside the items."""

    name: str
    arn: str
    id: str
    created: float
    keys: list[dict[str, t.Any]]
    size: int = 0
    items: int = 0
    billing_mode: str = "PAY_PER_REQUEST"
    throughput: dict[str, int] = dataclasses.field(default_factory=lambda: {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0})
    features: dict[str, t.Any] = dataclasses.field(default_factory=dict)

    def details(self) -> dict[str, t.Any]:
        """SourceTableDetails."""
        return {
            "TableName": self.name,
            "TableArn": self.arn,
            "TableId": self.id,
            "TableSizeBytes": self.size,
            "ItemCount": self.items,
            "KeySchema": self.keys,
            "TableCreationDateTime": self.created,
            "BillingMode": self.billing_mode,
            "ProvisionedThroughput": self.throughput,
        }


def of_table(model: t.Any, state: TableState) -> Source:
    """What there is to keep of this table of moto's now."""
    return Source(
        name=model.name,
        arn=model.table_arn,
        id=state.id,
        created=state.created,
        keys=copy.deepcopy(model.schema),
        size=size_of(model),
        items=len(list(model.all_items())),
        billing_mode=model.billing_mode or "PROVISIONED",
        throughput=_units(model.throughput),
        features=_features(model),
    )


def of_lost_table(account: str, region: str, name: str, table_id: str, created: float) -> Source:
    """What may be said of a table that is no more."""
    arn = f"arn:{partition_of(region)}:dynamodb:{region}:{account}:table/{name}"
    return Source(name=name, arn=arn, id=table_id, created=created, keys=[{"AttributeName": "id", "KeyType": "HASH"}])


def _features(model: t.Any) -> dict[str, t.Any]:
    """SourceTableFeatureDetails: only what the table has."""
    stream = model.stream_specification or {}
    features = {
        "GlobalSecondaryIndexes": [{**_index(index), "ProvisionedThroughput": _units(index.throughput)} for index in model.global_indexes],
        "LocalSecondaryIndexes": [_index(index) for index in model.indexes],
        "StreamDescription": {"StreamEnabled": True, "StreamViewType": stream.get("StreamViewType")} if stream.get("StreamEnabled") else None,
        "TimeToLiveDescription": dict(model.ttl) if model.ttl["TimeToLiveStatus"] == "ENABLED" else None,
        "VectorIndexes": copy.deepcopy(getattr(model, "vector_indexes", [])),
        "SSEDescription": model.describe()["TableDescription"].get("SSEDescription"),
    }
    return {name: value for name, value in features.items() if value}


def _index(index: t.Any) -> dict[str, t.Any]:
    return {"IndexName": index.name, "KeySchema": copy.deepcopy(index.schema), "Projection": copy.deepcopy(index.projection)}


def _units(throughput: dict[str, t.Any]) -> dict[str, int]:
    return {name: throughput[name] for name in ("ReadCapacityUnits", "WriteCapacityUnits")}
