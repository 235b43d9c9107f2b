# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random values at any leaf of every module's options: no module ends in an unexpected exception, and what is refused has changed nothing.

The legal arguments of each module, which its own run accepts, are taken, and a leaf or a branch of them is replaced by something else.
"""

from __future__ import annotations

import copy
import json
import pathlib
import typing as t

import pytest
from ansible.module_utils import basic
from ansible_collections.dynaops.dynamodb.plugins.module_utils import _module as module_
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import listing
from ansible_collections.dynaops.dynamodb.plugins.module_utils._tables import selection
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import shape
from ansible_collections.dynaops.dynamodb.plugins.modules import (
    dynamodb_alarm_tags,
    dynamodb_backup_info,
    dynamodb_compare_items_info,
    dynamodb_create_backup,
    dynamodb_create_backups,
    dynamodb_delete_backup,
    dynamodb_protection_info,
    dynamodb_prune_backups,
    dynamodb_put_item,
    dynamodb_restore_backup,
    dynamodb_restore_backups,
    dynamodb_table,
    dynamodb_table_count_info,
    dynamodb_table_info,
    dynamodb_table_settings,
    dynamodb_table_settings_info,
)
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import following_action
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, simulate
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import ALL_ON, make_indexed_table
from ansible_collections.dynaops.dynamodb.tests.acceptance.whole_table import BY_STATUS
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer
from ansible_collections.dynaops.dynamodb.tests.properties.amount import examples
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

MANY = settings(max_examples=examples(2_000), deadline=None, database=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=examples(400), deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink])

HERE = pathlib.Path(__file__).resolve().parents[2]
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/backup/01763690400000-1a2b3c4d"
_THROUGHPUT = {"read_capacity_units": 5, "write_capacity_units": 5}
_INDEX = {
    "index_name": "ByStatus",
    "key_schema": [{"attribute_name": "status", "key_type": "HASH"}],
    "projection": {"projection_type": "INCLUDE", "non_key_attributes": ["note"]},
}
_FILTER = {"backup_name_prefix": "n", "backup_name_pattern": "n*", "backup_type": "all", "created_after": "30d", "created_before": "1d"}
_TAGS: dict[str, t.Any] = {"table_name_patterns": ["ord*", "!x*"], "table_tags": {"Owner": "operations"}}
ITEM: dict[str, t.Any] = {"id": "a", "ttl": 5, "list": [1, {"x": None}], "map": {"yes": True, "number": 0.5}}
DESCRIBED: dict[str, t.Any] = {
    "id": {"S": "a"},
    "all": {"M": {"n": {"N": "1"}, "b": {"B": "aGk="}, "l": {"L": [{"BOOL": True}, {"NULL": True}]}, "s": {"SS": ["a"]}, "ns": {"NS": ["1", "2"]}}},
}
# Legal arguments: each option of each module in one of them.
LEGAL: list[tuple[t.Any, dict[str, t.Any]]] = [
    (dynamodb_alarm_tags, {"alarms": [{"name": "orders-errors", "tags": {"Owner": "me", "Cost": 5}}], "purge_tags": False}),
    (dynamodb_backup_info, {**_TAGS, **_FILTER, "status": "AVAILABLE", "describe": True}),
    (dynamodb_backup_info, {"backup_arn": ARN, "include_kms_key": True}),
    (dynamodb_backup_info, {"table_name": "orders", "backup_name": "nightly"}),
    (
        dynamodb_create_backup,
        {"table_name": "orders", "backup_name": "nightly", "if_exists": "reuse", "when_busy": "wait", "settings_manifest": "/nowhere/x.json"},
    ),
    (dynamodb_create_backups, {**_TAGS, "backup_name": "nightly", "allow_empty": True, "parallel": 4, "fail_fast": True, "wait": False, "if_exists": "reuse"}),
    (dynamodb_create_backups, {"table_names": ["orders", "others"], "backup_name": "nightly", "when_busy": "wait", "settings_manifests": "/tmp"}),
    (dynamodb_delete_backup, {"backup_arn": ARN, "when_busy": "wait"}),
    (dynamodb_prune_backups, {**_TAGS, **_FILTER, "keep": 3, "older_than": "30d", "min_keep": 2, "include_former_tables": True}),
    (dynamodb_prune_backups, {"table_names": ["orders"], "backup_name": "nightly", "keep": 1}),
    (dynamodb_protection_info, {**_TAGS, "max_age": "30d", "schedules": True, "restore_drills": True}),
    (dynamodb_protection_info, {"table_names": ["orders"]}),
    (dynamodb_protection_info, {"all_tables": True}),
    (dynamodb_put_item, {"table_name": "orders", "item": ITEM, "if_exists": "update", "update_attributes": ["ttl"], "update_when_below": {"ttl": 3}}),
    (dynamodb_put_item, {"table_name": "orders", "item": DESCRIBED, "item_format": "dynamodb_json"}),
    (
        dynamodb_restore_backup,
        {
            "backup_arn": ARN,
            "target_table_name": "orders-new",
            "provisioned_throughput_override": _THROUGHPUT,
            "billing_mode_override": "PROVISIONED",
            "global_secondary_index_override": [{**_INDEX, "provisioned_throughput": _THROUGHPUT}],
            "local_secondary_index_override": [_INDEX],
            "vector_index_override": [{"index_name": "ByMeaning"}],
            "sse_specification_override": {"enabled": True, "sse_type": "KMS", "kms_master_key_id": "some"},
            "settings": ALL_ON,
        },
    ),
    (dynamodb_restore_backup, {"table_name": "orders", "target_table_name": "orders-new", "on_demand_throughput_override": {"max_read_request_units": 5}}),
    (dynamodb_restore_backup, {"backup_arn": ARN, "target_table_name": "orders-new", "state": "absent"}),
    (dynamodb_restore_backup, {"table_name": "orders", "restore_time": "2026-11-21T02:00:00Z", "target_table_name": "orders-new", "mark_target": False}),
    (dynamodb_restore_backups, {"backup_arns": [ARN], "target_table_name": "{table}-new", "settings_manifests": "/tmp", "mark_target": False}),
    (dynamodb_restore_backups, {"backups": [{"backup_arn": ARN, "changed": True, "error": None}], "parallel": 3, "fail_fast": True, "allow_empty": True}),
    (dynamodb_restore_backups, {**_TAGS, **_FILTER, "settings": "from_source", "when_busy": "wait"}),
    (
        dynamodb_table,
        {
            "table_name": "orders",
            "state": "present",
            "hash_key_name": "id",
            "hash_key_type": "STRING",
            "range_key_type": "NUMBER",
            "exact_keys": False,
            "billing_mode": "PAY_PER_REQUEST",
            "indexes": [{**BY_STATUS, "hash_key_type": "STRING", "range_key_type": "NUMBER", "read_capacity": 5, "write_capacity": 5}],
            "purge_indexes": True,
            "tags": {"Kept": "yes"},
            "purge_tags": False,
            "settings": {name: value for name, value in ALL_ON.items() if name not in ("tags", "table_class")},
            "purge_replicas": False,
        },
    ),
    (dynamodb_table, {"table_name": "new", "hash_key_name": "id", "range_key_name": "at", "read_capacity": 5, "write_capacity": 5, "table_class": "STANDARD"}),
    (
        dynamodb_table,
        {
            "table_name": "none",
            "state": "absent",
            "final_backup_name": "{table}-final",
            "final_settings_manifest": "/nowhere/x.json",
            "settings": {},
            "table_id": "none",
        },
    ),
    (dynamodb_compare_items_info, {"table_name": "orders", "other_table_name": "others", "sample_size": 5, "consistent_read": False}),
    (dynamodb_table_count_info, {"table_name": "orders", "consistent_read": False}),
    (dynamodb_table_info, {**_TAGS, "include_tags": True, "include_settings": True}),
    (dynamodb_table_info, {"table_name": "orders"}),
    (dynamodb_table_info, {"table_names": ["orders", "others"]}),
    (dynamodb_table_settings, {"table_name": "orders", "settings": ALL_ON, "purge_tags": True, "purge_replicas": False}),
    (dynamodb_table_settings_info, {"table_name": "orders", "include_kms_key": True}),
]
# What a YAML file, a survey or a template can give for a value; JSON brings it to the module.
_TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(max_codepoint=0x20), min_size=1, max_size=5),
    st.sampled_from(
        ["", " ", "null", "~", "true", "no", "{}", "[]", "{", "[1", "a=b", "enabled=true", "none", "from_source", "\ud800", "x\x1b[2J", "\u202eabc"]
    ),
    st.sampled_from(["x" * 300, "9" * 5_000, "1e999", "NaN", "-0", "2026-13-45", "0d", "999999999w", "*", "[", "!*", "arn:aws:dynamodb:::", "{{ x }}"]),
    st.sampled_from(["[" * 3_000, '{"a":' * 3_000]),
)
_NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([0, -1, 1, 2**63, 10**400, -(10**25), 1e308, 0.1 + 0.2]))
_LEAVES = st.one_of(st.none(), st.booleans(), _NUMBERS, _TEXTS)
_KEYS = st.one_of(st.text(max_size=10), st.sampled_from(["enabled", "S", "N", "", "region_name", "Statement", "x" * 300, "\ud800"]))
VALUES = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3), max_leaves=6)
DEEP = st.integers(20, 150).map(lambda levels: _nested(levels, "list")) | st.integers(20, 150).map(lambda levels: _nested(levels, "dict"))


# Each of another type.
ODD: tuple[t.Any, ...] = (None, 5, ["a"], {"a": 1}, True, 1.5, "a", "", [], {}, [None], [[1]], {"": None}, "{", "[1", 10**400, "\ud800", float("nan"))


def _nested(levels: int, kind: str) -> t.Any:
    value: t.Any = "end"
    for _level in range(levels):
        value = [value] if kind == "list" else {"M": value}
    return value


def places(value: t.Any) -> list[tuple[t.Any, ...]]:
    """Every branch and leaf below."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, each in inner for path in ((key,), *((key, *rest) for rest in places(each)))]


def replaced(whole: dict[str, t.Any], path: tuple[t.Any, ...], value: t.Any) -> dict[str, t.Any]:
    """The arguments with another value in that place."""
    made = copy.deepcopy(whole)
    at: t.Any = made
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return made


@st.composite
def calls(draw: st.DrawFn) -> tuple[t.Any, dict[str, t.Any]]:
    """A module, and arguments that are legal but for one or two places."""
    module, legal = draw(st.sampled_from(LEGAL))
    made = legal
    for _change in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(places(made)))
        made = replaced(made, path, draw(VALUES | DEEP))
        if len(path) > 1 and draw(st.booleans()):
            # A member that is unknown, beside it.
            beside = path[:-1]
            around: t.Any = made
            for key in beside:
                around = around[key]
            if isinstance(around, dict):
                made = replaced(made, (*beside, draw(_KEYS)), draw(_LEAVES))
    return module, made


class _Ended(BaseException):
    """The module ended with this result."""

    def __init__(self, failed: bool, result: dict[str, t.Any]) -> None:
        super().__init__()
        self.failed = failed
        self.result = result


class Reached(Exception):
    """The module wanted its client: all arguments were accepted."""


def run(module: t.Any, arguments: dict[str, t.Any], patch: pytest.MonkeyPatch, url: str = "http://127.0.0.1:9") -> _Ended | None:
    """How the module ends, as an action plugin would start it; None where the action plugin refuses to."""
    try:
        following_action._check(arguments)
        text = json.dumps({"ANSIBLE_MODULE_ARGS": {**_connection(url), **arguments}})
    except ValueError as error:
        assert str(error).isprintable() and len(str(error)) < 1000
        return None

    def end(failed: bool) -> t.Callable[..., t.NoReturn]:
        def ended(self: t.Any, msg: str = "", **result: t.Any) -> t.NoReturn:
            raise _Ended(failed, {"msg": msg, **result})

        return ended

    patch.setattr(basic, "_ANSIBLE_ARGS", text.encode())
    patch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
    patch.setattr(basic.AnsibleModule, "fail_json", end(True))
    patch.setattr(basic.AnsibleModule, "exit_json", end(False))
    with pytest.raises(_Ended) as ended:
        module.main()
    return ended.value


def _connection(url: str) -> dict[str, t.Any]:
    return {"region": "us-east-1", "endpoint_url": url, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}


def test_s11_every_option_is_among_the_arguments_that_are_tried() -> None:
    for name in sorted(path.stem for path in (HERE / "plugins/modules").glob("*.py")):
        module = next(each for each, _arguments in LEGAL if each.__name__.endswith(f".{name}"))
        tried = {option for each, arguments in LEGAL if each is module for option in arguments}
        # Selection is the same everywhere, and tried with others.
        same = {"timeout", "all_tables", *selection.OPTIONS, *listing.OPTIONS, "table_name", "wait", "mark_target", "when_busy"}
        assert set(module.ARGUMENTS) - tried <= same, name


@MANY
@given(calls())
def test_s11_no_argument_ends_in_an_unexpected_exception(call: tuple[t.Any, dict[str, t.Any]]) -> None:
    refused_or_accepted(*call)


@pytest.mark.parametrize("number", range(len(LEGAL)))
def test_s11_nor_does_one_odd_value_in_any_single_place(number: int) -> None:
    module, legal = LEGAL[number]
    refused_or_accepted(module, legal)
    odd = ODD[: max(4, examples(len(ODD)))]
    for path in places(legal):
        for value in odd:
            refused_or_accepted(module, replaced(legal, path, value))


def refused_or_accepted(module: t.Any, arguments: dict[str, t.Any]) -> None:
    """Asserts that the module refuses these arguments in words that are fit to be shown, or goes on to AWS with them."""

    def reached(*words: object, **more: object) -> t.NoReturn:
        raise Reached()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module_.DynamoDBModule, "dynamodb", reached)
        ended = run(module, arguments, patch)
    if ended is None:
        return
    # Ansible itself refuses what it checks, without a code; everything else is refused by the module, or accepted.
    assert ended.failed and "Traceback" not in ended.result["msg"]
    code = ended.result.get("error", {}).get("code")
    if code == "InternalError":
        assert "Unexpected Reached" in ended.result["msg"], ended.result
    else:
        assert code in (None, "InvalidArgument"), ended.result
        assert code is None or ended.result["msg"].isprintable() and len(ended.result["msg"]) < 2000, ended.result


@pytest.fixture(autouse=True, scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[None]:
    """A folder for the files that a random settings_manifest names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("files"))
        yield


@pytest.fixture(name="lab", scope="module")
def one_lab() -> t.Iterator[LabClient]:
    """A lab for all examples."""
    with LabServer() as server:
        yield LabClient(server.url, server.app.control.answer)


@FEW
@given(calls())
def test_s11_over_http_what_is_refused_has_changed_nothing_and_nothing_unnamed_is_removed(lab: LabClient, call: tuple[t.Any, dict[str, t.Any]]) -> None:
    module, arguments = call
    lab.reset()
    make_indexed_table(lab)
    client = lab.dynamodb()
    arn = client.describe_table(TableName="orders")["Table"]["TableArn"]
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "Kept", "Value": "yes"}])
    client.put_item(TableName="orders", Item={"id": {"S": "kept"}})
    begun = len(lab.requests())
    with pytest.MonkeyPatch.context() as patch:
        time = LabTime(lab)
        simulate(time, patch)
        ended = run(module, arguments, patch, lab.url)
        # Tags are read late.
        time.sleep(5)
    changed = [entry for entry in lab.requests()[begun:] if not entry["operation"].startswith(("Describe", "List", "Get", "Scan", "Query"))]
    if ended is None:
        assert changed == []
        return
    code = ended.result.get("error", {}).get("code")
    assert code != "InternalError", ended.result
    if ended.failed and code in (None, "InvalidArgument"):
        assert changed == [], (ended.result["msg"], changed)
    # Only tags that are named as a whole may go, and never a table, an item or a backup.
    assert [each["name"] for each in lab.tables()][:1] == ["orders"]
    assert client.get_item(TableName="orders", Key={"id": {"S": "kept"}})["Item"] == {"id": {"S": "kept"}}
    named = arguments.get("settings") if module is dynamodb_table_settings else None
    if not (isinstance(named, dict) and isinstance(named.get("tags"), (dict, str))):
        assert {"Key": "Kept", "Value": "yes"} in client.list_tags_of_resource(ResourceArn=arn)["Tags"]


@MANY
@given(VALUES | DEEP, st.sampled_from(["bool", "int", "str", "scalar", "dict", "list", "json"]))
def test_s11_what_passes_the_check_has_the_type_that_is_declared(value: t.Any, kind: str) -> None:
    types = {"bool": bool, "int": int, "str": str, "scalar": (str, bool, int, float), "dict": dict, "list": list, "json": (str, dict)}
    try:
        found = shape.checked("path", {"type": kind}, value)
    except ValueError as refusal:
        assert str(refusal).startswith(("path", "a key of path")) and str(refusal).isprintable() and len(str(refusal)) < 1000
    else:
        assert isinstance(found, types[kind]) and found is not None  # type: ignore[arg-type]
