# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python that has read boto3 already runs a script as a real one does, and of the collection nothing but what the payload has."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import zipfile

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance.preloaded import PreloadedPython

ROOM = ("ansible_collections", "dynaops", "dynamodb", "plugins", "module_utils")
SCRIPT = """
import sys
sys.path.insert(0, {payload!r})
from ansible_collections.dynaops.dynamodb.plugins.module_utils import _names
print(_names.__file__, sys.argv[1:], sys.modules["__main__"].__file__)
print("to the other one", file=sys.stderr)
sys.exit(7)
"""


@pytest.mark.parametrize("piped", [False, True])
@pytest.mark.parametrize("real", [True, False])
def test_a_script_gets_the_payload_and_its_output_and_code_arrive(preloaded_python: PreloadedPython, tmp_path: pathlib.Path, real: bool, piped: bool) -> None:
    payload, script = tmp_path / "payload.zip", tmp_path / "script.py"
    with zipfile.ZipFile(payload, "w") as archive:
        for depth in range(1, len(ROOM) + 1):
            archive.writestr("/".join((*ROOM[:depth], "__init__.py")), "")
        archive.writestr("/".join((*ROOM, "_names.py")), "")
    script.write_text(SCRIPT.format(payload=str(payload)))
    python = sys.executable if real else preloaded_python.path
    # With pipelining, a script comes from standard input.
    words, told = ([], script.read_text()) if piped else ([script, "one"], "")
    done = subprocess.run([python, *words], input=told, capture_output=True, text=True, check=False)
    assert done.stdout == f"{'/'.join((str(payload), *ROOM, '_names.py'))} {[] if piped else ['one']} {'<stdin>' if piped else script}\n"
    assert (done.stderr, done.returncode) == ("to the other one\n", 7)
