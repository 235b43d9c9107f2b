# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Server-side encryption: with a key that AWS owns (disabled, in AWS's words), or with one of AWS KMS.

Each change re-encrypts the table's keys and counts toward four in 24 hours, also one that changes nothing
(aws-controllers-k8s, docs/api-quirks, DDB-TABLE-082): hence no alias, which could not be compared with what the table has.
"""

from __future__ import annotations

import typing as t

from .setting import BEFORE_ALL, Change, Reading, Setting, Source, Value, switch

NAME = "server_side_encryption"
OPTION = switch(kms_master_key_id={"type": "str"})
_PASSING = ("ENABLING", "DISABLING", "UPDATING")
# The one alias that means the same for every table, always: the key that AWS manages.
_MANAGED = "alias/aws/dynamodb"


def _check(wanted: Value) -> None:
    key = wanted.get("kms_master_key_id") if wanted["enabled"] else None
    # Some emulators show the key that AWS manages by its alias, as an ARN.
    if key and "alias/" in key and not (key.startswith("arn:") and key.endswith(_MANAGED)):
        raise ValueError(
            f"settings.{NAME}.kms_master_key_id must be the ARN or the id of a key, not an alias (got {key}): AWS would encrypt the table again in every run. "
            "Omit it to use the key that AWS manages."
        )


def same_key(wanted: str, arn: str | None) -> bool:
    """Whether a key's ARN or id is that of this ARN."""
    return bool(arn) and (wanted == arn or str(arn).endswith(f":key/{wanted}"))


def _read(source: Source) -> Reading:
    shown = source.described.get("SSEDescription", {})
    status = shown.get("Status", "DISABLED")
    passing = status if status in _PASSING else source.busy()
    if status in ("DISABLED", "DISABLING"):
        return Reading({"enabled": False}, passing=passing)
    key = {"kms_master_key_id": shown["KMSMasterKeyArn"]} if shown.get("KMSMasterKeyArn") else {}
    return Reading({"enabled": True, **key}, passing=passing)


def _complete(wanted: Value, current: Value, purge: bool) -> Value:
    if not wanted["enabled"]:
        return {"enabled": False}
    key = wanted.get("kms_master_key_id")
    key = None if key and key.endswith(_MANAGED) else key
    if current["enabled"] and (not key or same_key(key, current.get("kms_master_key_id"))):
        return current
    return {"enabled": True, **({"kms_master_key_id": key} if key else {})}


def _changes(source: Source, current: Value, wanted: Value) -> list[Change]:
    key = wanted.get("kms_master_key_id")
    specification: dict[str, t.Any] = {"Enabled": wanted["enabled"]}
    if wanted["enabled"]:
        specification.update(SSEType="KMS", **({"KMSMasterKeyId": key} if key else {}))

    def done(value: Value) -> bool:
        return value["enabled"] == wanted["enabled"] and (not key or same_key(key, value.get("kms_master_key_id")))

    text = f"{NAME}: {'enable with ' + (f'key {key}' if key else 'the key that AWS manages') if wanted['enabled'] else 'disable'}"
    return [Change(NAME, text, "UpdateTable", {**source.named(), "SSESpecification": specification}, done, BEFORE_ALL)]


SETTING = Setting(NAME, OPTION, _read, _complete, _changes, _check)
