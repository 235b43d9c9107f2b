# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module as Ansible does, less Ansible: run_module.py NAME ARGUMENTS [PYTHON]; PYTHON is run before the module, to play a trick on it."""

from __future__ import annotations

import json
import runpy
import sys

from ansible.module_utils import basic

name, arguments, *trick = sys.argv[1:]
basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": json.loads(arguments)}).encode()  # pylint: disable=protected-access
basic._ANSIBLE_PROFILE = "legacy"  # pylint: disable=protected-access
for each in trick:
    exec(each, {})  # pylint: disable=exec-used
# The test waits for this line: from here on the module is answerable for what a signal does.
sys.stderr.write("begins\n")
sys.stderr.flush()
runpy.run_module(f"ansible_collections.dynaops.dynamodb.plugins.modules.{name}", run_name="__main__", alter_sys=True)
