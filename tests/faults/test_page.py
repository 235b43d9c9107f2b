# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reliability page is that of these very cases, and every one of ours holds in it."""

from __future__ import annotations

import pathlib
import re

from ansible_collections.dynaops.dynamodb.tests.faults import cases, contenders, page

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/docsite/rst/reliability.rst"


def test_the_page_shows_every_case_and_every_contender() -> None:
    sections = re.split(r"\n([^\n]+)\n-+\n", PAGE.read_text(encoding="utf-8"))
    tables = dict(zip(sections[1::2], sections[2::2]))
    assert [name for name in contenders.COMMANDS if name not in tables] == []
    shown = re.findall(r"^   \* - (.*)$", tables[contenders.OURS], re.MULTILINE)[1:]
    assert shown == sorted(page.escaped(case.name) for case in cases.everything())
    total = len(cases.everything())
    assert f"   * - {contenders.OURS}\n     - {total}/{total} hold\n     - 1\n" in tables["Result"]
