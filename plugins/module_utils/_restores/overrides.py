# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The overrides of a restore: options in snake_case to members of RestoreTableFromBackup and RestoreTableToPointInTime. Pure."""

from __future__ import annotations

import typing as t

Options = t.Mapping[str, t.Any]

_INDEXES = (
    ("global_secondary_index_override", "GlobalSecondaryIndexOverride", "GlobalSecondaryIndexes"),
    ("local_secondary_index_override", "LocalSecondaryIndexOverride", "LocalSecondaryIndexes"),
)

_KEYS = {"sse_type": "SSEType", "kms_master_key_id": "KMSMasterKeyId"}


_VECTOR_OPTION, _VECTOR_MEMBER, _VECTOR_FEATURE = "vector_index_override", "VectorIndexOverride", "VectorIndexes"
# AWS takes them as they were, or not at all (API reference of RestoreTableFromBackup).
_VECTOR_PARTS = ("IndexName", "VectorAttribute", "SearchSchema", "Projection", "Dimensions", "DistanceFunction")


def check(options: Options) -> None:
    """Raises ValueError for overrides that AWS refuses together, as far as that can be said without the backup."""
    mode = options["billing_mode_override"]
    provisioned, on_demand = options["provisioned_throughput_override"], options["on_demand_throughput_override"]
    if mode == "PROVISIONED" and not provisioned:
        raise ValueError("billing_mode_override=PROVISIONED requires provisioned_throughput_override.")
    if mode == "PAY_PER_REQUEST" and provisioned:
        raise ValueError("provisioned_throughput_override cannot be combined with billing_mode_override=PAY_PER_REQUEST.")
    if mode == "PROVISIONED" and on_demand:
        raise ValueError("on_demand_throughput_override cannot be combined with billing_mode_override=PROVISIONED.")
    # AWS begins the restore for an empty one, and yet answers that it did not.
    if on_demand is not None and not _throughput(on_demand):
        raise ValueError("on_demand_throughput_override requires max_read_request_units or max_write_request_units.")
    for path, throughput in _throughputs(options):
        for name, units in _given(throughput).items():
            # AWS's word for no limit.
            if units < 1 and not (units == -1 and name.startswith("max_")):
                raise ValueError(f"{path}.{name} must be at least 1 (got {units}).")


def _throughputs(options: Options) -> t.Iterator[tuple[str, Options]]:
    """Every throughput that is given, with its path."""
    for option in ("provisioned_throughput_override", "on_demand_throughput_override"):
        yield option, options[option] or {}
    for number, index in enumerate(options["global_secondary_index_override"] or ()):
        for name in ("provisioned_throughput", "on_demand_throughput"):
            yield f"global_secondary_index_override[{number}].{name}", index.get(name) or {}


def _given(wanted: Options) -> dict[str, t.Any]:
    return {name: value for name, value in wanted.items() if value is not None}


def members(options: Options, features: t.Mapping[str, t.Any], source: str) -> dict[str, t.Any]:
    """The members to send. An index that is given by name alone is taken from the source as it is.

    ``features`` are the SourceTableFeatureDetails of a backup, or the same members of a table; ``source`` names that in an error. Raises
    ValueError when there is no such index.
    """
    found: dict[str, t.Any] = {}
    if options["billing_mode_override"]:
        found["BillingModeOverride"] = options["billing_mode_override"]
    for option, member in (
        ("provisioned_throughput_override", "ProvisionedThroughputOverride"),
        ("on_demand_throughput_override", "OnDemandThroughputOverride"),
    ):
        if options[option]:
            found[member] = _throughput(options[option])
    for option, member, feature in _INDEXES:
        # An empty list means no indexes. Without the option, all indexes are restored.
        if options[option] is not None:
            recorded = {each["IndexName"]: each for each in features.get(feature) or ()}
            found[member] = [_index(option, each, recorded, source) for each in options[option]]
    if options[_VECTOR_OPTION] is not None:
        found[_VECTOR_MEMBER] = [_vector_index(each["index_name"], features, source) for each in options[_VECTOR_OPTION]]
    if options["sse_specification_override"]:
        found["SSESpecificationOverride"] = _encryption(options["sse_specification_override"])
    return found


def _index(option: str, wanted: Options, recorded: t.Mapping[str, t.Any], source: str) -> dict[str, t.Any]:
    name = wanted["index_name"]
    index: dict[str, t.Any] = {key: value for key, value in recorded.get(name, {}).items() if key in ("KeySchema", "Projection")}
    if wanted.get("key_schema"):
        index["KeySchema"] = [{"AttributeName": each["attribute_name"], "KeyType": each["key_type"]} for each in wanted["key_schema"]]
    if wanted.get("projection"):
        index["Projection"] = _projection(wanted["projection"])
    if set(index) != {"KeySchema", "Projection"}:
        known = ", ".join(sorted(recorded)) or "none"
        raise ValueError(f"{option}: {source} has no index {ascii(name)} (it has: {known}). Name one of those, or set key_schema and projection.")
    for option_name, member in (("provisioned_throughput", "ProvisionedThroughput"), ("on_demand_throughput", "OnDemandThroughput")):
        if wanted.get(option_name):
            index[member] = _throughput(wanted[option_name])
    return {"IndexName": name, **index}


def _vector_index(name: str, features: t.Mapping[str, t.Any], source: str) -> dict[str, t.Any]:
    recorded = {each["IndexName"]: each for each in features.get(_VECTOR_FEATURE) or ()}
    if name not in recorded:
        known = ", ".join(sorted(recorded)) or "none"
        raise ValueError(f"{_VECTOR_OPTION} names {name}, which is no vector index of {source} (it has {known}).")
    return {part: recorded[name][part] for part in _VECTOR_PARTS if part in recorded[name]}


def _projection(wanted: Options) -> dict[str, t.Any]:
    attributes = wanted.get("non_key_attributes")
    return {"ProjectionType": wanted["projection_type"], **({"NonKeyAttributes": attributes} if attributes else {})}


def _throughput(wanted: Options) -> dict[str, int]:
    names = {
        "read_capacity_units": "ReadCapacityUnits",
        "write_capacity_units": "WriteCapacityUnits",
        "max_read_request_units": "MaxReadRequestUnits",
        "max_write_request_units": "MaxWriteRequestUnits",
    }
    return {names[name]: value for name, value in _given(wanted).items()}


def _encryption(wanted: Options) -> dict[str, t.Any]:
    if not wanted["enabled"]:
        # A key beside it has no effect.
        return {"Enabled": False}
    return {"Enabled": True, **{member: wanted[name] for name, member in _KEYS.items() if wanted.get(name) is not None}}
