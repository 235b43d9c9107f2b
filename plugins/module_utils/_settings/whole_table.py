# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a module that manages a whole table: what they say of its settings and of its definition. Pure."""

from __future__ import annotations

import typing as t

from .._tables import definition
from . import catalogue, on_demand_throughput, table_class, tags
from .setting import Value

# The settings that are options of their own as well, as in community.aws.dynamodb_table.
_BESIDE = (tags.NAME, table_class.NAME)


def settings_from(options: t.Mapping[str, t.Any]) -> dict[str, Value]:
    """The settings that the options name, checked. Raises ValueError for the first that is invalid, and for one that is given twice."""
    given = dict(options["settings"] or {})
    for name in _BESIDE:
        if options[name] is None:
            continue
        if name in given:
            raise ValueError(f"{name} and settings.{name} cannot be combined: they are the same setting. Give one of them.")
        given[name] = options[name]
    return catalogue.named(given)


def definition_from(options: t.Mapping[str, t.Any]) -> definition.Definition:
    """The definition that the options name. Raises ValueError for what no table can be."""
    wanted = definition.from_options(options)
    if wanted.billing_mode is not None:
        on_demand_throughput.check_billing(settings_from(options), wanted.billing_mode)
    return wanted
