# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A4: the inventory of accounts and regions, from a list and from AWS Organizations."""

from __future__ import annotations

import json
import typing as t

import boto3
import pytest
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._accounts import organization
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import MODULE, AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY, LabClient
from botocore.config import Config
from botocore.exceptions import ClientError

PLUGIN = "dynaops.dynamodb.accounts"
OWN = "123456789012"
SHOPS = [
    {"id": f"{number:012d}", "name": f"shop-{number}", "path": ["Workloads", "Shops"], "tags": {"stage": "prod" if number % 2 else "test"}}
    for number in range(1, 8)
]
ORGANIZATION: list[dict[str, t.Any]] = [
    {"id": OWN, "name": "management"},
    *SHOPS,
    {"id": "000000000100", "name": "closing", "path": ["Workloads"], "state": "PENDING_CLOSURE"},
    {"id": "000000000101", "name": "suspended", "path": ["Workloads"], "state": "SUSPENDED"},
    {"id": "000000000102", "name": "closed", "state": "CLOSED"},
    {"id": "000000000103", "name": "new", "state": "PENDING_ACTIVATION"},
    {"id": "000000000104", "name": "shop-1", "path": ["Sandboxes"]},
]


def client(lab: LabClient) -> t.Any:
    """A plain boto3 client for AWS Organizations."""
    session = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name="us-east-1")
    return session.client("organizations", endpoint_url=lab.url, config=Config(retries={"mode": "standard", "total_max_attempts": 3}))


def inventory(ansible: AnsibleRuns, options: dict[str, t.Any], name: str = "some.accounts.yml") -> tuple[dict[str, t.Any], str]:
    """What ansible-inventory lists, and all that was shown."""
    file = ansible.folder / name
    file.write_text(json.dumps({"plugin": PLUGIN, **options}))
    done = ansible.process("ansible-inventory", "-i", str(file), "--list")
    return (json.loads(done.stdout) if done.returncode == 0 else {}), done.stdout + done.stderr


def test_a4_all_active_accounts_are_read_page_by_page(lab: LabClient) -> None:
    lab.organization(OWN, ORGANIZATION)
    found = organization.read(client(lab), True)
    assert [each["name"] for each in found] == ["management", "shop-1", "shop-1", *(f"shop-{number}" for number in range(2, 8))]
    assert found[1]["path"] == ["Workloads", "Shops"] and found[1]["tags"] == {"stage": "prod"} and found[2]["path"] == ["Sandboxes"]
    # Seven accounts in pages of three, one of which is empty.
    pages = [each for each in lab.requests("ListAccountsForParent") if each["body"].get("NextToken")]
    assert len(pages) == 3 and len(lab.requests("ListTagsForResource")) == len(found)
    before = len(lab.requests("ListTagsForResource"))
    assert organization.read(client(lab), False)[1]["tags"] == {} and len(lab.requests("ListTagsForResource")) == before


def test_a4_throttled_requests_are_sent_again(lab: LabClient) -> None:
    lab.organization(OWN, ORGANIZATION)
    lab.fault("ListAccountsForParent", "error", code="TooManyRequestsException", message="slow down", times=2)
    lab.fault("ListRoots", "cut")
    assert len(organization.read(client(lab), False)) == 9


def test_a4_who_may_not_read_the_organization_is_told(lab: LabClient) -> None:
    with pytest.raises(ClientError, match="AWSOrganizationsNotInUseException"):
        organization.read(client(lab), True)
    lab.organization("000000000001", ORGANIZATION)
    with pytest.raises(ClientError, match="AccessDeniedException"):
        organization.read(client(lab), True)


class _OldBotocore:
    """A client of an older botocore, which shows neither State nor Status of an account."""

    def list_roots(self) -> dict[str, t.Any]:
        """One root."""
        return {"Roots": [{"Id": "r-lab1"}]}

    def list_accounts_for_parent(self, **unused: t.Any) -> dict[str, t.Any]:
        """One account."""
        return {"Accounts": [{"Id": OWN, "Arn": f"arn:aws:organizations::{OWN}:account/o-1/{OWN}", "Name": "one"}]}


def test_a4_an_account_of_unknown_state_is_never_taken_for_active() -> None:
    with pytest.raises(ValueError, match=f"The state of account {OWN} is not known"):
        organization.read(_OldBotocore(), False)


def test_a4_hosts_of_a_list(lab: LabClient, ansible: AnsibleRuns) -> None:
    role = "arn:aws:iam::210987654321:role/backup"
    accounts = [{"id": OWN, "name": "own"}, {"id": "210987654321", "name": "other", "role_arn": role, "regions": ["us-east-1"], "groups": ["production"]}]
    keyed = {"keyed_groups": [{"key": "account_name", "prefix": "account"}]}
    found, shown = inventory(ansible, {"accounts": accounts, "regions": ["us-east-1", "eu-west-1"], **keyed})
    hosts = found["_meta"]["hostvars"]
    assert set(hosts) == {"own-us-east-1", "own-eu-west-1", "other-us-east-1"}, shown
    assert hosts["other-us-east-1"]["assume_role_arn"] == role and hosts["other-us-east-1"]["expected_account_id"] == "210987654321"
    assert hosts["own-eu-west-1"]["region"] == "eu-west-1" and "assume_role_arn" not in hosts["own-eu-west-1"]
    assert found["region_us_east_1"]["hosts"] == ["own-us-east-1", "other-us-east-1"] and found["production"]["hosts"] == ["other-us-east-1"]
    assert found["account_own"]["hosts"] == ["own-us-east-1", "own-eu-west-1"]
    assert not lab.requests()


def test_a4_tasks_work_in_every_account_and_region_of_an_organization(lab: LabClient, ansible: AnsibleRuns) -> None:
    shops = SHOPS[:2]
    lab.organization(OWN, [{"id": OWN, "name": "management"}, *shops])
    regions = ["us-east-1", "eu-west-1"]
    for account in [OWN, *(shop["id"] for shop in shops)]:
        key = f"AKIA{account}0000"
        lab.key(key, account)
        lab.role(f"arn:aws:iam::{account}:role/operations/backup")
        for region in regions:
            lab.make_table("orders", region=region, key=key)
    file = ansible.folder / "all.accounts.yml"
    file.write_text(json.dumps({"plugin": PLUGIN, "organization": True, "role_name": "operations/backup", "regions": regions}))
    of_host = {name: f"{{{{ {name} | default(omit) }}}}" for name in ("assume_role_arn", "expected_account_id", "region")}
    task = {MODULE: {"table_name": "orders", "backup_name": "{{ inventory_hostname }}"}}
    play = {"hosts": "all", "gather_facts": False, "module_defaults": {"group/dynaops.dynamodb.dynamodb": of_host}, "tasks": [task]}
    run = ansible.playbook([play], "-i", str(file), "-f", "6", env={"AWS_REGION": None, "AWS_DEFAULT_REGION": None})
    assert run.code == 0 and "management-eu-west-1" in run.output, run.output
    made = {each["BackupName"]: each["BackupArn"].split(":")[3:5] for each in lab.backups()}
    names = {"management": OWN, "shop-1": shops[0]["id"], "shop-2": shops[1]["id"]}
    assert made == {f"{name}-{region}": [region, account] for name, account in names.items() for region in regions}
    assert {each["body"]["RoleArn"] for each in lab.requests("AssumeRole")} == {f"arn:aws:iam::{shop['id']}:role/operations/backup" for shop in shops}


def test_a4_what_is_wrong_is_told_in_a_sentence_and_adds_no_host(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.organization("000000000001", ORGANIZATION)
    one = [{"id": OWN}]
    wrong: list[tuple[dict[str, t.Any], str]] = [
        ({"regions": ["us-east-1"]}, "Set either accounts, with an entry for each account, or organization to true."),
        ({"accounts": one, "organization": True}, "Set either accounts"),
        ({"accounts": one}, "accounts[0] has no regions"),
        ({"organization": True, "regions": ["us-east-1"]}, "organization requires role_name"),
        ({"organization": True, "role_name": "backup", "regions": ["us-east-1"]}, "ListRoots was refused (AccessDeniedException)"),
    ]
    for number, (options, unused) in enumerate(wrong):
        (ansible.folder / f"{number}.accounts.yml").write_text(json.dumps({"plugin": PLUGIN, **options}))
    sources = [word for number in range(len(wrong)) for word in ("-i", f"{number}.accounts.yml")]
    done = ansible.process("ansible-inventory", *sources, "--list")
    shown = " ".join((done.stdout + done.stderr).split())
    assert all(text in shown for options, text in wrong), shown
    assert "Traceback" not in shown and json.loads(done.stdout)["_meta"]["hostvars"] == {}


@pytest.mark.further_case
def test_a4_the_organization_can_be_kept_in_a_cache(lab: LabClient, ansible: AnsibleRuns) -> None:
    lab.organization(OWN, ORGANIZATION)
    options = {"organization": True, "role_name": "backup", "regions": ["us-east-1"]}
    cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(ansible.folder / "cache"), "cache_timeout": 600}
    first, shown = inventory(ansible, {**options, **cache})
    asked = len(lab.requests())
    second, shown = inventory(ansible, {**options, **cache})
    assert first == second and len(first["_meta"]["hostvars"]) == 9 and len(lab.requests()) == asked, shown
    assert first["ou_Shops"]["hosts"] and "shop-1-000000000001-us-east-1" in first["tag_stage_prod"]["hosts"]
