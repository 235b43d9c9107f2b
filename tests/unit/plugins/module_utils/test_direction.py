# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports inside module_utils go in one direction."""

from __future__ import annotations

import ast
import pathlib

MODULE_UTILS = pathlib.Path(__file__).resolve().parents[4] / "plugins/module_utils"
# From the top to the bottom: each may import those after it, and itself. At the root, _names.py is one of them, and _module.py is for modules alone.
ORDER = ("_jobs", "_protection", "_restores", "_backups", "_settings", "_tables", "_aws", "_names", "_task")


def imported(file: pathlib.Path) -> list[str]:
    """The top entries of module_utils that a file imports, relatively, as all files there do."""
    here = file.relative_to(MODULE_UTILS).parts[:-1]
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            path = [*here[: len(here) - node.level + 1], *(node.module or "").split(".")]
            found += [path[0]] if path[0] else [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert "dynaops" not in str(node.module), f"{file}: imports inside module_utils are relative"
    return found


def test_imports_go_in_one_direction() -> None:
    files = sorted(MODULE_UTILS.rglob("*.py"))
    tops = {file: file.relative_to(MODULE_UTILS).parts[0] for file in files}
    assert {*tops.values()} == {*ORDER, "_names.py", "_module.py"} - {"_names"}
    for file in files:
        top = tops[file].removesuffix(".py")
        allowed = set(ORDER[ORDER.index("_aws" if top == "_module" else top) :])
        assert set(imported(file)) <= allowed, f"{file.relative_to(MODULE_UTILS)} imports {set(imported(file)) - allowed}"
