# SPDX-License-Identifier: GPL-3.0-or-later
"""Python imports this file when a process begins, where its folder is on PYTHONPATH: modules record their requests (see recording.py)."""

import importlib.util
import os
import pathlib

_FOLDER = os.environ.get("DYNAOPS_VERIFY_RECORDINGS")
if _FOLDER:
    _FILE = pathlib.Path(__file__).resolve().parent.parent / "recording.py"
    _SPEC = importlib.util.spec_from_file_location("dynaops_verify_recording", _FILE)
    assert _SPEC and _SPEC.loader
    _RECORDING = importlib.util.module_from_spec(_SPEC)
    _SPEC.loader.exec_module(_RECORDING)
    _RECORDING.begin(pathlib.Path(_FOLDER))
