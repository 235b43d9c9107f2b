# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random settings: what is wanted is completed alike however often, and over HTTP tables get what they had, from a file and under any name."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import random
import re
import time
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import apply_settings, create_backup, read_settings, restore_backup
from ansible_collections.dynaops.dynamodb.plugins.module_utils._names import TableRef
from ansible_collections.dynaops.dynamodb.plugins.module_utils._restores import settings_to_restore
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings import catalogue, resource_policy
from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings.setting import Source
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.clock import Deadline
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.progress import Progress
from ansible_collections.dynaops.dynamodb.plugins.modules import (
    dynamodb_create_backup,
    dynamodb_restore_backup,
    dynamodb_table_settings,
    dynamodb_table_settings_info,
)
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import perform
from ansible_collections.dynaops.dynamodb.tests.acceptance.table_settings import make_indexed_table, task, writes
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer
from ansible_collections.dynaops.dynamodb.tests.lab.settings import AT_ONCE
from ansible_collections.dynaops.dynamodb.tests.properties import table_settings as random_settings
from ansible_collections.dynaops.dynamodb.tests.properties.amount import examples
from ansible_collections.dynaops.dynamodb.tests.properties.expected_settings import agrees, retold
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

MANY = settings(max_examples=examples(700), deadline=None, database=None, suppress_health_check=list(HealthCheck))
# Some hundred requests each: an example that fails is shown as it was found.
FEW = settings(max_examples=examples(12), deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
NAMES = sorted(catalogue.BY_NAME)
EVERY = st.sampled_from(NAMES)
ORDERS, COPY = "orders", "orders-copy"


def completed(name: str, wanted: t.Any, current: t.Any, purge: bool) -> t.Any:
    """What the setting comes to, by way of the checks that every option passes."""
    return catalogue.BY_NAME[name].complete(catalogue.named({name: wanted})[name], current, purge)


@MANY
@given(EVERY, st.data(), st.booleans())
def test_what_there_is_completes_to_itself(name: str, data: st.DataObject, purge: bool) -> None:
    current = data.draw(random_settings.CURRENT[name])
    assert completed(name, current, current, purge) == current


@MANY
@given(EVERY, st.data(), st.booleans())
def test_what_is_named_is_so_and_what_is_not_stays_and_a_second_time_nothing_differs(name: str, data: st.DataObject, purge: bool) -> None:
    wanted, current = data.draw(random_settings.WANTED[name]), data.draw(random_settings.CURRENT[name])
    once = completed(name, wanted, current, purge)
    assert agrees(name, once, wanted, current, purge)
    assert completed(name, wanted, once, purge) == once == completed(name, once, current, purge)
    assert json.loads(json.dumps(once)) == once


@MANY
@given(random_settings.WANTED["resource_policy"], st.randoms(use_true_random=False))
def test_policies_of_one_meaning_are_one(wanted: t.Any, chance: random.Random) -> None:
    policy = json.loads(wanted) if isinstance(wanted, str) else wanted
    same = retold(policy, chance)
    source = Source(None, TableRef(ORDERS, ORDERS), {"TableArn": random_settings.ARN})  # type: ignore[arg-type]
    for again in (same, json.dumps(same)):
        assert resource_policy.SETTING.same(source, completed("resource_policy", again, {}, False), completed("resource_policy", policy, {}, False))


@MANY
@given(st.data())
def test_what_is_read_passes_through_a_file_and_the_options_of_a_restore_unchanged(data: st.DataObject) -> None:
    current = {name: data.draw(random_settings.CURRENT[name]) for name in data.draw(st.sets(EVERY))}
    parsed = settings_to_restore.parse(json.loads(json.dumps(current)))
    assert isinstance(parsed, dict) and {name: completed(name, value, current[name], False) for name, value in parsed.items()} == current


@MANY
@given(random_settings.CURRENT["resource_policy"])
def test_a_policy_for_another_table_is_one_for_the_first_again(policy: dict[str, t.Any]) -> None:
    ours, theirs = random_settings.ARN, f"{random_settings.ARN}-copy"
    there = settings_to_restore.retargeted({"resource_policy": policy}, ours, theirs)
    back = settings_to_restore.retargeted(there, theirs, ours)
    assert resource_policy.canonical(back["resource_policy"]) == policy
    assert not random_settings.names_in(there["resource_policy"]) & {ours, f"{ours}/index/ByStatus"}
    # A table whose name merely begins alike is another one.
    other = f"{ours}-of-others"
    assert (other in random_settings.names_in(policy)) == (other in random_settings.names_in(there["resource_policy"]))


def renamed(before: dict[str, t.Any], target: str) -> dict[str, t.Any]:
    """The settings as they are for a table of this name; the names of other tables may begin alike, and a list's order means nothing."""
    found = json.loads(re.sub(rf'table/{ORDERS}(?=["/])', f"table/{target}", json.dumps(before)))
    return {**found, "resource_policy": resource_policy.canonical(found["resource_policy"])}


class Modules:
    """What the modules do, less Ansible, over one client: to make one takes longer than a hundred requests."""

    def __init__(self, lab: LabClient) -> None:
        self.lab = lab
        self._like = task(lab)

    def _task(self) -> Task:
        # The lab is quicker than AWS.
        deadline = Deadline(120, sleep=lambda seconds: time.sleep(min(seconds, 0.06)))
        return dataclasses.replace(self._like, deadline=deadline, progress=Progress(deadline), rate_limits=None)

    def begin(self) -> None:
        """A lab with nothing but a table, in which nothing takes time: what is asked is where changes lead, not how long they take."""
        self.lab.reset()
        self.lab.settings(speed=AT_ONCE)
        make_indexed_table(self.lab)

    def apply(self, wanted: dict[str, t.Any], check_mode: bool = False) -> dict[str, t.Any]:
        """dynamodb_table_settings; replicas that are not named go."""
        words = {"table_name": ORDERS, "settings": wanted, "purge_replicas": True}
        return t.cast("dict[str, t.Any]", perform(self._task(), dynamodb_table_settings, apply_settings, check_mode, **words).as_result())

    def read(self, table: str = ORDERS) -> dict[str, t.Any]:
        """dynamodb_table_settings_info: the settings."""
        return t.cast("dict[str, t.Any]", perform(self._task(), dynamodb_table_settings_info, read_settings, table_name=table).settings)

    def back_up(self, manifest: pathlib.Path) -> str:
        """dynamodb_create_backup with ``settings_manifest``: the backup's ARN."""
        words = {"table_name": ORDERS, "backup_name": "last", "settings_manifest": str(manifest)}
        return str(perform(self._task(), dynamodb_create_backup, create_backup, **words).as_result()["backup_arn"])

    def restore(self, arn: str, target: str, wanted: dict[str, t.Any]) -> dict[str, t.Any]:
        """dynamodb_restore_backup with ``settings``."""
        words = {"backup_arn": arn, "target_table_name": target, "settings": wanted}
        return t.cast("dict[str, t.Any]", perform(self._task(), dynamodb_restore_backup, restore_backup, **words).as_result())

    def make(self, wanted: dict[str, t.Any]) -> dict[str, t.Any]:
        """Applies these settings; all that is named is so then, by the changes that check mode told of, and a second time there is nothing to do."""
        before = self.read()
        foreseen, done, now = self.apply(wanted, check_mode=True), self.apply(wanted), self.read()
        assert [name for name, value in wanted.items() if not agrees(name, now[name], value, before[name], True)] == []
        # A replica gives the table a stream and a mode of its own, and has its class.
        along = {"replicas": {"stream", "global_table_settings_replication_mode"}, "table_class": {"replicas"}}
        free = set(wanted).union(*(along.get(name, ()) for name in wanted))
        assert {name for name in now if now[name] != before[name]} <= free
        assert done["settings"] == {name: now[name] for name in wanted} and done["changes"] == foreseen["changes"]
        assert [entry for entry in writes(self.lab) if entry["status"] != 200] == []
        sent = len(writes(self.lab))
        for again in (wanted, now):
            assert not self.apply(again)["changed"] and len(writes(self.lab)) == sent
        return now


@pytest.fixture(name="modules", scope="module")
def one_lab() -> t.Iterator[Modules]:
    """A lab for all examples."""
    with LabServer() as server:
        yield Modules(LabClient(server.url, server.app.control.answer))


@FEW
@given(random_settings.pairs())
def test_over_http_each_state_is_reached_from_another_and_then_left_alone(modules: Modules, pair: tuple[dict[str, t.Any], dict[str, t.Any]]) -> None:
    modules.begin()
    for wanted in pair:
        modules.make(wanted)


@FEW
@given(random_settings.combinations())
def test_over_http_a_dropped_table_comes_back_as_it_was_under_its_own_and_another_name(
    modules: Modules, tmp_path_factory: pytest.TempPathFactory, wanted: dict[str, t.Any]
) -> None:
    modules.begin()
    before = modules.make(wanted)
    manifest = tmp_path_factory.mktemp("kept") / "orders.json"
    arn = modules.back_up(manifest)
    modules.apply({"deletion_protection": {"enabled": False}, "replicas": []})
    modules.lab.dynamodb().delete_table(TableName=ORDERS)
    kept = json.loads(manifest.read_text(encoding="utf-8"))
    assert kept["settings"] == before and kept["backup_arn"] == arn
    for target in (ORDERS, COPY):
        done = modules.restore(arn, target, kept["settings"])
        assert modules.read(target) == renamed(before, target) == done["settings"]
        sent = len(writes(modules.lab))
        again = modules.restore(arn, target, kept["settings"])
        assert again["reused"] and not again["changed"] and len(writes(modules.lab)) == sent
