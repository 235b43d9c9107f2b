# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One lab for each test process, as new for every test; and the ways to run a task against it."""

from __future__ import annotations

import json
import pathlib
import types
import typing as t

import pytest
from ansible.module_utils import basic
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import garbage_collection
from ansible_collections.dynaops.dynamodb.tests.acceptance import older_boto, order, tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, time_of
from ansible_collections.dynaops.dynamodb.tests.acceptance.preloaded import MARKER, PreloadedPython, read_once
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer
from botocore.loaders import JSONFileLoader


def pytest_addoption(parser: pytest.Parser) -> None:
    """The tiers."""
    tiers.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """The markers."""
    tiers.configure(config)
    config.addinivalue_line("markers", order.MARKER)
    config.addinivalue_line("markers", MARKER)
    config.addinivalue_line("markers", older_boto.MARKER)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is not in the tier, and says how many; puts the rest in order."""
    tiers.choose(config, items)
    older_boto.choose(items)
    order.long_ones_first(items)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> t.Iterator[None]:
    """What needs a newer boto3 than the row has is skipped."""
    outcome: t.Any = yield
    older_boto.excuse(outcome.get_result())


@pytest.fixture(scope="session", autouse=True)
def models_are_read_once() -> t.Iterator[None]:
    """AWS's models: to read them for every session is a third of what the tests in this process would take."""
    # _module.py, imported here, leaves it off until a task begins. What all tests share stays, and is not looked at again and again.
    garbage_collection.resume()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", read_once(JSONFileLoader.load_file))
        yield


@pytest.fixture(scope="session")
def lab_server() -> t.Iterator[LabServer]:
    """A lab that listens as long as this process tests."""
    with LabServer(checked=True) as server:
        yield server


@pytest.fixture
def lab(lab_server: LabServer) -> t.Iterator[LabClient]:
    """The lab with nothing in it. Every answer that it gives by itself must be one that AWS's own API model knows."""
    client = LabClient(lab_server.url, lab_server.app.control.answer)
    client.reset()
    yield client
    misfits = client.misfits()
    assert not misfits, "The lab gave answers that AWS does not give:\n" + "\n".join(misfits)


@pytest.fixture
def time(lab: LabClient) -> LabTime:
    """Time that passes in the lab when a task in this process sleeps, and then at once."""
    return time_of(lab)


@pytest.fixture
def orders(lab: LabClient) -> LabClient:
    """The lab with a table ``orders`` of three items, and nothing in its journal but that."""
    lab.make_table("orders")
    return lab


@pytest.fixture(scope="session")
def preloaded_python(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[PreloadedPython]:
    """A Python for modules that has read boto3 already. All processes of pytest-xdist share the code that it compiles."""
    code = tmp_path_factory.getbasetemp().parent / "compiled"
    code.mkdir(exist_ok=True)
    with PreloadedPython(code) as python:
        yield python


@pytest.fixture(scope="session")
def packed_modules(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The folder in which all processes of pytest-xdist, in one run, keep packed modules."""
    folder = tmp_path_factory.getbasetemp().parent / "packed"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def ansible(lab: LabClient, tmp_path: pathlib.Path, request: pytest.FixtureRequest) -> AnsibleRuns:
    """Real ansible processes whose environment leads to the lab. Their modules begin sooner, and are packed once for all tests, unless ``unprepared``."""
    if any(request.node.get_closest_marker(name) for name in ("unprepared", "every_release")):
        return AnsibleRuns(lab, tmp_path)
    return AnsibleRuns(lab, tmp_path, request.getfixturevalue("preloaded_python").path, request.getfixturevalue("packed_modules"))


class _Ended(BaseException):
    """A module has ended, with this result."""

    def __init__(self, result: dict[str, t.Any]) -> None:
        super().__init__()
        self.result = result


@pytest.fixture
def in_module(lab: LabClient, monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., dict[str, t.Any]]:
    """Runs a module's own main() in this process with some arguments, against the lab; its result, however it ended. One that is ``...`` is left out.

    Quicker than an ansible process: for the many arguments that are refused.
    """

    def end(failed: bool) -> t.Callable[..., t.NoReturn]:
        def ended(self: t.Any, msg: str = "", **result: t.Any) -> t.NoReturn:
            raise _Ended({"failed": failed, "msg": msg, **result})

        return ended

    def run(module: types.ModuleType, **arguments: t.Any) -> dict[str, t.Any]:
        own = {"region": "us-east-1", "endpoint_url": lab.url, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
        given = {name: value for name, value in {**own, **arguments}.items() if value is not ...}
        # endpoint_url is DynamoDB's alone.
        monkeypatch.setenv("AWS_ENDPOINT_URL_BACKUP", lab.url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", lab.url)
        monkeypatch.setenv("AWS_ENDPOINT_URL_KMS", lab.url)
        monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": given}).encode())
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        monkeypatch.setattr(basic.AnsibleModule, "fail_json", end(True))
        monkeypatch.setattr(basic.AnsibleModule, "exit_json", end(False))
        with pytest.raises(_Ended) as ended:
            module.main()
        return ended.value.result

    return run


@pytest.fixture
def here(lab: LabClient, tmp_path: pathlib.Path, in_module: t.Callable[..., dict[str, t.Any]], monkeypatch: pytest.MonkeyPatch) -> ModulesHere:
    """Whole modules in this process, in the lab's time."""
    return ModulesHere(lab, tmp_path, in_module, monkeypatch)
