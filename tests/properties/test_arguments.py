# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tens of thousands of arguments against the rules as AWS states them: accepted is legal, refused makes no request."""

from __future__ import annotations

import json
import string
import typing as t

import botocore.session
import botocore.validate
import pytest
from ansible.module_utils import basic
from ansible_collections.dynaops.dynamodb.plugins.module_utils import _module as module
from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import options
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.properties.amount import examples
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

MODEL = botocore.session.Session().get_service_model("dynamodb").operation_model("CreateBackup").input_shape
BACKUP_NAME = MODEL.members["BackupName"].metadata
PLAIN = string.ascii_letters + string.digits + "_.-"

MANY = settings(max_examples=examples(3_000), deadline=None, database=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=examples(400), deadline=None, database=None, suppress_health_check=list(HealthCheck))

# Names that are nearly right: legal ones, and legal ones with something wrong somewhere.
near = st.one_of(
    st.text(alphabet=PLAIN, max_size=300),
    st.text(max_size=20),
    st.builds("{}{}{}".format, st.text(alphabet=PLAIN, max_size=130), st.text(max_size=2), st.text(alphabet=PLAIN, max_size=130)),
)
regions = st.one_of(
    st.sampled_from(["us-east-1", "eu-west-3", "us-gov-west-1", "ap-southeast-4", "us-iso-east-1", "cn-north-1"]),
    st.from_regex(r"\A[a-z]{1,6}(-[a-z]{0,9}){0,5}-[0-9]{0,3}\Z"),
    st.text(max_size=12),
)
accounts = st.one_of(st.just("123456789012"), st.text(alphabet=string.digits, max_size=14), st.text(max_size=12))
arns = st.builds(
    "{}:{}:{}:{}:{}:{}{}".format,
    st.sampled_from(["arn", "arn", "arn", "urn"]),
    st.sampled_from(["aws", "aws-cn", "aws-us-gov", "AWS", ""]),
    st.sampled_from(["dynamodb", "dynamodb", "s3", ""]),
    regions,
    accounts,
    st.sampled_from(["table/", "table/", "tables/", ""]),
    near,
)


def accepts(check: t.Callable[[t.Any], t.Any], value: t.Any) -> bool:
    """Whether the product's rule takes the value; a refusal must be fit to be shown."""
    try:
        check(value)
    except ValueError as refusal:
        assert str(refusal).isprintable() and str(refusal).isascii() and len(str(refusal)) < 600
        return False
    return True


def is_name(value: str) -> bool:
    """AWS's rule for names of tables and backups, without a regular expression."""
    return 3 <= len(value) <= 255 and not value.strip(PLAIN) and all(character in PLAIN for character in value)


def is_region(value: str) -> bool:
    """The form of a region: two to four letters, one to three words, a number from 1 to 99."""
    first, *words, number = value.split("-") if value.count("-") >= 2 else ("", "", "")
    letters = all(word and set(word) <= set(string.ascii_lowercase) for word in (first, *words))
    return letters and 2 <= len(first) <= 4 and 1 <= len(words) <= 3 and number in map(str, range(1, 100))


def is_table_arn(value: str) -> bool:
    """The form of a table's ARN, part by part."""
    parts = value.split(":")
    if len(parts) != 6 or not parts[5].startswith("table/"):
        return False
    prefix, partition, service, region, account, resource = parts
    digits = len(account) == 12 and all(character in string.digits for character in account)
    words = partition.split("-")
    known = words[0] == "aws" and all(word and set(word) <= set(string.ascii_lowercase) for word in words)
    return prefix == "arn" and known and service == "dynamodb" and is_region(region) and digits and is_name(resource[6:])


@MANY
@given(near)
def test_backup_names(value: str) -> None:
    accepted = accepts(names.check_backup_name, value)
    assert accepted == is_name(value)
    if accepted:
        assert BACKUP_NAME["min"] <= len(value) <= BACKUP_NAME["max"]
        report = botocore.validate.ParamValidator().validate({"TableName": "orders", "BackupName": value}, MODEL)
        assert not report.has_errors()


@MANY
@given(st.one_of(near, arns))
def test_tables(value: str) -> None:
    accepted = accepts(names.parse_table, value)
    assert accepted == (is_table_arn(value) if value.startswith("arn:") else is_name(value))
    if accepted:
        assert names.parse_table(value).given == value
        assert not botocore.validate.ParamValidator().validate({"TableName": value, "BackupName": "abc"}, MODEL).has_errors()


@MANY
@given(regions)
def test_regions(value: str) -> None:
    assert accepts(names.check_region, value) == is_region(value)


@MANY
@given(st.integers())
def test_timeouts(value: int) -> None:
    assert accepts(options.check_timeout, value) == (value in range(60, 7201))


class Reached(Exception):
    """The module wanted its client: all arguments were accepted."""


class Failed(BaseException):
    """The module ended with this result."""


@FEW
@given(table=st.one_of(near, arns), backup=near, region=regions, timeout=st.integers(0, 8000))
def test_whatever_is_refused_makes_no_request(table: str, backup: str, region: str, timeout: int) -> None:
    # From Python 3.12 on, Ansible's own log of the arguments fails on it, so that the action plugin refuses it.
    assume("\0" not in table + backup + region)
    arguments = {
        "table_name": table,
        "backup_name": backup,
        "region": region,
        "timeout": timeout,
        # Whatever wanted to talk to it would fail in another way.
        "endpoint_url": "http://127.0.0.1:9",
        "access_key": "AKIANOBODY0000000000",
        "secret_key": "nobody-s-secret-key-0000000000000000000",
    }

    def reached(self: t.Any) -> t.NoReturn:
        raise Reached()

    def fail(self: t.Any, msg: str, **result: t.Any) -> t.NoReturn:
        raise Failed(result)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        patch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        patch.setattr(module.DynamoDBModule, "dynamodb", reached)
        patch.setattr(basic.AnsibleModule, "fail_json", fail)
        with pytest.raises(Failed) as failure:
            dynamodb_create_backup.main()
    arn = is_table_arn(table)
    legal = (arn if table.startswith("arn:") else is_name(table)) and is_name(backup) and is_region(region) and 60 <= timeout <= 7200
    legal = legal and (not arn or table.split(":")[3] == region)
    code = failure.value.args[0]["error"]["code"]
    assert code == ("InternalError" if legal else "InvalidArgument")
