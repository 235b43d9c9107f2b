# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback that shows nothing: with it, all processes of ansible-playbook share the modules that they pack, each half a second of a core.

Ansible packs a module once for each of its processes, into a folder below that process's temporary one. This makes that folder a link to a shared one;
Ansible locks what it writes there by a file, and removes the link alone at its end.
"""

from __future__ import annotations

import contextlib
import os

from ansible import constants
from ansible.plugins.callback import CallbackBase

# The variable with the path of the shared folder.
FOLDER = "SHARED_PACKED_MODULES"


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Made before the first task."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "packed_once"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        with contextlib.suppress(FileExistsError):
            os.symlink(os.environ[FOLDER], os.path.join(constants.DEFAULT_LOCAL_TMP, "ansiballz_cache"))
