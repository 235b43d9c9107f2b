# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a CreateBackup whose connection is cut: asked through the tunnel, and seen with ListBackups on another connection."""

from __future__ import annotations

import typing as t

import botocore.config
import botocore.exceptions
from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names as names
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.calls import prepare
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import create_backup as job
from ansible_collections.dynaops.dynamodb.plugins.module_utils._module import one_attempt
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.clock import Deadline
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.progress import Progress

from verify.scene import NotAsked, Scene
from verify.tunnel import Cut

# Seconds in which a backup that was made must show itself.
_SHOWN = 20.0
# How often each cut is tried.
_TIMES = 3


def answer(scene: Scene) -> tuple[bool, str]:
    """Cut when the first bytes of the answer come."""
    return _lost(scene, "answer")


def request(scene: Scene) -> tuple[bool, str]:
    """Cut as soon as the request has gone out."""
    return _lost(scene, "request")


def _lost(scene: Scene, when: str) -> tuple[bool, str]:
    table = scene.shared_table()
    told = [_lose(scene, table, when, scene.name(f"cut-{when}-{number}")) for number in range(_TIMES)]
    good = sum(made == 1 for made, text in told)
    return good == _TIMES, f"{good} of {_TIMES} made one backup: {'; '.join(text for made, text in told)}"


def _lose(scene: Scene, table: str, when: str, name: str) -> tuple[int, str]:
    """One request whose connection is cut: how many backups there are of it, and what happened."""
    with scene.tunnel() as (tunnel, way):
        client = scene.access.client(endpoint_url=way.get("endpoint_url"), config=_config(way))
        # So that the connection is there, and is known to carry answers.
        client.describe_table(TableName=table)
        cut = tunnel.cut_next(when)
        try:
            client.create_backup(TableName=table, BackupName=name)
            client_saw = "an answer"
        except (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError) as error:
            client_saw = type(error).__name__
    told = _check(cut)
    found: list[str] = []
    for _seconds in scene.polls(_SHOWN, 1.0):
        found = scene.backups(table, name)
        if found:
            break
    return len(found), f"{told}, the client saw {client_saw}, {len(found)} made"


def module(scene: Scene) -> tuple[bool, str]:
    """The job of dynamodb_create_backup in this process, with a client like the module's own."""
    table, name = scene.shared_table(), scene.name("cut-module")
    cuts: list[Cut] = []
    with scene.tunnel() as (tunnel, way):
        client = scene.access.client(endpoint_url=way.get("endpoint_url"), config=one_attempt({"proxies": way["proxies"]} if "proxies" in way else {}, 1))
        prepare(client)

        def cut_the_first(**unused: t.Any) -> None:
            if not cuts:
                cuts.append(tunnel.cut_next("answer"))

        client.meta.events.register_first("before-send.dynamodb.CreateBackup", cut_the_first)
        deadline = Deadline(120, scene.clock.monotonic, scene.clock.sleep)
        task = Task(client=client, region=scene.access.account.region, deadline=deadline, progress=Progress(deadline))
        outcome = job.Outcome()
        told = job.run(task, job.Request(table=names.parse_table(table), backup_name=name), outcome)
    found = scene.backups(table, name)
    arn = outcome.backup.arn if outcome.backup else ""
    return found == [arn], f"{_check(cuts[0])}; {len(found)} made; the task said: {told}"


def _config(way: dict[str, t.Any]) -> t.Any:
    """One connection, one attempt."""
    return botocore.config.Config(retries={"total_max_attempts": 1}, max_pool_connections=1, proxies=way.get("proxies"))


def _check(cut: Cut) -> str:
    """What was cut. Raises NotAsked when it was something else than an answer to this request."""
    if not cut.done or not cut.known:
        raise NotAsked("the connection was not cut" if not cut.done else "the request went out on a new connection: what was cut may be its handshake")
    return f"cut after {cut.sent} bytes of the request and {cut.lost} of the answer"
