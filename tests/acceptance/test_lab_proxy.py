# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's proxy and its TLS front: what they lose, refuse and delay is what a network would."""

from __future__ import annotations

import pathlib
import typing as t

import boto3
import pytest
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.proxy import UNKNOWN_PROXY, Proxy, refusing_address
from ansible_collections.dynaops.dynamodb.tests.lab.relay import Rule
from ansible_collections.dynaops.dynamodb.tests.lab.tls import ACCOUNT_HOST, REGIONAL_HOST, Certificates, TlsFront
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

LOST = {"operation": "CreateBackup", "times": 0}


@pytest.fixture(scope="module", name="certificates")
def made_certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates for all tests of this file."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


def client(proxy_url: str, lab: LabClient | None = None, bundle: pathlib.Path | None = None, **config: t.Any) -> t.Any:
    """A client that sends each request once, through the proxy; to the lab's URL, or to AWS's host names."""
    more = Config(proxies={"http": proxy_url, "https": proxy_url}, retries={"total_max_attempts": 1}, **config)
    session = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name="us-east-1")
    return session.client("dynamodb", endpoint_url=lab.url if lab else None, verify=str(bundle) if bundle else None, config=more)


def create(made_by: t.Any) -> str:
    """The ARN of a new backup, or the name of what went wrong."""
    try:
        return str(made_by.create_backup(TableName="orders", BackupName="first")["BackupDetails"]["BackupArn"])
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    except BotoCoreError as error:
        return told(error)


def told(error: BotoCoreError) -> str:
    """An error with its cause, which a botocore error about a proxy does not show."""
    return f"{type(error).__name__}: {error} {error.kwargs.get('error')}"


def test_plain_requests_are_forwarded_and_recorded(orders: LabClient) -> None:
    with Proxy() as proxy:
        arn = create(client(proxy.url, orders))
        assert [arn] == [each["BackupArn"] for each in orders.backups()]
        assert [(each.method, each.operation) for each in proxy.seen()] == [("POST", "CreateBackup")]
        assert f"http://{proxy.seen()[0].target}" == orders.url


@pytest.mark.parametrize("cut, made", [("before", 0), ("after", 1)])
def test_a_plain_request_is_cut_before_or_after_it_was_passed_on(orders: LabClient, cut: str, made: int) -> None:
    with Proxy(Rule("CreateBackup", cut=cut)) as proxy:
        through = client(proxy.url, orders)
        assert "Error: " in create(through) and len(orders.backups()) == made
        # A rule that applies once lets the next request through.
        assert create(through).startswith("arn:") and len(proxy.seen("CreateBackup")) == 2


@pytest.mark.parametrize("status, expected", [(407, "407"), (502, "502")])
def test_a_plain_request_is_answered_by_the_proxy_itself(orders: LabClient, status: int, expected: str) -> None:
    with Proxy(Rule(status=status, **LOST)) as proxy:
        assert create(client(proxy.url, orders)) == expected
    assert orders.requests("CreateBackup") == []


def test_a_slow_proxy_passes_a_request_on_after_its_client_has_gone(orders: LabClient) -> None:
    with Proxy(Rule("CreateBackup", slow=5)) as proxy:
        done = orders.when_asked("CreateBackup", 1, lambda: None)
        assert create(client(proxy.url, orders, read_timeout=0.5)).startswith("ReadTimeoutError")
        done.join()
        assert len(orders.requests("CreateBackup")) == 1


@pytest.mark.parametrize("proxy_url", ["refused", UNKNOWN_PROXY])
def test_a_proxy_that_is_not_there(orders: LabClient, proxy_url: str) -> None:
    with refusing_address() as (host, port):
        assert create(client(f"http://{host}:{port}" if proxy_url == "refused" else proxy_url, orders)).startswith("ProxyConnectionError")
    assert orders.requests("CreateBackup") == []


def test_nothing_leaves_the_machine(orders: LabClient, certificates: Certificates) -> None:
    with Proxy() as proxy:
        assert "502" in create(client(proxy.url, bundle=certificates.bundle))
        assert proxy.seen()[0].target == f"{REGIONAL_HOST}:443"


@pytest.mark.newer_boto
def test_a_tunnel_leads_to_the_lab_by_both_of_its_host_names(orders: LabClient, certificates: Certificates) -> None:
    with TlsFront(orders.url, certificates.server) as front, Proxy(routes=front.routes()) as proxy:
        through = client(proxy.url, bundle=certificates.bundle)
        arn = create(through)
        assert through.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupArn"] == arn
        assert [each.target for each in proxy.seen("CONNECT")] == [f"{REGIONAL_HOST}:443", f"{ACCOUNT_HOST}:443"]
        assert [each.operation for each in front.seen()] == ["CreateBackup", "DescribeBackup"]


@pytest.mark.newer_boto
def test_one_of_two_host_names_is_refused(orders: LabClient, certificates: Certificates) -> None:
    with TlsFront(orders.url, certificates.server) as front, Proxy(routes=front.routes(), refused=["*.ddb.*"]) as proxy:
        through = client(proxy.url, bundle=certificates.bundle)
        arn = create(through)
        with pytest.raises(BotoCoreError) as refused:
            through.describe_backup(BackupArn=arn)
        assert "403" in told(refused.value)
        assert proxy.seen("CONNECT")[-1].target == f"{ACCOUNT_HOST}:443" and orders.requests("DescribeBackup") == []


@pytest.mark.parametrize("cut, made", [("before", 0), ("after", 1)])
def test_what_is_inside_a_tunnel_is_cut_before_or_after_it_was_passed_on(orders: LabClient, certificates: Certificates, cut: str, made: int) -> None:
    with TlsFront(orders.url, certificates.server, Rule("CreateBackup", cut=cut)) as front, Proxy(routes=front.routes()) as proxy:
        through = client(proxy.url, bundle=certificates.bundle)
        assert "Error: " in create(through) and len(orders.backups()) == made
        assert create(through).startswith("arn:") and len(front.seen("CreateBackup")) == 2


@pytest.mark.parametrize("rule", [Rule("CONNECT", cut="before"), Rule("CONNECT", cut="after"), Rule("CONNECT", status=407), Rule("CONNECT", status=502)])
def test_a_tunnel_is_not_opened(orders: LabClient, certificates: Certificates, rule: Rule) -> None:
    with TlsFront(orders.url, certificates.server) as front, Proxy(rule, routes=front.routes()) as proxy:
        through = client(proxy.url, bundle=certificates.bundle)
        said = create(through)
        assert "Error: " in said and str(rule.status or "") in said and front.seen() == [] and len(proxy.seen("CONNECT")) == 1
        assert create(through).startswith("arn:")


def test_a_certificate_that_is_not_in_the_bundle_is_refused(orders: LabClient, certificates: Certificates) -> None:
    with TlsFront(orders.url, certificates.self_signed) as front, Proxy(routes=front.routes()) as proxy:
        assert create(client(proxy.url, bundle=certificates.bundle)).startswith("SSLError") and front.seen() == []


def test_the_front_serves_without_a_proxy(orders: LabClient, certificates: Certificates) -> None:
    with TlsFront(orders.url, certificates.server) as front:
        session = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name="us-east-1")
        assert create(session.client("dynamodb", endpoint_url=front.url, verify=str(certificates.bundle))).startswith("arn:")
