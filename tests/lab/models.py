# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS's API models as they are today, also where the tests run with an older botocore (tools/environment.py keeps them beside it)."""

from __future__ import annotations

import pathlib
import sys
import typing as t

import boto3
import botocore.session
from botocore.loaders import Loader
from botocore.model import ServiceModel

_KEPT = pathlib.Path(sys.prefix) / "api-models"
# Whether botocore is older than the models.
OLDER = _KEPT.is_dir()


def model(service: str) -> ServiceModel:
    """The model of a service."""
    return ServiceModel(_loader().load_service_model(service, "service-2"), service)


def session(*words: t.Any, **more: t.Any) -> boto3.session.Session:
    """A session of boto3 for what is no part of the product: it knows all that AWS knows."""
    core = botocore.session.get_session()
    if OLDER:
        core.register_component("data_loader", _loader())
    return boto3.session.Session(*words, botocore_session=core, **more)


def _loader() -> Loader:
    return Loader(extra_search_paths=[str(_KEPT)])
