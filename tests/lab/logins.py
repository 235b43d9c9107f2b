# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins to AWS that fail before a request can be signed: configuration files in a folder, and the environment that leads there."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import pathlib
import shlex
import sys
import typing as t

from ansible_collections.dynaops.dynamodb.tests.lab.canned import CannedServer
from ansible_collections.dynaops.dynamodb.tests.lab.client import ACCESS_KEY, SECRET_KEY
from ansible_collections.dynaops.dynamodb.tests.lab.proxy import refusing_address

Variables = dict[str, str | None]

_START_URL = "https://corp.awsapps.com/start"
_KEYS = f"aws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n"
_ROLE = "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/backup\nsource_profile = base\n[profile base]\n" + _KEYS
_SSO = "sso_account_id = 123456789012\nsso_role_name = backup\n"
_SSO_SESSION = (
    f"[profile ops]\nsso_session = corp\n{_SSO}[sso-session corp]\nsso_region = us-east-1\nsso_start_url = {_START_URL}\n"
    "sso_registration_scopes = sso:account:access\n"
)
_SSO_LEGACY = f"[profile ops]\n{_SSO}sso_region = us-east-1\nsso_start_url = {_START_URL}\n"
_WEB_IDENTITY = "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/backup\nweb_identity_token_file = {folder}/no-such-token\n"
_STS_SPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_DENIED = (
    f'<ErrorResponse xmlns="{_STS_SPACE}"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::123456789012:user/ops is not '
    "authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/backup</Message></Error><RequestId>LAB</RequestId></ErrorResponse>"
)
_UNAVAILABLE = (
    f'<ErrorResponse xmlns="{_STS_SPACE}"><Error><Type>Receiver</Type><Code>ServiceUnavailable</Code><Message>Service is unavailable</Message></Error>'
    "<RequestId>LAB</RequestId></ErrorResponse>"
)


@dataclasses.dataclass(frozen=True)
class Login:
    """One way in which a login fails.

    ``config`` and ``credentials`` are the texts of the two files of AWS's SDKs (``{folder}`` is where they are, ``{python}`` this interpreter),
    ``sso`` says of which name the cache holds a token that has expired, ``sts`` is what STS answers (status and body; ``()`` where nothing listens),
    ``variables`` are further ones.
    """

    name: str
    config: str = ""
    credentials: str = ""
    sso: str = ""
    sts: tuple[t.Any, ...] | None = None
    variables: t.Mapping[str, str] = dataclasses.field(default_factory=lambda: {"AWS_PROFILE": "ops"})

    @contextlib.contextmanager
    def environment(self, folder: pathlib.Path) -> t.Iterator[Variables]:
        """The variables of this login while the context is open; None takes a variable out. Its files are written into the folder."""
        place = folder / ".aws"
        place.mkdir(parents=True, exist_ok=True)
        facts = {"folder": place, "python": shlex.quote(sys.executable)}
        (place / "config").write_text(self.config.format(**facts), encoding="utf-8")
        (place / "credentials").write_text(self.credentials.format(**facts), encoding="utf-8")
        if self.sso:
            _write_expired_token(place / "sso/cache", self.sso)
        with contextlib.ExitStack() as stack:
            yield {**_blank(folder), **self.variables, **self._sts(stack), **_container(stack, self.variables)}

    def _sts(self, stack: contextlib.ExitStack) -> Variables:
        """Where STS is to be found, if the login comes as far as that."""
        if self.sts is None:
            return {}
        if not self.sts:
            host, port = stack.enter_context(refusing_address())
            return {"AWS_ENDPOINT_URL_STS": f"http://{host}:{port}"}
        return {"AWS_ENDPOINT_URL_STS": stack.enter_context(CannedServer(*self.sts, content_type="text/xml")).url}


def _blank(folder: pathlib.Path) -> Variables:
    """Nothing but the files in this folder."""
    taken_out = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"))
    files = {"AWS_CONFIG_FILE": str(folder / ".aws/config"), "AWS_SHARED_CREDENTIALS_FILE": str(folder / ".aws/credentials")}
    return {**taken_out, **files, "HOME": str(folder), "AWS_EC2_METADATA_DISABLED": "true"}


def _container(stack: contextlib.ExitStack, variables: t.Mapping[str, str]) -> Variables:
    """The address of a container's credentials, at which nobody listens, for a login that asks there."""
    if "AWS_CONTAINER_CREDENTIALS_FULL_URI" not in variables:
        return {}
    host, port = stack.enter_context(refusing_address())
    return {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://{host}:{port}/"}


def _write_expired_token(cache: pathlib.Path, name: str) -> None:
    """A token of IAM Identity Center that ended long ago, where botocore looks for it."""
    cache.mkdir(parents=True, exist_ok=True)
    token = {"startUrl": _START_URL, "region": "us-east-1", "accessToken": "expired-access-token-of-the-lab", "expiresAt": "2024-01-01T00:00:00Z"}
    (cache / f"{hashlib.sha1(name.encode()).hexdigest()}.json").write_text(json.dumps(token), encoding="utf-8")


LOGINS: dict[str, Login] = {
    login.name: login
    for login in (
        Login("Identity Center login expired", config=_SSO_SESSION, sso="corp"),
        Login("Identity Center login absent", config=_SSO_SESSION),
        Login("legacy Identity Center login expired", config=_SSO_LEGACY, sso=_START_URL),
        Login("legacy Identity Center login absent", config=_SSO_LEGACY),
        Login("credential_process fails", config='[profile ops]\ncredential_process = {python} -c "import sys; sys.exit(3)"\n'),
        Login("credential_process writes no JSON", config="[profile ops]\ncredential_process = {python} -c \"print('log in first')\"\n"),
        Login("source_profile does not exist", config=_ROLE.replace("= base", "= nobody")),
        Login("AssumeRole denied", config=_ROLE, sts=(403, _DENIED)),
        Login("STS cannot be reached", config=_ROLE, sts=()),
        Login("STS answers 503", config=_ROLE, sts=(503, _UNAVAILABLE)),
        Login("configuration file with a syntax error", config="[profile ops\nregion us-east-1\n"),
        Login("key without a secret", credentials=f"[ops]\naws_access_key_id = {ACCESS_KEY}\n"),
        Login("no credentials", variables={}),
        Login("profile does not exist", config="[profile other]\nregion = us-east-1\n"),
        Login("web identity token file missing", config=_WEB_IDENTITY),
        Login("container credentials cannot be reached", variables={"AWS_CONTAINER_CREDENTIALS_FULL_URI": ""}),
    )
}
