# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What fails before a request exists: configuration, credentials, signing. Nothing is sent to DynamoDB then, whatever the exception is called.

The class of botocore's exception chooses the words, and whether another try can help; a class that is not named here gets general words.
"""

from __future__ import annotations

import typing as t

from . import errors
from .credentials import NotAssumed
from .error_table import plain_text, reason

try:
    from botocore import exceptions as botocore_errors
except ImportError:  # AnsibleAWSModule reports it before anything here is called.
    botocore_errors = None

_NO_LOGIN = (errors.Denied, "the login of the AWS profile is missing or has expired", "Log in again (aws sso login or aws login, with this profile).")
_NO_CREDENTIALS = (errors.Denied, "no usable AWS credentials were found", "Set access_key and secret_key, profile, or the environment's AWS_* variables.")
_NOT_OBTAINED = (errors.Denied, "the AWS credentials could not be obtained", "Check the profile and the program or service that provides its credentials.")
_NEEDS_MFA = (errors.Denied, "the credentials need an MFA code, which a task cannot ask for", "Get temporary credentials first, and pass them to the task.")
_BAD_CONFIGURATION = (errors.Rejected, "the AWS configuration cannot be used", "Correct the profile or the AWS configuration file that the reason names.")
_MISSING_PACKAGE = (errors.Rejected, "a Python package is missing on the host that runs the task", "Install it on that host.")
_OTHER: tuple[type[errors.TaskError], str, str] = (errors.Rejected, "the request could not be prepared", "")

_WORDS: dict[str, tuple[type[errors.TaskError], str, str]] = {
    **{
        name: _NO_LOGIN
        for name in (
            "SSOError",
            "SSOTokenLoadError",
            "UnauthorizedSSOTokenError",
            "TokenRetrievalError",
            "LoginError",
            "LoginRefreshRequired",
            "LoginInsufficientPermissions",
            "LoginTokenLoadError",
            "LoginAuthorizationCodeError",
        )
    },
    **{name: _NO_CREDENTIALS for name in ("NoCredentialsError", "PartialCredentialsError", "NoAuthTokenError")},
    **{name: _NOT_OBTAINED for name in ("CredentialRetrievalError", "MetadataRetrievalError", "UnknownCredentialError", "UnknownTokenProviderError")},
    "RefreshWithMFAUnsupportedError": _NEEDS_MFA,
    **{
        name: _BAD_CONFIGURATION
        for name in (
            "ProfileNotFound",
            "ConfigParseError",
            "ConfigNotFound",
            "InvalidConfigError",
            "InfiniteLoopConfigError",
            "InvalidProxiesConfigError",
            "InvalidIMDSEndpointError",
            "InvalidIMDSEndpointModeError",
            "InvalidRetryModeError",
            "InvalidMaxRetryAttemptsError",
            "InvalidDefaultsMode",
        )
    },
    "MissingDependencyException": _MISSING_PACKAGE,
}

# STS's codes that say that the credentials with which a role is assumed are at fault (documented: common errors of STS).
_EXPIRED = ("ExpiredToken", "ExpiredTokenException")
_NOT_ACCEPTED = ("InvalidClientTokenId", "SignatureDoesNotMatch", "IncompleteSignature", "MissingAuthenticationToken")

# The service of each call by which credentials are obtained.
_SERVICES = {
    "AssumeRole": "sts",
    "AssumeRoleWithWebIdentity": "sts",
    "AssumeRoleWithSAML": "sts",
    "GetSessionToken": "sts",
    "GetRoleCredentials": "sso",
    "CreateToken": "sso-oidc",
    "CreateOAuth2Token": "signin",
}


def before_sending(error: Exception, subject: errors.Subject) -> errors.TaskError:
    """The failure for a request that did not come into being. Nothing of it left this machine."""
    if isinstance(error, NotAssumed):
        return _role_not_assumed(error, subject)
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        call = str(getattr(error, "operation_name", "") or "a call for credentials")
        named = f"{_SERVICES[call]}:{call}" if call in _SERVICES else call
        return _refused_elsewhere(response, subject, named, f"Allow {named}, and check the role, its trust policy and the profile.")
    code = type(error).__name__
    if _is_network(error):
        text = f"{_start(subject)} was not sent ({code}): could not connect to the service that provides the AWS credentials. {_said(error)}"
        return errors.NotSent(text, "Check the network, any proxy and the profile.", code)
    kind, what, advice = _WORDS.get(code, _OTHER)
    return kind(f"{_start(subject)} was not sent ({code}): {what}. {_said(error)}", advice, code)


def without_client(error: BaseException) -> errors.TaskError:
    """The failure when not even a client could be made: nothing was tried yet."""
    code = type(error).__name__
    kind, what, advice = _WORDS.get(code, (errors.Rejected, "the DynamoDB client could not be created", "Check region, endpoint_url, aws_config and profile."))
    what = what[0].upper() + what[1:]
    return kind(f"{what} ({code}). {_said(error)} No request was made.", advice, code)


def _role_not_assumed(error: NotAssumed, subject: errors.Subject) -> errors.TaskError:
    """The failure when the role of assume_role_arn was not assumed. AssumeRole changes nothing, so it may be sent again whether it succeeded or not."""
    cause, role = error.cause, f"role {error.role.arn}"
    response = getattr(cause, "response", None)
    if isinstance(response, dict):
        advice = f"Allow sts:AssumeRole on this role in the policy of the caller and in the trust policy of the role, and check {_conditions(error)}."
        return _refused_elsewhere(response, subject, f"sts:AssumeRole on {role}", advice)
    code = type(cause).__name__
    if code in _WORDS:
        kind, what, advice = _WORDS[code]
        return kind(f"{_start(subject)} was not sent ({code}): {what}, with which {role} is to be assumed. {_said(cause)}", advice, code)
    text = f"{_start(subject)} was not sent ({code}): sts:AssumeRole on {role} got no usable response. {_said(cause)}"
    return errors.NotSent(text, "Check the network, any proxy and AWS_ENDPOINT_URL_STS, then run the task again.", code)


def _conditions(error: NotAssumed) -> str:
    return "assume_role_external_id" if error.role.external_id else "whether it demands assume_role_external_id"


def _refused_elsewhere(response: t.Mapping[str, t.Any], subject: errors.Subject, named: str, advice: str) -> errors.TaskError:
    """Another service answered, which the credentials come from: its answer says nothing about the request to DynamoDB but that it was not sent."""
    code = str(response.get("Error", {}).get("Code") or "ClientError")
    text = plain_text(str(response.get("Error", {}).get("Message") or ""))
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    what = f"{_start(subject)} was not sent: {named}, which obtains the credentials,"
    if status >= 500 or "throttl" in code.lower():
        return errors.NotSent(f"{what} failed ({code}).", "Run the task again later.", code, text)
    if code in _EXPIRED:
        advice = "The credentials for this call have expired. Renew them and run the task again."
    elif code in _NOT_ACCEPTED:
        advice = "Check access key, secret key, session token and profile: AWS does not accept them for this call."
    return errors.Denied(f"{what} was refused ({code}).", advice, code, text)


def _is_network(error: Exception) -> bool:
    """Whether a service for credentials could not be reached: another try may succeed."""
    return botocore_errors is not None and isinstance(error, (botocore_errors.ConnectionError, botocore_errors.HTTPClientError))


def _start(subject: errors.Subject) -> str:
    return f"{subject.call} on {subject.what()} in {subject.place()}"


def _said(error: BaseException) -> str:
    said = plain_text(reason(error)).rstrip(".")
    return f"{said}." if said else ""
