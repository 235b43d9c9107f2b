# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""E9: which host names a task connects to, with FIPS, dual-stack and other settings of botocore: what the guide about networks shows."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import Run
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import Environment
from ansible_collections.dynaops.dynamodb.tests.lab.proxy import Proxy
from ansible_collections.dynaops.dynamodb.tests.lab.tls import Certificates, TlsFront
from botocore.config import Config

GUIDE = pathlib.Path(__file__).resolve().parents[2] / "docs/docsite/rst/guide_networks.rst"
FIPS, DUAL_STACK = {"AWS_USE_FIPS_ENDPOINT": "true"}, {"AWS_USE_DUALSTACK_ENDPOINT": "true"}
ROLE = "arn:aws:iam::123456789012:role/backup"
# The environment; the host of a request that names the table and, where it is another one, of a request that names an ARN.
CASES: list[tuple[dict[str, str], str, str]] = [
    ({}, "dynamodb.us-east-1.amazonaws.com", "123456789012.ddb.us-east-1.amazonaws.com"),
    (FIPS, "dynamodb-fips.us-east-1.amazonaws.com", ""),
    (DUAL_STACK, "dynamodb.us-east-1.api.aws", "123456789012.ddb.us-east-1.api.aws"),
    ({**FIPS, **DUAL_STACK}, "dynamodb-fips.us-east-1.api.aws", ""),
    ({"AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled"}, "dynamodb.us-east-1.amazonaws.com", ""),
]
# The declared minimum of boto3 does not know the host of the account.
HAS_ACCOUNT_HOST = hasattr(Config(), "account_id_endpoint_mode")
NAMES = ("plain", "fips", "dual-stack", "fips and dual-stack", "without the account")


class Asked(t.NamedTuple):
    """A task, and the host names that it connected to."""

    run: Run
    hosts: set[str]


Through = t.Callable[..., Asked]


@pytest.fixture(name="certificates", scope="module")
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """A certificate for AWS's host names."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(name="through")
def through_a_proxy(orders: LabClient, here: ModulesHere, certificates: Certificates) -> Through:
    """Runs a task that backs up the table orders and reaches AWS's host names through a proxy."""

    def run(env: Environment, refused: t.Sequence[str] = (), **arguments: t.Any) -> Asked:
        with TlsFront(orders.url, certificates.server) as front, Proxy(routes=front.routes(), refused=refused) as proxy:
            done = here.task(env={**certificates.environment(), **proxy.environment(), **env}, **arguments)
            return Asked(done, {each.target.removesuffix(":443") for each in proxy.seen("CONNECT")})

    return run


@pytest.mark.parametrize(("env", "by_name", "by_arn"), CASES, ids=NAMES)
def test_e9_the_hosts_of_a_table_and_of_an_arn(through: Through, orders: LabClient, env: dict[str, str], by_name: str, by_arn: str) -> None:
    asked = through(env, table_name="orders")
    # DescribeBackup names the backup's ARN.
    assert asked.run.code == 0 and asked.hosts == {by_name, by_arn if by_arn and HAS_ACCOUNT_HOST else by_name} and len(orders.backups()) == 1, asked.run.msg


def test_e9_the_guide_shows_these_hosts() -> None:
    text = GUIDE.read_text()
    for _env, *hosts in CASES:
        assert [host for host in hosts if host.replace("us-east-1", "REGION").replace("123456789012", "ACCOUNT") not in text] == []


@pytest.mark.parametrize("config", [{"use_fips_endpoint": True}, {"use_dualstack_endpoint": True}], ids=["fips", "dual-stack"])
def test_e9_the_option_aws_config_says_the_same(through: Through, config: dict[str, bool]) -> None:
    unused, by_name, by_arn = CASES[1] if "use_fips_endpoint" in config else CASES[2]
    expected = {by_name, by_arn if by_arn and HAS_ACCOUNT_HOST else by_name}
    asked = through({}, aws_config=config)
    assert asked.run.code == 0 and asked.hosts == expected, asked.run.msg


@pytest.mark.parametrize(("env", "host"), [(FIPS, "sts-fips.us-east-1.amazonaws.com"), (DUAL_STACK, "sts.us-east-1.api.aws")], ids=["fips", "dual-stack"])
def test_e9_sts_too(through: Through, orders: LabClient, env: dict[str, str], host: str) -> None:
    orders.role(ROLE)
    asked = through(env, assume_role_arn=ROLE)
    assert asked.run.code == 0 and host in asked.hosts and not [each for each in asked.hosts if each == "sts.us-east-1.amazonaws.com"], asked.hosts


@pytest.mark.newer_boto
def test_e9_where_the_host_of_the_account_is_not_reached_the_regional_dual_stack_host_is_used(through: Through, orders: LabClient) -> None:
    asked = through(DUAL_STACK, refused=["*.ddb.*"])
    assert asked.run.code == 0 and asked.hosts == {CASES[2][1], CASES[2][2]} and len(orders.backups()) == 1, asked.run.msg


def test_e9_where_no_fips_host_is_reached_no_other_is_asked(through: Through, orders: LabClient) -> None:
    asked = through(FIPS, refused=["*"])
    assert asked.run.code != 0 and asked.hosts == {"dynamodb-fips.us-east-1.amazonaws.com"} and asked.run.msg.count("dynamodb-fips.us-east-1") >= 1
    assert "No backup was created." in asked.run.msg and orders.work() == []


@pytest.mark.parametrize("env", [FIPS, DUAL_STACK], ids=["fips", "dual-stack"])
@pytest.mark.parametrize("way", ["option", "environment"])
def test_e9_an_endpoint_of_ones_own_comes_before_both(orders: LabClient, here: ModulesHere, env: dict[str, str], way: str) -> None:
    without = {"AWS_ENDPOINT_URL": None} if way == "option" else {}
    run = here.task(env={**env, **without}, **({"endpoint_url": orders.url} if way == "option" else {}))
    assert run.code == 0 and len(orders.backups()) == 1, run.msg
