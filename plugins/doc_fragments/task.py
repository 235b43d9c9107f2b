# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What is the same for every module of this collection: reports and retries."""

    DOCUMENTATION = r"""
options: {}
notes:
  - While the task runs on the controller (connection C(local)), its reports appear immediately, at least every 30 seconds,
    on standard error and in a job's output. Under C(async), with C(no_log), and over other connections they are in
    the result's C(progress) only. C(progress) keeps at most 500 lines, the first 100 and the last ones, and says how many lines are left out.
    Of more than 20 warnings the further ones are only counted.
  - The module has its own retry policy. C(retries) in O(aws_config) and botocore's retry settings in the environment have no effect.
    C(connect_timeout) and C(read_timeout) in O(aws_config) can only be set to less than 5 and 15 seconds.
"""
