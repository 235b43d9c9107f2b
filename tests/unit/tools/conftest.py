# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools are programs beside each other; here they are imported."""

from __future__ import annotations

import pathlib
import sys

# At the end: it has names of the standard library.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "tools"))
