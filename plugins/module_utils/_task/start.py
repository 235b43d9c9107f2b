# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the process of a module starts, before the imports that take their time."""

from __future__ import annotations

from . import garbage_collection, payload_imports
from .signals import ENDING


def begin() -> None:
    """Answers an interruption from here on, and puts garbage collection off until the client is made.

    The imports and botocore's models of AWS make some hundred thousand objects, and all of them stay. Repeated garbage collection over them is a
    twentieth of the cost of a whole task (tests/bench).
    """
    garbage_collection.pause()
    ENDING.handle_signals()
    payload_imports.compile_once(__spec__.loader if __spec__ else None)
