# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a ZIP file are compiled once, and are the same modules as Python's own importer makes."""

from __future__ import annotations

import importlib
import pathlib
import subprocess
import sys
import typing as t
import warnings
import zipfile
import zipimport

import pytest
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import payload_imports, start

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")

# Python warns of this whenever it compiles it.
SOURCE = "VALUE = 1 is 1\n"


def make_zip(file: pathlib.Path, name: str) -> pathlib.Path:
    """A ZIP file with a package, a module in it, and one below."""
    with zipfile.ZipFile(file, "w") as archive:
        for path in (f"{name}/__init__.py", f"{name}/first.py", f"{name}/below/__init__.py", f"{name}/below/second.py"):
            archive.writestr(path, SOURCE)
    return file


@pytest.fixture(autouse=True)
def imports_as_before(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[None]:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "path_hooks", list(sys.path_hooks))
    yield
    for name in [name for name in sys.modules if name.startswith("zipped_")]:
        del sys.modules[name]
    sys.path_importer_cache.clear()


def compiled(name: str) -> int:
    """How often Python compiles what an import needs."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        importlib.import_module(name)
    return len([each for each in seen if each.category is SyntaxWarning])


def test_each_file_of_the_payload_is_compiled_once(tmp_path: pathlib.Path) -> None:
    file = make_zip(tmp_path / "payload.zip", "zipped_payload")
    sys.path.insert(0, str(file))
    importlib.import_module("zipped_payload.first")
    payload_imports.compile_once(sys.modules["zipped_payload.first"].__loader__)
    assert compiled("zipped_payload.below.second") == 2  # two files: the package below, and what is in it


def test_the_modules_are_those_of_pythons_own_importer(tmp_path: pathlib.Path) -> None:
    file = make_zip(tmp_path / "payload.zip", "zipped_payload")
    own = zipimport.zipimporter(str(file))
    sys.path.insert(0, str(file))
    package = importlib.import_module("zipped_payload")
    payload_imports.compile_once(package.__loader__)
    below, second = (importlib.import_module(name) for name in ("zipped_payload.below", "zipped_payload.below.second"))
    assert package.__file__ == own.get_filename("zipped_payload")
    assert below.__file__ == f"{file}/zipped_payload/below/__init__.py" and list(below.__path__) == [f"{file}/zipped_payload/below"]
    assert second.__file__ == f"{file}/zipped_payload/below/second.py"
    assert second.VALUE is True
    with pytest.raises(ModuleNotFoundError, match="zipped_payload.missing"):
        importlib.import_module("zipped_payload.missing")
    with pytest.raises(zipimport.ZipImportError, match="missing"):
        second.__loader__.get_filename("missing")


def test_other_zip_files_keep_pythons_own_importer(tmp_path: pathlib.Path) -> None:
    sys.path[:0] = [str(make_zip(tmp_path / "payload.zip", "zipped_payload")), str(make_zip(tmp_path / "payload.zip.other", "zipped_other"))]
    payload_imports.compile_once(importlib.import_module("zipped_payload").__loader__)
    other = importlib.import_module("zipped_other.first")
    assert not isinstance(other.__loader__, payload_imports._Importer)


def test_what_is_not_in_a_zip_file_is_imported_as_ever() -> None:
    hooks = list(sys.path_hooks)
    payload_imports.compile_once(pytest.__loader__)
    payload_imports.compile_once(None)
    assert sys.path_hooks == hooks


def test_a_module_that_begins_compiles_its_payload_once(tmp_path: pathlib.Path) -> None:
    file = make_zip(tmp_path / "payload.zip", "zipped_payload")
    with zipfile.ZipFile(file, "a") as archive:
        for source in pathlib.Path(start.__file__).parent.glob("*.py"):
            archive.write(source, f"zipped_payload/{source.name}")
    script = f"import sys; sys.path.insert(0, {str(file)!r}); from zipped_payload import start; start.begin(); from zipped_payload import first"
    done = subprocess.run([sys.executable, "-W", "always", "-c", script], capture_output=True, text=True, check=True)
    of_files = [line.partition(":")[0].removeprefix(f"{file}/zipped_payload/") for line in done.stderr.splitlines() if "SyntaxWarning" in line]
    # Before the module begins, Python's own importer reads the package.
    assert of_files == ["__init__.py", "__init__.py", "first.py"], done.stderr
