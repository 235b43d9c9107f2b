# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exactly once, whatever stands between: proxies, logins, answers that are not DynamoDB's, clocks, host names."""

from __future__ import annotations

import pathlib
import typing as t

import botocore.exceptions
import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.task import Task
from ansible_collections.dynaops.dynamodb.plugins.module_utils._jobs import apply_settings, create_backup, delete_backup, put_item, restore_backup
from ansible_collections.dynaops.dynamodb.plugins.modules import (
    dynamodb_create_backup,
    dynamodb_delete_backup,
    dynamodb_put_item,
    dynamodb_restore_backup,
    dynamodb_table_settings,
)
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import LabTime, ModulesHere, back_up, perform, task_at
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.logins import LOGINS
from ansible_collections.dynaops.dynamodb.tests.lab.proxy import UNKNOWN_PROXY, Proxy, refusing_address, variables
from ansible_collections.dynaops.dynamodb.tests.lab.relay import Rule
from ansible_collections.dynaops.dynamodb.tests.lab.tls import ACCOUNT_HOST, REGIONAL_HOST, Certificates, TlsFront


@pytest.fixture(name="certificates", scope="module")
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """A certificate for AWS's host names, and the authority that clients are told to trust."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


def only(lab: LabClient) -> str:
    """The ARN of the only backup that there is."""
    (made,) = lab.backups()
    return str(made["BackupArn"])


@pytest.mark.parametrize("times", [1, 0], ids=["once", "always"])
def test_c1_e2_a_proxy_that_drops_the_answer(orders: LabClient, here: ModulesHere, times: int) -> None:
    with Proxy(Rule("CreateBackup", times=times, cut="after")) as proxy:
        run = here.task(env=proxy.environment())
    assert run.code == 0 and run.result["backup_arn"] == only(orders) and len(orders.requests("CreateBackup")) == 1, run.output


@pytest.mark.parametrize("times", [1, 0], ids=["once", "always"])
def test_c1_e2_the_same_through_connect_with_tls(orders: LabClient, ansible: AnsibleRuns, certificates: Certificates, times: int) -> None:
    with TlsFront(orders.url, certificates.server, Rule("CreateBackup", times=times, cut="after")) as front, Proxy(routes=front.routes()) as proxy:
        run = ansible.task(env={**certificates.environment(), **proxy.environment()})
        assert proxy.seen("CONNECT")
    assert run.code == 0 and run.result["backup_arn"] == only(orders) and len(orders.requests("CreateBackup")) == 1, run.output


def test_c1_e2_a_proxy_that_is_never_reached_is_named(orders: LabClient, here: ModulesHere) -> None:
    with refusing_address() as address:
        host, port = address
        run = here.task(env=variables(f"http://{host}:{port}"))
    assert run.code != 0 and "No backup was created" in run.msg and "not known" not in run.msg and f"{host}:{port}" in run.msg
    run = here.task(env=variables(UNKNOWN_PROXY))
    assert "No backup was created" in run.msg and UNKNOWN_PROXY.partition("://")[2] in run.msg and orders.work() == []


@pytest.mark.parametrize("through", ["plain", "tunnel"])
def test_c1_e2_a_proxy_that_asks_for_a_login(orders: LabClient, here: ModulesHere, certificates: Certificates, through: str) -> None:
    if through == "plain":
        with Proxy(Rule(times=0, status=407)) as proxy:
            run = here.task(env=proxy.environment())
    else:
        with TlsFront(orders.url, certificates.server) as front, Proxy(Rule("CONNECT", times=0, status=407), routes=front.routes()) as proxy:
            run = here.task(env={**certificates.environment(), **proxy.environment()})
    assert run.code != 0 and "No backup was created" in run.msg and "407" in run.msg and orders.work() == [], run.msg


@pytest.mark.parametrize("login", ["Identity Center login expired", "Identity Center login absent", "credential_process writes no JSON"])
def test_c2_e1_a_login_that_is_over_is_refused_at_once(orders: LabClient, here: ModulesHere, tmp_path: pathlib.Path, login: str) -> None:
    with LOGINS[login].environment(tmp_path) as env:
        run = here.task(env=env)
    assert run.code != 0 and "No backup was created" in run.msg and orders.work() == [] and ("was not sent" in run.msg or "No request was made" in run.msg)
    assert ("Log in again" in run.msg) == ("Identity" in login) and "not known" not in run.msg and "Check the network" not in run.msg


Job = t.Callable[[LabClient, Task], t.Any]


def _create(lab: LabClient, task: Task) -> t.Any:
    return perform(task, dynamodb_create_backup, create_backup, table_name="orders", backup_name="orders-backup")


def _restore(lab: LabClient, task: Task) -> t.Any:
    arn = back_up(lab).as_result()["backup_arn"]
    return perform(task, dynamodb_restore_backup, restore_backup, backup_arn=arn, target_table_name="restored")


def _delete(lab: LabClient, task: Task) -> t.Any:
    return perform(task, dynamodb_delete_backup, delete_backup, backup_arn=back_up(lab).as_result()["backup_arn"])


def _update(lab: LabClient, task: Task) -> t.Any:
    return perform(task, dynamodb_table_settings, apply_settings, table_name="orders", settings={"stream": {"enabled": True}})


def _put(lab: LabClient, task: Task) -> t.Any:
    return perform(task, dynamodb_put_item, put_item, table_name="orders", item={"id": "new"})


@pytest.mark.parametrize("kind", ["TokenRetrievalError", "SSOError", "LoginRefreshRequired", "MetadataRetrievalError", "ConfigParseError", "SSLError"])
@pytest.mark.parametrize(
    "call,job",
    [("CreateBackup", _create), ("RestoreTableFromBackup", _restore), ("DeleteBackup", _delete), ("UpdateTable", _update), ("PutItem", _put)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_c2_e1_what_fails_before_the_request_left_nothing_in_doubt(orders: LabClient, time: LabTime, call: str, job: Job, kind: str) -> None:
    task = task_at(orders, time=time)
    error = getattr(botocore.exceptions, kind)
    words = {"provider": "sso", "error_msg": "x", "msg": "x", "path": "x", "endpoint_url": "x", "error": "x"}

    def fail(**unused: t.Any) -> t.NoReturn:
        raise error(**words)

    task.client.meta.events.register(f"before-sign.dynamodb.{call}", fail)
    with pytest.raises(errors.TaskError) as failure:
        job(orders, task)
    assert not isinstance(failure.value, (*errors.UNKNOWN, errors.OutcomeUnknown)), failure.value.sentence()
    outcome = failure.value.outcome  # type: ignore[attr-defined]
    assert outcome.as_result()["changed"] is False and "not known" not in failure.value.sentence(outcome.state())
    # A network that fails while credentials are obtained may do better the next time; all else is refused at once.
    assert (time.now > 0) == (kind == "SSLError") and orders.requests(call) == []


@pytest.mark.parametrize("code", ["RequestAbortedException", "RequestTimeoutException"])
@pytest.mark.parametrize("when", ["after", "before"])
def test_c3_e3_an_answer_that_leaves_it_open(orders: LabClient, time: LabTime, code: str, when: str) -> None:
    orders.fault("CreateBackup", "error", code=code, when=when)
    assert back_up(orders, time=time).as_result()["backup_arn"] == only(orders)
    assert len(orders.requests("CreateBackup")) == (1 if when == "after" else 2)


@pytest.mark.parametrize("status", [301, 302, 307, 403, 404, 413, 429, 502])
def test_c3_e3_a_page_that_is_not_dynamodbs(orders: LabClient, status: int) -> None:
    orders.fault("CreateBackup", "page", status=status, when="after")
    assert back_up(orders).as_result()["backup_arn"] == only(orders) and len(orders.requests("CreateBackup")) == 1


@pytest.mark.parametrize("offset", [-600, -60, 60, 600])
@pytest.mark.parametrize("when", ["after", "before"])
def test_c4_e4_a_date_that_is_wrong_never_leads_to_a_second_backup(orders: LabClient, time: LabTime, offset: float, when: str) -> None:
    orders.settings(date_offset=offset)
    orders.fault("CreateBackup", "cut", when=when)
    try:
        arn = back_up(orders, timeout=300, time=time).as_result()["backup_arn"]
    except errors.OutcomeUnknown as unknown:
        # Ahead of the real clock by more than the backup is after the request: it can't be told from an older one.
        assert when == "after" and only(orders) in unknown.text
    else:
        assert arn == only(orders)


@pytest.mark.parametrize("lag", [1, 6, 20])
def test_e4_a_list_that_lags_is_waited_for(orders: LabClient, time: LabTime, lag: float) -> None:
    orders.settings(list_lag_seconds=lag)
    orders.fault("CreateBackup", "cut", when="after")
    assert back_up(orders, timeout=300, time=time).as_result()["backup_arn"] == only(orders) and len(orders.requests("CreateBackup")) == 1


@pytest.mark.newer_boto
def test_c5_e9_the_host_of_the_account_is_not_reached(orders: LabClient, here: ModulesHere, certificates: Certificates) -> None:
    with TlsFront(orders.url, certificates.server) as front, Proxy(routes=front.routes(), refused=["*.ddb.*"]) as proxy:
        run = here.task(env={**certificates.environment(), **proxy.environment()})
        asked = {each.target for each in proxy.seen("CONNECT")}
    assert run.code == 0 and run.result["backup_arn"] == only(orders) and len(orders.requests("CreateBackup")) == 1, run.output
    assert any(ACCOUNT_HOST in each for each in asked) and any(REGIONAL_HOST in each for each in asked)


def _with_account(folder: pathlib.Path) -> dict[str, str | None]:
    """Credentials that carry the account's id, with which every call goes to the host of the account."""
    file = folder / "credentials"
    file.write_text(f"[default]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\naws_account_id = 123456789012\n")
    return {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SHARED_CREDENTIALS_FILE": str(file)}


@pytest.mark.newer_boto
def test_c5_e9_also_when_every_call_goes_there(orders: LabClient, here: ModulesHere, certificates: Certificates, tmp_path: pathlib.Path) -> None:
    with TlsFront(orders.url, certificates.server) as front, Proxy(routes=front.routes(), refused=["*.ddb.*"]) as proxy:
        run = here.task(env={**certificates.environment(), **proxy.environment(), **_with_account(tmp_path)})
        asked = [each.target for each in proxy.seen("CONNECT")]
    assert run.code == 0 and run.result["backup_arn"] == only(orders), run.output
    # The host that is not reached is asked once, not before every request.
    assert ACCOUNT_HOST in asked[0] and sum(ACCOUNT_HOST in each for each in asked) == 1


@pytest.mark.newer_boto
def test_c5_e9_neither_is_reached_and_both_are_named(orders: LabClient, here: ModulesHere, certificates: Certificates, tmp_path: pathlib.Path) -> None:
    with TlsFront(orders.url, certificates.server) as front, Proxy(routes=front.routes(), refused=["*"]) as proxy:
        run = here.task(env={**certificates.environment(), **proxy.environment(), **_with_account(tmp_path)})
    assert run.code != 0 and ACCOUNT_HOST in run.msg and REGIONAL_HOST in run.msg and "No backup was created" in run.msg and orders.work() == [], run.msg


@pytest.mark.newer_boto
@pytest.mark.parametrize("way", ["option", "environment"])
def test_e9_who_demands_the_host_of_the_account_gets_no_other(
    orders: LabClient, here: ModulesHere, certificates: Certificates, tmp_path: pathlib.Path, way: str
) -> None:
    demand: dict[str, t.Any] = {"aws_config": {"account_id_endpoint_mode": "required"}} if way == "option" else {}
    asked_for = {} if way == "option" else {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "required"}
    with TlsFront(orders.url, certificates.server) as front, Proxy(routes=front.routes(), refused=["*.ddb.*"]) as proxy:
        run = here.task(env={**certificates.environment(), **proxy.environment(), **_with_account(tmp_path), **asked_for}, **demand)
    assert run.code != 0 and ACCOUNT_HOST in run.msg and "No backup was created" in run.msg and orders.work() == [], run.msg


def test_e10_the_call_that_was_refused_is_named(orders: LabClient, here: ModulesHere, tmp_path: pathlib.Path) -> None:
    with LOGINS["AssumeRole denied"].environment(tmp_path) as env:
        run = here.task(env=env)
    assert run.code != 0 and "sts:AssumeRole" in run.msg and "trust policy" in run.msg and "No backup was created" in run.msg and orders.work() == []
