# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the botocore that is there knows of DynamoDB: members that it does not know are neither sent nor read, without a word."""

from __future__ import annotations

import typing as t


def takes(client: t.Any, operation: str, member: str) -> bool:
    """Whether a request of this operation may have the member."""
    shape = client.meta.service_model.operation_model(operation).input_shape
    return member in shape.members


def shows(client: t.Any, shape: str, member: str) -> bool:
    """Whether a structure of an answer has the member."""
    return member in client.meta.service_model.shape_for(shape).members
