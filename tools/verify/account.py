# SPDX-License-Identifier: GPL-3.0-or-later
"""Which AWS account is asked: credentials, region and endpoint from the environment, and whether AWS answers there at all."""

from __future__ import annotations

import dataclasses
import typing as t
import urllib.parse

import boto3
import botocore.config
import botocore.exceptions
import botocore.loaders

# The account of AWS's own examples, which every emulator answers with.
EXAMPLE_ACCOUNT = "123456789012"
# Where a target makes its second table, or looks for what is not there.
_ELSEWHERE = ("eu-west-1", "us-east-1")


@dataclasses.dataclass(frozen=True)
class Account:
    """Who is asked, and where. ``stand_in`` is the reason why the answers are not AWS's; empty when they are."""

    id: str
    user: str
    region: str
    partition: str
    endpoint: str
    stand_in: str

    def lines(self) -> list[str]:
        """For whoever is about to pay for it."""
        who = [f"Account {self.id}, as {self.user}", f"Region {self.region}, endpoint {self.endpoint}"]
        return who + ([f"NOT AWS: {self.stand_in}. Every answer below is that of a stand-in, and the report says so."] if self.stand_in else [])


class Access:
    """Clients of one account, and the environment that leads other programs to it."""

    def __init__(self, session: t.Any, account: Account, environ: t.Mapping[str, str]) -> None:
        self.account = account
        self.environ = environ
        self._session = session

    def elsewhere(self) -> str:
        """The other region that the integration targets use, as their defaults have it."""
        return _ELSEWHERE[self.account.region == _ELSEWHERE[0]]

    def client(self, region: str = "", endpoint_url: str | None = None, config: t.Any = None) -> t.Any:
        """A DynamoDB client that sends each request once, unless its configuration says otherwise."""
        config = config or botocore.config.Config(retries={"total_max_attempts": 1, "mode": "standard"})
        return self._session.client("dynamodb", region_name=region or self.account.region, endpoint_url=endpoint_url, config=config)

    def patient_client(self, region: str = "") -> t.Any:
        """A client that sends again what was throttled or not answered: for what may be done twice."""
        return self.client(region, config=botocore.config.Config(retries={"total_max_attempts": 10, "mode": "standard"}))

    def secrets(self) -> list[str]:
        """What must never be written anywhere."""
        keys = self._session.get_credentials().get_frozen_credentials()
        return [text for text in (keys.access_key, keys.secret_key, keys.token) if text]

    def variables(self) -> dict[str, str]:
        """The credentials as they are now, region and endpoint, for a program that is started now."""
        keys = self._session.get_credentials().get_frozen_credentials()
        region = self.account.region
        given = {name: value for name, value in self.environ.items() if name.startswith(("AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "AWS_USE_"))}
        if self.account.stand_in:
            given["AWS_ENDPOINT_URL"] = self.account.endpoint
        token = {"AWS_SESSION_TOKEN": keys.token} if keys.token else {}
        return {
            **given,
            "AWS_ACCESS_KEY_ID": keys.access_key,
            "AWS_SECRET_ACCESS_KEY": keys.secret_key,
            **token,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
        }


def find(environ: t.Mapping[str, str]) -> Access:
    """Asks STS who we are. Raises SystemExit with what is missing."""
    try:
        session = boto3.session.Session(region_name=environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or None)
        if not session.region_name:
            raise SystemExit("No region: set AWS_REGION, or a region for the profile (AWS_PROFILE).")
        if not session.get_credentials():
            raise SystemExit("No credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
        endpoint = session.client("dynamodb").meta.endpoint_url
        caller = session.client("sts").get_caller_identity()
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
        raise SystemExit(f"AWS was not asked, and nothing was made: {error}") from None
    account = Account(
        id=caller["Account"],
        user=caller["Arn"],
        region=session.region_name,
        partition=session.get_partition_for_region(session.region_name),
        endpoint=endpoint,
        stand_in=why_stand_in(endpoint, caller["Account"]),
    )
    return Access(session, account, environ)


def why_stand_in(endpoint: str, account: str) -> str:
    """Why this endpoint or account can not be AWS's; empty when it is."""
    host = urllib.parse.urlsplit(endpoint).hostname or ""
    if not host.endswith(_suffixes()):
        return f"the endpoint {host} is none of AWS's"
    return f"{EXAMPLE_ACCOUNT} is the account of AWS's examples" if account == EXAMPLE_ACCOUNT else ""


def _suffixes() -> tuple[str, ...]:
    """The ends of AWS's host names in every partition, as botocore knows them."""
    partitions = botocore.loaders.create_loader().load_data("partitions")["partitions"]
    return tuple({f".{each['outputs'][name]}" for each in partitions for name in ("dnsSuffix", "dualStackDnsSuffix")})
