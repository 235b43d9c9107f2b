# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RestoreTableFromBackup may be asked to do otherwise than the backup says: checked, and put into moto's table."""

from __future__ import annotations

import copy
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.encryption import asked_for, specification
from ansible_collections.dynaops.dynamodb.tests.lab.sources import Source
from ansible_collections.dynaops.dynamodb.tests.lab.wire import AwsError
from moto.dynamodb.models.table import GlobalSecondaryIndex, LocalSecondaryIndex

Asked = t.Mapping[str, t.Any]

_INDEXES = {"GlobalSecondaryIndexOverride": "GlobalSecondaryIndexes", "LocalSecondaryIndexOverride": "LocalSecondaryIndexes"}


def check(source: Source, asked: Asked) -> None:
    """Raises for overrides that do not go together, or not with the backup."""
    throughput = asked.get("ProvisionedThroughputOverride")
    if throughput and _billing_mode(source, asked) != "PROVISIONED":
        raise AwsError("ValidationException", "Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED")
    if asked.get("BillingModeOverride") == "PROVISIONED" and not throughput:
        raise AwsError("ValidationException", "Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED")
    for wanted in asked.get("VectorIndexOverride") or []:
        if not any(_named_alike(wanted, index) for index in source.features.get("VectorIndexes", [])):
            raise AwsError(
                "ValidationException",
                f"Index {wanted['IndexName']} does not match a vector index that existed in the source table "
                "and cannot be created during the restore operation",
            )
    for override, feature in _INDEXES.items():
        for index in asked.get(override) or []:
            if not _origin(index, source.features.get(feature, [])):
                raise AwsError(
                    "ValidationException",
                    f"Index {index['IndexName']} does not match a secondary index that existed in the source table "
                    "and cannot be created during the restore operation",
                )


def apply(model: t.Any, source: t.Any, kept: Source, asked: Asked) -> None:
    """Makes moto's restored table what was asked for; ``source`` is moto's copy of the table in the backup, ``kept`` the lab's."""
    model.billing_mode = _billing_mode(kept, asked)
    _apply_indexes(model, kept, asked)
    _apply_encryption(model, source, asked)
    wanted = asked.get("VectorIndexOverride")
    # Absent means all of them (API reference), an empty list none, as with the other indexes.
    model.vector_indexes = copy.deepcopy(kept.features.get("VectorIndexes", []) if wanted is None else list(wanted))
    throughput = asked.get("ProvisionedThroughputOverride")
    if throughput:
        model.throughput = {**throughput, "NumberOfDecreasesToday": 0}
    if model.billing_mode == "PAY_PER_REQUEST":
        for owner in (model, *model.global_indexes):
            owner.throughput = {**owner.throughput, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0}


def _billing_mode(source: Source, asked: Asked) -> str:
    return asked.get("BillingModeOverride") or source.billing_mode


def _apply_indexes(model: t.Any, kept: Source, asked: Asked) -> None:
    # Absent means all of them, an empty list none.
    wanted = asked.get("GlobalSecondaryIndexOverride")
    if wanted is not None:
        origins = kept.features.get("GlobalSecondaryIndexes", [])
        model.global_indexes = [
            GlobalSecondaryIndex.create(
                copy.deepcopy({"ProvisionedThroughput": _origin(index, origins)["ProvisionedThroughput"], **index}), model.table_key_attrs
            )
            for index in wanted
        ]
    wanted = asked.get("LocalSecondaryIndexOverride")
    if wanted is not None:
        model.indexes = [LocalSecondaryIndex.create(copy.deepcopy(index), model.table_key_attrs) for index in wanted]


def _apply_encryption(model: t.Any, source: t.Any, asked: Asked) -> None:
    wanted = asked.get("SSESpecificationOverride")
    if wanted is None:
        model.sse_specification = copy.deepcopy(source.sse_specification)
    else:
        model.sse_specification = specification(asked_for(model.region_name, wanted, model.account_id))


def _origin(index: Asked, candidates: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    """The index of the backup with these keys and this projection, whatever its name; empty when there is none."""
    return next((candidate for candidate in candidates if _shape(candidate) == _shape(index)), {})


def _named_alike(wanted: Asked, index: Asked) -> bool:
    return {**wanted, "IndexName": ""} == {**index, "IndexName": ""}


def _shape(index: Asked) -> tuple[t.Any, ...]:
    projection = index.get("Projection") or {}
    keys = sorted((key["KeyType"], key["AttributeName"]) for key in index.get("KeySchema") or [])
    return keys, projection.get("ProjectionType"), sorted(projection.get("NonKeyAttributes") or [])
