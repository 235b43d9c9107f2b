# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What threads beside the main one must keep to."""

from __future__ import annotations

import contextlib
import signal
import typing as t


@contextlib.contextmanager
def deaf_to_signals() -> t.Iterator[None]:
    """Threads that are started in this block take no signal, ever.

    Only the main thread answers signals, and one that another thread took would not wake it up from what it waits for.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
