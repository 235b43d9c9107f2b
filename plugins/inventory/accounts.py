# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: accounts
version_added: 1.0.0
short_description: AWS accounts and regions as hosts
description:
  - Makes one host for each account and region, from a list of accounts or from AWS Organizations. Tasks of such a host run on the
    machine that runs Ansible.
  - Each host has the variables C(assume_role_arn), C(expected_account_id) and C(region), which the options of the same names of all modules
    of this collection take, and C(account_name), C(account_tags) and C(account_path).
  - A host is never a table, because the request rates of AWS apply to an account in a region.
  - The name of the file must end with C(accounts.yml) or C(accounts.yaml).
author:
  - Dynaops (@dynaops)
options:
  plugin:
    description: Selects this plugin.
    type: str
    required: true
    choices: [dynaops.dynamodb.accounts]
  accounts:
    description:
      - Selects the accounts, one entry each.
      - Exactly one of O(accounts) and O(organization=true) is required.
    type: list
    elements: dict
    suboptions:
      id:
        description: Selects the account, by its 12 digits. Write them in quotes.
        type: str
        required: true
      name:
        description: Sets the first part of the hosts' names. The default is the account's id.
        type: str
      role_arn:
        description: Sets the role that tasks assume, by ARN. Without one, tasks use the credentials that they find.
        type: str
      regions:
        description: Sets the regions of this account. The default is the option O(regions) of the plugin.
        type: list
        elements: str
      groups:
        description: Sets further groups for the account's hosts.
        type: list
        elements: str
  organization:
    description:
      - Selects all active accounts of the organization that the credentials belong to. Accounts that are suspended, closed or not yet active
        are left out.
      - The credentials must be those of the management account or of a delegated administrator. Their own account becomes a host
        without C(assume_role_arn).
    type: bool
    default: false
  role_name:
    description:
      - Sets the name of the role in each account of the organization, with its path if it has one. Required with O(organization=true).
    type: str
  regions:
    description: Sets the regions of all accounts. Required with O(organization=true).
    type: list
    elements: str
    default: []
  account_tags:
    description: Decides whether to read the tags of each account of the organization, which takes one request for each account.
    type: bool
    default: true
extends_documentation_fragment:
  - inventory_cache
  - constructed
  - amazon.aws.boto3
  - amazon.aws.common.plugins
  - amazon.aws.region.plugins
  - amazon.aws.assume_role.plugins
notes:
  - "Groups: C(region_REGION) with underscores, for example C(region_us_east_1); C(ou_NAME) for each organizational unit that an account is in,
    directly or not; C(tag_KEY_VALUE) for each tag."
  - "Accounts of the same name: their ids become part of their hosts' names."
  - "Permissions needed for O(organization=true): C(organizations:ListRoots), C(organizations:ListOrganizationalUnitsForParent),
    C(organizations:ListAccountsForParent), C(organizations:ListTagsForResource)."
  - Region and credentials of the plugin are those for AWS Organizations. O(endpoint_url) applies to AWS Organizations and AWS STS.
"""

EXAMPLES = r"""
# production.accounts.yml, a list of accounts:
plugin: dynaops.dynamodb.accounts
regions: [us-east-1, eu-west-1]
accounts:
  - id: "123456789012"
    name: shop
    role_arn: arn:aws:iam::123456789012:role/backup
    groups: [production]
  - id: "210987654321"
    name: sandbox
    role_arn: arn:aws:iam::210987654321:role/backup
    regions: [us-east-1]

# organization.accounts.yml, all accounts of an organization:
# plugin: dynaops.dynamodb.accounts
# organization: true
# role_name: operations/backup
# regions: [us-east-1, eu-west-1]
"""

import typing as t

from ansible.errors import AnsibleParserError
from ansible_collections.amazon.aws.plugins.plugin_utils.inventory import AWSInventoryBase
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.plain_text import one_line
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._accounts import organization
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._accounts.places import Account, Place, accounts_from, check_regions, check_role_name, places

try:
    from ansible.template import trust_as_template
except ImportError:  # Before ansible-core 2.19 every text of an inventory is a template.

    def trust_as_template(value: str) -> str:
        """The text itself."""
        return value


try:
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError:  # The base class reports it.
    pass

# Attempts for one request that only reads: AWS Organizations throttles after some requests a second.
_ATTEMPTS = 10


class InventoryModule(AWSInventoryBase):
    """Accounts and regions as hosts."""

    NAME = "dynaops.dynamodb.accounts"
    INVENTORY_FILE_SUFFIXES = ("accounts.yml", "accounts.yaml")

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:
        """Adds the hosts. Raises AnsibleParserError for options that are invalid and for what AWS refuses."""
        super().parse(inventory, loader, path, cache=cache)
        try:
            for place in places(self._accounts(path, cache)):
                self._add(place)
        except ValueError as error:
            raise AnsibleParserError(f"{self.NAME}: {error} No host was added.") from error

    def _accounts(self, path: str, cache: bool) -> list[Account]:
        """The accounts that the options select. Raises ValueError for options that are invalid."""
        listed, of_organization = self.get_option("accounts"), self.get_option("organization")
        regions = check_regions(self.get_option("regions"))
        if (listed is None) != bool(of_organization):
            raise ValueError("Set either accounts, with an entry for each account, or organization to true.")
        if not of_organization:
            return accounts_from(listed, regions)
        role_name = self.get_option("role_name")
        if not regions or not role_name:
            raise ValueError("organization requires role_name, the role in each account, and regions.")
        check_role_name(role_name)
        read = self._organization(path, cache)
        return [organization.account_of(entry, read["own"], role_name, regions) for entry in read["accounts"]]

    def _organization(self, path: str, cache: bool) -> dict[str, t.Any]:
        """The accounts of the organization, and the account of the credentials; from the cache where one is used."""
        is_cached, cached = self.get_cached_result(path, cache)
        if is_cached:
            return t.cast("dict[str, t.Any]", cached)
        try:
            config = Config(retries={"mode": "standard", "total_max_attempts": _ATTEMPTS})
            # Any region of the partition leads to the organization.
            region = self.region or self.get_option("regions")[0]
            accounts = organization.read(self.client("organizations", aws_config=config, region=region), self.get_option("account_tags"))
            own = self.client("sts", aws_config=config, region=region).get_caller_identity()["Account"]
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            advice = "Use credentials of the management account or of a delegated administrator, and check their permissions."
            raise AnsibleParserError(f"{self.NAME}: {error.operation_name} was refused ({code}). AWS message: {one_line(str(error))}. {advice}") from error
        except BotoCoreError as error:
            advice = "Check region, credentials and network."
            raise AnsibleParserError(f"{self.NAME}: AWS Organizations could not be asked ({type(error).__name__}). {one_line(str(error))}. {advice}") from error
        found = {"accounts": accounts, "own": own}
        self.update_cached_result(path, cache, found)
        return found

    def _add(self, place: Place) -> None:
        """Adds one host with its variables and groups."""
        self.inventory.add_host(place.host)
        for name, value in place.variables.items():
            self.inventory.set_variable(place.host, name, value)
        # The Python that runs Ansible has boto3; in AWX another one may run the job than has read the inventory.
        self.inventory.set_variable(place.host, "ansible_python_interpreter", trust_as_template("{{ ansible_playbook_python }}"))
        for group in place.groups:
            self.inventory.add_child(self.inventory.add_group(self._sanitize_group_name(group)), place.host)
        strict, known = self.get_option("strict"), dict(place.variables)
        self._set_composite_vars(self.get_option("compose"), known, place.host, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), known, place.host, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), known, place.host, strict=strict)
