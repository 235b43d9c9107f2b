# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which regions AWS can have, and their partitions. Pure.

The names of all regions are an area and a direction (AWS documentation, "AWS Regions"; that a new region of a known area is named in the same
way is inferred). A list of today's regions would refuse tomorrow's.
"""

from __future__ import annotations

import re

_DIRECTION = r"(north|south|east|west|central|northeast|northwest|southeast|southwest)-[1-9][0-9]?"
_PARTITIONS = {
    "aws-cn": rf"cn-{_DIRECTION}",
    "aws-us-gov": rf"us-gov-{_DIRECTION}",
    "aws-iso": rf"us-iso-{_DIRECTION}",
    "aws-iso-b": rf"us-isob-{_DIRECTION}",
    "aws-iso-e": rf"eu-isoe-{_DIRECTION}",
    "aws-iso-f": rf"us-isof-{_DIRECTION}",
    "aws-eusc": r"eusc-[a-z]{2}-" + _DIRECTION,
    "aws": rf"(af|ap|ca|eu|il|me|mx|sa|us)-{_DIRECTION}",
}


def partition(region: str) -> str:
    """The partition of a region, such as ``aws-cn``; empty for what is no region."""
    return next((name for name, pattern in _PARTITIONS.items() if re.fullmatch(pattern, region)), "")


def flaw(region: str) -> str:
    """What is wrong with the name of a region; empty if nothing is."""
    return "" if partition(region) else "must have the form of an AWS region, such as eu-west-1"
