# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals by the lab's CloudWatch, which is moto's and permits all."""

from __future__ import annotations

import typing as t

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError


def refuse(monkeypatch: pytest.MonkeyPatch, is_refused: t.Callable[[str], bool]) -> list[str]:
    """Refuses these actions of CloudWatch in the clients of this process; returns a list of all others that are asked for from now on.

    The refusal comes behind the lab's answer, since the product must see that a request was answered: what is refused was carried out.
    """
    used: list[str] = []
    send = BaseClient._make_api_call

    def ask(self: BaseClient, operation: str, parameters: dict[str, t.Any]) -> t.Any:
        answer = send(self, operation, parameters)
        action = f"{self.meta.service_model.service_name}:{operation}"
        if not action.startswith("cloudwatch:"):
            return answer
        if is_refused(action):
            refusal = {"Code": "AccessDenied", "Message": f"User: lab is not authorized to perform: {action}"}
            raise ClientError({"Error": refusal, "ResponseMetadata": {"HTTPStatusCode": 403}}, operation)
        used.append(action)
        return answer

    monkeypatch.setattr(BaseClient, "_make_api_call", ask)
    return used
