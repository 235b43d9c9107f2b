# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this botocore can send and show, read from the client's own model of DynamoDB. No request is made.

An older botocore refuses a parameter that it does not know, which must be detected before the first change; and it leaves out of every answer
what it does not know, which must not count as a default.
"""

from __future__ import annotations

import typing as t

from . import errors

# The first release that knows all settings: ContributorInsightsMode came with 1.40.10 (botocore's changelog).
WANTED = "1.40.10"


class Needed(t.NamedTuple):
    """A request that may be made, with its parameters as far as they matter, and what it is for."""

    purpose: str
    call: str
    parameters: t.Mapping[str, t.Any]


def check(client: t.Any, needed: t.Iterable[Needed]) -> None:
    """Raises BotocoreTooOld, which names the versions that are there, when a request or a member of it is not known."""
    lacking = [(each.purpose, text) for each in needed for text in _unknown(client, each)]
    if not lacking:
        return
    purposes = ", ".join(dict.fromkeys(purpose for purpose, _text in lacking))
    members = ", ".join(dict.fromkeys(text for _purpose, text in lacking))
    raise errors.BotocoreTooOld(
        f"{purposes} cannot be used: {versions()} on the host that runs the task does not know {members}.",
        advice=f"Install boto3 {WANTED} or newer on that host.",
    )


def versions() -> str:
    """What is installed here."""
    # Not with the imports above: filters import this file for every task, and boto3 takes 0.3 seconds.
    import boto3
    import botocore

    return f"boto3 {boto3.__version__} with botocore {botocore.__version__}"


def shows(client: t.Any, call: str, *path: str) -> bool:
    """Whether this member of the call's answer reaches the caller."""
    operation = _operation(client, call)
    shape = operation.output_shape if operation else None
    for name in path:
        shape = getattr(shape, "members", {}).get(name)
    return shape is not None


def takes(client: t.Any, call: str, member: str) -> bool:
    """Whether the call takes this parameter here."""
    operation = _operation(client, call)
    return operation is not None and member in getattr(operation.input_shape, "members", {})


def _unknown(client: t.Any, needed: Needed) -> t.Iterator[str]:
    operation = _operation(client, needed.call)
    if operation is None:
        yield needed.call
        return
    for member in _unknown_members(operation.input_shape, needed.parameters):
        yield f"{member} of {needed.call}"


def _unknown_members(shape: t.Any, given: t.Any) -> t.Iterator[str]:
    if isinstance(given, dict) and shape.type_name == "structure":
        for name, value in given.items():
            if name in shape.members:
                yield from _unknown_members(shape.members[name], value)
            else:
                yield name
    elif isinstance(given, list) and shape.type_name == "list":
        for value in given:
            yield from _unknown_members(shape.member, value)


def _operation(client: t.Any, call: str) -> t.Any:
    model = client.meta.service_model
    return model.operation_model(call) if call in model.operation_names else None
