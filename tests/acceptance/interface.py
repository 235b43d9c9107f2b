# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others rely on, as data: options with their types and defaults, results, error codes, variables of roles and playbooks.

``interface.yml`` is the last state that was agreed on. Run as a module, this writes it, so that a change is always a deliberate one.
"""

from __future__ import annotations

import importlib
import pathlib
import re
import typing as t

import yaml
from ansible.module_utils.common.yaml import yaml_load

ROOT = pathlib.Path(__file__).resolve().parents[2]
SNAPSHOT = ROOT / "tests/interface.yml"
_OF_OPTION = ("type", "elements", "required", "default", "choices", "aliases")


def options(documented: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Options with what a playbook can see of them, and those below them."""
    found = {}
    for name, option in sorted(documented.items()):
        found[name] = {key: option[key] for key in _OF_OPTION if option.get(key) not in (None, False, [])}
        below = option.get("suboptions") or option.get("options")
        if below:
            found[name]["options"] = options(below)
    return found


def results(documented: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Results with their types, and those below them."""
    found: dict[str, t.Any] = {}
    for name, result in sorted(documented.items()):
        kind = result["type"] + (f" of {result['elements']}" if "elements" in result else "")
        found[name] = {"type": kind, "contains": results(result["contains"])} if "contains" in result else kind
    return found


def _modules() -> dict[str, t.Any]:
    found = {}
    for file in sorted((ROOT / "plugins/modules").glob("*.py")):
        module = importlib.import_module(f"ansible_collections.dynaops.dynamodb.plugins.modules.{file.stem}")
        returned = yaml_load(module.RETURN)
        codes = re.findall(r"C\((\w+)\)", str(returned["error"]["contains"]["code"]["description"]))
        found[file.stem] = {"options": options(yaml_load(module.DOCUMENTATION)["options"]), "results": results(returned), "codes": sorted(set(codes))}
    return found


def _roles() -> dict[str, t.Any]:
    files = sorted(ROOT.glob("roles/*/meta/argument_specs.yml"))
    return {file.parts[-3]: options(yaml_load(file.read_text())["argument_specs"]["main"]["options"]) for file in files}


def _playbooks() -> dict[str, list[str]]:
    """The variables that a playbook sets a default for."""
    found = {}
    for file in sorted((ROOT / "playbooks").glob("*.yml")):
        plays = yaml_load(file.read_text())
        found[file.stem] = sorted({name for play in plays for name in play.get("vars", ())})
    return found


def current() -> dict[str, t.Any]:
    """The interface as it is now."""
    return {"modules": _modules(), "roles": _roles(), "playbooks": _playbooks()}


def agreed() -> dict[str, t.Any]:
    """The interface that was agreed on."""
    return t.cast("dict[str, t.Any]", yaml_load(SNAPSHOT.read_text(encoding="utf-8")))


class _Indented(yaml.SafeDumper):
    """Lists are indented, as ansible-lint asks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Begins a level."""
        super().increase_indent(flow, False)


def write() -> None:
    """Agrees on the interface as it is now."""
    text = yaml.dump(current(), Dumper=_Indented, width=150, sort_keys=False)
    head = "---\n# Written by python -m ansible_collections.dynaops.dynamodb.tests.acceptance.interface: what playbooks rely on.\n"
    SNAPSHOT.write_text(head + text, encoding="utf-8")


def changes(old: t.Any, new: t.Any, path: str = "") -> list[str]:
    """Where two states differ, each with its path."""
    if isinstance(old, dict) and isinstance(new, dict):
        found = [f"{path}{name}: removed" for name in old if name not in new]
        found += [f"{path}{name}: added" for name in new if name not in old]
        return found + [text for name in old if name in new for text in changes(old[name], new[name], f"{path}{name}.")]
    return [] if old == new else [f"{path.rstrip('.')}: {old} is now {new}"]


if __name__ == "__main__":
    write()
    print(SNAPSHOT)
