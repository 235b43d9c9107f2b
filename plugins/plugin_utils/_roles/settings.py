# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What both roles do with tags and settings. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._settings import catalogue
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import shape
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils._roles.variables import Values, Variables

TAGS = {**catalogue.BY_NAME["tags"].option, "default": {}}
# A switch may be left out where a variable of its own has set it: what is merged is checked once more.
FURTHER_SETTINGS = {
    **catalogue.OPTION,
    "default": {},
    "options": {
        name: {**option, "options": {key: {**each, "required": False} for key, each in option["options"].items()}}
        if option["type"] == "dict" and "options" in option
        else option
        for name, option in catalogue.OPTIONS.items()
    },
}
NAME = r"[a-zA-Z0-9_.-]{3,255}"


def text_tags(tags: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Tags are text, whatever YAML makes of them."""
    return {str(key): str(value) for key, value in tags.items()}


def tag_flaws(variables: Variables, added: t.Mapping[str, str]) -> list[str]:
    """What AWS does not accept of the tags, with those that the role adds."""
    return _said(variables.named("tags"), "tags", {**text_tags(variables.values["tags"]), **added})


def further_flaws(variables: Variables, wanted: Values) -> list[str]:
    """What cannot be among the further settings; ``wanted`` are all settings, with these merged into them."""
    what = variables.named("further_settings")
    return [text for name in variables.values["further_settings"] for text in _said(f"{what}.{name}", name, wanted[name])]


def _said(what: str, setting: str, value: t.Any) -> list[str]:
    """What the setting's own declaration and check say, under the name of the variable."""
    try:
        catalogue.BY_NAME[setting].check(shape.checked(what, catalogue.OPTIONS[setting], value))
    except ValueError as error:
        return [str(error).replace(f"settings.{setting}", what)]
    return []
