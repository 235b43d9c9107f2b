# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python runs this file in every process that hanging.variables() leads to it: such a process tells where it stands when it is asked."""

from __future__ import annotations

import faulthandler
import os
import signal

if "DYNAOPS_STACKS" in os.environ:
    # Not stderr, which faulthandler takes by itself: the workers of Ansible have none. Open for good, and handed on to all forks.
    faulthandler.register(signal.SIGUSR2, open(os.environ["DYNAOPS_STACKS"], "a", encoding="utf-8"))  # pylint: disable=consider-using-with
