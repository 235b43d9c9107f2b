# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A1 to A3: a task works in the account of a role, refuses another account than the expected one, and names its account."""

from __future__ import annotations

import importlib
import json
import pathlib
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.account import OPTIONS
from ansible_collections.dynaops.dynamodb.plugins.modules import dynamodb_create_backup
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.in_process import ModulesHere
from ansible_collections.dynaops.dynamodb.tests.acceptance.test_family import GROUP, NAMES, WORK, make_alarm
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.proxy import Proxy, refusing_address
from ansible_collections.dynaops.dynamodb.tests.lab.tls import REGIONAL_HOST, Certificates, TlsFront

OWN, OTHER, OTHER_KEY = "123456789012", "210987654321", "AKIALABOTHERKEY00000"
ROLE = f"arn:aws:iam::{OTHER}:role/operations/backup"
SPACE = "dynaops.dynamodb."


@pytest.fixture(name="two")
def two_accounts(orders: LabClient) -> LabClient:
    """A table orders in two accounts, in the second one with another table and an alarm. The keys at hand are those of the first one, and a role leads
    into the second."""
    orders.key(OTHER_KEY, OTHER)
    orders.make_table("orders", items=1, key=OTHER_KEY)
    orders.make_table("carts", items=1, key=OTHER_KEY)
    make_alarm(orders, key=OTHER_KEY)
    orders.role(ROLE)
    return orders


@pytest.fixture(name="arn")
def backup_of_the_other(two: LabClient) -> str:
    """A backup of the second account's table."""
    arn = str(two.dynamodb(key=OTHER_KEY).create_backup(TableName="orders", BackupName="first")["BackupDetails"]["BackupArn"])
    two.settle()
    return arn


@pytest.fixture(name="module")
def any_module(two: LabClient, in_module: t.Callable[..., dict[str, t.Any]], arn: str, monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., dict[str, t.Any]]:
    """Runs a module by name with what succeeds, in real time."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", two.url)

    def run(name: str, **more: t.Any) -> dict[str, t.Any]:
        arguments = {key: arn if value == "ARN" else value for key, value in WORK[name].items()}
        return in_module(importlib.import_module(f"ansible_collections.dynaops.dynamodb.plugins.modules.{name}"), **arguments, **more)

    return run


def accounts(lab: LabClient, *operations: str) -> set[str]:
    """Whose keys made the requests to DynamoDB, or those of these operations."""
    return {each["account"] for each in lab.work() if each["operation"] in operations or (not operations and each["operation"] not in STS)}


STS = ("AssumeRole", "GetCallerIdentity")


@pytest.mark.parametrize("name", NAMES)
def test_a1_a3_every_module_works_in_the_account_of_the_role(two: LabClient, module: t.Any, name: str) -> None:
    before = len(two.requests())
    result = module(name, assume_role_arn=ROLE)
    assert not result["failed"] and result["account_id"] == OTHER, result["msg"]
    seen = {each["account"] for each in two.requests()[before:] if each["operation"] != "AssumeRole"}
    # The lab keeps no journal of CloudWatch, but the alarm is in the other account alone.
    assert seen == (set() if name == "dynamodb_alarm_tags" else {OTHER})
    assert [each["body"] for each in two.requests("AssumeRole")] == [{"RoleArn": ROLE, "RoleSessionName": "dynaops-dynamodb"}]
    assert accounts(two, "AssumeRole") == {OWN} and not two.requests("GetCallerIdentity")


@pytest.mark.parametrize("name", NAMES)
def test_a2_a3_every_module_refuses_another_account_before_the_first_request(two: LabClient, module: t.Any, name: str) -> None:
    before = len(two.requests())
    result = module(name, expected_account_id=OTHER)
    assert [each["operation"] for each in two.requests()[before:]] == ["GetCallerIdentity"]
    assert result["failed"] and result["error"]["code"] == "WrongAccount" and result["account_id"] == OWN and not result["changed"]
    assert f"are of account {OWN}, but expected_account_id is {OTHER}. No request was sent to DynamoDB." in result["msg"] and "\n" not in result["msg"]


def test_a2_the_expected_account_is_asked_for_once_with_the_role(two: LabClient, here: ModulesHere) -> None:
    run = here.task(assume_role_arn=ROLE, expected_account_id=OTHER)
    assert run.code == 0, run.msg
    assert two.operations()[:3] == ["AssumeRole", "GetCallerIdentity", "DescribeTable"] and len(two.requests("GetCallerIdentity")) == 1
    assert accounts(two, "GetCallerIdentity") == {OTHER}


def test_a2_an_identity_that_cannot_be_asked_for_is_an_error(two: LabClient, here: ModulesHere) -> None:
    two.fault("GetCallerIdentity", "error", code="InvalidClientTokenId")
    run = here.task(expected_account_id=OWN)
    assert run.code != 0 and "GetCallerIdentity was refused (InvalidClientTokenId)" in run.msg and "credentials" in run.msg
    two.fault("GetCallerIdentity", "cut", times=3)
    assert here.task(expected_account_id=OWN).code == 0 and len(two.requests("GetCallerIdentity")) == 5
    two.fault("GetCallerIdentity", "cut", times=0)
    run = here.task(expected_account_id=OWN)
    assert run.code != 0 and "GetCallerIdentity on the AWS credentials" in run.msg and len(two.backups()) == 1


def test_a1_a_task_without_these_options_asks_sts_nothing(orders: LabClient, here: ModulesHere) -> None:
    run = here.task()
    assert run.code == 0 and run.result["account_id"] == OWN and orders.operations() == ["DescribeTable", "CreateBackup", "DescribeBackup"]


def test_a1_the_external_id_and_the_session_name_are_sent(two: LabClient, here: ModulesHere) -> None:
    two.role(ROLE, external_id="shared:word/1")
    run = here.task(assume_role_arn=ROLE, assume_role_external_id="shared:word/1", assume_role_session_name="nightly@awx")
    assert run.code == 0, run.msg
    assert two.requests("AssumeRole")[0]["body"] == {"RoleArn": ROLE, "RoleSessionName": "nightly@awx", "ExternalId": "shared:word/1"}
    for wrong in ({}, {"assume_role_external_id": "another"}):
        run = here.task(assume_role_arn=ROLE, **wrong)
        assert run.code != 0 and "assume_role_external_id" in run.msg and len(two.backups()) == 1


# A session of less than 15 minutes does not exist in AWS. Each request needs a new one then; of longer ones, each is used until 15 minutes are left.
@pytest.mark.parametrize(("seconds", "wait", "fewest", "most"), [(60, 300, 10, 1000), (1200, 900, 2, 6)])
def test_a1_a_session_shorter_than_the_task_is_renewed(two: LabClient, here: ModulesHere, seconds: float, wait: float, fewest: int, most: int) -> None:
    two.role(ROLE, seconds=seconds)
    two.settings(backup_seconds=wait)
    run = here.task(assume_role_arn=ROLE, timeout=7200)
    assert run.code == 0 and run.result["backup"]["backup_status"] == "AVAILABLE" and run.result["elapsed"] > wait / 2, run.msg
    assert not [each for each in two.requests() if each["error"]] and len(two.requests("CreateBackup")) == 1
    assert fewest <= len(two.requests("AssumeRole")) <= most


def test_a1_e10_a_role_that_may_not_be_assumed(two: LabClient, here: ModulesHere) -> None:
    role = f"{ROLE}-of-nobody"
    run = here.task(assume_role_arn=role)
    assert run.code != 0 and run.result["error"]["code"] == "AccessDenied" and two.operations() == ["AssumeRole"]
    assert f"was not sent: sts:AssumeRole on role {role}, which obtains the credentials, was refused (AccessDenied)." in run.msg
    assert "trust policy" in run.msg and "No backup was created." in run.msg and "\n" not in run.msg and "account_id" not in run.result


@pytest.mark.parametrize(("code", "advice"), [("ExpiredToken", "have expired. Renew them"), ("InvalidClientTokenId", "AWS does not accept them")])
def test_a1_e10_credentials_that_may_not_assume_anything(two: LabClient, here: ModulesHere, code: str, advice: str) -> None:
    two.fault("AssumeRole", "error", code=code, status=403)
    run = here.task(assume_role_arn=ROLE)
    assert run.code != 0 and run.result["error"]["code"] == code and f"sts:AssumeRole on role {ROLE}" in run.msg and advice in run.msg


def test_a1_e10_without_any_credentials(two: LabClient, here: ModulesHere) -> None:
    run = here.task(assume_role_arn=ROLE, env={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None})
    assert run.code != 0 and run.result["error"]["code"] == "NoCredentialsError" and ROLE in run.msg and "access_key" in run.msg and not two.work()


LOST = [{"kind": "cut"}, {"kind": "cut", "when": "after"}, {"kind": "garbage"}, {"kind": "html"}, {"kind": "error", "code": "Throttling"}]


@pytest.mark.parametrize("fault", LOST, ids=range(len(LOST)))
def test_a1_a_request_for_the_role_that_is_lost_or_throttled_is_sent_again(two: LabClient, here: ModulesHere, fault: dict[str, t.Any]) -> None:
    two.fault("AssumeRole", times=3, **fault)
    run = here.task(assume_role_arn=ROLE)
    assert run.code == 0 and len(two.requests("AssumeRole")) == 4 and len(two.backups()) == 1, run.msg
    two.fault("AssumeRole", times=0, **fault)
    run = here.task(assume_role_arn=ROLE)
    assert run.code != 0 and "sts:AssumeRole" in run.msg and ROLE in run.msg and "No backup was created." in run.msg and len(two.backups()) == 1
    assert len(two.requests("DescribeTable")) == 1


def test_a1_a_role_that_is_withdrawn_while_a_backup_is_waited_for_leaves_its_arn(two: LabClient, here: ModulesHere) -> None:
    two.role(ROLE, seconds=60)
    two.settings(backup_seconds=300)
    two.fault("AssumeRole", "error", code="AccessDenied", status=403, skip=5, times=0)
    run = here.task(assume_role_arn=ROLE)
    (made,) = two.backups()
    assert run.code != 0 and run.result["backup_arn"] == made["BackupArn"] and "sts:AssumeRole" in run.msg and run.result["account_id"] == OTHER


def test_a1_replicas_in_other_regions_are_read_with_the_role_too(two: LabClient, here: ModulesHere) -> None:
    arguments = {"table_name": "orders", "assume_role_arn": ROLE, "timeout": 3600}
    replicas = [{"region_name": "eu-west-1", "point_in_time_recovery": {"enabled": True}}]
    settings = {"stream": {"enabled": True, "view_type": "NEW_AND_OLD_IMAGES"}, "replicas": replicas}
    run = here.adhoc(f"{SPACE}dynamodb_table_settings", settings=settings, **arguments)
    assert run.code == 0, run.msg
    elsewhere = [each for each in two.work() if each["region"] == "eu-west-1"]
    assert "UpdateContinuousBackups" in {each["operation"] for each in elsewhere} and {each["account"] for each in elsewhere} == {OTHER}
    assert len(two.requests("AssumeRole")) <= 2


def test_a1_endpoint_url_is_dynamodbs_alone(two: LabClient, here: ModulesHere) -> None:
    assert here.task(assume_role_arn=ROLE, endpoint_url=two.url, env={"AWS_ENDPOINT_URL": None, "AWS_ENDPOINT_URL_STS": two.url}).code == 0
    with refusing_address() as (host, port):
        closed = f"http://{host}:{port}"
        assert here.task(assume_role_arn=ROLE, endpoint_url=two.url, env={"AWS_ENDPOINT_URL": closed, "AWS_ENDPOINT_URL_STS": two.url}).code == 0
        run = here.task(assume_role_arn=ROLE, expected_account_id=OTHER, endpoint_url=closed, env={"AWS_ENDPOINT_URL_STS": two.url})
        assert run.code != 0 and "No connection to DynamoDB" in run.msg and closed.partition("//")[2] in run.msg
        assert accounts(two, "GetCallerIdentity") == {OTHER}
        run = here.task(assume_role_arn=ROLE, expected_account_id=OTHER, endpoint_url=two.url, env={"AWS_ENDPOINT_URL_STS": closed})
    assert run.code != 0 and closed in run.msg and "AWS_ENDPOINT_URL_STS" in run.msg and len(two.backups()) == 2


@pytest.fixture(name="certificates", scope="module")
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """A certificate for AWS's host names, and the authority that clients are told to trust."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.mark.newer_boto
def test_a1_sts_is_asked_at_the_regions_own_host_and_dynamodb_where_it_is_reached(two: LabClient, here: ModulesHere, certificates: Certificates) -> None:
    with TlsFront(two.url, certificates.server) as front, Proxy(routes=front.routes(), refused=["*.ddb.*"]) as proxy:
        run = here.task(assume_role_arn=ROLE, expected_account_id=OTHER, env={**certificates.environment(), **proxy.environment()})
        asked = {each.target.removesuffix(":443") for each in proxy.seen("CONNECT")}
    assert run.code == 0 and run.result["account_id"] == OTHER, run.msg
    # The credentials of a role carry their account, so that DynamoDB is asked at the host of the account, and then where it is reached.
    assert asked == {"sts.us-east-1.amazonaws.com", f"{OTHER}.ddb.us-east-1.amazonaws.com", REGIONAL_HOST}
    assert accounts(two) == {OTHER}


def test_a1_a_profile_and_keys_as_options_can_assume_the_role_too(two: LabClient, here: ModulesHere) -> None:
    (here.folder / "config").write_text("[profile ops]\nregion = eu-west-1\n")
    (here.folder / "credentials").write_text(f"[ops]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n")
    files = {"AWS_CONFIG_FILE": str(here.folder / "config"), "AWS_SHARED_CREDENTIALS_FILE": str(here.folder / "credentials")}
    none = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"))
    two.make_table("orders", region="eu-west-1", key=OTHER_KEY)
    run = here.task(assume_role_arn=ROLE, profile="ops", env={**none, **files})
    assert run.code == 0 and run.result["region"] == "eu-west-1" and run.result["account_id"] == OTHER, run.msg
    run = here.task(assume_role_arn=ROLE, access_key=ACCESS_KEY, secret_key=SECRET_KEY, region="us-east-1", env=none)
    assert run.code == 0 and run.result["account_id"] == OTHER, run.msg
    run = here.task(assume_role_arn=ROLE, profile="nobody", env={**none, **files}, region="us-east-1")
    assert run.code != 0 and run.result["error"]["code"] == "ProfileNotFound" and "nobody" in run.msg


REFUSED: list[tuple[dict[str, t.Any], str]] = [
    ({"assume_role_arn": "backup"}, "assume_role_arn is not the ARN of an IAM role: 'backup'. Its form is arn:aws:iam::ACCOUNT:role/NAME."),
    ({"assume_role_arn": f"arn:aws:iam::{OTHER}:user/backup"}, "is not the ARN of an IAM role"),
    ({"assume_role_arn": f"arn:aws:sts::{OTHER}:assumed-role/backup/me"}, "is not the ARN of an IAM role"),
    ({"assume_role_arn": "arn:aws:iam::21098765432:role/backup"}, "is not the ARN of an IAM role"),
    ({"assume_role_arn": f"arn:aws:iam::{OTHER}:role/two words"}, "is not the ARN of an IAM role"),
    ({"assume_role_arn": ROLE, "assume_role_session_name": "two words"}, "assume_role_session_name must have 2 to 64"),
    ({"assume_role_arn": ROLE, "assume_role_session_name": "x" * 65}, "assume_role_session_name must have 2 to 64"),
    ({"assume_role_arn": ROLE, "assume_role_external_id": "x"}, "assume_role_external_id must have 2 to 1224"),
    ({"assume_role_external_id": "some"}, "assume_role_external_id needs assume_role_arn"),
    ({"expected_account_id": "12345678901"}, "expected_account_id must be the 12 digits of an AWS account (got '12345678901'). Write it in quotes."),
    ({"expected_account_id": "operations"}, "expected_account_id must be the 12 digits of an AWS account"),
    ({"assume_role_arn": ROLE, "expected_account_id": OWN}, f"names a role of account {OTHER}, but expected_account_id is {OWN}."),
]


@pytest.mark.parametrize(("wrong", "text"), REFUSED, ids=range(len(REFUSED)))
def test_a1_a2_a_wrong_form_is_refused_before_any_request(two: LabClient, in_module: t.Any, wrong: dict[str, t.Any], text: str) -> None:
    result = in_module(dynamodb_create_backup, table_name="orders", backup_name="some", **wrong)
    assert result["failed"] and result["error"]["code"] == "InvalidArgument" and text in result["msg"] and not two.work()


def test_a3_absent_while_nothing_is_known_and_read_from_a_refusal(orders: LabClient, here: ModulesHere) -> None:
    assert "account_id" not in here.task(table_name="ordres").result
    assert "account_id" not in here.adhoc(f"{SPACE}dynamodb_backup_info").result
    orders.settings(allowed=[])
    run = here.task()
    assert run.code != 0 and run.result["error"]["code"] == "AccessDeniedException" and run.result["account_id"] == OWN


def test_a1_a2_a3_module_defaults_reach_all_modules(two: LabClient, ansible: AnsibleRuns, tmp_path: pathlib.Path) -> None:
    defaults = {GROUP: {"assume_role_arn": ROLE, "assume_role_session_name": "play", "expected_account_id": OTHER}}
    names = [name for name in WORK if "ARN" not in WORK[name].values()]
    tasks = [{f"{SPACE}{name}": WORK[name], "register": name} for name in names]
    shown = "{{ dict(names | zip(names | map('extract', vars))) | to_json }}"
    keep = {"ansible.builtin.copy": {"content": shown, "dest": str(tmp_path / "all.json"), "mode": "0600"}, "vars": {"names": names}}
    run = ansible.playbook([{"hosts": "localhost", "gather_facts": False, "module_defaults": defaults, "tasks": [*tasks, keep]}], "-vvvv")
    assert run.code == 0, run.output
    assert {each["account_id"] for each in json.loads((tmp_path / "all.json").read_text()).values()} == {OTHER} == accounts(two)
    assert {each["body"]["RoleSessionName"] for each in two.requests("AssumeRole")} == {"play"}
    # The keys of the sessions were nowhere to be seen, not even at this verbosity.
    assert "lab-session" not in run.output and "ASIA" not in run.output


def test_no_module_declares_an_option_of_these_names_by_itself() -> None:
    assert not set(OPTIONS) & set(dynamodb_create_backup.ARGUMENTS) and len(OPTIONS) == 4
