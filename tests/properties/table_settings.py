# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random settings: as AWS shows them (CURRENT), as users give them (WANTED), and combinations that AWS takes together."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings import resource_policy
from hypothesis import strategies as st

Settings = dict[str, t.Any]

ACCOUNT, ARN = "123456789012", "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
KEY_ID = "11111111-2222-3333-4444-555555555555"
INDEX = "ByStatus"
REGIONS = ("eu-west-1", "eu-central-1", "ap-southeast-2")
CLASSES = st.sampled_from(["STANDARD", "STANDARD_INFREQUENT_ACCESS"])
MODES = st.sampled_from(["ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"])
OFF = st.just({"enabled": False})
DAYS = st.integers(1, 35)
LIMITS = st.one_of(st.just(-1), st.integers(1, 4_000_000))
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))


def on(**members: st.SearchStrategy[t.Any]) -> st.SearchStrategy[Settings]:
    """A setting that is on, with all of these members."""
    return st.fixed_dictionaries({"enabled": st.just(True), **members})


def on_or_some(**members: st.SearchStrategy[t.Any]) -> st.SearchStrategy[Settings]:
    """A setting that is off, or on with some of these members."""
    return OFF | st.fixed_dictionaries({"enabled": st.just(True)}, optional=members)


def arn_of_key(region: str, number: int = 1) -> str:
    """A key of the user's."""
    return f"arn:aws:kms:{region}:{ACCOUNT}:key/{str(number) * 8}-2222-3333-4444-555555555555"


# Policies: each member as one or as a list, and principals in each of their forms.
_RESOURCES = st.sampled_from([ARN, f"{ARN}/index/{INDEX}", f"{ARN}/index/*", f"{ARN}-of-others", "*"])
_ACTIONS = st.sampled_from(["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateTable"])
_PRINCIPALS = st.sampled_from([ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}:role/reader", "arn:aws:iam::210987654321:user/one"])


def _one_or_several(values: st.SearchStrategy[str]) -> st.SearchStrategy[t.Any]:
    return values | st.lists(values, min_size=1, max_size=3, unique=True)


_STATEMENTS = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Action": _one_or_several(_ACTIONS),
        "Resource": _one_or_several(_RESOURCES),
        "Principal": st.one_of(st.just("*"), st.fixed_dictionaries({"AWS": _one_or_several(_PRINCIPALS)})),
    },
    optional={"Sid": st.from_regex(r"\A[A-Z][a-z]{0,5}\Z"), "Condition": st.just({"ArnEquals": {"aws:SourceArn": ARN}})},
)
_POLICIES = st.just({}) | st.fixed_dictionaries({"Version": st.just("2012-10-17"), "Statement": st.lists(_STATEMENTS, min_size=1, max_size=3)})

# What AWS takes in tags: letters, digits, spaces and some signs.
_TAG_LETTERS = st.characters(codec="utf-8", categories=("L", "N", "Zs"), include_characters="+-=._:/@")
_TAG_KEYS = st.text(_TAG_LETTERS, min_size=1, max_size=30).filter(lambda key: not key.lower().startswith(("aws:", "dynaops.dynamodb:")))
_TAGS = st.dictionaries(_TAG_KEYS, st.text(_TAG_LETTERS, max_size=30), max_size=14)
_OWN_KEYS = st.sampled_from([arn_of_key("us-east-1", 1), arn_of_key("us-east-1", 2)])
_RECOVERY = OFF | on(recovery_period_in_days=DAYS)
_INSIGHTS = OFF | on(mode=MODES)


_REPLICATION = st.sampled_from(["ENABLED", "DISABLED", "ENABLED_WITH_OVERRIDES"])
_UNITS = st.integers(1, 40000)
_WARM = st.fixed_dictionaries({"read_units_per_second": _UNITS, "write_units_per_second": _UNITS})
_SOME_WARM = st.fixed_dictionaries({}, optional={"read_units_per_second": _UNITS, "write_units_per_second": _UNITS})


def _with_indexes(whole: st.SearchStrategy[Settings], part: st.SearchStrategy[Settings], names: t.Sequence[str]) -> st.SearchStrategy[Settings]:
    indexes = st.dictionaries(st.sampled_from(names), part, max_size=len(names))
    return st.builds(lambda value, more: {**value, "indexes": more}, whole, indexes)


def _replicas(parts: t.Callable[[str], st.SearchStrategy[Settings]]) -> st.SearchStrategy[list[Settings]]:
    """Replicas in some of the regions, in any order."""
    regions = st.lists(st.sampled_from(REGIONS), unique=True, max_size=len(REGIONS))
    return regions.flatmap(lambda chosen: st.tuples(*map(parts, chosen)).map(list))


def _shown_replica(region: str) -> st.SearchStrategy[Settings]:
    keys = {"kms_master_key_id": st.just(arn_of_key(region))}
    return st.fixed_dictionaries({"region_name": st.just(region), "point_in_time_recovery": _RECOVERY, "table_class": CLASSES}, optional=keys)


def _asked_replica(region: str) -> st.SearchStrategy[Settings]:
    keys = st.sampled_from([arn_of_key(region), arn_of_key(region).rpartition("/")[2]])
    members = {"point_in_time_recovery": on_or_some(recovery_period_in_days=DAYS), "table_class": CLASSES, "kms_master_key_id": keys}
    return st.fixed_dictionaries({"region_name": st.just(region)}, optional=members)


# As the info module shows them.
CURRENT: dict[str, st.SearchStrategy[t.Any]] = {
    "contributor_insights": _with_indexes(_INSIGHTS, _INSIGHTS, [INDEX, "ByDay"]),
    "deletion_protection": OFF | on(),
    "global_table_settings_replication_mode": _REPLICATION,
    "on_demand_throughput": st.fixed_dictionaries({"max_read_request_units": LIMITS, "max_write_request_units": LIMITS}),
    "point_in_time_recovery": _RECOVERY,
    "replicas": _replicas(_shown_replica).map(lambda found: sorted(found, key=lambda each: str(each["region_name"]))),
    "resource_policy": _POLICIES.map(resource_policy.canonical),
    "server_side_encryption": OFF | on(kms_master_key_id=_OWN_KEYS) | on(),
    "stream": OFF | on(view_type=st.sampled_from(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"])),
    "stream_resource_policy": _POLICIES.map(resource_policy.canonical),
    "table_class": CLASSES,
    "tags": _TAGS,
    "time_to_live": OFF | on(attribute_name=st.sampled_from(["expires", "ends"])),
    "warm_throughput": _with_indexes(_WARM, _WARM, [INDEX, "ByDay"]),
}
# As users give them: less than all, in forms of their own.
WANTED: dict[str, st.SearchStrategy[t.Any]] = {
    **CURRENT,
    "contributor_insights": on_or_some(mode=MODES) | _with_indexes(on_or_some(mode=MODES), on_or_some(mode=MODES), [INDEX, "ByDay"]),
    "on_demand_throughput": st.fixed_dictionaries({}, optional={"max_read_request_units": LIMITS, "max_write_request_units": LIMITS}),
    "point_in_time_recovery": on_or_some(recovery_period_in_days=DAYS),
    "replicas": _replicas(_asked_replica),
    "resource_policy": _POLICIES | _POLICIES.map(json.dumps),
    "server_side_encryption": on_or_some(kms_master_key_id=_OWN_KEYS | st.just(KEY_ID) | st.just(f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/aws/dynamodb")),
    "stream": on_or_some(view_type=st.sampled_from(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"])),
    "stream_resource_policy": _POLICIES | _POLICIES.map(json.dumps),
    "tags": st.dictionaries(_TAG_KEYS, st.text(_TAG_LETTERS, max_size=30) | st.integers() | st.booleans(), max_size=14),
    "warm_throughput": _SOME_WARM | _with_indexes(_SOME_WARM, _SOME_WARM, [INDEX, "ByDay"]),
}
# These depend on others: a policy on the stream that it is of, a mode on replicas.
_APART = ("stream_resource_policy", "global_table_settings_replication_mode")


@st.composite
def combinations(draw: st.DrawFn, apart: t.Iterable[str] = ()) -> Settings:
    """Some settings, less those of ``apart``, that AWS takes together."""
    wanted = {name: draw(values) for name, values in sorted(WANTED.items()) if name not in (*_APART, *apart) and draw(st.booleans())}
    if "contributor_insights" in wanted:
        # The table has one index.
        wanted["contributor_insights"].get("indexes", {}).pop("ByDay", None)
    if "warm_throughput" in wanted:
        wanted["warm_throughput"].get("indexes", {}).pop("ByDay", None)
    if wanted.get("replicas"):
        if wanted.get("stream") == {"enabled": False}:
            # They need one: AWS would give the table a stream with its first replica.
            del wanted["stream"]
        own = wanted.get("server_side_encryption", {}).get("kms_master_key_id", "alias/") in (arn_of_key("us-east-1", 1), arn_of_key("us-east-1", 2))
        for each in wanted["replicas"]:
            # A key of the user's in each region, or in none.
            each.pop("kms_master_key_id", None)
            each.update({"kms_master_key_id": arn_of_key(each["region_name"])} if own else {})
    return wanted


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Settings, Settings]:
    """Two combinations, one after the other: a stream does not change while there are replicas, nor do the keys."""
    first = draw(combinations())
    if not first.get("replicas"):
        return first, draw(combinations())
    return first, draw(combinations(apart=("stream", "server_side_encryption", "replicas")))


def names_in(policy: t.Any) -> set[str]:
    """Every text in a policy."""
    if isinstance(policy, dict):
        return set().union(*map(names_in, policy.values()))
    if isinstance(policy, list):
        return set().union(*map(names_in, policy))
    return {str(policy)}
