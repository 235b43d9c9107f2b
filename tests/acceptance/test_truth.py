# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab against what others have found out of AWS: each entry of tests/truth is played over HTTP, and compared member by member, error by error."""

from __future__ import annotations

import datetime
import json
import pathlib
import re
import typing as t
import urllib.error

import pytest
from ansible.module_utils.common.yaml import yaml_load
from ansible_collections.dynaops.dynamodb.tests.lab.asking import raw
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import get_session

# An older boto3 leaves out members that AWS has, and knows no others.
pytestmark = pytest.mark.newer_boto

Entry = dict[str, t.Any]
Kept = dict[str, t.Any]

HERE = pathlib.Path(__file__).parent.parent / "truth"
NAME = "truth"
# Longer than a new table of an entry is busy with itself.
SETTLED = 60.0
# An entry has no more and no other members, and no step either.
_OF_AN_ENTRY = {"name", "source", "given", "steps", "differs"}
_OF_A_STEP = {"do", "with", "in", "after", "gives", "lacks", "keep", "error", "says", "put"}
_TYPES: dict[str, t.Callable[[t.Any], bool]] = {
    "<string>": lambda value: isinstance(value, str),
    "<number>": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "<time>": lambda value: isinstance(value, datetime.datetime),
    "<uuid>": lambda value: isinstance(value, str) and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value) is not None,
    "<structure>": lambda value: isinstance(value, dict),
    "<list>": lambda value: isinstance(value, list) and bool(value),
}


def read(name: str) -> t.Any:
    """What a file in the folder holds."""
    return yaml_load((HERE / name).read_text(encoding="utf-8"))


GIVEN, SOURCES = read("given.yml"), read("sources.yml")
FILES = sorted(file.name for file in HERE.glob("*.yml") if file.name not in ("given.yml", "sources.yml"))
ENTRIES: list[Entry] = [{**entry, "file": name} for name in FILES for entry in read(name)]
# A client a region for the whole run: making one takes longer than an entry.
_CLIENTS: dict[tuple[str, str], t.Any] = {}


@pytest.mark.parametrize("entry", ENTRIES, ids=[f"{entry['file'].removesuffix('.yml')}: {entry['name']}" for entry in ENTRIES])
def test_the_lab_answers_as_aws_did(lab: LabClient, entry: Entry) -> None:
    differences = Play(lab, entry).differences()
    if "differs" in entry:
        assert differences, f"The lab agrees with {entry['source']} by now: take 'differs' away"
    else:
        assert not differences, f"{entry['source']} found something else on AWS:\n" + "\n".join(differences)


def test_every_entry_is_well_formed_and_has_a_source() -> None:
    for entry in ENTRIES:
        project, _colon, place = entry["source"].partition(": ")
        assert project in SOURCES and re.fullmatch(r"tests?/[\w./-]+(\.py(::test_\w+)?|/test_\w+)", place), entry["source"]
        assert set(entry) - {"file"} <= _OF_AN_ENTRY and entry["steps"] and entry.get("given") in (None, *GIVEN["tables"]), entry["name"]
        for step in entry["steps"]:
            assert set(step) <= _OF_A_STEP and ("do" in step) != ("put" in step), (entry["name"], step)
    names = [(entry["file"], entry["name"]) for entry in ENTRIES]
    assert len(names) == len(set(names)) >= 100


@pytest.mark.parametrize(
    "expected, found, differs",
    [
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"exactly": {"a": 1}}, {"a": 1, "b": 2}, True),
        ({"exactly": {"a": 1}}, {"a": 1}, False),
        ({"a": 1}, {"b": 2}, True),
        ({"a": True}, {"a": 1}, True),
        ([1, 2], [2, 1], True),
        ([1], [1, 2], True),
        ({"any_order": [1, 2]}, [2, 1], False),
        ({"any_order": [1, 1]}, [1, 2], True),
        ("<uuid>", "0f64ca00-386f-4b55-b403-acd215e81072", False),
        ("<uuid>", "0f64ca00", True),
        ("<number>", True, True),
        ("<time>", 1.5, True),
        ("~^a.c$", "abc", False),
        ("~^a.c$", "abcd", True),
        ({"more_than": "2"}, "3", False),
        ({"more_than": "3"}, "3", True),
        ({"has_milliseconds_of": datetime.datetime.fromtimestamp(1516149542.009, datetime.UTC)}, "table/a/backup/01516149542009-0bbfb894", False),
        ({"has_milliseconds_of": datetime.datetime.fromtimestamp(1516149542.01, datetime.UTC)}, "table/a/backup/01516149542009-0bbfb894", True),
    ],
)
def test_a_comparison_finds_what_differs(expected: t.Any, found: t.Any, differs: bool) -> None:
    assert bool(compare(expected, found, "here")) is differs


class Play:
    """One entry on the lab."""

    def __init__(self, lab: LabClient, entry: Entry) -> None:
        self._lab = lab
        self._entry = entry
        self._clock = 0.0
        self._kept: Kept = {}

    def differences(self) -> list[str]:
        """Carries out all steps; what was answered otherwise than AWS does, one line each."""
        self._lab.settings(**GIVEN["seconds"])
        if "given" in self._entry:
            made = self._client().create_table(TableName=NAME, **GIVEN["tables"][self._entry["given"]])
            self._kept["arn"] = made["TableDescription"]["TableArn"]
            self._pass(SETTLED)
        found: list[str] = []
        for number, step in enumerate(self._entry["steps"], 1):
            found += [f"step {number}, {step.get('do', 'put')}: {each}" for each in self._step(step)]
        return found

    def _step(self, step: dict[str, t.Any]) -> list[str]:
        self._pass(step.get("after", 0.0))
        if "put" in step:
            for item in self._filled(step["put"]):
                self._client().put_item(TableName=NAME, Item=item)
            return []
        asked = self._filled(step["with"])
        if step.get("gives") == "nothing":
            with raw(self._lab, step["do"], asked) as answer:
                body = answer.read()
            return [f"the body is {body!r}, not empty"] if body else []
        code, text, told = self._ask(step["do"], asked, step.get("in", "us-east-1"))
        if code != step.get("error", ""):
            return [f"{code or 'no error'} {text!r}, not {step.get('error', 'success')}"]
        for name, place in step.get("keep", {}).items():
            self._kept[name] = _at(told, place)
        found = compare(self._filled(step["says"]), text, "the message") if "says" in step else []
        found += compare(self._filled(step.get("gives", {})), told, "")
        return found + [f"{place} is there" for place in step.get("lacks", []) if _at(told, place) is not None]

    def _ask(self, operation: str, asked: dict[str, t.Any], region: str) -> tuple[str, str, dict[str, t.Any]]:
        """Code and text of the error, both empty without one; and the answer's other members."""
        client = self._client(region)
        method = getattr(client, xform_name(operation), None)
        if method is None:
            return self._ask_raw(operation, asked)
        try:
            told = dict(method(**asked))
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 400:
                return f"HTTP {error.response['ResponseMetadata']['HTTPStatusCode']}", "", {}
            members = {name: value for name, value in error.response.items() if name not in ("Error", "ResponseMetadata", "message")}
            return error.response["Error"]["Code"], error.response["Error"]["Message"], members
        told.pop("ResponseMetadata")
        return "", "", told

    def _ask_raw(self, operation: str, asked: dict[str, t.Any]) -> tuple[str, str, dict[str, t.Any]]:
        """The same for an operation that botocore does not know."""
        try:
            with raw(self._lab, operation, asked) as answer:
                return "", "", json.load(answer)
        except urllib.error.HTTPError as error:
            told = json.load(error)
            return str(told.get("__type", "")).rpartition("#")[2], str(told.get("message", "")), {}

    def _pass(self, seconds: float) -> None:
        if seconds:
            self._clock += seconds
            self._lab.settings(clock_offset=self._clock)

    def _client(self, region: str = "us-east-1") -> t.Any:
        """A client that sends each request once, whatever is in it."""
        key = self._lab.url, region
        if key not in _CLIENTS:
            config = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
            _CLIENTS[key] = get_session().create_client(
                "dynamodb", region, endpoint_url=self._lab.url, aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY, config=config
            )
        return _CLIENTS[key]

    def _filled(self, value: t.Any) -> t.Any:
        """The value with what was kept, and with what is only described for its length."""
        if isinstance(value, str):
            alone = re.fullmatch(r"\$\{(\w+)\}", value)
            return self._kept[alone[1]] if alone else re.sub(r"\$\{(\w+)\}", lambda match: str(self._kept[match[1]]), value)
        if isinstance(value, list):
            return [self._filled(each) for each in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"repeat", "times"}:
            return value["repeat"] * value["times"]
        if set(value) == {"each", "first", "last"}:
            return [_numbered(value["each"], number) for number in range(value["first"], value["last"] + 1)]
        return {name: self._filled(each) for name, each in value.items()}


def compare(expected: t.Any, found: t.Any, place: str) -> list[str]:
    """What differs between an answer and what is known of it, one line each.

    A mapping names members that the answer has, ``exactly`` all of them; a list is compared in order, or with ``any_order``; a text in angle brackets
    is a type, and one that begins with ``~`` a regular expression. ``more_than`` compares texts; ``has_milliseconds_of`` is about an ARN of a backup.
    """
    if isinstance(expected, dict):
        return _compare_mapping(expected, found, place)
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return [f"{place} is {found!r}, not a list of {len(expected)}"]
        return [each for number, pair in enumerate(zip(expected, found)) for each in compare(*pair, f"{place}[{number}]")]
    if isinstance(expected, str) and expected in _TYPES:
        fits = _TYPES[expected](found)
    elif isinstance(expected, str) and expected.startswith("~"):
        fits = isinstance(found, str) and re.search(expected[1:], found) is not None
    else:
        fits = type(expected) is type(found) and expected == found
    return [] if fits else [f"{place} is {found!r}, not {expected!r}"]


def _compare_mapping(expected: dict[str, t.Any], found: t.Any, place: str) -> list[str]:
    if set(expected) == {"any_order"}:
        return _compare_any_order(expected["any_order"], found, place)
    if set(expected) == {"more_than"}:
        return [] if str(found) > str(expected["more_than"]) else [f"{place} is {found!r}, not more than {expected['more_than']!r}"]
    if set(expected) == {"has_milliseconds_of"}:
        wanted = f"/backup/{round(expected['has_milliseconds_of'].timestamp() * 1000):014d}-"
        return [] if wanted in str(found) else [f"{place} is {found!r}, without {wanted}"]
    whole = set(expected) == {"exactly"}
    members = expected["exactly"] if whole else expected
    if not isinstance(found, dict):
        return [f"{place} is {found!r}, not a structure"]
    differences = [f"{place}.{name} is there: {found[name]!r}" for name in found if whole and name not in members]
    for name, value in members.items():
        differences += compare(value, found[name], f"{place}.{name}") if name in found else [f"{place}.{name} is missing"]
    return differences


def _compare_any_order(expected: list[t.Any], found: t.Any, place: str) -> list[str]:
    left = list(found) if isinstance(found, list) else []
    for value in expected:
        fitting = next((each for each in left if not compare(value, each, place)), None)
        if fitting is None:
            return [f"{place} is {found!r}, without {value!r}"]
        left.remove(fitting)
    return [f"{place} has {left!r} as well"] if left else []


def _numbered(value: t.Any, number: int) -> t.Any:
    if isinstance(value, str):
        return value.replace("#", str(number))
    return {name: _numbered(each, number) for name, each in value.items()}


def _at(told: t.Any, place: str) -> t.Any:
    """What an answer has at a place such as ``Table.TableStatus``; None where it has nothing."""
    for name in place.split("."):
        told = told.get(name) if isinstance(told, dict) else None
    return told
