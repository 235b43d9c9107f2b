# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that is safe to show."""

from __future__ import annotations

from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import plain_text


def test_quoted_cuts_and_escapes() -> None:
    assert plain_text.quoted("a\nb\x00\u00e9") == r"'a\nb\x00\xe9'"
    assert plain_text.quoted("x" * 100).endswith("... (100 characters)")
