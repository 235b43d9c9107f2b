# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports from the ZIP file in which Ansible sends a module: Python compiles each file of it once, not twice.

Python's zipimport compiles a file to say which file it is (``get_filename``), and again to run it: https://github.com/python/cpython/issues/141276.
The second time is a tenth of the CPU time of a module that makes one backup (measured).
"""

from __future__ import annotations

import os
import sys
import typing as t
import zipimport


class _Importer(zipimport.zipimporter):
    """Python's own, for a ZIP file of sources alone, as Ansible makes it: the name of a file follows from the module's."""

    def get_filename(self, fullname: str) -> str:
        """The path of a module's file. Raises ZipImportError for a module that is not there."""
        path = os.path.join(self.archive, self.prefix + fullname.rpartition(".")[2])
        return os.path.join(path, "__init__.py") if self.is_package(fullname) else f"{path}.py"


def compile_once(loader: t.Any) -> None:
    """Has the further modules of a ZIP file compiled once, from here on; ``loader`` is that of a module in it. Other loaders are left as they are."""
    if not isinstance(loader, zipimport.zipimporter):
        return

    def importer(path: str) -> _Importer:
        found = _Importer(path)
        if found.archive != loader.archive:
            raise ImportError(f"{path} is not in {loader.archive}")
        return found

    sys.path_hooks.insert(0, importer)
    for path in [path for path in sys.path_importer_cache if path.startswith(loader.archive)]:
        del sys.path_importer_cache[path]
