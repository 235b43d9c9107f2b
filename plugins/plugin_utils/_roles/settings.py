# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What both roles do with tags and settings. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups import name_pattern
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
# The word for no last backup, where an environment would make one: an empty text counts as omitted.
NO_BACKUP = "none"
NAME = r"[a-zA-Z0-9_.-]{3,255}"


def text_tags(tags: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Tags are text, whatever YAML makes of them."""
    return {str(key): str(value) for key, value in tags.items()}


def tag_flaws(variables: Variables, added: t.Mapping[str, str]) -> list[str]:
    """What AWS does not accept of the tags, with those that the role adds."""
    return _said(variables.named("tags"), "tags", {**text_tags(variables.values["tags"]), **added})


def final_flaws(variables: Variables) -> list[str]:
    """What cannot be the name of a last backup, or cannot be without it."""
    name = final_backup_name(variables.values)
    if not name:
        needless = bool(variables.values["final_settings_manifest"])
        return [f"{variables.named('final_settings_manifest')} requires {variables.named('final_backup_name')}."] if needless else []
    try:
        name_pattern.check_pattern(name, variables.named("final_backup_name"))
    except ValueError as error:
        return [str(error)]
    return []


def final_backup_name(values: Values) -> str:
    """The name of the last backup of a table that is removed; empty if there is to be none."""
    name = str(values["final_backup_name"])
    return "" if name == NO_BACKUP else name


def removal(variables: Variables) -> dict[str, t.Any]:
    """How the table is removed: what the module takes, and what a user is told who may not."""
    values = variables.values
    protection = {"deletion_protection": {"enabled": False}} if values["disable_deletion_protection"] else {}
    return {
        "freeing": {**protection, "replicas": []},
        "final_backup_name": final_backup_name(values),
        "final_settings_manifest": values["final_settings_manifest"] if final_backup_name(values) else "",
        "protected_hint": f" With this role, set {variables.named('disable_deletion_protection')} to true.",
    }


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
