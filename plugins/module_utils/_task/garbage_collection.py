# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's garbage collection, put off while a process makes many objects that all stay: repeated collections look at all of them each time."""

from __future__ import annotations

import gc


def pause() -> None:
    """Collects nothing from here on."""
    gc.disable()


def resume() -> None:
    """Collects again, but never what there is by now."""
    gc.freeze()
    gc.enable()
