# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about errors has every code, with its cause and what to do, and is what the code says today."""

from __future__ import annotations

import re

import pytest
import yaml
from ansible_collections.dynaops.dynamodb.tests.acceptance import errors_page

TEXT = errors_page.PAGE.read_text()


def test_the_page_is_what_the_code_says() -> None:
    assert errors_page.page().rstrip("\n") + "\n" == TEXT, "write it with python -m ansible_collections.dynaops.dynamodb.tests.acceptance.errors_page"


def test_every_code_has_a_cause_and_a_remedy_and_no_other_has() -> None:
    words = yaml.safe_load(errors_page.WORDS.read_text())["codes"]
    assert sorted(words) == sorted(errors_page.own_codes())
    assert all(entry["cause"].endswith(".") and entry["remedy"].endswith(".") for entry in words.values())


def test_every_code_is_on_the_page() -> None:
    titles = set(re.findall(r"^(\w+)\n~+$", TEXT, re.MULTILINE))
    assert titles == set(errors_page.own_codes()) and {"Timeout", "OutcomeUnknown", "BackupBusy", "IndexBusy", "InternalError"} <= titles
    shown = set(re.findall(r"``(\w+)``", TEXT))
    assert {*errors_page.AWS_CODES, *errors_page.WORDS_BEFORE_SENDING} - shown == set()


def test_the_codes_are_found_in_the_code_with_their_messages() -> None:
    found = errors_page.raised()
    assert len(found) >= 20 and found["BackupBusy"] == [
        errors_page.Message("Backup ... is still being created.", "Run the task again when it is AVAILABLE, or set when_busy=wait.")
    ]
    assert len(found["Timeout"]) >= 5


def test_a_code_without_words_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors_page, "raised", lambda: {"NewCode": []})
    with pytest.raises(KeyError, match="NewCode"):
        errors_page.page()
